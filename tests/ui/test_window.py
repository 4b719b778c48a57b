"""The window as a hand finds it: real keys and real clicks on the real window."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QSpinBox, QTabBar, QWidget

from bpviz.core.experiment import LayerSpec, OptimizerSpec
from bpviz.core.step import Step
from bpviz.files.experiment_file import read_experiment, write_experiment
from bpviz.files.lessons import lesson
from bpviz.ui.docks import SHARING, Docks, sensible_geometry
from bpviz.ui.language import Translations
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.settings import Settings
from bpviz.ui.speed import USUAL
from bpviz.ui.surface_job import Progress
from bpviz.ui.surface_worker import SurfaceWorker
from bpviz.ui.texts import phase_name
from bpviz.ui.window import MainWindow
from bpviz.ui.window_memory import parse_rect, usual_scale
from tests.ui.waiting import settle

Open = Callable[..., MainWindow]


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    """Settings of one test."""
    return QSettings(str(tmp_path / "bpviz.ini"), QSettings.Format.IniFormat)


def new_window(store: QSettings) -> MainWindow:
    """A window that shows the first lesson."""
    found = lesson("xor")
    window = MainWindow(found.experiment, found, Settings(store), Translations())
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1600, 900)
    window.show()
    return window


def discard(window: MainWindow) -> None:
    """Close a window for good."""
    window.translations.use("en")
    window.session.source = None  # closing asks nothing then
    window.close()
    window.deleteLater()
    QTest.qWait(1)


@pytest.fixture
def open_window(qapp: Any, store: QSettings) -> Iterator[Open]:
    """Windows of a test's own, closed at its end."""
    made: list[MainWindow] = []

    def make() -> MainWindow:
        made.append(new_window(store))
        return made[-1]

    yield make
    for window in made:
        discard(window)


@pytest.fixture(scope="module")
def shared(_application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all tests that leave it usable: making one takes a second."""
    path = tmp_path_factory.mktemp("shared") / "bpviz.ini"
    window = new_window(QSettings(str(path), QSettings.Format.IniFormat))
    window.complete()
    QTest.qWait(20)
    yield window
    discard(window)


@pytest.fixture
def window(qapp: Any, shared: MainWindow) -> Iterator[MainWindow]:
    """The shared window with its first lesson at its first step."""
    shared.look.present(False)
    shared.setWindowState(Qt.WindowState.WindowNoState)
    shared.resize(1600, 900)
    shared.open("xor")
    shared.transport.speed.setValue(USUAL)
    QTest.mouseClick(shared.findChild(QWidget, "size_micro"), Qt.MouseButton.LeftButton)
    shared.activateWindow()
    shared.stage.setFocus()
    QTest.qWait(1)
    yield shared
    shared.player.cancel()
    shared.player.pause()


def press(window: QWidget, *keys: Qt.Key) -> None:
    """Press keys, whatever has the focus."""
    for key in keys:
        target = QApplication.focusWidget() or window
        QTest.keyClick(target, key)


def wait(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Run the event loop until the condition holds."""
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        QTest.qWait(2)
    return condition()


def shown(window: MainWindow) -> dict[str, QImage]:
    """What every view and the strip look like, when all that was asked for is painted."""
    parts = {**window.deck.views, "strip": window.strip, "status": window.status}
    before: dict[str, QImage] = {}
    ends = time.monotonic() + 20.0
    while time.monotonic() < ends:
        assert wait(lambda: not window.deck.is_behind())
        QTest.qWait(100)
        now = {name: part.grab().toImage() for name, part in parts.items()}
        if now == before:
            break
        before = now
    return now


def numbers(step: Step) -> list[bytes]:
    """Every array of a step."""
    groups = (step.z, step.a, step.da, step.delta, step.dW, step.db, step.W, step.b)
    return [np.ascontiguousarray(group[key]).tobytes() for group in groups for key in group]


def test_it_opens_ready_to_step(window: MainWindow) -> None:
    """The first lesson stands at its first micro-step; → goes on without anything filled in."""
    assert window.player.k == 0
    assert set(window.deck.views) == set(VIEWS)
    press(window, Qt.Key.Key_Right)
    assert window.player.k == 1
    assert window.deck.views["network"].step is window.player.step


def test_the_network_is_there_before_everything_else(open_window: Open) -> None:
    """The first picture does not wait for the other views; they follow by themselves."""
    window = open_window()
    assert list(window.deck.views) == ["network"]
    assert wait(lambda: len(window.deck.views) == len(VIEWS) and window.form is not None)


def test_runs_are_compared_on_the_stage(window: MainWindow) -> None:
    """Ctrl+K shows two runs in place of the network and the explanation, and again these two."""
    views, explanation = window.deck.views, window.docks.all["explanation"]
    window.actions_["compare"].trigger()
    compare = views["compare"]
    assert compare.isVisible()
    assert not views["network"].isVisible()
    assert explanation.isHidden()
    press(window, Qt.Key.Key_Right)
    assert wait(lambda: [run.step and run.step.index for run in compare.runs] == [1, 1])
    window.actions_["compare"].trigger()
    assert views["network"].isVisible()
    assert not compare.isVisible()
    assert not explanation.isHidden()
    assert not window.actions_["compare"].isChecked()


def test_every_usual_view_has_its_place_in_a_large_window(window: MainWindow) -> None:
    """At 1920×1080 all views of the usual layout are in sight, the race behind the surface."""
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1920, 1080)
    window.docks.arrange()
    names = {"network", *Docks.USUAL} & window.deck.views.keys()
    assert wait(lambda: all(window.deck.views[name].in_sight for name in names))
    window.docks.open("race")
    assert wait(lambda: window.deck.views["race"].in_sight)
    assert all(window.deck.views[name].in_sight for name in names - {"surface"})
    window.docks.arrange()  # the layout is remembered


