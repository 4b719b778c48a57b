"""How large each layer's gradient is: now, and over the iterations so far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from bpviz.core.step import Step
from bpviz.ui.gradients.bars import NormBarsPlot
from bpviz.ui.gradients.history import NormHistoryPlot
from bpviz.ui.gradients.norms import NORMS, QUANTITIES, Floats, Quantity, norms_of
from bpviz.ui.view import View

_LEAST = 190.0  # logical pixels that either plot needs, at font scale 1


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
        self.quantity: Quantity = "gradient"
        self.bars_plot = NormBarsPlot(self)
        self.history_plot = NormHistoryPlot(self)
        self.chooser = QComboBox(self)
        self.chooser.setObjectName("gradient_quantity")
        for quantity in QUANTITIES:
            self.chooser.addItem("", quantity)
        self.chooser.currentIndexChanged.connect(self._choose)
        self.retranslate()
        self.restyle()

    # ---- what the window says ----------------------------------------------------------------

    def new_timeline(self) -> None:
        """One bar and one curve for each layer of the new network."""
        assert self.timeline is not None
        for plot in (self.bars_plot, self.history_plot):
            plot.set_layers(self.timeline.problem.n_layers)
        self.restyle()
        self.retranslate()

    def restyle(self) -> None:
        """Colours and sizes of everything in the plots."""
        self.bars_plot.restyle(self.theme)
        self.history_plot.restyle(self.theme)
        self.chooser.setFont(self.theme.font(12))
        self._arrange()

    def retranslate(self) -> None:
        """Titles, labels and the chooser in the language of now."""
        tips = {"gradient": self.tr("Gradient of the weights"), "delta": self.tr("Error signal")}
        for i, quantity in enumerate(QUANTITIES):
            self.chooser.setItemText(i, NORMS[quantity])
        self.chooser.setToolTip("\n".join(f"{NORMS[q]}: {tips[q]}" for q in QUANTITIES))
        self.bars_plot.retranslate()
        self.history_plot.retranslate()
        self.refresh()

    def _choose(self, index: int) -> None:
        self.quantity = QUANTITIES[index]
        for plot in (self.bars_plot, self.history_plot):
            plot.quantity = self.quantity
        self.retranslate()

    # ---- drawing -----------------------------------------------------------------------------

    def draw(self, step: Step) -> None:
        """Bars of the iteration so far, curves of the iterations before it."""
        norms = norms_of(step, self.quantity)
        iterations, past = self._history_before(step)
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
