"""Where we are in a run, and playing: one clock that all views follow."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from bpviz.core.breakpoints import Breakpoint, fits
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.player_stops import Limits
from bpviz.ui.reach import FAR, SLICE, Reach
from bpviz.ui.speed import USUAL, rate_of
from bpviz.ui.strides import Strides

SMOOTH = 30.0
"""Steps per second; beyond that, only some of the steps are shown."""

FRAME = 1 / 30
"""Seconds between two shown steps, at least."""

VIEW_SHARE = 0.08
"""The part of the time that all but training may take at full speed.

With what keeping states and curves costs, training keeps four fifths of the engine's own speed.
"""

SHOW_SHARE = 0.5
"""The part of the time that views may take at a rate that training keeps up with easily."""

LONGEST = 1.0
"""Seconds after which a step is shown at full speed, whatever it costs."""


@dataclass(frozen=True)
class Run:
    """A timeline and the micro-step that one is at."""

    timeline: Timeline
    k: int


class Player(QObject):
    """The position in a run: one steps, seeks and plays with it.

    Signals
    -------
    step_changed(Step)
        The current micro-step.
    timeline_changed(Timeline)
        Another run or branch; a `step_changed` follows.
    playing_changed(bool)
        Playing began or ended.
    busy_changed(float or None)
        A computation takes a while: how much of it is done, 0…1; None at its end.
    stopped(Stop)
        Playing ended by itself, and why.
    breakpoints_changed()
        There are other breakpoints.
    """

    step_changed = Signal(object)
    timeline_changed = Signal(object)
    playing_changed = Signal(bool)
    busy_changed = Signal(object)
    stopped = Signal(object)
    breakpoints_changed = Signal()

    def __init__(self, timeline: Timeline, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.size = "micro"
        self.count = 10  # iterations, for the size "n"
        self.rate = rate_of(USUAL)
        self.playing = False
        self.views_wait: Callable[[], bool] = lambda: False
        """Whether a view still waits for its turn; running freely lets it go first."""
        self.breakpoints: tuple[Breakpoint, ...] = ()
        self._limits = Limits(None, None, 0.0)
        self._cursor: int | None = None  # where one runs to at full speed
        self._target: int | None = None  # where one should be by now, looking for breakpoints
        self._furthest: WeakKeyDictionary[Timeline, int] = WeakKeyDictionary()
        self._show_seconds = 0.0  # what showing a step takes: handing it out and painting
        self._shown_at = 0.0
        self._ran_until = 0.0
        self._debt = 0.0  # seconds that all but training took beyond its part
        self._ticked_at = 0.0
        self._owed = 0.0  # the part of a step that is due
        self._ticks = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)
        self._reach = Reach(timeline, self)
        self._reach.arrived.connect(self._on_arrived)
        self._reach.busy_changed.connect(self.busy_changed)
        self._adopt(timeline)

    def _adopt(self, timeline: Timeline) -> None:
        problem = timeline.problem
        self.timeline = timeline
        self.step: Step = timeline[timeline.first_index]
        self.per_iteration = timeline.steps_per_iteration
        micros = [problem.micro_step(i) for i in range(self.per_iteration)]
        self.strides = Strides(micros, problem.iterations_per_epoch)
        self._done = timeline.first_iteration  # iterations computed, shown or not

    # ---- runs --------------------------------------------------------------------------------

    @property
    def k(self) -> int:
        """The number of the micro-step shown."""
        return self.step.index

    @property
    def run(self) -> Run:
        """The timeline and the micro-step, to come back to."""
        return Run(self.timeline, self.k)

    def set_run(self, run: Run) -> None:
        """Go to another timeline, paused."""
        self.pause()
        self._reach.set_timeline(run.timeline)
        self._adopt(run.timeline)
        self.timeline_changed.emit(run.timeline)
        self._reach.go(run.k)
        if self._reach.goal is not None:  # it takes a while: show the start meanwhile
            self._hand_out()

    def close(self) -> None:
        """Stop whatever is going on, for good."""
        self.pause()
        self._reach.close()

    # ---- one step at a time ------------------------------------------------------------------

    def step_forward(self) -> None:
        """Go on by the chosen size."""
        self.seek(self._away(1))

    def step_back(self) -> None:
        """Go back by the chosen size."""
        self.seek(self._away(-1))

    def next_iteration(self) -> None:
        """Go to the end of this iteration, or of the next."""
        self.seek(self.strides.forward(self._heading, "iteration"))

    def previous_iteration(self) -> None:
        """Go to the end of the iteration before."""
        self.seek(self.strides.back(self._heading, "iteration"))

    def home(self) -> None:
        """Go to the start of the same run, or of the same branch."""
        self.seek(self.timeline.first_index)

    def end(self) -> None:
        """Go to the furthest micro-step that was reached in this run."""
        reached = self._furthest.get(self.timeline, 0)
        self.seek(max(reached, self._done * self.per_iteration - 1, self._heading))

    def seek(self, k: int) -> None:
        """Go to micro-step `k`, computed already or not, paused."""
        self.pause()
        self._reach.go(max(self.timeline.first_index, k))

    def cancel(self) -> None:
        """Stay where we are: drop what is being computed."""
        self.pause()
        self._reach.cancel()

    @property
    def _heading(self) -> int:
        """The micro-step that is on its way, or else the shown one."""
        return self.k if self._reach.goal is None else self._reach.goal

    def _away(self, steps: int) -> int:
        """The micro-step that is `steps` of the chosen size away."""
        go = self.strides.forward if steps > 0 else self.strides.back
        if self.size == "n":
            return go(self._heading, "iteration", abs(steps) * self.count)
        return go(self._heading, self.size, abs(steps))

    def _on_arrived(self, step: Step) -> None:
        stop = None
        if self.playing:
            stop = self._limits.passed(self.timeline, step, quickly=self._reach.slow)
        self.step = stop.step if stop else step
        self._done = (self.k + 1) // self.per_iteration
        self._hand_out()
        if stop:
            self.pause()
            self.stopped.emit(stop)

    def _hand_out(self) -> None:
        begin = time.perf_counter()
        self._furthest[self.timeline] = max(self.k, self._furthest.get(self.timeline, 0))
        self.step_changed.emit(self.step)
        self._shown_at = time.perf_counter()
        self._show_seconds = 0.5 * self._show_seconds + 0.5 * (self._shown_at - begin)

    def note_painting(self, seconds: float) -> None:
        """The window painted for so long: the views' part of the time reckons with it."""
        self._show_seconds += 0.5 * seconds

    # ---- playing -----------------------------------------------------------------------------

    @property
    def hurries(self) -> bool:
        """Whether it plays so fast that only some steps are shown."""
        return self.playing and self._pace > SMOOTH

    @property
    def _pace(self) -> float:
        """Steps per second now."""
        return self.rate if self._cursor is None else math.inf

    def toggle(self) -> None:
        """Play, or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Go on by the chosen size, again and again, at the chosen rate."""
        if self.playing:
            return
        self._set_limits()
        self._begin_to_count()
        self.playing = True
        self.playing_changed.emit(True)
        self._ticks.start(0)

    def run_to(self, k: int) -> None:
        """Play to micro-step `k` at full speed; what stops playing on the way stops it earlier."""
        self.pause()
        if k <= self._heading:
            self.seek(k)
            return
        self._cursor = k
        self.play()

    def set_breakpoints(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Playing stops where one of these fires; those that another network needs wait for it."""
        self.breakpoints = tuple(breakpoints)
        if self.playing:
            self._set_limits()
        self.breakpoints_changed.emit()

    def toggle_breakpoint(self, found: Breakpoint) -> None:
        """Take a breakpoint away, or add it where there is none like it."""
        others = [other for other in self.breakpoints if other != found]
        there = len(others) < len(self.breakpoints)
        self.set_breakpoints(others if there else [*others, found])

    def _set_limits(self) -> None:
        problem = self.timeline.problem
        fitting = [found for found in self.breakpoints if fits(problem, found)]
        self._limits = Limits.ahead_of(self.step, self._heading, fitting, self._cursor)
        self._target = None

    def pause(self) -> None:
        """Stop playing, at what was computed last."""
        if not self.playing:
            return
        self._ticks.stop()
        self.playing = False
        self._cursor = None
        self.playing_changed.emit(False)
        if self._reach.goal is not None:
            self._reach.cancel()
        elif self._done * self.per_iteration - 1 > self.k:
            self._reach.go(self._done * self.per_iteration - 1)

    def set_rate(self, rate: float) -> None:
        """Steps per second, or infinity."""
        self.rate = rate
        if self.playing:
            self._begin_to_count()
            self._ticks.start(0)

    def _begin_to_count(self) -> None:
        self._ticked_at = self._ran_until = time.perf_counter()
        self._owed = self._debt = 0.0

    def _tick(self) -> None:
        """Do what is due."""
        if self._reach.goal is not None:  # a slow step is under way
            self._ticks.start(5)
        elif self._limits.breakpoints and not self._reach.slow:
            self._run_watched()
        elif self._pace <= SMOOTH or self._reach.slow:
            # What is slow is computed away from the window, one step after the other.
            self._ticks.start(self._until_next())
            end = self.strides.forward(self._heading, "iteration")
            step = self._within(self._away(1))
            self._reach.go(min(step, end) if self._limits.breakpoints else step)
        elif math.isinf(self._pace):
            self._run_freely()
        else:
            self._run_on_time()

    def _until_next(self) -> int:
        """Milliseconds to the next tick, in a steady rhythm of one tick a step."""
        now, every = time.perf_counter(), 1 / self._pace
        self._ticked_at = max(self._ticked_at + every, now)
        return round(1000 * (self._ticked_at - now))

    def _within(self, k: int) -> int:
        """`k`, or where playing has to end."""
        last = self._limits.last
        return k if last is None else min(k, last)

    @property
    def _show_every(self) -> float:
        """Seconds from one shown step to the next, so that views take no more than their part."""
        return max(FRAME, self._show_seconds / SHOW_SHARE)

    def _run_freely(self) -> None:
        """Run for a slice as fast as the machine can; show the end of an iteration now and then.

        A turn of the event loop either shows or runs, so that it stays short. Whatever else is
        done between two slices, by views or anybody, counts towards the views' part of the time.
        """
        self._ticks.start(0)
        if self.views_wait():
            return
        now = time.perf_counter()
        paid = self._debt <= 0.0
        self._debt += now - self._ran_until
        self._ran_until = now
        reached, since = self._done * self.per_iteration - 1, now - self._shown_at
        due = since > LONGEST or (since > FRAME and paid)
        if due and reached > self.k:
            self._reach.go(reached)
            return
        end = self._within((self._done + FAR) * self.per_iteration - 1)
        whole = (end + 1) // self.per_iteration
        self._done = self._reach.run(whole)
        self._ran_until = time.perf_counter()
        pays = VIEW_SHARE / (1.0 - VIEW_SHARE) * (self._ran_until - now)
        self._debt = max(0.0, self._debt - pays)
        if self._done == whole:
            self._reach.go(end)

    def _run_on_time(self) -> None:
        """Go where one should be by now, or as far as a slice goes."""
        steps = self._steps_due()
        if steps == 0:
            return
        target = self._within(self._away(steps))
        reached = self._reach.run(target // self.per_iteration) * self.per_iteration
        self._reach.go(
            target if reached + self.per_iteration > target else max(reached - 1, self.k)
        )

    def _steps_due(self) -> int:
        """How many steps are due since the last turn; the next turn is when a frame may be."""
        now = time.perf_counter()
        self._owed += self._pace * (now - self._ticked_at)
        self._ticked_at = now
        self._ticks.start(round(1000 * self._show_every))
        steps = int(self._owed)
        self._owed -= steps
        return steps

    def _run_watched(self) -> None:
        """Go on as it is due, but look for breakpoints in every iteration on the way."""
        self._ticks.start(0)
        if math.isinf(self._pace) and self.views_wait():
            return
        if self._target is None:
            self._target = self._next_target()
            if self._target is None:
                return
        now = time.perf_counter()
        looked, found = self._limits.look(self.timeline, self._target, now + SLICE)
        if found or looked == self._target:
            self._target = None
            self._reach.go(looked)
            return
        self._ticks.start(0)  # the way is long: on with it
        if now - self._shown_at > self._show_every:
            self._reach.go(looked)

    def _next_target(self) -> int | None:
        """Where one should be after the steps that are due, or None."""
        if math.isinf(self._pace):
            return self._within((self._heading // self.per_iteration + FAR) * self.per_iteration)
        if self._pace > SMOOTH:
            steps = self._steps_due()
            return self._within(self._away(steps)) if steps else None
        self._ticks.start(self._until_next())
        return self._within(self._away(1))