def test_what_is_behind_a_tab_costs_nothing_and_catches_up(window: MainWindow) -> None:
    """A view behind another one draws no steps; raised, it shows the step of now."""
    window.docks.open("race")
    surface, drawn = window.deck.views["surface"], []
    assert wait(lambda: not surface.in_sight)
    draw = surface.draw
    surface.draw = lambda step: (drawn.append(step.index), draw(step))
    for _ in range(3):
        press(window, Qt.Key.Key_Right)
    assert wait(lambda: not window.deck.is_behind())
    assert drawn == []
    window.docks.open("surface")
    assert wait(lambda: drawn == [3])
    window.docks.arrange()  # the layout is remembered


def test_thirty_steps_there_and_back_show_the_same(window: MainWindow) -> None:
    """After 30 presses of the clicker forward and 30 back, every number is as it was."""
    there, back = [numbers(window.player.step)], []
    for _ in range(30):
        press(window, Qt.Key.Key_PageDown)
        there.append(numbers(window.player.step))
    assert window.player.k == 30
    back.append(numbers(window.player.step))
    for _ in range(30):
        press(window, Qt.Key.Key_PageUp)
        back.append(numbers(window.player.step))
    assert window.player.k == 0
    assert there == back[::-1]


def test_views_draw_a_step_alike_from_either_side(window: MainWindow) -> None:
    """The picture of a step is the same whether one came to it forward or back."""
    names = ("network", "explanation", "gradients", "loss", "strip", "status")
    press(window, *[Qt.Key.Key_Right] * 40)
    press(window, Qt.Key.Key_Home)
    press(window, *[Qt.Key.Key_Right] * 31)
    first = shown(window)
    press(window, *[Qt.Key.Key_Right] * 9)
    press(window, *[Qt.Key.Key_Left] * 9)
    second = shown(window)
    assert {name: first[name] == second[name] for name in names} == dict.fromkeys(names, True)


