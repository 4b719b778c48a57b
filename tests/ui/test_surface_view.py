from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QToolButton

from bpviz.core.evaluate import Evaluator
from bpviz.core.planes import project
from bpviz.core.timeline import Timeline
from bpviz.ui.selection import Selection
from bpviz.ui.surface_controls import KINDS
from bpviz.ui.surface_options import Options
from bpviz.ui.surface_plan import Choice, Planner, anchor
from bpviz.ui.surface_walk import Walk, path_iterations
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.surface import SurfaceView
from tests.ui.surface_hands import colors, picture, run, settle, show, wait_until


def exploding() -> Timeline:
    """A linear network whose rate is so high that its parameters overflow at once."""
    layers = [{"units": 4, "activation": "linear"}, {"units": 1, "activation": "linear"}]
    return run(rate=1e6, source="sine", layers=layers)


@pytest.fixture
def view(qapp: Any) -> Iterator[SurfaceView]:
    """A view on screen."""
    made = SurfaceView()
    made.resize(420, 320)
    made.show()
    yield made
    made.worker.close()
    made.close()
    made.deleteLater()


def share_like(image: QImage, color: str, tolerance: int = 40) -> float:
    """How much of an image is about of a colour."""
    wanted = QColor(color)
    bgr = np.array([wanted.blue(), wanted.green(), wanted.red()])
    return float(np.mean(np.abs(colors(image) - bgr).max(axis=2) <= tolerance))


# ---- the rule ----------------------------------------------------------------------------------


def test_anchors_stand_a_little_before_each_iteration() -> None:
    """The start up to 8, then never more than a quarter behind, and never ahead."""
    assert [anchor(i) for i in (0, 7, 8, 9, 10, 15, 16, 19, 20, 31, 100)] == [
        0, 0, 8, 8, 10, 14, 16, 16, 20, 28, 96,
    ]  # fmt: skip
    for i in range(8, 3000):
        assert 0.8 * i < anchor(i) <= i
        assert anchor(anchor(i)) == anchor(i)


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(1, 300))
def test_a_longer_path_has_no_new_points_in_its_past(first: int, length: int, most: int) -> None:
    """Ends included, ascending, few; and what lies before a longer path's stride was there."""
    points = path_iterations(first, first + length, most)
    assert points[0] == first
    assert points[-1] == first + length
    assert points == sorted(set(points))
    assert len(points) <= most + 3
    longer = path_iterations(first, first + 2 * length, most)
    assert {i for i in longer if i < first + length} <= set(points)


def test_a_long_path_keeps_its_beginning() -> None:
    """After 20,000 iterations the path still bends where the run did, not only at three points.

    Its length is about that of the path through every iteration.
    """
    timeline = run(units=3, rate=0.5)
    plane = Planner(timeline).scene(20_000, Choice()).job.plane
    states = np.stack([timeline.state(i).params for i in range(2000)])
    planner = Planner(timeline)
    scene = planner.scene(20_000, Choice())
    true = np.linalg.norm(np.diff(states, axis=0), axis=1).sum()
    points = [i for i in path_iterations(0, 20_000, planner.walk.most) if i < 2000]
    kept = np.linalg.norm(np.diff(states[points], axis=0), axis=1).sum()
    assert kept > 0.9 * true
    assert len(scene.path) > 100
    np.testing.assert_array_equal(scene.job.plane.u, plane.u)


def test_the_plane_of_two_weights_says_what_to_click(view: SurfaceView) -> None:
    """Until two edges are chosen the picture asks for them; no other directions are offered."""
    show(view, run(), 5)
    directions = view._controls.draw_directions
    assert directions.isHidden()
    view.set_kind("weights")
    settle(view)
    assert directions.isHidden()
    assert "click two edges" in view.stage.plot.hint.text
    view.set_selection(Selection(1, 0, 0))
    settle(view)
    assert "click one more edge" in view.stage.plot.hint.text
    view.set_selection(Selection(1, 1, 1))
    settle(view)
    assert "click" not in view.stage.plot.hint.text
    view.set_kind("random")
    assert not directions.isHidden()


def test_the_meter_explains_its_words(view: SurfaceView) -> None:
    """Every name below the map is explained when the cursor rests on it."""
    show(view, run(), 50)
    tip = view._meter_line.toolTip()
    for phrase in view._meter_line.phrases:
        assert f"{phrase.name}: {phrase.meaning}" in tip
        assert phrase.meaning


