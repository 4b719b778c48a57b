"""The curves of a run: loss, accuracy and the layers' measures over iterations.

Rows lie on a grid of iterations whose stride doubles when there are too many, so memory is
bounded, full speed stays full speed, and the curves depend only on how far the run was computed,
not on how one got there.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.diagnosis import is_safe, norm, quick_norm
from bpviz.core.evaluate import Evaluator
from bpviz.core.measures import count_dead
from bpviz.core.program import Program
from bpviz.core.rows import Meter
from bpviz.core.saturation import shape

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

MAX_ROWS = 1000
MAX_EVALUATIONS = 500
"""Fewer than rows, since the whole sets cost more than what a row takes from the iteration."""
MAX_MEASURES = 128
"""Fewer, since a row of measures costs about as much as several iterations of a small network."""


@dataclass(frozen=True, eq=False)
class History:
    """The curves up to a moment; a snapshot that stays as it is while the run goes on.

    A row holds what was computed *in* that iteration, before its update. Updates, activations and
    the whole training and test sets are measured on coarser grids, the sets about once in an
    epoch. All arrays are read-only.

    Attributes
    ----------
    iterations : (m,)
        The iterations of the rows, ascending.
    eval_iterations : (k,)
        The iterations at which the whole sets were evaluated.
    measure_iterations : (r,)
        The iterations whose updates and activations were measured.
    """

    iterations: Array
    eval_iterations: Array
    measure_iterations: Array
    _rows: Array
    _evaluations: Array
    _measures: Array

    @property
    def n_layers(self) -> int:
        """L, how many layers the network has."""
        return int(self._evaluations.shape[1]) - 4

    @property
    def loss(self) -> Array:
        """(m,) the batch's loss, data term."""
        return self._rows[:, 0]

    @property
    def penalty(self) -> Array:
        """(m,) the regularizer's term."""
        return self._rows[:, 1]

    @property
    def grad_norm(self) -> Array:
        """(m, L) ‖∂L/∂W‖ (Frobenius) of each layer."""
        return self._rows[:, 2 : 2 + self.n_layers]

    @property
    def delta_norm(self) -> Array:
        """(m, L) ‖δ‖ (Frobenius) of each layer."""
        return self._rows[:, 2 + self.n_layers : 2 + 2 * self.n_layers]

    @property
    def bias_norm(self) -> Array:
        """(m, L) ‖∂L/∂b‖ of each layer; NaN for a layer without biases."""
        return self._rows[:, 2 + 2 * self.n_layers :]

    @property
    def train_loss(self) -> Array:
        """(k,) data loss over the whole training set."""
        return self._evaluations[:, 0]

    @property
    def test_loss(self) -> Array:
        """(k,) data loss over the test set, NaN without one."""
        return self._evaluations[:, 1]

    @property
    def train_accuracy(self) -> Array:
        """(k,) share of training samples in the right class, NaN for regression."""
        return self._evaluations[:, 2]

    @property
    def test_accuracy(self) -> Array:
        """(k,) share of test samples in the right class, NaN where there is none."""
        return self._evaluations[:, 3]

    @property
    def dead(self) -> Array:
        """(k, L) how many units of a layer are zero for every training sample."""
        return self._evaluations[:, 4:]

    @property
    def predicted(self) -> Array:
        """(r,) what the update promises the batch's loss; see `bpviz.core.update_effect`."""
        return self._measures[:, 0]

    @property
    def actual(self) -> Array:
        """(r,) what the update does to it."""
        return self._measures[:, 1]

    @property
    def update_ratio(self) -> Array:
        """(r, L) ‖ΔW‖/‖W‖ of each layer; NaN where W is all zero."""
        return self._measured(0)

    @property
    def activation_mean(self) -> Array:
        """(r, L) the mean of a layer's activations over units and batch."""
        return self._measured(1)

    @property
    def activation_std(self) -> Array:
        """(r, L) their standard deviation."""
        return self._measured(2)

    @property
    def saturated(self) -> Array:
        """(r, L) the share of a layer's activations that are saturated."""
        return self._measured(3)

    def _measured(self, which: int) -> Array:
        start = 2 + which * self.n_layers
        return self._measures[:, start : start + self.n_layers]


