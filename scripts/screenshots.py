"""Picture of every view and every lesson: ``python scripts/screenshots.py [-o FOLDER] [PART …]``.

Makes PNGs in both themes and languages: each view of a few lessons, and the whole window with
each lesson at 1280×720, 1920×1080 and as presented at 3840×2160. Look at them after every change
of the interface, as somebody in the last row. A PART (``window``, ``presenter``, a view's or a
lesson's name) makes only the pictures that have it in their name.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QImage

from bpviz.core import Problem, Timeline
from bpviz.files.lessons import Lesson, lessons
from bpviz.ui.app import make_application
from bpviz.ui.export.command import step_index
from bpviz.ui.export.picture import view_picture, wait_for_layout, widget_picture
from bpviz.ui.language import Translations
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.settings import LANGUAGES, THEMES, Settings
from bpviz.ui.theme import THEMES as ALL_THEMES
from bpviz.ui.window import MainWindow
from bpviz.ui.window_memory import PRESENT_SCALE

SIZES = {"1280x720": QSize(1280, 720), "1920x1080": QSize(1920, 1080)}
PRESENTER = QSize(3840, 2160)
MOMENTS = {
    "xor": (0, "delta", 1),
    "mazur": (0, "delta", 1),
    "deep-sigmoid": (30, "gradient", 1),
    "exploding": (1, "gradient", 1),
    "tanh-small": (0, "gradient", 1),
    "tanh-large": (0, "activation", 5),
    "clipping": (0, "clip", None),
    "dead-relu": (10, "delta", 1),
    "thirty-xavier": (0, "gradient", 1),
    "overfitting": (1000, None, None),
    "unscaled": (0, "delta", 1),
}
"""Lesson → iteration, phase and layer that are worth a picture; the others: 200, the end."""


def pictures(wanted: list[str]) -> Iterator[tuple[str, Lesson, str, str, str]]:
    """Name, lesson, what, theme and language of every picture that is wanted."""
    for lesson in lessons():
        for theme in THEMES:
            for lang in LANGUAGES:
                for what in (*VIEWS, *SIZES, "presenter"):
                    kind = "window-" if what in SIZES else ""
                    name = f"{lesson.name}-{kind}{what}-{theme}-{lang}"
                    if not wanted or all(part in name for part in wanted):
                        yield name, lesson, what, theme, lang


def moment(lesson: Lesson, timeline: Timeline) -> int:
    """The micro-step that shows what the lesson is about."""
    iteration, phase, layer = MOMENTS.get(lesson.name, (200, None, None))
    timeline.advance(iteration)
    return step_index(timeline, iteration, phase, layer)


def window_picture(lesson: Lesson, what: str, theme: str, translations: Translations) -> QImage:
    """The whole window at a size, or as it looks on a 4K projector while presenting."""
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        store.setValue("theme", theme)
        window = MainWindow(lesson.experiment, lesson, Settings(store), translations)
        window.resize(SIZES.get(what, QSize(1920, 1080)))
        wait_for_layout(window)
        window.complete()
        if what == "presenter":
            window.resize(PRESENTER)
            window.menuBar().hide()
            window.look.set_theme(window.theme.scaled(2 * PRESENT_SCALE))
        window.docks.arrange()
        if what == "presenter":
            for dock in ("experiment", "lesson"):
                window.docks.all[dock].hide()
            window.docks.resize()
        window.player.seek(moment(lesson, window.player.timeline))
        wait_for_layout(window)
        window.deck.views["surface"].prepare_picture()  # type: ignore[attr-defined]
        wait_for_layout(window)
        image = widget_picture(window, window.theme, 1.0)
        window.close()
        window.deleteLater()
        return image


def main(arguments: list[str]) -> int:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("screenshots"))
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    app = make_application()
    translations = Translations()
    count = 0
    for name, lesson, what, theme, lang in pictures(options.parts):
        translations.use(lang)
        if what in VIEWS:
            timeline = Timeline(Problem(lesson.experiment))
            step = timeline[moment(lesson, timeline)]
            selection = Selection(layer=step.layer or timeline.problem.n_layers)
            size = QSize(1280, 720)
            image = view_picture(what, timeline, step, selection, ALL_THEMES[theme], size)
        else:
            image = window_picture(lesson, what, theme, translations)
        image.save(str(options.output / f"{name}.png"))
        app.processEvents()
        count += 1
    translations.use("en")
    print(f"{count} pictures in {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
