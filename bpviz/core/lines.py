"""The loss along the straight line between two states, and the barrier on it.

Goodfellow, Vinyals & Saxe (2015, arXiv:1412.6544) drew the loss from the start of a run to its
end; Frankle et al. (2020, arXiv:1912.05671) call two runs linearly connected where the loss does
not rise between their ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bpviz.core.planes import Plane
from bpviz.core.problem import Problem
from bpviz.core.surface import PlaneLoss

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Line:
    """``(1 − t)·first + t·last``: two states of one network, and all between and beyond them.

    Attributes
    ----------
    first, last : (P,) float64, read-only
    """

    first: Vector
    last: Vector

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("first", "last"):
            frozen = np.array(getattr(self, name), dtype=np.float64)
            frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)

    def at(self, t: float) -> Vector:
        """The parameters at `t`, (P,): exactly the first ones at 0 and the last ones at 1."""
        return (1.0 - t) * self.first + t * self.last

    @property
    def length(self) -> float:
        """The distance between both states in parameter space."""
        return float(np.linalg.norm(self.last - self.first))

    @property
    def plane(self) -> Plane:
        """A plane with the line as its u axis, α = t, and no second direction."""
        return Plane(self.first, self.last - self.first, np.zeros_like(self.first), kind="line")


@dataclass(frozen=True)
class Barrier:
    """How far the loss rises above the straight connection of two losses, and where, 0 ≤ t ≤ 1."""

    height: float
    t: float


def line_losses(
    problem: Problem, line: Line, t: ArrayLike, rows: NDArray[np.intp] | None = None
) -> Vector:
    """The loss at every t, float64, in the shape of `t`; penalty included, dropout off.

    Infinite or NaN where the network overflows. `rows` as for `PlaneLoss`.
    """
    return PlaneLoss(problem, line.plane, rows, dtype=np.float64).at(t, 0.0)


def barrier(t: ArrayLike, losses: ArrayLike) -> Barrier:
    """The greatest of L(t) − ((1 − t)·L(0) + t·L(1)) over the points given from 0 to 1.

    The barrier as Entezari et al. (2022, arXiv:2110.06296) define it; where both ends have the
    same loss it is the one of Frankle et al. (2020), who subtract the mean of both. It is never
    negative, since it is 0 at the ends, and 0 for a convex loss. Its height is NaN or infinite
    where a loss is.

    Parameters
    ----------
    t, losses : (m,)
        Points of a line, in any order, and the losses there. Those outside 0…1 are left out.

    Raises
    ------
    ValueError
        The ends, t = 0 and t = 1, are not among the points.
    """
    points, values = np.asarray(t, dtype=np.float64), np.asarray(losses, dtype=np.float64)
    if not {0.0, 1.0} <= set(points.tolist()):
        raise ValueError("a barrier needs the losses at t = 0 and t = 1")
    inside = (points >= 0) & (points <= 1)
    points, values = points[inside], values[inside]
    first, last = values[points == 0][0], values[points == 1][0]
    with np.errstate(invalid="ignore"):
        rise = values - ((1.0 - points) * first + points * last)
    highest = int(np.argmax(rise))
    return Barrier(float(rise[highest]), float(points[highest]))
