"""The table on screen: scrolled, pointed at, and its cells edited in place."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QLineEdit, QToolTip, QWidget

from bpviz.ui.numbers import format_number
from bpviz.ui.paint.text import CENTER, draw_text, fitted, text_width
from bpviz.ui.tensors.map import ArrayMap
from bpviz.ui.tensors.sheet import Cell, Sheet
from bpviz.ui.theme import DARK, Theme

NOTE = 12
WORDS = 14
EDITOR = 130
"""The least width of the field for a number, in logical pixels."""
MARGIN = 6.0


class TableArea(QAbstractScrollArea):
    """A `Sheet` that is scrolled under headings which stay, or the whole of it as a picture.

    Signals
    -------
    pressed(row, column)
        A cell was clicked.
    opened(row, column)
        A cell was double-clicked, or Return pressed on the chosen one.
    entered(str)
        The user is done with the number in the field.
    menu_asked(QPoint, cell)
        The right button was pressed on a cell, or on what is beside (None).
    """

    pressed = Signal(int, int)
    opened = Signal(int, int)
    entered = Signal(str)
    menu_asked = Signal(QPoint, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tensors_table")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setMouseTracking(True)
        self.theme: Theme = DARK
        self.sheet: Sheet | None = None
        self.as_picture = False
        self.sentence = ""
        self.chosen: Cell | None = None
        self.edited: Cell | None = None
        self.field = QLineEdit(self.viewport())
        self.field.setObjectName("tensors_field")
        self.field.installEventFilter(self)
        self.note = QLabel(self.viewport())
        self.note.setObjectName("tensors_note")
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.close_field()

    # ---- what it shows -------------------------------------------------------------------------

    def set_sheet(self, sheet: Sheet | None, sentence: str, *, as_picture: bool) -> None:
        """Show an array; the `sentence` says why it is empty, if it is."""
        self.sheet, self.sentence, self.as_picture = sheet, sentence, as_picture
        self._fit()
        self.viewport().update()

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.theme = theme
        self.field.setFont(theme.font(13))
        self.note.setFont(theme.font(NOTE))
        self.viewport().update()

    def _fit(self) -> None:
        sheet, view = self.sheet, self.viewport().size()
        wide, high = (0.0, 0.0) if sheet is None or self.as_picture else sheet.size
        margin = MARGIN * self.theme.font_scale
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, math.ceil(wide + margin - view.width())))
        down.setRange(0, max(0, math.ceil(high + margin - view.height())))
        across.setPageStep(view.width())
        down.setPageStep(view.height())
        if sheet is not None:
            across.setSingleStep(round(sheet.cell_width / 2))
            down.setSingleStep(round(sheet.cell_height))

    @property
    def offset(self) -> QPointF:
        """How far the cells are scrolled."""
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def rect_of_sheet(self) -> QRectF:
        """Where headings and cells are painted."""
        margin = MARGIN * self.theme.font_scale
        return QRectF(self.viewport().rect()).adjusted(margin, 0, 0, 0)

    def cell_at(self, point: QPointF) -> Cell | None:
        """Row and column at a point of the viewport."""
        if self.sheet is None:
            return None
        if self.as_picture:
            return ArrayMap(self.sheet, self.rect_of_sheet()).cell_at(point)
        return self.sheet.cell_at(point, self.rect_of_sheet(), self.offset)

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a cell stands in the viewport."""
        assert self.sheet is not None
        if not self.as_picture:
            return self.sheet.cell_rect(row, column, self.rect_of_sheet(), self.offset)
        return ArrayMap(self.sheet, self.rect_of_sheet()).cell_box(row, column)

    def reveal(self, row: int, column: int) -> None:
        """Scroll no further than needed for a cell to be seen whole."""
        if self.sheet is None or self.as_picture:
            return
        box, view = self.cell_box(row, column), self.rect_of_sheet()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        top, left = view.y() + self.sheet.head, view.x() + self.sheet.side
        if box.top() < top:
            down.setValue(math.floor(down.value() - (top - box.top())))
        elif box.bottom() > view.bottom():
            down.setValue(math.ceil(down.value() + box.bottom() - view.bottom()))
        if box.left() < left:
            across.setValue(math.floor(across.value() - (left - box.left())))
        elif box.right() > view.right():
            across.setValue(math.ceil(across.value() + box.right() - view.right()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.close_field()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.theme.color("panel"))
        rect = self.rect_of_sheet()
        if self.sheet is not None:
            if self.as_picture:
                ArrayMap(self.sheet, rect).paint(painter)
            else:
                self.sheet.paint(painter, rect, self.offset)
            paint_sentence(painter, rect, self.sentence, self.theme)
        painter.end()

    # ---- the field -----------------------------------------------------------------------------

    def open_field(self, cell: Cell, value: float, note: str) -> None:
        """Let the user type another number over a cell."""
        self.reveal(*cell)
        self.edited = cell
        box = self.cell_box(*cell)
        text = format_number(value)
        needed = self.field.fontMetrics().horizontalAdvance(text) + 24
        wide = max(EDITOR * self.theme.font_scale, box.width(), needed)
        high = max(self.field.sizeHint().height(), round(box.height()))
        x = min(box.x(), max(0.0, self.viewport().width() - wide))
        y = min(box.y(), max(0.0, self.viewport().height() - high))
        self.field.setGeometry(round(x), round(y), round(wide), round(high))
        self.field.setText(text)
        self.field.setSelection(len(text), -len(text))  # the first digits stay in sight
        self._mark(False)
        self.field.show()
        self.field.setFocus()
        self.say(note, wrong=False)

    def refuse(self, line: str) -> None:
        """Keep the field open, and tell in one line what is wrong with its number."""
        self._mark(True)
        self.say(line, wrong=True)

    def close_field(self) -> None:
        """Leave the cell as it is."""
        self.edited = None
        self.note.hide()
        if self.field.hasFocus():
            self.setFocus()
        self.field.hide()

    def say(self, line: str, *, wrong: bool, cell: Cell | None = None) -> None:
        """A line under the field, or under a cell without one."""
        self.note.setText(line)
        color = self.theme.color("danger" if wrong else "text").name()
        border = self.theme.color("danger" if wrong else "accent").name()
        self.note.setStyleSheet(
            f"QLabel {{ color: {color}; background: {self.theme.panel};"
            f" border: 1px solid {border}; padding: 2px 5px; }}"
        )
        self.note.adjustSize()
        box = QRectF(self.field.geometry()) if cell is None else self.cell_box(*cell)
        view = self.viewport()
        x = min(round(box.x()), max(0, view.width() - self.note.width() - 2))
        y = round(box.bottom()) + 2
        if y + self.note.height() > view.height():
            y = round(box.top()) - self.note.height() - 2
        self.note.move(max(0, x), max(0, y))
        self.note.setVisible(bool(line))
        self.note.raise_()

    def _mark(self, invalid: bool) -> None:
        self.field.setProperty("invalid", invalid)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and self.edited is not None:
            if event.type() == QEvent.Type.FocusOut:
                self.close_field()
            elif isinstance(event, QKeyEvent):
                return self._field_key(event)
        return super().eventFilter(watched, event)

    def _field_key(self, event: QKeyEvent) -> bool:
        """Return and Escape end with the field: neither leaves the table, nor presenting."""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not is_return and event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and is_return:
            self.entered.emit(self.field.text())
        elif event.type() == QEvent.Type.KeyPress:
            self.close_field()
        return True

    # ---- mouse and keys ------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close_field()
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen = cell
            self.pressed.emit(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen = cell
            self.opened.emit(*cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        text = "" if cell is None or self.sheet is None else self.sheet.tip(*cell)
        QToolTip.showText(event.globalPosition().toPoint(), text, self.viewport())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key.Key_Return, Qt.Key.Key_Enter
        if event.key() in keys and self.chosen is not None and self.sheet is not None:
            row, column = self.chosen
            if row < self.sheet.rows and column < self.sheet.columns:
                self.opened.emit(row, column)
            return
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        cell = self.cell_at(QPointF(event.pos()))
        self.menu_asked.emit(event.globalPos(), cell)


def paint_sentence(painter: QPainter, rect: QRectF, sentence: str, theme: Theme) -> None:
    """Why there are no numbers, on a ground of its own over the empty cells."""
    if not sentence:
        return
    k = theme.font_scale
    font = fitted(theme.font(WORDS), sentence, rect.width() - 24 * k)
    wide = min(text_width(sentence, font) + 20 * k, rect.width() - 4)
    box = QRectF(0, 0, wide, 30 * k)
    box.moveCenter(QPointF(rect.x() + rect.width() / 2, rect.y() + rect.height() / 2))
    painter.fillRect(box, theme.color("panel"))
    draw_text(painter, box, sentence, font, theme.color("text"), CENTER)
