"""The loss along the line between two runs, with the barrier between what they have learned."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from bpviz.core.evaluate import Evaluator
from bpviz.core.lines import Barrier, Line, barrier
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.paint.meter import Phrase
from bpviz.ui.plot import LegendEntry, PlotWidget, spread
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_items import Curve
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_points import Points
from bpviz.ui.theme import Theme

BEYOND = 0.25
"""The line goes so far, as a share of its length, beyond both ends."""
CELLS = 96
"""Points of the curve, less one; both ends of the line are among them."""
SLICE = 0.008
"""Seconds of computing in one turn of the event loop."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pair:
    """Two states of one network, and the iterations that they stand before."""

    line: Line
    iterations: tuple[int, int]


class Runs:
    """The run that is shown, and the one before it, where both are runs of one network."""

    def __init__(self) -> None:
        self._own: Timeline | None = None
        self._other: Timeline | None = None

    def note(self, timeline: Timeline) -> None:
        """Another run is shown now."""
        before = self._own if self._own is not timeline else self._other
        candidates = (before, timeline.parent)
        self._own = timeline
        self._other = next((t for t in candidates if t and _alike(t, timeline)), None)

    def pair(self, step: Step) -> Pair | None:
        """The own state at `step` and the other's after as many iterations, or its last."""
        own, other = self._own, self._other
        if own is None or other is None:
            return None
        iteration = max(other.first_iteration, min(step.iteration, other.head))
        params = other.state(iteration).params
        return Pair(Line(params, step.state.params), (iteration, step.iteration))


def _alike(one: Timeline, other: Timeline) -> bool:
    """Whether both have the same loss over the same parameters."""
    a, b = one.problem, other.problem
    if [layer.shape for layer in a.layers] != [layer.shape for layer in b.layers]:
        return False
    same = [layer.activation for layer in a.layers] == [layer.activation for layer in b.layers]
    x, y = a.experiment, b.experiment
    return same and (x.data, x.loss, x.regularization) == (y.data, y.loss, y.regularization)


class LinePlot(PlotWidget):
    """The loss from another run's state (t = 0) to this run's (t = 1), and a little beyond."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="surface_line")
        self._curve, self._straight = Curve(self.view_box), Curve(self.view_box, z=8.0)
        self._ends = Points(self.view_box)
        self._highest = Points(self.view_box, symbol="diamond")
        self.pair: Pair | None = None
        self._evaluator: Evaluator | None = None
        self._ts = np.linspace(-BEYOND, 1.0 + BEYOND, CELLS + 1)
        self._losses = np.full(CELLS + 1, np.nan)
        self._todo: list[int] = []
        self._turns = QTimer(self, singleShot=True)
        self._turns.timeout.connect(self._turn)
        self.set_readout(self._read)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to compute."""
        return not self._todo

    def set_evaluator(self, evaluator: Evaluator) -> None:
        """Another network and its losses."""
        self.stop()
        self._evaluator, self.pair = evaluator, None

    def set_pair(self, pair: Pair | None) -> None:
        """Show the line between two states; None where there is no other run."""
        self.pair = pair
        self._losses = np.full(CELLS + 1, np.nan)
        self._todo = [] if pair is None else _coarse_first(CELLS + 1)
        self._present()
        if self._todo:
            self._turns.start(0)

    def stop(self) -> None:
        """Compute nothing more."""
        self._turns.stop()
        self._todo = []

    def restyle(self, theme: Theme) -> None:
        """Colours and sizes of everything in the plot."""
        self.set_theme(theme)
        self._curve.set_pen(solid_pen(theme.color("loss"), 2.5))
        self._straight.set_pen(solid_pen(theme.color("muted"), 1.5, dashed=True))
        edge = solid_pen(theme.color("text"), 1.5)
        self._ends.set_style(theme.color("negative"), edge, 11.0)
        self._highest.set_style(theme.color("danger"), edge, 11.0)
        self._legend()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.set_labels(self.tr("t · 0: the other run, 1: this run"), self.tr("loss"))
        self._legend()
        self._present()

    def phrases(self) -> list[Phrase]:
        """The barrier, the distance of both states, and which states they are."""
        pair = self.pair
        if pair is None:
            return []
        distance = self.tr("how far both states lie apart in the space of parameters")
        words = [Phrase("‖Δθ‖", number(pair.line.length, 3), distance)]
        if self.settled:
            found = self._barrier()
            rise = self.tr("the most that the loss rises above the straight line of both ends")
            value = self.tr("{height} at t = {t}").format(
                height=number(found.height, 3), t=number(found.t, 2)
            )
            words.insert(0, Phrase(self.tr("barrier"), value, rise))
        other, own = pair.iterations
        value = self.tr("{other} and {own}").format(other=other, own=own)
        return [*words, Phrase(self.tr("iterations"), value, self.tr("of the other and this run"))]

    def finish(self) -> None:
        """Compute all that is missing, now."""
        self._compute(math.inf)
        self._present()

    def paint_titled(self, painter: QPainter, rect: QRectF, title: str) -> None:
        """Paint the picture with its title into `rect`."""
        self.set_title(title)
        self.paint_picture(painter, rect)
        self.set_title("")

    def _turn(self) -> None:
        self._compute(time.perf_counter() + SLICE)
        self._present()
        if self._todo:
            self._turns.start(0)

    def _compute(self, deadline: float) -> None:
        if self.pair is None or self._evaluator is None:
            return
        while self._todo:
            index = self._todo.pop(0)
            self._losses[index] = self._evaluator.loss(self.pair.line.at(self._ts[index]))
            if time.perf_counter() > deadline:
                break

    def _barrier(self) -> Barrier:
        return barrier(self._ts, self._losses)

    def _legend(self) -> None:
        theme = self.theme
        entries = [
            LegendEntry(self.tr("loss"), theme.loss),
            LegendEntry(self.tr("straight between both ends"), theme.muted, "dashed"),
            LegendEntry(self.tr("barrier"), theme.danger, "diamond"),
        ]
        self.set_legend(entries if self.pair is not None else [])

    def _present(self) -> None:
        if self.pair is None:
            self.set_message(self.tr("Only one run so far: branch it, or choose a new start"))
            return
        self.set_message("")
        known = np.isfinite(self._losses)
        ends = [int(np.flatnonzero(self._ts == t)[0]) for t in (0.0, 1.0)]
        self._curve.set_data(self._ts[known], self._losses[known])
        self._straight.set_data(self._ts[ends], self._losses[ends])
        self._ends.set_data(self._ts[ends], self._losses[ends])
        self._highest.set_data(np.empty(0), np.empty(0))
        missing = ""
        if self.settled:
            found = self._barrier()
            if math.isfinite(found.height) and found.height > 0:
                at = np.flatnonzero(self._ts == found.t)
                self._highest.set_data(self._ts[at], self._losses[at])
            if not known.all():
                missing = self.tr("loss not finite in places")
        self.badge(missing)
        self.set_range((-BEYOND, 1.0 + BEYOND), spread(self._losses, margin=0.08))
        self._legend()

    def _read(self, x: float, y: float) -> str:
        if self.pair is None or self._evaluator is None:
            return ""
        loss = self._evaluator.loss(self.pair.line.at(x))
        return f"t {number(x)}\n" + self.tr("loss {value}").format(value=number(loss, 4))


def _coarse_first(count: int) -> list[int]:
    """Indices 0 … count − 1: every eighth first, then what lies between."""
    order: dict[int, None] = {}
    for stride in (8, 4, 2, 1):
        order |= dict.fromkeys(range(0, count, stride))
    return list(order)
