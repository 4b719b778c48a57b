"""From the box that holds a loss surface to the picture, and back under the cursor.

Box coordinates: x and y run from −1 to 1 over the window, h from 0 to 1 over the scale of losses.
The projection is parallel: lines that are parallel in the box are so in the picture, a grid is
painted correctly row by row, and heights can be compared wherever they stand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from bpviz.ui.paint.landscape_shapes import Camera, Floats

HEIGHT = 0.95
"""How high the surface is, where the window's sides are 2."""
FLOOR = -0.5
"""Height h of the floor with the contour lines: below the surface, so that it can be seen."""
WIDEST = 1.45
"""A wide picture is stretched to the sides by at most this factor."""
HIGHEST = 1.25
"""A narrow picture is stretched in height by at most this factor."""
LEAST_SIZE = 0.65
"""Lines and marks of a small picture are thinner, but no thinner than this."""
STEPS = 64
"""Places at which a line of sight is compared with the surface."""
SLACK = 0.02
"""A point this little below the surface still counts as lying on it."""

_CORNER = math.sqrt(2.0)


@dataclass(frozen=True)
class Projection:
    """How the box lies in the picture: its middle, pixels per unit, and the direction of view.

    `size` is the width of lines and marks in proportion to the usual one.
    """

    camera: Camera
    middle: QPointF
    across: float
    up: float
    size: float

    @classmethod
    def fit(cls, area: QRectF, camera: Camera, font_scale: float = 1.0) -> Projection:
        """The projection in which the box, however it is turned, fills `area`."""
        sine, cosine = _angles(camera.elevation)
        top = _CORNER * sine + HEIGHT * cosine
        bottom = -_CORNER * sine + FLOOR * HEIGHT * cosine
        up = max(area.height(), 1.0) / (top - bottom)
        across = max(area.width(), 1.0) / (2 * _CORNER)
        across, up = min(across, WIDEST * up), min(up, HIGHEST * across)
        across, up = across * camera.zoom, up * camera.zoom
        middle = QPointF(area.center().x(), area.center().y() + up * (top + bottom) / 2)
        size = max(1.0, font_scale) * min(1.0, max(LEAST_SIZE, across / (160.0 * font_scale)))
        return cls(camera, middle, across, up, size)

    @cached_property
    def turn(self) -> tuple[float, float]:
        """Sine and cosine of the azimuth."""
        return _angles(self.camera.azimuth)

    @cached_property
    def tilt(self) -> tuple[float, float]:
        """Sine and cosine of the elevation."""
        return _angles(self.camera.elevation)

    @property
    def to_viewer(self) -> tuple[float, float]:
        """The direction in x and y that leads to the viewer, of length 1."""
        sine, cosine = self.turn
        return sine, -cosine

    @property
    def climb(self) -> float:
        """By how much h grows along a line of sight, per unit of the way over the floor."""
        return math.tan(math.radians(self.camera.elevation)) / HEIGHT

    def screen(self, x: Floats, y: Floats, h: Floats | float) -> Floats:
        """Where points of the box lie in the picture, in logical pixels: (..., 2)."""
        (sine, cosine), (tilt, lift) = self.turn, self.tilt
        across = self.middle.x() + self.across * (x * cosine + y * sine)
        at = np.empty((*across.shape, 2))
        at[..., 0] = across
        at[..., 1] = self.middle.y() - self.up * (
            (y * cosine - x * sine) * tilt + h * HEIGHT * lift
        )
        return at

    def point(self, x: float, y: float, h: float) -> QPointF:
        """`screen` for a single point."""
        (sine, cosine), (tilt, lift) = self.turn, self.tilt
        return QPointF(
            self.middle.x() + self.across * (x * cosine + y * sine),
            self.middle.y() - self.up * ((y * cosine - x * sine) * tilt + h * HEIGHT * lift),
        )

    def are_hidden(self, heights: Floats, x: Floats, y: Floats, h: Floats) -> NDArray[np.bool_]:
        """Which points (m,) of the box lie behind a hill of the surface."""
        toward_x, toward_y = self.to_viewer
        # Beyond t the line of sight is above every hill, or outside the window.
        t = np.linspace(0.0, min(2 * _CORNER, 1.0 / self.climb), STEPS + 1)[1:]
        at_x, at_y = x[:, None] + t * toward_x, y[:, None] + t * toward_y
        inside = (np.abs(at_x) <= 1) & (np.abs(at_y) <= 1)
        over = surface_at(heights, at_x, at_y) > h[:, None] + t * self.climb + SLACK
        return np.asarray((over & inside).any(axis=1))

    def pick(self, heights: Floats, at: QPointF) -> tuple[float, float] | None:
        """X and y of the surface that is seen at a point of the picture; None beside it."""
        sine, cosine = self.turn
        tilt, _ = self.tilt
        side = (at.x() - self.middle.x()) / self.across
        away = (self.middle.y() - at.y()) / self.up / tilt
        toward_x, toward_y = self.to_viewer
        foot_x, foot_y = side * cosine - away * sine, side * sine + away * cosine
        # From the viewer, above the highest hill, to the bottom, within the window.
        last, first = 0.0, 1.0 / self.climb
        for foot, toward in ((foot_x, toward_x), (foot_y, toward_y)):
            slope = toward if abs(toward) > 1e-12 else 1e-12
            ends = sorted(((-1.0 - foot) / slope, (1.0 - foot) / slope))
            last, first = max(last, ends[0]), min(first, ends[1])
        if first <= last:
            return None
        t = np.linspace(first, last, 8 * STEPS + 1)
        x, y, h = foot_x + t * toward_x, foot_y + t * toward_y, t * self.climb
        over = h - surface_at(heights, x, y)
        # The lowest points of the surface touch h = 0, where the line of sight ends.
        crossed = np.flatnonzero((over[1:] <= 1e-9) != (over[:-1] <= 1e-9))
        if not len(crossed):
            return None
        k = int(crossed[0])
        share = float(over[k] / (over[k] - over[k + 1]))
        return float(x[k] + share * (x[k + 1] - x[k])), float(y[k] + share * (y[k + 1] - y[k]))


