"""Runs beside each other in the real window: from start-up, while it plays, and when it is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from bpviz.core.contrasts import offered
from bpviz.files.lessons import lesson
from bpviz.ui.language import Translations
from bpviz.ui.settings import Settings
from bpviz.ui.views.compare import CompareView
from bpviz.ui.window import MainWindow


@pytest.fixture
def window(qapp: Any, tmp_path: Any) -> Iterator[MainWindow]:
    """A window as it starts up, with settings of its own."""
    store = QSettings(str(tmp_path / "bpviz.ini"), QSettings.Format.IniFormat)
    found = lesson("xor")
    made = MainWindow(found.experiment, found, Settings(store), Translations())
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.resize(1280, 720)
    made.show()
    made.complete()
    QTest.qWait(20)
    yield made
    made.translations.use("en")
    made.session.source = None  # closing asks nothing then
    made.close()
    made.deleteLater()
    QTest.qWait(1)


def wait(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    """Run the event loop until the condition holds."""
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        QTest.qWait(2)
    return bool(condition())


def compare_of(window: MainWindow) -> CompareView:
    """The comparison in the window."""
    view = window.deck.views["compare"]
    assert isinstance(view, CompareView)
    return view


def all_at(window: MainWindow) -> bool:
    """Whether all runs are shown where the player is."""
    view, step = compare_of(window), window.player.step
    where = (step.iteration, step.phase, step.layer)
    shown = [(r.step.iteration, r.step.phase, r.step.layer) for r in view.runs if r.step]
    return view.settled and shown == [where] * 2


def begin(window: MainWindow, name: str) -> CompareView:
    """Open a lesson and compare its run with what tells most."""
    window.open(name)
    window.actions_["compare"].trigger()
    assert wait(lambda: all_at(window))
    return compare_of(window)


def test_ten_sigmoid_layers_beside_relu_are_three_clicks_from_start_up(
    window: MainWindow,
) -> None:
    """Title, lesson, Compare: three real clicks show ten sigmoid layers beside ReLU with He."""
    clicks = []

    def choose_the_lesson() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(a for a in menu.actions() if a.objectName() == "lesson_deep-sigmoid")
        clicks.append(2)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    title = window.findChild(QToolButton, "lesson_button")
    assert title is not None
    QTimer.singleShot(100, choose_the_lesson)
    clicks.append(1)
    QTest.mouseClick(title, Qt.MouseButton.LeftButton)  # the menu keeps it until one is chosen
    assert wait(lambda: window.session.source == lesson("deep-sigmoid"))
    button = window.findChild(QToolButton, "compare_button")
    assert button is not None
    assert button.isVisible()
    clicks.append(3)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wait(lambda: all_at(window))
    assert clicks == [1, 2, 3]
    names = [pane.name for pane in compare_of(window).panes]
    assert names == ["this run: sigmoid + Xavier uniform", "ReLU + He uniform"]


def test_it_goes_along_with_the_transport(window: MainWindow) -> None:
    """Step, step back, iterations and playing at full speed bring all runs along."""
    begin(window, "circle")
    player = window.player
    for go in (player.step_forward, player.next_iteration, player.next_iteration,
               player.previous_iteration, player.step_back, player.home):  # fmt: skip
        go()
        assert wait(lambda: all_at(window)), go.__name__
    player.set_rate(float("inf"))
    player.play()
    assert wait(lambda: player.step.iteration > 200)
    player.pause()
    assert wait(lambda: all_at(window))
    assert player.step.iteration > 200


def test_undo_and_another_lesson_leave_nothing_stale(window: MainWindow) -> None:
    """After an edit, its undoing and another lesson, both runs are those of the experiment."""
    view = begin(window, "deep-sigmoid")
    experiment = window.session.experiment
    rate = replace(experiment.optimizer, learning_rate=1.0)
    window.session.apply(replace(experiment, optimizer=rate))
    assert wait(lambda: all_at(window))
    assert all(r.step.problem.experiment.optimizer == rate for r in view.runs if r.step)
    window.actions_["undo"].trigger()
    assert wait(lambda: all_at(window))
    assert view.runs[0].timeline.problem.experiment == experiment
    assert view.runs[1].timeline.problem.experiment.optimizer == experiment.optimizer
    window.open("thirty-xavier")
    assert wait(lambda: all_at(window))
    assert [pane.name for pane in view.panes] == ["this run: Xavier normal", "He uniform"]
    assert view.gradients.bars.heights.shape == (2, 30)


def test_language_and_theme_change_while_comparing(window: MainWindow) -> None:
    """The other theme gives each run its other colour; the other language changes every title."""
    view = begin(window, "circle")
    before = [run.color for run in view.runs]
    window.look.toggle_theme()
    assert wait(lambda: all_at(window))
    assert not set(before) & {run.color for run in view.runs}
    assert [pane.color for pane in view.panes] == [run.color for run in view.runs]
    window.toggle_language()
    assert wait(lambda: view.add.text() != "Compare with…")
    assert wait(lambda: all_at(window))
    assert view.add.text() == view.tr("Compare with…")
    window.toggle_language()
    window.look.toggle_theme()
    assert wait(lambda: all_at(window))
    assert [run.color for run in view.runs] == before


def test_the_views_of_one_run_come_back(window: MainWindow) -> None:
    """Docks that gave way return when comparing ends, also where presenting began or ended then."""
    docks = window.docks.all
    before = {name for name, dock in docks.items() if not dock.isHidden()}
    begin(window, "circle")
    hidden = {name for name in before if docks[name].isHidden()}
    assert hidden == before - {"experiment", "lesson"}
    window.look.present(True)
    assert compare_of(window).isVisible()
    window.look.present(False)
    assert compare_of(window).isVisible()
    QTest.qWait(700)  # until the layout has been put back as often as it is
    assert compare_of(window).isVisible()
    assert docks["gradients"].isHidden()
    window.actions_["compare"].trigger()
    assert {name for name, dock in docks.items() if not dock.isHidden()} == before


def test_the_remembered_layout_is_that_without_a_comparison(window: MainWindow) -> None:
    """A window closed while comparing and playing opens again with all its views."""
    docks = window.docks.all
    before = {name for name, dock in docks.items() if not dock.isHidden()}
    begin(window, "circle")
    window.player.play()
    QTest.qWait(50)
    window.session.source = None
    window.close()
    assert {name for name, dock in docks.items() if not dock.isHidden()} == before
    found = lesson("xor")
    again = MainWindow(found.experiment, found, window.settings, Translations())
    shown = {name for name, dock in again.docks.all.items() if not dock.isHidden()}
    again.deleteLater()
    assert shown == before


def test_a_branch_can_be_chosen_from_the_menu(window: MainWindow) -> None:
    """After an edit the run before stands in the button's menu; chosen, it is compared."""
    view = begin(window, "xor")
    first = window.player.timeline
    experiment = window.session.experiment
    rate = replace(experiment.optimizer, learning_rate=1.0)
    window.session.apply(replace(experiment, optimizer=rate))
    assert wait(lambda: all_at(window))
    view._offer()
    (action,) = [a for a in view._menu.actions() if a.text() == "before: learning rate 5"]
    action.trigger()
    assert wait(lambda: len(view.runs) == 3 and view.settled)
    assert view.runs[2].timeline is first
    assert isinstance(view.childAt(QPoint(20, 60)), QWidget)


