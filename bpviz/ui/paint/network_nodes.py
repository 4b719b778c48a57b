"""Neurons of the network diagram, and the numbers at them and at the edges."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from bpviz.ui.paint.network_column import Column
from bpviz.ui.paint.network_edges import EdgeStyle, edge_style, mixed
from bpviz.ui.paint.network_picture import Array, LayerPicture
from bpviz.ui.paint.network_stage import Stage
from bpviz.ui.paint.network_tint import Tint
from bpviz.ui.paint.network_tinted import band_ground, paint_cross, unit_text
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
    tint = stage.picture.tint
    for column, layer in zip(stage.layout.columns, stage.picture.layers, strict=True):
        if column.tier == "dot":
            _paint_dots(stage, column, layer)
        for row, unit in enumerate(column.shown.tolist()):
            if column.tier != "dot":
                _paint_node(stage, column, layer, row, unit)
            if tint is not None and tint.is_dead(column.layer, unit):
                paint_cross(stage, column, row)
            paint_bias(stage, column, layer, row, unit)
        _paint_names(stage, column, layer)
        _paint_gap(stage, column)


def paint_again(stage: Stage, column: Column, row: int) -> None:
    """Draw one neuron over what covers it."""
    layer, unit = stage.picture.layers[column.layer], int(column.shown[row])
    if column.tier == "dot":
        _paint_dots(stage, column, layer, [row])
    else:
        _paint_node(stage, column, layer, row, unit)
    paint_name(stage, column, layer, row, unit)


def _paint_dots(
    stage: Stage, column: Column, layer: LayerPicture, rows: Sequence[int] | None = None
) -> None:
    """Many small neurons: no text, no glow, as few changes of pen as possible."""
    theme = stage.theme
    active = column.layer == stage.picture.active
    rim = (
        theme.phase_color(stage.picture.direction)
        if active
        else mixed(theme.color("muted"), theme.color("stage"), 0.8)
    )
    r = column.radius
    tint = _filling(stage, column.layer)
    shown = layer.values if tint is None else tint.units[column.layer]
    values = None if shown is None else shown[column.shown].tolist()
    width = max(0.6, min(1.4 * stage.k, 0.22 * r))
    if _is_neutral(stage, column.layer):
        values = None
    some = range(len(column.ys)) if rows is None else rows
    fills = [theme.color("stage")] * len(some)
    if values is not None and tint is not None:
        fills = [tint.color(theme, values[row]) for row in some]
    elif values is not None:
        fills = [node_color(layer, values[row], theme) for row in some]
    centers = [QPointF(column.x, float(column.ys[row])) for row in some]

    def draw(painter: QPainter) -> None:
        painter.setPen(QPen(rim, width) if r < 5 else QPen(Qt.PenStyle.NoPen))
        for center, fill in zip(centers, fills, strict=True):
            if r >= 5:
                painter.setBrush(rim)
                painter.drawEllipse(center, r + width / 2, r + width / 2)
            inner = r if r < 5 else r - width / 2
            painter.setBrush(fill)
            painter.drawEllipse(center, inner, inner)

    if rows is not None:
        draw(stage.painter)
        return
    looks = (rim.rgba(), width, r, column.ys.tobytes(), *(fill.rgba() for fill in fills))
    bounds = column.circle(0).united(column.circle(-1)).adjusted(-width, -width, width, width)
    stage.parts(stage.painter, ("neurons", column.layer), looks, bounds, draw)


def _filling(stage: Stage, layer: int) -> Tint | None:
    """The tint whose colours the neurons of this layer have instead of their own."""
    tint = stage.picture.tint
    return tint if layer and tint is not None and tint.fills_units else None


def _is_neutral(stage: Stage, layer: int) -> bool:
    """Whether these are inputs in a picture whose colours mean something that inputs have not."""
    return layer == 0 and stage.picture.tint is not None and stage.picture.tint.fills_units


def _face(stage: Stage, layer: LayerPicture, number: int, unit: int) -> tuple[QColor | None, str]:
    """Colour of a neuron, None where it has no value, and what is printed in it."""
    tint = _filling(stage, number)
    if tint is not None:
        values = tint.units[number]
        if values is None:
            return None, ABSENT
        value = float(values[unit])
        return tint.color(stage.theme, value), unit_text(tint, value)
    if layer.values is None:
        return None, ABSENT
    value = float(layer.values[unit])
    if _is_neutral(stage, number):
        return stage.theme.color("stage"), short_number(value, 2)
    return node_color(layer, value, stage.theme), short_number(value, 2)


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
    color, text = _face(stage, layer, column.layer, unit)
    off = layer.dropped is not None and bool(layer.dropped[unit])
    off = off and _filling(stage, column.layer) is None
    fill = theme.color("stage") if color is None or off else color
    if color is None or off:
        pen = QPen(rim if active else theme.color("muted"), (2.2 if active else 1.3) * k)
        pen.setDashPattern([3.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawEllipse(center, r, r)
    else:  # two discs are painted several times faster than one with an outline
        _disc(painter, center, r + width / 2, rim)
        _disc(painter, center, r - width / 2, fill)
    if column.value_size:
        ink = theme.color("muted") if color is None else ink_on(fill)
        _paint_value(stage, column, layer, row, text, ink)
    paint_delta(stage, column, layer, row, unit)


def paint_delta(stage: Stage, column: Column, layer: LayerPicture, row: int, unit: int) -> None:
    """The pill with a neuron's δ."""
    theme, delta = stage.theme, column.delta_rect(row)
    if delta is not None and layer.delta is not None:
        text = _column_numbers(stage, column, column.delta_rect, layer.delta, "δ ")[row]
        color = theme.color("backward" if math.isfinite(layer.delta[unit]) else "danger")
        paint_pill(stage, delta, text, color, color)


