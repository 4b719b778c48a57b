"""Start weights that make a run overflow at once: the window shows it, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest

from bpviz.core.experiment import Experiment
from bpviz.core.step import Step
from bpviz.ui.language import Translations
from bpviz.ui.settings import Settings
from bpviz.ui.views.diagnosis import DiagnosisView
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
