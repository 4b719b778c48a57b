"""Playing and breakpoints: whatever the speed, it stops at the very micro-step."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from bpviz.core.breakpoints import breakpoint_for, first_hit
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment
from bpviz.ui import reach
from bpviz.ui.player import Player, Run
from bpviz.ui.player_stops import Stop
from tests.ui.test_player import wait

SPIRAL = load_experiment("spiral")[0]


@pytest.fixture
def make(qapp: Any) -> Iterator[Callable[..., tuple[Player, list[Stop]]]]:
    """Players of the lesson `spiral`, with the list of their stops."""
    made: list[Player] = []

    def new(experiment: Experiment = SPIRAL) -> tuple[Player, list[Stop]]:
        player = Player(Timeline(Problem(experiment)))
        stops: list[Stop] = []
        player.stopped.connect(stops.append)
        made.append(player)
        return player, stops

    yield new
    for player in made:
        player.close()
        player.deleteLater()
    QCoreApplication.sendPostedEvents()


@pytest.mark.parametrize("rate", [25.0, 200.0, math.inf])
@pytest.mark.parametrize("size", ["micro", "iteration", "epoch"])
def test_it_stops_where_the_breakpoint_fires(
    make: Callable[..., tuple[Player, list[Stop]]], rate: float, size: str
) -> None:
    """At any speed and step size the shown step is the one at which the loss first rose."""
    player, stops = make()
    found = breakpoint_for(player.timeline.problem, "loss_rises", percent=40.0)
    hit, _ = first_hit(Timeline(player.timeline.problem), [found], 0, 10**6)
    assert hit is not None
    player.set_breakpoints([found])
    player.size, player.rate = size, rate
    if size == "micro" and rate < 100:
        player.seek(hit.index - 5)
    player.play()
    assert wait(lambda: bool(stops))
    assert (player.k, player.playing) == (hit.index, False)
    assert (stops[0].why, stops[0].breakpoint) == ("breakpoint", found)
    assert stops[0].step is player.step


def test_it_goes_on_behind_a_breakpoint(make: Callable[..., tuple[Player, list[Stop]]]) -> None:
    """Played again from where it stopped, it runs to where the breakpoint fires next."""
    player, stops = make()
    problem, per = player.timeline.problem, player.per_iteration
    player.set_breakpoints([breakpoint_for(problem, "micro_step", phase="loss")])
    player.rate = math.inf
    for turn in range(3):
        player.play()
        assert wait(lambda turn=turn: len(stops) == turn + 1)
        assert (player.k // per, player.step.phase) == (turn, "loss")


def test_an_iteration_that_takes_long_stops_too(
    make: Callable[..., tuple[Player, list[Stop]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a thread computes, step after step, no breakpoint is jumped over."""
    monkeypatch.setattr(reach, "SLOW", 0.0)
    player, stops = make()
    player.set_breakpoints([breakpoint_for(player.timeline.problem, "iteration", number=3)])
    player.size, player.rate = "epoch", 25.0
    player.play()
    assert wait(lambda: bool(stops))
    assert player.k == 3 * player.per_iteration


def test_running_to_a_place_stops_there_or_at_a_breakpoint_before(
    make: Callable[..., tuple[Player, list[Stop]]],
) -> None:
    """`run_to` goes at full speed to the micro-step it was given, unless something stops it."""
    player, stops = make()
    per = player.per_iteration
    player.run_to(500 * per + 7)
    assert player.hurries
    assert wait(lambda: bool(stops))
    assert (player.k, stops[0].why) == (500 * per + 7, "cursor")
    assert not player.hurries
    player.set_breakpoints([breakpoint_for(player.timeline.problem, "iteration", number=600)])
    player.run_to(700 * per)
    assert wait(lambda: len(stops) == 2)
    assert (player.k, stops[1].why) == (600 * per, "breakpoint")
    player.run_to(10)  # what lies behind needs no run
    assert (player.k, player.playing) == (10, False)


def test_a_breakpoint_of_another_network_waits(
    make: Callable[..., tuple[Player, list[Stop]]],
) -> None:
    """What is about a layer that this network lacks does not disturb playing, and is not lost."""
    player, stops = make()
    deep = breakpoint_for(player.timeline.problem, "gradient_leaves", layer=3, low=0.0, high=1e-9)
    player.set_breakpoints([deep])
    player.set_run(Run(Timeline(Problem(load_experiment("xor")[0])), 0))
    player.run_to(50)
    assert wait(lambda: bool(stops))
    assert (player.k, stops[0].why) == (50, "cursor")
    assert player.breakpoints == (deep,)
