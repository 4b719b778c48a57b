from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from bpviz.core.diagnosis import delta_norms, grad_norms
from bpviz.core.evaluate import Evaluator
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.chase import Chase
from bpviz.ui.compare.plots import activation_std, decades, loss_range
from bpviz.ui.compare.runs import MOST, Rivals, matching
from bpviz.ui.compare.surface import same_loss
from bpviz.ui.plot import PlotWidget
from bpviz.ui.session import Session
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.compare import CompareView
from tests.ui.test_player import wait
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
    assert wait(lambda: view.settled and view.surface.settled, 60.0), "they never caught up"


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


def test_the_gradients_are_shown_by_the_norm_that_the_verdict_rests_on(view: CompareView) -> None:
    """On the plateau ‖∂L/∂W‖ is level and ‖δ‖ falls: then the bars are ‖δ‖, and named so."""
    timeline = run("deep-sigmoid")
    timeline.advance(1200)
    view.set_timeline(timeline)
    view.compare_with("relu")
    count = timeline.steps_per_iteration
    show(view, timeline, 20 * count - 1)
    assert view.gradients.left_axis.title == "‖∂L/∂W‖ (log)"
    for index in (1200 * count - 1, 1199 * count, 1199 * count + count // 2):
        show(view, timeline, index)
        assert view.gradients.left_axis.title == "‖δ‖ (log)"
        assert view.gradients.furniture.title == "Error signal by layer"
    show(view, timeline, 1200 * count - 1)
    shown = view.runs[0].step
    assert shown is not None
    np.testing.assert_allclose(view.gradients.bars.heights[0], np.log10(delta_norms(shown)))


def test_the_spread_of_activations_is_the_steps_own(view: CompareView) -> None:
    """The second row of bars is log10 of each layer's standard deviation, from its activations."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.compare_with("relu")
    show(view, timeline, 5 * timeline.steps_per_iteration - 1)
    for row, shown in zip(view.activations.bars.heights, view.runs, strict=True):
        assert shown.step is not None
        exact = [np.log10(shown.step.a[layer].std()) for layer in range(1, 11)]
        np.testing.assert_allclose(row, exact)
    assert np.isnan(activation_std(timeline[0])).all()


def test_each_run_says_its_first_verdict(view: CompareView) -> None:
    """Ten sigmoid layers have vanished beside ReLU with He, which has another verdict."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.begin()
    show(view, timeline, 10 * timeline.steps_per_iteration)
    own, other = (pane.words for pane in view.panes)
    assert "vanished" in own.text
    assert "vanished" not in other.text
    assert view.panes[0].name == "this run: sigmoid + Xavier uniform"
    assert view.panes[1].name == "ReLU + He uniform"


def test_the_surface_holds_the_paths_of_all_runs(view: CompareView) -> None:
    """Paths are the runs' own states on one plane, and the surface is the shown run's loss."""
    timeline = run("circle")
    view.set_timeline(timeline)
    view.compare_with("rate_up")
    show(view, timeline, 100 * timeline.steps_per_iteration)
    found = view.surface._found
    assert found is not None
    plane, landscape = found.ground.plane, view.surface.stage.landscape
    assert landscape is not None
    for shown, iterations, path in zip(view.runs, found.iterations, found.paths, strict=True):
        assert iterations[-1] == 100
        states = np.stack([shown.timeline.state(i).params for i in iterations])
        np.testing.assert_allclose(path, np.stack(plane.coordinates(states), axis=1))
    colors = [trail.color for trail in landscape.trails]
    assert sorted(colors) == sorted(shown.color for shown in view.runs)
    middle = plane.at(sum(landscape.x) / 2, sum(landscape.y) / 2)
    problem = timeline.problem
    exact = Evaluator(problem, problem.x_train, problem.y_train).loss(middle)
    shown_there = landscape.relief.losses_at(np.array([0.5]), np.array([0.5]))[0]
    if not landscape.relief.clipped:
        assert shown_there == pytest.approx(exact, rel=0.05)


def test_whose_loss_is_drawn_is_said(view: CompareView) -> None:
    """Another rate leaves the loss as it is; another activation makes it another one."""
    timeline = run("circle")
    view.set_timeline(timeline)
    view.compare_with("rate_up")
    show(view, timeline, 20)
    assert "same loss" in view.surface.note()
    view.compare_with("relu")
    show(view, timeline, 20)
    assert "only the path shown: ReLU + He uniform" in view.surface.note()
    own, rate, relu = (shown.timeline.problem for shown in view.runs)
    assert same_loss(own, rate)
    assert not same_loss(own, relu)


def test_the_path_ends_at_the_shown_iteration(view: CompareView) -> None:
    """Stepping back shortens every path at once, and going on again shows the same picture."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.compare_with("rate_down")
    count = timeline.steps_per_iteration
    show(view, timeline, 50 * count)
    assert view.surface.stage.landscape is not None
    before = [trail.points for trail in view.surface.stage.landscape.trails]
    show(view, timeline, 20 * count)
    assert view.surface._found is not None
    assert all(iterations[-1] == 20 for iterations in view.surface._found.iterations)
    show(view, timeline, 50 * count)
    after = [trail.points for trail in view.surface.stage.landscape.trails]
    for one, two in zip(before, after, strict=True):
        np.testing.assert_allclose(one, two)


def test_the_losses_end_at_the_shown_iteration(view: CompareView) -> None:
    """Every curve is the history of its run up to now, all as far; also after stepping back."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.compare_with("rate_up")
    for iteration in (40, 10):
        show(view, timeline, iteration * timeline.steps_per_iteration)
        for shown, curve in zip(view.runs, view.losses.curves, strict=True):
            history = shown.timeline.history
            count = len(curve.xs)
            np.testing.assert_array_equal(curve.xs, history.eval_iterations[:count])
            np.testing.assert_allclose(10.0**curve.ys, history.train_loss[:count])
        (end,) = {float(curve.xs[-1]) for curve in view.losses.curves}
        assert iteration - 1 <= end <= iteration


def hovered(plot: PlotWidget) -> str:
    """What is said with the cursor amid a plot."""
    plot.scene().sigMouseMoved.emit(plot.furniture.plot.center())
    assert plot.readout.isVisible()
    return plot.readout.text


def test_the_cursor_reads_every_run(view: CompareView) -> None:
    """A layer's value and an iteration's loss, one line for each run."""
    timeline = run("circle")
    view.set_timeline(timeline)
    view.compare_with("relu")
    show(view, timeline, 41 * timeline.steps_per_iteration - 1)
    for plot, where in ((view.gradients, "layer 2"), (view.losses, "iteration ")):
        first, *lines = hovered(plot).split("\n")
        assert first.startswith(where)
        assert [line.rpartition(": ")[0] for line in lines] == [shown.name for shown in view.runs]


def test_the_test_loss_is_dashed_where_there_is_a_test_set(view: CompareView) -> None:
    """Overfitting beside its own contrast: each run's test loss in its colour, up to now."""
    timeline = run("overfitting")
    view.set_timeline(timeline)
    view.compare_with("l2")
    losses, last = view.losses, 40 * timeline.steps_per_iteration
    for k in (last, last // 2):
        show(view, timeline, k)
        assert len(view.runs) == len(losses.test_curves) == 2
        for shown, curve, test in zip(view.runs, losses.curves, losses.test_curves, strict=True):
            history = shown.timeline.history
            np.testing.assert_allclose(10.0**test.ys, history.test_loss[: len(test.xs)])
            np.testing.assert_array_equal(test.xs, curve.xs)
            assert test.pen.color() == curve.pen.color() == QColor(shown.color)
            assert test.pen.dashPattern()
            assert not curve.pen.dashPattern()
    assert losses.furniture.title == "Loss"
    assert [entry.style for entry in losses.furniture.legend] == ["line", "line", "dashed"]
    assert losses.furniture.legend[-1].text == "test"
    assert hovered(losses).count(", test ") == 2
    show(view, run("xor"), 0)
    assert losses.furniture.title == "Training loss"
    assert not any(len(curve.xs) for curve in losses.test_curves)


def test_networks_share_one_scale_of_colours(view: CompareView) -> None:
    """The same colour means the same weight in every network."""
    timeline = run("circle")
    view.set_timeline(timeline)
    view.compare_with("relu")
    show(view, timeline, 100 * timeline.steps_per_iteration)
    scales = [pane.picture.edge_scale for pane in view.panes if pane.picture is not None]
    assert scales == [view.edge_scale] * 2
    largest = max(np.abs(shown.step.W[1]).max() for shown in view.runs if shown.step is not None)
    assert view.edge_scale <= 2 * largest


def test_the_runs_of_the_session_can_be_compared(view: CompareView) -> None:
    """Runs that undo and redo lead to are offered by what differs, and shown with their weights."""
    session = Session(run("xor").problem.experiment)
    player = session.player
    player.timeline_changed.connect(view.set_timeline)
    view.rivals.known = session.other_runs
    view.set_timeline(player.timeline)
    assert session.other_runs() == ()
    first = player.timeline
    rate = replace(first.problem.experiment.optimizer, learning_rate=0.5)
    assert session.apply(replace(first.problem.experiment, optimizer=rate))
    (offer,) = [offer for offer in view.rivals.offers() if offer.key is first]
    assert offer.name == "before: learning rate 5"
    assert not offer.refusal
    view.compare_with(first)
    show(view, player.timeline, 50)
    assert view.runs[1].timeline is first
    assert [shown.name for shown in view.runs] == ["learning rate 0.5", "learning rate 5"]
    assert view.runs[1].step is not None
    np.testing.assert_array_equal(view.runs[1].step.state.params, first[50].state.params)
    second = player.timeline
    session.undo.undo()
    show(view, first, 50)
    assert [shown.timeline for shown in view.runs] == [first, second]


def test_a_branch_is_the_run_that_it_left_before_it_began(view: CompareView) -> None:
    """Beside the run that it left, a branch shows the same before, and one curve all the way."""
    session = Session(run("xor").problem.experiment)
    player, first = session.player, session.player.timeline
    view.rivals.known = session.other_runs
    count = first.steps_per_iteration
    player.seek(120 * count - 1)
    while player.k < 120 * count - 1:
        QTest.qWait(1)
    rate = replace(first.problem.experiment.optimizer, learning_rate=50.0)
    session.apply(replace(first.problem.experiment, optimizer=rate), from_here=True)
    branch = player.timeline
    assert branch.parent is first
    session.undo.undo()
    view.set_timeline(first)
    (offer,) = [offer for offer in view.rivals.offers() if offer.key is branch]
    assert "branch at iteration 120: learning rate 50" in offer.name
    view.compare_with(branch)
    show(view, first, 60 * count)
    own, other = view.runs
    assert own.step is not None
    assert other.step is not None
    np.testing.assert_array_equal(own.step.state.params, other.step.state.params)
    show(view, first, 200 * count)
    step = view.runs[1].step
    assert step is not None
    assert step.problem is branch.problem
    curve = view.losses.curves[1]
    assert curve.xs[0] == 0
    assert curve.xs[-1] == 200
    assert len(np.unique(curve.xs)) == len(curve.xs)


def test_another_network_is_not_offered_and_it_is_said_why(view: CompareView) -> None:
    """A run with other layers or data stands in the menu, disabled, with the reason."""
    session = Session(run("circle").problem.experiment)
    experiment = session.experiment
    view.rivals.known = session.other_runs
    session.apply(replace(experiment, layers=(experiment.layers[0], *experiment.layers)))
    session.apply(run("spiral").problem.experiment)
    view.set_timeline(session.player.timeline)
    refused = {offer.refusal for offer in view.rivals.offers() if not isinstance(offer.key, str)}
    assert refused == {"not offered: other data"}
    session.undo.undo()
    view.set_timeline(session.player.timeline)
    view._offer()
    texts = {
        a.toolTip(): a.isEnabled() for a in view._menu.actions() if "not offered" in a.toolTip()
    }
    assert max(len(a.text()) for a in view._menu.actions()) <= 50
    assert len(texts) == 2
    assert not any(texts.values())
    assert any("another network" in text for text in texts)


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
    for offer in rivals.offers():
        view.compare_with(offer.key)
        assert offer.name
        assert offer.key not in [other.key for other in rivals.offers()]
    assert len(rivals.all) == MOST
    for rival in rivals.all:
        view.leave(rival.key)
    assert rivals.all == ()


def test_while_they_catch_up_the_window_is_not_kept(qapp: Any) -> None:
    """Far behind, a turn runs a part of the way; the rest comes later, and is the right step."""
    timeline = run("xor")
    rivals, chase = Rivals(), Chase()
    rivals.set_timeline(timeline)
    rivals.add("adam")
    rival = rivals.all[0].timeline
    chase.follow([rival])
    step = timeline[3000 * timeline.steps_per_iteration]
    chase.go(rival, step)
    assert not chase.done
    assert 0 < rival.head < 3000
    for _ in range(4000):
        if chase.done:
            break
        QTest.qWait(2)
    assert chase.steps[rival].iteration == 3000
    chase.stop()


def test_a_run_that_is_late_says_how_far_it_is(view: CompareView) -> None:
    """While another run catches up for long, its place says so; then its network stands there."""
    timeline = run("spiral")
    view.set_timeline(timeline)
    view.compare_with("rate_up")
    timeline.advance(20_000)
    view.show_step(timeline[20_000 * timeline.steps_per_iteration])
    late = None
    while not (late and late.waiting and late.picture is None) and not view.settled:
        QTest.qWait(1)
        late = view.panes[-1] if view.panes else None
    assert late is not None
    assert "%" in late.waiting
    assert not view.settled
    show(view, timeline, 5)
    assert view.panes[-1].picture is not None


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


def test_a_diverging_run_does_not_squeeze_the_others() -> None:
    """The axis of the losses ends two decades above the start, however far a run diverges."""
    low, high = loss_range([np.array([0.0, 100.0, np.nan]), np.array([0.0, -1.0])])
    assert low < -1.0
    assert 2.0 <= high < 2.5
    assert loss_range([np.array([np.nan])]) == (-1.0, 0.0)
