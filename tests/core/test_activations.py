"""Activations and losses against their derivatives and known values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Calls
from bpviz.core.losses import LOSSES
from bpviz.core.optimizers import OPTIMIZERS, Minimizer
from bpviz.core.params import defaults

SMOOTH = [name for name, entry in ACTIVATIONS.items() if entry.slope is not None]


@pytest.mark.parametrize("name", SMOOTH)
@given(z=st.floats(-8, 8))
def test_slope_is_the_central_difference(name: str, z: float) -> None:
    """Away from kinks f′(z) equals (f(z + h) − f(z − h)) / 2h."""
    entry = ACTIVATIONS[name]
    h = 1e-5
    if any(abs(z - kink) <= 2 * h for kink in (0.0,)):
        return
    numeric = (entry.f(np.array([z + h])) - entry.f(np.array([z - h]))) / (2 * h)
    assert entry.df(np.array([z]))[0] == pytest.approx(numeric[0], rel=2e-7, abs=2e-10)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_values_stay_in_the_stated_range(name: str) -> None:
    """No activation leaves [low, high], and none overflows for finite z."""
    entry = ACTIVATIONS[name]
    z = np.linspace(-50, 50, 402).reshape(-1, 2)
    with np.errstate(all="raise", under="ignore"):
        a = entry.f(z)
    assert np.isfinite(a).all()
    assert a.min() >= entry.low - 1e-12
    assert a.max() <= entry.high + 1e-12


@given(st.lists(st.floats(-1000, 1000), min_size=2, max_size=6))
def test_softmax_is_a_distribution_and_its_jacobian_a_difference(logits: list[float]) -> None:
    """Probabilities sum to 1; the rows of the Jacobian sum to 0 and match central differences."""
    softmax = ACTIVATIONS["softmax"]
    z = np.array([logits])
    assert softmax.f(z).sum() == pytest.approx(1.0)
    jacobian = softmax.jacobian(z)[0]
    np.testing.assert_allclose(jacobian.sum(axis=0), 0.0, atol=1e-12)
    for k in range(z.shape[1]):
        shift = np.zeros_like(z)
        shift[0, k] = 1e-5
        numeric = (softmax.f(z + shift) - softmax.f(z - shift)) / 2e-5
        np.testing.assert_allclose(jacobian[:, k], numeric[0], atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"softmax"}))
def test_slopes_of_enormous_sums_are_finite(name: str, dtype: type) -> None:
    """Where z³ overflows and z does not, the slope has the value that it has far out."""
    far = 1e15 if dtype is np.float32 else 1e110
    with np.errstate(over="ignore"):
        slopes = ACTIVATIONS[name].df(np.array([-far, far], dtype))
        expected = ACTIVATIONS[name].df(np.array([-1e4, 1e4], dtype))
    np.testing.assert_allclose(slopes, expected, rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("name", sorted(LOSSES))
@given(a=st.floats(0.05, 0.95), y=st.sampled_from([0.0, 1.0]))
def test_loss_gradient_is_the_central_difference(name: str, a: float, y: float) -> None:
    """∂t/∂a of every loss equals its central difference."""
    entry = LOSSES[name]
    h = 1e-6

    def term(value: float) -> float:
        arrays = np.array([[value]]), np.array([[y]]), np.empty((1, 1))
        calls = Calls(float)
        entry.terms(calls, *arrays)
        calls.run()
        return float(arrays[2][0, 0])

    gradient, calls = np.empty((1, 1)), Calls(float)
    entry.gradient(calls, np.array([[a]]), np.array([[y]]), gradient)
    calls.run()
    numeric = (term(a + h) - term(a - h)) / (2 * h)
    assert gradient[0, 0] == pytest.approx(numeric, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("pair", [(n, a) for n, e in LOSSES.items() for a in e.fused])
@given(z=st.lists(st.floats(-15, 15), min_size=3, max_size=3), hot=st.integers(0, 2))
def test_the_loss_from_z_equals_the_loss_from_a(
    pair: tuple[str, str], z: list[float], hot: int
) -> None:
    """The stable form of a fused pair is the plain formula, where that does not overflow."""
    loss, activation = LOSSES[pair[0]], pair[1]
    column, y = np.array(z)[:, None], np.eye(3)[:, [hot]]
    a = ACTIVATIONS[activation].f(column.T).T.copy()
    plain, stable = np.empty_like(y), np.empty_like(y)
    calls = Calls(float)
    loss.terms(calls, a, y, plain)
    loss.fused[activation](calls, column, y, stable)
    calls.run()
    np.testing.assert_allclose(stable, plain, rtol=1e-8, atol=1e-8)


RATES = {"sgd": 0.1, "adagrad": 1.0, "rmsprop": 0.02, "adam": 0.1, "adamw": 0.1}


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_every_optimizer_finds_the_minimum_of_a_parabola(name: str) -> None:
    """500 updates on (x − 1)² + 2(y + 2)² end near (1, −2)."""
    settings = {**defaults(OPTIMIZERS[name].params), "weight_decay": 0.0}
    minimizer = Minimizer(name, settings, RATES[name], np.array([4.0, 3.0]))
    point = minimizer.point.copy()
    for _ in range(500):
        point = minimizer.step(np.array([2 * (point[0] - 1), 4 * (point[1] + 2)]))
    assert math.dist(point, (1.0, -2.0)) < 0.05
