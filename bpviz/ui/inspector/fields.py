"""The numbers on top: each under its name, on as many lines as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from bpviz.ui.formula import set_formula
from bpviz.ui.inspector import words
from bpviz.ui.inspector.sheet import PAD
from bpviz.ui.inspector.subject import Field
from bpviz.ui.inspector.words import tr
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.text import LEFT, draw_text, text_width
from bpviz.ui.theme import Theme

LABEL, VALUE = 12.0, 17.0
PENCIL = " ✎"
SPACE = 14.0
"""Between two numbers."""
NARROWEST = 50.0


@dataclass(frozen=True)
class Placed:
    """A field and where it stands."""

    field: Field
    rect: QRectF


class FieldsSheet:
    """Fields in a width, on as many lines as they need."""

    def __init__(
        self,
        fields: Sequence[Field],
        style: NumberFormat,
        theme: Theme,
        width: float,
        pencils: bool = True,
    ) -> None:
        self.style, self.theme, self.pencils = style, theme, pencils
        self.hovered: object | None = None
        self._k = theme.font_scale
        self._label = theme.font(LABEL)
        self._upper = QFontMetricsF(self._label).height()
        self._lower = 1.5 * VALUE * self._k
        line = self._upper + self._lower + 4 * self._k
        left = PAD * self._k
        x, y = left, 2 * self._k
        self.placed: list[Placed] = []
        for field in fields:
            wide = self._width(field)
            if x > left and x + wide > width - left:
                x, y = left, y + line
            self.placed.append(Placed(field, QRectF(x, y, min(wide, width - left - x), line)))
            x += wide + SPACE * self._k
        self.height = y + line + 4 * self._k if self.placed else 0.0

    def _width(self, field: Field) -> float:
        label = text_width(field.label + self._mark(field), self._label)
        if field.value is None:
            value = text_width(self._absent(field), self.theme.font(VALUE - 3))
        else:
            value = set_formula(self._latex(field)).width * self._size(field)
        return max(label, value, NARROWEST * self._k if field.label else 0.0) + 2

    def _size(self, field: Field) -> float:
        """Type of a number: smaller where it is a fraction."""
        formula = set_formula(self._latex(field))
        high = max(formula.ascent + formula.descent, 1e-6)
        return min(VALUE * self._k, 0.96 * self._lower / high)

    def _latex(self, field: Field) -> str:
        assert field.value is not None
        return self.style.written(self.style.number(field.value))

    def _mark(self, field: Field) -> str:
        return PENCIL if self.pencils and field.place is not None else ""

    @staticmethod
    def _absent(field: Field) -> str:
        return field.text or tr(words.NOT_YET)

    def at(self, point: QPointF) -> Placed | None:
        """The field at a point, if it can be edited."""
        found = (p for p in self.placed if p.rect.contains(point) and p.field.place is not None)
        return next(found, None)

    def value_rect(self, placed: Placed) -> QRectF:
        """Where the number of a field stands."""
        return placed.rect.adjusted(0, self._upper, 0, -4 * self._k)

    def paint(self, painter: QPainter, top: float, bottom: float) -> None:
        """Paint what lies between two heights."""
        theme = self.theme
        muted = theme.color("muted")
        for placed in self.placed:
            field, rect = placed.field, placed.rect
            if rect.top() > bottom or rect.bottom() < top:
                continue
            if placed is self.hovered:
                painter.setPen(QPen(theme.color("accent"), 1.2 * self._k))
                painter.setBrush(QColor(0, 0, 0, 0))
                around = self.value_rect(placed).adjusted(-5, -1, 5, 1)
                painter.drawRoundedRect(around, 4 * self._k, 4 * self._k)
            upper = QRectF(rect.x(), rect.y(), rect.width() + 4, self._upper)
            draw_text(painter, upper, field.label + self._mark(field), self._label, muted, LEFT)
            lower = self.value_rect(placed)
            if field.value is None:
                font = theme.font(VALUE - 3)
                font.setItalic(not field.text)
                draw_text(painter, lower, self._absent(field), font, muted, LEFT)
                continue
            formula = set_formula(self._latex(field))
            size = self._size(field)
            middle = lower.center().y() + (formula.ascent - formula.descent) * size / 2
            formula.paint(painter, rect.x(), middle, theme.color(field.color), size)
