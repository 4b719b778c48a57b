"""Waiting in the event loop: without holding up threads, and no longer than is needed."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget


def wait(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Run the event loop until the condition holds; tell whether it does."""
    loop, ends = QEventLoop(), time.monotonic() + seconds
    watch = QTimer()
    watch.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > ends else None)
    watch.start(2)
    loop.exec()
    watch.stop()
    return condition()


def settle(window: QWidget) -> None:
    """Let all that a window puts off come about."""
    assert wait(lambda: not any(timer.isActive() for timer in window.findChildren(QTimer)))
