from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.paint.network import paint_network
from bpviz.ui.paint.network_picture import NetworkPicture, network_picture
from bpviz.ui.paint.network_tint import network_tint
from bpviz.ui.part_cache import PartCache
from bpviz.ui.theme import DARK

SIZE = (900, 420)


@pytest.fixture(scope="module")
def deep() -> Timeline:
    """A network whose neurons are small, and its first iterations."""
    layers = [*({"units": 12, "activation": "tanh"} for _ in range(20)), {"units": 1}]
    return Timeline(Problem(Experiment.from_dict({"data": {"source": "xor"}, "layers": layers})))


def painted(picture: NetworkPicture, ratio: float, **parts: Any) -> Any:
    """The pixels of a picture on a screen of some density."""
    width, height = SIZE
    image = QImage(int(ratio * width), int(ratio * height), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    paint_network(painter, QRectF(0, 0, width, height), picture, DARK, wave=None, **parts)
    painter.end()
    return np.array(image.constBits(), np.int64)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("mode", ["off", "gradient", "signal", "ratio"])
def test_kept_parts_look_as_those_drawn_anew(
    qapp: Any, deep: Timeline, mode: Any, ratio: float
) -> None:
    """Over steps of two iterations each picture is that without a cache, but for rounding."""
    cache, per = PartCache(), deep.steps_per_iteration
    for index in (0, 1, 30, 31, per - 2, per - 1, per + 5, 30):
        step = deep[index]
        picture = network_picture(step, tint=network_tint(step, mode))
        plain, kept = painted(picture, ratio), painted(picture, ratio, parts=cache.paint)
        assert np.abs(plain - kept).max() <= 2
    assert (plain != painted(network_picture(deep[0]), ratio)).any(), "pictures that differ"


def test_only_what_changes_is_drawn_again(qapp: Any) -> None:
    """A part is drawn when its looks, its place or the screen's density change, else copied."""
    drawn: list[str] = []

    def draw(color: str) -> Callable[[QPainter], None]:
        def run(painter: QPainter) -> None:
            drawn.append(color)
            painter.fillRect(QRectF(2, 2, 6, 6), QColor(color))

        return run

    cache, seen = PartCache(), []
    calls = [("red", 1.0, 0.0), ("red", 1.0, 0.0), ("blue", 1.0, 0.0), ("blue", 2.0, 0.0),
             ("blue", 2.0, 0.5)]  # fmt: skip
    for color, ratio, left in calls:
        image = QImage(20, 20, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("black"))
        painter = QPainter(image)
        cache.paint(painter, ("part", 1), (color,), QRectF(left, 0, 10, 10), draw(color))
        painter.end()
        seen.append(image.pixelColor(round(5 * ratio), round(5 * ratio)).name())
    assert drawn == ["red", "blue", "blue", "blue"]
    assert seen == [QColor(color).name() for color, _, _ in calls]
