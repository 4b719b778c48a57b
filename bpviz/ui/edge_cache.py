"""The edges of a network diagram, kept as a picture until a weight changes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from bpviz.ui.paint.network_edges import paint_edges
from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.theme import Theme

KEPT = 1_000
"""Fewer edges than this are drawn quicker than a pixmap is copied."""


class EdgeCache:
    """Draws edges as `paint_edges` does, and keeps them as a pixmap until a weight changes."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._values: list[NDArray[Any] | None] = []
        self._pixmap = QPixmap()

    def paint(
        self,
        painter: QPainter,
        layout: Layout,
        values: list[NDArray[Any] | None],
        scale: float,
        theme: Theme,
    ) -> None:
        """Draw the edges; arguments as of `paint_edges`."""
        if layout.edge_count < KEPT:
            paint_edges(painter, layout, values, scale, theme)
            return
        ratio = painter.device().devicePixelRatioF()
        key = (layout, scale, theme, ratio)
        if key != self._key or not self._same(values):
            size = layout.rect.size() * ratio
            self._pixmap = QPixmap(QSize(int(size.width()), int(size.height())))
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._pixmap)
            inner.translate(-layout.rect.topLeft())
            paint_edges(inner, layout, values, scale, theme)
            inner.end()
            self._key, self._values = key, values
        painter.drawPixmap(layout.rect.topLeft(), self._pixmap)

    def _same(self, values: list[NDArray[Any] | None]) -> bool:
        if len(values) != len(self._values):
            return False
        for new, old in zip(values, self._values, strict=True):
            if new is None or old is None:
                if new is not old:
                    return False
            elif new is not old and not np.array_equal(new, old):
                return False
        return True
