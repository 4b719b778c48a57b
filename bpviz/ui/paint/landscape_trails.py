"""What lies on a loss surface: contour shadow, trails with their markers, arrows."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from bpviz.ui.colors import mixed
from bpviz.ui.paint.landscape_projection import FLOOR, Projection, polygon_of, surface_at
from bpviz.ui.paint.landscape_shapes import Arrow, Floats, Landscape, Trail
from bpviz.ui.paint.trails import (
    DARK_INK,
    END_RADIUS,
    FAINTEST,
    LIGHT_INK,
    SHADES,
    START_RADIUS,
    arrow_color,
    draw_mark,
    square,
    thinned,
)
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.theme import Theme

BEHIND = 0.35
"""Opacity of what lies behind a hill."""
TURN = 0.1
"""Logical pixels beside the straight way within which a line does not turn."""
RINGS = {"gradient": 13.0, "step": 21.0}
"""Radius in logical pixels of an arrow that points at the viewer, or away from him, for each kind:
two of them at one point are seen."""
SPOKE = 0.8
"""Where the cross of an arrow that points away begins, as a share of the ring's radius: not upon
the current point."""
END_ON = 0.5
"""An arrow of which less than this share is seen points at the viewer, or away from him."""
_LEAST_ARROW = 14.0  # pixels below which an arrow that is seen end on is not drawn
_LEAST_SEEN = 5.0  # the same of any other


@dataclass(frozen=True, eq=False)
class _Walked:
    """A trail in the box and in the picture: (m,) each, `at` and `floor` (m, 2)."""

    trail: Trail
    at: Floats
    floor: Floats
    opacity: Floats
    hidden: NDArray[np.bool_]
    begins: bool
    ends: bool


def in_box(landscape: Landscape, points: Floats) -> tuple[Floats, Floats]:
    """Box coordinates x and y of points (m, 2) given by α and β."""
    (x0, x1), (y0, y1) = landscape.x, landscape.y
    return 2 * (points[:, 0] - x0) / (x1 - x0) - 1, 2 * (points[:, 1] - y0) / (y1 - y0) - 1


def paint_shadow(
    painter: QPainter, landscape: Landscape, projection: Projection, theme: Theme
) -> None:
    """Paint the contour lines on the floor, in their colours."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    relief, ink = landscape.relief, theme.color("text")
    if not relief.lines:
        return
    whole = np.concatenate([line for _, line in relief.lines])
    at = projection.screen(2 * whole[:, 0] - 1, 2 * whole[:, 1] - 1, FLOOR)
    ends = np.cumsum([len(line) for _, line in relief.lines])[:-1]
    levels = [level for level, _ in relief.lines]
    heights = relief.heights_of(np.array(levels)).tolist()
    for height, line in zip(heights, np.split(at, ends), strict=True):
        # Wider lines take seven times as long.
        painter.setPen(solid_pen(mixed(theme.sequential(height), ink, 0.75), 1.0))
        painter.drawPolyline(polygon_of(line))


def straightened(line: Floats) -> Floats:
    """A line (m, 2) without points at which it hardly turns: a wide line costs by the point.

    Of each two neighbours at most one goes at a time, as often as any does.
    """
    while len(line) > 2:
        before, at, after = line[:-2:2], line[1:-1:2], line[2::2]
        way, part = after - before, at - before
        length = np.maximum(np.hypot(*way.T), 1e-9)
        across = np.abs(way[:, 0] * part[:, 1] - way[:, 1] * part[:, 0]) / length
        along = (way * part).sum(axis=1) / length
        straight = (across < TURN) & (along >= 0) & (along <= length)
        if not straight.any():
            break
        kept = np.ones(len(line), dtype=bool)
        kept[1:-1:2] = ~straight
        line = line[kept]
    return line


