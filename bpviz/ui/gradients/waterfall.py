"""The error signal's way back as a waterfall: how far each cause takes it up or down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter

from bpviz.core.signal_factors import SignalFactors
from bpviz.ui.number_text import measured
from bpviz.ui.plot_items import PlotThing, Scale
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.theme import DARK, Theme

Cause = Literal["weight", "dropout", "slope"]
COLORS: dict[Cause, str] = {"weight": "update", "dropout": "batch", "slope": "warning"}
"""In the order in which they act."""

FREE = 0.1
"""On either side of a layer's dot, as a share of the way to the next."""
_LABEL = 11.0
_THINNEST = 2.0  # logical pixels of a piece that changes nothing


@dataclass(frozen=True)
class Piece:
    """What one cause does to the signal, between `left` and `right` on the axis of layers.

    `start` and `end` are log10 of the norm before and after; the end is −∞ where nothing is left.
    """

    layer: int
    cause: Cause
    left: float
    right: float
    start: float
    end: float

    @property
    def factor(self) -> float:
        """The norm after, over that before."""
        return 10.0 ** (self.end - self.start)


def pieces_of(
    factors: SignalFactors, norm: float, left: float, right: float, *, dropout: bool
) -> list[Piece]:
    """What takes the signal from `norm` on, from `right` to `left`; nothing where it is no number.

    `dropout` says whether the layer has any.
    """
    causes: list[Cause] = ["weight", "dropout", "slope"] if dropout else ["weight", "slope"]
    values: dict[Cause, float] = {
        "weight": factors.weight,
        "dropout": factors.dropout,
        "slope": factors.slope,
    }
    width, at, found = (right - left) / len(causes), log10(norm), list[Piece]()
    for i, cause in enumerate(causes):
        if not math.isfinite(at) or not 0 <= values[cause] < math.inf:
            break
        end = at + log10(values[cause])
        edge = right - i * width
        found.append(Piece(factors.layer, cause, edge - width, edge, at, end))
        at = end
    return found


