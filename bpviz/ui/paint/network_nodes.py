"""Neurons of the network diagram, and the numbers at them and at the edges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from bpviz.ui.paint.network_column import Column
from bpviz.ui.paint.network_edges import EdgeStyle, edge_style, mixed
from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.paint.network_picture import LayerPicture, NetworkPicture
from bpviz.ui.paint.text import (
    ABSENT,
    CENTER,
    RIGHT,
    draw_text,
    fitted,
    short_number,
    text_width,
)
from bpviz.ui.theme import Theme, ink_on

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Stage:
    """A painter with what it paints: the picture, its layout and the theme."""

    painter: QPainter
    layout: Layout
    picture: NetworkPicture
    theme: Theme

    @property
    def k(self) -> float:
        """Pixels per unit of length."""
        return self.layout.k

    def font(self, size: float, *, bold: bool = False, italic: bool = False) -> QFont:
        """A font of `size` units. The layout's scale holds the theme's type size already."""
        font = self.theme.font(size * self.k / self.theme.font_scale, bold=bold)
        font.setItalic(italic)
        return font

    def width(self, text: str, size: float) -> float:
        """Width of a text in that font, in pixels."""
        return text_width(text, self.font(size))


def node_color(layer: LayerPicture, value: float, theme: Theme) -> QColor:
    """Colour of a neuron: the danger colour for NaN and infinity."""
    if not math.isfinite(value):
        return theme.color("danger")
    share = max(-1.0, min(1.0, value / layer.high))
    return _level_color(theme, layer.low < 0, round(127 * share))


@lru_cache(maxsize=1024)
def _level_color(theme: Theme, signed: bool, level: int) -> QColor:
    """A colour of the diverging or of the activation map; kept, since a layer asks for many."""
    return theme.diverging(level / 127) if signed else theme.activation(level / 127)


def paint_nodes(stage: Stage) -> None:
    """Draw every neuron on show, its name and the pills with δ and b."""
    for column, layer in zip(stage.layout.columns, stage.picture.layers, strict=True):
        if column.tier == "dot":
            _paint_dots(stage, column, layer)
        for row, unit in enumerate(column.shown.tolist()):
            if column.tier != "dot":
                _paint_node(stage, column, layer, row, unit)
            _paint_bias(stage, column, layer, row, unit)
        _paint_names(stage, column, layer)
        _paint_gap(stage, column)
    _paint_selected(stage)


def _paint_dots(stage: Stage, column: Column, layer: LayerPicture) -> None:
    """Many small neurons: no text, no glow, as few changes of pen as possible."""
    painter, theme = stage.painter, stage.theme
    active = column.layer == stage.picture.active
    rim = (
        theme.phase_color(stage.picture.direction)
        if active
        else mixed(theme.color("muted"), theme.color("stage"), 0.8)
    )
    r = column.radius
    values = None if layer.values is None else layer.values[column.shown].tolist()
    width = max(0.6, min(1.4 * stage.k, 0.22 * r))
    painter.setPen(QPen(rim, width) if r < 5 else QPen(Qt.PenStyle.NoPen))
    fill = theme.color("stage")
    for row, y in enumerate(column.ys.tolist()):
        center = QPointF(column.x, y)
        if values is not None:
            fill = node_color(layer, values[row], theme)
        if r >= 5:
            painter.setBrush(rim)
            painter.drawEllipse(center, r + width / 2, r + width / 2)
        inner = r if r < 5 else r - width / 2
        painter.setBrush(fill)
        painter.drawEllipse(center, inner, inner)


def _paint_node(stage: Stage, column: Column, layer: LayerPicture, row: int, unit: int) -> None:
    painter, theme, picture, k = stage.painter, stage.theme, stage.picture, stage.k
    center = QPointF(column.x, float(column.ys[row]))
    r = column.radius
    active = column.layer == picture.active
    rim = (
        theme.phase_color(picture.direction)
        if active
        else mixed(theme.color("muted"), theme.color("stage"), 0.55)
    )
    width = min(3.2 if active else 1.4, r / 4) * k
    if active:
        reach = min(6 * k, 0.3 * r)
        _disc(painter, center, r + reach, mixed(rim, theme.color("stage"), 0.24))
    value = None if layer.values is None else float(layer.values[unit])
    off = layer.dropped is not None and bool(layer.dropped[unit])
    fill = theme.color("stage") if value is None or off else node_color(layer, value, theme)
    if value is None or off:
        pen = QPen(rim if active else theme.color("muted"), (2.2 if active else 1.3) * k)
        pen.setDashPattern([3.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawEllipse(center, r, r)
    else:  # two discs are painted several times faster than one with an outline
        _disc(painter, center, r + width / 2, rim)
        _disc(painter, center, r - width / 2, fill)
    if column.value_size:
        _paint_value(stage, column, layer, row, ink_on(fill))
    _paint_delta(stage, column, layer, row, unit)


def _paint_delta(stage: Stage, column: Column, layer: LayerPicture, row: int, unit: int) -> None:
    theme, delta = stage.theme, column.delta_rect(row)
    if delta is not None and layer.delta is not None:
        text = "δ " + short_number(float(layer.delta[unit]), 3, sign=True)
        color = theme.color("backward" if math.isfinite(layer.delta[unit]) else "danger")
        paint_pill(stage, delta, text, color, color)


def _disc(painter: QPainter, center: QPointF, radius: float, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(center, radius, radius)


def _paint_value(stage: Stage, column: Column, layer: LayerPicture, row: int, ink: QColor) -> None:
    """The number in a neuron, and under it what it is if that is no activation."""
    rect, k, unit = column.circle(row), stage.k, int(column.shown[row])
    value = None if layer.values is None else float(layer.values[unit])
    text = ABSENT if value is None else short_number(value, 2)
    if value is None:
        ink = stage.theme.color("muted")
    size = column.value_size / k
    below = layer.symbol if value is not None and layer.symbol in ("z", "ã") else ""
    font = fitted(stage.font(size, bold=True), text, rect.width() * 0.9)
    if below and column.radius >= 15 * k:
        height = 0.9 * size * k
        lower = QRectF(rect.x(), rect.center().y() + 0.42 * size * k, rect.width(), height)
        draw_text(stage.painter, lower, below, stage.font(size * 0.78, italic=True), ink)
        rect.translate(0, -0.3 * size * k)
    lines = _lines(text, font, round(0.75 * size * k)) if not below else [text]
    if len(lines) > 1:
        font = fitted(stage.font(0.8 * size, bold=True), lines[-1], rect.width() * 0.9)
    height = 1.05 * font.pixelSize()
    for number, line in enumerate(lines):
        shift = (number - (len(lines) - 1) / 2) * height
        draw_text(stage.painter, rect.translated(0, shift), line, font, ink)


def _lines(text: str, font: QFont, least: int) -> list[str]:
    """The number, its power of ten in a line of its own where the whole would be tiny."""
    mantissa, dot, power = text.partition("·")
    return [mantissa, dot + power] if dot and font.pixelSize() < least else [text]


def paint_pill(
    stage: Stage, rect: QRectF, text: str, border: QColor, ink: QColor, width: float = 1.3
) -> None:
    """A number in a rounded frame that hides what runs behind it."""
    painter = stage.painter
    half = width * stage.k / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for grow, color in ((half, border), (-half, stage.theme.color("stage"))):
        box = rect.adjusted(-grow, -grow, grow, grow)
        painter.setBrush(color)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    font = fitted(stage.font(rect.height() / stage.k * 0.68), text, rect.width() - 8 * stage.k)
    draw_text(painter, rect, text, font, ink)


def _paint_bias(stage: Stage, column: Column, layer: LayerPicture, row: int, unit: int) -> None:
    rect, k = column.bias_rect(row) if layer.has_bias else None, stage.k
    if rect is None:
        return
    style = edge_style(stage.theme, stage.layout.edge_count, stage.k)
    value = None if layer.biases is None else float(layer.biases[unit])
    color = edge_color(stage, style, value)
    if column.has_bias_pill:
        text = "∂b" if stage.picture.gradients else "b"
        if value is not None:  # a dash for "not yet" would read as a minus
            text += f" {short_number(value, 3, sign=True)}"
        ink = stage.theme.color("muted" if value is None else "text")
        paint_pill(stage, rect, text, color, ink)
        return
    whole = rect.toAlignedRect()  # whole pixels are sharp, and filled many times faster
    stage.painter.fillRect(whole, stage.theme.color("stage"))
    rim = max(1, round(k))
    stage.painter.fillRect(whole.adjusted(rim, rim, -rim, -rim), color)


def edge_color(stage: Stage, style: EdgeStyle, value: float | None) -> QColor:
    """Colour of a weight, a bias or their gradient."""
    if value is None:
        return style.absent
    if not math.isfinite(value):
        return style.danger
    share = value / stage.picture.edge_scale
    return style.color(max(-1.0, min(1.0, share)))


def _paint_names(stage: Stage, column: Column, layer: LayerPicture) -> None:
    ink = stage.theme.color("muted")
    for row, unit in enumerate(column.shown.tolist()):
        beside = stage.layout.names.get((column.layer, row))
        if beside is not None:
            size = min(15.0, beside.height() / stage.k * 0.78)
            font = stage.font(size, italic=True)
            draw_text(stage.painter, beside, layer.name(unit), font, ink, RIGHT)
        _paint_name(stage, column, layer, row, unit)


def _paint_name(stage: Stage, column: Column, layer: LayerPicture, row: int, unit: int) -> None:
    """A hidden or output neuron's name, above it or at its left."""
    rect, theme = column.name_rect(row), stage.theme
    if rect is None:
        return
    place = RIGHT if column.named_beside else CENTER
    size = min(15.0 if column.named_beside else 14.0, rect.height() / stage.k * 0.78)
    font = fitted(stage.font(size, italic=True), layer.name(unit), rect.width())
    ink, halo = theme.color("muted"), theme.color("stage")
    draw_text(stage.painter, rect, layer.name(unit), font, ink, place, halo)


