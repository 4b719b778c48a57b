"""What a race shows: its racers' paths, and the plane and window on which they are seen.

The picture after n iterations depends on n and on the setup alone. Everything is computed up to a
*horizon*, 64, 128, 256 … iterations, so that the landscape keeps still while the paths grow.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bpviz.core.functions import FUNCTIONS
from bpviz.core.planes import Plane, Weight, component_plane, weights_plane
from bpviz.core.problem import Problem
from bpviz.core.race import FunctionWalk, NetworkWalk, Path, Racer, StartError, Walk
from bpviz.core.surface import sample_rows
from bpviz.core.timeline import Timeline
from bpviz.ui.paint.relief import Relief, relief
from bpviz.ui.surface_worker import Job, Progress

NETWORK = "network"
"""The surface that is no classic function: the loss of the network on screen."""
FIRST_HORIZON = 64
GRID = 65
"""Points along each axis of a function's map."""
NETWORK_GRID = 49
MOST_POINTS = 2048
"""Points of a racer's path, at most; beyond, only every second one is kept, then every fourth."""
MEMORY = 16 * 2**20
"""Bytes for the states of a racer on a network."""
SAMPLES = 64
"""Points of each path among which the plane's directions are looked for."""
FAR = 4.0
"""Points whose loss is so many times that of the start need not be in the window."""
FURTHEST = 1e100
"""Of a parameter that is seen."""
MARGIN = 0.25
"""Room around the paths, as a share of their extent."""
SLICE = 0.002
"""Seconds of racing at a time."""

Floats = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Start:
    """Where a race begins: x and y on a function, all parameters (P,) of a network."""

    at: Floats


@dataclass(frozen=True)
class Setup:
    """What the user chose.

    Attributes
    ----------
    surface : str
        A key of `FUNCTIONS`, or `NETWORK`.
    racers : tuple of Racer
    begin : int
        The run's iteration at which the race starts; on a network it leaves the run there.
    start : Start or None
        None: the function's usual start, or the run's parameters at `begin`.
    """

    surface: str
    racers: tuple[Racer, ...]
    begin: int
    start: Start | None = None


def horizon(n: int) -> int:
    """Up to where a race is computed that is shown after `n` iterations."""
    return max(FIRST_HORIZON, 1 << max(0, n - 1).bit_length())


@dataclass(frozen=True, eq=False)
class Track:
    """A racer's path on the plane of the picture.

    Attributes
    ----------
    path : Path
        Its points (m, 2) are α and β, or x and y: a network's parameters would fill the memory.
    distances : (m,)
        From the plane.
    """

    racer: Racer
    path: Path
    distances: Floats


@dataclass(frozen=True, eq=False)
class RaceResult:
    """A race up to its horizon, and the surface that it runs on.

    Attributes
    ----------
    relief : Relief or None
        None where the race cannot begin: the loss is not finite there.
    plane : Plane or None
        None on a function.
    rows : (m,) indices or None
        The training samples that the losses are computed on; None: all.
    complete : bool
        Whether the surface is as fine as it gets; the paths are whole in any case.
    """

    job: RaceJob
    relief: Relief | None
    x: Point = (0.0, 1.0)
    y: Point = (0.0, 1.0)
    tracks: tuple[Track, ...] = ()
    plane: Plane | None = None
    rows: NDArray[np.intp] | None = None
    complete: bool = True


