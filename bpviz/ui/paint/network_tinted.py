"""A diagnosis on the network diagram: bands, marks and numbers of layers, and the legend."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from bpviz.core import verdict_limits as limits
from bpviz.core.measures import GOOD_UPDATE_RATIO
from bpviz.ui.marks import HOLLOW, MARKS
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.number_text import measured, number, power_of_ten
from bpviz.ui.paint.network_column import Column
from bpviz.ui.paint.network_edges import mixed
from bpviz.ui.paint.network_legends import BAR_CELLS, paint_bar
from bpviz.ui.paint.network_stage import Stage
from bpviz.ui.paint.network_tint import FLAT, LARGE, LARGE_RATIO, SMALL, Tint
from bpviz.ui.paint.text import LEFT, RIGHT, fitted, short_number
from bpviz.ui.theme import Theme

translate = QCoreApplication.translate

TINT_NAMES = {
    "gradient": QT_TRANSLATE_NOOP("network", "gradient ‖∂L/∂W‖ of each layer"),
    "signal": QT_TRANSLATE_NOOP("network", "error signal ‖δ‖ of each neuron, over the batch"),
    "saturated": QT_TRANSLATE_NOOP("network", "saturated share of each neuron, over the batch"),
    "dead": QT_TRANSLATE_NOOP("network", "dead neurons, crossed out"),
    "spread": QT_TRANSLATE_NOOP("network", "standard deviation of each neuron's a, over the batch"),
    "ratio": QT_TRANSLATE_NOOP("network", "update ‖ΔW‖/‖W‖ of each layer"),
}
"""Mode → what is shown, as the legend says it."""

TINT_SHORT = {
    "gradient": "‖∂L/∂W‖",
    "signal": "‖δ‖",
    "saturated": QT_TRANSLATE_NOOP("network", "saturated"),
    "dead": QT_TRANSLATE_NOOP("network", "dead"),
    "spread": QT_TRANSLATE_NOOP("network", "std of a"),
    "ratio": "‖ΔW‖/‖W‖",
}
"""The same where there is little room."""

BAND = 0.55
"""How much of its colour a band has: numbers, names and edges stay readable on it."""


def band_color(tint: Tint, value: float, theme: Theme) -> QColor:
    """Colour of the band behind a layer; the colour bar has the same."""
    return mixed(tint.color(theme, value), theme.color("stage"), BAND)


def band_ground(stage: Stage, layer: int) -> QColor:
    """What a neuron's name above it stands on: its layer's band, or the stage."""
    tint = stage.picture.tint
    value = None if tint is None or not tint.fills_layers else tint.columns[layer]
    beside = stage.layout.columns[layer].named_beside
    if tint is None or value is None or beside or not math.isfinite(value):
        return stage.theme.color("stage")
    return band_color(tint, value, stage.theme)


def paint_bands(stage: Stage) -> None:
    """Behind each layer a band in the colour of its value; dashed and empty where there is none."""
    tint, k = stage.picture.tint, stage.k
    if tint is None or not tint.fills_layers:
        return
    edge = k + 1  # half a line, and what is softened outside
    for layer, value in enumerate(tint.columns[1:], 1):
        rect = stage.layout.bands[layer]
        radius = min(9 * k, rect.width() / 3)
        pen, brush = _band_style(tint, value, stage.theme, k)

        def draw(
            painter: QPainter,
            rect: QRectF = rect,
            radius: float = radius,
            pen: QPen = pen,
            brush: QBrush = brush,
        ) -> None:
            painter.setPen(pen)
            painter.setBrush(brush)
            painter.drawRoundedRect(rect, radius, radius)

        looks = (pen.color().rgba(), pen.style(), pen.widthF(), brush.color().rgba(), brush.style())
        if brush.style() == _HATCHED:  # a pattern starts at the device's corner
            draw(stage.painter)
        else:
            stage.parts(
                stage.painter, ("band", layer), looks, rect.adjusted(-edge, -edge, edge, edge), draw
            )


_HATCHED = Qt.BrushStyle.BDiagPattern


def _band_style(tint: Tint, value: float | None, theme: Theme, k: float) -> tuple[QPen, QBrush]:
    """What a band is drawn with."""
    if value is None:
        pen = QPen(theme.color("muted"), 1.3 * k)
        pen.setDashPattern([4.0, 4.0])
        return pen, QBrush()
    if math.isnan(value) and tint.mode == "ratio":
        return QPen(theme.color("muted"), 1.3 * k), QBrush()
    if not math.isfinite(value):
        danger = theme.color("danger")
        return QPen(danger, 1.5 * k), QBrush(mixed(danger, theme.color("stage"), BAND), _HATCHED)
    return QPen(tint.color(theme, value), 1.5 * k), QBrush(band_color(tint, value, theme))


def paint_cross(stage: Stage, column: Column, row: int) -> None:
    """Cross a dead neuron out, around the number in it."""
    painter, r, k = stage.painter, column.radius, stage.k
    center = QPointF(column.x, float(column.ys[row]))
    outer = 0.7071 * (r + min(5 * k, 0.4 * r))
    inner = 0.7071 * 0.62 * r if column.value_size else 0.0
    lines = [
        QLineF(center + QPointF(sx * inner, sy * inner), center + QPointF(sx * outer, sy * outer))
        for sx, sy in ((1, 1), (1, -1), (-1, 1), (-1, -1))
    ]
    width = min(3.2 * k, max(1.4, 0.3 * r))
    for color, wide in (("stage", 2.2 * width), ("danger", width)):
        painter.setPen(QPen(stage.theme.color(color), wide))
        painter.drawLines(lines)


# ---- numbers and marks ---------------------------------------------------------------------------


def unit_text(tint: Tint, value: float) -> str:
    """What is printed in a neuron that a tint fills."""
    if tint.mode == "saturated":
        return f"{100 * value:.0f}%"
    return short_number(value, 2)


def column_texts(tint: Tint, layer: int, units: int) -> list[str]:
    """A layer's value in words, the fullest first."""
    value = tint.columns[layer]
    if value is None:
        return [""]
    if tint.mode == "dead":
        text = translate("network", "{count} of {units}").format(count=int(value), units=units)
        return [text, f"{value:.0f}/{units}"]
    if tint.mode == "saturated":
        return [f"{100 * value:.0f} %", f"{100 * value:.0f}%"]
    if math.isnan(value) and tint.mode == "ratio":
        return ["W = 0"]
    short = measured(value, 1)
    if tint.mode in ("gradient", "signal", "ratio") and math.isfinite(value) and value > 0:
        return [measured(value, 2), short, f"~{power_of_ten(round(math.log10(value)))}"]
    return [measured(value, 2), short]


