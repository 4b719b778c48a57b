"""How large each layer's updates are beside its weights, over the iterations."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from bpviz.core.measures import GOOD_UPDATE_RATIO, update_ratio
from bpviz.core.step import Step
from bpviz.ui.gradients.layer_curves import (
    LayerCurvesPlot,
    layer_color,
    named_layers,
)
from bpviz.ui.number_text import measured
from bpviz.ui.plot import iteration_range
from bpviz.ui.plot_axis import number, power_of_ten
from bpviz.ui.plot_items import PlotThing, Rule, Scale
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_scales import Floats, places, span_of
from bpviz.ui.theme import DARK, Theme

_EMPTY = (-5.0, 0.0)
_LABEL = 12.0
_NEAR = 0.15  # decades from the line within which it is what the cursor points at

End = tuple[float, str, QColor]
"""Where a curve ends, what to write there, and the curve's colour."""


def ratios_of(step: Step) -> Floats:
    """‖ΔW‖/‖W‖ of each layer (L,); NaN where not updated yet, or where W was all zero."""
    layers = range(1, step.problem.n_layers + 1)
    before, after = step.W_before, step.W
    with np.errstate(all="ignore"):
        return np.array(
            [update_ratio(before[i], after[i]) if step.is_updated(i) else np.nan for i in layers]
        )


