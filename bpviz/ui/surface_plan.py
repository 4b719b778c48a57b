"""Which plane and window show the loss around a step, by a rule that depends on nothing else.

The same step of the same run gives the same picture, in whatever order steps are shown:

- The plane stands at the *anchor*, an iteration a little before the current one (`anchor`): every
  iteration up to 8 has the start as its anchor, later ones have 8, 10, 12, 14, 16, 20, 24 … So the
  landscape keeps still while the point moves over it, and follows at a steady pace of the eye.
- A plane along the path runs through the states of the start and of the anchor; below iteration 8
  it runs along the first update. Planes of two weights, random ones and that of the gradient go
  through the current state, whose loss they then show exactly, or through the lowest of the path
  up to it; while training plays quickly, through the anchor's or the lowest up to that.
- The window holds the path up to the anchor with room around it, and is never smaller than the
  network's own weights suggest. It is enlarged by as many factors √2 as it takes to hold the
  path up to the current point, too, but for points so far away that nothing else could be seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bpviz.core import planes
from bpviz.core.evaluate import Evaluator
from bpviz.core.gradient import Gradient
from bpviz.core.planes import Kind, Plane, Weight, path_share
from bpviz.core.problem import Problem
from bpviz.core.surface import sample_rows
from bpviz.core.timeline import Timeline
from bpviz.ui.surface_job import Job
from bpviz.ui.surface_walk import Walk

GRID = 49
"""Points along each axis."""
INNER = 0.85
"""The path stays within this share of the window's half."""
MOST_GROWTH = 12
"""The window grows by at most √2 to this power to hold the path."""
AHEAD = 0.6
"""A window along a path reaches this share of its length beyond its end."""
ROOM = 1.2
"""The window is at least this many times as large as what it must hold."""
WEIGHTS_ROOM = 1.7
"""The same for two weights, whose path may go on in any direction."""
_AT_ONCE = 100_000  # parameters projected together
FREE = ("random", "gradient", "weights")
"""Kinds of plane that do not hold the path, and have a centre that is chosen."""

SEARCH_WORK = 30e6
"""Multiplications that the search for the lowest loss of a path may take, about."""

Floats = NDArray[np.float64]
Center = Literal["current", "start", "minimum"]


