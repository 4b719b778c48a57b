"""The race: a function of the step shown, on functions and on the network's own loss."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from bpviz.core import Problem, Timeline
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import LayerSpec, OptimizerSpec
from bpviz.core.functions import FUNCTIONS
from bpviz.core.race import KINDS, RATES, FunctionWalk, NetworkWalk, racer
from bpviz.files.lessons import lesson
from bpviz.ui import race_chart, race_plan
from bpviz.ui.landscape_legend import legend_of
from bpviz.ui.paint.standings import Standing, _wrapped, standings_height
from bpviz.ui.race_chart import LONGEST_REACH, only_pair, reach_of
from bpviz.ui.race_plan import NETWORK, Race, Setup, horizon
from bpviz.ui.race_words import COLORS, RACERS, SURFACES, standings_of
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.race import RaceView
from tests.ui.view_hands import picture, run


@pytest.fixture
def view(qapp: Any) -> Iterator[RaceView]:
    """A view on screen."""
    made = RaceView()
    made.resize(590, 420)
    made.show()
    yield made
    made.worker.close()
    made.close()
    made.deleteLater()


def show(view: RaceView, timeline: Timeline, iteration: int, surface: str | None = None) -> None:
    """Show a step and wait until all is computed."""
    if view.timeline is not timeline:
        view.set_timeline(timeline)
    if surface is not None and surface != view.surface:
        view.set_surface(surface)
    view.show_step(timeline[iteration * timeline.steps_per_iteration])
    settle(view)


def settle(view: RaceView) -> None:
    """Wait until all is computed, in an event loop that leaves the worker its time."""
    loop, looks = QEventLoop(), QTimer()
    deadline = time.monotonic() + 30
    looks.timeout.connect(lambda: (view.settled or time.monotonic() > deadline) and loop.quit())
    looks.start(5)
    loop.exec()
    assert view.settled, "nothing came"


def trails(view: RaceView) -> dict[str, np.ndarray]:
    """Every racer's points as they are shown."""
    landscape = view.stage.landscape
    assert landscape is not None
    return {trail.name: trail.points for trail in landscape.trails}


def pixels(image: QImage) -> np.ndarray:
    """(n, 3) bytes: blue, green, red."""
    opaque = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(opaque.constBits(), np.uint8).reshape(-1, 4)[:, :3].astype(int)


def looks_like(one: QImage, other: QImage) -> bool:
    """Whether they differ by no more than Qt's rounding at the edges of lines.

    Stroking the same wide line twice, Qt is off by up to 20 of 255 in a pixel here and there.
    """
    return bool(np.abs(pixels(one) - pixels(other)).max() <= 40)


def same_color(image: QImage, color: str) -> int:
    """How many pixels are about of a colour."""
    wanted = QColor(color)
    away = np.abs(pixels(image) - [wanted.blue(), wanted.green(), wanted.red()]).max(axis=1)
    return int((away < 12).sum())


# ---- what is shown ---------------------------------------------------------------------------


def test_the_tables_name_everything() -> None:
    """Every function and kind of racer has a name on screen, every racer a colour of its own."""
    assert set(SURFACES) == {NETWORK, *FUNCTIONS}
    assert set(RACERS) == set(KINDS) == set(COLORS)
    assert len(set(COLORS.values())) == len(COLORS)


@pytest.mark.parametrize("surface", sorted(FUNCTIONS))
def test_trails_on_a_function_are_the_racers_walks(view: RaceView, surface: str) -> None:
    """After n iterations of the run each trail has n + 1 points, those of the optimizer's rule."""
    show(view, run("ravine"), 30, surface)
    entry = FUNCTIONS[surface]
    shown = trails(view)
    assert list(shown) == ["SGD", "Momentum", "RMSprop", "Adam"]
    for name, key in zip(shown, ("sgd", "momentum", "rmsprop", "adam"), strict=True):
        walk = FunctionWalk(entry, racer(key, RATES[surface][key]).optimizer, entry.start)
        walk.advance(30)
        np.testing.assert_array_equal(shown[name], walk.path(30).points)


