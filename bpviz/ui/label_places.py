"""Where labels of points go: beside their points, inside the plot, not upon each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF

_SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))


def _area(box: QRectF) -> float:
    return max(0.0, box.width()) * max(0.0, box.height())


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
    best: list[QRectF] = []
    least = math.inf
    for first in range(len(points)):
        order = [*range(first, len(points)), *range(first)]
        ordered = [points[i] for i in order], [sizes[i] for i in order]
        found = _one_by_one(*ordered, rect, away, avoid)
        total = covered(found) + sum(_covered(box, avoid) for box in found)
        if total < least:
            least, best = total, [found[order.index(i)] for i in range(len(points))]
        if total == 0:
            break
    return best


def covered(boxes: Sequence[QRectF]) -> float:
    """How much of the boxes lies upon others, in square pixels."""
    return sum(_covered(box, boxes[:i]) for i, box in enumerate(boxes))


def _one_by_one(
    points: Sequence[QPointF],
    sizes: Sequence[QSizeF],
    rect: QRectF,
    away: float,
    avoid: Sequence[QRectF],
) -> list[QRectF]:
    marks = [QRectF(p.x() - away / 2, p.y() - away / 2, away, away) for p in points] + [*avoid]
    taken: list[QRectF] = []
    for point, size in zip(points, sizes, strict=True):
        candidates = []
        for dx, dy in _SIDES:
            # At a corner the label may come nearer, as the mark is round.
            gap = away if not (dx and dy) else 0.6 * away
            center = QPointF(
                point.x() + dx * (gap + size.width() / 2),
                point.y() + dy * (gap + size.height() / 2),
            )
            box = QRectF(QPointF(0, 0), size)
            box.moveCenter(center)
            _push_into(box, rect)
            candidates.append(box)
        taken.append(min(candidates, key=lambda box: _covered(box, [*marks, *taken])))
    return taken


def _push_into(box: QRectF, rect: QRectF) -> None:
    """Move `box` into `rect`; where it is too large its left upper corner counts."""
    box.moveLeft(max(min(box.left(), rect.right() - box.width()), rect.left()))
    box.moveTop(max(min(box.top(), rect.bottom() - box.height()), rect.top()))


def _covered(box: QRectF, others: Sequence[QRectF]) -> float:
    return sum(_area(box.intersected(other)) for other in others)
