"""How the compared runs keep up with the one that is shown, and how their pictures take turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.runs import at, matching
from bpviz.ui.reach import Reach

SLICE = 0.02
"""Seconds of running at a time, where a run is brought along in the window's thread."""


class Chase(QObject):
    """Brings runs to the micro-step that is shown: in slices, or on a thread where that is long.

    Signals
    -------
    arrived()
        One more run is there. Connect it queued: runs must not be dropped in its emission.
    """

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.steps: dict[Timeline, Step] = {}
        self._reaches: dict[Timeline, Reach] = {}
        self._shares: dict[Timeline, float] = {}

    def follow(self, runs: Iterable[Timeline]) -> None:
        """Bring these runs along from now on, and no others."""
        wanted = list(runs)
        for run in [run for run in self._reaches if run not in wanted]:
            self._drop(run)
        for run in wanted:
            if run not in self._reaches:
                self._reaches[run] = self._reach(run)

    def go(self, run: Timeline, step: Step) -> None:
        """Bring a run to the micro-step that shows the same as `step`, if it is not there."""
        reach, source = self._reaches[run], at(run, step.iteration)
        if reach.timeline is not source:
            reach.set_timeline(source)
            self.steps.pop(run, None)
        goal, there = matching(step, source), self.steps.get(run)
        if reach.goal == goal or (there is not None and there.index == goal):
            return
        self.steps.pop(run, None)
        self._shares[run] = 0.0
        reach.go(goal)

    def slices(self, run: Timeline, step: Step) -> Iterator[float]:
        """Bring a run there in this thread, in small pieces; yields the share done, 0…1."""
        source = at(run, step.iteration)
        if run in self._reaches:
            self._reaches[run].cancel()
        goal = matching(step, source)
        iteration = goal // source.steps_per_iteration
        while (now := source.advance(iteration, time.perf_counter() + SLICE)) < iteration:
            yield now / iteration
        self.steps[run] = source[goal]

    @property
    def done(self) -> bool:
        """Whether all runs are there."""
        return all(run in self.steps for run in self._reaches)

    def share(self, run: Timeline) -> float:
        """How far a run has come, 0…1."""
        return 1.0 if run in self.steps else self._shares.get(run, 0.0)

    def stop(self) -> None:
        """Compute nothing more, and end the threads."""
        for run in list(self._reaches):
            self._drop(run)

    def _reach(self, run: Timeline) -> Reach:
        reach = Reach(run, self)

        def arrive(step: Step) -> None:
            self.steps[run] = step
            self.arrived.emit()

        def note(share: float | None) -> None:
            self._shares[run] = share or 0.0

        reach.arrived.connect(arrive)
        reach.busy_changed.connect(note)
        return reach

    def _drop(self, run: Timeline) -> None:
        reach = self._reaches.pop(run)
        self.steps.pop(run, None)
        reach.arrived.disconnect()
        reach.close()
        reach.setParent(None)  # with the last reference to it, it goes


class Turns(QObject):
    """Does one thing in each turn of the event loop, so that no turn is long."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Callable[[], object]] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._turn)

    @property
    def busy(self) -> bool:
        """Whether something is left to do."""
        return bool(self._jobs)

    def begin(self, jobs: Iterable[Callable[[], object]]) -> None:
        """Do these, and nothing that was left."""
        self._jobs = list(jobs)
        self._timer.start(0)

    def settle(self) -> None:
        """Do now all that is left."""
        while self._jobs:
            self._jobs.pop(0)()

    def stop(self) -> None:
        """Forget what is left."""
        self._jobs.clear()
        self._timer.stop()

    def _turn(self) -> None:
        if self._jobs:
            job = self._jobs.pop(0)
            self._timer.start(0)
            job()
