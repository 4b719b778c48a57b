"""The table of paths: way, factors, product, a bar for its share, and the sum."""

from __future__ import annotations

import math
import re

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from bpviz.core.paths import Paths
from bpviz.core.problem import Problem
from bpviz.ui.inspector import words
from bpviz.ui.inspector.route import PathRow, agrees, count_text, path_rows
from bpviz.ui.inspector.sheet import PAD
from bpviz.ui.inspector.words import tr
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, fitted, text_width
from bpviz.ui.theme import Theme

TEXT, HEADING = 13.0, 12.5
BAR = 0.14
"""Width of the bars, as a share of the table's."""
NARROW = 260.0
"""A narrower table has no bars, in pixels of ordinary type."""
GAP = 12.0
"""Between two columns."""
SMALLEST = 0.62
"""By so much type is made smaller before a text is cut."""
MOST_LINES = 3
"""Factors that stand under a way have at most so many lines."""


class PathSheet:
    """The paths in a width.

    Parameters
    ----------
    problem : Problem
    paths : Paths
    gradient : float
        What their sum should be: the gradient without the penalty, or one sample's part of it.
    part : bool
        It is one sample's part.
    style, theme, width
        As for `ArithmeticSheet`.
    room : float
        The height; rows for which there is none are counted in place of the last.
    """

    def __init__(
        self,
        problem: Problem,
        paths: Paths,
        gradient: float | None,
        part: bool,
        style: NumberFormat,
        theme: Theme,
        width: float,
        room: float = math.inf,
    ) -> None:
        self.paths, self.gradient, self.part = paths, gradient, part
        self._single = problem.dtype == np.float32
        self.style, self.theme = style, theme
        self.hovered: object | None = None
        self.chosen: int | None = None
        self.rows = path_rows(problem, paths, style)
        k = self._k = theme.font_scale
        self._font, self._bold = theme.font(TEXT), theme.font(TEXT, bold=True)
        self._line = QFontMetricsF(self._font).height() + 4 * k
        self._left = PAD * k
        self._first = 2 * k + 2 * self._line
        self._columns, self._folded = self._layout(width)
        self._factors = [self._lines(row.factors) if self._folded else [] for row in self.rows]
        self._high = self._line * (1.0 + 0.9 * max(map(len, self._factors), default=0))
        most = len(self.rows)
        if math.isfinite(room):
            most = max(int((room - self._first - 2 * self._line - 8 * k) / self._high), 1)
        if most < len(self.rows):
            text = tr(words.LEFT_OUT).format(count=len(self.rows) - most + 1)
            self.rows = [*self.rows[: most - 1], PathRow(text, "", None, None)]
        self.height = self._first + len(self.rows) * self._high + 2 * self._line + 8 * k

    def _layout(self, width: float) -> tuple[tuple[float, float, float, float], bool]:
        """Widths of way, factors, product and bar, and whether factors stand under the way."""
        k, bold = self._k, self._bold
        whole = width - 2 * self._left
        room = whole - 3 * GAP * k
        values = [self.paths.total, *(r.value for r in self.rows if r.value is not None)]
        product = max(text_width(self.style.text(value), bold) for value in values)
        product = max(product, text_width(self._heads[2], bold)) + 4
        bar = max(BAR * room, 30 * k) if room > NARROW * k else 0.0
        names = [row.name for row in self.rows if row.value is not None] + [
            tr(words.SUM),
            self._heads[0],
        ]
        way = min(max(text_width(name, bold) for name in names) + 4, 0.45 * room)
        factors = room - way - product - bar
        needed = max(text_width(row.factors, self._font) for row in self.rows) + 4
        some = any(row.factors for row in self.rows)
        if needed > factors or not some:
            gaps = GAP * k * (2 if bar else 1)
            return (max(whole - gaps - product - bar, 40 * k), 0.0, product, bar), some
        return (way, factors, product, bar), False

    def _lines(self, factors: str) -> list[str]:
        """The factors in lines of the table's width, a sign of multiplication before each."""
        font, lines = self.theme.font(HEADING), [""]
        for word in re.split(r" (?=[×·] )", factors):
            longer = f"{lines[-1]} {word}".strip()
            if len(lines) == MOST_LINES or text_width(longer, font) <= self._width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    @property
    def _heads(self) -> tuple[str, str, str]:
        """The headings of the columns."""
        title = words.PATH if self.paths.paths else words.NEURON
        return tr(title), tr(words.FACTORS), "Σ" if self._summed else tr(words.PRODUCT)

    @property
    def _summed(self) -> bool:
        """Whether the products are summed over several samples."""
        return self.paths.sample is None or not self.paths.paths

    @property
    def title(self) -> str:
        """How many paths there are."""
        count = self.paths.count
        if not self.paths.paths:
            return tr(words.THROUGH).format(count=count_text(count))
        return tr(words.PATHS).format(count=count) if count > 1 else tr(words.ONE_PATH)

    @property
    def verdict(self) -> str:
        """Whether the sum is the gradient."""
        if self.gradient is None:
            return ""
        template = words.EQUALS_PART if self.part else words.EQUALS
        if not self.holds:
            template = words.DIFFERS
        return tr(template).format(value=self.style.text(self.gradient))

    @property
    def holds(self) -> bool:
        """Whether the sum of the paths is the gradient."""
        return self.gradient is not None and agrees(self.paths, self.gradient, self._single)

    def at(self, point: QPointF) -> int | None:
        """The row at a point."""
        row = int((point.y() - self._first) // self._high)
        return row if 0 <= row < len(self.rows) and point.y() >= self._first else None

    # ---- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, top: float, bottom: float) -> None:
        """Paint what lies between two heights."""
        theme, k = self.theme, self._k
        title = QRectF(self._left, 2 * k, self._width, self._line)
        font = fitted(theme.font(HEADING, bold=True), self.title, title.width())
        draw_text(painter, title, self.title, font, theme.color("backward"), LEFT)
        muted = theme.color("muted")
        self._write(painter, title.bottom(), self._heads, muted, theme.font(HEADING))
        first = max(0, int((top - self._first) // self._high))
        last = min(len(self.rows), int((bottom - self._first) // self._high) + 1)
        for number in range(first, last):
            self._paint_row(painter, number)
        self._paint_sum(painter)

    @property
    def _width(self) -> float:
        return sum(self._columns) + GAP * self._k * (sum(map(bool, self._columns)) - 1)

    def _paint_row(self, painter: QPainter, number: int) -> None:
        row, theme = self.rows[number], self.theme
        y = self._first + number * self._high
        if number in (self.hovered, self.chosen):
            share = 0.34 if number == self.chosen else 0.2
            back = QRectF(self._left - 4, y, self._width + 8, self._high)
            painter.fillRect(back, theme.color("backward", share))
        if row.value is None:
            place = QRectF(self._left, y, self._width, self._line)
            font = fitted(self._bold, row.name, place.width(), SMALLEST)
            draw_text(painter, place, row.name, font, theme.color("text"), LEFT)
            return
        texts = (row.name, row.factors, self.style.text(row.value))
        self._write(painter, y, texts, theme.color("text"), self._font)
        muted, small = theme.color("muted"), theme.font(HEADING)
        for line, text in enumerate(self._factors[number]):
            top = y + (0.88 + 0.86 * line) * self._line
            below = QRectF(self._left, top, self._width, self._line)
            font = fitted(small, text, below.width(), SMALLEST)
            draw_text(painter, below, text, font, muted, LEFT)
        self._paint_bar(painter, y, row.value)

    def _write(
        self, painter: QPainter, y: float, texts: tuple[str, str, str], color: QColor, font: QFont
    ) -> None:
        x = self._left
        for text, room, align in zip(texts, self._columns, (LEFT, LEFT, RIGHT), strict=False):
            if room:
                small = fitted(font, text, room - 4, SMALLEST)
                draw_text(painter, QRectF(x, y, room - 4, self._line), text, small, color, align)
                x += room + GAP * self._k

    def _paint_bar(self, painter: QPainter, y: float, value: float) -> None:
        largest = max((abs(row.value) for row in self.rows if row.value is not None), default=0.0)
        bar = self._columns[3]
        left = self._left + self._width - bar
        middle = left + (bar - 8 * self._k) / 2
        if not bar:
            return
        theme = self.theme
        painter.setPen(QPen(theme.color("muted", 0.5), 1.0))
        painter.drawLine(QPointF(middle, y), QPointF(middle, y + 0.86 * self._line))
        if not largest or value != value or abs(value) == float("inf"):
            return
        size = value / largest * (bar - 8 * self._k) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("negative" if value < 0 else "positive"))
        inset = 0.22 * self._line
        painter.drawRect(QRectF(middle, y + inset, size, self._line - 2 * inset).normalized())

    def _paint_sum(self, painter: QPainter) -> None:
        theme, y = self.theme, self._first + len(self.rows) * self._high + 3 * self._k
        painter.setPen(QPen(theme.color("muted"), 1.0))
        painter.drawLine(QPointF(self._left, y), QPointF(self._left + self._width, y))
        texts = (tr(words.SUM), "", self.style.text(self.paths.total))
        self._write(painter, y, texts, theme.color("text"), self._bold)
        shade = theme.color("good" if self.holds else "danger")
        place = QRectF(self._left, y + self._line, self._width, self._line)
        font = fitted(self._bold, self.verdict, place.width(), 0.8)
        draw_text(painter, place, self.verdict, font, shade, LEFT)

    def text(self) -> str:
        """The table as lines of text."""
        lines = [self.title]
        for row in self.rows:
            value = "" if row.value is None else f"\t{self.style.text(row.value)}"
            lines.append(f"{row.name}\t{row.factors}{value}")
        end = f"{tr(words.SUM)}\t\t{self.style.text(self.paths.total)}"
        return "\n".join([*lines, f"{end}\t{self.verdict}".rstrip()])
