"""What stands under the cursor in the network diagram."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.paint.network_hits import Hit
from bpviz.ui.paint.network_picture import NetworkPicture
from bpviz.ui.paint.network_tint import Tint
from bpviz.ui.paint.network_tinted import mark_meanings
from bpviz.ui.paint.text import ABSENT, LEFT, draw_text, full_number, text_width
from bpviz.ui.theme import Theme

if TYPE_CHECKING:
    from bpviz.core.step import Step

translate = QCoreApplication.translate

Written = Callable[[float], str]


def readout(
    step: Step,
    picture: NetworkPicture,
    hit: Hit,
    sample: int,
    written: Written = full_number,
) -> list[str]:
    """Lines about a neuron, a weight or a bias; the first names it.

    Parameters
    ----------
    step : Step
        Whose numbers.
    picture : NetworkPicture
        Of that step; gives the names.
    hit : Hit
        What.
    sample : int
        Row of the batch, within it.
    written : callable
        Writes a number; with all digits unless another is given.

    Returns
    -------
    list of str
        ``name = value``; a dash for what is not computed yet.
    """
    layer = picture.layers[hit.layer]
    name = layer.name(hit.unit)
    if hit.source is None:
        lines = [f"{name} · {layer.caption}", *_neuron(step, hit, sample, written)]
        if picture.tint is not None and hit.layer:
            lines += _tinted_unit(picture.tint, hit.layer, hit.unit, written)
        return lines
    left = picture.layers[hit.layer - 1]
    number, unit = hit.layer, hit.unit
    pairs: list[tuple[str, Mapping[int, Any], object]]
    if hit.source == left.units:
        title = translate("network", "bias of {name}").format(name=name)
        pairs = [("b", step.b, unit), ("∂L/∂b", step.db, unit)]
    else:
        at = (hit.source, unit)
        title = translate("network", "weight {source} → {name}").format(
            source=left.name(hit.source), name=name
        )
        pairs = [("w", step.W, at), ("∂L/∂w", step.dW, at)]
    known = [(text, values.get(number), index) for text, values, index in pairs]
    return [title, *(_line(*entry, written) for entry in known)]


def _neuron(step: Step, hit: Hit, sample: int, written: Written) -> list[str]:
    at = (sample, hit.unit)
    if hit.layer == 0:
        return [_line("x", step.x, at, written)]
    known = [("z", step.z.get(hit.layer)), ("a", step.a.get(hit.layer))]
    if step.problem.layers[hit.layer - 1].dropout:
        known.append(("ã", step.dropped.get(hit.layer)))
    known.append(("δ = ∂L/∂z", step.delta.get(hit.layer)))
    if hit.layer == step.problem.n_layers:
        known.append(("y", step.y))
    return [_line(name, values, at, written) for name, values in known]


TINT_SYMBOLS = {
    "gradient": "‖∂L/∂W‖",
    "signal": QT_TRANSLATE_NOOP("network", "‖δ‖ over the batch"),
    "saturated": QT_TRANSLATE_NOOP("network", "saturated share of the batch"),
    "spread": QT_TRANSLATE_NOOP("network", "standard deviation of a over the batch"),
    "ratio": "‖ΔW‖/‖W‖",
}
"""Tint → what its value is called before an equals sign."""


def _tinted_unit(tint: Tint, layer: int, unit: int, written: Written) -> list[str]:
    """A neuron's own value, where the tint is one of neurons."""
    if tint.mode == "dead":
        if tint.units[layer] is None:
            return []
        dead = translate("network", "dead: 0 for every training sample")
        alive = translate("network", "not dead: above 0 for some training sample")
        return [dead if tint.is_dead(layer, unit) else alive]
    if not tint.fills_units:
        return []
    name = translate("network", TINT_SYMBOLS[tint.mode])
    return [_line(name, tint.units[layer], unit, written)]


def band_readout(picture: NetworkPicture, number: int, written: Written = full_number) -> list[str]:
    """Lines about a layer of a tinted picture: its name, the quantity, what the mark says."""
    tint, layer = picture.tint, picture.layers[number]
    assert tint is not None
    title = f"{layer.caption} · {layer.detail}"
    value = tint.columns[number]
    if tint.mode == "dead":
        if tint.searching:
            return [title, translate("network", "not computed yet")]
        if value is None:
            return [title, translate("network", "no ReLU: cannot die")]
        text = translate("network", "{count} of {units} neurons are dead")
        return [title, text.format(count=int(value), units=layer.units)]
    array = None if value is None else np.array([value])
    lines = [title, _line(translate("network", TINT_SYMBOLS[tint.mode]), array, 0, written)]
    if value is None:
        lines.append(translate("network", "not computed yet"))
    if tint.fills_units:
        text = translate("network", "of all {units} neurons")
        lines.append(text.format(units=layer.units))
    if tint.marks[number]:
        lines.append(f"{tint.marks[number]} {mark_meanings(tint)[tint.marks[number]]}")
    return lines


def _line(name: str, array: Any, index: object, written: Written) -> str:
    if array is None:
        return f"{name} = {ABSENT}"
    return f"{name} = {written(float(array[index]))}"


def paint_readout(
    painter: QPainter, rect: QRectF, point: QPointF, lines: list[str], theme: Theme
) -> QRectF:
    """Paint the lines in a panel beside a point, within `rect`; give the panel's rectangle."""
    fonts = [theme.font(14, bold=True), *(theme.font(14) for _ in lines[1:])]
    width = max(text_width(line, font) for line, font in zip(lines, fonts, strict=True)) + 24
    height = 21 * theme.font_scale
    panel = QRectF(point.x() + 16, point.y() + 16, width, height * len(lines) + 16)
    if panel.right() > rect.right() - 4:
        panel.moveRight(max(rect.left() + 4 + width, point.x() - 12))
    if panel.bottom() > rect.bottom() - 4:
        panel.moveBottom(max(rect.top() + 4 + panel.height(), point.y() - 12))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("border"), 1.2))
    painter.setBrush(theme.color("panel", 0.97))
    painter.drawRoundedRect(panel, 8, 8)
    for number, (line, font) in enumerate(zip(lines, fonts, strict=True)):
        row = QRectF(panel.x() + 12, panel.y() + 8 + number * height, width - 24, height)
        draw_text(painter, row, line, font, theme.color("text"), LEFT)
    painter.restore()
    return panel