class Recorder:
    """Makes the history of a run, whichever thread runs it.

    Attributes
    ----------
    history : History
        So far; replaced, never changed, by `note`.
    next : int
        The iteration of the next row.
    """

    def __init__(self, problem: Problem, first_iteration: int = 0) -> None:
        self._problem = problem
        self._lock = threading.Lock()
        self._stride = 1
        self.next = first_iteration
        self._rows = _Table(2 + 3 * problem.n_layers)
        self._evaluations = _Table(4 + problem.n_layers, MAX_EVALUATIONS)
        self._can_die = any(shape(layer.activation).dies for layer in problem.layers)
        self._no_dead = (0,) * problem.n_layers
        self._meter, self._measure_stride = Meter(problem), 1
        self._measures = _Table(self._meter.width, MAX_MEASURES)
        self._starts = [layer.start for layer in problem.layers]
        self._biases = np.flatnonzero(problem.is_weight == 0)
        biased = [layer for layer in problem.layers if layer.use_bias]
        self._biased = [layer.index for layer in biased]
        self._bias_starts = np.cumsum([0, *(layer.n_out for layer in biased)])[:-1]
        self._evaluate_stride = 1 << (problem.iterations_per_epoch - 1).bit_length()
        self._publish()

    @cached_property
    def _train(self) -> Evaluator:
        return Evaluator(self._problem, self._problem.x_train, self._problem.y_train)

    @cached_property
    def _test(self) -> Evaluator | None:
        if not len(self._problem.x_test):
            return None
        return Evaluator(self._problem, self._problem.x_test, self._problem.y_test)

    def note(self, iteration: int, params: Array, program: Program) -> None:
        """Add the row of an iteration that `program` has just run from `params`.

        Nothing happens where no row is due, or where another thread was quicker. Otherwise the
        forward pass may run once more in `program`, and overwrite that of the iteration.
        """
        with self._lock:
            if iteration != self.next:
                return
            self._rows.add(iteration, self._measure(program))
            if iteration % self._evaluate_stride == 0:
                self._evaluations.add(iteration, self._evaluate(params))
                if self._evaluations.count > MAX_EVALUATIONS:
                    self._evaluate_stride *= 2
                    self._evaluations.thin(self._evaluate_stride)
            if iteration % self._measure_stride == 0:
                self._measures.add(iteration, self._meter.row(params, program))
                if self._measures.count > MAX_MEASURES:
                    self._measure_stride *= 2
                    self._measures.thin(self._measure_stride)
            if self._rows.count > MAX_ROWS:
                self._stride *= 2
                self._rows.thin(self._stride)
            self._publish()
            self.next = (iteration // self._stride + 1) * self._stride

    def _publish(self) -> None:
        tables = (self._rows, self._evaluations, self._measures)
        grids, values = zip(*(table.views() for table in tables), strict=True)
        self.history = History(*grids, *values)

    def _measure(self, program: Program) -> Array:
        problem = self._problem
        penalty = program.scalar("penalty") if problem.regularizer.used else 0.0
        with np.errstate(all="ignore"):
            squares = np.multiply(program.grads, program.grads, dtype=np.float64)
            biases = self._bias_norms(program, squares.take(self._biases))
            squares *= problem.is_weight
            sums = np.add.reduceat(squares, self._starts)
            grads = [
                math.sqrt(square) if is_safe(square) else norm(self._read(program, "dW", index))
                for index, square in enumerate(sums.tolist(), 1)
            ]
            deltas = [
                quick_norm(self._read(program, "delta", layer.index)) for layer in problem.layers
            ]
        return np.array([program.scalar("loss"), penalty, *grads, *deltas, *biases])

    def _bias_norms(self, program: Program, squares: Array) -> list[float]:
        """‖∂L/∂b‖ of each layer from the squares of all biases' gradients; NaN without biases."""
        found = [math.nan] * self._problem.n_layers
        if self._biased:
            sums = np.add.reduceat(squares, self._bias_starts).tolist()
            for index, square in zip(self._biased, sums, strict=True):
                safe = is_safe(square)
                found[index - 1] = (
                    math.sqrt(square) if safe else norm(self._read(program, "db", index))
                )
        return found

    @staticmethod
    def _read(program: Program, name: str, layer: int) -> Array:
        return program.slots[name, layer].read(program.arena)

    def _evaluate(self, params: Array) -> Array:
        nothing = (np.nan, np.nan)
        train = self._train.score(params)
        test = nothing if self._test is None else self._test.score(params)
        dead = self._no_dead
        if self._can_die:
            dead = count_dead(self._problem, self._train.last_activations)
        return np.array([train[0], test[0], train[1], test[1], *dead])


class _Table:
    """Rows by iteration that are added and thinned out; views given away never change."""

    def __init__(self, width: int, most: int = MAX_ROWS) -> None:
        self._iterations = np.empty(most + 1, np.int64)
        self._values = np.empty((most + 1, width))
        self.count = 0

    def add(self, iteration: int, row: Array) -> None:
        self._iterations[self.count] = iteration
        self._values[self.count] = row
        self.count += 1

    def thin(self, stride: int) -> None:
        """Keep multiples of `stride`, in new arrays."""
        kept = np.flatnonzero(self._iterations[: self.count] % stride == 0)
        iterations, values = np.empty_like(self._iterations), np.empty_like(self._values)
        self.count = len(kept)
        iterations[: self.count], values[: self.count] = self._iterations[kept], self._values[kept]
        self._iterations, self._values = iterations, values

    def views(self) -> tuple[Array, Array]:
        """The iterations (m,) and the rows (m, width) so far, read-only."""
        iterations, values = self._iterations[: self.count], self._values[: self.count]
        iterations.setflags(write=False)
        values.setflags(write=False)
        return iterations, values
