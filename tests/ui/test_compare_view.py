from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from bpviz.core.diagnosis import grad_norms
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.plots import decades
from bpviz.ui.compare.runs import BEFORE, MOST, TEXTS, Rivals, keep_up, matching
from bpviz.ui.session import Session
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.compare import CompareView
from tests.ui.view_hands import picture, run


@pytest.fixture
def view(qapp: Any) -> Iterator[CompareView]:
    """A view on screen."""
    made = CompareView()
    made.resize(760, 560)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def show(view: CompareView, timeline: Timeline, k: int) -> None:
    """Show a micro-step and wait until all runs are there."""
    if view.timeline is not timeline:
        view.set_timeline(timeline)
    view.show_step(timeline[k])
    for _ in range(2000):
        if view.settled:
            return
        QTest.qWait(2)
    raise AssertionError("they never caught up")


def pixels(image: QImage) -> np.ndarray:
    """(height, width, 4) bytes."""
    raw = np.frombuffer(image.constBits(), np.uint8)
    return raw.reshape(image.height(), image.width(), 4).copy()


def test_others_show_the_same_micro_step(view: CompareView) -> None:
    """Forward and back, every run is at the same iteration, phase and layer."""
    timeline = run("circle")
    view.set_timeline(timeline)
    view.compare_with("relu")
    view.compare_with("adam")
    for k in (0, 7, 300, 299, 298, 3):
        show(view, timeline, k)
        assert len(view.runs) == 3
        own = view.runs[0].step
        assert own is not None
        for other in view.runs[1:]:
            assert other.step is not None
            step = other.step
            assert (step.iteration, step.phase, step.layer) == (own.iteration, own.phase, own.layer)


def test_the_bars_are_the_runs_own_norms(view: CompareView) -> None:
    """Each bar's height is log10 of the norm in that run's step; what is not known has no bar."""
    timeline = run("circle")
    view.set_timeline(timeline)
    view.compare_with("relu")
    last = 20 * timeline.steps_per_iteration - 1
    show(view, timeline, last)
    heights = view.gradients.bars.heights
    for row, shown in zip(heights, view.runs, strict=True):
        assert shown.step is not None
        np.testing.assert_allclose(row, np.log10(grad_norms(shown.step)))
    low, high = view.gradients.view_box.viewRange()[1]
    assert low <= np.nanmin(heights)
    assert np.nanmax(heights) <= high
    show(view, timeline, 20 * timeline.steps_per_iteration)  # nothing is known yet
    assert np.isnan(view.gradients.bars.heights).all()


