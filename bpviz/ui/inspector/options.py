"""The inspector's menu: what can be copied, and how numbers are written."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from bpviz.ui.inspector.style import LEAST, MOST, USUAL, Style
from bpviz.ui.settings import Settings

KEY = "inspector_{}"


class Options(QMenu):
    """Copying and the style of numbers; the style is kept in the settings.

    Signals
    -------
    style_chosen(Style)
    """

    style_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("inspector_menu")
        self.style_ = Style()
        self._settings: Settings | None = None
        self.copy_latex = self._action("copy_latex")
        self.copy_text = self._action("copy_text")
        self.copy_picture = self._action("copy_picture")
        self.addSeparator()
        self.digits_menu = QMenu(self)
        self.digits_menu.setObjectName("inspector_digits")
        self.addMenu(self.digits_menu)
        group = QActionGroup(self)
        self.digits = {}
        for count in range(LEAST, MOST + 1):
            action = QAction(str(count), self)
            action.setObjectName(f"inspector_digits_{count}")
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, n=count: self._choose(digits=n))
            group.addAction(action)
            self.digits_menu.addAction(action)
            self.digits[count] = action
        self.comma = self._action("comma", lambda on: self._choose(comma=on))
        self.fractions = self._action("fractions", lambda on: self._choose(fractions=on))
        self._show()
        self.retranslate()

    def _action(self, name: str, slot: object = None) -> QAction:
        action = QAction(self)
        action.setObjectName(f"inspector_{name}")
        if slot is not None:
            action.setCheckable(True)
            action.triggered.connect(slot)
        self.addAction(action)
        return action

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.copy_latex.setText(self.tr("Copy as LaTeX"))
        self.copy_text.setText(self.tr("Copy as text"))
        self.copy_picture.setText(self.tr("Copy as picture"))
        self.digits_menu.setTitle(self.tr("Digits"))
        self.comma.setText(self.tr("Decimal comma"))
        self.fractions.setText(self.tr("Small fractions instead of decimals"))

    def use_settings(self, settings: Settings) -> None:
        """Take over the style that was kept, and keep it from now on."""
        self._settings = settings
        self.style_ = Style(
            round(settings.number(KEY.format("digits"), LEAST, MOST, USUAL)),
            settings.choice(KEY.format("comma"), ("yes", "no"), "no") == "yes",
            settings.choice(KEY.format("fractions"), ("yes", "no"), "no") == "yes",
        )
        self._show()

    def _choose(self, **changes: int | bool) -> None:
        self.style_ = replace(self.style_, **changes)  # type: ignore[arg-type]
        self._show()
        if self._settings is not None:
            for name, value in changes.items():
                kept = value if name == "digits" else ("yes" if value else "no")
                self._settings.keep(KEY.format(name), kept)
        self.style_chosen.emit(self.style_)

    def _show(self) -> None:
        self.digits[self.style_.digits].setChecked(True)
        self.comma.setChecked(self.style_.comma)
        self.fractions.setChecked(self.style_.fractions)
