"""The line of code that is being carried out, marked as a debugger marks it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from bpviz.ui.theme import Theme


def mark_line(painter: QPainter, strip: QRectF, direction: str, theme: Theme, line: float) -> None:
    """A strip of the phase's colour, and an arrow before the first of its lines.

    Parameters
    ----------
    painter : QPainter
        Its pen and brush are changed.
    strip : QRectF
        The line, or several one below the other; the arrow takes the first 20 pixels.
    direction : str
        A `MicroStep.direction`.
    theme : Theme
    line : float
        Height of a line.
    """
    scale = theme.font_scale
    color = theme.phase_color(direction)
    ground = QColor(color)
    ground.setAlphaF(0.26 if theme.name == "dark" else 0.18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(strip, 4.0 * scale, 4.0 * scale)
    painter.setBrush(color)
    middle, x, wing = strip.top() + line / 2, strip.left() + 8.0 * scale, 4.0 * scale
    tip = QPointF(x + 1.4 * wing, middle)
    painter.drawPolygon([QPointF(x, middle - wing), tip, QPointF(x, middle + wing)])
