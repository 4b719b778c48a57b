"""The loss around the current parameters, as a map over a plane, with the path walked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QCursor, QHideEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from bpviz.core.planes import Kind, plane_gradient
from bpviz.core.step import Step
from bpviz.ui.landscape_stage import LandscapeStage
from bpviz.ui.paint.landscape_shapes import Arrow
from bpviz.ui.paint.meter import Phrase, meter_height, paint_meter
from bpviz.ui.paint.relief import Relief, relief
from bpviz.ui.plot_axis import number
from bpviz.ui.selection import Selection
from bpviz.ui.surface_arrows import Compass
from bpviz.ui.surface_choice import Chooser
from bpviz.ui.surface_controls import Controls, MeterLine
from bpviz.ui.surface_job import Result
from bpviz.ui.surface_landscape import kept_free, landscape_of
from bpviz.ui.surface_line import LinePlot, Runs
from bpviz.ui.surface_options import Options
from bpviz.ui.surface_plan import Planner, Scene
from bpviz.ui.surface_words import Meter, hint_of, phrases_of, warnings_of
from bpviz.ui.surface_worker import SurfaceWorker
from bpviz.ui.view import View

INLINE = 0.006
"""Seconds that a surface may take in the window's thread before the worker has it."""
WALK = 0.010
"""Seconds that may be spent at a time on states of the path that have to be recomputed."""
HURRIED_WALK = 0.002
"""The same while training plays; the rest comes when it stops."""
PLAYING = 0.8
"""Seconds; iterations that follow each other faster than this are playing."""


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
        self.chooser = Chooser()
        self.options = Options()
        self._runs = Runs()
        self.space = False
        self._planner: Planner | None = None
        self._scene: Scene | None = None
        self._result: Result | None = None
        self._relief: Relief | None = None
        self._meter: Meter | None = None
        self._asked: Scene | None = None
        self._front: Scene | None = None
        self._hurried = False
        self._compass: Compass | None = None
        self._arrows: tuple[Arrow, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._last_change = (-1, 0.0)
        self._meter_room = 0.0
        self._controls = Controls(self)
        self.stage = LandscapeStage(self, name="surface")
        self._meter_line = MeterLine(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._controls)
        self.line = LinePlot(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.stage)
        self._pages.addWidget(self.line)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._meter_line)
        self.stage.set_readout(self._read)
        self.stage.clicked.connect(self._offer)
        self.worker = SurfaceWorker(self)
        self.worker.surface_changed.connect(self._arrived)
        self.worker.progress_changed.connect(self._controls.set_progress)
        self._controls.kind_chosen.connect(self.set_kind)
        self._controls.directions_drawn.connect(self._draw_directions)
        self._controls.space_chosen.connect(self.set_space)
        self._controls.options_chosen.connect(self.set_options)
        self._controls.cancelled.connect(self.worker.stop)
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
        self._planner = Planner(self.timeline)
        self._compass = Compass(self._planner)
        self._runs.note(self.timeline)
        self.line.set_evaluator(self._planner.evaluator)
        self.chooser.set_timeline(self.timeline)
        self._scene, self._front, self._asked = None, None, None
        self._result, self._meter, self._shown = None, None, ()
        self._arrows = ()
        self._controls.set_choice(self.chooser.kind)

    def set_selection(self, selection: Selection) -> None:
        """Remember the last two weights that were chosen anywhere."""
        self.chooser.pick(selection)
        super().set_selection(selection)

    def set_options(self, options: Options) -> None:
        """Change the look, the centre, the scale of random directions, the precision."""
        self.options = options
        self._controls.options.set_options(options)
        self._show_style()
        self._dress()
        self.chooser.set_options(options)
        self._chosen()

    def set_space(self, space: bool) -> None:
        """Show the surface in space, or from above."""
        self.space = space
        self._controls.set_space(space)
        self._show_style()

    def _show_style(self) -> None:
        self.stage.set_style("space" if self.space else self.options.flat)

    def hold_axes(self, steps: Sequence[Step]) -> None:
        """The plane and the window that show the path up to the furthest step."""
        if self._planner is not None:
            iterations = [step.iteration for step in steps]
            self._planner.held_at = max(iterations, default=None)
            self._shown, self._meter_room = (), 0.0
            self.refresh()

    def draw(self, step: Step) -> None:
        """Show the scene of this step; ask for its surface where that is not there yet."""
        if self._planner is None:
            return
        if self.chooser.kind == "line":
            self._draw_line(step)
            return
        self._note_pace(step.iteration)
        key = (step.iteration, self.chooser.now(step))
        unfinished = self._scene is None or not (self._scene.complete or self._hurried)
        if unfinished or key != self._shown:
            allowed = HURRIED_WALK if self._hurried else WALK
            deadline = time.perf_counter() + allowed
            scene = self._planner.scene(step.iteration, key[1], deadline, quickly=self._hurried)
            self._shown, self._scene = key, scene
            self._measure(step, scene)
            if not scene.complete and not self._hurried:
                self._more.start(15)
            self._ask(scene)
        self._point(step)
        self._present()

    def _draw_line(self, step: Step) -> None:
        """Show the loss between this run and the other."""
        key = (step.iteration, self.chooser.now(step))
        if key != self._shown:
            self._shown = key
            self.line.set_pair(self._runs.pair(step))
        self._meter_line.set_phrases(self._phrases(), self.theme, QSizeF(self.size()))

    def _ask(self, scene: Scene) -> None:
        """Have a surface computed, unless it is there."""
        job, result = scene.job, self._result
        if result is not None and result.job is job and (result.complete or self._hurried):
            return
        nothing_yet = self._asked is None or result is None or result.job is not self._asked.job
        if self._hurried and self.worker.busy and nothing_yet:
            return  # while training plays, a picture a little late is better than none at all
        self._asked = scene
        inline = 0.0 if self._hurried else INLINE
        self.worker.ask(job, inline, self._hurried, self._log)

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        self.stage.set_theme(self.theme)
        self.line.restyle(self.theme)
        self._controls.restyle(self.theme)
        self._dress()
        self._present()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self._controls.retranslate()
        self.line.retranslate()
        self._present()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._present()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden view computes nothing."""
        super().hideEvent(event)
        self._stale = self._stale or not self.settled
        self.worker.cancel()
        self.line.stop()
        self._more.stop()
        self._calm.stop()
        self._shown = ()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint title, map and meter into `rect`, in full resolution."""
        self.prepare_picture()
        phrases = self._phrases()
        height = meter_height(phrases, rect.size(), self.theme)
        if self._planner is not None and self._planner.held_at is not None:
            height = self._meter_room = max(height, self._meter_room)
        top = QRectF(rect.left(), rect.top(), rect.width(), rect.height() - height)
        painter.fillRect(rect, self.theme.color("panel"))
        if self.chooser.kind == "line":
            self.line.paint_titled(painter, top, self.tr("Loss between two runs"))
        else:
            self.stage.paint_picture(painter, top, self.tr("Loss surface"))
        area = QRectF(rect.left(), top.bottom(), rect.width(), height)
        painter.fillRect(area, self.theme.color("panel"))  # SVG knows no clipping
        paint_meter(painter, area, phrases, self.theme)

    def picture_slices(self) -> Iterator[float]:
        """Compute the surface of the step, where it is not there yet."""
        if self.step is None or self._planner is None:
            return
        if self.chooser.kind == "line":
            self._draw_line(self.step)
            self.line.finish()
            return
        choice = self.chooser.now(self.step)
        self._scene = self._planner.scene(self.step.iteration, choice)
        self._shown = (self.step.iteration, choice)
        self._measure(self.step, self._scene)
        self._point(self.step)
        result = self._result
        if result is None or result.job is not self._scene.job or not result.complete:
            front = self._scene
            for progress in front.job.refine(self._log, coarse=False):
                result = progress.result or result
                yield progress.share
            self.worker.cancel()
            self._result, self._front = result, front
            self._dress()
        self._present()

    @property
    def settled(self) -> bool:
        """Whether nothing is left to compute for the step that is shown."""
        timers = (self._more, self._calm)
        calm = not self.worker.busy and self.line.settled
        return calm and not any(timer.isActive() for timer in timers)

    def sizeHint(self) -> QSize:
        return QSize(380, 300)

    # ---- what the user chooses -----------------------------------------------------------------

    @property
    def _log(self) -> bool:
        return self.options.scale == "log"

    def set_kind(self, kind: Kind) -> None:
        """Show another kind of plane, or the line between two runs."""
        self.chooser.set_kind(kind)
        if kind == "line":
            self.worker.cancel()
        self._pages.setCurrentWidget(self.line if kind == "line" else self.stage)
        self._chosen()

    def _draw_directions(self) -> None:
        """Other random directions."""
        self.chooser.draw_again()
        self._chosen()

    def _chosen(self) -> None:
        self._controls.set_choice(self.chooser.kind)
        self.refresh()

    def _offer(self, x: float, y: float) -> None:
        """Say what lies where the surface was clicked, and offer to go there."""
        result = self._result
        if result is None:
            return
        params = result.job.plane.at(x, y)
        menu = QMenu(self)
        menu.setObjectName("surface_place_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for line in self._read(x, y).splitlines():
            menu.addAction(line).setEnabled(False)
        menu.addSeparator()
        go = menu.addAction(self.tr("Put the network here"))
        go.setObjectName("surface_place")
        go.setToolTip(self.tr("A branch of the run; Ctrl+Z goes back"))
        go.triggered.connect(lambda: self.params_chosen.emit(params))
        menu.popup(QCursor.pos())

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
        """Find the look of the values that are there."""
        if self._result is None:
            return
        self._relief = self._result.relief
        if self._relief.log != self._log:
            self._relief = relief(self._result.losses, log=self._log)

    def _present(self) -> None:
        """The path, the texts and the window, on the surface that is there."""
        result = self._result
        if result is not None and self._scene is not None and result.job is self._scene.job:
            self._front = self._scene
        scene, shape = self._front, self._relief
        phrases = self._phrases()
        self._meter_line.set_phrases(phrases, self.theme, QSizeF(self.size()))
        if scene is None or shape is None or result is None or result.job is not scene.job:
            return  # the old picture stays until the new surface comes
        self.stage.set_badge(warnings_of(scene, shape))
        self.stage.set_hint(hint_of(self.chooser.kind, self.chooser.wanting))
        normalization = self.chooser.choice.normalization
        settled = result.complete and not self.playing
        landscape = landscape_of(scene, shape, self._arrows, normalization, settled=settled)
        self.stage.set_landscape(landscape, avoid=kept_free(scene), quickly=self.playing)

    def _measure(self, step: Step, scene: Scene) -> None:
        assert self._planner is not None
        alpha, beta, _ = scene.point
        on_plane = self._planner.evaluator.loss(scene.job.plane.at(alpha, beta))
        self._meter = Meter(self._planner.evaluator.loss(step.state.params), on_plane)

    def _point(self, step: Step) -> None:
        assert self._compass is not None
        assert self._scene is not None
        self._arrows = self._compass.arrows(self._scene, step)

    def _phrases(self) -> list[Phrase]:
        if self.chooser.kind == "line":
            return self.line.phrases()
        if self._meter is None or self._scene is None or self.step is None:
            return []
        updated = self.step.position + 1 == self.step.problem.steps_per_iteration
        return phrases_of(self._scene, self._meter, self._relief, updated=updated)

    def _read(self, x: float, y: float) -> str:
        """Coordinates and loss under the cursor: the value there, not one interpolated."""
        if self._result is None or self._planner is None:
            return ""
        plane = self._result.job.plane
        loss, gradient = self._planner.gradient.at(plane.at(x, y))
        slopes = plane_gradient(plane, gradient)
        names = (plane.label_u or "α", plane.label_v or "β")
        places = " · ".join(f"{n} {number(v)}" for n, v in zip(names, (x, y), strict=True))
        steep = " · ".join(f"∂L/∂{n} {number(v)}" for n, v in zip(names, slopes, strict=True))
        value = self.tr("loss {value}").format(value=number(loss, 4))
        return f"{places}\n{value}\n{steep}"
