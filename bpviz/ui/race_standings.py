"""The standings of a race on screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bpviz.ui.paint.standings import Standing, paint_standings
from bpviz.ui.theme import DARK, Theme


class Standings(QWidget):
    """The standings on screen, painted by `paint_standings`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("race_standings")
        self.lines: Sequence[Standing] = ()
        self.note = ""
        self.theme: Theme = DARK

    def show_lines(self, lines: Sequence[Standing], note: str, theme: Theme) -> None:
        """Show other lines, and a note below them."""
        self.lines, self.note, self.theme = lines, note, theme
        self.update()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the lines into `rect`."""
        if not rect.isEmpty():
            paint_standings(painter, rect, self.lines, self.theme, self.note)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        self.paint_picture(painter, QRectF(self.rect()))
        painter.end()
