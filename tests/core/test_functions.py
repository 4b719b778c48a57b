"""The classic test functions: their published values, minima and gradients."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core.functions import FUNCTIONS

NAMES = sorted(FUNCTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_gradient_by_complex_step(name: str) -> None:
    """The gradient is Im f(x + ih)/h, exact to rounding, at 200 points of the usual window."""
    entry = FUNCTIONS[name]
    rng = np.random.default_rng(0)
    x, y = (rng.uniform(*side, size=200) for side in entry.window)
    h = 1e-30
    expected = (entry.f(x + 1j * h, y).imag / h, entry.f(x, y + 1j * h).imag / h)
    np.testing.assert_allclose(entry.gradient(x, y), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_minima_are_zero_flat_and_lowest(name: str) -> None:
    """At each minimum value and gradient are 0, and all around lies higher; none is outside."""
    entry = FUNCTIONS[name]
    for x, y in entry.minima:
        assert entry.f(np.array(x), np.array(y)) == pytest.approx(0.0, abs=1e-20)
        assert entry.gradient(np.array(x), np.array(y)) == pytest.approx((0.0, 0.0), abs=1e-9)
        turn = np.linspace(0, 2 * np.pi, 64)
        assert (entry.f(x + 0.01 * np.cos(turn), y + 0.01 * np.sin(turn)) > 0).all()
        for at, (low, high) in zip((x, y), entry.window, strict=True):
            assert low < at < high


@pytest.mark.parametrize("name", NAMES)
def test_no_minimum_is_forgotten(name: str) -> None:
    """Newton-like descent from a grid over the window only ends at minima that are listed."""
    entry = FUNCTIONS[name]
    sides = [np.linspace(*side, 9) for side in entry.window]
    x, y = (grid.ravel() + 0.013 for grid in np.meshgrid(*sides))
    damping = np.full(x.shape, 1.0)
    h = 1e-6
    for _ in range(2000):
        gx, gy = entry.gradient(x, y)
        xx, xy = np.subtract(entry.gradient(x + h, y), entry.gradient(x - h, y)) / (2 * h)
        yy = np.subtract(entry.gradient(x, y + h), entry.gradient(x, y - h))[1] / (2 * h)
        a, d = xx + damping, yy + damping
        det = a * d - xy**2
        good = (det > 0) & (a > 0)
        safe = np.where(good, det, 1.0)
        new_x = np.where(good, x - (d * gx - xy * gy) / safe, x)
        new_y = np.where(good, y - (a * gy - xy * gx) / safe, y)
        better = good & (entry.f(new_x, new_y) < entry.f(x, y))
        x, y = np.where(better, new_x, x), np.where(better, new_y, y)
        damping = np.where(better, damping / 3, np.minimum(damping * 4, 1e9))
    ended = entry.f(x, y) < 1e-12
    assert ended.mean() > 0.5
    distance = np.min([np.hypot(x - a, y - b) for a, b in entry.minima], axis=0)
    assert distance[ended].max() < 1e-4


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("rosenbrock", (-1.2, 1.0), 24.2),  # Moré, Garbow & Hillstrom 1981, problem 1
        ("beale", (1.0, 1.0), 14.203125),  # Moré, Garbow & Hillstrom 1981, problem 5
        ("himmelblau", (-0.270845, -0.923039), 181.617),  # its local maximum
        ("saddle", (0.0, 0.0), 0.25),
        ("ravine", (-5.0, -2.0), 10.5),
    ],
)
def test_published_values(name: str, at: tuple[float, float], value: float) -> None:
    """Values as they are printed."""
    assert FUNCTIONS[name].f(*map(np.array, at)) == pytest.approx(value, abs=5e-4)


def test_the_saddle_is_one() -> None:
    """At (0, 0) the gradient is 0; one way it goes up, the other way down."""
    entry, at = FUNCTIONS["saddle"], np.array(0.0)
    assert entry.gradient(at, at) == (0.0, 0.0)
    assert entry.f(at + 0.1, at) > entry.f(at, at) > entry.f(at, at + 0.1)


@given(x=st.floats(-1e3, 1e3), y=st.floats(-1e3, 1e3))
def test_arrays_and_numbers_agree(x: float, y: float) -> None:
    """A function of a grid is that of its points, but for rounding, and never negative."""
    for entry in FUNCTIONS.values():
        grid = entry.f(np.full((2, 3), x), np.full((2, 3), y))
        assert grid.shape == (2, 3)
        # NumPy's powers of arrays and of single numbers may differ in the last bit.
        np.testing.assert_allclose(grid, entry.f(np.array(x), np.array(y)), rtol=1e-13)
        assert (grid >= 0).all()
