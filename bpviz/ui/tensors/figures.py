"""How the numbers of an array are written in a table: so many digits, one decimal point."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bpviz.core.calls import Array
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.number_text import measured

WIDEST_FRACTION = "−999 / 1000"
FIRST = 64
"""Elements that are looked at first: mostly they tell that all digits are needed."""


_POWER = re.compile("10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")


@dataclass(frozen=True)
class Figures:
    """Digits and widest texts of an array.

    Attributes
    ----------
    numbers : NumberFormat
        With fewer digits than were asked for where fewer say everything.
    widest : tuple of str
        Texts of which one is the widest before the point, and one the widest from there on.
    """

    numbers: NumberFormat
    widest: tuple[str, ...]

    def text(self, value: float) -> str:
        """A number of the array."""
        return self.numbers.measured(value)


def figures_of(array: Array, numbers: NumberFormat) -> Figures:
    """How to write the numbers of `array`, with up to as many digits as `numbers` has."""
    signed = array.ravel().astype(np.float64)
    signed = signed[np.isfinite(signed) & (signed != 0)]
    if not signed.size:
        return Figures(replace(numbers, digits=1), ("0",))
    values = np.abs(signed)
    powers = np.floor(np.log10(values)).astype(np.int64)
    needed = _needed(values, powers, numbers.digits, float(np.finfo(array.dtype).eps))
    lowest = int(powers.min())
    counts = np.bincount(powers - lowest)
    negative = np.bincount(powers[signed < 0] - lowest, minlength=len(counts))
    widest: list[str] = []
    for step in np.flatnonzero(counts).tolist():
        # All digits have the same width; 1 would be left out before a power of ten.
        size = min(float(f"2.222222222222e{lowest + step}"), sys.float_info.max)
        widest.append(measured(-size if negative[step] else size, needed))
    if numbers.fractions:
        widest.append(WIDEST_FRACTION)
    return Figures(replace(numbers, digits=needed), tuple(widest))


def _needed(
    values: NDArray[np.float64], powers: NDArray[np.int64], digits: int, precision: float
) -> int:
    """The fewest significant digits, up to `digits`, that say all values exactly."""
    for count in range(1, digits):
        for part in (slice(FIRST), slice(None)):
            at = powers[part]
            if at.min() < -300:  # the unit of the last digit is no number any more
                return digits
            unit = 10.0 ** (at - count + 1)
            with np.errstate(over="ignore"):  # the largest numbers, rounded up
                rounded = np.rint(values[part] / unit) * unit
            if not np.allclose(rounded, values[part], rtol=4 * precision, atol=0):
                break
        else:
            return count
    return digits


def split(text: str) -> tuple[str, str]:
    """What stands before the decimal sign, and the rest: the sign, or the power of ten."""
    for mark in (".", ",", "·"):
        head, found, tail = text.partition(mark)
        if found:
            return head, found + tail
    power = _POWER.search(text)  # 10¹², where 1 is left out before it
    return (text, "") if power is None else (text[: power.start()], text[power.start() :])
