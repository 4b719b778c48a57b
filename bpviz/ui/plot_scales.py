"""The kinds of axes on which a layer's numbers are drawn: where values lie, and how they read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bpviz.ui.number_text import measured

Floats = NDArray[np.float64]
Range = tuple[float, float]
Scale = Literal["log", "share", "signed"]
"""Decades; a share of 1, read as per cent; a plain number of either sign."""

DEFAULT_DECADES = (-5.0, 1.0)
"""Of the empty plot, before the first gradient."""
WIDEST = 40.0
"""Decades; beyond, the axis says nothing any more."""

_EMPTY: dict[Scale, Range] = {"log": DEFAULT_DECADES, "share": (0.0, 100.0), "signed": (-1.0, 1.0)}
_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def places(values: ArrayLike, scale: Scale) -> Floats:
    """Where values lie on an axis: log10, per cent, or as they are; NaN for what has no place."""
    array = np.asarray(values, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "log":
            found = np.where(array > 0, np.log10(array), np.nan)
        else:
            found = 100 * array if scale == "share" else array
    return np.where(np.isfinite(found), found, np.nan)


def span_of(found: Floats, scale: Scale, empty: Range | None = None) -> Range:
    """The axis for these places: whole decades, all of the share, or zero and round ends."""
    finite = found[np.isfinite(found)]
    if not finite.size:
        return _EMPTY[scale] if empty is None else empty
    if scale == "share":
        return _EMPTY["share"]
    if scale == "log":
        low, high = math.floor(finite.min()), math.ceil(finite.max())
        high = max(high, low + 1)
        return float(max(low, high - WIDEST)), float(high)
    low, high = rounded(min(0.0, float(finite.min()))), rounded(max(0.0, float(finite.max())))
    return (low, high) if low < high else _EMPTY["signed"]


def read(value: float, scale: Scale, digits: int = 4) -> str:
    """A value as it is read off."""
    return f"{100 * value:.0f} %" if scale == "share" else measured(value, digits)


def rounded(value: float, steps: Sequence[float] = _STEPS) -> float:
    """The end of an axis that holds `value` and does not move at each frame."""
    if value == 0:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(abs(value)))
    most = next((m * unit for m in steps if m * unit >= abs(value)), abs(value))
    return math.copysign(min(most, 1e300), value)
