from __future__ import annotations

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
