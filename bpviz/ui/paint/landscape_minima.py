"""Stars where a loss is known to be lowest, from above and in space."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from bpviz.ui.paint.landscape_projection import Projection, surface_at
from bpviz.ui.paint.landscape_shapes import Landscape
from bpviz.ui.paint.landscape_trails import BEHIND, in_box
from bpviz.ui.paint.trails import DARK_INK, LIGHT_INK
from bpviz.ui.plot_items import PlotThing, Scale, solid_pen
from bpviz.ui.theme import DARK, Theme

RADIUS = 8.0
"""Logical pixels, at normal type size, from the middle of a star to its tips."""
INNER = 0.45
"""The same to its inner corners, as a share."""

Point = tuple[float, float]


class Minima(PlotThing):
    """The minima of a landscape seen from above."""

    def __init__(self, box: pg.ViewBox, z: float = 18.0) -> None:
        super().__init__(box, z)
        self.theme: Theme = DARK
        self.minima: tuple[Point, ...] = ()

    def set_minima(self, minima: Sequence[Point], theme: Theme) -> None:
        """Mark other places, given by α and β."""
        if (tuple(minima), theme) != (self.minima, self.theme):
            self.minima, self.theme = tuple(minima), theme
            self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        for alpha, beta in self.minima:
            x, y = scale.x(np.array([alpha])), scale.y(np.array([beta]))
            at = QPointF(float(x[0]), float(y[0]))
            if scale.rect.contains(at):
                draw_star(painter, at, RADIUS * max(1.0, self.theme.font_scale))


def paint_minima(painter: QPainter, landscape: Landscape, projection: Projection) -> None:
    """Mark the minima on the surface in space; those behind a hill are faint."""
    if not landscape.minima:
        return
    x, y = in_box(landscape, np.array(landscape.minima))
    inside = (np.abs(x) <= 1) & (np.abs(y) <= 1)
    x, y = x[inside], y[inside]
    heights = landscape.relief.heights
    h = surface_at(heights, x, y)
    hidden = projection.are_hidden(heights, x, y, h)
    for at, behind in zip(projection.screen(x, y, h).tolist(), hidden.tolist(), strict=True):
        painter.setOpacity(BEHIND if behind else 1.0)
        draw_star(painter, QPointF(*at), RADIUS * projection.size)
    painter.setOpacity(1.0)


def draw_star(painter: QPainter, at: QPointF, radius: float) -> None:
    """Draw a star that can be seen on any ground."""
    corners = [
        at + QPointF(math.sin(turn), -math.cos(turn)) * (radius * (INNER if k % 2 else 1.0))
        for k, turn in enumerate(np.linspace(0.0, 2 * math.pi, 10, endpoint=False).tolist())
    ]
    pen = solid_pen(QColor(DARK_INK), 0.4 * radius)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(QColor(DARK_INK))
    painter.drawPolygon(QPolygonF(corners))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT_INK))
    painter.drawPolygon(QPolygonF(corners))
