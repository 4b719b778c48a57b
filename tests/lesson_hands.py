"""What tests of lessons do: train them, as they are or with something changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from bpviz.core import Experiment, Problem, State, Timeline, micro_steps
from bpviz.core.evaluate import Evaluator, accuracy
from bpviz.core.experiment import OptimizerSpec
from bpviz.files.lessons import lesson


class Run:
    """An experiment, trained as far as it is asked about."""

    def __init__(self, experiment: Experiment) -> None:
        self.problem = Problem(experiment)
        self.timeline = Timeline(self.problem)

    def state(self, iteration: int) -> State:
        """The state after so many iterations."""
        return self.timeline.state(iteration)

    def loss(self, iteration: int) -> float:
        """The loss over the training set."""
        problem = self.problem
        evaluator = Evaluator(problem, problem.x_train, problem.y_train)
        return evaluator.loss(self.state(iteration).params)

    def outputs(self, iteration: int) -> list[float]:
        """The answers to the training set."""
        evaluator = Evaluator(self.problem, self.problem.x_train)
        return list(evaluator.outputs(self.state(iteration).params).ravel())

    def accuracy(self, iteration: int, part: str = "train") -> float:
        """The share of right answers, in per cent."""
        x, y = getattr(self.problem, f"x_{part}"), getattr(self.problem, f"y_{part}")
        outputs = Evaluator(self.problem, x).outputs(self.state(iteration).params)
        share = accuracy(self.problem, outputs, y)
        assert share is not None
        return 100 * share

    def test_loss(self, iteration: int) -> float:
        """The loss over the test set."""
        problem = self.problem
        evaluator = Evaluator(problem, problem.x_test, problem.y_test)
        return evaluator.loss(self.state(iteration).params)

    def last_step(self, iteration: int) -> Any:
        """The last micro-step of an iteration, which knows everything about it."""
        *_, last = micro_steps(self.problem, self.state(iteration))
        return last


@cache
def run(name: str) -> Run:
    """The lesson as it is."""
    return Run(lesson(name).experiment)


def hidden(name: str, params: Mapping[str, Any] | None = None, **changes: Any) -> Run:
    """The lesson with its hidden layers changed."""
    experiment = lesson(name).experiment
    if params is not None or "init" in changes:
        changes["params"] = params or {}
    layers = tuple(replace(layer, **changes) for layer in experiment.layers[:-1])
    return Run(replace(experiment, layers=(*layers, experiment.layers[-1])))


def optimized(name: str, optimizer: str, rate: float) -> Run:
    """The lesson with another optimizer."""
    spec = OptimizerSpec(name=optimizer, learning_rate=rate)
    return Run(replace(lesson(name).experiment, optimizer=spec))


def started(name: str, init: str, **params: Any) -> Run:
    """The lesson with another initialization in all layers."""
    experiment = lesson(name).experiment
    layers = tuple(replace(layer, init=init, params=params) for layer in experiment.layers)
    return Run(replace(experiment, layers=layers))
