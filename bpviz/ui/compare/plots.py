"""Plots in which several runs stand on the same axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from bpviz.core.diagnosis import delta_norms, grad_norms, verdict
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.runs import at, lineage
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.plot import LegendEntry, PlotWidget, iteration_range, spread
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_items import Curve, PlotThing, Scale
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.theme import DARK, Theme

Floats = NDArray[np.float64]
WIDTH = 0.8
"""The bars of a layer take this share of its place."""
DECADES = 16.0
"""The most that an axis spans below its largest value."""

ABOVE = 2.0
"""Decades above the highest start that the losses' axis shows."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A run as it is shown: its name and colour, its micro-step, None until it has caught up."""

    name: str
    color: str
    timeline: Timeline
    step: Step | None


class GroupedBars(PlotThing):
    """For each layer one bar for each run, on a logarithmic axis."""

    def __init__(self, box: pg.ViewBox, z: float = 10.0) -> None:
        super().__init__(box, z)
        self.theme: Theme = DARK
        self.heights: Floats = np.empty((0, 0))
        self.colors: tuple[str, ...] = ()

    def set_heights(self, heights: Floats, colors: Sequence[str], theme: Theme) -> None:
        """Other bars: log10 of each run's (rows) norm of each layer (columns), NaN for none."""
        self.heights, self.colors, self.theme = heights, tuple(colors), theme
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        runs, layers = self.heights.shape
        each = WIDTH / max(1, runs)
        painter.setPen(Qt.PenStyle.NoPen)
        bottom = scale.rect.bottom()
        for run, color in zip(range(runs), self.colors, strict=True):
            painter.setBrush(QColor(color))
            for layer in range(layers):
                height = self.heights[run, layer]
                if not math.isfinite(height):
                    continue
                left = layer + 1 - WIDTH / 2 + run * each
                x, right = scale.x(left), scale.x(left + 0.92 * each)
                top = min(max(scale.y(height), scale.rect.top()), bottom)
                painter.drawRect(QRectF(x, top, right - x, bottom - top))


class LayerPlot(PlotWidget):
    """One quantity of every layer in every run, as bars on a logarithmic axis.

    Of the gradients it is the norm that says what is wrong: see `telling`.
    """

    def __init__(self, quantity: str, parent: QWidget | None = None) -> None:
        """Show a key of `QUANTITIES`."""
        super().__init__(parent, name=f"compare_{quantity}")
        self._wanted = quantity
        self.quantity = QUANTITIES[quantity]
        self.bars = GroupedBars(self.view_box)
        self.bottom_axis.whole = True
        self.bottom_axis.grid_lines = False
        self.set_log(y=True)
        self._values: list[tuple[str, Floats]] = []
        self.set_readout(self._read)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        quantity = self.quantity
        translate = QCoreApplication.translate
        self.set_title(translate("LayerPlot", quantity.title))
        axis = self.tr("{quantity} (log)").format(quantity=translate("LayerPlot", quantity.axis))
        self.set_labels(self.tr("layer"), axis)

    def show_runs(self, runs: Sequence[Shown]) -> None:
        """Show the values in the runs' steps."""
        quantity = QUANTITIES[telling(runs) if self._wanted == "gradients" else self._wanted]
        if quantity is not self.quantity:
            self.quantity = quantity
            self.retranslate()
        layers = max(run.timeline.problem.n_layers for run in runs)
        values = np.full((len(runs), layers), np.nan)
        for row, run in zip(values, runs, strict=True):
            if run.step is not None:
                found = self.quantity.of(run.step)
                row[: len(found)] = found
        self.bottom_axis.names = tuple((float(n), str(n)) for n in range(1, layers + 1))
        self._values = [(run.name, row) for run, row in zip(runs, values, strict=True)]
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(values > 0, np.log10(values), np.nan)
        logs[~np.isfinite(logs)] = np.nan
        self.bars.set_heights(logs, [run.color for run in runs], self.theme)
        low, high = decades(logs)
        self.set_range((0.4, layers + 0.6), (low, high))
        zeros = int((values == 0).sum())
        bad = int(np.isinf(values).sum())
        self.badge(
            self.tr("not finite: {count}").format(count=bad)
            if bad
            else self.tr("zero: {count}").format(count=zeros)
            if zeros
            else ""
        )

    def _read(self, x: float, y: float) -> str:
        layer = round(x)
        lines = [
            f"{name}: {number(row[layer - 1])}"
            for name, row in self._values
            if 1 <= layer <= len(row) and not math.isnan(row[layer - 1])
        ]
        return "\n".join([self.tr("layer {layer}").format(layer=layer), *lines]) if lines else ""


