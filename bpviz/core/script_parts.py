"""What the scripts for NumPy, PyTorch and Keras have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bpviz import __version__
from bpviz.core import errors
from bpviz.core.code_text import functions
from bpviz.core.errors import ExperimentError
from bpviz.core.listing import arrays, constants, names_in
from bpviz.core.literals import DECODER, WIDTH, decoder
from bpviz.core.problem import Problem
from bpviz.core.stages import Layer
from bpviz.core.streams import DROPOUT

OPTIMIZER_CLASSES = {
    "sgd": "SGD",
    "adagrad": "Adagrad",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
}
"""What PyTorch and Keras call the optimizers."""


def head(problem: Problem, needs: str) -> str:
    """The comment above a script: the experiment's title, and what it needs to run."""
    title = "".join(c for c in problem.experiment.title if c.isprintable()).strip()
    return (f"# {title}\n#\n" if title else "") + (
        f"# Written by bpviz {__version__}. Needs {needs} only; rows are samples.\n"
        "# python THIS_FILE.py [out.npz] prints the losses and saves them with the parameters."
    )


def parameter_names(layer: Layer) -> list[str]:
    """``["W1", "b1"]``, or the weights alone."""
    return [f"W{layer.index}"] + ([f"b{layer.index}"] if layer.use_bias else [])


def refuse_mistake(problem: Problem, framework: str) -> None:
    """Raise where a mistake is injected: a framework's own gradients cannot be broken like that.

    Raises
    ------
    ExperimentError
    """
    name = problem.experiment.training.mistake
    if name != "none":
        expected = f'"none" ({framework} computes the gradients itself)'
        raise ExperimentError(
            "training.mistake", errors.WRONG_TYPE, expected=expected, value=f'"{name}"'
        )


def batch_lines(problem: Problem) -> list[str]:
    """The first lines of the loop: the iteration's batch, and where its masks come from."""
    if problem.batch_size == problem.n_train:
        lines = ["x, y = x_train, y_train"]
    else:
        lines = ["x, y = batch(iteration)"]
    if has_dropout(problem):
        made = f"np.random.default_rng([seed, {DROPOUT}, iteration])"
        lines.append(f"rng = {made}  # for the dropout masks")
    return lines


def has_dropout(problem: Problem) -> bool:
    """Whether any mask is drawn."""
    return any(layer.dropout for layer in problem.layers)


def keywords(values: Mapping[str, object]) -> list[str]:
    """Arguments of a call, by their names."""
    return [f"{name}={value!r}" for name, value in values.items()]


def call(called: str, arguments: Sequence[str]) -> str:
    """A statement that ends with a call, in one line if it fits."""
    line = f"{called}({', '.join(arguments)})"
    if len(line) <= WIDTH:
        return line
    return block(f"{called}(", [f"{argument}," for argument in arguments], ")")


def print_line(problem: Problem) -> str:
    """The statement that prints an iteration's loss."""
    values = "loss {loss}, penalty {penalty}" if problem.regularizer.used else "loss {loss}"
    return f'print(f"iteration {{iteration}}: {values}")'


def block(opening: str, lines: Sequence[str], closing: str = "") -> str:
    """Lines a step further in; each of `lines` may be several."""
    inside = re.sub(r"^(?=.)", "    ", "\n".join(lines), flags=re.MULTILINE)
    return "\n".join([opening, inside, *([closing] if closing else [])])


def assembled(
    problem: Problem,
    iterations: int,
    needs: str,
    imports: Sequence[str],
    definitions: Sequence[str],
    body: Sequence[str],
    *,
    torch: bool = False,
) -> str:
    """A whole script, with every setting and module that a line of it uses.

    Parameters
    ----------
    problem : Problem
    iterations : int
    needs : str
        What must be installed, in words.
    imports : sequence of str
        The statements that import it.
    definitions : sequence of str
        Functions and classes.
    body : sequence of str
        The sections after data and start values.
    torch : bool
        Whether data and start values are tensors.
    """
    made = list(definitions)
    values = arrays(problem, torch=torch)
    if "batch" in names_in("\n".join(body)):
        made.insert(0, functions(problem)["batch"])
    if any(f"{DECODER}(" in text for text in values):
        made.insert(0, decoder(problem.dtype, torch=torch))
    used = names_in("\n".join([*made, *body]))
    modules = [f"import {name}" for name in ("base64", "math", "sys") if name in used]
    known = constants(problem)
    settings = [f"{name} = {value!r}" for name, value in known.items() if name in used]
    sections = [
        head(problem, needs),
        "\n".join(modules),
        "\n".join(imports),
        *made,
        "\n".join(["# settings", *settings, f"iterations = {iterations}"]),
        "\n".join(["# data and start values", *values]),
        *body,
    ]
    return "\n\n".join(section for section in sections if section) + "\n"
