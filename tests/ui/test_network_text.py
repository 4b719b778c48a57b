from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from bpviz.ui.paint.text import draw_text, elided, fitted, full_number, short_number, text_width


@pytest.mark.parametrize(
    ("x", "digits", "sign", "text"),
    [
        (0.62, 2, False, "0.62"),
        (-0.034, 3, True, "−0.034"),
        (0.0, 3, True, "0"),
        (1.0, 2, False, "1"),
        (0.9996, 2, False, "1.00"),
        (12.345, 3, False, "12.3"),
        (0.0032, 3, True, "+0.0032"),
        (-3.2e-5, 3, True, "−3.2·10⁻⁵"),
        (3.2e-12, 3, False, "3·10⁻¹²"),
        (4e-4, 2, False, "4·10⁻⁴"),
        (123456.7, 3, False, "1.2·10⁵"),
        (math.nan, 3, True, "NaN"),
        (math.inf, 3, True, "+∞"),
        (-math.inf, 2, False, "−∞"),
    ],
)
def test_short_number_by_hand(x: float, digits: int, sign: bool, text: str) -> None:
    """Numbers as a lecturer would write them, with a true minus sign."""
    assert short_number(x, digits, sign=sign) == text


def read(text: str) -> float:
    """The number that a text of the blackboard's says: ``−3.2·10⁻⁵``."""
    table = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    return float(text.replace("·10", "e").replace("∞", "inf").translate(table))


@given(st.floats(), st.integers(1, 4))
def test_short_number_is_short_and_near(x: float, digits: int) -> None:
    """It never grows long, and reads back as the number, to the digits it shows."""
    text = short_number(x, digits, sign=True)
    assert len(text) <= digits + 8
    assert "-" not in text
    if abs(x) < 1e300:  # rounding up can leave the range of floats
        assert read(text) == pytest.approx(x, rel=0.5, abs=0.5 * 10**-digits)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_full_number_keeps_every_digit(x: float) -> None:
    """What the readout shows is the number itself."""
    assert read(full_number(x)) == x


def test_text_is_cut_or_shrunk_to_its_width(qapp: Any) -> None:
    """Elided text fits; a fitted font is no larger than before, and not much smaller."""
    font = QFont("DejaVu Sans")
    font.setPixelSize(20)
    long = "скрытый слой сигмоиды"
    assert text_width(elided(long, font, 90), font) <= 90
    assert elided("1", font, 90) == "1"
    assert 12 <= fitted(font, long, 90).pixelSize() < 20
    assert fitted(font, "1", 90) is font


@pytest.mark.parametrize("density", [1.0, 2.0])
def test_a_kept_halo_lies_where_the_outline_would(qapp: Any, density: float) -> None:
    """A halo on pixels is a kept image; a turned text, whose halo is stroked, looks the same."""
    pictures = []
    for turned in (False, True):
        image = QImage(int(80 * density), int(80 * density), QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(density)
        image.fill(Qt.GlobalColor.black)
        font = QFont("DejaVu Sans")
        font.setPixelSize(16)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if turned:
            painter.translate(80, 0)
            painter.rotate(90)
        white = QColor("white")
        draw_text(painter, QRectF(10, 20, 60, 40), "h³", font, white, halo=QColor("red"))
        painter.end()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
        pictures.append(rows[:, :, 2].astype(float))
    flat, upright = pictures[0], np.rot90(pictures[1])
    assert flat.sum() > 0
    assert np.abs(flat - upright).sum() < 0.25 * flat.sum()
