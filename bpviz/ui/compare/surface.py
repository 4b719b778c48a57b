"""The loss surface with the paths of all compared runs on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bpviz.core.problem import Problem
from bpviz.ui.compare.pane import wrapped
from bpviz.ui.compare.plots import Shown
from bpviz.ui.compare.shared_plane import Found, Paths, PathsJob
from bpviz.ui.landscape_stage import LandscapeStage
from bpviz.ui.paint.landscape_shapes import Landscape, Trail
from bpviz.ui.plot_axis import number
from bpviz.ui.surface_worker import SurfaceWorker
from bpviz.ui.theme import DARK, Theme

INLINE = 0.006
"""Seconds that the surface may take in the window's thread before the worker has it."""
LINE = 16.0
"""Height of a line of the note, in pixels of ordinary type."""
LONGEST_NAME = 24
"""Letters of a name beside a path; of a longer one its first part."""


class SharedSurface(QWidget):
    """One plane through the paths of all runs, and on it the loss of the run that is shown.

    What takes longer than a few milliseconds is computed by a worker, coarse first; until it is
    there the last one stays, with its paths up to the iteration that is shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_surface")
        self.theme: Theme = DARK
        self.stage = LandscapeStage(self, name="compare_surface")
        self.stage.set_readout(self._read)
        self.worker = SurfaceWorker(self)
        self.worker.surface_changed.connect(self._arrived)
        self._shared: Paths | None = None
        self._found: Found | None = None
        self._runs: tuple[Shown, ...] = ()
        self._iteration = 0
        self._quickly = False

    @property
    def settled(self) -> bool:
        """Whether nothing is left to compute."""
        return not self.worker.busy

    def set_theme(self, theme: Theme) -> None:
        """Other colours and type sizes."""
        self.theme = theme
        self.stage.set_theme(theme)
        self._present()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.stage.set_title(self.tr("Loss surface"))
        self._present()

    def show_runs(self, runs: Sequence[Shown], iteration: int, *, quickly: bool) -> None:
        """Show the paths up to an iteration; `quickly` while training plays."""
        self._take(runs, iteration, quickly)
        assert self._shared is not None
        if not self._is_shown:
            job = PathsJob(self._shared, iteration, quickly)
            self.worker.ask(job, INLINE if job.has_plane else 0.0, hurried=quickly)
        self._present()

    def slices(self, runs: Sequence[Shown], iteration: int) -> Iterator[float]:
        """Compute all of the picture in small pieces, where it is not there yet."""
        self._take(runs, iteration, False)
        assert self._shared is not None
        self.worker.cancel()
        if not self._is_shown:
            for step in PathsJob(self._shared, iteration, coarse=False).refine():
                self._found = step.result or self._found
                yield step.share
        self._present()

    def stop(self) -> None:
        """Compute nothing more."""
        self.worker.cancel()

    def _take(self, runs: Sequence[Shown], iteration: int, quickly: bool) -> None:
        self._runs, self._iteration, self._quickly = tuple(runs), iteration, quickly
        timelines = tuple(run.timeline for run in runs)
        if self._shared is None or self._shared.runs != timelines:
            self.worker.cancel()
            self._shared, self._found = Paths(timelines), None

    @property
    def _is_shown(self) -> bool:
        """Whether what was found is what is wanted."""
        found = self._found
        if found is None or found.job.iteration != self._iteration:
            return False
        return self._quickly or (found.ground.complete and not found.job.hurried)

    def _arrived(self, found: Found) -> None:
        if found.job.shared is self._shared:
            self._found = found
            self._present()

    def _present(self) -> None:
        """Draw what was found, up to the iteration that is shown."""
        found = self._found
        if found is not None and len(found.paths) == len(self._runs):
            drawn = reversed(list(enumerate(self._runs)))  # the run that is shown on top
            trails = tuple(self._trail(found, which, run) for which, run in drawn)
            ground = found.ground
            landscape = Landscape(ground.relief, ground.x, ground.y, self._titles(found), trails)
            self.stage.set_landscape(landscape, quickly=self._quickly)
        self._lay_out()

    def _lay_out(self) -> None:
        """Give the map what the note leaves."""
        upper, _, _ = self._areas(QRectF(self.rect()))
        self.stage.setGeometry(upper.toRect())
        self.update()

    def _trail(self, found: Found, which: int, run: Shown) -> Trail:
        """A run's path up to the iteration that is shown, fading far from the plane."""
        ground, path = found.ground, found.paths[which]
        count = max(1, int(np.searchsorted(found.iterations[which], self._iteration, "right")))
        points, distances = path[:count, :2], path[:count, 2]
        (left, right), (bottom, top) = ground.x, ground.y
        with np.errstate(all="ignore"):
            losses = ground.relief.losses_at(
                (points[:, 0] - left) / (right - left), (points[:, 1] - bottom) / (top - bottom)
            )
            nearness = 1.0 / (1.0 + (distances / (0.5 * (right - left))) ** 2)
        return Trail(points, losses, nearness, run.color, short(run.name))

    def _titles(self, found: Found) -> tuple[str, str, str]:
        titles = [self.tr("component {n}").format(n=n) for n in (1, 2)]
        shares = found.ground.plane.shares
        if shares is not None:
            titles = [f"{t} · {100 * s:.0f} %" for t, s in zip(titles, shares, strict=True)]
        return titles[0], titles[1], self.tr("loss")

    def note(self) -> str:
        """Whose loss it is, and of whom only the path is drawn upon it."""
        if not self._runs:
            return ""
        own, *others = self._runs
        problem = own.timeline.problem
        foreign = [run.name for run in others if not same_loss(problem, run.timeline.problem)]
        if foreign:
            text = self.tr("Loss of: {name}. Another loss, only the path shown: {others}.")
            note = text.format(name=own.name, others=", ".join(foreign))
        else:
            note = self.tr("The same loss for all runs; paths projected onto the plane.")
        rows = None if self._shared is None else self._shared.rows
        if rows is not None:
            text = self.tr("{m} of {n} samples.")
            note += " " + text.format(m=len(rows), n=problem.n_train)
        if any(layer.dropout for layer in problem.experiment.layers):
            note += " " + self.tr("Dropout off.")
        return note

    def _read(self, x: float, y: float) -> str:
        found = self._found
        if found is None:
            return ""
        ground = found.ground
        (left, right), (bottom, top) = ground.x, ground.y
        at = np.array([(x - left) / (right - left)]), np.array([(y - bottom) / (top - bottom)])
        value = float(ground.relief.losses_at(*at)[0])
        text = self.tr("loss {value}").format(value=number(value, 3))
        return f"α {number(x)} · β {number(y)}\n{text}"

    # ---- painting ------------------------------------------------------------------------------

    def _areas(self, rect: QRectF) -> tuple[QRectF, QRectF, list[str]]:
        """Where the map and the note stand, and the note's lines."""
        metrics = QFontMetricsF(self.theme.font(12))
        lines = wrapped(self.note(), metrics, rect.width() - 16, 2)
        high = max(1, len(lines)) * LINE * self.theme.font_scale + 4
        upper = rect.adjusted(0, 0, 0, -high)
        return upper, QRectF(rect.left() + 8, upper.bottom(), rect.width() - 16, high), lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden view computes nothing."""
        super().hideEvent(event)
        self.worker.cancel()

    def paintEvent(self, event: QPaintEvent) -> None:
        _, below, lines = self._areas(QRectF(self.rect()))
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        self._paint_note(painter, below, lines)
        painter.end()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint map and note into `rect`."""
        upper, below, lines = self._areas(rect)
        painter.fillRect(rect, self.theme.color("panel"))
        self.stage.paint_picture(painter, upper, self.tr("Loss surface"))
        self._paint_note(painter, below, lines)

    def _paint_note(self, painter: QPainter, area: QRectF, lines: list[str]) -> None:
        painter.setFont(self.theme.font(12))
        painter.setPen(self.theme.color("muted"))
        high = LINE * self.theme.font_scale
        for row, line in enumerate(lines):
            at = QRectF(area.left(), area.top() + row * high, area.width(), high)
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, line)


def short(name: str) -> str:
    """A name as it has room beside a path."""
    return name if len(name) <= LONGEST_NAME else name.split(" + ")[0][:LONGEST_NAME]


def same_loss(one: Problem, two: Problem) -> bool:
    """Whether both have the same loss over the same parameters: a state has the same in both."""
    a, b = one.experiment, two.experiment
    return (
        [(layer.shape, layer.activation) for layer in one.layers]
        == [(layer.shape, layer.activation) for layer in two.layers]
        and (a.loss, a.regularization) == (b.loss, b.regularization)
        and np.array_equal(one.x_train, two.x_train)
        and np.array_equal(one.y_train, two.y_train)
    )
