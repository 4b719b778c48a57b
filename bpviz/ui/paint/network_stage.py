"""What every painter of the network diagram is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.paint.network_picture import NetworkPicture
from bpviz.ui.paint.text import CENTER, draw_text, fitted, short_number, text_width
from bpviz.ui.theme import Theme

PartPainter = Callable[
    [QPainter, tuple[str, int], tuple[object, ...], QRectF, Callable[[QPainter], None]], None
]
"""Draws a part: painter, (what, layer), all that its looks depend on, bounds, how to draw it."""


def paint_now(
    painter: QPainter,
    part: tuple[str, int],
    looks: tuple[object, ...],
    rect: QRectF,
    draw: Callable[[QPainter], None],
) -> None:
    """Draw a part as it is: the `PartPainter` of a picture that is painted once."""
    draw(painter)


@dataclass(frozen=True)
class Stage:
    """A painter with what it paints: the picture, its layout, the theme; and who keeps parts."""

    painter: QPainter
    layout: Layout
    picture: NetworkPicture
    theme: Theme
    parts: PartPainter = paint_now

    @property
    def k(self) -> float:
        """Pixels per unit of length."""
        return self.layout.k

    def font(self, size: float, *, bold: bool = False, italic: bool = False) -> QFont:
        """A font of `size` units. The layout's scale holds the theme's type size already."""
        font = self.theme.font(size * self.k / self.theme.font_scale, bold=bold)
        font.setItalic(italic)
        return font

    def width(self, text: str, size: float) -> float:
        """Width of a text in that font, in pixels."""
        return text_width(text, self.font(size))

    def legible(self, text: str, font: QFont, width: float, height: float) -> QFont | None:
        """The font, no smaller than the theme's least; None if the text has no room in that."""
        least = math.ceil(self.theme.least_type)
        if font.pixelSize() > least:
            return font
        found = QFont(font)
        found.setPixelSize(least or font.pixelSize())
        fits = text_width(text, found) <= width and least <= 1.1 * height
        return found if fits or not least else None

    def pill_font(self, rect: QRectF, text: str) -> QFont | None:
        """The font of a number in a pill; None if it has no room in a font that can be read."""
        font = fitted(self.font(rect.height() / self.k * 0.68), text, rect.width() - 8 * self.k)
        return self.legible(text, font, rect.width() - 4 * self.k, rect.height())

    def pill_numbers(
        self, rects: Sequence[QRectF], values: Iterable[float], before: str = ""
    ) -> list[str]:
        """The numbers of several pills, shorter if one of them needs that; empty if that fails.

        Numbers at some only would say that the others have none.
        """
        known = [float(value) for value in values]
        for digits in (3, 2):
            texts = [before + short_number(value, digits, sign=True) for value in known]
            pairs = zip(rects, texts, strict=True)
            if not self.theme.least_type or all(self.pill_font(*pair) for pair in pairs):
                return texts
        return []

    def write(
        self,
        rect: QRectF,
        text: str,
        font: QFont,
        color: QColor,
        align: Qt.AlignmentFlag = CENTER,
        halo: QColor | None = None,
    ) -> None:
        """Draw a line of text as `draw_text` does, or nothing where it cannot be legible."""
        found = self.legible(text, font, rect.width() + 0.5, rect.height())
        if found is not None:
            draw_text(self.painter, rect, text, found, color, align, halo)
