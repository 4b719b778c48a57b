"""The values of some contour lines, written on the floor where one can see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from bpviz.ui.paint.landscape_mesh import SMALL
from bpviz.ui.paint.landscape_projection import FLOOR, Projection, surface_at
from bpviz.ui.paint.landscape_shapes import Floats, Landscape
from bpviz.ui.paint.surface import level_text
from bpviz.ui.plot_axis import TICK_SIZE
from bpviz.ui.theme import Theme

MOST = 5
"""Values on the floor, at most."""
PLACES = 24
"""Places of a level that are looked at more closely."""
COLUMNS, DEPTHS = 48, 25
"""Where the surface's lower edge in the picture is looked for."""
APART = 0.45
"""So far values are from each other, at least, where the window's sides are 2."""
INSIDE = 0.94
"""Values keep within this share of the floor."""


def paint_levels(
    painter: QPainter,
    landscape: Landscape,
    projection: Projection,
    theme: Theme,
    paths: Sequence[Floats] = (),
) -> list[QRectF]:
    """Write values on contour lines, clear of `paths`, (m, 2) each in the picture; their boxes."""
    relief = landscape.relief
    if projection.across < SMALL * theme.font_scale or not relief.lines:
        return []
    font = theme.font(TICK_SIZE)
    metrics = QFontMetricsF(font)
    edge_x, edge_y = _lower_edge(relief.heights, projection)
    # Points of a path are a pixel or two apart, and a value is some ten pixels high.
    ways = np.concatenate([path[::4] for path in paths] + [np.empty((0, 2))])
    taken: list[QRectF] = []
    painter.setFont(font)
    levels = sorted({level for level, _ in relief.lines})
    chosen = levels[:: -(-len(levels) // MOST)]
    for level in chosen:
        lines = [line for at, line in relief.lines if at == level]
        places = 2 * np.concatenate(lines) - 1
        places = places[(np.abs(places) < INSIDE).all(axis=1)][::2]
        at = projection.screen(places[:, 0], places[:, 1], FLOOR)
        text = level_text(level, relief.digits)
        half = np.array([metrics.horizontalAdvance(text) / 2 + 3, metrics.height() / 2])
        ends = at[:, :1] + half[0] * np.array([-1.0, 0.0, 1.0])
        free = (at[:, 1:] - half[1] > np.interp(ends, edge_x, edge_y) + 2).all(axis=1)
        at = at[free][:: max(1, np.count_nonzero(free) // PLACES)]
        others = np.array([[b.center().x(), b.center().y()] for b in taken]).reshape(-1, 2)
        near = (np.abs(at[:, None] - ways) < half + 4).all(axis=2).any(axis=1)
        apart = np.abs(at[:, None] - others) >= (3.0 * half[0], 2.4 * half[1])
        near |= ~apart.any(axis=2).all(axis=1)
        near |= (np.hypot(*(at[:, None] - others).T) < APART * projection.across).any(axis=0)
        at = at[~near]
        if not len(at):
            continue
        x, y = at[np.argmax(at[:, 1])].tolist()
        box = QRectF(QPointF(x - half[0], y - half[1]), QPointF(x + half[0], y + half[1]))
        taken.append(box)
        painter.fillRect(box.adjusted(0, 2, 0, -2), theme.color("stage"))
        painter.setPen(theme.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return taken


def _lower_edge(heights: Floats, projection: Projection) -> tuple[Floats, Floats]:
    """Down to where the surface reaches in the picture, x and y (m,) in logical pixels."""
    sine, cosine = projection.turn
    reach = abs(sine) + abs(cosine)
    u = np.linspace(-reach, reach, COLUMNS)[:, None]
    v = np.linspace(-reach, reach, DEPTHS)
    x, y = u * cosine - v * sine, u * sine + v * cosine
    at = projection.screen(x, y, surface_at(heights, x, y))
    inside = (np.abs(x) <= 1.02) & (np.abs(y) <= 1.02)
    return at[:, 0, 0], np.where(inside, at[..., 1], -np.inf).max(axis=1, initial=-1e9)
