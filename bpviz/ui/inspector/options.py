"""The inspector's menu: what can be copied, and how numbers are written."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from bpviz.ui.number_menu import NumberMenu


class Options(QMenu):
    """Copying, and the menu of numbers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("inspector_menu")
        self.copy_latex = self._action("copy_latex")
        self.copy_text = self._action("copy_text")
        self.copy_picture = self._action("copy_picture")
        self.addSeparator()
        self.numbers = NumberMenu("inspector", self)
        self.addMenu(self.numbers)
        self.retranslate()

    def _action(self, name: str) -> QAction:
        action = QAction(self)
        action.setObjectName(f"inspector_{name}")
        self.addAction(action)
        return action

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.copy_latex.setText(self.tr("Copy as LaTeX"))
        self.copy_text.setText(self.tr("Copy as text"))
        self.copy_picture.setText(self.tr("Copy as picture"))
        self.numbers.retranslate()