def test_the_scene_of_a_step_depends_on_nothing_else() -> None:
    """Planners that were led there on different ways give the same plane, window and path."""
    straight, winding = Planner(run()), Planner(run())
    for iteration in (3, 300, 0, 77, 12, 140):
        winding.scene(iteration, Choice("random", 3))
        winding.scene(iteration, Choice())
    for choice in (Choice(), Choice("random", 2), Choice("weights", 0, ((1, 0, 0), (2, 3, 0)))):
        a, b = straight.scene(77, choice), winding.scene(77, choice)
        for name in ("xs", "ys"):
            np.testing.assert_array_equal(getattr(a.job, name), getattr(b.job, name))
        np.testing.assert_array_equal(a.job.plane.u, b.job.plane.u)
        np.testing.assert_array_equal(a.job.plane.center, b.job.plane.center)
        np.testing.assert_array_equal(a.path, b.path)


@pytest.mark.parametrize("iteration", [0, 1, 7, 8, 50, 500])
@pytest.mark.parametrize("kind", ["path", "random", "weights"])
def test_the_window_holds_the_whole_path(kind: Any, iteration: int) -> None:
    """Every point of the path so far lies inside, and the last is the current state."""
    timeline = run()
    weights = ((1, 0, 0), (1, 1, 1)) if kind == "weights" else None
    scene = Planner(timeline).scene(iteration, Choice(kind, 0, weights))
    xs, ys = scene.job.xs, scene.job.ys
    assert (scene.path[:, 0] > xs[0]).all()
    assert (scene.path[:, 0] < xs[-1]).all()
    assert (scene.path[:, 1] > ys[0]).all()
    assert (scene.path[:, 1] < ys[-1]).all()
    now = project(scene.job.plane, timeline.state(iteration).params)
    np.testing.assert_allclose(scene.point, now, atol=1e-9)


def test_the_plane_along_the_path_holds_nearly_all_of_it() -> None:
    """More than 95 % of XOR's path lie in the plane; its start and the anchor do exactly."""
    scene = Planner(run()).scene(512, Choice())
    assert scene.share > 0.95
    assert scene.path[0, 2] == pytest.approx(0.0, abs=1e-9)
    assert scene.path[-1, 2] == pytest.approx(0.0, abs=1e-9)


def test_within_one_anchor_the_surface_stays() -> None:
    """Iterations 32 … 39 share one job, so that nothing is computed again."""
    planner = Planner(run())
    jobs = {id(planner.scene(i, Choice()).job) for i in range(32, 40)}
    assert len(jobs) == 1
    assert id(planner.scene(40, Choice()).job) not in jobs


def test_a_branch_shows_the_path_of_its_parent() -> None:
    """The path of a branch begins where the first run began."""
    timeline = run()
    branch = timeline.branch(20)
    walk = Walk(branch)
    assert walk.first == 0
    iterations, complete = walk.gather(30, None)
    assert complete
    assert iterations == list(range(31))
    np.testing.assert_array_equal(walk.known[0], timeline.state(0).params)
    np.testing.assert_array_equal(walk.known[30], branch.state(30).params)


def test_a_path_that_overflows_ends_before() -> None:
    """The overflow is found exactly, and the path shown ends with the last usable state."""
    timeline = exploding()
    bad = next(i for i in range(100) if not np.abs(timeline.state(i).params).max() < 1e30)
    for iteration in (bad, bad + 1, 400):
        scene = Planner(exploding()).scene(iteration, Choice())
        assert scene.overflow == bad
        assert np.isfinite(scene.path).all()
        assert len(scene.path) == bad


def test_a_path_too_long_for_the_moment_is_completed_later() -> None:
    """With no time at all the scene is there, says that it is not complete, and becomes so."""
    timeline = run()
    timeline.state(5000)
    planner = Planner(Timeline(timeline.problem, budget=4000))
    first = planner.scene(3000, Choice("random"), deadline=0.0)
    assert not first.complete
    for _ in range(300):
        scene = planner.scene(3000, Choice("random"), deadline=time.perf_counter() + 0.005)
        if scene.complete:
            break
    whole = Planner(timeline).scene(3000, Choice("random"))
    np.testing.assert_allclose(scene.path, whole.path, atol=1e-12)


# ---- the view ----------------------------------------------------------------------------------


