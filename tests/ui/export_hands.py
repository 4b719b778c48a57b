"""What the tests of exports share: a window to export from, and its dialog."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from bpviz.files.lessons import lesson
from bpviz.ui.export.dialog import ExportDialog
from bpviz.ui.language import Translations
from bpviz.ui.settings import Settings
from bpviz.ui.window import MainWindow
from tests.ui.waiting import wait


def window_of_xor(folders: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """A whole window; for fixtures."""
    store = QSettings(str(folders.mktemp("s") / "a.ini"), QSettings.Format.IniFormat)
    found = lesson("xor")
    window = MainWindow(found.experiment, found, Settings(store), Translations())
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1280, 720)
    window.show()
    window.complete()
    assert wait(lambda: window.deck.views["network"].step is not None)
    yield window
    window.session.source = None
    window.close()
    delete(window)


def delete(widget: QWidget) -> None:
    """Delete a widget now, if it is still there."""
    if isValid(widget):
        widget.deleteLater()
        QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)


def finish(dialog: ExportDialog) -> None:
    """Let the dialog work until it has nothing to do."""
    while dialog.busy:
        QCoreApplication.processEvents()


def is_gone(dialog: ExportDialog) -> bool:
    """Whether the dialog was closed; it is deleted then."""
    return not isValid(dialog) or not dialog.isVisible()