def test_on_a_network_of_two_weights_the_race_is_exact(view: RaceView) -> None:
    """The axes are both weights; SGD's trail is the run's own path; heights are true losses."""
    timeline = run("optimizer-race")
    show(view, timeline, 40)
    landscape = view.stage.landscape
    assert landscape is not None
    assert landscape.titles[:2] == ("w¹₁₁", "w²₁₁")
    own = np.stack([timeline.state(i).params for i in range(41)])
    np.testing.assert_allclose(trails(view)["SGD"], own, atol=1e-12)
    problem = timeline.problem
    evaluator = Evaluator(problem, problem.x_train, problem.y_train)
    for trail in landscape.trails:
        expected = [evaluator.loss(point) for point in trail.points]
        np.testing.assert_allclose(trail.losses, expected, rtol=1e-9)
        assert (trail.nearness == 1).all()


def test_a_larger_network_is_seen_on_the_racers_plane(view: RaceView) -> None:
    """The start is the plane's origin, all racers leave it, and the window holds them."""
    show(view, run("xor"), 50)
    landscape = view.stage.landscape
    assert landscape is not None
    for points in trails(view).values():
        assert points[0] == pytest.approx([0, 0], abs=1e-9)
        assert np.abs(points[-1]).max() > 0.1
        assert landscape.x[0] < points[:, 0].min() <= points[:, 0].max() < landscape.x[1]
        assert landscape.y[0] < points[:, 1].min() <= points[:, 1].max() < landscape.y[1]
    assert "% of the variance" in landscape.titles[0]


def test_the_map_of_a_small_window_names_its_axes(view: RaceView) -> None:
    """As a tab of a window of 1280 × 720 the map still says which weight runs along which axis."""
    view.resize(389, 271)
    show(view, run("optimizer-race"), 4)
    plot = view.stage.plot
    assert plot.height() < 160
    assert (plot.bottom_axis.title, plot.left_axis.title) == ("w¹₁₁", "w²₁₁")


def test_the_same_step_draws_the_same_whatever_came_between(view: RaceView) -> None:
    """Steps forward, far and back, surfaces too: the same picture."""
    timeline = run("two-minima")
    show(view, timeline, 20)
    first = picture(view)
    points = trails(view)
    for iteration in (3, 200, 21, 0, 20):
        show(view, timeline, iteration)
    assert looks_like(picture(view), first)
    show(view, timeline, 90, "beale")
    show(view, timeline, 20, NETWORK)
    assert looks_like(picture(view), first)
    again = RaceView()
    again.set_timeline(run("two-minima"))
    again.show_step(timeline[20 * timeline.steps_per_iteration])
    assert looks_like(picture(again), first)
    show(view, timeline, 22)
    assert not looks_like(picture(view), first)
    show(view, timeline, 20)
    for name, there in trails(view).items():
        np.testing.assert_array_equal(there, points[name])
    again.deleteLater()


def test_the_landscape_keeps_still_while_trails_grow(view: RaceView) -> None:
    """Up to a horizon only the trails change; the horizon depends on the iteration alone."""
    assert [horizon(n) for n in (0, 1, 64, 65, 128, 129)] == [64, 64, 64, 128, 128, 256]
    assert [horizon(n, 512) for n in (0, 512, 513)] == [512, 512, 1024]
    assert [reach_of(run(name).problem) for name in ("xor", "thirty-he")] == [512, 64]
    timeline = run("xor")
    show(view, timeline, 1)
    before = view.stage.landscape
    show(view, timeline, LONGEST_REACH)
    after = view.stage.landscape
    assert before is not None
    assert after is not None
    assert before.relief is after.relief
    assert (before.x, before.y) == (after.x, after.y)
    assert [len(t.points) for t in before.trails] == [2] * 4
    assert [len(t.points) for t in after.trails] == [LONGEST_REACH + 1] * 4


def test_the_map_holds_the_minimum_from_the_start(view: RaceView) -> None:
    """On the lesson's network (1, 2) is on the map before the first iteration, at the same place.

    Neither playing nor going home changes what the map shows.
    """
    timeline = run("optimizer-race")
    seen = []
    for iteration in (0, 5, 600, 0):
        show(view, timeline, iteration)
        landscape = view.stage.landscape
        assert landscape is not None
        seen.append((landscape.x, landscape.y))
        assert landscape.x[0] < 1 < 4 < landscape.x[1]
        assert landscape.y[0] < 2 < 3 < landscape.y[1]
    assert len(set(seen)) == 1


