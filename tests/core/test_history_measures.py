from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import experiments

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.diagnosis import norm
from bpviz.core.history import MAX_MEASURES
from bpviz.core.measures import DeadUnits, layer_measures
from bpviz.core.update_effect import update_effect
from bpviz.files.lessons import lesson


@settings(max_examples=40, deadline=None)
@given(experiments())
def test_the_history_measures_what_the_step_does(experiment: Any) -> None:
    """Norms, update ratios, activations, both changes of the loss and dead units agree."""
    timeline = Timeline(Problem(experiment))
    timeline.advance(3)
    history, per = timeline.history, timeline.steps_per_iteration
    dead = DeadUnits(timeline.problem)
    with np.errstate(all="ignore"):
        for row, iteration in enumerate(history.measure_iterations.tolist()):
            step = timeline[(iteration + 1) * per - 1]
            found, effect = layer_measures(step), update_effect(step)
            assert effect is not None
            changes = [history.predicted[row], history.actual[row]]
            assert changes == pytest.approx([effect.predicted, effect.actual], nan_ok=True)
            for name in ("update_ratio", "activation_mean", "activation_std", "saturated"):
                expected = [getattr(layer, name) for layer in found]
                kept = getattr(history, name)[row].tolist()
                assert kept == pytest.approx(expected, rel=1e-5, abs=1e-15, nan_ok=True)
    with np.errstate(all="ignore"):
        for row, iteration in enumerate(history.iterations.tolist()):
            step = timeline[(iteration + 1) * per - 1]
            kept = np.stack(
                [history.grad_norm[row], history.bias_norm[row], history.delta_norm[row]]
            )
            for layer, norms in zip(step.problem.layers, kept.T.tolist(), strict=True):
                db = step.db.get(layer.index)
                biases = np.nan if db is None else norm(db)
                expected = [norm(step.dW[layer.index]), biases, norm(step.delta[layer.index])]
                assert norms == pytest.approx(expected, rel=1e-9, abs=0, nan_ok=True)
    for row, iteration in enumerate(history.eval_iterations.tolist()):
        assert tuple(history.dead[row]) == dead.count(timeline.state(iteration).params)


def test_measures_are_few_and_the_same_however_one_got_there() -> None:
    """Their stride doubles with the run's length, and stepping measures what running does."""
    problem = Problem(lesson("xor").experiment)
    long = Timeline(problem)
    long.advance(3000)
    iterations = long.history.measure_iterations
    assert MAX_MEASURES // 2 <= len(iterations) <= MAX_MEASURES
    assert len(set(np.diff(iterations).tolist())) == 1
    ran, stepped = Timeline(problem), Timeline(problem)
    ran.advance(20)
    for iteration in range(20):
        stepped[(iteration + 1) * stepped.steps_per_iteration - 1]
    for name in ("predicted", "actual", "update_ratio", "activation_std", "saturated"):
        assert np.array_equal(getattr(ran.history, name), getattr(stepped.history, name))


def test_tiny_updates_have_ratios_too() -> None:
    """Where the squares of the changes underflow the ratio is still that of the numbers."""
    layers = [
        {"units": 1, "activation": "linear", "weights": [[1e-180], [1e-180]], "use_bias": False},
        {"units": 1, "activation": "linear", "weights": [[1e-170]], "use_bias": False},
    ]
    table: dict[str, Any] = {"layers": layers}
    timeline = Timeline(Problem(Experiment.from_dict(table)))
    step = timeline[timeline.steps_per_iteration - 1]
    for layer, kept in zip(layer_measures(step), timeline.history.update_ratio[0], strict=True):
        assert layer.update_ratio is not None
        assert 0 < layer.update_ratio == pytest.approx(kept)