KEYS: list[tuple[Qt.Key, Qt.KeyboardModifier, int]] = [
    (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 25),
    (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 23),
    (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, 25),
    (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, 23),
    (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
    (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 47),
    (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 35),
    (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 23),
]


@pytest.mark.parametrize(("key", "modifier", "arrives"), KEYS)
def test_keys_go_where_they_say(
    window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier, arrives: int
) -> None:
    """Each key of the clicker and of the keyboard moves as documented."""
    window.player.seek(47)
    window.player.seek(24)
    QTest.keyClick(window, key, modifier)
    assert window.player.k == arrives


def test_space_plays_and_pauses(window: MainWindow) -> None:
    """Space plays at the chosen speed, and pauses; the button shows which."""
    window.transport.speed.setValue(60)
    press(window, Qt.Key.Key_Space)
    assert window.actions_["play"].isChecked()
    assert wait(lambda: window.player.k > 3)
    press(window, Qt.Key.Key_Space)
    assert not window.player.playing
    assert not window.actions_["play"].isChecked()


def test_a_combo_box_leaves_the_clicker_its_keys(window: MainWindow) -> None:
    """With the focus in a combo box, arrows and page keys step, and the choice stays."""
    for combo in window.findChildren(QComboBox):
        if not combo.isVisible() or not combo.isEnabled():
            continue
        combo.setFocus()
        before, k = combo.currentIndex(), window.player.k
        press(window, Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Left)
        assert (combo.currentIndex(), window.player.k) == (before, k + 1), combo.objectName()


def test_a_text_field_keeps_its_keys_until_enter(window: MainWindow) -> None:
    """← in a number edits the number; after Enter it steps back again."""
    window.player.seek(5)
    QTest.mouseClick(window.findChild(QWidget, "size_n"), Qt.MouseButton.LeftButton)
    count = window.findChild(QSpinBox, "step_count")
    assert count is not None
    count.setFocus()
    press(window, Qt.Key.Key_Left, Qt.Key.Key_Home)
    assert window.player.k == 5
    press(window, Qt.Key.Key_Return)
    assert not isinstance(QApplication.focusWidget(), QLineEdit | QSpinBox)
    press(window, Qt.Key.Key_Left)
    assert window.player.k == 0


def test_full_speed_learns_xor(window: MainWindow) -> None:
    """Played at the right end of the slider, the first lesson reaches a loss under 0.01."""
    window.transport.speed.setValue(100)
    assert math.isinf(window.player.rate)
    press(window, Qt.Key.Key_Space)
    assert window.deck.views["network"].playing  # it draws without animation
    assert wait(lambda: (window.player.step.loss or 1.0) < 0.01, 30)
    press(window, Qt.Key.Key_Space)
    assert not window.player.playing
    assert not window.deck.views["network"].playing


def test_an_edit_starts_anew_and_undo_comes_back(window: MainWindow) -> None:
    """An edited experiment runs from its start; Ctrl+Z brings back the run where it was left."""
    window.player.seek(40)
    before = window.player.timeline
    edited = replace(window.session.experiment, optimizer=OptimizerSpec("sgd", 0.1))
    assert window.session.apply(edited)
    assert (window.player.k, window.session.experiment) == (0, edited)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.player.timeline is before
    assert window.player.k == 40
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_Z, both)
    assert window.session.experiment == edited


def test_an_edit_from_here_branches(window: MainWindow) -> None:
    """With "from here", a new rate continues from this iteration, with the weights it had."""
    window.player.seek(12 * 5 + 3)
    weights = window.player.timeline.state(5).params
    edited = replace(window.session.experiment, optimizer=OptimizerSpec("sgd", 0.1))
    window.session.apply(edited, from_here=True)
    assert window.player.step.iteration == 5
    assert np.array_equal(window.player.step.state.params, weights)
    assert window.player.timeline.parent is not None
    wider = replace(edited, layers=(LayerSpec(5), LayerSpec(1)))
    window.session.apply(wider, from_here=True)  # other weights: only a restart makes sense
    assert window.player.k == 0


def test_an_experiment_that_cannot_run_is_refused_in_one_line(window: MainWindow) -> None:
    """The message bar says why; the run that was shown stays."""
    window.player.seek(9)
    before = window.player.run
    assert not window.session.apply(replace(window.session.experiment, layers=(LayerSpec(3),)))
    assert "layers[0].units" in window.messages.text
    assert "\n" not in window.messages.text
    assert window.player.run == before


