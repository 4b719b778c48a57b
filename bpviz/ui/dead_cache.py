"""Which units are dead at an iteration: found piece by piece, and kept for its next picture."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from bpviz.core.calls import Array
from bpviz.core.measures import DeadUnits
from bpviz.core.problem import Problem
from bpviz.core.step import State

SLICE = 0.02
"""Seconds that a search may take at a time."""


class DeadCache(QObject):
    """Dead units of one problem at the iteration that was asked for last.

    Signals
    -------
    found()
        A search that took longer than a slice has ended.
    """

    found = Signal()

    def __init__(self, problem: Problem, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        self._units = DeadUnits(problem)
        self._state: State | None = None
        self._search: Iterator[tuple[Array, ...]] = iter(())
        self._last: tuple[Array, ...] = ()
        self._done = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    def which(self, state: State, *, wait: bool = False) -> tuple[Array, ...] | None:
        """For layers 1…L (units,) booleans each; None while they are searched, unless `wait`."""
        if state is not self._state:
            self._search, self._state = self._units.search(state.params), state
            self._done = False
        if not self._done:
            self._advance(None if wait else SLICE)
            if not self._done:
                self._timer.start()
        return self._last if self._done else None

    def _advance(self, seconds: float | None) -> None:
        end = None if seconds is None else time.monotonic() + seconds
        for units in self._search:
            self._last = units
            if end is not None and time.monotonic() > end:
                return
        self._done = True

    def _go_on(self) -> None:
        if not self._done:
            self._advance(SLICE)
            self._tell()

    def _tell(self) -> None:
        if self._done:
            self.found.emit()
        else:
            self._timer.start()
