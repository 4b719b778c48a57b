"""Colours of a table's cells, and the ink that reads on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from bpviz.core.calls import Array
from bpviz.ui.theme import Theme, ink_on

BAD = -1
"""Stands for what is not finite."""


@dataclass(frozen=True)
class Scale:
    """Which colour means which number: from −high through 0 to high, or from 0 to high."""

    signed: bool
    high: float

    @property
    def low(self) -> float:
        """The number at the other end."""
        return -self.high if self.signed else 0.0

    def indices(self, values: Array) -> NDArray[np.int16]:
        """Of each number's colour among 256; `BAD` where it is not finite."""
        finite = np.isfinite(values)
        share = np.where(finite, values, 0.0).astype(np.float64) / (self.high or 1.0)
        at = 127.5 * (share + 1) if self.signed else 255 * share
        found = np.clip(np.rint(at), 0, 255).astype(np.int16)
        return np.where(finite, found, BAD).astype(np.int16)

    def ramp(self, theme: Theme) -> NDArray[np.uint8]:
        """The 256 colours."""
        return theme.diverging_map if self.signed else theme.sequential_map


def scale_of(values: Array, *, signed: bool) -> Scale:
    """The scale that reaches to the largest finite magnitude."""
    finite = values[np.isfinite(values)]
    high = float(np.abs(finite.astype(np.float64)).max()) if finite.size else 0.0
    return Scale(signed, high)


@lru_cache(maxsize=16)
def swatches(theme: Theme, signed: bool) -> tuple[list[QColor], list[QColor]]:
    """The colours of a scale and the ink for each; the last pair is for what is not finite."""
    ramp = theme.diverging_map if signed else theme.sequential_map
    fills = [QColor(*(int(c) for c in rgb)) for rgb in ramp] + [theme.color("danger")]
    return fills, [ink_on(fill) for fill in fills]