def telling(runs: Sequence[Shown]) -> str:
    """The norm to show: ‖∂L/∂W‖, or ‖δ‖ where only that says what is wrong with a run.

    By the last iteration before the step that the history kept: it stays while one steps through
    the next.
    """
    found = {"gradients": False, "signals": False}
    for run in runs:
        if run.step is None:
            continue
        history = at(run.timeline, run.step.iteration).history
        row = int(np.searchsorted(history.iterations, run.step.iteration)) - 1
        if row < 0:
            norms, loss = (grad_norms(run.step), delta_norms(run.step)), run.step.loss
        else:
            norms = history.grad_norm[row], history.delta_norm[row]
            loss = float(history.loss[row])
        for name, values in zip(found, norms, strict=True):
            sick = ~np.isin(verdict(values, loss), ("ok", "unknown"))
            found[name] = found[name] or bool(sick.any())
    return "signals" if found["signals"] and not found["gradients"] else "gradients"


def activation_std(step: Step) -> Floats:
    """The standard deviation of every layer's activations over units and batch, (L,).

    NaN for what this iteration has not computed yet, infinity where an activation is not finite.
    """
    found = np.full(step.problem.n_layers, np.nan)
    for layer, a in step.a.items():
        if layer:
            with np.errstate(all="ignore"):
                std = float(a.std(dtype=np.float64))
            found[layer - 1] = std if math.isfinite(std) else math.inf
    return found


@dataclass(frozen=True)
class Quantity:
    """What is shown of each layer, its title, and what its axis is called."""

    of: Callable[[Step], Floats]
    title: str
    axis: str


QUANTITIES = {
    "gradients": Quantity(
        grad_norms, QT_TRANSLATE_NOOP("LayerPlot", "Gradient by layer"), "‖∂L/∂W‖"
    ),
    "signals": Quantity(
        delta_norms, QT_TRANSLATE_NOOP("LayerPlot", "Error signal by layer"), "‖δ‖"
    ),
    "activations": Quantity(
        activation_std,
        QT_TRANSLATE_NOOP("LayerPlot", "Activations by layer"),
        "σ(a)",
    ),
}


