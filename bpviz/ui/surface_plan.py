"""Which plane and window show the loss around a step, by a rule that depends on nothing else.

The same step of the same run gives the same picture, in whatever order steps are shown:

- The plane stands at the *anchor*, an iteration a little before the current one (`anchor`): every
  iteration up to 8 has the start as its anchor, later ones have 8, 10, 12, 14, 16, 20, 24 … So the
  landscape keeps still while the point moves over it, and follows at a steady pace of the eye.
- A plane along the path runs through the states of the start and of the anchor; below iteration 8
  it runs along the first update. A random plane and the plane of two
  weights go through the anchor's state.
- The window holds the path up to the anchor with room around it, and is never smaller than the
  network's own weights suggest. It is enlarged by as many factors √2 as it takes to hold the
  current point.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bpviz.core.planes import Kind, Plane, Weight, path_plane, path_share
from bpviz.core.problem import Problem
from bpviz.core.surface import random_plane, sample_rows, weights_plane
from bpviz.core.timeline import Timeline
from bpviz.ui.surface_worker import Job

GRID = 49
"""Points along each axis."""
INNER = 0.85
"""The current point stays within this share of the window's half."""
MOST_GROWTH = 12
"""The window grows by at most √2 to this power to hold the current point."""
LARGEST = 1e30
"""Parameters beyond this count as overflown."""
_PATH_BYTES = 16e6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """How the user wants the plane: its kind, the number of the random draw, two weights."""

    kind: Kind = "path"
    seed: int = 0
    weights: tuple[Weight, Weight] | None = None


@dataclass(frozen=True, eq=False)
class Scene:
    """What the picture of a step shows.

    Attributes
    ----------
    job : Job
        The plane and the grid of the window; the same object as long as both stay the same.
    path : (m, 3)
        α, β and distance from the plane of the path's states, oldest first; the last one is the
        current one, or the last before parameters overflowed.
    share : float
        How much of the path lies in the plane, 0…1.
    overflow : int or None
        The iteration from which on parameters are not finite, as far as the path knows.
    complete : bool
        Whether the whole path is there; otherwise ask again.
    """

    job: Job
    path: Floats
    share: float
    overflow: int | None
    complete: bool

    @property
    def point(self) -> tuple[float, float, float]:
        """α, β and distance of the current state."""
        alpha, beta, distance = self.path[-1].tolist()
        return alpha, beta, distance


def anchor(iteration: int) -> int:
    """The iteration at which the plane stands: 0 below 8, then 8, 10, 12, 14, 16, 20 and so on."""
    if iteration < 8:
        return 0
    shift = iteration.bit_length() - 3
    return iteration >> shift << shift


