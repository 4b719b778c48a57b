"""Where the ticks of an axis stand, how numbers read on it, and the axis itself.

pyqtgraph scales numbers with SI prefixes and writes "1e-05"; a lecture needs the blackboard's
10⁻⁵, so both the choice of ticks and the drawing are done here. An axis paints in logical pixels
with pens that scale with the picture, and reads well in PNG, SVG and PDF alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from bpviz.ui.colors import mixed
from bpviz.ui.number_text import number, power_of_ten, with_sign
from bpviz.ui.theme import DARK, Theme

__all__ = ["Axis", "Ticks", "decade_ticks", "linear_ticks", "number", "power_of_ten"]

TICK_SIZE = 12
LABEL_SIZE = 13
_TICK = 4.0  # length of a tick mark
_GAP = 3.0  # between tick mark and number, number and label

_DECADES = 400.0


@dataclass(frozen=True)
class Ticks:
    """Tick positions in the axis's own coordinate, with the numbers of the labelled ones."""

    labelled: tuple[tuple[float, str], ...] = ()
    small: tuple[float, ...] = ()


def linear_ticks(low: float, high: float, count: int, *, whole: bool = False) -> Ticks:
    """At most about `count` ticks at 1, 2 or 5 times a power of ten within [low, high].

    `whole` keeps to whole numbers (layers, iterations).
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return Ticks()
    rough = span / max(1, count)
    unit = 10.0 ** math.floor(math.log10(rough))
    steps = [m * unit for m in (0.2, 0.5, 1, 2, 5, 10)]
    at = next(i for i, step in enumerate(steps) if step >= rough * (1 - 1e-9))

    def inside(step: float) -> tuple[int, int]:
        return math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)

    # No axis without a sense of scale: two ticks at least.
    while at > 0 and inside(steps[at])[1] <= inside(steps[at])[0]:
        at -= 1
    step = max(1.0, steps[at]) if whole else steps[at]
    first, last = inside(step)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    largest = max(abs(first), abs(last)) * step
    # One power of ten for the whole axis: 80000 under 1.2·10⁵ cannot be compared at a glance.
    power = 0
    if largest >= 1e5 or 0 < largest < 1e-3:
        power = math.floor(math.log10(largest) + 1e-9)
        decimals = max(0, power - math.floor(math.log10(step) + 1e-9))

    def text(value: float) -> str:
        if power and value == 0:
            return "0"
        plain = with_sign(f"{value / 10.0**power:.{decimals}f}".replace("-", "−"))
        return f"{plain}·{power_of_ten(power)}" if power else plain

    # k * step rather than a running sum, so that zero is exactly zero.
    return Ticks(tuple((k * step, text(k * step)) for k in range(first, last + 1)))


def decade_ticks(low: float, high: float, count: int) -> Ticks:
    """Ticks of a logarithmic axis whose coordinate is log10 of the value.

    Powers of ten, thinned out evenly to about `count`; within less than two decades also 2 and 5
    times them.
    """
    # No number lies beyond; what does is the range of a linear axis that has just become this one.
    low, high = max(low, -_DECADES), min(high, _DECADES)
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return Ticks()
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    step = max(1, math.ceil(len(decades) / max(1, count)))
    labelled = {float(d): power_of_ten(d) for d in decades if d % step == 0}
    if len(labelled) < 2:  # no axis without a sense of scale
        labelled = {float(d): power_of_ten(d) for d in {*decades[:1], *decades[-1:]}}
    small = {float(d) for d in decades} - labelled.keys()
    if span <= 4:
        around = range(math.floor(low), math.ceil(high) + 1)
        between = {(d, m): d + math.log10(m) for d in around for m in range(2, 10)}
        inside = {key: at for key, at in between.items() if low <= at <= high}
        small |= set(inside.values())
        if len(labelled) < 2:
            wanted = (2, 5) if span > 0.5 else range(2, 10)
            labelled |= {at: number(m * 10.0**d, 2) for (d, m), at in inside.items() if m in wanted}
            small -= labelled.keys()
    return Ticks(tuple(sorted(labelled.items())), tuple(sorted(small)))


class Axis(pg.AxisItem):
    """A left or bottom axis with readable numbers; its own range is that of the linked view."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.theme: Theme = DARK
        self.title = ""
        self.log = False
        self.whole = False
        self.grid_lines = True
        self.names: tuple[tuple[float, str], ...] | None = None
        self.least_extent = 0.0
        self._ticks: tuple[tuple[object, ...], Ticks] | None = None
        self.label.setVisible(False)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # gives exposedRect

    @property
    def _upright(self) -> bool:
        return self.orientation == "left"

    def ticks(self) -> Ticks:
        """The ticks for the range and length of now."""
        size = self.size()
        key = (*self.range, self.log, self.whole, self.names, self.theme.font_scale, size)
        if self._ticks is None or self._ticks[0] != key:
            self._ticks = (key, self._find_ticks())
        return self._ticks[1]

    def _find_ticks(self) -> Ticks:
        low, high = self.range
        if self.names is not None:
            return Ticks(tuple(n for n in self.names if low <= n[0] <= high))
        metrics = QFontMetricsF(self.theme.font(TICK_SIZE))
        length = self.size().height() if self._upright else self.size().width()
        if self._upright:
            room = 2.2 * metrics.height()
        else:
            room = 2.0 * metrics.horizontalAdvance("10⁻¹⁰" if self.log else "0000")
        count = max(1 if self.log else 2, int(length / room))
        if self.log:
            return decade_ticks(low, high, count)
        return linear_ticks(low, high, count, whole=self.whole)

    def wanted_extent(self) -> float:
        """Width (left) or height (bottom) in logical pixels that numbers and title need.

        At least `least_extent`, with which plots one above the other are aligned.
        """
        return max(self.own_extent(), self.least_extent)

    def own_extent(self) -> float:
        """`wanted_extent`, whatever other plots need."""
        numbers = QFontMetricsF(self.theme.font(TICK_SIZE))
        titles = QFontMetricsF(self.theme.font(LABEL_SIZE))
        extent = _TICK + _GAP + (titles.height() + _GAP if self.title else 0.0)
        if self._upright:
            widths = [numbers.horizontalAdvance(text) for _, text in self.ticks().labelled]
            # In steps of 8, so that the plot does not jump with each digit.
            extent += 8 * math.ceil(max(widths, default=0.0) / 8)
        else:
            extent += numbers.height()
        return extent

    def fit(self) -> None:
        """Take as much room as the numbers need now."""
        extent = self.wanted_extent()
        if self._upright and extent != self.fixedWidth:
            self.setWidth(extent)
        elif not self._upright and extent != self.fixedHeight:
            self.setHeight(extent)

    def boundingRect(self) -> QRectF:
        """The axis, the grid over the plot and numbers that reach past the ends."""
        rect = QRectF(self.rect()).adjusted(-30, -60, 30, 60)
        view = self.linkedView()
        if view is not None:
            rect = rect.united(self.mapRectFromItem(view, view.rect()))
        return rect

    def paint(self, p: QPainter, opt: Any, widget: Any) -> None:
        """Grid, line, ticks, numbers and title, in logical pixels."""
        view = self.linkedView()
        if view is None:
            return
        plot = self.mapRectFromItem(view, view.rect())
        ticks = self.ticks()
        if self.grid_lines:
            faint = mixed(self.theme.color("border"), self.theme.color("panel"), 0.65)
            for at, _ in ticks.labelled:
                self._line(p, plot, at, faint, inside=True)
        if plot.contains(opt.exposedRect):
            return  # a frame of data only
        ink = self.theme.color("muted")
        for at in ticks.small:
            self._line(p, plot, at, ink, length=0.5 * _TICK)
        for at, _ in ticks.labelled:
            self._line(p, plot, at, ink)
        thick = self._thickness()
        if self._upright:
            line = QRectF(plot.left() - thick, plot.top(), thick, plot.height() + thick)
        else:
            line = QRectF(plot.left() - thick, plot.bottom(), plot.width() + thick, thick)
        p.fillRect(line, ink)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._numbers(p, plot, ticks)
        self._title(p, plot)

    def _place(self, plot: QRectF, at: float) -> float:
        low, high = self.range
        t = (at - low) / (high - low)
        if self._upright:
            return plot.bottom() - t * plot.height()
        return plot.left() + t * plot.width()

    def _line(
        self,
        p: QPainter,
        plot: QRectF,
        at: float,
        color: QColor,
        *,
        inside: bool = False,
        length: float = _TICK,
    ) -> None:
        """A grid line or a tick mark, as a filled rectangle: ten times faster than a line."""
        thick = self._thickness()
        place = round(self._place(plot, at)) - thick // 2
        if self._upright:
            edge, width = plot.left(), plot.width() if inside else -length
            p.fillRect(QRectF(edge, place, width, thick).normalized(), color)
        else:
            edge, height = plot.bottom(), -plot.height() if inside else length
            p.fillRect(QRectF(place, edge, thick, height).normalized(), color)

    def _thickness(self) -> int:
        """Whole logical pixels of every line, so that all are equally sharp."""
        return max(1, int(self.theme.font_scale))

    def _numbers(self, p: QPainter, plot: QRectF, ticks: Ticks) -> None:
        """The numbers, leaving out those that would run into the one before."""
        p.setFont(self._number_font(plot, ticks))
        p.setPen(self.theme.color("muted"))
        metrics = QFontMetricsF(p.font())
        height, off = metrics.height(), _TICK + _GAP
        scene = self.scene().sceneRect() if self.scene() else QRectF()
        left_end = self.mapRectFromScene(scene).left() if self.scene() else -1e9
        right_end = plot.right() + 6
        taken = -math.inf
        for at, text in ticks.labelled:
            place, width = self._place(plot, at), metrics.horizontalAdvance(text) + 2
            if self._upright:
                if -place + 0.4 * height < taken:
                    continue
                taken = -place + 1.2 * height
                box = QRectF(plot.left() - off - width, place - height / 2, width, height)
                flag = Qt.AlignmentFlag.AlignRight
            else:
                start = min(max(place - width / 2, left_end), right_end - width)
                if start < taken:
                    continue
                taken = start + width + 4
                box = QRectF(start, plot.bottom() + off, width, height)
                flag = Qt.AlignmentFlag.AlignHCenter
            p.drawText(box, flag | Qt.AlignmentFlag.AlignVCenter, text)

    def _number_font(self, plot: QRectF, ticks: Ticks) -> QFont:
        """The usual type, or a little smaller where with that no number has to be left out."""
        usual = self.theme.font(TICK_SIZE)
        if self._upright or len(ticks.labelled) < 2:
            return usual
        places = [self._place(plot, at) for at, _ in ticks.labelled]
        for share in (1.0, 0.85):
            font = self.theme.font(share * TICK_SIZE)
            metrics = QFontMetricsF(font)
            halves = [metrics.horizontalAdvance(text) / 2 + 1 for _, text in ticks.labelled]
            gaps = zip(pairwise(places), pairwise(halves), strict=True)
            if all(right - left >= a + b + 4 for (left, right), (a, b) in gaps):
                return font
        return usual

    def _title(self, p: QPainter, plot: QRectF) -> None:
        if not self.title:
            return
        p.setFont(self.theme.font(LABEL_SIZE))
        p.setPen(self.theme.color("text"))
        metrics = QFontMetricsF(p.font())
        height = metrics.height()
        if not self._upright:
            text = metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, plot.width())
            box = QRectF(plot.left(), self.rect().bottom() - height, plot.width(), height)
            p.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            return
        # A title may be longer than a low plot, but it stays out of the header above.
        room = self.mapRectFromItem(self.parentItem(), self.parentItem().rect())
        text = self.title
        if metrics.horizontalAdvance(text) + 4 > room.height():
            text = text.split(" (")[0].split(",")[0]  # the unit can go first
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.height() - 4)
        length = metrics.horizontalAdvance(text) + 4
        lowest = room.bottom() - length / 2
        middle = max(room.top() + length / 2, min(plot.center().y(), lowest))
        p.save()
        p.translate(self.rect().left(), middle)
        p.rotate(-90)
        p.drawText(QRectF(-length / 2, 0, length, height), Qt.AlignmentFlag.AlignCenter, text)
        p.restore()
