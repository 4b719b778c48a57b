"""All layers over all iterations as one map of colours: one of their measures."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from bpviz.core.step import Step
from bpviz.ui.gradients.bars import layer_list
from bpviz.ui.gradients.cells import BAD, UNKNOWN, VALUE, ZERO, Cells, Kinds, joined, kinds_of
from bpviz.ui.gradients.held import HeldRanges
from bpviz.ui.gradients.quantities import FIRST, Quantity
from bpviz.ui.gradients.titles import nothing_known, over_time
from bpviz.ui.plot import ColorBar, LegendEntry, PlotWidget, round_up
from bpviz.ui.plot_scales import Floats, Range, places, read, span_of
from bpviz.ui.theme import Theme

_NARROWEST = 2.0  # logical pixels of a column
_BESIDE = 0.02  # of all iterations, right of the last, for a whole frame around it


class LayerHeatPlot(PlotWidget):
    """Layers upwards, iterations to the right, a quantity as a colour.

    Magnitudes and shares have the sequential map, signed values the diverging one around zero.

    A function of the step and of how far the run was computed, as the history's stride is.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="gradient_heat")
        self.quantity: Quantity = FIRST
        self.ranges: HeldRanges[tuple[Range, Range]] = HeldRanges()
        self.cells = Cells(self.view_box)
        self.bottom_axis.whole = True
        self.left_axis.grid_lines = False
        self.set_readout(self._read_cell)
        self._shown: tuple[Floats, Floats, Kinds] | None = None

    def set_layers(self, count: int) -> None:
        """Name the rows of a network of `count` layers."""
        self.left_axis.names = tuple((float(n), str(n)) for n in range(1, count + 1))
        self._shown = None

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        colors = (theme.color(name) for name in ("muted", "danger", "text", "panel"))
        self.cells.set_style(*colors)

    def retranslate(self) -> None:
        """Title and labels in the language of now, for the quantity of now."""
        self.set_title(over_time(self.quantity))
        self.set_labels(self.tr("iteration"), self.tr("layer"))

    # ---- drawing -----------------------------------------------------------------------------

    def show_values(
        self, step: Step, values: Floats, iterations: NDArray[np.int64], past: Floats
    ) -> None:
        """Cells of `past` (m, L) of `iterations` (m,) and of `step`'s own `values` (L,)."""
        data = np.vstack([past, values]) if past.size else values[None, :]
        own, scale = float(step.iteration), self.quantity.scale
        xs = np.append(iterations, own).astype(float)
        kinds = kinds_of(data, log=scale == "log")
        self._shown = xs, data, kinds
        at = np.where(kinds == VALUE, places(data, scale), 0.0)
        stride = float(iterations[1] - iterations[0]) if len(iterations) > 1 else 1.0
        end = (1 + _BESIDE) * round_up(step.iteration) + stride / 2
        wanted = ((-stride / 2, end), self._colors(at[kinds == VALUE]))
        span, (low, high) = self.ranges.settle(self.quantity.key, wanted)
        signed = scale == "signed"
        ramp = self.theme.diverging_map if signed else self.theme.sequential_map
        title = self.quantity.symbol + (" (%)" if scale == "share" else "")
        self.set_color_bar(ColorBar.of(ramp, low, high, title, log=scale == "log"))
        self.set_range(span, (0.5, data.shape[1] + 0.5))
        room = _NARROWEST * (span[1] - span[0]) / max(40.0, self.plot_size().width())
        size = max(1, math.ceil(room / stride))
        # Now has a column of its own: it is what the other pictures show.
        shown, shown_kinds = at[-1:], kinds[-1:]
        if past.size:
            before = joined(at[:-1], kinds[:-1], size)
            shown, shown_kinds = np.vstack([before[0], shown]), np.vstack([before[1], shown_kinds])
        starts = np.append(xs[:-1][::size], own) - stride / 2
        if past.size:
            starts[-1] = max(starts[-1], (xs[-2] + own) / 2)
        share = np.clip((shown - low) / (high - low), 0.0, 1.0)
        edges = np.append(starts, max(own + stride / 2, starts[-1] + 1.5 * room))
        self.cells.set_data(edges, ramp[np.rint(255 * share).astype(int)], shown_kinds)
        away = (at < low - 1e-9) | (at > high + 1e-9)
        self._say(kinds, size * int(stride) if size > 1 else 1, own > span[1], away)

    def _colors(self, at: Floats) -> Range:
        """The scale of colours for these places: whole decades, or quarters where there are few."""
        if self.quantity.scale == "signed":
            low, high = span_of(at, "signed")
            return -max(-low, high), max(-low, high)
        if self.quantity.scale == "share" or not at.size:
            return span_of(at, self.quantity.scale)
        unit = 1.0 if np.ptp(at) > 2 else 0.25
        low, high = unit * math.floor(at.min() / unit), unit * math.ceil(at.max() / unit)
        return low, max(high, low + unit)

    def _say(self, kinds: Kinds, mean_of: int, later: bool, away: NDArray[np.bool_]) -> None:
        """What the picture cannot say by colours: subtitle, badge and legend.

        `later` and `away`, (m, L), tell what lies beyond axes that are held.
        """
        subtitle = ""
        if np.all(kinds == UNKNOWN):
            subtitle = nothing_known(self.quantity)
        elif mean_of > 1:
            subtitle = self.tr("mean of {count} iterations").format(count=mean_of)
        self.set_title(over_time(self.quantity), subtitle)
        texts = {
            BAD: (self.tr("not finite"), self.tr("not finite in layers {layers}"), "danger"),
            ZERO: (self.tr("exactly 0"), self.tr("exactly 0 in layers {layers}"), "muted"),
        }
        found, legend = [], []
        for kind, (name, text, color) in texts.items():
            layers = np.flatnonzero((kinds == kind).any(axis=0)) + 1
            if len(layers):
                found.append(text.format(layers=layer_list(layers.tolist())))
                legend.append(LegendEntry(name, self.theme.color(color).name(), "hatched"))
        if later:
            found.append(self.tr("now is beyond the held axis"))
        if count := int((away & (kinds == VALUE)).sum()):
            found.append(self.tr("beyond the colours: {count}").format(count=count))
        self.set_legend(legend)
        self.badge("; ".join(found))

    # ---- readout -----------------------------------------------------------------------------

    def _read_cell(self, x: float, y: float) -> str:
        if self._shown is None:
            return ""
        iterations, values, kinds = self._shown
        row, layer, edges = int(np.argmin(np.abs(iterations - x))), round(y), self.cells.edges
        if not (edges[0] <= x <= edges[-1] and 1 <= layer <= values.shape[1]):
            return ""
        none = self.tr("not computed yet") if row == len(values) - 1 else self.tr("no value")
        words = {UNKNOWN: none, BAD: self.tr("not finite")}
        known = read(values[row, layer - 1], self.quantity.scale)
        value = words.get(int(kinds[row, layer - 1]), known)
        text = self.tr("iteration {iteration}\nlayer {layer}: {value}")
        return text.format(iteration=int(iterations[row]), layer=layer, value=value)
