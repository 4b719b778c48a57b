"""Why the error signal fades or grows on its way back: weights, dropout and slopes, by layer."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from bpviz.core.diagnosis import delta_norms
from bpviz.core.signal_factors import SignalFactors, signal_factors, together
from bpviz.core.step import Step
from bpviz.ui.gradients.bars import layer_list
from bpviz.ui.gradients.held import HeldRanges
from bpviz.ui.gradients.waterfall import FREE, Piece, Waterfall, log10, pieces_of
from bpviz.ui.number_text import measured
from bpviz.ui.paint.text import superscript
from bpviz.ui.plot import PlotWidget
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_items import Curve
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_points import Points
from bpviz.ui.plot_scales import DEFAULT_DECADES, WIDEST, Floats
from bpviz.ui.theme import Theme

_TOTALS = 0.09  # width of the column of all layers, as a share of the layers
_SPARE = 0.08  # of the decades, above and below them, for factors beyond the pieces


class CausesPlot(PlotWidget):
    """‖δ‖ from the last layer to the first, each fall split into its causes.

    Between the dots of two layers stands what the weights, the dropout mask and the slopes did to
    the norm on a logarithmic axis, in the order in which they act, from right to left. Left of
    all layers the same pieces stand again, all weights together and all slopes together.

    Signals
    -------
    layer_chosen(int)
        The user clicked on what belongs to a layer.
    """

    layer_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="gradient_causes")
        self.ranges: HeldRanges[tuple[float, float]] = HeldRanges()
        self.factors: tuple[SignalFactors, ...] = ()
        self.selected = 0
        box = self.view_box
        self.waterfall = Waterfall(box)
        self.curve = Curve(box, 7)
        self.dots = Points(box, 14)
        self.bottom_axis.grid_lines = False
        self.set_log(y=True)
        self.set_readout(self._read_layer)
        self._count = 1
        self._norms: Floats = np.empty(0)

    def set_layers(self, count: int) -> None:
        """Name the places of a network of `count` layers."""
        self._count = count
        self.factors, self._norms = (), np.full(count, np.nan)
        self._name_layers()

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        self.waterfall.set_theme(theme)
        size = theme.font_scale**0.5
        self.curve.set_pen(solid_pen(theme.color("backward"), 2.0 * size))

    def retranslate(self) -> None:
        """Title and labels in the language of now."""
        self.set_title(self.tr("Why the signal fades or grows"))
        self.set_labels(self.tr("layer (signal from the right)"), self.tr("‖δ‖ (log)"))
        self._name_layers()

    def _name_layers(self) -> None:
        names = [(float(n), str(n)) for n in range(1, self._count + 1)]
        if self._count > 2:
            left, right = self._column()
            names.insert(0, ((left + right) / 2, self.tr("all")))
        self.bottom_axis.names = tuple(names)

    def _column(self) -> tuple[float, float]:
        """Where all layers together stand."""
        width = max(1.0, _TOTALS * self._count)
        return 0.4 - width, 0.4

    # ---- drawing -----------------------------------------------------------------------------

    def show_factors(self, step: Step, before: Floats, selected: int) -> None:
        """The way back as far as `step` knows it; a layer is `selected`.

        Until it knows more, the norms ‖δ‖ of the iteration `before` (L,), or NaN, give the axis
        its length.
        """
        self.factors, self.selected = signal_factors(step), selected
        norms = self._norms = delta_norms(step)
        pieces = [piece for f in self.factors for piece in self._pieces(step, f, norms)]
        levels = np.array([log10(norm) for norm in norms])
        whole, totals = together(self.factors), list[Piece]()
        if whole is not None and len(norms) > 2:
            dropout = any(layer.dropout for layer in step.problem.layers[:-1])
            totals = pieces_of(whole, norms[-1], *self._column(), dropout=dropout)
        low, high = self._settle([*pieces, *totals], levels, before)
        self._place_dots(levels, low, high)
        self.waterfall.set_data(
            pieces,
            totals,
            unknown=[i for i, norm in enumerate(norms[:-1], 1) if np.isnan(norm)],
            zeros=[i for i, norm in enumerate(norms, 1) if norm == 0],
            bad=[f.layer for f in self.factors if not math.isfinite(f.ratio)],
            selected=self.band(selected),
            border=0.5,
        )
        self._say(whole)
        self._set_ranges(low, high)

    @staticmethod
    def _pieces(step: Step, factors: SignalFactors, norms: Floats) -> list[Piece]:
        i = factors.layer
        dropout = step.problem.layers[i - 1].dropout > 0
        return pieces_of(factors, norms[i], i + FREE, i + 1 - FREE, dropout=dropout)

    def band(self, layer: int) -> tuple[float, float] | None:
        """What belongs to a layer: its dot and the way to it."""
        if not 1 <= layer <= self._count:
            return None
        return layer - FREE, layer + (1 - FREE if layer < self._count else 0.4)

    def _settle(self, pieces: list[Piece], levels: Floats, before: Floats) -> tuple[float, float]:
        """The axis, around all pieces and norms, with those of `before` for what is to come."""
        ends = [end for piece in pieces for end in (piece.start, piece.end)]
        with np.errstate(divide="ignore"):
            coming = np.log10(before[np.isnan(self._norms)])
        known = np.concatenate([levels, coming, ends])
        known = known[np.isfinite(known)]
        low, high = _decades(known) if known.size else DEFAULT_DECADES
        low, high = self.ranges.settle("causes", (low, high))
        outside = np.isfinite(levels) & ((levels < low) | (levels > high))
        layers = layer_list((np.flatnonzero(outside) + 1).tolist())
        said = []
        if bad := [f.layer for f in self.factors if not math.isfinite(f.ratio)]:
            said.append(self.tr("not finite in layers {layers}").format(layers=layer_list(bad)))
        if layers:
            said.append(self.tr("beyond the axis: {layers}").format(layers=layers))
        self.badge("; ".join(said))
        return low, high

    def _place_dots(self, levels: Floats, low: float, high: float) -> None:
        xs = np.arange(1.0, len(levels) + 1)
        within = np.isfinite(levels) & (levels >= low) & (levels <= high)
        self.curve.set_data(xs, np.where(within, levels, np.nan))
        self.dots.set_data(xs, np.where(within, levels, np.nan))

    def _set_ranges(self, low: float, high: float) -> None:
        left = self._column()[0] - 0.15 if self._count > 2 else 0.45
        right, spare = self._count + 0.55, _SPARE * (high - low)
        self.set_range((left, right), (low - spare, high + spare))
        apart = self.plot_size().width() / (right - left)
        dot = min(9.0 * self.theme.font_scale**0.5, max(4.0, 0.28 * apart))
        ring = solid_pen(self.theme.color("panel"), 1.0)
        self.dots.set_style(self.theme.color("backward"), ring, dot)

    def _say(self, whole: SignalFactors | None) -> None:
        """The total in words, and what is not known yet."""
        said, short = [], ""
        if whole is not None and math.isfinite(whole.ratio):
            said.append(self.total_words(whole))
            short = said[0].split(":")[0]  # what took it, the bars show
        unknown = np.flatnonzero(np.isnan(self._norms)) + 1
        if len(unknown) == self._count:
            said.append(self.tr("not computed yet"))
        elif len(unknown):
            text = self.tr("not computed yet: {layers}")
            said.append(text.format(layers=layer_list(unknown.tolist())))
        self.set_title(self.tr("Why the signal fades or grows"), "; ".join(said), short)

    def total_words(self, whole: SignalFactors) -> str:
        """How much of the signal is left, and what took it."""
        first, last = f"δ{superscript(whole.layer)}", f"δ{superscript(self._count)}"
        if whole.ratio == 0:
            end = max((f for f in self.factors if f.ratio == 0), key=lambda f: f.layer)
            if end.weight == 0:
                text = self.tr("nothing of the signal passes the weights of layer {layer}")
                return text.format(layer=end.layer + 1)
            text = self.tr("nothing of the signal passes layer {layer}: its slopes are 0")
            return text.format(layer=end.layer)
        text = (
            self.tr("{first} is {ratio} of {last}: slopes {slopes} × weights {weights}")
            if whole.ratio < 1
            else self.tr("{first} is {ratio} times {last}: slopes {slopes} × weights {weights}")
        )
        text = text.format(
            first=first,
            last=last,
            ratio=measured(whole.ratio, 2),
            slopes=measured(whole.slope, 2),
            weights=measured(whole.weight, 2),
        )
        if whole.dropout != 1.0:
            text += " " + self.tr("× dropout {dropout}").format(dropout=measured(whole.dropout, 2))
        return text

    # ---- mouse -------------------------------------------------------------------------------

    def layer_at(self, x: float) -> int:
        """The layer to which a place on the axis belongs; 0 for none."""
        layer = math.floor(x + FREE)
        return layer if 1 <= layer <= self._count and x >= 0.5 else 0

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses a layer."""
        super().mouseReleaseEvent(event)
        at = self.mapToScene(event.position().toPoint())
        box = self.view_box
        if event.button() == Qt.MouseButton.LeftButton and box.sceneBoundingRect().contains(at):
            layer = self.layer_at(box.mapSceneToView(at).x())
            if layer:
                self.layer_chosen.emit(layer)

    def _read_layer(self, x: float, y: float) -> str:
        if x < 0.5:
            whole = together(self.factors)
            return "" if whole is None else self._read_factors(self.tr("all layers"), whole)
        layer = self.layer_at(x)
        if not layer:
            return ""
        name = self.tr("layer {layer}").format(layer=layer)
        norm = self._norms[layer - 1]
        if np.isnan(norm):
            return f"{name}\n" + self.tr("not computed yet")
        lines = [name, f"‖δ{superscript(layer)}‖ = {number(norm, 4)}"]
        factors = next((f for f in self.factors if f.layer == layer), None)
        if factors is None:
            return "\n".join(lines)
        return self._read_factors("\n".join(lines), factors)

    def _read_factors(self, heading: str, factors: SignalFactors) -> str:
        lines = [heading, self.tr("weights × {factor}").format(factor=number(factors.weight, 4))]
        if factors.dropout != 1.0:
            lines.append(self.tr("dropout × {factor}").format(factor=number(factors.dropout, 4)))
        lines.append(self.tr("slopes × {factor}").format(factor=number(factors.slope, 4)))
        lines.append(self.tr("together × {factor}").format(factor=number(factors.ratio, 4)))
        return "\n".join(lines)


def _decades(known: Floats) -> tuple[float, float]:
    """Whole decades around all levels, or quarters of them where there are few."""
    low, high = float(known.min()), float(known.max())
    unit = 1.0 if high - low > 2 else 0.25
    low, high = unit * math.floor(low / unit), unit * math.ceil(high / unit)
    high = max(high, low + unit)
    return max(low, high - WIDEST), high
