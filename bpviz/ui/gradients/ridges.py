"""One distribution per layer, one above the other, of the step that is shown."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from bpviz.core.step import Step
from bpviz.ui.gradients.bars import layer_list
from bpviz.ui.gradients.distribution import (
    BINS,
    MOST,
    SYMBOLS,
    Sample,
    ValueAxis,
    Values,
    axis_for,
    samples_of,
)
from bpviz.ui.gradients.held import HeldRanges
from bpviz.ui.gradients.rows import Row, Rows
from bpviz.ui.plot import LegendEntry, PlotWidget
from bpviz.ui.plot_axis import TICK_SIZE, number
from bpviz.ui.theme import Theme

_COLORS: dict[Values, str] = {
    "activation": "forward",
    "gradient": "backward",
    "delta": "backward",
    "weight": "update",
}
_MANY = 12  # layers from which the rows reach over each other


class RidgesPlot(PlotWidget):
    """Histograms of activations, gradients, weights or error signals on one common axis.

    Each row is scaled to its own highest bin: rows show shapes and places, not numbers of values.
    Exact zeros, of which a ReLU makes many, stand apart as a bar as high as their share.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="gradient_ridges")
        self.values: Values = "activation"
        self.ranges: HeldRanges[ValueAxis] = HeldRanges()
        self.rows = Rows(self.view_box)
        self.left_axis.grid_lines = False
        self.set_readout(self._read_row)
        self._samples: dict[int, Sample] = {}
        self._axis = ValueAxis(-1, 1)

    def set_layers(self, count: int) -> None:
        """Name the rows of a network of `count` layers."""
        self.left_axis.names = tuple((float(n), str(n)) for n in range(1, count + 1))
        self._samples = {}

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        self.rows.set_theme(theme)

    def retranslate(self) -> None:
        """Title and labels in the language of now, for the values of now."""
        self.set_title(self.tr("Distribution by layer"))
        text = (
            self.tr("{quantity} (symmetric log)")
            if self._axis.threshold
            else self.tr("{quantity} (linear)")
        )
        self.set_labels(text.format(quantity=SYMBOLS[self.values]), self.tr("layer"))

    # ---- drawing -----------------------------------------------------------------------------

    def show_values(self, step: Step) -> None:
        """Rows of what `step` knows of the values chosen."""
        count = step.problem.n_layers
        samples = self._samples = samples_of(step, self.values)
        axis = self.ranges.settle(self.values, axis_for(list(samples.values())))
        self._axis = axis
        self.retranslate()
        self._set_ticks(axis)
        reach = 1.0 if count <= _MANY else 1.8
        self.set_range((axis.low, axis.high), (0.7, count + reach))
        rows, outside = [], 0
        for layer, sample in samples.items():
            if sample.finite:
                row, away = _row(layer, sample, axis)
                rows.append(row)
                outside += away
        absent = [layer for layer in range(1, count + 1) if layer not in samples]
        lost = [layer for layer, sample in samples.items() if not sample.finite]
        color = self.theme.color(_COLORS[self.values])
        self.rows.set_data(rows, absent, lost, reach, color)
        self._say(absent, outside)

    def _set_ticks(self, axis: ValueAxis) -> None:
        """Numbers of the axis: its own where it is not linear."""
        if not axis.threshold:
            self.bottom_axis.names = None
            return
        metrics = QFontMetricsF(self.theme.font(TICK_SIZE))
        room = 1.25 * metrics.horizontalAdvance("−10⁻¹⁰")
        self.bottom_axis.names = axis.ticks(int(self.plot_size().width() / room)).labelled

    def _say(self, absent: list[int], outside: int) -> None:
        """Subtitle, legend and badge."""
        samples = self._samples.values()
        text, dot = self.theme.text, self.theme.warning
        legend = [LegendEntry(self.tr("mean ± std"), text, "circle")]
        if any(sample.zeros for sample in samples):
            legend.append(LegendEntry(self.tr("share of exact zeros"), dot, "box"))
        self.set_legend(legend)
        said = []
        if not samples:
            said.append(self.tr("not computed yet"))
        elif absent:
            said.append(self.tr("not computed yet: {layers}").format(layers=layer_list(absent)))
        if any(sample.looked_at < sample.total for sample in samples):
            most = f"{MOST:,}".replace(",", "\u202f")
            said.append(self.tr("a sample of up to {count} per layer").format(count=most))
        self.set_title(self.tr("Distribution by layer"), "; ".join(said))
        found = []
        if missing := sum(sample.missing for sample in samples):
            found.append(self.tr("non-finite values not shown: {count}").format(count=missing))
        if outside:
            found.append(self.tr("values beyond the axis: {count}").format(count=outside))
        self.badge("; ".join(found))

    # ---- readout -----------------------------------------------------------------------------

    def _read_row(self, x: float, y: float) -> str:
        layer, axis = math.floor(y), self._axis
        names = self.left_axis.names or ()
        if not 1 <= layer <= len(names):
            return ""
        first = self.tr("layer {layer}").format(layer=layer)
        sample = self._samples.get(layer)
        if sample is None:
            return f"{first}\n" + self.tr("not computed yet")
        if not sample.finite:
            return f"{first}\n" + self.tr("not finite")
        width = (axis.high - axis.low) / BINS
        at = min(max(int((x - axis.low) / width), 0), BINS - 1)
        low, high = (axis.value(axis.low + end * width) for end in (at, at + 1))
        counts, _ = axis.counts(sample)
        mean, std = sample.moments()
        lines = [
            first,
            self.tr("mean {mean} ± {std}").format(mean=number(mean), std=number(std)),
            self.tr("{low} to {high}: {share} %").format(
                low=number(low), high=number(high), share=number(100 * counts[at] / sample.finite)
            ),
        ]
        if sample.zeros:
            share = number(100 * sample.zeros / sample.finite)
            lines.append(self.tr("exactly 0: {share} %").format(share=share))
        return "\n".join(lines)


def _row(layer: int, sample: Sample, axis: ValueAxis) -> tuple[Row, int]:
    """What is drawn of a sample, and how many of its values lie beyond the axis."""
    counts, outside = axis.counts(sample)
    mean, std = sample.moments()
    places = axis.place(np.array([mean, mean - std, mean + std]))
    share = sample.zeros / sample.finite
    return Row(float(layer), counts, share, *places.tolist()), outside
