"""One curve per layer: how large its gradient was in each iteration so far."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from bpviz.core.step import Step
from bpviz.ui.gradients.held import HeldRanges
from bpviz.ui.gradients.norms import DEFAULT_DECADES, NORMS, WIDEST, Floats, Quantity
from bpviz.ui.plot import LegendEntry, PlotWidget, clean, iteration_range
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_items import Curve, Rule
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.theme import Theme

Range = tuple[float, float]

_SMOOTH_TO = 80  # noisy curves are averaged to about so many independent points


def layer_color(theme: Theme, layer: int, n_layers: int) -> QColor:
    """A layer's place on the sequential map, without the end that the background swallows."""
    t = (layer - 1) / max(1, n_layers - 1)
    return theme.sequential(0.40 + 0.60 * t if theme.name == "dark" else 0.57 * t)


def trailing_mean(rows: Floats, window: int) -> Floats:
    """The mean of each row (m, L) and up to `window` − 1 before it; NaN does not count."""
    known = np.isfinite(rows)
    sums = np.cumsum(np.where(known, rows, 0.0), axis=0)
    counts = np.cumsum(known, axis=0)
    sums[window:] -= sums[:-window].copy()
    counts[window:] -= counts[:-window].copy()
    return np.where(known, sums / np.maximum(counts, 1), np.nan)


class NormHistoryPlot(PlotWidget):
    """Curves of one norm, the first layers' and the last layers' at the ends of a colour map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="gradient_history")
        self.quantity: Quantity = "gradient"
        self.ranges: HeldRanges[tuple[Range, Range]] = HeldRanges()
        self.now_line = Rule(self.view_box, upright=True)
        self.curves: list[Curve] = []
        self.bottom_axis.whole = True
        self.set_log(y=True)
        self.set_readout(self._read_history)
        self._shown: tuple[Floats, Floats] = (np.empty(0), np.empty((0, 0)))

    def set_layers(self, count: int) -> None:
        """Have a curve for each of `count` layers; `restyle` gives them their colours."""
        for curve in self.curves[count:]:
            curve.remove()
        del self.curves[count:]
        while len(self.curves) < count:
            self.curves.append(Curve(self.view_box))

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        size = theme.font_scale**0.5
        pen = solid_pen(theme.color("text", 0.7), size, dashed=True)
        self.now_line.set_style(pen, theme.font(11), theme.color("panel", 0.85))
        count = len(self.curves)
        for layer, curve in enumerate(self.curves, 1):
            width = (2.0 if count <= 12 else 1.0) * size
            curve.set_pen(solid_pen(layer_color(theme, layer, count), width))
        self._legend()

    def retranslate(self) -> None:
        """Title and labels in the language of now, for the quantity of now."""
        self.set_title(self.tr("Over time"))
        label = self.tr("{quantity} (log)").format(quantity=NORMS[self.quantity])
        self.set_labels(self.tr("iteration"), label)
        self._legend()

    def _legend(self) -> None:
        """First, middle and last layer; the colours between follow."""
        count = len(self.curves)
        named = range(1, count + 1) if count <= 3 else (1, (count + 1) // 2, count)
        self.set_legend(
            [
                LegendEntry(
                    self.tr("layer {layer}").format(layer=layer),
                    layer_color(self.theme, layer, count).name(),
                )
                for layer in named
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
        self._shown = xs[:known], data[:known]
        # What this iteration has not computed yet is absent, not missing.
        missing = clean(data[:-1]).missing + int(np.isinf(data[-1]).sum())
        zeros = int((data == 0).sum())
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(data > 0, np.log10(data), np.nan)
        logs[~np.isfinite(logs)] = np.nan
        window = _window(len(logs), step)
        self.set_title(self.tr("Over time"), self._smoothing(window, iterations))
        if window > 1:
            logs = trailing_mean(logs, window)
        wanted = (iteration_range(step.iteration), _decades(logs))
        span, decades = self.ranges.settle(self.quantity, wanted)
        shown = xs <= span[1]  # SVG files know no clipping as Qt writes them
        for layer, curve in enumerate(self.curves):
            curve.set_data(xs[shown], logs[shown, layer])
        self.now_line.set_value(float(step.iteration) if shown[-1] else np.nan)
        self.set_range(span, decades)
        self.badge(self._badge(missing, zeros, later=not shown[-1]))

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
        iterations, norms = self._shown
        if not len(iterations):
            return ""
        row = int(np.argmin(np.abs(iterations - x)))
        with np.errstate(divide="ignore", invalid="ignore"):
            away = np.abs(np.log10(norms[row]) - math.log10(y))
        if not np.isfinite(away).any():
            return ""
        layer = int(np.nanargmin(np.where(np.isfinite(away), away, np.nan)))
        text = self.tr("iteration {iteration}\nlayer {layer}: {value}")
        return text.format(
            iteration=int(iterations[row]), layer=layer + 1, value=number(norms[row, layer], 4)
        )


def _decades(logs: Floats) -> Range:
    """The axis in whole decades around all finite values."""
    finite = logs[np.isfinite(logs)]
    if not finite.size:
        return DEFAULT_DECADES
    low, high = math.floor(finite.min()), math.ceil(finite.max())
    high = max(high, low + 1)
    return max(low, high - WIDEST), high


def _window(rows: int, step: Step) -> int:
    """Over how many rows the curves are averaged: those of mini-batches are mostly noise."""
    if step.problem.batch_size == step.problem.n_train or rows < 2 * _SMOOTH_TO:
        return 1
    return rows // _SMOOTH_TO
