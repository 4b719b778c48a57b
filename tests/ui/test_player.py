"""The player: stepping, seeking and playing, exactly and without holding up the event loop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QTimer

from bpviz.core.experiment import (
    DataSpec,
    Experiment,
    LayerSpec,
    OptimizerSpec,
    TrainingSpec,
)
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui import reach
from bpviz.ui.player import Player, Run
from bpviz.ui.player_stops import Stop
from tests.ui.waiting import wait

XOR = Experiment(seed=7)


def timeline(experiment: Experiment = XOR) -> Timeline:
    """A new run."""
    return Timeline(Problem(experiment))


@pytest.fixture
def make(qapp: Any) -> Iterator[Callable[..., Player]]:
    """Players that are closed at the end."""
    made: list[Player] = []

    def new(experiment: Experiment = XOR) -> Player:
        player = Player(timeline(experiment))
        made.append(player)
        return player

    yield new
    for player in made:
        player.close()
        player.deleteLater()
    QCoreApplication.sendPostedEvents()


def numbers(step: Step) -> list[bytes]:
    """Every number that a step shows."""
    found = [np.array([step.index, step.loss or 0.0]).tobytes()]
    for mapping in (step.z, step.a, step.da, step.delta, step.dW, step.db, step.W, step.b):
        found += [np.ascontiguousarray(mapping[key]).tobytes() for key in mapping]
    return found


def test_thirty_forward_and_thirty_back_show_the_same_numbers(make: Callable[..., Player]) -> None:
    """Each step on the way back equals, bit for bit, the one on the way there."""
    player = make(replace(XOR, optimizer=OptimizerSpec("adam", 0.1)))
    seen: list[Step] = []
    player.step_changed.connect(seen.append)
    there = [numbers(player.step)]
    for _ in range(30):
        player.step_forward()
        there.append(numbers(player.step))
    back = [numbers(player.step)]
    for _ in range(30):
        player.step_back()
        back.append(numbers(player.step))
    assert there == back[::-1]
    assert [step.index for step in seen] == [*range(1, 31), *range(29, -1, -1)]


@pytest.mark.parametrize(
    ("size", "count", "stops"),
    [
        ("micro", 10, [1, 2, 3]),
        ("layer", 10, [2, 4, 5]),
        ("pass", 10, [4, 5, 9]),
        ("iteration", 10, [11, 23, 35]),
        ("epoch", 10, [23, 47, 71]),
        ("n", 3, [35, 71, 107]),
    ],
)
def test_each_size_stops_at_its_ends(
    make: Callable[..., Player], size: str, count: int, stops: list[int]
) -> None:
    """On the real engine, a press goes where the size says, and back."""
    player = make(replace(XOR, training=TrainingSpec(batch_size=2)))
    player.size, player.count = size, count
    reached = []
    for _ in stops:
        player.step_forward()
        reached.append(player.k)
    for _ in stops:
        player.step_back()
    assert reached == stops
    assert player.k == 0


def test_back_from_the_start_stays_there(make: Callable[..., Player]) -> None:
    """There is nothing before the start, and going there is no error."""
    player = make()
    player.step_back()
    player.previous_iteration()
    assert player.k == 0


def test_playing_slowly_shows_every_step(make: Callable[..., Player]) -> None:
    """Below 30 steps a second each micro-step is shown once, in order, and none too soon."""
    player = make()
    seen: list[int] = []
    player.step_changed.connect(lambda step: seen.append(step.index))
    player.set_rate(25.0)
    begin = time.perf_counter()
    player.play()
    assert wait(lambda: len(seen) >= 10)
    took = time.perf_counter() - begin
    player.pause()
    assert seen == list(range(1, len(seen) + 1))
    assert took > 0.3


def test_playing_fast_keeps_time(make: Callable[..., Player]) -> None:
    """At 600 micro-steps a second no more pass than that, of which only some are shown."""
    player = make()
    seen: list[int] = []
    player.step_changed.connect(lambda step: seen.append(step.index))
    player.set_rate(600.0)
    player.play()
    begin = time.perf_counter()
    assert wait(lambda: time.perf_counter() - begin > 1.0)
    player.pause()
    assert 60 < player.k <= 600 * (time.perf_counter() - begin) + player.per_iteration
    assert len(seen) < player.k / 4


def test_at_full_speed_xor_is_learned_and_the_event_loop_lives(
    make: Callable[..., Player],
) -> None:
    """XOR plays to a loss under 0.01, and other timers have their turn meanwhile."""
    experiment = replace(
        XOR,
        layers=(LayerSpec(4, "tanh"), LayerSpec(1, "sigmoid")),
        optimizer=OptimizerSpec("adam", 0.05),
        training=TrainingSpec(stop_loss=0.01),
    )
    player = make(experiment)
    stops: list[Stop] = []
    player.stopped.connect(stops.append)
    player.set_rate(math.inf)
    turns: list[int] = []
    beat = QTimer()
    beat.timeout.connect(lambda: turns.append(player.k))
    beat.start(0)
    player.play()
    assert wait(lambda: not player.playing, 30)
    beat.stop()
    assert [stop.why for stop in stops] == ["stop_loss"]
    assert player.step.loss is not None
    assert player.step.loss < 0.01
    assert turns


def test_views_that_paint_slowly_are_shown_less_often(make: Callable[..., Player]) -> None:
    """At full speed, views that take 10 ms a step get no more than about a fifth of the time."""
    player = make()
    shown: list[Step] = []

    def paint(step: Step) -> None:
        shown.append(step)
        begin = time.perf_counter()
        while time.perf_counter() - begin < 0.01:
            pass

    player.step_changed.connect(paint)
    player.set_rate(math.inf)
    begin = time.perf_counter()
    player.play()
    wait(lambda: time.perf_counter() - begin > 1.5)
    player.pause()
    assert 2 <= len(shown) < 0.3 * (time.perf_counter() - begin) / 0.01


def test_playing_ends_with_the_last_epoch(make: Callable[..., Player]) -> None:
    """At any speed playing stops at the end of the last epoch, says so, and goes on if asked."""
    experiment = replace(XOR, training=TrainingSpec(epochs=20))
    for rate in (math.inf, 400.0):
        player = make(experiment)
        stops: list[Stop] = []
        player.stopped.connect(stops.append)
        player.set_rate(rate)
        player.play()
        assert wait(lambda player=player: not player.playing)
        assert [stop.why for stop in stops] == ["epochs"]
        assert player.k == 20 * 12 - 1
        player.play()
        assert wait(lambda player=player: player.k > 20 * 12)
        player.pause()


def test_stop_loss_ends_at_the_first_iteration_that_reaches_it(make: Callable[..., Player]) -> None:
    """At full speed one ends where stepping would have: at the first loss that is low enough."""
    experiment = replace(XOR, training=TrainingSpec(stop_loss=0.249))
    player = make(experiment)
    player.set_rate(math.inf)
    player.play()
    assert wait(lambda: not player.playing)
    losses = player.timeline.history.loss
    first = int(np.flatnonzero(losses <= 0.249)[0])
    assert player.step.iteration == player.timeline.history.iterations[first]


@pytest.mark.parametrize("rate", [25.0, 500.0, math.inf])
def test_numbers_that_end_pause_playing_where_they_ended(
    make: Callable[..., Player], rate: float
) -> None:
    """Playing stops at the first micro-step that is not finite; the one before it still is."""
    experiment = replace(
        XOR,
        layers=(LayerSpec(3, "relu"), LayerSpec(1, "linear")),
        optimizer=OptimizerSpec("sgd", 1e60),
    )
    player = make(experiment)
    stops: list[Stop] = []
    player.stopped.connect(stops.append)
    player.set_rate(rate)
    player.play()
    assert wait(lambda: not player.playing)
    assert [stop.why for stop in stops] == ["non_finite"]
    assert player.step.non_finite is not None
    assert player.step.non_finite.phase == player.step.phase
    player.size = "micro"
    player.step_back()
    assert player.step.non_finite is None


def test_a_far_seek_shows_progress_and_the_newest_wish_wins(
    make: Callable[..., Player], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seek that takes long is done in slices, reports itself, and gives way to a newer one."""
    monkeypatch.setattr(reach, "BUSY_AFTER", 0.0)
    player = make()
    busy: list[float | None] = []
    player.busy_changed.connect(busy.append)
    player.seek(12 * 100_000)
    assert player.k == 0
    player.seek(12 * 5_000 + 3)
    assert wait(lambda: player.k == 12 * 5_000 + 3)
    assert busy[-1] is None
    assert any(share is not None and 0 < share <= 1 for share in busy)
    assert player.timeline.head < 100_000


