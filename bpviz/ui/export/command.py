"""``bpviz export``: pictures of one step or of many, without a screen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

from PySide6.QtCore import QSettings, QSize

from bpviz.core.errors import BpvizError, unknown_name
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import Lesson
from bpviz.ui.app import make_application
from bpviz.ui.export.animation import ANIMATIONS
from bpviz.ui.export.canvas import WRITERS, Picture
from bpviz.ui.export.frames import SECONDS
from bpviz.ui.export.picture import (
    WINDOW,
    WINDOW_BASE,
    Look,
    dispose,
    fresh_views,
    picture_of,
    scale_for,
    wait_for_layout,
    wait_until_settled,
    window_picture,
)
from bpviz.ui.export.slide import READABLE
from bpviz.ui.export.slides import DECKS
from bpviz.ui.export.stretch import Reel, Stretch, indices
from bpviz.ui.language import Translations
from bpviz.ui.selection import Selection
from bpviz.ui.settings import Settings
from bpviz.ui.theme import PICTURE_THEMES, THEMES
from bpviz.ui.view import View
from bpviz.ui.views.gradients import GradientsView
from bpviz.ui.views.surface import SurfaceView
from bpviz.ui.window import MainWindow

NOT_ALONE = "a picture holds the whole window or views, not both"
NO_FILM_OF_WINDOW = "the whole window is shown at one step only: name views"
WINDOW_AS_IT_IS = "the whole window is drawn as it stands: without --{option}"
NO_PAPER_WINDOW = "the whole window is light or dark: print is for views"
NO_VIEW = 'needs the view "{view}"'
NO_DIGITS = "needs the view explanation, inspector, tensors, guess or diagnosis"


class Chosen(TypedDict):
    """What the command line chooses for pictures.

    Attributes
    ----------
    size : (int, int)
        Width and height in pixels, before `scale`, which is how many times as many there are.
    scale : int
    theme, lang : str
    min_text : int
        Least size of type in points on a slide, or 0.
    title, caption, source_line : bool
        What is written around the views.
    precision : int or None
        Digits of the explanation.
    picture : str or None
        Which picture the gradients show.
    """

    size: tuple[int, int]
    scale: int
    theme: str
    lang: str
    min_text: int
    title: bool
    caption: bool
    source_line: bool
    precision: int | None
    picture: str | None


def export_view(
    experiment: Experiment,
    source: Lesson | Path,
    *,
    views: Sequence[str],
    iteration: int,
    phase: str | None,
    layer: int | None,
    transparent: bool,
    outlines: bool,
    output: Path,
    **chosen: Unpack[Chosen],
) -> None:
    """Write a picture of views together, or of the whole window, at a step.

    The suffix of `output` is the format. Without a phase the picture shows the iteration's last
    micro-step, where everything is known.

    Raises
    ------
    BpvizError
        The experiment cannot be run, an option does not go with the views, or the file cannot be
        written.
    """
    write = WRITERS[output.suffix.lower()]
    look = replace(_look(chosen), transparent=transparent, outlines=outlines)
    if WINDOW in views:
        _refuse_for_window(views, look, chosen)
    with _language(chosen["lang"]) as translations:
        timeline = Timeline(Problem(experiment))
        timeline.advance(iteration)
        index = step_index(timeline, iteration, phase, layer)
        if WINDOW in views:
            with _window(experiment, source, index, look, translations) as drawn:
                output.write_bytes(write(drawn))
            return
        step = timeline[index]
        layer = step.layer or timeline.problem.n_layers
        selection = Selection(layer=layer, outlined=step.layer > 0)
        with fresh_views(views, timeline, step, selection, look.theme) as made:
            _choose(made, chosen)
            output.write_bytes(write(picture_of(made, look, source, chosen["lang"])))


def export_stretch(
    experiment: Experiment,
    source: Lesson | Path,
    *,
    views: Sequence[str],
    steps: Stretch | Sequence[int],
    seconds: float | None,
    output: Path,
    **chosen: Unpack[Chosen],
) -> None:
    """Write what shows views at several steps: those of a stretch, or micro-steps by number.

    The suffix of `output` is the format; in an animation each picture stays for `seconds`, or for
    the usual time. Raises as `export_view` does.
    """
    if WINDOW in views:
        raise BpvizError("argument --view", NO_FILM_OF_WINDOW)
    look, ending = _look(chosen), output.suffix.lower()
    if ending in DECKS and not look.min_text:
        look = replace(look, min_text=READABLE)
    with _language(chosen["lang"]):
        timeline = Timeline(Problem(experiment))
        numbers = indices(timeline.problem, steps) if isinstance(steps, Stretch) else steps
        selection = Selection(layer=timeline.problem.n_layers, outlined=False)
        with fresh_views(views, timeline, timeline[numbers[0]], selection, look.theme) as made:
            _choose(made, chosen)
            reel = Reel(made, timeline, numbers, look, source, chosen["lang"])
            animate = ANIMATIONS.get(ending)
            pace = SECONDS if seconds is None else seconds
            job = animate(reel, pace) if animate else DECKS[ending](reel)
            for _ in job(output):
                pass


def _look(chosen: Chosen) -> Look:
    return Look(
        QSize(*chosen["size"]),
        PICTURE_THEMES[chosen["theme"]],
        chosen["scale"],
        title=chosen["title"],
        caption=chosen["caption"],
        source=chosen["source_line"],
        min_text=chosen["min_text"],
    )


@contextmanager
def _language(lang: str) -> Iterator[Translations]:
    """An application that speaks a language for as long as this lasts."""
    make_application()
    translations = Translations()
    translations.use(lang)
    try:
        yield translations
    finally:
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


def _refuse_for_window(views: Sequence[str], look: Look, chosen: Chosen) -> None:
    """Refuse what a picture of the whole window does not have."""
    if len(views) > 1:
        raise BpvizError("argument --views", NOT_ALONE)
    given = {
        "transparent": look.transparent,
        "min-text": bool(look.min_text),
        "title": look.title,
        "caption": look.caption,
        "source": look.source,
        "precision": chosen["precision"] is not None,
        "picture": chosen["picture"] is not None,
    }
    for option, refused in given.items():
        if refused:
            raise BpvizError("argument --view", WINDOW_AS_IT_IS, option=option)
    if look.theme.name not in THEMES:
        raise BpvizError("argument --theme", NO_PAPER_WINDOW)


def _choose(views: Sequence[View], chosen: Chosen) -> None:
    """Let the views show what the options ask for; refuse an option that none of them has."""
    precision, picture = chosen["precision"], chosen["picture"]
    if precision is not None:
        if not any(view.writes_digits for view in views):
            raise BpvizError("argument --precision", NO_DIGITS)
        for view in views:
            view.set_numbers(replace(view.numbers, digits=precision))
    if picture is not None:
        gradients = [view for view in views if isinstance(view, GradientsView)]
        if not gradients:
            raise BpvizError("argument --picture", NO_VIEW, view="gradients")
        for view in gradients:
            if picture not in view.pictures:
                raise unknown_name("argument --picture", picture, dict.fromkeys(view.pictures))
            view.choose(picture)


@contextmanager
def _window(
    experiment: Experiment,
    source: Lesson | Path,
    index: int,
    look: Look,
    translations: Translations,
) -> Iterator[Picture]:
    """The picture of a window made for it, which is open as long as it is painted."""
    size = look.size
    scale = scale_for(size, WINDOW_BASE)
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        store.setValue("theme", look.theme.name)
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
        try:
            yield window_picture(window, look, scale)
        finally:
            dispose(window)
