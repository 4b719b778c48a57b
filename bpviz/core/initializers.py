"""Start values of the weights. Biases start at 0 whatever the initializer.

Variance decides whether signals live: a layer multiplies the variance of what it gets by about
n_in · Var(W) on the way forward and n_out · Var(W) on the way back (Glorot & Bengio 2010).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bpviz.core import errors
from bpviz.core.errors import ExperimentError
from bpviz.core.params import Param, Params

Weights = NDArray[np.float64]
Sample = Callable[[Generator, int, int, Mapping[str, Any]], Weights]


@dataclass(frozen=True)
class Initializer:
    """One initializer: its settings, its distribution as LaTeX and how to draw from it.

    `sample(rng, n_in, n_out, settings)` gives a new ``(n_in, n_out)`` float64 array; `settings`
    has every name in `params`. `check(place, settings)` raises ExperimentError where settings that
    are allowed one by one do not fit together.
    """

    params: Params
    formula: str
    sample: Sample
    check: Callable[[str, Mapping[str, Any]], None] = lambda place, settings: None


def _zeros(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    """All weights 0: hidden units then stay equal for ever, which is worth showing."""
    return np.zeros((n_in, n_out))


def _constant(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    return np.full((n_in, n_out), float(settings["value"]))


def _uniform(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    return rng.uniform(settings["low"], settings["high"], (n_in, n_out))


def _check_uniform(place: str, settings: Mapping[str, Any]) -> None:
    low, high = settings["low"], settings["high"]
    if low >= high:
        raise ExperimentError(
            f"{place}.low", errors.LOW_ABOVE_HIGH, other="high", limit=high, value=low
        )


def _normal(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    return rng.normal(0.0, settings["std"], (n_in, n_out))


def _xavier_uniform(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    """Glorot & Bengio 2010, equation 16 (times `gain`, as PyTorch has it)."""
    limit = settings["gain"] * math.sqrt(6.0 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def _xavier_normal(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    """Glorot & Bengio 2010, equation 12: the variance of equation 16, normally distributed."""
    return rng.normal(0.0, settings["gain"] * math.sqrt(2.0 / (n_in + n_out)), (n_in, n_out))


def _he_uniform(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    """He et al. 2015, equation 10, as a uniform distribution of the same variance."""
    limit = math.sqrt(6.0 / n_in)
    return rng.uniform(-limit, limit, (n_in, n_out))


def _he_normal(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    """He et al. 2015, equation 10: half of a ReLU's inputs are lost, hence the 2."""
    return rng.normal(0.0, math.sqrt(2.0 / n_in), (n_in, n_out))


def _lecun_normal(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    """LeCun et al. 1998, "Efficient BackProp", equation 16; what SELU assumes."""
    return rng.normal(0.0, math.sqrt(1.0 / n_in), (n_in, n_out))


def _orthogonal(rng: Generator, n_in: int, n_out: int, settings: Mapping[str, Any]) -> Weights:
    """Saxe et al. 2014: orthonormal columns, or rows where the layer widens.

    A QR factorization is unique up to signs; making R's diagonal positive makes Q uniform over
    the orthogonal matrices (Mezzadri 2007).
    """
    tall = rng.normal(size=(max(n_in, n_out), min(n_in, n_out)))
    q, r = np.linalg.qr(tall)
    q = q * np.where(np.diagonal(r) < 0.0, -1.0, 1.0)
    return np.ascontiguousarray(settings["gain"] * (q if n_in >= n_out else q.T), dtype=np.float64)


_GAIN = {"gain": Param(1.0, "float", low=0.0, low_open=True, high=100.0)}


def _weight(default: float) -> Param:
    return Param(default, "float", low=-1000.0, high=1000.0)


INITIALIZERS: dict[str, Initializer] = {
    "zeros": Initializer({}, r"W_{ij} = 0", _zeros),
    "constant": Initializer({"value": _weight(0.5)}, r"W_{ij} = c", _constant),
    "uniform": Initializer(
        {"low": _weight(-1.0), "high": _weight(1.0)},
        r"W_{ij}\,\sim\,U(\mathrm{low}, \mathrm{high})",
        _uniform,
        _check_uniform,
    ),
    "normal": Initializer(
        {"std": Param(1.0, "float", low=0.0, high=1000.0)},
        r"W_{ij}\,\sim\,N(0, \sigma^2)",
        _normal,
    ),
    "xavier_uniform": Initializer(
        _GAIN,
        r"W_{ij}\,\sim\,U({-}l, l), \quad "
        r"l = g \sqrt{\frac{6}{n_{\mathrm{in}} + n_{\mathrm{out}}}}",
        _xavier_uniform,
    ),
    "xavier_normal": Initializer(
        _GAIN,
        r"W_{ij}\,\sim\,N(0, \sigma^2), \quad "
        r"\sigma = g \sqrt{\frac{2}{n_{\mathrm{in}} + n_{\mathrm{out}}}}",
        _xavier_normal,
    ),
    "he_uniform": Initializer(
        {}, r"W_{ij}\,\sim\,U({-}l, l), \quad l = \sqrt{\frac{6}{n_{\mathrm{in}}}}", _he_uniform
    ),
    "he_normal": Initializer(
        {},
        r"W_{ij}\,\sim\,N(0, \sigma^2), \quad \sigma = \sqrt{\frac{2}{n_{\mathrm{in}}}}",
        _he_normal,
    ),
    "lecun_normal": Initializer(
        {},
        r"W_{ij}\,\sim\,N(0, \sigma^2), \quad \sigma = \sqrt{\frac{1}{n_{\mathrm{in}}}}",
        _lecun_normal,
    ),
    "orthogonal": Initializer(_GAIN, r"W^{\top} W = g^2 I", _orthogonal),
}
"""Every initializer by the name that a layer's `init` gives."""
