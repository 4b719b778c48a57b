"""Who gets the keys, and what is dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QMainWindow, QSpinBox, QVBoxLayout


class InputWindow(QMainWindow):
    """A window whose keys belong to its `stage`, unless a field or a dialog has them."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.stage = QFrame()
        self.stage.setObjectName("stage")
        self.stage.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        QVBoxLayout(self.stage).setContentsMargins(1, 1, 1, 1)

    def open(self, name: str | Path) -> bool:
        """Open what was dropped."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked):
            QTimer.singleShot(0, self, self._give_keys)
        return super().event(event)

    def _give_keys(self) -> None:
        """Keys go to the dialog that is open, or to the window again.

        A window manager sees to that; on a bare X server they would stay with the window behind.
        """
        (QApplication.activeModalWidget() or self).activateWindow()

    def leave_field(self) -> None:
        """Take what was typed, if anything, and give the keys back to the stage."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit | QSpinBox) and focus.window() is self:
            self.stage.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click beside all fields: the keys belong to the stage."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self.stage.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if event.key() in keys:  # a field that was left: the keys belong to the stage again
            self.stage.setFocus()
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.open(Path(paths[0]))
