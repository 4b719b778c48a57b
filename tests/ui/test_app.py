"""Starting: what a user sees first, and what is not waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from bpviz.core.errors import BpvizError
from bpviz.ui import app
from bpviz.ui.registry import VIEWS
from bpviz.ui.window import MainWindow


def windows() -> list[MainWindow]:
    """The windows that are open."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    return [window for window in found if window.isVisible()]


def close_soon(seen: list[str]) -> None:
    """Note the window's title and close it, as soon as it is there and complete."""

    def look() -> None:
        for window in windows():
            if len(window.deck.views) == len(VIEWS):
                seen.append(window.windowTitle())
                window.close()
                QApplication.quit()
                return
        QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


@pytest.mark.parametrize(("source", "title"), [(None, "XOR"), ("mazur", "worked example")])
def test_run_opens_a_lesson_and_returns_when_it_is_closed(
    qapp: Any, source: str | None, title: str
) -> None:
    """Without a name the first lesson opens; the hooks for faults are given back at the end."""
    seen: list[str] = []
    before = sys.excepthook
    close_soon(seen)
    assert app.run(source) == 0
    assert len(seen) == 1
    assert title.lower() in seen[0].lower()
    assert sys.excepthook is before


def test_what_cannot_be_opened_is_refused_before_a_window_appears(qapp: Any) -> None:
    """A misspelt lesson is the caller's one line, not a window with an error in it."""
    with pytest.raises(BpvizError, match="xor"):
        app.run("xorr")
    assert windows() == []


def test_the_shipped_font_is_there(qapp: Any) -> None:
    """On a machine without fonts, text is text: Latin, Cyrillic and Greek."""
    app.load_fonts()
    assert "DejaVu Sans" in QFontDatabase.families()
    systems = QFontDatabase.writingSystems("DejaVu Sans")
    for system in ("Latin", "Cyrillic", "Greek"):
        assert QFontDatabase.WritingSystem[system] in systems


STARTED = """
import sys
from bpviz.ui.app import *
experiment, origin = load_experiment("xor")
application = make_application()
settings = Settings()
window = open_window(experiment, origin, settings, choose_language(settings))
application.processEvents()
print(" ".join(m for m in ("pyqtgraph", "ziamath", "pptx", "PIL") if m in sys.modules))
print(" ".join(window.deck.views))
window.close()
"""


def test_the_first_window_waits_for_nothing_heavy() -> None:
    """pyqtgraph, ziamath and the exporters are imported after the network is on screen."""
    done = subprocess.run(
        [sys.executable, "-c", STARTED],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
        timeout=60,
    )
    assert done.stdout.splitlines()[:2] == ["", "network"]
    assert "Traceback" not in done.stderr
