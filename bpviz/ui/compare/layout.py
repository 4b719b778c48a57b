"""Where the parts of a comparison stand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

HEADER = 34.0
"""Height of the title's row, in pixels of ordinary type."""
BROAD = 900.0
"""Width, in pixels of ordinary type, from which all plots stand in one row."""


@dataclass(frozen=True)
class Areas:
    """The header, a pane for each run, and the plots: gradients, activations, losses, surface."""

    header: QRectF
    panes: tuple[QRectF, ...]
    plots: tuple[QRectF, QRectF, QRectF, QRectF]


def areas(rect: QRectF, runs: int, scale: float) -> Areas:
    """Panes beside each other, below them the plots: in a row, or in two where it is narrow."""
    header = QRectF(rect.left(), rect.top(), rect.width(), HEADER * scale)
    broad = rect.width() >= BROAD * scale
    share = 0.54 if broad else 0.4
    top = QRectF(
        rect.left(), header.bottom(), rect.width(), share * (rect.height() - HEADER * scale)
    )
    width = top.width() / max(1, runs)
    panes = tuple(
        QRectF(top.left() + k * width, top.top(), width, top.height()) for k in range(runs)
    )
    below = QRectF(rect.left(), top.bottom(), rect.width(), rect.bottom() - top.bottom())
    if broad:
        shares = (0.24, 0.24, 0.24, 0.28)
        lefts = [below.left() + below.width() * sum(shares[:k]) for k in range(4)]
        first, second, third, last = (
            QRectF(left, below.top(), below.width() * part, below.height())
            for left, part in zip(lefts, shares, strict=True)
        )
        return Areas(header, panes, (first, second, third, last))
    half, high = below.width() / 2, below.height() / 2
    first = QRectF(below.left(), below.top(), half, high)
    return Areas(
        header,
        panes,
        (
            first,
            first.translated(half, 0),
            first.translated(0, high),
            first.translated(half, high),
        ),
    )
