"""A thread that computes a far or slow micro-step; the newest request wins."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bpviz.core.timeline import Timeline

SLICE = 0.05
"""Seconds after which the thread looks whether it is still wanted."""


@dataclass(frozen=True)
class Request:
    """Which micro-step of which run."""

    timeline: Timeline
    k: int


class Worker(QObject):
    """Computes `timeline[k]` away from the window's thread.

    A request that is overtaken by a newer one is dropped at the next iteration's end. The thread
    starts with the first request and ends with `close`.

    Signals
    -------
    arrived(Request, Step)
        The micro-step that was asked for.
    progressed(Request, float)
        The share of the iterations that is done, 0…1.
    failed(Request, Exception)
        The computation raised.
    """

    arrived = Signal(object, object)
    progressed = Signal(object, float)
    failed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._wanted: Request | None = None
        self._closing = False
        self._computing = False
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether the thread may be touching a timeline."""
        with self._changed:
            return self._computing or self._wanted is not None

    def ask(self, request: Request) -> None:
        """Compute this and nothing that was asked before."""
        with self._changed:
            self._wanted = request
            self._changed.notify_all()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="bpviz-steps", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Drop what was asked; what is being computed is not delivered."""
        with self._changed:
            self._wanted = None

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until the thread touches nothing any more; tell whether it does not."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._computing, timeout)

    def close(self) -> None:
        """End the thread, after the iteration that it is in."""
        with self._changed:
            self._closing, self._wanted = True, None
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=10.0)

    # ---- in the thread -----------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._wanted is not None)
                if self._closing:
                    return
                request, self._computing = self._wanted, True
            try:
                if request is not None:
                    self._compute(request)
            finally:
                with self._changed:
                    self._computing = False
                    self._changed.notify_all()

    def _compute(self, request: Request) -> None:
        try:
            timeline = request.timeline
            goal = request.k // timeline.steps_per_iteration
            way = max(1, timeline.distance(goal))
            while timeline.advance(goal, time.perf_counter() + SLICE) < goal:
                if not self._still_wants(request):
                    return
                left = timeline.distance(goal)
                self.progressed.emit(request, min(1.0, max(0.0, 1.0 - left / way)))
            step = timeline[request.k]
        except Exception as error:
            if self._done_with(request):
                self.failed.emit(request, error)
            return
        if self._done_with(request):
            self.arrived.emit(request, step)

    def _still_wants(self, request: Request) -> bool:
        with self._changed:
            return self._wanted is request and not self._closing

    def _done_with(self, request: Request) -> bool:
        """Whether the request still stands; it is taken off the list."""
        with self._changed:
            if self._wanted is not request or self._closing:
                return False
            self._wanted, self._computing = None, False
            self._changed.notify_all()
            return True
