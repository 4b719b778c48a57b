"""Networks broken on purpose, beside the whole one: what a mistake would change there."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.engine import micro_steps
from bpviz.core.evaluate import Evaluator
from bpviz.core.mistakes import fitting
from bpviz.core.problem import Problem
from bpviz.core.step import Record, State, Step

ITERATIONS = 3
"""How many iterations may pass before a mistake shows: the first updates of some are right."""
LARGE = 200_000
"""Products of a pass, or numbers of the data, beyond which a mistake is taken to show unlooked."""
ROWS = 16
"""How many training samples tell whether evaluation is another one."""


@dataclass
class _Known:
    """What was worked out about one problem; it must not refer to that problem itself."""

    problems: dict[str, Problem] = field(default_factory=dict)
    changing: dict[str, bool] = field(default_factory=dict)
    at: weakref.ref[Record] | None = None
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)


_known: weakref.WeakKeyDictionary[Problem, _Known] = weakref.WeakKeyDictionary()


def broken(problem: Problem, name: str) -> Problem:
    """A problem with the mistake `name` in place of its own; the same object each time."""
    problems = _of(problem).problems
    if name not in problems:
        training = replace(problem.experiment.training, mistake=name)
        problems[name] = Problem(replace(problem.experiment, training=training))
    return problems[name]


def broken_steps(step: Step, name: str) -> tuple[Step, ...]:
    """The iteration of `step` with a mistake, from the same state; the last iteration is kept."""
    known = _of(step.problem)
    if known.at is None or known.at() is not step.record:
        known.at, known.steps = weakref.ref(step.record), {}
    if name not in known.steps:
        known.steps[name] = tuple(micro_steps(broken(step.problem, name), step.state))
    return known.steps[name]


def changing(problem: Problem, name: str) -> bool:
    """Whether a mistake changes the data, the evaluation or the first iterations of a problem.

    A large problem is not tried out: it is taken for changed.
    """
    found = _of(problem).changing
    if name not in found:
        found[name] = _is_large(problem) or _changes(problem, broken(problem, name))
    return found[name]


def effective(problem: Problem) -> tuple[str, ...]:
    """The mistakes that fit a problem and change anything there."""
    return tuple(name for name in fitting(problem) if changing(problem, name))


def _of(problem: Problem) -> _Known:
    return _known.setdefault(problem, _Known())


def _is_large(problem: Problem) -> bool:
    products, numbers = problem.n_params * problem.batch_size, problem.dataset.x.size
    return bool(max(products, numbers) > LARGE)


def _changes(whole: Problem, other: Problem) -> bool:
    if any(not _same(a, b) for a, b in zip(_data(whole), _data(other), strict=True)):
        return True
    params = whole.initial_state().params
    if not _same(_evaluated(whole, params), _evaluated(other, params)):
        return True
    traces = zip(_trace(whole), _trace(other), strict=True)
    return any(not _same(a, b) for a, b in traces)


def _data(problem: Problem) -> tuple[Array, ...]:
    return problem.x_train, problem.y_train, problem.x_test, problem.y_test


def _evaluated(problem: Problem, params: Array) -> Array:
    evaluator = Evaluator(problem, problem.x_train[:ROWS], problem.y_train[:ROWS])
    outputs = evaluator.outputs(params)
    return np.append(outputs, evaluator.loss(params))


def _trace(problem: Problem) -> Iterator[Array]:
    """Losses, gradients and parameters of the first iterations."""
    state: State | None = problem.initial_state()
    for _ in range(ITERATIONS):
        assert state is not None
        *_, last = micro_steps(problem, state)
        state = last.next_state
        yield np.array([last.total])
        yield from last.dW.values()
        yield from last.db.values()
        yield last.params


def _same(a: Array, b: Array) -> bool:
    """Whether two arrays are equal but for rounding."""
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-9, atol=0.0, equal_nan=True))
