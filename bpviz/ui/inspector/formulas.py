"""Rows of formulas in a given width, their numbers clickable where they have a cause."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from bpviz.core import tex
from bpviz.core.tex import TexError
from bpviz.ui.formula import set_formula
from bpviz.ui.inspector.subject import Block
from bpviz.ui.number_format import Marked, NumberFormat
from bpviz.ui.paint.explanation_rows import BOLDER, RESULT_GAP
from bpviz.ui.paint.typeset import typeset
from bpviz.ui.selection import Selection
from bpviz.ui.theme import Theme

ASIDE = 0.84
INDENT = 1.3
"""Of a line that was broken, in em."""
MOST_LINES = 6
"""A line of numbers is broken at most so often, then it is cut."""


Cause = tuple[int, int, Selection]


@dataclass(frozen=True)
class Piece:
    """A formula, or a part of one; `causes` say from where to where a number leads to what."""

    latex: str
    color: str = "text"
    scale: float = 1.0
    strong: bool = False
    indent: float = 0.0
    causes: tuple[Cause, ...] = ()

    @property
    def width(self) -> float:
        """In em of the whole."""
        return self.indent + set_formula(self.latex).width * self.scale


Row = tuple[Piece, ...]


def rows_of(block: Block, style: NumberFormat) -> list[Row]:
    """The rows of a block: symbols, side calculations, numbers and the result."""
    found = block.found
    rows: list[Row] = [(Piece(found.symbols),)]
    if found.hint:
        rows[0] = (Piece(found.symbols + ","), Piece(found.hint, "muted", ASIDE))
    asides: list[Row] = [(Piece(text, "muted", ASIDE),) for text in style.asides(found)]
    numbers = [_number_row(line, block) for line in style.marked_lines(found)]
    result = style.written(style.result(found))
    if result:
        bad = found.result is not None and not math.isfinite(found.result)
        end = Piece(result, "danger" if bad else found.direction, strong=True)
        rows_with_result = numbers or rows
        rows_with_result[-1] = (*rows_with_result[-1], end)
    return rows + (numbers + asides if found.asides_last else asides + numbers)


def _number_row(line: Marked, block: Block) -> Row:
    causes = []
    for begin, end, of in line.spans:
        sample = block.row if of.sample is None else of.sample
        causes.append((begin, end, Selection(of.layer, of.unit, of.source, sample)))
    return (Piece(line.latex, causes=tuple(causes)),)


def fitted(rows: Sequence[Row], room: float) -> list[Row]:
    """The rows, those wider than `room` em broken into several."""
    return [part for row in rows for part in _broken(row, room)]


def _broken(row: Row, room: float, left: int = MOST_LINES) -> Iterator[Row]:
    if width_of(row) <= room or left == 0:
        yield row
        return
    head, *rest = row
    if rest and head.width <= room:
        yield (head,)
        indented = [Piece(p.latex, p.color, p.scale, p.strong, 0.0, p.causes) for p in rest]
        yield from _broken(tuple(indented), room, left - 1)
        return
    numbers = head.latex.startswith(("=", r"\approx", "{}"))
    parts = tex.broken(head.latex, inside=True) if numbers else None
    if parts is None:
        yield (head,)
        if rest:
            yield from _broken(tuple(rest), room, left - 1)
        return
    at, shift = len(parts[0]), len(parts[1]) - len(head.latex)
    before = tuple(cause for cause in head.causes if cause[1] <= at)
    behind = tuple((b + shift, e + shift, to) for b, e, to in head.causes if b >= at)
    first = Piece(parts[0], head.color, head.scale, head.strong, head.indent, before)
    second = Piece(parts[1], head.color, head.scale, head.strong, INDENT, behind)
    yield from _broken((first,), room, left - 1)
    yield from _broken((second, *rest), room, left - 1)


def width_of(row: Row) -> float:
    """Width of a row, in em."""
    return sum(piece.width for piece in row) + RESULT_GAP * (len(row) - 1)


def height_of(row: Row) -> tuple[float, float]:
    """Ascent and descent of a row, in em."""
    set_ = [(set_formula(piece.latex), piece.scale) for piece in row]
    ascent = max(0.72, *(f.ascent * s for f, s in set_), 0.0)
    return ascent, max(0.22, *(f.descent * s for f, s in set_), 0.0)


def paint_row(
    painter: QPainter, at: QPointF, row: Row, size: float, room: float, theme: Theme
) -> None:
    """Paint a row from its base point on; what is too wide is cut with an ellipsis."""
    x = at.x()
    for piece in row:
        x += piece.indent * size
        formula = set_formula(piece.latex)
        left = (at.x() + room - x) / (size * piece.scale)
        if formula.width > left + 0.05:
            formula = set_formula(piece.latex, max(left, 1.0))
        weight = BOLDER if piece.strong else 0.0
        formula.paint(painter, x, at.y(), theme.color(piece.color), size * piece.scale, weight)
        x += (formula.width * piece.scale + RESULT_GAP) * size


def boxes(row: Row, at: QPointF, size: float) -> list[tuple[QRectF, Selection]]:
    """The numbers of a row that have a cause: where each stands, and what it leads to."""
    found, x = [], at.x()
    for piece in row:
        x += piece.indent * size
        for first, last, cause in piece.causes:
            span = _span(piece.latex, first, last)
            if span is not None:
                begin, end = (edge * size * piece.scale for edge in span)
                box = QRectF(x + begin, at.y() - 0.85 * size, end - begin, 1.1 * size)
                found.append((box, cause))
        x += (set_formula(piece.latex).width * piece.scale + RESULT_GAP) * size
    return found


def _span(latex: str, begin: int, end: int) -> tuple[float, float] | None:
    """Where a number begins and ends, in em; None within a fraction or a root."""
    try:
        whole = typeset(latex[:end], 1.0).width
        return whole - typeset(latex[begin:end], 1.0).width, whole
    except TexError:
        return None
