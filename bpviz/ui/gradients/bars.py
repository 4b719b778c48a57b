"""One bar per layer: how large its gradient is in the step that is shown, and what that means."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from bpviz.core import diagnosis
from bpviz.core.step import Step
from bpviz.ui.gradients.held import HeldRanges
from bpviz.ui.gradients.norms import DEFAULT_DECADES, NORMS, WIDEST, Floats, Quantity
from bpviz.ui.plot import LegendEntry, PlotWidget
from bpviz.ui.plot_axis import number, power_of_ten
from bpviz.ui.plot_bars import HOLLOW, MARKS, Bar, LogBars
from bpviz.ui.plot_items import Rule
from bpviz.ui.plot_lines import solid_pen
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


class NormBarsPlot(PlotWidget):
    """Bars of one norm, with the rules of `bpviz.core.diagnosis` above them and as lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="gradient_bars")
        self.quantity: Quantity = "gradient"
        self.ranges: HeldRanges[tuple[float, float]] = HeldRanges()
        box = self.view_box
        self.bars = LogBars(box)
        self.vanishing_line, self.exploding_line = Rule(box, z=12), Rule(box, z=12)
        self.bottom_axis.grid_lines = False
        self.set_log(y=True)
        self.set_readout(self._read_bar)
        self._by_other = False  # the marks ▽ stand for the norm that the bars do not show

    def set_layers(self, count: int) -> None:
        """Name the bars of a network of `count` layers."""
        self.bottom_axis.names = tuple((float(n), str(n)) for n in range(1, count + 1))

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        self.bars.set_theme(theme)
        for line, color in ((self.vanishing_line, "muted"), (self.exploding_line, "danger")):
            pen = solid_pen(theme.color(color), 1.5 * theme.font_scale**0.5, dashed=True)
            line.set_style(pen, theme.font(11), theme.color("panel", 0.85))
        self._legend()

    def retranslate(self) -> None:
        """Title and labels in the language of now, for the quantity of now."""
        self.set_title(self.tr("Gradient by layer"))
        label = self.tr("{quantity} (log)").format(quantity=NORMS[self.quantity])
        self.set_labels(self.tr("layer"), label)
        self._legend()

    def _legend(self) -> None:
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
        return NORMS["gradient" if self.quantity == "delta" else "delta"]

    # ---- drawing -----------------------------------------------------------------------------

    def show_norms(self, step: Step, norms: Floats, before: Floats) -> None:
        """Bars of `step`'s own norms (L,), NaN where they are not known yet.

        Until they are, the norms of the iteration `before` (L,), or NaN, give the axis its length.
        """
        words = diagnosis.diagnose(step, self.quantity)
        own = diagnosis.verdict(norms, step.loss) == words
        marks = zip(norms, words, own, strict=True)
        self.bars.set_bars([Bar(i, float(v), w, not o) for i, (v, w, o) in enumerate(marks, 1)])
        last = norms[-1] if len(norms) else np.nan
        with np.errstate(divide="ignore", invalid="ignore"):
            vanishing = np.log10(diagnosis.VANISHING * last)
        exploding = math.log10(diagnosis.EXPLODING)
        low, high = _decades(norms, before)
        wanted = (exploding - 1 if low > exploding else low, high)
        low, high = self.ranges.settle(self.quantity, wanted)
        self._tell_outside(norms, low, high)
        # The line is this norm's: where only the other one vanishes, it would contradict the marks.
        found = words == "vanishing"
        self._by_other = bool(found.any() and not (found & own).any())
        shown = np.isfinite(vanishing) and not self._by_other
        self.vanishing_line.set_value(vanishing if shown else np.nan, "▼")
        self._legend()
        self.exploding_line.set_value(exploding, "▲")
        self.set_title(self.tr("Gradient by layer"), self._summary(words, norms, step.loss))
        # The range decides the plot's size, and the size the range: twice settles both.
        for _ in range(2):
            size = self.plot_size()
            up = self.bars.headroom() / max(40.0, size.height() - self.bars.headroom())
            # Left of the first bar there is room for the mark at the line.
            left = 20 * self.theme.font_scale / max(40.0, size.width()) * (len(norms) + 0.5)
            self.set_range((0.55 - left, len(norms) + 0.6), (low, high + up * (high - low)))

    def _tell_outside(self, norms: Floats, low: float, high: float) -> None:
        """Name the layers whose bars would end beyond an axis that is held."""
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log10(norms)
            away = np.isfinite(logs) & ((logs < low) | (logs > high))
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
        words = {
            "ok": self.tr("ok"),
            "vanishing": self.tr("vanishing"),
            "exploding": self.tr("exploding"),
            "non_finite": self.tr("not finite"),
        }
        quantity = NORMS[self.quantity]
        by = f"{self._other_norm()} " if bar.hollow else ""
        verdict = f"{bar.mark()} {by}{words[bar.kind]}"
        return f"{first}\n{quantity} = {number(bar.value, 4)}\n{verdict}"


def _decades(norms: Floats, before: Floats) -> tuple[float, float]:
    """The axis in whole decades, around the norms of now and of the iteration `before`."""
    values = np.concatenate([norms, before])
    values = values[np.isfinite(values) & (values > 0)]
    if not values.size:
        return DEFAULT_DECADES
    reference = norms[-1] if np.isfinite(norms[-1]) and norms[-1] > 0 else before[-1]
    low, high = math.log10(values.min()), math.log10(values.max())
    if np.isfinite(reference) and reference > 0:
        low = min(low, math.log10(reference * diagnosis.VANISHING))
    low, high = math.floor(low - 0.2), math.ceil(high)
    return max(float(low), high - WIDEST), float(high)


def _power(value: float) -> str:
    return power_of_ten(round(math.log10(value)))
