"""Every verdict as a sentence, in the status line and in the panel, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from PySide6.QtCore import QTranslator

from bpviz.core import Problem, Timeline
from bpviz.core.step import Step
from bpviz.core.verdict_texts import SENTENCES, TEMPLATES
from bpviz.core.verdicts import Verdict, verdicts
from bpviz.files.lessons import lesson
from bpviz.resources import resource_path
from bpviz.ui.diagnosis import words
from bpviz.ui.status import health
from bpviz.ui.views.diagnosis import DiagnosisView
from tests.core.test_verdicts import CASES
from tests.ui.view_hands import last_step, run


@pytest.fixture(params=["en", "ru"])
def language(qapp: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """The application in each language."""
    translator = QTranslator()
    if request.param == "ru":
        assert translator.load(str(resource_path("translations", "bpviz_ru.qm")))
        qapp.installTranslator(translator)
    yield request.param
    qapp.removeTranslator(translator)


@cache
def case(name: str) -> tuple[Timeline, Step, tuple[Verdict, ...]]:
    """An experiment of the core's tests at its iteration, with its verdicts."""
    experiment, iteration, _ = CASES[name]
    timeline = Timeline(Problem(experiment))
    timeline.advance(iteration + 1)
    step = last_step(timeline, iteration)
    return timeline, step, verdicts(timeline, step)


def shown(view: DiagnosisView) -> str:
    """Every word of the sentences in the panel, in their order."""
    assert view.picture is not None
    return " ".join(" ".join(view.picture.sentences()).split())


def test_the_table_to_translate_is_that_of_the_core() -> None:
    """No template is missed, so none can be left in English."""
    assert words.VERDICT_TEMPLATES == TEMPLATES


@pytest.mark.parametrize("name", CASES)
def test_each_verdict_is_said_in_status_and_panel(language: str, name: str) -> None:
    """The sentence stands in both, complete: no brace is left, in either language."""
    timeline, step, found = case(name)
    view = DiagnosisView()
    view.resize(600, 400)
    view.set_timeline(timeline)
    view.show()
    view.show_step(step)
    assert {verdict.kind for verdict in found} == CASES[name][2]
    panel = shown(view)
    text, tip, color = health(step, timeline.history, found)
    for verdict in found:
        whole = f"{words.what(verdict)} {words.advice(verdict)}".strip()
        assert whole in panel
        assert whole in tip
        assert words.what(verdict).startswith(words.brief(verdict)[:-1])
    assert "{" not in panel + text + tip
    assert "e-" not in panel + text
    assert color == found[0].severity
    if found[0].kind not in ("healthy", "non_finite"):
        assert text == f"{words.brief(found[0])} {words.advice(found[0])}".strip()
    view.close()
    view.deleteLater()


def test_in_english_the_sentences_are_those_of_the_core(qapp: Any) -> None:
    """Word for word, but for names and numbers as the window writes them."""
    _, _, (verdict,) = case("deep sigmoid")
    assert f"{words.what(verdict)} {words.advice(verdict)}" == verdict.text
    _, _, found = case("dead")
    dead = next(v for v in found if v.kind == "dead_relu")
    assert words.brief(dead).startswith("Layer 1: dead units since iteration")
    _, _, (bad, *_rest) = case("exploding, end")
    assert words.what(bad).endswith("first in z of layer 2 (weighted sums).")
    _, _, raw = case("raw targets")
    assert "flat ends of sigmoid" in words.what(raw[0])


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_can_be_filled(language: str, name: str) -> None:
    """With one layer or with many, small numbers or large, no placeholder is left over."""
    values: dict[str, object] = dict.fromkeys(
        ("loss", "first", "times", "norm", "percent", "steepest", "slope", "weight", "predicted",
         "actual", "ratio", "promise", "best", "test", "train"), -1.5e-9,
    )  # fmt: skip
    values |= {"dead": 1, "units": 21, "twins": 2, "activation": "relu, tanh", "phase": "linear"}
    values |= {"name": "terms", "layer": 3}
    verdict = Verdict("healthy", (3,), 21, values, "good", SENTENCES[name])
    for layers in ((3,), (1, 2, 5), (1, 2, 3, 4)):
        text = words.what(replace(verdict, layers=layers)) + words.advice(verdict)
        assert "{" not in text
        assert "terms" not in text
        assert "e-09" not in text
        assert words.brief(verdict).endswith(".")


def test_layers_are_pieces_of_their_own() -> None:
    """Each number of a layer can be clicked, iterations and values cannot."""
    _, _, (verdict,) = case("deep sigmoid")
    assert [run.layer for run in words.runs(verdict) if run.layer is not None] == [1, 6]
    _, _, (bad, *_rest) = case("exploding, end")
    assert [run.layer for run in words.runs(bad) if run.layer is not None] == [2]


@pytest.mark.parametrize(
    ("name", "iteration", "said"),
    [
        ("exploding", 4, "first in z of layer 2"),
        ("deep-xavier", 1000, "steps have been too small"),
        ("dead-relu", 9, "8 of 8 are zero"),
        ("zero-init", 0, "units have been identical since iteration 0"),
        ("overfitting", 1000, "Overfitting since iteration ≈ 16"),
        ("unscaled", 0, "100 % of the activations"),
    ],
)
def test_the_diagnosis_says_what_lessons_promise(
    qapp: Any, name: str, iteration: int, said: str
) -> None:
    """The lessons that send to the diagnosis are right about what it says, and when."""
    assert "(view:diagnosis)" in lesson(name).text_in("en")
    assert "(view:diagnosis)" in lesson(name).text_in("ru")
    timeline = run(name)
    timeline.advance(iteration)
    found = verdicts(timeline, last_step(timeline, iteration))
    assert said in " ".join(map(words.what, found))