def test_another_lesson_is_compared_with_what_tells_most_about_it(window: MainWindow) -> None:
    """A choice holds through edits of its lesson, and gives way when another one is opened."""
    view = begin(window, "circle")
    view.leave(view.rivals.all[0].key)
    view.compare_with("rate_down")
    experiment = window.session.experiment
    window.session.apply(replace(experiment, seed=experiment.seed + 1))
    assert [rival.key for rival in view.rivals.all] == ["rate_down"]
    window.actions_["compare"].trigger()
    view = begin(window, "deep-sigmoid")
    assert [rival.key for rival in view.rivals.all] == ["relu"]
    window.open("thirty-xavier")
    assert wait(lambda: all_at(window))
    assert [rival.key for rival in view.rivals.all] == [
        next(iter(offered(window.session.experiment)))
    ]


def test_runs_of_other_lessons_are_not_offered(window: MainWindow) -> None:
    """After an edit and another lesson only that one's runs are known; undone, the first's are."""
    first = window.player.timeline
    window.session.apply(replace(window.session.experiment, seed=7))
    edited = window.player.timeline
    window.open("circle")
    circle = window.player.timeline
    assert window.session.other_runs() == ()
    window.session.apply(replace(window.session.experiment, seed=7))
    assert window.session.other_runs() == (circle,)
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    assert window.player.timeline is edited
    assert window.session.other_runs() == (first,)


def places(window: MainWindow) -> dict[str, tuple[int, int, int, int]]:
    """Where each dock that can be seen stands."""
    docks = window.docks.all.items()
    return {
        name: dock.geometry().getRect()  # type: ignore[misc]
        for name, dock in docks
        if not dock.visibleRegion().isEmpty()
    }


def test_all_docks_have_their_sizes_again(window: MainWindow) -> None:
    """Opening and closing the comparison, twice, leaves every dock where and as large as it was."""
    window.resize(1920, 1080)
    QTest.qWait(400)  # until it has been judged what fits
    window.open("deep-sigmoid")
    window.docks.resize()
    QTest.qWait(50)
    before = places(window)
    assert {"gradients", "surface", "prediction", "loss"} <= set(before)
    for _ in range(2):
        window.actions_["compare"].trigger()
        assert wait(lambda: all_at(window))
        window.actions_["compare"].trigger()
        QTest.qWait(400)
        assert places(window) == before


def test_a_dock_closed_while_comparing_stays_closed(window: MainWindow) -> None:
    """What is opened or closed in the View menu meanwhile is so afterwards, too."""
    docks = window.docks.all
    begin(window, "circle")
    docks["lesson"].toggleViewAction().trigger()
    docks["diagnosis"].toggleViewAction().trigger()
    window.actions_["compare"].trigger()
    assert docks["lesson"].isHidden()
    assert not docks["diagnosis"].isHidden()
    assert not docks["gradients"].isHidden()
