"""Slides: what stands on the slide of a micro-step, and where; PPTX and PDF are made of them.

A slide is measured in points and 540 of them high, so that at 16:9 it is what PowerPoint calls
widescreen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpviz.core.errors import BpvizError
from bpviz.core.explain import Explanation
from bpviz.ui.explaining import explained, explanation_picture
from bpviz.ui.export.canvas import Picture
from bpviz.ui.export.frames import on_held_axes
from bpviz.ui.export.job import Work
from bpviz.ui.export.picture import SMALLEST_TYPE, Look, export_title, origin_text
from bpviz.ui.export.sheet import VIEW_BASE, Words, base_size, paint_sheet
from bpviz.ui.export.slide_notes import arithmetic_of, notes_of, place_of
from bpviz.ui.export.stretch import TOO_MANY, Reel
from bpviz.ui.paint.explanation_picture import ExplanationPicture
from bpviz.ui.paint.explanation_rows import (
    COMFORTABLE,
    PLANS,
    Piece,
    Row,
    fullest_rows,
    paint_rows,
    rows_of,
)
from bpviz.ui.paint.network_words import title as step_title
from bpviz.ui.selection import Selection
from bpviz.ui.theme import Theme
from bpviz.ui.view import View
from bpviz.ui.views.explanation import ExplanationView

MOST = 300
"""Slides in one deck: PowerPoint still opens it at once."""
HEIGHT = 540.0
TITLE, LINE = 28.0, 15.0
"""Sizes of type."""
READABLE = 12
"""The least size of type in points where nobody chose another."""
CLOSER = 0.15
"""How much smaller views are drawn for each one beside the first."""
ALONE = 1.6
"""How much larger a formula is drawn that has the slide to itself."""
SHARPEST = 2.0
"""Pixels to the point, at least, of the picture for programs that do not know SVG."""


@dataclass(frozen=True)
class Places:
    """Where things stand on a slide, in points."""

    slide: QRectF
    bar: QRectF
    title: QRectF
    line: QRectF
    picture: QRectF
    formula: QRectF


def places(look: Look, views: int) -> Places:
    """The places on slides of the shape of `look.size`, with so many views in the picture."""
    width = HEIGHT * look.size.width() / look.size.height()
    across, high = width - 48.0, 270.0 if views == 1 else 292.0
    picture = QRectF(24, 86, across, high)
    formula = QRectF(24, 92 + high, across, 438 - high)
    return Places(
        QRectF(0, 0, width, HEIGHT),
        QRectF(24, 20, 6, 56),
        QRectF(42, 14, across - 18, 42),
        QRectF(42, 56, across - 18, 24),
        picture if views else QRectF(),
        formula if views else picture.united(formula),
    )


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    title, line : str
        The question that it answers; which run, where in it, and, if asked for, where it is from.
    direction : str
        Names the colour of what happens.
    picture : Picture or None
        The views.
    formula : Picture
        The answer: formula, numbers and result.
    notes : str
        What the speaker may say.
    """

    title: str
    line: str
    direction: str
    picture: Picture | None
    formula: Picture
    notes: str


