"""Breaking the network on purpose, and the quiz that asks which mistake it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtTest import QTest

from bpviz.core.experiment import Experiment
from bpviz.core.mistakes import MISTAKES, NONE, fitting
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment
from bpviz.ui.mistakes.quiz import Quiz, new_quiz
from bpviz.ui.mistakes.rows import BEFORE, BEHIND, TEXT, WRAPPED
from bpviz.ui.mistakes.words import TEXTS, mistake_name, parts
from bpviz.ui.theme import DARK
from bpviz.ui.views.mistakes import MistakesView
from tests.ui.test_player import wait

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
MAZUR = Problem(load_experiment("mazur")[0])


@pytest.fixture
def view(qapp: Any) -> Iterator[MistakesView]:
    """The view of Mazur's network; what it wants to run is run, as the window does."""
    view = MistakesView()
    view.resize(640, 340)
    view.set_theme(DARK)
    view.set_timeline(Timeline(MAZUR))

    def run(experiment: Experiment) -> None:
        timeline = Timeline(Problem(experiment))
        view.set_timeline(timeline)
        view.show_step(timeline[0])

    view.experiment_chosen.connect(run)
    view.show()
    yield view
    view.close()
    view.deleteLater()


def click(view: MistakesView, name: str, button: Qt.MouseButton = LEFT) -> None:
    """Click the row of a mistake."""
    at = view.rows.row_rect(name).center().toPoint()
    QTest.mouseClick(view.rows, button, pos=QPoint(at))


def inject(view: MistakesView, name: str) -> None:
    """Double-click the row of a mistake."""
    QTest.mouseDClick(
        view.rows,
        LEFT,
        pos=view.rows.row_rect(name).center().toPoint(),
    )


@pytest.mark.parametrize("name", fitting(MAZUR))
def test_a_double_click_injects_and_mend_takes_it_out(view: MistakesView, name: str) -> None:
    """What is double-clicked is in the network, said on the panel, until it is mended."""
    inject(view, name)
    assert view.injected == name
    assert mistake_name(name) in view.text.text()
    assert [row.name for row in view.rows.rows if row.mark] == [name]
    view.controls.mend.click()
    assert view.injected == NONE
    assert not any(row.mark for row in view.rows.rows)


def test_what_does_not_fit_says_what_it_needs(view: MistakesView) -> None:
    """A mistake that this network cannot have is there, grey, with the reason, and is not run."""
    missing = [name for name in MISTAKES if name not in (NONE, *fitting(MAZUR))]
    assert "dropout_at_test" in missing
    click(view, "dropout_at_test")
    assert "It needs a layer with dropout." in view.text.text()
    inject(view, "dropout_at_test")
    assert view.injected == NONE


def test_the_quiz_keeps_its_secret_until_it_is_revealed(view: MistakesView) -> None:
    """Nothing on the panel tells the mistake; votes are counted; the answer says who was right."""
    told: list[bool] = []
    view.secret_changed.connect(told.append)
    view.controls.spot.click()
    quiz = view.quiz
    assert quiz is not None
    assert view.injected == quiz.secret
    assert told == [True]
    assert not any(row.mark for row in view.rows.rows)
    assert all(part.text not in view.text.text() for part in parts(quiz.secret)[:2])
    wrong = next(name for name in quiz.candidates if name != quiz.secret)
    for name in (quiz.secret, quiz.secret, wrong):
        click(view, name)
    click(view, wrong, RIGHT)
    click(view, wrong, RIGHT)  # there is none left to take back
    assert "Votes so far: 2." in view.text.text()
    view.controls.reveal.click()
    assert told == [True, False]
    assert "Right votes: 2 of 2." in view.text.text()
    assert {row.name for row in view.rows.rows if row.mark == "✓"} == {quiz.secret}
    click(view, wrong)  # no vote any more: it is read about
    assert view.quiz is not None
    assert view.quiz.total == 2


def test_another_experiment_ends_the_quiz(view: MistakesView) -> None:
    """Who opens another lesson in the middle of a quiz is asked nothing any more."""
    told: list[bool] = []
    view.secret_changed.connect(told.append)
    view.controls.spot.click()
    view.set_timeline(Timeline(Problem(load_experiment("xor")[0])))
    assert view.quiz is None
    assert told == [True, False]


def test_a_branch_of_the_same_run_does_not_end_it(view: MistakesView) -> None:
    """A weight may be changed while the class looks for the bug."""
    view.controls.spot.click()
    quiz, timeline = view.quiz, view.timeline
    assert timeline is not None
    view.set_timeline(timeline.branch(3))
    assert view.quiz is quiz


def test_a_mistake_that_changes_nothing_is_not_asked_for(view: MistakesView) -> None:
    """ReLUs with slope 1 throughout: forgetting their slope is no bug that one could spot."""
    hidden = {"units": 2, "activation": "relu", "weights": [[1, 1], [1, 1]], "bias": [5, 5]}
    layers = [hidden, {"units": 1, "activation": "linear"}]
    table = {"layers": layers, "loss": {"name": "mse"}, "optimizer": {"learning_rate": 1e-4}}
    problem = Problem(Experiment.from_dict({"data": {"source": "xor"}, **table}))
    assert "no_hidden_slope" in fitting(problem)
    for seed in range(20):
        candidates = new_quiz(problem, np.random.default_rng(seed)).candidates
        assert "no_hidden_slope" not in candidates


