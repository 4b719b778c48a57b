"""Break it on purpose: inject a classic mistake, see what it does; or spot which one it is."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from bpviz.core.broken import changing, effective
from bpviz.core.experiment import Experiment
from bpviz.core.mistakes import MISTAKES, NONE, fitting
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.ui.control_row import ControlRow
from bpviz.ui.mistakes.quiz import Quiz, new_quiz
from bpviz.ui.mistakes.rows import Row, Rows, paint_row, row_rects
from bpviz.ui.mistakes.words import mistake_name, parts, reason
from bpviz.ui.theme import Theme
from bpviz.ui.view import View

LIST_SHARE, QUIZ_SHARE = 0.42, 0.56
"""The part of the width that the list takes, and that of the candidates of a quiz."""
TEXT, LARGEST = 13.0, 2.2
"""Type of the texts, in logical pixels, and how many times as large a slide may have it."""


class Controls(ControlRow):
    """The title and the three buttons: mend, spot the bug, reveal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("mistakes", parent)
        self.mend = self.button("mend", "")
        self.spot = self.button("spot", "")
        self.reveal = self.button("reveal", "")
        self.add(self.mend, self.spot, self.reveal)
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.mend.setText(self.tr("Mend"))
        self.mend.setToolTip(self.tr("Take the mistake out and start again"))
        self.spot.setText(self.tr("Spot the bug"))
        self.allow(self.spot.isEnabled())
        self.reveal.setText(self.tr("Reveal"))
        self.reveal.setToolTip(self.tr("Say which mistake it is"))
        self.update()

    def allow(self, able: bool) -> None:
        """Whether there is a bug to spot, and what the button says about it."""
        self.spot.setEnabled(able)
        if able:
            self.spot.setToolTip(self.tr("Put in one of them without saying which"))
        else:
            self.spot.setToolTip(self.tr("No mistake changes anything in this network"))


