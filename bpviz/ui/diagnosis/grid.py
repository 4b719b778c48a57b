"""The table of the diagnosis: columns that fit, numbers with bars behind them, and marks."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from bpviz.ui.diagnosis.columns import Column, share, written
from bpviz.ui.diagnosis.report import Report
from bpviz.ui.diagnosis.table import Row
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, fitted, text_width
from bpviz.ui.texts import activation_name
from bpviz.ui.theme import Theme

CELL, SMALL = 12, 11
"""Sizes of type, in logical pixels."""
MARGIN, PAD = 10.0, 4.0
RULE_OF_THUMB = -3.0
"""Decades: the update ratio that is drawn as a line."""
TALLEST = 2.4
"""How much higher than needed a row may be, where there is room."""
LEAST_DECADES = 3.0
"""What a bar spans at least, so that healthy layers look alike."""

translate = QCoreApplication.translate


class Grid:
    """The table of a report in a width, its rows a little higher where there is room to `fill`.

    Attributes
    ----------
    columns : list of Column
        Those that there is room for.
    header, row, height : float
        Heights of the header, of a row and of all, in logical pixels.
    """

    def __init__(self, report: Report, width: float, theme: Theme, fill: float) -> None:
        self.report, self.width, self.theme = report, width, theme
        self._left, self._pad = MARGIN * theme.font_scale, PAD * theme.font_scale
        self._cell, self._bold = theme.font(CELL), theme.font(CELL, bold=True)
        self._small = theme.font(SMALL)
        line = QFontMetricsF(self._cell).height()
        self._upper = QFontMetricsF(self._bold).height() + theme.font_scale
        self.header = math.ceil(
            self._upper + QFontMetricsF(self._small).height() + 3 * theme.font_scale
        )
        least, rows = math.ceil(line + 3 * theme.font_scale), report.table.rows
        room = math.floor((fill - self.header) / len(rows))
        self.row = min(max(least, room), TALLEST * least)
        self.height = self.header + self.row * len(rows)
        inner = width - 2 * self._left
        self.columns, self._digits = self._choose(inner)
        self._edges = self._place(inner)
        self._ranges = {column.field: self._range(column) for column in self.columns}

    # ---- columns -------------------------------------------------------------------------------

    def _choose(self, inner: float) -> tuple[list[Column], int]:
        """Columns and digits that fit: all of them, else with fewer digits, else fewer columns."""
        columns = self.report.offered
        room = inner - self._layer_width()
        if sum(self._least(column, 3) for column in columns) <= room:
            return columns, 3
        while len(columns) > 1 and sum(self._least(column, 2) for column in columns) > room:
            columns.remove(max(columns, key=lambda column: column.rank))
        return columns, 2

    def _least(self, column: Column, digits: int) -> float:
        """The width that a column must have."""
        number = "2.90·10⁻⁷" if digits == 3 else "2.9·10⁻⁷"
        units = max(row.units for row in self.report.table.rows)
        text = {"log": number, "signed": f"−{number}", "share": "100 %"}[column.scale]
        text = f"{units}/{units}" if column.field == "dead" else text
        sign = text_width("▼", self._bold) + 2 if column.marked else 0.0
        header = max(text_width(column.symbol, self._bold), text_width(column.title, self._small))
        return max(text_width(text, self._cell) + sign, header) + 2 * self._pad

    def _layer_width(self) -> float:
        texts = [self._layer_text(row) for row in self.report.table.rows]
        title = text_width(translate("Diagnosis", "layer"), self._small)
        widest = max(title, *(text_width(text, self._bold) for text in texts))
        return widest + text_width(" ! ", self._bold) + self._pad

    @staticmethod
    def _layer_text(row: Row) -> str:
        return f"{row.layer} {activation_name(row.activation)}"

    def _place(self, inner: float) -> list[float]:
        """The left edges of the columns, and the last one's right edge."""
        least = [self._least(column, self._digits) for column in self.columns]
        layer = self._layer_width()
        extra = max(0.0, inner - layer - sum(least)) / len(least)
        edges = [self._left + layer]
        for width in least:
            edges.append(edges[-1] + width + extra)
        return edges

    def shows_as_much_as(self, other: Grid) -> bool:
        """Whether it has no fewer columns and digits."""
        return (len(self.columns), self._digits) >= (len(other.columns), other._digits)

    @property
    def right_edge(self) -> float:
        """Where the last column ends."""
        return self._edges[-1]

    def column_at(self, x: float) -> Column | None:
        """The column at a distance from the left."""
        places = zip(self.columns, self._edges, self._edges[1:], strict=False)
        return next((column for column, a, b in places if a <= x < b), None)

    # ---- painting ------------------------------------------------------------------------------

    def paint_header(self, painter: QPainter, top: float) -> None:
        """The names of the columns in two lines, on the panel's own colour."""
        theme = self.theme
        box = QRectF(0, top, self.width, self.header)
        painter.fillRect(box, theme.color("panel"))
        half = top + self._upper
        name = translate("Diagnosis", "layer")
        left = QRectF(self._left, half, self._edges[0] - self._left, box.bottom() - half)
        draw_text(painter, left, name, self._small, theme.color("muted"), LEFT)
        for column, left_edge, right in zip(
            self.columns, self._edges, self._edges[1:], strict=False
        ):
            place = QRectF(left_edge, top, right - left_edge - self._pad, half - top)
            color = theme.color(column.color)
            draw_text(painter, place, column.symbol, self._bold, color, RIGHT)
            place = QRectF(left_edge, half, place.width(), box.bottom() - half)
            draw_text(painter, place, column.title, self._small, theme.color("muted"), RIGHT)
        painter.setPen(QPen(theme.color("border"), 1.0))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def paint_row(self, painter: QPainter, row: Row, top: float) -> None:
        """One layer, its upper edge at `top`."""
        theme = self.theme
        box = QRectF(0, top, self.width, self.row)
        if row.layer == self.report.selected:
            painter.fillRect(box, theme.color("accent", 0.16))
            edge = QRectF(0, top, 4 * theme.font_scale, self.row)
            painter.fillRect(edge, theme.color("accent"))
        place = QRectF(self._left, top, self._edges[0] - self._left - self._pad, self.row)
        sick = row.sick.get("layer")
        draw_text(painter, place, self._layer_text(row), self._cell, theme.color("text"), LEFT)
        if sick is not None:
            draw_text(painter, place, sick.sign, self._bold, theme.color(sick.severity), RIGHT)
        for column, left, right in zip(self.columns, self._edges, self._edges[1:], strict=False):
            self._paint_cell(painter, row, column, QRectF(left, top, right - left, self.row))

    def _paint_cell(self, painter: QPainter, row: Row, column: Column, box: QRectF) -> None:
        theme, sick = self.theme, row.sick.get(column.field)
        older = column.field in row.older
        inside = box.adjusted(self._pad / 2, 1, -self._pad / 2, -1)
        bar = self._bar(row, column, inside)
        if bar is not None:
            color = column.color if sick is None else sick.severity
            painter.fillRect(bar, theme.color(color, 0.16 if older else 0.34))
        if column.field == "update_ratio":
            low, high = self._ranges[column.field]
            x = inside.left() + (RULE_OF_THUMB - low) / (high - low) * inside.width()
            line = QRectF(x - 0.5, box.top(), 1.0, box.height())
            painter.fillRect(line, theme.color("muted", 0.5))
        text = written(column, row, self._digits)
        place = box.adjusted(self._pad, 0, -self._pad, 0)
        if sick is not None:
            sign, ink = sick.sign, theme.color(sick.severity)
            draw_text(painter, place, sign, self._bold, ink, LEFT)
            place.setLeft(place.left() + text_width(sign, self._bold) + 2)
        font = fitted(self._cell, text, place.width())
        draw_text(painter, place, text, font, theme.color("muted" if older else "text"), RIGHT)

    def bar_share(self, row: Row, column: Column) -> float | None:
        """How far to the right of its cell a bar ends, 0…1; None where there is none."""
        value = share(column, row)
        if math.isnan(value):
            return None
        low, high = self._ranges[column.field]
        return (value - low) / (high - low)

    def _bar(self, row: Row, column: Column, inside: QRectF) -> QRectF | None:
        """The bar behind a number, as long as the number is large beside the other layers'."""
        end = self.bar_share(row, column)
        if end is None:
            return None
        begin = 0.5 if column.scale == "signed" else 0.0
        left = inside.left() + min(begin, end) * inside.width()
        return QRectF(left, inside.top(), abs(end - begin) * inside.width(), inside.height())

    def _range(self, column: Column) -> tuple[float, float]:
        """What the left and the right end of a column stand for, for all layers."""
        if column.scale == "share":
            return 0.0, 1.0
        values = [share(column, row) for row in self.report.table.rows]
        known = [value for value in values if math.isfinite(value)]
        if column.scale == "signed":
            reach = max((abs(value) for value in known), default=0.0) or 1.0
            return -reach, reach
        if column.field == "update_ratio":
            known = [*known, RULE_OF_THUMB - 1.5, RULE_OF_THUMB + 1.5]
        high = float(math.ceil(max(known, default=0.0)))
        return min(math.floor(min(known, default=0.0)) - 0.5, high - LEAST_DECADES), high
