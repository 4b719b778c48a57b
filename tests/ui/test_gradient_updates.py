"""The picture of the updates: what they promised and did, and how large they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtTest import QTest

from bpviz.core.experiment import Experiment
from bpviz.core.measures import layer_measures
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.core.update_effect import update_effect
from bpviz.files.lessons import lesson
from bpviz.ui.gradients.controls import PICTURES
from bpviz.ui.gradients.effects import signed
from bpviz.ui.gradients.ratios import apart
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.gradients import GradientsView
from tests.ui.view_hands import last_step, on_screen, picture, run, step_at


@pytest.fixture
def view(qapp: Any) -> Iterator[GradientsView]:
    """A view of the updates, on screen."""
    view = GradientsView()
    view.choose("updates")
    yield from on_screen(view)


def ravine(rate: float, **optimizer: float) -> Timeline:
    """0.1·u² + 2·v²: the step along v is too large above a rate of 0.5."""
    table = lesson("ravine").experiment.to_dict()
    table["optimizer"] = {"name": "sgd", "learning_rate": rate, **optimizer}
    return Timeline(Problem(Experiment.from_dict(table)))


def sentence(view: GradientsView) -> str:
    """What stands under the plots."""
    return " ".join(part.text for part in view.caption.parts)


def test_curves_are_what_was_promised_and_what_happened(view: GradientsView) -> None:
    """Up to the step's own update, which is computed from the step itself."""
    timeline = run("xor")
    timeline.advance(60)
    view.set_timeline(timeline)
    step = last_step(timeline, 40)
    view.show_step(step)
    own, plot, history = update_effect(step), view.effects_plot, timeline.history
    assert own is not None
    kept = history.measure_iterations < 40
    assert plot.xs[:-1].tolist() == history.measure_iterations[kept].tolist()
    assert plot.xs[-1] == 40
    promised = np.append(history.predicted[kept], own.predicted)
    done = np.append(history.actual[kept], own.actual)
    assert plot.promised.ys == pytest.approx(plot.axis.place(promised))
    assert plot.done.ys == pytest.approx(plot.axis.place(done))
    reading = plot._read_update(40.2, 0.0)
    assert reading.startswith("iteration 40\npromised −")


def test_each_update_that_broke_its_promise_is_marked(view: GradientsView) -> None:
    """Above the critical rate every update raises the loss: a diamond each, and a count."""
    calm, wild = ravine(0.1), ravine(0.6)
    view.set_timeline(calm)
    view.show_step(last_step(calm, 8))
    plot = view.effects_plot
    assert not len(plot.rises.xs)
    assert "◆" not in plot.furniture.subtitle
    view.set_timeline(wild)
    wild.advance(9)
    view.show_step(last_step(wild, 8))
    assert plot.rises.xs.tolist() == list(range(9))
    assert plot.furniture.subtitle == "◆ 9 of 9 rose against the promise"
    assert plot._read_update(3, 0.0).endswith("◆ rose against the promise")
    assert (plot.changes[:, 0] < 0).all()
    assert (plot.changes[:, 1] > 0).all()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_marks_and_curves_have_their_hues(view: GradientsView, theme: Any) -> None:
    """The diamond of the last update is in the colour of danger, above the line at zero."""
    timeline = ravine(0.6)
    timeline.advance(9)
    view.set_theme(theme)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 8))
    plot = view.effects_plot
    image, scale = plot.grab().toImage(), plot.rises.scale_now()
    x, y = float(scale.x(plot.rises.xs[-2])), float(scale.y(plot.rises.ys[-2]))
    at = plot.furniture.plot.topLeft() + QPointF(x, y)
    assert image.pixelColor(int(at.x()), int(at.y())) == QColor(theme.danger)
    assert y < float(scale.y(0.0))


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.1, "as promised"),
        (0.3, "it went past the lowest point on its way"),
        (0.6, "the step is too large"),
    ],
)
def test_the_update_is_judged_in_words(view: GradientsView, rate: float, words: str) -> None:
    """Both numbers with their signs, and what follows from them."""
    timeline = ravine(rate)
    view.set_timeline(timeline)
    step = last_step(timeline, 0)
    view.show_step(step)
    own = update_effect(step)
    assert own is not None
    text = sentence(view)
    assert text.startswith("This update promised −")
    assert text.endswith(words)
    assert ("loss by +" in text) == (own.actual > 0)
    asked = view.effects_plot.furniture.title == "Why did the loss go up?"
    assert asked == (own.actual > 0)
    added = f"curvature added {signed(own.actual - own.predicted)}"
    assert (added in text) == (own.actual > 0)


