"""What the tests of the views share: runs, steps and pictures."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.view import View


def run(name: str) -> Timeline:
    """A lesson's run."""
    return Timeline(Problem(lesson(name).experiment))


def last_step(timeline: Timeline, iteration: int) -> Step:
    """The last micro-step of an iteration."""
    return timeline[(iteration + 1) * timeline.steps_per_iteration - 1]


def picture(view: View, width: int = 640, height: int = 400) -> QImage:
    """What the view paints."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    view.paint_picture(painter, QRectF(0, 0, width, height))
    painter.end()
    return image
