"""The curves of a run: loss, accuracy and gradient norms over iterations.

Rows lie on a grid of iterations whose stride doubles when there are too many, so memory is
bounded, full speed stays full speed, and the curves depend only on how far the run was computed,
not on how one got there.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.evaluate import Evaluator
from bpviz.core.program import Program

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

MAX_ROWS = 1000


class History:
    """Rows of a run, one for each iteration on the grid.

    A row holds what was computed *in* that iteration, before its update. The whole training and
    test sets are evaluated on a coarser grid, about once in an epoch.
    """

    def __init__(self, problem: Problem, first_iteration: int = 0) -> None:
        self._problem = problem
        self.stride = 1
        self.next = first_iteration
        self._rows: list[tuple[int, Array]] = []
        self._evaluations: list[tuple[int, Array]] = []
        self._columns: dict[str, Array] = {}
        per_epoch = problem.iterations_per_epoch
        self._starts = [layer.start for layer in problem.layers]
        self._is_weight = problem.is_weight
        self._epoch_stride = 1 << (per_epoch - 1).bit_length()

    @cached_property
    def _train(self) -> Evaluator:
        return Evaluator(self._problem, self._problem.x_train, self._problem.y_train)

    @cached_property
    def _test(self) -> Evaluator | None:
        if not len(self._problem.x_test):
            return None
        return Evaluator(self._problem, self._problem.x_test, self._problem.y_test)

    def note(self, params: Array, program: Program) -> None:
        """Add the row of iteration `next`, which `program` has just run from `params`."""
        iteration = self.next
        self._rows.append((iteration, self._measure(program)))
        self._columns.clear()
        if iteration % max(self.stride, self._epoch_stride) == 0:
            self._evaluations.append((iteration, self._evaluate(params)))
        if len(self._rows) > MAX_ROWS:
            self.stride *= 2
            self._rows = [row for row in self._rows if row[0] % self.stride == 0]
            coarse = max(self.stride, self._epoch_stride)
            self._evaluations = [row for row in self._evaluations if row[0] % coarse == 0]
        self.next = (iteration // self.stride + 1) * self.stride

    def _measure(self, program: Program) -> Array:
        penalty = program.scalar("penalty") if self._problem.regularizer.used else 0.0
        with np.errstate(all="ignore"):
            squares = np.multiply(program.grads, program.grads)
            squares *= self._is_weight
            norms = np.sqrt(np.add.reduceat(squares, self._starts))
            deltas = [
                np.linalg.norm(program.slots["delta", layer.index].read(program.arena))
                for layer in self._problem.layers
            ]
        return np.array([program.scalar("loss"), penalty, *norms, *deltas])

    def _evaluate(self, params: Array) -> Array:
        nothing = (np.nan, np.nan)
        train = self._train.score(params)
        test = nothing if self._test is None else self._test.score(params)
        return np.array([train[0], test[0], train[1], test[1]])

    def _column(self, name: str, rows: list[tuple[int, Array]], columns: slice | int) -> Array:
        cache = self._columns
        if name not in cache:
            width = 2 + 2 * self._problem.n_layers if rows is self._rows else 4
            table = np.array([row for _, row in rows]).reshape(len(rows), width)
            cache[name] = table[:, columns]
            cache[name].setflags(write=False)
        return cache[name]

    @property
    def iterations(self) -> Array:
        """(m,) the iterations of the rows, ascending."""
        return np.array([iteration for iteration, _ in self._rows], dtype=np.int64)

    @property
    def loss(self) -> Array:
        """(m,) the batch's loss, data term."""
        return self._column("loss", self._rows, 0)

    @property
    def penalty(self) -> Array:
        """(m,) the regularizer's term."""
        return self._column("penalty", self._rows, 1)

    @property
    def grad_norm(self) -> Array:
        """(m, L) ‖∂L/∂W‖ (Frobenius) of each layer."""
        return self._column("grad_norm", self._rows, slice(2, 2 + self._problem.n_layers))

    @property
    def delta_norm(self) -> Array:
        """(m, L) ‖δ‖ (Frobenius) of each layer."""
        return self._column("delta_norm", self._rows, slice(2 + self._problem.n_layers, None))

    @property
    def eval_iterations(self) -> Array:
        """(k,) the iterations at which the whole sets were evaluated."""
        return np.array([iteration for iteration, _ in self._evaluations], dtype=np.int64)

    @property
    def train_loss(self) -> Array:
        """(k,) data loss over the whole training set."""
        return self._column("train_loss", self._evaluations, 0)

    @property
    def test_loss(self) -> Array:
        """(k,) data loss over the test set, NaN without one."""
        return self._column("test_loss", self._evaluations, 1)

    @property
    def train_accuracy(self) -> Array:
        """(k,) share of training samples in the right class, NaN for regression."""
        return self._column("train_accuracy", self._evaluations, 2)

    @property
    def test_accuracy(self) -> Array:
        """(k,) share of test samples in the right class, NaN where there is none."""
        return self._column("test_accuracy", self._evaluations, 3)