class Slides:
    """The slides of a reel; its explanation is on each as the formula, the other views above it.

    Attributes
    ----------
    look : Look
    places : Places

    Raises
    ------
    BpvizError
        There are more than `MOST`.
    """

    def __init__(self, reel: Reel) -> None:
        if len(reel) > MOST:
            raise BpvizError("", TOO_MANY, count=len(reel), most=MOST)
        self._reel = reel
        self._views = [view for view in reel.views if not isinstance(view, ExplanationView)]
        explanations = [view for view in reel.views if isinstance(view, ExplanationView)]
        self._asking = (explanations or self._views)[0]
        self.look = reel.look
        self.places = places(reel.look, len(self._views))

    def __len__(self) -> int:
        return len(self._reel)

    @cached_property
    def title(self) -> str:
        """The experiment's."""
        with self._reel.shown(0) as shown:
            return shown.title

    @contextmanager
    def shown(self, number: int) -> Iterator[Slide]:
        """Slide `number`, from 0; its pictures are to be painted before this ends."""
        reel, step = self._reel, self._reel.step(number)
        chosen, numbers = self._asking.selection, self._asking.numbers
        found = explained(step, chosen, numbers.digits)
        asked = explanation_picture(step, found, numbers=numbers)
        place = place_of(step, reel.timeline.history)
        origin = origin_text(reel.source) if self.look.source else ""
        what = step_title(step)
        title = asked.title or what
        names = ", ".join(export_title(view.name) for view in self._views)
        with pointing(self._views, _pointed(found, chosen)), reel.shown(number):
            yield Slide(
                title,
                "  ·  ".join(filter(None, (self.title, place, origin))),
                step.micro.direction,
                self._picture(f"{names}: {what}") if self._views else None,
                self._formula(asked, title),
                notes_of(step, asked, place),
            )

    def written(self, write: Callable[[], Work]) -> Work:
        """Run as far as the last slide shows, then write, in pieces of a job.

        Axes stay the same on all slides, where views can hold them.
        """
        return on_held_axes(self._reel, write)

    def painted(self, paint: Callable[[Slide], object]) -> Work:
        """Hand over one slide after the other, to be painted at once, in pieces of a job."""
        for number in range(len(self)):
            for _ in self._reel.prepare(number):
                yield number / len(self)
            with self.shown(number) as slide:
                paint(slide)
            yield (number + 1) / len(self)

    def _picture(self, about: str) -> Picture:
        views, theme = self._views, self.look.theme
        least = self.look.min_text / SMALLEST_TYPE
        zoom = 1.0 / (1.0 + CLOSER * (len(views) - 1))
        if len(views) == 1:
            zoom = VIEW_BASE.width() / base_size([views[0].name]).width()

        def paint(painter: QPainter, rect: QRectF) -> None:
            paint_sheet(painter, rect, views, theme, Words())

        drawn = self._drawn(paint, self.places.picture, max(zoom, least))
        return replace(drawn, title=about, description=about)

    def _formula(self, asked: ExplanationPicture, title: str) -> Picture:
        theme = self.look.theme

        def paint(painter: QPainter, rect: QRectF) -> None:
            paint_formula(painter, rect, asked, theme)

        zoom = max(1.0 if self._views else ALONE, self.look.min_text / COMFORTABLE)
        drawn = self._drawn(paint, self.places.formula, zoom)
        return replace(drawn, title=title, description="\n".join(arithmetic_of(asked)))

    def _drawn(
        self, paint: Callable[[QPainter, QRectF], None], place: QRectF, zoom: float = 1.0
    ) -> Picture:
        """What fills a place; `zoom` points are one of its logical pixels."""
        look = self.look
        points = self.places.slide.height() / look.size.height()
        density = max(SHARPEST, look.density / points)
        size = (place.size() * density).toSize()
        return Picture(size, density * zoom, paint, look.theme, outlines=look.outlines)


def paint_formula(painter: QPainter, rect: QRectF, asked: ExplanationPicture, theme: Theme) -> None:
    """Paint the answer to a question, without the question, as large as it fits."""
    painter.fillRect(rect, theme.color("panel"))
    inner = rect.adjusted(18, 4, -18, -4)
    plans: list[list[Row]] = [[(Piece(asked.formula, "text"),)]]
    if asked.explanation is not None:
        plans = [rows_of(asked.explanation, plan, asked.numbers) for plan in PLANS]
    rows, size = fullest_rows(plans, inner, theme.font_scale)
    paint_rows(painter, inner, rows, size, theme, asked.direction)


def _pointed(found: Explanation | None, chosen: Selection) -> Selection:
    """What is explained: what was chosen, or what stands for it in the layer of the step."""
    if found is None or not found.layer:
        return replace(chosen, outlined=False)
    sample = chosen.sample if found.sample is None else found.sample
    return Selection(found.layer, found.unit, found.source, sample)


@contextmanager
def pointing(views: Sequence[View], selection: Selection) -> Iterator[None]:
    """The network diagram outlines another neuron or weight for as long as this lasts.

    The other views keep what was chosen: some remember it, as the surface does its two weights.
    """
    diagrams = [view for view in views if view.name == "network"]
    before = [view.selection for view in diagrams]
    try:
        for view in diagrams:
            view.set_selection(selection)
        yield
    finally:
        for view, chosen in zip(diagrams, before, strict=True):
            view.set_selection(chosen)
