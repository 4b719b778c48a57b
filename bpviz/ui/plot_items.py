"""What can stand in a plot: curves, points, texts, fields of colour, lines with a name.

Each paints in logical pixels, inside its view box and clipped by it, with pens that scale with the
picture. Item transforms and cosmetic pens, which SVG and PDF readers handle differently, are not
used. Items are made once; a frame only gives them data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QGraphicsItem

from bpviz.ui.label_places import covered, places
from bpviz.ui.plot_lines import cut, envelope, is_dense, solid_pen, stroke, stroke_path

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """Where a pair of coordinates lies in the view box, in logical pixels."""

    rect: QRectF
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: Any) -> Any:
        """Pixels from the left edge of the item, for a number or an array."""
        low, high = self.x_range
        return self.rect.left() + (value - low) / (high - low) * self.rect.width()

    def y(self, value: Any) -> Any:
        """Pixels from the top edge of the item, for a number or an array."""
        low, high = self.y_range
        return self.rect.bottom() - (value - low) / (high - low) * self.rect.height()


class PlotThing(QGraphicsItem):
    """An item that paints in the pixels of a view box; a subclass overrides `draw`."""

    def __init__(self, box: pg.ViewBox, z: float = 0.0) -> None:
        super().__init__(box)
        self.box = box
        self.setZValue(z)
        box.sigResized.connect(self._moved)
        box.sigRangeChanged.connect(self._moved)

    def _moved(self, *_: object) -> None:
        self.prepareGeometryChange()
        self.update()

    def remove(self) -> None:
        """Leave the plot for good."""
        self.box.sigResized.disconnect(self._moved)
        self.box.sigRangeChanged.disconnect(self._moved)
        if self.scene() is not None:
            self.scene().removeItem(self)

    def scale_now(self) -> Scale:
        """The mapping from coordinates to pixels as the view box has it now."""
        (x0, x1), (y0, y1) = self.box.viewRange()
        return Scale(QRectF(self.box.rect()), (x0, x1), (y0, y1))

    def boundingRect(self) -> QRectF:
        return QRectF(self.box.rect())

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        scale = self.scale_now()
        if scale.rect.width() < 2 or scale.rect.height() < 2:
            return
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            self.draw(painter, scale)
        finally:
            painter.restore()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        """Paint the data."""
        raise NotImplementedError


class Curve(PlotThing):
    """A line through points; a point that is not finite leaves a gap."""

    def __init__(self, box: pg.ViewBox, z: float = 10.0) -> None:
        super().__init__(box, z)
        self.xs: Floats = np.empty(0)
        self.ys: Floats = np.empty(0)
        self.pen = solid_pen(QColor("white"))

    def set_data(self, xs: Floats, ys: Floats) -> None:
        """Show other points, in the order in which they are joined."""
        self.xs, self.ys = np.asarray(xs, float), np.asarray(ys, float)
        self.update()

    def set_pen(self, pen: QPen) -> None:
        """Draw with another pen."""
        self.pen = pen
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        xs, ys = scale.x(self.xs), scale.y(self.ys)
        xs, ys = cut(xs, ys, scale.rect.top() - 1.0, scale.rect.bottom() + 1.0)
        finite = np.isfinite(xs) & np.isfinite(ys)
        if finite.sum() == 1:
            only = int(np.flatnonzero(finite)[0])
            dot = self.pen.widthF() + 1.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.pen.color())
            painter.drawEllipse(QPointF(xs[only], ys[only]), dot, dot)
        elif finite.any() and is_dense(xs, finite):
            at, low, high = envelope(xs[finite], ys[finite])
            zigzag = np.stack([low, high], axis=1).ravel()
            stroke(painter, np.repeat(at, 2), zigzag, self.pen, dense=True)
        elif finite.any():
            stroke(painter, xs, np.where(finite, ys, np.nan), self.pen)


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
        for x, y, color in zip(scale.x(self.xs), scale.y(self.ys), self.colors, strict=True):
            if np.isfinite(x) and np.isfinite(y):
                path = QPainterPath()
                add_symbol(path, self.symbol, float(x), float(y), self.size / 2)
                painter.setBrush(color)
                painter.drawPath(path)

    def _outline(self, scale: Scale) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        half = self.size / 2
        pairs = np.stack([scale.x(self.xs), scale.y(self.ys)], axis=-1)
        for x, y in pairs[np.isfinite(pairs).all(axis=1)].tolist():
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


class Field(PlotThing):
    """Colours over a rectangle of the plane, smoothed between the values."""

    def __init__(self, box: pg.ViewBox, z: float = 0.0) -> None:
        super().__init__(box, z)
        self.image = QImage()
        self.extent = QRectF(0, 0, 1, 1)
        self.smooth = True

    def set_colors(
        self, rgb: NDArray[np.uint8], x: tuple[float, float], y: tuple[float, float]
    ) -> None:
        """Show `rgb`, (rows, columns, 3), the first row lowest, over the ranges `x` and `y`.

        The ranges are those of the outer edges, half a cell beyond the outermost centres.
        """
        rows, columns = rgb.shape[:2]
        pixels = np.empty((rows, columns, 4), np.uint8)
        pixels[..., :3] = rgb[::-1, :, ::-1]  # image rows run downwards, bytes run B, G, R
        pixels[..., 3] = 255
        image = QImage(pixels.data, columns, rows, QImage.Format.Format_RGB32)
        self.image = image.copy()
        self.extent = QRectF(x[0], y[0], x[1] - x[0], y[1] - y[0])
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.image = QImage()
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        if self.image.isNull():
            return
        area = QRectF(
            QPointF(scale.x(self.extent.left()), scale.y(self.extent.bottom())),
            QPointF(scale.x(self.extent.right()), scale.y(self.extent.top())),
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth)
        painter.drawImage(area, self.image)


@dataclass(frozen=True)
class Label:
    """A text of a few lines at a point.

    Centred `away` below it, or left or right of it, or at whichever side has room for it.
    """

    x: float
    y: float
    text: str
    color: QColor
    side: Literal["below", "left", "right", "free"] = "below"


class Texts(PlotThing):
    """Labels at points, kept within the plot."""

    def __init__(self, box: pg.ViewBox, z: float = 30.0) -> None:
        super().__init__(box, z)
        self.labels: tuple[Label, ...] = ()
        self.font = QFont()
        self.away = 0.0  # logical pixels
        self.backdrop = QColor(0, 0, 0, 0)

    def set_labels(self, labels: Sequence[Label], font: QFont, away: float = 0.0) -> None:
        """Write other labels, `away` logical pixels from their points."""
        self.labels, self.font, self.away = tuple(labels), font, away
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        font, placed = self.arranged(scale)
        painter.setFont(font)
        for label, box in placed:
            painter.fillRect(box, self.backdrop)
            painter.setPen(label.color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)

    def arranged(self, scale: Scale) -> tuple[QFont, list[tuple[Label, QRectF]]]:
        """The font, and where the labels stand.

        Where there is no room for all the type is smaller, and then some labels are left out.
        """
        font, boxes = self.font, self._boxes(scale, self.font)
        pairs = list(zip(self.labels, boxes, strict=True))
        if not all(label.side == "free" for label in self.labels):
            return font, pairs
        for share in (0.85, 0.7):
            if not covered(boxes):
                break
            font = QFont(self.font)
            font.setPixelSize(max(1, round(share * self.font.pixelSize())))
            boxes = self._boxes(scale, font)
        placed: list[tuple[Label, QRectF]] = []
        for label, box in zip(self.labels, boxes, strict=True):
            if not any(box.intersects(other) for _, other in placed):
                placed.append((label, box))
        return font, placed

    def _boxes(self, scale: Scale, font: QFont) -> list[QRectF]:
        metrics, rect = QFontMetricsF(font), scale.rect
        sizes = []
        for label in self.labels:
            lines = label.text.split("\n")
            width = max(metrics.horizontalAdvance(line) for line in lines) + 6
            sizes.append(QSizeF(width, metrics.height() * len(lines)))
        if all(label.side == "free" for label in self.labels):
            points = [QPointF(scale.x(label.x), scale.y(label.y)) for label in self.labels]
            return places(points, sizes, rect, self.away)
        found = []
        for label, size in zip(self.labels, sizes, strict=True):
            width, height = size.width(), size.height()
            left, top = float(scale.x(label.x)) - width / 2, float(scale.y(label.y)) - height / 2
            if label.side == "below":
                top += self.away if top + self.away + height <= rect.bottom() else -self.away
            else:
                left += (width / 2 + self.away) * (1 if label.side == "right" else -1)
            left = min(max(left, rect.left()), rect.right() - width)
            top = min(max(top, rect.top()), rect.bottom() - height)
            found.append(QRectF(left, top, width, height))
        return found


class Rule(PlotThing):
    """A straight line across the plot at one value, with a name at its end."""

    def __init__(self, box: pg.ViewBox, z: float = 5.0, *, upright: bool = False) -> None:
        super().__init__(box, z)
        self.upright = upright
        self.value = np.nan
        self.text = ""
        self.pen = solid_pen(QColor("white"), dashed=True)
        self.font = QFont()
        self.backdrop = QColor(0, 0, 0, 0)

    def set_value(self, value: float, text: str = "") -> None:
        """Stand at `value` (NaN: nowhere), named `text`."""
        if value != self.value or text != self.text:
            self.value, self.text = value, text
            self.update()

    def set_style(self, pen: QPen, font: QFont, backdrop: QColor) -> None:
        """Draw with `pen`, write with `font` in the pen's colour upon `backdrop`."""
        self.pen, self.font, self.backdrop = pen, font, backdrop
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        if not np.isfinite(self.value):
            return
        rect = scale.rect
        painter.setPen(self.pen)
        if self.upright:
            x = float(scale.x(self.value))
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
            return
        y = float(scale.y(self.value))
        if not rect.top() <= y <= rect.bottom():
            return
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        if not self.text:
            return
        painter.setFont(self.font)
        metrics = QFontMetricsF(self.font)
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, rect.width() - 8)
        width, height = metrics.horizontalAdvance(text) + 6, metrics.height()
        top = y - height - 1 if y - height - 1 > rect.top() else y + 2
        box = QRectF(rect.left() + 2, top, width, height)
        painter.fillRect(box, self.backdrop)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
