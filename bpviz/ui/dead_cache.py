"""Which units are dead at a step: found piece by piece, and kept for its next picture."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from bpviz.core.calls import Array
from bpviz.core.measures import DeadUnits
from bpviz.core.problem import Problem
from bpviz.core.step import State, Step

SLICE = 0.02
"""Seconds that a search may take at a time."""


class DeadCache(QObject):
    """Dead units of one problem at the step that was asked for last.

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
        self._updated = 0  # layers, since the iteration began with that state
        self._search: Iterator[tuple[Array, ...]] = iter(())
        self._last: tuple[Array, ...] = ()
        self._done = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    def which(self, step: Step, *, wait: bool = False) -> tuple[Array, ...] | None:
        """For layers 1…L (units,) booleans each, by the weights in force at a step.

        None while they are searched, unless `wait`.
        """
        state, updated = step.state, sum(map(step.is_updated, range(1, step.problem.n_layers + 1)))
        if state is not self._state or updated != self._updated:
            self._search = self._units.search(step.params)
            self._state, self._updated, self._done = state, updated, False
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
