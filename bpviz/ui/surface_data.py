"""The loss surface of a step as data: the one that the view shows by the same choice. No Qt."""

from __future__ import annotations

import time
from collections.abc import Generator

import numpy as np

from bpviz.files.data import SurfaceData
from bpviz.ui.surface_plan import Choice, Planner, Scene

WALK = 0.03
"""Seconds of gathering the path between two looks at whether it is still wanted."""


def surface_slices(
    planner: Planner, iteration: int, choice: Choice
) -> Generator[float, None, SurfaceData]:
    """Compute the surface around the state before `iteration`, in small pieces.

    Yields the finished share, 0…1, after each piece; the data is the generator's return value.
    """
    deadline = time.perf_counter() + WALK
    while not (scene := planner.scene(iteration, choice, deadline)).complete:
        yield 0.0
        deadline = time.perf_counter() + WALK
    result = None
    for progress in scene.job.refine():
        result = progress.result or result
        yield progress.share
    assert result is not None
    return _data(planner, iteration, scene, result.losses)


def _data(planner: Planner, iteration: int, scene: Scene, losses: np.ndarray) -> SurfaceData:
    job, walk = scene.job, planner.walk
    iterations, _ = walk.gather(walk.last_usable(iteration), None)
    rows = np.arange(planner.problem.n_train) if job.rows is None else job.rows
    return SurfaceData(
        job.plane,
        job.xs,
        job.ys,
        losses,
        rows,
        np.dtype(job.dtype).name,
        np.array(iterations),
        scene.path,
        scene.share,
    )
