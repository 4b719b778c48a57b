"""Lines that are drawn out of an array."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLineF
from PySide6.QtGui import QImage, QPainter

from bpviz.ui.paint.landscape_projection import Lines, surface_at

SIDE = 40


def painted(draw) -> bytes:
    """The pixels of what `draw` paints."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return bytes(image.constBits())


@pytest.mark.usefixtures("qapp")
@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 99))
def test_lines_out_of_an_array_are_those_drawn_one_by_one(start: int, count: int, seed: int):
    """Any part of an array of lines gives the very pixels of as many QLineF."""
    whole = np.random.default_rng(seed).uniform(0, SIDE, (12, 5))[:, :4]  # not contiguous
    part = whole[start : start + count]
    expected = painted(lambda p: p.drawLines([QLineF(*line) for line in part.tolist()]))
    assert painted(lambda p: Lines(whole).draw(p, start, start + count)) == expected


def test_a_height_between_grid_points_is_bilinear():
    """At any point the height is the four corners' mean by nearness; outside, that of the edge."""
    rng = np.random.default_rng(3)
    heights = rng.random((5, 5))
    x, y = rng.uniform(-1.3, 1.3, (2, 200))
    kept_x, kept_y = x.copy(), y.copy()
    for a, b, found in zip(x, y, surface_at(heights, x, y), strict=True):
        column, row = (min(max((at + 1) * 2, 0.0), 4.0) for at in (a, b))
        nearness = [np.maximum(0, 1 - np.abs(np.arange(5) - at)) for at in (row, column)]
        assert found == pytest.approx(nearness[0] @ heights @ nearness[1], abs=1e-12)
    assert (x == kept_x).all()
    assert (y == kept_y).all()
