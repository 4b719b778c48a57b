"""The gradient check as a picture: for each array its two gradients and their errors, as maps."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from bpviz.core.gradcheck import ACCEPTED, GradCheck, LayerCheck
from bpviz.core.problem import Problem
from bpviz.ui.gradcheck.words import element_text, remark, verdict, worst_lines
from bpviz.ui.number_text import power_of_ten
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, fitted, superscript, text_width
from bpviz.ui.theme import Theme

HEAD, SMALL, TINY = 14.0, 12.0, 11.0
"""Sizes of type, in logical pixels."""
MARGIN, GAP = 12.0, 14.0
LEAST, MOST = 34.0, 120.0
"""Lowest and highest row of an array's maps."""
NARROWEST = 84.0
"""Width of a column of maps below which the worst elements stand under them, not beside."""
CELL = 30.0
"""The largest side of a cell."""
FEW = 900
"""Up to so many cells a map is drawn cell by cell, sharp at any size; beyond, as an image."""
PARTS = 48
"""Steps of the scale of colours."""
DECADES = (-12, 0)
"""Relative errors on the scale of colours: 10⁻¹² and less, up to 1."""

translate = QCoreApplication.translate
Floats = NDArray[np.float64]
Paint = Callable[[float], QColor]


@dataclass(frozen=True)
class Map:
    """Where an array stands: (rows, columns) of a bias are (1, n_out)."""

    check: LayerCheck
    rect: QRectF
    shape: tuple[int, int]

    def index_at(self, at: QPointF) -> tuple[int, ...] | None:
        """The array's element under the mouse."""
        if not self.rect.contains(at):
            return None
        rows, columns = self.shape
        row = min(rows - 1, int((at.y() - self.rect.top()) / self.rect.height() * rows))
        column = min(columns - 1, int((at.x() - self.rect.left()) / self.rect.width() * columns))
        return (row, column) if self.check.name == "W" else (column,)

    def cell(self, index: tuple[int, ...]) -> QRectF:
        """Where an element stands."""
        row, column = index if self.check.name == "W" else (0, *index)
        wide, high = self.rect.width() / self.shape[1], self.rect.height() / self.shape[0]
        left, top = self.rect.left() + column * wide, self.rect.top() + row * high
        return QRectF(left, top, wide, high)


