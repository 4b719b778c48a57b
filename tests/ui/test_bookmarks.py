"""Bookmarks: steps of a run to come back to, as flags on the strip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtTest import QTest

from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.bookmarks import Bookmarks
from bpviz.ui.language import Translations
from bpviz.ui.player import Player, Run
from bpviz.ui.settings import Settings
from bpviz.ui.theme import DARK, LIGHT, Theme
from bpviz.ui.timeline_strip import TimelineStrip
from bpviz.ui.window import MainWindow


@pytest.fixture
def strip(qapp: Any) -> Iterator[TimelineStrip]:
    """A strip as wide as a window, in iteration 3 of a run."""
    widget = TimelineStrip()
    widget.resize(1600, 44)
    timeline = Timeline(Problem(Experiment()))
    widget.set_timeline(timeline)
    widget.show_step(timeline[40])
    widget.show()
    yield widget
    widget.close()
    widget.deleteLater()


def test_a_bookmark_is_set_and_taken_back_at_the_step_on_screen(qapp: Any) -> None:
    """The same command does both; the steps are told in order."""
    player = Player(Timeline(Problem(Experiment())))
    bookmarks, told = Bookmarks(player), []
    bookmarks.changed.connect(told.append)
    for k in (30, 5, 30):
        player.set_run(Run(player.timeline, k))
        told.clear()
        bookmarks.toggle()
        assert told == [bookmarks.steps]
    assert bookmarks.steps == [5]
    player.close()


def test_a_click_beside_a_flag_still_goes_to_its_step(strip: TimelineStrip) -> None:
    """At least 16 pixels around and below a flag belong to it, but nothing of the slider's bar."""
    chosen: list[int] = []
    strip.set_bookmarks([26])
    strip.position_chosen.connect(chosen.append)
    for theme in (DARK, DARK.scaled(2.0)):
        strip.set_theme(theme)
        strip.resize(1600, strip.sizeHint().height())
        (_, flag), *_ = strip.flags()
        for x in (-3.0, 4.0, flag.width() + 3.0):
            for y in (-3.0, 8.0, 16.0):
                at = QPointF(flag.left() + x, flag.top() + y).toPoint()
                chosen.clear()
                QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=at)
                assert chosen == [26], (theme.font_scale, x, y)
        chosen.clear()
        on_bar = QPointF(flag.left() + 4.0, strip.bar().center().y()).toPoint()
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=on_bar)
        assert chosen != [26]


def test_each_run_has_bookmarks_of_its_own(qapp: Any) -> None:
    """A branch begins without; going back to the run brings its bookmarks back."""
    timeline = Timeline(Problem(Experiment()))
    player = Player(timeline)
    bookmarks, told = Bookmarks(player), []
    bookmarks.toggle()
    bookmarks.changed.connect(told.append)
    branch = timeline.branch(2)
    player.set_run(Run(branch, branch.first_index))
    assert (bookmarks.steps, told) == ([], [[]])
    player.set_run(Run(timeline, 7))
    assert (bookmarks.steps, told) == ([0], [[], [0]])
    player.close()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_flag_stands_on_the_scrubber_and_on_its_chip(strip: TimelineStrip, theme: Theme) -> None:
    """Its ink is there with the bookmark, and gone without."""
    strip.set_theme(theme)

    def ink(x: float, y: float) -> bool:
        color = strip.grab().toImage().pixelColor(round(x), round(y))
        return bool(color == theme.color("text"))

    strip.set_bookmarks([38])
    (step, flag), *_ = strip.flags()
    assert step == 38
    chip = strip.chip_area()[38 - 36]
    places = [(flag.left() + 3, flag.center().y()), (chip.right() - 5, chip.top() + 4.5)]
    assert all(ink(*place) for place in places)
    strip.set_bookmarks([])
    assert not any(ink(*place) for place in places)


def test_a_click_on_a_flag_goes_to_its_step(strip: TimelineStrip) -> None:
    """Where several stand together, from one to the next and round again."""
    asked: list[int] = []
    strip.position_chosen.connect(asked.append)
    strip.set_bookmarks([2, 38, 39])
    assert strip._timeline is not None
    for expected in (38, 39, 38):
        flags = dict(strip.flags())
        at = flags[38].adjusted(-3, 0, 3, 0).intersected(flags[39].adjusted(-3, 0, 3, 0))
        place = at.center().toPoint()
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
        assert asked[-1] == expected
        strip.show_step(strip._timeline[expected])


def test_ctrl_d_bookmarks_the_step(qapp: Any, tmp_path: Any) -> None:
    """The key, the command and the strip are connected."""
    found = lesson("xor")
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(found.experiment, found, Settings(store), Translations())
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.player.step_forward()
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert window.bookmarks.steps == [window.player.step.index]
    assert [step for step, _ in window.strip.flags()] == window.bookmarks.steps
    window.close()
    window.deleteLater()
    QTest.qWait(1)