def test_the_losses_end_at_the_shown_iteration(view: CompareView) -> None:
    """Every curve is the history of its run up to now, also after stepping back."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.compare_with("rate_up")
    for iteration in (40, 10):
        show(view, timeline, iteration * timeline.steps_per_iteration)
        for shown, curve in zip(view.runs, view.losses.curves, strict=True):
            history = shown.timeline.history
            count = int(np.searchsorted(history.eval_iterations, iteration, side="right"))
            np.testing.assert_array_equal(curve.xs, history.eval_iterations[:count])
            np.testing.assert_allclose(10.0**curve.ys, history.train_loss[:count])


def test_networks_share_one_scale_of_colours(view: CompareView) -> None:
    """The same colour means the same weight in every network."""
    timeline = run("circle")
    view.set_timeline(timeline)
    view.compare_with("relu")
    show(view, timeline, 100 * timeline.steps_per_iteration)
    scales = [found.edge_scale for found in view._pictures.values()]
    assert view._edge_scale == max(scales)
    assert len(scales) == 2


def test_the_run_before_can_be_compared(view: CompareView) -> None:
    """After a new start the run that was shown before is offered, with its own weights."""
    session = Session(run("xor").problem.experiment)
    player = session.player
    view.set_timeline(player.timeline)
    assert BEFORE not in view.rivals.offered()
    first = player.timeline
    session.new_start()
    view.set_timeline(player.timeline)
    assert BEFORE in view.rivals.offered()
    view.compare_with(BEFORE)
    show(view, player.timeline, 50)
    assert view.runs[1].timeline is first
    assert view.runs[1].step is not None
    np.testing.assert_array_equal(view.runs[1].step.state.params, first[50].state.params)


def test_an_edit_keeps_the_contrasts(view: CompareView) -> None:
    """Another experiment is compared with the same contrasts of its own; the sizes may differ."""
    view.set_timeline(run("circle"))
    view.compare_with("adam")
    other = run("deep-sigmoid")
    show(view, other, 5 * other.steps_per_iteration)
    assert [rival.key for rival in view.rivals.all] == ["adam"]
    rival = view.rivals.all[0].timeline.problem
    assert rival.experiment.layers == other.problem.experiment.layers
    assert rival.experiment.optimizer.name == "adam"


def test_no_more_than_fit_and_every_one_can_go(view: CompareView) -> None:
    """At most three others, each with a name; what is chosen is not offered but can be left."""
    view.set_timeline(run("xor"))
    rivals = view.rivals
    for key in rivals.offered():
        view.compare_with(key)
        assert key not in rivals.offered()
    assert len(rivals.keys) == MOST
    for key in list(rivals.keys):
        assert TEXTS[key]
        view.leave(key)
    assert rivals.all == ()


def test_while_they_catch_up_the_window_is_not_kept(qapp: Any) -> None:
    """Far behind, a slice runs a part of the way and says how far; the rest comes later."""
    timeline = run("spiral")
    rivals = Rivals()
    rivals.set_timeline(timeline)
    rivals.add("adam" if "adam" in rivals.offered() else "rate_up")
    done = keep_up(rivals.all, 200_000, 0.005)
    assert 0.0 < done < 1.0
    assert 0 < rivals.all[0].timeline.head < 200_000


def test_other_stages_have_other_steps() -> None:
    """With a micro-step that the other run lacks, the nearest one of that phase is shown."""
    plain = run("circle")
    experiment = plain.problem.experiment
    layers = tuple(replace(layer, dropout=0.2) for layer in experiment.layers[:-1])
    other = Timeline(Problem(replace(experiment, layers=(*layers, experiment.layers[-1]))))
    for position in range(plain.steps_per_iteration):
        step = plain[3 * plain.steps_per_iteration + position]
        found = other[matching(step, other)]
        assert found.iteration == 3
        assert (found.phase, found.layer) == (step.phase, step.layer)


@pytest.mark.parametrize("theme", [DARK, LIGHT, DARK.scaled(1.6)], ids=["dark", "light", "large"])
def test_the_picture_shows_every_run_in_its_colour(view: CompareView, theme: Any) -> None:
    """Curve and bars of each run are there in its colour, and the same step paints the same."""
    view.set_theme(theme)
    timeline = run("circle")
    view.set_timeline(timeline)
    view.compare_with("relu")
    show(view, timeline, 30 * timeline.steps_per_iteration - 1)
    first = pixels(picture(view, 900, 640))
    for shown in view.runs:
        color = QColor(shown.color)
        bgr = np.array([color.blue(), color.green(), color.red()])
        near = np.abs(first[..., :3].astype(int) - bgr).max(axis=2) < 12
        assert near.sum() > 400, shown.name
    show(view, timeline, 3)
    show(view, timeline, 30 * timeline.steps_per_iteration - 1)
    np.testing.assert_array_equal(pixels(picture(view, 900, 640)), first)


def test_whole_decades_hold_all_values() -> None:
    """The common axis holds every run, but not what lies out of all proportion below."""
    assert decades(np.array([-2.5, 0.5])) == (-3.0, 1.0)
    assert decades(np.array([np.nan])) == (-3.0, 1.0)
    assert decades(np.array([-300.0, 2.0])) == (-14.0, 2.0)
    low, high = decades(np.array([0.0]))
    assert low < 0.0 <= high