@pytest.mark.parametrize("surface", sorted(FUNCTIONS))
def test_the_map_of_a_function_holds_its_minima_and_its_start(surface: str) -> None:
    """Whatever is raced on, where one starts and where one should arrive can be seen."""
    entry = FUNCTIONS[surface]
    for place in (entry.start, *entry.minima):
        for value, (low, high) in zip(place, entry.window, strict=True):
            assert low < value < high


def test_a_map_that_has_grown_stays_so(view: RaceView, monkeypatch: pytest.MonkeyPatch) -> None:
    """A racer that leaves the map makes it twice as large, in the same plane, Home or not."""
    monkeypatch.setattr(race_chart, "LONGEST_REACH", 64)
    timeline = run("xor")
    show(view, timeline, 1)
    small = view.stage.landscape
    timeline.advance(2000)
    show(view, timeline, 2000)
    large = view.stage.landscape
    assert small is not None
    assert large is not None
    factor = np.ptp(large.x) / np.ptp(small.x)
    assert factor >= 2
    assert np.log2(factor) == pytest.approx(round(np.log2(factor)))
    assert np.mean(large.x) == pytest.approx(np.mean(small.x))
    for trail in large.trails:
        assert large.x[0] < trail.points[:, 0].min() <= trail.points[:, 0].max() < large.x[1]
    show(view, timeline, 1)
    home = view.stage.landscape
    assert home is not None
    assert (home.x, home.y, home.relief) == (large.x, large.y, large.relief)
    for before, after in zip(small.trails, home.trails, strict=True):
        np.testing.assert_allclose(before.points, after.points, atol=1e-12)


def test_standings_are_by_loss_and_say_who_is_out(qapp: Any) -> None:
    """Lowest loss first; who diverged is last, without a place; who left the map is said."""
    racers = (racer("sgd", 0.6), racer("adam", 1.0), racer("momentum", 1e160))
    race = Race(run("ravine"), Setup("ravine", racers, 0))
    *_, last = race.job(20).refine()
    found: Any = last.result
    lines = standings_of(found, 20)
    assert [line.name for line in lines] == ["Adam", "SGD", "Momentum"]
    assert [line.place for line in lines] == ["1.", "2.", ""]
    assert "off the map" in lines[1].loss
    assert lines[2].loss.startswith("diverged at iteration ")
    assert [line.place for line in standings_of(found, 0)] == ["1.", "2.", "3."]


# ---- what the hand does ------------------------------------------------------------------------


def test_a_click_on_the_map_is_the_start(view: RaceView) -> None:
    """A real click on a function's map starts all racers there; ↺ brings the usual start back."""
    timeline = run("ravine")
    show(view, timeline, 10, "himmelblau")
    plot = view.stage.plot
    box = plot.view_box
    at = plot.mapFromScene(box.mapViewToScene(QPoint(2, 3)))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle(view)
    starts = {tuple(points[0].round(1)) for points in trails(view).values()}
    assert len(starts) == 1
    assert starts.pop() == pytest.approx((2, 3), abs=0.15)
    assert all(len(points) == 11 for points in trails(view).values())
    view.controls.usual.click()
    settle(view)
    assert trails(view)["SGD"][0].tolist() == list(FUNCTIONS["himmelblau"].start)


def test_a_click_on_the_network_s_map_starts_there_too(view: RaceView) -> None:
    """The two weights are those of the place; the run itself stays as it is."""
    timeline = run("optimizer-race")
    show(view, timeline, 10)
    view.stage.clicked.emit(3.5, 1.5)
    settle(view)
    assert all(p[0] == pytest.approx([3.5, 1.5]) for p in trails(view).values())
    assert timeline.state(0).params.tolist() == [4.0, 3.0]


def test_start_now_counts_from_here(view: RaceView) -> None:
    """The flag begins the race at this iteration, from the run's parameters of now."""
    timeline = run("optimizer-race")
    show(view, timeline, 25)
    view.controls.start.click()
    settle(view)
    here = timeline.state(25).params
    assert all(p.tolist() == [here.tolist()] for p in trails(view).values())
    show(view, timeline, 31)
    assert all(len(p) == 7 for p in trails(view).values())
    np.testing.assert_allclose(trails(view)["SGD"][-1], timeline.state(31).params)
    show(view, timeline, 4)  # before the race
    assert all(len(p) == 1 for p in trails(view).values())


