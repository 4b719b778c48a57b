"""The step size: buttons side by side, and a number for "n iterations"."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from bpviz.ui.number_boxes import CountBox
from bpviz.ui.strides import SIZES

MOST = 1_000_000
"""The largest number of iterations in one step."""

PREFIX, NAMED = "N = ", 999
"""What stands before the number, and the largest number that it stands before."""
SPACE = 3
"""Pixels between the buttons."""


class SizeChooser(QWidget):
    """Chooses how far one press goes.

    Signals
    -------
    size_changed(str)
        One of `strides.SIZES`.
    count_changed(int)
        The number of iterations of the size "n".
    """

    size_changed = Signal(str)
    count_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("step_size")
        self._size = SIZES[0]
        self._compact = False
        self._whole = 150  # width of the menu's button, alone or with the number beside it
        self._buttons = {size: self._button(size) for size in SIZES}
        self._menu = QMenu(self)
        self._entries = {size: self._menu.addAction("") for size in SIZES}
        for size, entry in self._entries.items():
            entry.triggered.connect(lambda _=False, size=size: self._pick(size))
        self._one = QToolButton(self)
        self._one.setObjectName("size_menu")
        self._one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._one.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._one.setMenu(self._menu)
        self._one.hide()
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for button in self._buttons.values():
            group.addButton(button)
            row.addWidget(button)
        row.addWidget(self._one)
        self.count = CountBox(self)
        self.count.setObjectName("step_count")
        self.count.setRange(1, MOST)
        self.count.setValue(10)
        self.count.setKeyboardTracking(False)
        self.count.valueChanged.connect(self.count_changed)
        self.count.editingFinished.connect(self._leave)
        self.count.valueChanged.connect(self._show_prefix)
        self._show_prefix(self.count.value())
        self.count.hide()
        row.addWidget(self.count)
        for widget in (self.count, self._buttons["n"]):
            policy = widget.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Fixed)
            widget.setSizePolicy(policy)
        self._buttons[SIZES[0]].setChecked(True)
        self.retranslate()

    def _button(self, size: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"size_{size}")
        button.setProperty("step_size", True)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._pick(size))
        return button

    def _pick(self, size: str) -> None:
        """The user chose `size`; "n" asks for its number at once."""
        self.set_size(size)
        if size == "n":
            self.count.setFocus()
            self.count.selectAll()

    def _choose(self, size: str) -> None:
        self._size = size
        self._show_size()
        self.size_changed.emit(size)

    def _show_size(self) -> None:
        """Name the chosen size; the number stands where its button was, so that nothing moves."""
        self._one.setText(f"{self._buttons[self._size].text()}  ▾")
        chosen = self._size == "n"
        self._one.setVisible(self._compact)
        self._one.setFixedWidth(self._whole - (self.count.width() + SPACE if chosen else 0))
        for size, button in self._buttons.items():
            button.setVisible(not self._compact and not (size == "n" and chosen))
        self.count.setVisible(chosen)

    def _show_prefix(self, count: int) -> None:
        """Say what the number is, unless it needs all the room."""
        self.count.setPrefix(PREFIX if count <= NAMED else "")

    def _leave(self) -> None:
        """Give the keys back to the stage when a number is entered."""
        self.count.clearFocus()

    def set_size(self, size: str) -> None:
        """Choose `size`."""
        self._buttons[size].setChecked(True)
        self._choose(size)

    def set_compact(self, compact: bool) -> None:
        """Show one button with a menu in place of all of them."""
        self._compact = compact
        self._show_size()

    def fit(self) -> None:
        """Give the parts widths that do not depend on what is chosen."""
        self.count.ensurePolished()
        metrics = self.count.fontMetrics()
        texts = [button.text() for button in self._buttons.values()]
        number = max(map(metrics.horizontalAdvance, (f"{PREFIX}{NAMED}", f"{MOST}")))
        number += metrics.height() + 4
        self.count.setFixedWidth(number)
        self._buttons["n"].setFixedWidth(number)
        menu = self._one.fontMetrics()
        name, n = max(map(menu.horizontalAdvance, texts)), menu.horizontalAdvance("N")
        around = round(3.5 * metrics.height())
        self._whole = max(name + around, n + around + SPACE + number)
        self._show_size()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Set the texts."""
        texts = {
            "micro": (self.tr("micro-step"), self.tr("One press: the next computation")),
            "layer": (self.tr("layer"), self.tr("One press: all of a layer, forward or backward")),
            "pass": (self.tr("pass"), self.tr("One press: forward, loss, backward or update")),
            "iteration": (self.tr("iteration"), self.tr("One press: to the end of an update")),
            "epoch": (self.tr("epoch"), self.tr("One press: once through the training set")),
            "n": (self.tr("N"), self.tr("One press: as many iterations as you choose")),
        }
        for size, (text, tip) in texts.items():
            self._buttons[size].setText(text)
            self._buttons[size].setToolTip(tip)
            self._entries[size].setText(text)
        self._show_size()
        self.count.setToolTip(texts["n"][1])
