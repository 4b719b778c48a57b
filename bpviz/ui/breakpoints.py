"""The window of breakpoints: which there are, one more, one less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bpviz.core.breakpoints import KINDS, Breakpoint, breakpoint_for
from bpviz.core.errors import ExperimentError
from bpviz.core.timeline import Timeline
from bpviz.ui.breakpoint_words import kind_name, sentence, setting_name
from bpviz.ui.fields import ChoiceBox, Field, NumberEdit, make_field
from bpviz.ui.form_rows import ProblemLabel, flat_button, say
from bpviz.ui.names import phase_name
from bpviz.ui.player import Player
from bpviz.ui.selection import Selection
from bpviz.ui.texts import error_text

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

REMOVE = "×"


def show_breakpoints(window: MainWindow) -> BreakpointsDialog:
    """Open the window of breakpoints; the main window can be used beside it."""
    dialog = BreakpointsDialog(window.player, window.deck.selection, window)
    dialog.show()
    return dialog


class BreakpointsDialog(QDialog):
    """Lists the player's breakpoints, removes them and adds others.

    A weight that is selected in the network is offered first.
    """

    def __init__(self, player: Player, selection: Selection, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("breakpoints_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Breakpoints"))
        self.setMinimumWidth(460)
        self._player = player
        self._selection = selection
        self._fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setSpacing(10)
        self.lead = QLabel(self)
        self.lead.setWordWrap(True)
        self.lead.setText(
            self.tr(
                "Playing stops where one of these fires. NaN and infinity always stop it. A right "
                "click on the strip at the bottom sets one too, or runs to a place."
            )
        )
        column.addWidget(self.lead)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        column.addLayout(self._list)
        column.addLayout(self._make_adding())
        self.problem = ProblemLabel(self)
        self.problem.setObjectName("breakpoint_problem")
        column.addWidget(self.problem)
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        player.breakpoints_changed.connect(self._show_list)
        player.timeline_changed.connect(self._on_timeline)
        self._show_list()
        self._show_fields()

    def _make_adding(self) -> QHBoxLayout:
        self.kind = ChoiceBox(lambda: [(name, kind_name(name)) for name in KINDS], self)
        self.kind.setObjectName("breakpoint_kind")
        chosen = "sign_changes" if self._selected_weight() else "loss_below"
        self.kind.set_value(chosen)
        self.kind.currentIndexChanged.connect(self._show_fields)
        self.kind.setMinimumWidth(230)
        self.add = QPushButton(self.tr("Add"), self)
        self.add.setObjectName("breakpoint_add")
        self.add.clicked.connect(self._on_add)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.kind, 0, top)
        row.addLayout(self._grid, 1)
        row.addWidget(self.add, 0, top)
        return row

    def _selected_weight(self) -> dict[str, int]:
        """The settings of the weight that is selected in the network; empty without one."""
        chosen, problem = self._selection, self._player.timeline.problem
        if chosen.source is None or chosen.source >= problem.layers[chosen.layer - 1].n_in:
            return {}
        return {"layer": chosen.layer, "source": chosen.source + 1, "unit": chosen.unit + 1}

    # ---- the list ----------------------------------------------------------------------------

    def _show_list(self) -> None:
        _clear(self._list)
        for found in self._player.breakpoints:
            self._list.addWidget(self._row(found))
        if not self._player.breakpoints:
            none = QLabel(self.tr("No breakpoint yet."), self)
            none.setProperty("role", "hint")
            self._list.addWidget(none)

    def _row(self, found: Breakpoint) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        text = QLabel(f"●  {sentence(found)}", row)
        text.setObjectName("breakpoint_text")
        text.setWordWrap(True)
        remove = flat_button(row, "breakpoint_remove", REMOVE)
        say(remove, self.tr("Remove this breakpoint"))
        remove.clicked.connect(lambda: self._remove(found))
        line.addWidget(text, 1)
        line.addWidget(remove)
        return row

    def _remove(self, found: Breakpoint) -> None:
        self._player.set_breakpoints(
            other for other in self._player.breakpoints if other is not found
        )

    # ---- one more ----------------------------------------------------------------------------

    def _on_timeline(self, timeline: Timeline) -> None:
        """Another network has other layers and phases."""
        self._selection = Selection()
        self._show_fields()

    def _show_fields(self) -> None:
        """The settings of the chosen kind, with values that fit this network."""
        _clear(self._grid)
        self._fields.clear()
        self.problem.show_problem("")
        problem = self._player.timeline.problem
        phases = list(dict.fromkeys(micro.phase for micro in problem.micros))
        kind = self.kind.value()
        given = self._selected_weight() if kind == "sign_changes" else {}
        for number, (name, param) in enumerate(KINDS[kind].params.items()):
            field = make_field(param, lambda: [(one, phase_name(one)) for one in phases], self)
            field.setObjectName(f"breakpoint_{name}")
            field.set_value(given.get(name, param.default))
            field.controls()[0].setAccessibleName(setting_name(name))
            if isinstance(field, NumberEdit):
                field.typed.connect(lambda: self.problem.show_problem(""))
                field.returnPressed.connect(self._on_add)
                if name == "layer" and param.low == 0:
                    field.hint = lambda: self.tr("any")
            self._grid.addWidget(QLabel(setting_name(name), self), number, 0)
            self._grid.addWidget(field, number, 1)
            self._fields[name] = field
        self._grid.setColumnStretch(1, 1)

    def _on_add(self) -> None:
        settings = {name: field.value() for name, field in self._fields.items()}
        for field in self._fields.values():
            field.set_error(False)
        try:
            found = breakpoint_for(self._player.timeline.problem, self.kind.value(), **settings)
        except ExperimentError as error:
            name = error.place.rpartition(".")[2]
            if name in self._fields:
                self._fields[name].set_error(True)
                self.problem.show_problem(f"{setting_name(name)}: {error_text(error)}")
            else:
                self.problem.show_problem(error_text(error))
            return
        self.problem.show_problem("")
        if found not in self._player.breakpoints:
            self._player.set_breakpoints((*self._player.breakpoints, found))


def _clear(layout: QVBoxLayout | QGridLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
