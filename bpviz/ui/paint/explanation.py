"""Paints an explanation: question, formula, the numbers put in, result, and the line of code.

The type is as large as the space allows. Where it would become too small, there is less of it:
longer sums are cut shorter, then the line of code, side calculations and the formula in symbols
are left out, then the first lines of numbers, and only then does a line end in an ellipsis.
Nothing is ever clipped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from bpviz.core.explain import Explanation
from bpviz.ui.formula import SetFormula, set_formula
from bpviz.ui.paint import tex
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, fitted, text_width
from bpviz.ui.theme import Theme

SIZES = (11.0, 12.5, 14.0, 16.0, 18.5, 21.0, 24.0, 28.0)
"""Type sizes of the formulas, in logical pixels before the theme's scale."""
SMALLEST, COMFORTABLE, GENEROUS, LARGEST = SIZES[0], SIZES[3], SIZES[5], SIZES[-1]
READABLE = SIZES[1]
"""Below this the line of code gives its room to the formulas."""
TITLE = 16.0
CODE_LINE = 20.0
LISTING = 13.0
SMALLEST_LISTING = 11
"""Pixels, whatever the scale; what is wider then ends in an ellipsis."""
ROW_GAP = 0.42
RESULT_GAP = 0.7
ASIDE = 0.84
BOLDER = 0.03
"""How much bolder, in em, the result is drawn."""


@dataclass(frozen=True)
class ExplanationPicture:
    """What the painter needs. `direction` names the phase's colour.

    `listing` is the code of the whole iteration, line `current` being the step's own; it is shown
    where there is room for it, else that one line. `short_note` is `note` for a narrow place.
    """

    title: str
    note: str
    sentence: str
    direction: str
    code: str
    explanation: Explanation | None
    formula: str = ""
    listing: tuple[str, ...] = ()
    listing_title: str = ""
    current: int = 0
    short_note: str = ""


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
_WITH_STRIP = 5
"""So many of the plans are tried before the line of code makes room."""


def paint_explanation(
    painter: QPainter,
    rect: QRectF,
    picture: ExplanationPicture,
    theme: Theme,
    reserved: float = 0.0,
) -> None:
    """Paint an explanation into `rect`, in logical pixels.

    `reserved` is the width at the upper right that controls stand on, which say what `note`
    would; without them the note is painted.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = theme.font_scale
    margin = min(16.0 * scale, rect.width() * 0.04)
    inner = rect.adjusted(margin, 8.0 * scale, -margin, -min(10.0 * scale, margin))
    code_width = _listing_width(inner, picture, theme)
    if code_width:
        panel = QRectF(inner)
        panel.setLeft(inner.right() - code_width)
        panel.setTop(inner.top() + (26.0 * scale if reserved else 0.0))
        _paint_listing(painter, panel, picture, theme)
        inner.setRight(panel.left() - 1.5 * margin)
        reserved = 0.001 if reserved else 0.0
    header = _paint_header(painter, inner, picture, theme, reserved)
    body = QRectF(inner)
    body.setTop(header)
    if not code_width:
        above = QRectF(body)
        above.setBottom(_code_top(inner, picture, theme))
        if _all_fits(above, picture, theme):
            _paint_code(painter, inner, picture, theme)
            body = above
    _paint_body(painter, body, picture, theme)
    painter.restore()


def title_width(picture: ExplanationPicture, theme: Theme) -> float:
    """The width that the question takes, in logical pixels."""
    return text_width(picture.title, theme.font(TITLE, bold=True))


def _paint_header(
    painter: QPainter, inner: QRectF, picture: ExplanationPicture, theme: Theme, reserved: float
) -> float:
    """The question on the left, the note on the right; returns where the formulas begin."""
    scale = theme.font_scale
    row = QRectF(inner.left(), inner.top(), inner.width(), 24.0 * scale)
    right = reserved
    note_font = theme.font(12)
    if picture.note and not reserved:
        right = min(text_width(picture.note, note_font), 0.4 * row.width())
        place = QRectF(row.right() - right, row.top(), right, row.height())
        draw_text(painter, place, picture.note, note_font, theme.color("muted"), RIGHT)
        right += 12.0 * scale
    room = row.width() - right
    title = QRectF(row.left(), row.top(), room, row.height())
    font = fitted(theme.font(TITLE, bold=True), picture.title, room, 0.7)
    draw_text(painter, title, picture.title, font, theme.color("text"), LEFT)
    return row.bottom() + 5.0 * scale


# ---- code ------------------------------------------------------------------------------------


def _lines_around(inner: QRectF, picture: ExplanationPicture, theme: Theme) -> int:
    """How many lines of the listing are shown below the formulas; less than 3: only the own one.

    That depends on the place alone, so that nothing moves from step to step.
    """
    high = int((inner.height() / theme.font_scale - 240.0) / CODE_LINE)
    return min(high, len(picture.listing), 9)


def _code_top(inner: QRectF, picture: ExplanationPicture, theme: Theme) -> float:
    """Where the code below the formulas begins."""
    if not picture.code:
        return inner.bottom()
    around = _lines_around(inner, picture, theme)
    height = around * CODE_LINE + 34.0 if around >= 3 else 27.0
    return inner.bottom() - (height + 6.0) * theme.font_scale


def _paint_code(
    painter: QPainter, inner: QRectF, picture: ExplanationPicture, theme: Theme
) -> None:
    """The line of NumPy on a strip of the phase's colour, or with the lines around it."""
    if not picture.code:
        return
    top = _code_top(inner, picture, theme) + 6.0 * theme.font_scale
    place = QRectF(inner.left(), top, inner.width(), inner.bottom() - top)
    if _lines_around(inner, picture, theme) >= 3:
        _paint_listing(painter, place, picture, theme)
    else:
        _paint_marked_line(painter, place, picture.code, picture.direction, theme)


