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
  path up to the current point, too, but for points so far away that nothing else could be seen.
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
"""The path stays within this share of the window's half."""
MOST_GROWTH = 12
"""The window grows by at most √2 to this power to hold the path."""
DENSEST = 128
"""The most points of a path between an iteration, counted from the start, and its double."""
AHEAD = 0.6
"""A window along a path reaches this share of its length beyond its end."""
ROOM = 1.2
"""The window is at least this many times as large as what it must hold."""
LARGEST = 1e30
"""Parameters beyond this count as overflown."""
MOST_POINTS = 320
"""Points of a path, unless its states would take more memory than is meant for them."""
_PATH_BYTES = 16e6
_AT_ONCE = 100_000  # parameters projected together

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
    settled : (k, 2)
        α and β of the path up to the anchor: what stays while the point moves on.
    overflow : int or None
        The iteration from which on parameters are not finite (or beyond `LARGEST`).
    complete : bool
        Whether the whole path is there; otherwise ask again.
    """

    job: Job
    path: Floats
    share: float
    settled: Floats
    overflow: int | None
    complete: bool

    @property
    def point(self) -> tuple[float, float, float]:
        """α, β and distance of the current state."""
        alpha, beta, distance = self.path[-1].tolist()
        return alpha, beta, distance

    @property
    def is_inside(self) -> bool:
        """Whether the current state lies within the window."""
        alpha, beta, _ = self.point
        xs, ys = self.job.xs, self.job.ys
        return bool(xs[0] <= alpha <= xs[-1] and ys[0] <= beta <= ys[-1])


def anchor(iteration: int) -> int:
    """The iteration at which the plane stands: 0 below 8, then 8, 10, 12, 14, 16, 20 and so on."""
    if iteration < 8:
        return 0
    shift = iteration.bit_length() - 3
    return iteration >> shift << shift


def path_iterations(first: int, last: int, most: int) -> list[int]:
    """At most about `most` iterations from `first` to `last`, both included.

    They lie close at the start, where a run moves most, and ever further apart: the same number
    between each power of two and the next. A longer path has no other points than a shorter one,
    only fewer of them.
    """
    length = last - first
    share = 0
    offsets = _spread(length, share)
    while len(offsets) > most and share < 30:
        share += 1
        offsets = _spread(length, share)
    return [*(first + offset for offset in offsets), last]


def _spread(length: int, thinner: int) -> list[int]:
    """Offsets from 0 up to before `length`: `DENSEST` an octave, halved `thinner` times."""
    if length == 0:
        return []
    offsets, octave = [0], 1
    while octave < length:
        stride = max(1, (octave << thinner) // DENSEST)
        if stride <= octave:
            offsets += range(octave, min(2 * octave, length), stride)
        elif (octave.bit_length() - 1) % (stride // octave) == 0:
            offsets.append(octave)
        octave *= 2
    return offsets


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
        self._usable = self.first
        self._overflow: int | None = None
        self.most = int(np.clip(_PATH_BYTES // (8 * size), 8, MOST_POINTS))

    def gather(self, last: int, deadline: float | None) -> tuple[list[int], bool]:
        """The path's iterations that are `known` now, and whether these are all of them.

        Those that are stored cost nothing; others are computed until the deadline.
        """
        wanted = path_iterations(self.first, last, self.most)
        missing = []
        for iteration in (last, *wanted):
            if iteration not in self.known:
                stored = self._run_of(iteration).stored(iteration)
                if stored is None:
                    missing.append(iteration)
                else:
                    self.known[iteration] = stored.params.astype(np.float64)
        for iteration in missing:
            if iteration != last and deadline is not None:
                if time.perf_counter() > deadline:
                    break
                # A run's `advance` goes as far as the time allows, and remembers.
                if self._run_of(iteration).advance(iteration, deadline) < iteration:
                    break
            self.known[iteration] = self._params(iteration)
        have = [i for i in wanted if i in self.known]
        return have, len(have) == len(wanted)

    def forget(self, keep: list[int]) -> None:
        """Forget states other than these, once there are many."""
        if len(self.known) > 2 * self.most + 8:
            self.known = {i: self.known[i] for i in keep}

    def last_usable(self, last: int) -> int:
        """The last iteration up to `last` before parameters overflowed."""
        if self._overflow is not None and last >= self._overflow:
            return self._overflow - 1
        if last <= self._usable or self._is_usable(last):
            self._usable = max(last, self._usable)
            return last
        low, high = self._usable, last
        while high - low > 1:  # what has overflown once stays so
            middle = (low + high) // 2
            low, high = (middle, high) if self._is_usable(middle) else (low, middle)
        self._overflow = high
        return low

    def after_first(self) -> Floats:
        """The state after the run's first update; the first state where that has overflown."""
        return self._params(self.first + (self.last_usable(self.first + 1) > self.first))

    def _is_usable(self, iteration: int) -> bool:
        return bool(np.abs(self._params(iteration)).max() < LARGEST)  # False for NaN, too

    def _params(self, iteration: int) -> Floats:
        return self._run_of(iteration).state(iteration).params.astype(np.float64)

    def _run_of(self, iteration: int) -> Timeline:
        return next(run for run in self._runs if iteration >= run.first_iteration)


