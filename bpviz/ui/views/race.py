"""Optimizers racing from one point: on a classic function, or on this network's own loss."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from bpviz.core.functions import FUNCTIONS
from bpviz.core.race import LINE_UP, RATES, network_rates, racer
from bpviz.core.step import Step
from bpviz.ui.landscape_stage import LandscapeStage
from bpviz.ui.paint.landscape_shapes import Landscape, Trail
from bpviz.ui.paint.standings import column_width, standings_height
from bpviz.ui.plot import PlotWidget, round_up, spread
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_items import Curve, solid_pen
from bpviz.ui.race_controls import RaceControls
from bpviz.ui.race_plan import NETWORK, Race, RaceJob, RaceResult, Setup, Start, Track
from bpviz.ui.race_standings import Standings
from bpviz.ui.race_words import COLORS, axis_titles, note_of, racer_name, standings_of, warning_of
from bpviz.ui.surface_worker import SurfaceWorker
from bpviz.ui.view import View

INLINE = 0.02
"""Seconds that a race may take in the window's thread before the worker has it."""
TALL = 330.0
"""Logical pixels of height, at normal type size, from which there is room for the loss plot."""
WIDE = 330.0
MOST_WORDS = 0.45
"""Of a picture's height that the standings may take; of a lower one the map is all there is."""
PLOT = 118.0
"""Height of the loss plot."""
LEAST_DROP = 0.8
"""Of the highest loss: the linear plot reaches down to it, however little there is to see yet."""
HIGHEST = 2.0
"""Decades above the start's loss that the loss plot shows."""
SAID = 4000
"""Milliseconds for which the map says where the race starts."""
Floats = NDArray[np.float64]
_LOWEST = -16.0  # decades


