"""The window of breakpoints, the strip's menu and what the status line says of a stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from bpviz.core.breakpoints import KINDS, breakpoint_for
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment
from bpviz.ui.breakpoint_words import KIND_NAMES, SETTING_NAMES, sentence
from bpviz.ui.breakpoints import BreakpointsDialog
from bpviz.ui.player import Player, Run
from bpviz.ui.player_stops import Stop
from bpviz.ui.selection import Selection
from bpviz.ui.status import stop_text
from bpviz.ui.theme import DARK
from bpviz.ui.timeline_strip import TimelineStrip

SPIRAL = Problem(load_experiment("spiral")[0])


@pytest.fixture
def player(qapp: Any) -> Iterator[Player]:
    """A player of the lesson `spiral`."""
    player = Player(Timeline(SPIRAL))
    yield player
    player.close()
    player.deleteLater()


@pytest.fixture
def parent(qapp: Any) -> Iterator[QWidget]:
    """A widget that owns a dialog."""
    widget = QWidget()
    yield widget
    widget.close()
    widget.deleteLater()


def listed(dialog: BreakpointsDialog) -> list[str]:
    """The breakpoints as they are listed."""
    QTest.qWait(1)  # layouts show what was added
    labels = dialog.findChildren(QLabel, "breakpoint_text")
    return [label.text() for label in labels if label.isVisibleTo(dialog)]


def click(dialog: BreakpointsDialog, name: str) -> None:
    """Press the button with this name."""
    button = next(b for b in dialog.findChildren(QWidget, name) if b.isVisibleTo(dialog))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_added_and_removed(player: Player, parent: QWidget, kind: str) -> None:
    """Each kind's own fields make a breakpoint, which is listed in words and goes again."""
    dialog = BreakpointsDialog(player, Selection(), parent)
    dialog.show()
    dialog.kind.set_value(kind)
    assert set(dialog._fields) == set(KINDS[kind].params)
    click(dialog, "breakpoint_add")
    (found,) = player.breakpoints
    assert found == breakpoint_for(SPIRAL, kind)
    assert listed(dialog) == [f"●  {sentence(found)}"]
    click(dialog, "breakpoint_add")  # the same once more is none
    assert len(player.breakpoints) == 1
    click(dialog, "breakpoint_remove")
    assert player.breakpoints == ()
    assert listed(dialog) == []


def test_what_is_wrong_is_said_in_place(player: Player, parent: QWidget) -> None:
    """A number that cannot be marks its field with the reason, and adds nothing."""
    dialog = BreakpointsDialog(player, Selection(), parent)
    dialog.show()
    dialog.kind.set_value("iteration")
    field = dialog._fields["number"]
    field.set_value("-3")
    click(dialog, "breakpoint_add")
    assert player.breakpoints == ()
    assert field.property("error")
    assert dialog.problem.text() == "number: must be at least 0, got -3"
    field.set_value("3")
    click(dialog, "breakpoint_add")
    assert len(player.breakpoints) == 1
    assert not field.property("error")
    assert dialog.problem.text() == ""


def test_a_selected_weight_is_offered(player: Player, parent: QWidget) -> None:
    """With a weight selected in the network, its change of sign is what comes first."""
    dialog = BreakpointsDialog(player, Selection(layer=2, unit=3, source=1), parent)
    dialog.show()
    click(dialog, "breakpoint_add")
    (found,) = player.breakpoints
    expected = breakpoint_for(SPIRAL, "sign_changes", layer=2, source=2, unit=4)
    assert found == expected
    assert sentence(found) == "the weight from 2 to 4 in layer 2 changes its sign"


def test_another_network_renews_the_fields(player: Player, parent: QWidget) -> None:
    """The phases offered are those of the network on screen."""
    dialog = BreakpointsDialog(player, Selection(), parent)
    dialog.show()
    dialog.kind.set_value("micro_step")
    before = dialog._fields["phase"]
    player.set_run(Run(Timeline(Problem(load_experiment("overfitting")[0])), 0))
    assert dialog._fields["phase"] is not before


def test_the_strip_offers_to_stop_and_to_run(player: Player) -> None:
    """A right click on a micro-step or on the track toggles a stop there, or runs there."""
    strip = TimelineStrip()
    strip.resize(1600, 44)
    strip.set_theme(DARK)
    strip.set_timeline(player.timeline)
    strip.show_step(player.timeline[0])
    toggled: list[Any] = []
    runs: list[int] = []
    strip.breakpoint_toggled.connect(toggled.append)
    strip.run_chosen.connect(runs.append)
    for at, place in (
        (strip.chip_area()[4].center(), {"micro_step": player.timeline[4].phase}),
        (QPointF(strip.bar().center()), {"iteration": None}),
    ):
        menu = strip.menu_at(at)
        assert menu is not None
        actions = {action.objectName(): action for action in menu.actions()}
        actions["run_to_cursor"].trigger()
        actions["toggle_breakpoint"].trigger()
        assert toggled[-1].kind == next(iter(place))
        plain = strip.grab().toImage()
        strip.set_breakpoints([toggled[-1]])
        assert strip.grab().toImage() != plain  # it is marked
        again = strip.menu_at(at)
        assert again is not None
        assert "not" in again.actions()[1].text()
        strip.set_breakpoints([])
    assert runs[0] == 4
    assert runs[1] == toggled[1].settings["number"] * player.per_iteration
    assert strip.menu_at(QPointF(-50, 0)) is None
    strip.deleteLater()


def test_the_status_line_names_the_breakpoint(player: Player) -> None:
    """Who is stopped by a breakpoint reads which one, and where."""
    found = breakpoint_for(SPIRAL, "loss_below", value=0.25)
    text = stop_text(Stop("breakpoint", player.timeline[40], found))
    iteration = player.timeline[40].iteration
    assert text == f"Breakpoint in iteration {iteration}: the loss falls below 0.25."


def test_all_kinds_and_settings_have_words() -> None:
    """The tables of words hold every kind and every setting, and nothing else."""
    assert set(KIND_NAMES) == set(KINDS)
    assert set(SETTING_NAMES) == {name for kind in KINDS.values() for name in kind.params}


def test_buttons_leave_the_keyboard_alone(player: Player, parent: QWidget) -> None:
    """The buttons that remove take no focus by click: Space still plays."""
    player.set_breakpoints([breakpoint_for(SPIRAL, "iteration")])
    dialog = BreakpointsDialog(player, Selection(), parent)
    button = dialog.findChildren(QToolButton, "breakpoint_remove")[0]
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