def _paint_gap(stage: Stage, column: Column) -> None:
    """Three dots for the units left out, and how many those are."""
    if column.gap_y is None:
        return
    painter = stage.painter
    rect = stage.layout.gap_labels.get(column.layer)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(stage.theme.color("text"))
    step, middle = _gap_dots(stage, column)
    for number in (-1, 0, 1):
        painter.drawEllipse(QPointF(column.x, middle + number * step), 0.3 * step, 0.3 * step)
    if rect is not None:
        text = _gap_text(column)
        halo = stage.theme.color("stage")
        font = fitted(stage.font(12), text, rect.width(), smallest=0.8)
        draw_text(painter, rect, text, font, stage.theme.color("text"), CENTER, halo)


def _gap_text(column: Column) -> str:
    return translate("network", "{count} more").format(count=column.hidden)


def _gap_dots(stage: Stage, column: Column) -> tuple[float, float]:
    """Distance of the three dots, and the height at which the middle one stands."""
    assert column.gap_y is not None
    step = min(4.5 * stage.k, column.pitch / 6)
    counted = column.layer in stage.layout.gap_labels
    return step, column.gap_y - (2.2 * step if counted else 0)


def paint_edge_labels(stage: Stage) -> None:
    """Print the numbers on the edges of every gap that has places for them."""
    theme, picture = stage.theme, stage.picture
    style = edge_style(theme, stage.layout.edge_count, stage.k)
    for gap, labels in enumerate(stage.layout.edge_labels):
        values = picture.layers[gap + 1].edges
        if values is None or not labels:
            continue
        left, right = stage.layout.columns[gap], stage.layout.columns[gap + 1]
        active = gap == picture.gap or (picture.gap is None and picture.active == gap + 1)
        for number, rect in enumerate(labels):
            i, j = divmod(number, len(right.shown))
            value = float(values[left.shown[i], right.shown[j]])
            text = short_number(value, 3, sign=True)
            color = edge_color(stage, style, value)
            if active or not math.isfinite(value):
                ink = theme.color("text") if math.isfinite(value) else color
                paint_pill(stage, rect, text, color, ink)
            else:
                paint_pill(stage, rect, text, theme.color("stage"), theme.color("muted"))