class RaceView(View):
    """Each racer's path after as many iterations as the run has gone since the race's start.

    So the transport drives the race. What takes longer than a few milliseconds is computed by a
    worker, up to a horizon beyond the step that is shown (`bpviz.ui.race_plan`); until it is there
    the race is shown as far as it is computed, and when all is computed the picture of a step is
    always the same. While training plays the worker leaves most of the time to the trainer.
    """

    name = "race"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(200, 160)
        self._race: Race | None = None
        self._unwanted: Race | None = None
        self._result: RaceResult | None = None
        self._begin: int | None = None
        self._start: Start | None = None
        self._rates: dict[str, dict[str, float]] = {name: dict(r) for name, r in RATES.items()}
        self.controls = RaceControls(self)
        self.stage = LandscapeStage(self, name="race")
        self.stage.set_readout(self._read)
        self.stage.clicked.connect(self._click)
        self.standings = Standings(self)
        self.losses = PlotWidget(self, name="race_losses")
        self.losses.bottom_axis.whole = True
        box = self.losses.view_box
        self.curves = {name: Curve(box) for name in COLORS}
        self.losses.set_readout(self._read_losses)
        self.worker = SurfaceWorker(self)
        self.worker.surface_changed.connect(self._arrived)
        self.worker.progress_changed.connect(self.controls.set_progress)
        self.controls.cancelled.connect(self._stop)
        self.controls.surface_chosen.connect(self.set_surface)
        self.controls.start_wanted.connect(self.start_now)
        self.controls.usual_wanted.connect(self.start_as_usual)
        self.controls.space_chosen.connect(self.set_space)
        self.controls.line_up_changed.connect(self._change_line_up)
        self.controls.line_up.set_chosen(LINE_UP)
        self.surface = NETWORK
        self._said = QTimer(self, singleShot=True, interval=SAID)
        self._said.timeout.connect(self._hint)
        self.retranslate()
        self.restyle()

    # ---- what the window says ------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Another run: race from its own start, with its own learning rate."""
        assert self.timeline is not None
        self.worker.cancel()
        self._rates[NETWORK] = network_rates(self.timeline.problem.experiment)
        self._begin = None
        if self.surface == NETWORK:
            self._start = None
        self._set_up()

    def draw(self, step: Step) -> None:
        """Show the race as far as this step; ask for it where it is not there yet."""
        if self._race is None:
            return
        race, n = self._race, self.reached
        job = race.next_job(n, self._result) if self.playing else race.job(n)
        if job.horizon in race.found:
            self._result = race.found[job.horizon]
        elif race is not self._unwanted and not (self.playing and self._shows(job)):
            self.worker.ask(job, 0.0 if self.playing else INLINE, hurried=self.playing)
        self._present()

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        self.stage.set_theme(self.theme)
        self.controls.restyle(self.theme)
        self.losses.set_theme(self.theme)
        for name, curve in self.curves.items():
            curve.set_pen(solid_pen(QColor(COLORS[name]), 2.0 * max(1.0, self.theme.font_scale)))
        self._hint()
        self._present()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.controls.retranslate()
        self._hint()
        self._present()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._present()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden view computes nothing."""
        super().hideEvent(event)
        self._stale = self._stale or not self.settled
        self.worker.cancel()

    def sizeHint(self) -> QSize:
        return QSize(380, 340)

    # ---- what the user chooses -----------------------------------------------------------------

    def set_surface(self, name: str) -> None:
        """Race on a classic function, or on the network's own loss."""
        self.surface = name
        self._start = None
        self._set_up()
        self.refresh()

    def start_now(self) -> None:
        """Begin at the iteration that is shown; on the network with its parameters of now."""
        if self.step is not None:
            self._begin = self.step.iteration
            if self.surface == NETWORK:
                self._start = None
            self._set_up()
            self.refresh()
            self._said.start()
            self._hint()

    def start_as_usual(self) -> None:
        """Begin with the run, at the usual start."""
        self._begin, self._start = None, None
        self._set_up()
        self.refresh()

    def set_space(self, space: bool) -> None:
        """Show the surface in space, or from above."""
        self.controls.space.setChecked(space)
        self.stage.set_style("space" if space else "contours")

    @property
    def reached(self) -> int:
        """After how many of the racers' iterations they are shown."""
        if self.step is None or self._race is None:
            return 0
        return max(0, self.step.iteration - self._race.setup.begin)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to compute for the step that is shown."""
        return not self.worker.busy

    def _shows(self, job: RaceJob) -> bool:
        return self._result is not None and self._result.job is job

    def _stop(self) -> None:
        """The user has waited enough: compute nothing of this race any more."""
        self._unwanted = self._race
        self.worker.cancel()
        self._hint()

    def _change_line_up(self) -> None:
        self._rates[self.surface] = self.controls.line_up.now()
        self._set_up()
        self.refresh()

    def _click(self, x: float, y: float) -> None:
        """Start where the map was clicked."""
        result = self._result
        if result is None or self._race is None or result.job.race is not self._race:
            return
        at = np.array([x, y]) if result.plane is None else result.plane.at(x, y)
        self._start = Start(at)
        self._set_up()
        self.refresh()

    def _set_up(self) -> None:
        """Another race; its picture comes with the next step that is shown."""
        if self.timeline is None:
            return
        rates = self._rates[self.surface]
        self.controls.set_surface(self.surface)
        self.controls.line_up.set_rates(rates)
        racers = tuple(racer(name, rates[name]) for name in self.controls.line_up.chosen())
        begin = self.timeline.first_iteration if self._begin is None else self._begin
        self._race = Race(self.timeline, Setup(self.surface, racers, begin, self._start))
        self._result = None
        self._said.stop()
        self._hint()

    # ---- what is shown ---------------------------------------------------------------------------

    def _hint(self) -> None:
        """Say upon the map what has just happened to the race."""
        text = ""
        if self._race is not None and self._race is self._unwanted:
            text = self.tr("Stopped: ↺ races again")
        elif self._said.isActive():
            text = self.tr("The race starts here now")
        self.stage.set_hint(text)

    def _arrived(self, result: RaceResult) -> None:
        self._result = result
        self._present()

    def _present(self) -> None:
        """Paths, standings and curves as they are at this step."""
        result = self._result
        if result is None:
            self._lay_out(QRectF(self.rect()))
            return
        self.stage.set_badge(warning_of(result))
        if result.relief is None:
            self.standings.show_lines([], "", self.theme)
            self._lay_out(QRectF(self.rect()))
            return
        n = min(self.reached, result.job.horizon)
        trails = tuple(trail_of(result, track, n) for track in result.tracks)
        titles = axis_titles(result)
        landscape = Landscape(
            result.relief,
            result.x,
            result.y,
            titles,
            trails,
            minima=() if result.plane else FUNCTIONS[self.surface].minima,
            subject=result.plane or self.surface,  # a race begun elsewhere has the same map
            settled=result.complete and not self.playing,
        )
        self.stage.set_landscape(
            landscape, avoid=result.tracks[0].path.points[:1], quickly=self.playing
        )
        self.standings.show_lines(standings_of(result, n), note_of(result, n), self.theme)
        self._draw_losses(result, n)
        self.losses.set_labels(self.tr("iteration of the race"), self.tr("loss"))
        self._lay_out(QRectF(self.rect()))

    def _draw_losses(self, result: RaceResult, n: int) -> None:
        """Everybody's losses, on a log axis where they differ by a factor of ten and more."""
        paths = {track.racer.name: track.path.until(n) for track in result.tracks}
        losses = np.concatenate([path.losses for path in paths.values()])
        log = bool(losses.max() >= 10.0 * losses.min())
        if log != self.losses.left_axis.log:
            self.losses.set_log(y=log)
        for name, curve in self.curves.items():
            path = paths.get(name)
            if path is None:
                curve.set_data(np.empty(0), np.empty(0))
            else:
                heights = decades(path.losses) if log else path.losses
                curve.set_data(path.iterations.astype(float), heights)
        if log:
            start, heights = float(decades(losses[:1])[0]), decades(losses)
            high = math.ceil(min(float(heights.max()), start + HIGHEST))
            across: tuple[float, float] = min(math.floor(heights.min()), high - 1), high
        else:
            across = spread(np.append(losses, LEAST_DROP * losses.max()), margin=0.08)
        self.losses.set_range((-0.015 * round_up(n), 1.015 * round_up(n)), across)

    def _areas(self, rect: QRectF) -> tuple[QRectF, QRectF, QRectF | None]:
        """Where the map lies, the standings below it, and beside those the losses."""
        scale = self.theme.font_scale
        lines, note = self.standings.lines, self.standings.note
        width = column_width(lines, self.theme) if lines else 0.0
        roomy = rect.height() >= TALL * scale and rect.width() >= width + 0.5 * WIDE * scale
        if not (lines and roomy):
            height = standings_height(lines, rect.width(), self.theme, note) if lines else 0.0
            if height > MOST_WORDS * rect.height() or width > rect.width():
                height = 0.0
            upper = rect.adjusted(0, 0, 0, -height)
            return upper, QRectF(rect.left(), upper.bottom(), rect.width(), height), None
        height = max(PLOT * scale, standings_height(lines, width, self.theme, note))
        height = round(max(height, 0.22 * rect.height()))
        upper = rect.adjusted(0, 0, 0, -height)
        left = QRectF(rect.left(), upper.bottom(), width, height)
        return upper, left, QRectF(left.right(), upper.bottom(), rect.width() - width, height)

    def _lay_out(self, rect: QRectF) -> None:
        top = self.controls.sizeHint().height()
        self.controls.setGeometry(QRect(0, 0, self.width(), top))
        upper, standings, losses = self._areas(rect.adjusted(0, top, 0, 0))
        self.stage.setGeometry(upper.toRect())
        self.standings.setGeometry(standings.toRect())
        self.losses.setVisible(losses is not None)
        if losses is not None:
            self.losses.setGeometry(losses.toRect())

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint map, standings and losses into `rect`."""
        self.prepare_picture()
        painter.fillRect(rect, self.theme.color("panel"))
        upper, standings, losses = self._areas(rect)
        self.stage.paint_picture(painter, upper, self.tr("Race"))
        self.standings.paint_picture(painter, standings)
        if losses is not None:
            self.losses.paint_picture(painter, losses)

    def picture_slices(self) -> Iterator[float]:
        """Run the race as far as the step, where that was not done yet."""
        if self.step is None or self._race is None:
            return
        race, job = self._race, self._race.job(self.reached)
        if job.horizon not in race.found:
            self.worker.cancel()
            yield from (progress.share for progress in job.refine())
        if race is self._race:  # the user may have chosen another one meanwhile
            self._result = race.found[job.horizon]
            self._present()

    def _read(self, x: float, y: float) -> str:
        """Coordinates and loss under the cursor, on the network that of the picture."""
        result = self._result
        if result is None or result.relief is None:
            return ""
        names = axis_titles(result)[:2] if result.plane is None else ("α", "β")
        if result.plane is not None and result.plane.label_u:
            names = result.plane.label_u, result.plane.label_v
        places = " · ".join(f"{n} {number(v)}" for n, v in zip(names, (x, y), strict=True))
        if result.plane is None:
            loss = float(FUNCTIONS[self.surface].f(np.array(x), np.array(y)))
        else:
            loss = float(losses_of(result, np.array([[x, y]]))[0])
        return places + "\n" + self.tr("loss {value}").format(value=number(loss, 3))

    def _read_losses(self, x: float, y: float) -> str:
        """Everybody's loss at the iteration under the cursor."""
        result = self._result
        if result is None or result.relief is None:
            return ""
        k = round(min(max(x, 0.0), self.reached))
        lines = [self.tr("iteration {i}").format(i=k)]
        for track in result.tracks:
            value = number(float(track.path.until(k).losses[-1]), 3)
            lines.append(f"{racer_name(track.racer.name)} {value}")
        return "\n".join(lines)


def decades(losses: Floats) -> Floats:
    """Decimal logarithms, cut where float64 has only noise."""
    return np.log10(np.maximum(losses, 10.0**_LOWEST))


def losses_of(result: RaceResult, points: Floats) -> Floats:
    """The losses of the picture at points (m, 2) of the plane."""
    assert result.relief is not None
    (left, right), (bottom, top) = result.x, result.y
    return result.relief.losses_at(
        (points[:, 0] - left) / (right - left), (points[:, 1] - bottom) / (top - bottom)
    )


def trail_of(result: RaceResult, track: Track, n: int) -> Trail:
    """A racer's path after `n` iterations, fading where it is far from the plane."""
    path = track.path.until(n)
    distances = track.distances[: len(path.losses)]
    reach = 0.5 * (result.x[1] - result.x[0])
    exact = result.plane is None or result.plane.kind == "weights"
    losses = path.losses if exact else losses_of(result, path.points)
    nearness = 1.0 / (1.0 + (distances / reach) ** 2)
    name = track.racer.name
    return Trail(path.points, losses, nearness, COLORS[name], racer_name(name))