def paint_tint_values(stage: Stage) -> None:
    """Below each layer its value, above it its mark. What does not fit for all stands at some."""
    tint, layout = stage.picture.tint, stage.layout
    if tint is None:
        return
    ink = stage.theme.color("text")
    for layer, mark in enumerate(tint.marks):
        if mark:
            sick = stage.theme.color("danger" if mark not in "▼▽" else "text")
            stage.write(layout.mark_rect(layer), mark, stage.font(15, bold=True), sick)
    texts, size, every = _fitting(stage, tint)
    halo = stage.theme.color("stage") if tint.fills_layers else None
    for layer, text in enumerate(texts):
        column = layout.columns[layer]
        if not text or (len(texts) - 1 - layer) % every:
            continue
        rect = layout.value_rect(layer)
        font = stage.font(size)
        if column.hidden:
            whole = translate("network", "{value} of all {units}")
            whole = whole.format(value=text, units=column.units)
            if tint.mode != "dead" and stage.width(whole, size) <= rect.width():
                text = whole
        more = (every - 1) * layout.column_pitch / 2
        wide = rect.adjusted(-more, 0, more, 0)
        stage.write(wide, text, font, ink, halo=halo)


def _fitting(stage: Stage, tint: Tint) -> tuple[list[str], float, int]:
    """The texts of all layers in one form, their size, and that every how manieth has room."""
    columns = stage.layout.columns
    kinds = [column_texts(tint, column.layer, column.units) for column in columns]
    room = stage.layout.column_pitch - 4 * stage.k
    for form in range(max(map(len, kinds))):
        texts = [kind[min(form, len(kind) - 1)] for kind in kinds]
        for size in (13.0, 11.0):
            widest = max(stage.width(text, size) for text in texts)
            if widest <= room:
                return texts, size, 1
    texts = [kind[min(1, len(kind) - 1)] for kind in kinds]
    widest = max(stage.width(text, 11) for text in texts)
    return texts, 11.0, math.ceil(widest / max(room, 1.0))


