"""Optimizers racing from one point, on a classic function or on a network's own loss.

The rules are those that train networks (`bpviz.core.optimizers`). A `Walk` is one racer's path:
it depends only on its start and its optimizer, however it is asked for.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpviz.core.calls import Array
from bpviz.core.engine import Engine
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment, OptimizerSpec
from bpviz.core.functions import Function
from bpviz.core.optimizers import Minimizer
from bpviz.core.problem import Problem
from bpviz.core.step import State
from bpviz.core.timeline import Timeline

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Racer:
    """Who races: a key of `KINDS`, and the optimizer with its rate."""

    name: str
    optimizer: OptimizerSpec


class StartError(ValueError):
    """A race cannot begin where it should."""


KINDS: dict[str, tuple[str, Mapping[str, Any]]] = {
    "sgd": ("sgd", {}),
    "momentum": ("sgd", {"momentum": 0.9}),
    "nesterov": ("sgd", {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("adagrad", {}),
    "rmsprop": ("rmsprop", {"alpha": 0.9}),
    "adam": ("adam", {}),
}
"""Usual racers: the optimizer and its settings; α = 0.9 is Tieleman & Hinton's (2012)."""

LINE_UP = ("sgd", "momentum", "rmsprop", "adam")
"""The usual contrast."""

RATES: dict[str, dict[str, float]] = {
    "ravine": {
        "sgd": 0.2,
        "momentum": 0.1,
        "nesterov": 0.2,
        "adagrad": 2.0,
        "rmsprop": 0.5,
        "adam": 1.0,
    },
    "rosenbrock": {
        "sgd": 0.005,
        "momentum": 0.002,
        "nesterov": 0.001,
        "adagrad": 0.2,
        "rmsprop": 0.02,
        "adam": 0.2,
    },
    "beale": {
        "sgd": 0.02,
        "momentum": 0.005,
        "nesterov": 0.005,
        "adagrad": 2.0,
        "rmsprop": 0.2,
        "adam": 0.5,
    },
    "himmelblau": {
        "sgd": 0.01,
        "momentum": 0.01,
        "nesterov": 0.01,
        "adagrad": 1.0,
        "rmsprop": 0.2,
        "adam": 2.0,
    },
    "saddle": {
        "sgd": 1.0,
        "momentum": 0.5,
        "nesterov": 0.5,
        "adagrad": 1.0,
        "rmsprop": 0.2,
        "adam": 1.0,
    },
}
"""Learning rates by classic function and racer, all found by one rule (a test repeats it).

Of 1, 2 and 5 times a power of ten, from 0.0001 to 5, the one with the lowest mean of the function
over the first 100 iterations from the usual start.
"""

NETWORK_RATES = {
    "sgd": 0.1,
    "momentum": 0.01,
    "nesterov": 0.01,
    "adagrad": 0.1,
    "rmsprop": 0.01,
    "adam": 0.01,
}
"""Learning rates on a network, of which nothing is known: a place to begin."""


def racer(name: str, rate: float) -> Racer:
    """One of `KINDS` with a learning rate."""
    optimizer, settings = KINDS[name]
    return Racer(name, OptimizerSpec(name=optimizer, learning_rate=rate, params=settings))


def network_rates(experiment: Experiment) -> dict[str, float]:
    """`NETWORK_RATES`, but the experiment's own rate η for racers of its optimizer.

    With momentum μ a step grows to η/(1 − μ) where the gradient stays the same; that is what SGD
    with and without momentum have in common here.
    """
    own = experiment.optimizer
    reach = own.learning_rate / (1.0 - own.params.get("momentum", 0.0))
    rates = dict(NETWORK_RATES)
    for name, (optimizer, settings) in KINDS.items():
        if optimizer == own.name:
            rates[name] = float(f"{reach * (1.0 - settings.get('momentum', 0.0)):.6g}")
    return rates


@dataclass(frozen=True, eq=False)
class Path:
    """Where a racer has been.

    Attributes
    ----------
    iterations : (m,) int
        After how many of the racer's own iterations, ascending from 0.
    points : (m, D)
        x and y on a function; all parameters on a network. Read-only, finite.
    losses : (m,)
        The function there; on a network the loss over the training set. Read-only, finite.
    diverged : int or None
        The iteration whose point or loss is not finite any more: the path ends before it.
    """

    iterations: NDArray[np.int64]
    points: Floats
    losses: Floats
    diverged: int | None

    def until(self, n: int) -> Path:
        """What is known of it after `n` iterations."""
        kept = slice(0, int(np.searchsorted(self.iterations, n, side="right")))
        diverged = self.diverged if self.diverged is not None and self.diverged <= n else None
        return Path(self.iterations[kept], self.points[kept], self.losses[kept], diverged)


