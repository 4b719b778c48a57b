"""Where everything in the network diagram stands: arithmetic on rectangles, without Qt's widgets.

The layout depends on the layer sizes, the rectangle and the type size alone, never on a value, so
that nothing moves from one step to the next. What does not fit is left out here, by rule: first the
pills with δ and b, then the names, then the numbers, until a neuron is a dot; what would not even
fit as dots is collapsed to its first units and its last one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF

# Lengths are in units of the scale k: logical pixels of a stage of 960 × 540.
REFERENCE = (960.0, 540.0)
RADIUS = 30.0
NAME = 23.0
PILL = 19.0
PILL_WIDTH = 78.0
PILL_LEAST = 56.0
PILL_GAP = 3.0
RING = 7.0
"""Room for the ring around a selected neuron."""
EDGE_LABEL = (66.0, 19.0)
HEADER = 62.0
CAPTIONS = 36.0
LEGEND = 34.0
MARGIN = 18.0
SMALLEST_PITCH = 6.0
"""Least distance of two neurons of a layer that is shown whole, in units of k without type size."""
COMFORTABLE = 16
"""Most units shown of a layer once any layer has to be collapsed."""
BESIDE = 11.0
"""Least distance of two neurons that have a text beside them."""
LABELLED_EDGES = 12
"""Most edges between two layers that may carry their numbers."""

Tier = Literal["full", "delta", "slim", "side", "value", "dot"]


@dataclass(frozen=True, eq=False)
class Column:
    """One layer in the diagram.

    Attributes
    ----------
    layer : int
        0 for the inputs.
    units : int
        How many the layer has.
    shown : (m,) int array
        Which of them are drawn, ascending.
    x : float
        Of all centres.
    ys : (m,) float array
        Of the centres.
    radius : float
        Of a neuron.
    pitch : float
        Distance of two neighbours, also the height that belongs to one neuron.
    tier : str
        What is printed at a neuron. "full": name, δ and b; "delta": name and δ; "slim": δ;
        "side": δ, at the neuron's left; "value": the number alone; "dot": nothing.
    value_size : float
        Pixel size of the number in a neuron, 0 where it does not fit.
    gap_y : float or None
        Where the dots stand for the units left out.
    k : float
        Pixels per unit of length.
    pill_width : float
        Of the pills and names.
    """

    layer: int
    units: int
    shown: NDArray[np.intp]
    x: float
    ys: NDArray[np.float64]
    radius: float
    pitch: float
    tier: Tier
    value_size: float
    gap_y: float | None
    k: float
    pill_width: float

    @property
    def hidden(self) -> int:
        """How many units are left out."""
        return self.units - len(self.shown)

    def row(self, unit: int) -> int | None:
        """Position of a unit among those shown."""
        at = int(np.searchsorted(self.shown, unit))
        return at if at < len(self.shown) and self.shown[at] == unit else None

    def circle(self, row: int) -> QRectF:
        """The square around a neuron."""
        r = self.radius
        return QRectF(self.x - r, float(self.ys[row]) - r, 2 * r, 2 * r)

    def name_rect(self, row: int) -> QRectF | None:
        """Where a hidden or output neuron's name stands: above it."""
        if self.layer == 0 or self.tier not in ("full", "delta"):
            return None
        top = float(self.ys[row]) - self.radius - NAME * self.k
        # The ring of a selected neuron passes below the name.
        height = (NAME - 5) * self.k
        return QRectF(self.x - self.pill_width / 2, top, self.pill_width, height)

    def _pill(self, row: int, place: int) -> QRectF:
        k = self.k
        top = float(self.ys[row]) + self.radius + RING * k + place * (PILL + PILL_GAP) * k
        return QRectF(self.x - self.pill_width / 2, top, self.pill_width, PILL * k)

    def delta_rect(self, row: int) -> QRectF | None:
        """The pill with δ."""
        if self.tier == "side":
            height = min(PILL * self.k, 0.75 * self.pitch)
            right = self.x - self.radius - 5 * self.k
            width = 3.6 * height
            return QRectF(right - width, float(self.ys[row]) - height / 2, width, height)
        if self.layer == 0 or self.tier not in ("full", "delta", "slim"):
            return None
        return self._pill(row, 1 if self.tier == "full" else 0)

    def bias_rect(self, row: int) -> QRectF | None:
        """The pill with b, or the small square at the neuron's rim that stands for it."""
        if self.layer == 0 or self.radius < 5 * self.k:
            return None
        if self.tier == "full":
            return self._pill(row, 0)
        side = min(0.5 * self.radius, 9 * self.k)
        reach = self.radius * 0.7071
        return QRectF(self.x - reach - side / 2, float(self.ys[row]) + reach - side / 2, side, side)


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

    @cached_property
    def ends(self) -> tuple[NDArray[np.float64], ...]:
        """For each pair of neighbouring columns (m_in · m_out, 4): x1, y1, x2, y2 of its edges.

        Edge ``i * m_out + j`` leads from row `i` to row `j`.
        """
        pairs = zip(self.columns, self.columns[1:], strict=False)
        return tuple(_ends(left, right) for left, right in pairs)

    @cached_property
    def lines(self) -> tuple[list[QLineF], ...]:
        """The same as lines that QPainter can draw, made once."""
        return tuple([QLineF(*row) for row in ends.tolist()] for ends in self.ends)

    @cached_property
    def edge_labels(self) -> tuple[tuple[QRectF, ...], ...]:
        """For each pair of columns the places of its numbers, in the order of `ends`, or none."""
        return tuple(_edge_labels(self, gap) for gap in range(len(self.columns) - 1))

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
        for column in self.columns:
            found += _column_labels(column)
        for labels in self.edge_labels:
            found += labels
        return found


