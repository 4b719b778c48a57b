"""What stands on a picture: views in a grid, a title above them, caption and source below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from bpviz.ui.paint.text import draw_text, fitted, text_width
from bpviz.ui.theme import Theme
from bpviz.ui.view import View

VIEW_BASE = QSize(960, 540)
"""Logical size at which a single view's type is right for a slide; larger pictures scale it."""
BASES = {"explanation": QSize(640, 360), "guess": QSize(640, 360)}
"""The same for views whose type would look lost on a slide otherwise."""
GAP = 6.0
TITLE, CAPTION, SOURCE = 22.0, 14.0, 12.0
"""Sizes of type."""
HEAD, FOOT = 46.0, 32.0
"""Heights of what stands above and below the views."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Words:
    """What is written around the views; an empty text for nothing."""

    title: str = ""
    caption: str = ""
    source: str = ""


def base_size(names: Sequence[str]) -> QSize:
    """The logical size at which the type of these views together is right for a slide."""
    if len(names) == 1:
        return BASES.get(names[0], VIEW_BASE)
    return VIEW_BASE * min(1.75, 1.0 + 0.25 * (len(names) - 1))


def grid(rect: QRectF, count: int) -> list[QRectF]:
    """Places for `count` views: rows as even as can be, the first ones with fewer, wider places.

    There are as many rows as make the places come nearest to 4:3.
    """

    def worst(rows: int) -> float:
        across = math.ceil(count / rows)
        ratio = rect.width() / across / max(rect.height() / rows, 1.0)
        return abs(math.log(max(ratio, 0.01) / (4 / 3)))

    rows = min(range(1, count + 1), key=worst)
    height, places = (rect.height() - GAP * (rows - 1)) / rows, []
    for row in range(rows):
        across = count // rows + (row >= rows - count % rows)
        width = (rect.width() - GAP * (across - 1)) / across
        top = rect.top() + row * (height + GAP)
        places += [
            QRectF(rect.left() + place * (width + GAP), top, width, height)
            for place in range(across)
        ]
    return places


def paint_sheet(
    painter: QPainter, rect: QRectF, views: Sequence[View], theme: Theme, words: Words
) -> None:
    """Paint the views and the words into `rect`, in logical pixels."""
    head = HEAD if words.title else 0.0
    foot = FOOT if words.caption or words.source else 0.0
    inner = rect.adjusted(0, head, 0, -foot)
    if len(views) > 1:
        painter.fillRect(inner, theme.color("window"))
    for view, place in zip(views, grid(inner, len(views)), strict=True):
        painter.fillRect(place, theme.color("panel"))
        painter.save()
        view.paint_picture(painter, place)
        painter.restore()
    above = QRectF(rect.left(), rect.top(), rect.width(), head)
    below = QRectF(rect.left(), inner.bottom(), rect.width(), foot)
    for strip in (above, below):
        if strip.height():
            painter.fillRect(strip, theme.color("panel"))
    text, muted = theme.color("text"), theme.color("muted")
    above.adjust(12, 0, -12, 0)
    below.adjust(12, 0, -12, 0)
    if words.title:
        font = theme.font(TITLE, bold=True)
        font = fitted(font, words.title, above.width(), theme.least_share(font))
        draw_text(painter, above, words.title, font, text, _LEFT)
    if words.source:
        font = theme.font(SOURCE)
        draw_text(painter, below, words.source, font, muted, _RIGHT)
        below.adjust(0, 0, -text_width(words.source, font) - 16, 0)
    if words.caption:
        font = theme.font(CAPTION)
        font = fitted(font, words.caption, below.width(), theme.least_share(font))
        draw_text(painter, below, words.caption, font, text, _LEFT)
