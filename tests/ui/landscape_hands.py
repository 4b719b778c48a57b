"""Landscapes to look at, and what is painted of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from bpviz.ui.paint.landscape import Camera, Landscape, paint_landscape
from bpviz.ui.paint.relief import Relief, relief
from bpviz.ui.theme import DARK, Theme

Floats = np.ndarray
SIZE = (480, 360)


def grid(f: Callable[[Floats, Floats], Floats], n: int = 49) -> Floats:
    """A function of x and y in −1…1, on a grid (n, n)."""
    side = np.linspace(-1.0, 1.0, n)
    return f(*np.meshgrid(side, side))


def bowl(x: Floats, y: Floats) -> Floats:
    """0.1 in the middle, 2.1 in the corners."""
    return 0.1 + x**2 + y**2


def ridge() -> Relief:
    """A wall along x at y = −0.5, as high as the box; low and level else."""
    heights = grid(lambda x, y: np.exp(-(((y + 0.5) / 0.15) ** 2)) + 0.0 * x)
    return Relief(heights, 0.0, 1.0, False, (), 2, 1.0, 0)


def landscape(losses: Floats | Relief, **parts: Any) -> Landscape:
    """Losses over the window −2…2 and 10…14."""
    shape = losses if isinstance(losses, Relief) else relief(losses, log=False)
    return Landscape(shape, (-2.0, 2.0), (10.0, 14.0), ("α", "β", "loss"), **parts)


def picture(
    seen: Landscape,
    camera: Camera | None = None,
    theme: Theme = DARK,
    size: tuple[int, int] = SIZE,
) -> QImage:
    """The landscape as an image."""
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_landscape(painter, QRectF(0, 0, *size), seen, camera or Camera(), theme)
    painter.end()
    return image


def pixels(image: QImage) -> Floats:
    """Red, green, blue (height, width, 3)."""
    flat = np.frombuffer(image.constBits(), np.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), 2::-1].copy()
