"""The inspector as a picture for a slide: numbers on top, arithmetic below, paths beside."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpviz.ui.inspector.arithmetic import ArithmeticSheet
from bpviz.ui.inspector.fields import FieldsSheet
from bpviz.ui.inspector.path_sheet import PathSheet
from bpviz.ui.inspector.sheet import PAD, Sheet
from bpviz.ui.inspector.subject import Subject
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, fitted, text_width
from bpviz.ui.theme import Theme

TITLE, NOTE = 19.0, 13.0
BESIDE = 720.0
"""From this width on, in pixels of ordinary type, the paths stand beside the arithmetic."""
SHARE = 0.55
"""The part of the width that the arithmetic has then."""
FACTORS = (1.6, 1.4, 1.2, 1.1)
"""By how much type may be larger in a picture that has room for it."""
ROOM_BELOW = 110.0
"""So much height must be left for the paths under the arithmetic."""


def paint_inspector(
    painter: QPainter, rect: QRectF, subject: Subject, theme: Theme, with_paths: bool = True
) -> None:
    """Paint everything about a subject into `rect`, as large as it fits."""
    theme = _largest(rect, subject, theme, with_paths)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(rect)
    painter.fillRect(rect, theme.color("panel"))
    k = theme.font_scale
    y = rect.top() + _paint_title(painter, rect, subject, theme)
    fields = FieldsSheet(subject.fields, subject.style, theme, rect.width(), pencils=False)
    _paint(painter, fields, QRectF(rect.left(), y, rect.width(), fields.height))
    y += fields.height + 4 * k
    rest = QRectF(rect.left(), y, rect.width(), rect.bottom() - y)
    paths = subject.paths if with_paths else None
    beside = paths is not None and rest.width() >= BESIDE * k
    room = QRectF(rest)
    if beside:
        room.setWidth(SHARE * rest.width())
    left = arithmetic_sheet(subject, theme, room.width(), linked=False)
    _paint(painter, left, room)
    if paths is None:
        painter.restore()
        return
    table = QRectF(rest)
    if beside:
        table.setLeft(room.right())
    else:
        table.setTop(rest.top() + left.height + 6 * k)
    if table.height() >= ROOM_BELOW * k:
        _paint(painter, path_sheet(subject, theme, table.width(), table.height()), table)
    painter.restore()


def arithmetic_sheet(
    subject: Subject,
    theme: Theme,
    width: float,
    opened: frozenset[int] = frozenset(),
    *,
    linked: bool = True,
) -> ArithmeticSheet:
    """The arithmetic of a subject in a width."""
    formula = "" if subject.coming is None else subject.coming.micro.formula
    return ArithmeticSheet(
        subject.blocks, subject.style, theme, width, opened, subject.later, formula, linked
    )


def path_sheet(subject: Subject, theme: Theme, width: float, room: float = math.inf) -> PathSheet:
    """The paths of a subject in a width, and as many of them as have room in a height."""
    paths, part = subject.paths, not subject.whole
    assert paths is not None
    wanted = subject.paths_sum
    return PathSheet(subject.problem, paths, wanted, part, subject.style, theme, width, room)


def _largest(rect: QRectF, subject: Subject, theme: Theme, with_paths: bool) -> Theme:
    """The theme with the largest type in which everything fits, or as it is."""
    for factor in FACTORS:
        larger = theme.scaled(factor * theme.font_scale)
        k = larger.font_scale
        top = FieldsSheet(subject.fields, subject.style, larger, rect.width()).height + 42 * k
        beside = with_paths and subject.paths is not None
        if beside and rect.width() < BESIDE * k:
            continue
        room = rect.width() * (SHARE if beside else 1.0)
        heights = [arithmetic_sheet(subject, larger, room, linked=False).height]
        if beside:
            heights.append(path_sheet(subject, larger, rect.width() - room).height)
        if top + max(heights) <= rect.height():
            return larger
    return theme


def _paint_title(painter: QPainter, rect: QRectF, subject: Subject, theme: Theme) -> float:
    k = theme.font_scale
    row = QRectF(rect.left() + PAD * k, rect.top() + 6 * k, rect.width() - 2 * PAD * k, 28 * k)
    note = theme.font(NOTE)
    draw_text(painter, row, subject.note, note, theme.color("muted"), RIGHT)
    room = row.adjusted(0, 0, -text_width(subject.note, note) - 10 * k, 0)
    font = fitted(theme.font(TITLE, bold=True), subject.title, room.width(), 0.7)
    draw_text(painter, room, subject.title, font, theme.color("text"), LEFT)
    return 38 * k


def _paint(painter: QPainter, sheet: Sheet, rect: QRectF) -> None:
    painter.save()
    painter.setClipRect(rect)
    painter.translate(rect.topLeft())
    sheet.paint(painter, 0.0, rect.height())
    painter.restore()
