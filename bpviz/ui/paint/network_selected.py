"""The outline of what the user chose in the network diagram."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from bpviz.ui.paint.network_column import Column
from bpviz.ui.paint.network_edges import edge_style
from bpviz.ui.paint.network_nodes import (
    chosen_pill,
    edge_color,
    gap_dots,
    gap_text,
    paint_bias,
    paint_delta,
    paint_name,
    paint_pill,
)
from bpviz.ui.paint.network_stage import Stage


def paint_selected(stage: Stage) -> None:
    """Outline what the user chose, in the colour of text: no weight and no phase has it."""
    chosen, layout, painter = stage.picture.selection, stage.layout, stage.painter
    if not chosen.outlined or not 0 <= chosen.layer < len(layout.columns):
        return
    column = layout.columns[chosen.layer]
    row = column.row(chosen.unit)
    ink, k = stage.theme.color("text"), stage.k
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, max(1.2, 2.2 * k)))
    if row is None:
        _paint_selected_gap(stage, column)
        return
    if chosen.source is None:
        r = column.radius + min(5.5 * k, max(2.0, 0.45 * column.radius))
        painter.drawEllipse(QPointF(column.x, float(column.ys[row])), r, r)
        return
    if chosen.layer == 0:
        return
    left = layout.columns[chosen.layer - 1]
    if chosen.source == left.units:
        rect = column.bias_rect(row)
        if rect is not None:
            rect = rect.adjusted(-2.5 * k, -2.5 * k, 2.5 * k, 2.5 * k)
            radius = rect.height() / 2 if column.has_bias_pill else 2 * k
            painter.drawRoundedRect(rect, radius, radius)
        return
    source = left.row(chosen.source)
    if source is None:
        _paint_selected_gap(stage, left)
    else:
        _paint_selected_edge(stage, chosen.layer - 1, source, row)


def _paint_selected_gap(stage: Stage, column: Column) -> None:
    """The place of the units left out, where the chosen one is among them."""
    if column.gap_y is None:
        return
    k, (step, middle) = stage.k, gap_dots(stage, column)
    half = max(2 * step, min(column.radius, 12 * k))
    box = QRectF(column.x - half, middle - 2 * step, 2 * half, 4 * step)
    label = stage.layout.gap_labels.get(column.layer)
    if label is not None:
        width = min(label.width(), stage.width(gap_text(column), 12) + 8 * k)
        box.setBottom(label.bottom() + k)
        box.setLeft(column.x - width / 2)
        box.setWidth(width)
    stage.painter.drawRoundedRect(box, min(6 * k, 2 * step), min(6 * k, 2 * step))


def _paint_selected_edge(stage: Stage, gap: int, source: int, row: int) -> None:
    """The edge in its own colour between two lines in the colour of text."""
    painter, layout, k, theme = stage.painter, stage.layout, stage.k, stage.theme
    number = source * len(layout.columns[gap + 1].shown) + row
    line = QLineF(*layout.ends[gap][number].tolist())
    values = stage.picture.layers[gap + 1].edges
    left, right = layout.columns[gap], layout.columns[gap + 1]
    value = None if values is None else float(values[left.shown[source], right.shown[row]])
    own = edge_color(stage, edge_style(theme, layout.edge_count, k), value)
    ink = theme.color("text")
    for color, width in ((ink, 9.6), (theme.color("stage"), 6.4), (own, 3.2)):
        pen = QPen(color, width * k)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(line)
    if right.named_beside:  # its name and pills stand where the edge ends
        layer = stage.picture.layers[gap + 1]
        unit = int(right.shown[row])
        paint_delta(stage, right, layer, row, unit)
        paint_bias(stage, right, layer, row, unit)
        paint_name(stage, right, layer, row, unit)
    pill = chosen_pill(stage)
    if pill is not None:
        finite = value is None or math.isfinite(value)
        paint_pill(stage, *pill, ink, ink if finite else own, 2.0)
