"""One bar per layer: one of its measures in the step that is shown, and what that means."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from bpviz.core import diagnosis
from bpviz.core.step import Step
from bpviz.ui.gradients.held import HeldRanges
from bpviz.ui.gradients.limits import COLORS, LimitLines, reached
from bpviz.ui.gradients.quantities import FIRST, QUANTITIES, RATIOS, Limit, Quantity, kinds_of
from bpviz.ui.gradients.titles import axis_title, by_layer, nothing_known
from bpviz.ui.number_text import measured, power_of_ten
from bpviz.ui.plot import LegendEntry, PlotWidget
from bpviz.ui.plot_bars import HOLLOW, MARKS, Bar, Bars
from bpviz.ui.plot_items import Rule
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_scales import WIDEST, Floats, Range, Scale, places, read, span_of
from bpviz.ui.theme import Theme


def layer_list(layers: Iterable[int]) -> str:
    """``1–4, 6`` for layers 1, 2, 3, 4 and 6."""
    runs: list[list[int]] = []
    for layer in sorted(layers):
        if runs and layer == runs[-1][1] + 1:
            runs[-1][1] = layer
        else:
            runs.append([layer, layer])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in runs)


class LayerBarsPlot(PlotWidget):
    """Bars of one quantity, what is wrong with it above them, and its limits as lines.

    The two norms are judged by `bpviz.core.diagnosis`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="gradient_bars")
        self.quantity: Quantity = FIRST
        self.ranges: HeldRanges[Range] = HeldRanges()
        box = self.view_box
        self.bars = Bars(box)
        self.vanishing_line, self.limits = Rule(box, z=12), LimitLines(box)
        self.bottom_axis.grid_lines = False
        self.set_log(y=True)
        self.set_readout(self._read_bar)
        self._limits: tuple[Limit, ...] = ()
        self._by_other = False  # the marks ▽ stand for the norm that the bars do not show

    def set_layers(self, count: int) -> None:
        """Name the bars of a network of `count` layers."""
        self.bottom_axis.names = tuple((float(n), str(n)) for n in range(1, count + 1))

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        self.bars.set_theme(theme)
        self.limits.restyle(theme)
        pen = solid_pen(theme.color("muted"), 1.5 * theme.font_scale**0.5, dashed=True)
        self.vanishing_line.set_style(pen, theme.font(11), theme.color("panel", 0.85))
        self._legend()

    def retranslate(self) -> None:
        """Title and labels in the language of now, for the quantity of now."""
        self.set_title(by_layer(self.quantity))
        self.set_log(y=self.quantity.scale == "log")
        self.set_labels(self.tr("layer"), axis_title(self.quantity))
        self._legend()

    def _legend(self) -> None:
        if self.quantity.judged:
            self._norms_legend()
            return
        scale, theme = self.quantity.scale, self.theme
        self.set_legend(
            [
                LegendEntry(
                    self._limit_text(limit.kind, read_limit(limit.value, scale), limit.above),
                    theme.color(COLORS[limit.kind]).name(),
                    "text" if MARKS[limit.kind] else "dashed",
                    MARKS[limit.kind],
                )
                for limit in self._limits
            ]
        )

    def _limit_text(self, kind: str, value: str, above: bool) -> str:
        """What a limit says."""
        if kind == "ok":
            return self.tr("{ratio}: rule of thumb").format(ratio=value)
        return f"> {value}" if above else f"< {value}"

    def _norms_legend(self) -> None:
        ratio, mark = _power(diagnosis.VANISHING), MARKS["vanishing"]
        vanishing = self.tr("vanishing < {ratio} × last").format(ratio=ratio)
        if self._by_other:
            text, mark = self.tr("{norm} < {ratio} × last"), HOLLOW["vanishing"]
            vanishing = text.format(norm=self._other_norm(), ratio=ratio)
        exploding = self.tr("exploding > {limit}").format(limit=_power(diagnosis.EXPLODING))
        muted, danger = self.theme.muted, self.theme.danger
        self.set_legend(
            [
                LegendEntry(vanishing, muted, "text", mark),
                LegendEntry(exploding, danger, "text", MARKS["exploding"]),
            ]
        )

    def _other_norm(self) -> str:
        """The norm that the bars do not show."""
        other = "dW_norm" if self.quantity.key == "delta_norm" else "delta_norm"
        return QUANTITIES[other].symbol

    # ---- drawing -----------------------------------------------------------------------------

    def show_values(self, step: Step, values: Floats, before: Floats) -> None:
        """Bars of `step`'s own `values` (L,), NaN where they are not known yet.

        Until they are, those of the iteration `before` (L,), or NaN, give the axis its length.
        """
        quantity, scale = self.quantity, self.quantity.scale
        if quantity.judged:
            said = self._show_judged(step, values)
        else:
            kinds = kinds_of(step, quantity, values)
            bars = [
                Bar(layer.index, value, kind)
                for layer, value, kind in zip(
                    step.problem.layers, values.tolist(), kinds, strict=True
                )
                if quantity.applies(layer)
            ]
            self.bars.set_bars(bars, scale, quantity.column.color)
            self.vanishing_line.set_value(np.nan)
            self._limits = quantity.limits_of(*step.problem.layers)
            said = self._marked()
        self._legend()
        self.set_title(by_layer(quantity), said)
        low, high = self.ranges.settle(quantity.key, self._span(step, values, before))
        self._tell_outside(values, low, high)
        self.limits.show(quantity, step.problem, (low, math.inf))
        # The range decides the plot's size, and the size the range: twice settles both.
        for _ in range(2):
            size = self.plot_size()
            room = min(self.bars.headroom(), size.height() / 2)
            up = room / max(1.0, size.height() - room)
            # Left of the first bar there is room for the mark at the line.
            left = 20 * self.theme.font_scale / max(40.0, size.width()) * (len(values) + 0.5)
            self.set_range((0.55 - left, len(values) + 0.6), (low, high + up * (high - low)))

    def _span(self, step: Step, values: Floats, before: Floats) -> Range:
        """The axis around the values of now and of the iteration before, and the limits."""
        scale = self.quantity.scale
        if not self.quantity.judged:
            found = places(np.concatenate([values, before]), scale)
            low, high = span_of(reached(self.quantity, step.problem, found), scale)
            # A bar as low as the axis begins would not be seen.
            return (low - 1, high) if scale == "log" and np.any(found <= low) else (low, high)
        low, high = _decades(values, before)
        exploding = math.log10(diagnosis.EXPLODING)
        return (exploding - 1 if low > exploding else low), high

    def _show_judged(self, step: Step, norms: Floats) -> str:
        """Bars of a norm, marked by the rules of both; what these say, in words."""
        by_delta = self.quantity.key == "delta_norm"
        both = (
            (diagnosis.grad_norms(step), norms)
            if by_delta
            else (norms, diagnosis.delta_norms(step))
        )
        words = diagnosis.combined(*both, step.loss, "delta" if by_delta else "gradient")
        own = diagnosis.verdict(norms, step.loss) == words
        marks = zip(norms, words, own, strict=True)
        self.bars.set_bars([Bar(i, float(v), w, not o) for i, (v, w, o) in enumerate(marks, 1)])
        last = norms[-1] if len(norms) else np.nan
        with np.errstate(divide="ignore", invalid="ignore"):
            vanishing = np.log10(diagnosis.VANISHING * last)
        # The line is this norm's: where only the other one vanishes, it would contradict the marks.
        found = words == "vanishing"
        self._by_other = bool(found.any() and not (found & own).any())
        shown = np.isfinite(vanishing) and not self._by_other
        self.vanishing_line.set_value(vanishing if shown else np.nan, "▼")
        return self._summary(words, norms, step.loss)

    def _marked(self) -> str:
        """What the marks of the limits say, in words; what is not known."""
        texts = {
            "non_finite": self.tr("{mark} not finite: {layers}"),
            "exploding": self.tr("{mark} too large: {layers}"),
            "vanishing": self.tr("{mark} too small: {layers}"),
            "sick": self.tr("{mark} too many: {layers}"),
        }
        if self.quantity.key in RATIOS:
            texts["exploding"] = self.tr("{mark} exploding: {layers}")
            texts["vanishing"] = self.tr("{mark} vanishing: {layers}")
        bars, found = self.bars.bars, []
        if self.quantity.key in RATIOS and bars and np.isfinite(bars[0].value):
            found.append(self.tr("last/first: {value}").format(value=measured(bars[0].value, 2)))
        for kind, text in texts.items():
            layers = layer_list(round(bar.at) for bar in bars if bar.kind == kind)
            if layers:
                found.append(text.format(mark=MARKS[kind], layers=layers))
        if found:
            return "  ".join(found)
        return nothing_known(self.quantity) if all(bar.kind == "unknown" for bar in bars) else ""

    def _tell_outside(self, values: Floats, low: float, high: float) -> None:
        """Name the layers whose bars would end beyond an axis that is held."""
        found = places(values, self.quantity.scale)
        away = np.isfinite(found) & ((found < low) | (found > high))
        layers = layer_list((np.flatnonzero(away) + 1).tolist())
        text = self.tr("beyond the held axis: {layers}").format(layers=layers)
        self.badge(text if layers and self.ranges.held else "")

    def _summary(self, words: NDArray[np.str_], norms: Floats, loss: float | None) -> str:
        """What the marks say, in words; also when it is the other norm that says so."""
        plain = {
            "non_finite": self.tr("{mark} not finite: {layers}"),
            "exploding": self.tr("{mark} exploding: {layers}"),
            "vanishing": self.tr("{mark} vanishing: {layers}"),
        }
        other = {
            "non_finite": self.tr("{mark} {norm} not finite: {layers}"),
            "exploding": self.tr("{mark} {norm} exploding: {layers}"),
            "vanishing": self.tr("{mark} {norm} vanishing: {layers}"),
        }
        here = diagnosis.verdict(norms, loss) == words
        norm = self._other_norm()
        found = []
        for texts, part, marks in ((plain, here, MARKS), (other, ~here, HOLLOW)):
            for word, text in texts.items():
                layers = [i for i, w in enumerate(words, 1) if w == word and part[i - 1]]
                if layers:
                    listed = layer_list(layers)
                    found.append(text.format(mark=marks[word], norm=norm, layers=listed))
        if found:
            return "  ".join(found)
        if np.all(words == "unknown"):
            return self.tr("not computed yet")
        return self.tr("ok so far") if np.any(words == "unknown") else self.tr("ok")

    # ---- readout -----------------------------------------------------------------------------

    def _read_bar(self, x: float, y: float) -> str:
        layer = round(x)
        bar = next((b for b in self.bars.bars if b.at == layer), None)
        if bar is None:
            return ""
        first = self.tr("layer {layer}").format(layer=layer)
        if bar.kind == "unknown":
            return f"{first}\n" + self.tr("not computed yet")
        value = f"{first}\n{self.quantity.symbol} = {read(bar.value, self.quantity.scale)}"
        if not self.quantity.judged:
            return f"{value} {bar.mark()}"
        words = {
            "ok": self.tr("ok"),
            "vanishing": self.tr("vanishing"),
            "exploding": self.tr("exploding"),
            "non_finite": self.tr("not finite"),
        }
        by = f"{self._other_norm()} " if bar.hollow else ""
        return f"{value}\n{bar.mark()} {by}{words[bar.kind]}"


def read_limit(value: float, scale: Scale) -> str:
    """A limit as it stands in a legend."""
    return power_of_ten(round(math.log10(value))) if scale == "log" else read(value, scale)


def _decades(norms: Floats, before: Floats) -> tuple[float, float]:
    """The axis in whole decades, around the norms of now and of the iteration `before`."""
    values = np.concatenate([norms, before])
    values = values[np.isfinite(values) & (values > 0)]
    if not values.size:
        return span_of(np.empty(0), "log")
    reference = norms[-1] if np.isfinite(norms[-1]) and norms[-1] > 0 else before[-1]
    low, high = math.log10(values.min()), math.log10(values.max())
    if np.isfinite(reference) and reference > 0:
        low = min(low, math.log10(reference * diagnosis.VANISHING))
    low, high = math.floor(low - 0.2), math.ceil(high)
    return max(float(low), high - WIDEST), float(high)


def _power(value: float) -> str:
    return power_of_ten(round(math.log10(value)))
