from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from bpviz.core import diagnosis
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.eliding import ElidingBox
from bpviz.ui.gradients.bars import layer_list
from bpviz.ui.gradients.history import trailing_mean
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.gradients import GradientsView
from tests.ui.view_hands import on_screen, picture, run, step_at


@pytest.fixture
def view(qapp: Any) -> Iterator[GradientsView]:
    """A view on screen."""
    yield from on_screen(GradientsView())


def test_bars_are_the_norms_of_the_step(view: GradientsView) -> None:
    """Each bar is as high as its layer's ‖∂L/∂W‖, or ‖δ‖ when that is chosen."""
    timeline = run("spiral")
    step = timeline[timeline.steps_per_iteration - 1]
    view.set_timeline(timeline)
    view.show_step(step)
    assert [bar.value for bar in view.bars_plot.bars.bars] == diagnosis.grad_norms(step).tolist()
    view.controls.quantity.setCurrentIndex(1)
    assert [bar.value for bar in view.bars_plot.bars.bars] == diagnosis.delta_norms(step).tolist()


def test_layers_not_computed_yet_are_absent(view: GradientsView) -> None:
    """In the backward pass the bars appear from the last layer to the first."""
    timeline = run("spiral")
    view.set_timeline(timeline)
    n_layers = timeline.problem.n_layers
    for layer in range(n_layers, 0, -1):
        view.show_step(step_at(timeline, 2, "gradient", layer))
        kinds = [bar.kind for bar in view.bars_plot.bars.bars]
        assert kinds == ["unknown"] * (layer - 1) + ["ok"] * (n_layers - layer + 1)


def test_history_ends_at_the_step_whatever_was_computed_since(view: GradientsView) -> None:
    """Scrubbing back hides the later part of the curves; the order of steps does not matter."""
    timeline = run("xor")
    view.set_timeline(timeline)
    early = step_at(timeline, 12, "update", 1)
    view.show_step(early)
    before = picture(view)
    end = view.history_plot.lines.xs[-1]
    timeline.advance(300)
    view.show_step(step_at(timeline, 300, "linear", 1))
    assert picture(view) != before
    view.show_step(early)
    view.show_step(early)
    assert view.history_plot.lines.xs[-1] == end == 12.0
    assert picture(view) == before


def test_a_hidden_view_only_remembers(qapp: Any) -> None:
    """Nothing is drawn until it is shown, and then the newest step."""
    view = GradientsView()
    timeline = run("xor")
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, 3, "update", 1))
    assert view.bars_plot.bars.bars == ()
    view.show()
    assert len(view.bars_plot.bars.bars) == timeline.problem.n_layers
    view.deleteLater()


def test_vanishing_layers_are_marked_in_words_and_signs(view: GradientsView) -> None:
    """Colour alone is not enough: kind, sign and a sentence say so."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, 0, "update", 1))
    assert [bar.kind for bar in view.bars_plot.bars.bars][:5] == ["vanishing"] * 5
    assert view.bars_plot.furniture.subtitle.startswith("▼ vanishing: 1–5")
    limit = diagnosis.VANISHING * view.bars_plot.bars.bars[-1].value
    assert view.bars_plot.vanishing_line.value == pytest.approx(np.log10(limit))
    legend = " ".join(entry.text for entry in view.bars_plot.furniture.legend)
    assert "10⁻³" in legend
    assert "10³" in legend


def test_on_the_plateau_the_other_norm_is_named(view: GradientsView) -> None:
    """Where ‖∂L/∂W‖ is equally tiny in all layers, ‖δ‖ says that the first ones vanish."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, 1500, "update", 1))
    assert "▽ ‖δ‖ vanishing: 1–" in view.bars_plot.furniture.subtitle
    # The bars stand far above this norm's own line: it is not drawn, and the marks are hollow.
    assert np.isnan(view.bars_plot.vanishing_line.value)
    assert {bar.mark() for bar in view.bars_plot.bars.bars} == {"▽", ""}
    legend = " ".join(entry.mark + entry.text for entry in view.bars_plot.furniture.legend)
    assert "▽‖δ‖ < 10⁻³ × last" in legend
    assert "▽ ‖δ‖ vanishing" in view.bars_plot._read_bar(1.0, 1.0)
    view.controls.quantity.setCurrentIndex(1)
    assert view.bars_plot.furniture.subtitle.startswith("▼ vanishing: 1–")
    assert np.isfinite(view.bars_plot.vanishing_line.value)


