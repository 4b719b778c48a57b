"""One curve per layer: how large its gradient was in each iteration so far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from bpviz.core.step import Step
from bpviz.ui.gradients.layer_curves import (
    LayerCurvesPlot,
    layer_color,
    logarithms,
    named_layers,
    whole_decades,
)
from bpviz.ui.gradients.norms import DEFAULT_DECADES, NORMS, Floats, Quantity
from bpviz.ui.plot import LegendEntry, clean, iteration_range
from bpviz.ui.plot_axis import number
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


class NormHistoryPlot(LayerCurvesPlot):
    """Curves of one norm, with a legend of some of the layers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="gradient_history")
        self.quantity: Quantity = "gradient"
        self.set_readout(self._read_history)

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        super().restyle(theme)
        self._legend()

    def retranslate(self) -> None:
        """Title and labels in the language of now, for the quantity of now."""
        self.set_title(self.tr("Over time"))
        label = self.tr("{quantity} (log)").format(quantity=NORMS[self.quantity])
        self.set_labels(self.tr("iteration"), label)
        self._legend()

    def _legend(self) -> None:
        count = len(self.curves)
        self.set_legend(
            [
                LegendEntry(
                    self.tr("layer {layer}").format(layer=layer),
                    layer_color(self.theme, layer, count).name(),
                )
                for layer in named_layers(count)
            ]
        )

    # ---- drawing -----------------------------------------------------------------------------

    def show_norms(
        self, step: Step, norms: Floats, iterations: NDArray[np.int64], past: Floats
    ) -> None:
        """Curves through the norms `past` (m, L) of `iterations` (m,) to `step`'s own (L,)."""
        data = np.vstack([past, norms]) if past.size else norms[None, :]
        xs = np.append(iterations, step.iteration).astype(float)
        known = len(data) if np.isfinite(norms).any() else len(data) - 1
        self.shown = xs[:known], data[:known]
        # What this iteration has not computed yet is absent, not missing.
        missing = clean(data[:-1]).missing + int(np.isinf(data[-1]).sum())
        zeros, logs = int((data == 0).sum()), logarithms(data)
        window = _window(len(logs), step)
        self.set_title(self.tr("Over time"), self._smoothing(window, iterations))
        if window > 1:
            logs = trailing_mean(logs, window)
        wanted = (iteration_range(step.iteration), whole_decades(logs, DEFAULT_DECADES))
        span, decades = self.ranges.settle(self.quantity, wanted)
        within = self.place_curves(xs, logs, span, step.iteration)
        self.set_range(span, decades)
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
        (row, layer), (iterations, norms) = place, self.shown
        text = self.tr("iteration {iteration}\nlayer {layer}: {value}")
        return text.format(
            iteration=int(iterations[row]), layer=layer + 1, value=number(norms[row, layer], 4)
        )


def _window(rows: int, step: Step) -> int:
    """Over how many rows the curves are averaged: those of mini-batches are mostly noise."""
    if step.problem.batch_size == step.problem.n_train or rows < 2 * _SMOOTH_TO:
        return 1
    return rows // _SMOOTH_TO
