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


def paint_legends(stage: Stage) -> None:
    """The scales of the edges and of the neurons, below."""
    picture, theme = stage.picture, stage.theme
    style = edge_style(theme, stage.layout.edge_count, stage.k)
    title = "∂L/∂w" if picture.gradients else translate("network", "weight")
    if _has_bias_squares(stage):
        title += ", ■ ∂L/∂b" if picture.gradients else ", ■ b"
    if any(layer.edges is not None for layer in picture.layers):
        high = short_number(picture.edge_scale, 3, sign=True)
        low = short_number(-picture.edge_scale, 3)
        if picture.edge_clipped:
            high, low = f"≥ {high}", f"≤ {low}"
        cells = [style.color(t) for t in np.linspace(-1, 1, BAR_CELLS)]
        paint_bar(stage, stage.layout.legend, (title, low, high), cells, LEFT)
    else:
        text = translate("network", "{name}: not computed yet").format(name=title)
        muted = theme.color("muted")
        stage.write(stage.layout.legend, text, stage.font(13), muted, LEFT)
    layer = picture.legend_layer
    other = picture.tint is not None and picture.tint.fills_units
    if layer.values is None or other:
        return
    cells = [
        theme.diverging(t) if layer.low < 0 else theme.activation((t + 1) / 2)
        for t in np.linspace(-1, 1, BAR_CELLS)
    ]
    texts = (
        f"{layer.caption}: {layer.symbol}",
        short_number(layer.low, 2),
        short_number(layer.high, 2, sign=layer.low < 0),
    )
    paint_bar(stage, stage.layout.node_legend, texts, cells, RIGHT)


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
    texts: tuple[str, str, str],
    cells: list[QColor],
    align: Qt.AlignmentFlag,
) -> float:
    """A colour bar between its two ends, with what it measures in front; give where it ends."""
    painter, k = stage.painter, stage.k
    title, low, high = texts
    widths = [stage.width(text, 13) + 2 for text in texts]
    space = 8 * k
    bar = min(170 * k, rect.width() - sum(widths) - 3 * space)
    if bar < 30 * k:  # the title gives way first
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