def _all_fits(body: QRectF, picture: ExplanationPicture, theme: Theme) -> bool:
    """Whether formula and numbers can be read above the line of code."""
    found, scale = picture.explanation, theme.font_scale
    if found is None:
        return True
    if picture.sentence:
        body = QRectF(body)
        body.setTop(body.top() + 24.0 * scale)
    if body.height() <= 0 or body.width() <= 0:
        return False
    rows, size = _best((rows_of(found, plan) for plan in PLANS[:_WITH_STRIP]), body, scale)
    return size >= READABLE * scale and _size(rows, body) >= READABLE * scale


def _paint_marked_line(
    painter: QPainter,
    strip: QRectF,
    code: str,
    direction: str,
    theme: Theme,
    font: QFont | None = None,
) -> None:
    scale = theme.font_scale
    color = theme.phase_color(direction)
    ground = QColor(color)
    ground.setAlphaF(0.26 if theme.name == "dark" else 0.18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(strip, 4.0 * scale, 4.0 * scale)
    painter.setBrush(color)
    middle, x, wing = strip.center().y(), strip.left() + 8.0 * scale, 4.0 * scale
    tip = QPointF(x + 1.4 * wing, middle)
    painter.drawPolygon([QPointF(x, middle - wing), tip, QPointF(x, middle + wing)])
    text = strip.adjusted(20.0 * scale, 0.0, -8.0 * scale, 0.0)
    font = font or fitted(theme.font(14, mono=True), code, text.width(), 0.75)
    draw_text(painter, text, code, font, theme.color("text"), LEFT)


def _listing_width(inner: QRectF, picture: ExplanationPicture, theme: Theme) -> float:
    """Room for the whole iteration's code beside the formulas, or 0."""
    if not picture.listing or inner.height() < 150.0 * theme.font_scale:
        return 0.0
    font = theme.font(LISTING, mono=True)
    longest = max(picture.listing, key=len)
    needed = text_width(longest, font) + 44.0 * theme.font_scale
    available = inner.width() - 560.0 * theme.font_scale
    least = 260.0 * theme.font_scale
    return min(needed, available) if available >= least else 0.0


def _paint_listing(
    painter: QPainter, panel: QRectF, picture: ExplanationPicture, theme: Theme
) -> None:
    """The code of the iteration, the current line marked, later lines fainter."""
    scale = theme.font_scale
    painter.setPen(QPen(theme.color("border"), 1.0))
    painter.setBrush(theme.color("stage"))
    painter.drawRoundedRect(panel, 6.0 * scale, 6.0 * scale)
    inside = panel.adjusted(5.0 * scale, 5.0 * scale, -5.0 * scale, -5.0 * scale)
    title = QRectF(inside.left() + 8.0 * scale, inside.top(), inside.width(), 20.0 * scale)
    draw_text(painter, title, picture.listing_title, theme.font(12), theme.color("muted"), LEFT)
    inside.setTop(title.bottom() + 2.0 * scale)
    step = CODE_LINE * scale
    count = max(1, min(len(picture.listing), int(inside.height() / step)))
    first = min(max(picture.current - count // 2, 0), len(picture.listing) - count)
    font = _listing_font(picture.listing, inside.width() - 28.0 * scale, theme)
    for row, index in enumerate(range(first, first + count)):
        line = QRectF(inside.left(), inside.top() + row * step, inside.width(), step)
        if index == picture.current:
            code = picture.listing[index]
            _paint_marked_line(painter, line, code, picture.direction, theme, font)
            continue
        text = line.adjusted(20.0 * scale, 0.0, -8.0 * scale, 0.0)
        color = theme.color("muted" if index > picture.current else "text")
        draw_text(painter, text, picture.listing[index], font, color, LEFT)


def _listing_font(listing: tuple[str, ...], width: float, theme: Theme) -> QFont:
    """One size for all lines: that at which the longest fits, but never too small to read."""
    font = theme.font(LISTING, mono=True)
    longest = max(text_width(line, font) for line in listing)
    size = font.pixelSize() * min(1.0, width / longest)
    font.setPixelSize(max(SMALLEST_LISTING, int(size)))
    return font


# ---- formulas --------------------------------------------------------------------------------


def _paint_body(painter: QPainter, body: QRectF, picture: ExplanationPicture, theme: Theme) -> None:
    found = picture.explanation
    if picture.sentence:
        body = _paint_sentence(painter, body, picture, theme)
    if found is None:
        rows: list[Row] = [(Piece(picture.formula, "text"),)] if picture.formula else []
        plans: Iterable[list[Row]] = (rows,)
    else:
        plans = (rows_of(found, plan) for plan in PLANS)
    if body.height() <= 0 or body.width() <= 0:
        return
    rows, size = _best(plans, body, theme.font_scale)
    _paint_rows(painter, body, rows, size, theme, picture.direction)


def _paint_sentence(
    painter: QPainter, body: QRectF, picture: ExplanationPicture, theme: Theme
) -> QRectF:
    font = theme.font(14)
    wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    painter.setFont(font)
    painter.setPen(theme.color("muted"))
    used = painter.boundingRect(body, wrap, picture.sentence)
    painter.drawText(body, wrap, picture.sentence)
    rest = QRectF(body)
    rest.setTop(used.bottom() + 6.0 * theme.font_scale)
    return rest


def rows_of(found: Explanation, plan: Plan) -> list[Row]:
    """The rows of formulas that a plan shows."""
    rows: list[Row] = [(Piece(found.symbols, "text"),)]
    if plan.hint and found.hint:
        rows = [(Piece(found.symbols + ",", "text"), Piece(found.hint, "muted", ASIDE))]
    asides: list[Row] = []
    if plan.asides and found.asides:
        asides = [tuple(Piece(text, "muted", ASIDE) for text in found.aside_lines)]
    lines = found.number_lines(plan.terms)
    shown = lines[: plan.lines] if len(lines) <= plan.lines else lines[-plan.lines :]
    numbers: list[Row] = [(Piece(line, "text"),) for line in shown]
    if found.result is not None:
        color = "result" if math.isfinite(found.result) else "danger"
        result = Piece(found.result_latex, color, strong=True)
        if numbers:
            numbers[-1] = (*numbers[-1], result)
        else:
            rows[-1] = (*rows[-1], result)
    if not plan.symbols and numbers:
        rows = []
    return rows + (numbers + asides if found.asides_last else asides + numbers)


def _best(plans: Iterable[list[Row]], body: QRectF, scale: float) -> tuple[list[Row], float]:
    """The fullest rows that are comfortable to read, or those with the largest type."""
    best: tuple[list[Row], float] = ([], 0.0)
    for number, plan in enumerate(plans):
        ways = [(rows, _snapped(_size(rows, body) / scale) * scale) for rows in _broken(plan)]
        rows, size = max(ways, key=lambda way: way[1])
        for _ in range(2):
            if size < GENEROUS * scale and (folded := _folded(rows)):
                larger = _snapped(_size(folded, body) / scale) * scale
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


def _size(rows: list[Row], body: QRectF) -> float:
    """The largest type with which all rows fit."""
    measures = [_measure(row) for row in rows]
    if not measures:
        return LARGEST
    width = max(measure[0] for measure in measures)
    height = sum(a + d for _, a, d in measures) + ROW_GAP * (len(measures) - 1)
    return min(body.width() / max(width, 1e-6), body.height() / height)


def _paint_rows(
    painter: QPainter,
    body: QRectF,
    rows: list[Row],
    size: float,
    theme: Theme,
    direction: str,
) -> None:
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
