"""What every test leans on: no screen, nobody's own settings, and no warning overlooked.

- Qt draws offscreen, with the fonts that bpviz ships.
- NumPy computes in one thread, as it does in bpviz, although tests import it first.
- HOME and the folders for settings are temporary.
- A Qt warning or an exception that nobody caught, in a slot or a paint event, fails the test in
  which it happened. A test that provokes one takes the fixture ``qt_messages`` or ``uncaught`` and
  empties the list.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import bpviz  # noqa: F401  (sets what NumPy reads when it is first imported)

ROOT = Path(__file__).resolve().parent.parent
REAL_ENVIRONMENT = dict(os.environ)
HOME = Path(tempfile.mkdtemp(prefix="bpviz-tests-"))

# ---- set before anything imports Qt or looks for a home --------------------------------------

os.environ.update(
    QT_QPA_PLATFORM="offscreen",
    HOME=str(HOME),
    USERPROFILE=str(HOME),
    XDG_CONFIG_HOME=str(HOME / "config"),
    XDG_DATA_HOME=str(HOME / "data"),
    XDG_CACHE_HOME=str(HOME / "cache"),
    XDG_STATE_HOME=str(HOME / "state"),
    XDG_RUNTIME_DIR=str(HOME / "run"),
    LC_ALL="C.UTF-8",
)
for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "LANGUAGE"):
    os.environ.pop(name, None)
for name in ("config", "data", "cache", "state", "run"):
    (HOME / name).mkdir(mode=0o700)

settings.register_profile(
    "bpviz", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("ci", settings.get_profile("bpviz"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "bpviz")

# What the offscreen platform says although nothing is wrong.
HARMLESS = (
    "This plugin does not support propagateSizeHints",
    "This plugin does not support raise",
    "This plugin does not support grabbing",
)

_messages: list[str] = []
_uncaught: list[str] = []


def _note_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    _uncaught.append("".join(traceback.format_exception(kind, error, trace)))


def _listen_to_qt() -> None:
    """Collect Qt's warnings, once Qt is there."""
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    bad = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)

    def handler(kind: QtMsgType, context: Any, text: str) -> None:
        if kind in bad and not text.startswith(HARMLESS):
            _messages.append(text)

    qInstallMessageHandler(handler)


@pytest.fixture(autouse=True)
def _nothing_overlooked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test in which Qt warned or an exception went uncaught."""
    _messages.clear()
    _uncaught.clear()
    monkeypatch.setattr(sys, "excepthook", _note_exception)
    _listen_to_qt()
    yield
    if "bpviz.ui.number_text" in sys.modules:  # one sign for the whole application
        sys.modules["bpviz.ui.number_text"].use_decimal_comma(False)
    if not gc.isenabled():  # see bpviz.ui.garbage: what a test left is freed in this thread
        gc.collect(1)
    found = [f"uncaught: {text}" for text in _uncaught] + [f"Qt: {text}" for text in _messages]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture
def qt_messages() -> list[str]:
    """Qt's warnings during this test; empty the list if they were meant."""
    return _messages


@pytest.fixture
def uncaught() -> list[str]:
    """Tracebacks that reached ``sys.excepthook`` in this test; empty the list if meant."""
    return _uncaught


@pytest.fixture(scope="session")
def real_environment() -> dict[str, str]:
    """The environment variables as they were, for programs that need the user's caches."""
    return dict(REAL_ENVIRONMENT)


@pytest.fixture(scope="session")
def setup_script() -> ModuleType:
    """scripts/_setup.py as a module."""
    spec = importlib.util.spec_from_file_location("_setup", ROOT / "scripts" / "_setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def _application() -> Iterator[Any]:
    from PySide6.QtGui import QFont, QFontDatabase
    from PySide6.QtWidgets import QApplication

    from bpviz.resources import resource_path
    from bpviz.ui.garbage import GarbageCollector

    app = QApplication.instance() or QApplication(["bpviz-tests"])
    assert isinstance(app, QApplication)
    for font in sorted(resource_path("fonts").glob("*.ttf")):
        assert QFontDatabase.addApplicationFont(str(font)) >= 0, font
    app.setFont(QFont("DejaVu Sans", 10))
    app.setQuitOnLastWindowClosed(False)
    # As the application has it, which a command may have made before.
    collector = app.findChild(GarbageCollector) or GarbageCollector(app)
    yield app
    collector.deleteLater()
    app.closeAllWindows()
    app.processEvents()


@pytest.fixture
def qapp(_application: Any) -> Any:
    """The one QApplication, with the fonts that bpviz ships."""
    _listen_to_qt()
    return _application


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name the checks that failed before the tests, where nobody can miss them."""
    failed = os.environ.get("BPVIZ_FAILED_CHECKS")
    if failed:
        terminalreporter.section("checks failed")
        terminalreporter.line(f"{failed} (see above the tests)", red=True)


def pytest_unconfigure() -> None:
    """Remove the temporary home."""
    shutil.rmtree(HOME, ignore_errors=True)
