"""The controls of a form: one for each kind of setting, all with the same few methods.

A field shows a value and tells when the user changed it. It accepts anything: whether a value is
allowed is for the experiment to say, and the form shows the answer beside the field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from bpviz.core.params import Param
from bpviz.ui.eliding import ElidingBox
from bpviz.ui.numbers import format_number, parse, stepped


def mark(widget: QWidget, name: str, on: bool) -> None:
    """Set a property that a style sheet selects by, and have the style looked up again."""
    if bool(widget.property(name)) == on:
        return
    widget.setProperty(name, on)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


class NumberEdit(QLineEdit):
    """A number typed as text; Up and Down step to the next round value.

    What is typed stays as it is typed. Return takes it at once, Escape takes it back.

    Signals
    -------
    typed()
        The text changed under the user's hands; more may follow.
    edited()
        The user is done with it for now: Return, or the keyboard went elsewhere.
    given_up()
        Escape: the value in force is wanted back.
    """

    typed = Signal()
    edited = Signal()
    given_up = Signal()

    def __init__(self, param: Param, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.param = param
        self.hint: Callable[[], str] = str
        self.textEdited.connect(self.typed)
        self.editingFinished.connect(self.edited)
        self.returnPressed.connect(self.clearFocus)

    def value(self) -> int | float | str:
        """The number, or the text where it is none."""
        return parse(self.text(), self.param.kind)

    def set_value(self, value: Any) -> None:
        """Show a value; a text that says the same already stays ("0,5")."""
        if self.text() and self.value() == value:
            return
        self.setText(value if isinstance(value, str) else format_number(value))
        self.setCursorPosition(0)

    def set_error(self, on: bool) -> None:
        """Draw the red outline, or no longer."""
        mark(self, "error", on)

    def controls(self) -> Sequence[QWidget]:
        """The widgets that a user can reach."""
        return (self,)

    def retranslate(self) -> None:
        """Draw the hint in the new language."""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(90, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(key == Qt.Key.Key_Up)
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        text = self.hint() if self.value() == 0 else ""
        if not text:
            return
        painter = QPainter(self)
        ink = self.palette().color(QPalette.ColorRole.Text)
        ink.setAlphaF(0.6)
        painter.setPen(ink)
        area = self.rect().adjusted(0, 0, -8, 0)
        used = self.fontMetrics().horizontalAdvance(self.text()) + 20
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if used + self.fontMetrics().horizontalAdvance(text) <= area.width():
            painter.drawText(area, align, text)

    def _step(self, up: bool) -> None:
        value = self.value()
        if isinstance(value, str):
            return
        self.setText(format_number(stepped(value, up, self.param)))
        self.typed.emit()


class PairEdit(QWidget):
    """Two numbers side by side. Signals as `NumberEdit`."""

    typed = Signal()
    edited = Signal()
    given_up = Signal()

    def __init__(self, param: Param, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.param = param
        number = Param(0.0, "float", param.low, param.high, param.low_open, param.high_open)
        self.first, self.second = NumberEdit(number, self), NumberEdit(number, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for edit in (self.first, self.second):
            row.addWidget(edit)
            edit.typed.connect(self.typed)
            edit.edited.connect(self.edited)
            edit.given_up.connect(self.given_up)

    def value(self) -> list[int | float | str]:
        """Both values."""
        return [self.first.value(), self.second.value()]

    def set_value(self, value: Any) -> None:
        """Show a pair."""
        self.first.set_value(value[0])
        self.second.set_value(value[1])

    def set_error(self, on: bool) -> None:
        """Draw the red outline, or no longer."""
        self.first.set_error(on)
        self.second.set_error(on)

    def controls(self) -> Sequence[QWidget]:
        """The widgets that a user can reach."""
        return (self.first, self.second)

    def retranslate(self) -> None:
        """Nothing is said here."""


class ChoiceBox(ElidingBox):
    """One of several names. The wheel leaves it alone unless it has the keyboard.

    Signals
    -------
    edited()
        The user chose.
    """

    edited = Signal()

    def __init__(
        self, names: Callable[[], Sequence[tuple[str, str]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names = names
        self._popped = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.activated.connect(self._on_activated)
        for name, text in names():
            self.addItem(text, name)
        self._fit_popup()

    def value(self) -> str:
        """The chosen name, as files spell it."""
        data = self.currentData()
        return "" if data is None else str(data)

    def set_value(self, value: Any) -> None:
        """Show a choice; one that is not in the list leaves the box empty."""
        self.setCurrentIndex(self.findData(value))

    def set_error(self, on: bool) -> None:
        """Draw the red outline, or no longer."""
        mark(self, "error", on)

    def set_available(self, name: str, available: bool, tip: str = "") -> None:
        """Let a name be chosen, or show it greyed with the reason as its tool tip."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        item = model.item(self.findData(name))
        item.setEnabled(available)
        item.setToolTip(tip)

    def controls(self) -> Sequence[QWidget]:
        """The widgets that a user can reach."""
        return (self,)

    def retranslate(self) -> None:
        """Name the choices again."""
        for index, (_, text) in enumerate(self._names()):
            self.setItemText(index, text)
        self._fit_popup()

    def sizeHint(self) -> QSize:
        return QSize(90, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(48, super().minimumSizeHint().height())

    def showPopup(self) -> None:
        self._popped = True
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._popped = False  # the list is closed, or it would have got the key
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _fit_popup(self) -> None:
        """Make the list wide enough for its longest name."""
        metrics = self.fontMetrics()
        texts = [self.itemText(i) for i in range(self.count())]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        self.view().setMinimumWidth(widest + 40)

    def _on_activated(self) -> None:
        self.edited.emit()
        if self._popped:  # chosen from the list: the keys belong to the stage again
            self._popped = False
            self.clearFocus()


class Switch(QCheckBox):
    """Yes or no.

    Signals
    -------
    edited()
        The user switched it.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the player
        self.clicked.connect(self.edited)

    def value(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self.setChecked(bool(value))

    def set_error(self, on: bool) -> None:
        """Draw the red outline, or no longer."""
        mark(self, "error", on)

    def controls(self) -> Sequence[QWidget]:
        """The widgets that a user can reach."""
        return (self,)

    def retranslate(self) -> None:
        """The row's label says what it is."""


class TableLabel(QLabel):
    """A table that is shown by its size only. It never changes."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Any = None

    def value(self) -> Any:
        """The table as it was given."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show how large a table is."""
        self._value = value
        self.setText("—" if not value else f"{len(value)} × {len(value[0])}")

    def set_error(self, on: bool) -> None:
        """Draw the red outline, or no longer."""
        mark(self, "error", on)

    def controls(self) -> Sequence[QWidget]:
        """The widgets that a user can reach."""
        return (self,)

    def retranslate(self) -> None:
        """Digits need no translation."""


Field = NumberEdit | PairEdit | ChoiceBox | Switch | TableLabel


def make_field(
    param: Param, names: Callable[[], Sequence[tuple[str, str]]], parent: QWidget
) -> Field:
    """The field for a setting; `names` gives the choices of a setting of kind "choice"."""
    if param.kind == "choice":
        return ChoiceBox(names, parent)
    if param.kind == "bool":
        return Switch(parent)
    if param.kind == "pair":
        return PairEdit(param, parent)
    if param.kind in ("vector", "matrix"):
        return TableLabel(parent)
    return NumberEdit(param, parent)