@dataclass(frozen=True)
class Choice:
    """How the user wants the plane.

    Attributes
    ----------
    kind : Kind
    seed : int
        The number of the random draw.
    weights : pair of Weight or None
        The axes of the plane of two weights.
    end : int
        The last of the three states of "start, now, end": an iteration.
    center : Center
        Where planes of weights, of the gradient and random ones stand; the others hold the path.
    normalization : str
        How random directions are scaled, see `bpviz.core.directions.NORMALIZATIONS`.
    dtype : str
        What the surface is computed in.
    """

    kind: Kind = "path"
    seed: int = 0
    weights: tuple[Weight, Weight] | None = None
    end: int = 0
    center: Center = "current"
    normalization: str = "filter"
    dtype: str = "float32"


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
    clipped : bool
        Whether the run starts so; the path is the start alone then, with what is beyond clipped.
    complete : bool
        Whether the whole path is there; otherwise ask again.
    """

    job: Job
    path: Floats
    share: float
    settled: Floats
    overflow: int | None
    clipped: bool
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


class Planner:
    """Finds the scene of any step of one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self.problem: Problem = timeline.problem
        self.rows = sample_rows(self.problem)
        x, y = self.problem.x_train, self.problem.y_train
        if self.rows is not None:
            x, y = x[self.rows], y[self.rows]
        self.evaluator = Evaluator(self.problem, x, y)
        self.walk = Walk(timeline)
        self._losses: dict[int, float] = {}
        self._frames: dict[tuple[int, int, Choice], _Frame] = {}
        self._draft: tuple[tuple[int, int, Choice], _Frame] | None = None
        self._job: tuple[object, Job] | None = None
        self.held_at: int | None = None
        """The iteration at which planes stand whatever step is shown, or None."""

    @cached_property
    def gradient(self) -> Gradient:
        """Loss and gradient of the same samples; bound when first wanted."""
        return Gradient(self.problem, self.rows)

    def scene(
        self,
        iteration: int,
        choice: Choice,
        deadline: float | None = None,
        *,
        quickly: bool = False,
    ) -> Scene:
        """The scene before `iteration`, as complete as it can be by `deadline`.

        `quickly`, while training plays: planes stay where they are from one anchor to the next.
        """
        last = self.walk.last_usable(iteration)
        clipped = self.walk.clipped
        overflow = last if clipped else last + 1 if last < iteration else None
        have, complete = self.walk.gather(last, deadline)
        stands = anchor(last) if self.held_at is None else self.walk.last_usable(self.held_at)
        at = max(stands, self.walk.first)
        moves = choice.kind in FREE and choice.center != "start" and not quickly
        through = last if moves and self.held_at is None else at
        if choice.kind in FREE and choice.center == "minimum":
            through = self._lowest(through, deadline)
        frame, whole = self._frame(at, through, choice, deadline)
        path = frame.project(self.walk, have)
        job = self._job_for(frame, path[:, :2])
        share = path_share(frame.plane, path)
        self.walk.forget(have)
        return Scene(job, path, share, frame.settled, overflow, clipped, complete and whole)

    def _frame(
        self, at: int, through: int, choice: Choice, deadline: float | None
    ) -> tuple[_Frame, bool]:
        """The plane that stands at an anchor, its window, and whether the path was all there.

        Where it has a centre of its own, that is the start or the state before iteration `through`.
        """
        key = at, through, choice
        if key in self._frames:
            return self._frames[key], True
        have, complete = self.walk.gather(at, deadline)
        if not complete and self._draft is not None and self._draft[0] == key:
            return self._draft[1], False
        states = np.stack([self.walk.known[i] for i in have])
        plane, least = self._make(states, self.walk.known[through], choice)
        frame = _Frame(plane, choice.dtype)
        ends = (
            [self.walk.state(max(self.walk.first, choice.end))] if choice.kind == "states" else []
        )
        frame.open(frame.project(self.walk, have)[:, :2], least, ends)
        if complete:
            if len(self._frames) > 16:
                self._frames.clear()
            self._frames[key] = frame
        else:
            self._draft = key, frame
        return frame, complete

    def _make(self, states: Floats, current: Floats, choice: Choice) -> tuple[Plane, float]:
        """A plane by the user's choice, and the least half of its window."""
        problem = self.problem
        center = states[0] if choice.center == "start" else current
        half = 0.5 * (float(np.linalg.norm(states[-1])) or 1.0)
        if choice.kind == "random":
            return planes.random_plane(problem, center, choice.seed, choice.normalization), 1.0
        if choice.kind == "gradient":
            _, gradient = self.gradient.at(center)
            return planes.gradient_plane(problem, center, gradient, choice.seed), half
        if choice.kind == "weights" and choice.weights is not None:
            plane = planes.weights_plane(problem, center, *choice.weights)
            own = max(abs(float(center @ plane.u)), abs(float(center @ plane.v)))
            return plane, max(1.0, own)
        if choice.kind == "states":
            end = self.walk.state(max(self.walk.first, choice.end))
            return planes.states_plane(problem, states[0], end, states[-1]), half
        if len(states) == 1:
            states = np.stack([states[0], self.walk.after_first()])
            plane = planes.path_plane(problem, states)
            return replace(plane, center=states[0], kind="path"), half
        make = planes.component_plane if choice.kind == "components" else planes.path_plane
        return make(problem, states), half

    def _lowest(self, last: int, deadline: float | None) -> int:
        """The iteration up to `last` with the lowest loss, of those on the path that are known."""
        have, _ = self.walk.gather(last, deadline)
        samples = self.problem.n_train if self.rows is None else len(self.rows)
        most = max(4, int(SEARCH_WORK / (samples * self.problem.n_params)))
        some = have[:: -max(1, math.ceil(len(have) / most))]
        for iteration in (i for i in some if i not in self._losses):
            loss = self.evaluator.loss(self.walk.known[iteration])
            self._losses[iteration] = math.inf if math.isnan(loss) else loss
        lowest = min(some, key=self._losses.__getitem__)
        if len(self._losses) > 2 * len(some) + 8:
            self._losses = {i: self._losses[i] for i in some}
        return lowest

    def _job_for(self, frame: _Frame, path: Floats) -> Job:
        """The grid of the window, enlarged to hold the path as far as that is possible."""
        off = np.max(np.abs(path - frame.center) / frame.half, axis=1) / INNER
        held = float(np.max(off[off <= 2 ** (MOST_GROWTH / 2)], initial=1.0))
        growth = math.ceil(2 * math.log2(held) - 1e-9)
        key = (frame, growth)
        if self._job is None or self._job[0] != key:
            ticks = np.linspace(-1.0, 1.0, GRID) * 2 ** (growth / 2)
            xs, ys = (c + h * ticks for c, h in zip(frame.center, frame.half, strict=True))
            dtype = np.dtype(frame.dtype)
            self._job = key, Job(self.problem, frame.plane, xs, ys, self.rows, dtype)
        return self._job[1]


@dataclass(eq=False)
class _Frame:
    """A plane with the window that shows the path up to its anchor: centre and half sizes."""

    plane: Plane
    dtype: str = "float64"
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

    def open(self, settled: Floats, least: float, ends: list[Floats]) -> None:
        """Open the window on a path, (m, 2), and other states, at least ±`least` wide.

        There is room around; where one knows the way that the path goes there is more of it ahead.
        A window of distances is wider than high, as the picture is: both directions have the same
        unit there.
        """
        points = settled
        if ends:
            alphas, betas, _ = self.plane.coordinates(np.stack(ends))
            points = np.vstack([settled, np.stack([alphas, betas], axis=1)])
        low, high = points.min(axis=0), points.max(axis=0)
        flat = 1.0
        if self.plane.kind not in ("random", "weights"):
            flat = 0.7
            ahead = AHEAD * (high[0] - low[0])
            if not ends and settled[-1, 0] >= settled[0, 0]:
                high[0] += ahead
            elif not ends:
                low[0] -= ahead
        room = WEIGHTS_ROOM if self.plane.kind == "weights" else ROOM
        need = max(least, *(room * (high - low) / 2 / (1.0, flat)))
        half = 2.0 ** (math.ceil(2 * math.log2(need)) / 2)
        center = (low + high) / 2
        self.center, self.half = (center[0], center[1]), (half, flat * half)
        self.settled = settled
