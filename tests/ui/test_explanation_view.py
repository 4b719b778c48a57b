"""The explanation as a view: a function of step and selection, readable, never clipped."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt, QTranslator
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest

from bpviz.core import Experiment, Problem, Step, Timeline
from bpviz.core.explain_phases import PHASES
from bpviz.files.lessons import lesson
from bpviz.ui.explaining import explained, explanation_picture
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint import explanation, explanation_code
from bpviz.ui.paint.explanation import paint_explanation
from bpviz.ui.paint.explanation_rows import SIZES, Plan, rows_of
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK, LIGHT, Theme
from bpviz.ui.views.explanation import ExplanationView

SIZES_SHOWN = [(700, 240), (1280, 300), (760, 380), (300, 160), (220, 120)]


@pytest.fixture
def timeline() -> Timeline:
    """The first lesson's run."""
    return Timeline(Problem(lesson("xor").experiment))


@pytest.fixture
def rich() -> Timeline:
    """A run with every kind of phase and long formulas."""
    return Timeline(
        Problem(
            Experiment.from_dict(
                {
                    "data": {"source": "gauss", "samples": 40},
                    "layers": [
                        {"units": 6, "activation": "gelu", "dropout": 0.2},
                        {"units": 2, "activation": "softmax"},
                    ],
                    "loss": {"name": "cross_entropy"},
                    "optimizer": {"name": "rmsprop", "centered": True, "momentum": 0.9},
                    "training": {"clip_norm": 0.5, "batch_size": 8},
                    "regularization": {"l2": 0.01},
                }
            )
        )
    )


@pytest.fixture
def view(qapp: Any, timeline: Timeline) -> Iterator[ExplanationView]:
    """A visible view of that run, before its first step."""
    view = ExplanationView()
    view.resize(700, 240)
    view.set_timeline(timeline)
    view.show()
    qapp.processEvents()
    yield view
    view.close()
    view.deleteLater()


def step_of(timeline: Timeline, phase: str, layer: int, iteration: int = 0) -> Step:
    """The step of a phase."""
    n = timeline.steps_per_iteration
    steps = (timeline[iteration * n + k] for k in range(n))
    return next(step for step in steps if (step.phase, step.layer) == (phase, layer))


def picture(view: ExplanationView, width: int = 700, height: int = 240) -> QImage:
    """What the view exports, on the theme's panel."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(view.theme.panel))
    painter = QPainter(image)
    view.paint_picture(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


def count(image: QImage, color: QColor) -> int:
    """How many pixels have exactly this colour."""
    pixels = memoryview(image.constBits()).cast("I")
    return sum(1 for value in pixels if value & 0xFFFFFF == color.rgb() & 0xFFFFFF)


# ---- what it says ----------------------------------------------------------------------------


def test_it_asks_about_the_selected_neuron(view: ExplanationView, timeline: Timeline) -> None:
    """The question names the neuron that is selected and the quantity of the step."""
    view.set_selection(Selection(1, 1))
    view.show_step(step_of(timeline, "delta", 1))
    view.catch_up()
    assert view.picture.title == "Why is δ of h₂ this number?"
    assert view.picture.note == "sample 1 of 4"


def test_a_selected_weight_is_explained_as_published(view: ExplanationView) -> None:
    """Mazur's ∂E/∂w5 is readable with nine digits."""
    timeline = Timeline(Problem(lesson("mazur").experiment))
    view.set_timeline(timeline)
    view.set_selection(Selection(2, 0, source=0))
    view.set_numbers(NumberFormat(9))
    view.show_step(step_of(timeline, "gradient", 2))
    view.catch_up()
    assert "0.741365070 × 0.186815602 × 0.593269992 = 0.082167041" in view.text()
    assert view.number_menu.digits[9].isChecked()


def test_a_click_is_always_answered(view: ExplanationView, timeline: Timeline) -> None:
    """In the middle of the way back each click shows what is known of what was clicked."""
    view.show_step(step_of(timeline, "delta", 2))
    view.catch_up()
    view.set_selection(Selection(1, 2))
    assert view.picture.title == "Step a¹: Why is a of h₃ this number?"
    assert view.picture.sentence == "The next number of h₃ comes at step δ¹."
    view.set_selection(Selection(0, 0))
    assert view.picture.title.startswith("Step batch: ")
    view.set_selection(Selection(1, 1, source=2))
    assert view.picture.title == "Step z¹: Why is z of h₂ this number?"
    assert view.picture.sentence == "The next number of b₂⁽¹⁾ comes at step ∇¹."
    view.set_selection(Selection(1, 1, source=2, sample=2))
    assert view.picture.title == "Step z¹: Why is z of h₂ this number?"
    assert view.picture.note == "sample 3 of 4"


