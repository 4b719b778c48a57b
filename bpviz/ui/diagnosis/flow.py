"""Sentences broken into lines, in pieces of different colours, some of which can be clicked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from bpviz.ui.paint.text import LEFT, draw_text, text_width


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; one that names a `layer` is underlined."""

    text: str
    font: QFont
    color: QColor
    layer: int | None = None


@dataclass(frozen=True)
class Placed:
    """A piece, or a part of one, and where it stands below and right of the first line's start."""

    rect: QRectF
    piece: Piece
    text: str


class Flow:
    """Pieces one after the other, in lines of at most `width` logical pixels."""

    def __init__(self, pieces: Iterable[Piece], width: float) -> None:
        self.placed: list[Placed] = []
        x, y, height = 0.0, 0.0, 0.0
        for word in _words(pieces):
            whole = sum(text_width(text, piece.font) for text, piece in word)
            height = max(height, *(QFontMetricsF(piece.font).height() for _, piece in word))
            last = text_width(word[-1][0].rstrip(), word[-1][1].font)
            seen = whole - text_width(word[-1][0], word[-1][1].font) + last
            if x > 0.0 and x + seen > width:
                x, y = 0.0, y + height
            for text, piece in word:
                long = text_width(text, piece.font)
                self.placed.append(Placed(QRectF(x, y, long, height), piece, text))
                x += long
        self.height = y + height

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Write the lines from `at` on, the upper left corner."""
        for placed in self.placed:
            rect, piece = placed.rect.translated(at), placed.piece
            draw_text(
                painter, rect.adjusted(0, 0, 4, 0), placed.text, piece.font, piece.color, LEFT
            )
            if piece.layer is not None:
                painter.setPen(QPen(piece.color, max(1.0, piece.font.pixelSize() / 13)))
                painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def layer_at(self, point: QPointF) -> int | None:
        """The layer that is named at a point, counted from where the flow begins."""
        for placed in self.placed:
            if placed.piece.layer is not None and placed.rect.contains(point):
                return placed.piece.layer
        return None


def _words(pieces: Iterable[Piece]) -> list[list[tuple[str, Piece]]]:
    """What must not be broken, each with the space behind it."""
    words: list[list[tuple[str, Piece]]] = [[]]
    for piece in pieces:
        for text in re.findall(r"\S+[^\S\u00a0]*|\s+", piece.text):
            words[-1].append((text, piece))
            if text[-1] == " ":
                words.append([])
    return [word for word in words if word]
