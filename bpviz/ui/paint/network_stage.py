"""What every painter of the network diagram is given."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont, QPainter

from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.paint.network_picture import NetworkPicture
from bpviz.ui.paint.text import text_width
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
