"""``bpviz export``: one picture of one step, without a screen."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QImage

from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import Lesson
from bpviz.ui.app import make_application
from bpviz.ui.export.picture import (
    WINDOW,
    WINDOW_BASE,
    scale_for,
    view_picture,
    wait_for_layout,
    wait_until_settled,
    widget_picture,
    write_png,
)
from bpviz.ui.language import Translations
from bpviz.ui.selection import Selection
from bpviz.ui.settings import Settings
from bpviz.ui.theme import THEMES, Theme
from bpviz.ui.views.surface import SurfaceView
from bpviz.ui.window import MainWindow


def export_view(
    experiment: Experiment,
    source: Lesson | Path,
    *,
    view: str,
    iteration: int,
    phase: str | None,
    layer: int | None,
    size: tuple[int, int],
    theme: str,
    lang: str,
    output: Path,
) -> None:
    """Paint a view, or the whole window, at a step and write it as a PNG.

    Without a phase the picture shows the iteration's last micro-step, where everything is known.

    Raises
    ------
    BpvizError
        The experiment cannot be run or the file not be written.
    """
    make_application()
    translations = Translations()
    translations.use(lang)
    timeline = Timeline(Problem(experiment))
    timeline.advance(iteration)
    index = step_index(timeline, iteration, phase, layer)
    pixels = QSize(*size)
    if view == WINDOW:
        image = _window(experiment, source, index, pixels, THEMES[theme], translations)
    else:
        step = timeline[index]
        selection = Selection(layer=step.layer or timeline.problem.n_layers)
        image = view_picture(view, timeline, step, selection, THEMES[theme], pixels)
    write_png(image, output, experiment.title)
    translations.use("en")


def step_index(timeline: Timeline, iteration: int, phase: str | None, layer: int | None) -> int:
    """The number of the micro-step of an iteration with this phase and layer, or of its last."""
    count = timeline.steps_per_iteration
    position = count - 1
    if phase is not None:
        micros = [timeline.problem.micro_step(k) for k in range(count)]
        position = next(
            k
            for k, micro in enumerate(micros)
            if micro.phase == phase and layer in (None, micro.layer)
        )
    return iteration * count + position


def _window(
    experiment: Experiment,
    source: Lesson | Path,
    index: int,
    size: QSize,
    theme: Theme,
    translations: Translations,
) -> QImage:
    scale = scale_for(size, WINDOW_BASE)
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        store.setValue("theme", theme.name)
        window = MainWindow(experiment, source, Settings(store), translations)
        window.resize(round(size.width() / scale), round(size.height() / scale))
        wait_for_layout(window)
        window.complete()
        window.docks.arrange()
        timeline = window.player.timeline
        timeline.advance(index // timeline.steps_per_iteration)
        window.player.seek(index)
        wait_for_layout(window)
        surface = window.deck.views["surface"]
        assert isinstance(surface, SurfaceView)
        surface.prepare_picture()
        wait_until_settled(window)
        image = widget_picture(window, theme, scale)
        window.close()
        window.deleteLater()
    return image.scaled(size) if image.size() != size else image
