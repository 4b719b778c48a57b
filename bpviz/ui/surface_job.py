"""The work of computing a loss surface, in small pieces: coarse first, then finer. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from bpviz.core.problem import Problem
from bpviz.core.surface import Plane, PlaneLoss
from bpviz.ui.paint.relief import Relief, relief

STRIDES = (4, 2, 1)
"""Every fourth point of the grid first, then every second, then all."""


Found = TypeVar("Found", covariant=True)


@dataclass(frozen=True, eq=False)
class Progress(Generic[Found]):
    """The finished share of some work, 0…1, and a result where one has just been reached."""

    share: float
    result: Found | None = None


class Work(Protocol[Found]):
    """What a worker can be asked for."""

    def refine(self, log: bool = True) -> Iterator[Progress[Found]]:
        """Compute in small pieces: after each the finished share, now and then a result.

        `log` is the scale of the results' reliefs.
        """
        ...


@dataclass(frozen=True, eq=False)
class Job:
    """A grid over a plane; the number of points along each axis is 4k + 1."""

    problem: Problem
    plane: Plane
    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    rows: NDArray[np.intp] | None = None
    dtype: DTypeLike = np.float64

    def refine(self, log: bool = True, *, coarse: bool = True) -> Iterator[Progress[Result]]:
        """Compute in small pieces, every fourth point of the grid first (see `Work`).

        Without `coarse` the only result is the last one: the same, in two thirds of the time.
        """
        loss = PlaneLoss(self.problem, self.plane, self.rows, self.dtype)
        losses = np.full((len(self.ys), len(self.xs)), np.nan)
        known = np.zeros(losses.shape, bool)
        for stride in STRIDES:
            wanted = np.zeros(losses.shape, bool)
            wanted[::stride, ::stride] = True
            rows, columns = np.nonzero(wanted & ~known)
            for start in range(0, len(rows), loss.chunk):
                part = slice(start, start + loss.chunk)
                at = rows[part], columns[part]
                losses[at] = loss.at(self.xs[at[1]], self.ys[at[0]])
                known[at] = True
                yield Progress(float(known.mean()))
            if stride > 1 and not coarse:
                continue
            grid = losses[::stride, ::stride].copy()
            grid.setflags(write=False)
            shape = relief(grid, log=log)
            result = Result(self, self.xs[::stride], self.ys[::stride], grid, shape, stride == 1)
            yield Progress(float(known.mean()), result)

    def compute(self, log: bool = True) -> Result:
        """All of it, now."""
        *_, last = self.refine(log, coarse=False)
        assert last.result is not None
        return last.result


@dataclass(frozen=True, eq=False)
class Result:
    """The losses of a job, (ny, nx), on its grid or, while not `complete`, on a coarser one.

    `relief` is what they look like, found here because that takes as long as the losses.
    """

    job: Job
    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    losses: NDArray[np.float64]
    relief: Relief
    complete: bool
