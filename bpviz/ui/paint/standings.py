"""Who is where in a race: names in their colours, learning rates and losses, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from bpviz.ui.theme import Theme

TEXT_SIZE = 12
GAP = 10.0
MARGIN = 10.0
DOT = " · "
"""Where a note may be broken."""


@dataclass(frozen=True)
class Standing:
    """A racer's line: `place` is empty for who is out; `rate` is muted beside the name."""

    place: str
    name: str
    rate: str
    loss: str
    color: str


def column_width(standings: Sequence[Standing], theme: Theme) -> float:
    """How wide a column of lines must be, in logical pixels."""
    place, name, rate, loss = _widths(standings, theme)
    return place + name + rate + loss + (3 * GAP + _dot(theme)) * theme.font_scale + 2 * MARGIN


def standings_height(
    standings: Sequence[Standing], width: float, theme: Theme, note: str = ""
) -> float:
    """How high the lines become in a place `width` wide, in as many columns as fit."""
    rows = -(-len(standings) // _columns(standings, width, theme))
    return (rows + len(_wrapped(note, width, theme))) * _row(theme) + 6.0


def paint_standings(
    painter: QPainter, rect: QRectF, standings: Sequence[Standing], theme: Theme, note: str = ""
) -> None:
    """Write the lines, down each column first, and below them a note, broken at its dots."""
    if not standings:
        return
    painter.save()
    columns = _columns(standings, rect.width(), theme)
    rows = -(-len(standings) // columns)
    each, row = column_width(standings, theme), _row(theme)
    bold, plain = theme.font(TEXT_SIZE, bold=True), theme.font(TEXT_SIZE)
    place_width, name_width, rate_width, loss_width = _widths(standings, theme)
    gap, dot = GAP * theme.font_scale, _dot(theme) * theme.font_scale
    middle = Qt.AlignmentFlag.AlignVCenter
    for k, line in enumerate(standings):
        x = rect.left() + MARGIN + (k // rows) * each
        y = rect.top() + 3.0 + (k % rows) * row
        if y + row > rect.bottom() + 1.0:
            continue
        painter.setPen(theme.color("muted"))
        painter.setFont(plain)
        painter.drawText(QRectF(x, y, place_width, row), middle | Qt.AlignmentFlag.AlignRight,
                         line.place)  # fmt: skip
        x += place_width + 0.5 * gap
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(line.color))
        painter.drawEllipse(QPointF(x + dot / 2, y + row / 2), dot / 2.6, dot / 2.6)
        x += dot + 0.5 * gap
        painter.setPen(theme.color("text"))
        painter.setFont(bold)
        painter.drawText(QRectF(x, y, name_width, row), middle, line.name)
        x += name_width + gap
        painter.setPen(theme.color("muted"))
        painter.setFont(plain)
        painter.drawText(QRectF(x, y, rate_width, row), middle, line.rate)
        x += rate_width + gap
        painter.setPen(theme.color("text" if line.place else "danger"))
        painter.drawText(QRectF(x, y, loss_width, row), middle, line.loss)
    painter.setPen(theme.color("muted"))
    for k, text in enumerate(_wrapped(note, rect.width(), theme), rows):
        below = QRectF(rect.left() + MARGIN, rect.top() + 3.0 + k * row, rect.width(), row)
        painter.drawText(below, middle, text)
    painter.restore()


def _wrapped(note: str, width: float, theme: Theme) -> list[str]:
    """The note's lines in a place `width` wide."""
    metrics = QFontMetricsF(theme.font(TEXT_SIZE))
    lines: list[str] = []
    for part in filter(None, note.split(DOT)):
        longer = DOT.join([*lines[-1:], part])
        if lines and metrics.horizontalAdvance(longer) <= width - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _columns(standings: Sequence[Standing], width: float, theme: Theme) -> int:
    return max(1, min(len(standings), int(width / max(1.0, column_width(standings, theme)))))


def _widths(standings: Sequence[Standing], theme: Theme) -> tuple[float, float, float, float]:
    """Of the columns of a line; the losses' is that of long ones, so that nothing jumps."""
    plain = QFontMetricsF(theme.font(TEXT_SIZE))
    bold = QFontMetricsF(theme.font(TEXT_SIZE, bold=True))
    loss = plain.horizontalAdvance("0.0000000")
    return (
        plain.horizontalAdvance("5."),
        max((bold.horizontalAdvance(s.name) for s in standings), default=0.0) + 1.0,
        max((plain.horizontalAdvance(s.rate) for s in standings), default=0.0) + 1.0,
        max([loss, *(plain.horizontalAdvance(s.loss) for s in standings)]) + 1.0,
    )


def _row(theme: Theme) -> float:
    return QFontMetricsF(theme.font(TEXT_SIZE)).height() * 1.2


def _dot(theme: Theme) -> float:
    return 12.0
