from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.measures import DeadUnits, last_to_first, layer_measures, update_ratio
from bpviz.files.lessons import lesson


@pytest.mark.parametrize("name", ["xor", "spiral", "deep-sigmoid", "exploding"])
def test_the_numbers_are_those_of_the_arrays(name: str) -> None:
    """Each measure against its definition in plain NumPy, at the end of iteration 2."""
    timeline = Timeline(Problem(lesson(name).experiment))
    step = timeline[3 * timeline.steps_per_iteration - 1]
    after = timeline[3 * timeline.steps_per_iteration]
    for found in layer_measures(step):
        i = found.layer
        for array, norm, rms in (
            (step.dW[i], found.dW_norm, found.dW_rms),
            (step.db[i], found.db_norm, found.db_rms),
            (step.delta[i], found.delta_norm, found.delta_rms),
        ):
            assert norm == pytest.approx(math.sqrt((array**2).sum()))
            assert rms == pytest.approx(math.sqrt((array**2).mean()))
        assert found.activation_mean == pytest.approx(step.a[i].mean())
        assert found.activation_std == pytest.approx(step.a[i].std())
        before = step.W_before[i]
        expected = np.linalg.norm(after.W[i] - before) / np.linalg.norm(before)
        assert found.update_ratio == pytest.approx(expected)


def test_measures_appear_one_by_one() -> None:
    """What an iteration has not computed yet is None, and nothing that is there goes away."""
    timeline = Timeline(Problem(lesson("spiral").experiment))
    before = 0
    for position in range(timeline.steps_per_iteration):
        found = layer_measures(timeline[position])
        rows = [dataclasses.astuple(layer) for layer in found]
        known = sum(value is not None for row in rows for value in row[1:])
        assert known >= before
        before = known
    assert before == 3 * 10


def test_signal_through_depth_reads_as_published() -> None:
    """CS231n's figures: tanh, 500 wide, σ = 0.01 vanishes (0.214 → 2.9e-7), σ = 1 saturates."""
    rng = np.random.default_rng(0)
    for std, first, last in ((0.01, 0.214, 2.9e-7), (1.0, 0.98, 0.98)):
        layers = [{"units": 500, "activation": "tanh", "init": "normal", "std": std}] * 10
        experiment = Experiment.from_dict(
            {
                "data": {
                    "source": "inline",
                    "inputs": rng.standard_normal((100, 500)).tolist(),
                    "targets": [[0.0]] * 100,
                },
                "layers": [*layers, {"units": 1, "activation": "linear"}],
                "loss": {"name": "mse"},
            }
        )
        problem = Problem(experiment)
        step = Timeline(problem)[2 * 10]
        found = layer_measures(step)
        assert found[0].activation_std == pytest.approx(first, rel=0.02)
        assert found[9].activation_std == pytest.approx(last, rel=0.1)
        assert (found[9].saturated or 0.0) == pytest.approx(0.9 if std == 1.0 else 0.0, abs=0.1)


def test_update_ratio_of_zero_weights_is_undefined() -> None:
    """A ratio to nothing is not a number, neither 0 nor infinite."""
    assert math.isnan(update_ratio(np.zeros(3), np.ones(3)))
    assert update_ratio(np.array([3.0, 4.0]), np.array([3.0, 4.5])) == pytest.approx(0.1)


def test_last_to_first_compares_the_ends() -> None:
    """Last layer over first; unknown where one is not there yet."""
    assert last_to_first([0.5, 7.0, 2.0]) == 4.0
    assert last_to_first([None, 2.0]) is None
    assert last_to_first([]) is None
    assert last_to_first([0.0, 2.0]) == math.inf


def test_dead_units_are_those_that_no_training_sample_moves() -> None:
    """A unit that is zero for one batch only is alive; one pushed far below is dead."""
    hidden = {"units": 3, "activation": "relu", "bias": [-100.0, 0.1, 0.1]}
    table = {
        "data": {"source": "circle", "samples": 40},
        "layers": [hidden, {"units": 1, "activation": "sigmoid"}],
        "loss": {"name": "binary_cross_entropy"},
        "training": {"batch_size": 1},
    }
    problem = Problem(Experiment.from_dict(table))
    assert DeadUnits(problem).count(problem.initial_state().params) == (1, 0)
