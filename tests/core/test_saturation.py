from __future__ import annotations

import numpy as np
import pytest

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.saturation import FLAT, dead_count, saturated, saturated_share, shape

WITH_SLOPE = [name for name, entry in ACTIVATIONS.items() if entry.slope is not None]
GRID = np.linspace(-30.0, 30.0, 60_001)


@pytest.mark.parametrize("name", WITH_SLOPE)
def test_the_flat_ends_are_where_the_slope_stays_small(name: str) -> None:
    """Outside the ends the slope is below the limit for good; right inside it is above."""
    slopes, ends = np.abs(ACTIVATIONS[name].df(GRID)), shape(name)
    assert ends.steepest == pytest.approx(slopes.max(), rel=1e-5)
    limit = FLAT * ends.steepest
    for flat, inside in (
        (ends.below >= GRID, ends.below + 1e-6),
        (ends.above <= GRID, ends.above - 1e-6),
    ):
        assert (slopes[flat] <= limit * (1 + 1e-9)).all()
        if np.isfinite(inside):
            assert abs(ACTIVATIONS[name].df(np.array(inside))) >= limit


@pytest.mark.parametrize(
    ("name", "below", "above"),
    [
        ("linear", -np.inf, np.inf),
        ("sigmoid", -2 * np.arctanh(np.sqrt(0.95)), 2 * np.arctanh(np.sqrt(0.95))),
        ("tanh", -np.arctanh(np.sqrt(0.95)), np.arctanh(np.sqrt(0.95))),
        ("relu", 0.0, np.inf),
        ("elu", np.log(0.05), np.inf),
        ("softplus", np.log(0.05 / 0.95), np.inf),
    ],
)
def test_the_ends_are_those_of_the_formula(name: str, below: float, above: float) -> None:
    """The limits that a closed form gives."""
    assert (shape(name).below, shape(name).above) == pytest.approx((below, above), abs=1e-6)


def test_the_relu_family_is_what_is_zero_below_and_open_above() -> None:
    """Only these can die; a leaky ReLU, ELU or sigmoid cannot be zero for every sample."""
    family = {name for name in ACTIVATIONS if shape(name).dies}
    assert family == {"relu", "gelu", "silu", "softplus"}
    bounded = {name for name in ACTIVATIONS if shape(name).bounded}
    assert bounded == {"sigmoid", "tanh"}


def test_saturated_elements_are_counted() -> None:
    """A share over units and samples, each by the rule of the activation; NaN is not counted."""
    z = np.array([[-9.0, 0.0], [3.0, 9.0], [np.nan, 1.0]])
    assert saturated("sigmoid", z, z).tolist() == [[True, False], [False, True], [False, False]]
    assert saturated_share("relu", z, z) == 2 / 6
    a = np.array([[0.999, 0.001], [0.6, 0.4]])
    assert saturated_share("softmax", np.log(a), a) == 0.5


def test_a_unit_is_dead_when_it_is_zero_for_every_sample() -> None:
    """One sample that moves it is enough to be alive, and only the ReLU family dies."""
    a = np.array([[0.0, 0.0, 1.0], [0.0, 0.5, 0.0]])
    assert dead_count("relu", a) == 1
    assert dead_count("leaky_relu", a) == 0
