"""The rows of formulas of an explanation: which are shown, how large, and painted.

Where type would become too small there are fewer of them, or longer ones are broken in two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpviz.core import tex
from bpviz.core.explain import Explanation
from bpviz.ui.formula import SetFormula, set_formula
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.theme import Theme

SIZES = (11.0, 12.5, 14.0, 16.0, 18.5, 21.0, 24.0, 28.0)
"""Type sizes of the formulas, in logical pixels before the theme's scale."""
SMALLEST, COMFORTABLE, GENEROUS, LARGEST = SIZES[0], SIZES[3], SIZES[5], SIZES[-1]
READABLE = SIZES[1]
"""Below this the line of code gives its room to the formulas."""
ROW_GAP = 0.42
RESULT_GAP = 0.7
ASIDE = 0.84
BOLDER = 0.03
"""How much bolder, in em, the result is drawn."""


@dataclass(frozen=True)
class Piece:
    """A formula in a row."""

    latex: str
    color: str
    scale: float = 1.0
    strong: bool = False
    indent: float = 0.0

    def set(self, room: float = 0.0) -> SetFormula:
        """Its measures in em."""
        return set_formula(self.latex, room)


Row = tuple[Piece, ...]


@dataclass(frozen=True)
class Plan:
    """How much of an explanation is shown."""

    terms: int
    asides: bool
    lines: int
    hint: bool = False
    symbols: bool = True


PLANS = (
    Plan(4, True, 9, hint=True), Plan(4, True, 9), Plan(3, True, 9), Plan(3, True, 2),
    Plan(2, True, 2), Plan(2, False, 2), Plan(4, False, 2, symbols=False),
    Plan(2, False, 2, symbols=False), Plan(2, False, 1), Plan(2, False, 1, symbols=False),
)  # fmt: skip
_COMPLETE = 8
"""So many of the plans have both lines of numbers; they go before larger type."""


def rows_of(found: Explanation, plan: Plan, numbers: NumberFormat) -> list[Row]:
    """The rows of formulas that a plan shows."""
    rows: list[Row] = [(Piece(found.symbols, "text"),)]
    if plan.hint and found.hint:
        rows = [(Piece(found.symbols + ",", "text"), Piece(found.hint, "muted", ASIDE))]
    asides: list[Row] = []
    if plan.asides and found.asides:
        asides = [tuple(Piece(text, "muted", ASIDE) for text in numbers.asides(found))]
    lines = numbers.number_lines(found, plan.terms)
    shown = lines[: plan.lines] if len(lines) <= plan.lines else lines[-plan.lines :]
    arithmetic: list[Row] = [(Piece(line, "text"),) for line in shown]
    if found.result is not None:
        color = "result" if math.isfinite(found.result) else "danger"
        result = Piece(numbers.written(numbers.result(found)), color, strong=True)
        if arithmetic:
            arithmetic[-1] = (*arithmetic[-1], result)
        else:
            rows[-1] = (*rows[-1], result)
    if not plan.symbols and arithmetic:
        rows = []
    return rows + (arithmetic + asides if found.asides_last else asides + arithmetic)


def fullest_rows(plans: Iterable[list[Row]], body: QRectF, scale: float) -> tuple[list[Row], float]:
    """The fullest rows that are comfortable to read, or those with the largest type."""
    best: tuple[list[Row], float] = ([], 0.0)
    for number, plan in enumerate(plans):
        ways = [(rows, _snapped(type_size(rows, body) / scale) * scale) for rows in _broken(plan)]
        rows, size = max(ways, key=lambda way: way[1])
        for _ in range(2):
            if size < GENEROUS * scale and (folded := _folded(rows)):
                larger = _snapped(type_size(folded, body) / scale) * scale
                rows, size = (folded, larger) if larger > size else (rows, size)
        if size >= COMFORTABLE * scale or (number == _COMPLETE and best[1] >= READABLE * scale):
            return (rows, size) if size >= COMFORTABLE * scale else best
        if size > best[1] + 0.25:
            best = rows, size
    return best[0], max(best[1], SMALLEST * scale)


