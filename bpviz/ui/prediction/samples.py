"""Any number of inputs: what was predicted for each sample, beside what was wanted."""

from __future__ import annotations

from typing import cast

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from bpviz.core.evaluate import Evaluator
from bpviz.core.problem import Problem
from bpviz.ui.plot import ColorBar, LegendEntry, PlotWidget, spread
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_items import Curve, Field
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_points import Points
from bpviz.ui.plot_texts import Label, Texts
from bpviz.ui.prediction.picture import Bools, Floats, Picture, labels_of, symbol
from bpviz.ui.theme import Theme, ink_on

FEW = 24
"""Up to so many numbers each stands by itself; more become a cloud."""
_NUMBERED = 8  # outputs that carry their numbers
MOST = 500
"""So many samples are looked at, the first ones."""


class ValuesPicture(Picture):
    """A few outputs: target and prediction one above the other, joined by their difference."""

    def __init__(self, plot: PlotWidget, problem: Problem, theme: Theme) -> None:
        super().__init__(plot, problem, theme)
        box = plot.view_box
        self.gaps = cast(Curve, self.own(Curve(box, 10)))
        self.targets = cast(Points, self.own(Points(box, 20, "square")))
        self.predictions = cast(Points, self.own(Points(box, 21, "circle")))
        self.texts = cast(Texts, self.own(Texts(box)))
        self._wanted = problem.y_train.astype(float).ravel()
        self._at = np.arange(len(self._wanted), dtype=float)
        self._got = np.empty(0)
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        self.theme = theme
        size = 12.0 * theme.font_scale**0.5
        outline = solid_pen(theme.color("panel"), 1.0)
        self.gaps.set_pen(solid_pen(theme.color("danger", 0.8), 2.0 * theme.font_scale**0.5))
        self.targets.set_style(theme.color("loss"), outline, size)
        self.predictions.set_style(theme.color("forward"), outline, size)
        axis = self.plot.bottom_axis
        axis.names = tuple((float(at), self._name(int(at))) for at in self._at)
        axis.grid_lines = False
        self.plot.left_axis.grid_lines = True
        text = QCoreApplication.translate("PredictionView", "sample")
        if self.problem.n_train == 1:
            text = QCoreApplication.translate("PredictionView", "output")
        value = QCoreApplication.translate("PredictionView", "value")
        self.plot.set_labels(text, value)
        self.plot.set_color_bar(None)
        target = QCoreApplication.translate("PredictionView", "target y")
        prediction = QCoreApplication.translate("PredictionView", "prediction ŷ")
        self.plot.set_legend(
            [
                LegendEntry(target, theme.loss, "square"),
                LegendEntry(prediction, theme.forward, "circle"),
            ]
        )

    def _name(self, at: int) -> str:
        """``y₂`` for an output of the only sample, ``3`` or ``3 · y₂`` for the third sample."""
        sample, output = divmod(at, self.problem.n_out)
        name = symbol(f"y{output + 1}")
        if self.problem.n_train == 1:
            return name
        return f"{sample + 1}" if self.problem.n_out == 1 else f"{sample + 1} · {name}"

    def show(self, params: Floats, budget: float) -> int:
        got = self.train_outputs(params).astype(float).ravel()
        self._got = got
        finite = np.isfinite(got)
        pairs = np.stack([self._wanted, got, np.full(len(got), np.nan)], axis=1)
        self.gaps.set_data(np.repeat(self._at, 3), pairs.ravel())
        self.targets.set_data(self._at, self._wanted)
        self.predictions.set_data(self._at, np.where(finite, got, np.nan))
        low, high = spread(got, self._wanted, margin=0.15, least=1e-3)
        self.plot.set_range((-0.7, len(got) - 0.3), (low, high))
        self._write(got)
        return int((~finite).sum())

    def _write(self, got: Floats) -> None:
        """The numbers: targets on the left, predictions on the right."""
        if len(got) > _NUMBERED:
            return
        labels = []
        for at, wanted, value in zip(self._at, self._wanted, got, strict=True):
            labels.append(Label(at, wanted, number(wanted), self.theme.color("loss"), "left"))
            if np.isfinite(value):
                color = self.theme.color("forward")
                labels.append(Label(at, value, number(value), color, "right"))
        self.texts.set_labels(labels, self.theme.font(13), 9 * self.theme.font_scale)

    def read(self, x: float, y: float) -> str:
        at = round(x)
        if not 0 <= at < len(self._got):
            return ""
        return f"y = {number(self._wanted[at], 4)}\nŷ = {number(self._got[at], 4)}"


