"""Paths that are walked on a landscape seen from above, and arrows upon it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF

from bpviz.ui.label_places import places
from bpviz.ui.paint.landscape_shapes import Arrow, Trail
from bpviz.ui.paint.text import text_outline
from bpviz.ui.plot_items import PlotThing, Scale, solid_pen
from bpviz.ui.theme import DARK, Theme

FAINTEST = 0.25
"""Opacity of a trail where it is far from the plane."""
APART = 1.5
"""Logical pixels that a trail goes, at least, from one drawn point to the next."""
SHADES = 8
"""How many opacities a trail is drawn in; a run of one opacity is one line."""
START_RADIUS, END_RADIUS = 4.0, 6.5
"""Logical pixels, at normal type size, of the marks of a trail's start and end."""
TEXT_SIZE = 12
READABLE = 90.0
"""Logical pixels, at normal type size: words upon a lower picture would cover it and each other."""
DARK_INK, LIGHT_INK = "#0b0f13", "#ffffff"

Floats = NDArray[np.float64]


def has_room(rect: QRectF, theme: Theme) -> bool:
    """Whether words upon a picture leave something of it to be seen."""
    return min(rect.height(), 0.6 * rect.width()) >= READABLE * theme.font_scale


def thinned(xs: Floats, ys: Floats) -> NDArray[np.intp]:
    """Indices of the points of a path that one can tell apart; a wide line costs by the point."""
    last = len(xs) - 1
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(xs), np.diff(ys)))])
    steps = np.floor(along / APART)
    kept = np.flatnonzero(np.diff(steps, prepend=-1.0))
    return kept if kept[-1] == last else np.append(kept, last)


def cut_to(rect: QRectF, xs: Floats, ys: Floats) -> Floats:
    """Where a path through points crosses the edges of `rect`, and its points, along it (m,).

    1.25 is a quarter of the way from the second point to the third. SVG knows no clipping as Qt
    writes it: what lies outside must not be drawn.
    """
    places = [np.arange(float(len(xs)))]
    for values, bounds in ((xs, (rect.left(), rect.right())), (ys, (rect.top(), rect.bottom()))):
        for bound in bounds:
            before, after = values[:-1] - bound, values[1:] - bound
            crossed = np.flatnonzero(before * after < 0)
            places.append(crossed + before[crossed] / (before[crossed] - after[crossed]))
    return np.unique(np.concatenate(places))


class Trails(PlotThing):
    """Paths, fading where they are far from the plane, with their starts, ends and names."""

    def __init__(self, box: pg.ViewBox, z: float = 20.0) -> None:
        super().__init__(box, z)
        self.theme: Theme = DARK
        self.trails: tuple[Trail, ...] = ()

    def set_trails(self, trails: Sequence[Trail], theme: Theme) -> None:
        """Show other paths."""
        self.trails, self.theme = tuple(trails), theme
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        ends = [self._draw_one(painter, scale, t) for t in self.trails if len(t.points)]
        named = [(end, trail.name, trail.color) for end, trail in ends if trail.name]
        if named and has_room(scale.rect, self.theme):
            size = max(1.0, self.theme.font_scale)
            marks = [square(end, END_RADIUS * size) for end, _ in ends]
            write_names(painter, named, scale.rect, self.theme, marks)

    def _draw_one(self, painter: QPainter, scale: Scale, trail: Trail) -> tuple[QPointF, Trail]:
        size = max(1.0, self.theme.font_scale)
        # Far outside the window Qt's rasterizer overflows; the clip hides the difference.
        at_x = np.clip(scale.x(trail.points[:, 0]), -1e4, 1e5)
        at_y = np.clip(scale.y(trail.points[:, 1]), -1e4, 1e5)
        kept = thinned(at_x, at_y)
        at_x, at_y = at_x[kept], at_y[kept]
        opacity = FAINTEST + (1 - FAINTEST) * np.nan_to_num(trail.nearness[kept])
        shades = np.rint(np.minimum(opacity[1:], opacity[:-1]) * SHADES).astype(int)
        places, points = cut_to(scale.rect, at_x, at_y), np.arange(len(at_x))
        x, y = np.interp(places, points, at_x), np.interp(places, points, at_y)
        shades = shades[places[:-1].astype(int)]
        shades[~_inside(scale.rect, (x[1:] + x[:-1]) / 2, (y[1:] + y[:-1]) / 2)] = 0
        xs, ys = x.tolist(), y.tolist()
        runs = np.flatnonzero(np.diff(shades, prepend=-1, append=-1)).tolist()
        for color, width in ((DARK_INK, 4.6 * size), (trail.color or LIGHT_INK, 2.4 * size)):
            for first, stop in itertools.pairwise(runs):
                if not shades[first]:
                    continue
                shade = QColor(color)
                shade.setAlphaF(shades[first] / SHADES)
                painter.setPen(solid_pen(shade, width))
                run = slice(first, stop + 1)
                painter.drawPolyline([QPointF(*at) for at in zip(xs[run], ys[run], strict=True)])
        start, end = QPointF(xs[0], ys[0]), QPointF(xs[-1], ys[-1])
        if len(xs) > 1 and scale.rect.contains(start):
            draw_mark(painter, start, START_RADIUS * size, DARK_INK, float(opacity[0]))
        if scale.rect.contains(end):
            draw_mark(painter, end, END_RADIUS * size, trail.color or self.theme.negative, 1.0)
        return end, trail


def _inside(rect: QRectF, xs: Floats, ys: Floats) -> NDArray[np.bool_]:
    within_x = (xs >= rect.left()) & (xs <= rect.right())
    return np.asarray(within_x & (ys >= rect.top()) & (ys <= rect.bottom()))


