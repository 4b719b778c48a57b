"""Why a number is what it is: formula, the numbers put in, and the line of code."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from bpviz.core.step import Step
from bpviz.ui.explaining import chosen_picture, explained, explanation_picture
from bpviz.ui.icons import icon
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.number_menu import NumberMenu
from bpviz.ui.paint.explanation import paint_explanation, title_width
from bpviz.ui.paint.explanation_picture import ExplanationPicture
from bpviz.ui.selection import Selection
from bpviz.ui.theme import Theme
from bpviz.ui.view import View

NOTE = 12.5
PAUSE = 0.1
"""Seconds between two pictures while steps come faster than an eye can read."""
PAUSE_PLAYING = 0.5
"""The same while training plays so fast that only some steps are shown."""


class ExplanationView(View):
    """The current micro-step explained for what is selected.

    The small buttons at the upper right choose the sample and copy the explanation. While steps
    come quickly the picture changes ten times a second, at full speed twice, so that numbers can
    still be read.

    Signals
    -------
    selection_changed(Selection)
        The user chose another sample.
    """

    name = "explanation"
    writes_digits = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(220, 120)
        self.picture = explanation_picture(None, None)
        self.listing: tuple[str, ...] = ()
        self._drawn_at = 0.0
        self._clicked_at: int | None = None  # the micro-step at which something was chosen
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.catch_up)
        self._make_actions()
        self._make_controls()
        self.retranslate()
        self.restyle()

    # ---- parts -------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.copy_latex = QAction(self)
        self.copy_latex.setObjectName("explanation_copy_latex")
        self.copy_latex.triggered.connect(lambda: self._copy(self.latex()))
        self.copy_text = QAction(self)
        self.copy_text.setObjectName("explanation_copy_text")
        self.copy_text.triggered.connect(lambda: self._copy(self.text()))
        self.menu = QMenu(self)
        self.menu.setObjectName("explanation_menu")
        self.menu.addActions([self.copy_latex, self.copy_text])
        self.menu.addSeparator()
        self.number_menu = NumberMenu("explanation", self)
        self.number_menu.numbers_chosen.connect(self.numbers_chosen)
        self.menu.addMenu(self.number_menu)

    def _make_controls(self) -> None:
        self.controls = QWidget(self)
        row = QHBoxLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.previous_sample = self._button("explanation_previous_sample", "◂")
        self.previous_sample.clicked.connect(lambda: self._choose_sample(-1))
        self.sample_label = QLabel(self.controls)
        self.sample_label.setObjectName("explanation_sample")
        self.next_sample = self._button("explanation_next_sample", "▸")
        self.next_sample.clicked.connect(lambda: self._choose_sample(1))
        self.copy_button = self._button("explanation_copy", "")
        self.copy_button.setMenu(self.menu)
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for part in (self.previous_sample, self.sample_label, self.next_sample, self.copy_button):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.addWidget(self.controls, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self.controls)
        button.setObjectName(name)
        button.setText(text)
        button.setProperty("flat", True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space plays, wherever one clicked
        return button

    def retranslate(self) -> None:
        """Set every text again."""
        self.copy_latex.setText(self.tr("Copy as LaTeX"))
        self.copy_text.setText(self.tr("Copy as text"))
        self.number_menu.retranslate()
        self.previous_sample.setToolTip(self.tr("Previous sample"))
        self.next_sample.setToolTip(self.tr("Next sample"))
        self.copy_button.setToolTip(self.tr("Copy, numbers"))
        for part in (self.previous_sample, self.next_sample, self.copy_button):
            part.setAccessibleName(part.toolTip())
        self._take(self.step)

    def restyle(self) -> None:
        """Take over colours and type sizes."""
        theme = self.theme
        scale = theme.font_scale
        muted = theme.color("muted")
        self.copy_button.setIcon(icon("copy", muted))
        side = round(22 * scale)
        for button in (self.previous_sample, self.next_sample, self.copy_button):
            button.setFixedSize(side, side)
        self.copy_button.setIconSize(QSize(round(15 * scale), round(15 * scale)))
        self.controls.setStyleSheet(
            f"QLabel, QToolButton {{ color: {muted.name()}; background: transparent;"
            f" font-size: {round(NOTE * scale)}px; }}"
            "QToolButton { border: none; padding: 0; }"
            f"QToolButton:hover {{ color: {theme.accent}; }}"
            "QToolButton::menu-indicator { image: none; }"
        )
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(0, round(8 * scale), round(10 * scale), 0)
        self._write_note()
        self.update()

    # ---- what the window says ----------------------------------------------------------------

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way, at once."""
        self.number_menu.set_numbers(numbers)
        super().set_numbers(numbers)

    def new_timeline(self) -> None:
        """Forget the numbers of the run before."""
        assert self.timeline is not None
        problem = self.timeline.problem
        self.listing = tuple(micro.code for micro in problem.micros)
        self._take(None)

    def set_selection(self, selection: Selection) -> None:
        """Explain what was clicked, until the next step; another sample asks the same of it."""
        if self.step is not None and selection.sample == self.selection.sample:
            self._clicked_at = self.step.index
        self._drawn_at = 0.0
        super().set_selection(selection)

    def draw(self, step: Step) -> None:
        """Show `step`, at once or, where steps come quickly, within `PAUSE`."""
        pause = PAUSE_PLAYING if self.playing else PAUSE
        wait = self._drawn_at + pause - time.monotonic()
        if wait <= 0.0:
            self.catch_up()
        elif not self._later.isActive():
            self._later.start(max(1, round(1000 * wait)))

    def catch_up(self) -> None:
        """Show the newest step now."""
        self._later.stop()
        self._take(self.step)
        self._drawn_at = time.monotonic()

    def set_theme(self, theme: Theme) -> None:
        """Change colours and type sizes; the numbers stay as they are."""
        self.theme = theme
        self.restyle()

    def _take(self, step: Step | None) -> None:
        if step is None or step.index != self._clicked_at:
            self._clicked_at = None
        self.picture = self._picture_of(step)
        self.controls.setVisible(step is not None)
        if step is not None:
            several = len(step.batch) > 1
            self.previous_sample.setEnabled(several)
            self.next_sample.setEnabled(several)
            self._write_note()
        self.update()

    def _picture_of(self, step: Step | None) -> ExplanationPicture:
        if step is None:
            return explanation_picture(None, None, self.listing)
        if step.index == self._clicked_at:
            return chosen_picture(step, self.selection, self.numbers, self.listing)
        found = explained(step, self.selection, self.numbers.digits)
        return explanation_picture(step, found, self.listing, self.numbers)

    def _write_note(self) -> None:
        """Say which sample, shortly where the question would not fit beside it."""
        picture, theme = self.picture, self.theme
        metrics = QFontMetricsF(theme.font(NOTE))
        around = 110.0 * theme.font_scale + metrics.horizontalAdvance(picture.note)
        fits = title_width(picture, theme) + around < self.width()
        note = picture.note if fits else picture.short_note
        if self.sample_label.text() != note:
            self.sample_label.setText(note)
            self.controls.adjustSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write_note()

    # ---- what the user does ------------------------------------------------------------------

    def _choose_sample(self, by: int) -> None:
        if self.step is None:
            return
        count = len(self.step.batch)
        sample = (min(self.selection.sample, count - 1) + by) % count
        self.selection_changed.emit(replace(self.selection, sample=sample))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pop_up(self.menu, event.globalPos())

    def latex(self) -> str:
        """The explanation for a LaTeX document."""
        found = self.picture.explanation
        return "" if found is None else self.numbers.aligned(found)

    def text(self) -> str:
        """The explanation as plain text, line by line."""
        found = self.picture.explanation
        if found is None:
            return self.picture.sentence
        lines = [self.picture.title, *map(self.numbers.plain, self.numbers.all_lines(found))]
        return "\n".join([*lines, found.code])

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    # ---- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        reserved = 0.0
        if self.controls.isVisible():
            reserved = self.controls.sizeHint().width() + 16.0 * self.theme.font_scale
        paint_explanation(painter, QRectF(self.rect()), self.picture, self.theme, reserved)
        painter.end()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the explanation of the step last shown, without the controls."""
        paint_explanation(painter, rect, self._picture_of(self.step), self.theme)
