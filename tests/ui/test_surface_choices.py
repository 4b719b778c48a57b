from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from bpviz.core.evaluate import Evaluator
from bpviz.core.gradient import Gradient
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.paint.landscape_shapes import Arrow
from bpviz.ui.session import Session
from bpviz.ui.surface_controls import KINDS
from bpviz.ui.surface_options import CHOICES, Options
from bpviz.ui.surface_plan import Choice, Planner
from bpviz.ui.theme import DARK
from bpviz.ui.views.surface import SurfaceView
from tests.ui.surface_hands import colors, picture, run, settle, show, wait_until


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


@pytest.mark.parametrize("kind", ["weights", "random", "gradient"])
def test_a_plane_with_its_centre_at_the_current_point_shows_the_true_loss(
    view: SurfaceView, kind: Any
) -> None:
    """Between two anchors, too, such a plane holds the current state, and the meter's gap is 0."""
    timeline = run()
    view.set_kind(kind)
    show(view, timeline, 121)
    assert view._meter is not None
    assert view._meter.gap == 0.0
    assert view._scene is not None
    distance = view._scene.point[2]
    assert distance == pytest.approx(0.0, abs=1e-12)
    assert view._result is not None
    assert view._result.job is view._scene.job


@pytest.mark.parametrize("kind", ["weights", "random", "gradient"])
def test_while_training_plays_a_plane_stands_still_between_anchors(kind: Any) -> None:
    """Quick scenes from one anchor to the next share one surface, whatever their true losses."""
    timeline = run()
    planner = Planner(timeline)
    choice = Choice(kind, weights=((1, 0, 0), (2, 0, 0)) if kind == "weights" else None)
    scenes = [planner.scene(i, choice, quickly=True) for i in (112, 115, 121)]
    assert len({id(scene.job) for scene in scenes}) == 1
    assert scenes[0].point[2] == pytest.approx(0.0, abs=1e-12)
    assert scenes[-1].point[2] > 1e-6


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "line"])
def test_every_kind_of_plane_shows_its_own_axes_and_the_true_point(
    view: SurfaceView, kind: Any
) -> None:
    """Each plane has its kind and names, and the loss at its point is a plain evaluation."""
    timeline = run()
    timeline.advance(100)
    view.set_kind(kind)
    show(view, timeline, 60)
    scene, result = view._scene, view._result
    assert scene is not None
    assert result is not None
    plane, p = result.job.plane, timeline.problem
    assert plane.kind == kind
    assert view.stage.landscape is not None
    assert all(view.stage.landscape.titles)
    assert view._meter is not None
    alpha, beta, _ = scene.point
    plain = Evaluator(p, p.x_train, p.y_train)
    assert view._meter.on_plane == pytest.approx(plain.loss(plane.at(alpha, beta)), rel=1e-12)


@pytest.mark.parametrize("kind", ["path", "components", "states"])
def test_planes_of_the_path_name_what_they_hold(view: SurfaceView, kind: Any) -> None:
    """Axes of components carry their shares of the variance, which together are what is shown."""
    timeline = run()
    timeline.advance(100)
    view.set_kind(kind)
    show(view, timeline, 60)
    assert view.stage.landscape is not None
    x, y, _ = view.stage.landscape.titles
    assert ("% of the variance" in x) == y.endswith(" %") == (kind == "components")


def test_start_now_and_end_lie_on_their_plane(view: SurfaceView) -> None:
    """The plane of three states has no distance at the start, at the anchor and at the end."""
    timeline = run()
    timeline.advance(100)
    view.set_kind("states")
    show(view, timeline, 64)  # an anchor itself
    assert view._scene is not None
    states = np.stack([timeline.state(i).params for i in (0, 64, 100)])
    _, _, distances = view._scene.job.plane.coordinates(states)
    np.testing.assert_allclose(distances, 0.0, atol=1e-9)


@pytest.mark.parametrize("center", CHOICES["center"])
def test_the_centre_is_where_it_was_wanted(view: SurfaceView, center: Any) -> None:
    """A random plane stands at the anchor, at the start, or at the lowest loss of the path."""
    timeline = run(rate=40.0)  # the loss goes up and down
    view.set_options(Options(center=center))
    view.set_kind("random")
    show(view, timeline, 64)
    p = timeline.problem
    plain = Evaluator(p, p.x_train, p.y_train)
    assert view._scene is not None
    at = view._scene.job.plane.center
    if center == "minimum":
        losses = [plain.loss(timeline.state(i).params) for i in range(65)]
        assert plain.loss(at) == pytest.approx(min(losses))
        assert np.argmin(losses) not in (0, 64), "a run in which this proves something"
    else:
        wanted = timeline.state(0 if center == "start" else 64).params
        np.testing.assert_array_equal(at, wanted)