def path_iterations(first: int, last: int, most: int) -> list[int]:
    """At most about `most` iterations from `first` to `last`, both included.

    Between them multiples of a power of two, so that a longer path has no other points than a
    shorter one, only fewer of them.
    """
    stride = 1
    while (last - first) // stride > most:
        stride *= 2
    inside = range((first // stride + 1) * stride, last, stride)
    return [first, *inside, last] if last > first else [first]


@dataclass
class Walk:
    """The states along a run, its ancestors included, gathered a few at a time."""

    timeline: Timeline
    known: dict[int, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find where the path begins: with the oldest run that has the same parameters."""
        self._runs = [self.timeline]
        size = self.timeline.problem.n_params
        while (parent := self._runs[-1].parent) is not None and parent.problem.n_params == size:
            self._runs.append(parent)
        self.first = self._runs[-1].first_iteration
        self.most = int(np.clip(_PATH_BYTES // (8 * size), 8, 200))

    def states(self, last: int, deadline: float | None) -> tuple[list[int], Floats, bool]:
        """Iterations, their parameters (m, P), and whether none had to be left out in a hurry."""
        wanted = path_iterations(self.first, last, self.most)
        missing = [i for i in (last, *wanted) if i not in self.known]
        for iteration in missing:
            run = next(run for run in self._runs if iteration >= run.first_iteration)
            # A run's `advance` goes as far as the time allows, and remembers.
            if run.distance(iteration) and iteration != last:
                if deadline is not None and time.perf_counter() > deadline:
                    continue
                if run.advance(iteration, deadline) < iteration:
                    continue
            self.known[iteration] = run.state(iteration).params.astype(np.float64)
        have = [i for i in wanted if i in self.known]
        complete = len(have) == len(wanted)
        if complete and len(self.known) > 2 * self.most + 8:
            self.known = {i: self.known[i] for i in have}
        return have, np.stack([self.known[i] for i in have]), complete

    def after_first(self) -> Floats:
        """The state after the run's first update; the first state where that has overflown."""
        run = self._runs[-1]
        before, after = (run.state(self.first + i).params.astype(np.float64) for i in (0, 1))
        return after if np.abs(after).max() < LARGEST else before


class Planner:
    """Finds the scene of any step of one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self.problem: Problem = timeline.problem
        self.rows = sample_rows(self.problem)
        self.walk = Walk(timeline)
        self._planes: dict[tuple[int, Choice], tuple[Plane, Floats]] = {}
        self._job: tuple[object, Job] | None = None

    def scene(self, iteration: int, choice: Choice, deadline: float | None = None) -> Scene:
        """The scene before `iteration`, as complete as it can be by `deadline`."""
        iterations, states, complete = self.walk.states(iteration, deadline)
        usable = np.abs(states).max(axis=1) < LARGEST  # False for NaN, too
        overflow = None if usable.all() else iterations[int(np.argmin(usable))]
        if overflow is not None:
            states = states[: int(np.argmin(usable))]
        at = max(anchor(iteration), self.walk.first)
        plane, base, whole = self._plane(at, choice, deadline)
        path = np.stack(plane.coordinates(states), axis=1)
        job = self._job_for(plane, base, path[-1])
        share = path_share(plane, states)
        return Scene(job, path, share, overflow, complete and whole)

    def _plane(self, at: int, choice: Choice, deadline: float | None) -> tuple[Plane, Floats, bool]:
        """The plane that stands at an anchor and its window (centre α, centre β, half)."""
        if (at, choice) in self._planes:
            return (*self._planes[at, choice], True)
        _, states, complete = self.walk.states(at, deadline)
        usable = np.abs(states).max(axis=1) < LARGEST
        if not usable.all():
            states = states[: max(1, int(np.argmin(usable)))]
        plane, least = self._make(states, choice)
        base = _window(plane, states, least)
        if complete:
            if len(self._planes) > 32:
                self._planes.clear()
            self._planes[at, choice] = plane, base
        return plane, base, complete

    def _make(self, states: Floats, choice: Choice) -> tuple[Plane, float]:
        """A plane by the user's choice, and the least half of its window."""
        problem, center = self.problem, states[-1]
        size = float(np.linalg.norm(center)) or 1.0
        if choice.kind == "weights" and choice.weights is not None:
            plane = weights_plane(problem, center, *choice.weights)
            own = max(abs(float(center @ plane.u)), abs(float(center @ plane.v)))
            return plane, max(1.0, own)
        if choice.kind == "random":
            return random_plane(problem, center, choice.seed), 1.0
        if len(states) == 1:
            along = path_plane(problem, [center, self.walk.after_first()])
            return Plane(center, along.u, along.v, kind="path"), 0.5 * size
        return path_plane(problem, states), 0.5 * size

    def _job_for(self, plane: Plane, base: Floats, point: Floats) -> Job:
        """The grid of the window that holds `point`."""
        center, half = base[:2], float(base[2])
        off = float(np.abs(point[:2] - center).max())
        growth = 0
        while off > INNER * half and growth < MOST_GROWTH:
            half, growth = half * math.sqrt(2.0), growth + 1
        key = (plane, growth)
        if self._job is None or self._job[0] != key:
            ticks = np.linspace(-half, half, GRID)
            job = Job(self.problem, plane, center[0] + ticks, center[1] + ticks, self.rows)
            self._job = key, job
        return self._job[1]


def _window(plane: Plane, states: Floats, least: float) -> Floats:
    """Centre α, centre β and half the width of the window that holds a path with room around."""
    alphas, betas, _ = plane.coordinates(states)
    low = np.array([alphas.min(), betas.min()])
    high = np.array([alphas.max(), betas.max()])
    need = max(least, 1.6 * float((high - low).max()) / 2)
    half = 2.0 ** (math.ceil(2 * math.log2(need)) / 2)
    return np.array([*(low + high) / 2, half])
