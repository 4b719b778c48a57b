"""The menu in which one chooses how numbers are written: in the View menu, and beside numbers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from bpviz.ui.number_format import LEAST, MOST, STANDARD, NumberFormat


class NumberMenu(QMenu):
    """Digits, decimal comma, fractions. It only says what is wanted; `set_numbers` ticks it.

    Signals
    -------
    numbers_chosen(NumberFormat)
    """

    numbers_chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_numbers")
        self.numbers = STANDARD
        self._group = QActionGroup(self)
        self.digits: dict[int, QAction] = {}
        for count in range(LEAST, MOST + 1):
            self.digits[count] = action = self._action(f"{name}_digits_{count}")
            action.triggered.connect(lambda _=False, n=count: self._choose(digits=n))
            self._group.addAction(action)
        self.addSeparator()
        self.comma = self._action(f"{name}_comma")
        self.comma.triggered.connect(lambda on: self._choose(comma=on))
        self.fractions = self._action(f"{name}_fractions")
        self.fractions.triggered.connect(lambda on: self._choose(fractions=on))
        self.set_numbers(self.numbers)
        self.retranslate()

    def _action(self, name: str) -> QAction:
        action = self.addAction("")
        action.setObjectName(name)
        action.setCheckable(True)
        return action

    def _choose(self, **changes: int | bool) -> None:
        self.numbers_chosen.emit(replace(self.numbers, **changes))  # type: ignore[arg-type]

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Tick what is so now; another number of digits than can be chosen here ticks none."""
        self.numbers = numbers
        self._group.setExclusive(False)
        for count, action in self.digits.items():
            action.setChecked(count == numbers.digits)
        self._group.setExclusive(True)
        self.comma.setChecked(numbers.comma)
        self.fractions.setChecked(numbers.fractions)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.setTitle(self.tr("&Numbers"))
        for count, action in self.digits.items():
            action.setText(self.tr("{count} digits").format(count=count))
        self.comma.setText(self.tr("Decimal comma"))
        self.fractions.setText(self.tr("Small fractions instead of decimals"))
