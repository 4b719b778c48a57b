"""Starting the application, step by step."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QStyleFactory

from bpviz import __version__
from bpviz.core.errors import BpvizError
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.files.lessons import Lesson, load_experiment
from bpviz.resources import resource_path
from bpviz.ui.crash import CrashReporter
from bpviz.ui.garbage import GarbageCollector
from bpviz.ui.icons import application_icon
from bpviz.ui.language import Translations, system_language
from bpviz.ui.settings import LANGUAGES, Settings
from bpviz.ui.theme import FONT_FAMILY
from bpviz.ui.window import MainWindow

FIRST_LESSON = "xor"

TURN = 0.0001
"""Seconds after which a thread must let another one run. Painting gives way at every call to Qt,
and while surfaces were computed it waited Python's own 5 ms for its next turn each time."""


def run(source: str | None = None) -> int:
    """Open the window with a lesson or a file, and run until it is closed.

    Raises
    ------
    BpvizError
        `source` cannot be opened; nothing was shown yet.
    """
    experiment, origin = load_experiment(source or FIRST_LESSON)
    try:
        Problem(experiment)  # whatever cannot be run is refused before a window appears
    except BpvizError as error:
        raise error.within(source or FIRST_LESSON) from error
    app = make_application()
    settings = Settings()
    reporter = report_crashes(settings)
    translations = choose_language(settings)
    window = open_window(experiment, origin, settings, translations)
    window.completed.connect(spare_what_stays)
    code = app.exec()
    window.deleteLater()
    reporter.uninstall()
    return code


def make_application() -> QApplication:
    """The application with its names, its style and the fonts that it ships."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    sys.setswitchinterval(TURN)
    QCoreApplication.setApplicationName("bpviz")
    QCoreApplication.setApplicationVersion(__version__)
    app.setStyle(QStyleFactory.create("Fusion"))
    load_fonts()
    app.setFont(QFont(FONT_FAMILY, 10))
    app.setWindowIcon(application_icon())
    if app.findChild(GarbageCollector) is None:
        GarbageCollector(app)
    return app


def spare_what_stays() -> None:
    """Let the garbage collector pass over what there is now, which stays until the end.

    It takes 40 to 50 ms to look through all of that, in the middle of an animation.
    """
    gc.collect()
    gc.freeze()


def load_fonts() -> None:
    """Make the shipped fonts known; a machine without any fonts shows text all the same."""
    for path in sorted(resource_path("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def report_crashes(settings: Settings) -> CrashReporter:
    """From now on an uncaught exception opens a dialog and leaves a log."""
    reporter = CrashReporter(settings.folder)
    reporter.install()
    return reporter


def choose_language(settings: Settings) -> Translations:
    """The language chosen last, or the system's."""
    translations = Translations()
    translations.use(settings.choice("language", LANGUAGES, system_language()))
    return translations


def open_window(
    experiment: Experiment,
    origin: Lesson | Path,
    settings: Settings,
    translations: Translations,
) -> MainWindow:
    """Show the window."""
    window = MainWindow(experiment, origin, settings, translations)
    window.show()
    return window
