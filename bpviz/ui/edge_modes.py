"""The menus that say what the network diagram shows: on its edges, and as its tint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from bpviz.ui.paint.network_picture import EdgeMode
from bpviz.ui.paint.network_tint import TINT_MODES

EDGE_MODES: tuple[EdgeMode, ...] = ("auto", "weights", "gradients")


class ModeMenu(QMenu):
    """One choice out of a few.

    Signals
    -------
    mode_chosen(str)
        One of `modes`.
    """

    name: ClassVar[str]
    modes: ClassVar[Sequence[str]]
    mode_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(self.name)
        self._group = QActionGroup(self)
        self._entries: dict[str, QAction] = {}
        for mode in self.modes:
            entry = self._entries[mode] = self.addAction("")
            entry.setObjectName(f"{self.name}_{mode}")
            entry.setCheckable(True)
            entry.triggered.connect(lambda _=False, mode=mode: self.mode_chosen.emit(mode))
            self._group.addAction(entry)
        self.retranslate()

    def set_mode(self, mode: str) -> None:
        """Tick a mode."""
        self._entries[mode].setChecked(True)

    def set_texts(self, title: str, texts: dict[str, str]) -> None:
        """Say what the menu and its entries are."""
        self.setTitle(title)
        for mode, text in texts.items():
            self._entries[mode].setText(text)

    def retranslate(self) -> None:
        """Set the texts again."""


class EdgeModes(ModeMenu):
    """Weights, gradients, or whichever the pass is about."""

    name = "edge_mode"
    modes = EDGE_MODES

    def retranslate(self) -> None:
        """Set the texts again."""
        texts = {
            "auto": self.tr("Weights, in the &backward pass gradients"),
            "weights": self.tr("Always &weights"),
            "gradients": self.tr("Always &gradients"),
        }
        self.set_texts(self.tr("Network &edges"), texts)


class TintModes(ModeMenu):
    """A diagnosis that the network's layers or neurons are tinted by, or none."""

    name = "tint_mode"
    modes = TINT_MODES

    def retranslate(self) -> None:
        """Set the texts again."""
        texts = {
            "off": self.tr("&Off: activations"),
            "gradient": self.tr("&Gradient norm ‖∂L/∂W‖ of each layer"),
            "signal": self.tr("&Error signal ‖δ‖ of each neuron"),
            "saturated": self.tr("&Saturated share of each neuron"),
            "dead": self.tr("&Dead neurons"),
            "spread": self.tr("Standard deviation of &activations of each neuron"),
            "ratio": self.tr("&Update ‖ΔW‖/‖W‖ of each layer"),
        }
        self.set_texts(self.tr("Network &tint"), texts)
