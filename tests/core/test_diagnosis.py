from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core import diagnosis
from bpviz.core.diagnosis import EXPLODING, VANISHING, combined, diagnose, verdict
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson

finite = st.floats(-1e300, 1e300, allow_nan=False)


@cache
def words_of_run(name: str, iterations: int) -> tuple[tuple[str, ...], ...]:
    """What `combined` says of every row of a lesson's history."""
    timeline = Timeline(Problem(lesson(name).experiment))
    timeline.advance(iterations)
    history = timeline.history
    rows = zip(history.grad_norm, history.delta_norm, history.loss, strict=True)
    return tuple(tuple(combined(g, d, loss).tolist()) for g, d, loss in rows)


@given(st.lists(finite, min_size=1, max_size=20), st.integers(-200, 200))
def test_norm_follows_a_change_of_unit(values: list[float], power: int) -> None:
    """‖2ᵏg‖ = 2ᵏ‖g‖, even where the squares of the elements would overflow or underflow."""
    array = np.array(values)
    with np.errstate(over="ignore", under="ignore"):
        scaled = np.ldexp(array, power)
        expected = float(np.ldexp(diagnosis.norm(array), power))
    exact = np.abs(scaled[array != 0])
    if np.isfinite(expected) and np.isfinite(exact).all() and (exact > 1e-290).all():
        assert diagnosis.norm(scaled) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_norm_of_what_is_not_finite_is_infinite(bad: float) -> None:
    """One bad element is enough, so that it cannot be taken for "not computed yet"."""
    assert diagnosis.norm([1.0, bad]) == np.inf


@pytest.mark.parametrize(
    ("norms", "expected"),
    [
        ([0.1, 0.1], ["ok", "ok"]),
        ([0.5 * VANISHING, 1.0], ["vanishing", "ok"]),
        ([2 * VANISHING, 1.0], ["ok", "ok"]),
        ([1e-12, 1e-12], ["ok", "ok"]),
        ([0.0, 1e-3], ["vanishing", "ok"]),
        ([0.0, 0.0], ["vanishing", "vanishing"]),
        ([2 * EXPLODING, 1.0], ["exploding", "ok"]),
        ([5.0, 1e-3], ["exploding", "ok"]),
        ([0.5, 1e-5], ["ok", "ok"]),
        ([1.0, 2 * EXPLODING], ["vanishing", "exploding"]),
        ([np.nan, 1.0], ["unknown", "ok"]),
        ([np.inf, 1.0], ["non_finite", "ok"]),
        ([0.1, np.inf], ["ok", "non_finite"]),
        ([1.0, np.nan], ["ok", "unknown"]),
    ],
)
def test_verdict_follows_the_documented_rules(norms: list[float], expected: list[str]) -> None:
    """Each rule by a pair of norms, the last layer being the measure."""
    assert verdict(norms, loss=0.5).tolist() == expected


def test_no_gradient_is_no_fault_without_a_loss() -> None:
    """A hinge loss that has reached 0 leaves gradients of exactly 0."""
    assert verdict([0.0, 0.0], loss=0.0).tolist() == ["ok", "ok"]


@given(st.lists(st.floats(1e-6, 1e2), min_size=1, max_size=12), st.floats(1e-8, 1.0))
def test_convergence_alone_changes_no_verdict(norms: list[float], shrunk: float) -> None:
    """When all layers' gradients become smaller together, none begins to vanish or to explode."""
    before = verdict(norms, loss=1.0)
    after = verdict(np.array(norms) * shrunk, loss=1e-6)
    # Norms right at a limit may fall to either side by rounding.
    ratio = np.array(norms) / norms[-1]
    clear = (np.abs(ratio / VANISHING - 1) > 1e-9) & (np.abs(ratio * VANISHING - 1) > 1e-9)
    vanishes = before == "vanishing"
    assert ((after == "vanishing") == vanishes)[clear].all()
    assert (before == "exploding")[clear & (after == "exploding")].all()


@pytest.mark.parametrize("by", ["gradient", "delta"])
def test_a_layer_is_unknown_until_it_is_computed(by: Any) -> None:
    """During the backward pass the layers get their verdict one by one, from the last."""
    timeline = Timeline(Problem(lesson("spiral").experiment))
    counts = []
    for position in range(timeline.steps_per_iteration):
        words = diagnose(timeline[position], by)
        known = np.flatnonzero(words != "unknown")
        assert (np.diff(known) == 1).all()
        assert not len(known) or known[-1] == len(words) - 1
        counts.append(len(known))
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, timeline.problem.n_layers)


@pytest.mark.parametrize("name", ["xor", "scores", "mazur", "circle", "spiral", "sine"])
def test_lessons_that_learn_are_well_from_start_to_end(name: str) -> None:
    """No false alarm over 2,000 iterations, also when the gradients have become tiny."""
    assert set(sum(words_of_run(name, 2000), ())) == {"ok"}


def test_deep_sigmoid_vanishes_to_the_end() -> None:
    """The first layers' gradients vanish at once, and still on the plateau of its loss."""
    for words in words_of_run("deep-sigmoid", 2000):
        assert words[:4] == ("vanishing",) * 4
        assert words[-3:] == ("ok",) * 3


def test_large_weights_explode() -> None:
    """From the first iteration, and soon there are no numbers any more."""
    words = words_of_run("exploding", 10)
    assert set(words[0]) <= {"exploding", "ok"}
    assert words[0][0] == "exploding"
    timeline = Timeline(Problem(lesson("exploding").experiment))
    last = diagnose(timeline[10 * timeline.steps_per_iteration - 1])
    assert set(last) == {"non_finite"}


@pytest.mark.parametrize("source", ["circle", "spiral"])
@pytest.mark.parametrize(
    ("activation", "init"), [("tanh", "xavier_uniform"), ("relu", "he_normal")]
)
def test_healthy_networks_raise_no_alarm(source: str, activation: str, init: str) -> None:
    """Three layers with the usual start values are well in each of 500 mini-batches."""
    hidden = {"units": 8, "activation": activation, "init": init}
    table = {
        "seed": 1,
        "data": {"source": source},
        "layers": [hidden, hidden, {"units": 1, "activation": "sigmoid"}],
        "loss": {"name": "binary_cross_entropy"},
        "optimizer": {"name": "adam", "learning_rate": 0.02},
        "training": {"batch_size": 16},
    }
    timeline = Timeline(Problem(Experiment.from_dict(table)))
    timeline.advance(500)
    history = timeline.history
    rows = zip(history.grad_norm, history.delta_norm, history.loss, strict=True)
    assert all(set(combined(g, d, loss)) == {"ok"} for g, d, loss in rows)
