"""Edges of the network diagram as coordinates, and places for the numbers on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from bpviz.ui.paint.network_column import Column

EDGE_LABEL = (66.0, 19.0)
LABELLED_EDGES = 12
"""Most edges between two layers that may carry their numbers."""


def edge_ends(left: Column, right: Column) -> NDArray[np.float64]:
    """(m_in · m_out, 4): x1, y1, x2, y2 of the edges between two columns."""
    ends = np.empty((len(left.ys), len(right.ys), 4))
    ends[..., 0] = left.x + left.radius
    ends[..., 1] = left.ys[:, None]
    ends[..., 2] = right.x - right.radius
    ends[..., 3] = right.ys
    return ends.reshape(-1, 4)


def edge_labels(ends: NDArray[np.float64], obstacles: list[QRectF], k: float) -> tuple[QRectF, ...]:
    """Places for the numbers of all edges of a gap, or none if one of them finds no place.

    Each edge takes the place along itself that the fewest other edges cross.

    Parameters
    ----------
    ends : (m, 4) array
        As from `edge_ends`.
    obstacles : list of QRectF
        What must not be covered.
    k : float
        Pixels per unit of length.
    """
    if len(ends) > LABELLED_EDGES:
        return ()
    width, height = EDGE_LABEL[0] * k, EDGE_LABEL[1] * k
    low, high = float(ends[0, 0]) + 4 * k, float(ends[0, 2]) - 4 * k
    taken = list(obstacles)
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


def _crossed(rect: QRectF, ends: NDArray[np.float64]) -> int:
    """How many edges pass through the rectangle; edges run from left to right."""
    slope = (ends[:, 3] - ends[:, 1]) / (ends[:, 2] - ends[:, 0])
    y1 = ends[:, 1] + slope * (rect.left() - ends[:, 0])
    y2 = ends[:, 1] + slope * (rect.right() - ends[:, 0])
    inside = (np.maximum(y1, y2) > rect.top()) & (np.minimum(y1, y2) < rect.bottom())
    return int(np.count_nonzero(inside)) - 1
