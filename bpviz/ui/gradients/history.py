"""One curve per layer: one of its measures in each iteration so far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from bpviz.core.step import Step
from bpviz.ui.gradients.layer_curves import (
    LayerCurvesPlot,
    layer_color,
    named_layers,
)
from bpviz.ui.gradients.limits import LimitLines, reached
from bpviz.ui.gradients.quantities import FIRST, RATIOS, Quantity
from bpviz.ui.gradients.titles import axis_title
from bpviz.ui.plot import LegendEntry, iteration_range
from bpviz.ui.plot_scales import Floats, places, read, span_of
from bpviz.ui.theme import Theme

_SMOOTH_TO = 80  # noisy curves are averaged to about so many independent points


def trailing_mean(rows: Floats, window: int) -> Floats:
    """The mean of each row (m, L) and up to `window` − 1 before it; NaN does not count."""
    known = np.isfinite(rows)
    sums = np.cumsum(np.where(known, rows, 0.0), axis=0)
    counts = np.cumsum(known, axis=0)
    sums[window:] -= sums[:-window].copy()
    counts[window:] -= counts[:-window].copy()
    return np.where(known, sums / np.maximum(counts, 1), np.nan)


class LayerHistoryPlot(LayerCurvesPlot):
    """Curves of one quantity and its limits, with a legend of some of the layers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="gradient_history")
        self.quantity: Quantity = FIRST
        self.limits = LimitLines(self.view_box)
        self.set_readout(self._read_history)

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        super().restyle(theme)
        self.limits.restyle(theme)
        self._legend()

    def retranslate(self) -> None:
        """Title and labels in the language of now, for the quantity of now."""
        self.set_title(self.tr("Over time"))
        self.scale = self.quantity.scale
        self.set_log(y=self.scale == "log")
        self.set_labels(self.tr("iteration"), axis_title(self.quantity))
        self._legend()

    def _legend(self) -> None:
        count = self.layers
        ratio = self.quantity.key in RATIOS
        self.set_legend(
            [
                LegendEntry(
                    self.tr("last/first")
                    if ratio and layer == 1
                    else self.tr("layer {layer}").format(layer=layer),
                    layer_color(self.theme, layer, count).name(),
                )
                for layer in named_layers(count)
            ]
        )

    # ---- drawing -----------------------------------------------------------------------------

    def show_values(
        self, step: Step, values: Floats, iterations: NDArray[np.int64], past: Floats
    ) -> None:
        """Curves through `past` (m, L) of `iterations` (m,) to `step`'s own `values` (L,)."""
        data = np.vstack([past, values]) if past.size else values[None, :]
        xs = np.append(iterations, step.iteration).astype(float)
        known = len(data) if np.isfinite(values).any() else len(data) - 1
        self.shown = xs[:known], data[:known]
        missing, scale = int(np.isinf(data).sum()), self.scale
        zeros, ys = int((data == 0).sum()) if scale == "log" else 0, places(data, scale)
        window = _window(len(ys), step) if self.quantity.each_iteration else 1
        self.set_title(self.tr("Over time"), self._smoothing(window, iterations))
        if window > 1:
            ys = trailing_mean(ys, window)
        wanted = (
            iteration_range(step.iteration),
            span_of(reached(self.quantity, step.problem, ys), scale),
        )
        span, across = self.ranges.settle(self.quantity.key, wanted)
        within = self.place_curves(xs, ys, span, step.iteration)
        self.set_range(span, across)
        self.limits.show(self.quantity, step.problem, across)
        self.badge(self._badge(missing, zeros, later=not within))

    def _smoothing(self, window: int, iterations: NDArray[np.int64]) -> str:
        """Say so where curves are averaged."""
        if window <= 1:
            return ""
        stride = int(iterations[1] - iterations[0])
        return self.tr("mean of {count} iterations").format(count=window * stride)

    def _badge(self, missing: int, zeros: int, *, later: bool) -> str:
        if later:
            return self.tr("now is beyond the held axis")
        if missing:
            return self.tr("non-finite values not shown: {count}").format(count=missing)
        if zeros:
            return self.tr("zeros not shown on a log axis: {count}").format(count=zeros)
        return ""

    # ---- readout -----------------------------------------------------------------------------

    def _read_history(self, x: float, y: float) -> str:
        place = self.nearest(x, y)
        if place is None:
            return ""
        (row, layer), (iterations, values) = place, self.shown
        text = self.tr("iteration {iteration}\nlayer {layer}: {value}")
        return text.format(
            iteration=int(iterations[row]),
            layer=layer + 1,
            value=read(values[row, layer], self.scale),
        )


def _window(rows: int, step: Step) -> int:
    """Over how many rows the curves are averaged: those of mini-batches are mostly noise."""
    if step.problem.batch_size == step.problem.n_train or rows < 2 * _SMOOTH_TO:
        return 1
    return rows // _SMOOTH_TO
