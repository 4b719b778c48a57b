"""Where everything in the network diagram stands: arithmetic on rectangles, without Qt's widgets.

The layout depends on the layer sizes, the rectangle and the type size alone, never on a value, so
that nothing moves from one step to the next. What does not fit is left out here, by rule: first the
pills with δ and b, then the names, then the numbers, until a neuron is a dot; what would not even
fit as dots is collapsed to its first units and its last one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF

from bpviz.ui.paint.network_column import RADIUS, RING, Column, collapse, make_column
from bpviz.ui.paint.network_labels import edge_ends, edge_labels

REFERENCE = (960.0, 540.0)
"""The stage on which a unit of length is a logical pixel; other lengths in these units."""
HEADER = 62.0
CAPTIONS = 36.0
LEGEND = 34.0
MARGIN = 18.0
TINT_LEGEND = 24.0
TINT_MARKS = 21.0
TINT_VALUES = 18.0
"""Rows that a tinted diagram has besides: its legend, and above and below the neurons."""
TINT_SIDE = 8.0
"""How far a layer's band reaches beyond its neurons."""
BESIDE = 11.0
"""Least distance of two neurons that have a text beside them."""


@dataclass(frozen=True, eq=False)
class Layout:
    """The whole diagram. Rectangles are in the painter's logical pixels."""

    rect: QRectF
    k: float
    columns: tuple[Column, ...]
    column_pitch: float
    title: QRectF
    formula: QRectF
    sample: QRectF
    note: QRectF
    captions: tuple[QRectF | None, ...]
    caption_lines: int
    legend: QRectF
    node_legend: QRectF
    names: dict[tuple[int, int], QRectF] = field(default_factory=dict)
    targets: tuple[QRectF, ...] = ()
    gap_labels: dict[int, QRectF] = field(default_factory=dict)
    tint_legend: QRectF | None = None
    bands: tuple[QRectF, ...] = ()

    def mark_rect(self, layer: int) -> QRectF:
        """Above a layer's neurons, in its band: where its mark stands."""
        band = self.bands[layer]
        height = (TINT_MARKS - RING + 4) * self.k  # below it is the ring of a selected neuron
        return QRectF(band.x(), band.y(), band.width(), height)

    def value_rect(self, layer: int) -> QRectF:
        """Below a layer's neurons, as wide as there is room: where its value stands."""
        band, height = self.bands[layer], TINT_VALUES * self.k
        x = self.columns[layer].x
        half = min(self.column_pitch / 2, x - self.rect.x(), self.rect.right() - x) - 1.5 * self.k
        return QRectF(x - half, band.bottom() - height - self.k, 2 * half, height)

    @cached_property
    def ends(self) -> tuple[NDArray[np.float64], ...]:
        """For each pair of neighbouring columns (m_in · m_out, 4): x1, y1, x2, y2 of its edges.

        Edge ``i * m_out + j`` leads from row `i` to row `j`.
        """
        pairs = zip(self.columns, self.columns[1:], strict=False)
        return tuple(edge_ends(left, right) for left, right in pairs)

    @cached_property
    def lines(self) -> tuple[list[QLineF], ...]:
        """The same as lines that QPainter can draw, made once."""
        return tuple([QLineF(*row) for row in ends.tolist()] for ends in self.ends)

    @cached_property
    def edge_labels(self) -> tuple[tuple[QRectF, ...], ...]:
        """For each pair of columns the places of its numbers, in the order of `ends`, or none."""
        return tuple(
            edge_labels(ends, self._obstacles(gap), self.k) for gap, ends in enumerate(self.ends)
        )

    def _obstacles(self, gap: int) -> list[QRectF]:
        """What the numbers between two columns must not cover."""
        taken = [rect for layer, rect in self.gap_labels.items() if layer in (gap, gap + 1)]
        for column in self.columns[gap : gap + 2]:
            taken += [column.circle(row) for row in range(len(column.shown))]
            taken += column.label_rects()
        return taken

    @property
    def edge_count(self) -> int:
        """How many edges are drawn."""
        return sum(len(ends) for ends in self.ends)

    @property
    def collapsed(self) -> bool:
        """Whether any layer is not shown whole."""
        return any(column.hidden for column in self.columns)

    def label_rects(self) -> list[QRectF]:
        """Every rectangle that may hold text outside a neuron; no two of them overlap."""
        found = [self.title, self.formula, self.sample, self.note, self.legend, self.node_legend]
        found += [rect for rect in self.captions if rect is not None]
        found += [*self.names.values(), *self.targets, *self.gap_labels.values()]
        if self.tint_legend is not None:
            found.append(self.tint_legend)
            for layer in range(len(self.columns)):
                found += [self.mark_rect(layer), self.value_rect(layer)]
        for column in self.columns:
            found += column.label_rects()
        for labels in self.edge_labels:
            found += labels
        return found