def test_a_wrong_file_is_refused_and_a_right_one_opened(window: MainWindow, tmp_path: Path) -> None:
    """Dropping a broken file says so inside the window; a good one replaces the lesson."""
    bad, good = tmp_path / "bad.toml", tmp_path / "good.toml"
    bad.write_text("format = 1\nlayer = 3\n", encoding="utf-8")
    write_experiment(good, replace(window.session.experiment, title="Mine", seed=9))
    before = window.session.experiment
    drop(window, bad)
    assert window.messages.text.startswith("bad.toml")
    assert window.session.experiment == before
    drop(window, good)
    assert window.session.experiment.seed == 9
    assert window.messages.text == ""
    assert "Mine" in window.windowTitle()


def drop(window: MainWindow, path: Path) -> None:
    """Drag a file over the window and drop it there."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), copy, data, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copy, data, left, none))


def test_save_writes_what_is_run(window: MainWindow, tmp_path: Path) -> None:
    """A saved experiment reads back equal, and the title is no longer marked as changed."""
    window.session.new_start()
    assert window.isWindowModified()
    path = tmp_path / "mine.toml"
    assert window.session.save(path)
    assert read_experiment(path) == window.session.experiment
    assert not window.isWindowModified()


def test_lessons_open_from_the_menu(window: MainWindow) -> None:
    """Every lesson is in the menu under its title, opens, and can be stepped."""
    names = [a.objectName() for a in window.menus.lessons.actions()]
    assert names[0] == "lesson_xor"
    assert len(names) >= 8
    for action in window.menus.lessons.actions():
        action.trigger()
        press(window, Qt.Key.Key_Right)
        assert window.player.k == 1
        assert action.isChecked()
        assert window.messages.text == ""


def test_language_changes_while_it_runs(window: MainWindow) -> None:
    """One button turns every text Russian, another press English, and the run goes on."""
    window.player.seek(7)
    english = window.windowTitle(), window.actions_["open"].text()
    window.actions_["language"].trigger()
    QTest.qWait(1)
    assert window.windowTitle() != english[0]
    assert window.player.k == 7
    window.actions_["language"].trigger()
    QTest.qWait(1)
    assert (window.windowTitle(), window.actions_["open"].text()) == english


def test_theme_changes_what_is_painted(window: MainWindow) -> None:
    """Dark is dark and light is light, on the stage and around it."""

    def lightness() -> float:
        image = window.grab().toImage()
        points = [(10, 300), (800, 60), (300, 880), (500, 500)]
        return float(np.mean([image.pixelColor(x, y).lightnessF() for x, y in points]))

    dark = lightness()
    window.actions_["theme"].trigger()
    assert dark < 0.3 < 0.7 < lightness()


def test_presenting_has_larger_type_and_comes_back(window: MainWindow) -> None:
    """F11 fills the screen with larger type and without menus; Esc restores what was there."""
    QTest.qWait(500)  # for the docks to suit the window
    size = window.theme.font_scale
    docks = window.docks.all
    shown = [dock for dock in docks.values() if not dock.visibleRegion().isEmpty()]  # no tab behind
    widths = [dock.width() for dock in shown]
    press(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert window.theme.font_scale == pytest.approx(window.memory.present_scale() * size)
    assert window.theme.font_scale >= 1.25 * size
    assert not window.menuBar().isVisible()
    assert not docks["experiment"].isVisible()
    press(window, Qt.Key.Key_Right)
    assert window.player.k == 1
    press(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.theme.font_scale == size
    assert window.menuBar().isVisible()
    assert docks["experiment"].isVisible()
    settle(window)
    assert [dock.width() for dock in shown] == pytest.approx(widths, abs=4)


def test_the_lessons_text_can_be_called_up_while_presenting(window: MainWindow) -> None:
    """Ctrl+L shows it, wide enough for a line, and hides it; Esc leaves the window as it was."""
    dock = window.docks.all["lesson"]
    press(window, Qt.Key.Key_F11)
    assert not dock.isVisible()
    QTest.keyClick(window.stage, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert dock.isVisible()
    assert window.lesson_panel.text.toPlainText()
    assert dock.width() > 15 * window.theme.font_scale * 14
    QTest.keyClick(window.stage, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not dock.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert dock.isVisible()


def test_a_closed_dock_comes_back_with_reset_layout(window: MainWindow) -> None:
    """Each dock closes, is listed in the View menu, and Reset layout brings the usual ones back."""
    for dock in window.docks.all.values():
        assert dock.toggleViewAction() in window.menus._menus["view_menu"].actions()
        dock.close()
    assert not any(dock.isVisible() for dock in window.docks.all.values())
    window.actions_["reset_layout"].trigger()
    assert all(window.docks.all[name].isVisible() for name in Docks.USUAL)


def test_a_window_that_comes_back_has_its_tabs_in_their_places(open_window: Open) -> None:
    """Closed views that share a place leave no tab bar over the menu at the next start."""
    for _ in range(2):
        window = open_window()
        window.complete()
        QTest.qWait(1)
        bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
        in_sight = [bar for bar in bars if window.rect().contains(bar.geometry())]
        assert in_sight
        assert all(bar.count() > 1 for bar in in_sight)
        window.close()


def test_the_layout_is_remembered(open_window: Open) -> None:
    """What was closed, how large the window was and the speed are the same at the next start."""
    window = open_window()
    window.transport.speed.setValue(55)
    window.docks.all["surface"].close()
    window.setGeometry(QRect(10, 20, 1200, 700))
    window.close()
    found = lesson("xor")
    again = MainWindow(found.experiment, found, window.settings, Translations())
    again.show()
    QTest.qWait(10)
    assert again.transport.speed.value() == 55
    assert not again.docks.all["surface"].isVisible()
    assert again.docks.all["gradients"].isVisible()
    again.close()


GARBAGE = {
    "geometry": ["-30000 -30000 5 5", "1 2 3", "x", "0 0 99999999 2", 7],
    "layout": [b"nonsense", "text", 3.5],
    "scale": ["nan", "1e9", "-1", "", [1]],
    "theme": ["purple", 4],
    "language": ["xx"],
    "speed": ["fast", 1e9, -4, "inf"],
}


@pytest.mark.parametrize("index", range(5))
def test_garbage_in_the_settings_is_no_obstacle(
    open_window: Open, store: QSettings, index: int
) -> None:
    """Whatever stands in the settings, the window opens on the screen with all its docks."""
    for key, values in GARBAGE.items():
        store.setValue(key, values[index % len(values)])
    window = open_window()
    QTest.qWait(1)
    assert window.theme.font_scale in (0.8, 1.0)
    assert all(window.docks.all[name].isVisible() for name in Docks.USUAL)


@pytest.mark.parametrize(
    "frame", [QRect(-5000, -5000, 300, 200), QRect(90000, 0, 1600, 900), QRect(0, 0, 99999, 99999)]
)
def test_a_window_is_always_on_a_screen(qapp: Any, frame: QRect) -> None:
    """A remembered place that no screen shows is moved to one that does."""
    screen = QApplication.primaryScreen().availableGeometry()
    assert screen.contains(sensible_geometry(frame, screen.size() / 2))


def test_small_parsers() -> None:
    """Rectangles and type sizes read from settings and screens are sane."""
    assert parse_rect("1 2 300 400") == QRect(1, 2, 300, 400)
    assert parse_rect("1 2 3") is None
    assert [usual_scale(h) for h in (600, 1080, 1440, 2160)] == [1.0, 1.0, 1.3, 2.0]


def test_a_selection_reaches_every_view(window: MainWindow) -> None:
    """What is chosen in one view is marked in all; one that does not exist is brought in range."""
    window.deck.views["network"].selection_changed.emit(Selection(2, 9, None, 99))
    for view in window.deck.views.values():
        assert view.selection == Selection(2, 0, None, 3)


def test_numbers_that_end_are_said_in_the_status_bar(window: MainWindow) -> None:
    """A run that diverges pauses and names layer, element and phase; ← is finite again."""
    wild = replace(
        window.session.experiment,
        layers=(LayerSpec(3, "relu"), LayerSpec(1, "linear")),
        optimizer=OptimizerSpec("sgd", 1e60),
    )
    window.session.apply(wild)
    window.transport.speed.setValue(100)
    press(window, Qt.Key.Key_Space)
    assert wait(lambda: window.player.step.non_finite is not None and not window.player.playing)
    text = window.status.notice.text()
    assert text.startswith("Paused: ")
    assert "not a number" in text or "infinite" in text
    assert phase_name(window.player.step.phase) in text
    press(window, Qt.Key.Key_Left)
    assert window.player.step.non_finite is None
    assert window.status.notice.text() == ""


def test_a_long_computation_shows_progress_and_is_cancelled(window: MainWindow) -> None:
    """A far seek shows its progress with a button; the button ends it."""
    window.player.seek(12 * 3_000_000)
    assert wait(lambda: window.status.progress.isVisible())
    QTest.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    assert not window.status.progress.isVisible()
    assert window.player.k == 0


class Endless:
    """Work that never comes to an end."""

    def refine(self, log: bool = True) -> Iterator[Progress[object]]:
        """Rest, piece by piece."""
        while True:
            time.sleep(0.001)
            yield Progress(0.5)


def test_closing_ends_what_computes_for_the_views(open_window: Open) -> None:
    """No view's thread outlives the window, in whatever it is interrupted."""

    def threads() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if thread.name == "bpviz-surface"}

    others = threads()
    window = open_window()
    window.complete()
    for name in ("surface", "race", "compare", "gradcheck"):
        (worker,) = window.deck.views[name].findChildren(SurfaceWorker)
        worker.ask(Endless())
    assert len(threads() - others) == 4
    window.session.source = None
    window.close()
    assert not threads() - others


