"""The learning curves: loss, and accuracy where there are classes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from bpviz.core.evaluate import Evaluator
from bpviz.core.step import Step
from bpviz.ui.number_text import measured
from bpviz.ui.plot import LegendEntry, PlotWidget, clean, iteration_range, spread
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_items import Curve, Rule, solid_pen
from bpviz.ui.prediction.picture import params_in_force
from bpviz.ui.view import View

Floats = NDArray[np.float64]
Line = tuple[Floats, Floats]
"""Iterations and values, (m,) each."""

_NOTHING: Line = (np.empty(0), np.empty(0))
Scores = tuple[tuple[float, float], tuple[float, float]]
"""Loss and share of right answers, of the training set and of the test set."""
_LEAST = 145.0  # logical pixels of height that either plot needs, at font scale 1
_LOWEST = -16.0  # decades; below, float64 has only noise


class LossView(View):
    """Loss of the batch, the training set and the test set; below it the accuracy.

    Curves end at the shown iteration. The batch's loss is that of the data (without the penalty),
    as in the explanation of the step; with full batches and no dropout it is the training set's.
    """

    name = "loss"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(180, 140)
        self.loss_plot = PlotWidget(self, name="loss_plot")
        self.accuracy_plot = PlotWidget(self, name="accuracy_plot")
        box = self.loss_plot.view_box
        self.batch, self.train, self.test = Curve(box, 8), Curve(box, 12), Curve(box, 13)
        self.stop_line = Rule(box, 6)
        below = self.accuracy_plot.view_box
        self.train_accuracy, self.test_accuracy = Curve(below, 12), Curve(below, 13)
        self.now_lines = (Rule(box, upright=True), Rule(below, upright=True))
        self.log_button = QToolButton(self)
        self.log_button.setObjectName("loss_log")
        self.log_button.setCheckable(True)
        self.log_button.toggled.connect(lambda _: self.refresh())
        for plot in (self.loss_plot, self.accuracy_plot):
            plot.bottom_axis.whole = True
        self.loss_plot.set_readout(self._read_loss)
        self.accuracy_plot.set_readout(self._read_accuracy)
        self._lines: dict[str, Line] = {}
        self._evaluators: tuple[Evaluator, Evaluator | None] | None = None
        self._scored: tuple[Floats, Scores] | None = None
        self._furthest: Step | None = None
        self.retranslate()
        self.restyle()

    # ---- what the window says --------------------------------------------------------------

    def new_timeline(self) -> None:
        """Set up for another problem: with or without classes, batches, a test set."""
        self._evaluators = self._scored = self._furthest = None
        self.retranslate()
        self._arrange()

    @property
    def has_accuracy(self) -> bool:
        """Whether the problem has classes."""
        return self.timeline is not None and self.timeline.problem.is_classification

    @property
    def has_test(self) -> bool:
        """Whether the problem has a test set."""
        return self.timeline is not None and len(self.timeline.problem.x_test) > 0

    @property
    def has_batches(self) -> bool:
        """Whether the batch's loss differs from the training set's."""
        if self.timeline is None:
            return False
        problem = self.timeline.problem
        dropout = any(layer.dropout for layer in problem.layers)
        return bool(problem.batch_size < problem.n_train or dropout)

    def restyle(self) -> None:
        """Colours and sizes of everything in the plots."""
        theme = self.theme
        size = theme.font_scale**0.5
        for plot in (self.loss_plot, self.accuracy_plot):
            plot.set_theme(theme)
        self.batch.set_pen(solid_pen(theme.color("batch", 0.8), size))
        for curve in (self.train, self.train_accuracy):
            curve.set_pen(solid_pen(theme.color("train"), 2.2 * size))
        for curve in (self.test, self.test_accuracy):
            curve.set_pen(solid_pen(theme.color("test"), 2.2 * size, dashed=True))
        font, backdrop = theme.font(11), theme.color("panel", 0.85)
        pen = solid_pen(theme.color("good"), 1.5 * size, dashed=True)
        self.stop_line.set_style(pen, font, backdrop)
        for line in self.now_lines:
            pen = solid_pen(theme.color("text", 0.7), size, dashed=True)
            line.set_style(pen, font, backdrop)
        self.log_button.setFont(theme.font(12))
        self._legend()
        self._arrange()

    def retranslate(self) -> None:
        """Titles, labels and the button in the language of now."""
        self.log_button.setText(self.tr("log"))
        self.log_button.setToolTip(self.tr("Logarithmic loss axis"))
        self.loss_plot.set_title(self.tr("Loss"))
        self.accuracy_plot.set_labels(self.tr("iteration"), self.tr("accuracy, %"))
        self._legend()
        self._arrange()
        self.refresh()

    def _legend(self) -> None:
        theme, entries = self.theme, []
        if self.has_batches:
            entries.append(LegendEntry(self.tr("batch"), theme.batch))
        entries.append(LegendEntry(self.tr("train"), theme.train))
        if self.has_test:
            entries.append(LegendEntry(self.tr("test"), theme.test, "dashed"))
        self.loss_plot.set_legend(entries)

    # ---- drawing ---------------------------------------------------------------------------

    def hold_axes(self, steps: Sequence[Step]) -> None:
        """The axes of the furthest step: all other curves are parts of its own."""
        self._furthest = max(steps, key=lambda step: step.index, default=None)
        self.refresh()

    def draw(self, step: Step) -> None:
        """The curves up to the step's iteration."""
        self._fill(step)
        self._align(*self._areas(QRectF(self.rect())))

    def _fill(self, step: Step) -> None:
        self._lines = self._curves_until(step)
        across = iteration_range((self._furthest or step).iteration)
        self._draw_loss(step, across)
        if self.has_accuracy:
            self._draw_accuracy(across)
        for line in self.now_lines:
            line.set_value(float(step.iteration))
        self.loss_plot.set_title(self.tr("Loss"), *self._summary(step))

    def _curves_until(self, step: Step) -> dict[str, Line]:
        """What was known when the step's iteration was reached, whatever was computed since.

        The batch's loss of that iteration itself comes from the step, once it knows it.
        """
        lines = dict.fromkeys(
            ("batch", "train", "test", "train_accuracy", "test_accuracy"), _NOTHING
        )
        if self.timeline is None:
            return lines
        history = self.timeline.history
        count = int(np.searchsorted(history.iterations, step.iteration, side="left"))
        xs, ys = history.iterations[:count].astype(float), history.loss[:count]
        if step.loss is not None:
            xs, ys = np.append(xs, step.iteration), np.append(ys, step.loss)
        count = int(np.searchsorted(history.eval_iterations, step.iteration, side="right"))
        at = history.eval_iterations[:count].astype(float)
        if self.has_batches:
            lines["batch"] = (xs, ys)
            lines["train"] = (at, history.train_loss[:count])
        else:
            lines["train"] = (xs, ys)
        if self.has_test:
            lines["test"] = (at, history.test_loss[:count])
        if self.has_accuracy:
            lines["train_accuracy"] = (at, 100 * history.train_accuracy[:count])
            if self.has_test:
                lines["test_accuracy"] = (at, 100 * history.test_accuracy[:count])
        return lines

    def _draw_loss(self, step: Step, across: tuple[float, float]) -> None:
        log = self.log_button.isChecked()
        curves = {"batch": self.batch, "train": self.train, "test": self.test}
        missing = zeros = 0
        for name, curve in curves.items():
            xs, ys = self._lines[name]
            tidy = clean(ys)
            missing += tidy.missing
            zeros += int(log and (tidy.values <= 0).sum())
            curve.set_data(xs, _places(ys, log))
        furthest = self._lines if self._furthest is None else self._curves_until(self._furthest)
        shown = [_places(furthest[name][1], log) for name in curves]
        stop = step.problem.experiment.training.stop_loss
        self._draw_stop(stop, log)
        self.loss_plot.set_log(y=log)
        self.loss_plot.set_range(across, _log_range(shown) if log else _linear_range(shown))
        self.loss_plot.badge(self._badge(missing, zeros))

    def _draw_stop(self, stop: float, log: bool) -> None:
        if not stop:
            self.stop_line.set_value(np.nan)
            return
        text = self.tr("stop at {loss}").format(loss=number(stop))
        self.stop_line.set_value(math.log10(stop) if log else stop, text)

    def _badge(self, missing: int, zeros: int) -> str:
        if missing:
            return self.tr("non-finite values not shown: {count}").format(count=missing)
        if zeros:
            return self.tr("zeros not shown on a log axis: {count}").format(count=zeros)
        return ""

    def _draw_accuracy(self, across: tuple[float, float]) -> None:
        self.train_accuracy.set_data(*self._lines["train_accuracy"])
        self.test_accuracy.set_data(*self._lines["test_accuracy"])
        self.accuracy_plot.set_range(across, (-4.0, 104.0))

    def scores(self, step: Step) -> Scores:
        """Loss and share of right answers with the parameters in force, as in the prediction.

        The curves cannot give them: they end before the step's own update, and their rows are
        thinned out. NaN where there are no classes, or no test set.
        """
        params = params_in_force(step)
        if self._scored is not None and np.array_equal(self._scored[0], params, equal_nan=True):
            return self._scored[1]
        if self._evaluators is None:
            problem = step.problem
            test = Evaluator(problem, problem.x_test, problem.y_test) if self.has_test else None
            self._evaluators = Evaluator(problem, problem.x_train, problem.y_train), test
        train, test = self._evaluators
        nothing = (math.nan, math.nan)
        scores = train.score(params), nothing if test is None else test.score(params)
        self._scored = params, scores
        return scores

    def _summary(self, step: Step) -> tuple[str, str]:
        """The numbers of now, for those who cannot read them off the curves; and in short."""
        if self.timeline is None:
            return "", ""
        (loss, share), (test_loss, test_share) = self.scores(step)
        long = self.tr("training set {loss}").format(loss=measured(loss))
        short = f"{self.tr('train')} {measured(loss)}"
        if self.has_accuracy:
            right = self.tr("{percent} % right").format(percent=_percent(share))
            long, short = f"{long} · {right}", f"{short} · {_percent(share)} %"
        if self.has_test:
            text = f"{_percent(test_share)} %" if self.has_accuracy else measured(test_loss)
            test = self.tr("test {value}").format(value=text)
            long, short = f"{long} · {test}", f"{short} · {test}"
        return long, short

    # ---- readout ---------------------------------------------------------------------------

    def _read_loss(self, x: float, y: float) -> str:
        names = {"batch": self.tr("batch"), "train": self.tr("train"), "test": self.tr("test")}
        return self._read(x, names, "")

    def _read_accuracy(self, x: float, y: float) -> str:
        names = {"train_accuracy": self.tr("train"), "test_accuracy": self.tr("test")}
        return self._read(x, names, " %")

    def _read(self, x: float, names: dict[str, str], unit: str) -> str:
        """Every curve's value at the iteration nearest to x that it has."""
        found = []
        for line, name in names.items():
            xs, ys = self._lines.get(line, _NOTHING)
            if len(xs):
                row = int(np.argmin(np.abs(xs - x)))
                found.append((int(xs[row]), f"{name}: {number(float(ys[row]), 4)}{unit}"))
        if not found:
            return ""
        nearest = min((at for at, _ in found), key=lambda at: abs(at - x))
        head = self.tr("iteration {iteration}").format(iteration=nearest)
        return "\n".join([head, *(text for _, text in found)])

    # ---- sizes and pictures ----------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _areas(self, rect: QRectF) -> tuple[QRectF, QRectF | None]:
        """Where loss and accuracy lie: one above the other, or the loss alone."""
        if not self.has_accuracy or rect.height() < 2 * _LEAST * self.theme.font_scale:
            return rect, None
        upper = QRectF(rect)
        upper.setHeight(round(0.6 * rect.height()))
        return upper, rect.adjusted(0, upper.height(), 0, 0)

    def _arrange(self) -> None:
        upper, lower = self._areas(QRectF(self.rect()))
        self.loss_plot.setGeometry(upper.toRect())
        self.accuracy_plot.setVisible(lower is not None)
        if lower is not None:
            self.accuracy_plot.setGeometry(lower.toRect())
        size = self.log_button.sizeHint()
        place = QRectF(self.width() - size.width() - 8, 3, size.width(), size.height())
        self.log_button.setGeometry(place.toRect())
        self.log_button.raise_()
        self.loss_plot.reserve_header(size.width() + 8.0, float(size.height()))
        self._align(upper, lower)

    def _align(self, upper: QRectF, lower: QRectF | None) -> None:
        """The iteration is named once, below; both left axes are equally wide."""
        below = lower is not None
        self.loss_plot.set_labels("" if below else self.tr("iteration"), self.tr("loss"))
        if lower is None:
            self.loss_plot.left_axis.least_extent = 0.0
            self.loss_plot.lay_out(upper.size())
            return
        pairs = ((self.loss_plot, upper), (self.accuracy_plot, lower))
        for plot, area in pairs:
            plot.lay_out(area.size())
        widest = max(plot.left_axis.own_extent() for plot, _ in pairs)
        for plot, area in pairs:
            plot.left_axis.least_extent = widest
            plot.lay_out(area.size())

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """The same plots, without the button."""
        upper, lower = self._areas(rect)
        self.loss_plot.reserve_header(0.0, 0.0)
        if self.step is not None:
            self._fill(self.step)
        self._align(upper, lower)
        self.loss_plot.paint_picture(painter, upper)
        if lower is not None:
            self.accuracy_plot.paint_picture(painter, lower)
        self._arrange()


def _places(losses: Floats, log: bool) -> Floats:
    """Where losses lie on the axis; NaN for those that lie nowhere."""
    values = clean(losses).values
    if not log:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log10(values), np.nan)


def _percent(share: float) -> str:
    """A share in percent; 100 only where nothing is wrong."""
    percent = 100 * share
    return number(percent if percent == 100 else min(percent, 99.9))


def _linear_range(curves: list[Floats]) -> tuple[float, float]:
    """From zero, unless some loss is negative; with room above for a first, single dot."""
    low, high = spread(*curves, margin=0.06)
    if low >= 0:
        low, high = 0.0, max(high, 1.06 * spread(*curves, margin=0.0)[1])
    return min(low, -0.04 * high), high


def _log_range(curves: list[Floats]) -> tuple[float, float]:
    """Whole decades around the curves, log10 in and out."""
    low, high = spread(*curves, margin=0.0, empty=(-3.0, 0.0))
    low, high = float(math.floor(low)), float(math.ceil(high))
    high = max(high, low + 1)
    return max(low, high + _LOWEST), high
