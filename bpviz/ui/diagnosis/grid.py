"""The table of the diagnosis: columns that fit, numbers with bars behind them, and marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
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

Rows = Sequence[Row]

translate = QCoreApplication.translate


class Grid:
    """The table of a report, laid out in a width.

    Attributes
    ----------
    columns : list of Column
        Those that there is room for.
    header, row, height : float
        Heights of the header, of a row and of all, in logical pixels.
    """

    def __init__(self, report: Report, width: float, theme: Theme) -> None:
        self.report, self.width, self.theme = report, width, theme
        self._left, self._pad = MARGIN * theme.font_scale, PAD * theme.font_scale
        self._cell, self._bold = theme.font(CELL), theme.font(CELL, bold=True)
        self._small = theme.font(SMALL)
        self._metrics = QFontMetricsF(self._cell)
        self._upper = QFontMetricsF(self._bold).height() + theme.font_scale
        self.header = math.ceil(
            self._upper + QFontMetricsF(self._small).height() + 3 * theme.font_scale
        )
        self._advances: dict[str, float] = {}
        self._sign = text_width("▼", self._bold) + 2
        self._least_row = math.ceil(self._metrics.height() + 3 * theme.font_scale)
        self.stretch(0.0)
        inner, layer = width - 2 * self._left, self._layer_width()
        self.columns, self._digits, least = self._choose(inner - layer)
        extra = max(0.0, inner - layer - sum(least)) / len(least)
        self._edges = list(accumulate((w + extra for w in least), initial=self._left + layer))
        rows = report.table.rows
        self._shares = {c.field: [share(c, row) for row in rows] for c in self.columns}
        self._ranges = {c.field: self._range(c, self._shares[c.field]) for c in self.columns}

    def stretch(self, fill: float) -> None:
        """Make the rows a little higher where there is room to `fill`."""
        rows = len(self.report.table.rows)
        room = math.floor((fill - self.header) / rows)
        self.row = min(max(self._least_row, room), TALLEST * self._least_row)
        self.height = self.header + self.row * rows

    # ---- columns -------------------------------------------------------------------------------

    def _choose(self, room: float) -> tuple[list[Column], int, list[float]]:
        """Columns, digits and least widths that fit: all, with fewer digits, or fewer columns."""
        columns = self.report.offered
        for digits in range(self.report.digits, 1, -1):
            least = [self._least(column, digits) for column in columns]
            if sum(least) <= room:
                return columns, digits, least
        while len(columns) > 1 and sum(least) > room:
            last = max(range(len(columns)), key=lambda i: columns[i].rank)
            del columns[last], least[last]
        return columns, 2, least

    def _least(self, column: Column, digits: int) -> float:
        """The width that a column must have."""
        # Longer powers are written smaller, unless the theme forbids that.
        number = f"2.{'9' * (digits - 1)}·10{'⁻¹⁰' if self.theme.least_type else '⁻⁷'}"
        text = {"log": number, "signed": f"−{number}", "share": "100 %"}[column.scale]
        if column.field == "dead":
            units = max(row.units for row in self.report.table.rows)
            text = f"{units}/{units}"
        sign = self._sign if column.marked else 0.0
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

    def paint_rows(self, painter: QPainter, first: int, last: int, top: float) -> None:
        """The rows from index `first` to before `last`, the upper edge of the table at `top`."""
        rows = self.report.table.rows[first:last]
        tops = [top + self.header + self.row * (row.layer - 1) for row in rows]
        for row, y in zip(rows, tops, strict=True):
            self._paint_layer(painter, row, y)
        for column, left, right in zip(self.columns, self._edges, self._edges[1:], strict=False):
            self._paint_bars(painter, column, rows, tops, left, right)
            self._paint_numbers(painter, column, rows, tops, left, right)

    def _paint_layer(self, painter: QPainter, row: Row, top: float) -> None:
        """What a layer is called, and whether it is selected or sick."""
        theme = self.theme
        if row.layer == self.report.selected:
            painter.fillRect(QRectF(0, top, self.width, self.row), theme.color("accent", 0.16))
            edge = QRectF(0, top, 4 * theme.font_scale, self.row)
            painter.fillRect(edge, theme.color("accent"))
        place = QRectF(self._left, top, self._edges[0] - self._left - self._pad, self.row)
        draw_text(painter, place, self._layer_text(row), self._cell, theme.color("text"), LEFT)
        sick = row.sick.get("layer")
        if sick is not None:
            draw_text(painter, place, sick.sign, self._bold, theme.color(sick.severity), RIGHT)

    def _paint_bars(
        self, painter: QPainter, column: Column, rows: Rows, tops: list[float],
        left: float, right: float,
    ) -> None:  # fmt: skip
        """The bars of a column, as long as a number is large beside those of other layers."""
        theme, inset = self.theme, self._pad / 2
        left, width = left + inset, right - left - 2 * inset
        fresh, older = theme.color(column.color, 0.34), theme.color(column.color, 0.16)
        begin = 0.5 if column.scale == "signed" else 0.0
        for row, top in zip(rows, tops, strict=True):
            end, sick = self.bar_share(row, column), row.sick.get(column.field)
            if end is None:
                continue
            color = older if column.field in row.older else fresh
            if sick is not None:
                color = theme.color(sick.severity, 0.16 if column.field in row.older else 0.34)
            x = left + min(begin, end) * width
            painter.fillRect(QRectF(x, top + 1, abs(end - begin) * width, self.row - 2), color)
        if column.field == "update_ratio" and tops:
            low, high = self._ranges[column.field]
            x = left + (RULE_OF_THUMB - low) / (high - low) * width
            line = QRectF(x - 0.5, tops[0], 1.0, tops[-1] + self.row - tops[0])
            painter.fillRect(line, theme.color("muted", 0.5))

    def _paint_numbers(
        self, painter: QPainter, column: Column, rows: Rows, tops: list[float],
        left: float, right: float,
    ) -> None:  # fmt: skip
        """The numbers of a column and the signs before them."""
        theme = self.theme
        fresh, older = theme.color("text"), theme.color("muted")
        down = 0.5 * (self.row + self._metrics.ascent() - self._metrics.descent())
        painter.setFont(self._cell)
        for row, top in zip(rows, tops, strict=True):
            text, sick = written(column, row, self._digits), row.sick.get(column.field)
            color = older if column.field in row.older else fresh
            room = right - left - 2 * self._pad - (0.0 if sick is None else self._sign)
            wide = self._width(text)
            if wide <= room:
                painter.setPen(color)
                # By far the quickest way to write, and there are hundreds.
                painter.drawText(QPointF(right - self._pad - wide, top + down), text)
            else:
                place = QRectF(right - self._pad - room, top, room, self.row)
                draw_text(painter, place, text, fitted(self._cell, text, room), color, RIGHT)
                painter.setFont(self._cell)
            if sick is not None:
                place = QRectF(left + self._pad, top, self._sign, self.row)
                ink = theme.color(sick.severity)
                draw_text(painter, place, sick.sign, self._bold, ink, LEFT)
                painter.setFont(self._cell)

    def _width(self, text: str) -> float:
        """The width of a number: its characters', none of which are kerned."""
        known, width = self._advances, 0.0
        for character in text:
            if character not in known:
                known[character] = text_width(character, self._cell)
            width += known[character]
        return width

    def bar_share(self, row: Row, column: Column) -> float | None:
        """How far to the right of its cell a bar ends, 0…1; None where there is none."""
        value = self._shares[column.field][row.layer - 1]
        if math.isnan(value):
            return None
        low, high = self._ranges[column.field]
        return (value - low) / (high - low)

    @staticmethod
    def _range(column: Column, values: list[float]) -> tuple[float, float]:
        """What the left and the right end of a column stand for, for all layers."""
        if column.scale == "share":
            return 0.0, 1.0
        known = [value for value in values if math.isfinite(value)]
        if column.scale == "signed":
            reach = max((abs(value) for value in known), default=0.0) or 1.0
            return -reach, reach
        if column.field == "update_ratio":
            known = [*known, RULE_OF_THUMB - 1.5, RULE_OF_THUMB + 1.5]
        high = float(math.ceil(max(known, default=0.0)))
        return min(math.floor(min(known, default=0.0)) - 0.5, high - LEAST_DECADES), high
