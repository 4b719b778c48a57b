"""How the values of one layer are distributed: samples, a common axis, and counts on it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bpviz.core.step import Step
from bpviz.ui.number_text import power_of_ten
from bpviz.ui.plot_axis import Ticks
from bpviz.ui.plot_scales import Floats, rounded

Values = Literal["activation", "gradient", "weight", "delta"]
SYMBOLS: dict[Values, str] = {
    "activation": "a",
    "gradient": "∂L/∂W",
    "weight": "W",
    "delta": "δ",
}
VALUES: tuple[Values, ...] = tuple(SYMBOLS)

MOST = 10_000
"""Values of a layer that are looked at."""
BINS = 64
LINEAR_UP_TO = 100.0
"""The largest value over the typical one, up to which a linear axis shows both."""
_WIDEST = 20  # decades on either side of zero
_HUGE = 1e100  # beyond it, and below its inverse, no axis is linear


@dataclass(frozen=True, eq=False)
class Sample:
    """What is known of a layer's values.

    Attributes
    ----------
    values : (k,) float64
        Finite and not zero, of those looked at.
    zeros, missing, looked_at, total : int
        How many are exactly zero, are not finite, were looked at, and are there.
    """

    values: Floats
    zeros: int
    missing: int
    looked_at: int
    total: int

    @property
    def finite(self) -> int:
        """How many values are finite."""
        return len(self.values) + self.zeros

    def moments(self) -> tuple[float, float]:
        """Mean and standard deviation of the finite values, zeros included; NaN without any."""
        if not self.finite:
            return math.nan, math.nan
        # Scaled, so that squares of huge values do not overflow.
        peak = float(np.abs(self.values).max(initial=0.0)) or 1.0
        scaled = self.values / peak
        mean = float(scaled.sum()) / self.finite
        square = float(((scaled - mean) ** 2).sum()) + self.zeros * mean**2
        return peak * mean, peak * math.sqrt(square / self.finite)


def sample_of(array: ArrayLike) -> Sample:
    """At most `MOST` values of an array, evenly spread over it: always the same ones.

    The stride has no factor in common with the array's size: it visits all rows and columns.
    """
    flat = np.asarray(array).ravel(order="K")
    stride = -(-flat.size // MOST) or 1
    while stride > 1 and math.gcd(stride, flat.size) > 1:
        stride += 1
    seen = flat[::stride].astype(np.float64)
    finite = seen[np.isfinite(seen)]
    values = finite[finite != 0]
    zeros, missing = len(finite) - len(values), len(seen) - len(finite)
    return Sample(values, zeros, missing, len(seen), flat.size)


def samples_of(step: Step, values: Values) -> dict[int, Sample]:
    """The samples of each layer 1…L of which `step` knows the values."""
    arrays: Mapping[int, ArrayLike] = {
        "activation": step.a,
        "gradient": step.dW,
        "weight": step.W,
        "delta": step.delta,
    }[values]
    known = range(1, step.problem.n_layers + 1)
    return {layer: sample_of(arrays[layer]) for layer in known if layer in arrays}


@dataclass(frozen=True)
class ValueAxis:
    """A linear or a symmetric logarithmic axis.

    A value v lies at asinh(v / 2c) / ln 10 where c, `threshold`, is above 0: far from zero that
    is ±log10(|v| / c), below c about linear. Otherwise it lies at v.

    Attributes
    ----------
    low, high : float
        The ends, as places on the axis.
    """

    low: float
    high: float
    threshold: float = 0.0

    def place(self, values: ArrayLike) -> Floats:
        """Where values lie."""
        array = np.asarray(values, dtype=np.float64)
        if not self.threshold:
            return array
        with np.errstate(over="ignore"):
            return np.asarray(np.arcsinh(array / (2 * self.threshold)) / math.log(10))

    def value(self, place: float) -> float:
        """The value at a place."""
        if not self.threshold:
            return place
        return 2 * self.threshold * math.sinh(place * math.log(10))

    def counts(self, sample: Sample) -> tuple[NDArray[np.int64], int]:
        """How many values are in each of `BINS` bins of equal width, and how many in none."""
        bins = (self.place(sample.values) - self.low) * (BINS / (self.high - self.low))
        inside = (bins >= 0) & (bins <= BINS)
        filled = np.minimum(bins[inside].astype(np.int64), BINS - 1)
        return np.bincount(filled, minlength=BINS), int(len(bins) - inside.sum())

    def ticks(self, count: int) -> Ticks:
        """Powers of ten on both sides of zero, about `count` of them in all."""
        ends = [abs(self.value(end)) for end in (self.low, self.high)]
        most = math.floor(math.log10(max(ends)) + 1e-9)
        least = min(round(math.log10(self.threshold)) + 1, most)
        sides = sum(end > 10.0**least for end in ends)
        step = max(1, math.ceil(sides * (most - least + 1) / max(1, count - 1)))
        powers = range(most, least - 1, -step)
        pairs = [(-(10.0**k), f"−{power_of_ten(k)}") for k in powers]
        pairs += [(0.0, "0"), *((10.0**k, power_of_ten(k)) for k in reversed(powers))]
        placed = [(float(self.place(value)), text) for value, text in pairs]
        return Ticks(tuple(pair for pair in placed if self.low <= pair[0] <= self.high))


def axis_for(samples: Sequence[Sample], linear_up_to: float = LINEAR_UP_TO) -> ValueAxis:
    """The axis that shows all values, zero included, and all layers' sizes.

    It is linear unless the largest value is more than `linear_up_to` times the typical one (the
    median of the magnitudes) of the layer whose values are smallest.
    """
    arrays = [sample.values for sample in samples if len(sample.values)]
    if not arrays:
        return ValueAxis(-1.02, 1.02)
    low = min(0.0, *(float(values.min()) for values in arrays))
    high = max(0.0, *(float(values.max()) for values in arrays))
    peak = max(-low, high)
    typical = min(_median(np.abs(values)) for values in arrays)
    if peak <= linear_up_to * typical and 1 / _HUGE < peak < _HUGE:
        axis = ValueAxis(rounded(low), rounded(high))
    else:
        least = max(math.floor(math.log10(peak)) - _WIDEST, -300)
        threshold = 10.0 ** min(max(math.floor(math.log10(typical)), least), 280)
        # An axis of nothing but its linear part would say little.
        low, high = (end and math.copysign(max(abs(end), threshold), end) for end in (low, high))
        scale = ValueAxis(0, 1, threshold)
        low, high = (float(scale.place(rounded(end, (1.0, 10.0)))) for end in (low, high))
        axis = ValueAxis(low, high, threshold)
    margin = 0.02 * (axis.high - axis.low)
    return ValueAxis(axis.low - margin, axis.high + margin, axis.threshold)


def _median(sizes: Floats) -> float:
    """The middle one, the larger of two: their mean could overflow."""
    middle = len(sizes) // 2
    return float(np.partition(sizes, middle)[middle])
