"""The plane on which the paths of several runs are seen together, and the loss on it.

The plane belongs to an *anchor*, an iteration that changes ever more seldom, so that the surface
keeps still while the paths grow; the picture at an iteration depends on that iteration alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpviz.core.planes import Plane, component_plane
from bpviz.core.surface import sample_rows
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.plots import losses_of
from bpviz.ui.paint.relief import Relief
from bpviz.ui.surface_job import Job, Progress
from bpviz.ui.surface_walk import Walk

GRID = 49
"""Points along each axis of the surface."""
MOST = 64
"""Points of a path."""
FAR = 4.0
"""Points whose loss is so many times that of their run's start need not be in the window."""
MARGIN = 0.25
"""Room around the paths, as a share of their extent."""
SLICE = 0.002
"""Seconds of running at a time, where states are missing."""

Floats = NDArray[np.float64]
Side = tuple[float, float]


def anchor(iteration: int) -> int:
    """The iteration up to which the paths decide the plane: 1, 2 … 8, 10, 12, 14, 16, 20 and so on.

    At most a quarter before `iteration`; at the start it is the first update that decides.
    """
    unit = 1 << max(0, iteration.bit_length() - 3)
    return max(1, iteration // unit * unit)


@dataclass(frozen=True, eq=False)
class Ground:
    """The loss of one of the runs on the plane of an anchor."""

    anchor: int
    plane: Plane
    relief: Relief
    x: Side
    y: Side
    complete: bool


@dataclass(frozen=True, eq=False)
class Found:
    """A ground with the paths of all runs: α, β and distance from the plane, (m, 3) each."""

    job: PathsJob
    ground: Ground
    iterations: tuple[tuple[int, ...], ...]
    paths: tuple[Floats, ...]


class Paths:
    """The runs that are compared, and what was found of their paths so far.

    The loss is that of the first run. All have parameters of the same shapes.
    """

    def __init__(self, runs: tuple[Timeline, ...]) -> None:
        self.runs = runs
        self.rows = sample_rows(runs[0].problem)
        # Work that was overtaken may still be in a walk when the next one wants it.
        self.lock = threading.Lock()
        self.walks = [Walk(run) for run in runs]
        for walk in self.walks:
            walk.most = min(walk.most, MOST)
        self.ground: Ground | None = None
        self._seen: tuple[Plane | None, list[dict[int, Floats]]] = (None, [{} for _ in runs])

    def projected(self, which: int, iterations: list[int], plane: Plane) -> Floats:
        """A run's states before these iterations on the plane, (m, 3)."""
        if self._seen[0] is not plane:
            self._seen = plane, [{} for _ in self.runs]
        seen, known = self._seen[1][which], self.walks[which].known
        for iteration in iterations:
            if iteration not in seen:
                alpha, beta, distance = plane.coordinates(known[iteration][None])
                seen[iteration] = np.array([alpha[0], beta[0], distance[0]])
        return np.array([seen[iteration] for iteration in iterations])


@dataclass(frozen=True, eq=False)
class PathsJob:
    """The paths up to an iteration and the surface below, to be computed by a `SurfaceWorker`.

    `hurried`, while training plays: paths of what is stored, and any surface will do. `coarse`:
    with results on the way to the last one.
    """

    shared: Paths
    iteration: int
    hurried: bool = False
    coarse: bool = True

    @property
    def has_plane(self) -> bool:
        """Whether the plane is there already; finding one takes long in one piece."""
        ground = self.shared.ground
        return ground is not None and ground.anchor == anchor(self.iteration)

    def refine(self, log: bool = True) -> Iterator[Progress[Found]]:
        """Gather states, find the plane, compute the surface coarse first (see `Work`)."""
        shared = self.shared
        up_to = anchor(self.iteration)
        ground = shared.ground
        if ground is None or ground.anchor != up_to:
            yield from self._gathered(up_to)
            with shared.lock:
                plane, x, y = self._plane(up_to)
        else:
            plane, x, y = ground.plane, ground.x, ground.y
        yield from self._gathered(self.iteration)
        with shared.lock:
            iterations = tuple(
                tuple(self._have(k, self.iteration)) for k in range(len(shared.runs))
            )
            paths = tuple(
                shared.projected(k, list(have), plane) for k, have in enumerate(iterations)
            )
        if ground is not None and ground.plane is plane and (ground.complete or self.hurried):
            yield Progress(1.0, Found(self, ground, iterations, paths))
            return
        xs, ys = (np.linspace(*side, GRID) for side in (x, y))
        surface = Job(shared.runs[0].problem, plane, xs, ys, shared.rows)
        for step in surface.refine(log, coarse=self.coarse):
            share, result = 0.5 + 0.5 * step.share, step.result
            if result is None:
                yield Progress(share)
            else:
                ground = Ground(up_to, plane, result.relief, x, y, result.complete)
                shared.ground = ground
                yield Progress(share, Found(self, ground, iterations, paths))

    def _gathered(self, last: int) -> Iterator[Progress[Found]]:
        """Make the paths' states known, in small pieces; `hurried` only those that are stored."""
        for k, walk in enumerate(self.shared.walks):
            complete = False
            while not complete:
                with self.shared.lock:
                    end = self._end(k, last)
                    until = time.perf_counter() + (0.0 if self.hurried else SLICE)
                    have, complete = walk.gather(end, until)
                    walk.forget(have)
                complete = complete or (self.hurried and bool(have))
                yield Progress(0.0)

    def _end(self, which: int, last: int) -> int:
        """Where a run's path ends: a branch has none before it began, nor one that overflowed."""
        walk = self.shared.walks[which]
        return max(walk.first, walk.last_usable(max(walk.first, last)))

    def _have(self, which: int, last: int) -> list[int]:
        """The iterations of a run's path that are known."""
        walk = self.shared.walks[which]
        return walk.gather(self._end(which, last), 0.0)[0]

    def _plane(self, up_to: int) -> tuple[Plane, Side, Side]:
        """The principal components of all paths together, and a window around them.

        The plane goes through the shown run's state at the anchor.
        """
        shared = self.shared
        parts = []
        for k in reversed(range(len(shared.runs))):
            have = np.array(self._have(k, up_to))
            near = have[self._is_near(shared.runs[k], have)]
            states = np.stack([shared.walks[k].known[i] for i in near.tolist()])
            parts.append(states)
        together = np.concatenate(parts)
        plane = component_plane(shared.runs[0].problem, together)
        alpha, beta, _ = plane.coordinates(together)
        low = np.array([alpha.min(), beta.min()])
        high = np.array([alpha.max(), beta.max()])
        span = np.maximum(high - low, 0.2 * max(float((high - low).max()), 1e-3))
        middle, half = (low + high) / 2, span * (0.5 + MARGIN)
        (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
        return plane, (x0, x1), (y0, y1)

    @staticmethod
    def _is_near(run: Timeline, iterations: NDArray[np.int_]) -> NDArray[np.bool_]:
        """Whether the loss is not far above its start's, (m,): such points need be in the window.

        The first one always is.
        """
        xs, ys, _ = losses_of(run, int(iterations[-1]))
        if not len(xs):
            return np.ones(len(iterations), bool)
        at = np.clip(np.searchsorted(xs, iterations, side="right") - 1, 0, None)
        near: NDArray[np.bool_] = np.nan_to_num(ys[at], nan=np.inf) <= FAR * ys[0]
        near[0] = True
        return near
