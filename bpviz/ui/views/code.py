"""The program: exactly this network in NumPy, the current line marked, with breakpoints."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSize, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QVBoxLayout, QWidget

from bpviz.core.breakpoints import KINDS, Breakpoint, breakpoint_for
from bpviz.core.errors import BpvizError
from bpviz.core.listing import planned_iterations
from bpviz.core.scripts import NAMES, SCRIPTS
from bpviz.core.step import Step
from bpviz.files.atomic import write_atomic
from bpviz.ui.code.pane import Pane
from bpviz.ui.code.picture import paint_loop
from bpviz.ui.code.source import FOLDED, Source, source_of
from bpviz.ui.control_row import ControlRow
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.view import View

SUFFIX = ".py"
NARROW = 90.0
"""Room for the title, in pixels of ordinary type."""


class Controls(ControlRow):
    """The title, what kind of program it is, and a button that saves it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("code", parent)
        self.note = QLabel(self)
        self.note.setObjectName("code_note")
        self.save = self.button("save", "")
        self.add(self.note, self.save)
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.title = self.tr("Code")
        self.note.setText(self.tr("NumPy, runs on its own"))
        self.save.setText(self.tr("Save…"))
        self.save.setToolTip(self.tr("Save the program as a Python file"))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is scarce the note gives way, not the title."""
        super().resizeEvent(event)
        needed = self.note.sizeHint().width() + self.save.sizeHint().width()
        self.note.setVisible(needed + NARROW * self.theme.font_scale < self.width())


class CodeView(View):
    """The listing of the program, as a debugger shows it.

    A click on a line's number stops playing there, hovering a variable tells what it holds, a
    right click copies, saves and runs to the line.
    """

    name = "code"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(200, 120)
        self.breakpoints: tuple[Breakpoint, ...] = ()
        self._source: Source | None = None
        self.controls = Controls(self)
        self.pane = Pane(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.controls)
        column.addWidget(self.pane, 1)
        self.controls.save.clicked.connect(self.save)
        self.pane.stop_toggled.connect(self._toggle)
        self.pane.menu_wanted.connect(self._show_menu)

    # ---- what the window says ------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Another network has another program: it is written when it is first seen."""
        self._source = None
        self.pane.show_source(None)

    def draw(self, step: Step) -> None:
        """Mark the step's lines."""
        if self._source is None:
            self.pane.show_source(self._program(step))
            self._mark_stops()
        self.pane.show_step(step)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write the numbers that hovering shows in another way; the code stays code."""
        self.pane.numbers = numbers
        super().set_numbers(numbers)

    def set_breakpoints(self, breakpoints: Sequence[Breakpoint]) -> None:
        """Mark the lines at which playing stops."""
        self.breakpoints = tuple(breakpoints)
        self._mark_stops()

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        self.controls.restyle(self.theme)
        self.controls.note.setStyleSheet(f"color: {self.theme.muted}")
        self.pane.set_theme(self.theme)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.controls.retranslate()
        self.pane.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(760, 300)

    def _program(self, step: Step) -> Source:
        if self._source is None:
            self._source = source_of(step.problem)
        return self._source

    # ---- breakpoints ---------------------------------------------------------------------------

    def _mark_stops(self) -> None:
        self.pane.set_stops(
            frozenset(place for found in self.breakpoints for place in self._places(found))
        )

    def _places(self, found: Breakpoint) -> tuple[int, ...]:
        """The positions in the iteration at which a breakpoint always fires."""
        at = KINDS[found.kind].at
        if self.timeline is None or at is None or found.kind != "micro_step":
            return ()
        return at(self.timeline.problem, 0, found.settings)

    def _toggle(self, position: int) -> None:
        """Take away what stops at a micro-step, or have playing stop there."""
        assert self.timeline is not None
        problem = self.timeline.problem
        stopping = [found for found in self.breakpoints if position in self._places(found)]
        if not stopping:
            micro = problem.micro_step(position)
            stopping = [breakpoint_for(problem, "micro_step", phase=micro.phase, layer=micro.layer)]
        for found in stopping:
            self.breakpoint_toggled.emit(found)

    # ---- the menu ------------------------------------------------------------------------------

    def _show_menu(self, at: QPoint, line: int | None) -> None:
        menu = self.menu_at(line)
        self.pop_up(menu or self._picture_menu, at)

    def menu_at(self, line: int | None) -> QMenu | None:
        """What can be done with a line, given by its index, and with the program."""
        if self.step is None or self._source is None:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def add(name: str, text: str, slot: Callable[[], object]) -> None:
            menu.addAction(text, slot).setObjectName(f"code_{name}")

        lines = self._source.listing.lines
        chosen = None if line is None or line == FOLDED else lines[line]
        if chosen is not None and chosen.text:
            add("copy_line", self.tr("Copy line"), lambda: _copy(chosen.text))
        add("copy", self.tr("Copy the whole program"), lambda: _copy(self.script()))
        add("save_as", self.tr("Save as a Python file…"), self.save)
        if chosen is not None and chosen.position is not None:
            target = self._next_at(chosen.position)
            menu.addSeparator()
            add("run_to", self.tr("Run to this line"), lambda: self.run_chosen.emit(target))
        return menu

    def _next_at(self, position: int) -> int:
        """The next micro-step at a place of the iteration, in this one or the one after."""
        assert self.step is not None
        per = self.step.problem.steps_per_iteration
        later = position <= self.step.position
        return (self.step.iteration + later) * per + position

    def script(self, library: str = "numpy") -> str:
        """The program as a file that runs. Raises BpvizError where a library cannot do it."""
        assert self.timeline is not None
        problem = self.timeline.problem
        return SCRIPTS[library](problem, planned_iterations(problem))

    def save(self) -> None:
        """Ask for a file and a library, and write the program."""
        path, library = self._ask() if self.timeline is not None else (None, "")
        if path is None:
            return
        try:
            write_atomic(path, self.script(library).encode())
        except BpvizError as error:
            self.refused.emit(error)

    def _ask(self) -> tuple[Path | None, str]:
        """The file, if one was chosen, and the library that the program is for."""
        assert self.timeline is not None
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(documents))
        title = self.timeline.problem.experiment.title
        stem = re.sub(r"\W+", "-", title).strip("-").lower() or "network"
        text = self.tr("Python program with {library} (*.py)")
        kinds = {text.format(library=shown): library for library, shown in NAMES.items()}
        chosen, kind = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the program as a Python file"),
            str(folder / f"{stem}{SUFFIX}"),
            ";;".join(kinds),
        )
        library = kinds.get(kind, "numpy")
        if not chosen:
            return None, library
        path = Path(chosen)
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(f"{path.name}{SUFFIX}")
        return path, library

    # ---- pictures ------------------------------------------------------------------------------

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the loop, the current line marked, in type as large as fits."""
        painter.fillRect(rect, self.theme.color("panel"))
        if self.step is not None:
            words = self.controls.title, self.controls.note.text()
            paint_loop(painter, rect, self._program(self.step), self.step, words, self.theme)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