def test_cancel_stays_where_one_was(make: Callable[..., Player]) -> None:
    """A cancelled seek leaves the shown step, and playing works afterwards."""
    player = make()
    player.seek(12 * 1_000_000)
    player.cancel()
    wait(lambda: False, 0.1)
    assert player.k == 0
    player.step_forward()
    assert player.k == 1


BIG = Experiment(
    data=DataSpec("gauss", params={"samples": 2000}),
    layers=(LayerSpec(500, "relu"), LayerSpec(500, "relu"), LayerSpec(1, "sigmoid")),
)


def test_slow_iterations_run_on_a_thread(make: Callable[..., Player]) -> None:
    """Where an iteration takes long the window's thread has little to do; the newest wish wins."""
    player = make(BIG)
    per = player.per_iteration
    busy, last = [0.0], time.thread_time()  # this thread's own work, whatever else runs

    def pulse() -> None:
        nonlocal last
        busy.append(time.thread_time() - last)
        last = time.thread_time()

    beat = QTimer()
    beat.timeout.connect(pulse)
    last = time.thread_time()
    beat.start(5)
    player.seek(per * 500)
    player.seek(per * 2 + 1)
    assert wait(lambda: player.k == per * 2 + 1, 60)
    beat.stop()
    assert player.timeline.head < 50
    assert max(busy) < 0.2


