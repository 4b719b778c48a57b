"""What the tests of exports share: a window to export from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from bpviz.files.lessons import lesson
from bpviz.ui.language import Translations
from bpviz.ui.settings import Settings
from bpviz.ui.window import MainWindow


def window_of_xor(folders: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """A whole window; for fixtures."""
    store = QSettings(str(folders.mktemp("s") / "a.ini"), QSettings.Format.IniFormat)
    found = lesson("xor")
    window = MainWindow(found.experiment, found, Settings(store), Translations())
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1280, 720)
    window.show()
    window.complete()
    QTest.qWait(20)
    yield window
    window.session.source = None
    window.close()
    window.deleteLater()
    QTest.qWait(1)
