"""The gradient of the whole training set's loss at any parameters: dropout off, nothing trained."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bpviz.core.engine import build
from bpviz.core.problem import Problem


class Gradient:
    """The loss and its gradient over the training set. Use it from one thread at a time.

    It is the trainer's own forward and backward, bound once for all samples, and the gradient of
    what `Evaluator.loss` and `PlaneLoss` give.

    Parameters
    ----------
    problem : Problem
    rows : (m,) indices or None
        The training samples to use; None: all. A sum over samples is scaled to the size of a
        batch, see `Problem.loss_weight`.
    """

    def __init__(self, problem: Problem, rows: NDArray[np.intp] | None = None) -> None:
        chosen = slice(None) if rows is None else rows
        self._penalized = problem.regularizer.used
        self._program = build(problem, problem.n_train if rows is None else len(rows), None)
        self._program.inputs[:] = problem.inputs[chosen]
        self._program.targets[:] = problem.targets[chosen]

    def at(self, params: ArrayLike) -> tuple[float, NDArray[np.float64]]:
        """The loss at `params` (P,), penalty included, and ∂L/∂params, (P,), a copy.

        Biases that are not trained have their derivatives too. Both results are as they come,
        infinite or NaN, where the network overflows.
        """
        program = self._program
        with np.errstate(all="ignore"):
            program.params[:] = params
            for call in program.calls:
                call()
        penalty = program.scalar("penalty") if self._penalized else 0.0
        return program.scalar("loss") + penalty, program.grads.astype(np.float64)
