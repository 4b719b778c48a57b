"""What the network predicts with the parameters of the step that is shown."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.ui.plot import PlotWidget
from bpviz.ui.plot_axis import number
from bpviz.ui.prediction.curve import CurvePicture
from bpviz.ui.prediction.picture import PLAYING, STILL, Floats, Picture, params_in_force
from bpviz.ui.prediction.plane import PlanePicture
from bpviz.ui.prediction.samples import FEW, CloudPicture, ConfusionPicture, ValuesPicture
from bpviz.ui.view import View


def picture_for(problem: Problem) -> type[Picture]:
    """The kind of picture that shows the most of a problem."""
    if problem.n_in == 1:
        return CurvePicture
    if problem.is_classification:
        return PlanePicture if problem.n_in == 2 else ConfusionPicture
    if problem.n_in == 2 and problem.n_out == 1:
        return PlanePicture
    return ValuesPicture if problem.y_train.size <= FEW else CloudPicture


class PredictionView(View):
    """Decision regions, a fitted curve, or predictions beside targets: what the data allows.

    While training plays, the regions are drawn on a coarser grid.
    """

    name = "prediction"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = PlotWidget(self, name="prediction_plot")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self.plot.set_readout(self._read)
        self.picture: Picture | None = None
        self._drawn: tuple[Floats, float, QSizeF] | None = None
        self.retranslate()

    def new_timeline(self) -> None:
        """Another problem may need another kind of picture."""
        assert self.timeline is not None
        if self.picture is not None:
            self.picture.remove()
        for axis in (self.plot.left_axis, self.plot.bottom_axis):
            axis.names, axis.grid_lines = None, True
        problem = self.timeline.problem
        self.picture = picture_for(problem)(self.plot, problem, self.theme)
        self._drawn = None
        self.plot.badge("")

    def restyle(self) -> None:
        """Colours and sizes; the picture's own come with it."""
        self.plot.set_theme(self.theme)
        if self.picture is not None:
            self.picture.restyle(self.theme)
        self._drawn = None

    def retranslate(self) -> None:
        """Title, labels and legend in the language of now."""
        self.plot.set_title(self.tr("Prediction"))
        self.restyle()
        self.refresh()

    def draw(self, step: Step) -> None:
        """Evaluate the network with the parameters in force, unless nothing has changed."""
        self._show(step, PLAYING if self.playing else STILL)

    def _show(self, step: Step, budget: float) -> None:
        if self.picture is None:
            return
        params = params_in_force(step)
        size = self.plot.plot_size()
        drawn = self._drawn
        same = drawn is not None and drawn[1:] == (budget, size)
        if drawn is not None and same and np.array_equal(drawn[0], params, equal_nan=True):
            return
        missing = self.picture.show(params, budget)
        self.plot.badge(self._warning(missing))
        self._drawn = (params, budget, size)

    def _warning(self, missing: int) -> str:
        """What of the predictions cannot be seen."""
        away = self.picture.outside() if self.picture is not None else None
        if missing:
            return self.tr("non-finite predictions not shown: {count}").format(count=missing)
        if away is not None:
            text = self.tr("prediction leaves the picture: up to {value}")
            return text.format(value=number(away, 2))
        return ""

    def _read(self, x: float, y: float) -> str:
        return "" if self.picture is None or self.step is None else self.picture.read(x, y)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """The same picture for the shape of `rect`, as fine as when nothing plays."""
        if self.step is not None:
            # The badge changes the plot's size, and the size the ranges: twice settles both.
            for _ in range(2):
                self.plot.lay_out(rect.size())
                self._show(self.step, STILL)
        self.plot.paint_picture(painter, rect)
        self._drawn = None
        self.refresh()
