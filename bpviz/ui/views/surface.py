"""The loss around the current parameters, as a map over a plane, with the path walked."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, QSize, QSizeF, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpviz.core.evaluate import Evaluator
from bpviz.core.planes import Kind, Weight
from bpviz.core.step import Step
from bpviz.ui.paint.relief import Relief, relief
from bpviz.ui.paint.surface import Hint, Map, Path, Phrase, meter_height, paint_meter
from bpviz.ui.plot import PlotWidget
from bpviz.ui.plot_axis import number
from bpviz.ui.selection import Selection
from bpviz.ui.surface_controls import Controls, MeterLine
from bpviz.ui.surface_plan import Choice, Planner, Scene
from bpviz.ui.surface_words import Meter, axis_titles, hint_of, phrases_of, warnings_of
from bpviz.ui.surface_worker import Job, Result, SurfaceWorker
from bpviz.ui.view import View

INLINE = 0.006
"""Seconds that a surface may take in the window's thread before the worker has it."""
WALK = 0.010
"""Seconds that may be spent at a time on states of the path that have to be recomputed."""
HURRIED_WALK = 0.002
"""The same while training plays; the rest comes when it stops."""
PLAYING = 0.8
"""Seconds; iterations that follow each other faster than this are playing."""
LEAST_HEIGHT = 240.0
"""Logical pixels, at normal type size, below which axes have no titles."""


