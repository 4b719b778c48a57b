"""Where labels of points go: beside their points, inside the plot, not upon each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF

Floats = NDArray[np.float64]

_SIDES = np.array([(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)], float)


def places(
    points: Sequence[QPointF],
    sizes: Sequence[QSizeF],
    rect: QRectF,
    away: float,
    avoid: Sequence[QRectF] = (),
) -> list[QRectF]:
    """A box for each point's label, `away` pixels from the point.

    Below the point where that is free, else above, right, left or at a corner of it; where no
    place is free, the one that covers least of the points, of the labels before it and of the areas
    to `avoid`. Each label is tried as the first; the arrangement that covers least wins.
    """
    count = len(points)
    half = away / 2
    marks = [(p.x() - half, p.y() - half, p.x() + half, p.y() + half) for p in points]
    kept = _corners(avoid)
    obstacles = np.concatenate([np.array(marks).reshape(-1, 4), kept])
    beside = [
        _candidates(point, size, rect, away) for point, size in zip(points, sizes, strict=True)
    ]
    # Each candidate's share upon what is there anyway is the same in every order.
    costs = [_covering(boxes, obstacles) for boxes in beside]
    best: list[Floats] = []
    least = math.inf
    for first in range(count):
        taken: dict[int, Floats] = {}
        for i in (*range(first, count), *range(first)):
            others = np.array([*taken.values()]).reshape(-1, 4)
            chosen = int(np.argmin(costs[i] + _covering(beside[i], others)))
            taken[i] = beside[i][chosen]
        found = [taken[i] for i in range(count)]
        total = _overlap(found) + float(_covering(np.array(found), kept).sum())
        if total < least:
            least, best = total, found
        if total == 0:
            break
    return [QRectF(QPointF(*box[:2]), QPointF(*box[2:])) for box in np.array(best).tolist()]


def covered(boxes: Sequence[QRectF]) -> float:
    """How much of the boxes lies upon others, in square pixels."""
    return _overlap(_corners(boxes))


def _corners(boxes: Sequence[QRectF]) -> Floats:
    """Left, top, right and bottom of each box, (m, 4)."""
    edges = [(box.left(), box.top(), box.right(), box.bottom()) for box in boxes]
    return np.array(edges, dtype=np.float64).reshape(-1, 4)


def _candidates(point: QPointF, size: QSizeF, rect: QRectF, away: float) -> Floats:
    """The boxes beside a point, (8, 4), pushed into `rect`."""
    extent = np.array([size.width(), size.height()])
    # At a corner the label may come nearer, as the mark is round.
    gap = np.where(_SIDES.all(axis=1), 0.6 * away, away)[:, None]
    middle = (point.x(), point.y()) + _SIDES * (gap + extent / 2)
    low = np.array([rect.left(), rect.top()])
    high = np.array([rect.right(), rect.bottom()])
    # Where a box is too large its left upper corner counts.
    start = np.maximum(np.minimum(middle - extent / 2, high - extent), low)
    return np.concatenate([start, start + extent], axis=1)


def _covering(boxes: Floats, others: Floats) -> Floats:
    """How many square pixels of others (m, 4) each of the boxes (k, 4) covers, (k,)."""
    start = np.maximum(boxes[:, None, :2], others[:, :2])
    stop = np.minimum(boxes[:, None, 2:], others[:, 2:])
    return np.asarray(np.maximum(stop - start, 0.0).prod(axis=2).sum(axis=1))


def _overlap(boxes: Sequence[Floats] | Floats) -> float:
    whole = np.asarray(boxes).reshape(-1, 4)
    return sum(float(_covering(whole[i : i + 1], whole[:i])[0]) for i in range(1, len(whole)))