# ---- the legend ----------------------------------------------------------------------------------


def paint_tint_legend(stage: Stage) -> None:
    """What is shown, its colour bar, and what the marks mean."""
    tint, rect, theme = stage.picture.tint, stage.layout.tint_legend, stage.theme
    if tint is None or rect is None:
        return
    box = QRectF(rect.x(), rect.y(), 0.68 * rect.width(), rect.height())
    title = _title(tint, TINT_NAMES)
    if stage.width(title, 13) > box.width() - 180 * stage.k:
        title = _title(tint, TINT_SHORT)
    if tint.mode == "dead":
        width = stage.width(title, 13) + 8 * stage.k
        stage.write(rect, title, stage.font(13), theme.color("text"), LEFT)
    else:
        low, high = _ends(tint)
        share = BAND if tint.fills_layers else 1.0
        ground = theme.color("stage")
        cells = [
            mixed(tint.cell(theme, i / (BAR_CELLS - 1)), ground, share) for i in range(BAR_CELLS)
        ]
        width = paint_bar(stage, box, (title, low, high), cells, LEFT) - rect.x()
    note = _note(tint)
    rest = rect.adjusted(width + 8 * stage.k, 0, 0, 0)
    font = fitted(stage.font(13), note, rest.width(), smallest=0.8)
    stage.write(rest, note, font, theme.color("muted"), RIGHT)


def _title(tint: Tint, names: dict[str, str]) -> str:
    title = translate("network", names[tint.mode])
    if tint.log:
        title = translate("network", "{quantity} (log)").format(quantity=title)
    return title + " ▾"


def _ends(tint: Tint) -> tuple[str, str]:
    if tint.log:
        low = power_of_ten(round(tint.low))
        return f"≤ {low}" if tint.below else low, power_of_ten(round(tint.high))
    return "0 %", "100 %"


def _note(tint: Tint) -> str:
    """What the marks on show mean; where nothing is known yet, that."""
    if tint.searching:
        return translate("network", "searching the training set …")
    if tint.mode == "dead" and not tint.is_known:
        return translate("network", "no layer of the ReLU family: nothing can die")
    if tint.mode == "dead":
        return translate("network", "dead: a ReLU that is 0 for every training sample")
    if not tint.is_known:
        return translate("network", "not computed yet")
    meanings = mark_meanings(tint)
    found = dict.fromkeys(mark for mark in tint.marks if mark)
    notes = [f"{mark} {meanings[mark]}" for mark in found]
    if tint.mode == "ratio":
        rule = power_of_ten(round(math.log10(GOOD_UPDATE_RATIO)))
        notes.append(translate("network", "neutral: {ratio}").format(ratio=rule))
    return "  ".join(notes)


def mark_meanings(tint: Tint) -> dict[str, str]:
    """What each mark says of a layer."""
    meanings = {
        MARKS["vanishing"]: translate("network", "vanishing"),
        HOLLOW["vanishing"]: translate("network", "vanishing, by the other norm"),
        MARKS["exploding"]: translate("network", "exploding"),
        HOLLOW["exploding"]: translate("network", "exploding, by the other norm"),
        MARKS["non_finite"]: translate("network", "not finite"),
        FLAT: translate("network", "half or more saturated"),
    }
    if tint.mode == "ratio":
        ends = {SMALL: f"< {number(limits.SMALL_RATIO)}", LARGE: f"> {number(LARGE_RATIO)}"}
        return meanings | ends
    if tint.mode == "spread":
        return meanings | {SMALL: translate("network", "the same for every sample")}
    return meanings
