"""Tables of numbers on paper: three rules, decimal signs below each other, several side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from bpviz.core.worked import Answer, Kind, Table
from bpviz.ui.export.solution_flow import FORMULA, INK, Bit, answer_bit, natural_width

Paint = Callable[[QPainter, float, float], None]
PAD = 16.0
"""Between two columns."""
BESIDE = 40.0
"""Between two tables."""
ROW, WRITTEN = 21.0, 30.0
"""Heights of rows: with numbers, and where a student writes them."""
MOST_ROWS = 32
"""A longer table is cut, its head repeated."""
_DECIMAL = re.compile(r"\.|\{,\}| \\cdot 10")


@dataclass(frozen=True)
class _Cell:
    """Something in a column: how wide it is, and how much of that is left of the column's line."""

    bit: Bit
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.width - self.left

    @property
    def shift(self) -> float:
        """Where it begins in its width: in the middle of what a blank would take."""
        return (self.width - natural_width(self.bit)) / 2 if self.bit.role == "marked" else 0.0


@dataclass(frozen=True)
class _Sheet:
    """A table that is measured: cells by column, with the place and width of each column."""

    columns: tuple[tuple[_Cell, ...], ...]
    head: tuple[Bit, ...]
    places: tuple[float, ...]
    width: float
    pitch: float

    @property
    def head_height(self) -> float:
        tallest = max(sum(bit.extent) for bit in self.head)
        return max(1.5 * FORMULA, tallest + 8.0)

    @property
    def height(self) -> float:
        return self.head_height + self.pitch * len(self.columns[0]) + 4.0

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Paint it with its upper left corner."""
        middle, bottom = y + self.head_height, y + self.height
        for at, weight in ((y, 1.2), (middle, 0.7), (bottom, 1.2)):
            painter.setPen(QPen(INK, weight))
            painter.drawLine(QPointF(x, at), QPointF(x + self.width, at))
        for place, bit, cells in zip(self.places, self.head, self.columns, strict=True):
            left = max(cell.left for cell in cells)
            wide = max(bit.width, left + max(cell.right for cell in cells))
            ascent, descent = bit.extent
            base = y + (self.head_height + ascent - descent) / 2
            over = wide - bit.width if place else 0.0
            bit.paint(painter, x + place + over, base)
            shift = wide - left - max(cell.right for cell in cells) if place else 0.0
            for row, cell in enumerate(cells):
                base = middle + self.pitch * (row + 1) - (self.pitch - 0.7 * FORMULA) / 2
                cell.bit.paint(painter, x + place + shift + left - cell.left + cell.shift, base)


def table_boxes(tables: Sequence[Table], kind: Kind, room: float) -> Iterator[tuple[float, Paint]]:
    """Height and painter of each line of tables: as many side by side as there is room for."""
    line: list[tuple[float, _Sheet]] = []
    x = 0.0
    for table in tables:
        for sheet in _sheets(table, kind, room):
            if line and x + sheet.width > room:
                yield _line(line)
                line, x = [], 0.0
            line.append((x, sheet))
            x += sheet.width + BESIDE
    if line:
        yield _line(line)


def _line(line: Sequence[tuple[float, _Sheet]]) -> tuple[float, Paint]:
    def paint(painter: QPainter, x: float, y: float) -> None:
        for offset, sheet in line:
            sheet.paint(painter, x + offset, y)

    return max(sheet.height for _, sheet in line) + 6.0, paint


def _sheets(table: Table, kind: Kind, room: float) -> Iterator[_Sheet]:
    """The table, cut where it is too wide or too long for a page."""
    writing = kind != "solution" and any(isinstance(c, Answer) for r in table.rows for c in r)
    pitch = WRITTEN if writing else ROW
    for top in range(0, len(table.rows), MOST_ROWS):
        rows = table.rows[top : top + MOST_ROWS]
        columns = [
            [_cell(row[k], kind, k, centred=writing) for row in rows]
            for k in range(len(table.head))
        ]
        if not any(cell.bit.latex for cell in columns[0]) and not table.head[0]:
            heads, columns, first = [Bit(h) for h in table.head[1:]], columns[1:], False
        else:
            heads, first = [Bit(h) for h in table.head], True
        widths = [
            max(head.width, max(c.left for c in cells) + max(c.right for c in cells))
            for head, cells in zip(heads, columns, strict=True)
        ]
        yield from _cut(columns, heads, widths, room, pitch, repeat=first)


def _cut(
    columns: Sequence[Sequence[_Cell]],
    heads: Sequence[Bit],
    widths: Sequence[float],
    room: float,
    pitch: float,
    *,
    repeat: bool,
) -> Iterator[_Sheet]:
    """As many columns as fit, then the others, the first one repeated."""
    chosen: list[int] = []
    x = 0.0
    for k, width in enumerate(widths):
        if len(chosen) > 1 and x + width > room:
            yield _placed(chosen, columns, heads, widths, pitch)
            chosen = [0] if repeat else []
            x = widths[0] + PAD if repeat else 0.0
        chosen.append(k)
        x += width + PAD
    yield _placed(chosen, columns, heads, widths, pitch)


def _placed(
    chosen: Sequence[int],
    columns: Sequence[Sequence[_Cell]],
    heads: Sequence[Bit],
    widths: Sequence[float],
    pitch: float,
) -> _Sheet:
    places, x = [], 0.0
    for k in chosen:
        places.append(x)
        x += widths[k] + PAD
    return _Sheet(
        tuple(tuple(columns[k]) for k in chosen),
        tuple(heads[k] for k in chosen),
        tuple(places),
        x - PAD,
        pitch,
    )


def _cell(cell: str | Answer, kind: Kind, column: int, *, centred: bool) -> _Cell:
    """A cell, aligned at its decimal sign; in the middle where there are blanks."""
    bit = answer_bit(cell, kind) if isinstance(cell, Answer) else Bit(cell)
    if column == 0:
        return _Cell(bit, 0.0, bit.width)
    if centred:
        return _Cell(bit, bit.width / 2, bit.width)
    found = _DECIMAL.search(bit.latex)
    whole = bit.latex[: found.start()] if found else bit.latex
    return _Cell(bit, natural_width(Bit(whole)), bit.width)
