"""The menu that says what the network's edges show."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from bpviz.ui.paint.network_picture import EdgeMode

EDGE_MODES: tuple[EdgeMode, ...] = ("auto", "weights", "gradients")


class EdgeModes(QMenu):
    """Weights, gradients, or whichever the pass is about.

    Signals
    -------
    mode_chosen(str)
        One of `EDGE_MODES`.
    """

    mode_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edge_mode")
        self._group = QActionGroup(self)
        self._entries: dict[str, QAction] = {}
        for mode in EDGE_MODES:
            entry = self._entries[mode] = self.addAction("")
            entry.setObjectName(f"edge_mode_{mode}")
            entry.setCheckable(True)
            entry.triggered.connect(lambda _=False, mode=mode: self.mode_chosen.emit(mode))
            self._group.addAction(entry)
        self.retranslate()

    def set_mode(self, mode: str) -> None:
        """Tick a mode."""
        self._entries[mode].setChecked(True)

    def retranslate(self) -> None:
        """Set the texts again."""
        self.setTitle(self.tr("Network &edges"))
        texts = {
            "auto": self.tr("Weights, in the &backward pass gradients"),
            "weights": self.tr("Always &weights"),
            "gradients": self.tr("Always &gradients"),
        }
        for mode, text in texts.items():
            self._entries[mode].setText(text)