def draw_mark(painter: QPainter, at: QPointF, radius: float, fill: str, opacity: float) -> None:
    """Draw a round mark of a CSS colour that can be seen on any ground."""
    painter.save()
    painter.setOpacity(opacity)
    painter.setBrush(QColor(DARK_INK))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(at, radius + 2.6, radius + 2.6)
    painter.setBrush(QColor(fill))
    painter.setPen(solid_pen(QColor(LIGHT_INK), 2.0))
    painter.drawEllipse(at, radius, radius)
    painter.restore()


def square(at: QPointF, radius: float) -> QRectF:
    """What a mark takes up."""
    return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)


def write_names(
    painter: QPainter,
    ends: Sequence[tuple[QPointF, str, str]],
    rect: QRectF,
    theme: Theme,
    avoid: Sequence[QRectF] = (),
) -> None:
    """Write names beside their points, in boxes of their CSS colours.

    They cover neither each other nor the areas to `avoid`, as long as there is room.
    """
    font = theme.font(TEXT_SIZE, bold=True)
    metrics, pad = QFontMetricsF(font), 3.0 * theme.font_scale
    sizes = [
        QSizeF(metrics.horizontalAdvance(name) + 2 * pad, metrics.height() + pad)
        for _, name, _ in ends
    ]
    inside = [
        QPointF(
            min(max(end.x(), rect.left()), rect.right()),
            min(max(end.y(), rect.top()), rect.bottom()),
        )
        for end, _, _ in ends
    ]
    painter.setFont(font)
    boxes = places(inside, sizes, rect, 11.0 * max(1.0, theme.font_scale), avoid)
    for box, (_, name, color) in zip(boxes, ends, strict=True):
        painter.setPen(solid_pen(QColor(color or theme.border), 1.4))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(box, pad, pad)
        painter.setPen(theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


class Arrows(PlotThing):
    """Directions from a point, cut at the plot's edge, each with a name at its tip."""

    def __init__(self, box: pg.ViewBox, z: float = 19.0) -> None:
        super().__init__(box, z)
        self.theme: Theme = DARK
        self.arrows: tuple[Arrow, ...] = ()

    def set_arrows(self, arrows: Sequence[Arrow], theme: Theme) -> None:
        """Show other arrows."""
        self.arrows, self.theme = tuple(arrows), theme
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        told = has_room(scale.rect, self.theme)
        for arrow in self.arrows:
            ends = np.array([arrow.start, arrow.end])
            if np.isfinite(ends).all():
                xs = np.clip(scale.x(ends[:, 0]), -1e4, 1e5)
                ys = np.clip(scale.y(ends[:, 1]), -1e4, 1e5)
                start = QPointF(float(xs[0]), float(ys[0]))
                if not scale.rect.contains(start):
                    continue
                stop = float(cut_to(scale.rect, xs, ys)[1])  # at the edge, or the tip itself
                tip = start + QPointF(float(xs[1] - xs[0]), float(ys[1] - ys[0])) * stop
                shown = arrow if told else replace(arrow, text="")
                draw_arrow(painter, start, tip, shown, scale.rect, self.theme)


def arrow_color(arrow: Arrow, theme: Theme) -> QColor:
    """The colour of its kind: gradients are backward's, steps are the update's."""
    return theme.color("backward" if arrow.kind == "gradient" else "update")


def draw_arrow(
    painter: QPainter, start: QPointF, tip: QPointF, arrow: Arrow, rect: QRectF, theme: Theme
) -> None:
    """Draw an arrow between two points in logical pixels, its text beyond the tip."""
    across, down = tip.x() - start.x(), tip.y() - start.y()
    length = math.hypot(across, down)
    size = max(1.0, theme.font_scale)
    if length < 3.0 * size:
        return
    x, y = across / length, down / length
    head = min(11.0 * size, 0.6 * length)
    neck = QPointF(tip.x() - head * x, tip.y() - head * y)
    wing = 0.45 * head
    corners = [
        tip,
        QPointF(neck.x() - wing * y, neck.y() + wing * x),
        QPointF(neck.x() + wing * y, neck.y() - wing * x),
    ]
    color = arrow_color(arrow, theme)
    for ink, width in ((QColor(DARK_INK), 5.4 * size), (color, 3.0 * size)):
        painter.setPen(solid_pen(ink, width))
        painter.drawLine(start, neck)
        painter.setPen(solid_pen(ink, width - 3.0 * size + 0.2))
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF(corners))
    if arrow.text:
        side = 1.0 if arrow.kind == "gradient" else -1.0  # two of one direction do not collide
        _write_beside(painter, tip, (side * y, -side * x), arrow.text, rect, theme)


def _write_beside(
    painter: QPainter,
    tip: QPointF,
    direction: tuple[float, float],
    text: str,
    rect: QRectF,
    theme: Theme,
) -> None:
    font = theme.font(TEXT_SIZE, bold=True)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text), metrics.height()
    away = 8.0 * theme.font_scale
    center = QPointF(
        tip.x() + direction[0] * (away + width / 2), tip.y() + direction[1] * (away + height / 2)
    )
    box = QRectF(center.x() - width / 2, center.y() - height / 2, width, height)
    inner = rect.adjusted(3, 2, -3, -2)
    box.moveLeft(max(min(box.left(), inner.right() - width), inner.left()))
    box.moveTop(max(min(box.top(), inner.bottom() - height), inner.top()))
    path = text_outline(text, font).translated(box.left(), box.top() + metrics.ascent())
    painter.strokePath(path, solid_pen(QColor(DARK_INK), 3.6 * theme.font_scale))
    painter.fillPath(path, QColor(LIGHT_INK))