def test_a_click_on_what_is_not_known_yet_says_when(
    view: ExplanationView, timeline: Timeline
) -> None:
    """Before the output is computed a click on it tells its step; the next step is followed."""
    view.show_step(step_of(timeline, "linear", 1))
    view.set_selection(Selection(2, 0))
    assert view.picture.sentence == "ŷ is not known yet: it comes at step z²."
    view.show_step(step_of(timeline, "activation", 1))
    view.catch_up()
    assert view.picture.sentence == ""
    assert view.picture.title == "Why is a of h₁ this number?"


def test_without_a_step_it_says_what_to_do(view: ExplanationView) -> None:
    """Before the first step there is a sentence, and no controls to press in vain."""
    assert view.text().startswith("Take a step")
    assert not view.controls.isVisible()
    assert count(picture(view), QColor(view.theme.panel)) < 700 * 240


def test_a_phase_it_does_not_know_still_shows_its_formula(
    view: ExplanationView, timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stage that came later is shown with its formula and a plain sentence."""
    monkeypatch.delitem(PHASES, "delta")
    step = step_of(timeline, "delta", 1)
    view.show_step(step)
    view.catch_up()
    assert view.picture.explanation is None
    assert view.picture.formula == step.micro.formula
    assert "cannot be shown" in view.text()
    picture(view)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_result_has_the_phases_colour(
    view: ExplanationView, timeline: Timeline, theme: Theme
) -> None:
    """Forward results are green, backward ones pink, the loss yellow, updates blue."""
    view.set_theme(theme)
    for phase, layer, direction in (
        ("linear", 1, "forward"),
        ("delta", 1, "backward"),
        ("loss", 0, "loss"),
        ("update", 1, "update"),
    ):
        view.show_step(step_of(timeline, phase, layer))
        image = picture(view)
        others = {"forward", "backward", "loss", "update"} - {direction}
        assert count(image, theme.phase_color(direction)) > 60
        assert all(count(image, theme.phase_color(other)) == 0 for other in others)


def test_a_result_that_is_not_finite_warns(view: ExplanationView) -> None:
    """NaN stands in the colour of danger."""
    table = {
        "data": {"source": "xor"},
        "layers": [{"units": 1, "activation": "linear", "weights": [[1e308], [1e308]]}],
    }
    timeline = Timeline(Problem(Experiment.from_dict(table)))
    view.set_timeline(timeline)
    view.set_selection(Selection(1, 0, None, 3))
    view.show_step(step_of(timeline, "linear", 1))
    assert count(picture(view), view.theme.color("danger")) > 50


# ---- a function of the step ------------------------------------------------------------------


def test_the_same_step_gives_the_same_picture_in_any_order(
    view: ExplanationView, rich: Timeline
) -> None:
    """Steps shown in a random order, and twice, are painted the same."""
    view.set_timeline(rich)
    steps = [rich[k] for k in range(rich.steps_per_iteration)]

    def painted(step: Step) -> bytes:
        view.show_step(step)
        image = picture(view)
        return bytes(image.constBits())

    painted(steps[0])
    expected = {step.index: painted(step) for step in steps}
    for step in random.Random(3).sample(steps, len(steps)):
        assert painted(step) == expected[step.index]
        assert painted(step) == expected[step.index]


def test_what_is_on_screen_is_what_is_exported(view: ExplanationView, timeline: Timeline) -> None:
    """The widget shows the picture of the step it was given last."""
    step = step_of(timeline, "delta", 1)
    view.show_step(step)
    view.catch_up()
    assert view.picture == explanation_picture(
        step, explained(step, view.selection, 4), view.listing
    )


def test_a_hidden_view_costs_nothing(
    view: ExplanationView, timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While hidden no step is explained; when shown it catches up with the last."""
    view.hide()
    asked: list[int] = []
    original = view._take
    monkeypatch.setattr(view, "_take", lambda step: (asked.append(1), original(step)))
    for k in range(10):
        view.show_step(timeline[k])
    assert not asked
    view.show()
    QTest.qWait(150)
    assert view.picture.explanation is not None
    assert view.picture.explanation.phase == timeline[9].phase


def test_fast_steps_are_shown_ten_times_a_second(
    view: ExplanationView, timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps every few milliseconds are sampled, and the last one is always shown."""
    asked: list[int] = []
    original = view._take
    monkeypatch.setattr(view, "_take", lambda step: (asked.append(1), original(step)))
    QTest.qWait(120)
    started = time.monotonic()
    for k in range(60):
        view.show_step(timeline[k])
        QTest.qWait(3)
    elapsed = time.monotonic() - started
    QTest.qWait(150)
    assert 1 <= len(asked) <= elapsed / 0.1 + 3
    assert view.picture.current == timeline[59].position


def test_a_step_is_shown_at_once_when_nothing_hurries(
    view: ExplanationView, timeline: Timeline
) -> None:
    """A single press of the clicker shows its numbers without delay."""
    QTest.qWait(120)
    view.show_step(timeline[3])
    assert view.picture.current == 3


# ---- it fits ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.0, 1.6])
@pytest.mark.parametrize("size", SIZES_SHOWN, ids=str)
def test_nothing_is_painted_outside(
    view: ExplanationView, rich: Timeline, size: tuple[int, int], scale: float
) -> None:
    """At any size and type size all ink stays inside the rectangle, in every phase."""
    view.set_theme(DARK.scaled(scale))
    view.set_timeline(rich)
    view.set_selection(Selection(1, 5, 0, 3))
    width, height = size
    for k in range(rich.steps_per_iteration, 2 * rich.steps_per_iteration):
        view.show_step(rich[k])
        image = QImage(width + 80, height + 80, QImage.Format.Format_RGB32)
        image.fill(QColor("#123456"))
        painter = QPainter(image)
        view.paint_picture(painter, QRectF(40, 40, width, height))
        painter.end()
        border = image.copy(0, 0, width + 80, 40), image.copy(0, 40 + height, width + 80, 40)
        sides = image.copy(0, 0, 40, height + 80), image.copy(40 + width, 0, 40, height + 80)
        for part in (*border, *sides):
            part = part.convertToFormat(QImage.Format.Format_RGB32)
            assert count(part, QColor("#123456")) == part.width() * part.height(), k


def test_less_is_shown_before_type_gets_small(rich: Timeline) -> None:
    """A fuller plan never has fewer rows, and the result is in the last of numbers of each."""
    found = explained(step_of(rich, "update", 1, 1), Selection(1, 0, 0), 4)
    assert found is not None
    plans = [Plan(4, True, 9, hint=True), Plan(3, True, 2), Plan(2, False, 1)]
    rows = [rows_of(found, plan, NumberFormat()) for plan in plans]
    pieces = [sum(len(row) for row in each) for each in rows]
    assert pieces == sorted(pieces, reverse=True)
    assert all(any(piece.strong for row in each for piece in row) for each in rows)
    assert SIZES[0] >= 11


@pytest.mark.parametrize("height", [240, 190, 150])
@pytest.mark.parametrize("phase", ["linear", "delta", "gradient", "update"])
def test_who_presents_in_a_low_place_sees_the_numbers_put_in(
    qapp: Any, timeline: Timeline, monkeypatch: pytest.MonkeyPatch, phase: str, height: int
) -> None:
    """Where room is scarce code and formula go before the line with the step's own numbers."""
    shown: list[str] = []

    def note(painter: Any, body: Any, rows: Any, *rest: Any) -> None:
        shown.extend(piece.latex for row in rows for piece in row)

    monkeypatch.setattr(explanation, "paint_rows", note)
    step = step_of(timeline, phase, 1)
    found = explained(step, Selection(1, 0, 0), 4)
    assert found is not None
    image = QImage(870, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    place, what = QRectF(0, 0, 870, height), explanation_picture(step, found)
    paint_explanation(painter, place, what, DARK.scaled(1.5), 260.0)
    painter.end()
    assert sum(text.startswith("=") and text != found.result_latex for text in shown) >= 2, shown


def test_the_listing_has_one_size(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long line makes all lines smaller, not itself alone, and never too small to read."""
    sizes: list[int] = []
    original = explanation_code.draw_text

    def note(painter: Any, rect: Any, text: str, font: Any, *rest: Any) -> None:
        if font.family() == DARK.font(13, mono=True).family():
            sizes.append(font.pixelSize())
        original(painter, rect, text, font, *rest)

    monkeypatch.setattr(explanation_code, "draw_text", note)
    lines = tuple("x" * count + " = 1" for count in (3, 30, 60, 90, 20))
    image = QImage(400, 260, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    what = replace(explanation_picture(None, None), listing=lines, current=2)
    for scale in (1.0, 1.5):
        explanation_code.paint_listing(painter, QRectF(0, 0, 400, 260), what, DARK.scaled(scale))
        assert len(set(sizes)) == 1
        assert min(sizes) >= 11
        sizes.clear()
    painter.end()


RUSSIAN = {
    "Why is δ of {neuron} this number?": "Почему δ нейрона {neuron} равна этому числу?",
    "Why is ∂L/∂{parameter} this number?": "Почему ∂L/∂{parameter} равна этому числу?",
    "sample {number} of {count}": "пример {number} из {count}",
    "all {count} samples": "все примеры: {count}",
}


class Russian(QTranslator):
    """Stands in for the translations that ship with the application."""

    def translate(self, context: str, text: str, *rest: Any) -> str:  # type: ignore[override]
        """The Russian text, or nothing."""
        return RUSSIAN.get(text, "")

    def isEmpty(self) -> bool:
        """Always full."""
        return False


def test_russian_is_spoken_at_once_and_fits(
    qapp: Any, view: ExplanationView, timeline: Timeline
) -> None:
    """After a change of language question and note are Russian and stand beside each other."""
    view.show_step(step_of(timeline, "delta", 1))
    view.catch_up()
    russian = Russian()
    qapp.installTranslator(russian)
    try:
        view.retranslate()
        qapp.processEvents()
        assert view.picture.title == "Почему δ нейрона h₁ равна этому числу?"
        assert view.sample_label.text() == "пример 1 из 4"
        view.resize(480, 240)
        assert view.sample_label.text() == "1 / 4"
    finally:
        qapp.removeTranslator(russian)


# ---- what the user does ----------------------------------------------------------------------


def test_the_sample_is_chosen_with_two_buttons(view: ExplanationView, timeline: Timeline) -> None:
    """The arrows ask for the next and the previous sample, around the ends."""
    asked: list[Selection] = []
    view.selection_changed.connect(asked.append)
    view.set_selection(Selection(1, 2, None, 3))
    view.show_step(timeline[1])
    view.catch_up()
    QTest.mouseClick(view.next_sample, Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.previous_sample, Qt.MouseButton.LeftButton)
    assert asked == [Selection(1, 2, None, 0), Selection(1, 2, None, 2)]
    assert view.selection.sample == 3


def test_it_is_copied_as_latex_and_as_text(view: ExplanationView, timeline: Timeline) -> None:
    """The menu copies an aligned LaTeX block, or plain lines with the code."""
    view.show_step(step_of(timeline, "loss", 0))
    view.catch_up()
    view.copy_latex.trigger()
    latex = QGuiApplication.clipboard().text()
    assert latex.startswith("\\[\n\\begin{aligned}\n")
    assert latex.endswith("\n\\end{aligned}\n\\]")
    assert latex.count("&=") == 3
    view.copy_text.trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Why is the loss this number?"
    assert lines[-1] == "loss = mse(a2, y)"
    assert lines[-2].endswith("= 0.250")


def test_the_controls_leave_the_keyboard_to_the_player(view: ExplanationView) -> None:
    """Space plays even after a click on a sample button, and each control has a name."""
    for part in (view.previous_sample, view.next_sample, view.copy_button):
        assert part.focusPolicy() == Qt.FocusPolicy.NoFocus
        assert part.objectName()
        assert part.accessibleName()


def test_a_wide_place_shows_the_whole_iteration(qapp: Any, timeline: Timeline) -> None:
    """In a wide place the whole iteration's code stands on a panel of its own."""
    step = step_of(timeline, "delta", 1)
    listing = tuple(micro.code for micro in step.problem.micros)
    found = explained(step, Selection(), 4)

    def marked(code: tuple[str, ...]) -> int:
        image = QImage(1280, 300, QImage.Format.Format_RGB32)
        image.fill(QColor(LIGHT.panel))
        painter = QPainter(image)
        paint_explanation(
            painter, QRectF(0, 0, 1280, 300), explanation_picture(step, found, code), LIGHT
        )
        painter.end()
        return count(image, QColor(LIGHT.stage))

    assert marked(listing) > 20_000
    assert marked(()) == 0


def test_the_menu_asks_for_other_numbers(view: ExplanationView) -> None:
    """A choice in the menu is a wish that goes to the window."""
    asked: list[NumberFormat] = []
    view.numbers_chosen.connect(asked.append)
    view.number_menu.digits[6].trigger()
    view.number_menu.comma.trigger()
    assert asked == [NumberFormat(6), NumberFormat(comma=True)]


def test_copied_latex_has_the_comma_in_braces(view: ExplanationView, timeline: Timeline) -> None:
    """A decimal comma is {,} in LaTeX, else TeX would set a gap after it; code keeps its points."""
    view.set_numbers(NumberFormat(6, comma=True))
    view.show_step(step_of(timeline, "update", 1))
    view.catch_up()
    assert "{,}" in view.latex()
    assert not re.search(r"\d[.,]\d", view.latex())
    *arithmetic, code = view.text().splitlines()
    assert re.search(r"\d,\d", "".join(arithmetic))
    assert not re.search(r"\d\.\d", "".join(arithmetic))
    assert not re.search(r"\d,\d", code)