def test_two_to_five_race_with_rates_of_one_s_own(view: RaceView) -> None:
    """Boxes let others race within the limits; a typed rate counts, a wrong one does not."""
    show(view, run("ravine"), 20, "ravine")
    line_up = view.controls.line_up
    line_up.boxes["adagrad"].click()
    settle(view)
    assert len(trails(view)) == 5
    assert not line_up.boxes["nesterov"].isEnabled()
    for name in ("adagrad", "adam", "rmsprop"):
        line_up.boxes[name].click()
    settle(view)
    assert list(trails(view)) == ["SGD", "Momentum"]
    assert not line_up.boxes["sgd"].isEnabled()
    edit = line_up.rates["sgd"]
    for text, factor in (("0.4", 0.92), ("-1", 0.92), ("x", 0.92), ("0,1", 0.98)):
        edit.setText(text)
        edit.edited.emit()
        settle(view)
        sgd = trails(view)["SGD"]
        assert sgd[-1, 0] == pytest.approx(-5.0 * factor**20)
    view.set_surface("beale")
    view.set_surface("ravine")
    assert edit.value() == 0.1


def test_a_wrong_rate_is_refused_in_place_with_the_reason(view: RaceView) -> None:
    """The field is marked, the reason stands below, the old rate stays; a right one clears it."""
    show(view, run("ravine"), 20, "ravine")
    line_up = view.controls.line_up
    edit, before = line_up.rates["adam"], line_up.now()
    for text, reason in (
        ("-1", "must be > 0, got -1"),
        ("0", "must be > 0, got 0"),
        ("fast", 'must be a number, got "fast"'),
        ("1e999", "must be a finite number, got inf"),
    ):
        edit.setText(text)
        edit.edited.emit()
        assert edit.property("error")
        assert line_up.problem.text() == reason
        assert line_up.now() == before
        assert view.settled
    edit.given_up.emit()
    assert (line_up.problem.text(), edit.value()) == ("", before["adam"])
    edit.setText("x")
    edit.edited.emit()
    edit.setText("0.5")
    edit.edited.emit()
    assert not edit.property("error")
    assert line_up.problem.text() == ""
    assert line_up.now() == {**before, "adam": 0.5}


def test_the_menu_opens_with_the_rates_in_force(view: RaceView) -> None:
    """What was refused is forgotten with the menu."""
    show(view, run("ravine"), 3, "ravine")
    line_up = view.controls.line_up
    line_up.rates["sgd"].setText("x")
    line_up.rates["sgd"].edited.emit()
    view.controls.racers.menu().popup(view.mapToGlobal(QPoint(0, 0)))
    assert line_up.rates["sgd"].value() == 0.2
    assert not line_up.rates["sgd"].property("error")
    view.controls.racers.menu().close()


def test_another_experiment_brings_its_own_rate(view: RaceView) -> None:
    """On the network SGD races with the experiment's learning rate, after an edit too."""
    show(view, run("optimizer-race"), 5)
    assert view.controls.line_up.rates["sgd"].value() == 0.5
    experiment = replace(
        lesson("optimizer-race").experiment, optimizer=OptimizerSpec(learning_rate=0.25)
    )
    show(view, Timeline(Problem(experiment)), 5)
    assert view.controls.line_up.rates["sgd"].value() == 0.25


# ---- what can go wrong -------------------------------------------------------------------------


def test_no_race_where_the_loss_is_not_finite(view: RaceView) -> None:
    """A run whose parameters overflowed has no race from there, and says so; ↺ brings it back."""
    experiment = lesson("exploding").experiment
    layers = tuple(replace(layer, activation="linear") for layer in experiment.layers)
    timeline = Timeline(Problem(replace(experiment, layers=layers)))
    show(view, timeline, 8)
    assert all(len(points) for points in trails(view).values())
    view.start_now()
    settle(view)
    assert "not finite" in view.stage.plot.furniture.badge
    view.start_as_usual()
    settle(view)
    assert view.stage.plot.furniture.badge == ""


