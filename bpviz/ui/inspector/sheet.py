"""What a pane of the inspector shows: laid out in a width, painted wherever one has scrolled."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

PAD = 10.0
"""Around what is written, in logical pixels."""


class Sheet(Protocol):
    """A picture of some width, as high as it needs to be."""

    height: float

    def paint(self, painter: QPainter, top: float, bottom: float) -> None:
        """Paint what lies between two heights, or crosses them."""

    def at(self, point: QPointF) -> object | None:
        """What a click or the mouse at a point means; None for nothing."""
