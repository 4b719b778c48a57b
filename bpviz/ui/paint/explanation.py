"""Paints an explanation: question, formula, the numbers put in, result, and the line of code.

The type is as large as the space allows. Where it would become too small, there is less of it:
longer sums are cut shorter, then the line of code, side calculations and the formula in symbols
are left out, then the first lines of numbers, and only then does a line end in an ellipsis.
Nothing is ever clipped.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from bpviz.ui.paint.explanation_code import code_top, listing_width, paint_code, paint_listing
from bpviz.ui.paint.explanation_picture import ExplanationPicture
from bpviz.ui.paint.explanation_rows import (
    PLANS,
    READABLE,
    Piece,
    Row,
    fullest_rows,
    paint_rows,
    rows_of,
    type_size,
)
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, fitted, text_width
from bpviz.ui.theme import Theme

TITLE = 16.0
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
    code_width = listing_width(inner, picture, theme)
    if code_width:
        panel = QRectF(inner)
        panel.setLeft(inner.right() - code_width)
        panel.setTop(inner.top() + (26.0 * scale if reserved else 0.0))
        paint_listing(painter, panel, picture, theme)
        inner.setRight(panel.left() - 1.5 * margin)
        reserved = 0.001 if reserved else 0.0
    header = _paint_header(painter, inner, picture, theme, reserved)
    body = QRectF(inner)
    body.setTop(header)
    if not code_width:
        above = QRectF(body)
        above.setBottom(code_top(inner, picture, theme))
        if _all_fits(above, picture, theme):
            paint_code(painter, inner, picture, theme)
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
    plans = (rows_of(found, plan, picture.numbers) for plan in PLANS[:_WITH_STRIP])
    rows, size = fullest_rows(plans, body, scale)
    return size >= READABLE * scale and type_size(rows, body) >= READABLE * scale


def _paint_body(painter: QPainter, body: QRectF, picture: ExplanationPicture, theme: Theme) -> None:
    found = picture.explanation
    if picture.sentence:
        body = _paint_sentence(painter, body, picture, theme)
    if found is None:
        rows: list[Row] = [(Piece(picture.formula, "text"),)] if picture.formula else []
        plans: Iterable[list[Row]] = (rows,)
    else:
        plans = (rows_of(found, plan, picture.numbers) for plan in PLANS)
    if body.height() <= 0 or body.width() <= 0:
        return
    rows, size = fullest_rows(plans, body, theme.font_scale)
    paint_rows(painter, body, rows, size, theme, picture.direction)


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