def test_a_hidden_view_computes_nothing(view: RaceView) -> None:
    """Steps that come while it is hidden are only remembered."""
    timeline = run("spiral")
    view.hide()
    view.set_timeline(timeline)
    view.show_step(timeline[40 * timeline.steps_per_iteration])
    assert view.settled
    assert view.stage.landscape is None
    view.show()
    settle(view)
    assert all(len(points) == 41 for points in trails(view).values())


def test_a_long_race_does_not_hold_up_the_window(view: RaceView) -> None:
    """A step far away is left to the worker, and the old picture stays until it is there."""
    timeline = run("spiral")
    show(view, timeline, 10)
    timeline.advance(900)
    view.show_step(timeline[900 * timeline.steps_per_iteration])
    assert not view.settled
    assert all(len(points) == LONGEST_REACH + 1 for points in trails(view).values())
    settle(view)
    assert all(len(points) == 901 for points in trails(view).values())


def test_while_training_plays_the_race_follows_gently(view: RaceView) -> None:
    """It goes on horizon by horizon, says how far it is, and catches up when playing ends."""
    timeline = run("xor")
    show(view, timeline, 10)
    view.set_playing(True)
    timeline.advance(2000)
    for end in (1024, 2000):
        view.show_step(timeline[2000 * timeline.steps_per_iteration])
        settle(view)
        assert all(len(points) == end + 1 for points in trails(view).values())
        assert view.standings.note.startswith(f"iteration {end} ")
    view.set_playing(False)
    settle(view)
    assert all(len(points) == 2001 for points in trails(view).values())
    assert view.standings.note.startswith("iteration 2000 ")


def test_a_long_race_shows_progress_and_can_be_stopped(view: RaceView) -> None:
    """A slow race tells how far it is; the button stops it; the next stretch is raced again."""
    layers = (LayerSpec(units=900, activation="tanh"),) * 2 + (LayerSpec(units=1),)
    slow = Timeline(Problem(replace(lesson("circle").experiment, layers=layers)))
    view.resize(760, 420)  # where the words have room beside the controls
    view.set_timeline(slow)
    view.show_step(slow[0])
    button = view.controls.cancel
    waiting = QEventLoop()
    looks = QTimer()
    looks.timeout.connect(lambda: button.isVisible() and waiting.quit())
    looks.start(5)
    waiting.exec()
    looks.stop()
    said = view.controls.progress.text()
    assert said.startswith("computing the race, ")
    assert said.endswith(" %")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.settled
    assert not button.isVisible()
    view.refresh()
    assert view.settled
    show(view, run("xor"), 5)
    assert all(len(points) == 6 for points in trails(view).values())


def test_a_stopped_race_stays_stopped_until_something_changes(view: RaceView) -> None:
    """Neither the next steps nor the end of playing begin it again; a new start does."""
    timeline = run("xor")
    show(view, timeline, 10)
    view.set_playing(True)
    timeline.advance(3000)
    view.show_step(timeline[900 * timeline.steps_per_iteration])
    assert not view.settled
    view.controls.cancelled.emit()
    for iteration in (1200, 2900):
        view.show_step(timeline[iteration * timeline.steps_per_iteration])
        assert view.settled
    view.set_playing(False)
    assert view.settled
    assert "Stopped" in view.stage.plot.hint.text
    assert all(len(points) == LONGEST_REACH + 1 for points in trails(view).values())
    view.controls.usual.click()
    assert view.stage.plot.hint.text == ""
    settle(view)
    assert all(len(points) > LONGEST_REACH + 1 for points in trails(view).values())


def test_the_flag_says_what_it_did(view: RaceView) -> None:
    """The map says that the race starts here, for a while, the note from where; in space too."""
    timeline = run("optimizer-race")
    show(view, timeline, 25)
    assert "started" not in view.standings.note
    view.controls.start.click()
    assert view.stage.plot.hint.text == "The race starts here now"
    settle(view)
    assert "started at iteration 25 of the run" in view.standings.note
    view.set_space(True)
    assert view.stage.turntable.header.badge == "The race starts here now"
    view._said.timeout.emit()
    view._said.stop()
    view._hint()
    assert view.stage.plot.hint.text == view.stage.turntable.header.badge == ""