def test_closing_in_the_middle_of_playing_is_clean(open_window: Open) -> None:
    """A window closed at full speed stops: no step comes any more."""
    window = open_window()
    window.transport.speed.setValue(100)
    window.actions_["play"].trigger()
    wait(lambda: window.player.k > 1000)
    window.close()
    k, begin = window.player.k, time.monotonic()
    wait(lambda: time.monotonic() - begin > 0.1)
    assert window.player.k == k
    assert not window.player.playing


def test_every_control_has_a_name(window: MainWindow) -> None:
    """Actions, docks and the bars' controls can be found by objectName."""
    for name in (
        "step", "step_back", "play", "next_iteration", "previous_iteration", "reset", "new_start",
        "export", "present", "open", "save",
    ):  # fmt: skip
        assert window.findChild(type(window.actions_["step"]), name) is not None
    for widget in ("speed", "step_size", "timeline_strip", "message_bar", "status"):
        assert window.findChild(QWidget, widget) is not None
    assert all(dock.objectName() for dock in window.docks.all.values())


def test_clicking_a_chip_goes_there(window: MainWindow) -> None:
    """A click on a micro-step's chip shows that micro-step."""
    window.player.seek(24)
    chips = window.strip.chip_area()
    QTest.mouseClick(
        window.strip, Qt.MouseButton.LeftButton, pos=QPoint(*map(int, center(chips[7])))
    )
    assert window.player.k == 31


