"""What can stand in a plot, and the plainest of it: curves, fields of colour, lines with a name.

Points are in `plot_points`, labels in `plot_texts`.

Each paints in logical pixels, inside its view box and clipped by it, with pens that scale with the
picture. Item transforms and cosmetic pens, which SVG and PDF readers handle differently, are not
used. Items are made once; a frame only gives them data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from bpviz.ui.plot_lines import cut, envelope, is_dense, solid_pen, stroke, zigzags

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
        self._line(painter, scale, scale.x(self.xs), scale.y(self.ys), self.pen)

    @staticmethod
    def _line(painter: QPainter, scale: Scale, xs: Floats, ys: Floats, pen: QPen) -> None:
        """A line through places in logical pixels."""
        xs, ys = cut(xs, ys, scale.rect.top() - 1.0, scale.rect.bottom() + 1.0)
        finite = np.isfinite(xs) & np.isfinite(ys)
        if finite.sum() == 1:
            only = int(np.flatnonzero(finite)[0])
            dot = pen.widthF() + 1.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(pen.color())
            painter.drawEllipse(QPointF(xs[only], ys[only]), dot, dot)
        elif finite.any() and is_dense(xs, finite):
            at, low, high = envelope(xs[finite], ys[finite])
            [(at, up_and_down)] = zigzags(at, low[:, None], high[:, None])
            stroke(painter, at, up_and_down, pen, dense=True)
        elif finite.any():
            stroke(painter, xs, np.where(finite, ys, np.nan), pen)


class Curves(Curve):
    """Many lines through points at the same `xs` (m,), in the columns of `ys` (m, L).

    As so many `Curve`s, in a third of their time where they are dense.
    """

    def __init__(self, box: pg.ViewBox, z: float = 10.0) -> None:
        super().__init__(box, z)
        self.ys = np.empty((0, 0))
        self.pens: list[QPen] = []

    def set_pens(self, pens: Sequence[QPen]) -> None:
        """One for each line."""
        self.pens = list(pens)
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        xs, ys = scale.x(self.xs), scale.y(self.ys)
        with np.errstate(invalid="ignore"):
            inside = (ys >= scale.rect.top() - 1.0) & (ys <= scale.rect.bottom() + 1.0)
        whole = inside[:-1].all(axis=0)
        lines: dict[int, tuple[Floats, Floats]] = {}
        dense = len(xs) > 2 and is_dense(xs[:-1], np.ones(len(xs) - 1, bool))
        # What is not computed yet lacks in the last row.
        for rows, which in (
            (len(xs), whole & inside[-1:].all(axis=0)),
            (len(xs) - 1, whole & np.isnan(ys[-1:]).all(axis=0)),
        ):
            if rows > 1:
                shown = np.flatnonzero(which).tolist()
                lines |= self._together(xs[:rows], ys[:rows], shown, dense=dense)
        for line, pen in enumerate(self.pens[: ys.shape[1]]):
            if line in lines:
                at, up = lines[line]
                stroke(painter, at, up, pen, dense=dense)
            else:
                self._line(painter, scale, xs, ys[:, line], pen)

    @staticmethod
    def _together(
        xs: Floats, ys: Floats, which: Sequence[int], *, dense: bool
    ) -> dict[int, tuple[Floats, Floats]]:
        """Points of the lines `which`, all of them finite and inside."""
        if not which or not dense:
            return {line: (xs, ys[:, line]) for line in which}
        return dict(zip(which, zigzags(*envelope(xs, ys[:, which])), strict=True))


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
