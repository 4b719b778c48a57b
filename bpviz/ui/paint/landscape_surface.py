"""The surface itself: strips from back to front in the map's colours, its mesh, its clipped top."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QLinearGradient,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)

from bpviz.ui.colors import mixed
from bpviz.ui.paint.landscape_mesh import TOP, mesh_of
from bpviz.ui.paint.landscape_projection import (
    Lines,
    Projection,
    polygon_of,
    surface_at,
    written,
)
from bpviz.ui.paint.landscape_shapes import Floats
from bpviz.ui.paint.landscape_strips import Strips, strips_of
from bpviz.ui.paint.relief import Relief
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.theme import Theme

HATCHES = 60
"""Lines of the hatching over the window's diagonal."""


def paint_surface(painter: QPainter, heights: Floats, projection: Projection, theme: Theme) -> None:
    """Paint the surface of heights (m, m) in 0…1 from back to front."""
    strips = strips_of(heights, projection, theme)
    mesh = mesh_of(heights, projection, strips.rows)
    grounds = [solid_pen(QColor(*rgba), 1.0) for rgba in ((255, 255, 255, 70), (0, 0, 0, 70))]
    for pen in grounds:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # no knots where two pieces meet
    edges, runs = _edges(strips)
    # One polygon whose corners are written anew for each strip: to make them takes longer.
    polygon = polygon_of(strips.outlines[0])
    corners = written(polygon)
    smooth = QPainter.RenderHint.Antialiasing
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for k, brush in enumerate(_brushes(painter, strips)):
        corners[:] = strips.outlines[k]
        outline = QPainterPath()
        outline.addPolygon(polygon)
        # Smooth edges take five times as long, and show only against what lies behind.
        painter.setRenderHint(smooth, False)
        painter.fillPath(outline, brush)  # leaves pen and brush as they are
        painter.setRenderHint(smooth, True)
        for pen, start, stop in runs[k]:
            painter.setPen(pen)
            edges.draw(painter, start, stop)
        for ground, pen in enumerate(grounds):
            start, stop = mesh.of(k, ground)
            if stop > start:
                painter.setPen(pen)
                mesh.lines.draw(painter, start, stop)


def _brushes(painter: QPainter, strips: Strips) -> Iterator[QBrush]:
    """For each strip its colours from left to right: an image on a screen, else a gradient.

    Qt takes as long for a gradient as for all else together.
    """
    engine = painter.paintEngine()
    if engine is not None and engine.type() == QPaintEngine.Type.Raster:
        image = _image(strips)
        place = QTransform.fromTranslate(math.floor(strips.left), 0.0)
        for k in range(len(strips.colors)):
            brush = QBrush(image.copy(0, k, image.width(), 1))
            brush.setTransform(place)
            yield brush
        return
    shares = np.linspace(0.0, 1.0, strips.colors.shape[1])
    for keys in strips.colors:
        changes = np.diff(keys) != 0  # what lies between two of its colour needs no stop
        needed = np.append(True, changes) | np.append(changes, True)
        stops = zip(shares[needed].tolist(), map(QColor, keys[needed].tolist()), strict=True)
        gradient = QLinearGradient(strips.left, 0.0, strips.right, 0.0)
        gradient.setStops(list(stops))
        yield QBrush(gradient)


def _image(strips: Strips) -> QImage:
    """The colours of the strips: a row for each, a column for each logical pixel."""
    rows, columns = strips.colors.shape
    argb = (strips.colors | 0xFF000000).astype(np.uint32)
    coarse = QImage(argb.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    width = math.ceil(strips.right) - math.floor(strips.left)
    # The first and the last colour are at the ends, not half a column within.
    wide = round(width * columns / max(1, columns - 1))
    fine = coarse.scaled(
        wide,
        rows,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return fine.copy((wide - width) // 2, 0, width, rows)


def _edges(strips: Strips) -> tuple[Lines, list[list[tuple[QPen, int, int]]]]:
    """The lines that make edges smooth; for each strip its runs of one colour, as of slices."""
    order = np.argsort(strips.edge_strips, kind="stable")
    strip, color = strips.edge_strips[order], strips.edge_colors[order]
    turns = np.flatnonzero((np.diff(strip) != 0) | (np.diff(color) != 0)) + 1
    bounds = [0, *turns.tolist(), len(order)]
    runs: list[list[tuple[QPen, int, int]]] = [[] for _ in strips.outlines]
    firsts = zip(strip[bounds[:-1]].tolist(), color[bounds[:-1]].tolist(), strict=True)
    for (k, rgb), (start, stop) in zip(firsts, itertools.pairwise(bounds), strict=True):
        runs[k].append((_pen(rgb), start, stop))
    return Lines(strips.edges[order]), runs


@lru_cache(maxsize=8192)
def _pen(rgb: int) -> QPen:
    return solid_pen(QColor(rgb >> 16, rgb >> 8 & 255, rgb & 255), 1.0)


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
    _hatching(relief.heights, projection).draw(painter)


def top_colors(theme: Theme) -> tuple[QColor, QColor]:
    """Ground and lines of a clipped top."""
    return mixed(theme.color("muted"), theme.color("panel"), 0.45), theme.color("muted")


def _hatching(heights: Floats, projection: Projection) -> Lines:
    """Diagonal lines over the flat top, which turn with it."""
    x = np.linspace(-1.0, 1.0, 241)
    y = np.linspace(-2.0, 2.0, HATCHES + 1)[1:-1, None] - x
    on = (np.abs(y) <= 1) & (surface_at(heights, x, y) >= TOP)
    turns = np.diff(on, prepend=False, append=False, axis=1)
    row, place = np.nonzero(turns)
    row, start, stop = row[::2], place[::2], place[1::2] - 1
    ends = [projection.screen(x[at], y[row, at], 1.0) for at in (start, stop)]
    return Lines(np.concatenate(ends, axis=-1))