class Planner:
    """Finds the scene of any step of one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self.problem: Problem = timeline.problem
        self.rows = sample_rows(self.problem)
        self.walk = Walk(timeline)
        self._frames: dict[tuple[int, Choice], _Frame] = {}
        self._draft: tuple[tuple[int, Choice], _Frame] | None = None
        self._job: tuple[object, Job] | None = None

    def scene(self, iteration: int, choice: Choice, deadline: float | None = None) -> Scene:
        """The scene before `iteration`, as complete as it can be by `deadline`."""
        last = self.walk.last_usable(iteration)
        overflow = last + 1 if last < iteration else None
        have, complete = self.walk.gather(last, deadline)
        at = max(anchor(last), self.walk.first)
        frame, whole = self._frame(at, choice, deadline)
        path = frame.project(self.walk, have)
        job = self._job_for(frame, path[:, :2])
        share = path_share(frame.plane, path)
        self.walk.forget(have)
        return Scene(job, path, share, frame.settled, overflow, complete and whole)

    def _frame(self, at: int, choice: Choice, deadline: float | None) -> tuple[_Frame, bool]:
        """The plane that stands at an anchor, its window, and whether the path was all there."""
        if (at, choice) in self._frames:
            return self._frames[at, choice], True
        have, complete = self.walk.gather(at, deadline)
        if not complete and self._draft is not None and self._draft[0] == (at, choice):
            return self._draft[1], False
        plane, least = self._make(np.stack([self.walk.known[i] for i in have]), choice)
        frame = _Frame(plane)
        frame.open(frame.project(self.walk, have)[:, :2], least)
        if complete:
            if len(self._frames) > 16:
                self._frames.clear()
            self._frames[at, choice] = frame
        else:
            self._draft = (at, choice), frame
        return frame, complete

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

    def _job_for(self, frame: _Frame, path: Floats) -> Job:
        """The grid of the window, enlarged to hold the path as far as that is possible."""
        off = np.max(np.abs(path - frame.center) / frame.half, axis=1) / INNER
        held = float(np.max(off[off <= 2 ** (MOST_GROWTH / 2)], initial=1.0))
        growth = math.ceil(2 * math.log2(held) - 1e-9)
        key = (frame, growth)
        if self._job is None or self._job[0] != key:
            ticks = np.linspace(-1.0, 1.0, GRID) * 2 ** (growth / 2)
            xs, ys = (c + h * ticks for c, h in zip(frame.center, frame.half, strict=True))
            self._job = key, Job(self.problem, frame.plane, xs, ys, self.rows)
        return self._job[1]


@dataclass(eq=False)
class _Frame:
    """A plane with the window that shows the path up to its anchor: centre and half sizes."""

    plane: Plane
    center: tuple[float, float] = (0.0, 0.0)
    half: tuple[float, float] = (1.0, 1.0)
    settled: Floats = field(default_factory=lambda: np.empty((0, 2)))
    _projected: dict[int, Floats] = field(default_factory=dict)

    def project(self, walk: Walk, iterations: list[int]) -> Floats:
        """α, β and distance of the path's states, (m, 3); each state is projected once."""
        if len(self._projected) > 4 * len(iterations) + 100:
            keep = self._projected.keys() & set(iterations)
            self._projected = {i: self._projected[i] for i in keep}
        missing = [i for i in iterations if i not in self._projected]
        some = max(1, _AT_ONCE // self.plane.center.size)
        for part in (missing[k : k + some] for k in range(0, len(missing), some)):
            found = self.plane.coordinates(np.stack([walk.known[i] for i in part]))
            self._projected.update(zip(part, np.stack(found, axis=1), strict=True))
        return np.stack([self._projected[i] for i in iterations])

    def open(self, settled: Floats, least: float) -> None:
        """Open the window on a path, (m, 2), with room around, at least ±`least` wide.

        Along the path the room is ahead of it, and the window is wider than high, as the picture
        is: both directions have the same unit there.
        """
        low, high = settled.min(axis=0), settled.max(axis=0)
        flat = 1.0
        if self.plane.kind == "path":
            high[0] += AHEAD * (high[0] - low[0])
            flat = 0.7
        need = max(least, *(ROOM * (high - low) / 2 / (1.0, flat)))
        half = 2.0 ** (math.ceil(2 * math.log2(need)) / 2)
        center = (low + high) / 2
        self.center, self.half = (center[0], center[1]), (half, flat * half)
        self.settled = settled