def center(rect: Any) -> tuple[float, float]:
    """The middle of a rectangle."""
    return rect.center().x(), rect.center().y()


def places(window: MainWindow) -> list[Any]:
    """Where everything stands."""
    docks = window.docks.all.values()
    form = window.form
    assert form is not None
    rows = [row.geometry().getRect() for row in form._rows.values()]
    bar = [button.geometry().getRect() for button in window.transport.buttons]
    return [[dock.geometry().getRect() for dock in docks], rows, bar, window.size()]


def test_presenting_on_a_low_screen_shows_one_view_beside_the_network(window: MainWindow) -> None:
    """Views on the right become tabs, the title is readable, Esc restores every pixel.

    Also after a change of language meanwhile.
    """
    window.resize(1280, 720)
    QTest.qWait(400)
    before = places(window)
    window.actions_["present"].trigger()
    QTest.qWait(350)
    window.resize(1280, 720)  # the test's screen is another one
    QTest.qWait(300)
    docks = window.docks.all
    for _ in range(2):
        beside = set(window.tabifiedDockWidgets(docks["surface"]))
        assert beside == {docks[name] for name in ("gradients", "prediction", "loss")}
        assert docks["surface"].height() > 0.6 * 720
        assert len(window.transport.lesson.text()) > 8
        assert all(button.isVisible() for button in window.transport.extras)
        window.toggle_language()
        QTest.qWait(50)
    window.look.present(False)
    QTest.qWait(700)
    assert places(window) == before


