"""What stands above the table: which array it is, and how it is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QMenu, QToolButton, QWidget

from bpviz.ui.control_row import SMALLER, ControlRow
from bpviz.ui.number_format import LEAST, MOST, USUAL
from bpviz.ui.paint.text import text_width


class TensorControls(ControlRow):
    """Follow, difference, picture, and the digits of all numbers.

    Signals
    -------
    changed()
        The user wants the array shown in another way.
    digits_chosen(int)
        The user wants all numbers with so many significant digits.
    """

    changed = Signal()
    digits_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("tensors", parent)
        self.follow = self._toggle("follow", "")
        self.follow.setChecked(True)
        self.difference = self._toggle("difference", "Δ")
        self.against = QMenu(self)
        self.against.setObjectName("tensors_against")
        self.against.setToolTipsVisible(True)
        self.difference.setMenu(self.against)
        self.difference.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.picture = self._toggle("picture", "")
        self.digits = QComboBox(self)
        self.digits.setObjectName("tensors_digits")
        self.digits.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for count in range(LEAST, MOST + 1):
            self.digits.addItem("", count)
        self.set_digits(USUAL)
        self.digits.activated.connect(lambda at: self.digits_chosen.emit(at + LEAST))
        self.add(self.follow, self.difference, self.picture, self.digits)
        self.retranslate()

    def _toggle(self, name: str, text: str) -> QToolButton:
        button = self.button(name, text)
        button.setCheckable(True)
        button.toggled.connect(lambda _: self.changed.emit())
        return button

    def set_digits(self, digits: int) -> None:
        """Say how many digits there are; none of the entries where it is another number."""
        self.digits.setCurrentIndex(self.digits.findData(digits))

    def set_title(self, short: str, whole: str) -> None:
        """Which array is shown; only its symbol where there is no room for words."""
        font = self.theme.font(SMALLER, bold=True)
        room = self.width() - 40 - sum(part.sizeHint().width() + 4 for part in self.controls)
        self.title = whole if text_width(whole, font) <= room else short
        self.digits.setVisible(text_width(short, font) <= room)  # the name before the rest
        self.setToolTip(whole)
        self.update()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.follow.setText(self.tr("Follow"))
        self.follow.setToolTip(self.tr("Show the array that the micro-step is about"))
        self.difference.setToolTip(
            self.tr("The difference to one iteration before, or to another run")
        )
        self.picture.setText(self.tr("Picture"))
        self.picture.setToolTip(self.tr("The whole array as colours, without numbers"))
        for at in range(self.digits.count()):
            text = self.tr("{count} digits").format(count=self.digits.itemData(at))
            self.digits.setItemText(at, text)
        self.digits.setToolTip(self.tr("Significant digits"))
        for part in (self.follow, self.difference, self.picture, self.digits):
            part.setAccessibleName(part.toolTip())
