"""The box around a loss surface: floor and back walls with their grid, axes with numbers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter

from bpviz.ui.colors import mixed
from bpviz.ui.paint.landscape_projection import FLOOR, Projection
from bpviz.ui.paint.landscape_shapes import Landscape
from bpviz.ui.plot_axis import LABEL_SIZE, TICK_SIZE, Ticks, decade_ticks, linear_ticks
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.theme import Theme

BAR = 9.0
"""Width of the scale of colours along the axis of heights, at normal type size."""
MOST_TICKS = 7
LEAST_RATIO = 4.0
"""Of a logarithmic scale's ends; with less between them its numbers are those of a linear one."""
_TICK = 5.0
_GAP = 4.0
_STOPS = 17  # of the scale of colours

Place = tuple[float, float, float]


@dataclass(frozen=True)
class _Edge:
    """An axis: from `start` to `stop` in the box, its numbers on the side of `outward`."""

    start: QPointF
    stop: QPointF
    outward: QPointF
    ticks: Ticks
    title: str


def plot_area(rect: QRectF, landscape: Landscape, theme: Theme) -> QRectF:
    """What numbers and titles leave of `rect` to the box."""
    titles, numbers = _type(theme, LABEL_SIZE), _type(theme, TICK_SIZE)
    ticks = height_ticks(landscape, rect.height() / 3, theme)
    wide = max((numbers.width(text) for _, text in ticks.labelled), default=0.0)
    left = wide + _TICK + _GAP + (BAR + 6) * theme.font_scale
    above = 1.3 * titles.height
    below = 1.1 * numbers.height + 0.7 * titles.height
    return rect.adjusted(left, above, -0.5 * left, -below)


def height_ticks(landscape: Landscape, length: float, theme: Theme) -> Ticks:
    """Where numbers stand on the axis of heights of `length` pixels, 0…1 from low to high."""
    relief = landscape.relief
    if not math.isfinite(relief.top):
        return Ticks()  # a scale of nothing
    count = int(min(MOST_TICKS, max(2, length / (2.0 * _type(theme, TICK_SIZE).height))))
    if not relief.log:
        return _shared(linear_ticks(relief.low, relief.high, count), relief.low, relief.high)
    low, high = math.log10(relief.low), math.log10(relief.high)
    if high - low < math.log10(LEAST_RATIO):
        even = linear_ticks(relief.low, relief.high, count).labelled
        return _shared(Ticks(tuple((math.log10(at), text) for at, text in even)), low, high)
    return _shared(decade_ticks(low, high, count), low, high)


def _shared(ticks: Ticks, low: float, high: float) -> Ticks:
    """Ticks as shares of the way from `low` to `high`."""
    return Ticks(
        tuple(((at - low) / (high - low), text) for at, text in ticks.labelled),
        tuple((at - low) / (high - low) for at in ticks.small),
    )


