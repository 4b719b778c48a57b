"""Paths lit up in the network diagram: everything else steps back behind a veil."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPen

from bpviz.ui.paint.network_column import Column
from bpviz.ui.paint.network_nodes import paint_again
from bpviz.ui.paint.network_stage import Stage

VEIL = 0.72
"""How much of what is not on a path is covered."""
FEW, MANY = 16, 400
"""Up to the first number of lit edges they are thick, beyond the second thin."""

Neuron = tuple[int, int]
"""Layer, from 0 for the inputs, and unit."""


@dataclass(frozen=True)
class Station:
    """The neurons of a layer that paths pass, in order along the paths.

    Attributes
    ----------
    layer : int
        0 for the inputs.
    entered, left : tuple of int
        The units at which paths arrive and from which they go on; different only where a softmax
        lets a path change over.
    """

    layer: int
    entered: tuple[int, ...]
    left: tuple[int, ...]


@dataclass(frozen=True)
class Lit:
    """Paths to light up: every way from station to station."""

    stations: tuple[Station, ...]

    def units(self) -> Iterator[Neuron]:
        """Every neuron on a path."""
        for station in self.stations:
            for unit in sorted({*station.entered, *station.left}):
                yield station.layer, unit

    def has_edge(self, layer: int, source: int, unit: int) -> bool:
        """Whether the weight source → unit of a layer lies on a path."""
        before = next((s for s in self.stations if s.layer == layer - 1), None)
        behind = next((s for s in self.stations if s.layer == layer), None)
        if before is None or behind is None:
            return False
        return source in before.left and unit in behind.entered


def paint_lit(stage: Stage) -> None:
    """Draw the veil, and the lit edges and neurons on it in the colour of the way back."""
    lit = stage.picture.lit
    if lit is None:
        return
    painter, layout, theme = stage.painter, stage.layout, stage.theme
    painter.fillRect(layout.rect, theme.color("stage", VEIL))
    lines = list(_lines(stage, lit))
    wide = 4.4 if len(lines) <= FEW else 2.4 if len(lines) <= MANY else 1.1
    pen = QPen(theme.color("backward"), wide * stage.k)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLines(lines)
    for layer, unit in lit.units():
        column = layout.columns[layer]
        row = column.row(unit)
        if row is not None:
            _paint_ring(stage, column, row)
            paint_again(stage, column, row)


def _paint_ring(stage: Stage, column: Column, row: int) -> None:
    color, reach = stage.theme.color("backward"), max(1.2, min(4.0 * stage.k, 0.5 * column.radius))
    stage.painter.setPen(Qt.PenStyle.NoPen)
    stage.painter.setBrush(color)
    center = QPointF(column.x, float(column.ys[row]))
    stage.painter.drawEllipse(center, column.radius + reach, column.radius + reach)


def _lines(stage: Stage, lit: Lit) -> Iterator[QLineF]:
    """The lit edges; those of units left out of the picture lead to the gap between the others."""
    layout = stage.layout
    for before, behind in zip(lit.stations, lit.stations[1:], strict=False):
        left, right = layout.columns[before.layer], layout.columns[behind.layer]
        ends = layout.ends[before.layer]
        for source in _places(left, before.left):
            for unit in _places(right, behind.entered):
                if source is not None and unit is not None:
                    yield QLineF(*ends[source * len(right.shown) + unit].tolist())
                else:
                    start = QPointF(left.x + left.radius, _height(left, source))
                    yield QLineF(start, QPointF(right.x - right.radius, _height(right, unit)))


def _places(column: Column, units: tuple[int, ...]) -> list[int | None]:
    """The rows of units, None once for all that are left out."""
    rows = [column.row(unit) for unit in units]
    shown: list[int | None] = [row for row in rows if row is not None]
    return shown if len(shown) == len(rows) else [*shown, None]


def _height(column: Column, row: int | None) -> float:
    if row is not None:
        return float(column.ys[row])
    return column.ys.mean() if column.gap_y is None else column.gap_y
