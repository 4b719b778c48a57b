"""Where an activation is flat, so that hardly any error signal comes back through it.

One rule for all of them, read off their own slopes: an activation is *saturated* where z lies in
a flat end of the function, beyond which |f′(z)| stays below `FLAT` of its largest value anywhere.
So sigmoid is saturated for |z| ≥ 4.36 (a within 0.013 of 0 or 1), tanh for |z| ≥ 2.18
(|a| ≥ 0.975), ReLU and leaky ReLU for z ≤ 0, ELU for z ≤ −3.0; a linear unit never is. That a dip
of the slope in the middle (GELU's and SiLU's minimum) does not count is the point of "end".
Softmax has no slope: an output is saturated where ∂aⱼ/∂zⱼ = aⱼ(1 − aⱼ) is below `FLAT` of its
largest value, ¼.

Glorot & Bengio (2010), section 3, measure saturation in the same way, as activations in the flat
ends (|tanh| near 1).

A *dead* unit is one of the ReLU family (functions that are exactly zero far below and not bounded
above) whose activation is zero for every training sample: nothing comes back to its weights, and
only other layers' weights can wake it (Stanford CS231n, "Neural Networks Part 1", on ReLU).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array

FLAT = 0.05
"""A slope below this share of the steepest one is flat."""

_FAR = 50.0
"""Every activation has its final form beyond ±50."""
_HUGE = 1000.0
"""Far enough below for eᶻ to be exactly 0."""


@dataclass(frozen=True)
class Shape:
    """What the slope of an activation says about it.

    Attributes
    ----------
    steepest : float
        The largest |f′(z)|: the most that a layer's slopes can pass back. ½ for softmax: the
        largest eigenvalue that its Jacobian can have.
    below, above : float
        Saturated for z ≤ below and for z ≥ above; infinite where there is no flat end.
    dies : bool
        Whether it belongs to the ReLU family.
    """

    steepest: float
    below: float
    above: float
    dies: bool

    @property
    def bounded(self) -> bool:
        """Whether both ends are flat: sigmoid, tanh."""
        return math.isfinite(self.below) and math.isfinite(self.above)


@cache
def shape(activation: str) -> Shape:
    """The shape of an activation, by its name in the registry."""
    entry = ACTIVATIONS[activation]
    if entry.slope is None:
        return Shape(0.5, -math.inf, math.inf, False)
    # An even number of steps, so that 0 is among them, where most slopes have their maximum.
    grid = np.linspace(-_FAR, _FAR, 20_001)
    slopes = np.abs(entry.df(grid))
    steepest = float(slopes.max())
    steep = np.flatnonzero(slopes >= FLAT * steepest)
    below, above = -math.inf, math.inf
    if steep[0] > 0:
        below = _edge(activation, FLAT * steepest, *grid[steep[0] - 1 : steep[0] + 1].tolist())
    if steep[-1] < len(grid) - 1:
        above = _edge(
            activation, FLAT * steepest, *grid[steep[-1] + 1 : steep[-1] - 1 : -1].tolist()
        )
    dies = math.isinf(above) and not entry.f(np.array(-_HUGE)).any()
    return Shape(steepest, below, above, dies)


def _edge(activation: str, limit: float, flat: float, steep: float) -> float:
    """The last z on the flat side of where |f′| crosses `limit`, by bisection."""
    while (middle := 0.5 * (flat + steep)) not in (flat, steep):
        slope = abs(float(ACTIVATIONS[activation].df(np.array(middle))))
        flat, steep = (flat, middle) if slope >= limit else (middle, steep)
        if abs(steep - flat) < 1e-12:
            break
    return flat


def saturated(activation: str, z: Array, a: Array) -> Array:
    """Which activations are saturated: booleans in the shape of z, False where z is NaN."""
    if ACTIVATIONS[activation].slope is None:
        return np.asarray(a * (1.0 - a) < FLAT * 0.25)
    ends = shape(activation)
    if math.isinf(ends.above):
        return np.asarray(z <= ends.below)
    return np.asarray((z <= ends.below) | (z >= ends.above))


def saturated_share(activation: str, z: Array, a: Array) -> float:
    """The share of a layer's activations, over units and samples, that are saturated."""
    return np.count_nonzero(saturated(activation, z, a)) / z.size


def dead(activation: str, a: Array) -> Array:
    """Which units are zero for every sample of a (n, units), (units,); none but in the family."""
    if not shape(activation).dies:
        return np.zeros(a.shape[1], dtype=bool)
    return np.asarray(~a.any(axis=0))


def dead_count(activation: str, a: Array) -> int:
    """How many units of a layer are dead."""
    return int(np.count_nonzero(dead(activation, a)))
