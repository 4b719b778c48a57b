"""One layer in the form: neurons and activation on a line, the rest behind a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from bpviz.ui.draft import Draft
from bpviz.ui.form_rows import (
    Cell,
    ProblemLabel,
    SettingRow,
    discard,
    flat_button,
    label_width,
    object_name,
    say,
)

HEAD = ("units", "activation")


class LayerRow(QWidget):
    """A layer of the draft, by its position.

    Signals
    -------
    move_asked(int, int), remove_asked(int), insert_asked(int), given_switched(int, bool)
        The user wants the layer at this index moved by so many places, removed, another inserted
        after it, or its given start values used or not.
    unfolded()
        The details show for the first time.
    """

    unfolded = Signal()

    move_asked = Signal(int, int)
    remove_asked = Signal(int)
    insert_asked = Signal(int)
    given_switched = Signal(int, bool)

    def __init__(
        self,
        index: int,
        draft: Draft,
        changed: Callable[[Cell, bool], None],
        given_up: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.index = index
        self.place = f"layers[{index}]"
        self._changed, self._given_up = changed, given_up
        self._draft = draft
        self._last = False
        self._misfit = False
        self._shape = ""
        self._rows: dict[str, SettingRow] = {}
        self.problem = ProblemLabel(self)
        self.label = QLabel(self)
        self.label.setProperty("role", "label")
        self.cells = {
            key: Cell(f"{self.place}.{key}", draft.param(f"{self.place}.{key}"), self.problem,
                      changed, given_up)
            for key in HEAD
        }  # fmt: skip
        self.more = flat_button(self, object_name(f"{self.place}.more"), "⋯")
        self.more.setCheckable(True)
        self.more.toggled.connect(lambda: self._open())
        say(self.more, self.tr("More about this layer"))
        self.details = QWidget(self)
        self.details.hide()
        self._made = False
        self._arrange()

    def _arrange(self) -> None:
        self.cells["units"].field.setProperty("role", "units")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.cells["units"].field, 0, 1)
        grid.addWidget(self.cells["activation"].field, 0, 2)
        grid.addWidget(self.more, 0, 3)
        grid.addWidget(self.problem, 1, 0, 1, 4)
        grid.addWidget(self.details, 2, 0, 1, 4)
        grid.setColumnStretch(2, 1)

    # ---- details, made when first opened -----------------------------------------------------

    def _make_details(self) -> None:
        self._made = True
        self.given = QCheckBox(self.details)
        self.given.setObjectName(object_name(f"{self.place}.given"))
        self.given.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.given.clicked.connect(lambda on: self.given_switched.emit(self.index, on))
        self.given_note = ProblemLabel(self.details)
        self.given_note.setProperty("role", "note")
        self.up = flat_button(self.details, object_name(f"{self.place}.up"), "↑")
        self.down = flat_button(self.details, object_name(f"{self.place}.down"), "↓")
        self.insert = flat_button(self.details, object_name(f"{self.place}.insert"), "+")
        self.remove = flat_button(self.details, object_name(f"{self.place}.remove"), "−")
        self.up.clicked.connect(lambda: self.move_asked.emit(self.index, -1))
        self.down.clicked.connect(lambda: self.move_asked.emit(self.index, 1))
        self.insert.clicked.connect(lambda: self.insert_asked.emit(self.index))
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self.index))
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        buttons.addStretch(1)
        for button in (self.up, self.down, self.insert, self.remove):
            buttons.addWidget(button)
        self._settings = QVBoxLayout()
        self._settings.setSpacing(6)
        column = QVBoxLayout(self.details)
        column.setContentsMargins(10, 4, 0, 8)
        column.setSpacing(6)
        column.addWidget(self.given)
        column.addWidget(self.given_note)
        column.addLayout(self._settings)
        column.addLayout(buttons)

    def _open(self) -> None:
        if not self._made:
            self._make_details()
            self._show_details(self._draft)
            self.retranslate()
            self.unfolded.emit()
        self.details.setVisible(self.more.isChecked())

    def open_details(self) -> None:
        """Show everything about the layer."""
        self.more.setChecked(True)

    # ---- what it shows -----------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        """Show the layer as it is in the draft."""
        self._draft = draft
        self._last = self.index == len(draft.layers) - 1
        for key, cell in self.cells.items():
            cell.field.set_value(draft.get(f"{self.place}.{key}"))
        self._name()
        if self._made:
            self._show_details(draft)
            self._name_given()

    def _show_details(self, draft: Draft) -> None:
        layer = draft.layers[self.index]
        self._shape = layer.given_shape()
        in_use = draft.given_in_use(self.index)
        self._misfit = bool(layer.given) and layer.use_given and not in_use
        self.given.setVisible(bool(layer.given))
        self.given.setChecked(layer.use_given)
        drawn = () if in_use and "weights" in layer.given else ("init", *layer.chosen)
        wanted = [*drawn, "dropout", "use_bias", "train_bias"]
        if self._last and not layer.values["dropout"]:
            wanted.remove("dropout")  # an output is never dropped
        for key in [key for key in self._rows if key not in wanted]:
            discard(self._rows.pop(key))
        for position, key in enumerate(wanted):
            place = f"{self.place}.{key}"
            if key not in self._rows:
                row = SettingRow(
                    place, draft.param(place), self._changed, self._given_up, self.details
                )
                self._rows[key] = row
                self._settings.insertWidget(position, row)
                row.show()
            self._rows[key].cell.field.set_value(draft.get(place))
        self._rows["train_bias"].setEnabled(bool(layer.values["use_bias"]))
        self.up.setEnabled(self.index > 0)
        self.down.setEnabled(not self._last)
        self.insert.setEnabled(draft.can_add)
        self.remove.setEnabled(len(draft.layers) > 1)

    def rows(self) -> list[SettingRow]:
        """The rows of the details that there are."""
        return list(self._rows.values())

    def cell(self, key: str) -> Cell | None:
        """The cell of a setting; the details open for one that is there."""
        if key in self.cells:
            return self.cells[key]
        self.open_details()
        row = self._rows.get(key)
        return row.cell if row else None

    def all_cells(self) -> list[Cell]:
        """Every cell that there is."""
        return [*self.cells.values(), *(row.cell for row in self.rows())]

    def set_label_width(self, width: int) -> None:
        """Align the fields with the other rows'."""
        self.label.setFixedWidth(width)

    def label_width(self) -> int:
        """How wide the label would like to be, in pixels."""
        return label_width(self.label)

    def retranslate(self) -> None:
        """Set the texts."""
        self._name()
        say(self.more, self.tr("More about this layer"))
        for cell in self.cells.values():
            cell.retranslate()
        if not self._made:
            return
        for row in self.rows():
            row.retranslate()
        self._name_given()
        self.given.setToolTip(self.tr("Start from the values in the file instead of drawing them."))
        say(self.up, self.tr("Move towards the inputs"))
        say(self.down, self.tr("Move towards the output"))
        say(self.insert, self.tr("Insert a layer after this one"))
        say(self.remove, self.tr("Remove this layer"))

    def _name(self) -> None:
        hidden = self.tr("hidden {number}").format(number=self.index + 1)
        self.label.setText(self.tr("output") if self._last else hidden)

    def _name_given(self) -> None:
        self.given.setText(self.tr("given start values {shape}").format(shape=self._shape))
        misfit = self.tr("They do not fit this layer now; its start values are drawn.")
        self.given_note.show_problem(misfit if self._misfit else "")