class CloudPicture(Picture):
    """Many outputs: prediction over target; on the diagonal they agree."""

    def __init__(self, plot: PlotWidget, problem: Problem, theme: Theme) -> None:
        super().__init__(plot, problem, theme)
        box = plot.view_box
        self.diagonal = cast(Curve, self.own(Curve(box, 5)))
        self.points = cast(Points, self.own(Points(box)))
        self._wanted = problem.y_train[:MOST].astype(float).ravel()
        self._train = Evaluator(problem, problem.x_train[:MOST])
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        self.theme = theme
        size = (7.0 if len(self._wanted) <= 200 else 5.0) * theme.font_scale**0.5
        self.points.set_style(theme.color("train"), solid_pen(theme.color("panel"), 0.8), size)
        pen = solid_pen(theme.color("muted"), 1.5 * theme.font_scale**0.5, dashed=True)
        self.diagonal.set_pen(pen)
        self.plot.left_axis.grid_lines = self.plot.bottom_axis.grid_lines = True
        self.plot.set_labels(
            QCoreApplication.translate("PredictionView", "target y"),
            QCoreApplication.translate("PredictionView", "prediction ŷ"),
        )
        self.plot.set_color_bar(None)
        train = QCoreApplication.translate("PredictionView", "train")
        right = QCoreApplication.translate("PredictionView", "exactly right")
        self.plot.set_legend(
            [
                LegendEntry(train, theme.train, "circle"),
                LegendEntry(right, theme.muted, "dashed"),
            ]
        )

    def show(self, params: Floats, budget: float) -> int:
        got = self.train_outputs(params).astype(float).ravel()
        self.points.set_data(self._wanted, got)
        x = spread(self._wanted, margin=0.08, least=1e-6)
        self.diagonal.set_data(np.array(x), np.array(x))
        self.plot.set_range(x, spread(got, self._wanted, margin=0.08, least=1e-6))
        return int((~np.isfinite(got)).sum())

    def read(self, x: float, y: float) -> str:
        return f"y = {number(x)}\nŷ = {number(y)}"


class ConfusionPicture(Picture):
    """Classes from more than two inputs: how often which class was taken for which."""

    def __init__(self, plot: PlotWidget, problem: Problem, theme: Theme) -> None:
        super().__init__(plot, problem, theme)
        self.n_classes = max(2, problem.n_out)
        self.field = cast(Field, self.own(Field(plot.view_box)))
        self.field.smooth = False
        self.texts = cast(Texts, self.own(Texts(plot.view_box)))
        self._labels = labels_of(problem, problem.y_train[:MOST])
        self._train = Evaluator(problem, problem.x_train[:MOST])
        self._counts = np.zeros((self.n_classes, self.n_classes), np.intp)
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        self.theme = theme
        names = tuple((float(k), str(k)) for k in range(self.n_classes))
        for axis in (self.plot.left_axis, self.plot.bottom_axis):
            axis.names, axis.grid_lines = names, False
        self.plot.set_labels(
            QCoreApplication.translate("PredictionView", "predicted class"),
            QCoreApplication.translate("PredictionView", "true class"),
        )
        self.plot.set_legend([])
        title = QCoreApplication.translate("PredictionView", "% of the class")
        self.plot.set_color_bar(ColorBar.of(theme.sequential_map, 0.0, 100.0, title))

    def show(self, params: Floats, budget: float) -> int:
        outputs = self.train_outputs(params)
        finite: Bools = np.isfinite(outputs).min(axis=1)
        taken_for = labels_of(self.problem, np.where(finite[:, None], outputs, 0.0))
        counts = np.zeros_like(self._counts)
        np.add.at(counts, (self._labels[finite], taken_for[finite]), 1)
        self._counts = counts
        share = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
        rgb = self.theme.sequential_map[np.rint(share * 255).astype(int)]
        ends = (-0.5, self.n_classes - 0.5)
        self.field.set_colors(rgb, ends, ends)
        self.texts.set_labels(
            [
                Label(float(j), float(i), str(counts[i, j]), ink_on(QColor(*rgb[i, j].tolist())))
                for i in range(self.n_classes)
                for j in range(self.n_classes)
            ],
            self.theme.font(13),
        )
        self.plot.set_range(ends, ends)
        return int((~finite).sum())

    def read(self, x: float, y: float) -> str:
        j, i = round(x), round(y)
        if not (0 <= i < self.n_classes and 0 <= j < self.n_classes):
            return ""
        text = QCoreApplication.translate(
            "PredictionView", "{count} samples of class {true}\ntaken for class {predicted}"
        )
        return text.format(count=self._counts[i, j], true=i, predicted=j)
