"""What happens when something unexpected happens: one dialog, a log, and life goes on."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from bpviz.ui import crash
from bpviz.ui.crash import LOG_NAME, CrashReporter


def spin(milliseconds: int) -> None:
    """Run the event loop as the application does; QTest's own way re-raises exceptions."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until_dialog() -> None:
    """Run the event loop until a dialog is open, and a little longer."""
    ends = time.monotonic() + 10
    while not dialogs() and time.monotonic() < ends:
        spin(5)
    spin(20)


@pytest.fixture
def reporter(qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrashReporter]:
    """A reporter that receives what nobody catches."""
    made = CrashReporter(str(tmp_path))
    made.install()
    yield made
    made.uninstall()
    if made.dialog is not None:
        made.dialog.close()
    made.deleteLater()
    spin(1)


def dialogs() -> list[QMessageBox]:
    """The dialogs that are open."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    return [box for box in found if box.isVisible()]


def fail(text: str = "boom") -> None:
    """Raise."""
    raise RuntimeError(text)


class Broken(QWidget):
    """Fails whenever it is painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        fail("in a paint event")


def log_of(reporter: CrashReporter) -> str:
    """The log."""
    return reporter.log.read_text(encoding="utf-8")


def test_an_exception_in_a_slot_opens_one_plain_dialog(reporter: CrashReporter) -> None:
    """A sentence without a traceback, a log beside the settings, details one click away."""
    QTimer.singleShot(0, fail)
    until_dialog()
    (box,) = dialogs()
    assert "Traceback" not in box.text() + box.informativeText()
    assert str(reporter.log) in box.informativeText()
    assert reporter.log.name == LOG_NAME
    assert "RuntimeError: boom" in log_of(reporter)
    copy = box.findChild(QPushButton, "copy_details")
    assert copy is not None
    copy.click()
    assert "RuntimeError: boom" in QGuiApplication.clipboard().text()
    assert "Qt" in QGuiApplication.clipboard().text()
    assert box.isVisible()
    go_on = box.findChild(QPushButton, "go_on")
    assert go_on is not None
    go_on.click()
    spin(1)
    assert dialogs() == []


def test_further_faults_while_it_is_open_are_only_logged(reporter: CrashReporter) -> None:
    """Five different faults give one dialog and five entries in the log."""
    for i in range(5):
        QTimer.singleShot(0, lambda i=i: fail(f"fault {i}"))
    until_dialog()
    assert len(dialogs()) == 1
    assert all(f"fault {i}" in log_of(reporter) for i in range(5))


def test_a_widget_that_fails_at_each_repaint_is_no_cascade(reporter: CrashReporter) -> None:
    """Closing the dialog repaints, fails again, and opens no second one; the log has it once."""
    widget = Broken()
    widget.show()
    until_dialog()
    for box in dialogs():
        box.close()
    for _ in range(5):
        widget.update()
        spin(5)
    assert widget.painted >= 2
    assert dialogs() == []
    assert log_of(reporter).count("in a paint event\n") == 1
    widget.close()
    widget.deleteLater()


def test_another_fault_later_is_shown_again(reporter: CrashReporter) -> None:
    """After one dialog was closed, a different fault gets its own."""
    QTimer.singleShot(0, fail)
    until_dialog()
    dialogs()[0].close()
    QTimer.singleShot(0, lambda: fail("another"))
    until_dialog()
    assert len(dialogs()) == 1


def test_an_exception_in_a_thread_is_shown_by_the_window(reporter: CrashReporter) -> None:
    """A worker that fails is reported like a slot; the dialog belongs to the main thread."""
    thread = threading.Thread(target=fail, args=("in a thread",))
    thread.start()
    thread.join()
    until_dialog()
    assert len(dialogs()) == 1
    assert "in a thread" in log_of(reporter)


def test_a_log_that_cannot_be_written_is_no_second_fault(
    qapp: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the folder is no folder, the dialog opens all the same."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    reporter = CrashReporter(str(tmp_path / "file"))
    try:
        fail()
    except RuntimeError as error:
        reporter.handle(type(error), error, error.__traceback__)
    until_dialog()
    assert len(dialogs()) == 1
    dialogs()[0].close()
    assert "RuntimeError: boom" in capsys.readouterr().err


def test_the_log_does_not_grow_for_ever(
    reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long log is put aside once, and a new one begun."""
    monkeypatch.setattr(crash, "LOG_LIMIT", 100)
    for i in range(3):
        QTimer.singleShot(0, lambda i=i: fail(f"fault {i}"))
        spin(5)
    assert log_of(reporter).count("Traceback") == 1
    assert reporter.log.with_suffix(".old").exists()


def test_hooks_are_given_back(qapp: Any, tmp_path: Path) -> None:
    """After uninstalling, Python's hooks are what they were."""
    before = sys.excepthook, threading.excepthook
    reporter = CrashReporter(str(tmp_path))
    reporter.install()
    assert sys.excepthook != before[0]
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
