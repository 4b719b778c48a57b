"""Colour bars of the network diagram: which colour means which number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPen

from bpviz.ui.paint.network_edges import edge_style
from bpviz.ui.paint.network_stage import Stage
from bpviz.ui.paint.text import CENTER, LEFT, RIGHT, short_number

translate = QCoreApplication.translate

BAR_CELLS = 32
LEAST_BAR = 30.0
SPACE = 8.0
"""Shortest colour bar, and between it and its texts, in units of k."""


def paint_legends(stage: Stage) -> None:
    """The scales of the edges and of the neurons, below; that of the edges alone if need be."""
    edges, neurons = _edge_texts(stage), _neuron_texts(stage)
    first, second = stage.layout.legend, stage.layout.node_legend
    needs = [0.0 if texts is None else _needed(stage, texts) for texts in (edges, neurons)]
    if needs[0] > first.width() or needs[1] > second.width():
        row, between = first.united(second), 16 * stage.k
        if sum(needs) + between > row.width():
            first, neurons = row, None
        else:
            first = row.adjusted(0, 0, -needs[1] - between, 0)
            second = row.adjusted(first.width() + between, 0, 0, 0)
    theme, layer = stage.theme, stage.picture.legend_layer
    if len(edges) == 1:
        stage.write(first, edges[0], stage.font(13), theme.color("muted"), LEFT)
    else:
        style = edge_style(theme, stage.layout.edge_count, stage.k)
        cells = [style.color(t) for t in np.linspace(-1, 1, BAR_CELLS)]
        paint_bar(stage, first, edges, cells, LEFT)
    if neurons is not None:
        cells = [
            theme.diverging(t) if layer.low < 0 else theme.activation((t + 1) / 2)
            for t in np.linspace(-1, 1, BAR_CELLS)
        ]
        paint_bar(stage, second, neurons, cells, RIGHT)


def _edge_texts(stage: Stage) -> tuple[str, ...]:
    """What the colours of the edges mean, and both ends; or that nothing is known yet."""
    picture = stage.picture
    title = "∂L/∂w" if picture.gradients else translate("network", "weight")
    if _has_bias_squares(stage):
        title += ", ■ ∂L/∂b" if picture.gradients else ", ■ b"
    if all(layer.edges is None for layer in picture.layers):
        return (translate("network", "{name}: not computed yet").format(name=title),)
    high = short_number(picture.edge_scale, 3, sign=True)
    low = short_number(-picture.edge_scale, 3)
    if picture.edge_clipped:
        high, low = f"≥ {high}", f"≤ {low}"
    return title, low, high


def _neuron_texts(stage: Stage) -> tuple[str, ...] | None:
    """The same for the neurons, where they have colours of their own."""
    picture, layer = stage.picture, stage.picture.legend_layer
    if layer.values is None or (picture.tint is not None and picture.tint.fills_units):
        return None
    low, high = short_number(layer.low, 2), short_number(layer.high, 2, sign=layer.low < 0)
    return f"{layer.caption}: {layer.symbol}", low, high


def _needed(stage: Stage, texts: tuple[str, ...]) -> float:
    """The least width of a legend: its texts, and between them a short bar if it has one."""
    bar = (LEAST_BAR + 3 * SPACE) * stage.k if len(texts) > 1 else 0.0
    return sum(stage.width(text, 13) + 2 for text in texts) + bar


def _has_bias_squares(stage: Stage) -> bool:
    """Whether some bias is but a coloured square, which says nothing of itself."""
    columns = zip(stage.layout.columns, stage.picture.layers, strict=True)
    return any(
        layer.has_bias and not column.has_bias_pill and column.bias_rect(0) is not None
        for column, layer in columns
    )


def paint_bar(
    stage: Stage,
    rect: QRectF,
    texts: tuple[str, ...],
    cells: list[QColor],
    align: Qt.AlignmentFlag,
) -> float:
    """A colour bar between its two ends, with what it measures in front; give where it ends."""
    painter, k = stage.painter, stage.k
    title, low, high = texts
    widths = [stage.width(text, 13) + 2 for text in texts]
    space = SPACE * k
    bar = min(170 * k, rect.width() - sum(widths) - 3 * space)
    if bar < LEAST_BAR * k:  # the title gives way first
        bar = min(60 * k, rect.width() / 3)
        widths[0] = max(0.0, rect.width() - widths[1] - widths[2] - bar - 3 * space)
    total = sum(widths) + bar + 3 * space
    x = rect.x() if align == LEFT else rect.right() - total
    font, muted, text = stage.font(13), stage.theme.color("muted"), stage.theme.color("text")

    def put(label: str, width: float, color: QColor) -> None:
        nonlocal x
        stage.write(QRectF(x, rect.y(), width, rect.height()), label, font, color, CENTER)
        x += width + space

    put(title, widths[0], text)
    put(low, widths[1], muted)
    height = 11 * k
    top = rect.center().y() - height / 2
    box = QRectF(x, top, bar, height)
    gradient = QLinearGradient(box.topLeft(), box.topRight())
    for number, color in enumerate(cells):
        gradient.setColorAt(number / (len(cells) - 1), color)
    painter.setPen(QPen(stage.theme.color("border"), 1.0))
    painter.setBrush(gradient)
    painter.drawRect(box)
    x += bar + space
    put(high, widths[2], muted)
    return x
