"""How large each layer's gradient is and why, how values are spread, and what updates do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from bpviz.core.step import Step
from bpviz.core.update_effect import UpdateEffect, update_effect
from bpviz.core.verdict_past import is_light
from bpviz.ui.diagnosis.table import Dead
from bpviz.ui.gradients.bars import LayerBarsPlot
from bpviz.ui.gradients.caption import Caption
from bpviz.ui.gradients.causes import CausesPlot
from bpviz.ui.gradients.controls import PICTURES, Controls, PictureKind
from bpviz.ui.gradients.effects import EffectsPlot
from bpviz.ui.gradients.heat import LayerHeatPlot
from bpviz.ui.gradients.history import LayerHistoryPlot
from bpviz.ui.gradients.past import history_before, last_row, rise_of, updates_before
from bpviz.ui.gradients.quantities import QUANTITIES, Quantity, values_of
from bpviz.ui.gradients.ratios import RatioPlot
from bpviz.ui.gradients.ridges import RidgesPlot
from bpviz.ui.gradients.words import cause_parts, effect_parts
from bpviz.ui.selection import Selection
from bpviz.ui.view import View

_LEAST = 190.0  # logical pixels that a plot needs, at font scale 1
_WITH_CAPTION = 200.0  # logical pixels of height from which a picture has its caption, the same
_CAPTIONS: dict[PictureKind, float] = {"causes": 540.0, "updates": 940.0}
"""The pictures with a caption, and the width from which one row is enough for it, the same."""

Plot = (
    LayerBarsPlot
    | LayerHistoryPlot
    | LayerHeatPlot
    | RidgesPlot
    | CausesPlot
    | EffectsPlot
    | RatioPlot
)
P = TypeVar(
    "P",
    LayerBarsPlot,
    LayerHistoryPlot,
    LayerHeatPlot,
    RidgesPlot,
    CausesPlot,
    EffectsPlot,
    RatioPlot,
)


class GradientsView(View):
    """Gradients per layer in one of several pictures, chosen in the header or by `choose`.

    - Bars of one of `bpviz.ui.gradients.quantities` per layer, and one curve per layer over the
      iterations. Bars are marked where a layer vanishes (▼), explodes (▲), is not finite (✕) or
      beyond a limit (!), by the rules that stand above the plot.
    - The same quantity as a heat map of layers and iterations.
    - Distributions of activations, gradients, weights or error signals in each layer.
    - Causes: what weights, dropout and slopes do to ‖δ‖ on its way back; a click selects a layer.
    - Updates: what each promised the loss and what it did, and ‖ΔW‖/‖W‖ of each layer.

    What this iteration has not computed yet is an empty slot, cell or row. Ranges follow what is
    shown unless "Hold axes" is on.
    """

    name = "gradients"
    pictures: ClassVar[tuple[PictureKind, ...]] = PICTURES

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(180, 140)
        self._made: list[Plot] = []
        self._effect: tuple[Step, UpdateEffect | None] | None = None
        self._before: tuple[int, UpdateEffect | None, float] | None = None
        self._dead: Dead | None = None
        self.controls = Controls(self)
        self.controls.changed.connect(self._choose)
        self.controls.held.connect(self._hold)
        self.caption = Caption(self)
        self.bars_plot = self._plot(LayerBarsPlot)
        self.history_plot = self._plot(LayerHistoryPlot)
        self.retranslate()
        self.restyle()

    # Made when first looked at: each costs the start 10 ms.

    @property
    def heat_plot(self) -> LayerHeatPlot:
        """The heat map."""
        return self._plot(LayerHeatPlot)

    @property
    def ridges_plot(self) -> RidgesPlot:
        """The distributions."""
        return self._plot(RidgesPlot)

    @property
    def causes_plot(self) -> CausesPlot:
        """The signal's way back."""
        return self._plot(CausesPlot)

    @property
    def effects_plot(self) -> EffectsPlot:
        """What updates promised and did."""
        return self._plot(EffectsPlot)

    @property
    def ratio_plot(self) -> RatioPlot:
        """Updates beside weights."""
        return self._plot(RatioPlot)

    def _plot(self, kind: type[P]) -> P:
        """The plot of that class, made now if it was not before."""
        found = next((plot for plot in self._made if isinstance(plot, kind)), None)
        if found is None:
            found = kind(self)
            self._made.append(found)
            self._set_up(found)
        return found

    def _set_up(self, plot: Plot) -> None:
        """Tell `plot` what the others know already."""
        plot.ranges.held = self.controls.hold.isChecked()
        if self.timeline is not None:
            plot.set_layers(self.timeline.problem.n_layers)
        if isinstance(plot, CausesPlot):
            plot.layer_chosen.connect(self._select_layer)
        self._tell_choice(plot)
        plot.restyle(self.theme)
        plot.retranslate()

    @property
    def quantity(self) -> Quantity:
        """What bars, curves and heat map show."""
        return self.controls.quantity_now

    def choose(self, picture: str) -> None:
        """Show one of `pictures`, as the chooser in the header does.

        Raises
        ------
        ValueError
            There is no such picture.
        """
        if picture not in self.pictures:
            raise ValueError(f'gradients: no picture "{picture}"; known: {", ".join(PICTURES)}')
        self.controls.picture.setCurrentIndex(self.pictures.index(picture))

    # ---- what the window says ----------------------------------------------------------------

    def new_timeline(self) -> None:
        """One bar, curve and row for each layer of the new network."""
        assert self.timeline is not None
        self._effect, self._before, self._dead = None, None, Dead(self.timeline)
        layers = self.timeline.problem.layers
        self.controls.set_activations(tuple(dict.fromkeys(layer.activation for layer in layers)))
        for plot in self._made:
            plot.set_layers(self.timeline.problem.n_layers)
        self.restyle()
        self.retranslate()

    def restyle(self) -> None:
        """Colours and sizes of everything in the plots."""
        for plot in self._made:
            plot.restyle(self.theme)
        self.controls.restyle(self.theme)
        self.caption.restyle(self.theme)
        self._arrange()

    def retranslate(self) -> None:
        """Titles, labels and choices in the language of now."""
        self.controls.retranslate()
        for plot in self._made:
            plot.retranslate()
        self._arrange()
        self.refresh()

    def _choose(self) -> None:
        for plot in self._made:
            self._tell_choice(plot)
            plot.retranslate()
        self._arrange()
        self.refresh()

    def _tell_choice(self, plot: Plot) -> None:
        if isinstance(plot, RidgesPlot):
            plot.values = self.controls.values_now
        elif isinstance(plot, (LayerBarsPlot, LayerHistoryPlot, LayerHeatPlot)):
            plot.quantity = self.controls.quantity_now

    def _hold(self, held: bool) -> None:
        for plot in self._made:
            plot.ranges.held = held
        self.refresh()

    def _select_layer(self, layer: int) -> None:
        if layer != self.selection.layer:
            self.set_selection(Selection(layer, sample=self.selection.sample))
            self.selection_changed.emit(self.selection)

    # ---- drawing -----------------------------------------------------------------------------

    def hold_axes(self, steps: Sequence[Step]) -> None:
        """Axes around all that these steps show, unless the user holds them already."""
        if self.controls.hold.isChecked():
            return
        self._hold(False)
        if steps:
            self.draw(steps[0])  # makes the plots
            self._grow(True)
            for step in steps[1:]:
                self.draw(step)
            self._grow(False)
            self._hold(True)

    def _grow(self, grow: bool) -> None:
        for plot in self._made:
            plot.ranges.grow = grow

    def draw(self, step: Step) -> None:
        """The picture that is chosen; the others cost nothing."""
        picture = self.controls.picture_now
        if picture == "distributions":
            self.ridges_plot.show_values(step)
        elif picture == "causes":
            self._draw_causes(step)
        elif picture == "updates":
            self._draw_updates(step)
        else:
            values = values_of(step, self.quantity, self._dead)
            iterations, past = history_before(self.timeline, step, self.quantity)
            if picture == "heat":
                self.heat_plot.show_values(step, values, iterations, past)
                return
            self.bars_plot.show_values(step, values, last_row(past))
            self.history_plot.show_values(step, values, iterations, past)

    def _draw_causes(self, step: Step) -> None:
        _, past = history_before(self.timeline, step, QUANTITIES["delta_norm"])
        layer, plot = self.selection.layer, self.causes_plot
        plot.show_factors(step, last_row(past), layer)
        factors = next((f for f in plot.factors if f.layer == layer), None)
        self.caption.set_parts(cause_parts(step, layer, factors))

    def _draw_updates(self, step: Step) -> None:
        if self._effect is None or self._effect[0] is not step:
            self._effect = step, update_effect(step)
        own, before = self._effect[1], None
        iterations, effects, ratios = updates_before(self.timeline, step)
        loss_before = np.nan
        if len(iterations) and iterations[-1] == step.iteration - 1:
            before, loss_before = UpdateEffect(*effects[-1, :2].tolist()), float(effects[-1, 2])
        elif not self.playing:
            before, loss_before = self._recomputed_before(step)
        why = rise_of(step, own, before, loss_before)
        self.effects_plot.show_effects(step, iterations, effects, own, rose=why is not None)
        self.ratio_plot.show_ratios(step, iterations, ratios)
        self.caption.set_parts(effect_parts(step, own, before, why))

    def _recomputed_before(self, step: Step) -> tuple[UpdateEffect | None, float]:
        """What the update before the step's iteration did, and the loss before it.

        For where the history kept no row: one iteration, computed once for all its micro-steps.
        """
        timeline = self.timeline
        if timeline is None or step.iteration <= timeline.first_iteration or not is_light(step):
            return None, np.nan
        if self._before is None or self._before[0] != step.iteration:
            last = timeline[step.iteration * timeline.steps_per_iteration - 1]
            loss = np.nan if last.total is None else last.total
            self._before = step.iteration, update_effect(last), loss
        return self._before[1:]

    # ---- sizes and pictures ------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.refresh()

    def _placed(self, rect: QRectF) -> list[tuple[Plot, QRectF]]:
        """The plots of the picture and where they lie, that in the upper right corner last."""
        picture = self.controls.picture_now
        if picture == "heat":
            return [(self.heat_plot, rect)]
        if picture == "distributions":
            return [(self.ridges_plot, rect)]
        if picture == "causes":
            return [(self.causes_plot, rect)]
        main: Plot = self.bars_plot if picture == "bars" else self.effects_plot
        other: Plot = self.history_plot if picture == "bars" else self.ratio_plot
        first, second = self._areas(rect)
        placed = [(main, first)]
        if second is not None:
            placed.insert(1 if second.top() == first.top() else 0, (other, second))
        return placed

    def _split(self, rect: QRectF) -> tuple[QRectF, QRectF]:
        """Room for the plots, and below it for the caption where the picture has one."""
        longest, height = _CAPTIONS.get(self.controls.picture_now), 0.0
        if longest and rect.height() >= _WITH_CAPTION * self.theme.font_scale:
            height = round(self.caption.height_for(rect.width(), longest))
        plots = rect.adjusted(0, 0, 0, -height)
        return plots, QRectF(rect.left(), plots.bottom(), rect.width(), height)

    def _areas(self, rect: QRectF) -> tuple[QRectF, QRectF | None]:
        """Where two plots lie: side by side, one above the other, or the first alone."""
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
        (rect, caption), size = self._split(QRectF(self.rect())), self.controls.sizeHint()
        placed = self._placed(rect)
        beside = placed[-1][1].width() - size.width() >= _LEAST * self.theme.font_scale
        if not beside:
            rect.setTop(size.height())
            placed = self._placed(rect)
            size.setWidth(self.width())
        self.controls.setGeometry(self.width() - size.width(), 0, size.width(), size.height())
        self.controls.raise_()
        self.caption.setGeometry(caption.toRect())
        self.caption.setVisible(caption.height() > 0)
        for plot, area in placed:
            plot.setGeometry(area.toRect())
            plot.reserve_header(*((size.width(), size.height()) if beside else (0.0, 0.0)))
        if beside and len(placed) > 1:
            placed[0][0].reserve_header(0.0, 0.0)
        shown = [plot for plot, _ in placed]
        for plot in self._made:
            plot.setVisible(plot in shown)

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """The same plots, arranged for the shape of `rect`, without the controls."""
        plots, caption = self._split(rect)
        placed = self._placed(plots)
        # Legend and badge change the plot's size, and the size the ranges: twice settles both.
        for _ in range(2):
            for plot, area in placed:
                plot.reserve_header(0, 0)
                plot.lay_out(area.size())
            if self.step is not None:
                self.draw(self.step)
        for plot, area in placed:
            plot.paint_picture(painter, area)
        if caption.height():
            self.caption.paint(painter, caption)
        self._arrange()
        self.refresh()
