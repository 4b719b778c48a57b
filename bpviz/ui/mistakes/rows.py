"""A list of mistakes to click: the one in force, votes as bars, the answer marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from bpviz.ui.paint.text import LEFT, RIGHT, draw_text
from bpviz.ui.theme import DARK, Theme

TEXT = 13.0
ROW = 24.0
"""Height of a row of one line, in logical pixels."""
BEFORE, BEHIND = 28.0, 40.0
"""Room for the mark and for the votes."""
WRAPPED = int((LEFT | Qt.TextFlag.TextWordWrap).value)


@dataclass(frozen=True)
class Row:
    """One mistake: `mark` stands before its name, `share` is the length of its bar."""

    name: str
    text: str
    enabled: bool = True
    mark: str = ""
    color: str = "text"
    votes: int = 0
    share: float = 0.0


def row_rects(rows: Sequence[Row], theme: Theme, width: float) -> list[QRectF]:
    """Where the rows stand in a width, each as high as its wrapped name."""
    k, metrics = theme.font_scale, QFontMetricsF(theme.font(TEXT, bold=True))
    room = QRectF(0, 0, max(width - (BEFORE + BEHIND) * k, 1.0), 1e6)
    rects, top = [], 0.0
    for row in rows:
        needed = metrics.boundingRect(room, WRAPPED, row.text).height() + 6
        rects.append(QRectF(0, top, width, max(ROW * k, needed)))
        top = rects[-1].bottom()
    return rects


def paint_row(
    painter: QPainter, rect: QRectF, row: Row, theme: Theme, *, chosen: bool = False
) -> None:
    """Paint a mistake with its mark, its votes and their bar."""
    k, rect = theme.font_scale, rect.adjusted(2, 1, -2, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    if row.share > 0:
        bar = QRectF(rect.left(), rect.top(), row.share * rect.width(), rect.height())
        painter.setBrush(theme.color("accent", 0.35))
        painter.drawRoundedRect(bar, 4, 4)
    if chosen:
        painter.setPen(theme.color("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 4, 4)
    font = theme.font(TEXT, bold=chosen or bool(row.mark))
    color = theme.color(row.color if row.enabled else "muted", 1.0 if row.enabled else 0.6)
    draw_text(painter, rect.adjusted(4 * k, 0, 0, 0), row.mark, font, color, LEFT)
    votes = str(row.votes) if row.votes else ""
    draw_text(painter, rect.adjusted(0, 0, -8 * k, 0), votes, font, theme.color("text"), RIGHT)
    painter.setPen(color)
    room = rect.adjusted((BEFORE - 2) * k, 0, -(BEHIND - 2) * k, 0)
    painter.drawText(room, WRAPPED, row.text)


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
        self._rects: list[QRectF] = []

    def set_rows(self, rows: Sequence[Row], current: str) -> None:
        """Show other rows, with the chosen one."""
        self.rows, self.current = tuple(rows), current
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Other colours or type sizes."""
        self.theme = theme
        self._place()

    def _place(self) -> None:
        self._rects = row_rects(self.rows, self.theme, self.width())
        self.setFixedHeight(math.ceil(self._rects[-1].bottom()) + 4 if self._rects else 4)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def row_rect(self, name: str) -> QRectF:
        """Where a row stands."""
        return self._rects[[row.name for row in self.rows].index(name)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        for row, rect in zip(self.rows, self._rects, strict=True):
            paint_row(painter, rect, row, self.theme, chosen=row.name == self.current)
        painter.end()

    # ---- hands ---------------------------------------------------------------------------------

    def _at(self, event: QMouseEvent) -> Row | None:
        y = event.position().y()
        both = zip(self.rows, self._rects, strict=True)
        return next((row for row, rect in both if rect.top() <= y < rect.bottom()), None)

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
