"""What the tests of the views share: runs, steps and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.view import View

V = TypeVar("V", bound=View)


def run(name: str) -> Timeline:
    """A lesson's run."""
    return Timeline(Problem(lesson(name).experiment))


def last_step(timeline: Timeline, iteration: int) -> Step:
    """The last micro-step of an iteration."""
    return timeline[(iteration + 1) * timeline.steps_per_iteration - 1]


def step_at(timeline: Timeline, iteration: int, phase: str, layer: int = 0) -> Step:
    """The step of that phase and layer."""
    count = timeline.steps_per_iteration
    steps = (timeline[iteration * count + position] for position in range(count))
    return next(s for s in steps if s.phase == phase and s.layer == layer)


def on_screen(view: V, width: int = 640, height: int = 400) -> Iterator[V]:
    """Show a view for as long as a test lasts; for fixtures."""
    view.resize(width, height)
    view.show()
    yield view
    view.close()
    view.deleteLater()


def picture(view: View, width: int = 640, height: int = 400) -> QImage:
    """What the view paints."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    view.paint_picture(painter, QRectF(0, 0, width, height))
    painter.end()
    return image