@pytest.mark.parametrize("iteration", [0, 2, 3, 4, 8, 40])
def test_explosions_and_nan_neither_freeze_nor_empty_the_view(
    view: GradientsView, iteration: int
) -> None:
    """Up to and beyond the first NaN there is a picture, marks and a badge."""
    timeline = run("exploding")
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, iteration, "update", 1))
    kinds = {bar.kind for bar in view.bars_plot.bars.bars}
    assert kinds & {"exploding", "non_finite"}
    assert bool(view.history_plot.furniture.badge) == ("non_finite" in kinds)
    image = picture(view)
    area = view.bars_plot.furniture.plot
    assert image.width() == 640
    assert area.width() > 50


def test_a_gradient_of_zero_is_said_not_drawn(view: GradientsView) -> None:
    """Zero has no place on a log axis: the bar's foot carries a 0, the curves have a badge."""
    layers = [{"units": 2, "activation": "tanh", "init": "zeros"}, {"units": 1, "init": "zeros"}]
    timeline = Timeline(Problem(Experiment.from_dict({"layers": layers})))
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, 3, "update", 1))
    assert view.bars_plot.bars.bars[0].value == 0
    assert view.bars_plot.bars.bars[0].kind == "vanishing"
    assert "zeros" in view.history_plot.furniture.badge


def test_readouts_name_layer_iteration_and_value(view: GradientsView) -> None:
    """Under the cursor stand the numbers behind bar and curve."""
    timeline = run("xor")
    timeline.advance(30)
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, 30, "update", 1))
    value = timeline.history.grad_norm[10, 1]
    assert view.history_plot._read_history(10.2, float(value)).startswith("iteration 10\nlayer 2: ")
    now = float(diagnosis.grad_norms(view.step)[1])
    assert view.history_plot._read_history(30.0, now).startswith("iteration 30\nlayer 2: ")
    view.show_step(step_at(timeline, 30, "linear", 1))
    assert view.history_plot._read_history(30.0, now).startswith("iteration 29\n")
    view.show_step(step_at(timeline, 30, "update", 1))
    assert view.bars_plot._read_bar(1.1, 1.0).splitlines()[0] == "layer 1"
    assert view.bars_plot._read_bar(7.0, 1.0) == ""


def test_another_network_gets_its_own_curves(view: GradientsView) -> None:
    """Thirty layers, then two: no curve of the first network stays."""
    hidden = {"units": 3, "activation": "tanh"}
    deep = Timeline(Problem(Experiment.from_dict({"layers": [hidden] * 29 + [{"units": 1}]})))
    view.set_timeline(deep)
    view.show_step(step_at(deep, 5, "update", 1))
    assert view.history_plot.lines.ys.shape[1] == 30
    named = [entry.text for entry in view.history_plot.furniture.legend]
    assert named == ["layer 1", "layer 15", "layer 30"]
    shallow = run("xor")
    view.set_timeline(shallow)
    view.show_step(step_at(shallow, 5, "update", 1))
    assert view.history_plot.lines.ys.shape[1] == 2
    picture(view)


def test_noise_of_mini_batches_is_averaged_and_said(view: GradientsView) -> None:
    """Many noisy iterations: the curve is a mean, and the title says over how many."""
    timeline = run("spiral")
    timeline.advance(400)
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, 400, "update", 1))
    if timeline.problem.batch_size < timeline.problem.n_train:
        assert view.history_plot.furniture.subtitle == "mean of 5 iterations"


