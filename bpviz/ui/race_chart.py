"""Where a race on a network is seen: the plane, the window, and how they come about.

The map shows from the start where the race leads, and keeps still while one plays. The minimum of a
network is not known (that of a classic function is, and its window holds it), so plane and window
follow from the first `reach_of` iterations of the race, however many of them are shown: they depend
on start and racers alone. Only where a racer that need be seen would leave the map later does the
window become twice as large, in the same plane; and it stays so for every iteration of this race.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bpviz.core.planes import Plane, Weight, component_plane, weights_plane
from bpviz.core.problem import Problem
from bpviz.core.race import Path
from bpviz.ui.paint.relief import Relief

FIRST_HORIZON = 64
LONGEST_REACH = 512
REACH_WORK = 2**25
"""Iterations × samples of a batch × parameters, for each racer, that finding the map may take."""
SAMPLES = 64
"""Points of each path among which the plane's directions are looked for."""
FAR = 4.0
"""Points whose loss is so many times that of the start need not be in the window."""
FURTHEST = 1e100
"""Of a parameter that is seen; what is beyond is clipped, so that lengths can be taken."""
MARGIN = 0.25
"""Room around the paths, as a share of their extent."""
LEAST_WEIGHT, LEAST_LENGTH = 1.0, 0.1
"""The least half of a window: of two weights, and of a plane as a share of the start's length."""
OUTER = 0.9
"""Of half a window that was enlarged: as far from its middle are the points that it holds."""

Floats = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Chart:
    """Where a race on a network is seen, and what lies there once that is computed.

    `clipped`: the race starts beyond what can be seen.
    """

    plane: Plane
    x: Point
    y: Point
    clipped: bool
    relief: Relief | None = None


def reach_of(problem: Problem) -> int:
    """How many iterations decide what the map of a network shows: fewer where they take long."""
    batch = problem.experiment.training.batch_size or problem.n_train
    most = REACH_WORK // (batch * problem.n_params)
    return min(LONGEST_REACH, max(FIRST_HORIZON, 1 << max(0, most.bit_length() - 1)))


def plane_of(problem: Problem, paths: list[Path]) -> Plane:
    """The plane of the only two parameters, or else the one that holds most of all paths.

    The latter goes through the start, and its directions are the principal components of all
    racers' points together, less those that need not be in the window.
    """
    start = _within(paths[0].points[0])
    pair = only_pair(problem)
    if pair is not None:
        return weights_plane(problem, start, *pair)
    near = [_within(path.points[is_near(path)]) for path in paths]
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


def _within(points: Floats) -> Floats:
    return np.clip(points, -FURTHEST, FURTHEST)


def seen_on(plane: Plane, path: Path) -> tuple[Path, Floats]:
    """A path with its points' α and β (m, 2), and their distances from the plane (m,)."""
    alpha, beta, distances = plane.coordinates(_within(path.points))
    return replace(path, points=np.stack([alpha, beta], axis=1)), distances


def _near_points(plane: Plane, paths: list[Path]) -> Floats:
    """α and β (m, 2) of all points that need be seen."""
    points = np.concatenate([path.points[is_near(path)] for path in paths])
    alpha, beta, _ = plane.coordinates(_within(points))
    return np.stack([alpha, beta], axis=1)


def chart_of(problem: Problem, paths: list[Path]) -> Chart:
    """The map of these paths: with room around all points that need be seen, however near."""
    plane = plane_of(problem, paths)
    points = _near_points(plane, paths)
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.maximum(high - low, 0.2 * float(np.max(high - low)))
    length = float(np.linalg.norm(_within(paths[0].points[0])))
    least = LEAST_WEIGHT if plane.kind == "weights" else max(1e-3, LEAST_LENGTH * length)
    window = _window((low + high) / 2, np.maximum(span * (0.5 + MARGIN), least))
    return Chart(plane, *window, bool(np.abs(paths[0].points[0]).max() > FURTHEST))


def grown(chart: Chart, paths: list[Path]) -> Chart:
    """The map, its window doubled as often as it takes to hold all points that need be seen."""
    sides = np.array([chart.x, chart.y])
    middle, half = sides.mean(axis=1), np.ptp(sides, axis=1) / 2
    off = float(np.max(np.abs(_near_points(chart.plane, paths) - middle) / half))
    if off <= 1.0:
        return chart
    window = _window(middle, half * 2.0 ** math.ceil(math.log2(off / OUTER)))
    return Chart(chart.plane, *window, chart.clipped)


def _window(middle: Floats, half: Floats) -> tuple[Point, Point]:
    (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
    return (x0, x1), (y0, y1)
