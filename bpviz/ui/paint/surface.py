"""A loss surface seen from above: colours, contour lines with their values, a hint."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPixmap,
    QTransform,
    qRgb,
)

from bpviz.ui.paint.relief import Relief
from bpviz.ui.paint.text import text_outline
from bpviz.ui.paint.trails import has_room
from bpviz.ui.plot_axis import number, power_of_ten
from bpviz.ui.plot_items import Field, PlotThing, Scale, solid_pen
from bpviz.ui.theme import DARK, Theme, ink_on

LABEL_SIZE = 11.5
TEXT_SIZE = 12

Floats = NDArray[np.float64]


class Map(Field):
    """Colours and contour lines over the whole window, with the values written on the lines.

    On screen it is kept as an image, since only the path moves; a picture gets the lines
    themselves.
    """

    def __init__(self, box: pg.ViewBox, z: float = 0.0) -> None:
        super().__init__(box, z)
        self.theme: Theme = DARK
        self.relief: Relief | None = None
        self.avoid: Floats = np.empty((0, 2))
        self.lined = self.labelled = True
        self._cache: tuple[object, QPixmap] | None = None

    def set_relief(
        self, relief: Relief, theme: Theme, x: tuple[float, float], y: tuple[float, float]
    ) -> None:
        """Show other losses over the window from x[0] to x[1] and from y[0] to y[1]."""
        self.relief, self.theme, self._cache = relief, theme, None
        self.set_colors(theme.sequential_map[_levels(relief)], x, y)

    def set_avoid(self, points: Floats) -> None:
        """Points (m, 2) that no label should cover."""
        if not np.array_equal(points, self.avoid):
            self.avoid, self._cache = points, None
            self.update()

    def set_lines(self, lined: bool, labelled: bool) -> None:
        """Draw contour lines, with their values or, since that takes longer, without."""
        if (lined, labelled) != (self.lined, self.labelled):
            self.lined, self.labelled, self._cache = lined, labelled, None
            self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        if widget is None:  # into a picture
            super().paint(painter, option)
            return
        rect, ratio = self.boundingRect(), widget.devicePixelRatioF()
        key = (rect, ratio, self.box.viewRange())
        if self._cache is None or self._cache[0] != key:
            pixmap = QPixmap((rect.size() * ratio).toSize() + QSize(1, 1))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            inner = QPainter(pixmap)
            inner.translate(-rect.topLeft())
            super().paint(inner, option)
            inner.end()
            self._cache = key, pixmap
        painter.drawPixmap(rect.topLeft(), self._cache[1])

    def draw(self, painter: QPainter, scale: Scale) -> None:
        if self.relief is None:
            return
        engine = painter.paintEngine()
        if engine is not None and engine.type() == QPaintEngine.Type.Raster:
            self._draw_smooth(painter, scale.rect, self.image)
        else:
            painter.drawImage(scale.rect, self._fine(self.relief, scale.rect.size().toSize()))
        if self.lined:
            self._draw_lines(painter, scale, self.relief)

    def _fine(self, relief: Relief, size: QSize) -> QImage:
        """The colours in so many pixels.

        Readers of vector formats need not smooth an image: some show its pixels as squares. One
        byte to the pixel is written in a fifth of the time of three.
        """
        levels = np.ascontiguousarray(_levels(relief)[::-1])
        rows, columns = levels.shape
        gray = QImage(levels.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        fine = QImage(size, QImage.Format.Format_Grayscale8)
        inner = QPainter(fine)
        self._draw_smooth(inner, QRectF(fine.rect()), gray)
        inner.end()
        fine.reinterpretAsFormat(QImage.Format.Format_Indexed8)
        fine.setColorTable([qRgb(*color) for color in self.theme.sequential_map.tolist()])
        return fine

    @staticmethod
    def _draw_smooth(painter: QPainter, rect: QRectF, image: QImage) -> None:
        # The outermost values lie on the window's edge, not half a cell within it.
        size = image.width() - 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.drawImage(rect, image, QRectF(0.5, 0.5, size, size))

    def _draw_lines(self, painter: QPainter, scale: Scale, relief: Relief) -> None:
        font = self.theme.font(LABEL_SIZE, bold=True)
        metrics = QFontMetricsF(font)
        keep = 7.0 * self.theme.font_scale
        way = spaced(scale.x(self.avoid[:, 0]), scale.y(self.avoid[:, 1]), scale.rect, keep)
        taken = [(x, y, keep) for x, y in way.tolist()]
        labelled = self.labelled and has_room(scale.rect, self.theme)
        for level, line in relief.lines:
            xs = scale.rect.left() + line[:, 0] * scale.rect.width()
            ys = scale.rect.bottom() - line[:, 1] * scale.rect.height()
            ground = self.theme.sequential(relief.height(level))
            ink = ink_on(ground)
            soft = QColor(ink)
            soft.setAlphaF(0.55)
            painter.setPen(solid_pen(soft, math.sqrt(self.theme.font_scale)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(pg.arrayToQPath(xs, ys))
            if not labelled:
                continue
            text = level_text(level, relief.digits)
            width = metrics.horizontalAdvance(text)
            place = label_place(xs, ys, width, metrics.height(), scale.rect, taken)
            if place is not None:
                middle = QTransform().translate(place[0], place[1]).rotate(place[2])
                middle.translate(-width / 2, metrics.ascent() * 0.36)
                turned = middle.map(text_outline(text, font))
                painter.strokePath(turned, solid_pen(ground, 4.0 * self.theme.font_scale))
                painter.fillPath(turned, ink)


def _levels(relief: Relief) -> NDArray[np.uint8]:
    """Which of 256 colours each height has."""
    levels: NDArray[np.uint8] = np.rint(relief.heights * 255).astype(np.uint8)
    return levels


def level_text(level: float, digits: int) -> str:
    """The number at a contour line; from 10⁴ on with a power of ten, as its neighbours have it."""
    if level < 1e4:
        return number(level, digits)
    power = int(f"{level:.{digits - 1}e}".split("e")[1])
    mantissa = number(level / 10.0**power, digits)
    return power_of_ten(power) if mantissa == "1" else f"{mantissa}·{power_of_ten(power)}"


def spaced(xs: Floats, ys: Floats, area: QRectF, step: float) -> Floats:
    """Points (m, 2) within `area`, `step` pixels apart, along the line through points."""
    if not len(xs):
        return np.empty((0, 2))
    # A line that leaves the picture need not be followed.
    far = 2 * (area.width() + area.height())
    xs, ys = (np.clip(np.nan_to_num(at), -far, far) for at in (xs, ys))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(xs), np.diff(ys)))])
    at = np.append(np.arange(0.0, along[-1], step), along[-1])
    points = np.stack([np.interp(at, along, xs), np.interp(at, along, ys)], axis=1)
    inside = (points >= (area.left() - step, area.top() - step)) & (
        points <= (area.right() + step, area.bottom() + step)
    )
    points = points[inside.all(axis=1)]
    # Of points in the same place one is enough, however often the line comes by.
    return np.unique(np.rint(points / step), axis=0) * step


def label_place(
    xs: Floats,
    ys: Floats,
    width: float,
    height: float,
    area: QRectF,
    taken: list[tuple[float, float, float]],
) -> tuple[float, float, float] | None:
    """Where a text fits on a line, in pixels: x, y and the angle in degrees, upright.

    The place is where the line is straight over the text's width and near the middle of `area`, at
    a distance from the places in `taken` (x, y and half the side of a square), to which it is
    added. None where there is none.
    """
    steps = np.hypot(np.diff(xs), np.diff(ys))
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] < 2.2 * width:
        return None
    at = np.linspace(0.6 * width, along[-1] - 0.6 * width, 24)
    at = at + 0.5 * width * np.array([[-1.0], [0.0], [1.0]])
    (ax, mx, bx), (ay, my, by) = np.interp(at, along, xs), np.interp(at, along, ys)
    bend = np.hypot((ax + bx) / 2 - mx, (ay + by) / 2 - my)
    off_x, off_y = mx - area.center().x(), my - area.center().y()
    away = np.hypot(off_x / area.width(), off_y / area.height())
    half = 0.35 * (width + height)
    fits = np.hypot(bx - ax, by - ay) > 0.8 * width
    fits &= (np.abs(off_x) < area.width() / 2 - half) & (np.abs(off_y) < area.height() / 2 - half)
    others = np.array(taken).reshape(-1, 3)
    apart = np.maximum(np.abs(mx[:, None] - others[:, 0]), np.abs(my[:, None] - others[:, 1]))
    fits &= (apart > half + others[:, 2]).all(axis=1)
    if not fits.any():
        return None
    best = int(np.argmin(np.where(fits, bend / height + 3.0 * away, np.inf)))
    taken.append((float(mx[best]), float(my[best]), half))
    angle = math.degrees(math.atan2(by[best] - ay[best], bx[best] - ax[best]))
    return float(mx[best]), float(my[best]), (angle + 90) % 180 - 90


class Hint(PlotThing):
    """A sentence upon the map that says what to do."""

    def __init__(self, box: pg.ViewBox, z: float = 30.0) -> None:
        super().__init__(box, z)
        self.theme: Theme = DARK
        self.text = ""

    def set_text(self, text: str, theme: Theme) -> None:
        """Say something else; an empty text says nothing."""
        if (text, theme) != (self.text, self.theme):
            self.text, self.theme = text, theme
            self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        if not self.text:
            return
        theme, pad = self.theme, 8.0 * self.theme.font_scale
        font = theme.font(TEXT_SIZE, bold=True)
        metrics = QFontMetricsF(font)
        room = scale.rect.width() - 4 * pad
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, room)
        width, height = metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + pad
        x = scale.rect.center().x() - width / 2
        box = QRectF(x, scale.rect.top() + pad, width, height)
        painter.setPen(solid_pen(theme.color("border"), 1.0))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(box, pad / 2, pad / 2)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
