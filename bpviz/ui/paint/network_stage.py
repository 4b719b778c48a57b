"""What every painter of the network diagram is given."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.paint.network_picture import NetworkPicture
from bpviz.ui.paint.text import CENTER, draw_text, text_width
from bpviz.ui.theme import Theme


@dataclass(frozen=True)
class Stage:
    """A painter with what it paints: the picture, its layout and the theme."""

    painter: QPainter
    layout: Layout
    picture: NetworkPicture
    theme: Theme

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
