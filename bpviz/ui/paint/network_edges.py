"""The edges of the network diagram: a few dozen as thick lines, or a hundred thousand as a haze.

Lines are drawn from weak to strong in bins of one colour and one width, each bin with a single
call. Beyond `HAZE` edges the weak ones are added up per pixel instead, and only the strongest are
drawn as lines on top: a picture that costs the same and shows more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.theme import Theme

LEVELS = 16
"""Steps of magnitude; each has one colour for either sign, and one width."""
HAZE = 6_000
"""With more edges than this the weak ones are drawn as a haze."""
STRONGEST = 2_048
"""How many are drawn as lines on top of the haze."""
FEW = 200
"""Up to this many edges all widths grow with magnitude."""
WIDE = 0.03
"""Share of the edges that is drawn wider where there are more than a few."""
DASHED = 100
"""Up to this many edges, edges without a value are dashed."""


@dataclass(frozen=True)
class EdgeStyle:
    """How magnitude becomes colour and width. The legend is drawn with it too.

    `strongest` is the width of the strongest `WIDE` of all edges, or 0 if they are not set apart.
    """

    positive: tuple[QColor, ...]
    negative: tuple[QColor, ...]
    widths: tuple[float, ...]
    strongest: float
    absent: QColor
    danger: QColor

    def color(self, t: float) -> QColor:
        """Colour of a value, as a share of the scale in [−1, 1]."""
        level = min(int(abs(t) * LEVELS), LEVELS - 1)
        return (self.negative if t < 0 else self.positive)[level]


def mixed(color: QColor, ground: QColor, share: float) -> QColor:
    """So much of a colour on the ground: opaque, since Qt is slow at what shines through."""
    pairs = zip(_rgb(color), _rgb(ground), strict=True)
    red, green, blue = (share * c + (1 - share) * g for c, g in pairs)
    return QColor.fromRgbF(red, green, blue)


def _rgb(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


@lru_cache(maxsize=16)
def edge_style(theme: Theme, count: int, k: float) -> EdgeStyle:
    """The style for so many edges: the more there are, the fainter and thinner the weak ones."""
    floor = 0.42 if count <= FEW else 0.16 if count <= HAZE else 0.0
    shares = [floor + (1 - floor) * (level + 1) / LEVELS for level in range(LEVELS)]
    thin = max(min(1.0, k), k / 1.6)  # Qt draws lines of up to one pixel several times faster
    widths = [thin] * LEVELS
    if count <= FEW:
        widths = [(1.0 + 3.6 * (level + 0.5) / LEVELS) * k for level in range(LEVELS)]
    return EdgeStyle(
        tuple(theme.diverging(share) for share in shares),
        tuple(theme.diverging(-share) for share in shares),
        tuple(widths),
        1.7 * k if FEW < count <= HAZE else 0.0,
        mixed(theme.color("muted"), theme.color("stage"), 0.45 if count <= DASHED else 0.22),
        theme.color("danger"),
    )


@dataclass(frozen=True)
class _Sorted:
    """The lines to draw, over all gaps: by value, without a number, and not known."""

    lines: list[QLineF]
    share: NDArray[np.float64]
    broken: list[QLineF]
    absent: list[QLineF]


def paint_edges(
    painter: QPainter,
    layout: Layout,
    values: list[NDArray[Any] | None],
    scale: float,
    theme: Theme,
) -> None:
    """Draw all edges.

    Parameters
    ----------
    painter : QPainter
        On any device. The clip is set to the layout's rectangle: Qt is twice as fast with it.
    layout : Layout
        Where they are.
    values : list of ((n_in, n_out) array or None)
        For each pair of neighbouring layers; None where the values are not known.
    scale : float
        Absolute value that has the full colour, > 0.
    theme : Theme
        Its diverging colours.
    """
    style = edge_style(theme, layout.edge_count, layout.k)
    painter.save()
    painter.setClipRect(layout.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    parts = [_visible(layout, gap, array) for gap, array in enumerate(values)]
    if layout.edge_count > HAZE:
        _paint_haze(painter, layout, parts, scale, theme)
    edges = _sort(layout, parts, scale)
    if edges.absent:
        pen = QPen(style.absent, min(1.0, layout.k) if layout.edge_count > FEW else 1.2 * layout.k)
        if len(edges.absent) <= DASHED:
            pen.setDashPattern([4.0, 4.0])
        painter.setPen(pen)
        painter.drawLines(edges.absent)
    _draw_bins(painter, edges, style)
    if edges.broken:
        painter.setPen(QPen(style.danger, 2.0 * layout.k if len(edges.broken) <= FEW else 1.0))
        painter.drawLines(edges.broken)
    painter.restore()


def _visible(layout: Layout, gap: int, array: NDArray[Any] | None) -> NDArray[np.float64] | None:
    """Values of the edges on show, in the order of `Layout.ends`."""
    if array is None:
        return None
    left, right = layout.columns[gap], layout.columns[gap + 1]
    if left.hidden or right.hidden:
        array = array[np.ix_(left.shown, right.shown)]
    return np.asarray(array, dtype=np.float64).ravel()


def _sort(layout: Layout, parts: list[NDArray[np.float64] | None], scale: float) -> _Sorted:
    known = [gap for gap, part in enumerate(parts) if part is not None]
    share = np.concatenate([part for part in parts if part is not None] or [np.empty(0)]) / scale
    finite = np.isfinite(share)
    picked, broken = np.flatnonzero(finite), np.flatnonzero(~finite)
    if layout.edge_count > HAZE:  # lines are made for the few that are drawn
        if len(picked) > STRONGEST:
            size = np.abs(share[picked])
            picked = picked[np.argpartition(size, len(size) - STRONGEST)[-STRONGEST:]]
        ends = np.concatenate([layout.ends[gap] for gap in known] or [np.empty((0, 4))])
        found = [
            [QLineF(*row) for row in ends[chosen].tolist()]
            for chosen in (picked, broken[:STRONGEST])
        ]
        return _Sorted(found[0], share[picked], found[1], [])
    lines = [line for gap in known for line in layout.lines[gap]]
    absent = [line for gap, part in enumerate(parts) if part is None for line in layout.lines[gap]]
    bad = [lines[i] for i in broken.tolist()]
    if bad:
        lines = [lines[i] for i in picked.tolist()]
    return _Sorted(lines, share[picked], bad, absent)


def _draw_bins(painter: QPainter, edges: _Sorted, style: EdgeStyle) -> None:
    share, lines = edges.share, edges.lines
    size = np.abs(share)
    level = np.minimum(size * LEVELS, LEVELS - 1).astype(np.int64)
    key = 2 * level + (share >= 0)
    bins = 2 * LEVELS
    if style.strongest and len(size):
        place = int((1 - WIDE) * (len(size) - 1))
        key += bins * (size > np.partition(size, place)[place])
        bins *= 2
    order = np.argsort(key, kind="stable")
    bounds = np.searchsorted(key[order], np.arange(bins + 1))
    numbers = order.tolist()
    for bin_ in range(bins):
        first, last = int(bounds[bin_]), int(bounds[bin_ + 1])
        if first == last:
            continue
        wide, within = divmod(bin_, 2 * LEVELS)
        number = within // 2
        color = (style.positive if within % 2 else style.negative)[number]
        pen = QPen(color, style.strongest if wide else style.widths[number])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLines([lines[i] for i in numbers[first:last]])


# ---- the haze --------------------------------------------------------------------------------

STRIDE = 3
"""The haze is added up at every third pixel across, then stretched: edges are smooth there."""
DENSITY = 0.8
"""How much one edge of full strength covers of what lies behind it."""


@lru_cache(maxsize=64)
def _haze_index(
    y1: tuple[float, ...], y2: tuple[float, ...], height: int, across: int
) -> NDArray[np.int32]:
    """(edges, across): which pixel of a (height, across) image each edge passes, flattened."""
    t = ((np.arange(across) + 0.5) / across).astype(np.float32)
    start = np.array(y1, dtype=np.float32)[:, None, None]
    end = np.array(y2, dtype=np.float32)[None, :, None]
    rows = np.clip((start + (end - start) * t).astype(np.int32), 0, height - 1)
    cells = rows * np.int32(across) + np.arange(across, dtype=np.int32)
    return cells.reshape(-1, across).astype(np.int32, copy=False)


def _paint_haze(
    painter: QPainter,
    layout: Layout,
    parts: list[NDArray[np.float64] | None],
    scale: float,
    theme: Theme,
) -> None:
    for gap, part in enumerate(parts):
        ends = layout.ends[gap]
        # Whole pixels: an image that is neither moved nor stretched is drawn many times faster.
        x1, x2 = round(float(ends[0, 0])), round(float(ends[0, 2]))
        top = int(min(float(ends[:, 1].min()), float(ends[:, 3].min()))) - 1
        bottom = int(max(float(ends[:, 1].max()), float(ends[:, 3].max()))) + 2
        height, across = bottom - top, max(1, (x2 - x1) // STRIDE)
        left, right = layout.columns[gap].ys - top, layout.columns[gap + 1].ys - top
        index = _haze_index(tuple(left.tolist()), tuple(right.tolist()), height, across)
        image = _haze_image(index, part, scale, (height, across), theme)
        painter.drawImage(QRectF(x1, top, image.width(), height), image)


def _haze_image(
    index: NDArray[np.int32],
    part: NDArray[np.float64] | None,
    scale: float,
    shape: tuple[int, int],
    theme: Theme,
) -> QImage:
    """The edges of one gap as light: how strongly each pixel is covered, and by which sign."""
    pixels = shape[0] * shape[1]
    if part is None:
        counts = np.bincount(index.ravel(), minlength=pixels).astype(np.float32)
        cover = _stretch(0.1 * counts.reshape(shape))
        return _to_image([theme.color("muted"), theme.color("muted")], cover, cover, 0.5)
    share = np.clip(np.nan_to_num(part / scale, nan=0.0), -1, 1)
    weight = share * np.abs(share)  # the weak fade faster than they shrink
    cells = index + np.where(share < 0, np.int32(pixels), np.int32(0))[:, None]
    spread = np.repeat(DENSITY * np.abs(weight), shape[1])
    sums = np.bincount(cells.ravel(), weights=spread, minlength=2 * pixels).astype(np.float32)
    plus, minus = _stretch(sums[:pixels].reshape(shape)), _stretch(sums[pixels:].reshape(shape))
    return _to_image([theme.color("negative"), theme.color("positive")], plus, plus + minus, 0.9)


def _stretch(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same, `STRIDE` times as wide, interpolated."""
    wide = np.repeat(plane, STRIDE, axis=1)
    smooth = wide.copy()
    smooth[:, 1:] += wide[:, :-1]
    smooth[:, :-1] += wide[:, 1:]
    smooth[:, 0] += wide[:, 0]
    smooth[:, -1] += wide[:, -1]
    smooth /= 3
    return smooth


def _to_image(
    colors: list[QColor], plus: NDArray[np.float32], cover: NDArray[np.float32], most: float
) -> QImage:
    """Mix two colours by ``plus / cover``; opacity grows with `cover` up to `most`."""
    alpha = (255 * most) * (1 - np.exp(-cover))
    mix = alpha * (plus / np.maximum(cover, np.float32(1e-9)))
    argb = np.empty((*cover.shape, 4), dtype=np.uint8)  # B, G, R, A in memory
    low, high = (_rgb(color) for color in colors)
    for channel in range(3):
        start, end = low[2 - channel], high[2 - channel]
        argb[..., channel] = np.float32(start) * alpha + np.float32(end - start) * mix
    argb[..., 3] = alpha
    height, width = cover.shape
    kind = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(argb.data, width, height, 4 * width, kind)
    return image.copy()  # a QImage does not keep the array it is given