def network_layout(
    sizes: tuple[int, ...],
    rect: QRectF,
    font_scale: float = 1.0,
    *,
    left: float = 24.0,
    right: float = 44.0,
    tinted: bool = False,
) -> Layout:
    """Lay out a network of layers of these sizes, the inputs first.

    Parameters
    ----------
    sizes : tuple of int
        Units of each layer, at least two layers.
    rect : QRectF
        The stage, in logical pixels.
    font_scale : float
        Of the theme.
    left, right : float
        Widest input name and widest text beside an output, in pixels at font size 14 and k = 1.
    tinted : bool
        Whether there is room for a quantity of each layer, with its legend.

    Returns
    -------
    Layout
        Kept for the last few calls: the same call gives the same object.
    """
    box = (rect.x(), rect.y(), rect.width(), rect.height())
    return _layout(tuple(sizes), box, float(font_scale), float(left), float(right), tinted)


@lru_cache(maxsize=8)
def _layout(
    sizes: tuple[int, ...],
    box: tuple[float, float, float, float],
    font_scale: float,
    left: float,
    right: float,
    tinted: bool,
) -> Layout:
    x, y, width, height = box
    k0 = min(max(min(width / REFERENCE[0], height / REFERENCE[1]), 0.75), 4.0)
    k = min(k0 * font_scale, height / 260, width / 360)
    pad = MARGIN * k
    top, bottom = y + HEADER * k, y + height - (CAPTIONS + LEGEND) * k
    legend = QRectF(x + pad, top - 3 * k, width - 2 * pad, (TINT_LEGEND - 3) * k)
    if tinted:
        top, bottom = top + (TINT_LEGEND + TINT_MARKS) * k, bottom - TINT_VALUES * k
    shown = collapse(sizes, bottom - top, k0)
    crowded = [(bottom - top) / (len(shown[end]) + 1) < BESIDE * k for end in (0, -1)]
    beside = [
        8 * k if full else min(width, 150.0) * k
        for full, width in zip(crowded, (left, right), strict=True)
    ]
    first, last = x + pad + beside[0], x + width - pad - beside[1]
    # A preliminary pitch bounds the radius, which in turn moves the outer columns inwards.
    pitch = (last - first) / max(len(sizes) - 0.4, 1)
    rmax = min(RADIUS * k, 0.28 * pitch)
    first, last = first + rmax, last - rmax
    pitch = min((last - first) / (len(sizes) - 1), 440 * k)
    first = (first + last - pitch * (len(sizes) - 1)) / 2
    columns = tuple(
        make_column(
            layer, units, shown[layer], first + layer * pitch, (top, bottom), rmax, pitch, k
        )
        for layer, units in enumerate(sizes)
    )
    foot = y + height - LEGEND * k
    captions, lines = _captions(columns, pitch, foot - CAPTIONS * k, k, (x, x + width))
    half = (width - 2 * pad) / 2 - 6 * k
    row = (foot + 4 * k, (LEGEND - 10) * k)
    return Layout(
        rect=QRectF(*box),
        k=k,
        columns=columns,
        column_pitch=pitch,
        title=QRectF(x + pad, y + 10 * k, (width - 2 * pad) * 0.66, 26 * k),
        formula=QRectF(x + pad, y + 37 * k, (width - 2 * pad) * 0.66, 20 * k),
        sample=_right_of(box, pad, 0.32, y + 12 * k, 22 * k),
        note=_right_of(box, pad, 0.32, y + 37 * k, 20 * k),
        captions=captions,
        caption_lines=lines,
        legend=QRectF(x + pad, row[0], half, row[1]),
        node_legend=QRectF(x + width - pad - half, row[0], half, row[1]),
        names=_input_names(columns[0], beside[0], k),
        targets=_targets(columns[-1], beside[1], k),
        gap_labels=_gap_labels(columns, pitch, k),
        tint_legend=legend if tinted else None,
        bands=_bands(columns, pitch, (top, bottom), k) if tinted else (),
    )


