"""The arithmetic as a sheet: headings, formulas, and the terms of long sums one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from bpviz.core.expression import Line, Number
from bpviz.ui.inspector import words
from bpviz.ui.inspector.formulas import (
    Piece,
    Row,
    boxes,
    fitted,
    height_of,
    paint_row,
    rows_of,
    width_of,
)
from bpviz.ui.inspector.sheet import PAD
from bpviz.ui.inspector.subject import Block
from bpviz.ui.inspector.sums import Term, Terms
from bpviz.ui.inspector.words import tr
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, text_width
from bpviz.ui.selection import Selection
from bpviz.ui.theme import Theme

SIZES = (21.0, 18.5, 16.0, 14.0)
"""Type of the formulas: the largest in which no line has to be broken, or the last."""
HEADING, TERM = 12.5, 13.0
MEASURED = 200
"""By about so many terms the widths of the columns are found."""
ALL = 1_000_000
"""So many terms of a sum are written out."""
GAP = 0.45
"""Between two rows, in em."""


@dataclass(frozen=True)
class Link:
    """Opens or closes the terms of a block."""

    block: int


@dataclass(frozen=True)
class _Item:
    """Something at a height: a heading, a row of formulas, a link, or terms."""

    top: float
    height: float
    heading: str = ""
    color: str = "muted"
    row: Row = ()
    base: float = 0.0
    link: Link | None = None
    terms: Terms | None = None


class ArithmeticSheet:
    """Blocks of arithmetic in a width.

    Parameters
    ----------
    blocks : sequence of Block
    style : NumberFormat
    theme : Theme
    width : float
        Logical pixels.
    opened : set of int
        The blocks whose terms are listed.
    sentence, formula : str
        Said below: what is not known yet, and by which formula it will be found.
    linked : bool
        Offer to list terms; a picture for a slide cannot be clicked.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        style: NumberFormat,
        theme: Theme,
        width: float,
        opened: frozenset[int] = frozenset(),
        sentence: str = "",
        formula: str = "",
        linked: bool = True,
    ) -> None:
        self.blocks, self.style, self.theme, self.width = blocks, style, theme, width
        self.hovered: object | None = None
        self._linked = linked
        self._k = theme.font_scale
        self._left = PAD * self._k
        self._room = max(width - 2 * self._left, 1.0)
        self._line = QFontMetricsF(theme.font(TERM)).height() + 3 * self._k
        rows = [rows_of(block, style) for block in blocks]
        self.size = self._type_size(rows)
        self._items: list[_Item] = []
        self.height = 4 * self._k
        for number, (block, own) in enumerate(zip(blocks, rows, strict=True)):
            self._add_block(number, block, own, opened, linked)
        if sentence:
            self._add(_Item(self.height, 1.4 * self._line, sentence))
        for row in fitted([(Piece(formula, "muted"),)], self._room / self.size) if formula else ():
            self._add_row(row)
        self._causes = [
            pair
            for item in self._items
            if item.row
            for pair in boxes(item.row, QPointF(self._left, item.base), self.size)
        ]

    def _type_size(self, rows: list[list[Row]]) -> float:
        widest = max((width_of(row) for own in rows for row in own), default=1.0)
        fits = (size for size in SIZES if widest * size * self._k <= self._room)
        return next(fits, SIZES[-1]) * self._k

    def _add_block(
        self, number: int, block: Block, rows: list[Row], opened: frozenset[int], linked: bool
    ) -> None:
        self._add(_Item(self.height, self._line, block.heading, block.found.direction))
        for row in fitted(rows, self._room / self.size):
            self._add_row(row)
        if block.terms is not None and linked:
            template = words.HIDE_TERMS if number in opened else words.SHOW_TERMS
            text = tr(template).format(count=block.terms.rows)
            self._add(_Item(self.height, self._line, text, "accent", link=Link(number)))
            if number in opened:
                height = (block.terms.rows + 1) * self._line
                self._add(_Item(self.height, height, terms=block.terms))
        self.height += 6 * self._k

    def _add_row(self, row: Row) -> None:
        ascent, descent = height_of(row)
        height = (ascent + descent + GAP) * self.size
        base = self.height + (ascent + GAP / 2) * self.size
        self._add(_Item(self.height, height, row=row, base=base))

    def _add(self, item: _Item) -> None:
        self._items.append(item)
        self.height += item.height

    # ---- under the mouse -----------------------------------------------------------------------

    def at(self, point: QPointF) -> Link | Selection | None:
        """A link, or what a number comes from."""
        for box, cause in self._causes:
            if box.contains(point):
                return cause
        for item in self._items:
            if item.top <= point.y() < item.top + item.height:
                if item.terms is None:
                    return item.link
                row = int((point.y() - item.top) // self._line)
                return item.terms.row(row).cause if row < item.terms.rows else None
        return None

    # ---- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, top: float, bottom: float) -> None:
        """Paint what lies between two heights."""
        theme = self.theme
        for item in self._items:
            if item.top > bottom or item.top + item.height < top:
                continue
            if not self._linked and item.top + item.height > bottom:
                break  # in a picture nothing is cut in two
            if item.terms is not None:
                self._paint_terms(painter, item, top, bottom)
            elif item.row:
                at = QPointF(self._left, item.base)
                paint_row(painter, at, item.row, self.size, self._room, theme)
            else:
                rect = QRectF(self._left, item.top, self._room, item.height)
                font = theme.font(HEADING, bold=item.color not in ("muted", "accent"))
                draw_text(painter, rect, item.heading, font, theme.color(item.color), LEFT)
        self._underline(painter)

    def _underline(self, painter: QPainter) -> None:
        """The number under the mouse, where a click leads to its cause."""
        if not isinstance(self.hovered, Selection):
            return
        painter.setPen(QPen(self.theme.color("accent"), 1.4 * self._k))
        for box, cause in self._causes:
            if cause == self.hovered:
                y = box.bottom()
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_terms(self, painter: QPainter, item: _Item, top: float, bottom: float) -> None:
        terms = item.terms
        assert terms is not None
        columns = self._columns(terms)
        first = max(0, int((top - item.top) // self._line))
        last = min(terms.rows + 1, int((bottom - item.top) // self._line) + 1)
        for row in range(first, last):
            rect = QRectF(self._left, item.top + row * self._line, self._room, self._line)
            if row < terms.rows:
                term = terms.row(row)
                text = self._arithmetic(term)
                self._paint_term(painter, columns, rect, term.name, text, term.value)
            else:
                self._paint_term(painter, columns, rect, "Σ", "", terms.total, bold=True)

    def _paint_term(
        self,
        painter: QPainter,
        columns: tuple[float, float, float],
        rect: QRectF,
        name: str,
        text: str,
        value: float,
        *,
        bold: bool = False,
    ) -> None:
        theme, font = self.theme, self.theme.font(TERM, bold=bold)
        ink, muted = theme.color("text"), theme.color("muted")
        named, products, results = columns
        spare = max(rect.width() - named - products - results - 30 * self._k, 0.0)
        x = rect.left()
        for word, room, align, color in (
            (name, named, LEFT, ink if bold else muted),
            (text, products + min(spare, 16 * self._k), RIGHT, ink),
            ("  =", 30 * self._k, LEFT, muted),
            (self._number(value), results, RIGHT, ink),
        ):
            draw_text(painter, QRectF(x, rect.top(), room, rect.height()), word, font, color, align)
            x += room
        if bold:
            painter.setPen(QPen(QColor(muted), 1.0))
            painter.drawLine(rect.topLeft(), QPointF(x, rect.top()))

    def _columns(self, terms: Terms) -> tuple[float, float, float]:
        """Widths of names, products and results, as wide as the widest of some of them."""
        font = self.theme.font(TERM, bold=True)
        rows = range(0, terms.count, max(terms.count // MEASURED, 1))
        some = [*map(terms.term, rows), *terms.extra]
        values = [term.value for term in some] + [terms.total]
        texts = [term.name for term in some], map(self._arithmetic, some), map(self._number, values)
        named, products, results = (max(text_width(t, font) for t in each) for each in texts)
        return named + 8 * self._k, products, results + 4

    def _arithmetic(self, term: Term) -> str:
        """What a term is made of, with all the terms of sums in it; empty for a lone number."""
        if isinstance(term.expression, Number):
            return ""
        return self.style.plain(
            self.style.line(Line(term.expression, self.style.digits, True), ALL)
        )

    def _number(self, value: float) -> str:
        return self.style.text(value)
