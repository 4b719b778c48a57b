"""A loss surface in three dimensions, painted from back to front on any painter."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpviz.ui.paint.landscape_shapes import Arrow, Camera, Landscape, Trail
from bpviz.ui.theme import Theme

__all__ = ["Arrow", "Camera", "Landscape", "Trail", "paint_landscape"]


def paint_landscape(
    painter: QPainter, rect: QRectF, landscape: Landscape, camera: Camera, theme: Theme
) -> None:
    """Paint `landscape`, seen from `camera`, into `rect`."""
    painter.fillRect(rect, theme.color("stage"))
