"""The line at the very bottom: where one is, how it goes, and what is being computed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QStyleOption,
    QToolButton,
    QWidget,
)

from bpviz.core import diagnosis
from bpviz.core.history import History
from bpviz.core.step import NonFinite, Step
from bpviz.core.timeline import Timeline
from bpviz.core.verdicts import Verdict
from bpviz.ui.breakpoint_words import sentence
from bpviz.ui.diagnosis import words
from bpviz.ui.diagnosis.found import found
from bpviz.ui.number_text import number
from bpviz.ui.player_stops import Stop
from bpviz.ui.stylesheet import BASE
from bpviz.ui.texts import phase_name
from bpviz.ui.theme import DARK, Theme

translate = QCoreApplication.translate
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[^\W\d_])")
"""Where one sentence ends and another begins."""


def where_text(step: Step, before: float | None = None) -> str:
    """Iteration, epoch and loss of a step.

    While its loss is not computed yet, that of the iteration `before` is named as such.
    """
    if step.loss is not None:
        loss = translate("Status", "batch loss {value}").format(value=number(step.loss, 4))
    elif before is not None:
        loss = translate("Status", "last batch loss {value}").format(value=number(before, 4))
    else:
        loss = translate("Status", "batch loss –")
    problem = step.problem
    epochs = problem.experiment.training.epochs
    if epochs:
        text = translate("Status", "iteration {i} of {n}  ·  epoch {e}  ·  {loss}")
        last = epochs * problem.iterations_per_epoch
        return text.format(i=step.iteration, n=last, e=step.epoch, loss=loss)
    text = translate("Status", "iteration {i}  ·  epoch {e}  ·  {loss}")
    return text.format(i=step.iteration, e=step.epoch, loss=loss)


def non_finite_text(bad: NonFinite) -> str:
    """One sentence that says what is not a number any more, and where."""
    values = {
        "name": "L" if bad.name in ("terms", "loss") else bad.name,
        "layer": bad.layer,
        "value": translate("Status", "not a number")
        if math.isnan(bad.value)
        else translate("Status", "infinite"),
        "index": ", ".join(map(str, bad.index)),
        "phase": phase_name(bad.phase),
    }
    if not bad.layer:
        return translate("Status", "{name} is {value} ({phase})").format(**values)
    return translate(
        "Status", "{name} of layer {layer}, element [{index}], is {value} ({phase})"
    ).format(**values)


def row_before(step: Step, history: History) -> int | None:
    """The history's row of the iteration before the step's, or the nearest one that was kept."""
    row = int(np.searchsorted(history.iterations, step.iteration, side="left")) - 1
    return row if row >= 0 else None


def health(step: Step, history: History, verdicts: Sequence[Verdict] = ()) -> tuple[str, str, str]:
    """What is wrong and what helps, in short sentences; all of it; the theme's colour for it.

    The first verdict has the word. Where there is none, or nothing is wrong, the gradients of this
    iteration are told once all are known, until then those of the one before, which is named. A
    gradient that is small for this one iteration is no fault where the verdict says so.
    """
    whole = "\n".join(f"{words.what(v)} {words.advice(v)}".strip() for v in verdicts)
    purpose = bool(verdicts) and verdicts[0].kind == "mistake"
    if step.non_finite is not None and not purpose:
        text = non_finite_text(step.non_finite)
        if verdicts and verdicts[0].kind == "non_finite":
            text = f"{text}. {words.advice(verdicts[0])}"
        return text, whole, "danger"
    if verdicts and verdicts[0].severity != "good":
        text = f"{words.brief(verdicts[0])} {words.advice(verdicts[0])}".strip()
        return text, whole, verdicts[0].severity
    text, color = _gradients(step, history, judged=bool(verdicts))
    return text, whole, color


def _gradients(step: Step, history: History, *, judged: bool) -> tuple[str, str]:
    """A short sentence on the gradients, and the theme's colour for it.

    They are praised once all are known, and found fault with unless they are `judged` already.
    """
    gradients, deltas, loss = diagnosis.grad_norms(step), diagnosis.delta_norms(step), step.loss
    iteration = None
    row = row_before(step, history)
    if row is not None and np.isnan(gradients).any():
        gradients, deltas = history.grad_norm[row], history.delta_norm[row]
        loss = float(history.loss[row])
        iteration = int(history.iterations[row])
    known = gradients[np.isfinite(gradients)]
    if not known.size:
        return translate("Status", "Gradients: not computed yet"), "muted"
    marks = diagnosis.combined(gradients, deltas, loss)
    for word, text, color in (
        ("exploding", translate("Status", "Exploding gradients: {n} of {all} layers"), "danger"),
        ("vanishing", translate("Status", "Vanishing gradients: {n} of {all} layers"), "warning"),
    ):
        found = int((marks == word).sum())
        if found and not judged:
            return _dated(text.format(n=found, all=len(marks)), iteration), color
    color = "good" if len(known) == len(marks) else "muted"
    return _dated(_healthy(known, len(marks)), iteration), color


def _dated(text: str, iteration: int | None) -> str:
    """The text with its iteration, where that is not the one which the views show (None)."""
    if iteration is None:
        return text
    return translate("Status", "{text}, iteration {i}").format(text=text, i=iteration)


def _healthy(known: NDArray[np.float64], n_layers: int) -> str:
    """The range of the gradients' norms, or those there are so far."""
    low, high = number(float(known.min()), 2), number(float(known.max()), 2)
    if len(known) == n_layers:
        if low == high:
            return translate("Status", "Healthy: gradients of {value}").format(value=low)
        text = translate("Status", "Healthy: gradients between {low} and {high}")
    elif low == high:
        return translate("Status", "Healthy so far: gradients of {value}").format(value=low)
    else:
        text = translate("Status", "Healthy so far: gradients between {low} and {high}")
    return text.format(low=low, high=high)


