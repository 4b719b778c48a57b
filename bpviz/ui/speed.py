"""The speed slider: from one step in two seconds to as fast as the machine can."""

from __future__ import annotations

import math

SLOWEST = 0.5
"""Steps per second at the left end."""

FASTEST = 1000.0
"""Steps per second just before the right end; the right end itself has no limit."""

RIGHT = 100
"""The slider's highest value."""

USUAL = 18
"""The slider's value at first: two steps per second."""


def rate_of(value: int) -> float:
    """Steps per second at a slider's value in 0…`RIGHT`: logarithmic; infinite at the end."""
    if value >= RIGHT:
        return math.inf
    return SLOWEST * (FASTEST / SLOWEST) ** (max(value, 0) / (RIGHT - 1))
