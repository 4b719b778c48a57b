"""One curve per layer over the iterations: what such plots share."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from bpviz.ui.gradients.held import HeldRanges
from bpviz.ui.plot import PlotWidget
from bpviz.ui.plot_items import Curves, Rule
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_scales import Floats, Range, Scale, places
from bpviz.ui.theme import Theme


def layer_color(theme: Theme, layer: int, n_layers: int) -> QColor:
    """A layer's place on the sequential map, without the end that the background swallows."""
    t = (layer - 1) / max(1, n_layers - 1)
    return theme.sequential(0.40 + 0.60 * t if theme.large_is_plain else 0.57 * t)


def named_layers(count: int) -> tuple[int, ...]:
    """First, middle and last of `count` layers; the colours between follow."""
    return tuple(range(1, count + 1)) if count <= 3 else (1, (count + 1) // 2, count)


class LayerCurvesPlot(PlotWidget):
    """Curves of one quantity, the first layers' and the last layers' at the ends of a colour map.

    A subclass sets `shown` to the iterations (m,) and the values (m, L) that can be read off, and
    `scale` where its axis is not logarithmic.
    """

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent, name=name)
        self.ranges: HeldRanges[tuple[Range, Range]] = HeldRanges()
        self.now_line = Rule(self.view_box, upright=True)
        self.lines = Curves(self.view_box)
        self.layers = 0
        self.shown: tuple[Floats, Floats] = (np.empty(0), np.empty((0, 0)))
        self.scale: Scale = "log"
        self.bottom_axis.whole = True
        self.set_log(y=True)

    def set_layers(self, count: int) -> None:
        """Have a curve for each of `count` layers; `restyle` gives them their colours."""
        self.layers = count
        self.lines.set_data(np.empty(0), np.empty((0, count)))
        self.shown = (np.empty(0), np.empty((0, count)))

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        size = theme.font_scale**0.5
        pen = solid_pen(theme.color("text", 0.7), size, dashed=True)
        self.now_line.set_style(pen, theme.font(11), theme.color("panel", 0.85))
        count = self.layers
        width = (2.0 if count <= 12 else 1.0) * size
        colors = (layer_color(theme, layer, count) for layer in range(1, count + 1))
        self.lines.set_pens([solid_pen(color, width) for color in colors])

    def place_curves(self, xs: Floats, ys: Floats, span: Range, now: int) -> bool:
        """Curves through places `ys` (m, L) at `xs` (m,); tell whether `now` is within `span`."""
        shown = xs <= span[1]  # SVG files know no clipping as Qt writes them
        self.lines.set_data(xs[shown], ys[shown])
        within = now <= span[1]
        self.now_line.set_value(float(now) if within else np.nan)
        return within

    def nearest(self, x: float, y: float) -> tuple[int, int] | None:
        """Row of `shown` and layer (from 0) of the curve nearest to a place; None without one."""
        iterations, values = self.shown
        if not len(iterations):
            return None
        row = int(np.argmin(np.abs(iterations - x)))
        away = np.abs(places(values[row], self.scale) - self._place(y))
        return (row, int(np.nanargmin(away))) if np.isfinite(away).any() else None

    def _place(self, y: float) -> float:
        """Where a reading of the axis lies on it."""
        return math.log10(y) if self.scale == "log" else y
