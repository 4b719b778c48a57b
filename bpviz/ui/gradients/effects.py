"""What each update promised the loss, and what it did to it, on the same batch."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from bpviz.core.step import Step
from bpviz.core.update_effect import UpdateEffect, raised
from bpviz.ui.gradients.distribution import ValueAxis, axis_for, sample_of
from bpviz.ui.gradients.held import HeldRanges
from bpviz.ui.plot import LegendEntry, PlotWidget, iteration_range
from bpviz.ui.plot_axis import LABEL_SIZE, TICK_SIZE, number
from bpviz.ui.plot_items import Curve, Rule
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_points import Points
from bpviz.ui.plot_scales import Floats
from bpviz.ui.theme import Theme

PROMISED, DONE = "update", "loss"
"""Colours of the theme."""
_LINEAR_UP_TO = 20.0
"""The largest change over the typical one: beyond, a linear axis shows the first updates only."""


class EffectsPlot(PlotWidget):
    """Two curves around zero: gᵀΔ and the real change of the loss, by iteration.

    A diamond marks each update that raised the loss although the gradient promised a fall. The
    axis is linear, or symmetric-logarithmic where the changes differ too much for that.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="update_effects")
        self.ranges: HeldRanges[tuple[tuple[float, float], ValueAxis]] = HeldRanges()
        box = self.view_box
        self.zero, self.now_line = Rule(box, z=6), Rule(box, upright=True)
        self.promised, self.done = Curve(box, 12), Curve(box, 10)
        self.rises = Points(box, 20, "diamond")
        self.bottom_axis.whole = True
        self.set_readout(self._read_update)
        self.axis = ValueAxis(-1, 1)
        self.xs: Floats = np.empty(0)
        self.changes: Floats = np.empty((0, 2))
        self.rose = np.empty(0, bool)
        self._asked = False  # the title is a question

    def set_layers(self, count: int) -> None:
        """Forget the last network, however many layers the next one has."""
        self.xs, self.changes, self.rose = np.empty(0), np.empty((0, 2)), np.empty(0, bool)

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        size, font = theme.font_scale**0.5, theme.font(11)
        backdrop = theme.color("panel", 0.85)
        self.zero.set_style(solid_pen(theme.color("muted"), 1.2 * size), font, backdrop)
        pen = solid_pen(theme.color("text", 0.7), size, dashed=True)
        self.now_line.set_style(pen, font, backdrop)
        self.promised.set_pen(solid_pen(theme.color(PROMISED), 2.2 * size, dashed=True))
        self.done.set_pen(solid_pen(theme.color(DONE), 2.4 * size))
        ring = solid_pen(theme.color("panel"), size)
        self.rises.set_style(theme.color("danger"), ring, 9.0 * size)
        self._legend()

    def retranslate(self) -> None:
        """Title and labels in the language of now."""
        self.set_title(self._title())
        self._label()
        self._legend()

    def _title(self) -> str:
        if self._asked:
            return self.tr("Why did the loss go up?")
        return self.tr("Promised and actual change of the loss")

    def _label(self) -> None:
        long = (
            self.tr("change of the loss (symmetric log)")
            if self.axis.threshold
            else self.tr("change of the loss")
        )
        metrics = QFontMetricsF(self.theme.font(LABEL_SIZE))
        fits = metrics.horizontalAdvance(long) <= self.plot_size().height()
        text = long if fits else "ΔL"
        self.set_labels(self.tr("iteration"), text)

    def _legend(self) -> None:
        theme = self.theme
        self.set_legend(
            [
                LegendEntry(self.tr("promised: gᵀΔ"), theme.color(PROMISED).name(), "dashed"),
                LegendEntry(self.tr("happened"), theme.color(DONE).name()),
            ]
        )

    # ---- drawing -----------------------------------------------------------------------------

    def show_effects(
        self,
        step: Step,
        iterations: Floats,
        past: Floats,
        own: UpdateEffect | None,
        *,
        rose: bool = False,
    ) -> None:
        """Curves through `past` (r, 3), promised, done and loss, to the step's `own` effect.

        Where the loss `rose`, the title is the question why.
        """
        self._asked = rose
        xs, rows = iterations, past
        if own is not None:
            loss = np.nan if step.total is None else step.total
            xs = np.append(xs, float(step.iteration))
            rows = np.vstack([rows, [own.predicted, own.actual, loss]])
        self.xs, self.changes = xs, rows[:, :2]
        self.rose = raised(rows[:, 0], rows[:, 1], rows[:, 2], step.problem.dtype)
        axis = axis_for([sample_of(change) for change in self.changes.T], _LINEAR_UP_TO)
        wanted = (iteration_range(step.iteration), axis)
        span, self.axis = self.ranges.settle("effects", wanted)
        self._label()
        within = xs <= span[1]  # SVG files know no clipping as Qt writes them
        places = np.where(np.isfinite(self.changes), self.axis.place(self.changes), np.nan)
        self.promised.set_data(xs[within], places[within, 0])
        self.done.set_data(xs[within], places[within, 1])
        top = np.clip(places[:, 1], self.axis.low, self.axis.high)
        marked = within & self.rose
        self.rises.set_data(xs[marked], top[marked])
        self.zero.set_value(0.0)
        later = step.iteration > span[1]
        self.now_line.set_value(np.nan if later else float(step.iteration))
        self.set_range(span, (self.axis.low, self.axis.high))
        self._set_ticks()
        self._say(iterations, later)

    def _set_ticks(self) -> None:
        """Numbers of the axis: its own where it is not linear."""
        if not self.axis.threshold:
            self.left_axis.names = None
            return
        room = 1.8 * QFontMetricsF(self.theme.font(TICK_SIZE)).height()
        count = int(self.plot_size().height() / room)
        self.left_axis.names = self.axis.ticks(count).labelled

    def _say(self, iterations: Floats, later: bool) -> None:
        """How many updates are shown, and what cannot be."""
        said, short = [], ""
        if len(iterations) > 1 and (stride := int(iterations[1] - iterations[0])) > 1:
            said.append(self.tr("one update in {count}").format(count=stride))
        if count := int(self.rose.sum()):
            text = self.tr("◆ {count} of {all} rose against the promise")
            said.append(text.format(count=count, all=len(self.rose)))
            short = self.tr("◆ {count} of {all} rose").format(count=count, all=len(self.rose))
        self.set_title(self._title(), "; ".join(said), short)
        if later:
            self.badge(self.tr("now is beyond the held axis"))
        elif count := int((~np.isfinite(self.changes)).any(axis=1).sum()):
            self.badge(self.tr("non-finite values not shown: {count}").format(count=count))
        else:
            self.badge("")

    # ---- readout -----------------------------------------------------------------------------

    def _read_update(self, x: float, y: float) -> str:
        if not len(self.xs):
            return ""
        row = int(np.argmin(np.abs(self.xs - x)))
        promised, done = self.changes[row].tolist()
        text = self.tr("iteration {iteration}\npromised {promised}\nhappened {done}").format(
            iteration=int(self.xs[row]), promised=signed(promised, 4), done=signed(done, 4)
        )
        return text + ("\n" + self.tr("◆ rose against the promise") if self.rose[row] else "")


def signed(value: float, digits: int = 2) -> str:
    """A change, with its sign."""
    return ("+" if value > 0 else "") + number(value, digits)