def _bands(
    columns: tuple[Column, ...], pitch: float, span: tuple[float, float], k: float
) -> tuple[QRectF, ...]:
    """Behind each layer, with a row for its mark above its neurons and one for its value below."""
    top, bottom = span[0] - TINT_MARKS * k, span[1] + TINT_VALUES * k
    halves = [min(column.radius + TINT_SIDE * k, 0.46 * pitch) for column in columns]
    pairs = zip(columns, halves, strict=True)
    return tuple(QRectF(c.x - half, top, 2 * half, bottom - top) for c, half in pairs)


def _right_of(
    box: tuple[float, float, float, float], pad: float, share: float, top: float, height: float
) -> QRectF:
    width = (box[2] - 2 * pad) * share
    return QRectF(box[0] + box[2] - pad - width, top, width, height)


def _captions(
    columns: tuple[Column, ...],
    pitch: float,
    top: float,
    k: float,
    limits: tuple[float, float],
) -> tuple[tuple[QRectF | None, ...], int]:
    """Rectangles of the captions, thinned where the columns are narrow, and their lines."""
    lines = 2 if pitch >= 50 * k else 1
    every = 1 if lines == 2 else int(np.ceil(26 * k / pitch))
    width = min(max(pitch * every - 6 * k, 10 * k), 190 * k)
    rects: list[QRectF | None] = []
    for column in columns:
        # Counted from the output, which always keeps its caption.
        if (len(columns) - 1 - column.layer) % every:
            rects.append(None)
            continue
        half = min(width / 2, column.x - limits[0] - 4 * k, limits[1] - column.x - 4 * k)
        rects.append(QRectF(column.x - half, top + 2 * k, 2 * half, (CAPTIONS - 4) * k))
    return tuple(rects), lines


def _input_names(column: Column, width: float, k: float) -> dict[tuple[int, int], QRectF]:
    height = min(column.pitch, 20 * k)
    if height < BESIDE * k or width < 12 * k:
        return {}
    right = column.x - column.radius - 6 * k
    return {
        (0, row): QRectF(right - width, float(y) - height / 2, width, height)
        for row, y in enumerate(column.ys)
    }


def _targets(column: Column, width: float, k: float) -> tuple[QRectF, ...]:
    height, width = min(column.pitch, 20 * k), width - 3 * k
    if height < BESIDE * k or width < 12 * k:
        return ()
    left = column.x + column.radius + (RING + 4) * k
    return tuple(QRectF(left, float(y) - height / 2, width, height) for y in column.ys)


def _gap_labels(columns: tuple[Column, ...], pitch: float, k: float) -> dict[int, QRectF]:
    """Beside the three dots: how many units they stand for."""
    if pitch < 56 * k:
        return {}
    width = min(pitch - 20 * k, 96 * k)
    found = {}
    for column in columns:
        room = column.pitch >= max(column.radius + 13 * k, 23 * k)
        if column.gap_y is not None and room:
            top = column.gap_y - 2 * k
            found[column.layer] = QRectF(column.x - width / 2, top, width, 14 * k)
    return found
