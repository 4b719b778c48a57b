"""Python's cyclic garbage, collected in the window's thread only.

Python collects wherever the next object happens to be made. In a thread that computes a surface
that could be a widget or a plot's item, which Qt must not lose outside its own thread: the program
crashes. So the collector is switched off, and a timer of the window's thread does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 100
"""Milliseconds between two looks at how much there is to collect."""


class GarbageCollector(QObject):
    """Collects as often as Python itself would, by Python's own thresholds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("garbage_collector")
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(collect)
        self._timer.start()


def collect() -> None:
    """Collect the oldest generation that is due, with all younger ones."""
    due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(due):
        gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
