from __future__ import annotations

import numpy as np
import pytest

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.timeline import Timeline as Run
from bpviz.core.update_effect import (
    UpdateEffect,
    outcome,
    raised,
    rise,
    rise_between,
    update_effect,
)
from bpviz.files.lessons import lesson


def effect(timeline: Run, iteration: int) -> UpdateEffect:
    """What the update of an iteration does."""
    found = update_effect(timeline[(iteration + 1) * timeline.steps_per_iteration - 1])
    assert found is not None
    return found


@pytest.mark.parametrize("rate", [0.1, 0.4, 0.6])
def test_a_quadratic_has_its_known_values(rate: float) -> None:
    """On 0.1·u² + 2·v² (d2l.ai 12.6): −η‖g‖² is promised, and curvature adds ½η²·gᵀHg.

    With 0.6, above 2/λ = 0.5, the loss rises at once.
    """
    table = lesson("ravine").experiment.to_dict()
    table["optimizer"] = {"name": "sgd", "learning_rate": rate}
    timeline = Timeline(Problem(Experiment.from_dict(table)))
    point, hessian = np.array([-5.0, -2.0]), np.array([0.2, 4.0])
    for iteration in range(4):
        g = hessian * point
        promised = -rate * float(g @ g)
        found = effect(timeline, iteration)
        assert found.predicted == pytest.approx(promised, rel=1e-12)
        bent = 0.5 * rate**2 * float(g @ (hessian * g))
        assert found.actual == pytest.approx(promised + bent, rel=1e-9)
        assert (found.actual > 0) == (rate > 0.5)
        point = point - rate * g


def test_both_numbers_are_of_the_same_batch_and_masks() -> None:
    """A tiny step with dropout, mini-batches and penalty does what it promises, to first order."""
    table = {
        "seed": 3,
        "data": {"source": "circle", "samples": 40},
        "layers": [
            {"units": 8, "activation": "tanh", "dropout": 0.5},
            {"units": 1, "activation": "sigmoid", "train_bias": False, "bias": [0.3]},
        ],
        "loss": {"name": "binary_cross_entropy"},
        "optimizer": {"name": "adam", "learning_rate": 1e-6},
        "regularization": {"l2": 0.1},
        "training": {"batch_size": 7, "clip_norm": 0.01},
    }
    timeline = Timeline(Problem(Experiment.from_dict(table)))
    for iteration in range(8):
        found = effect(timeline, iteration)
        assert found.predicted < 0
        assert found.actual == pytest.approx(found.predicted, rel=1e-3)


def test_without_dropout_the_full_batch_shows_it_in_the_next_loss() -> None:
    """Where each iteration has the same samples the actual change is the difference of losses."""
    timeline = Timeline(Problem(lesson("xor").experiment))
    timeline.advance(40)
    for iteration in range(30):
        here, after = timeline.history.loss[iteration : iteration + 2]
        assert effect(timeline, iteration).actual == after - here


def test_nothing_is_said_before_all_layers_are_updated() -> None:
    """The effect belongs to the whole update: it is there at the iteration's last micro-step."""
    timeline = Timeline(Problem(lesson("xor").experiment))
    count = timeline.steps_per_iteration
    known = [update_effect(timeline[k]) is not None for k in range(count)]
    assert known == [False] * (count - 1) + [True]


@pytest.mark.parametrize(
    ("rate", "word"),
    [(0.01, "as_promised"), (0.2, "as_promised"), (0.3, "less"), (0.45, "less"), (0.55, "raised")],
)
def test_on_a_parabola_the_word_follows_from_the_step(rate: float, word: str) -> None:
    """Along 2·v² the lowest point is at η = 0.25 and the height of the start at η = 0.5."""
    table = lesson("ravine").experiment.to_dict()
    table["optimizer"] = {"name": "sgd", "learning_rate": rate}
    timeline = Timeline(Problem(Experiment.from_dict(table)))
    loss = float(timeline[timeline.steps_per_iteration - 1].loss or 0)
    assert outcome(effect(timeline, 0), loss, np.dtype(float)) == word


@pytest.mark.parametrize(
    ("predicted", "actual", "word"),
    [
        (-1.0, -2.0, "more"),
        (0.1, -0.2, "uphill"),
        (0.1, 0.2, "uphill"),
        (-1e-17, 1e-17, "rounding"),
        (0.0, 0.0, "rounding"),
        (-1.0, np.nan, "non_finite"),
        (-1.0, np.inf, "non_finite"),
    ],
)
def test_other_outcomes_are_told_apart(predicted: float, actual: float, word: str) -> None:
    """More than promised, against the gradient, nothing but rounding, no number."""
    assert outcome(UpdateEffect(predicted, actual), 0.7, np.dtype(float)) == word


def test_what_rounding_does_is_no_rise() -> None:
    """A rise counts from the size on that the precision can tell, where a fall was predicted."""
    rises, falls = np.array([1e-9, 1e-3, 1e-3, np.nan]), np.array([-1e-3, -1e-3, 1e-3, -1.0])
    loss = np.ones(4)
    assert raised(falls, rises, loss, np.dtype(np.float64)).tolist() == [True, True, False, False]
    assert raised(falls, rises, loss, np.dtype(np.float32)).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("rate", "momentum", "cause"),
    [(0.6, 0.0, "curvature"), (0.1, 0.95, "optimizer"), (0.1, 0.0, None)],
)
def test_why_an_update_raised_the_loss(rate: float, momentum: float, cause: str | None) -> None:
    """A step over 2/λ: curvature; momentum that climbs: the optimizer; a small step: no rise."""
    table = lesson("ravine").experiment.to_dict()
    table["optimizer"] = {"name": "sgd", "learning_rate": rate, "momentum": momentum}
    timeline = Timeline(Problem(Experiment.from_dict(table)))
    causes = set()
    for iteration in range(12):
        last = timeline[(iteration + 1) * timeline.steps_per_iteration - 1]
        made = effect(timeline, iteration)
        assert last.total is not None
        why = rise(made, last.total, timeline.problem.dtype)
        assert (why is None) == (made.actual <= 0)
        if why is not None:
            causes.add(why.cause)
            assert made.predicted + why.rest == pytest.approx(made.actual)
    assert cause in causes if cause else not causes


def test_between_two_batches_the_rise_is_the_updates_and_the_samples_parts() -> None:
    """What is not the last update's own change is that of other samples."""
    dtype = np.dtype(float)
    why = rise_between(UpdateEffect(-0.2, -0.1), 1.0, 1.3, dtype)
    assert why is not None
    assert (why.cause, why.rest) == ("batch", pytest.approx(0.4))
    why = rise_between(UpdateEffect(-0.2, 0.1), 1.0, 1.3, dtype)
    assert why is not None
    assert why.cause == "curvature"
    assert rise_between(UpdateEffect(-0.2, -0.1), 1.0, 0.9, dtype) is None
