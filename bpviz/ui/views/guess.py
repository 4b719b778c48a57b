"""Predict, then reveal: the next number is asked for before anybody sees it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from bpviz.core.explain import Explanation
from bpviz.core.explain_phases import PHASES
from bpviz.core.step import Step
from bpviz.ui.control_row import ControlRow
from bpviz.ui.explaining import explanation_picture
from bpviz.ui.guess.question import LETTERS, Question, agrees, question
from bpviz.ui.names import choice_name
from bpviz.ui.number_format import MOST, NumberFormat
from bpviz.ui.numbers import parse
from bpviz.ui.paint.explanation import paint_explanation
from bpviz.ui.paint.explanation_picture import ExplanationPicture
from bpviz.ui.paint.text import LEFT, draw_text, fitted
from bpviz.ui.selection import Selection
from bpviz.ui.view import View

FOOT = 0.3
"""The part of a slide's height that the choices take."""


class Controls(ControlRow):
    """The title, a hint, and the answer or the next question."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("guess", parent)
        self.hint = self.button("hint", "")
        self.reveal = self.button("reveal", "")
        self.next = self.button("next", "")
        self.add(self.hint, self.reveal, self.next)
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.title = self.tr("Predict, then reveal")
        self.hint.setText(self.tr("Hint"))
        self.hint.setToolTip(self.tr("Put the numbers into the formula"))
        self.reveal.setText(self.tr("Reveal"))
        self.reveal.setToolTip(self.tr("Take the step and show the arithmetic"))
        self.next.setText(self.tr("Next question"))
        self.next.setToolTip(self.tr("Ask for the next number"))
        self.update()


class ChoiceButton(QToolButton):
    """A choice: a click is a vote, the right button takes one back.

    Signals
    -------
    taken_back()
    """

    taken_back = Signal()

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"guess_choice_{place + 1}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.taken_back.emit()
        else:
            super().mousePressEvent(event)


class Formula(QWidget):
    """Where the question, or the answer, is painted."""

    def __init__(self, view: GuessView) -> None:
        super().__init__(view)
        self._view = view
        self.setMinimumHeight(60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._view.theme.color("panel"))
        paint_explanation(
            painter, QRectF(self.rect()), self._view.picture(), self._view.theme, 0.001
        )
        painter.end()


class GuessView(View):
    """Asks for the number that the next micro-step brings for what is selected.

    Nothing else shows that number before: the answer is revealed by taking the step. One types a
    number, or the class votes for one of four, of which the wrong ones are what classic mistakes
    give. Any other step asks anew.
    """

    name = "guess"
    writes_digits = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(260, 160)
        self.setAutoFillBackground(True)
        self.question: Question | None = None
        self._revealed: int | None = None  # the micro-step that was revealed last
        self.controls = Controls(self)
        self.formula = Formula(self)
        self.field = QLineEdit(self)
        self.field.setObjectName("guess_field")
        self.field.setFixedWidth(130)
        self.told = QLabel(self)
        self.told.setObjectName("guess_told")
        self.told.setWordWrap(True)
        self.choices = [ChoiceButton(place, self) for place in range(len(LETTERS))]
        answers = QHBoxLayout()
        answers.setContentsMargins(10, 0, 10, 8)
        answers.addWidget(self.field)
        for place, button in enumerate(self.choices):
            answers.addWidget(button)
            button.clicked.connect(lambda _=False, place=place: self._vote(place, 1))
            button.taken_back.connect(lambda place=place: self._vote(place, -1))
        answers.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.controls)
        column.addWidget(self.formula, 1)
        column.addWidget(self.told)
        column.addLayout(answers)
        self.field.returnPressed.connect(self._on_typed)
        self.controls.hint.clicked.connect(self._on_hint)
        self.controls.reveal.clicked.connect(self.reveal)
        self.controls.next.clicked.connect(self._on_next)
        self.retranslate()

    # ---- what the user does --------------------------------------------------------------------

    def reveal(self) -> None:
        """Take the step that was asked about, and show its arithmetic."""
        if self.question is not None and not self.question.revealed:
            self.question = replace(self.question, revealed=True)
            self._revealed = self.question.step.index
            self.position_chosen.emit(self.question.step.index)
            self._show()

    def _on_typed(self) -> None:
        text = self.field.text().strip().replace(",", ".").replace("−", "-")
        if isinstance(parse(text, "float"), str):
            self._tell(self.tr("Type a number, such as 0.25 or -1e-3."), "danger")
            return
        if self.question is not None:
            self.question = replace(self.question, typed=text)
            self.reveal()

    def _on_hint(self) -> None:
        if self.question is not None:
            self.question = replace(self.question, hinted=True)
            self._show()

    def _on_next(self) -> None:
        self._revealed = None
        self._ask()

    def _vote(self, place: int, by: int) -> None:
        if self.question is not None:
            self.question = self.question.voted(place, by)
            self._show()

    # ---- what the window says ------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Another run: nothing is asked until its first step is there."""
        self.question, self._revealed = None, None
        self._show()

    def set_selection(self, selection: Selection) -> None:
        """Ask about what was chosen now."""
        changed = selection != self.selection
        self.selection = selection
        if changed and self._revealed is None and self.in_sight:
            self._ask()

    def draw(self, step: Step) -> None:
        """Ask for the number of the next micro-step, unless this one was just revealed."""
        if step.index == self._revealed:
            self._show()
        elif self.question is None or self.question.step.index != step.index + 1 or self._revealed:
            self._revealed = None
            self._ask()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write the question that was asked in another way; what was answered stays."""
        if self.question is not None and numbers.digits != self.numbers.digits:
            self.question = self.question.with_digits(numbers.digits)
        super().set_numbers(numbers)

    def _ask(self) -> None:
        """The question for the micro-step behind the one on screen."""
        self.question = None
        self.field.clear()
        if self.step is not None and self.timeline is not None and not self.playing:
            coming = self.timeline[self.step.index + 1]
            if coming.phase in PHASES:
                self.question = question(coming, self.selection, self.numbers.digits)
        self._show()

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        self.controls.restyle(self.theme)
        for widget in (self.field, self.told, *self.choices):
            widget.setFont(self.theme.font(14, bold=isinstance(widget, QToolButton)))
        self.field.setFixedWidth(round(130 * self.theme.font_scale))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, self.theme.color("panel"))
        self.setPalette(palette)
        self.told.setMargin(round(10 * self.theme.font_scale))
        self._show()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.controls.retranslate()
        self.field.setPlaceholderText(self.tr("your guess"))
        self.field.setToolTip(self.tr("Type a number; Return reveals"))
        for button in self.choices:
            button.setToolTip(self.tr("A click is a vote, the right button takes it back"))
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(600, 260)

    # ---- what is shown -------------------------------------------------------------------------

    def picture(self) -> ExplanationPicture:
        """The question without its answer, or the whole arithmetic."""
        asked = self.question
        if asked is None:
            words = self.tr("The next step brings no number to predict: step on.")
            direction = "batch" if self.step is None else self.step.micro.direction
            return ExplanationPicture(self.tr("What comes next?"), "", words, direction, "", None)
        shown = asked.found if asked.revealed else _hidden(asked.found, hinted=asked.hinted)
        picture = explanation_picture(asked.step, shown, (), self.numbers)
        if asked.revealed:
            return picture
        name = asked.found.parameter or asked.found.neuron
        about = self.tr("What will this be for {name}?") if name else self.tr("What will this be?")
        return replace(picture, title=about.format(name=name), code="")

    def _show(self) -> None:
        asked = self.question
        open_ = asked is not None and not asked.revealed
        self.controls.hint.setVisible(open_ and asked is not None and not asked.hinted)
        self.controls.reveal.setVisible(open_)
        self.controls.next.setVisible(asked is not None and asked.revealed)
        self.controls.update()
        self.field.setVisible(open_)
        for place, button in enumerate(self.choices):
            there = asked is not None and place < len(asked.choices)
            button.setVisible(there)
            if asked is not None and there:
                button.setText(self._choice_text(asked, place))
                button.setEnabled(not asked.revealed)
        if asked is None or not asked.revealed:
            self._tell("")
        else:
            self._tell(*self._result(asked))
        self.formula.update()

    def _choice_text(self, asked: Question, place: int) -> str:
        numbers = self._told_apart(asked)
        choice, votes = asked.choices[place], asked.votes.get(place, 0)
        mark = ("  ✓" if choice.right else "  ✕") if asked.revealed else ""
        count = f"  · {votes}" if votes else ""
        return f"{LETTERS[place]}  {numbers.measured(choice.value)}{count}{mark}"

    def _told_apart(self, asked: Question) -> NumberFormat:
        """As many digits as are wished, or more where two choices would read the same."""
        numbers = self.numbers
        while numbers.digits < MOST:
            texts = {numbers.measured(choice.value) for choice in asked.choices}
            if len(texts) == len(asked.choices):
                break
            numbers = replace(numbers, digits=numbers.digits + 1)
        return numbers

    def _result(self, asked: Question) -> tuple[str, str]:
        """What came of the guesses, and its colour."""
        value, parts, color = self.numbers.measured(asked.value), [], "text"
        if asked.typed:
            right = agrees(asked.typed, asked.value)
            color = "good" if right else "warning"
            if right:
                text = self.tr("Right: {guess} agrees with {value}.")
            else:
                text = self.tr("Not quite: {guess}; it is {value}.")
            parts.append(text.format(guess=asked.typed, value=value))
        if asked.total:
            rights = sum(asked.votes.get(k, 0) for k, c in enumerate(asked.choices) if c.right)
            text = self.tr("Right votes: {right} of {all}.")
            parts.append(text.format(right=rights, all=asked.total))
        for place, choice in enumerate(asked.choices):
            if choice.mistake and (asked.votes.get(place) or not asked.total):
                text = self.tr("{letter} comes of the mistake “{name}”.")
                name = choice_name("mistake", choice.mistake)
                parts.append(text.format(letter=LETTERS[place], name=name))
        return " ".join(parts), color

    def _tell(self, text: str, color: str = "text") -> None:
        self.told.setText(text)
        self.told.setStyleSheet(f"color: {self.theme.color(color).name()}")
        self.told.setVisible(bool(text))

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the question with its choices: for a slide before the answer."""
        painter.fillRect(rect, self.theme.color("panel"))
        if self.question is None and self.step is not None and self.timeline is not None:
            self._ask()
            if self.question is None:  # a batch comes next: ask for the first number behind it
                coming = self.timeline[self.step.index + 2]
                self.question = question(coming, self.selection, self.numbers.digits)
        above = QRectF(rect)
        above.setHeight(rect.height() * (1.0 - FOOT))
        paint_explanation(painter, above, self.picture(), self.theme)
        asked = self.question
        if asked is None or not asked.choices:
            return
        wide = (rect.width() - 32.0) / len(asked.choices)
        for place in range(len(asked.choices)):
            box = QRectF(rect.left() + 16.0 + place * wide, above.bottom(), wide - 8.0, 48.0)
            painter.setPen(self.theme.color("border"))
            painter.setBrush(self.theme.color("stage"))
            painter.drawRoundedRect(box, 6.0, 6.0)
            text, inner = self._choice_text(asked, place), box.adjusted(10, 0, -10, 0)
            font = self.theme.font(18, bold=True)
            font = fitted(font, text, inner.width(), self.theme.least_share(font))
            draw_text(painter, inner, text, font, self.theme.color("text"), LEFT)


def _hidden(found: Explanation, *, hinted: bool) -> Explanation:
    """The explanation without what tells the result."""
    lines = found.lines[:1] if hinted else ()
    return replace(found, lines=lines, asides=(), statements=(), result=None)
