from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from bpviz.ui.plot import PlotWidget
from bpviz.ui.plot_bars import Bar, Bars
from bpviz.ui.theme import DARK


def letters(plot: PlotWidget, width: int) -> int:
    """How many pixels within the axes have the colour of text in a picture so wide."""
    image = QImage(width, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    plot.paint_picture(painter, QRectF(0, 0, width, 300))
    painter.end()
    plot.lay_out(QRectF(0, 0, width, 300).size())
    area = plot.furniture.plot.toRect().adjusted(1, 1, -1, -1)
    pixels = np.frombuffer(image.copy(area).constBits(), np.uint8).reshape(-1, 4)[:, :3]
    wanted = np.array(QColor(DARK.text).getRgb()[2::-1])
    return int((np.abs(pixels.astype(int) - wanted).max(axis=1) < 40).sum())


@pytest.mark.parametrize(("width", "written"), [(500, True), (220, False)])
def test_values_stand_at_all_bars_or_at_none(qapp: Any, width: int, written: bool) -> None:
    """Where one value has no room above its bar, none is written: no bar looks more important."""
    plot = PlotWidget()
    bars = Bars(plot.view_box)
    plot.set_range((0.4, 4.6), (-2.0, 8.0))
    values = (0.12, 1.8e5, 0.3, 0.4)  # one text is much wider
    bars.set_bars([Bar(at, value, "ok") for at, value in enumerate(values, 1)])
    assert (letters(plot, width) > 0) == written
    plot.deleteLater()


@pytest.mark.parametrize("least", [0, 14, 40])
@pytest.mark.parametrize("height", [120, 240, 720])
@pytest.mark.parametrize("mark", ["ok", "vanishing", "exploding"])
def test_a_bar_ends_at_its_value(qapp: Any, mark: Any, height: int, least: int) -> None:
    """Whatever room its value and mark find above it, a bar's end lies where the axis says."""
    theme = replace(DARK, least_type=least)
    plot = PlotWidget()
    bars = Bars(plot.view_box)
    plot.set_theme(theme)
    bars.set_theme(theme)
    plot.set_range((0.4, 4.6), (0.0, 4.0))
    values = (1.0, 30.0, 9e3, 1e6)  # the third ends just below the end of the axis, one beyond
    bars.set_bars([Bar(at, value, mark) for at, value in enumerate(values, 1)])
    image = QImage(500, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    plot.paint_picture(painter, QRectF(0, 0, 500, height))
    painter.end()
    scale, area = bars.scale_now(), plot.furniture.plot
    ink = bars.color(mark)
    for bar in bars.bars:
        x = round(area.left() + scale.x(bar.at) - 0.3 * (scale.x(1.0) - scale.x(0.0)))
        column = [y for y in range(height) if image.pixelColor(x, y) == ink]
        end = max(0.0, scale.y(math.log10(bar.value)))
        if end < scale.rect.height():
            assert column[0] == pytest.approx(area.top() + end, abs=1.5)
        assert all(y >= area.top() - 1 for y in column)
    plot.deleteLater()
