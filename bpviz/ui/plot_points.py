"""Marks of one size in a plot: samples, states, the current point."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPaintEngine, QPainter, QPainterPath, QPen, QPixmap

from bpviz.ui.plot_items import PlotThing, Scale
from bpviz.ui.plot_lines import stroke_path

Floats = NDArray[np.float64]


class Points(PlotThing):
    """Marks of a fixed size in pixels: ``"circle"``, ``"square"``, ``"diamond"`` or ``"ring"``."""

    def __init__(self, box: pg.ViewBox, z: float = 20.0, symbol: str = "circle") -> None:
        super().__init__(box, z)
        self.symbol = symbol
        self.size = 9.0
        self.xs: Floats = np.empty(0)
        self.ys: Floats = np.empty(0)
        self.pen = QPen(Qt.PenStyle.NoPen)
        self.brush = QBrush(Qt.BrushStyle.NoBrush)
        self.colors: tuple[QColor, ...] = ()
        self._path: tuple[Scale, float, QPainterPath] | None = None
        self._layer: tuple[float, QPixmap] | None = None

    def set_data(self, xs: Floats, ys: Floats, colors: Sequence[QColor] = ()) -> None:
        """Show other points, each in its own colour where `colors` are given."""
        self.colors = tuple(colors)
        self.xs, self.ys = np.asarray(xs, float), np.asarray(ys, float)
        self._path = None
        self.update()

    def set_style(self, brush: QColor | None, pen: QPen, size: float) -> None:
        """Fill colour (None: hollow), outline and diameter in logical pixels."""
        new = QBrush(brush) if brush is not None else QBrush(Qt.BrushStyle.NoBrush)
        if (new, pen, size) != (self.brush, self.pen, self.size):
            self.brush, self.pen, self.size = new, pen, size
            self._path = None
            self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        if self.colors:
            self._draw_each(painter, scale)
            return
        if self._path is None or self._path[:2] != (scale, self.size):
            self._path = (scale, self.size, self._outline(scale))
            self._layer = None
        path = self._path[2]
        if path.isEmpty():
            return
        engine = painter.paintEngine()
        if engine is None or engine.type() != QPaintEngine.Type.Raster:
            self._draw_all(painter, path)
        elif self.brush.style() == Qt.BrushStyle.NoBrush:
            stroke_path(painter, path, self.pen)
        else:
            self._draw_layer(painter, path)

    def _draw_all(self, painter: QPainter, path: QPainterPath) -> None:
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        painter.drawPath(path)

    def _draw_layer(self, painter: QPainter, path: QPainterPath) -> None:
        """Samples stay where they are from frame to frame, so on a raster they are drawn once."""
        density = abs(painter.deviceTransform().m11())
        bounds = path.boundingRect().adjusted(-2, -2, 2, 2).toAlignedRect()
        if self._layer is None or self._layer[0] != density:
            pixmap = QPixmap((bounds.size().toSizeF() * density).toSize())
            pixmap.setDevicePixelRatio(density)
            pixmap.fill(Qt.GlobalColor.transparent)
            inner = QPainter(pixmap)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            inner.translate(-bounds.topLeft())
            self._draw_all(inner, path)
            inner.end()
            self._layer = (density, pixmap)
        painter.drawPixmap(bounds.topLeft(), self._layer[1])

    def _draw_each(self, painter: QPainter, scale: Scale) -> None:
        painter.setPen(self.pen)
        pairs, visible = self._places(scale)
        for (x, y), color, shown in zip(pairs.tolist(), self.colors, visible, strict=True):
            if shown:
                path = QPainterPath()
                add_symbol(path, self.symbol, x, y, self.size / 2)
                painter.setBrush(color)
                painter.drawPath(path)

    def _places(self, scale: Scale) -> tuple[Floats, NDArray[np.bool_]]:
        """Where the points lie, (n, 2), and of which anything can be in the picture.

        The layer is as large as what is drawn in it, and SVG files know no clipping.
        """
        pairs = np.stack([scale.x(self.xs), scale.y(self.ys)], axis=-1)
        reach = self.size + self.pen.widthF()
        around = scale.rect.adjusted(-reach, -reach, reach, reach)
        low, high = (around.left(), around.top()), (around.right(), around.bottom())
        return pairs, np.all((pairs >= low) & (pairs <= high), axis=1)

    def _outline(self, scale: Scale) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        half = self.size / 2
        pairs, visible = self._places(scale)
        for x, y in pairs[visible].tolist():
            add_symbol(path, self.symbol, x, y, half)
        return path


def add_symbol(path: QPainterPath, symbol: str, x: float, y: float, half: float) -> None:
    """Add a mark around (x, y) to `path`; shapes differ, so that colour is not needed."""
    if symbol == "square":
        path.addRect(x - 0.9 * half, y - 0.9 * half, 1.8 * half, 1.8 * half)
    elif symbol == "diamond":
        corners = ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0), (0, -1.2))
        path.moveTo(x + corners[0][0] * half, y + corners[0][1] * half)
        for dx, dy in corners[1:]:
            path.lineTo(x + dx * half, y + dy * half)
    else:
        path.addEllipse(QPointF(x, y), half, half)
