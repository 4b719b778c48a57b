"""The layers in the form: a row for each, and what concerns them all."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from bpviz.ui.draft import Draft, LayerTable
from bpviz.ui.fields import ChoiceBox
from bpviz.ui.form_rows import Cell, Fold, SettingRow, discard, flat_button, say
from bpviz.ui.layer_rows import LayerRow


class LayersPart(QObject):
    """Fills the section of the layers and changes the draft's list of them.

    Signals
    -------
    altered()
        The draft's layers came, went, changed places, or start from other values.
    unfolded()
        The details of a layer show for the first time.
    """

    altered = Signal()
    unfolded = Signal()

    def __init__(
        self,
        draft: Draft,
        changed: Callable[[Cell, bool], None],
        given_up: Callable[[], None],
        fold: Fold,
    ) -> None:
        super().__init__(fold)
        self._draft = draft
        self._changed, self._given_up = changed, given_up
        self._fold = fold
        self._rows: list[LayerRow] = []
        self._start = SettingRow(
            "layers.init", draft.param("layers[0].init"), self._on_start, given_up, fold.body
        )
        self._remove = flat_button(fold, "remove_layer", "−")
        self._add = flat_button(fold, "add_layer", "+")
        self._add.clicked.connect(lambda: self._insert(len(self._draft.layers) - 2))
        self._remove.clicked.connect(lambda: self._delete(len(self._draft.layers) - 2))
        fold.head.addWidget(self._add, 0, 1)
        fold.head.addWidget(self._remove, 0, 2)

    # ---- what it shows -----------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        """Show the layers of the draft."""
        self._draft = draft
        while len(self._rows) > len(draft.layers):
            discard(self._rows.pop())
        while len(self._rows) < len(draft.layers):
            self._rows.append(self._make_row(len(self._rows)))
        for row in self._rows:
            row.show_draft(draft)
        self._fold.set_rows([*self._rows, self._start])
        self._show_start()
        self._add.setEnabled(draft.can_add)
        self._remove.setEnabled(len(draft.layers) > 1)

    def _make_row(self, index: int) -> LayerRow:
        row = LayerRow(index, self._draft, self._changed, self._given_up, self._fold.body)
        row.move_asked.connect(self._move)
        row.remove_asked.connect(self._delete)
        row.insert_asked.connect(self._insert)
        row.given_switched.connect(self._use_given)
        row.unfolded.connect(self.unfolded)
        return row

    def _show_start(self) -> None:
        """The initialization of all layers, where they share one."""
        draft = self._draft
        given = [draft.given_in_use(index) for index in range(len(draft.layers))]
        kinds = {layer.values["init"] for layer in draft.layers}
        field = self._start.cell.field
        assert isinstance(field, ChoiceBox)
        same = len(kinds) == 1 and not any(given)
        field.setPlaceholderText(self.tr("given") if all(given) else self.tr("mixed"))
        field.set_value(kinds.pop() if same else None)

    def retranslate(self) -> None:
        """Set the texts."""
        for row in self._rows:
            row.retranslate()
        self._start.retranslate()
        say(self._add, self.tr("Add a hidden layer"))
        say(self._remove, self.tr("Remove the last hidden layer"))

    def set_label_width(self, width: int) -> None:
        """Align the fields with those of the other sections."""
        self._start.set_label_width(width)
        own = max((row.label_width() for row in self._rows), default=0)
        for row in self._rows:
            row.set_label_width(own)
            for detail in row.rows():
                detail.set_label_width(max(40, width - 10))

    def cells(self) -> list[Cell]:
        """The cells of all layers, from top to bottom, and the one for all of them."""
        found = [cell for row in self._rows for cell in row.all_cells()]
        return [*found, self._start.cell]

    def find(self, place: str) -> Cell | None:
        """The cell of a place such as ``layers[1].units``; what hides it opens."""
        match = re.fullmatch(r"layers\[(\d+)\]\.(\w+)", place)
        if match is None or int(match[1]) >= len(self._rows):
            return None
        return self._rows[int(match[1])].cell(match[2])

    # ---- what the user does ------------------------------------------------------------------

    def _insert(self, after: int) -> None:
        self._draft.add_layer(after + 1)
        self.altered.emit()

    def _delete(self, index: int) -> None:
        self._draft.remove_layer(index)
        self.altered.emit()

    def _move(self, index: int, by: int) -> None:
        self._draft.move_layer(index, by)
        self.altered.emit()

    def _use_given(self, index: int, on: bool) -> None:
        self._draft.layers[index].use_given = on
        self.altered.emit()

    def _on_start(self, cell: Cell, typing: bool) -> None:
        layers: list[LayerTable] = self._draft.layers
        for layer in layers:
            layer.set("init", cell.value())
            layer.use_given = False
        self.altered.emit()