def stop_text(stop: Stop) -> str:
    """Why playing ended, in a sentence."""
    step = stop.step
    if stop.why == "non_finite" and step.non_finite is not None:
        text = translate("Status", "Paused: {what}. Step back to see why.")
        return text.format(what=non_finite_text(step.non_finite))
    if stop.breakpoint is not None:
        text = translate("Status", "Breakpoint in iteration {i}: {what}.")
        return text.format(i=step.iteration, what=sentence(stop.breakpoint))
    if stop.why == "cursor":
        return translate("Status", "Ran to iteration {i}.").format(i=step.iteration)
    if stop.why == "stop_loss":
        text = translate("Status", "Done: the loss reached {loss} in iteration {i}.")
        loss = 0.0 if step.loss is None else step.loss
        return text.format(loss=number(loss, 4), i=step.iteration)
    epochs = step.problem.experiment.training.epochs
    return translate("Status", "Done: {n} epochs were trained.").format(n=epochs)


def fitting(text: str, room: float, metrics: QFontMetrics) -> str:
    """As many whole sentences as there is room for, at least the first, if need be cut."""
    sentences = _SENTENCES.split(text)
    while len(sentences) > 1 and metrics.horizontalAdvance(" ".join(sentences)) > room:
        sentences.pop()
    return metrics.elidedText(" ".join(sentences), Qt.TextElideMode.ElideRight, int(room))


class Line(QLabel):
    """A line of text, cut after a sentence where there is no room; the tool tip has it all.

    Where even the first sentence has none, it ends in an ellipsis.

    Attributes
    ----------
    more : str
        What the tool tip says in any case.
    """

    more = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        area = self.contentsRect()
        style = QStyleOption()
        style.initFrom(self)
        text = fitting(self.text(), area.width() + 1, self.fontMetrics())
        cut = self.more or (self.text() if text != self.text() else "")
        if self.toolTip() != cut:
            self.setToolTip(cut)
        painter = QPainter(self)
        painter.setPen(style.palette.color(self.foregroundRole()))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        painter.end()