def test_a_harder_batch_is_not_blamed_on_the_update(view: GradientsView) -> None:
    """Small batches: the loss is above the last one although each update lowered its own."""
    timeline = run("spiral")
    timeline.advance(60)
    view.set_timeline(timeline)
    history, asked = timeline.history, 0
    for iteration in range(1, 60):
        view.show_step(step_at(timeline, iteration, "loss"))
        rise = history.loss[iteration] - history.loss[iteration - 1]
        done = history.actual[iteration - 1]
        title = view.effects_plot.furniture.title
        assert (title == "Why did the loss go up?") == (rise > 0)
        if rise > 0 > done:
            asked += 1
            assert sentence(view).startswith(
                f"On its own batch the update before did {signed(done)}"
            )
            assert sentence(view).endswith(f"other samples, which add {signed(rise - done)}")
    assert asked > 5
    picture(view)


def test_every_rise_of_a_long_run_is_told(view: GradientsView) -> None:
    """Also where the history keeps few updates: the one before is computed again."""
    timeline = run("spiral")
    timeline.advance(700)
    view.set_timeline(timeline)
    assert int(np.diff(timeline.history.measure_iterations)[0]) > 1
    before = last_step(timeline, 599).total
    asked = 0
    for iteration in range(600, 700):
        step = step_at(timeline, iteration, "loss")
        view.show_step(step)
        assert before is not None
        assert step.total is not None
        rose = step.total > before
        title = view.effects_plot.furniture.title
        assert (title == "Why did the loss go up?") == rose
        before, asked = step.total, asked + rose
    assert asked > 20


def test_the_question_is_gone_where_the_loss_falls(view: GradientsView) -> None:
    """The whole training set at every step, and a good rate: never a question."""
    timeline = run("xor")
    view.set_timeline(timeline)
    for index in range(6 * timeline.steps_per_iteration):
        view.show_step(timeline[index])
        assert view.effects_plot.furniture.title == "Promised and actual change of the loss"


def test_momentum_that_climbs_is_no_broken_promise(view: GradientsView) -> None:
    """Where the optimizer itself predicts a rise the words say so, and nothing is marked."""
    timeline = ravine(0.1, momentum=0.95)
    timeline.advance(30)
    view.set_timeline(timeline)
    uphill = [i for i in range(30) if timeline.history.predicted[i] > 0]
    assert uphill
    view.show_step(last_step(timeline, uphill[0]))
    assert view.effects_plot.furniture.title == "Why did the loss go up?"
    assert sentence(view).endswith("momentum carried it uphill, against this gradient")
    assert uphill[0] not in view.effects_plot.rises.xs