def log10(value: float) -> float:
    """log10 of a norm; −∞ of 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.log10(value))


class Waterfall(PlotThing):
    """Pieces side by side, each beginning where the one at its right ended.

    Layers whose way is not known yet have an empty, dashed slot at the foot, those whose signal is
    zero the digit 0, those whose signal is not finite a hatched slot: as `Bars` does it.
    """

    def __init__(self, box: pg.ViewBox, z: float = 8.0) -> None:
        super().__init__(box, z)
        self.theme: Theme = DARK
        self.pieces: tuple[Piece, ...] = ()
        self.totals: tuple[Piece, ...] = ()
        self.unknown: tuple[int, ...] = ()
        self.zeros: tuple[int, ...] = ()
        self.bad: tuple[int, ...] = ()
        self.selected: tuple[float, float] | None = None
        self.border = math.nan

    def set_theme(self, theme: Theme) -> None:
        """Colours and type sizes."""
        self.theme = theme
        self.update()

    def set_data(
        self,
        pieces: Sequence[Piece],
        totals: Sequence[Piece],
        *,
        unknown: Sequence[int] = (),
        zeros: Sequence[int] = (),
        bad: Sequence[int] = (),
        selected: tuple[float, float] | None = None,
        border: float = math.nan,
    ) -> None:
        """Show other pieces; `totals` stand left of a line at `border`, a band is `selected`."""
        self.pieces, self.totals = tuple(pieces), tuple(totals)
        self.unknown, self.zeros, self.bad = tuple(unknown), tuple(zeros), tuple(bad)
        self.selected, self.border = selected, border
        self.update()

    def label_room(self) -> float:
        """Logical pixels that a factor needs above or below its piece."""
        return QFontMetricsF(self.theme.font(_LABEL)).height() + 4

    # ---- drawing -----------------------------------------------------------------------------

    def draw(self, painter: QPainter, scale: Scale) -> None:
        if self.selected is not None:
            left, right = (float(scale.x(end)) for end in self.selected)
            band = QRectF(left, scale.rect.top(), right - left, scale.rect.height())
            painter.fillRect(band & scale.rect, self.theme.color("accent", 0.18))
        self._frame_of_totals(painter, scale)
        for group in (self.pieces, self.totals):
            for piece in group:
                self._piece(painter, scale, piece)
            if self._labels_fit(scale, group):
                for piece in group:
                    self._label(painter, scale, piece)
        for layer in self.unknown:
            self._slot(painter, self._foot(scale, layer, 16.0 * self.theme.font_scale))
        for layer in self.bad:
            self._not_finite(painter, self._foot(scale, layer, scale.rect.height() - 4))
        for layer in self.zeros:
            foot = QPointF(float(scale.x(layer)), scale.rect.bottom())
            self._write(painter, foot, "0", 15.0, above=True)

    def _frame_of_totals(self, p: QPainter, scale: Scale) -> None:
        """A line beside them, and the height at which the signal starts, carried over to them."""
        if not self.totals:
            return
        ink, rect = self.theme.color("muted"), scale.rect
        x = round(float(scale.x(self.border)))
        p.fillRect(QRectF(x, rect.top(), 1, rect.height()), self.theme.color("border"))
        y = float(scale.y(self.totals[0].start))
        if rect.top() <= y <= rect.bottom():
            p.setPen(solid_pen(ink, dashed=True))
            right = max(piece.right for piece in self.pieces)
            p.drawLine(QPointF(scale.x(self.totals[0].left), y), QPointF(scale.x(right), y))

    def place(self, scale: Scale, piece: Piece) -> QRectF:
        """Where a piece lies, within the plot."""
        ends = [float(scale.y(piece.start)), float(scale.y(piece.end))]
        top, bottom = min(ends), max(ends)
        if bottom - top < _THINNEST:
            top, bottom = top - _THINNEST / 2, top + _THINNEST / 2
        left, right = float(scale.x(piece.left)), float(scale.x(piece.right))
        top, bottom = max(top, scale.rect.top()), min(bottom, scale.rect.bottom())
        return QRectF(left, top, right - left, max(0.0, bottom - top))

    def _piece(self, p: QPainter, scale: Scale, piece: Piece) -> None:
        box = self.place(scale, piece)
        if box.height() > 0:
            p.fillRect(box, self.theme.color(COLORS[piece.cause]))

    def _labels_fit(self, scale: Scale, pieces: Sequence[Piece]) -> bool:
        """Whether all have room for their factors; some only would mislead."""
        metrics = QFontMetricsF(self.theme.font(_LABEL))
        return all(
            metrics.horizontalAdvance(_times(piece)) <= scale.x(piece.right) - scale.x(piece.left)
            for piece in pieces
        )

    def _label(self, p: QPainter, scale: Scale, piece: Piece) -> None:
        """Beyond the end: there the plot is free."""
        box, up = self.place(scale, piece), piece.end > piece.start
        room = self.label_room()
        top, bottom = scale.rect.top() + room, scale.rect.bottom() - room
        y = max(box.top(), top) if up else min(box.bottom(), bottom)
        at = QPointF(box.center().x(), y)
        self._write(p, at, _times(piece), _LABEL, above=up)

    def _write(self, p: QPainter, at: QPointF, text: str, size: float, *, above: bool) -> None:
        p.setFont(self.theme.font(size))
        metrics = QFontMetricsF(p.font())
        width, height = metrics.horizontalAdvance(text) + 4, metrics.height()
        top = at.y() - height - 1 if above else at.y() + 1
        box = QRectF(at.x() - width / 2, top, width, height)
        p.fillRect(box, self.theme.color("panel", 0.75))
        p.setPen(self.theme.color("text"))
        p.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    @staticmethod
    def _foot(scale: Scale, layer: int, height: float) -> QRectF:
        """The way to `layer`, from the layer above it, at the foot of the plot."""
        left, right = float(scale.x(layer + FREE)), float(scale.x(layer + 1 - FREE))
        return QRectF(left, scale.rect.bottom() - height, right - left, height)

    def _slot(self, p: QPainter, slot: QRectF) -> None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(solid_pen(self.theme.color("muted", 0.8), dashed=True))
        p.drawRect(slot)

    def _not_finite(self, p: QPainter, slot: QRectF) -> None:
        p.setPen(solid_pen(self.theme.color("danger"), 1.5))
        p.setBrush(QBrush(self.theme.color("danger", 0.55), Qt.BrushStyle.BDiagPattern))
        p.drawRect(slot)
        p.setBrush(Qt.BrushStyle.NoBrush)
        self._write(p, QPointF(slot.center().x(), slot.top() + 4), "✕", 15.0, above=False)


def _times(piece: Piece) -> str:
    return "×" + measured(piece.factor, 2)