class Status(QStatusBar):
    """Iteration, epoch, loss; health; a notice; progress with a button that cancels.

    Signals
    -------
    cancelled()
        The user does not want to wait for what is being computed.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self._theme: Theme = DARK
        self._step: Step | None = None
        self._timeline: Timeline | None = None
        self._hurried = False
        self._stop: Stop | None = None
        # A notice, the micro-step that it is for, and what its tool tip says.
        self._said: tuple[str, int, str] | None = None
        self.where = self._label("where")
        self.health = self._label("health")
        self.notice = self._label("notice")
        self.hint = self._label("keys_hint")
        self.progress = QProgressBar(self)
        self.progress.setObjectName("progress")
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.cancel = QToolButton(self)
        self.cancel.setObjectName("cancel")
        self.cancel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cancel.clicked.connect(self.cancelled)
        for widget in (self.where, self.health):
            widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            self.addWidget(widget)
        self.addWidget(self.notice, 1)
        for right in (self.progress, self.cancel, self.hint):
            self.addPermanentWidget(right)
        self.show_busy(None)
        self.retranslate()

    def _label(self, name: str) -> Line:
        label = Line(self)
        label.setObjectName(name)
        label.setMinimumWidth(1)
        return label

    def set_timeline(self, timeline: Timeline) -> None:
        """Another run."""
        self._timeline = timeline
        self._step = self._stop = self._said = None

    def show_step(self, step: Step) -> None:
        """Say where one is."""
        if self._stop is not None and self._stop.step.index != step.index:
            self._stop = None
        if self._said is not None and self._said[1] != step.index:
            self._said = None
        self._step = step
        self._refresh()

    def set_playing(self, hurried: bool) -> None:
        """Steps begin, or cease, to fly past: meanwhile a verdict may be a moment old."""
        if hurried != self._hurried:
            self._hurried = hurried
            self._refresh()

    def show_stop(self, stop: Stop) -> None:
        """Say why playing ended, until one goes on."""
        self._stop = stop
        self._refresh()

    def say(self, text: str, tip: str = "") -> None:
        """Say something until one goes on; more of it in the tool tip."""
        if self._step is not None:
            self._said = text, self._step.index, tip
            self._refresh()

    def show_busy(self, done: float | None) -> None:
        """Show how much is done, or that nothing is being computed."""
        self.progress.setVisible(done is not None)
        self.cancel.setVisible(done is not None)
        self._busy = done is not None
        self._fit()
        if done is not None:
            self.progress.setValue(round(1000 * done))

    def set_theme(self, theme: Theme) -> None:
        """Change colours and type sizes."""
        self._theme = theme
        self._refresh()

    def retranslate(self) -> None:
        """Set the texts again."""
        self.cancel.setText(translate("Status", "Cancel"))
        self.hint.setText(
            translate("Status", "Space plays  ·  → step  ·  ← back  ·  F11 presents  ·  F1 keys")
        )
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave the hint out where there is no room for it; a notice goes before all else."""
        labels = [label for label in (self.where, self.health, self.notice) if label.text()]
        needed = sum(label.sizeHint().width() for label in (*labels, self.hint))
        self.hint.setVisible(not self._busy and needed + 40 <= self.width())
        first, other = (
            (self.notice, self.where) if self.notice.text() else (self.where, self.notice)
        )
        other.setMinimumWidth(1)
        room = self.width() - (self.progress.width() + self.cancel.width() if self._busy else 0)
        metrics = QFontMetrics(self._theme.font(BASE))  # the label's own may still be the old ones
        needed = metrics.horizontalAdvance(first.text())
        needed += round(24 * self._theme.font_scale)
        first.setMinimumWidth(max(1, min(needed, room - 20)))

    def _refresh(self) -> None:
        self._paint(self.hint, self.hint.text(), "muted")
        if self._step is None or self._timeline is None:
            return
        history = self._timeline.history
        row = row_before(self._step, history)
        before = None if row is None else float(history.loss[row])
        self._paint(self.where, where_text(self._step, before), "text")
        verdicts = found(self._timeline, self._step, hurried=self._hurried)
        text, self.health.more, color = health(self._step, history, verdicts)
        stopped = self._stop is not None or self._said is not None
        self._paint(self.health, "" if stopped else text, color)
        self.health.setVisible(not stopped)
        bad = self._stop is not None and self._stop.why == "non_finite"
        notice, self.notice.more = stop_text(self._stop) if self._stop is not None else "", ""
        if self._said is not None:
            notice, _, self.notice.more = self._said
        self._paint(self.notice, notice, "danger" if bad else "good")
        self._fit()

    def _paint(self, label: QLabel, text: str, color: str) -> None:
        if label.text() != text:
            label.setText(text)
        style = f"color: {self._theme.color(color).name()}"
        if label.styleSheet() != style:  # setting it is not cheap
            label.setStyleSheet(style)
