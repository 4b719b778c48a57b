"""The inspector's parts on screen: sheets that scroll, and numbers that can be typed over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QLineEdit, QScrollArea, QSizePolicy, QWidget

from bpviz.ui.fields import mark
from bpviz.ui.inspector.sheet import Sheet
from bpviz.ui.paint.text import LEFT, draw_text
from bpviz.ui.theme import DARK, Theme


class Canvas(QWidget):
    """Shows a sheet, or a sentence in its place.

    Signals
    -------
    clicked(object)
        On what, as `Sheet.at` tells it.
    hovered(object or None)
        What lies under the mouse.
    """

    clicked = Signal(object)
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = DARK
        self.sheet: Sheet | None = None
        self.sentence = ""
        self._under: object | None = None
        self.setMouseTracking(True)

    def show_sheet(self, sheet: Sheet | None, sentence: str = "") -> None:
        """Show another sheet."""
        self.sheet, self.sentence = sheet, sentence
        if sheet is not None:
            sheet.hovered = self._under  # type: ignore[attr-defined]
        self.updateGeometry()
        self.setMinimumHeight(0 if sheet is None else round(sheet.height + 0.5))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 60 if self.sheet is None else round(self.sheet.height + 0.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.theme.color("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.sheet is not None:
            painter.setClipRect(event.rect())
            self.sheet.paint(painter, float(event.rect().top()), float(event.rect().bottom()))
        elif self.sentence:
            k = self.theme.font_scale
            place = QRectF(10 * k, 4 * k, self.width() - 20 * k, 24 * k)
            muted = self.theme.color("muted")
            draw_text(painter, place, self.sentence, self.theme.font(12.5), muted, LEFT)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(None if self.sheet is None else self.sheet.at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.sheet is not None:
            found = self.sheet.at(event.position())
            if found is not None:
                self.clicked.emit(found)

    def _point_at(self, found: object | None) -> None:
        if found == self._under:
            return
        self._under = found
        shape = Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        if self.sheet is not None:
            self.sheet.hovered = found  # type: ignore[attr-defined]
        self.update()
        self.hovered.emit(found)


class Pane(QScrollArea):
    """A canvas that scrolls."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.canvas = Canvas()
        self.canvas.setObjectName(f"{name}_canvas")
        self.setWidget(self.canvas)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def restyle(self, theme: Theme) -> None:
        """Take over colours."""
        self.canvas.theme = theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("panel"))
        self.setPalette(palette)
        self.canvas.update()


class Editor(QLineEdit):
    """A number typed over another one. Return takes it, Escape or a click elsewhere does not.

    Signals
    -------
    entered(str)
        The text, on Return.
    given_up()
        Nothing is to be changed after all.
    """

    entered = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("inspector_editor")
        self.theme: Theme = DARK
        self.textEdited.connect(lambda: self.refuse(False))
        self.hide()

    def begin(self, rect: QRectF, text: str) -> None:
        """Open over a number."""
        height = max(self.sizeHint().height(), round(rect.height()))
        wide = max(round(rect.width()) + 40, 110)
        x = min(round(rect.x()) - 4, max(self._over.width() - wide, 0))
        self.setGeometry(x, round(rect.center().y() - height / 2), wide, height)
        self.setText(text)
        self.refuse(False)
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus()

    def refuse(self, on: bool) -> None:
        """Draw the red outline, or no longer."""
        mark(self, "error", on)
        self.setStyleSheet(f"border: 2px solid {self.theme.danger};" if on else "")

    def event(self, event: QEvent) -> bool:
        own = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() in own:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._give_up()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.text())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.isVisible():
            self._give_up()

    def _give_up(self) -> None:
        self.hide()
        self.given_up.emit()