def _column_labels(column: Column) -> list[QRectF]:
    found: list[QRectF] = []
    for row in range(len(column.shown)):
        rects = [column.name_rect(row), column.delta_rect(row)]
        if column.tier == "full":
            rects.append(column.bias_rect(row))
        found += [rect for rect in rects if rect is not None]
    return found


def network_layout(
    sizes: tuple[int, ...],
    rect: QRectF,
    font_scale: float = 1.0,
    *,
    left: float = 24.0,
    right: float = 44.0,
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

    Returns
    -------
    Layout
        Kept for the last few calls: the same call gives the same object.
    """
    box = (rect.x(), rect.y(), rect.width(), rect.height())
    return _layout(tuple(sizes), box, float(font_scale), float(left), float(right))


@lru_cache(maxsize=8)
def _layout(
    sizes: tuple[int, ...],
    box: tuple[float, float, float, float],
    font_scale: float,
    left: float,
    right: float,
) -> Layout:
    x, y, width, height = box
    k0 = min(max(min(width / REFERENCE[0], height / REFERENCE[1]), 0.75), 4.0)
    k = min(k0 * font_scale, height / 260, width / 360)
    pad = MARGIN * k
    top, bottom = y + HEADER * k, y + height - (CAPTIONS + LEGEND) * k
    shown = _collapse(sizes, bottom - top, k0)
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
    pitch = min((last - first) / (len(sizes) - 1), 360 * k)
    first = (first + last - pitch * (len(sizes) - 1)) / 2
    columns = tuple(
        _column(layer, units, shown[layer], first + layer * pitch, (top, bottom), rmax, pitch, k)
        for layer, units in enumerate(sizes)
    )
    captions, lines = _captions(columns, pitch, bottom, k, (x, x + width))
    half = (width - 2 * pad) / 2 - 6 * k
    foot = y + height - LEGEND * k
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
    )


def _right_of(
    box: tuple[float, float, float, float], pad: float, share: float, top: float, height: float
) -> QRectF:
    width = (box[2] - 2 * pad) * share
    return QRectF(box[0] + box[2] - pad - width, top, width, height)


def _collapse(sizes: tuple[int, ...], height: float, k0: float) -> list[NDArray[np.intp]]:
    """Which units of each layer are drawn."""
    room = int(height / (SMALLEST_PITCH * k0))
    if max(sizes) <= room:
        return [np.arange(units) for units in sizes]
    most = int(min(COMFORTABLE, max(5, height / (30 * k0))))
    shown = []
    for units in sizes:
        if units <= most:
            shown.append(np.arange(units))
        else:  # the last place but one is left for the dots
            shown.append(np.append(np.arange(most - 2), units - 1))
    return shown


def _tier(layer: int, pitch: float, column_pitch: float, rmax: float, k: float) -> Tier:
    """The most that fits at a neuron which has `pitch` pixels of height."""
    if layer == 0:
        return "value"
    wide = column_pitch >= (PILL_LEAST + 10) * k and rmax >= 13 * k
    steps: tuple[tuple[Tier, int], ...] = (("full", 22), ("delta", 20), ("slim", 15))
    for tier, radius in steps:
        if wide and pitch >= 2 * radius * k + sum(_stack(tier, k)) + 4 * k:
            return tier
    # Where neurons stand close but layers far apart, δ finds room between the layers.
    beside = pitch >= 22 * k and column_pitch >= (2 * RADIUS + 2.2 * PILL_WIDTH) * k
    return "side" if beside else "value"


def _stack(tier: Tier, k: float) -> tuple[float, float]:
    """Height above and below a neuron that its name and its pills take."""
    pills = {"full": 2, "delta": 1, "slim": 1}.get(tier, 0)
    below = RING + pills * PILL + (pills - 1) * PILL_GAP if pills else 0.0
    return (NAME * k if tier in ("full", "delta") else 0.0), below * k


def _column(
    layer: int,
    units: int,
    shown: NDArray[np.intp],
    x: float,
    span: tuple[float, float],
    rmax: float,
    column_pitch: float,
    k: float,
) -> Column:
    hidden = units > len(shown)
    places = len(shown) + hidden
    pitch = min((span[1] - span[0]) / places, 190 * k)
    tier = _tier(layer, pitch, column_pitch, rmax, k)
    above, below = _stack(tier, k)
    spare = min(4 * k if below else 14 * k, 0.2 * pitch)
    radius = min(rmax, (pitch - above - below - spare) / 2)
    # The number must fit a chord: "−0.62" is 3.1 em wide, and is drawn smaller where it is wider.
    size = min(17 * k, 0.6 * radius)
    if size < 7.5 * k:
        size = 0.0
        tier = "dot" if tier in ("value", "side") else tier
    # Neurons stand in the middle, and only as far from it as their names and pills need.
    shift, slack = (above - below) / 2, (span[1] - span[0] - places * pitch) / 2
    shift = min(max(shift, -max(0.0, -shift - slack)), max(0.0, shift - slack))
    middle = (span[0] + span[1]) / 2 + shift
    at = middle + (np.arange(places) - (places - 1) / 2) * pitch
    ys = np.append(at[:-2], at[-1]) if hidden else at
    gap_y = float(at[-2]) if hidden else None
    pills = min(PILL_WIDTH * k, column_pitch - 10 * k)
    return Column(layer, units, shown, x, ys, radius, pitch, tier, size, gap_y, k, pills)


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
    height = min(column.pitch, 20 * k)
    if height < BESIDE * k or width < 12 * k:
        return ()
    left = column.x + column.radius + 8 * k
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


def _ends(left: Column, right: Column) -> NDArray[np.float64]:
    ends = np.empty((len(left.ys), len(right.ys), 4))
    ends[..., 0] = left.x + left.radius
    ends[..., 1] = left.ys[:, None]
    ends[..., 2] = right.x - right.radius
    ends[..., 3] = right.ys
    return ends.reshape(-1, 4)


def _edge_labels(layout: Layout, gap: int) -> tuple[QRectF, ...]:
    """Places for the numbers of all edges of a gap, or none if one of them finds no place.

    Each edge takes the place along itself that the fewest other edges cross.
    """
    ends, k = layout.ends[gap], layout.k
    if len(ends) > LABELLED_EDGES:
        return ()
    width, height = EDGE_LABEL[0] * k, EDGE_LABEL[1] * k
    low, high = float(ends[0, 0]) + 4 * k, float(ends[0, 2]) - 4 * k
    taken = _obstacles(layout, gap)
    labels: list[QRectF] = []
    for edge in ends:
        best: tuple[float, QRectF] | None = None
        for t in np.linspace(0.12, 0.88, 20):
            x = float(edge[0] + t * (edge[2] - edge[0]))
            y = float(edge[1] + t * (edge[3] - edge[1]))
            rect = QRectF(x - width / 2, y - height / 2, width, height)
            if rect.left() < low or rect.right() > high or any(rect.intersects(o) for o in taken):
                continue
            cost = _crossed(rect, ends) + abs(t - 0.4)
            if best is None or cost < best[0]:
                best = cost, rect
        if best is None:
            return ()
        labels.append(best[1])
        taken.append(best[1].adjusted(-2 * k, -2 * k, 2 * k, 2 * k))
    return tuple(labels)


def _obstacles(layout: Layout, gap: int) -> list[QRectF]:
    taken: list[QRectF] = [rect for layer, rect in layout.gap_labels.items() if layer - gap < 2]
    for column in layout.columns[gap : gap + 2]:
        taken += [column.circle(row) for row in range(len(column.shown))]
        taken += _column_labels(column)
    return taken


def _crossed(rect: QRectF, ends: NDArray[np.float64]) -> int:
    """How many edges pass through the rectangle; edges run from left to right."""
    slope = (ends[:, 3] - ends[:, 1]) / (ends[:, 2] - ends[:, 0])
    y1 = ends[:, 1] + slope * (rect.left() - ends[:, 0])
    y2 = ends[:, 1] + slope * (rect.right() - ends[:, 0])
    inside = (np.maximum(y1, y2) > rect.top()) & (np.minimum(y1, y2) < rect.bottom())
    return int(np.count_nonzero(inside)) - 1


@dataclass(frozen=True)
class Hit:
    """What lies under a point: a neuron, or with `source` an edge (or the bias, as n_in)."""

    layer: int
    unit: int
    source: int | None = None


def hit_test(layout: Layout, point: QPointF, reach: float = 5.0) -> Hit | None:
    """The neuron, bias or edge at a point, the nearest first; None on empty ground.

    Parameters
    ----------
    layout : Layout
        Of the picture that is on screen.
    point : QPointF
        In the same pixels.
    reach : float
        How far from an edge still counts, in pixels.

    Returns
    -------
    Hit or None
    """
    x = point.x()
    near = [c for c in layout.columns if abs(c.x - x) < c.radius + 1.5 * PILL_WIDTH * c.k]
    for column in near:
        found = _label_hit(layout, column, point)
        if found is not None:
            return found
    for column in near:
        distance = np.hypot(column.ys - point.y(), column.x - x)
        row = int(np.argmin(distance))
        if distance[row] <= max(column.radius, 3.0):
            return Hit(column.layer, int(column.shown[row]))
    for gap, labels in enumerate(layout.edge_labels):
        for number, rect in enumerate(labels):
            if rect.contains(point):
                return _edge_hit(layout, gap, number)
    return _nearest_edge(layout, point, reach)


def _label_hit(layout: Layout, column: Column, point: QPointF) -> Hit | None:
    """The bias or neuron whose square or pill lies under the point."""
    if column.tier == "dot" and column.bias_rect(0) is None:
        return None
    for row, unit in enumerate(column.shown.tolist()):
        bias, delta = column.bias_rect(row), column.delta_rect(row)
        if bias is not None and bias.contains(point):
            return Hit(column.layer, unit, layout.columns[column.layer - 1].units)
        if delta is not None and delta.contains(point):
            return Hit(column.layer, unit)
    return None


def _nearest_edge(layout: Layout, point: QPointF, reach: float) -> Hit | None:
    for gap, ends in enumerate(layout.ends):
        x1, x2 = float(ends[0, 0]), float(ends[0, 2])
        if not x1 <= point.x() <= x2 or x1 == x2:
            continue
        rise = ends[:, 3] - ends[:, 1]
        y = ends[:, 1] + rise * ((point.x() - x1) / (x2 - x1))
        distance = np.abs(y - point.y()) * (x2 - x1) / np.hypot(rise, x2 - x1)
        number = int(np.argmin(distance))
        return _edge_hit(layout, gap, number) if distance[number] <= reach else None
    return None


def _edge_hit(layout: Layout, gap: int, number: int) -> Hit:
    left, right = layout.columns[gap], layout.columns[gap + 1]
    i, j = divmod(number, len(right.shown))
    return Hit(right.layer, int(right.shown[j]), int(left.shown[i]))