def test_until_the_update_is_made_the_one_before_is_told(view: GradientsView) -> None:
    """The step's own effect is absent before its last micro-step."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    assert sentence(view) == "This iteration has not updated all layers yet."
    assert not len(view.effects_plot.xs)
    view.show_step(step_at(timeline, 3, "loss"))
    assert sentence(view).startswith("The update before promised −")
    assert view.effects_plot.xs.tolist() == [0, 1, 2]
    picture(view)


def test_ratios_are_those_of_the_layers_and_end_in_numbers(view: GradientsView) -> None:
    """Curves are ‖ΔW‖/‖W‖, in the midst of the updates as far as they are made."""
    timeline = run("deep-sigmoid")
    timeline.advance(12)
    view.set_timeline(timeline)
    step = step_at(timeline, 9, "update", 6)
    view.show_step(step)
    plot, history = view.ratio_plot, timeline.history
    own = [measures.update_ratio for measures in layer_measures(step)]
    for layer, ys in enumerate(plot.lines.ys.T):
        assert ys[:9] == pytest.approx(np.log10(history.update_ratio[:9, layer]))
        expected = own[layer]
        assert np.isnan(ys[9]) if expected is None else ys[9] == np.log10(expected)
    texts = [text for _, text, _ in plot.ends.ends]
    assert [text.split(":")[0] for text in texts] == ["1", "5", "10"]
    heights = [at for at, _, _ in plot.ends.ends]
    assert heights[1] == pytest.approx(np.log10(own[4] or 0))
    assert heights[2] == pytest.approx(np.log10(history.update_ratio[8, 9]))
    assert plot.view_box.viewRange()[0][1] > 10.5  # room for them
    assert plot._read_ratio(8.9, 10 ** heights[0]).startswith("iteration 9\nlayer 1: ")


def test_the_rule_of_thumb_is_a_line_with_its_source(view: GradientsView) -> None:
    """At 10⁻³, always within the axis, named, and explained under the cursor."""
    timeline = run("thirty-xavier")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 5))
    plot = view.ratio_plot
    assert (plot.rule.value, plot.rule.text) == (-3.0, "10⁻³: rule of thumb")
    low, high = plot.view_box.viewRange()[1]
    assert low <= -3 <= high
    assert "CS231n" in plot._read_ratio(2, 1.1e-3)
    assert "CS231n" not in plot._read_ratio(2, 1e-6)


def test_weights_that_no_longer_move_have_a_zero(view: GradientsView) -> None:
    """The value of now is that of now: a dead network's is 0, and a badge counts the zeros."""
    timeline = run("dead-relu")
    timeline.advance(61)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 60))
    assert [text for _, text, _ in view.ratio_plot.ends.ends] == ["1: 0", "2: 0"]
    assert view.ratio_plot.furniture.badge.startswith("zeros not shown on a log axis: ")


@pytest.mark.parametrize("iteration", [0, 1, 2, 5, 12])
def test_explosions_neither_freeze_nor_empty_the_picture(
    view: GradientsView, iteration: int
) -> None:
    """Enormous values are on a symmetric-log axis; what is not finite is counted in a badge."""
    timeline = run("exploding")
    timeline.advance(13)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, iteration))
    plot = view.effects_plot
    lost = ~np.isfinite(plot.changes).all(axis=1)
    assert bool(plot.furniture.badge) == bool(lost.any())
    if iteration in (1, 2):
        assert plot.axis.threshold > 0
        assert plot.left_axis.title == "change of the loss (symmetric log)"
    if iteration == 12:
        assert sentence(view).endswith("not finite")
    assert picture(view).width() == 640


def test_a_long_run_says_how_many_updates_it_shows(view: GradientsView) -> None:
    """Only some are kept; the subtitle names the stride."""
    timeline = run("xor")
    timeline.advance(500)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 480))
    stride = int(np.diff(timeline.history.measure_iterations)[0])
    assert stride > 1
    assert f"one update in {stride}" in view.effects_plot.furniture.subtitle


def test_labels_at_the_ends_of_curves_stay_apart() -> None:
    """Rows that would overlap move apart, within the plot, in their order."""
    rect = QRectF(0, 0, 100, 100)
    assert apart([10.0, 50.0, 90.0], 12, rect) == [10.0, 50.0, 90.0]
    rows = apart([95.0, 96.0, 97.0], 12, rect)
    assert rows == [70.0, 82.0, 94.0]
    assert apart([1.0, 2.0], 12, rect) == [6.0, 18.0]


def test_the_choice_of_picture_stays_where_it_is(view: GradientsView) -> None:
    """Whatever picture is chosen, the next click on the list finds it."""
    view.set_timeline(run("xor"))
    view.resize(590, 275)
    places = set()
    for kind in PICTURES:
        view.choose(kind)
        QTest.qWait(5)
        places.add(view.controls.picture.mapTo(view, QPoint(0, 0)).x())
    assert len(places) == 1


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_rules_name_leaves_the_labels_alone(view: GradientsView, scale: float) -> None:
    """Name of the rule and labels at the curves' ends fit beside each other, at any type size."""
    timeline = run("xor")
    timeline.advance(20)
    view.set_theme(DARK.scaled(scale))
    view.resize(590, 275)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 10))
    plot = view.ratio_plot
    name = QFontMetricsF(plot.rule.font).horizontalAdvance(plot.rule.text)
    assert plot.rule.text.startswith("10⁻³")
    assert name + 8 + plot.ends.width() <= plot.plot_size().width()