def test_the_meter_tells_true_loss_plane_and_gap(view: SurfaceView) -> None:
    """The three numbers are those of a plain evaluation, and are written in the picture."""
    timeline = run()
    show(view, timeline, 75)
    p = timeline.problem
    plain, params = Evaluator(p, p.x_train, p.y_train), timeline.state(75).params
    assert view._scene is not None
    assert view._meter is not None
    plane = view._scene.job.plane
    alpha, beta, _ = project(plane, params)
    assert view._meter.loss == plain.loss(params)
    assert view._meter.on_plane == pytest.approx(plain.loss(plane.at(alpha, beta)), rel=1e-12)
    assert view._meter.gap == pytest.approx(abs(view._meter.loss - view._meter.on_plane))
    words = {phrase.name: phrase.value for phrase in view._phrases()}
    assert {"loss", "on the plane", "gap"} <= set(words)
    assert words["samples"] == "4 of 4"


@pytest.mark.parametrize(("dtype", "error"), [("float32", 2e-6), ("float64", 1e-12)])
def test_the_surface_on_screen_is_the_loss(view: SurfaceView, dtype: str, error: float) -> None:
    """The values behind the map are plain evaluations on the grid, in float32 or in float64."""
    timeline = run()
    view.set_options(Options(dtype=dtype))
    show(view, timeline, 20)
    result = view._result
    assert result is not None
    assert result.complete
    p, plane = timeline.problem, result.job.plane
    plain = Evaluator(p, p.x_train, p.y_train)
    for j, i in ((0, 0), (48, 0), (24, 24), (7, 40)):
        wanted = plain.loss(plane.at(result.xs[i], result.ys[j]))
        assert result.losses[j, i] == pytest.approx(wanted, rel=error)


@pytest.mark.parametrize("kind", KINDS)
def test_any_order_of_steps_ends_in_the_same_picture(qapp: Any, kind: Any) -> None:
    """A view that went elsewhere and back paints the same pixels as one that did not."""
    views = []
    for way in ((60,), (60, 60), (300, 5, 130, 60)):
        made = SurfaceView()
        timeline = run()
        timeline.advance(400)  # the end of "start, now, end" is the furthest state reached
        made.set_timeline(timeline)
        made.set_kind(kind)
        for iteration in way:
            made.show_step(made.timeline[iteration * made.timeline.steps_per_iteration])
            made.prepare_picture()
        views.append(made)
    pictures = [colors(picture(made)) for made in views]
    np.testing.assert_array_equal(pictures[0], pictures[1])
    np.testing.assert_array_equal(pictures[0], pictures[2])


def test_steps_within_an_iteration_change_nothing(view: SurfaceView) -> None:
    """Micro-steps of one iteration ask for no surface and move no point, until the update."""
    timeline = run()
    show(view, timeline, 30)
    before, scene = view.grab().toImage(), view._scene
    asked: list[object] = []
    view.worker.progress_changed.connect(asked.append)
    for position in range(timeline.steps_per_iteration - 1):
        show(view, timeline, 30, position)
    assert view.grab().toImage() == before
    show(view, timeline, 30, timeline.steps_per_iteration - 1)
    assert view._scene is scene
    assert asked == []


def test_words_say_no_more_than_there_is(view: SurfaceView) -> None:
    """No path before the first step, no dropout where none is; a loss from before the update."""
    timeline = run()
    last = timeline.steps_per_iteration - 1
    show(view, timeline, 0)
    assert view.stage.plot.bottom_axis.title.startswith("along the first step")
    assert [phrase.name for phrase in view._phrases()[:2]] == ["loss", "on the plane"]
    show(view, timeline, 30, last)
    assert view.stage.plot.bottom_axis.title.startswith("along the path")
    assert view._phrases()[0].name == "loss before the update"
    assert float(view._phrases()[0].value) == pytest.approx(
        Evaluator(timeline.problem, timeline.problem.x_train, timeline.problem.y_train).loss(
            timeline.state(30).params
        ),
        rel=1e-3,
    )
    assert "dropout" not in view._phrases()[-1].value
    layers = [{"units": 4, "activation": "tanh", "dropout": 0.5}, {"units": 1}]
    show(view, run(layers=layers), 3)
    assert view._phrases()[-1].value == "4 of 4 · dropout off"


@pytest.mark.parametrize("theme", [DARK, LIGHT, LIGHT.scaled(1.6)], ids=["dark", "light", "large"])
def test_the_picture_shows_valley_path_and_point(view: SurfaceView, theme: Any) -> None:
    """Both ends of the sequential map, the white path and the point's colour are there."""
    view.set_theme(theme)
    show(view, run(), 400)
    image = picture(view, 640, 420)
    low, high = (theme.sequential(t).name() for t in (0.08, 0.95))
    assert share_like(image, low) > 0.01
    assert share_like(image, high) > 0.01
    assert share_like(image, theme.negative, 12) > 1e-4
    assert share_like(image, "#ffffff", 6) > 5e-4
    assert share_like(image, "#ff00ff", 6) == 0.0