class Picture:
    """The check laid out in a width; `fill` is the height that rows may grow to fill.

    Where it is `cut`, only the layers with the largest errors are there, as many as `fill` holds.

    Attributes
    ----------
    height : float
        What it needs, in logical pixels.
    maps : list of Map
        The maps of all arrays: analytic, numerical and error, one after the other.
    """

    def __init__(
        self,
        problem: Problem,
        found: GradCheck,
        iteration: int,
        width: float,
        theme: Theme,
        fill: float = 0.0,
        cut: bool = False,
    ) -> None:
        self.problem, self.found, self.iteration = problem, found, iteration
        self.width, self.theme = width, theme
        self._largest: dict[int, float] = {}  # the largest gradient of a layer
        self._scale = theme.font_scale
        self._margin, self._gap = MARGIN * self._scale, GAP * self._scale
        self._line = QFontMetricsF(theme.font(SMALL)).height() + 2 * self._scale
        self._small_line = self._line - 2 * self._scale
        names = [self._name(check) for check in found.layers]
        widest = max(text_width(name, theme.font(SMALL, bold=True)) for name in names)
        self._left = self._margin + widest + self._gap
        words = [line for check in found.layers for line in worst_lines(problem, check)]
        self._words = min(
            0.42 * width, max(text_width(line, theme.font(TINY)) for line in words) + self._gap
        )
        self._column = (width - self._left - self._words - self._margin) / 3
        self._under = self._column < NARROWEST * self._scale
        if self._under:
            self._words, self._column = 0.0, (width - self._left - self._margin) / 3
        self._verdict, self._good = self._sentence()
        self._top = (4.4 + 1.3 * (len(self._verdict) - 1)) * self._line
        self._foot = self._line + 12.0 * self._scale
        self._most = problem.n_layers
        below = self._below(self._pairs())
        if cut:
            room = fill - self._top - self._foot
            self._most = min(self._most, max(1, int(room / (LEAST * self._scale + below))))
        pairs = self._pairs()
        room = (fill - self._top - self._foot) / max(1, len(pairs))
        least, most = LEAST * self._scale + below, MOST * self._scale + below
        self._row = min(most, max(least, room))
        self._high = self._row - below - 8.0 * self._scale
        self.height = self._top + self._row * len(pairs) + self._foot
        self.maps = [one for row, pair in enumerate(pairs) for one in self._place(row, pair)]

    def _pairs(self) -> list[tuple[LayerCheck, ...]]:
        """W and b of each layer that is shown."""
        layers = range(1, self.problem.n_layers + 1)
        pairs = [tuple(c for c in self.found.layers if c.layer == layer) for layer in layers]
        worst = sorted(pairs, key=lambda pair: -max(check.error for check in pair))
        shown = {pair[0].layer for pair in worst[: self._most]}
        return [pair for pair in pairs if pair[0].layer in shown]

    def _sentence(self) -> tuple[list[str], bool]:
        """The verdict in as many lines as it needs, and whether it is good."""
        text, good = verdict(self.found)
        font, wide = self.theme.font(HEAD, bold=True), self.width - 2 * self._margin
        lines = ["✓ " if good else "✕ "]
        for word in text.split():
            longer = f"{lines[-1]} {word}"
            if text_width(longer, font) <= wide:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines, good

    def _worst(self, pair: tuple[LayerCheck, ...]) -> list[tuple[str, LayerCheck]]:
        """What is said of the worst elements of a layer, line by line."""
        if not self._under:
            return [(line, check) for check in pair for line in worst_lines(self.problem, check)]
        wide, found = self.width - 2 * self._margin, []
        for check in pair:
            lines = worst_lines(self.problem, check)
            whole = "  ·  ".join(lines)
            fits = text_width(whole, self.theme.font(TINY)) <= wide
            found += [(line, check) for line in ([whole] if fits else lines)]
        return found

    def _below(self, pairs: list[tuple[LayerCheck, ...]]) -> float:
        """The height that the words under a layer's maps need."""
        if not self._under:
            return 0.0
        return max(len(self._worst(pair)) for pair in pairs) * self._small_line

    def _name(self, check: LayerCheck) -> str:
        rows = " × ".join(str(n) for n in check.compared.errors.shape)
        return f"∂L/∂{check.name}{superscript(check.layer)}  {rows}"

    def _place(self, row: int, pair: tuple[LayerCheck, ...]) -> list[Map]:
        """The maps of a layer: W, and under it b, three times beside each other."""
        top, height = self._top + row * self._row, self._high
        shapes = [np.atleast_2d(check.compared.errors).shape for check in pair]
        rows, columns = sum(shape[0] for shape in shapes), shapes[0][1]
        between = 3.0 * self._scale if len(pair) > 1 else 0.0
        wide = min(CELL * self._scale, (self._column - self._gap) / columns)
        bias = max(4.0 * self._scale, min(wide, height / rows)) if len(pair) > 1 else 0.0
        high = min(CELL * self._scale, (height - between - bias) / shapes[0][0])
        maps = []
        for third in range(3):
            left, y = self._left + third * self._column, top
            for check, shape in zip(pair, shapes, strict=True):
                tall = shape[0] * high if check.name == "W" else bias
                maps.append(Map(check, QRectF(left, y, columns * wide, tall), shape))
                y += tall + between
        return maps

    # ---- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Paint all of it, from (0, 0) on."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._paint_head(painter)
        for row, pair in enumerate(self._pairs()):
            self._paint_row(painter, row, pair)
        for number, one in enumerate(self.maps):
            self._paint_map(painter, one, self._third(number))
        self._paint_scale(painter)

    def _third(self, number: int) -> int:
        """Which of the three columns a map stands in."""
        left = self.maps[number].rect.left()
        return round((left - self._left) / self._column)

    def _paint_head(self, painter: QPainter) -> None:
        theme, wide = self.theme, self.width - 2 * self._margin
        color = theme.color("good" if self._good else "danger")
        y = 0.3 * self._line
        for text in self._verdict:
            line = QRectF(self._margin, y, wide, 1.3 * self._line)
            draw_text(painter, line, text, theme.font(HEAD, bold=True), color, LEFT)
            y += 1.3 * self._line
        line = QRectF(self._margin, y + 0.1 * self._line, wide, self._line)
        told = remark(self.found, self.iteration)
        if self._most < self.problem.n_layers:
            text = translate("GradCheck", "the {n} worst of {all} layers")
            text = text.format(n=self._most, all=self.problem.n_layers)
            told = f"{text}  ·  {told}"
        draw_text(painter, line, told, theme.font(TINY), theme.color("muted"), LEFT)
        heads = (
            translate("GradCheck", "backward pass"),
            translate("GradCheck", "numerical"),
            translate("GradCheck", "relative error"),
        )
        bold = theme.font(SMALL, bold=True)
        longest = max(heads, key=lambda head: text_width(head, bold))
        font = fitted(bold, longest, self._column - 6, theme.least_share(bold))
        for third, head in enumerate(heads):
            left = self._left + third * self._column
            line = QRectF(left, self._top - 1.3 * self._line, self._column - 4, self._line)
            draw_text(painter, line, head, font, theme.color("text"), LEFT)

    def _paint_row(self, painter: QPainter, row: int, pair: tuple[LayerCheck, ...]) -> None:
        theme, top = self.theme, self._top + row * self._row
        name = QRectF(self._margin, top, self._left - self._margin, min(self._high, self._line))
        font = theme.font(SMALL, bold=True)
        draw_text(painter, name, self._name(pair[0]), font, theme.color("text"), LEFT)
        lines = self._worst(pair)
        if self._under:
            left, y = self._margin, top + self._high + 2.0 * self._scale
        else:
            left, y = self.width - self._words, top
            fits = max(1, int((self._row - 2) // self._small_line))
            if len(lines) > fits:  # the worse goes first; what does not fit is in the readout
                worst = max(pair, key=lambda check: check.error)
                lines = [(line, worst) for line in worst_lines(self.problem, worst)][:fits]
        for line, check in lines:
            wrong = check.error > ACCEPTED
            at = QRectF(left, y, self.width - left - self._margin, self._line)
            color = theme.color("danger" if wrong else "text")
            draw_text(painter, at, line, theme.font(TINY), color, LEFT)
            y += self._small_line

    def _paint_map(self, painter: QPainter, one: Map, third: int) -> None:
        compared = one.check.compared
        values = (compared.analytic, compared.numeric, compared.errors)[third]
        paint = self._error_color if third == 2 else self._signed(one.check.layer)
        _fill(painter, one, np.atleast_2d(values), paint)
        painter.setPen(QPen(self.theme.color("border"), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(one.rect)
        if one.check.index is not None:
            wrong = one.check.error > ACCEPTED
            color = self.theme.color("danger" if wrong else "text")
            painter.setPen(QPen(color, 2.0 if wrong else 1.0))
            painter.drawRect(_at_least(one.cell(one.check.index), 5.0 * self._scale))

    def _signed(self, layer: int) -> Paint:
        """Colours of gradients: one scale for both maps of a layer."""
        if layer not in self._largest:
            checks = [check.compared for check in self.found.layers if check.layer == layer]
            arrays = [array for check in checks for array in (check.analytic, check.numeric)]
            sizes = [np.abs(array[np.isfinite(array)]).max(initial=0.0) for array in arrays]
            self._largest[layer] = float(max(sizes)) or 1.0
        largest = self._largest[layer]
        return lambda value: self._or_none(value, lambda v: self.theme.diverging(v / largest))

    def _error_color(self, error: float) -> QColor:
        return self._or_none(error, lambda e: self.theme.sequential(_share(e)))

    def _or_none(self, value: float, paint: Paint) -> QColor:
        """The neutral colour where nothing was compared."""
        if math.isnan(value):
            return self.theme.color("border")
        return paint(value) if math.isfinite(value) else self.theme.color("danger")

    def _paint_scale(self, painter: QPainter) -> None:
        """The colours of the errors, with the bound up to which they are accepted."""
        theme, font = self.theme, self.theme.font(TINY)
        left = self._left + 2 * self._column
        wide = max(90.0 * self._scale, self._column - self._gap)
        top = self._top + self._row * len(self._pairs()) + 2 * self._scale
        bar = QRectF(left, top, wide, 7.0 * self._scale)
        painter.setPen(Qt.PenStyle.NoPen)
        each = wide / PARTS
        for part in range(PARTS):
            painter.setBrush(theme.sequential(part / (PARTS - 1)))
            painter.drawRect(QRectF(left + part * each, top, each + 0.4, bar.height()))
        bound = bar.left() + wide * _share(ACCEPTED)
        painter.setPen(QPen(theme.color("text"), 1.5))
        painter.drawLine(QPointF(bound, top - 2), QPointF(bound, bar.bottom() + 2))
        below = QRectF(left, bar.bottom() + 1, wide, self._line)
        for text, align in ((power_of_ten(DECADES[0]), LEFT), ("1", RIGHT)):
            draw_text(painter, below, text, font, theme.color("muted"), align)
        middle = QRectF(bound - 40 * self._scale, below.top(), 80 * self._scale, self._line)
        limit = translate("GradCheck", "accepted ≤ {bound}").format(
            bound=power_of_ten(round(math.log10(ACCEPTED)))
        )
        room = wide - 2 * text_width("10⁻¹²", font) - 8
        text = limit if text_width(limit, font) <= room else ""
        draw_text(painter, middle.adjusted(-60, 0, 60, 0), text, font, theme.color("text"))

    # ---- under the mouse -----------------------------------------------------------------------

    def element_at(self, at: QPointF) -> tuple[LayerCheck, tuple[int, ...]] | None:
        """The parameter under the mouse."""
        for one in self.maps:
            index = one.index_at(at)
            if index is not None:
                return one.check, index
        return None

    def text_at(self, at: QPointF) -> str:
        """A readout of the parameter under the mouse, in full."""
        element = self.element_at(at)
        return "" if element is None else element_text(self.problem, *element)


def _share(error: float) -> float:
    """Where an error stands on the scale of colours, 0…1."""
    low, high = DECADES
    if error <= 0.0:
        return 0.0
    return min(1.0, max(0.0, (math.log10(error) - low) / (high - low)))


def _at_least(rect: QRectF, side: float) -> QRectF:
    """The rectangle, or a larger one with the same centre, so that it can be seen."""
    x = max(0.0, (side - rect.width()) / 2)
    y = max(0.0, (side - rect.height()) / 2)
    return rect.adjusted(-x, -y, x, y)


def _fill(painter: QPainter, one: Map, values: Floats, paint: Paint) -> None:
    rows, columns = one.shape
    if values.size <= FEW:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        wide, high = one.rect.width() / columns, one.rect.height() / rows
        for row, column in np.ndindex(rows, columns):
            painter.setBrush(paint(float(values[row, column])))
            left, top = one.rect.left() + column * wide, one.rect.top() + row * high
            painter.drawRect(QRectF(left, top, wide, high))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        return
    image = QImage(columns, rows, QImage.Format.Format_RGB32)
    image.fill(paint(math.nan))
    for row, column in np.argwhere(~np.isnan(values)).tolist():  # of millions, a sample
        image.setPixelColor(column, row, paint(float(values[row, column])))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(one.rect, image)
