"""How large each layer's gradient is, now and over the iterations, and how values are spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from bpviz.core.step import Step
from bpviz.ui.gradients.bars import NormBarsPlot
from bpviz.ui.gradients.controls import Controls
from bpviz.ui.gradients.heat import NormHeatPlot
from bpviz.ui.gradients.history import NormHistoryPlot
from bpviz.ui.gradients.norms import Floats, Quantity, norms_of
from bpviz.ui.gradients.ridges import RidgesPlot
from bpviz.ui.view import View

_LEAST = 190.0  # logical pixels that a plot needs, at font scale 1

Plot = NormBarsPlot | NormHistoryPlot | NormHeatPlot | RidgesPlot


class GradientsView(View):
    """Gradients per layer in one of three pictures, chosen in the header.

    - Bars of ‖∂L/∂W‖ or ‖δ‖ per layer, and one curve per layer over the iterations. Both axes are
      logarithmic. Bars are marked where a layer vanishes (▼), explodes (▲) or is not finite (✕), by
      the rules of `bpviz.core.diagnosis`, which stand above the plot.
    - The same norms as a heat map of layers and iterations.
    - Distributions of activations, gradients, weights or error signals in each layer.

    What this iteration has not computed yet is an empty slot, cell or row. Ranges follow what is
    shown unless "Hold axes" is on.
    """

    name = "gradients"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(180, 140)
        self.bars_plot = NormBarsPlot(self)
        self.history_plot = NormHistoryPlot(self)
        self._heat_plot: NormHeatPlot | None = None
        self._ridges_plot: RidgesPlot | None = None
        self.controls = Controls(self)
        self.controls.changed.connect(self._choose)
        self.controls.held.connect(self._hold)
        self.retranslate()
        self.restyle()

    # Made when first looked at: each costs the start 10 ms.

    @property
    def heat_plot(self) -> NormHeatPlot:
        """The heat map."""
        if self._heat_plot is None:
            self._heat_plot = NormHeatPlot(self)
            self._set_up(self._heat_plot)
        return self._heat_plot

    @property
    def ridges_plot(self) -> RidgesPlot:
        """The distributions."""
        if self._ridges_plot is None:
            self._ridges_plot = RidgesPlot(self)
            self._set_up(self._ridges_plot)
        return self._ridges_plot

    def _set_up(self, plot: Plot) -> None:
        """Tell `plot` what the others know already."""
        plot.ranges.held = self.controls.hold.isChecked()
        if self.timeline is not None:
            plot.set_layers(self.timeline.problem.n_layers)
        self._tell_choice(plot)
        plot.restyle(self.theme)
        plot.retranslate()

    def _plots(self) -> list[Plot]:
        """All that have been made."""
        made = (self.bars_plot, self.history_plot, self._heat_plot, self._ridges_plot)
        return [plot for plot in made if plot is not None]

    @property
    def quantity(self) -> Quantity:
        """The norm that is shown."""
        return self.controls.quantity_now

    # ---- what the window says ----------------------------------------------------------------

    def new_timeline(self) -> None:
        """One bar, curve and row for each layer of the new network."""
        assert self.timeline is not None
        for plot in self._plots():
            plot.set_layers(self.timeline.problem.n_layers)
        self.restyle()
        self.retranslate()

    def restyle(self) -> None:
        """Colours and sizes of everything in the plots."""
        for plot in self._plots():
            plot.restyle(self.theme)
        self.controls.restyle(self.theme)
        self._arrange()

    def retranslate(self) -> None:
        """Titles, labels and choices in the language of now."""
        self.controls.retranslate()
        for plot in self._plots():
            plot.retranslate()
        self._arrange()
        self.refresh()

    def _choose(self) -> None:
        for plot in self._plots():
            self._tell_choice(plot)
            plot.retranslate()
        self._arrange()
        self.refresh()

    def _tell_choice(self, plot: Plot) -> None:
        if isinstance(plot, RidgesPlot):
            plot.values = self.controls.values_now
        else:
            plot.quantity = self.controls.quantity_now

    def _hold(self, held: bool) -> None:
        for plot in self._plots():
            plot.ranges.held = held
        self.refresh()

    # ---- drawing -----------------------------------------------------------------------------

    def draw(self, step: Step) -> None:
        """The picture that is chosen; the others cost nothing."""
        picture = self.controls.picture_now
        if picture == "distributions":
            self.ridges_plot.show_values(step)
            return
        norms = norms_of(step, self.quantity)
        iterations, past = self._history_before(step)
        if picture == "heat":
            self.heat_plot.show_norms(step, norms, iterations, past)
            return
        before = past[-1] if len(past) else np.full(step.problem.n_layers, np.nan)
        self.bars_plot.show_norms(step, norms, before)
        self.history_plot.show_norms(step, norms, iterations, past)

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

    # ---- sizes and pictures ------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.refresh()

    def _placed(self, rect: QRectF) -> list[tuple[Plot, QRectF]]:
        """The plots of the picture and where they lie, that in the upper right corner last."""
        picture = self.controls.picture_now
        if picture != "bars":
            return [(self.heat_plot if picture == "heat" else self.ridges_plot, rect)]
        bars, history = self._areas(rect)
        placed: list[tuple[Plot, QRectF]] = [(self.bars_plot, bars)]
        if history is not None:
            placed.insert(1 if history.top() == bars.top() else 0, (self.history_plot, history))
        return placed

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
        """Controls beside a title that leaves room for them, or else in a row of their own."""
        rect, size = QRectF(self.rect()), self.controls.sizeHint()
        placed = self._placed(rect)
        beside = placed[-1][1].width() - size.width() >= _LEAST * self.theme.font_scale
        if not beside:
            rect.setTop(size.height())
            placed = self._placed(rect)
            size.setWidth(self.width())
        self.controls.setGeometry(self.width() - size.width(), 0, size.width(), size.height())
        self.controls.raise_()
        for plot, area in placed:
            plot.setGeometry(area.toRect())
            plot.reserve_header(*((size.width(), size.height()) if beside else (0.0, 0.0)))
        if beside and len(placed) > 1:
            placed[0][0].reserve_header(0.0, 0.0)
        shown = [plot for plot, _ in placed]
        for plot in self._plots():
            plot.setVisible(plot in shown)

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """The same plots, arranged for the shape of `rect`, without the controls."""
        placed = self._placed(rect)
        # Legend and badge change the plot's size, and the size the ranges: twice settles both.
        for _ in range(2):
            for plot, area in placed:
                plot.reserve_header(0, 0)
                plot.lay_out(area.size())
            if self.step is not None:
                self.draw(self.step)
        for plot, area in placed:
            plot.paint_picture(painter, area)
        self._arrange()
        self.refresh()