def _column_numbers(
    stage: Stage,
    column: Column,
    place: Callable[[int], QRectF | None],
    values: Array,
    before: str,
) -> list[str]:
    """What stands in the pills of a column: in all of them, or nothing."""
    rects = [rect for row in range(len(column.shown)) if (rect := place(row)) is not None]
    texts = stage.pill_numbers(rects, values[column.shown], before)
    return texts or [""] * len(column.shown)


def _disc(painter: QPainter, center: QPointF, radius: float, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(center, radius, radius)


def _paint_value(
    stage: Stage, column: Column, layer: LayerPicture, row: int, text: str, ink: QColor
) -> None:
    """The number in a neuron, and under it what it is if that is no activation."""
    rect, k = column.circle(row), stage.k
    plain = layer.values is None or _filling(stage, column.layer) is not None
    size = column.value_size / k
    below = layer.symbol if not plain and layer.symbol in ("z", "ã") else ""
    font = fitted(stage.font(size, bold=True), text, rect.width() * 0.9)
    if below and column.radius >= 15 * k:
        height = 0.9 * size * k
        lower = QRectF(rect.x(), rect.center().y() + 0.42 * size * k, rect.width(), height)
        stage.write(lower, below, stage.font(size * 0.78, italic=True), ink)
        rect.translate(0, -0.3 * size * k)
    lines = _lines(text, font, round(0.75 * size * k)) if not below else [text]
    if len(lines) > 1:
        font = fitted(stage.font(0.8 * size, bold=True), lines[-1], rect.width() * 0.9)
    height = 1.05 * font.pixelSize()
    for number, line in enumerate(lines):
        shift = (number - (len(lines) - 1) / 2) * height
        stage.write(rect.translated(0, shift), line, font, ink)


def _lines(text: str, font: QFont, least: int) -> list[str]:
    """The number, its power of ten in a line of its own where the whole would be tiny."""
    mantissa, dot, power = text.partition("·")
    return [mantissa, dot + power] if dot and font.pixelSize() < least else [text]


def paint_pill(
    stage: Stage, rect: QRectF, text: str, border: QColor, ink: QColor, width: float = 1.3
) -> None:
    """A number in a rounded frame that hides what runs behind it, if it can be read there."""
    painter, found = stage.painter, stage.pill_font(rect, text)
    if found is None or not text:
        return
    half = width * stage.k / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for grow, color in ((half, border), (-half, stage.theme.color("stage"))):
        box = rect.adjusted(-grow, -grow, grow, grow)
        painter.setBrush(color)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    draw_text(painter, rect, text, found, ink)


def paint_bias(stage: Stage, column: Column, layer: LayerPicture, row: int, unit: int) -> None:
    """A neuron's bias: a pill, or a coloured square."""
    rect, k = column.bias_rect(row) if layer.has_bias else None, stage.k
    if rect is None:
        return
    style = edge_style(stage.theme, stage.layout.edge_count, stage.k)
    value = None if layer.biases is None else float(layer.biases[unit])
    color = edge_color(stage, style, value)
    if column.has_bias_pill:
        text = "∂b" if stage.picture.gradients else "b"
        if layer.biases is not None:  # a dash for "not yet" would read as a minus
            numbers = _column_numbers(stage, column, column.bias_rect, layer.biases, f"{text} ")
            text = numbers[row]
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
            stage.write(beside, layer.name(unit), font, ink, RIGHT)
        paint_name(stage, column, layer, row, unit)


def paint_name(stage: Stage, column: Column, layer: LayerPicture, row: int, unit: int) -> None:
    """A hidden or output neuron's name, above it or at its left."""
    rect, theme = column.name_rect(row), stage.theme
    if rect is None:
        return
    place = RIGHT if column.named_beside else CENTER
    size = min(15.0 if column.named_beside else 14.0, rect.height() / stage.k * 0.78)
    font = fitted(stage.font(size, italic=True), layer.name(unit), rect.width())
    ink, halo = theme.color("muted"), band_ground(stage, column.layer)
    if halo != theme.color("stage"):
        ink = ink_on(halo)
    stage.write(rect, layer.name(unit), font, ink, place, halo)


def _paint_gap(stage: Stage, column: Column) -> None:
    """Three dots for the units left out, and how many those are."""
    if column.gap_y is None:
        return
    painter = stage.painter
    rect = stage.layout.gap_labels.get(column.layer)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(stage.theme.color("text"))
    step, middle = gap_dots(stage, column)
    for number in (-1, 0, 1):
        painter.drawEllipse(QPointF(column.x, middle + number * step), 0.3 * step, 0.3 * step)
    if rect is not None:
        text = gap_text(column)
        halo = stage.theme.color("stage")
        font = fitted(stage.font(12), text, rect.width(), smallest=0.8)
        stage.write(rect, text, font, stage.theme.color("text"), CENTER, halo)


def gap_text(column: Column) -> str:
    """How many units are left out."""
    return translate("network", "{count} more").format(count=column.hidden)


def gap_dots(stage: Stage, column: Column) -> tuple[float, float]:
    """Distance of the three dots, and the height at which the middle one stands."""
    assert column.gap_y is not None
    step = min(4.5 * stage.k, column.pitch / 6)
    counted = column.layer in stage.layout.gap_labels
    return step, column.gap_y - (2.2 * step if counted else 0)


def chosen_pill(stage: Stage) -> tuple[QRectF, str] | None:
    """Where the number of the chosen edge stands, and the number; None if there is none.

    It may be wider than those of other edges, and hide them: it is what one looks for.
    """
    chosen, layout = stage.picture.selection, stage.layout
    if chosen.source is None or not chosen.outlined or not 0 < chosen.layer < len(layout.columns):
        return None
    left, right = layout.columns[chosen.layer - 1], layout.columns[chosen.layer]
    values = stage.picture.layers[chosen.layer].edges
    source, row = left.row(chosen.source), right.row(chosen.unit)
    if values is None or source is None or row is None:
        return None
    number, k = source * len(right.shown) + row, stage.k
    labels, ends = layout.edge_labels[chosen.layer - 1], layout.ends[chosen.layer - 1]
    x1, y1, x2, y2 = ends[number].tolist()
    rect = QRectF((x1 + x2) / 2 - 30 * k, (y1 + y2) / 2 - 10 * k, 60 * k, 20 * k)
    rect = labels[number] if labels else rect
    text = short_number(float(values[chosen.source, chosen.unit]), 3, sign=True)
    if stage.pill_font(rect, text) is None:
        font = stage.font(1)  # the least that can be read
        wide, high = text_width(text, font) + 10 * k, 1.2 * font.pixelSize()
        wider, higher = max(0.0, wide - rect.width()) / 2, max(0.0, high - rect.height()) / 2
        rect = rect.adjusted(-wider, -higher, wider, higher)
    return rect, text


def paint_edge_labels(stage: Stage) -> None:
    """Print the numbers on the edges of every gap that has places for them.

    The chosen edge has its number already.
    """
    theme, picture = stage.theme, stage.picture
    chosen = chosen_pill(stage)
    style = edge_style(theme, stage.layout.edge_count, stage.k)
    for gap, labels in enumerate(stage.layout.edge_labels):
        values = picture.layers[gap + 1].edges
        if values is None or not labels:
            continue
        left, right = stage.layout.columns[gap], stage.layout.columns[gap + 1]
        active = gap == picture.gap or (picture.gap is None and picture.active == gap + 1)
        texts = stage.pill_numbers(labels, values[np.ix_(left.shown, right.shown)].ravel())
        for number, (rect, text) in enumerate(zip(labels, texts, strict=False)):
            if chosen is not None and chosen[0].intersects(rect):
                continue
            i, j = divmod(number, len(right.shown))
            source, unit = int(left.shown[i]), int(right.shown[j])
            if picture.lit is not None and not picture.lit.has_edge(gap + 1, source, unit):
                continue
            value = float(values[source, unit])
            color = edge_color(stage, style, value)
            if active or not math.isfinite(value):
                ink = theme.color("text") if math.isfinite(value) else color
                paint_pill(stage, rect, text, color, ink)
            else:
                paint_pill(stage, rect, text, theme.color("stage"), theme.color("muted"))