def test_closing_while_a_thread_computes_is_clean(make: Callable[..., Player]) -> None:
    """Nothing arrives after closing, and the thread has ended."""
    player = make(BIG)
    player.size = "iteration"
    player.play()
    wait(lambda: False, 0.1)
    player.close()
    where = player.k
    wait(lambda: False, 0.1)
    assert player.k == where
    thread = player._reach._worker._thread
    assert thread is not None
    assert not thread.is_alive()


def test_another_run_replaces_this_one_and_can_be_come_back_to(
    make: Callable[..., Player],
) -> None:
    """`run` remembers where one was in which timeline."""
    player = make()
    player.seek(100)
    before = player.run
    changed: list[Timeline] = []
    player.timeline_changed.connect(changed.append)
    player.set_run(Run(timeline(replace(XOR, seed=8)), 0))
    assert player.k == 0
    player.set_run(before)
    assert player.timeline is before.timeline
    assert wait(lambda: player.k == 100)
    assert len(changed) == 2


def test_a_branch_begins_where_it_left(make: Callable[..., Player]) -> None:
    """Home and step back on a branch end at its first micro-step."""
    player = make()
    player.seek(12 * 5)
    branch = player.timeline.branch(5, replace(XOR, optimizer=OptimizerSpec("sgd", 2.0)))
    player.set_run(Run(branch, 12 * 5))
    player.step_back()
    assert player.k == 60
    player.seek(100)
    player.home()
    assert player.k == 60


def test_end_is_the_furthest_step_that_was_shown(make: Callable[..., Player]) -> None:
    """What a view computed ahead does not count: End never shows what nobody has come to."""
    player = make()
    player.seek(12)
    player.timeline.advance(40)
    player.home()
    player.end()
    assert player.k == 12
