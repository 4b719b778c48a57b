"""How large each layer's gradient is: now, and over the iterations so far."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from bpviz.core import diagnosis
from bpviz.core.step import Step
from bpviz.ui.plot import LegendEntry, PlotWidget, clean, round_up
from bpviz.ui.plot_axis import number, power_of_ten
from bpviz.ui.plot_bars import HOLLOW, MARKS, Bar, LogBars
from bpviz.ui.plot_items import Curve, Rule, solid_pen
from bpviz.ui.theme import Theme
from bpviz.ui.view import View

Floats = NDArray[np.float64]

_DEFAULT_DECADES = (-5.0, 1.0)  # of the empty plot, before the first gradient
_WIDEST = 40.0  # decades; beyond, the axis says nothing any more
_LEAST = 190.0  # logical pixels that either plot needs, at font scale 1
_SMOOTH_TO = 80  # noisy curves are averaged to about so many independent points
NORMS = {"gradient": "‖∂L/∂W‖", "delta": "‖δ‖"}
QUANTITIES = tuple(NORMS)


def layer_color(theme: Theme, layer: int, n_layers: int) -> QColor:
    """A layer's place on the sequential map, without the end that the background swallows."""
    t = (layer - 1) / max(1, n_layers - 1)
    return theme.sequential(0.28 + 0.72 * t if theme.name == "dark" else 0.82 * t)


def layer_list(layers: Iterable[int]) -> str:
    """``1–4, 6`` for layers 1, 2, 3, 4 and 6."""
    runs: list[list[int]] = []
    for layer in sorted(layers):
        if runs and layer == runs[-1][1] + 1:
            runs[-1][1] = layer
        else:
            runs.append([layer, layer])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in runs)


def trailing_mean(rows: Floats, window: int) -> Floats:
    """The mean of each row (m, L) and up to `window` − 1 before it; NaN does not count."""
    known = np.isfinite(rows)
    sums = np.cumsum(np.where(known, rows, 0.0), axis=0)
    counts = np.cumsum(known, axis=0)
    sums[window:] -= sums[:-window].copy()
    counts[window:] -= counts[:-window].copy()
    return np.where(known, sums / np.maximum(counts, 1), np.nan)