@pytest.mark.parametrize("kind", ["random", "gradient"])
@pytest.mark.parametrize("iteration", [5, 45, 121])
def test_no_state_of_the_path_is_lower_than_a_centre_at_the_minimum(
    kind: Any, iteration: int
) -> None:
    """Between two anchors of a falling run, too; held axes have the lowest of the longest path."""
    timeline = run()
    planner, choice = Planner(timeline), Choice(kind=kind, center="minimum")

    def excess(at: int, up_to: int) -> float:
        losses = [planner.evaluator.loss(timeline.state(i).params) for i in range(up_to + 1)]
        return planner.evaluator.loss(planner.scene(at, choice).job.plane.center) - min(losses)

    assert excess(iteration, iteration) == 0.0
    planner.held_at = iteration + 6
    assert excess(iteration, iteration + 6) == 0.0


def test_the_meter_agrees_with_the_shares_of_the_components(view: SurfaceView) -> None:
    """The axes' percentages of the variance add up to what the meter says is in the plane."""
    timeline = run(rate=4.0)
    view.set_kind("components")
    show(view, timeline, 121)
    assert view._scene is not None
    shares = view._scene.job.plane.shares
    assert shares is not None
    (said,) = [p.value for p in view._phrases() if p.name == "path in plane"]
    assert said == f"{int(100 * sum(shares))} %"
    assert int(100 * view._scene.share) != int(100 * sum(shares)), "a run in which this tells"


@pytest.mark.parametrize("space", [False, True])
def test_a_hint_stays_on_screen_and_out_of_pictures(view: SurfaceView, space: bool) -> None:
    """A picture with edges still to be clicked is the picture without that request."""
    view.set_kind("weights")
    view.set_space(space)
    show(view, run(), 16)
    hint = view.stage._hint
    assert "click" in hint
    shown = colors(picture(view))
    assert view.stage._hint == hint
    view.stage.set_hint("")
    view.stage.set_hint = lambda text: None  # type: ignore[method-assign]
    np.testing.assert_array_equal(shown, colors(picture(view)))


def test_normalizations_change_the_directions_and_their_name(view: SurfaceView) -> None:
    """Each way to scale random directions gives another plane and says so on the axis."""
    timeline = run()
    view.set_kind("random")
    seen = {}
    for name in CHOICES["normalization"]:
        view.set_options(Options(normalization=name))
        show(view, timeline, 16)
        assert view._scene is not None
        assert view.stage.landscape is not None
        seen[name] = (view.stage.landscape.titles[0], view._scene.job.plane.u.tobytes())
    assert len({title for title, _ in seen.values()}) == 3
    assert len({u for _, u in seen.values()}) == 3


def test_styles_show_the_same_values_differently(view: SurfaceView) -> None:
    """Contours, heat map and space paint different pictures, and coming back the first again."""
    show(view, run(), 64)
    contours = colors(picture(view))
    view.set_options(replace(view.options, flat="heat"))
    heat = colors(picture(view))
    assert view.stage.plot.furniture.color_bar is not None
    QTest.mouseClick(view.findChild(QToolButton, "surface_space"), Qt.MouseButton.LeftButton)
    assert view.space
    space = colors(picture(view))
    view.set_space(False)
    view.set_options(replace(view.options, flat="contours"))
    assert view.stage.plot.furniture.color_bar is None
    assert (contours != heat).any()
    assert (contours != space).any()
    # Qt's outlines of letters vary a little after text has been drawn turned, as in space.
    assert np.abs(colors(picture(view)) - contours).max() < 16


def arrow(view: SurfaceView, kind: str) -> Arrow | None:
    """The arrow of a kind that is shown."""
    assert view.stage.landscape is not None
    return next((a for a in view.stage.landscape.arrows if a.kind == kind), None)


