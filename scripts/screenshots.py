"""Pictures to look at: ``python scripts/screenshots.py [-o FOLDER] [--lessons A,B] [PART …]``.

Makes PNGs of every lesson at its decisive moment, in both themes and languages: the views that it
is about, and the whole window at 1280×720, 1920×1080 and as presented at 3840×2160. Look at them
after every change of the interface, as somebody in the last row. `--lessons` makes only those of
some lessons; a PART (``window``, ``presenter``, a view's name) only those with it in their name.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QImage

from bpviz.core import Problem, Timeline
from bpviz.files.lessons import Lesson, lessons
from bpviz.ui.app import make_application
from bpviz.ui.export.command import step_index
from bpviz.ui.export.picture import (
    view_picture,
    wait_for_layout,
    wait_until_settled,
    widget_picture,
)
from bpviz.ui.language import Translations
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.settings import LANGUAGES, THEMES, Settings
from bpviz.ui.theme import THEMES as ALL_THEMES
from bpviz.ui.window import MainWindow
from bpviz.ui.window_memory import PRESENT_SCALE

SIZES = {"1280x720": QSize(1280, 720), "1920x1080": QSize(1920, 1080)}
PRESENTER = QSize(3840, 2160)


@dataclass(frozen=True)
class Moment:
    """A micro-step that is worth a picture, and the views in which it is one.

    Without a phase it is the iteration's last micro-step. Views that share their place with
    others are brought in front of these in pictures of the window.
    """

    views: tuple[str, ...]
    iteration: int = 200
    phase: str | None = None
    layer: int | None = None


MOMENTS = {
    "xor": Moment(("network", "explanation", "prediction"), 0, "delta", 1),
    "scores": Moment(("loss", "network")),
    "mazur": Moment(("network", "explanation"), 0, "delta", 1),
    "circle": Moment(("prediction", "loss"), 300),
    "spiral": Moment(("prediction", "loss"), 500),
    "deep-sigmoid": Moment(("gradients", "diagnosis"), 30, "gradient", 1),
    "exploding": Moment(("gradients", "diagnosis"), 1, "gradient", 1),
    "sine": Moment(("prediction", "loss"), 2000),
    "ravine": Moment(("surface", "loss"), 20),
    "saddle": Moment(("surface", "loss"), 85),
    "two-minima": Moment(("surface",)),
    "optimizer-race": Moment(("race",)),
    "deep-xavier": Moment(("gradients", "diagnosis"), 0, "gradient", 1),
    "deep-relu-he": Moment(("gradients", "prediction"), 50, "gradient", 1),
    "tanh-small": Moment(("gradients", "diagnosis"), 0, "gradient", 1),
    "tanh-large": Moment(("gradients", "diagnosis"), 0, "activation", 5),
    "clipping": Moment(("gradients", "loss"), 0, "clip"),
    "dead-relu": Moment(("network", "gradients", "prediction"), 10, "delta", 1),
    "zero-init": Moment(("network", "prediction")),
    "learning-rate": Moment(("loss", "prediction")),
    "thirty-xavier": Moment(("network", "gradients"), 0, "gradient", 1),
    "thirty-he": Moment(("gradients", "diagnosis"), 0, "gradient", 1),
    "overfitting": Moment(("prediction", "loss"), 1000),
    "unscaled": Moment(("gradients", "explanation"), 0),
}
"""Each lesson's decisive moment."""


def pictures(wanted: list[str], only: list[str]) -> Iterator[tuple[str, Lesson, str, str, str]]:
    """Name, lesson, what, theme and language of every picture that is wanted."""
    for lesson in lessons():
        if only and lesson.name not in only:
            continue
        for theme in THEMES:
            for lang in LANGUAGES:
                for what in (*MOMENTS[lesson.name].views, *SIZES, "presenter"):
                    kind = "window-" if what in SIZES else ""
                    name = f"{lesson.name}-{kind}{what}-{theme}-{lang}"
                    if all(part in name for part in wanted):
                        yield name, lesson, what, theme, lang


def moment(lesson: Lesson, timeline: Timeline) -> int:
    """The micro-step that shows what the lesson is about."""
    at = MOMENTS[lesson.name]
    timeline.advance(at.iteration)
    return step_index(timeline, at.iteration, at.phase, at.layer)


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
        for view in MOMENTS[lesson.name].views:
            if VIEWS[view].shares:
                window.docks.open(view)
        window.player.seek(moment(lesson, window.player.timeline))
        wait_until_settled(window)
        image = widget_picture(window, window.theme, 1.0)
        window.close()
        window.deleteLater()
        return image


def main(arguments: list[str]) -> int:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("screenshots"))
    parser.add_argument("--lessons", default="", help="names with commas between; default: all")
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args(arguments)
    only = list(filter(None, options.lessons.split(",")))
    for name in only:
        if name not in MOMENTS:
            parser.error(f'--lessons: unknown "{name}"; known: {", ".join(MOMENTS)}')
    options.output.mkdir(parents=True, exist_ok=True)
    app = make_application()
    translations = Translations()
    count = 0
    for name, lesson, what, theme, lang in pictures(options.parts, only):
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
