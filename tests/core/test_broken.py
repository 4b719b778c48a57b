"""Networks broken on purpose: made once, one iteration each, and known to change something."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from bpviz.core import broken
from bpviz.core.broken import changing, effective
from bpviz.core.engine import micro_steps
from bpviz.core.experiment import Experiment
from bpviz.core.guesses import alternatives
from bpviz.core.mistakes import fitting
from bpviz.core.problem import Problem
from bpviz.core.step import State, Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment


def relu(bias: float) -> Problem:
    """XOR through two ReLUs whose sums have the sign of `bias`."""
    hidden = {"units": 2, "activation": "relu", "weights": [[1, 1], [1, 1]], "bias": [bias, bias]}
    layers = [hidden, {"units": 1, "activation": "linear"}]
    table = {"layers": layers, "loss": {"name": "mse"}, "optimizer": {"learning_rate": 1e-4}}
    return Problem(Experiment.from_dict({"data": {"source": "xor"}, **table}))


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many iterations were computed of each mistake."""
    counts: Counter[str] = Counter()

    def count(problem: Problem, state: State) -> Iterator[Step]:
        counts[problem.experiment.training.mistake] += 1
        return micro_steps(problem, state)

    monkeypatch.setattr(broken, "micro_steps", count)
    return counts


def test_a_mistake_is_computed_once_an_iteration(ran: Counter[str]) -> None:
    """All questions of an iteration share one broken iteration; those of the next have theirs."""
    timeline = Timeline(Problem(load_experiment("xor")[0]))
    per = timeline.steps_per_iteration
    for iteration in (1, 2):
        for k in range(per):
            alternatives(timeline[(iteration - 1) * per + k], 1, 0, None, 0)
        assert set(ran.values()) == {iteration}
    assert ran


def test_a_large_network_is_left_alone(ran: Counter[str], monkeypatch: Any) -> None:
    """For a question about a large network, and for whether a mistake shows, nothing is run."""
    layers = [{"units": 300, "activation": "tanh"}] * 2 + [{"units": 1}]
    problem = Problem(Experiment.from_dict({"data": {"source": "circle"}, "layers": layers}))
    found = alternatives(Timeline(problem)[1], 1, 0, None, 0)
    assert len(found) == 3
    assert not any(one.mistake for one in found)
    assert effective(problem) == fitting(problem)
    assert not ran


def test_a_mistake_without_effect_is_known() -> None:
    """ReLUs whose slope is 1 throughout do not need it; where the slope is 0 they do."""
    assert not changing(relu(5.0), "no_hidden_slope")
    assert changing(relu(-5.0), "no_hidden_slope")
    assert "no_hidden_slope" in fitting(relu(5.0))
    assert "no_hidden_slope" not in effective(relu(5.0))


@pytest.mark.parametrize("name", ["xor", "mazur", "spiral"])
def test_in_a_lesson_every_mistake_shows(name: str) -> None:
    """What fits an ordinary network changes it, and a mistake that is none does not."""
    problem = Problem(load_experiment(name)[0])
    assert effective(problem) == fitting(problem)
    assert not changing(problem, "none")


def test_mistakes_outside_the_iteration_are_judged_by_their_effect() -> None:
    """Dropout in the evaluation and a leaked target leave no gradient wrong, and show."""
    layers = [{"units": 8, "activation": "tanh", "dropout": 0.5}, {"units": 1}]
    problem = Problem(Experiment.from_dict({"data": {"source": "circle"}, "layers": layers}))
    assert {"dropout_at_test", "label_leakage", "shuffled_apart"} <= set(effective(problem))


def test_what_is_known_goes_with_the_problem() -> None:
    """Nothing is kept of a problem that nobody has any more."""
    timeline = Timeline(Problem(load_experiment("xor")[0]))
    alternatives(timeline[5], 1, 0, None, 0)
    effective(timeline.problem)
    gone = weakref.ref(timeline.problem)
    del timeline
    gc.collect()
    assert gone() is None
