"""Computes loss surfaces, and races on them, away from the window's thread; the newest wins.

The thread knows no Qt: it leaves its results on a desk, from which a timer of the window's thread
takes them. So nothing can be emitted by, or deleted under, a thread that is still computing.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from bpviz.ui.surface_job import Progress, Work

POLL = 12
"""Milliseconds between two looks at the desk while something is being computed."""
GENTLE = 19.0
"""While training plays, the thread rests this many times as long as it has computed."""
SLICE = 0.002
"""Seconds of computing between two looks at whether it is still wanted."""


@dataclass
class _Desk:
    """What both threads share, under one lock."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    work: Iterator[Progress[object]] | None = None
    results: list[object] = field(default_factory=list)
    share: float = 0.0
    error: Exception | None = None
    hurried: bool = False
    closing: bool = False
    thread: threading.Thread | None = None

    def put(self, work: Iterator[Progress[object]] | None, hurried: bool = False) -> None:
        """Replace the work; what the old one had ready is thrown away."""
        with self.changed:
            self.work, self.results, self.share, self.error = work, [], 0.0, None
            self.hurried = hurried
            self.changed.notify_all()

    def close(self) -> None:
        """End the thread after the piece that it is in, and wait for that."""
        with self.changed:
            self.closing, self.work, self.results = True, None, []
            self.changed.notify_all()
        if self.thread is not None and self.thread is not threading.current_thread():
            self.thread.join(timeout=10.0)

    def run(self) -> None:
        """What the thread does."""
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.closing or self.work is not None)
                if self.closing:
                    return
                work = self.work
            if work is not None:
                self._slice(work)

    def _slice(self, work: Iterator[Progress[object]]) -> None:
        """Compute for a moment, then leave on the desk what there is, if still wanted."""
        began, results, share, error, more = time.perf_counter(), [], 0.0, None, True
        try:
            while more and time.perf_counter() - began < SLICE:
                step = next(work, None)
                if step is None:
                    more = False
                else:
                    share = step.share
                    results += [step.result] if step.result is not None else []
        except Exception as caught:
            error, more = caught, False
        with self.changed:
            if self.work is not work:
                return
            self.results += results
            self.share = share if more else 1.0
            self.error = error
            if not more or (self.hurried and results):
                self.work = None
            elif self.hurried:
                rest = GENTLE * (time.perf_counter() - began)
                self.changed.wait_for(lambda: self.work is not work, timeout=rest)


class SurfaceWorker(QObject):
    """A thread that computes one surface, or one race, at a time.

    Signals
    -------
    surface_changed(object)
        The newest work's results: of a job a coarse surface, then finer ones. Nothing of older
        work.
    progress_changed(float or None)
        The finished share of the newest work; None when nothing is being computed any more.
    """

    surface_changed = Signal(object)
    progress_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = _Desk()
        self._asked: tuple[Work[object], bool] | None = None
        self._unwanted: Work[object] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL)
        self._timer.timeout.connect(self._collect)
        # Whichever comes first: Qt deletes the object, Python does, or the program ends.
        self.destroyed.connect(self._desk.close)
        weakref.finalize(self, self._desk.close)

    @property
    def busy(self) -> bool:
        """Whether something is asked for and not delivered yet."""
        return self._timer.isActive()

    def ask(
        self,
        wanted: Work[object],
        inline: float = 0.0,
        hurried: bool = False,
        log: bool = True,
        anyway: bool = False,
    ) -> None:
        """Compute this and nothing that was asked before.

        Small work is done, or begun, in this thread within the first `inline` seconds; what they
        reach is delivered before this returns. `hurried`, while training plays: any first result
        will do, and the thread leaves most of the time to others. What is being computed so
        already goes on; what the user stopped is not begun again, unless `anyway`.
        """
        if anyway:
            self._unwanted = None
        on_its_way = self.busy and self._asked == (wanted, hurried)
        if self._desk.closing or on_its_way or wanted == self._unwanted:
            return
        self._asked = wanted, hurried
        work, done = wanted.refine(log), False
        best: object | None = None
        self._desk.put(None)
        deadline = time.perf_counter() + inline
        while not done and time.perf_counter() < deadline:
            step = next(work, None)
            best, done = (best, True) if step is None else (step.result or best, False)
        if done or (hurried and best is not None):
            self._stop()
        else:
            self._desk.put(work, hurried)
            self._start()
            self.progress_changed.emit(0.0)
        if best is not None:
            self.surface_changed.emit(best)

    def stop(self) -> None:
        """The user has waited enough: stop computing this, whoever asks for it again."""
        self._unwanted = self._asked[0] if self._asked is not None else None
        self.cancel()

    def cancel(self) -> None:
        """Stop computing; what is there stays."""
        self._desk.put(None)
        self._stop()

    def close(self) -> None:
        """End the thread. Nothing is delivered afterwards."""
        self._timer.stop()
        self._desk.close()

    def _start(self) -> None:
        desk = self._desk
        if desk.thread is None:
            desk.thread = threading.Thread(target=desk.run, name="bpviz-surface", daemon=True)
            desk.thread.start()
        self._timer.start()

    def _stop(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.progress_changed.emit(None)

    def _collect(self) -> None:
        """Take from the desk what has come since the last look."""
        desk = self._desk
        with desk.changed:
            results, desk.results = desk.results, []
            share, error, done = desk.share, desk.error, desk.work is None
            desk.error = None
        if done:
            self._stop()
        else:
            self.progress_changed.emit(share)
        if results:
            self.surface_changed.emit(results[-1])
        if error is not None:
            raise error