class Walk(ABC):
    """A racer's path, walked as far as was asked for. Use it from one thread at a time.

    Attributes
    ----------
    stride : int
        Every so many iterations a point is kept.
    reached : int
        How many iterations were walked.
    diverged : int or None
        See `Path`.
    """

    def __init__(self, stride: int = 1) -> None:
        self.stride = stride
        self.reached = 0
        self.diverged: int | None = None
        self._points: list[Array] = []
        self._losses: list[float] = []
        self._keep()

    def advance(self, n: int, deadline: float | None = None) -> bool:
        """Walk until `n` iterations are done, or until `time.perf_counter()` > `deadline`.

        Returns whether there is nothing left to do. At least one iteration is done where one is
        missing; a racer that has left the finite numbers has nothing left to do.
        """
        while self.reached < n and self.diverged is None:
            self._advance()
            self.reached += 1
            if self.reached % self.stride == 0 or not np.isfinite(self._point()).all():
                self._keep()
            if deadline is not None and time.perf_counter() > deadline:
                break
        return self.reached >= n or self.diverged is not None

    def thin(self, stride: int) -> None:
        """Keep every so-manyth iteration's point from now on, and of those that there are.

        Only for a path that has not diverged: where it did depends on where one looked.
        """
        every = stride // self.stride
        self.stride = stride
        self._points, self._losses = self._points[::every], self._losses[::every]

    def path(self, n: int) -> Path:
        """The path of the first `n` iterations, as far as it was walked."""
        iterations = np.arange(len(self._losses)) * self.stride
        points, losses = np.stack(self._points).astype(float), np.array(self._losses)
        for array in (iterations, points, losses):
            array.setflags(write=False)
        return Path(iterations, points, losses, self.diverged).until(n)

    def _keep(self) -> None:
        """Note the point reached, or that it is not finite."""
        point = self._point()
        loss = self._loss(point)
        if math.isfinite(loss) and np.isfinite(point).all():
            self._points.append(point)
            self._losses.append(loss)
        else:
            self.diverged = self.reached

    @abstractmethod
    def _advance(self) -> None:
        """Do one iteration."""

    @abstractmethod
    def _point(self) -> Array:
        """Where it stands; an array of its own."""

    @abstractmethod
    def _loss(self, point: Array) -> float:
        """The loss there."""


class FunctionWalk(Walk):
    """A racer on a classic function.

    Raises
    ------
    StartError
        The function is not finite at the start.
    """

    def __init__(
        self, function: Function, optimizer: OptimizerSpec, start: tuple[float, float]
    ) -> None:
        self._function = function
        self._here = np.array(start, dtype=float)
        rate = optimizer.learning_rate
        self._minimizer = Minimizer(optimizer.name, optimizer.params, rate, self._here)
        super().__init__()
        _check_start(self)

    def _advance(self) -> None:
        with np.errstate(all="ignore"):
            gradient = self._function.gradient(self._here[0], self._here[1])
            self._here = self._minimizer.step(np.array(gradient))

    def _point(self) -> Array:
        return self._here

    def _loss(self, point: Array) -> float:
        with np.errstate(all="ignore"):
            return float(self._function.f(point[0], point[1]))


class NetworkWalk(Walk):
    """A racer on a network's own loss: as a branch of the run with another optimizer would go.

    All else is the experiment's: batches, their order, schedule, clipping. The optimizer begins
    without memory, also where the run's own is of the same kind, so that all racers are equal.

    Parameters
    ----------
    timeline : Timeline
        The run that is left.
    iteration : int
        Where it is left.
    optimizer : OptimizerSpec
    params : (P,), optional
        Where the racer starts; by default where the run is before `iteration`.
    stride : int
        Every so many iterations a point is kept and its loss computed.
    rows : (m,) indices, optional
        The training samples for that loss; by default all.

    Raises
    ------
    StartError
        The loss is not finite at the start.
    """

    def __init__(
        self,
        timeline: Timeline,
        iteration: int,
        optimizer: OptimizerSpec,
        params: Array | None = None,
        stride: int = 1,
        rows: NDArray[np.intp] | None = None,
    ) -> None:
        experiment = replace(timeline.problem.experiment, optimizer=optimizer)
        if timeline.problem.mistake.in_optimizer:  # it stays with the optimizer that has it
            experiment = replace(experiment, training=replace(experiment.training, mistake="none"))
        problem = Problem(experiment)
        start = timeline.state(iteration).params if params is None else params
        # An engine and no timeline: nobody asks for its curves, nor for a step of it again.
        self._engine = Engine(problem)
        self._engine.load(State(iteration, start.astype(problem.dtype), problem.initial_slots(), 0))
        x, y = problem.x_train, problem.y_train
        if rows is not None:
            x, y = x[rows], y[rows]
        self._evaluator = Evaluator(problem, x, y)
        super().__init__(stride)
        _check_start(self)

    def _advance(self) -> None:
        self._engine.run(1)

    def _point(self) -> Array:
        return self._engine.program.params.copy()

    def _loss(self, point: Array) -> float:
        return self._evaluator.loss(point)


def _check_start(walk: Walk) -> None:
    if walk.diverged is not None:
        raise StartError("a race cannot begin where the loss is not finite")
