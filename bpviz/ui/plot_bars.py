"""One bar per layer on a logarithmic axis, with marks for what its height means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter

from bpviz.ui.marks import HOLLOW, MARKS
from bpviz.ui.number_text import measured
from bpviz.ui.plot_items import PlotThing, Scale, solid_pen
from bpviz.ui.theme import DARK, Theme

Kind = Literal["ok", "vanishing", "exploding", "non_finite", "unknown"]
MARK_SIZE = 15
VALUE_SIZE = 11
_WITHOUT_VALUE = ("unknown", "non_finite")
_WIDTH = 0.68  # of the distance between two bars
_WIDEST = 90.0  # logical pixels
_SLOT = 16.0  # height of the empty slot of a bar that is not there yet


@dataclass(frozen=True)
class Bar:
    """A bar at `at`, as high as `value` (not its logarithm; NaN where nothing is known).

    The mark is hollow where not this value but another says what `kind` is.
    """

    at: float
    value: float
    kind: Kind
    hollow: bool = False

    def mark(self) -> str:
        """The sign above the bar."""
        return (HOLLOW if self.hollow else MARKS)[self.kind]


class LogBars(PlotThing):
    """Bars whose foot is the lower edge of the plot.

    A value that is not known yet is a low, dashed, empty slot; zero, which has no place on a
    logarithmic axis, is the digit 0 at the foot; what is not finite is a hatched slot.
    """

    def __init__(self, box: pg.ViewBox, z: float = 10.0) -> None:
        super().__init__(box, z)
        self.bars: tuple[Bar, ...] = ()
        self.theme: Theme = DARK

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self.bars = tuple(bars)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Colours and type sizes."""
        self.theme = theme
        self.update()

    def color(self, kind: str) -> QColor:
        """The colour of a bar of that kind."""
        names = {"ok": "backward", "vanishing": "batch", "unknown": "muted"}
        return self.theme.color(names.get(kind, "danger"))

    def headroom(self) -> float:
        """Logical pixels that value and mark need above the highest bar."""
        value = QFontMetricsF(self.theme.font(VALUE_SIZE)).height()
        return value + QFontMetricsF(self.theme.font(MARK_SIZE, bold=True)).height() + 4

    def _values_fit(self, scale: Scale) -> bool:
        """Whether all bars have room for their values; values at some only would mislead."""
        metrics = QFontMetricsF(self.theme.font(VALUE_SIZE))
        room = float(scale.x(1.0) - scale.x(0.0)) - 3
        texts = [measured(bar.value, 2) for bar in self.bars if bar.kind not in _WITHOUT_VALUE]
        return all(metrics.horizontalAdvance(text) <= room for text in texts)

    def draw(self, painter: QPainter, scale: Scale) -> None:
        with_value = self._values_fit(scale)
        for bar in self.bars:
            room = float(scale.x(bar.at + 1) - scale.x(bar.at))
            width = min(_WIDTH * room, _WIDEST * self.theme.font_scale)
            left = float(scale.x(bar.at)) - width / 2
            slot = QRectF(left, scale.rect.top() + 2, width, scale.rect.height() - 2)
            if bar.kind == "unknown":
                height = min(_SLOT * self.theme.font_scale, slot.height())
                self._slot(painter, slot.adjusted(0, slot.height() - height, 0, 0))
            elif bar.kind == "non_finite":
                self._not_finite(painter, slot)
            elif bar.value == 0:
                mark = bar.mark()
                self._mark(painter, slot.center().x(), scale.rect.bottom(), "0", bar.kind, mark)
            else:
                top = min(float(scale.y(np.log10(bar.value))), scale.rect.bottom() - 1)
                # A bar too high for the axis still has its value and mark above it.
                top = max(top, scale.rect.top() + min(self.headroom(), scale.rect.height() / 2))
                rect = QRectF(left, top, width, scale.rect.bottom() - top)
                self._bar(painter, rect, bar, with_value)

    def _slot(self, p: QPainter, slot: QRectF) -> None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(solid_pen(self.theme.color("muted", 0.8), dashed=True))
        p.drawRect(slot)

    def _not_finite(self, p: QPainter, slot: QRectF) -> None:
        p.setPen(solid_pen(self.color("non_finite"), 1.5))
        p.setBrush(QBrush(self.theme.color("danger", 0.55), Qt.BrushStyle.BDiagPattern))
        p.drawRect(slot)
        p.setBrush(Qt.BrushStyle.NoBrush)
        height = QFontMetricsF(self.theme.font(MARK_SIZE, bold=True)).height()
        self._mark(p, slot.center().x(), slot.top() + 1.5 * height, "", "non_finite", "✕")

    def _bar(self, p: QPainter, rect: QRectF, bar: Bar, with_value: bool) -> None:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self.color(bar.kind))
        p.drawRect(rect)
        text = measured(bar.value, 2) if with_value else ""
        self._mark(p, rect.center().x(), rect.top(), text, bar.kind, bar.mark())

    def _mark(self, p: QPainter, x: float, foot: float, text: str, kind: str, mark: str) -> None:
        """Write `text` above `foot`, and above it the mark for `kind`."""
        if text:
            font = self.theme.font(VALUE_SIZE if text != "0" else MARK_SIZE)
            foot = self._write(p, x, foot, text, font, self.theme.color("text"))
        if mark:
            font = self.theme.font(MARK_SIZE, bold=True)
            color = self.color(kind) if kind != "vanishing" else self.theme.color("text")
            self._write(p, x, foot, mark, font, color)

    @staticmethod
    def _write(p: QPainter, x: float, foot: float, text: str, font: object, color: QColor) -> float:
        p.setFont(font)  # type: ignore[arg-type]
        p.setPen(color)
        metrics = QFontMetricsF(p.font())
        width, height = metrics.horizontalAdvance(text) + 4, metrics.height()
        corner = QPointF(x - width / 2, foot - height)
        flags = Qt.AlignmentFlag.AlignCenter
        p.drawText(QRectF(corner.x(), corner.y(), width, height), flags, text)
        return corner.y() + 2
