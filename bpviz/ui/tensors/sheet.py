"""A table of numbers on colours, its headings staying in sight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.text import CENTER, RIGHT, draw_text, full_number, text_width
from bpviz.ui.selection import Selection
from bpviz.ui.tensors import words
from bpviz.ui.tensors.arrays import marked
from bpviz.ui.tensors.colors import swatches
from bpviz.ui.tensors.figures import Figures, figures_of, split
from bpviz.ui.tensors.shown import Shown
from bpviz.ui.theme import Theme

CELL, HEADING = 13, 12
"""Sizes of type, in logical pixels."""
PAD, GAP = 7.0, 1.0
"""Beside a number, and between cells."""
NARROWEST = 34.0
MISSING = None
"""Stands in a list of rows or columns for those that are left out."""

Cell = tuple[int, int]
Picked = Sequence[int | None]


class Sheet:
    """The numbers of an array in a theme; all cells of the table have the same size.

    Attributes
    ----------
    side, head : float
        Width of the headings of the rows, height of those of the columns.
    cell_width, cell_height : float
    """

    def __init__(
        self, shown: Shown, theme: Theme, numbers: NumberFormat, selection: Selection
    ) -> None:
        self.shown, self.theme, self.selection = shown, theme, selection
        self.rows, self.columns = shown.entry.table
        k = theme.font_scale
        self.font, self.bold = theme.font(CELL), theme.font(CELL, bold=True)
        self.small = theme.font(HEADING)
        metrics = QFontMetricsF(self.font)
        self.cell_height = math.ceil(metrics.height() + 5 * k)
        self.head = math.ceil(QFontMetricsF(self.small).height() + 4 * k)
        self.pad = PAD * k
        self._base = (self.cell_height - metrics.height()) / 2 + metrics.ascent()
        self._numbers = numbers
        self.side = self._side()

    @cached_property
    def _figures(self) -> tuple[Figures, float, float]:
        """How numbers are written, and the widths before and from the decimal point on."""
        if self.shown.array is None:
            return Figures(self._numbers, ()), 0.0, 0.0
        figures = figures_of(self.shown.array, self._numbers)
        parts = [split(text) for text in figures.widest]
        left = max(text_width(head, self.font) for head, _ in parts)
        right = max(text_width(tail, self.font) for _, tail in parts)
        return figures, left, right

    @cached_property
    def cell_width(self) -> float:
        """Room for the widest number and the widest heading."""
        _, left, right = self._figures
        number = max(left + right, text_width("−∞", self.bold))
        if self.shown.array is not None and self.shown.statistics.not_finite:
            number = max(number, text_width("NaN", self.bold))
        ends = {0, self.columns - 1, self.columns // 2, *range(min(self.columns, 12))}
        heading = max(text_width(self.column_title(column), self.small) for column in ends)
        least = NARROWEST * self.theme.font_scale
        return math.ceil(max(number, heading, least) + 2 * self.pad)

    def _side(self) -> float:
        entry, problem = self.shown.entry, self.shown.step.problem
        ends = {0, self.rows - 1, *range(min(self.rows, 12))}
        texts = [words.row_title(problem, entry, row) for row in ends]
        widest = max(text_width(text, self.small) for text in (*texts, words.corner(entry)))
        return math.ceil(widest + 2 * self.pad) if widest else math.ceil(self.pad)

    def column_title(self, column: int) -> str:
        """The heading of a column."""
        return words.column_title(self.shown.step.problem, self.shown.entry, column)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole table of numbers, headings included."""
        return (
            self.side + self.columns * self.cell_width,
            self.head + self.rows * self.cell_height,
        )

    def tip(self, row: int, column: int) -> str:
        """What hovering a cell tells: its index, its names and its value with all digits."""
        entry, problem = self.shown.entry, self.shown.step.problem
        text = words.place_text(problem, entry, row, column)
        if self.shown.array is None:
            return f"{text}\n{words.tr(words.NOT_YET)}"
        before = "Δ " if self.shown.compared else ""
        text = f"{before}{text}\n= {full_number(float(self.shown.array[row, column]))}"
        if entry.family == "samples":
            number = int(self.shown.step.batch[row]) + 1
            text += "\n" + words.tr(words.TRAINING).format(number=number)
        return text

    # ---- numbers -------------------------------------------------------------------------------

    def cell_rect(self, row: int, column: int, rect: QRectF, offset: QPointF) -> QRectF:
        """Where a cell stands in a table that is painted into `rect` and scrolled by `offset`."""
        x = rect.x() + self.side + column * self.cell_width - offset.x()
        y = rect.y() + self.head + row * self.cell_height - offset.y()
        return QRectF(x, y, self.cell_width, self.cell_height)

    def cell_at(self, point: QPointF, rect: QRectF, offset: QPointF) -> Cell | None:
        """Row and column of the cell at a point; None on the headings and beside the table."""
        x, y = point.x() - rect.x() - self.side, point.y() - rect.y() - self.head
        if x < 0 or y < 0:
            return None
        column = math.floor((x + offset.x()) / self.cell_width)
        row = math.floor((y + offset.y()) / self.cell_height)
        return (row, column) if row < self.rows and column < self.columns else None

    def paint(self, painter: QPainter, rect: QRectF, offset: QPointF) -> None:
        """The cells in sight, then the headings over them; clipped to `rect`."""
        painter.save()
        painter.setClipRect(rect)
        first = int(offset.y() // self.cell_height), int(offset.x() // self.cell_width)
        high, wide = rect.height() - self.head, rect.width() - self.side
        rows = range(first[0], min(self.rows, math.ceil((offset.y() + high) / self.cell_height)))
        columns = range(
            first[1], min(self.columns, math.ceil((offset.x() + wide) / self.cell_width))
        )
        start = QPointF(
            self.side + first[1] * self.cell_width - offset.x(),
            self.head + first[0] * self.cell_height - offset.y(),
        )
        self.paint_part(painter, rect, rows, columns, start)
        painter.restore()

    def paint_part(
        self,
        painter: QPainter,
        rect: QRectF,
        rows: Picked,
        columns: Picked,
        start: QPointF | None = None,
    ) -> None:
        """Some rows and columns side by side, `MISSING` ones as dots, from `start` in `rect` on."""
        start = start or QPointF(self.side, self.head)
        left, top = rect.x() + start.x(), rect.y() + start.y()
        if self.shown.array is None:
            self._empty_cells(painter, left, top, len(rows), len(columns))
        else:
            self._cells(painter, left, top, rows, columns)
        self._outline(painter, left, top, rows, columns)
        self._headings(painter, rect, left, top, rows, columns)

    def _cells(
        self, painter: QPainter, left: float, top: float, rows: Picked, columns: Picked
    ) -> None:
        array = self.shown.array
        assert array is not None
        figures, before, after = self._figures
        fills, inks = swatches(self.theme, self.shown.scale.signed)
        wide, high, gap = self.cell_width, self.cell_height, GAP * self.theme.font_scale
        point = (wide + before - after) / 2
        muted = self.theme.color("muted")
        part = array[np.ix_([row or 0 for row in rows], [column or 0 for column in columns])]
        indices, numbers = self.shown.scale.indices(part).tolist(), part.tolist()
        painter.setFont(self.font)
        for j, row in enumerate(rows):
            y = top + j * high
            for i, column in enumerate(columns):
                x = left + i * wide
                if row is MISSING or column is MISSING:
                    dots = "⋮" if column is not MISSING else ("⋯" if row is not MISSING else "⋱")
                    draw_text(painter, QRectF(x, y, wide, high), dots, self.font, muted, CENTER)
                    continue
                at = indices[j][i]
                painter.fillRect(QRectF(x, y, wide - gap, high - gap), fills[at])
                text = figures.text(numbers[j][i])
                painter.setPen(inks[at])
                if at < 0:
                    box = QRectF(x, y, wide - gap, high - gap)
                    draw_text(painter, box, text, self.bold, inks[at], CENTER)
                    painter.setFont(self.font)
                    continue
                head, _ = split(text)
                painter.drawText(
                    QPointF(x + point - text_width(head, self.font), y + self._base), text
                )

    def _empty_cells(
        self, painter: QPainter, left: float, top: float, rows: int, columns: int
    ) -> None:
        """Dashed frames: there will be numbers."""
        pen = QPen(self.theme.color("muted", 0.55), 1.0, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for j in range(rows):
            for i in range(columns):
                x, y = left + i * self.cell_width, top + j * self.cell_height
                painter.drawRect(
                    QRectF(x + 1.5, y + 1.5, self.cell_width - 4, self.cell_height - 4)
                )

    def _outline(
        self, painter: QPainter, left: float, top: float, rows: Picked, columns: Picked
    ) -> None:
        """A frame around the chosen cell, row or column."""
        box = self.marked_box(rows, columns)
        if box is None:
            return
        first, last, start, end = box
        rect = QRectF(
            left + start * self.cell_width,
            top + first * self.cell_height,
            (end - start) * self.cell_width,
            (last - first) * self.cell_height,
        )
        inset = 1.5 * self.theme.font_scale  # the headings that are painted next leave it whole
        rect.adjust(inset, inset, -inset, -inset)
        self.frame(painter, rect)

    def marked_box(self, rows: Picked, columns: Picked) -> tuple[int, int, int, int] | None:
        """First and last row, first and last column of what is chosen, as they are painted."""
        row, column = marked(self.shown.step.problem, self.shown.entry, self.selection)
        if row is None and column is None:
            return None
        if (row is not None and row not in rows) or (column is not None and column not in columns):
            return None
        first, last = (0, len(rows)) if row is None else (rows.index(row), rows.index(row) + 1)
        if column is None:
            return first, last, 0, len(columns)
        at = columns.index(column)
        return first, last, at, at + 1

    def frame(self, painter: QPainter, rect: QRectF) -> None:
        """What marks a chosen cell, on whatever colour."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((self.theme.color("panel"), 4.0), (self.theme.color("text"), 2.0)):
            pen = QPen(color, width * self.theme.font_scale)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(rect)

    def _headings(
        self,
        painter: QPainter,
        rect: QRectF,
        left: float,
        top: float,
        rows: Picked,
        columns: Picked,
    ) -> None:
        entry, problem, theme = self.shown.entry, self.shown.step.problem, self.theme
        muted, panel = theme.color("muted"), theme.color("panel")
        wide = min(rect.width(), left - rect.x() + len(columns) * self.cell_width)
        high = min(rect.height(), top - rect.y() + len(rows) * self.cell_height)
        painter.fillRect(QRectF(rect.x(), rect.y(), wide, self.head), panel)
        for i, column in enumerate(columns):
            place = QRectF(left + i * self.cell_width, rect.y(), self.cell_width, self.head)
            title = "" if column is MISSING else self.column_title(column)
            draw_text(painter, place, title, self.small, muted, CENTER)
        painter.fillRect(QRectF(rect.x(), rect.y(), self.side, high), panel)
        room = self.side - self.pad
        for j, row in enumerate(rows):
            place = QRectF(rect.x(), top + j * self.cell_height, room, self.cell_height)
            title = "⋮" if row is MISSING else words.row_title(problem, entry, row)
            draw_text(painter, place, title, self.small, muted, RIGHT)
        painter.fillRect(QRectF(rect.x(), rect.y(), self.side, self.head), panel)
        place = QRectF(rect.x(), rect.y(), room, self.head)
        draw_text(painter, place, words.corner(entry), self.small, muted, RIGHT)


def ends(count: int, fitting: int) -> list[int | None]:
    """All of `count`, or the first and the last where so many fit, with dots between them."""
    if count <= fitting:
        return list(range(count))
    shown = max(2, fitting - 1)
    first = (shown + 1) // 2
    return [*range(first), MISSING, *range(count - (shown - first), count)]
