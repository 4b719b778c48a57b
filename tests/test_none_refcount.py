"""PySide6 6.12.0 lost a reference to None in each void call; this PySide6 must not."""

import sys
from typing import Any

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

REPAINTS = 2_000
# From Python 3.12 on None is immortal: its count never changes, and nothing can go wrong.
SLACK = 500


class Painted(QWidget):
    """A widget whose paint event makes several void calls."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#204060"))
        painter.setPen(QColor("white"))
        painter.drawLine(0, 0, self.width(), self.height())
        painter.drawText(10, 20, "δ = ∂L/∂z")
        painter.end()
        self.painted += 1


def test_repainting_keeps_none_alive(qapp: Any) -> None:
    """After 2,000 repaints the reference count of None has not fallen."""
    widget = Painted()
    widget.resize(160, 90)
    widget.show()
    qapp.processEvents()
    for _ in range(20):
        widget.repaint()
    before, painted = sys.getrefcount(None), widget.painted
    for _ in range(REPAINTS):
        widget.repaint()
    after = sys.getrefcount(None)
    widget.close()
    assert widget.painted - painted == REPAINTS
    assert after > before - SLACK, f"None lost {before - after} references"
