"""What a race shows: its racers' paths, and the plane and window on which they are seen.

Paths are computed up to a *horizon*, a power of two, so that little is left to do while they
grow. The map keeps still meanwhile (`bpviz.ui.race_chart`).
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
from bpviz.core.planes import Plane
from bpviz.core.race import FunctionWalk, NetworkWalk, Path, Racer, StartError, Walk
from bpviz.core.surface import sample_rows
from bpviz.core.timeline import Timeline
from bpviz.ui.paint.relief import Relief, relief
from bpviz.ui.race_chart import (
    FIRST_HORIZON,
    SAMPLES,
    Chart,
    chart_of,
    grown,
    reach_of,
    seen_on,
)
from bpviz.ui.surface_job import Job, Progress

NETWORK = "network"
"""The surface that is no classic function: the loss of the network on screen."""
GRID = 65
"""Points along each axis of a function's map."""
NETWORK_GRID = 49
MOST_POINTS = 2048
"""Points of a racer's path, at most; beyond, only every second one is kept, then every fourth."""
MEMORY = 16 * 2**20
"""Bytes for the states of a racer on a network."""
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


def horizon(n: int, least: int = FIRST_HORIZON) -> int:
    """Up to where a race is computed that is shown after `n` iterations."""
    return max(least, 1 << max(0, n - 1).bit_length())


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
    """The walks of one setup, its map, and what was found of them so far.

    Attributes
    ----------
    reach : int
        How many iterations decide what the map of a network shows; at least so many are computed.
    chart : Chart or None
        That map; None before it is found, and on a function.
    found : dict
        Horizon → the finished result, all on the map of now.
    """

    def __init__(self, timeline: Timeline, setup: Setup) -> None:
        self.timeline, self.setup = timeline, setup
        self.rows = sample_rows(timeline.problem) if setup.surface == NETWORK else None
        self.reach = reach_of(timeline.problem) if setup.surface == NETWORK else FIRST_HORIZON
        # Work that was overtaken may still be in a walk when the next one wants it.
        self.lock = threading.Lock()
        self.chart: Chart | None = None
        self.found: dict[int, RaceResult] = {}
        self._jobs: dict[int, RaceJob] = {}
        self._walks: list[Walk] = []

    def job(self, n: int) -> RaceJob:
        """What must be computed to show the race after `n` iterations."""
        end = horizon(n, self.reach)
        return self._jobs.setdefault(end, RaceJob(self, end))

    def next_job(self, n: int, shown: RaceResult | None) -> RaceJob:
        """The same where time is short: first only the horizon after the one that is shown."""
        known = 0 if shown is None or shown.job.race is not self else shown.job.horizon
        return self.job(min(n, known + 1))

    def find_chart(self, paths: list[Path]) -> Chart:
        """The map, found from the first paths; larger where these would leave it."""
        with self.lock:
            if self.chart is None:
                self.chart = chart_of(self.timeline.problem, paths)
            else:
                self.chart = grown(self.chart, paths)
            return self.chart

    def keep(self, result: RaceResult) -> None:
        """Remember a finished result, and show all others on its map."""
        with self.lock:
            if self.chart is not None:
                if (self.chart.x, self.chart.y) != (result.x, result.y):
                    return  # overtaken by a longer race, for which the map became larger
                self.chart = replace(self.chart, relief=result.relief)
            x, y, shown = result.x, result.y, result.relief
            others = {end: replace(old, x=x, y=y, relief=shown) for end, old in self.found.items()}
            self.found = others | {result.job.horizon: result}

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
        on_network = race.setup.surface == NETWORK
        ends = {self.horizon} if race.chart or not on_network else {race.reach, self.horizon}
        for end in sorted(ends):
            try:
                with race.lock:
                    walks = race.walks(end)
            except StartError:
                yield self._found(RaceResult(self, None))
                return
            for walk in walks:
                done = False
                while not done:
                    with race.lock:
                        done = walk.advance(end, time.perf_counter() + SLICE)
                    yield Progress(0.5 * self._share(walks))
            with race.lock:
                if any(walk.stride != race.stride(end) for walk in walks):
                    return  # overtaken by a longer race, which keeps fewer points
                paths = [walk.path(end) for walk in walks]
            if on_network:
                chart = race.find_chart(paths)
        if on_network:
            yield from self._on_network(chart, paths, log)
        else:
            yield self._on_function(paths, log)

    def _share(self, walks: list[Walk]) -> float:
        """How much of the way is walked; who diverged has none left."""
        gone = [1.0 if w.diverged is not None else w.reached / self.horizon for w in walks]
        return min(1.0, sum(gone) / len(gone))

    def _on_function(self, paths: list[Path], log: bool) -> Progress[RaceResult]:
        function = FUNCTIONS[self.race.setup.surface]
        xs, ys = (np.linspace(*side, GRID) for side in function.window)
        shape = relief(function.f(*np.meshgrid(xs, ys)), log=log)
        tracks = tuple(
            Track(racer, path, np.zeros(len(path.points)))
            for racer, path in zip(self.race.setup.racers, paths, strict=True)
        )
        return self._found(RaceResult(self, shape, *function.window, tracks))

    def _on_network(
        self, chart: Chart, paths: list[Path], log: bool
    ) -> Iterator[Progress[RaceResult]]:
        race, plane = self.race, chart.plane
        tracks = tuple(
            Track(racer, *seen_on(plane, path))
            for racer, path in zip(race.setup.racers, paths, strict=True)
        )
        here = RaceResult(self, chart.relief, chart.x, chart.y, tracks, plane, race.rows)
        if chart.relief is not None:
            yield self._found(here)
            return
        xs, ys = (np.linspace(*side, NETWORK_GRID) for side in (chart.x, chart.y))
        for step in Job(race.timeline.problem, plane, xs, ys, race.rows).refine(log):
            share, result = 0.5 + 0.5 * step.share, step.result
            if result is None:
                yield Progress(share)
            else:
                found = replace(here, relief=result.relief, complete=result.complete)
                yield self._found(found, share)

    def _found(self, result: RaceResult, share: float = 1.0) -> Progress[RaceResult]:
        if result.complete:
            self.race.keep(result)
        return Progress(share, result)
