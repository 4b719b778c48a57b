"""Boxes for a whole number and for seconds: no buttons, the number in all the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from bpviz.ui.number_text import with_sign

if TYPE_CHECKING:
    _Box = QAbstractSpinBox
else:
    _Box = object  # Qt's classes cannot be inherited twice


class _Plain(_Box):
    """What both have: a click selects the number, to be typed over; arrow keys and wheel step.

    With a style sheet and no buttons, Qt leaves the text a sliver one pixel wide.
    """

    def _begin(self) -> None:
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        self.lineEdit().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        released = event.type() == QEvent.Type.MouseButtonRelease
        if released and not self.lineEdit().hasSelectedText():
            self.selectAll()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        kinds = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.StyleChange, QEvent.Type.Polish)
        if event.type() in kinds:
            self.lineEdit().setGeometry(self.rect().adjusted(6, 2, -4, -2))
        return handled


class CountBox(_Plain, QSpinBox):
    """A whole number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin()


class SecondsBox(_Plain, QDoubleSpinBox):
    """Seconds, to hundredths; with the decimal sign that is used now, and typed with either."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin()
        self.setSingleStep(0.1)

    def textFromValue(self, value: float) -> str:
        return with_sign(f"{value:.2f}".rstrip("0").rstrip("."))

    def valueFromText(self, text: str) -> float:
        return float(text.replace(",", "."))

    def fixup(self, text: str) -> str:
        try:
            value = self.valueFromText(text)
        except ValueError:
            return text
        return self.textFromValue(min(max(value, self.minimum()), self.maximum()))

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        try:
            value = self.valueFromText(text)
        except ValueError:
            typed = not text.strip("0123456789,.")
            state = QValidator.State.Intermediate if typed else QValidator.State.Invalid
        else:
            allowed = self.minimum() <= value <= self.maximum()
            state = QValidator.State.Acceptable if allowed else QValidator.State.Intermediate
        return state, text, at