def surface_at(heights: Floats, x: Floats, y: Floats) -> Floats:
    """Bilinear height of the surface at points of the box; outside the window that of its edge."""
    last = len(heights) - 1
    across = np.minimum(np.maximum((x + 1) * (last / 2), 0), last)
    along = np.minimum(np.maximum((y + 1) * (last / 2), 0), last)
    i = np.minimum(across.astype(np.intp), last - 1)
    j = np.minimum(along.astype(np.intp), last - 1)
    across -= i
    along -= j
    flat, at = heights.ravel(), j * (last + 1) + i
    # A picture asks for some forty thousand points: no new array where an old one will do.
    low, high = flat.take(at), flat[last + 1 :].take(at)
    low += across * (flat[1:].take(at) - low)
    high += across * (flat[last + 2 :].take(at) - high)
    high -= low
    high *= along
    high += low
    return high


def polygon_of(points: Floats) -> QPolygonF:
    """A polygon through points (m, 2) of the picture."""
    polygon = QPolygonF()
    polygon.resize(len(points))
    written(polygon)[:] = points
    return polygon


class Lines:
    """Straight lines (m, 4), drawn out of the array itself: to make m QLineF takes far longer."""

    def __init__(self, ends: Floats) -> None:
        self._ends = np.ascontiguousarray(ends, dtype=np.float64)
        self._first = self._ends.ctypes.data

    def draw(self, painter: QPainter, start: int = 0, stop: int | None = None) -> None:
        """Draw the lines from `start` up to, but not including, `stop`."""
        count = (len(self._ends) if stop is None else stop) - start
        if count > 0:
            memory: Any = shiboken6.wrapInstance(self._first + 32 * start, QLineF)
            painter.drawLines(memory, count)


def written(polygon: QPolygonF) -> Floats:
    """The corners (m, 2) of a polygon in its own memory: point by point takes ten times longer.

    Good as long as the polygon is neither copied nor resized.
    """
    pointer: Any = shiboken6.VoidPtr
    memory = pointer(polygon.data(), 16 * polygon.size(), True)
    return np.frombuffer(memory, dtype=np.float64).reshape(-1, 2)


def _angles(degrees: float) -> tuple[float, float]:
    """Sine and cosine."""
    return math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
