"""The loop of a program as a picture for a slide."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpviz.core.step import Step
from bpviz.ui.code.source import Source
from bpviz.ui.paint.code_rows import Mark, Rows
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text
from bpviz.ui.theme import Theme

LARGEST, SMALLEST = 2.2, 0.75
"""How many times the usual size the type may have; what does not fit then is left out."""
MARGIN = 12.0
TITLE = 30.0


def paint_loop(
    painter: QPainter,
    rect: QRectF,
    source: Source,
    step: Step,
    words: tuple[str, str],
    theme: Theme,
) -> None:
    """Paint the loop with the step's lines marked, under a title and a note.

    Where the whole loop would be too small to read, it is the part around the step. Only a line
    longer than the picture is wide makes type smaller than the theme wants it.
    """
    scale = theme.font_scale
    inner = rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    head = QRectF(inner.left(), inner.top(), inner.width(), TITLE * scale)
    draw_text(painter, head, words[0], theme.font(18, bold=True), theme.color("text"), LEFT)
    draw_text(painter, head, words[1], theme.font(14), theme.color("muted"), RIGHT)
    panel = QRectF(head.bottomLeft(), inner.bottomRight()).adjusted(0, 4.0 * scale, 0, 0)
    painter.fillRect(panel, theme.color("stage"))
    lines = source.rows(True)[1:]
    rows = Rows(source, lines, theme)
    factor = min(panel.width() / rows.width, panel.height() / rows.height, LARGEST)
    least = max(SMALLEST, theme.least_type / rows.font.pixelSize())
    factor = max(factor, min(least, panel.width() / rows.width))
    shown = _around(rows, step.position, int(panel.height() / (rows.line * factor) + 0.01))
    painter.save()
    painter.setClipRect(panel)
    painter.translate(panel.topLeft())
    painter.scale(factor, factor)
    painter.translate(0, -shown.start * rows.line)
    mark = Mark(step.position, step.micro.direction)
    rows.paint(painter, mark, shown, panel.width() / factor)
    painter.restore()


def _around(rows: Rows, position: int, count: int) -> range:
    """As many rows as fit, as far into the loop as the step is."""
    total = len(rows.lines)
    current = rows.current(position)
    middle = (current.start + current.stop) // 2 if current else 0
    first = min(max(0, middle - count // 2), max(0, total - count))
    return range(first, min(total, first + max(1, count)))