def test_a_hidden_view_paints_the_whole_picture(qapp: Any) -> None:
    """Never shown, it still paints the full grid; and drawing while hidden computes nothing."""
    hidden = SurfaceView()
    timeline = run()
    hidden.set_timeline(timeline)
    hidden.show_step(timeline[40 * timeline.steps_per_iteration])
    assert hidden._result is None
    image = picture(hidden)
    assert hidden._result is not None
    assert hidden._result.complete
    assert share_like(image, DARK.panel, 3) < 0.6


def test_before_the_first_step_there_is_an_empty_plot(qapp: Any) -> None:
    """With no run, and with a run but no step, painting works."""
    empty = SurfaceView()
    picture(empty)
    empty.set_timeline(run())
    picture(empty)
    empty.retranslate()
    empty.set_selection(Selection(1, 0, 0))


def test_overflow_is_told_in_a_badge_and_never_empties_the_picture(view: SurfaceView) -> None:
    """After the parameters have overflowed the map is still there, with a badge that says so."""
    timeline = exploding()
    for iteration in (0, 1, 2, 5, 60):
        show(view, timeline, iteration)
        assert view._relief is not None
        assert np.isfinite(view._relief.heights).all()
        image = view.grab().toImage()
        assert share_like(image, DARK.panel, 3) < 0.75
    assert "overflow" in view.stage.plot.furniture.badge
    show(view, run(), 10)
    assert view.stage.plot.furniture.badge == ""


def test_the_last_two_weights_clicked_span_the_plane(view: SurfaceView) -> None:
    """Two weights or biases, chosen anywhere, become the axes; a neuron changes nothing."""
    timeline = run()
    show(view, timeline, 12)
    view.set_kind("weights")
    for selection in (
        Selection(1, 0, None), Selection(1, 2, 1), Selection(1, 2, 1), Selection(2, 0, 3),
        Selection(2, 0, None), Selection(9, 0, 0), Selection(1, 99, 0),
    ):  # fmt: skip
        view.set_selection(selection)
    settle(view)
    assert view._scene is not None
    plane = view._scene.job.plane
    assert (plane.label_u, plane.label_v) == ("w¹₂₃", "b²₁")
    assert view.stage.plot.bottom_axis.title == "w¹₂₃"
    assert view._scene.point[0] == pytest.approx(
        timeline.problem.layers[0].weights(timeline.state(12).params)[1, 2]
    )


def test_a_network_with_one_weight_falls_back(view: SurfaceView) -> None:
    """Where there are no two weights the plane along the path is shown instead."""
    layers = [{"units": 1, "activation": "linear", "use_bias": False}]
    timeline = run(source="sine", layers=layers, rate=0.01)
    view.set_timeline(timeline)
    view.set_kind("weights")
    show(view, timeline, 3)
    assert view._result is not None
    assert view._result.job.plane.kind == "path"
    view.set_kind("random")
    settle(view)
    picture(view)


def test_new_directions_by_the_button(view: SurfaceView) -> None:
    """Each click draws other random directions."""
    show(view, run(), 12)
    view.set_kind("random")
    button = view.findChild(QToolButton, "surface_new_directions")
    chooser = view.findChild(QComboBox, "surface_plane")
    planes = []
    for _ in range(3):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        settle(view)
        assert view._scene is not None
        planes.append(view._scene.job.plane)
    assert chooser.currentData() == "random"
    assert {plane.kind for plane in planes} == {"random"}
    assert len({plane.u.tobytes() for plane in planes}) == 3


def test_linear_and_logarithmic_levels(view: SurfaceView) -> None:
    """The menu changes the scale of the same losses."""
    show(view, run(), 300)
    result = view._result
    assert view.findChild(QAction, "surface_scale_log").isChecked()
    assert view._relief is not None
    assert view._relief.log
    before = view._relief.heights
    view.findChild(QAction, "surface_scale_linear").trigger()
    assert not view._relief.log
    assert view._result is result
    assert not np.array_equal(view._relief.heights, before)