class EndLabels(PlotThing):
    """Texts at the right edge of the plot, at the heights of the curves' ends, kept apart."""

    def __init__(self, box: pg.ViewBox, z: float = 30.0) -> None:
        super().__init__(box, z)
        self.theme: Theme = DARK
        self.ends: tuple[End, ...] = ()

    def set_ends(self, ends: Sequence[End]) -> None:
        """Write other texts."""
        self.ends = tuple(ends)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Colours and type sizes."""
        self.theme = theme
        self.update()

    def width(self) -> float:
        """Logical pixels that the widest text needs."""
        metrics = QFontMetricsF(self.theme.font(_LABEL))
        return max((metrics.horizontalAdvance(text) for _, text, _ in self.ends), default=0.0) + 26

    def draw(self, painter: QPainter, scale: Scale) -> None:
        font = self.theme.font(_LABEL)
        painter.setFont(font)
        height = QFontMetricsF(font).height()
        ends = sorted(self.ends, key=lambda end: -end[0])
        ys = apart([float(scale.y(end[0])) for end in ends], height, scale.rect)
        left, right = scale.rect.right() - self.width() + 6, scale.rect.right()
        backdrop = self.theme.color("panel", 0.85)
        for y, (_, text, color) in zip(ys, ends, strict=True):
            painter.fillRect(QRectF(left, y - height / 2, right - left, height), backdrop)
            painter.setPen(solid_pen(color, 3.0))
            painter.drawLine(QPointF(left, y), QPointF(left + 12, y))
            painter.setPen(self.theme.color("text"))
            box = QRectF(left + 17, y - height / 2, right - left - 17, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def apart(ys: Sequence[float], height: float, rect: QRectF) -> list[float]:
    """Middles of rows `height` high near the ascending `ys`, within `rect` as long as they fit."""
    found: list[float] = []
    for y in ys:
        least = found[-1] + height if found else rect.top() + height / 2
        found.append(max(y, least))
    most = rect.bottom() - height / 2
    for i in reversed(range(len(found))):
        found[i] = min(found[i], most)
        most = found[i] - height
    return found


class RatioPlot(LayerCurvesPlot):
    """‖ΔW‖/‖W‖ of each layer, with the rule of thumb that 10⁻³ is healthy.

    The rule is Karpathy's: Stanford CS231n, "Neural Networks Part 3", section "Ratio of
    weights:updates".
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="update_ratios")
        self.rule = Rule(self.view_box, z=15)
        self.ends = EndLabels(self.view_box)
        self.set_readout(self._read_ratio)

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        super().restyle(theme)
        self.ends.set_theme(theme)
        pen = solid_pen(theme.color("good"), 1.8 * theme.font_scale**0.5, dashed=True)
        self.rule.set_style(pen, theme.font(12), theme.color("panel", 0.85))

    def retranslate(self) -> None:
        """Title and labels in the language of now."""
        self.set_title(self.tr("Update-to-weight ratio"))
        self.set_labels(self.tr("iteration"), self.tr("‖ΔW‖/‖W‖ (log)"))
        self._name_rule()

    def _name_rule(self) -> None:
        """In words where they leave the labels at the curves' ends alone, else by its value."""
        power = power_of_ten(round(math.log10(GOOD_UPDATE_RATIO)))
        text = self.tr("{ratio}: rule of thumb").format(ratio=power)
        wanted = QFontMetricsF(self.theme.font(_LABEL)).horizontalAdvance(text) + 16
        fits = wanted + self.ends.width() <= self.plot_size().width()
        self.rule.set_value(math.log10(GOOD_UPDATE_RATIO), text if fits else power)

    # ---- drawing -----------------------------------------------------------------------------

    def show_ratios(self, step: Step, iterations: Floats, past: Floats) -> None:
        """Curves through the ratios `past` (r, L) of `iterations` (r,) to `step`'s own."""
        own = ratios_of(step)
        known = not np.isnan(own).all()
        xs = np.append(iterations, step.iteration) if known else iterations
        data = np.vstack([past, own]) if known else past
        self.shown = xs, data
        logs = places(data, "log")
        with_rule = np.append(logs.ravel(), math.log10(GOOD_UPDATE_RATIO))
        wanted = (iteration_range(step.iteration), span_of(with_rule, "log", _EMPTY))
        span, decades = self.ranges.settle("ratio", wanted)
        within = self.place_curves(xs, logs, span, step.iteration)
        before = past[-1] if len(past) else own
        self._label_ends(np.where(np.isnan(own), before, own), decades)
        # Right of the last iteration there is room for the values.
        for _ in range(2):
            width = self.plot_size().width()
            room = min(self.ends.width(), 0.45 * width) / max(40.0, width)
            self.set_range((span[0], span[1] + room / (1 - room) * (span[1] - span[0])), decades)
        self._name_rule()
        self._say(own, data, later=not within)

    def _label_ends(self, now: Floats, decades: tuple[float, float]) -> None:
        """The values of `now` (L,) of the first, the middle and the last layer."""
        found, count = [], self.layers
        for layer in named_layers(count):
            value = float(now[layer - 1])
            if not np.isnan(value):
                with np.errstate(divide="ignore"):
                    at = float(np.clip(np.log10(value), *decades))
                text = self.tr("{layer}: {value}").format(layer=layer, value=measured(value, 2))
                found.append((at, text, layer_color(self.theme, layer, count)))
        self.ends.set_ends(found)

    def _say(self, own: Floats, data: Floats, *, later: bool) -> None:
        """What the curves cannot show."""
        said = self.tr("right: layer and value")
        self.set_title(self.tr("Update-to-weight ratio"), said if self.ends.ends else "")
        if later:
            self.badge(self.tr("now is beyond the held axis"))
        elif count := int(np.isinf(data).sum()):
            self.badge(self.tr("non-finite values not shown: {count}").format(count=count))
        elif count := int((data == 0).sum()):
            self.badge(self.tr("zeros not shown on a log axis: {count}").format(count=count))
        else:
            self.badge("")

    # ---- readout -----------------------------------------------------------------------------

    def _read_ratio(self, x: float, y: float) -> str:
        if abs(math.log10(y) - math.log10(GOOD_UPDATE_RATIO)) < _NEAR:
            return self.tr(
                "Rule of thumb: about 10⁻³ is healthy; far less hints at a\n"
                "learning rate that is too low, far more at one too high\n"
                "(Karpathy, CS231n, Neural Networks Part 3)"
            )
        place = self.nearest(x, y)
        if place is None:
            return ""
        (row, layer), (iterations, ratios) = place, self.shown
        text = self.tr("iteration {iteration}\nlayer {layer}: ‖ΔW‖/‖W‖ = {value}")
        return text.format(
            iteration=int(iterations[row]), layer=layer + 1, value=number(ratios[row, layer], 4)
        )
