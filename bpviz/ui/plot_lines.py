"""Lines in logical pixels: cut to the plot, thinned to what can be seen, drawn fast."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPainterPath, QPen

Floats = NDArray[np.float64]
_THIN = 1.0  # logical pixels between the extremes of a column that are not told apart
_DENSE = 1.0  # points per pixel column from which only their extremes are drawn


def solid_pen(color: QColor, width: float = 1.0, *, dashed: bool = False) -> QPen:
    """A pen in logical pixels that scales with the picture."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dashed else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([4.0, 3.0])
    return pen


def cut(xs: Floats, ys: Floats, low: float, high: float) -> tuple[Floats, Floats]:
    """The parts of a line with y between `low` and `high`, the rest as gaps.

    SVG files know no clipping as Qt writes them, and Qt's rasterizer overflows far outside.
    """
    ys = np.where(np.isfinite(ys), ys, np.nan)
    if not ((ys < low) | (ys > high)).any():  # nearly always, and thirty curves take time
        return xs, ys
    for bound in (low, high):
        before, after = ys[:-1] - bound, ys[1:] - bound
        with np.errstate(invalid="ignore", over="ignore"):
            crossing = np.flatnonzero((before < 0) & (after > 0) | (before > 0) & (after < 0))
            part = before[crossing] / (before[crossing] - after[crossing])
        at = xs[crossing] + part * (xs[crossing + 1] - xs[crossing])
        xs, ys = np.insert(xs, crossing + 1, at), np.insert(ys, crossing + 1, bound)
    with np.errstate(invalid="ignore"):
        return xs, np.where((ys >= low) & (ys <= high), ys, np.nan)


def stroke(painter: QPainter, xs: Floats, ys: Floats, pen: QPen, *, dense: bool = False) -> None:
    """Draw a line through points in logical pixels, leaving gaps at NaN.

    Qt's rasterizer draws antialiased lines of one device pixel up to a hundred times faster than
    wider ones (0.3 against 18 ms for 600 points with 30 pixels of noise), so there a wider line
    is made of a few of those, side by side. Vector formats get the line itself. A `dense` line
    has points in every column, which makes it wide enough sideways.
    """
    if dense and pen.style() == Qt.PenStyle.SolidLine and _is_hairline(painter, pen):
        polygon = pg.functions.create_qpolygonf(len(xs))
        places = pg.functions.ndarray_from_qpolygonf(polygon)
        places[:, 0], places[:, 1] = xs, ys
        painter.setPen(pen)
        painter.drawPolyline(polygon)
        return
    stroke_path(painter, pg.arrayToQPath(xs, ys, connect="finite"), pen, dense=dense)


def _is_hairline(painter: QPainter, pen: QPen) -> bool:
    """Whether a line is at most one device pixel wide on a raster."""
    engine = painter.paintEngine()
    raster = engine is not None and engine.type() == QPaintEngine.Type.Raster
    return raster and pen.widthF() * abs(painter.deviceTransform().m11()) <= 1.0


def stroke_path(painter: QPainter, path: QPainterPath, pen: QPen, *, dense: bool = False) -> None:
    """Draw an outline, wide ones on a raster as `stroke` says."""
    engine = painter.paintEngine()
    pixel = 1.0 / max(1e-6, abs(painter.deviceTransform().m11()))
    wide = pen.widthF() / pixel
    if engine is None or engine.type() != QPaintEngine.Type.Raster or wide <= 1.0:
        painter.strokePath(path, pen)
        return
    thin = QPen(pen)
    thin.setWidthF(pixel)
    if pen.style() != Qt.PenStyle.SolidLine:
        thin.setDashPattern([length * wide for length in pen.dashPattern()])
    half = (pen.widthF() - pixel) / 2
    offsets = [(0.0, half), (0.0, -half)]
    if not dense:
        offsets += [(half, 0.0), (-half, 0.0)]
    if wide > 2.5:
        part = 0.7 * half
        offsets += [(0.0, 0.0), (part, part), (part, -part), (-part, part), (-part, -part)]
    for dx, dy in offsets:
        painter.strokePath(path.translated(dx, dy), thin)


def is_dense(xs: Floats, finite: NDArray[np.bool_]) -> bool:
    """Whether a curve has more points than pixel columns, from left to right without a gap."""
    first, last = np.flatnonzero(finite)[[0, -1]]
    if not finite[first : last + 1].all() or last - first < _DENSE * (xs[last] - xs[first]) + 8:
        return False
    return bool(np.all(np.diff(xs[first : last + 1]) >= 0))


def envelope(xs: Floats, ys: Floats) -> tuple[Floats, Floats, Floats]:
    """Lowest and highest y of each pixel column, and the columns' places.

    `ys` may be (m,), or (m, L) for L lines; so are the extremes.
    Each column also holds the places where the line crosses over to its neighbours. `xs` ascend.
    """
    columns = np.floor(xs)
    starts = np.flatnonzero(np.r_[True, np.diff(columns) > 0])
    low, high = np.minimum.reduceat(ys, starts), np.maximum.reduceat(ys, starts)
    between = (ys[starts[1:] - 1] + ys[starts[1:]]) / 2
    for side, choose in ((low, np.minimum), (high, np.maximum)):
        choose(side[1:], between, out=side[1:])
        choose(side[:-1], between, out=side[:-1])
    return columns[starts] + 0.5, low, high


def zigzags(at: Floats, low: Floats, high: Floats) -> list[tuple[Floats, Floats]]:
    """Lines up and down through an `envelope` of L lines, with few points where that is thin.

    There every second column has a point, in the middle: thirty smooth curves take a quarter of
    the time.
    """
    thin = (high - low < _THIN).T
    keep = np.stack([np.ones(thin.shape, bool), ~thin], axis=2)
    keep[:, 1:-1:2, 0] &= ~thin[:, 1:-1:2]
    ys = np.stack([np.where(thin, (low.T + high.T) / 2, low.T), high.T], axis=2)
    keep, ys, xs = keep.reshape(len(keep), -1), ys.reshape(len(ys), -1), np.repeat(at, 2)
    return [(xs[kept], line[kept]) for kept, line in zip(keep, ys, strict=True)]
