"""Predict, then reveal: the answer is nowhere before it is revealed, and right when it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment
from bpviz.ui.guess.question import agrees, question
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK
from bpviz.ui.views.guess import GuessView


@pytest.fixture
def view(qapp: Any) -> Iterator[GuessView]:
    """The view of Mazur's network at the batch; what it wants to see is shown, as in the window."""
    view = GuessView()
    view.resize(800, 300)
    view.set_theme(DARK)
    timeline = Timeline(Problem(load_experiment("mazur")[0]))
    view.set_timeline(timeline)
    view.position_chosen.connect(lambda k: view.show_step(timeline[k]))
    view.show()
    view.show_step(timeline[0])
    yield view
    view.close()
    view.deleteLater()


def test_the_next_number_is_asked_for_and_not_shown(view: GuessView) -> None:
    """At the batch z of h₁ is asked for: its formula is there, its value and numbers are not."""
    asked = view.question
    assert asked is not None
    assert (asked.step.index, asked.value) == (1, 0.3775)
    picture = view.picture()
    assert picture.title == "What will this be for h₁?"
    assert picture.explanation is not None
    assert picture.explanation.result is None
    assert picture.explanation.all_lines == (asked.found.symbols,)
    assert view.told.text() == ""


def test_a_hint_puts_the_numbers_in_but_not_the_result(view: GuessView) -> None:
    """The hint is the first line of arithmetic, without what it comes to."""
    view.controls.hint.click()
    picture = view.picture()
    assert picture.explanation is not None
    assert len(picture.explanation.numbers) == 1
    assert "0.3775" not in "".join(picture.explanation.all_lines)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0.3775", "Right: 0.3775 agrees with 0.3775."),
        ("0,38", "Right: 0.38 agrees with 0.3775."),
        ("0.37", "Not quite: 0.37; it is 0.3775."),
    ],
)
def test_a_typed_number_is_judged_to_its_digits(view: GuessView, typed: str, told: str) -> None:
    """Return reveals: the step is taken, the arithmetic shown, the guess judged."""
    QTest.keyClicks(view.field, typed)
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    assert view.step is not None
    assert view.step.index == 1
    assert view.told.text().startswith(told)
    picture = view.picture()
    assert picture.explanation is not None
    assert picture.explanation.result == 0.3775
    view.controls.next.click()
    assert view.question is not None
    assert view.question.step.index == 2
    assert view.field.text() == ""


def test_what_is_no_number_is_refused_and_the_question_stays(view: GuessView) -> None:
    """A word brings a line that says what is wanted; nothing is revealed."""
    QTest.keyClicks(view.field, "much")
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    assert view.told.text() == "Type a number, such as 0.25 or -1e-3."
    assert view.step is not None
    assert view.step.index == 0


def test_votes_are_counted_and_the_right_one_marked(view: GuessView) -> None:
    """A click votes, the right button takes back; the answer says how many were right."""
    asked = view.question
    assert asked is not None
    right = next(k for k, choice in enumerate(asked.choices) if choice.right)
    wrong = (right + 1) % len(asked.choices)
    for place in (right, right, wrong, wrong):
        QTest.mouseClick(view.choices[place], Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.choices[wrong], Qt.MouseButton.RightButton)
    view.controls.reveal.click()
    assert "Right votes: 2 of 3." in view.told.text()
    assert view.choices[right].text().endswith("· 2  ✓")
    assert view.choices[wrong].text().endswith("· 1  ✕")


def test_another_step_asks_anew(view: GuessView) -> None:
    """Stepping on or back without an answer asks for the number behind the step on screen."""
    assert view.timeline is not None
    for k in (4, 2, 2):
        view.show_step(view.timeline[k])
        assert view.question is not None
        assert view.question.step.index == k + 1
        assert not view.question.revealed


def test_another_neuron_is_asked_about(view: GuessView) -> None:
    """What is selected in the network is what is asked about."""
    view.set_selection(Selection(layer=1, unit=1))
    assert view.question is not None
    assert view.question.value == pytest.approx(0.3925, abs=1e-15)


def test_a_batch_brings_no_number(view: GuessView) -> None:
    """Before a batch there is nothing to predict, and the view says so."""
    assert view.timeline is not None
    view.show_step(view.timeline[view.timeline.steps_per_iteration - 1])
    assert view.question is None
    assert "step on" in view.picture().sentence
    assert view.controls.shown_title()[0] == "Predict, then reveal"  # with no button beside it


@given(st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-6), st.integers(1, 6))
def test_a_rounded_number_always_agrees(value: float, digits: int) -> None:
    """The right value, rounded to any number of digits, is right; two in the last place is not."""
    text = f"{value:.{digits - 1}e}"
    assert agrees(text, value)
    mantissa, exponent = text.split("e")
    last = 10.0 ** -(digits - 1)
    assert not agrees(f"{float(mantissa) + 2 * last:.{digits - 1}f}e{exponent}", value)


@pytest.mark.parametrize("name", ["xor", "scores", "overfitting"])
def test_all_choices_of_a_question_look_different(view: GuessView, name: str) -> None:
    """No two answers read the same on the buttons, and exactly one is right."""
    timeline = Timeline(Problem(load_experiment(name)[0]))
    view.set_numbers(NumberFormat(3))
    for k in range(timeline.steps_per_iteration):
        asked = question(timeline[k], Selection(layer=1, unit=0), 4)
        if asked is None or not asked.choices:
            continue
        texts = {view._choice_text(asked, place)[3:] for place in range(len(asked.choices))}
        assert len(texts) == len(asked.choices)
        assert sum(choice.right for choice in asked.choices) == 1


def test_a_slide_shows_the_question_with_its_choices(view: GuessView) -> None:
    """The picture for a slide has the formula above and the choices below."""
    image = QImage(960, 540, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.paint_picture(painter, QRectF(0, 0, 960, 540))
    painter.end()
    pixels = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(540, 960, 4)
    inked = (pixels[..., :3] != pixels[539, 959, :3]).any(axis=2)
    assert inked[:340].any()
    assert inked[380:440].mean() > 0.3
