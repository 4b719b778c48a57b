"""A line of words below a picture: names muted, values in the text colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter

from bpviz.ui.theme import Theme

TEXT_SIZE = 12
LEAST_HEIGHT = 150.0
"""Logical pixels, at normal type size, of a picture that has a line below it."""


@dataclass(frozen=True)
class Phrase:
    """A piece of a line of text: a muted name and its value, and what the name means."""

    name: str
    value: str = ""
    meaning: str = ""


def meter_height(phrases: Sequence[Phrase], room: QSizeF, theme: Theme) -> float:
    """How high a line of phrases becomes, broken where it must be, in a picture of size `room`.

    0 where the picture needs all of that room itself.
    """
    if room.height() < LEAST_HEIGHT * theme.font_scale:
        return 0.0
    row = _metrics(theme).height() * 1.15
    most = max(1, int(0.25 * room.height() / row))
    return min(most, len(_rows(phrases, room.width(), theme))) * row + 6


def paint_meter(painter: QPainter, rect: QRectF, phrases: Sequence[Phrase], theme: Theme) -> None:
    """Write phrases in rows, as many as fit: names muted, values in the text colour."""
    painter.save()
    painter.setFont(theme.font(TEXT_SIZE))
    metrics = _metrics(theme)
    y = rect.top() + metrics.ascent() + 1
    for row in _rows(phrases, rect.width(), theme):
        if y > rect.bottom():
            break
        x = rect.left() + _MARGIN
        for phrase in row:
            for text, color in ((phrase.name, "muted"), (phrase.value, "text")):
                if text:
                    painter.setPen(theme.color(color))
                    painter.drawText(QPointF(x, y), text)
                    x += metrics.horizontalAdvance(text + " ")
            x += _gap(theme)
        y += metrics.height() * 1.15
    painter.restore()


_MARGIN = 10.0


def _metrics(theme: Theme) -> QFontMetricsF:
    return QFontMetricsF(theme.font(TEXT_SIZE))


def _gap(theme: Theme) -> float:
    return 10.0 * theme.font_scale


def _rows(phrases: Sequence[Phrase], width: float, theme: Theme) -> list[list[Phrase]]:
    metrics, room = _metrics(theme), width - 2 * _MARGIN
    rows: list[list[Phrase]] = [[]]
    used = 0.0
    for phrase in phrases:
        texts = [text for text in (phrase.name, phrase.value) if text]
        needed = sum(metrics.horizontalAdvance(text + " ") for text in texts)
        if rows[-1] and used + needed > room:
            rows.append([])
            used = 0.0
        rows[-1].append(phrase)
        used += needed + _gap(theme)
    return rows
