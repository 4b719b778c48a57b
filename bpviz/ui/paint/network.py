"""The network diagram: the stage of the application, painted from plain data.

Everything is in logical pixels on any painter. The same function draws the screen, a PNG, an SVG
and a PDF; on screen it is handed edges that are kept as a pixmap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPaintEngine, QPainter

from bpviz.ui.paint.network_edges import mixed, paint_edges
from bpviz.ui.paint.network_layout import Layout, network_layout
from bpviz.ui.paint.network_legends import paint_legends
from bpviz.ui.paint.network_lit import paint_lit
from bpviz.ui.paint.network_nodes import paint_edge_labels, paint_nodes
from bpviz.ui.paint.network_picture import NetworkPicture
from bpviz.ui.paint.network_selected import paint_selected
from bpviz.ui.paint.network_stage import PartPainter, Stage, paint_now
from bpviz.ui.paint.network_tinted import paint_bands, paint_tint_legend, paint_tint_values
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, fitted, short_number, text_width
from bpviz.ui.theme import Theme

translate = QCoreApplication.translate

EdgePainter = Callable[[QPainter, Layout, list[NDArray[Any] | None], float, Theme], None]

REST = -1.0
"""The wave of a picture that does not move: its dots stand where they hide no number."""
RESTS = (0.64, 0.3, 0.78, 0.5, 0.18)
"""Where they may stand, as shares of their way, in order of preference."""
DOTTED_EDGES = 30
DOTTED_WIDTH = 90.0
"""With more edges between two layers, or less room, a band of light runs instead of dots."""
BAND_STRIPS = 48
"""Of one colour each, which make up that band in a PDF."""


def paint_network(
    painter: QPainter,
    rect: QRectF,
    picture: NetworkPicture,
    theme: Theme,
    *,
    wave: float | None = REST,
    edges: EdgePainter = paint_edges,
    parts: PartPainter = paint_now,
) -> Layout:
    """Paint the diagram.

    Parameters
    ----------
    painter : QPainter
        On any device.
    rect : QRectF
        Where, in logical pixels; at least about 320 × 240.
    picture : NetworkPicture
        What.
    theme : Theme
        Colours and type size.
    wave : float or None
        How far the signal has run along the edges, from 0 to 1; None leaves it out.
    edges : callable
        Draws the edges; a view passes one that keeps them.
    parts : callable
        Draws bands and columns of small neurons; the same.

    Returns
    -------
    Layout
        Where everything was drawn, for `hit_test`.
    """
    layout = picture_layout(picture, rect, theme)
    stage = Stage(painter, layout, picture, theme, parts)
    painter.save()
    painter.setClipRect(rect)  # Qt's rasterizer is about twice as fast with it
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(rect, theme.color("stage"))
    _paint_gap(stage)
    paint_bands(stage)
    values = [layer.edges for layer in picture.layers[1:]]
    edges(painter, layout, values, picture.edge_scale, theme)
    if wave is not None:
        paint_wave(painter, layout, picture, theme, wave)
    paint_nodes(stage)
    paint_lit(stage)
    paint_selected(stage)
    paint_edge_labels(stage)
    _paint_header(stage)
    _paint_captions(stage)
    _paint_targets(stage)
    paint_legends(stage)
    paint_tint_values(stage)
    paint_tint_legend(stage)
    painter.restore()
    return layout


def picture_layout(picture: NetworkPicture, rect: QRectF, theme: Theme) -> Layout:
    """The layout that `paint_network` uses for this picture."""
    font = theme.font(15 / theme.font_scale)
    font.setItalic(True)
    inputs = picture.layers[0]
    # Of a thousand inputs a few are shown; the first and the last are the widest, as x₇₈₄ is.
    some = {*range(min(inputs.units, 16)), inputs.units - 1}
    left = max(text_width(inputs.name(unit), font) for unit in some) + 4
    right = max(44.0, text_width(f"y {short_number(-0.123, 2)}", font) + 4)
    tinted = picture.tint is not None
    scale = theme.font_scale
    return network_layout(picture.sizes, rect, scale, left=left, right=right, tinted=tinted)


def paint_wave(
    painter: QPainter, layout: Layout, picture: NetworkPicture, theme: Theme, at: float
) -> None:
    """Draw the signal on its way along the edges, where there is one.

    Parameters
    ----------
    painter : QPainter
        Already holds the picture, or will hold it on top.
    layout, picture, theme
        As for `paint_network`.
    at : float
        How far it has come, from 0 to 1.
    """
    if picture.gap is None or not picture.flow:
        return
    color = theme.phase_color(picture.direction)
    ends = layout.ends[picture.gap]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if len(ends) > DOTTED_EDGES or ends[0, 2] - ends[0, 0] < DOTTED_WIDTH * layout.k:
        _paint_band(painter, layout, picture, color, at)
    else:
        _paint_dots(painter, layout, picture, color, at)
    painter.restore()


def _paint_dots(
    painter: QPainter, layout: Layout, picture: NetworkPicture, color: QColor, at: float
) -> None:
    assert picture.gap is not None
    ends, labels = layout.ends[picture.gap], layout.edge_labels[picture.gap]
    k = layout.k
    glow = QColor(color)
    glow.setAlphaF(0.25)

    def hidden(point: QPointF, margin: float) -> bool:
        return any(r.adjusted(-margin, -margin, margin, margin).contains(point) for r in labels)

    for x1, y1, x2, y2 in ends.tolist():
        if picture.flow < 0:
            x1, y1, x2, y2 = x2, y2, x1, y1
        length = max(float(np.hypot(x2 - x1, y2 - y1)), 1.0)

        def along(
            t: float, x: float = x1, y: float = y1, dx: float = x2 - x1, dy: float = y2 - y1
        ) -> QPointF:
            return QPointF(x + t * dx, y + t * dy)

        head = at
        if at == REST:
            head = next((t for t in RESTS if not hidden(along(t), 8 * k)), RESTS[0])
        for behind, radius in ((0.0, 4.2), (13 * k, 2.8), (24 * k, 1.8)):
            t = head - behind / length
            point = along(t)
            if not 0 < t < 1 or hidden(point, 0.0):
                continue  # numbers stay readable
            if not behind:
                painter.setBrush(glow)
                painter.drawEllipse(point, 2 * radius * k, 2 * radius * k)
            painter.setBrush(color)
            painter.drawEllipse(point, radius * k, radius * k)


def _gap_rect(layout: Layout, gap: int) -> QRectF:
    left, right = layout.columns[gap], layout.columns[gap + 1]
    x1, x2 = left.x + left.radius, right.x - right.radius
    low = max(float(left.ys[-1]) + left.radius, float(right.ys[-1]) + right.radius)
    high = min(float(left.ys[0]) - left.radius, float(right.ys[0]) - right.radius)
    return QRectF(x1, high, x2 - x1, low - high)


def _paint_band(
    painter: QPainter, layout: Layout, picture: NetworkPicture, color: QColor, at: float
) -> None:
    assert picture.gap is not None
    rect = _gap_rect(layout, picture.gap)
    at = RESTS[0] if at == REST else at
    share = at if picture.flow > 0 else 1 - at
    gradient = QLinearGradient(rect.topLeft(), rect.topRight())
    clear, full = QColor(color), QColor(color)
    clear.setAlphaF(0.0)
    full.setAlphaF(0.55)
    ahead, behind = (0.06, 0.3) if picture.flow > 0 else (0.3, 0.06)
    gradient.setColorAt(max(0.0, share - behind), clear)
    gradient.setColorAt(min(max(share, 0.001), 0.999), full)
    gradient.setColorAt(min(1.0, share + ahead), clear)
    engine = painter.paintEngine()
    if engine is None or engine.type() != QPaintEngine.Type.Pdf:
        painter.fillRect(rect, gradient)
        return
    # Readers of PDF show a gradient into transparency as one opaque area.
    for number in range(BAND_STRIPS):
        middle = (number + 0.5) / BAND_STRIPS
        reach = ahead if middle > share else behind
        strip = QColor(color)
        strip.setAlphaF(0.55 * max(0.0, 1 - abs(middle - share) / reach))
        width = rect.width() / BAND_STRIPS
        left = rect.left() + number * width
        painter.fillRect(QRectF(left, rect.top(), width, rect.height()), strip)


def _paint_gap(stage: Stage) -> None:
    """A faint light behind the edges that take part."""
    picture = stage.picture
    if picture.gap is None:
        return
    k = stage.k
    rect = _gap_rect(stage.layout, picture.gap).adjusted(2 * k, -8 * k, -2 * k, 8 * k)
    phase = stage.theme.phase_color(picture.direction)
    color = mixed(phase, stage.theme.color("stage"), 0.09)
    stage.painter.setPen(Qt.PenStyle.NoPen)
    stage.painter.setBrush(color)
    stage.painter.drawRoundedRect(
        rect, min(14 * k, rect.width() / 3), min(14 * k, rect.width() / 3)
    )


def _paint_header(stage: Stage) -> None:
    layout, picture, theme = stage.layout, stage.picture, stage.theme
    color = theme.phase_color(picture.direction)
    sample = _paint_title(stage, color)
    font = fitted(stage.font(15), picture.formula, layout.formula.width(), smallest=0.7)
    stage.write(layout.formula, picture.formula, font, theme.color("text"), LEFT)
    muted = theme.color("muted")
    if sample.width() >= stage.width(picture.sample, 14):
        stage.write(sample, picture.sample, stage.font(14), muted, RIGHT)
    note, tint = picture.loss, theme.color("loss")
    uncounted = any(c.hidden and c.layer not in layout.gap_labels for c in layout.columns)
    if uncounted and not note:
        most = max(len(column.shown) for column in layout.columns)
        note = translate("network", "at most {count} neurons of a layer are shown")
        note, tint = note.format(count=most), muted
    stage.write(layout.note, note, stage.font(14), tint, RIGHT)


def _paint_title(stage: Stage, color: QColor) -> QRectF:
    """The title, always; give the room that it leaves to the sample beside it."""
    rect, sample, text = stage.layout.title, stage.layout.sample, stage.picture.title
    font = fitted(stage.font(20, bold=True), text, rect.width(), smallest=0.7)
    found = stage.legible(text, font, rect.width() + 0.5, rect.height())
    if found is None:
        found, rect = stage.font(1, bold=True), rect.united(sample)
        sample = QRectF(sample)
        sample.setLeft(max(sample.left(), rect.left() + text_width(text, found) + 8 * stage.k))
    draw_text(stage.painter, rect, text, found, color, LEFT)
    return sample


def _paint_captions(stage: Stage) -> None:
    layout, picture, theme = stage.layout, stage.picture, stage.theme
    rects = [rect for rect in layout.captions if rect is not None]
    wide = min(rect.width() for rect in rects) >= 92 * stage.k
    details = _details(stage, min(rect.width() for rect in rects), 13 if wide else 11)
    for number, (rect, layer) in enumerate(zip(layout.captions, picture.layers, strict=True)):
        if rect is None:
            continue
        active = number == picture.active
        color = theme.phase_color(picture.direction) if active else theme.color("text")
        if layout.caption_lines == 1:
            stage.write(rect, layer.short, stage.font(12, bold=active), color)
            continue
        upper = QRectF(rect.x(), rect.y(), rect.width(), rect.height() / 2)
        lower = upper.translated(0, rect.height() / 2)
        title = layer.caption if wide else layer.short
        font = fitted(stage.font(15 if wide else 12, bold=active), title, rect.width())
        stage.write(upper, title, font, color)
        font = stage.font(13 if wide else 11)
        stage.write(lower, details[number], font, theme.color("muted"))


def _details(stage: Stage, width: float, size: float) -> list[str]:
    """The second lines of the captions: the same kind for all layers, the fullest that fits."""
    layers = stage.picture.layers
    full = [layer.detail for layer in layers]
    kinds = [full]
    if not stage.layout.collapsed:
        kinds.append([layer.kind or str(layer.units) for layer in layers])
    for texts in kinds:
        if all(stage.width(text, size) <= width for text in texts):
            return texts
    return [str(layer.units) for layer in layers]


def _paint_targets(stage: Stage) -> None:
    """What the outputs should be, at their right."""
    layout, picture, theme = stage.layout, stage.picture, stage.theme
    if picture.targets is None:
        return
    active = picture.direction == "loss"
    color = theme.color("loss") if active else theme.color("muted")
    shown = layout.columns[-1].shown
    for unit, rect in zip(shown, layout.targets, strict=bool(layout.targets)):
        text = f"y {short_number(float(picture.targets[unit]), 2)}"
        font = stage.font(min(15.0, rect.height() / stage.k * 0.78), bold=active, italic=True)
        stage.write(rect, text, fitted(font, text, rect.width()), color, LEFT)
