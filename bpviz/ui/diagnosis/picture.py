"""The diagnosis as a picture: verdicts in words, below them a table of all layers."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from bpviz.core.verdicts import Severity, Verdict
from bpviz.ui.diagnosis import words
from bpviz.ui.diagnosis.columns import Column, flat_ends
from bpviz.ui.diagnosis.flow import Flow, Piece
from bpviz.ui.diagnosis.grid import CELL, MARGIN, Grid
from bpviz.ui.diagnosis.report import Report
from bpviz.ui.diagnosis.table import Row
from bpviz.ui.number_text import measured
from bpviz.ui.paint.text import CENTER, LEFT, draw_text, text_width
from bpviz.ui.texts import activation_name
from bpviz.ui.theme import Theme, ink_on

TITLE, TEXT = 15, 13
"""Sizes of type, in logical pixels."""
SIGNS: dict[Severity, str] = {"good": "✓", "muted": "–", "warning": "!", "danger": "✕"}

translate = QCoreApplication.translate


class Picture:
    """A report laid out in a width, its rows a little higher where it is given a height to fill.

    Points and heights count from the upper left corner.

    Attributes
    ----------
    height : float
        Of everything, in logical pixels.
    grid : Grid
        The table.
    """

    def __init__(self, report: Report, width: float, theme: Theme, fill: float = 0.0) -> None:
        self.report, self.width, self.theme = report, width, theme
        scale = theme.font_scale
        self._margin, self._gap = MARGIN * scale, 4 * scale
        self._title = math.ceil(1.6 * TITLE * scale)
        self._badge = 1.25 * TEXT * scale
        self._text_left = self._margin + self._badge + 6 * scale
        inner = width - 2 * self._margin
        nothing = self._plain(translate("Diagnosis", "No gradient is known yet."), "muted")
        self._verdicts = [
            Flow(pieces, width - self._margin - self._text_left)
            for pieces in [self._sentence(verdict) for verdict in report.verdicts] or [[nothing]]
        ]
        head = self._title + sum(flow.height + self._gap for flow in self._verdicts)
        self._head = math.ceil(head)
        self.grid = Grid(report, width, theme)
        self._notes = [Flow([self._plain(text, color)], inner) for text, color in self._footers()]
        notes = sum(note.height for note in self._notes) + 2 * self._gap
        self.grid.stretch(fill - self._head - notes)
        self._foot = self._head + self.grid.height
        self.height = self._foot + notes

    # ---- what is written -----------------------------------------------------------------------

    def _plain(self, text: str, color: str) -> Piece:
        return Piece(text, self.theme.font(CELL), self.theme.color(color))

    def _sentence(self, verdict: Verdict) -> list[Piece]:
        """What is wrong, and muted what usually helps."""
        theme, font = self.theme, self.theme.font(TEXT)
        pieces = [
            Piece(
                run.text,
                font if run.layer is None else theme.font(TEXT, bold=True),
                theme.color("text" if run.layer is None else "accent"),
                run.layer,
            )
            for run in words.runs(verdict)
        ]
        advice = words.advice(verdict)
        return [*pieces, *([Piece(" " + advice, font, theme.color("muted"))] if advice else [])]

    def _footers(self) -> list[tuple[str, str]]:
        """Lines below the table, and their colours."""
        table, lines = self.report.table, []
        gradient, delta = (
            "–" if ratio is None or math.isnan(ratio) else measured(ratio)
            for ratio in table.last_to_first
        )
        text = translate("Diagnosis", "Last layer ÷ first layer: ‖∂L/∂W‖ {gradient}, ‖δ‖ {delta}")
        lines.append((text.format(gradient=gradient, delta=delta), "text"))
        if "saturated" in [column.field for column in self.grid.columns]:
            ends = ", ".join(
                f"{activation_name(name)} {flat_ends(name)}" for name in self.report.activations
            )
            text = translate("Diagnosis", "Saturated: {ends}")
            lines.append((text.format(ends=ends), "muted"))
        if table.dead_iteration not in (None, table.iteration):
            text = translate("Diagnosis", "Dead units: counted at iteration {i}")
            lines.append((text.format(i=table.dead_iteration), "muted"))
        hidden = [c.name for c in self.report.offered if c not in self.grid.columns]
        if hidden:
            text = translate("Diagnosis", "With more width: {columns}")
            lines.append((text.format(columns=", ".join(hidden)), "muted"))
        return lines

    def heading(self) -> str:
        """What stands beside the title: when it is, and what is not of now."""
        table = self.report.table
        text = translate("Diagnosis", "iteration {i}").format(i=table.iteration)
        if table.has_older:
            older = translate("Diagnosis", "gray: iteration {i}, not computed yet in this one")
            text += "  ·  " + older.format(i=table.iteration - 1)
        return text

    def sentences(self) -> list[str]:
        """What is written above the table."""
        return ["".join(placed.text for placed in flow.placed) for flow in self._verdicts]

    # ---- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, scroll: float = 0.0, view: float = math.inf) -> None:
        """Paint from `scroll` on, `view` high; the header of the table never scrolls away."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0.0, -scroll)
        header = self._header_top(scroll)
        if scroll < self._head:
            self._paint_head(painter)
        first = max(0, int((header - self._head) / self.grid.row))
        below = min(scroll + view, self._foot) - self._head - self.grid.header
        self.grid.paint_rows(painter, first, math.ceil(below / self.grid.row), self._head)
        self.grid.paint_header(painter, header)
        y = self._foot + self._gap
        for note in self._notes:
            if y < scroll + view:
                note.paint(painter, QPointF(self._margin, y))
            y += note.height
        painter.restore()

    def _header_top(self, scroll: float) -> float:
        return max(self._head, min(scroll, self._foot - self.grid.header))

    def _row_top(self, layer: int) -> float:
        return self._head + self.grid.header + self.grid.row * (layer - 1)

    def _paint_head(self, painter: QPainter) -> None:
        """The title, and the verdicts below it."""
        theme, scale = self.theme, self.theme.font_scale
        title, font = translate("views", "Diagnosis"), theme.font(TITLE, bold=True)
        line = QRectF(self._margin, 0, self.width - 2 * self._margin, self._title)
        draw_text(painter, line, title, font, theme.color("text"), LEFT)
        line.setLeft(line.left() + text_width(title, font) + 10 * scale)
        draw_text(painter, line, self.heading(), theme.font(CELL), theme.color("muted"), LEFT)
        y = float(self._title)
        for verdict, flow in zip(self.report.verdicts, self._verdicts, strict=False):
            color = theme.color(verdict.severity)
            badge = QRectF(self._margin, y, self._badge, self._badge)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(badge.adjusted(1, 1, -1, -1))
            sign = SIGNS[verdict.severity]
            draw_text(painter, badge, sign, theme.font(CELL, bold=True), ink_on(color), CENTER)
            flow.paint(painter, QPointF(self._text_left, y))
            y += flow.height + self._gap
        if not self.report.verdicts:
            self._verdicts[0].paint(painter, QPointF(self._margin, y))

    # ---- the mouse -----------------------------------------------------------------------------

    def link_at(self, point: QPointF, scroll: float = 0.0) -> int | None:
        """The layer that a sentence names at a point of the view."""
        y = float(self._title)
        at = point + QPointF(0, scroll)
        for flow in self._verdicts[: len(self.report.verdicts)]:
            found = flow.layer_at(at - QPointF(self._text_left, y))
            if found is not None:
                return found
            y += flow.height + self._gap
        return None

    def row_at(self, point: QPointF, scroll: float = 0.0) -> Row | None:
        """The row at a point of the view; none under the header, wherever that stands."""
        y = point.y() + scroll
        if y < self._header_top(scroll) + self.grid.header or y >= self._foot:
            return None
        below = y - self._head - self.grid.header
        return self.report.table.rows[int(below / self.grid.row)]

    def column_at(self, point: QPointF, scroll: float = 0.0) -> Column | None:
        """The column whose header is at a point of the view."""
        below = point.y() + scroll - self._header_top(scroll)
        return self.grid.column_at(point.x()) if 0.0 <= below < self.grid.header else None

    @property
    def header_middle(self) -> float:
        """The middle of the header of the table, not scrolled."""
        return self._head + self.grid.header / 2

    def row_box(self, layer: int) -> tuple[float, float]:
        """Where the row of a layer begins and ends, and what lies above it."""
        top = self._row_top(layer)
        return top - self.grid.header, top + self.grid.row