class Race:
    """The walks of one setup, and what was found of them so far."""

    def __init__(self, timeline: Timeline, setup: Setup) -> None:
        self.timeline, self.setup = timeline, setup
        self.rows = sample_rows(timeline.problem) if setup.surface == NETWORK else None
        # Work that was overtaken may still be in a walk when the next one wants it.
        self.lock = threading.Lock()
        self.found: dict[int, RaceResult] = {}
        self._jobs: dict[int, RaceJob] = {}
        self._walks: list[Walk] = []

    def job(self, n: int) -> RaceJob:
        """What must be computed to show the race after `n` iterations."""
        end = horizon(n)
        return self._jobs.setdefault(end, RaceJob(self, end))

    def next_job(self, n: int, shown: RaceResult | None) -> RaceJob:
        """The same where time is short: first only the horizon after the one that is shown."""
        known = 0 if shown is None or shown.job.race is not self else shown.job.horizon
        return self.job(min(n, known + 1))

    def walks(self, end: int) -> list[Walk]:
        """The racers' walks, gone on from where they are if they keep points often enough.

        Raises
        ------
        StartError
            The loss is not finite at the start.
        """
        stride, racers = self.stride(end), self.setup.racers
        old: list[Walk] = self._walks
        if not old or old[0].stride > stride:
            self._walks = [self._walk(racer, stride) for racer in racers]
        elif old[0].stride < stride:
            for place, walk in enumerate(old):
                if walk.diverged is None:
                    walk.thin(stride)
                else:
                    old[place] = self._walk(racers[place], stride)
        return self._walks

    def stride(self, end: int) -> int:
        """Every so many iterations a point is kept: a power of two, so that some stay the same."""
        if self.setup.surface != NETWORK:
            return 1
        most = min(MOST_POINTS, max(SAMPLES, MEMORY // (8 * self.timeline.problem.n_params)))
        return 1 << max(0, math.ceil(math.log2(end / most)))

    def _walk(self, racer: Racer, stride: int) -> Walk:
        setup, at = self.setup, None if self.setup.start is None else self.setup.start.at
        if setup.surface == NETWORK:
            return NetworkWalk(self.timeline, setup.begin, racer.optimizer, at, stride, self.rows)
        function = FUNCTIONS[setup.surface]
        x, y = function.start if at is None else at.tolist()
        return FunctionWalk(function, racer.optimizer, (x, y))


@dataclass(frozen=True, eq=False)
class RaceJob:
    """A race up to its horizon, to be computed by a `SurfaceWorker`."""

    race: Race
    horizon: int

    def refine(self, log: bool = True) -> Iterator[Progress[RaceResult]]:
        """Race in small pieces, then find the surface, coarse first."""
        race = self.race
        try:
            with race.lock:
                walks = race.walks(self.horizon)
        except StartError:
            yield self._found(RaceResult(self, None))
            return
        for place, walk in enumerate(walks):
            done = False
            while not done:
                with race.lock:
                    done = walk.advance(self.horizon, time.perf_counter() + SLICE)
                reached = min(1.0, walk.reached / self.horizon)
                yield Progress(0.5 * (place + reached) / len(walks))
        with race.lock:
            if any(walk.stride != race.stride(self.horizon) for walk in walks):
                return  # overtaken by a longer race, which keeps fewer points
            paths = [walk.path(self.horizon) for walk in walks]
        if race.setup.surface == NETWORK:
            yield from self._on_network(paths, log)
        else:
            yield self._on_function(paths, log)

    def _on_function(self, paths: list[Path], log: bool) -> Progress[RaceResult]:
        function = FUNCTIONS[self.race.setup.surface]
        xs, ys = (np.linspace(*side, GRID) for side in function.window)
        shape = relief(function.f(*np.meshgrid(xs, ys)), log=log)
        tracks = tuple(
            Track(racer, path, np.zeros(len(path.points)))
            for racer, path in zip(self.race.setup.racers, paths, strict=True)
        )
        return self._found(RaceResult(self, shape, *function.window, tracks))

    def _on_network(self, paths: list[Path], log: bool) -> Iterator[Progress[RaceResult]]:
        race = self.race
        problem = race.timeline.problem
        plane = plane_of(problem, paths)
        tracks = []
        for racer, path in zip(race.setup.racers, paths, strict=True):
            with np.errstate(over="ignore"):  # a racer may be as far away as numbers go
                alpha, beta, distances = plane.coordinates(path.points)
            seen = replace(path, points=np.stack([alpha, beta], axis=1))
            tracks.append(Track(racer, seen, distances))
        x, y = window_of(tracks)
        xs, ys = (np.linspace(*side, NETWORK_GRID) for side in (x, y))
        surface = Job(problem, plane, xs, ys, race.rows)
        for step in surface.refine(log):
            share, result = 0.5 + 0.5 * step.share, step.result
            if result is None:
                yield Progress(share)
            else:
                yield self._found(
                    RaceResult(
                        self, result.relief, x, y, tuple(tracks), plane, race.rows, result.complete
                    ),
                    share,
                )

    def _found(self, result: RaceResult, share: float = 1.0) -> Progress[RaceResult]:
        if result.complete:
            self.race.found[self.horizon] = result
        return Progress(share, result)


def plane_of(problem: Problem, paths: list[Path]) -> Plane:
    """The plane of the only two parameters, or else the one that holds most of all paths.

    The latter goes through the start, and its directions are the principal components of all
    racers' points together, less those that need not be in the window.
    """
    start = paths[0].points[0]
    pair = only_pair(problem)
    if pair is not None:
        return weights_plane(problem, start, *pair)
    near = [path.points[is_near(path)] for path in paths]
    some = [points[np.linspace(0, len(points) - 1, SAMPLES).astype(int)] for points in near]
    plane = component_plane(problem, np.concatenate([*(part[::-1] for part in some), start[None]]))
    return Plane(plane.center, -plane.u, plane.v, kind="components", shares=plane.shares)


def only_pair(problem: Problem) -> tuple[Weight, Weight] | None:
    """The two parameters that are trained, where there are just two."""
    if problem.n_params - len(problem.frozen) != 2:
        return None
    trained = np.setdiff1d(np.arange(problem.n_params), problem.frozen)
    first, second = (_weight(problem, int(index)) for index in trained)
    return first, second


def _weight(problem: Problem, index: int) -> Weight:
    layer = next(la for la in reversed(problem.layers) if la.start <= index)
    j, i = divmod(index - layer.start, layer.shape[1])
    return layer.index, i, j


def is_near(path: Path) -> NDArray[np.bool_]:
    """Which points need be seen, (m,): the start, and where the loss is not far above its loss.

    Not even those where a length would overflow: a saturated network may be there at a low loss.
    """
    reach = np.abs(path.points).max(axis=1)
    near: NDArray[np.bool_] = (path.losses <= FAR * path.losses[0]) & (reach < FURTHEST)
    near[0] = True
    return near


def window_of(tracks: list[Track]) -> tuple[Point, Point]:
    """A window with room around all points that need be seen."""
    points = np.concatenate([t.path.points[is_near(t.path)] for t in tracks])
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.maximum(high - low, 0.2 * max(float(np.max(high - low)), 1e-3))
    middle = (low + high) / 2
    half = span * (0.5 + MARGIN)
    (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
    return (x0, x1), (y0, y1)