class LossPlot(PlotWidget):
    """The training loss of every run, up to the iteration that is shown; dashed its test loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="compare_loss")
        self.curves: list[Curve] = []
        self.test_curves: list[Curve] = []
        self.has_test = False
        self.bottom_axis.whole = True
        self.set_log(y=True)
        self._lines: list[tuple[str, Floats, Floats, Floats]] = []
        self.set_readout(self._read)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.set_title(self.tr("Loss") if self.has_test else self.tr("Training loss"))
        self.set_labels(self.tr("iteration"), self.tr("loss (log)"))

    def show_runs(self, runs: Sequence[Shown], iteration: int) -> None:
        """Show each run's curves, as far as they are computed."""
        has_test = any(len(run.timeline.problem.x_test) for run in runs)
        if has_test != self.has_test:
            self.has_test = has_test
            self.retranslate()
        for curves in (self.curves, self.test_curves):
            for curve in curves[len(runs) :]:
                curve.remove()
            del curves[len(runs) :]
            while len(curves) < len(runs):
                curves.append(Curve(self.view_box))
        # One run may be computed further than another: all curves end at the same iteration.
        known = [_newest(run.timeline) for run in runs if run.step is not None]
        last = min([iteration, *known])
        self._lines, logs, bad = [], [], 0
        for run, curve, test_curve in zip(runs, self.curves, self.test_curves, strict=True):
            xs, ys, tests = losses_of(run.timeline, last)
            self._lines.append((run.name, xs, ys, tests))
            color, width = QColor(run.color), 2.4 * self.theme.font_scale**0.5
            curve.set_pen(solid_pen(color, width))
            test_curve.set_pen(solid_pen(color, width, dashed=True))
            for drawn, losses in ((curve, ys), (test_curve, tests)):
                bad += int((~np.isfinite(losses)).sum())
                with np.errstate(divide="ignore", invalid="ignore"):
                    log = np.where(np.isfinite(losses) & (losses > 0), np.log10(losses), np.nan)
                drawn.set_data(xs[: len(log)], log)
                logs.append(log)
        entries = [LegendEntry(run.name, run.color) for run in runs]
        if has_test:
            entries.append(LegendEntry(self.tr("test"), self.theme.muted, "dashed"))
        self.set_legend(entries)
        self.set_range(iteration_range(iteration), loss_range(logs))
        text = self.tr("non-finite values not shown: {count}")
        self.badge(text.format(count=bad) if bad else "")

    def _read(self, x: float, y: float) -> str:
        lines = []
        for name, xs, ys, tests in self._lines:
            if len(xs):
                at = int(np.argmin(np.abs(xs - x)))
                line = f"{name}: {number(ys[at], 4)}"
                if len(tests):
                    line += self.tr(", test {loss}").format(loss=number(tests[at], 4))
                lines.append(line)
        where = self.tr("iteration {iteration}").format(iteration=max(0, round(x)))
        return "\n".join([where, *lines])


def _newest(timeline: Timeline) -> int:
    """The newest iteration whose losses are known; that before the first where none are."""
    rows = timeline.history.iterations
    return int(rows[-1]) if len(rows) else timeline.first_iteration - 1


def losses_of(timeline: Timeline, last: int) -> tuple[Floats, Floats, Floats]:
    """Iterations, training and test losses up to `last`, the latter empty without a test set.

    A branch goes on with what it branched off.
    """
    parts, runs = [], lineage(timeline)
    ends = [*(run.first_iteration for run in runs[1:]), last + 1]
    for run, end in zip(runs, ends, strict=True):
        history = run.history
        count = int(np.searchsorted(history.eval_iterations, min(end, last + 1)))
        grid, train, test = history.eval_iterations, history.train_loss, history.test_loss
        parts.append((grid[:count], train[:count], test[:count]))
    xs, ys, tests = (np.concatenate(part) for part in zip(*parts, strict=True))
    return xs.astype(float), ys, tests if len(timeline.problem.x_test) else np.empty(0)


def loss_range(logs: Sequence[Floats]) -> tuple[float, float]:
    """A range that holds the curves, log10 each: at least half a decade, at most `DECADES`.

    A run that diverges leaves it `ABOVE` the highest start: the others could not be read any more.
    """
    starts = [curve[np.isfinite(curve)][:1] for curve in logs]
    together = np.concatenate(logs)
    top = float(np.max(np.concatenate(starts), initial=-math.inf)) + ABOVE
    low, high = spread(np.minimum(together, top), least=0.5, empty=(-1.0, 0.0))
    return max(low, high - DECADES), high


def decades(logs: Floats) -> tuple[float, float]:
    """Whole decades that hold all values, log10 each, at most `DECADES` below the largest."""
    finite = logs[np.isfinite(logs)]
    if not finite.size:
        return -3.0, 1.0
    high = math.ceil(float(finite.max()))
    low = max(math.floor(float(finite.min()) - 1e-9), high - DECADES)
    return float(low), float(max(high, low + 1))