def test_presenting_keeps_the_view_in_front_that_was_there(window: MainWindow) -> None:
    """Who looks at the race and presents still looks at the race, not at the loss surface."""
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1280, 720)
    window.docks.arrange()
    window.docks.open("race")
    race = window.deck.views["race"]
    assert wait(lambda: race.in_sight)
    window.actions_["present"].trigger()
    QTest.qWait(700)
    assert race.in_sight
    window.look.present(False)
    QTest.qWait(700)
    assert race.in_sight
    window.docks.arrange()  # the layout is remembered


@pytest.mark.parametrize("size", [(960, 600), (1280, 720), (1600, 900)])
def test_docks_do_not_overlap(window: MainWindow, size: tuple[int, int]) -> None:
    """However small the window may be made, every part has a place of its own and a title."""
    window.resize(*size)
    QTest.qWait(400)
    areas = [window.centralWidget().geometry()]
    areas += [
        dock.geometry() for dock in window.docks.all.values() if not dock.visibleRegion().isEmpty()
    ]
    for i, area in enumerate(areas):
        assert window.rect().contains(area)
        assert not any(area.intersects(other) for other in areas[:i])
    assert len(window.transport.lesson.text()) > 8


def test_another_lesson_does_not_lose_edits(window: MainWindow) -> None:
    """Ctrl+Z after choosing another lesson brings the edited experiment and its lesson back."""
    source = window.session.source
    window.session.new_start()
    edited = window.session.experiment
    window.open("spiral")
    assert not window.isWindowModified()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (window.session.experiment, window.session.source) == (edited, source)
    assert window.isWindowModified()


def test_a_clicker_takes_what_was_typed_and_steps(window: MainWindow) -> None:
    """PageDown in a number puts the number in force and steps; Space plays again afterwards."""
    assert window.form is not None
    field = window.form._rows["optimizer.learning_rate"].cell.field
    assert isinstance(field, QLineEdit)
    for finish in (
        lambda: press(window, Qt.Key.Key_PageDown),
        lambda: QTest.mouseClick(window.transport.buttons[3], Qt.MouseButton.LeftButton),
    ):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "0.3")
        finish()
        assert QApplication.focusWidget() is window.stage
    assert window.session.experiment.optimizer.learning_rate == 0.3
    assert window.player.k == 2


def test_a_row_grows_with_the_reason_below_it(window: MainWindow) -> None:
    """A wrong number stays readable, also in a form that showed another lesson meanwhile."""
    window.open("spiral")
    window.open("xor")
    QTest.qWait(50)
    assert window.form is not None
    row = window.form._rows["optimizer.learning_rate"]
    field = row.cell.field
    assert isinstance(field, QLineEdit)
    height = field.height()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1e400")
    assert wait(row.problem.isVisible)
    QTest.qWait(50)
    assert field.height() >= height
    assert row.label.height() >= row.label.fontMetrics().height()
    press(window, Qt.Key.Key_Escape)


def test_an_edit_that_ends_playing_says_so(window: MainWindow) -> None:
    """Who changes a setting while it plays reads in the status bar why it stands still."""
    window.player.play()
    wait(lambda: window.player.k > 1)
    edited = replace(window.session.experiment, optimizer=OptimizerSpec("sgd", 0.1))
    window._on_edit(edited)
    assert not window.player.playing
    assert "started again" in window.status.notice.text()
    press(window, Qt.Key.Key_Right)
    assert window.status.notice.text() == ""


def test_what_the_edges_show_is_chosen_and_remembered(open_window: Open) -> None:
    """The View menu's entry changes the diagram at once, and the next window opens with it."""
    first = open_window()
    menu = first.findChild(QMenu, "edge_mode")
    assert menu in [action.menu() for action in first.findChild(QMenu, "view_menu").actions()]
    ticked = [entry.objectName() for entry in menu.actions() if entry.isChecked()]
    assert ticked == ["edge_mode_auto"]
    view = first.deck.views["network"]
    before = view.grab().toImage()
    first.findChild(QAction, "edge_mode_gradients").trigger()
    assert view.edge_mode == "gradients"
    assert view.grab().toImage() != before
    second = open_window()
    assert second.deck.views["network"].edge_mode == "gradients"
    assert second.findChild(QAction, "edge_mode_gradients").isChecked()
    second.findChild(QAction, "edge_mode_auto").trigger()
    assert second.deck.views["network"].edge_mode == "auto"


