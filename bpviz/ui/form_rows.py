"""The parts of a form: a field bound to its place, a row with a label, a section that folds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpviz.core.params import Param
from bpviz.ui.fields import ChoiceBox, NumberEdit, PairEdit, make_field
from bpviz.ui.texts import choice_name, setting_help, setting_key, setting_name, zero_meaning

CLOSED, OPEN = "▸", "▾"


def object_name(place: str) -> str:
    """The objectName of a place: ``layers[0].units`` → ``layer_1_units``."""
    numbered = re.sub(r"layers\[(\d+)\]", lambda m: f"layer_{int(m[1]) + 1}", place)
    return numbered.replace(".", "_")


def flat_button(parent: QWidget, name: str, text: str = "") -> QToolButton:
    """A small button with a sign on it; a click leaves the keyboard to the stage."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setText(text)
    button.setProperty("sign", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def say(button: QToolButton, text: str) -> None:
    """Say what a button with only a sign on it does."""
    button.setToolTip(text)
    button.setAccessibleName(text)


class ProblemLabel(QLabel):
    """The line below a field that says what is wrong; not there while nothing is.

    Fields side by side share one: each has its own reason in it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "problem")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._reasons: dict[str, str] = {}
        self.hide()

    def show_problem(self, text: str, place: str = "") -> None:
        """Show the reason from a place, or take it away."""
        self._reasons[place] = text
        self.setText("\n".join(filter(None, self._reasons.values())))
        self.setVisible(bool(self.text()))


class Cell:
    """A field bound to a place of the draft, with the line that says what is wrong with it.

    Parameters
    ----------
    place : str
    param : Param
    problem : ProblemLabel
        Cells side by side may share one.
    changed : callable
        Called with the cell and whether more typing may follow.
    given_up : callable
        Called when the user takes back what was typed.
    """

    def __init__(
        self,
        place: str,
        param: Param,
        problem: ProblemLabel,
        changed: Callable[[Cell, bool], None],
        given_up: Callable[[], None],
    ) -> None:
        self.place = place
        self.problem = problem
        parent = problem.parentWidget()
        assert parent is not None
        key = setting_key(place)
        choices = param.choices

        def names() -> Sequence[tuple[str, str]]:
            return [(name, choice_name(key, name)) for name in (choices() if choices else ())]

        self.field = make_field(param, names, parent)
        self.field.setObjectName(object_name(place))
        self.field.edited.connect(lambda: changed(self, False))
        if isinstance(self.field, NumberEdit | PairEdit):
            self.field.typed.connect(lambda: changed(self, True))
            self.field.given_up.connect(given_up)
        if isinstance(self.field, ChoiceBox):
            box = self.field
            box.currentTextChanged.connect(lambda: box.setToolTip(self._tip()))
        if isinstance(self.field, NumberEdit):
            self.field.hint = lambda: zero_meaning(place)
        for number, control in enumerate(self.field.controls(), 1):
            if control is not self.field:
                control.setObjectName(f"{object_name(place)}_{number}")
        self.retranslate()

    def value(self) -> Any:
        """What the field shows."""
        return self.field.value()

    def set_problem(self, text: str) -> None:
        """Mark the field as wrong and say why, or neither."""
        self.field.set_error(bool(text))
        self.problem.show_problem(text, self.place)

    def _tip(self) -> str:
        """What the setting means; before it the choice in full, which may not fit its box."""
        meaning = setting_help(self.place)
        if isinstance(self.field, ChoiceBox) and self.field.currentText():
            return f"{self.field.currentText()}\n{meaning}"
        return meaning

    def retranslate(self) -> None:
        """Set the texts."""
        self.field.retranslate()
        for control in self.field.controls():
            control.setToolTip(self._tip())
            control.setAccessibleName(setting_name(self.place))
            control.setAccessibleDescription(setting_help(self.place))


class SettingRow(QWidget):
    """A label, a field, and below them what is wrong."""

    def __init__(
        self,
        place: str,
        param: Param,
        changed: Callable[[Cell, bool], None],
        given_up: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.kind = param.kind
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setProperty("role", "label")
        self.problem = ProblemLabel(self)
        self.cell = Cell(place, param, self.problem, changed, given_up)
        self.label.setBuddy(self.cell.field)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.cell.field, 0, 1)
        grid.addWidget(self.problem, 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.retranslate()

    def set_label_width(self, width: int) -> None:
        """Align the fields of all rows."""
        self.label.setFixedWidth(width)

    def retranslate(self) -> None:
        """Set the texts."""
        self.label.setText(setting_name(self.cell.place))
        self.label.setToolTip(setting_help(self.cell.place))
        self.cell.retranslate()


def word_width(label: QLabel) -> int:
    """How wide its longest word is, in pixels: less would cut it."""
    label.ensurePolished()
    metrics = label.fontMetrics()
    return max((metrics.horizontalAdvance(word) for word in label.text().split()), default=0) + 4


def label_width(label: QLabel) -> int:
    """How wide a label is on one line, in pixels."""
    label.ensurePolished()
    return label.fontMetrics().horizontalAdvance(label.text()) + 4


class Fold(QWidget):
    """A heading, and below it what can be folded away.

    Signals
    -------
    folded(bool)
        The user opened (False) or closed (True) it.
    """

    folded = Signal(bool)

    def __init__(self, name: str, parent: QWidget, *, is_open: bool, role: str) -> None:
        super().__init__(parent)
        self._title = ""
        self._open = is_open
        self._present: list[QWidget] = []
        self.button = QPushButton(self)
        self.button.setObjectName(name)
        self.button.setProperty("role", role)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(lambda: self._on_clicked())
        self.head = QGridLayout()
        self.head.setSpacing(2)
        self.head.addWidget(self.button, 0, 0)
        self.head.setColumnStretch(0, 1)
        self.body = QWidget(self)
        self.body.setVisible(is_open)
        self.rows = QVBoxLayout(self.body)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self.head)
        column.addWidget(self.body)

    @property
    def is_open(self) -> bool:
        """Whether its content shows."""
        return self._open

    def set_title(self, title: str) -> None:
        """Set the heading."""
        self._title = title
        self.button.setText(f"{OPEN if self._open else CLOSED}  {title}")
        self.button.setAccessibleName(title)
        hide, show = self.tr("Hide these settings"), self.tr("Show these settings")
        self.button.setToolTip(hide if self._open else show)

    def set_open(self, is_open: bool) -> None:
        """Show the content, or fold it away."""
        self._open = is_open
        self.body.setVisible(is_open)
        self.set_title(self._title)

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Put these widgets into the body, in this order; others leave it."""
        if self._present == list(rows):
            return
        # Not `takeAt`: its item would go on to stand for the row, and the layout would never
        # hear that the row needs more height, as it does for the reason of a wrong value.
        for row in self._present:
            self.rows.removeWidget(row)
        self._present = list(rows)
        for row in rows:
            self.rows.addWidget(row)
            row.show()

    def _on_clicked(self) -> None:
        self.set_open(not self._open)
        self.folded.emit(not self._open)


def discard(widget: QWidget) -> None:
    """Remove a widget that is no longer wanted, after its own signal has ended."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