def test_the_map_of_a_race_that_hardly_moves_is_not_tiny(view: RaceView) -> None:
    """From the minimum on, the window is as wide as weights are, not as the last crumbs."""
    timeline = run("ravine")
    timeline.advance(400)
    show(view, timeline, 400)
    view.start_now()
    settle(view)
    landscape = view.stage.landscape
    assert landscape is not None
    assert np.ptp(landscape.x) >= 2
    assert np.ptp(landscape.y) >= 2


def test_dropout_is_said_only_where_there_is_some(view: RaceView) -> None:
    """The note names it for a network that has it, and for no other."""
    show(view, run("xor"), 3)
    assert "samples 4 of 4" in view.standings.note
    assert "dropout" not in view.standings.note
    experiment = lesson("xor").experiment
    layers = (replace(experiment.layers[0], dropout=0.5), experiment.layers[1])
    show(view, Timeline(Problem(replace(experiment, layers=layers))), 3)
    assert view.standings.note.endswith("dropout off")


def test_long_paths_keep_fewer_points(qapp: Any) -> None:
    """Memory is bounded: beyond 2,048 iterations every second state is kept, then every fourth."""
    race = Race(run("ravine"), Setup(NETWORK, (racer("sgd", 0.1), racer("adam", 0.1)), 0))
    assert [race.stride(n) for n in (64, 2048, 4096, 8192)] == [1, 1, 2, 4]


