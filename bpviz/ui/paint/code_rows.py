"""Painter of a program: line numbers, breakpoints, coloured words, and the line that is on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from bpviz.ui.code.source import FOLDED, Kind, Piece, Source
from bpviz.ui.colors import mixed
from bpviz.ui.paint.marked_line import mark_line
from bpviz.ui.paint.timeline import paint_stop
from bpviz.ui.theme import Theme

USUAL = 13.0
"""Type size, in pixels of ordinary type."""
LINE = 1.55
"""Height of a line, in heights of its type."""
FAINT = 0.7
"""How much of its colour a line keeps that is still to come in the iteration."""
SYNTAX: dict[str, dict[Kind, str]] = {
    "dark": {
        "keyword": "#c3b1f0", "number": "#e3bd91", "string": "#a9cf9f", "function": "#8ed0e6"
    },
    "light": {
        "keyword": "#6a3fb0", "number": "#8a4a0a", "string": "#3f6d2a", "function": "#12627d"
    },
}  # fmt: skip


@lru_cache(maxsize=64)
def ink(kind: Kind, theme: Theme, faint: bool) -> QColor:
    """The colour of a word of some kind; fainter in a line that is still to come."""
    if kind == "comment":
        color = theme.color("muted")
    else:
        name = SYNTAX["dark" if theme.name == "dark" else "light"].get(kind)
        color = QColor(name) if name else theme.color("text")
    return mixed(color, theme.color("stage"), FAINT) if faint else color


@dataclass(frozen=True)
class Mark:
    """What is marked in a program: where one is, where playing stops, what is under the mouse.

    `position` and `direction` are those of the micro-step, None before there is one; `stops` are
    positions; `hovered` is a line and a word of it; `aimed` is a line whose number is pointed at.
    """

    position: int | None = None
    direction: str = "batch"
    stops: frozenset[int] = frozenset()
    hovered: tuple[int, Piece] | None = None
    aimed: int | None = None


class Rows:
    """The lines of a program, one below the other from the origin on, and where everything is.

    Parameters
    ----------
    source : Source
    lines : sequence of int
        Which of its lines, by index; `FOLDED` for those above the loop in one row.
    theme : Theme
    size : float
        Of the type, in pixels of ordinary type.
    """

    def __init__(
        self, source: Source, lines: Sequence[int], theme: Theme, size: float = USUAL
    ) -> None:
        self.source, self.lines, self.theme = source, tuple(lines), theme
        self.font = theme.font(size, mono=True)
        metrics = QFontMetricsF(self.font)
        self.advance = metrics.horizontalAdvance("0" * 64) / 64
        self.line = float(round(LINE * self.font.pixelSize()))
        self._base = (self.line + metrics.ascent() - metrics.descent()) / 2
        digits = len(str(len(source.listing.lines)))
        scale = theme.font_scale
        self._dot = 11.0 * scale
        self.gutter = 20.0 * scale + digits * self.advance + 5.0 * scale
        self.margin = self.gutter + 20.0 * scale
        self.width = self.margin + (source.columns(self.lines) + 1) * self.advance
        self.height = self.line * len(self.lines)

    def current(self, position: int | None) -> range:
        """The rows of a micro-step."""
        lines = self.source.listing.lines
        found = [
            row
            for row, k in enumerate(self.lines)
            if k != FOLDED and position is not None and lines[k].position == position
        ]
        return range(found[0], found[-1] + 1) if found else range(0)

    def row_at(self, y: float) -> int | None:
        """The row at a height."""
        row = int(y // self.line)
        return row if 0 <= row < len(self.lines) else None

    def piece_at(self, x: float, y: float) -> tuple[int, Piece] | None:
        """The line and the word at a point."""
        row = self.row_at(y)
        if row is None or self.lines[row] == FOLDED:
            return None
        line, column = self.lines[row], (x - self.margin) / self.advance
        pieces = self.source.pieces[line]
        return next(((line, p) for p in pieces if p.column <= column < p.end), None)

    def box(self, row: int, piece: Piece) -> QRectF:
        """Where a word is."""
        left = self.margin + piece.column * self.advance
        return QRectF(left, row * self.line, len(piece.text) * self.advance, self.line)

    def paint(
        self,
        painter: QPainter,
        mark: Mark,
        rows: range,
        width: float,
        *,
        shift: float = 0.0,
        folded: Callable[[int], str] = str,
    ) -> None:
        """Paint some rows, `width` wide.

        Parameters
        ----------
        painter : QPainter
            Its origin is the corner of the first row, seen or not.
        mark : Mark
        rows : range
            Which rows.
        width : float
            Of what is seen.
        shift : float
            How far the text, but not the line numbers, is pushed to the left.
        folded : callable
            The words for so many lines in one row.
        """
        theme, scale = self.theme, self.theme.font_scale
        current = self.current(mark.position)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if len(current):
            top, height = current.start * self.line, len(current) * self.line
            strip = QRectF(self.gutter, top, width - self.gutter - 4.0 * scale, height)
            mark_line(painter, strip, mark.direction, theme, self.line)
        coming = self.lines[current.stop - 1] if len(current) else len(self.source.pieces)
        painter.save()
        painter.setClipRect(
            QRectF(
                self.margin - 2.0,
                rows.start * self.line,
                width - self.margin,
                len(rows) * self.line,
            )
        )
        for row in rows:
            line = self.lines[row]
            if line == FOLDED:
                self._write(painter, row, 0, folded(self.source.loop), "comment", False, shift)
                continue
            faint = line > coming
            for piece in self.source.runs[line]:
                self._write(painter, row, piece.column, piece.text, piece.kind, faint, shift)
        self._underline(painter, mark, shift)
        painter.restore()
        self._paint_gutter(painter, mark, rows, current)

    def _write(
        self,
        painter: QPainter,
        row: int,
        column: int,
        text: str,
        kind: Kind,
        faint: bool,
        shift: float,
    ) -> None:
        painter.setFont(self.font)
        painter.setPen(ink(kind, self.theme, faint))
        x = self.margin + column * self.advance - shift
        painter.drawText(QPointF(x, row * self.line + self._base), text)

    def _underline(self, painter: QPainter, mark: Mark, shift: float) -> None:
        if mark.hovered is None or mark.hovered[0] not in self.lines:
            return
        line, piece = mark.hovered
        box = self.box(self.lines.index(line), piece).translated(-shift, 0.0)
        y = box.top() + self._base + 3.0 * self.theme.font_scale
        painter.setPen(QPen(self.theme.color("accent"), 1.5 * self.theme.font_scale))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_gutter(self, painter: QPainter, mark: Mark, rows: range, current: range) -> None:
        """Line numbers, breakpoints, and a ring where a click would set one."""
        theme, lines = self.theme, self.source.listing.lines
        painter.setFont(self.font)
        for row in rows:
            k = self.lines[row]
            foldable = k == FOLDED or (k == 0 and self.source.loop > 0)
            if foldable:
                self._paint_fold(painter, row, closed=k == FOLDED)
            if k == FOLDED:
                continue
            number = str(k + 1)
            x = self.gutter - 5.0 * theme.font_scale - len(number) * self.advance
            painter.setPen(theme.color("text" if row in current else "muted"))
            painter.drawText(QPointF(x, row * self.line + self._base), number)
            at = QPointF(self._dot, (row + 0.5) * self.line)
            if lines[k].position in mark.stops:
                paint_stop(painter, at, theme, 1.4)
            elif mark.aimed == k:
                painter.setPen(QPen(theme.color("danger"), 1.5 * theme.font_scale))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                radius = 4.5 * theme.font_scale
                painter.drawEllipse(at, radius, radius)

    def _paint_fold(self, painter: QPainter, row: int, *, closed: bool) -> None:
        """A triangle that points at what is folded, or down at what can be."""
        wing = 4.0 * self.theme.font_scale
        at = QPointF(self.gutter + 2.5 * wing, (row + 0.5) * self.line)
        down, right = QPointF(0, wing), QPointF(wing, 0)
        across, along = (down, right) if closed else (right, down)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("muted"))
        painter.drawPolygon([at - across - along * 0.6, at + across - along * 0.6, at + along])
