"""Parts of a diagram, kept as pixmaps until what they show changes."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap


class PartCache:
    """Paints parts of a diagram on screen; what was the same in the picture before is copied.

    A layer of sixteen neurons takes ten times as long to draw as its pixmap to copy, and from one
    micro-step to the next a layer or two change.
    """

    def __init__(self) -> None:
        self._parts: dict[tuple[str, int], tuple[tuple[object, ...], QPointF, QPixmap]] = {}

    def paint(
        self,
        painter: QPainter,
        part: tuple[str, int],
        looks: tuple[object, ...],
        rect: QRectF,
        draw: Callable[[QPainter], None],
    ) -> None:
        """Draw a part.

        Parameters
        ----------
        painter : QPainter
            On screen.
        part : (str, int)
            What it is, and of which layer.
        looks : tuple
            All that its looks depend on.
        rect : QRectF
            Holds all of it, in logical pixels.
        draw : callable
            Draws it with a painter.
        """
        ratio = painter.device().devicePixelRatioF()
        key = (*looks, ratio, rect.getRect())
        found = self._parts.get(part)
        if found is None or found[0] != key:
            left, top = math.floor(rect.left() * ratio), math.floor(rect.top() * ratio)
            right, bottom = math.ceil(rect.right() * ratio), math.ceil(rect.bottom() * ratio)
            pixmap = QPixmap(right - left, bottom - top)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            corner = QPointF(left / ratio, top / ratio)
            inner = QPainter(pixmap)
            inner.translate(-corner)
            inner.setClipRect(rect)  # Qt's rasterizer is about twice as fast with it
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw(inner)
            inner.end()
            found = self._parts[part] = key, corner, pixmap
        painter.drawPixmap(found[1], found[2])