class MistakesView(View):
    """The list of classic mistakes, with what each does; one of them may be in the network.

    A double click injects a mistake and starts the run again. In the quiz a click is a vote, the
    right button takes one back.
    """

    name = "mistakes"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(240, 140)
        self.quiz: Quiz | None = None
        self._rng = np.random.default_rng()
        self._last = ""
        self._fitting: tuple[str, ...] = ()
        self._untried: list[str] = []  # of those, whether they change anything is not known yet
        self._healthy: Problem | None = None
        self._current = ""
        self.controls = Controls(self)
        self.rows = Rows()
        self.text = QLabel()
        self.text.setObjectName("mistake_text")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setMargin(8)
        self._areas = [self._scrolled(self.rows), self._scrolled(self.text)]
        body = QHBoxLayout()
        body.setContentsMargins(4, 0, 4, 4)
        for area in self._areas:
            body.addWidget(area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.controls)
        column.addLayout(body, 1)
        self.rows.chosen.connect(self._on_chosen)
        self.rows.activated.connect(self._on_activated)
        self.rows.taken_back.connect(lambda name: self._vote(name, -1))
        self.controls.mend.clicked.connect(lambda: self._inject(NONE))
        self.controls.spot.clicked.connect(self.spot)
        self.controls.reveal.clicked.connect(self.reveal)
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._try_one)

    def _scrolled(self, widget: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(widget)
        return area

    @property
    def injected(self) -> str:
        """The mistake that the network has, ``"none"`` for none."""
        if self.timeline is None:
            return NONE
        return self.timeline.problem.experiment.training.mistake

    @property
    def asking(self) -> bool:
        """Whether a quiz goes on that has not been answered."""
        return self.quiz is not None and not self.quiz.revealed

    # ---- what the user does --------------------------------------------------------------------

    def spot(self) -> None:
        """Put a mistake in without saying which, and ask for it."""
        healthy = self._healthy
        if healthy is None or not effective(healthy):
            return
        quiz = new_quiz(healthy, self._rng, self._last)
        self._last = quiz.secret
        self.quiz, self._current = quiz, ""
        self.secret_changed.emit(True)
        if quiz.secret == self.injected:
            self._refresh()
        else:
            self.experiment_chosen.emit(_with(healthy.experiment, quiz.secret))

    def reveal(self) -> None:
        """Give the answer."""
        if self.quiz is not None and self.asking:
            self.quiz = self.quiz.answered()
            self._current = self.quiz.secret
            self.secret_changed.emit(False)
            self._refresh()

    def _on_chosen(self, name: str) -> None:
        if self.asking:
            self._vote(name, 1)
        else:
            self._current = name
            self._refresh()

    def _on_activated(self, name: str) -> None:
        if self.asking:
            self._vote(name, 1)
        elif name in self._fitting:
            self._inject(name)

    def _vote(self, name: str, by: int) -> None:
        if self.quiz is not None and self.asking and name in self.quiz.candidates:
            self.quiz = self.quiz.voted(name, by)
            self._refresh()

    def _inject(self, name: str) -> None:
        if self.timeline is not None:
            self._end_quiz()
            self.experiment_chosen.emit(_with(self.timeline.problem.experiment, name))

    def _end_quiz(self) -> None:
        if self.asking:
            self.secret_changed.emit(False)
        self.quiz = None

    # ---- what the window says ------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Another run: a quiz goes on only while its mistake is in the network."""
        assert self.timeline is not None
        if self.quiz is not None and self.quiz.secret != self.injected:
            self._end_quiz()
        here = self.timeline.problem
        healthy = here if self.injected == NONE else Problem(_with(here.experiment, NONE))
        self._healthy, self._fitting = healthy, fitting(healthy)
        self._untried = list(self._fitting)
        self._turns.stop()
        if self.injected != NONE and not self.asking:
            self._current = self.injected
        self._refresh()

    def draw(self, step: Step) -> None:
        """Find out, one by one, which mistakes change anything in this network."""
        if self._untried:
            self._turns.start()

    def _try_one(self) -> None:
        if self._untried and self._healthy is not None and self.in_sight:
            changing(self._healthy, self._untried.pop())
        else:
            self._stale = self._stale or bool(self._untried)
            self._turns.stop()
            self._refresh()

    def close_work(self) -> None:
        """Ask nothing more."""
        self._turns.stop()
        self._end_quiz()
        super().close_work()

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        theme = self.theme
        self.controls.restyle(theme)
        self.rows.set_theme(theme)
        self.text.setFont(theme.font(TEXT))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("panel"))
        palette.setColor(QPalette.ColorRole.WindowText, theme.color("text"))
        self.setPalette(palette)
        self._refresh()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.controls.retranslate()
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def sizeHint(self) -> QSize:
        return QSize(560, 300)

    def _share_width(self) -> None:
        share = LIST_SHARE if self.quiz is None else QUIZ_SHARE
        self._areas[0].setFixedWidth(round(share * self.width()))

    # ---- what is shown -------------------------------------------------------------------------

    def _refresh(self) -> None:
        controls = self.controls
        controls.title = self._heading
        controls.mend.setVisible(self.injected != NONE and not self.asking)
        controls.spot.setVisible(not self.asking)
        controls.allow(self._may_ask)
        controls.reveal.setVisible(self.asking)
        controls.update()
        self._share_width()
        self.rows.set_rows(self._rows(), self._current)
        self.text.setText(self._html(self.theme))
        self.update()

    @property
    def _may_ask(self) -> bool:
        """Whether a mistake may change something, as far as is known."""
        healthy = self._healthy
        if healthy is None or self._untried:
            return bool(self._fitting)
        return bool(effective(healthy))

    def _rows(self) -> list[Row]:
        if self.quiz is not None:
            return [self._quiz_row(self.quiz, name) for name in self.quiz.candidates]
        rows = []
        for name in MISTAKES:
            if name == NONE:
                continue
            fits, here = name in self._fitting, name == self.injected
            color = "danger" if here else "text"
            rows.append(Row(name, mistake_name(name), fits, "●" if here else "", color))
        return sorted(rows, key=lambda row: not row.enabled)

    @staticmethod
    def _quiz_row(quiz: Quiz, name: str) -> Row:
        votes = quiz.votes.get(name, 0)
        share = votes / max(quiz.votes.values(), default=1)
        right = quiz.revealed and name == quiz.secret
        mark = "✓" if right else "✕" if quiz.revealed and votes else ""
        color = "good" if right else "text"
        return Row(name, mistake_name(name), True, mark, color, votes, share)

    def _lead(self) -> tuple[str, str]:
        """The sentence on top, and its colour."""
        quiz = self.quiz
        if quiz is not None and not quiz.revealed:
            text = self.tr(
                "One of these mistakes is in the network now. Step, look at the formulas, the code "
                "and the curves; Ctrl+G checks the gradient. A click is a vote, the right button "
                "takes it back. Votes so far: {n}."
            )
            return text.format(n=quiz.total), "text"
        if quiz is not None:
            text = self.tr("It is “{name}”. Right votes: {right} of {all}.")
            right = quiz.votes.get(quiz.secret, 0)
            name = mistake_name(quiz.secret)
            return text.format(name=name, right=right, all=quiz.total), "good"
        if self.injected != NONE:
            text = self.tr("Broken on purpose: {name}.").format(name=mistake_name(self.injected))
            return text, "danger"
        text = self.tr(
            "The network computes as it should. A double click on a mistake puts it in and starts "
            "again; everything then shows the broken computation."
        )
        return text, "muted"

    def _html(self, theme: Theme) -> str:
        lead, color = self._lead()
        blocks = [_block("", lead, theme, color)]
        if self._current and not self.asking:
            name = self._current
            title = escape(mistake_name(name))
            blocks.append(f"<p style='margin: 8px 0 2px 0'><b>{title}</b></p>")
            if name not in self._fitting and name != self.injected:
                blocks.append(_block(self.tr("Not in this network."), reason(name), theme))
            for part in parts(name):
                shade = {True: "good", False: "warning", None: "text"}[part.good]
                blocks.append(_block(part.heading, part.text, theme, shade))
        return "".join(blocks)

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what is in the network and what is said about it, as large as fits.

        In a quiz the candidates stand beside it with their votes.
        """
        painter.fillRect(rect, self.theme.color("panel"))
        said = rect.adjusted(12, 8, -12, -8)
        if self.quiz is not None:
            listed = QRectF(said)
            listed.setLeft(said.right() - QUIZ_SHARE * said.width())
            said.setRight(listed.left() - 12)
            self._paint_candidates(painter, listed)
        document = QTextDocument()
        document.setDefaultFont(self.theme.font(TEXT))
        body = f"<div style='color: {self.theme.text}'>{self._html(self.theme)}</div>"
        document.setHtml(f"<h3 style='color: {self.theme.text}'>{escape(self._heading)}</h3>{body}")
        factor = LARGEST
        while factor > 0.3:
            document.setTextWidth(said.width() / factor)
            if document.size().height() * factor <= said.height():
                break
            factor *= 0.95
        painter.save()
        painter.translate(said.topLeft())
        painter.scale(factor, factor)
        document.drawContents(painter)
        painter.restore()

    def _paint_candidates(self, painter: QPainter, rect: QRectF) -> None:
        rows, factor = self._rows(), LARGEST
        places = row_rects(rows, self.theme, rect.width() / factor)
        while factor > 0.3 and places[-1].bottom() * factor > rect.height():
            factor *= 0.95
            places = row_rects(rows, self.theme, rect.width() / factor)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        painter.scale(factor, factor)
        for row, place in zip(rows, places, strict=True):
            paint_row(painter, place, row, self.theme, chosen=row.name == self._current)
        painter.restore()

    @property
    def _heading(self) -> str:
        return self.tr("Spot the bug") if self.asking else self.tr("Break it on purpose")


def _with(experiment: Experiment, mistake: str) -> Experiment:
    return replace(experiment, training=replace(experiment.training, mistake=mistake))


def _block(heading: str, text: str, theme: Theme, color: str = "text") -> str:
    head = f"<span style='color: {theme.muted}'>{escape(heading)}</span><br>" if heading else ""
    shade = getattr(theme, color)
    body = f"<span style='color: {shade}'>{escape(text)}</span>"
    return f"<p style='margin: 3px 0 5px 0'>{head}{body}</p>"