class Box:
    """The box of a landscape as it is seen: which walls are at the back, which edges in front."""

    def __init__(self, landscape: Landscape, projection: Projection, theme: Theme) -> None:
        self.landscape, self.projection, self.theme = landscape, projection, theme
        toward_x, toward_y = projection.to_viewer
        self.near_x = 1.0 if toward_x >= 0 else -1.0
        self.near_y = 1.0 if toward_y >= 0 else -1.0
        x_axis = self._edge((-1, self.near_y), (1, self.near_y), (0, self.near_y))
        y_axis = self._edge((self.near_x, -1), (self.near_x, 1), (self.near_x, 0))
        self.axes = (
            self._with_ticks(*x_axis, landscape.x, landscape.titles[0]),
            self._with_ticks(*y_axis, landscape.y, landscape.titles[1]),
        )
        corners = [(self.near_x, -self.near_y), (-self.near_x, self.near_y)]
        # The axis of heights stands where the box ends on the left.
        self.left = min(corners, key=lambda at: projection.point(at[0], at[1], 0.0).x())
        low, high = projection.point(*self.left, 0.0), projection.point(*self.left, 1.0)
        self.heights = height_ticks(landscape, low.y() - high.y(), theme)

    def paint_back(self, painter: QPainter) -> None:
        """Paint floor and back walls with their grid."""
        near_x, near_y, theme = self.near_x, self.near_y, self.theme
        far_x, far_y = -near_x, -near_y
        ground, wall = theme.color("stage"), mixed(theme.color("border"), theme.color("stage"), 0.3)
        grid = solid_pen(mixed(theme.color("muted"), theme.color("stage"), 0.28), 1.0)
        edge = solid_pen(mixed(theme.color("muted"), theme.color("stage"), 0.6), 1.0)
        floor = [(-1, -1, FLOOR), (1, -1, FLOOR), (1, 1, FLOOR), (-1, 1, FLOOR)]
        back_x = [(far_x, -1, FLOOR), (far_x, 1, FLOOR), (far_x, 1, 1), (far_x, -1, 1)]
        back_y = [(-1, far_y, FLOOR), (1, far_y, FLOOR), (1, far_y, 1), (-1, far_y, 1)]
        lines: list[tuple[Place, Place]] = []
        for share, _ in self.axes[0].ticks.labelled:
            x = 2 * share - 1
            lines += [((x, far_y, FLOOR), (x, far_y, 1)), ((x, -1, FLOOR), (x, 1, FLOOR))]
        for share, _ in self.axes[1].ticks.labelled:
            y = 2 * share - 1
            lines += [((far_x, y, FLOOR), (far_x, y, 1)), ((-1, y, FLOOR), (1, y, FLOOR))]
        for h, _ in self.heights.labelled:
            lines += [((far_x, -1, h), (far_x, 1, h)), ((-1, far_y, h), (1, far_y, h))]
        faces = self._screen([*floor, *back_x, *back_y])
        # Large areas cost less without smooth edges; the outlines have them.
        walls = [[QPointF(*at) for at in faces[start : start + 4]] for start in (0, 4, 8)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for face, fill in zip(walls, (ground, wall, wall), strict=True):
            painter.setBrush(fill)
            painter.drawPolygon(face)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(edge)
        for face in walls:
            painter.drawPolygon(face)
        ends = self._screen(list(itertools.chain(*lines)))
        painter.setPen(grid)
        painter.drawLines([QLineF(*a, *b) for a, b in zip(ends[::2], ends[1::2], strict=True)])

    def _screen(self, places: list[Place]) -> list[list[float]]:
        x, y, h = np.array(places, dtype=np.float64).reshape(-1, 3).T
        return self.projection.screen(x, y, h).tolist()  # type: ignore[no-any-return]

    def paint_axes(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the three axes, their numbers and titles, within `rect`."""
        taken: list[QRectF] = []
        for axis in self.axes:
            self._axis(painter, axis, rect, taken)
        self._height_axis(painter, rect)

    def _edge(
        self, start: tuple[float, float], stop: tuple[float, float], out: tuple[float, float]
    ) -> tuple[QPointF, QPointF, QPointF]:
        point = self.projection.point
        outward = point(*out, FLOOR) - point(0.0, 0.0, FLOOR)
        ends = sorted((point(*start, FLOOR), point(*stop, FLOOR)), key=lambda at: at.x())
        direction = ends[1] - ends[0]
        # Numbers stand off at a right angle to the axis, on its outer side.
        normal = QPointF(-direction.y(), direction.x())
        length = math.hypot(normal.x(), normal.y()) or 1.0
        side = 1.0 if QPointF.dotProduct(normal, outward) >= 0 else -1.0
        return point(*start, FLOOR), point(*stop, FLOOR), normal * (side / length)

    def _with_ticks(
        self, start: QPointF, stop: QPointF, outward: QPointF, window: Sequence[float], title: str
    ) -> _Edge:
        low, high = window
        length = math.hypot(stop.x() - start.x(), stop.y() - start.y())
        wide = _type(self.theme, TICK_SIZE).width("−0.00")
        count = int(min(MOST_TICKS, max(2, length / (1.7 * wide))))
        ticks = _shared(linear_ticks(low, high, count), low, high)
        return _Edge(start, stop, outward, ticks, title)

    def _axis(self, painter: QPainter, axis: _Edge, rect: QRectF, taken: list[QRectF]) -> None:
        """An axis with its numbers, but for those that would run into the boxes in `taken`."""
        theme, scale = self.theme, self.theme.font_scale
        along, out = axis.stop - axis.start, axis.outward
        painter.setPen(solid_pen(theme.color("muted"), 1.4))
        painter.drawLine(axis.start, axis.stop)
        numbers = _type(theme, TICK_SIZE)
        painter.setFont(theme.font(TICK_SIZE))
        far = 0.0
        for share, text in axis.ticks.labelled:
            foot = axis.start + along * share
            painter.drawLine(foot, foot + out * (_TICK * scale))
            box = _beside(foot + out * ((_TICK + _GAP) * scale), out, numbers.size(text))
            if any(box.adjusted(-3, 0, 3, 0).intersects(other) for other in taken):
                continue
            taken.append(box)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            for corner in (box.bottomLeft(), box.bottomRight(), box.topLeft(), box.topRight()):
                far = max(far, QPointF.dotProduct(corner - foot, out))
        self._title(painter, axis, far, rect)

    def _title(self, painter: QPainter, axis: _Edge, far: float, rect: QRectF) -> None:
        """The title along the axis, outside its numbers, which reach `far` pixels from it."""
        titles = _type(self.theme, LABEL_SIZE)
        along = axis.stop - axis.start
        length = math.hypot(along.x(), along.y())
        if length < 3 * titles.height:
            return
        angle = math.degrees(math.atan2(along.y(), along.x()))
        angle = (angle + 90) % 180 - 90
        sine, cosine = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
        outside = axis.start + along / 2 + axis.outward * (far + 0.6 * titles.height)
        height = titles.height
        text, room = axis.title, 1e6
        for _ in range(3):
            text = titles.elided(text, room)
            width = titles.width(text) + 4
            middle = QPointF(outside)
            # Up along the axis where it would reach below the picture.
            below = middle.y() + (sine * width + cosine * height) / 2 - rect.bottom()
            if below > 0 and sine > 0.1:
                upward = along * (math.copysign(1.0, -along.y()) / length)
                middle += upward * min(below / sine, 0.25 * length)
            reach = (cosine * width + sine * height) / 2
            over = reach - min(middle.x() - rect.left(), rect.right() - middle.x())
            if width <= length + 4 and over <= 0:
                break
            if " · " in text:
                text = text.split(" · ")[0]  # what explains it can go first
            else:
                room = min(length, width - 4 - 2 * max(over, 0.0) / max(cosine, 0.1))
        painter.save()
        painter.setFont(self.theme.font(LABEL_SIZE))
        painter.setPen(self.theme.color("text"))
        painter.translate(middle)
        painter.rotate(angle)
        box = QRectF(-width / 2, -height / 2, width, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _height_axis(self, painter: QPainter, rect: QRectF) -> None:
        """The axis of heights, which is the scale of colours as well."""
        theme, scale = self.theme, self.theme.font_scale
        low, high = (self.projection.point(*self.left, h) for h in (0.0, 1.0))
        bar = QRectF(low.x() - (BAR + 3) * scale, high.y(), BAR * scale, low.y() - high.y())
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for t in np.linspace(0, 1, _STOPS).tolist():
            gradient.setColorAt(t, theme.sequential(t))
        painter.setPen(solid_pen(theme.color("muted"), 1.0))
        painter.setBrush(gradient)
        painter.drawRect(bar)
        painter.setBrush(Qt.BrushStyle.NoBrush)  # else SVG has the gradient with every number
        ink = solid_pen(theme.color("muted"), 1.4)
        painter.setPen(ink)
        for h in self.heights.small:
            y = low.y() + h * (high.y() - low.y())
            painter.drawLine(QPointF(bar.left() - 0.5 * _TICK * scale, y), QPointF(bar.left(), y))
        numbers = _type(theme, TICK_SIZE)
        painter.setFont(theme.font(TICK_SIZE))
        left = bar.left()
        last = math.inf
        for h, text in self.heights.labelled:
            y = low.y() + h * (high.y() - low.y())
            painter.drawLine(QPointF(bar.left() - _TICK * scale, y), QPointF(bar.left(), y))
            if y > last - 0.9 * numbers.height:
                continue
            last = y
            size = numbers.size(text)
            box = QRectF(QPointF(0, 0), size)
            box.moveRight(bar.left() - (_TICK + _GAP) * scale + 2)
            box.moveTop(y - size.height() / 2)
            left = min(left, box.left())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        self._height_title(painter, rect, QPointF(left, bar.top()), bar.right())

    def _height_title(self, painter: QPainter, rect: QRectF, at: QPointF, right: float) -> None:
        title = _type(self.theme, LABEL_SIZE, bold=True)
        text = title.elided(self.landscape.titles[2], rect.width() / 2)
        size = title.size(text)
        box = QRectF(QPointF(right - size.width(), at.y() - 1.6 * title.height), size)
        box.moveLeft(max(box.left(), rect.left() + 4))
        box.moveTop(max(box.top(), rect.top() + 2))
        painter.setFont(self.theme.font(LABEL_SIZE, bold=True))
        painter.setPen(self.theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class _Type:
    """How large texts of one font are; each is measured once, not in every frame of a turn."""

    def __init__(self, theme: Theme, size: float, bold: bool) -> None:
        self._metrics = QFontMetricsF(theme.font(size, bold=bold))
        self.height = self._metrics.height()
        self.width = lru_cache(maxsize=256)(self._metrics.horizontalAdvance)

    def size(self, text: str) -> QSizeF:
        """A box around `text`."""
        return QSizeF(self.width(text) + 2, self.height)

    def elided(self, text: str, room: float) -> str:
        """As much of `text` as `room` holds."""
        if self.width(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


@lru_cache(maxsize=8)
def _type(theme: Theme, size: float, *, bold: bool = False) -> _Type:
    return _Type(theme, size, bold)


def _beside(at: QPointF, out: QPointF, size: QSizeF) -> QRectF:
    """A box of `size` that begins at `at` and lies in the direction `out`."""
    box = QRectF(QPointF(0, 0), size)
    # How far the box reaches towards `at` from its middle.
    reach = 0.5 * (abs(out.x()) * size.width() + abs(out.y()) * size.height())
    box.moveCenter(at + out * (reach - 0.12 * size.height()))
    return box


def paint_key(
    painter: QPainter, rect: QRectF, text: str, fill: QColor, ink: QColor, theme: Theme
) -> None:
    """Say in the right upper corner what the hatched flat top is."""
    font = theme.font(TICK_SIZE)
    metrics = QFontMetricsF(font)
    side, pad = metrics.ascent(), 6.0 * theme.font_scale
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, 0.6 * rect.width())
    width = metrics.horizontalAdvance(shown) + 2
    x, y = rect.right() - pad - width, rect.top() + pad
    swatch = QRectF(x - side - pad, y + (metrics.height() - side) / 2, side, side)
    painter.setPen(solid_pen(ink, 1.2))
    painter.setBrush(fill)
    painter.drawRect(swatch)
    for k in range(1, 6):
        a = side * min(k, 3) / 3
        b = side * max(k - 3, 0) / 3
        painter.drawLine(
            QPointF(swatch.left() + b, swatch.top() + a),
            QPointF(swatch.left() + a, swatch.top() + b),
        )
    painter.setFont(font)
    painter.setPen(theme.color("text"))
    painter.drawText(QPointF(x, y + metrics.ascent()), shown)
