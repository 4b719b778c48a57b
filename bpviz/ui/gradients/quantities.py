"""The two norms that tell how large a layer's gradient is, and what their plots have in common."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bpviz.core import diagnosis
from bpviz.core.step import Step

Floats = NDArray[np.float64]

Quantity = Literal["gradient", "delta"]
NORMS: dict[Quantity, str] = {"gradient": "‖∂L/∂W‖", "delta": "‖δ‖"}
QUANTITIES: tuple[Quantity, ...] = tuple(NORMS)
DEFAULT_DECADES = (-5.0, 1.0)
"""Of the empty plot, before the first gradient."""
WIDEST = 40.0
"""Decades; beyond, the axis says nothing any more."""


def norms_of(step: Step, quantity: Quantity) -> Floats:
    """One of the two norms of each layer (L,); NaN where the step has not computed it yet."""
    by_delta = quantity == "delta"
    return diagnosis.delta_norms(step) if by_delta else diagnosis.grad_norms(step)