class GradientsView(View):
    """Bars of ‖∂L/∂W‖ or ‖δ‖ per layer, and one curve per layer over the iterations.

    Both axes are logarithmic. Bars are marked where a layer vanishes (▼), explodes (▲) or is not
    finite (✕), by the rules of `bpviz.core.diagnosis`, which stand above the plot. A layer
    that this iteration has not computed yet is an empty slot.
    """

    name = "gradients"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(180, 140)
        self.quantity = "gradient"
        self.bars_plot = PlotWidget(self, name="gradient_bars")
        self.history_plot = PlotWidget(self, name="gradient_history")
        self.chooser = QComboBox(self)
        self.chooser.setObjectName("gradient_quantity")
        for quantity in QUANTITIES:
            self.chooser.addItem("", quantity)
        self.chooser.currentIndexChanged.connect(self._choose)

        box = self.bars_plot.view_box
        self.bars = LogBars(box)
        self.vanishing_line, self.exploding_line = Rule(box, z=12), Rule(box, z=12)
        self.bars_plot.bottom_axis.grid_lines = False
        self.bars_plot.set_readout(self._read_bar)
        self.now_line = Rule(self.history_plot.view_box, upright=True)
        self.history_plot.bottom_axis.whole = True
        self.history_plot.set_readout(self._read_history)
        for plot in (self.bars_plot, self.history_plot):
            plot.set_log(y=True)
        self.curves: list[Curve] = []
        self._by_other = False  # the marks ▽ stand for the norm that the bars do not show
        self._rows: tuple[NDArray[np.int64], Floats] = (np.empty(0, np.int64), np.empty((0, 0)))
        self._shown: tuple[Floats, Floats] = (np.empty(0), np.empty((0, 0)))
        self.retranslate()
        self.restyle()

    # ---- what the window says ----------------------------------------------------------------

    def new_timeline(self) -> None:
        """One curve for each layer of the new network."""
        assert self.timeline is not None
        n_layers = self.timeline.problem.n_layers
        for curve in self.curves[n_layers:]:
            curve.remove()
        del self.curves[n_layers:]
        while len(self.curves) < n_layers:
            self.curves.append(Curve(self.history_plot.view_box))
        axis = self.bars_plot.bottom_axis
        axis.names = tuple((float(n), str(n)) for n in range(1, n_layers + 1))
        self.restyle()
        self.retranslate()

    def restyle(self) -> None:
        """Colours and sizes of everything in the plots."""
        theme = self.theme
        self.bars_plot.set_theme(theme)
        self.history_plot.set_theme(theme)
        self.bars.set_theme(theme)
        for line, color in ((self.vanishing_line, "muted"), (self.exploding_line, "danger")):
            pen = solid_pen(theme.color(color), 1.5, dashed=True)
            line.set_style(pen, theme.font(11), theme.color("panel", 0.85))
        pen = solid_pen(theme.color("text", 0.7), 1.0, dashed=True)
        self.now_line.set_style(pen, theme.font(11), theme.color("panel", 0.85))
        count = len(self.curves)
        for layer, curve in enumerate(self.curves, 1):
            width = 2.0 if count <= 12 else 1.0
            curve.set_pen(solid_pen(layer_color(theme, layer, count), width))
        self.chooser.setFont(theme.font(12))
        self._legend()
        self._arrange()

    def retranslate(self) -> None:
        """Titles, labels and the chooser in the language of now."""
        tips = {"gradient": self.tr("Gradient of the weights"), "delta": self.tr("Error signal")}
        for i, quantity in enumerate(QUANTITIES):
            self.chooser.setItemText(i, NORMS[quantity])
        self.chooser.setToolTip("\n".join(f"{NORMS[q]}: {tips[q]}" for q in QUANTITIES))
        label = self.tr("{quantity} (log)").format(quantity=NORMS[self.quantity])
        self.bars_plot.set_title(self.tr("Gradient by layer"))
        self.bars_plot.set_labels(self.tr("layer"), label)
        self.history_plot.set_title(self.tr("Over time"))
        self.history_plot.set_labels(self.tr("iteration"), label)
        self._legend()
        self.refresh()

    def _legend(self) -> None:
        """The rules at the bars; first, middle and last layer, the colours between follow."""
        ratio, mark = _power(diagnosis.VANISHING), MARKS["vanishing"]
        vanishing = self.tr("vanishing < {ratio} × last").format(ratio=ratio)
        if self._by_other:
            text, mark = self.tr("{norm} < {ratio} × last"), HOLLOW["vanishing"]
            vanishing = text.format(norm=self._other_norm(), ratio=ratio)
        exploding = self.tr("exploding > {limit}").format(limit=_power(diagnosis.EXPLODING))
        muted, danger = self.theme.muted, self.theme.danger
        self.bars_plot.set_legend(
            [
                LegendEntry(vanishing, muted, "text", mark),
                LegendEntry(exploding, danger, "text", MARKS["exploding"]),
            ]
        )
        count = len(self.curves)
        named = range(1, count + 1) if count <= 3 else (1, (count + 1) // 2, count)
        self.history_plot.set_legend(
            [
                LegendEntry(
                    self.tr("layer {layer}").format(layer=layer),
                    layer_color(self.theme, layer, count).name(),
                )
                for layer in named
            ]
        )

    def _other_norm(self) -> str:
        """The norm that the bars do not show."""
        return NORMS["gradient" if self.quantity == "delta" else "delta"]

    def _choose(self, index: int) -> None:
        self.quantity = QUANTITIES[index]
        self.retranslate()

    # ---- drawing -----------------------------------------------------------------------------

    def draw(self, step: Step) -> None:
        """Bars of the iteration so far, curves of the iterations before it."""
        by_delta = self.quantity == "delta"
        norms = diagnosis.delta_norms(step) if by_delta else diagnosis.grad_norms(step)
        self._rows = self._history_before(step)
        self._draw_bars(step, norms)
        self._draw_history(step, norms)

    def _history_before(self, step: Step) -> tuple[NDArray[np.int64], Floats]:
        """Iterations (m,) before the step's own, and their norms (m, L).

        The step's own iteration comes from the step, which may know only a part of it.
        """
        if self.timeline is None:
            return np.empty(0, np.int64), np.empty((0, step.problem.n_layers))
        history = self.timeline.history
        norms = history.delta_norm if self.quantity == "delta" else history.grad_norm
        count = int(np.searchsorted(history.iterations, step.iteration, side="left"))
        return np.asarray(history.iterations[:count]), np.asarray(norms[:count], float)

    def _draw_bars(self, step: Step, norms: Floats) -> None:
        by_delta = self.quantity == "delta"
        words = diagnosis.diagnose(step, "delta" if by_delta else "gradient")
        own = diagnosis.verdict(norms, step.loss) == words
        marks = zip(norms, words, own, strict=True)
        self.bars.set_bars([Bar(i, float(v), w, not o) for i, (v, w, o) in enumerate(marks, 1)])
        last = norms[-1] if len(norms) else np.nan
        with np.errstate(divide="ignore", invalid="ignore"):
            vanishing = np.log10(diagnosis.VANISHING * last)
        exploding = math.log10(diagnosis.EXPLODING)
        low, high = self._decades(norms)
        if low > exploding:
            low = exploding - 1
        # The line is this norm's: where only the other one vanishes, it would contradict the marks.
        found = words == "vanishing"
        self._by_other = bool(found.any() and not (found & own).any())
        shown = np.isfinite(vanishing) and not self._by_other
        self.vanishing_line.set_value(vanishing if shown else np.nan, "▼")
        self._legend()
        self.exploding_line.set_value(exploding, "▲")
        self.bars_plot.set_title(
            self.tr("Gradient by layer"), self._summary(words, norms, step.loss)
        )
        # The range decides the plot's size, and the size the range: twice settles both.
        for _ in range(2):
            size = self.bars_plot.plot_size()
            up = self.bars.headroom() / max(40.0, size.height() - self.bars.headroom())
            # Left of the first bar there is room for the mark at the line.
            left = 20 * self.theme.font_scale / max(40.0, size.width()) * (len(norms) + 0.5)
            self.bars_plot.set_range(
                (0.55 - left, len(norms) + 0.6), (low, high + up * (high - low))
            )

    def _decades(self, norms: Floats) -> tuple[float, float]:
        """The axis in whole decades, around the norms of now and of the iteration before."""
        expected = self._rows[1][-1] if len(self._rows[1]) else norms
        values = np.concatenate([norms, expected])
        values = values[np.isfinite(values) & (values > 0)]
        if not values.size:
            return _DEFAULT_DECADES
        reference = norms[-1] if np.isfinite(norms[-1]) and norms[-1] > 0 else expected[-1]
        low, high = math.log10(values.min()), math.log10(values.max())
        if np.isfinite(reference) and reference > 0:
            low = min(low, math.log10(reference * diagnosis.VANISHING))
        low, high = math.floor(low - 0.2), math.ceil(high)
        return max(float(low), high - _WIDEST), float(high)

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

    def _draw_history(self, step: Step, norms: Floats) -> None:
        iterations, past = self._rows
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
        window = self._window(len(logs), step)
        self.history_plot.set_title(self.tr("Over time"), self._smoothing(window, iterations))
        if window > 1:
            logs = trailing_mean(logs, window)
        for layer, curve in enumerate(self.curves):
            curve.set_data(xs, logs[:, layer])
        self.now_line.set_value(float(step.iteration))
        finite = logs[np.isfinite(logs)]
        low, high = _DEFAULT_DECADES
        if finite.size:
            low, high = math.floor(finite.min()), math.ceil(finite.max())
            high = max(high, low + 1)
            low = max(low, high - _WIDEST)
        self.history_plot.set_range((0, round_up(step.iteration)), (low, high))
        self.history_plot.badge(self._badge(missing, zeros))

    @staticmethod
    def _window(rows: int, step: Step) -> int:
        """Over how many rows the curves are averaged: those of mini-batches are mostly noise."""
        if step.problem.batch_size == step.problem.n_train or rows < 2 * _SMOOTH_TO:
            return 1
        return rows // _SMOOTH_TO

    def _smoothing(self, window: int, iterations: NDArray[np.int64]) -> str:
        """Say so where curves are averaged."""
        if window <= 1:
            return ""
        stride = int(iterations[1] - iterations[0])
        return self.tr("mean of {count} iterations").format(count=window * stride)

    def _badge(self, missing: int, zeros: int) -> str:
        if missing:
            return self.tr("non-finite values not shown: {count}").format(count=missing)
        if zeros:
            return self.tr("zeros not shown on a log axis: {count}").format(count=zeros)
        return ""

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
        quantity = self.chooser.currentText()
        by = f"{self._other_norm()} " if bar.hollow else ""
        verdict = f"{bar.mark()} {by}{words[bar.kind]}"
        return f"{first}\n{quantity} = {number(bar.value, 4)}\n{verdict}"

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

    # ---- sizes and pictures ------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.refresh()

    def _areas(self, rect: QRectF) -> tuple[QRectF, QRectF | None]:
        """Where bars and history lie: side by side, one above the other, or the bars alone."""
        least = _LEAST * self.theme.font_scale
        half = QRectF(rect)
        if rect.width() >= 2 * least and rect.width() >= 0.8 * rect.height():
            half.setWidth(round(rect.width() / 2))
            return half, rect.adjusted(half.width(), 0, 0, 0)
        if rect.height() >= 2 * least:
            half.setHeight(round(rect.height() / 2))
            return half, rect.adjusted(0, half.height(), 0, 0)
        return rect, None

    def _arrange(self) -> None:
        bars, history = self._areas(QRectF(self.rect()))
        self.bars_plot.setGeometry(bars.toRect())
        self.history_plot.setVisible(history is not None)
        if history is not None:
            self.history_plot.setGeometry(history.toRect())
        # The chooser stands in the upper right corner, where a header leaves room for it.
        size = self.chooser.sizeHint()
        place = QRectF(self.width() - size.width() - 8, 3, size.width(), size.height())
        self.chooser.setGeometry(place.toRect())
        self.chooser.raise_()
        beside = history is not None and history.top() == bars.top()
        taken = (size.width() + 8.0, float(size.height()))
        self.history_plot.reserve_header(*(taken if beside else (0.0, 0.0)))
        self.bars_plot.reserve_header(*(taken if not beside else (0.0, 0.0)))

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """The same two plots, arranged for the shape of `rect`, without the chooser."""
        bars, history = self._areas(rect)
        for plot in (self.bars_plot, self.history_plot):
            plot.reserve_header(0, 0)
        self.bars_plot.lay_out(bars.size())
        if self.step is not None:
            self.draw(self.step)
        self.bars_plot.paint_picture(painter, bars)
        if history is not None:
            self.history_plot.paint_picture(painter, history)
        self._arrange()
        self.refresh()


def _power(value: float) -> str:
    return power_of_ten(round(math.log10(value)))
