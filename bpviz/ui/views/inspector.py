"""What is chosen: its numbers, the arithmetic behind them, its paths to the loss."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QPainter,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from bpviz.core.paths import Paths
from bpviz.core.step import Step
from bpviz.ui.inspector import words
from bpviz.ui.inspector.arithmetic import Link
from bpviz.ui.inspector.controls import Controls
from bpviz.ui.inspector.copying import latex_of, text_of
from bpviz.ui.inspector.fields import FieldsSheet, Placed
from bpviz.ui.inspector.options import Options
from bpviz.ui.inspector.panes import Canvas, Editor, Pane
from bpviz.ui.inspector.path_sheet import PathSheet
from bpviz.ui.inspector.picture import (
    BESIDE,
    SHARE,
    arithmetic_sheet,
    paint_inspector,
    path_sheet,
)
from bpviz.ui.inspector.route import lit_all
from bpviz.ui.inspector.subject import Place, Subject
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.numbers import format_number
from bpviz.ui.paint.network_lit import Lit
from bpviz.ui.selection import Selection
from bpviz.ui.tensors.arrays import entries
from bpviz.ui.tensors.editing import Editable, changed, editable
from bpviz.ui.view import View

PAUSE = 0.1
"""Seconds between two pictures while steps come faster than an eye can read."""
LOW = 400.0
"""In a place lower than this, in pixels of ordinary type, the paths stand beside the arithmetic."""
COPIED = QSize(1280, 720)
"""Size of the picture that is copied, in logical pixels; it has twice as many of its own."""


class InspectorView(View):
    """What is chosen, number by number.

    A click on a number with a pencil lets it be typed over; a click on a number in a formula
    chooses what it comes from; a click on a path keeps it lit up in the network diagram.
    """

    name = "inspector"
    writes_digits = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(240, 140)
        self.subject: Subject | None = None
        self._of_sample = False
        self._opened: frozenset[int] = frozenset()
        self._lit: Lit | None = None
        self._chosen_path: int | None = None
        self._editing: tuple[Step, Editable] | None = None
        self._drawn_at = 0.0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._show)
        self.controls = Controls(self)
        self.options = Options(self)
        self.fields = Canvas()
        self.fields.setObjectName("inspector_fields")
        self.message = QLabel()
        self.message.setObjectName("inspector_message")
        self.message.setMargin(4)
        self.message.setWordWrap(True)
        self.message.hide()
        self.arithmetic = Pane("inspector_arithmetic")
        self.paths = Pane("inspector_paths_pane")
        self.editor = Editor(self)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(0)
        self._body.addWidget(self.arithmetic)
        self._body.addWidget(self.paths)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.controls)
        column.addWidget(self.fields)
        column.addWidget(self.message)
        column.addLayout(self._body, 1)
        self._connect()

    def _connect(self) -> None:
        controls, options = self.controls, self.options
        controls.previous.clicked.connect(lambda: self._go(-1))
        controls.next.clicked.connect(lambda: self._go(1))
        controls.sample.toggled.connect(self._on_sample)
        controls.bias.clicked.connect(self._choose_bias)
        controls.whole.toggled.connect(lambda: self._show())
        controls.paths.toggled.connect(lambda: self._show())
        controls.menu.clicked.connect(self._open_menu)
        options.numbers.numbers_chosen.connect(self.numbers_chosen)
        options.copy_latex.triggered.connect(lambda: self._copy(self.latex()))
        options.copy_text.triggered.connect(lambda: self._copy(self.text()))
        options.copy_picture.triggered.connect(self.copy_picture)
        self.fields.clicked.connect(self._edit)
        self.editor.entered.connect(self._on_entered)
        self.editor.given_up.connect(self.message.hide)
        self.arithmetic.canvas.clicked.connect(self._on_clicked)
        self.paths.canvas.clicked.connect(self._on_path)
        self.paths.canvas.hovered.connect(lambda _: self._light())

    # ---- what the window says ------------------------------------------------------------------

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way."""
        self.options.numbers.set_numbers(numbers)
        super().set_numbers(numbers)

    def new_timeline(self) -> None:
        """Forget the numbers of the run before."""
        self.subject, self._lit, self._chosen_path = None, None, None
        self.editor.hide()
        self.message.hide()
        self._show()

    def set_selection(self, selection: Selection) -> None:
        """Tell about something else; another sample asks the same of what is chosen."""
        old = replace(self.selection, sample=selection.sample)
        if selection != old:
            self._opened, self._chosen_path = frozenset(), None
            self._of_sample = False
            self._drawn_at = 0.0
        super().set_selection(selection)

    def draw(self, step: Step) -> None:
        """Show `step`, at once or, where steps come quickly, a little later."""
        wait = self._drawn_at + PAUSE - time.monotonic()
        if wait <= 0.0:
            self._show()
        elif not self._later.isActive():
            self._later.start(max(1, round(1000 * wait)))

    def catch_up(self) -> None:
        """Draw what was missed; behind a tab, no path stays lit."""
        super().catch_up()
        if not self.in_sight:
            self._set_lit(None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._later.stop()
        self._set_lit(None)

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        theme = self.theme
        self.controls.restyle(theme)
        self.fields.theme = theme
        for pane in (self.arithmetic, self.paths):
            pane.restyle(theme)
        self.editor.theme = theme
        self.editor.setFont(theme.font(14))
        self.message.setFont(theme.font(12.5))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("panel"))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.message.setStyleSheet(f"color: {theme.danger};")
        self._lay_out()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.controls.retranslate()
        self.options.retranslate()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(900, 300)

    # ---- what is shown -------------------------------------------------------------------------

    def _show(self) -> None:
        """Show the newest step."""
        self._later.stop()
        self._drawn_at = time.monotonic()
        if self.step is not None:
            self.subject = self._subject_of(self.step)
        self._lay_out()

    def _subject_of(self, step: Step) -> Subject:
        whole = self.controls.whole.isChecked()
        return Subject(step, self.selection, self._of_sample, whole, self.numbers)

    def _lay_out(self) -> None:
        subject = self.subject
        self._show_controls()
        if subject is None:
            for canvas in (self.fields, self.arithmetic.canvas, self.paths.canvas):
                canvas.show_sheet(None)
            return
        fields = FieldsSheet(subject.fields, subject.style, self.theme, float(self.width()))
        self.fields.show_sheet(fields)
        self.fields.setFixedHeight(round(fields.height + 0.5))
        with_paths = subject.kind == "parameter" and self.controls.paths.isChecked()
        self.paths.setVisible(with_paths)
        k = self.theme.font_scale
        beside = self.width() >= BESIDE * k or self.height() < LOW * k
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        share = round(100 * SHARE)
        self._body.setStretch(0, share)
        self._body.setStretch(1, 100 - share)
        if self.playing:  # numbers that fly past cannot be followed
            self.arithmetic.canvas.show_sheet(None, words.tr(words.PLAYING))
            self.paths.canvas.show_sheet(None)
            self._set_lit(None)
            return
        room = self._room_of(self.arithmetic, beside and with_paths, SHARE)
        sheet = arithmetic_sheet(subject, self.theme, room, self._opened)
        self.arithmetic.canvas.show_sheet(sheet)
        self._show_paths(subject, with_paths, beside)
        self._light()

    def _room_of(self, pane: Pane, beside: bool, share: float) -> float:
        """The width of a pane once it is laid out."""
        wide = self.width() * (share if beside else 1.0)
        return wide - pane.verticalScrollBar().sizeHint().width()

    def _show_paths(self, subject: Subject, with_paths: bool, beside: bool) -> None:
        if not with_paths or subject.paths is None:
            self.paths.canvas.show_sheet(None, words.tr(words.NO_PATHS))
            return
        sheet = path_sheet(subject, self.theme, self._room_of(self.paths, beside, 1.0 - SHARE))
        if self._chosen_path is not None and self._chosen_path < len(sheet.rows):
            sheet.chosen = self._chosen_path
        self.paths.canvas.show_sheet(sheet)

    def _show_controls(self) -> None:
        controls, subject = self.controls, self.subject
        controls.title = "" if subject is None else subject.title
        several = subject is not None and len(subject.step.batch) > 1
        is_parameter = subject is not None and subject.kind == "parameter"
        controls.bias.setVisible(subject is not None and subject.bias is not None)
        controls.whole.setVisible(several and is_parameter)
        controls.paths.setVisible(is_parameter)
        controls.previous.setVisible(several)
        controls.next.setVisible(several)
        controls.sample.setVisible(subject is not None)
        if subject is not None:
            controls.sample.setText(subject.sample_text)
            controls.sample.blockSignals(True)
            controls.sample.setChecked(subject.kind == "sample")
            controls.sample.blockSignals(False)
        controls.update()

    # ---- paths in the diagram ------------------------------------------------------------------

    def _light(self) -> None:
        """Light up the path under the mouse, or the one chosen, or all of them."""
        subject, sheet = self.subject, self.paths.canvas.sheet
        if not isinstance(sheet, PathSheet) or subject is None or not self.in_sight:
            self._set_lit(None)
            return
        row = sheet.hovered if isinstance(sheet.hovered, int) else sheet.chosen
        if row is not None and row < len(sheet.rows):
            self._set_lit(sheet.rows[row].lit)
            return
        paths: Paths = sheet.paths
        self._set_lit(lit_all(subject.problem, paths))

    def _set_lit(self, lit: Lit | None) -> None:
        if lit != self._lit:
            self._lit = lit
            self.paths_shown.emit(lit)

    def _on_path(self, row: int) -> None:
        self._chosen_path = None if row == self._chosen_path else row
        sheet = self.paths.canvas.sheet
        if isinstance(sheet, PathSheet):
            sheet.chosen = self._chosen_path
        self.paths.canvas.update()
        self._light()

    # ---- what the user does --------------------------------------------------------------------

    def _go(self, by: int) -> None:
        if self.step is not None:
            count = len(self.step.batch)
            sample = (min(self.selection.sample, count - 1) + by) % count
            self.selection_changed.emit(replace(self.selection, sample=sample))

    def _choose_bias(self) -> None:
        if self.subject is not None and self.subject.bias is not None:
            self.selection_changed.emit(self.subject.bias)

    def _on_sample(self, on: bool) -> None:
        self._of_sample = on
        self._show()

    def _on_clicked(self, found: Link | Selection) -> None:
        if isinstance(found, Selection):
            self.selection_changed.emit(found)
            return
        self._opened = self._opened ^ {found.block}
        self._lay_out()

    def _edit(self, placed: Placed) -> None:
        """Open the field over a number."""
        sheet = self.fields.sheet
        if self.step is None or placed.field.place is None or not isinstance(sheet, FieldsSheet):
            return
        found = self._editable(self.step, placed.field.place)
        if isinstance(found, str):
            self._say(found)
            return
        self._editing = self.step, found
        self.message.hide()
        rect = sheet.value_rect(placed).translated(self.fields.pos())
        self.editor.begin(rect, format_number(found.value))
        self.editor.setToolTip(found.note)

    @staticmethod
    def _editable(step: Step, place: Place) -> Editable | str:
        entry = next(entry for entry in entries(step) if entry.key == place.key)
        return editable(step, entry, place.row, place.column)

    def _on_entered(self, text: str) -> None:
        if self._editing is None:
            return
        step, found = self._editing
        edit = changed(step, found, text)
        if isinstance(edit, str):
            self.editor.refuse(True)
            self._say(edit)
            return
        self._editing = None
        self.message.hide()
        self.editor.hide()
        self.edited.emit(edit)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.show()

    # ---- copying -------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pop_up(self.options, event.globalPos())

    def _open_menu(self) -> None:
        button = self.controls.menu
        self.options.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def latex(self) -> str:
        """The arithmetic for a LaTeX document."""
        return "" if self.subject is None else latex_of(self.subject)

    def text(self) -> str:
        """Everything as plain text."""
        return "" if self.subject is None else text_of(self.subject)

    @staticmethod
    def _copy(text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def copy_picture(self) -> None:
        """Put a picture on the clipboard."""
        image = QImage(COPIED * 2, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(self.theme.color("panel"))
        painter = QPainter(image)
        painter.scale(2.0, 2.0)
        self.paint_picture(painter, QRectF(0, 0, COPIED.width(), COPIED.height()))
        painter.end()
        QGuiApplication.clipboard().setImage(image)

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the numbers, the arithmetic and, where there is room, the paths."""
        if self.step is None:
            painter.fillRect(rect, self.theme.color("panel"))
            return
        subject = self._subject_of(self.step)
        paint_inspector(painter, rect, subject, self.theme, self.controls.paths.isChecked())
