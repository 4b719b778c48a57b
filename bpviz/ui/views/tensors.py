"""Every array of the current step: a list of all of them, and the numbers of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from bpviz.core.step import Step
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.text import full_number
from bpviz.ui.selection import Selection
from bpviz.ui.tensors import words
from bpviz.ui.tensors.area import TableArea
from bpviz.ui.tensors.arrays import Key, entries, main_key, marked, selection_at
from bpviz.ui.tensors.controls import TensorControls
from bpviz.ui.tensors.copying import fits_latex, latex_text, numpy_text, sheet_text
from bpviz.ui.tensors.editing import Editable, changed, editable
from bpviz.ui.tensors.footer import Footer
from bpviz.ui.tensors.footer_strip import FooterStrip
from bpviz.ui.tensors.listing import NARROWEST, WIDTH, ArrayList
from bpviz.ui.tensors.map import ArrayMap
from bpviz.ui.tensors.other import OtherRun
from bpviz.ui.tensors.picture import ArrayPicture
from bpviz.ui.tensors.sheet import Cell, Sheet
from bpviz.ui.tensors.shown import Shown, compared, find, iteration_before, shown
from bpviz.ui.view import View

LIST = 0.3
"""The list's share of the width."""
FOOT = 0.25
"""The largest share of the height that the statistics take."""


