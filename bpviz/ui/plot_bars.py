"""One bar per layer, with marks for what its height means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter

from bpviz.ui.marks import HOLLOW, MARKS
from bpviz.ui.plot_items import PlotThing, Scale, solid_pen
from bpviz.ui.plot_scales import Scale as AxisScale
from bpviz.ui.plot_scales import places, read
from bpviz.ui.theme import DARK, Theme

Kind = Literal["ok", "vanishing", "exploding", "non_finite", "unknown", "sick"]
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


class Bars(PlotThing):
    """Bars whose foot is the lower edge of a logarithmic axis, or else zero.

    A value that is not known yet is a low, dashed, empty slot; zero, which has no place on a
    logarithmic axis, is the digit 0 at the foot; what is not finite is a hatched slot. Where the
    axis has no room beyond a bar, what is written there stands upon the bar: its end is its value.
    """

    def __init__(self, box: pg.ViewBox, z: float = 10.0) -> None:
        super().__init__(box, z)
        self.bars: tuple[Bar, ...] = ()
        self.axis: AxisScale = "log"
        self.ink = "backward"
        self.theme: Theme = DARK

    def set_bars(self, bars: Sequence[Bar], axis: AxisScale = "log", ink: str = "backward") -> None:
        """Show other bars on an axis of that kind; `ink` is the theme's colour of healthy ones."""
        self.bars, self.axis, self.ink = tuple(bars), axis, ink
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Colours and type sizes."""
        self.theme = theme
        self.update()

    def color(self, kind: str) -> QColor:
        """The colour of a bar of that kind."""
        names = {"ok": self.ink, "vanishing": "batch", "unknown": "muted", "sick": "warning"}
        return self.theme.color(names.get(kind, "danger"))

    def headroom(self) -> float:
        """Logical pixels that value and mark need above the highest bar."""
        value = QFontMetricsF(self.theme.font(VALUE_SIZE)).height()
        return value + QFontMetricsF(self.theme.font(MARK_SIZE, bold=True)).height() + 4

    def _texts(self, scale: Scale) -> dict[Bar, str]:
        """The bars' values, where there is room for all: values at some only would mislead."""
        metrics = QFontMetricsF(self.theme.font(VALUE_SIZE))
        room = float(scale.x(1.0) - scale.x(0.0)) - 3
        texts = {b: read(b.value, self.axis, 2) for b in self.bars if b.kind not in _WITHOUT_VALUE}
        fit = all(metrics.horizontalAdvance(text) <= room for text in texts.values())
        return texts if fit else {}

    def draw(self, painter: QPainter, scale: Scale) -> None:
        texts, log = self._texts(scale), self.axis == "log"
        rect, room = scale.rect, float(scale.x(1.0) - scale.x(0.0))
        width = min(_WIDTH * room, _WIDEST * self.theme.font_scale)
        zero = rect.bottom() if log else min(max(float(scale.y(0.0)), rect.top()), rect.bottom())
        tops = scale.y(places([bar.value for bar in self.bars], self.axis)).tolist()
        for bar, top in zip(self.bars, tops, strict=True):
            left = float(scale.x(bar.at)) - width / 2
            slot = QRectF(left, rect.top() + 2, width, rect.height() - 2)
            if bar.kind == "unknown":
                height = min(_SLOT * self.theme.font_scale, zero - rect.top())
                self._slot(painter, QRectF(left, zero - height, width, height))
            elif bar.kind == "non_finite":
                self._not_finite(painter, slot, rect)
            elif bar.value == 0 and log:
                self._mark(painter, slot.center().x(), zero, "0", bar, rect, MARK_SIZE)
            else:
                end = min(max(top, rect.top()), zero - 1 if bar.value >= 0 else rect.bottom())
                area = QRectF(left, min(end, zero), width, abs(end - zero))
                self._bar(painter, area, bar, texts.get(bar, ""), rect)

    def _slot(self, p: QPainter, slot: QRectF) -> None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(solid_pen(self.theme.color("muted", 0.8), dashed=True))
        p.drawRect(slot)

    def _not_finite(self, p: QPainter, slot: QRectF, within: QRectF) -> None:
        p.setPen(solid_pen(self.color("non_finite"), 1.5))
        p.setBrush(QBrush(self.theme.color("danger", 0.55), Qt.BrushStyle.BDiagPattern))
        p.drawRect(slot)
        p.setBrush(Qt.BrushStyle.NoBrush)
        height = QFontMetricsF(self.theme.font(MARK_SIZE, bold=True)).height()
        foot = slot.top() + 1.5 * height
        self._mark(p, slot.center().x(), foot, "", Bar(0, 0, "non_finite"), within)

    def _bar(self, p: QPainter, area: QRectF, bar: Bar, text: str, within: QRectF) -> None:
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # ten times faster
        p.fillRect(area, self.color(bar.kind))
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        foot = area.top()
        if bar.value < 0 and text:
            height = QFontMetricsF(self.theme.font(VALUE_SIZE)).height()
            foot = area.bottom() + height
        self._mark(p, area.center().x(), foot, text, bar, within)

    def _mark(
        self,
        p: QPainter,
        x: float,
        foot: float,
        text: str,
        bar: Bar,
        within: QRectF,
        size: int = VALUE_SIZE,
    ) -> None:
        """Write `text` above `foot`, and above it the mark of `bar`, both inside `within`."""
        gray = bar.kind == "vanishing"
        color = self.theme.color("text") if gray else self.color(bar.kind)
        lines = [
            (text, self.theme.font(size), self.theme.color("text")),
            (bar.mark(), self.theme.font(MARK_SIZE, bold=True), color),
        ]
        lines = [line for line in lines if line[0]]
        needed = sum(QFontMetricsF(font).height() - 2 for _, font, _ in lines) + 2
        inside = foot - needed < within.top() or foot > within.bottom()
        free = min(foot + needed + 2, within.bottom()) if inside else foot
        for line, font, ink in lines:
            free = self._write(p, x, free, line, font, ink, plate=inside)

    def _write(
        self,
        p: QPainter,
        x: float,
        foot: float,
        text: str,
        font: QFont,
        ink: QColor,
        *,
        plate: bool,
    ) -> float:
        """Write a line above `foot`, on a ground of its own if on a `plate`; give the next foot."""
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(text) + 4, metrics.height()
        area = QRectF(x - width / 2, foot - height, width, height)
        if plate:
            p.fillRect(area, self.theme.color("panel", 0.9))
        p.setFont(font)
        p.setPen(ink)
        p.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        return area.top() + 2