def _paint_selected(stage: Stage) -> None:
    """Outline what the user chose, in the colour of text: no weight and no phase has it."""
    chosen, layout, painter = stage.picture.selection, stage.layout, stage.painter
    if not 0 <= chosen.layer < len(layout.columns):
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
    k, (step, middle) = stage.k, _gap_dots(stage, column)
    half = max(2 * step, min(column.radius, 12 * k))
    box = QRectF(column.x - half, middle - 2 * step, 2 * half, 4 * step)
    label = stage.layout.gap_labels.get(column.layer)
    if label is not None:
        width = min(label.width(), stage.width(_gap_text(column), 12) + 8 * k)
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
        _paint_delta(stage, right, layer, row, unit)
        _paint_bias(stage, right, layer, row, unit)
        _paint_name(stage, right, layer, row, unit)
    labels = layout.edge_labels[gap]
    painter.setPen(QPen(ink, max(1.2, 2.2 * k)))
    if labels:
        rect = labels[number].adjusted(-2.5 * k, -2.5 * k, 2.5 * k, 2.5 * k)
        painter.setBrush(theme.color("stage"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    elif value is not None:
        at = line.pointAt(0.5)
        rect = QRectF(at.x() - 30 * k, at.y() - 10 * k, 60 * k, 20 * k)
        paint_pill(stage, rect, short_number(value, 3, sign=True), ink, ink, 2.0)
