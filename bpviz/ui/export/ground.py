"""Pictures without the ground that they are painted on, for slides that have one of their own."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QColor, QPaintDevice, QPainter

from bpviz.ui.theme import Theme

GROUNDS = ("panel", "stage", "window")
WIDE = 0.2
"""Share of the picture's width from which a rectangle in a ground's colour is one, no plate."""


class GroundlessPainter(QPainter):
    """Paints all but the large rectangles in the colours of a ground.

    Small plates that keep what they cover from sight stay.

    Parameters
    ----------
    device : QPaintDevice
        What to paint on.
    theme : Theme
        Its grounds are left out.
    width : float
        Of the whole picture, in the units of the device.
    """

    def __init__(self, device: QPaintDevice, theme: Theme, width: float) -> None:
        super().__init__(device)
        self._grounds = {theme.color(name).rgba() for name in GROUNDS}
        self._least = WIDE * width

    def fillRect(self, *arguments: Any) -> None:
        """Fill a rectangle, if it is none of the ground."""
        rect, color = arguments[0], arguments[-1]
        if isinstance(color, QColor) and color.rgba() in self._grounds and len(arguments) == 2:
            turn = self.worldTransform()
            if rect.width() * abs(turn.m11()) >= self._least:
                return
        super().fillRect(*arguments)
