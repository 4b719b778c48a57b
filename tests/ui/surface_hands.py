"""What the tests of the loss surface share: runs, waiting, pixels."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.views.surface import SurfaceView


def run(units: int = 3, rate: float = 0.5, source: str = "xor", **tables: Any) -> Timeline:
    """A small run."""
    table = {
        "seed": 7,
        "data": {"source": source},
        "layers": [{"units": units, "activation": "tanh"}, {"units": 1}],
        "optimizer": {"learning_rate": rate},
        **tables,
    }
    return Timeline(Problem(Experiment.from_dict(table)))


def show(view: SurfaceView, timeline: Timeline, iteration: int, position: int = 0) -> None:
    """Show a step and wait until the surface is complete."""
    if view.timeline is not timeline:
        view.set_timeline(timeline)
    view.show_step(timeline[iteration * timeline.steps_per_iteration + position])
    settle(view)


def settle(view: SurfaceView) -> None:
    """Wait until everything is computed."""
    wait_until(lambda: view.settled)


def wait_until(done: Callable[[], bool], seconds: float = 20.0) -> None:
    """Run the event loop until something is so."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "nothing came"
        QTest.qWait(2)


def picture(view: SurfaceView, width: int = 420, height: int = 320) -> QImage:
    """What `paint_picture` paints."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    view.paint_picture(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


def colors(image: QImage) -> np.ndarray:
    """(height, width, 3) bytes: blue, green, red."""
    raw = np.frombuffer(image.constBits(), np.uint8)
    return raw.reshape(image.height(), image.width(), 4)[..., :3].astype(int)