def test_the_tint_of_the_network_is_chosen_and_remembered(open_window: Open) -> None:
    """The View menu's entry tints the diagram at once, and the next window opens with it."""
    first = open_window()
    menu = first.findChild(QMenu, "tint_mode")
    assert menu in [action.menu() for action in first.findChild(QMenu, "view_menu").actions()]
    ticked = [entry.objectName() for entry in menu.actions() if entry.isChecked()]
    assert ticked == ["tint_mode_off"]
    view = first.deck.views["network"]
    assert view.tint_menu is menu
    before = view.grab().toImage()
    first.findChild(QAction, "tint_mode_saturated").trigger()
    assert view.tint_mode == "saturated"
    assert view.grab().toImage() != before
    second = open_window()
    assert second.deck.views["network"].tint_mode == "saturated"
    assert second.findChild(QAction, "tint_mode_saturated").isChecked()
    second.findChild(QAction, "tint_mode_off").trigger()
    assert second.deck.views["network"].tint_mode == "off"


def test_the_step_size_is_remembered(open_window: Open) -> None:
    """N and its number are the same at the next start, and can be read."""
    window = open_window()
    window.transport.sizes.set_size("n")
    window.transport.sizes.count.setValue(25)
    window.close()
    found = lesson("xor")
    again = MainWindow(found.experiment, found, window.settings, Translations())
    again.show()
    QTest.qWait(10)
    assert (again.player.size, again.player.count) == ("n", 25)
    line = again.transport.sizes.count.lineEdit()
    assert line.width() >= line.fontMetrics().horizontalAdvance(line.text())
    again.close()


def test_the_list_of_keys_fits_on_a_low_screen(window: MainWindow) -> None:
    """F1 shows all keys at 1280×720."""
    press(window, Qt.Key.Key_F1)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.height() < 640
    dialog.close()


def test_what_the_view_menu_opens_is_in_front(window: MainWindow) -> None:
    """A dock that shares its place with others is seen once it is chosen, not only its tab."""
    dock = window.docks.all["race"]
    dock.toggleViewAction().trigger()
    QTest.qWait(50)
    assert dock.visibleRegion().boundingRect().height() > 50
    dock.toggleViewAction().trigger()
    assert dock.isHidden()


def test_a_link_in_a_lesson_opens_its_view(window: MainWindow) -> None:
    """The race is closed at first; a click on its link in the text brings it to the front."""
    dock = window.docks.all["race"]
    assert dock.isHidden()
    window.open("ravine")
    window.lesson_panel.text.anchorClicked.emit(QUrl("view:race"))
    QTest.qWait(30)
    assert window.deck.views["race"].isVisible()
    assert dock in window.tabifiedDockWidgets(window.docks.all["surface"])
    assert dock.visibleRegion().boundingRect().height() > 50
    assert window.lesson_panel.text.toPlainText().startswith("One linear neuron")
    window.docks.arrange()
    assert dock.isHidden()


def test_a_tab_takes_no_height_from_other_docks(window: MainWindow) -> None:
    """Each dock that opens in another's place leaves all others as high as they were."""
    window.resize(1920, 1080)
    window.complete()
    QTest.qWait(300)  # until it has been judged what fits
    window.open("deep-sigmoid")
    window.docks.resize()
    QTest.qWait(20)
    docks = window.docks.all
    before = {name: docks[name].height() for name in ("surface", "prediction", "loss", "lesson")}
    for name, host in SHARING.items():
        window.docks.open(name)
        QTest.qWait(30)
        for other in before.keys() - {host}:
            assert docks[other].height() == pytest.approx(before[other], abs=4), (name, other)
        docks[name].close()
    QTest.qWait(30)
    assert {name: docks[name].height() for name in before} == pytest.approx(before, abs=4)
