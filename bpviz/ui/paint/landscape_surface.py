"""The surface itself: quads from back to front in the map's colours, its mesh, its clipped top."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath

from bpviz.ui.colors import mixed
from bpviz.ui.paint.landscape_projection import HEIGHT, Projection, polygon_of, surface_at, written
from bpviz.ui.paint.landscape_shapes import Floats
from bpviz.ui.paint.relief import Relief
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.theme import Theme

CELLS, FEW_CELLS = 44, 32
"""Quads along each side; the same of a picture that is wanted quickly."""
MESH, WIDE_MESH = 16, 8
"""Parts into which the mesh divides each side, in a large and in a small picture."""
SMALL = 150.0
"""Pixels of half a side of the box below which a picture is small."""
OVERLAP = 0.5
"""Logical pixels by which a quad reaches under its neighbours: no seams between smooth edges."""
SHADE = 0.35
"""How much a slope that faces the light, or turns from it, differs in lightness."""
LEAST_SHADE, MOST_SHADE = 0.78, 1.14
"""What is level has exactly the colour of the map; a slope differs by no more than this."""
SHADES = 48
UNDERSIDE = 0.6
"""Lightness of the surface seen from below."""
TOP = 0.998
"""What is at least so high is the flat top of what was clipped."""
HATCHES = 60
"""Lines of the hatching over the window's diagonal."""