def test_arrows_point_downhill_and_where_the_optimizer_goes(view: SurfaceView) -> None:
    """With two parameters both arrows are exact; the step is there once it is computed."""
    layers = [{"units": 1, "activation": "linear"}]
    timeline = run(source="sine", layers=layers, rate=0.1)
    show(view, timeline, 5)
    assert arrow(view, "step") is None
    last = timeline.steps_per_iteration - 1
    show(view, timeline, 5, last)
    downhill, step = arrow(view, "gradient"), arrow(view, "step")
    assert downhill is not None
    assert step is not None
    assert view._scene is not None
    plane = view._scene.job.plane
    before, after = (timeline.state(i).params for i in (5, 6))
    _, gradient = Gradient(timeline.problem).at(before)

    def direction(of: Arrow) -> np.ndarray:
        way = (of.end[0] - of.start[0]) * plane.u + (of.end[1] - of.start[1]) * plane.v
        return way / np.linalg.norm(way)

    np.testing.assert_allclose(direction(downhill), -gradient / np.linalg.norm(gradient), atol=1e-9)
    moved = after - before
    np.testing.assert_allclose(direction(step), moved / np.linalg.norm(moved), atol=1e-9)
    times = float(step.text.split("×")[1].replace("\u202f", "")) if "×" in step.text else 1.0
    length = np.hypot(step.end[0] - step.start[0], step.end[1] - step.start[1])
    assert length == pytest.approx(times * np.linalg.norm(moved))


def test_where_one_clicks_the_network_can_be_put_and_taken_back(view: SurfaceView) -> None:
    """The menu at the click says the loss there; its command branches the run, undo returns."""
    session = Session(run().problem.experiment)
    view.params_chosen.connect(session.place)
    player = session.player
    player.seek(20 * player.per_iteration)
    wait_until(lambda: player.k == 20 * player.per_iteration)
    view.set_timeline(player.timeline)
    view.show_step(player.step)
    settle(view)
    place = view.stage.plot.viewport().rect().center() + QPoint(30, -20)
    QTest.mouseClick(view.stage.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    menu = view.findChild(QMenu, "surface_place_menu")
    assert view._scene is not None
    plane, before = view._scene.job.plane, player.timeline
    view.findChild(QAction, "surface_place").trigger()
    lines = [action.text() for action in menu.actions()]
    menu.close()
    assert player.timeline is not before
    assert player.timeline.parent is before
    assert player.timeline.first_iteration == 20
    params = player.step.state.params
    alpha, beta, distance = (float(v[0]) for v in plane.coordinates(params[None, :]))
    assert distance == pytest.approx(0.0, abs=1e-9)
    assert (abs(alpha), abs(beta)) > (0.0, 0.0)
    p = before.problem
    assert f"{Evaluator(p, p.x_train, p.y_train).loss(params):.4f}" in lines[1]
    session.undo.undo()
    assert player.timeline is before
    assert player.k == 20 * player.per_iteration


def test_the_line_between_two_runs_is_the_loss_along_it(view: SurfaceView) -> None:
    """With one run there is a sentence; with two the curve is a plain evaluation, ends included."""
    first = run()
    view.set_kind("line")
    show(view, first, 30)
    assert view.line.furniture.message
    second = Timeline(Problem(replace(first.problem.experiment, seed=8)))
    first.advance(40)
    show(view, second, 30)
    settle(view)
    assert not view.line.furniture.message
    pair = view.line.pair
    assert pair is not None
    np.testing.assert_array_equal(pair.line.first, first.state(30).params)
    np.testing.assert_array_equal(pair.line.last, second.state(30).params)
    p = first.problem
    plain = Evaluator(p, p.x_train, p.y_train)
    for t, loss in zip(view.line._ts[::16], view.line._losses[::16], strict=True):
        assert loss == plain.loss(pair.line.at(t))
    words = {phrase.name: phrase.value for phrase in view._phrases()}
    assert words["iterations"] == "30 and 30"
    assert float(words["barrier"].split()[0]) >= 0
    image = colors(picture(view))
    loss = QColor(DARK.loss)
    near = np.abs(image - np.array([loss.blue(), loss.green(), loss.red()])).max(axis=2) < 30
    assert near.mean() > 0.002


def test_a_run_of_another_network_is_no_other_end(view: SurfaceView) -> None:
    """Between networks of different sizes there is no line."""
    view.set_kind("line")
    show(view, run(units=3), 10)
    show(view, run(units=4), 10)
    assert view.line.pair is None
    wait_until(lambda: view.settled)
