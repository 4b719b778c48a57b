"""The words under the table of a tensor, on screen."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bpviz.ui.tensors.footer import Footer
from bpviz.ui.view import View


class FooterStrip(QWidget):
    """The footer on screen."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self.setObjectName("tensors_footer")
        self.theme = view.theme
        self.footer: Footer | None = None

    def set_footer(self, footer: Footer | None) -> None:
        """Show it, in as many lines as it takes."""
        self.footer = footer
        self.setFixedHeight(round(footer.height) if footer is not None else 0)
        self.setToolTip(footer.text() if footer is not None else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it in the theme's colours."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        if self.footer is not None:
            self.footer.paint(painter, 0.0, 0.0)
        painter.end()