def test_trailing_mean_looks_back_only() -> None:
    """A mean of the last rows, whatever comes after; missing ones do not count."""
    rows = np.array([[1.0], [3.0], [np.nan], [5.0], [7.0]])
    assert np.array_equal(
        trailing_mean(rows, 2), [[1.0], [2.0], [np.nan], [5.0], [6.0]], equal_nan=True
    )


def test_the_same_step_looks_the_same_on_the_way_back(view: GradientsView) -> None:
    """Stepping forward and back shows every picture again, to the pixel."""
    timeline = run("xor")
    view.resize(420, 320)
    view.set_timeline(timeline)
    steps = [timeline[k] for k in range(2 * timeline.steps_per_iteration)]

    def shown(step: Step) -> QImage:
        view.show_step(step)
        return view.grab().toImage()

    shown(steps[5])  # the first picture that Qt paints in a process can differ by one level
    forward = [shown(step) for step in steps]
    backward = [shown(step) for step in reversed(steps)]
    assert forward == backward[::-1]


def test_layer_lists_are_short() -> None:
    """Runs of layers are written as ranges."""
    assert layer_list([1, 2, 3, 6, 8, 9]) == "1–3, 6, 8–9"


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_bars_have_the_themes_colour(view: GradientsView, theme: Any) -> None:
    """A healthy bar is in the backward colour of the theme, at its foot."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.set_theme(theme)
    view.show_step(step_at(timeline, 0, "update", 1))
    image = picture(view)
    area = view.bars_plot.furniture.plot
    view.bars_plot.lay_out(QRectF(0, 0, 320, 400).size())
    x = view.bars_plot.furniture.plot.left() + view.bars_plot.bars.scale_now().x(2.0)
    y = view.bars_plot.furniture.plot.bottom() - 6
    assert image.pixelColor(round(x), round(y)) == QColor(theme.backward)
    assert area.height() > 100


@pytest.mark.parametrize("size", [(420, 260), (200, 400), (1280, 720)])
def test_both_plots_are_shown_where_there_is_room(view: GradientsView, size: Any) -> None:
    """Side by side in a wide view, one above the other in a high one."""
    bars, history = view._areas(QRectF(0, 0, *size))
    assert history is not None
    assert (history.top() > bars.top()) == (size[1] > size[0])


@pytest.mark.parametrize("least", [0, 12, 24])
@pytest.mark.parametrize("size", [(640, 240), (360, 500), (1280, 720), (1920, 400)])
def test_bars_of_a_picture_have_room_above_in_any_size(size: Any, least: int, qapp: Any) -> None:
    """The highest bar's value and mark have room in the picture's own axis, not the window's."""
    view, timeline = GradientsView(), run("deep-sigmoid")
    view.set_theme(replace(LIGHT, least_type=least))
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, 2, "gradient", 1))
    picture(view, *size)
    bars = view.bars_plot.bars
    highest = bars.scale_now().y(np.log10(max(bar.value for bar in bars.bars)))
    assert highest >= min(bars.headroom(), view.bars_plot.plot_size().height() / 2) - 1.5
    view.deleteLater()


def test_a_choice_that_does_not_fit_ends_in_an_ellipsis(qapp: Any) -> None:
    """A narrow list looks as if its name were the shortened one, not cut within a letter."""
    box, short = ElidingBox(), ElidingBox()
    box.addItem("Bars and curves over time")
    for each in (box, short):
        each.setMinimumWidth(40)
        each.resize(110, 26)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    area = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    text = box.currentText()
    shown = box.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width() - 2)
    assert shown.endswith("…")
    short.addItem(shown)
    assert box.grab().toImage() == short.grab().toImage()
    view = GradientsView()
    lists = (view.controls.picture, view.controls.quantity, view.controls.values)
    assert all(isinstance(each, ElidingBox) for each in lists)
    for each in (box, short, view):
        each.deleteLater()