def test_the_value_under_the_cursor(view: SurfaceView) -> None:
    """The readout has the coordinates and the loss of a plain evaluation there."""
    timeline = run()
    show(view, timeline, 20)
    assert view._scene is not None
    p, plane = timeline.problem, view._scene.job.plane
    text = view._read(0.5, -0.25)
    plain = Evaluator(p, p.x_train, p.y_train)
    at = [plain.loss(plane.at(0.5 + h, -0.25)) for h in (-1e-5, 0.0, 1e-5)]
    assert text.startswith("α 0.5 · β −0.25\n")
    assert f"{at[1]:.3f}" in text
    slope = float(re.search(r"∂L/∂α (\S+)", text)[1].replace("−", "-"))
    assert slope == pytest.approx((at[2] - at[0]) / 2e-5, rel=5e-3)


def test_another_run_forgets_the_old_surface(view: SurfaceView) -> None:
    """After a new run with other sizes nothing of the old one is shown or delivered."""
    show(view, run(units=3), 50)
    view.set_timeline(run(units=6))
    assert view._result is None
    assert view._phrases() == []
    show(view, run(units=5), 9)
    assert view._result is not None
    assert view._result.job.problem.n_params == 5 * 3 + 6


def test_a_long_surface_shows_progress_and_can_be_stopped(view: SurfaceView) -> None:
    """A slow surface tells how far it is; the button stops it, and the view goes on working."""
    layers = [{"units": 900, "activation": "tanh"}] * 2 + [{"units": 1}]
    timeline = run(source="circle", layers=layers)
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    button = view.findChild(QToolButton, "surface_cancel")
    wait_until(button.isVisible)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not view.worker.busy
    assert not button.isVisible()
    show(view, run(), 5)
    assert view._result is not None
    assert view._result.complete


def test_hidden_in_the_middle_it_goes_on_when_shown(view: SurfaceView) -> None:
    """Hiding ends the computation; showing the view again completes the surface."""
    layers = [{"units": 40, "activation": "tanh"}] * 2 + [{"units": 1}]
    timeline = run(source="circle", layers=layers)
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    assert view.worker.busy
    view.hide()
    assert not view.worker.busy
    view.show()
    settle(view)
    assert view._result is not None
    assert view._result.complete


def test_the_event_loop_stays_free_while_a_slow_surface_is_computed(view: SurfaceView) -> None:
    """Showing a step of a large network returns at once; the worker does the rest."""
    layers = [{"units": 200, "activation": "tanh"}] * 2 + [{"units": 1}]
    timeline = run(source="circle", layers=layers)
    step = timeline[0]
    view.set_timeline(timeline)
    view.show_step(step)
    view.set_kind("random")
    assert view.worker.busy
    view.hide()
    assert not view.worker.busy


def test_while_training_plays_drafts_come_and_then_the_whole(view: SurfaceView) -> None:
    """Iterations in quick succession get coarse surfaces; a pause completes the last one."""
    layers = [{"units": 40, "activation": "tanh"}] * 2 + [{"units": 1}]
    timeline = run(source="circle", layers=layers)
    view.set_timeline(timeline)
    steps = [timeline[i * timeline.steps_per_iteration] for i in range(0, 400, 13)]
    results: list[Any] = []
    view.worker.surface_changed.connect(results.append)
    for step in steps:
        view.show_step(step)
        QTest.qWait(30)
    assert not view.settled
    assert any(not result.complete for result in results)
    settle(view)
    assert view._result is not None
    assert view._scene is not None
    assert view._front is view._scene
    assert view._result.job is view._scene.job
    assert view._result.complete


def test_a_view_can_be_deleted_in_the_middle(qapp: Any) -> None:
    """Deleted while its worker computes: no crash, no thread left, nothing uncaught."""
    layers = [{"units": 200, "activation": "tanh"}] * 2 + [{"units": 1}]
    for _ in range(3):
        timeline = run(source="circle", layers=layers)
        made = SurfaceView()
        made.show()
        made.set_timeline(timeline)
        made.show_step(timeline[0])
        desk = made.worker._desk
        assert made.worker.busy
        made.deleteLater()
        del made
        qapp.sendPostedEvents(None, 52)  # QEvent.Type.DeferredDelete
        gc.collect()
        wait_until(lambda desk=desk: desk.thread is not None and not desk.thread.is_alive())


def test_sample_of_a_large_training_set_is_told(
    view: SurfaceView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where only a sample is evaluated, the meter says how many of how many."""
    from bpviz.core import surface
    from bpviz.ui import surface_plan

    monkeypatch.setattr(surface_plan, "sample_rows", lambda p: surface.sample_rows(p, 5000.0))
    timeline = run(source="circle")
    show(view, timeline, 5)
    words = {phrase.name: phrase.value for phrase in view._phrases()}
    used, total = words["fixed sample"].split(" of ")
    assert int(total) == timeline.problem.n_train
    assert 0 < int(used) < int(total)
