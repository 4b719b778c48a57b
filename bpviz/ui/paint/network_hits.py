"""What lies under a point of the network diagram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF

from bpviz.ui.paint.network_column import PILL_WIDTH, Column
from bpviz.ui.paint.network_layout import Layout


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


def band_at(layout: Layout, point: QPointF) -> int | None:
    """The layer whose band, mark or value lies at a point, in a tinted diagram."""
    for layer, band in enumerate(layout.bands):
        if layer and (band.contains(point) or layout.value_rect(layer).contains(point)):
            return layer
    return None
