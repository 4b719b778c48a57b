"""One input: the outputs as curves over the data."""

from __future__ import annotations

from typing import cast

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from bpviz.core.evaluate import Evaluator
from bpviz.core.problem import Problem
from bpviz.ui.plot import LegendEntry, PlotWidget, spread
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_items import Curve
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_points import Points
from bpviz.ui.prediction.picture import Floats, Picture, class_color, symbol
from bpviz.ui.theme import Theme

_POINTS = 240  # of a curve
_REACH = 1.5  # how many spans of the targets a curve may leave them and still be in sight
_SEEN = 0.2  # of a curve that must be in sight then; with less of it, all of it is shown
_LARGEST = 1e300  # of what an axis can hold
_CURVES = 6  # outputs drawn at most


class CurvePicture(Picture):
    """Samples as points, each output as a curve through the whole range of the input."""

    def __init__(self, plot: PlotWidget, problem: Problem, theme: Theme) -> None:
        super().__init__(plot, problem, theme)
        box = plot.view_box
        self.count = min(problem.n_out, _CURVES)
        self.curves = [cast(Curve, self.own(Curve(box, 25))) for _ in range(self.count)]
        self.train = [cast(Points, self.own(Points(box, 20))) for _ in range(self.count)]
        self.test = [cast(Points, self.own(Points(box, 19, "square"))) for _ in range(self.count)]
        for k in range(self.count):
            self.train[k].set_data(problem.x_train_raw[:, 0], problem.y_train[:, k])
            self.test[k].set_data(problem.x_test_raw[:, 0], problem.y_test[:, k])
        self._x = spread(problem.x_train_raw, problem.x_test_raw, margin=0.08, least=1e-9)
        self._y = spread(problem.y_train, problem.y_test, margin=0.15, least=1e-6)
        self._xs = np.linspace(*self._x, _POINTS)
        self._outputs = np.empty((0, problem.n_out))
        self._evaluator = Evaluator(problem, problem.standardize(self._xs[:, None]))
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        self.theme = theme
        single = self.count == 1
        size = (8.5 if len(self.problem.dataset.x) <= 250 else 6.0) * theme.font_scale**0.5
        outline = solid_pen(theme.color("panel"), 1.0)
        for k in range(self.count):
            color = theme.forward if single else class_color(theme, k, max(3, self.count))
            self.curves[k].set_pen(solid_pen(QColor(color), 2.5 * theme.font_scale**0.5))
            fills = (theme.train, theme.test) if single else (color, color)
            self.train[k].set_style(QColor(fills[0]), outline, size)
            self.test[k].set_style(QColor(fills[1]), outline, size)
        data = self.problem.dataset
        name = symbol(data.output_names[0]) if single else "y"
        self.plot.set_labels(symbol(data.input_names[0]), name)
        self.plot.left_axis.grid_lines = self.plot.bottom_axis.grid_lines = True
        self.plot.set_color_bar(None)
        self.plot.set_legend(self._legend())

    def _legend(self) -> list[LegendEntry]:
        theme, entries = self.theme, []
        if self.count == 1:
            text = QCoreApplication.translate("PredictionView", "prediction ŷ")
            entries.append(LegendEntry(text, theme.forward))
            text = QCoreApplication.translate("PredictionView", "train")
            entries.append(LegendEntry(text, theme.train, "circle"))
        else:
            for k in range(self.count):
                entries.append(
                    LegendEntry(symbol(f"ŷ{k + 1}"), class_color(theme, k, max(3, self.count)))
                )
        if len(self.problem.x_test):
            text = QCoreApplication.translate("PredictionView", "test")
            color = theme.test if self.count == 1 else theme.muted
            entries.append(LegendEntry(text, color, "square"))
        return entries

    def show(self, params: Floats, budget: float) -> int:
        self._outputs = self._evaluator.outputs(params)[:, : self.count]
        low, high = self._y
        reach = _REACH * (high - low)
        finite = self._outputs[np.abs(self._outputs) < _LARGEST]
        near = finite[(finite > low - reach) & (finite < high + reach)]
        if len(near) < _SEEN * len(finite):  # nothing would be left to look at
            near = finite
        self.plot.set_range(self._x, spread(near, self._y, margin=0.02))
        for k, curve in enumerate(self.curves):
            curve.set_data(self._xs, self._outputs[:, k])
        return int((~np.isfinite(self._outputs)).sum())

    def outside(self) -> float | None:
        low, high = self.plot.view_box.viewRange()[1]
        shown = self._outputs[np.isfinite(self._outputs)]
        away = shown[(shown < low) | (shown > high)]
        return float(away[np.argmax(np.abs(away))]) if away.size else None

    def read(self, x: float, y: float) -> str:
        if not len(self._outputs):
            return ""
        row = int(np.argmin(np.abs(self._xs - x)))
        shown = ", ".join(number(float(v)) for v in self._outputs[row])
        name = symbol(self.problem.dataset.input_names[0])
        return f"{name} = {number(self._xs[row])}\nŷ = {shown}"