class Walks:
    """The trails of a landscape, as they are seen."""

    def __init__(self, landscape: Landscape, projection: Projection, theme: Theme) -> None:
        self.landscape, self.projection, self.theme = landscape, projection, theme
        found = (self._walked(trail) for trail in landscape.trails)
        self.walks = [walk for walk in found if walk is not None]

    def _walked(self, trail: Trail) -> _Walked | None:
        relief = self.landscape.relief
        x, y = in_box(self.landscape, trail.points)
        with np.errstate(invalid="ignore"):
            inside = np.flatnonzero((np.abs(x) <= 1) & (np.abs(y) <= 1))
        if not len(inside):
            return None
        x, y, h = x[inside], y[inside], relief.heights_of(trail.losses[inside])
        at = self.projection.screen(x, y, h)
        some = thinned(at[:, 0], at[:, 1])
        kept, x, y, h = inside[some], x[some], y[some], h[some]
        nearness = np.nan_to_num(trail.nearness[kept])
        last = len(trail.points) - 1
        return _Walked(
            trail,
            at[some],
            self.projection.screen(x, y, FLOOR),
            FAINTEST + (1 - FAINTEST) * np.clip(nearness, 0.0, 1.0),
            self.projection.are_hidden(relief.heights, x, y, h),
            bool(inside[0] == 0),
            bool(inside[-1] == last),
        )

    def paint_floor(self, painter: QPainter) -> None:
        """Paint the shadows of the trails on the floor."""
        scale = self.projection.size
        for walk in self.walks:
            color = QColor(walk.trail.color or self.theme.text)
            color.setAlphaF(0.55)
            painter.setPen(solid_pen(color, 1.6 * scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if len(walk.floor) > 1:
                painter.drawPolyline(polygon_of(straightened(walk.floor)))
            if walk.ends:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawEllipse(_point(walk.floor[-1]), 4 * scale, 2.4 * scale)

    def paint(self, painter: QPainter) -> None:
        """Paint the trails and their starts, and lines from their ends down to the floor."""
        scale = self.projection.size
        for walk in self.walks:
            self._line(painter, walk, scale)
        for walk in self.walks:
            if not walk.ends:
                continue
            end, foot = _point(walk.at[-1]), _point(walk.floor[-1])
            shade = QColor(DARK_INK)
            shade.setAlphaF(0.35)
            painter.setPen(solid_pen(shade, 2.6 * scale))
            painter.drawLine(end, foot)
            painter.setPen(solid_pen(QColor(walk.trail.color or LIGHT_INK), scale, dashed=True))
            painter.drawLine(end, foot)
        for walk in self.walks:
            if walk.begins and len(walk.at) > 1:
                opacity = float(walk.opacity[0]) * (BEHIND if walk.hidden[0] else 1.0)
                draw_mark(painter, _point(walk.at[0]), START_RADIUS * scale, DARK_INK, opacity)

    def paint_ends(self, painter: QPainter) -> None:
        """Paint the marks of the trails' ends."""
        scale = self.projection.size
        for walk in self.walks:
            if walk.ends:
                end, fill = _point(walk.at[-1]), walk.trail.color or self.theme.negative
                draw_mark(painter, end, END_RADIUS * scale, fill, 0.6 if walk.hidden[-1] else 1.0)

    def _line(self, painter: QPainter, walk: _Walked, scale: float) -> None:
        """A trail as runs of one opacity."""
        behind = walk.hidden[1:] | walk.hidden[:-1]
        opacity = np.minimum(walk.opacity[1:], walk.opacity[:-1]) * np.where(behind, BEHIND, 1.0)
        shades = np.maximum(1, np.rint(opacity * SHADES)).astype(int)
        runs = np.flatnonzero(np.diff(shades, prepend=-1, append=-1)).tolist()
        lines = [
            (shades[start] / SHADES, polygon_of(straightened(walk.at[start : stop + 1])))
            for start, stop in itertools.pairwise(runs)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((DARK_INK, 4.6), (walk.trail.color or LIGHT_INK, 2.4)):
            for share, line in lines:
                shade = QColor(color)
                shade.setAlphaF(share)
                pen = solid_pen(shade, width * scale)
                pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)  # half the time of round ones
                painter.setPen(pen)
                painter.drawPolyline(line)

    def marks(self) -> list[QRectF]:
        """What the marks of the trails' ends take up."""
        radius = (END_RADIUS + 2.6) * self.projection.size
        return [square(_point(walk.at[-1]), radius) for walk in self.walks if walk.ends]

    def names(self) -> list[tuple[QPointF, str, str]]:
        """Where trails with a name end, with their colours."""
        return [
            (_point(walk.at[-1]), walk.trail.name, walk.trail.color)
            for walk in self.walks
            if walk.trail.name
        ]


def paint_arrow(
    painter: QPainter, arrow: Arrow, landscape: Landscape, projection: Projection, theme: Theme
) -> list[QPointF]:
    """Paint an arrow that lies on the surface, cut at the window's edge.

    The places along it from its start to its tip; none where it is not seen.
    """
    x, y = in_box(landscape, np.array([arrow.start, arrow.end], dtype=np.float64))
    if not (np.isfinite(x).all() and np.isfinite(y).all() and max(abs(x[0]), abs(y[0])) <= 1):
        return []
    t = np.linspace(0.0, _share_inside(x, y), 33)
    x, y = x[0] + t * (x[1] - x[0]), y[0] + t * (y[1] - y[0])
    at = projection.screen(x, y, surface_at(landscape.relief.heights, x, y))
    scale = projection.size
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(at, axis=0).T))])
    head = min(13.0 * scale, 0.5 * float(along[-1]))
    way = np.array([x[-1] - x[0], y[-1] - y[0]])
    floor = float(np.hypot(*way)) * projection.across
    if along[-1] < _LEAST_ARROW * scale <= floor and along[-1] < END_ON * floor:
        toward = float(way @ projection.to_viewer) > 0
        radius = RINGS[arrow.kind] * scale
        _end_on(painter, _point(at[0]), arrow_color(arrow, theme), radius, scale, toward=toward)
        # Names begin on opposite sides.
        sides = np.linspace(0.0, 2 * math.pi, 17) + (math.pi if arrow.kind == "gradient" else 0.0)
        ring = at[0] + radius * np.stack([np.cos(sides), np.sin(sides)], axis=1)
        return [QPointF(*place) for place in ring.tolist()]
    if along[-1] < _LEAST_SEEN * scale:
        return []
    neck = np.array([np.interp(along[-1] - head, along, at[:, k]) for k in (0, 1)])
    shaft = np.vstack([at[along < along[-1] - head], neck])
    direction = (at[-1] - neck) / max(float(np.hypot(*(at[-1] - neck))), 1e-9)
    side = np.array([-direction[1], direction[0]]) * 0.48 * head
    tip = polygon_of(np.stack([at[-1], neck + side, neck - side]))
    color = arrow_color(arrow, theme)
    for ink, width in ((QColor(DARK_INK), 6.4), (color, 3.6)):
        painter.setPen(solid_pen(ink, width * scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(polygon_of(shaft))
        painter.setPen(solid_pen(ink, (width - 3.4) * scale))
        painter.setBrush(ink)
        painter.drawPolygon(tip)
    places = np.arange(0.0, along[-1], 4.0 * scale)
    way = np.stack([np.interp(places, along, at[:, k]) for k in (0, 1)], axis=1)
    return [QPointF(*place) for place in way.tolist()] + [_point(at[-1])]


def _end_on(
    painter: QPainter, at: QPointF, color: QColor, radius: float, scale: float, *, toward: bool
) -> None:
    """Paint an arrow seen from its tip, ⊙ with the current point as the dot, or its tail, ⊗."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    spokes = [QPointF(i, j) * (radius * math.sqrt(0.5)) for i in (-1, 1) for j in (-1, 1)]
    for ink, width in ((QColor(DARK_INK), 6.0), (color, 3.0)):
        painter.setPen(solid_pen(ink, width * scale))
        painter.drawEllipse(at, radius, radius)
        for spoke in [] if toward else spokes:
            painter.drawLine(at + spoke * SPOKE, at + spoke)


def _share_inside(x: Floats, y: Floats) -> float:
    """How much of the way from the first to the second point lies within the window."""
    shares = [1.0]
    for start, end in (x.tolist(), y.tolist()):
        if abs(end) > 1:
            shares.append((math.copysign(1.0, end) - start) / (end - start))
    return min(shares)


def _point(at: Floats) -> QPointF:
    return QPointF(*at.tolist())
