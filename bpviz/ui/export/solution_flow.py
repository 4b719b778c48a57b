"""Text and formulas in lines of a given width: the smallest parts of a page that is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from bpviz.core.worked import Answer, Kind, Math, Work
from bpviz.ui.export.solution_type import measures, paint_as_text
from bpviz.ui.paint.text import text_width
from bpviz.ui.theme import LIGHT

BODY, FORMULA = 13.0, 14.0
"""Sizes of type, in pixels of 1/96 inch."""
INK, SOFT, MARK, RULE = QColor("#000000"), QColor("#555555"), QColor("#0b46b8"), QColor("#777777")
MARKED = 0.035
"""How much bolder a marked number is, in em."""
WRITING = 30.0
"""The least height of a line on which a student writes: 8 mm."""
GAP = 9.0
"""Between two lines of formulas."""
SPACE = 0.28 * FORMULA
SHORTEST_BLANK, ROOMIER = 64.0, 1.35
"""A blank is as long as its number in handwriting."""

_BREAK = re.compile(r"\\[bB]ig+l?\(|\\[bB]ig+r?\)|[({})]|(?<=\S) (?:[+-]|\\times) ")


@dataclass(frozen=True)
class Bit:
    """One thing on a line: a formula, a word, or room to write in.

    `role` is ``text``, ``marked``, ``blank`` (a rule) or ``work`` (a dotted line).
    """

    latex: str = ""
    text: str = ""
    role: str = "text"
    gap: float = SPACE

    @property
    def width(self) -> float:
        """In pixels."""
        if self.text:
            return text_width(self.text, LIGHT.font(BODY))
        wide = natural_width(self)
        kept = self.role in ("blank", "marked")  # the key has the room of the sheet
        return max(SHORTEST_BLANK, ROOMIER * wide) if kept else wide

    @property
    def extent(self) -> tuple[float, float]:
        """Ascent and descent, in pixels."""
        if self.text:
            return 0.8 * BODY, 0.25 * BODY
        _, ascent, descent = measures(self.latex)
        return ascent * FORMULA, descent * FORMULA

    def paint(self, painter: QPainter, x: float, base: float) -> None:
        """Paint it from its base point on."""
        if self.text:
            draw_word(painter, x, base, self.text, LIGHT.font(BODY), INK)
        elif self.role in ("blank", "work"):
            dotted = self.role == "work"
            style = Qt.PenStyle.DotLine if dotted else Qt.PenStyle.SolidLine
            painter.setPen(QPen(RULE if dotted else INK, 0.8, style))
            painter.drawLine(QPointF(x, base + 3), QPointF(x + self.width, base + 3))
        else:
            color, bolder = (MARK, MARKED) if self.role == "marked" else (INK, 0.0)
            paint_as_text(painter, x, base, self.latex, color, FORMULA, bolder)


@dataclass(frozen=True)
class Row:
    """Bits on one line, each at its place."""

    bits: tuple[tuple[float, Bit], ...]

    @property
    def width(self) -> float:
        """From 0 to the end of the last."""
        return max((x + bit.width for x, bit in self.bits), default=0.0)

    @property
    def extent(self) -> tuple[float, float]:
        """Ascent and descent."""
        extents = [bit.extent for _, bit in self.bits]
        return max(a for a, _ in extents), max(d for _, d in extents)

    def paint(self, painter: QPainter, x: float, base: float) -> None:
        """Paint it from its base point on."""
        for offset, bit in self.bits:
            bit.paint(painter, x + offset, base)


def draw_word(
    painter: QPainter, x: float, base: float, text: str, font: QFont, color: QColor
) -> None:
    """Draw text from its base point on."""
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(QPointF(x, base), text)


def natural_width(bit: Bit) -> float:
    """Of a formula, whatever room is kept for it."""
    return measures(bit.latex)[0] * FORMULA


def answer_bit(answer: Answer, kind: Kind) -> Bit:
    """A number, a blank for it, or the number marked."""
    role = {"solution": "text", "sheet": "blank", "key": "marked"}[kind] if answer.blank else "text"
    return Bit(answer.latex, role=role)


def text_rows(parts: Sequence[str | Math], room: float) -> list[Row]:
    """A paragraph in lines: broken between words."""
    space = text_width(" ", LIGHT.font(BODY))
    rows: list[list[tuple[float, Bit]]] = [[]]
    x = 0.0
    glued = True
    for bit, blank in _words(parts):
        before = 0.0 if glued or not blank or not rows[-1] else space
        if rows[-1] and blank and x + before + bit.width > room:
            rows.append([])
            x = before = 0.0
        rows[-1].append((x + before, bit))
        x += before + bit.width
        glued = False
    return [Row(tuple(row)) for row in rows if row]


def _words(parts: Sequence[str | Math]) -> Iterator[tuple[Bit, bool]]:
    """The words and formulas of a paragraph, each with whether a blank stands before it."""
    blank = False
    for part in parts:
        if isinstance(part, Math):
            yield Bit(part.latex), blank
            blank = False
            continue
        pieces = part.split(" ")
        for number, word in enumerate(pieces):
            blank = blank or number > 0
            if word:
                yield Bit(text=word), blank
                blank = False


# ---- a number worked out -----------------------------------------------------------------------


def work_rows(
    work: Work, kind: Kind, room: float, indent: float, results: float = 0.0
) -> list[Row]:
    """A number worked out in lines: broken before signs, where need be between terms.

    Parameters
    ----------
    work : Work
    kind : Kind
        On a sheet there is a dotted line in place of the numbers.
    room : float
        Pixels.
    indent : float
        Where the first sign stands, and every further line begins.
    results : float
        Where on a sheet the signs before the results stand; 0: at the end.
    """
    name = Bit(work.name)
    end = [Bit(work.sign), answer_bit(work.answer, kind)]
    tokens: list[list[Bit]] = [list(_broken(line, room - indent)) for line in work.lines]
    rows: list[list[tuple[float, Bit]]] = [[(0.0, name)]]
    x = max(indent, name.width + SPACE)

    def put(bits: Sequence[Bit]) -> None:
        nonlocal x
        wide = sum(bit.width + bit.gap for bit in bits) - bits[-1].gap
        fresh = len(rows[-1]) <= (1 if len(rows) == 1 else 0)
        if x + wide > room and not fresh:
            rows.append([])
            x = indent
        for bit in bits:
            rows[-1].append((x, bit))
            x += bit.width + bit.gap

    for token in tokens[:-1]:
        for bit in token:
            put([bit])
    last = tokens[-1] if tokens else []
    together = [*last, *end]
    if len(last) == 1 and sum(b.width + b.gap for b in together) - SPACE <= room - indent:
        put(together)  # a result does not stand alone on a line
    else:
        for bit in last:
            put([bit])
        put(end)
    if kind == "sheet" and work.lines:
        return _emptied(rows, work, room, results)
    return [Row(tuple(row)) for row in rows]


def _emptied(
    rows: list[list[tuple[float, Bit]]], work: Work, room: float, results: float
) -> list[Row]:
    """As many lines with dots in place of the numbers, and the result at the end of the last."""
    found: list[Row] = []
    sign, end = Bit(work.lines[0].split(" ")[0]), Bit(work.sign)
    answer = rows[-1][-1][1]
    at = results or room - answer.width - SPACE - end.width
    for number, row in enumerate(rows):
        bits: list[tuple[float, Bit]] = []
        start = row[0][0]
        if number == 0:
            start = row[1][0]
            bits = [row[0], (start, sign)]
            start += sign.width + SPACE
        last = number == len(rows) - 1
        stop = at - SPACE if last else room
        bits.append((start, Dots(length=max(stop - start, 0.0))))
        if last:
            bits += [(at, end), (at + end.width + SPACE, answer)]
        found.append(Row(tuple(bits)))
    return found


@dataclass(frozen=True)
class Dots(Bit):
    """A dotted line to write on."""

    role: str = "work"
    length: float = 0.0

    @property
    def width(self) -> float:
        """In pixels."""
        return self.length

    @property
    def extent(self) -> tuple[float, float]:
        """As high as a line of text."""
        return 0.8 * FORMULA, 0.3 * FORMULA


def _broken(latex: str, room: float) -> Iterator[Bit]:
    """A line of numbers in pieces, each of which fits: broken before + and − if that is enough."""
    whole = Bit(latex)
    if whole.width <= room:
        yield whole
        return
    for deepest, factors in ((0, False), (0, True), (1, True), (2, True)):
        first, *others = _terms(latex, deepest, factors)
        pieces = [Bit(first), *(Bit("{}" + piece) for piece in others)]
        if all(bit.width <= room for bit in pieces):
            break
    joined, wide = pieces[0].latex, pieces[0].width
    for bit in pieces[1:]:
        if wide + bit.width <= room:
            joined += bit.latex.removeprefix("{}")
            wide += bit.width
            continue
        yield Bit(joined)
        joined, wide = bit.latex, bit.width
    yield Bit(joined)


def _terms(latex: str, deepest: int, factors: bool) -> list[str]:
    """The formula cut before its signs, × among them if `factors`, within so many brackets.

    In braces nothing is cut: a fraction stays one.
    """
    depth, braces, cuts = 0, 0, [0]
    for match in _BREAK.finditer(latex):
        token = match[0]
        if token in "{}":
            braces += 1 if token == "{" else -1
        elif token[-1] == "(":
            depth += 1
        elif token[-1] == ")":
            depth -= 1
        elif braces == 0 and depth <= deepest and (factors or "times" not in token):
            cuts.append(match.start())
    return [latex[a:b] for a, b in pairwise((*cuts, None))]


def heading_font(level: int) -> QFont:
    """Of a section, or of a part of one."""
    return LIGHT.font(18.0 if level == 1 else 14.0, bold=True)
