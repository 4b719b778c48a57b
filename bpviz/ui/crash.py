"""When something unexpected happens: one plain dialog, a log, and the window lives on."""

from __future__ import annotations

import platform
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from bpviz import __version__

LOG_NAME = "bpviz.log"
LOG_LIMIT = 1_000_000
"""Bytes; an older log is put aside once when it is longer."""

QUIET = 5.0
"""Seconds after closing the dialog in which the same fault is only logged."""


class CrashReporter(QObject):
    """Receives exceptions that nobody caught, from any thread.

    Each different one is written to the log. The first opens a dialog; those that come while it
    is open, and the same one right after it was closed (a paint event that fails again), do not.

    Signals
    -------
    caught(str)
        A traceback; delivered to the window's thread.
    """

    caught = Signal(str)

    def __init__(self, folder: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log = Path(folder) / LOG_NAME
        self.dialog: QMessageBox | None = None
        self._before = sys.excepthook, threading.excepthook
        self._last = ""
        self._closed_at = -QUIET
        self._logged: set[str] = set()
        # Queued: a dialog must not open in the middle of a paint event, nor in another thread.
        self.caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Receive what reaches Python's hooks."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self.handle
        threading.excepthook = self._handle_in_thread

    def uninstall(self) -> None:
        """Leave Python's hooks as they were."""
        sys.excepthook, threading.excepthook = self._before

    def handle(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log an exception and have it shown."""
        if issubclass(kind, KeyboardInterrupt):
            app = QApplication.instance()
            if app is not None:
                app.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        self._write(text)
        self.caught.emit(text)

    def _handle_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.handle(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _write(self, text: str) -> None:
        """Add to the log; the same fault only once, and never fail over it."""
        if text in self._logged:
            return
        self._logged.add(text)
        if sys.stderr is not None:
            print(text, file=sys.stderr)
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".old"))
            with self.log.open("a", encoding="utf-8") as stream:
                stream.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {versions()}\n{text}\n")
        except OSError:
            return

    def _show(self, text: str) -> None:
        again = text == self._last and time.monotonic() - self._closed_at < QUIET
        if self.dialog is not None or again:
            return
        self._last = text
        dialog = QMessageBox(QApplication.activeWindow())
        dialog.setObjectName("crash_dialog")
        dialog.setIcon(QMessageBox.Icon.Warning)
        dialog.setWindowTitle(self.tr("Something went wrong"))
        dialog.setText(self.tr("Something went wrong inside bpviz."))
        dialog.setInformativeText(
            self.tr(
                "The last action may not have worked. You can go on. Details are in\n{log}"
            ).format(log=self.log)
        )
        copy = dialog.addButton(self.tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
        copy.setObjectName("copy_details")
        copy.clicked.disconnect()  # it does not close the dialog
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(f"{versions()}\n{text}"))
        go_on = dialog.addButton(self.tr("Go on"), QMessageBox.ButtonRole.AcceptRole)
        go_on.setObjectName("go_on")
        dialog.setDefaultButton(go_on)
        dialog.setEscapeButton(go_on)
        dialog.finished.connect(self._on_closed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    def _on_closed(self) -> None:
        self.dialog = None
        self._closed_at = time.monotonic()


def versions() -> str:
    """What runs here, for whoever reads the details."""
    return (
        f"bpviz {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.platform()}"
    )