def test_without_a_bug_to_spot_the_button_says_so(view: MistakesView, monkeypatch: Any) -> None:
    """Where no mistake changes anything the quiz cannot be begun, and a tool tip tells why."""
    monkeypatch.setattr("bpviz.core.broken._changes", lambda whole, other: False)
    timeline = Timeline(Problem(load_experiment("mazur")[0]))
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    spot = view.controls.spot
    assert wait(lambda: not spot.isEnabled())
    assert spot.toolTip() == "No mistake changes anything in this network"
    view.spot()
    assert view.quiz is None
    view.retranslate()
    assert spot.toolTip() == "No mistake changes anything in this network"
    monkeypatch.undo()
    timeline = Timeline(Problem(load_experiment("xor")[0]))
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    assert spot.isEnabled()
    assert not wait(lambda: not spot.isEnabled(), 0.3)
    assert spot.toolTip() == "Put in one of them without saying which"


@given(st.integers(0, 2**32), st.sampled_from(fitting(MAZUR)))
def test_a_question_is_always_new_and_possible(seed: int, last: str) -> None:
    """The secret changes the network and is not the one asked before."""
    quiz = new_quiz(MAZUR, np.random.default_rng(seed), last)
    assert quiz.secret in quiz.candidates == fitting(MAZUR)
    assert quiz.secret != last


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from([1, -1]))))
def test_votes_are_never_fewer_than_none(votes: list[tuple[str, int]]) -> None:
    """However one clicks, every count is what was given less what was taken, and at least 0."""
    quiz, counts = Quiz(("a", "b", "c"), "a"), dict.fromkeys("abc", 0)
    for name, by in votes:
        quiz = quiz.voted(name, by)
        counts[name] = max(0, counts[name] + by)
    assert dict(quiz.votes) == {name: count for name, count in counts.items() if count}
    assert quiz.answered().voted("a") == quiz.answered()


def test_every_text_of_the_table_can_be_translated() -> None:
    """The copy that Qt's tools see holds all that the core says of mistakes, and no more."""
    said = {
        text
        for entry in MISTAKES.values()
        for text in (entry.does, entry.symptom, entry.source, entry.why_not, entry.needs)
        if text
    }
    assert said == set(TEXTS)
    assert len(TEXTS) == len(set(TEXTS))


@pytest.mark.parametrize("broken", [False, True])
def test_a_slide_has_the_text(view: MistakesView, broken: bool) -> None:
    """The picture for a slide is filled with what is said, and leaves nothing out."""
    if broken:
        inject(view, "updated_weights")
    pixels = painted(view)
    inked = (pixels != pixels[539, 959]).any(axis=2)
    rows = np.flatnonzero(inked.any(axis=1))
    assert rows.max() < 536
    assert inked.mean() > (0.02 if broken else 0.005)


def painted(view: MistakesView) -> np.ndarray:
    """The picture for a slide, as 540 × 960 × 3 bytes."""
    image = QImage(960, 540, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.paint_picture(painter, QRectF(0, 0, 960, 540))
    painter.end()
    pixels = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(540, 960, 4)
    return pixels[..., :3].astype(int)


def test_a_slide_of_the_quiz_has_the_candidates_and_their_votes(view: MistakesView) -> None:
    """Each vote shows in the picture at its candidate's height, also the last one's."""
    view.controls.spot.click()
    assert view.quiz is not None
    before = painted(view)
    tops = []
    for name in view.quiz.candidates:
        click(view, name)
        rows = np.flatnonzero((painted(view)[:, 500:] != before[:, 500:]).any(axis=(1, 2)))
        tops.append(int(rows.min()))
        click(view, name, RIGHT)
    assert tops == sorted(set(tops))
    assert tops[-1] < 530


def test_the_names_of_candidates_are_never_cut(view: MistakesView) -> None:
    """In a narrow panel a name takes the lines that it needs, and is still clicked where it is."""
    wide = [view.rows.row_rect(row.name).height() for row in view.rows.rows]
    view.resize(390, 260)
    view.controls.spot.click()
    assert wait(lambda: view.rows.width() < 240)
    metrics = QFontMetricsF(DARK.font(TEXT))
    room = view.rows.width() - BEFORE - BEHIND
    for row in view.rows.rows:
        lines = metrics.boundingRect(QRectF(0, 0, room, 1e6), WRAPPED, row.text)
        assert lines.width() <= room
        assert lines.height() <= view.rows.row_rect(row.name).height()
    assert max(view.rows.row_rect(row.name).height() for row in view.rows.rows) > min(wide)
    last = view.rows.rows[-1].name
    click(view, last)
    assert view.quiz is not None
    assert dict(view.quiz.votes) == {last: 1}
