from __future__ import annotations

import gc
import threading
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpviz.ui.app import make_application
from bpviz.ui.garbage import GarbageCollector


class Knot(QObject):
    """A Qt object that only the cyclic collector can free; it notes the thread that does."""

    def __init__(self, freed: list[int]) -> None:
        super().__init__()
        self.itself = self
        self.freed = freed

    def __del__(self) -> None:
        self.freed.append(threading.get_ident())


def allocate() -> list[list[int]]:
    """As many containers as make Python collect several times, old generations too."""
    kept: list[list[int]] = []
    for i in range(200_000):
        kept.append([i])
    return kept


def test_no_other_thread_collects_what_belongs_to_qt(qapp: Any) -> None:
    """However much a thread allocates, cycles of Qt objects are freed in the window's thread."""
    make_application()
    assert not gc.isenabled()
    freed: list[int] = []
    for _ in range(50):
        Knot(freed)
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert freed == []
    kept = allocate()  # what is freed at once does not count
    for _ in range(60):
        QTest.qWait(20)
        if len(freed) == 50:
            break
    assert freed == [threading.get_ident()] * 50
    assert len(kept) == 200_000


def test_there_is_one_collector(qapp: Any) -> None:
    """Making the application again does not make a second collector."""
    make_application()
    make_application()
    assert len(QApplication.instance().findChildren(GarbageCollector)) == 1
