"""The arithmetic as a sheet: headings, formulas, and the terms of long sums one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from bpviz.core.expression import Number
from bpviz.core.shown_lines import Line
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
SMALLER = (1.0, 0.92, 0.85, 0.78)
"""By how much the type of listed terms may be smaller where they are too wide."""
EQUALS = 30.0
"""Room for the sign before a result."""
CUT = 0.4
"""Where products have to be cut, names stay if products keep this share of the width."""
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


@dataclass(frozen=True)
class _Columns:
    """Size of the type of listed terms, and widths of their columns; without `names` they are 0."""

    size: float
    names: float
    products: float
    equals: float
    results: float

    @property
    def width(self) -> float:
        """Of all of them."""
        return self.names + self.products + self.equals + self.results


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
        columns = self._columns(terms, self._room)
        first = max(0, int((top - item.top) // self._line))
        last = min(terms.rows + 1, int((bottom - item.top) // self._line) + 1)
        for row in range(first, last):
            rect = QRectF(self._left, item.top + row * self._line, self._room, self._line)
            if row < terms.rows:
                term = terms.row(row)
                text = self._arithmetic(term)
                self._paint_term(painter, columns, rect, term.name, text, term.value)
            else:
                named = columns.names > 0
                name, text = ("Σ", "") if named else ("", "Σ")
                self._paint_term(painter, columns, rect, name, text, terms.total, bold=True)

    def _paint_term(
        self,
        painter: QPainter,
        columns: _Columns,
        rect: QRectF,
        name: str,
        text: str,
        value: float,
        *,
        bold: bool = False,
    ) -> None:
        theme, font = self.theme, self.theme.font(columns.size, bold=bold)
        ink, muted = theme.color("text"), theme.color("muted")
        spare = max(rect.width() - columns.width, 0.0)
        x = rect.left()
        for word, room, align, color in (
            (name, columns.names, LEFT, ink if bold else muted),
            (text, columns.products + min(spare, 16 * self._k), RIGHT, ink),
            ("  =", columns.equals, LEFT, muted),
            (self._number(value), columns.results, RIGHT, ink),
        ):
            draw_text(painter, QRectF(x, rect.top(), room, rect.height()), word, font, color, align)
            x += room
        if bold:
            painter.setPen(QPen(QColor(muted), 1.0))
            painter.drawLine(rect.topLeft(), QPointF(x, rect.top()))

    def _columns(self, terms: Terms, room: float) -> _Columns:
        """The columns in which terms have room: smaller type, then no names, then cut products.

        They are as wide as the widest of some of the terms.
        """
        rows = range(0, terms.count, max(terms.count // MEASURED, 1))
        some = [*map(terms.term, rows), *terms.extra]
        names = [term.name for term in some]
        products = [self._arithmetic(term) for term in some] + ["Σ"]
        results = [self._number(value) for value in (*(t.value for t in some), terms.total)]

        def columns(factor: float, named: bool) -> _Columns:
            font = self.theme.font(TERM * factor, bold=True)
            k = self._k * factor
            widths = (max(text_width(t, font) for t in each) for each in (names, products, results))
            name, product, result = widths
            left = name + 8 * k if named else 0.0
            return _Columns(TERM * factor, left, product, EQUALS * k, result + 4)

        ways = [columns(factor, named) for named in (True, False) for factor in SMALLER]
        fits = next((way for way in ways if way.width <= room), None)
        if fits is not None:
            return fits
        smallest = ways[len(SMALLER) - 1]
        left = room - smallest.width + smallest.products
        if left < CUT * room:
            smallest = ways[-1]
            needed = smallest.equals + smallest.results
            if needed > room:
                smallest = columns(SMALLER[-1] * room / (1.1 * needed), named=False)
            left = room - smallest.width + smallest.products
        return replace(smallest, products=max(left, 0.0))

    def _arithmetic(self, term: Term) -> str:
        """What a term is made of, with all the terms of sums in it; empty for a lone number."""
        if isinstance(term.expression, Number):
            return ""
        return self.style.plain(
            self.style.line(Line(term.expression, self.style.digits, True), ALL)
        )

    def _number(self, value: float) -> str:
        return self.style.text(value)