def _snapped(size: float) -> float:
    """One of few sizes, so that type does not swell and shrink with every number."""
    return max((step for step in SIZES if step <= size), default=size)


def _broken(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows, and the same with some of them broken into a row for each of their pieces."""
    breakable = [index for index, row in enumerate(rows) if len(row) > 1]
    for count in range(len(breakable) + 1):
        for broken in combinations(breakable, count):
            yield [
                part
                for index, row in enumerate(rows)
                for part in ([(piece,) for piece in row] if index in broken else [row])
            ]


def _folded(rows: list[Row]) -> list[Row] | None:
    """The rows, the widest line of numbers in two, or None where it cannot be broken."""
    widest = max(range(len(rows)), key=lambda index: _measure(rows[index])[0])
    head, *rest = rows[widest]
    parts = tex.broken(head.latex) if head.latex.startswith(("=", r"\approx", "{}")) else None
    if parts is None:
        return None
    lines = [(replace(head, latex=parts[0]),), (replace(head, latex=parts[1], indent=1.3), *rest)]
    return [*rows[:widest], *lines, *rows[widest + 1 :]]


def _measure(row: Row) -> tuple[float, float, float]:
    """Width, ascent and descent of a row, in em of the whole."""
    set_ = [(piece.set(), piece.scale) for piece in row]
    width = row[0].indent + sum(f.width * s for f, s in set_) + RESULT_GAP * (len(row) - 1)
    ascent = max(0.72, *(f.ascent * s for f, s in set_), 0.0)
    return width, ascent, max(0.22, *(f.descent * s for f, s in set_), 0.0)


def type_size(rows: list[Row], body: QRectF) -> float:
    """The largest type with which all rows fit."""
    measures = [_measure(row) for row in rows]
    if not measures:
        return LARGEST
    width = max(measure[0] for measure in measures)
    height = sum(a + d for _, a, d in measures) + ROW_GAP * (len(measures) - 1)
    return min(body.width() / max(width, 1e-6), body.height() / height)


def paint_rows(
    painter: QPainter,
    body: QRectF,
    rows: list[Row],
    size: float,
    theme: Theme,
    direction: str,
) -> None:
    """Paint rows into `body` in type of `size`, the result in the colour of `direction`."""
    measures = [_measure(row) for row in rows]
    total = sum(a + d for _, a, d in measures) * size
    spare = body.height() - total
    gap = max(0.0, min(spare / max(len(rows), 1), 0.8 * size))
    y = body.top() + (0.3 * gap if len(rows) > 1 else 0.0)
    for row, (_, ascent, descent) in zip(rows, measures, strict=True):
        if y + (ascent + descent) * size > body.bottom() + 0.5 and y > body.top():
            return  # a row that does not fit is left out, never clipped
        _paint_row(painter, body, y + ascent * size, row, size, theme, direction)
        y += (ascent + descent) * size + gap


def _paint_row(
    painter: QPainter,
    body: QRectF,
    y: float,
    row: Row,
    size: float,
    theme: Theme,
    direction: str,
) -> None:
    x = body.left() + row[0].indent * size
    excess = _measure(row)[0] * size - body.width()
    longest = max(range(len(row)), key=lambda index: row[index].set().width * row[index].scale)
    for index, piece in enumerate(row):
        formula = piece.set()
        if excess > 0.5 and index == longest:
            formula = piece.set(max(formula.width - excess / (piece.scale * size), 1.0))
        color = theme.color(direction if piece.color == "result" else piece.color)
        formula.paint(painter, x, y, color, size * piece.scale, BOLDER if piece.strong else 0.0)
        x += (formula.width * piece.scale + RESULT_GAP) * size
