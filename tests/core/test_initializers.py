"""Start values against the distributions that their sources give."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import LayerSpec, fields_of
from bpviz.core.initializers import INITIALIZERS
from bpviz.core.params import defaults

N_IN, N_OUT = 300, 200


def draw(
    name: str, n_in: int = N_IN, n_out: int = N_OUT, seed: int = 0, **given: Any
) -> NDArray[np.float64]:
    """Weights with the default settings, except for those given."""
    entry = INITIALIZERS[name]
    settings: Mapping[str, Any] = defaults(entry.params) | given
    return entry.sample(np.random.default_rng(seed), n_in, n_out, settings)


@pytest.mark.parametrize("name", INITIALIZERS)
@given(n_in=st.integers(1, 12), n_out=st.integers(1, 12), seed=st.integers(0, 2**63))
def test_weights_have_the_layers_shape_and_depend_on_the_seed_alone(
    name: str, n_in: int, n_out: int, seed: int
) -> None:
    """Every initializer gives finite float64 (n_in, n_out), the same for the same generator."""
    w = draw(name, n_in, n_out, seed)
    assert w.shape == (n_in, n_out)
    assert w.dtype == np.float64
    assert np.isfinite(w).all()
    assert w.tobytes() == draw(name, n_in, n_out, seed).tobytes()


# The standard deviation in theory, for 300 inputs and 200 outputs.
STD: dict[str, Callable[[], float]] = {
    "zeros": lambda: 0.0,
    "constant": lambda: 0.0,
    "uniform": lambda: 2.0 / math.sqrt(12.0),
    "normal": lambda: 1.0,
    "xavier_uniform": lambda: math.sqrt(2.0 / (N_IN + N_OUT)),  # Glorot & Bengio 2010, eq. 12
    "xavier_normal": lambda: math.sqrt(2.0 / (N_IN + N_OUT)),
    "he_uniform": lambda: math.sqrt(2.0 / N_IN),  # He et al. 2015, eq. 10
    "he_normal": lambda: math.sqrt(2.0 / N_IN),
    "lecun_normal": lambda: math.sqrt(1.0 / N_IN),  # LeCun et al. 1998, eq. 16
    "orthogonal": lambda: math.sqrt(1.0 / N_IN),  # orthonormal columns of length 300
}


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_spread_is_the_published_one(name: str) -> None:
    """The standard deviation of 60,000 weights is within 1.5 % of theory and the mean near 0."""
    w, std = draw(name), STD[name]()
    assert np.std(w) == pytest.approx(std, rel=0.015, abs=1e-12)
    if name != "constant":
        assert abs(w.mean()) <= 5.0 * std / math.sqrt(w.size)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("uniform", 1.0),
        ("xavier_uniform", math.sqrt(6.0 / (N_IN + N_OUT))),
        ("he_uniform", math.sqrt(6.0 / N_IN)),
    ],
)
def test_uniform_kinds_fill_their_interval_and_keep_inside(name: str, limit: float) -> None:
    """The largest magnitude is the published limit, nearly reached and never passed."""
    largest = np.abs(draw(name)).max()
    assert 0.999 * limit < largest <= limit


@pytest.mark.parametrize("name", ["normal", "xavier_normal", "he_normal", "lecun_normal"])
def test_normal_kinds_are_normal_and_not_truncated(name: str) -> None:
    """4.55 % lie beyond two standard deviations and some beyond three."""
    z = np.abs(draw(name) / STD[name]())
    assert np.mean(z > 2.0) == pytest.approx(0.0455, abs=0.004)
    assert z.max() > 3.5


@pytest.mark.parametrize("name", ["xavier_uniform", "xavier_normal", "orthogonal"])
def test_gain_multiplies_the_weights(name: str) -> None:
    """Gain 2.5 gives 2.5 times the weights of gain 1 from the same seed."""
    np.testing.assert_allclose(draw(name, gain=2.5), 2.5 * draw(name), rtol=1e-14, atol=1e-15)


@given(n_in=st.integers(1, 20), n_out=st.integers(1, 20), seed=st.integers(0, 1000))
def test_orthogonal_keeps_lengths(n_in: int, n_out: int, seed: int) -> None:
    """The columns are orthonormal, or the rows where the layer widens (Saxe et al. 2014)."""
    w = draw("orthogonal", n_in, n_out, seed)
    product = w.T @ w if n_in >= n_out else w @ w.T
    np.testing.assert_allclose(product, np.eye(min(n_in, n_out)), atol=1e-13)


def test_orthogonal_has_no_preferred_signs() -> None:
    """Both signs of a 1 × 1 matrix appear: the QR's sign convention is undone."""
    found = {float(np.sign(draw("orthogonal", 1, 1, seed)[0, 0])) for seed in range(20)}
    assert found == {-1.0, 1.0}


def test_constant_and_range_settings_are_used() -> None:
    """`value`, `low`, `high` and `std` say what they mean."""
    assert (draw("constant", value=0.25) == 0.25).all()
    w = draw("uniform", low=2.0, high=3.0)
    assert w.min() >= 2.0
    assert w.max() < 3.0
    assert np.std(draw("normal", std=0.01)) == pytest.approx(0.01, rel=0.015)


def test_an_empty_range_is_refused_with_both_numbers() -> None:
    """`low` at or above `high` names the place, the value and the limit."""
    with pytest.raises(ExperimentError, match=r"layers\[0\]\.low: must be below .*1\.0.*got 2\.0"):
        INITIALIZERS["uniform"].check("layers[0]", {"low": 2.0, "high": 1.0})
    INITIALIZERS["uniform"].check("layers[0]", {"low": -1.0, "high": 1.0})


def test_setting_names_do_not_clash_with_the_layers_own() -> None:
    """Settings stand beside the other keys of [[layers]] in a file."""
    taken = set(fields_of(LayerSpec))
    assert not taken & {name for entry in INITIALIZERS.values() for name in entry.params}
