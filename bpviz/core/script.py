"""An experiment as a file that needs nothing but NumPy and gives the same numbers."""

from __future__ import annotations

from bpviz.core.listing import program
from bpviz.core.problem import Problem
from bpviz.core.script_parts import head, parameter_names


def numpy_script(problem: Problem, iterations: int) -> str:
    """The program that `bpviz.core.listing` shows, whole: it runs on its own.

    It draws the same batches and dropout masks from the same streams, prints each iteration's loss
    and ends with the parameters in W1, b1 …; ``python script.py out.npz`` saves these and the
    losses. Losses and parameters are those of the run to the last digits but one or two: sums are
    added up in another order. In float32 they are the same to a float32's digits.

    Parameters
    ----------
    problem : Problem
    iterations : int
        How many it runs, at least 1.
    """
    names = ["losses", *(name for layer in problem.layers for name in parameter_names(layer))]
    saved = ", ".join(f"{name}={name}" for name in names)
    tail = f"if len(sys.argv) > 1:\n    np.savez(sys.argv[1], {saved})"
    top = head(problem, "NumPy")
    return program(problem, iterations, whole=True, head=top, tail=tail).text
