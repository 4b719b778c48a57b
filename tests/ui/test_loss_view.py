from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QToolButton

from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.number_text import measured, number
from bpviz.ui.prediction.plane import PlanePicture
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.loss import LossView, _percent
from bpviz.ui.views.prediction import PredictionView
from tests.ui.view_hands import last_step, picture, run


def circle(**training: Any) -> Timeline:
    """A run with classes, a test set and mini-batches."""
    table = {
        "seed": 2,
        "data": {"source": "circle", "test_fraction": 0.3},
        "layers": [{"units": 6, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": {"name": "binary_cross_entropy"},
        "training": {"batch_size": 10, **training},
    }
    return Timeline(Problem(Experiment.from_dict(table)))


@pytest.fixture
def view(qapp: Any) -> Iterator[LossView]:
    """A view on screen."""
    made = LossView()
    made.resize(640, 400)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_curves_are_the_history_up_to_the_step(view: LossView) -> None:
    """Batch, train and test losses as recorded, none of them beyond the iteration shown."""
    timeline = circle()
    timeline.advance(200)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 90))
    history = timeline.history
    assert view.batch.xs.tolist() == list(range(91))
    assert view.batch.ys[:90].tolist() == history.loss[:90].tolist()
    assert view.batch.ys[90] == last_step(timeline, 90).loss
    known = history.eval_iterations <= 90
    assert view.train.ys.tolist() == history.train_loss[known].tolist()
    assert view.test.ys.tolist() == history.test_loss[known].tolist()
    assert view.train_accuracy.ys.tolist() == (100 * history.train_accuracy[known]).tolist()


def test_the_loss_of_an_iteration_appears_when_it_is_computed(view: LossView) -> None:
    """Before the loss step the curve ends at the iteration before."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.show_step(timeline[5 * timeline.steps_per_iteration])
    assert view.train.xs[-1] == 4
    view.show_step(last_step(timeline, 5))
    assert view.train.xs[-1] == 5


def test_steps_in_any_order_draw_the_same(view: LossView) -> None:
    """Forward, back and again: the same picture, though more was computed meanwhile."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 20))
    before = picture(view)
    view.show_step(last_step(timeline, 400))
    assert picture(view) != before
    view.show_step(last_step(timeline, 20))
    assert picture(view) == before


def test_a_hidden_view_only_remembers(qapp: Any) -> None:
    """Nothing is drawn until it is shown, and then the newest step."""
    view = LossView()
    timeline = run("xor")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 3))
    assert not len(view.train.xs)
    view.show()
    assert view.train.xs.tolist() == [0, 1, 2, 3]
    view.deleteLater()


