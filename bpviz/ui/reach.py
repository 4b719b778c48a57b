"""Getting to a micro-step: at once, in slices of the event loop, or on a thread."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.worker import Request, Worker

SLICE = 0.012
"""Seconds of computing in one turn of the event loop."""

SLOW = 0.030
"""Seconds; where an iteration takes longer, a thread computes."""

BUSY_AFTER = 0.2
"""Seconds after which a computation shows its progress."""

FAR = 10_000
"""Iterations; a slice does not run so many."""


class Reach(QObject):
    """Computes the micro-step that was asked for last; older wishes are dropped.

    Signals
    -------
    arrived(Step)
        The micro-step that was asked for; emitted before `go` returns where it is near.
    busy_changed(float or None)
        A computation takes a while: how much of it is done, 0…1; None at its end.
    """

    arrived = Signal(object)
    busy_changed = Signal(object)

    def __init__(self, timeline: Timeline, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns = QTimer(self, singleShot=True)
        self._turns.timeout.connect(self._turn)
        self._worker = Worker(self)
        self._worker.arrived.connect(self._on_arrived)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.failed.connect(self._on_failed)
        self._busy = False
        self.goal: int | None = None
        self.set_timeline(timeline)

    def set_timeline(self, timeline: Timeline) -> None:
        """Work in another run from now on."""
        self.cancel()
        self.timeline = timeline
        self._seconds = guessed_seconds(timeline.problem)  # of one iteration

    @property
    def slow(self) -> bool:
        """Whether an iteration is too long for the window's thread."""
        return self._seconds > SLOW or self._worker.busy

    def go(self, k: int) -> None:
        """Compute micro-step `k`, and nothing that was asked before."""
        self.goal = k
        self._since = time.perf_counter()
        self._way = max(1, self._distance(k // self.timeline.steps_per_iteration))
        self._turns.stop()
        if self.slow:
            self._worker.ask(Request(self.timeline, k))
        else:
            self._turn()

    def cancel(self) -> None:
        """Drop what is being computed."""
        self._turns.stop()
        self._worker.cancel()
        self.goal = None
        self._report(None)

    def run(self, iteration: int) -> int:
        """Run towards `iteration` for a slice; tell which one was reached."""
        begin = time.perf_counter()
        way = self._distance(iteration)
        near = min(iteration, self.timeline.head + FAR)
        reached = self.timeline.advance(near, begin + SLICE)
        done = way - self._distance(iteration)
        if done > 0:
            self._seconds = (time.perf_counter() - begin) / done
        return reached

    def close(self) -> None:
        """End the thread and the timer."""
        self.cancel()
        self._worker.close()

    def _distance(self, iteration: int) -> int:
        """How many iterations must be computed to reach the state before `iteration`."""
        beyond = iteration - self.timeline.head
        return beyond if beyond > 0 else self.timeline.distance(iteration)

    # ---- on the way --------------------------------------------------------------------------

    def _turn(self) -> None:
        """Compute for a slice; come back later, or arrive."""
        goal = self.goal
        if goal is None:
            return
        iteration = goal // self.timeline.steps_per_iteration
        if self.run(iteration) >= iteration:
            self._arrive(self.timeline[goal])
            return
        self._report(1.0 - self._distance(iteration) / self._way)
        if self.slow:
            self._worker.ask(Request(self.timeline, goal))
        else:
            self._turns.start(0)

    def _arrive(self, step: Step) -> None:
        self.goal = None
        self._report(None)
        self.arrived.emit(step)

    def _report(self, done: float | None) -> None:
        """Tell of progress, but not of what is done in a moment."""
        if done is None:
            if self._busy:
                self._busy = False
                self.busy_changed.emit(None)
        elif time.perf_counter() - self._since > BUSY_AFTER:
            self._busy = True
            self.busy_changed.emit(min(1.0, max(0.0, done)))

    def _is_current(self, request: Request) -> bool:
        return request.timeline is self.timeline and request.k == self.goal

    def _on_progressed(self, request: Request, done: float) -> None:
        if self._is_current(request):
            self._report(done)

    def _on_arrived(self, request: Request, step: Step) -> None:
        if self._is_current(request):
            self._seconds = (time.perf_counter() - self._since) / self._way
            self._arrive(step)

    def _on_failed(self, request: Request, error: Exception) -> None:
        if self._is_current(request):
            self.cancel()
        raise error


def guessed_seconds(problem: Problem) -> float:
    """Seconds that an iteration may take, before one was measured: 6 flops a weight and sample."""
    return 6e-9 * problem.n_params * min(problem.batch_size or problem.n_train, problem.n_train)
