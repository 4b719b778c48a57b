"""Under the table: what the colours mean, and the array in a few numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPaintEngine, QPainter, QPen

from bpviz.ui.number_text import measured, number
from bpviz.ui.paint.text import ABSENT, LEFT, draw_text, elided, text_width
from bpviz.ui.tensors import words
from bpviz.ui.tensors.shown import Shown
from bpviz.ui.theme import Theme

SMALL = 12
BAR = 96.0
"""Width of the bar of colours."""
MARGIN, SPACE = 10.0, 16.0
DIGITS = 4

translate = QCoreApplication.translate


@dataclass(frozen=True)
class _Item:
    """A label and a value, side by side; `bar` stands for the scale of colours before them."""

    label: str
    value: str
    color: str = "text"
    bar: bool = False


class Footer:
    """Laid out in a width, on as many lines as it takes and `most` logical pixels have room for."""

    def __init__(
        self, shown: Shown, theme: Theme, width: float, note: str = "", most: float = math.inf
    ) -> None:
        self.shown, self.theme, self.width = shown, theme, width
        self._font = theme.font(SMALL)
        self._line = math.ceil(QFontMetricsF(self._font).height() + 5 * theme.font_scale)
        self._items = self._make(note)
        lines = self._flow()
        fitting = len(lines) if math.isinf(most) else max(1, int(most // self._line))
        self._lines = lines[:fitting]

    @property
    def height(self) -> float:
        """Of all lines, in logical pixels."""
        return len(self._lines) * self._line + 6 * self.theme.font_scale

    def text(self) -> str:
        """What is written, without the colours."""
        return " · ".join(f"{item.label} {item.value}".strip() for item in self._items)

    # ---- what it says --------------------------------------------------------------------------

    def _make(self, note: str) -> list[_Item]:
        shown, entry = self.shown, self.shown.entry
        items: list[_Item] = []
        if shown.array is not None:
            scale = shown.scale
            title = self._difference() if shown.compared else ""
            items.append(_Item(title, "", bar=True))
            if scale.high == 0:
                nothing = shown.statistics.not_finite == shown.array.size
                none = translate("tensors", "nothing is finite")
                zero = translate("tensors", "all zero")
                items[-1] = _Item("", none if nothing else zero)
        dtype = str(shown.step.problem.dtype)
        items.append(_Item(translate("tensors", "shape"), f"{words.shape_text(entry)} {dtype}"))
        if shown.array is not None:
            items += self._statistics()
        if shown.compared:
            items += self._comparison()
        if note:
            items.append(_Item("", note, "muted"))
        return items

    def _difference(self) -> str:
        """What the numbers are that are compared."""
        if self.shown.other:
            return translate("tensors", "difference")
        return translate("tensors", "change")

    def _statistics(self) -> list[_Item]:
        found = self.shown.statistics
        zeros = f"{number(100 * found.zeros, 3)} %"
        items = [
            _Item(translate("tensors", "min"), _figure(found.low)),
            _Item(translate("tensors", "max"), _figure(found.high)),
            _Item(translate("tensors", "mean"), _figure(found.mean)),
            _Item(translate("tensors", "std"), _figure(found.std)),
            _Item("‖·‖", _figure(found.norm)),
            _Item(translate("tensors", "zeros"), zeros),
        ]
        bad = "danger" if found.not_finite else "text"
        items.append(_Item(translate("tensors", "not finite"), str(found.not_finite), bad))
        return items

    def _comparison(self) -> list[_Item]:
        shown = self.shown
        if shown.array is None or shown.before is None:
            return []
        problem, (row, column) = shown.step.problem, shown.largest
        place = words.place_text(problem, shown.entry, row, column)
        size = float(shown.array[row, column])
        sign = "+" if size > 0 else ""
        largest = translate("tensors", "largest change")
        if shown.other:
            largest = translate("tensors", "largest difference")
        items = [_Item(largest, f"{place}: {sign}{measured(size, DIGITS)}")]
        if shown.other_samples:
            text = translate("tensors", "the batch before held other samples")
            if shown.other:
                text = translate("tensors", "the other run's batch holds other samples")
            items.append(_Item("", text, "warning"))
        return items

    # ---- layout and painting -------------------------------------------------------------------

    def _flow(self) -> list[list[tuple[float, _Item]]]:
        """Items by line, each with the place where it begins."""
        left = MARGIN * self.theme.font_scale
        lines: list[list[tuple[float, _Item]]] = [[]]
        x = left
        for item in self._items:
            wide = self._width_of(item)
            if lines[-1] and x + wide > self.width - left:
                lines.append([])
                x = left
            lines[-1].append((x, item))
            x += wide + SPACE * self.theme.font_scale
        return lines

    def _width_of(self, item: _Item) -> float:
        label = text_width(item.label + " ", self._font) if item.label else 0.0
        if not item.bar:
            return label + text_width(item.value, self._font)
        low, high = self._ends()
        texts = text_width(low, self._font) + text_width(high, self._font)
        return label + texts + (BAR + 12) * self.theme.font_scale

    def _ends(self) -> tuple[str, str]:
        """What stands at both ends of the bar."""
        scale = self.shown.scale
        plus = "+" if scale.signed else ""
        return measured(scale.low, 3), plus + measured(scale.high, 3)

    def paint(self, painter: QPainter, left: float, top: float) -> None:
        """All lines, from a point on."""
        top += 3 * self.theme.font_scale
        for number_, line in enumerate(self._lines):
            y = top + number_ * self._line
            for x, item in line:
                self._paint_item(painter, left + x, y, item)

    def _paint_item(self, painter: QPainter, x: float, y: float, item: _Item) -> None:
        muted = self.theme.color("muted")
        put = self._putter(painter, y)
        if item.label:
            x = put(x, item.label + " ", muted)
        if item.bar:
            self._paint_bar(painter, x, y, put)
        else:
            room = max(20.0, self.width - (x % max(1.0, self.width)) - 4)
            text = elided(item.value, self._font, max(room, text_width(item.value[:1], self._font)))
            put(x, text, self.theme.color(item.color))

    def _putter(self, painter: QPainter, y: float) -> Callable[[float, str, QColor], float]:
        def put(x: float, text: str, color: QColor) -> float:
            wide = text_width(text, self._font)
            draw_text(painter, QRectF(x, y, wide + 1, self._line), text, self._font, color, LEFT)
            return x + wide

        return put

    def _paint_bar(
        self, painter: QPainter, x: float, y: float, put: Callable[[float, str, QColor], float]
    ) -> None:
        k, theme = self.theme.font_scale, self.theme
        low, high = self._ends()
        x = put(x, low, theme.color("text")) + 6 * k
        tall = 11 * k
        box = QRectF(x, y + (self._line - tall) / 2, BAR * k, tall)
        paint_ramp(painter, box, self.shown.scale.ramp(theme))
        painter.setPen(QPen(theme.color("border"), 1.0))
        painter.drawRect(box)
        if self.shown.scale.signed:
            middle = box.center().x()
            painter.setPen(QPen(theme.color("muted"), 1.0))
            painter.drawLine(QPointF(middle, box.top() - 2), QPointF(middle, box.bottom() + 2))
        put(box.right() + 6 * k, high, theme.color("text"))


def _figure(value: float) -> str:
    """A statistic; a dash where nothing is finite."""
    return ABSENT if math.isnan(value) else number(value, DIGITS)


def paint_ramp(painter: QPainter, box: QRectF, ramp: np.ndarray) -> None:
    """The colours of a scale from left to right."""
    image = QImage(len(ramp), 1, QImage.Format.Format_RGB32)
    for at, (red, green, blue) in enumerate(ramp.tolist()):
        image.setPixelColor(at, 0, QColor(red, green, blue))
    engine = painter.paintEngine()
    if engine is None or engine.type() != QPaintEngine.Type.Raster:
        image = image.scaled(2 * len(ramp), 2 * math.ceil(box.height()))
    painter.drawImage(box, image)
