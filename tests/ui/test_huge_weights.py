"""Start weights that make a run overflow at once: the window shows it, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSettings
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from bpviz.core.experiment import Experiment
from bpviz.core.planes import Kind
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.language import Translations
from bpviz.ui.plot_axis import decade_ticks
from bpviz.ui.registry import VIEWS
from bpviz.ui.settings import Settings
from bpviz.ui.surface_plan import GRID, Choice, Planner
from bpviz.ui.surface_walk import LARGEST
from bpviz.ui.surface_words import warnings_of
from bpviz.ui.views.diagnosis import DiagnosisView
from bpviz.ui.views.race import RaceView
from bpviz.ui.views.surface import SurfaceView
from bpviz.ui.window import MainWindow
from tests.ui.test_player import wait

Show = Callable[[Experiment], MainWindow]


def network(size: float, activation: str = "relu", output: str = "linear") -> Experiment:
    """XOR, with every start weight plus or minus `size`."""
    first = {"units": 2, "activation": activation, "weights": [[size, -size], [size, size]]}
    last = {"units": 1, "activation": output, "weights": [[size], [-size]]}
    return Experiment.from_dict(
        {"data": {"source": "xor"}, "layers": [first, last], "loss": {"name": "mse"}}
    )


@pytest.fixture
def show(qapp: Any, tmp_path: Path) -> Iterator[Show]:
    """Opens windows on screen, and closes them at the test's end."""
    made: list[MainWindow] = []

    def opened(experiment: Experiment) -> MainWindow:
        store = QSettings(str(tmp_path / "bpviz.ini"), QSettings.Format.IniFormat)
        made.append(MainWindow(experiment, None, Settings(store), Translations()))
        made[-1].resize(1600, 900)
        made[-1].show()
        return made[-1]

    yield opened
    for window in made:
        window.session.source = None  # closing asks nothing then
        window.close()
        window.deleteLater()
    QTest.qWait(1)


def walk(window: MainWindow) -> Iterator[Step]:
    """Show the first iteration's micro-steps in every view, one by one."""
    for index in range(window.player.timeline.steps_per_iteration):
        if index:
            window.player.step_forward()
        wait(lambda at=index: window.player.step.index == at)
        for view in window.deck.views.values():
            view.grab()
        yield window.player.step


def test_the_window_steps_through_a_first_iteration_that_is_not_finite(show: Show) -> None:
    """Every view shows every micro-step, and the diagnosis tells of it from the first one on."""
    window = show(network(1e80))
    window.docks.open("diagnosis")
    wait(lambda: "diagnosis" in window.deck.views)
    view = window.deck.views["diagnosis"]
    assert isinstance(view, DiagnosisView)
    bad = []
    for step in walk(window):
        report = view._reported(step)
        told = "non_finite" in {verdict.kind for verdict in report.verdicts}
        assert told == (step.non_finite is not None)
        bad.append(told)
    assert bad.count(True) > len(bad) // 2


@pytest.mark.parametrize("kind", ["path", "components", "states", "gradient", "random", "weights"])
@given(size=st.floats(1e30, 1.7e308), sign=st.sampled_from([-1.0, 1.0]))
@settings(max_examples=15)
def test_any_finite_start_has_a_loss_surface(kind: Kind, size: float, sign: float) -> None:
    """The window's grid is finite and goes around a point, and the start counts as clipped."""
    timeline = Timeline(Problem(network(sign * size, "tanh", "sigmoid")))
    pair = ((1, 0, 0), (2, 1, 0)) if kind == "weights" else None
    scene = Planner(timeline).scene(2, Choice(kind, weights=pair))
    assert scene.clipped
    assert scene.overflow == 0
    assert np.isfinite(scene.path).all()
    for ticks in (scene.job.xs, scene.job.ys):
        assert np.isfinite(ticks).all()
        assert (np.diff(ticks) > 0).all()
    assert "clipped at ±" in warnings_of(scene, None)
    assert scene.job.compute().losses.shape == (GRID, GRID)


@pytest.mark.parametrize(("size", "clipped"), [(1e29, False), (1e31, True)])
def test_only_what_is_beyond_the_limit_is_clipped(size: float, clipped: bool) -> None:
    """A start that can be shown is shown as it is, with its path."""
    timeline = Timeline(Problem(network(size, "tanh", "sigmoid")))
    scene = Planner(timeline).scene(2, Choice())
    assert scene.clipped == clipped
    assert len(scene.path) == (1 if clipped else 3)
    largest = np.abs(scene.job.plane.center).max()
    assert largest == min(size, LARGEST)


@pytest.mark.parametrize("size", [1e200, -1.7e308])
def test_enormous_start_weights_open_in_the_window(show: Show, size: float) -> None:
    """Every view there is shows the first iteration and paints its picture; badges tell why."""
    window = show(network(size, "tanh", "sigmoid"))
    for name in VIEWS:
        if name in window.docks.all:
            window.docks.open(name)
    wait(lambda: len(window.deck.views) == len(VIEWS))
    assert len(window.deck.views) == len(VIEWS)
    for _ in walk(window):
        pass
    image = QImage(600, 400, QImage.Format.Format_ARGB32_Premultiplied)
    for view in window.deck.views.values():
        painter = QPainter(image)
        view.prepare_picture()
        view.paint_picture(painter, QRectF(0, 0, 600, 400))
        painter.end()
    surface = window.deck.views["surface"]
    assert isinstance(surface, SurfaceView)
    assert surface.stage.plot.furniture.badge.startswith("start weights clipped at ±10³⁰")


def test_a_race_from_an_enormous_start_is_on_a_map(qapp: Any) -> None:
    """The map goes around the clipped start, which the badge tells."""
    view = RaceView()
    view.set_timeline(Timeline(Problem(network(1e200, "tanh", "sigmoid"))))
    view.step = view.timeline[0] if view.timeline is not None else None
    view.show()
    view.refresh()
    view.prepare_picture()
    assert view._result is not None
    assert np.isfinite([*view._result.x, *view._result.y]).all()
    assert view.stage.plot.furniture.badge == "start weights clipped at ±10¹⁰⁰"
    view.close()
    view.deleteLater()


def test_the_axis_of_decades_takes_any_range() -> None:
    """While an axis becomes logarithmic its range may be of values: ticks are those of numbers."""
    assert decade_ticks(9.8e123, 1.27e124, 3).labelled == ()
    ticks = decade_ticks(-1e15, 1e15, 5)
    assert 2 <= len(ticks.labelled) <= 6
    assert all(abs(at) <= 400 for at, _ in ticks.labelled)
