from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import experiments

from bpviz.core import Experiment, Problem, Step, Timeline
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.diagnosis import norm
from bpviz.core.signal_factors import signal_factors, signal_start, together
from bpviz.files.lessons import lesson


def network(activation: str, dropout: float) -> Experiment:
    """Three hidden layers of the activation."""
    hidden = {"units": 4, "activation": activation, "dropout": dropout}
    return Experiment.from_dict(
        {
            "seed": 4,
            "data": {"source": "circle", "samples": 30},
            "layers": [hidden, hidden, hidden, {"units": 2, "activation": "softmax"}],
            "loss": {"name": "cross_entropy"},
            "training": {"batch_size": 10},
        }
    )


def last_step(experiment: Experiment, iteration: int) -> Step:
    """The end of an iteration."""
    timeline = Timeline(Problem(experiment))
    return timeline[(iteration + 1) * timeline.steps_per_iteration - 1]


def reference(step: Step, layer: int) -> list[float]:
    """Weight, dropout and slope factor, multiplied out by the formula."""
    upper, here = step.delta[layer + 1], step.problem.layers[layer - 1]
    arrived = upper @ step.W_before[layer + 1].T
    masked = arrived * step.mask[layer] if layer in step.mask else arrived
    jacobian = ACTIVATIONS[here.activation].jacobian(step.z[layer])
    delta = np.einsum("sj,sjk->sk", masked, jacobian)
    norms = [float(np.linalg.norm(array)) for array in (upper, arrived, masked, delta)]
    return [after / before for before, after in pairwise(norms)]


@pytest.mark.parametrize("dropout", [0.0, 0.4])
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_each_factor_is_that_of_its_multiplication(activation: str, dropout: float) -> None:
    """Weights, dropout and slopes (softmax: its Jacobian), and their product."""
    step = last_step(network(activation, dropout), 3)
    factors = signal_factors(step)
    assert [found.layer for found in factors] == [1, 2, 3]
    for found in factors:
        parts = [found.weight, found.dropout, found.slope]
        assert parts == pytest.approx(reference(step, found.layer), rel=1e-9)
        measured = np.linalg.norm(step.delta[found.layer])
        measured /= np.linalg.norm(step.delta[found.layer + 1])
        assert np.prod(parts) == pytest.approx(measured, rel=1e-9)
        assert found.ratio == pytest.approx(measured, rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(experiments())
def test_the_product_is_the_measured_ratio(experiment: Any) -> None:
    """Any network of either precision, dead layers too: nothing is lost between the factors."""
    for found in signal_factors(last_step(experiment, 1)):
        if np.isfinite(found.ratio):
            product = found.weight * found.dropout * found.slope
            assert product == pytest.approx(found.ratio, rel=1e-9)


def test_all_factors_together_are_the_whole_loss_of_signal() -> None:
    """Ten sigmoid layers: the logarithms add up to that of ‖δ1‖/‖δL‖, and slopes stay below ¼."""
    step = last_step(lesson("deep-sigmoid").experiment, 0)
    factors = signal_factors(step)
    logs = np.log([[found.weight, found.slope] for found in factors])
    whole = np.linalg.norm(step.delta[1]) / np.linalg.norm(step.delta[10])
    assert logs.sum() == pytest.approx(np.log(whole), rel=1e-12)
    assert (logs[:, 1] <= np.log(0.25)).all()


def test_factors_appear_as_the_signal_comes_back() -> None:
    """A pair of layers has factors from the lower one's δ on, not before."""
    timeline = Timeline(Problem(network("tanh", 0.0)))
    counts = [len(signal_factors(timeline[k])) for k in range(timeline.steps_per_iteration)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 3)


def test_a_signal_that_is_gone_loses_nothing_more() -> None:
    """With zero weights the weight factor is 0 and all further ones are 1, so the product is 0."""
    zeros = {"units": 3, "activation": "tanh", "init": "zeros"}
    experiment = Experiment.from_dict(
        {"layers": [zeros, zeros, {"units": 1, "activation": "sigmoid", "init": "zeros"}]}
    )
    first, second = signal_factors(last_step(experiment, 0))
    assert (second.weight, second.slope, second.ratio) == (0.0, 1.0, 0.0)
    assert (first.weight, first.slope, first.ratio) == (1.0, 1.0, 1.0)


@settings(max_examples=20, deadline=None)
@given(experiments())
def test_together_they_are_one_long_way(experiment: Any) -> None:
    """The products of each kind multiply to the ratio of the first layer's norm to the last's."""
    step = last_step(experiment, 1)
    factors = signal_factors(step)
    whole = together(factors)
    if len(step.problem.layers) == 1:
        assert whole is None
        return
    assert whole is not None
    assert whole.layer == 1
    assert np.isclose(whole.weight, math.prod(f.weight for f in factors), rtol=1e-12)
    last = norm(step.delta[step.problem.n_layers])
    if np.isfinite(whole.ratio) and last > 0:
        assert whole.ratio == pytest.approx(norm(step.delta[1]) / last, rel=1e-9)
        assert whole.weight * whole.dropout * whole.slope == pytest.approx(whole.ratio, rel=1e-9)


@pytest.mark.parametrize(
    ("activation", "loss"),
    [("sigmoid", "mse"), ("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy")],
)
def test_the_signal_starts_as_loss_gradient_times_slopes(activation: str, loss: str) -> None:
    """Against the textbook's derivatives, multiplied out, also where the trainer skips them."""
    table = network("tanh", 0.0).to_dict()
    table["layers"][-1]["activation"] = activation
    table["loss"]["name"] = loss
    step = last_step(Experiment.from_dict(table), 2)
    start = signal_start(step)
    assert start is not None
    a, y, n = step.a[4], step.y, len(step.y)
    gradient = {
        "mse": (a - y) / n,
        "binary_cross_entropy": ((1 - y) / (1 - a) - y / a) / 2 / n,
        "cross_entropy": -y / a / n,
    }[loss]
    assert start.gradient == pytest.approx(float(np.linalg.norm(gradient)), rel=1e-9)
    assert start.norm == pytest.approx(float(np.linalg.norm(step.delta[4])), rel=1e-12)
    assert start.gradient * start.slope == pytest.approx(start.norm, rel=1e-12)


def test_before_the_backward_pass_there_is_no_start() -> None:
    """Neither a start nor a whole is made up."""
    timeline = Timeline(Problem(network("tanh", 0.0)))
    assert signal_start(timeline[3]) is None
    assert together(signal_factors(timeline[3])) is None