class TensorsView(View):
    """All arrays of an iteration by micro-step, and one of them as a table on colours.

    The one shown is that of the micro-step, until another is clicked; "Follow" goes back to that.
    A click on a cell selects its neuron, weight or sample everywhere; a double click changes it,
    where it is a parameter or a number of the data, which makes a branch of the run.

    Signals
    -------
    selection_changed(Selection)
        A cell was clicked.
    edited(Edit)
        A cell was given another number.
    """

    name = "tensors"
    writes_digits = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(260, 120)
        self._key: Key | None = None
        self._shown: Shown | None = None
        self._found: Editable | None = None
        self.list = ArrayList(self)
        self.controls = TensorControls(self)
        self.area = TableArea(self)
        self.footer = FooterStrip(self)
        self.other = OtherRun(self)
        self.other.known = lambda: self.other_runs()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(2)
        for part, stretch in ((self.controls, 0), (self.area, 1), (self.footer, 0)):
            right.addWidget(part, stretch)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 4, 2)
        row.setSpacing(6)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        self._make_menu()
        self.list.chosen.connect(self.choose)
        self.controls.changed.connect(self.refresh)
        self.controls.against.aboutToShow.connect(self._offer_runs)
        self.other.arrived.connect(self._on_other)
        self.other.chosen.connect(self._on_chosen)
        self.controls.digits_chosen.connect(
            lambda digits: self.numbers_chosen.emit(replace(self.numbers, digits=digits))
        )
        self.area.pressed.connect(self._select)
        self.area.opened.connect(self._open)
        self.area.entered.connect(self._take)
        self.area.menu_asked.connect(self._show_menu)
        self.retranslate()

    def _make_menu(self) -> None:
        self.menu = QMenu(self)
        self.menu.setObjectName("tensors_menu")
        self._cell: Cell | None = None
        self.actions_by_name = {}
        for name in ("edit", "number", "numpy", "sheet", "latex"):
            action = QAction(self)
            action.setObjectName(f"tensors_{name}")
            action.triggered.connect(lambda _=False, name=name: self._do(name))
            self.actions_by_name[name] = action
            self.menu.addAction(action)
        self.menu.insertSeparator(self.actions_by_name["number"])

    @property
    def shown(self) -> Shown | None:
        """The array that is shown."""
        return self._shown

    # ---- what the window says ------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Another run; the array that was clicked stays chosen where there is one."""
        assert self.timeline is not None
        self.other.set_timeline(self.timeline)
        self._shown = None
        self.area.close_field()
        self.area.set_sheet(None, "", as_picture=False)
        self.footer.set_footer(None)
        self.list.forget()

    def draw(self, step: Step) -> None:
        """The arrays of a step."""
        self.area.close_field()
        self._shown = found = self._find(step)
        as_picture = self.controls.picture.isChecked()
        sheet = Sheet(found, self.theme, self.numbers, self.selection)
        row, column = marked(step.problem, found.entry, self.selection)
        self.area.chosen = None if row is None or column is None else (row, column)
        self.area.set_sheet(sheet, self._sentence(found), as_picture=as_picture)
        self._lay_words(found)
        following = self.controls.follow.isChecked()
        self.list.show_step(step, found.entry.key, reveal=following)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way."""
        self.controls.set_digits(numbers.digits)
        super().set_numbers(numbers)

    def set_selection(self, selection: Selection) -> None:
        """Mark what was chosen, and bring its cell into sight."""
        is_new = selection != self.selection
        super().set_selection(selection)
        if is_new and self.in_sight and self.area.chosen is not None:
            self.area.reveal(*self.area.chosen)

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        for part in (self.list, self.controls, self.area):
            part.restyle(self.theme)
        self.footer.theme = self.theme
        self._share_width()
        self.update()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        texts = {
            "edit": self.tr("Change the number…"),
            "number": self.tr("Copy the number"),
            "numpy": self.tr("Copy the array as NumPy"),
            "sheet": self.tr("Copy the array as a table (tab-separated)"),
            "latex": self.tr("Copy the array as LaTeX"),
        }
        for name, text in texts.items():
            self.actions_by_name[name].setText(text)
        self.controls.retranslate()
        self.list.retranslate()
        self.refresh()

    # ---- which array ---------------------------------------------------------------------------

    def choose(self, key: Key) -> None:
        """Show an array, and keep to it."""
        self._key = key
        if self.controls.follow.isChecked():
            self.controls.follow.setChecked(False)  # draws
        else:
            self.refresh()

    def _find(self, step: Step, *, at_once: bool = False) -> Shown:
        """The array that is chosen, or that of the micro-step."""
        assert self.timeline is not None
        by_key = {entry.key: entry for entry in entries(step)}
        wanted = self._key
        if wanted is None or self.controls.follow.isChecked() or wanted not in by_key:
            wanted = main_key(step)
        entry = by_key[wanted]
        if not self.controls.difference.isChecked():
            return shown(step, entry)
        if self.other.run is None:
            return compared(step, entry, iteration_before(self.timeline, step))
        beside = self.other.finished(step) if at_once else self.other.beside(step)
        return compared(step, entry, beside, other=True)

    def _title(self, found: Shown) -> str:
        name, what = words.symbol(found.step.problem, found.entry), words.meaning(found.entry)
        if found.other:
            return self.tr("Δ {name}: this run − {run}").format(name=name, run=self.other.name)
        if found.compared and found.before is not None:
            text = self.tr("Δ {name}: change since iteration {iteration}")
            return text.format(name=name, iteration=found.before.iteration)
        return f"{name}  {what}"

    def _sentence(self, found: Shown) -> str:
        """Why there are no numbers; empty where there are."""
        if found.array is not None:
            return ""
        if found.entry.position > found.step.position:
            return words.later_text(found.step, found.entry)
        if found.other:
            return self._other_sentence(found)
        if found.before is None:
            return self.tr("There is no iteration before this one.")
        return self.tr("The iteration before had a batch of another size.")

    def _other_sentence(self, found: Shown) -> str:
        """Why an array cannot be compared with that of the other run."""
        if found.before is None:
            percent = round(100 * self.other.share)
            return self.tr("The other run is catching up: {percent} %").format(percent=percent)
        name = words.symbol(found.step.problem, found.entry)
        entry = find(found.before, found.entry.key)
        if entry is None:
            return self.tr("The other run has no {name}.").format(name=name)
        if entry.position > found.before.position:
            return self.tr("In the other run {name} is not known yet.").format(name=name)
        return self.tr("{name} is {shape} here and {other} in the other run.").format(
            name=name, shape=words.shape_text(found.entry), other=words.shape_text(entry)
        )

    def _lay_words(self, found: Shown) -> None:
        """What stands above and below the table, in the room there is."""
        assert self.area.sheet is not None
        name = words.symbol(found.step.problem, found.entry)
        before = "Δ " if found.compared else ""
        self.controls.set_title(before + name, self._title(found))
        whole = ArrayMap(self.area.sheet, self.area.rect_of_sheet())
        note = whole.note() if self.area.as_picture else ""
        width = float(max(100, self.area.width()))
        self.footer.set_footer(Footer(found, self.theme, width, note, self.height() * FOOT))

    def _offer_runs(self) -> None:
        self.other.fill(self.controls.against, self.tr("The iteration before"))

    def _on_other(self) -> None:
        """The other run has come to the step."""
        if self.controls.difference.isChecked():
            self.refresh()

    def _on_chosen(self) -> None:
        """What was chosen to be compared with is compared."""
        if self.controls.difference.isChecked():
            self.refresh()
        else:
            self.controls.difference.setChecked(True)  # draws

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden view computes nothing."""
        super().hideEvent(event)
        self.other.stop()
        self._stale = True

    def close_work(self) -> None:
        """End the thread of the other run, too."""
        super().close_work()
        self.other.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        if self._shown is not None:
            self._lay_words(self._shown)

    def _share_width(self) -> None:
        """The list takes its part, and none where the table needs it all."""
        k = self.theme.font_scale
        wanted = min(max(LIST * self.width(), NARROWEST * k), WIDTH * k)
        self.list.setFixedWidth(round(wanted))
        self.list.setVisible(self.width() > 2.2 * wanted)

    def sizeHint(self) -> QSize:
        return QSize(900, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        painter.end()

    def picture_slices(self) -> Iterator[float]:
        """Bring the run along that the array is compared with."""
        if self.step is not None and self.controls.difference.isChecked():
            yield from self.other.slices(self.step)

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """The array that is shown, without the list: as large as fits."""
        painter.fillRect(rect, self.theme.color("panel"))
        if self.step is None:
            return
        found = self._find(self.step, at_once=True)
        picture = ArrayPicture(
            found,
            self.theme,
            self.numbers,
            self.selection,
            (self._title(found), self._sentence(found)),
            as_picture=self.controls.picture.isChecked(),
        )
        picture.paint(painter, rect)

    # ---- what the user does --------------------------------------------------------------------

    def _select(self, row: int, column: int) -> None:
        if self._shown is None:
            return
        entry, problem = self._shown.entry, self._shown.step.problem
        selection = selection_at(problem, entry, (row, column), self.selection)
        if selection is not None:
            self.set_selection(selection)
            self.selection_changed.emit(selection)

    def _open(self, row: int, column: int) -> None:
        """Begin to change a cell, or say why it cannot be changed."""
        if self._shown is None:
            return
        found = editable(self._shown.step, self._shown.entry, row, column)
        if isinstance(found, str):
            self.area.say(found, wrong=False, cell=(row, column))
            return
        self._found = found
        self.area.open_field((row, column), found.value, found.note)

    def _take(self, text: str) -> None:
        """Pass on the number that was typed, or refuse it."""
        if self._shown is None or self._found is None or self.area.edited is None:
            return
        edit = changed(self._shown.step, self._found, text)
        if isinstance(edit, str):
            self.area.refuse(edit)
            return
        self.area.close_field()
        if edit != self._found.edit:
            self.edited.emit(edit)

    def _show_menu(self, place: QPoint, cell: Cell | None) -> None:
        self._cell = cell
        found = self._shown
        known = found is not None and found.array is not None
        for name, action in self.actions_by_name.items():
            action.setEnabled(known and (cell is not None or name not in ("edit", "number")))
        if found is not None and not fits_latex(found):
            self.actions_by_name["latex"].setEnabled(False)
        self.pop_up(self.menu, place)

    def _do(self, name: str) -> None:
        found = self._shown
        if found is None or found.array is None:
            return
        if name in ("edit", "number"):
            if self._cell is not None and name == "edit":
                self._open(*self._cell)
            elif self._cell is not None:
                self._copy(full_number(float(found.array[self._cell])))
        elif name == "numpy":
            self._copy(numpy_text(found.array.reshape(found.entry.shape)))
        elif name == "sheet":
            self._copy(sheet_text(found))
        else:
            self._copy(latex_text(found, self.numbers))

    @staticmethod
    def _copy(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
