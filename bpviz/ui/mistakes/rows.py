"""A list of mistakes to click: the one in force, votes as bars, the answer marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bpviz.ui.paint.text import LEFT, RIGHT, draw_text
from bpviz.ui.theme import DARK, Theme

TEXT = 13.0
ROW = 24.0
"""Height of a row, in logical pixels."""


@dataclass(frozen=True)
class Row:
    """One mistake: `mark` stands before its name, `tip` tells why it is not `enabled`."""

    name: str
    text: str
    enabled: bool = True
    mark: str = ""
    color: str = "text"
    votes: int = 0
    share: float = 0.0
    tip: str = ""


class Rows(QWidget):
    """The rows, one below the other; Up and Down move the choice.

    Signals
    -------
    chosen(str)
        A row was clicked, or reached with the keys.
    activated(str)
        A row was double-clicked, or Return pressed on it.
    taken_back(str)
        A row was clicked with the right button.
    """

    chosen = Signal(str)
    activated = Signal(str)
    taken_back = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistake_rows")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.theme: Theme = DARK
        self.rows: tuple[Row, ...] = ()
        self.current = ""

    def set_rows(self, rows: Sequence[Row], current: str) -> None:
        """Show other rows, with the chosen one."""
        self.rows, self.current = tuple(rows), current
        self.setFixedHeight(math.ceil(self._step * len(rows)) + 4)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours or type sizes."""
        self.theme = theme
        self.set_rows(self.rows, self.current)

    @property
    def _step(self) -> float:
        return max(ROW * self.theme.font_scale, QFontMetricsF(self.theme.font(TEXT)).height() + 6)

    def sizeHint(self) -> QSize:
        return QSize(220, math.ceil(self._step * len(self.rows)) + 4)

    def row_rect(self, name: str) -> QRectF:
        """Where a row stands."""
        number = [row.name for row in self.rows].index(name)
        return QRectF(0, number * self._step, self.width(), self._step)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        for row in self.rows:
            self._paint_row(painter, row)
        painter.end()

    def _paint_row(self, painter: QPainter, row: Row) -> None:
        theme, rect = self.theme, self.row_rect(row.name).adjusted(2, 1, -2, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if row.share > 0:
            painter.setBrush(theme.color("accent", 0.35))
            painter.drawRoundedRect(QRectF(rect.topLeft(), QPointF(
                rect.left() + row.share * rect.width(), rect.bottom())), 4, 4)  # fmt: skip
        if row.name == self.current:
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 4, 4)
        font = theme.font(TEXT, bold=row.name == self.current or bool(row.mark))
        color = theme.color(row.color if row.enabled else "muted", 1.0 if row.enabled else 0.6)
        mark = QRectF(rect.left() + 4, rect.top(), 18 * theme.font_scale, rect.height())
        draw_text(painter, mark, row.mark, font, color, LEFT)
        votes = str(row.votes) if row.votes else ""
        beside = (36 if votes else 4) * theme.font_scale
        room = rect.adjusted(8 + 18 * theme.font_scale, 0, -beside, 0)
        draw_text(painter, room, row.text, font, color, LEFT)
        draw_text(painter, rect.adjusted(0, 0, -8, 0), votes, font, theme.color("text"), RIGHT)

    # ---- hands ---------------------------------------------------------------------------------

    def _at(self, event: QMouseEvent) -> Row | None:
        number = int(event.position().y() // self._step)
        return self.rows[number] if 0 <= number < len(self.rows) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._at(event)
        if row is None:
            return
        if event.button() == Qt.MouseButton.RightButton:
            self.taken_back.emit(row.name)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(row.name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._at(event)
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit(row.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        names = [row.name for row in self.rows]
        at = names.index(self.current) if self.current in names else -1
        if event.key() == Qt.Key.Key_Down and at + 1 < len(names):
            self.chosen.emit(names[at + 1])
        elif event.key() == Qt.Key.Key_Up and at > 0:
            self.chosen.emit(names[at - 1])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self.activated.emit(self.current)
        else:
            super().keyPressEvent(event)
