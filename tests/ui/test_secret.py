"""While a class is asked which mistake it is, no other place of the window says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QSettings, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from bpviz.core.errors import ExperimentError
from bpviz.core.scripts import SCRIPTS
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.naming import names_of_experiments
from bpviz.ui.explaining import explanation_picture
from bpviz.ui.export.slide_notes import notes_of
from bpviz.ui.export.solution_words import words
from bpviz.ui.mistakes import secret
from bpviz.ui.mistakes.words import mistake_name
from bpviz.ui.texts import error_line
from bpviz.ui.views.compare import CompareView
from bpviz.ui.views.mistakes import MistakesView
from bpviz.ui.views.tensors import TensorsView
from bpviz.ui.window import MainWindow
from tests.ui.test_window import discard, new_window
from tests.ui.view_hands import picture


@pytest.fixture
def window(qapp: Any, tmp_path: Path) -> Iterator[MainWindow]:
    """The whole window, with a quiz in its network that nobody has answered."""
    window = new_window(QSettings(str(tmp_path / "bpviz.ini"), QSettings.Format.IniFormat))
    window.complete()
    QTest.qWait(20)
    window.docks.open("mistakes")
    window.comparing.show(True)
    quiz = window.deck.views["mistakes"]
    assert isinstance(quiz, MistakesView)
    quiz._rng = np.random.default_rng(5)
    quiz.spot()
    yield window
    discard(window)


def quiz_of(window: MainWindow) -> MistakesView:
    """The view that asks."""
    view = window.deck.views["mistakes"]
    assert isinstance(view, MistakesView)
    assert view.quiz is not None
    return view


class Listener(QTranslator):
    """Notes every text about mistakes that anything asks the translation of."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        if context == "mistake":
            self.heard.append(text)
        return None

    def isEmpty(self) -> bool:
        return False


def texts_of(widget: QWidget) -> Iterator[str]:
    """Every text that a widget and those in it have, whether it can be seen or not."""
    for one in (widget, *widget.findChildren(QWidget)):
        for name in ("text", "title", "windowTitle", "toolTip", "toPlainText", "placeholderText"):
            value = getattr(one, name, "")
            if callable(value):
                value = value()
            yield value if isinstance(value, str) else ""
        for action in one.actions():
            yield from (action.text(), action.toolTip())


def test_no_view_says_which_mistake_it_is(window: MainWindow) -> None:
    """No text of a widget or a menu, and nothing that a view paints, but in the quiz itself."""
    quiz = quiz_of(window)
    name = mistake_name(quiz.injected)
    window.player.next_iteration()
    window.deck.settle()
    compare, tensors = window.deck.views["compare"], window.deck.views["tensors"]
    assert isinstance(compare, CompareView)
    assert isinstance(tensors, TensorsView)
    before = window.session.other_runs()[0]
    compare.rivals.add(before)
    heard = Listener()
    QCoreApplication.installTranslator(heard)
    try:
        for view in window.deck.views.values():
            if view is not quiz:
                view.retranslate()
                view.refresh()
                view.prepare_picture()
                picture(view, 900, 600)
        menu = QMenu()
        tensors.other.fill(menu, "before")
        said = [offer.name for offer in compare.rivals.offers()]
    finally:
        QCoreApplication.removeTranslator(heard)
    assert not heard.heard
    said += [action.text() + action.toolTip() for action in menu.actions()]
    for view in window.deck.views.values():
        if view is not quiz:
            said += texts_of(view)
    said += [window.windowTitle(), *texts_of(window.status), *texts_of(window.menuBar())]
    for top in QApplication.topLevelWidgets():
        if top is not window:
            said += texts_of(top)
    assert not [text for text in said if name.lower() in text.lower()]


def test_what_is_compared_is_called_a_mistake_until_the_answer(window: MainWindow) -> None:
    """Beside the healthy run before it is "a mistake"; Reveal names it at once."""
    quiz, compare = quiz_of(window), window.deck.views["compare"]
    assert isinstance(compare, CompareView)
    for rival in compare.rivals.all:
        compare.rivals.remove(rival.key)
    compare.rivals.add(window.session.other_runs()[0])
    compare.retranslate()
    assert compare._names() == ["a mistake", "no mistake"]
    quiz.reveal()
    assert compare._names() == [mistake_name(quiz.injected), "no mistake"]
    window.deck.settle()
    compare.prepare_picture()
    assert compare.runs[0].name == mistake_name(quiz.injected)


def test_what_is_exported_does_not_say_it_either(window: MainWindow) -> None:
    """Worked solution, speaker's notes and refused programs give it away only after the answer."""
    quiz = quiz_of(window)
    name, problem = quiz.injected, window.player.timeline.problem

    def said() -> str:
        texts = [words().name("mistake", name)]
        for position in range(problem.steps_per_iteration):
            step = window.player.timeline[position]
            asked = explanation_picture(step, None)
            texts.append(notes_of(step, asked, "").split("\n\n")[1])
        for library in ("torch", "keras"):
            with pytest.raises(ExperimentError) as refused:
                SCRIPTS[library](problem, 3)
            texts.append(error_line(refused.value))
        return "\n".join(texts)

    asked = said()
    for told in (name, mistake_name(name), problem.mistake.does):
        assert told not in asked
    quiz.reveal()
    assert mistake_name(name) in said()
    assert name in said()


def test_two_mistakes_are_not_told_apart_while_one_is_asked_for(window: MainWindow) -> None:
    """The run of a question before, whether with the same or another mistake, has no name."""
    experiment = window.session.experiment
    one, two = (
        replace(experiment, training=replace(experiment.training, mistake=name))
        for name in ("sign_flipped", "factor_two")
    )
    assert names_of_experiments(one, two) == names_of_experiments(one, one) == ("", "")


def test_a_window_that_is_closed_keeps_no_secret(window: MainWindow) -> None:
    """A question ends with its window: other windows name mistakes again."""
    assert secret.kept()
    window.session.source = None  # closing asks nothing then
    window.close()
    assert not secret.kept()


def test_a_branch_keeps_the_secret(window: MainWindow) -> None:
    """Another run with the mistake that is asked for leaves it asked for."""
    window.deck.set_timeline(Timeline(window.player.timeline.problem))
    assert secret.kept()
