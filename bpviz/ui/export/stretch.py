"""A stretch of the run, and its pictures one after the other: what films and decks are made of."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bpviz.core.errors import BpvizError
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import Lesson
from bpviz.ui.export.canvas import Picture
from bpviz.ui.export.frames import sample_numbers
from bpviz.ui.export.picture import Look, picture_of, wearing
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.strides import Strides
from bpviz.ui.view import View

MOST = 5000
"""Pictures in one file: over an hour of film."""
PIECE = 0.02
"""Seconds that a run goes on before a window may do something else."""
TOO_MANY = QT_TRANSLATE_NOOP("core", "would have {count} pictures: at most {most}")
NONE = QT_TRANSLATE_NOOP("core", "no step of this size ends in iterations {first} to {last}")
BEFORE = QT_TRANSLATE_NOOP("core", "this branch of the run begins at iteration {first}")


@dataclass(frozen=True)
class Stretch:
    """Steps of one size in a range of iterations.

    Attributes
    ----------
    first, last : int
        The iterations, both included.
    size : str
        Where to stop: one of `bpviz.ui.strides.SIZES` but "n".
    count : int
        How many sizes there are from one stop to the next.
    """

    first: int
    last: int
    size: str = "micro"
    count: int = 1


def indices(problem: Problem, stretch: Stretch) -> list[int]:
    """The numbers of the micro-steps at which a stretch stops, ascending.

    Raises
    ------
    BpvizError
        There are none, or more than `MOST`.
    """
    micros = [problem.micro_step(k) for k in range(problem.steps_per_iteration)]
    strides = Strides(micros, problem.iterations_per_epoch)
    per = strides.per_iteration
    end = (stretch.last + 1) * per
    found, k = [], strides.forward(stretch.first * per - 1, stretch.size)
    while k < end:
        found.append(k)
        if len(found) > MOST:
            count = len(found) * (end - found[0]) // max(k - found[0], 1)
            raise BpvizError("", TOO_MANY, count=count, most=MOST)
        k = strides.forward(k, stretch.size, stretch.count)
    if not found:
        raise BpvizError("", NONE, first=stretch.first, last=stretch.last)
    return found


class Reel:
    """The pictures of views at several micro-steps.

    Views of a window can be used: they show what they showed as soon as a picture is painted.

    Parameters
    ----------
    views : sequence of View
        What is drawn, together on each picture.
    timeline : Timeline
        The run that they show.
    indices : sequence of int
        The numbers of the micro-steps.
    look : Look
        How the pictures are to look.
    source : Lesson, Path or None
        Where the experiment comes from.
    language : str
        Of a lesson's title.

    Raises
    ------
    BpvizError
        A step lies before the start of the timeline, or there are more than `MOST`.
    """

    def __init__(
        self,
        views: Sequence[View],
        timeline: Timeline,
        indices: Sequence[int],
        look: Look,
        source: Lesson | Path | None = None,
        language: str = "en",
    ) -> None:
        if len(indices) > MOST:
            raise BpvizError("", TOO_MANY, count=len(indices), most=MOST)
        if min(indices) < timeline.first_index:
            first = timeline.first_index // timeline.steps_per_iteration
            raise BpvizError("", BEFORE, first=first)
        self.views, self.timeline, self.indices, self.look = views, timeline, indices, look
        self.source, self._language = source, language
        self._samples: list[Step] = []

    def __len__(self) -> int:
        return len(self.indices)

    def step(self, number: int) -> Step:
        """The step on picture `number`, from 0."""
        return self.timeline[self.indices[number]]

    def reach(self) -> Iterator[float]:
        """Run as far as the last picture shows, in small pieces; yields the share done, 0…1.

        Then find the steps that axes are to fit, a piece for each.
        """
        share, last = 0.0, max(self.indices) // self.timeline.steps_per_iteration
        while (now := self.timeline.advance(last, time.perf_counter() + PIECE)) < last:
            share = now / last
            yield share
        furthest = max(range(len(self)), key=self.indices.__getitem__)
        chosen = list(dict.fromkeys((*sample_numbers(len(self)), furthest)))
        for number in chosen[len(self._samples) :]:
            self._samples.append(self.step(number))
            yield share

    @contextmanager
    def held(self) -> Iterator[None]:
        """Axes that stay the same on all pictures for as long as this lasts, where views can."""
        for _ in self.reach():  # what is left of it
            pass
        try:
            with wearing(self.views, self.look.theme):
                for view in self.views:
                    view.hold_axes(self._samples)
            yield
        finally:
            for view in self.views:
                view.hold_axes(())

    def prepare(self, number: int) -> Iterator[float]:
        """Compute what picture `number` needs, in small pieces; yields the share done, 0…1.

        In a window the views may show that step meanwhile. Afterwards, or when this is given up
        or a view is shown another step, they are of the step that they were of.
        """
        step = self.step(number)
        for done, view in enumerate(self.views):
            before, view.step = view.step, step
            try:
                for share in view.picture_slices():
                    yield (done + share) / len(self.views)
                    if view.step is not step:
                        break
            except BaseException:
                if view.step is step and before is not None:
                    view.show_step(before)
                raise
            if view.step is step:
                view.step = before

    @contextmanager
    def shown(self, number: int) -> Iterator[Picture]:
        """Picture `number`, to be painted before this ends."""
        before = [view.step for view in self.views]
        step = self.step(number)
        with wearing(self.views, self.look.theme):
            try:
                for view in self.views:
                    view.show_step(step)
                yield picture_of(self.views, self.look, self.source, self._language)
            finally:
                for view, shown in zip(self.views, before, strict=True):
                    if shown is not None:
                        view.show_step(shown)