def paint_surface(
    painter: QPainter,
    heights: Floats,
    projection: Projection,
    theme: Theme,
    *,
    quickly: bool = False,
) -> None:
    """Paint the surface of heights (m, m) in 0…1 from back to front; `quickly` in fewer quads."""
    cells = FEW_CELLS if quickly else CELLS
    side = np.linspace(-1.0, 1.0, cells + 1)
    x, y = np.meshgrid(side, side)
    h = surface_at(heights, x, y)
    keys, brushes, at_edge = _colors(h, projection, theme)
    x, y, h, keys, at_edge = (_turned(grid, projection) for grid in (x, y, h, keys, at_edge))
    points = projection.screen(x, y, h)
    quads = np.stack([points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]], axis=2)
    arms = quads - quads.mean(axis=2, keepdims=True)
    length = np.hypot(arms[..., 0], arms[..., 1])
    quads += arms * (OVERLAP / np.maximum(length, 1e-9))[..., None]
    mesh = _mesh(points, h, cells // (MESH if projection.across >= SMALL else WIDE_MESH))
    pens = [solid_pen(QColor(*rgba), 1.0) for rgba in ((255, 255, 255, 70), (0, 0, 0, 70))]
    # One polygon whose corners are written anew for each quad: to make thousands of polygons takes
    # longer than to paint them.
    polygon = polygon_of(quads[0, 0])
    corners = written(polygon)
    set_brush, draw, smooth = (
        painter.setBrush,
        painter.drawPolygon,
        QPainter.RenderHint.Antialiasing,
    )
    for k in range(cells):
        painter.setPen(Qt.PenStyle.NoPen)
        strip = zip(keys[k].tolist(), at_edge[k].tolist(), quads[k], strict=True)
        # Smooth edges cost three times as much, and show only against what lies behind.
        was_smooth = True
        for key, is_smooth, quad in strip:
            if key < 0:
                continue
            if is_smooth != was_smooth:
                painter.setRenderHint(smooth, is_smooth)
                was_smooth = is_smooth
            set_brush(brushes[key])
            corners[:] = quad
            draw(polygon)
        painter.setRenderHint(smooth, True)
        for pen, lines in zip(pens, mesh[k], strict=True):
            if lines:
                painter.setPen(pen)
                painter.drawLines(lines)


def _turned(grid: NDArray[Any], projection: Projection) -> NDArray[Any]:
    """A grid (y, x) such that its first row is the farthest, and the first entry of each row."""
    toward_x, toward_y = projection.to_viewer
    if toward_x < 0:
        grid = grid[:, ::-1]
    if toward_y < 0:
        grid = grid[::-1]
    return grid.T if abs(toward_x) > abs(toward_y) else grid


def _colors(
    h: Floats, projection: Projection, theme: Theme
) -> tuple[NDArray[np.intp], dict[int, QBrush], NDArray[np.bool_]]:
    """A key for each quad, the brush of each key, and which quads lie at an edge that one sees.

    Colour is by height, lightness by slope. The key is −1 where the flat top covers the quad.
    """
    corners = np.stack([h[:-1, :-1], h[:-1, 1:], h[1:, :-1], h[1:, 1:]])
    unit = HEIGHT * (len(h) - 1) / 4
    slope_x = unit * (corners[1] + corners[3] - corners[0] - corners[2])
    slope_y = unit * (corners[2] + corners[3] - corners[0] - corners[1])
    toward_x, toward_y = projection.to_viewer
    # The light stands behind the viewer's left shoulder.
    light_x, light_y = toward_x * 0.5 + toward_y * 0.85, toward_y * 0.5 - toward_x * 0.85
    facing = -(slope_x * light_x + slope_y * light_y) / np.sqrt(1 + slope_x**2 + slope_y**2)
    # In steps, with one for what is level.
    step = 1.0 / SHADES
    shade = 1 + step * np.rint(np.clip(SHADE * facing, LEAST_SHADE - 1, MOST_SHADE - 1) / step)
    below = slope_x * toward_x + slope_y * toward_y > projection.climb * HEIGHT
    shade[below] = UNDERSIDE
    rgb = theme.sequential_map[np.rint(corners.mean(axis=0) * 255).astype(np.intp)]
    rgb = np.rint(np.minimum(rgb * shade[..., None], 255)).astype(np.intp)
    keys = (rgb[..., 0] << 16) + (rgb[..., 1] << 8) + rgb[..., 2]
    keys[(corners >= TOP).all(axis=0)] = -1
    brushes = {key: _brush(key) for key in set(keys.ravel().tolist()) if key >= 0}
    around = np.pad(below, 1, mode="edge")
    folds = np.stack([around[1:-1, 2:], around[1:-1, :-2], around[2:, 1:-1], around[:-2, 1:-1]])
    at_edge = (folds != below).any(axis=0)
    at_edge[[0, -1]] = at_edge[:, [0, -1]] = True
    return keys, brushes, at_edge


@lru_cache(maxsize=8192)
def _brush(rgb: int) -> QBrush:
    return QBrush(QColor(rgb >> 16, rgb >> 8 & 255, rgb & 255))


def _mesh(points: Floats, h: Floats, every: int) -> list[tuple[list[QLineF], list[QLineF]]]:
    """For each strip of quads the lines that end with it: those on dark ground, those on light."""
    cells = len(h) - 1
    found: list[tuple[list[QLineF], list[QLineF]]] = [([], []) for _ in range(cells)]
    place = np.arange(cells + 1)
    across = (
        points[:-1, ::every],
        points[1:, ::every],
        h[:-1, ::every],
        h[1:, ::every],
        place[:-1],
    )
    # Lines along a strip come once the strips on both sides are there.
    strips = np.minimum(place[::every], cells - 1)
    along = (points[::every, :-1], points[::every, 1:], h[::every, :-1], h[::every, 1:], strips)
    for starts, stops, low, high, rows in (across, along):
        ends = np.concatenate([starts, stops], axis=-1)
        light, top = low + high > 1.1, (low >= TOP) & (high >= TOP)
        for row, strip in enumerate(rows.tolist()):
            for ground in (0, 1):
                chosen = ends[row][(light[row] == ground) & ~top[row]]
                found[strip][ground].extend(itertools.starmap(QLineF, chosen.tolist()))
    return found


def paint_top(painter: QPainter, relief: Relief, projection: Projection, theme: Theme) -> None:
    """Paint the flat top of what was clipped: nothing can stand before it."""
    outline = QPainterPath()
    outline.setFillRule(Qt.FillRule.OddEvenFill)
    for line in relief.tops:
        at = projection.screen(2 * line[:, 0] - 1, 2 * line[:, 1] - 1, 1.0)
        outline.addPolygon(polygon_of(at))
        outline.closeSubpath()
    fill, ink = top_colors(theme)
    painter.setPen(solid_pen(ink, 1.0))
    painter.setBrush(fill)
    painter.drawPath(outline)
    painter.drawLines(_hatching(relief.heights, projection))


def top_colors(theme: Theme) -> tuple[QColor, QColor]:
    """Ground and lines of a clipped top."""
    return mixed(theme.color("muted"), theme.color("panel"), 0.45), theme.color("muted")


def _hatching(heights: Floats, projection: Projection) -> list[QLineF]:
    """Diagonal lines over the flat top, which turn with it."""
    x = np.linspace(-1.0, 1.0, 241)
    y = np.linspace(-2.0, 2.0, HATCHES + 1)[1:-1, None] - x
    on = (np.abs(y) <= 1) & (surface_at(heights, x, y) >= TOP)
    turns = np.diff(on, prepend=False, append=False, axis=1)
    row, place = np.nonzero(turns)
    row, start, stop = row[::2], place[::2], place[1::2] - 1
    ends = [projection.screen(x[at], y[row, at], 1.0) for at in (start, stop)]
    return list(itertools.starmap(QLineF, np.concatenate(ends, axis=-1).tolist()))