class SurfaceView(View):
    """A map of the loss over a plane through the space of parameters, with contour lines.

    The plane and its window follow from the step (`bpviz.ui.surface_plan`). A surface that takes
    longer than a few milliseconds is computed by a worker, coarse first; until its first result is
    there the last picture stays, and when all is computed the picture of a step is always the
    same. The meter states the true loss, the loss at the nearest point of the plane, and the gap.
    """

    name = "surface"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self.log = True
        self._picked: list[Weight] = []
        self._planner: Planner | None = None
        self._evaluator: Evaluator | None = None
        self._scene: Scene | None = None
        self._result: Result | None = None
        self._relief: Relief | None = None
        self._meter: Meter | None = None
        self._asked: Scene | None = None
        self._front: Scene | None = None
        self._hurried = False
        self._stopped: Job | None = None
        self._titles = ("", "")
        self._shown: tuple[object, ...] = ()
        self._last_change = (-1, 0.0)
        self._controls = Controls(self)
        self.plot = PlotWidget(self, name="surface_plot")
        self._meter_line = MeterLine(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._controls)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._meter_line)
        box = self.plot.view_box
        self.map, self.path, self.hint = Map(box), Path(box), Hint(box)
        self.plot.left_axis.grid_lines = self.plot.bottom_axis.grid_lines = False
        self.plot.set_readout(self._read)
        self.worker = SurfaceWorker(self)
        self.worker.surface_changed.connect(self._arrived)
        self.worker.progress_changed.connect(self._controls.set_progress)
        self._controls.kind_chosen.connect(self._choose_kind)
        self._controls.directions_drawn.connect(self._draw_directions)
        self._controls.log_chosen.connect(self.set_log)
        self._controls.cancelled.connect(self._stop)
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self.refresh)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(round(1000 * PLAYING))
        self._calm.timeout.connect(self._calm_down)
        self.retranslate()
        self.restyle()

    # ---- what the window says ------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Forget the surface; keep the choice of plane where the network still has its weights."""
        assert self.timeline is not None
        self.worker.cancel()
        problem = self.timeline.problem
        self._planner = Planner(self.timeline)
        x, y = problem.x_train, problem.y_train
        if self._planner.rows is not None:
            x, y = x[self._planner.rows], y[self._planner.rows]
        self._evaluator = Evaluator(problem, x, y)
        self._picked = [weight for weight in self._picked if self._exists(weight)]
        if self.choice.weights and not all(map(self._exists, self.choice.weights)):
            self.choice = replace(self.choice, weights=None)
        self._scene, self._front, self._asked, self._stopped = None, None, None, None
        self._result, self._meter, self._shown = None, None, ()
        self._controls.set_choice(self.choice.kind, self.log)

    def set_selection(self, selection: Selection) -> None:
        """Remember the last two weights that were chosen anywhere."""
        if selection.source is not None and selection.layer >= 1:
            weight = (selection.layer, selection.source, selection.unit)
            if self.timeline is not None and self._exists(weight):
                kept = [other for other in self._picked if other != weight]
                self._picked = [*kept, weight][-2:]
        super().set_selection(selection)

    def set_kind(self, kind: Kind) -> None:
        """Show another plane: ``"path"``, ``"random"`` or ``"weights"``."""
        self._controls.set_choice(kind, self.log)
        self._choose_kind(kind)

    def set_log(self, log: bool) -> None:
        """Scale colours and levels by the loss or by its logarithm."""
        self.log = log
        self._controls.set_choice(self.choice.kind, log)
        self._dress()
        self.refresh()

    def draw(self, step: Step) -> None:
        """Show the scene of this step; ask for its surface where that is not there yet."""
        if self._planner is None:
            return
        self._note_pace(step.iteration)
        key = (step.iteration, self._choice_now())
        unfinished = self._scene is None or not (self._scene.complete or self._hurried)
        if unfinished or key != self._shown:
            allowed = HURRIED_WALK if self._hurried else WALK
            deadline = time.perf_counter() + allowed
            scene = self._planner.scene(step.iteration, key[1], deadline)
            self._shown, self._scene = key, scene
            self._measure(step, scene)
            if not scene.complete and not self._hurried:
                self._more.start(15)
            self._ask(scene)
        self._present()

    def _ask(self, scene: Scene) -> None:
        """Have a surface computed, unless it is there, on its way, or the user stopped it."""
        job, result = scene.job, self._result
        there = result is not None and result.job is job and (result.complete or self._hurried)
        if there or job is self._stopped:
            return
        if self._asked is not None and self.worker.busy:
            # While training plays, a picture a little late is better than none at all.
            late = self._hurried and (result is None or result.job is not self._asked.job)
            if self._asked.job is job or late:
                return
        self._asked = scene
        inline = 0.0 if self._hurried else INLINE
        self.worker.ask(job, inline, self._hurried, self.log)

    def _stop(self) -> None:
        """Leave the surface as coarse as it is, until another one is needed."""
        self._stopped = self._asked.job if self._asked is not None else None
        self.worker.cancel()

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        self.plot.set_theme(self.theme)
        self._controls.restyle(self.theme)
        self._dress()
        self._present()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self._controls.retranslate()
        self._present()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._present()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden view computes nothing."""
        super().hideEvent(event)
        self._stale = self._stale or not self.settled
        self.worker.cancel()
        self._more.stop()
        self._calm.stop()
        self._shown = ()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint title, map and meter into `rect`, in full resolution."""
        self.prepare_picture()
        phrases = self._phrases()
        height = meter_height(phrases, rect.size(), self.theme)
        self._label_axes(rect.height())
        top = QRectF(rect.left(), rect.top(), rect.width(), rect.height() - height)
        painter.fillRect(rect, self.theme.color("panel"))
        self.plot.set_title(self.tr("Loss surface"))
        self.plot.paint_picture(painter, top)
        self.plot.set_title("")
        area = QRectF(rect.left(), top.bottom(), rect.width(), height)
        paint_meter(painter, area, phrases, self.theme)
        self._label_axes(self.height())

    def prepare_picture(self) -> None:
        """Compute all of the picture of the current step, now."""
        if self.step is None or self._planner is None:
            return
        choice = self._choice_now()
        self._scene = self._planner.scene(self.step.iteration, choice)
        self._shown = (self.step.iteration, choice)
        self._measure(self.step, self._scene)
        result = self._result
        if result is None or result.job is not self._scene.job or not result.complete:
            self.worker.cancel()
            self._result, self._front = self._scene.job.compute(self.log), self._scene
            self._dress()
        self._present()
        self.map.set_labelled(True)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to compute for the step that is shown."""
        timers = (self._more, self._calm)
        return not self.worker.busy and not any(timer.isActive() for timer in timers)

    def sizeHint(self) -> QSize:
        return QSize(380, 300)

    # ---- what the user chooses -----------------------------------------------------------------

    def _exists(self, weight: Weight) -> bool:
        assert self.timeline is not None
        layer, i, j = weight
        layers = self.timeline.problem.layers
        if not 1 <= layer <= len(layers):
            return False
        units, width = layers[layer - 1].shape
        return 0 <= i < width and 0 <= j < units

    def _choice_now(self) -> Choice:
        """The choice, with the two weights that were chosen last, or the first ones there are."""
        if self.choice.kind != "weights":
            return replace(self.choice, weights=None)
        first: list[Weight] = [(1, 0, 0), (1, 1, 0), (2, 0, 0), (1, 0, 1)]
        spare = [w for w in first if w not in self._picked and self._exists(w)]
        pair = [*self._picked, *spare][:2]
        if len(pair) < 2:
            return Choice("path")
        return replace(self.choice, weights=(pair[0], pair[1]))

    def _choose_kind(self, kind: Kind) -> None:
        self.choice = Choice(kind, self.choice.seed)
        self._controls.set_choice(kind, self.log)
        self.refresh()

    def _draw_directions(self) -> None:
        """Other random directions."""
        self.choice = Choice("random", self.choice.seed + (self.choice.kind == "random"))
        self._controls.set_choice("random", self.log)
        self.refresh()

    # ---- what is shown ---------------------------------------------------------------------------

    def _note_pace(self, iteration: int) -> None:
        """While training plays a coarse surface will do; the rest comes when it stops."""
        before, at = self._last_change
        if iteration != before:
            now = time.perf_counter()
            self._hurried = now - at < PLAYING
            self._last_change = iteration, now
        self._hurried = self._hurried or self.playing
        if self._hurried and not self.playing:
            self._calm.start()

    def _calm_down(self) -> None:
        """Playing has ended: all that was left out is computed now."""
        if self.playing:
            return
        self._hurried, self._shown = False, ()
        self.refresh()

    def _arrived(self, result: Result) -> None:
        self._result = result
        if self._asked is not None and result.job is self._asked.job:
            self._front = self._asked
        self._dress()
        self._present()

    def _dress(self) -> None:
        """Colours and lines for the values that are there."""
        if self._result is None:
            return
        self._relief = self._result.relief
        if self._relief.log != self.log:
            self._relief = relief(self._result.losses, log=self.log)
        xs, ys = self._result.job.xs, self._result.job.ys
        window = (float(xs[0]), float(xs[-1])), (float(ys[0]), float(ys[-1]))
        self.map.set_relief(self._relief, self.theme, *window)

    def _present(self) -> None:
        """The path, the texts and the window, on the surface that is there."""
        result = self._result
        if result is not None and self._scene is not None and result.job is self._scene.job:
            self._front = self._scene
        scene = self._front
        phrases = self._phrases()
        self._meter_line.set_phrases(phrases, self.theme, QSizeF(self.size()))
        if scene is None or result is None or result.job is not scene.job:
            return  # the old picture stays until the new surface comes
        xs, ys = result.job.xs, result.job.ys
        self.plot.set_range((float(xs[0]), float(xs[-1])), (float(ys[0]), float(ys[-1])))
        self._label_axes(self.height())
        self.plot.badge(warnings_of(scene, self._relief))
        self.hint.set_text(hint_of(self.choice, len(self._picked)), self.theme)
        self.map.set_avoid(scene.settled)
        self.map.set_labelled(not self.playing)
        plane = scene.job.plane
        reach = 0.5 * float(xs[-1] - xs[0]) * max(1e-300, float(np.linalg.norm(plane.u)))
        nearness = 1.0 / (1.0 + (scene.path[:, 2] / reach) ** 2)
        self.path.set_data(scene.path[:, 0], scene.path[:, 1], nearness, self.theme)

    def _measure(self, step: Step, scene: Scene) -> None:
        assert self._evaluator is not None
        alpha, beta, _ = scene.point
        on_plane = self._evaluator.loss(scene.job.plane.at(alpha, beta))
        self._meter = Meter(self._evaluator.loss(step.state.params), on_plane)

    def _phrases(self) -> list[Phrase]:
        if self._meter is None or self._scene is None:
            return []
        return phrases_of(self._scene, self._meter, self._relief)

    def _label_axes(self, height: float) -> None:
        """Name the axes where the picture is high enough for names."""
        titles = ("", "")
        if self._front is not None and height >= LEAST_HEIGHT * self.theme.font_scale:
            titles = axis_titles(self._front.job.plane)
        if titles != self._titles:
            self._titles = titles
            self.plot.set_labels(*titles)

    def _read(self, x: float, y: float) -> str:
        """Coordinates and loss under the cursor: the value there, not one interpolated."""
        if self._result is None or self._evaluator is None:
            return ""
        plane = self._result.job.plane
        loss = self._evaluator.loss(plane.at(x, y))
        names = (plane.label_u or "α", plane.label_v or "β")
        places = " · ".join(f"{n} {number(v)}" for n, v in zip(names, (x, y), strict=True))
        return places + "\n" + self.tr("loss {value}").format(value=number(loss, 4))