def test_log_button_changes_the_axis_and_the_data(view: LossView) -> None:
    """On the log axis the curve is log10 of the loss and the ticks are powers of ten."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 200))
    plain = view.train.ys.copy()
    button = view.findChild(QToolButton, "loss_log")
    assert button is not None
    button.click()
    assert np.allclose(view.train.ys, np.log10(plain))
    labels = [text for _, text in view.loss_plot.left_axis.ticks().labelled]
    assert {"10⁻²", "10⁻¹"} & set(labels)
    button.click()
    assert np.array_equal(view.train.ys, plain)


def test_stop_loss_is_a_named_line(view: LossView) -> None:
    """Where training stops can be seen; without such a rule there is no line."""
    timeline = circle(stop_loss=0.05)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 3))
    assert (view.stop_line.value, view.stop_line.text) == (0.05, "stop at 0.05")
    view.log_button.setChecked(True)
    assert view.stop_line.value == pytest.approx(np.log10(0.05))
    other = circle()
    view.set_timeline(other)
    view.show_step(last_step(other, 3))
    assert np.isnan(view.stop_line.value)


@pytest.mark.parametrize(
    ("name", "entries", "accuracy"),
    [
        ("sine", ["train"], False),
        ("xor", ["train"], True),
        (None, ["batch", "train", "test"], True),
    ],
)
def test_only_what_the_problem_has_is_shown(
    view: LossView, name: str | None, entries: list[str], accuracy: bool
) -> None:
    """No test curve without a test set, no batch curve with full batches, accuracy for classes."""
    timeline = run(name) if name else circle()
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 5))
    legend = [entry.text for entry in view.loss_plot.furniture.legend]
    assert [text for text in legend if text != "test" or len(timeline.problem.x_test)] == entries
    assert view.accuracy_plot.isVisible() == accuracy
    assert ("% right" in view.loss_plot.furniture.subtitle) == accuracy


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("iteration", [0, 2, 3, 5, 60])
def test_overflow_and_nan_get_a_badge_and_a_picture(
    view: LossView, iteration: int, log: bool
) -> None:
    """A run that explodes shows what is finite and says how much is not."""
    timeline = run("exploding")
    view.set_timeline(timeline)
    view.log_button.setChecked(log)
    step = last_step(timeline, iteration)
    view.show_step(step)
    bad = not np.isfinite(view._lines["train"][1]).all()
    assert bool(view.loss_plot.furniture.badge) == bad
    assert picture(view).pixelColor(0, 0).name() == DARK.panel


def test_readout_gives_every_curve_at_the_iteration(view: LossView) -> None:
    """Under the cursor stand batch, train and test."""
    timeline = circle()
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 40))
    lines = view._read_loss(20.3, 0.5).splitlines()
    assert lines[0] == "iteration 20"
    assert [line.split(":")[0] for line in lines[1:]] == ["batch", "train", "test"]
    assert view._read_accuracy(20.3, 50).endswith(" %")


@pytest.mark.parametrize("theme", [DARK, LIGHT, LIGHT.scaled(1.6)])
def test_pictures_do_not_depend_on_the_widget(view: LossView, theme: Any) -> None:
    """The same at 1280 × 720 whether the widget is small, large or hidden; axes are aligned."""
    timeline = circle()
    view.set_timeline(timeline)
    view.set_theme(theme)
    view.show_step(last_step(timeline, 40))
    first = picture(view, 1280, 720)
    view.resize(300, 200)
    assert picture(view, 1280, 720) == first
    view.hide()
    assert picture(view, 1280, 720) == first
    upper, lower = view._areas(QRectF(0, 0, 1280, 720))
    view._align(upper, lower)
    left = [plot.furniture.plot.left() for plot in (view.loss_plot, view.accuracy_plot)]
    assert left[0] == pytest.approx(left[1], abs=0.6)


@pytest.mark.parametrize("iteration", [0, 7, 90])
def test_the_header_counts_what_the_prediction_marks(view: LossView, iteration: int) -> None:
    """After the update the number of wrong answers is that of the marks beside it."""
    timeline = circle()
    timeline.advance(200)
    view.set_timeline(timeline)
    beside = PredictionView()
    beside.resize(400, 300)
    beside.show()
    beside.set_timeline(timeline)
    for step in (
        timeline[iteration * timeline.steps_per_iteration],
        last_step(timeline, iteration),
    ):
        view.show_step(step)
        beside.show_step(step)
        assert isinstance(beside.picture, PlanePicture)
        (loss, share), (_, test_share) = view.scores(step)
        problem = timeline.problem
        wrong = (1 - share) * problem.n_train + (1 - test_share) * len(problem.x_test)
        assert len(beside.picture.wrong.xs) == round(wrong)
        subtitle = view.loss_plot.furniture.subtitle
        assert subtitle.startswith(f"training set {measured(loss)} · {number(100 * share)} % right")
        assert subtitle.endswith(f"test {number(100 * test_share)} %")
    beside.deleteLater()


def test_not_quite_all_is_not_a_hundred() -> None:
    """One of many thousand wrong is never rounded to all right."""
    assert [_percent(1.0), _percent(0.99999), _percent(0.5)] == ["100", "99.9", "50"]


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_a_small_panel_still_has_a_legend(view: LossView, scale: float) -> None:
    """Where the header has no room for it, the legend stands upon the plot."""
    timeline = circle()
    view.set_timeline(timeline)
    view.set_theme(DARK.scaled(scale))
    view.resize(240, 170)
    view.show_step(last_step(timeline, 40))
    furniture = view.loss_plot.furniture
    rows = [kind for kind, _, _ in furniture._rows]
    assert "entry" not in rows
    before = picture(view, 240, 170)
    furniture.legend = ()
    assert picture(view, 240, 170) != before


def test_the_first_dot_is_whole(view: LossView) -> None:
    """At the very start the only loss stands inside the axes, not half behind their edge."""
    timeline = circle()
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 0))
    for curve in (view.batch, view.train_accuracy):
        scale = curve.scale_now()
        x, y = float(scale.x(curve.xs[0])), float(scale.y(curve.ys[0]))
        dot = curve.pen.widthF()
        assert scale.rect.adjusted(dot, dot, -dot, -dot).contains(x, y)