def test_a_longer_race_goes_on_from_a_shorter_one(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No iteration is walked twice, and the paths are those of a race that went there at once.

    Who diverged starts again where fewer points are kept.
    """
    monkeypatch.setattr(race_plan, "MOST_POINTS", 64)
    monkeypatch.setattr(race_chart, "LONGEST_REACH", 64)
    walked: list[object] = []
    advance = NetworkWalk._advance
    monkeypatch.setattr(NetworkWalk, "_advance", lambda w: (walked.append(w), advance(w)))

    def raced(race: Race, n: int) -> Any:
        *_, last = race.job(n).refine()
        return last.result

    timeline = run("ravine")
    setup = Setup(NETWORK, (racer("sgd", 0.1), racer("adam", 0.1), racer("momentum", 1e9)), 0)
    race = Race(timeline, setup)
    found = {end: raced(race, end) for end in (64, 128, 256)}
    out = found[256].tracks[2].path.diverged
    assert out is not None
    assert len(walked) == 2 * 256 + 3 * out
    for end, one in found.items():
        other = raced(Race(timeline, setup), end)
        for a, b in zip(one.tracks, other.tracks, strict=True):
            assert a.path.iterations.tolist() == b.path.iterations.tolist()
            np.testing.assert_array_equal(a.path.points, b.path.points)
            np.testing.assert_array_equal(a.path.losses, b.path.losses)
            assert a.path.diverged == b.path.diverged
            assert a.path.points.shape[1] == 2


def test_who_was_thrown_out_of_the_world_does_not_spoil_the_picture(view: RaceView) -> None:
    """With saturated units and an absurd rate the loss stays low; the others are still seen."""
    show(view, run("xor"), 50)
    assert view.stage.landscape is not None
    edit = view.controls.line_up.rates["momentum"]
    edit.setText("1e200")
    edit.edited.emit()
    settle(view)
    landscape = view.stage.landscape
    assert np.isfinite(landscape.relief.heights).all()
    for trail in landscape.trails:
        if trail.name != "Momentum":
            assert landscape.x[0] < trail.points[:, 0].min() <= trail.points[:, 0].max()
            assert trail.points[:, 0].max() < landscape.x[1] < 1e3
    image = picture(view, 800, 560)
    assert same_color(image, COLORS["sgd"]) > 150


def test_only_two_trained_parameters_are_a_plane() -> None:
    """Frozen biases do not count; the weights are found whatever stands between them."""
    frozen = LayerSpec(units=1, train_bias=False)
    experiment = replace(lesson("saddle").experiment, layers=(frozen, frozen))
    assert only_pair(Problem(experiment)) == ((1, 0, 0), (2, 0, 0))
    assert only_pair(run("ravine").problem) == ((1, 0, 0), (1, 1, 0))
    assert only_pair(run("xor").problem) is None


# ---- pictures ----------------------------------------------------------------------------------


def test_known_minima_are_starred_and_in_the_legend(view: RaceView) -> None:
    """Those of a function are marked and named, once where there is room; a network has none."""
    show(view, run("ravine"), 0, "himmelblau")
    landscape = view.stage.landscape
    assert landscape is not None
    assert landscape.minima == FUNCTIONS["himmelblau"].minima
    assert [entry.mark for entry in legend_of(landscape, 400.0, DARK)] == ["★"]
    starred = picture(view, 800, 700)
    view.stage.plot.minima.setVisible(False)
    assert same_color(starred, "#ffffff") > same_color(picture(view, 800, 700), "#ffffff") + 4 * 15
    show(view, run("ravine"), 0, NETWORK)
    assert view.stage.landscape is not None
    assert view.stage.landscape.minima == ()
    assert legend_of(view.stage.landscape, 400.0, DARK) == ()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("surface", [NETWORK, "ravine"])
def test_a_picture_shows_every_racer_in_its_colour(
    view: RaceView, theme: Any, surface: str
) -> None:
    """Trail, standings and curve of all four are there, the others' colours are not."""
    view.set_theme(theme)
    show(view, run("two-minima"), 30, surface)
    image = picture(view, 800, 560)
    for name in ("sgd", "momentum", "rmsprop", "adam"):
        assert same_color(image, COLORS[name]) > 150, name
    assert same_color(image, COLORS["adagrad"]) < 20
    small = picture(view, 300, 220)
    assert same_color(small, COLORS["adam"]) > 20


def test_losses_are_drawn_where_they_are_read(view: RaceView) -> None:
    """Losses alike stand on a linear axis, others on a log axis; the curves are the paths'."""
    for name, log in (("spiral", False), ("optimizer-race", True)):
        show(view, run(name), 40, NETWORK)
        assert view._result is not None
        assert view.losses.left_axis.log is log
        for track in view._result.tracks:
            losses = track.path.until(40).losses
            shown = view.curves[track.racer.name].ys
            np.testing.assert_allclose(10.0**shown if log else shown, losses)


@pytest.mark.parametrize("width", [150.0, 240.0, 900.0])
def test_the_note_is_never_cut(qapp: Any, width: float) -> None:
    """What does not fit in a line goes on in the next, and the lines have their height."""
    note = "iteration 100 · samples 150 of 150 · dropout off"
    lines = _wrapped(note, width, DARK)
    assert " · ".join(lines) == note
    assert len(lines) == {150.0: 3, 240.0: 2, 900.0: 1}[width]
    one = [Standing("1.", "SGD", "η 1", "0.5", "#e69f00")]
    without = standings_height(one, width, DARK)
    row = (standings_height(one, 900.0, DARK, "x")) - without
    assert standings_height(one, width, DARK, note) == pytest.approx(without + len(lines) * row)


def test_in_space_the_same_trails_are_shown(view: RaceView) -> None:
    """The button shows the surface in space, with the racers on it."""
    show(view, run("optimizer-race"), 30)
    view.controls.space.click()
    assert view.stage.style_now == "space"
    image = picture(view, 800, 560)
    assert image.size() == QSize(800, 560)
    for name in ("sgd", "adam"):
        assert same_color(image, COLORS[name]) > 100, name


def test_the_cursor_reads_loss_and_place(view: RaceView) -> None:
    """On the map the function's value, beside it everybody's loss at an iteration."""
    reads: list[Callable[[float, float], str]] = [view._read, view._read_losses]
    assert [read(0.0, 0.0) for read in reads] == ["", ""]
    show(view, run("ravine"), 20, "ravine")
    assert view._read(-5.0, -2.0) == "x −5 · y −2\nloss 10.5"
    lines = view._read_losses(0.2, -1.0).splitlines()
    assert lines == ["iteration 0", *(f"{n} 10.5" for n in ("SGD", "Momentum", "RMSprop", "Adam"))]


def test_of_a_tiny_picture_most_is_the_map(view: RaceView) -> None:
    """The standings leave the map its room, or stay away."""
    show(view, run("ravine"), 10)
    panel = view.theme.panel
    for width, height, least in ((200, 100, 0.25), (320, 180, 0.5), (640, 400, 0.3)):
        shown = picture(view, width, height)
        assert same_color(shown, panel) < (1 - least) * width * height
