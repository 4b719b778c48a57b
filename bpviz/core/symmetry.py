"""Units that are copies of each other, and stay it.

Two units of a hidden layer with the same incoming weights, bias and outgoing weights compute the
same, get the same gradient and are changed alike for ever, whatever the data (Goodfellow, Bengio &
Courville 2016, section 8.4: start values must break the symmetry). Only dropout parts them.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.problem import Problem
from bpviz.core.streams import CHECK, generator
from bpviz.core.verdict_limits import TWINS


def twin_counts(problem: Problem, params: Array) -> tuple[int, ...]:
    """How many units of each layer have a copy, layers 1…L; 0 for the output layer."""
    pairs = zip(problem.layers, problem.layers[1:], strict=False)
    counts = []
    for layer, following in pairs:
        bias = layer.bias(params)
        rows = [layer.weights(params).T, following.weights(params)]
        if bias is not None:
            rows.append(bias[:, None])
        counts.append(_twins(np.concatenate(rows, axis=1).astype(np.float64)))
    return (*counts, 0)


def _twins(units: Array) -> int:
    """How many rows of (units, numbers) equal another one, number by number, to `TWINS` of it."""
    if len(units) < 2 or not np.isfinite(units).all():
        return 0
    # Equal units are neighbours in the order of any projection; scaled, so that none overflows.
    scaled = units / max(1.0, float(np.abs(units).max(initial=0.0)))
    ordered = units[np.argsort(scaled @ _projection(units.shape[1]))]
    with np.errstate(over="ignore"):  # a difference that overflows is none of equal units
        same = (np.abs(np.diff(ordered, axis=0)) <= TWINS * np.abs(ordered[1:])).all(axis=1)
    return int(np.count_nonzero(np.append(same, False) | np.append(False, same)))


@lru_cache(maxsize=64)
def _projection(size: int) -> Array:
    """The same random direction each time, (size,)."""
    direction = generator(0, CHECK).random(size)
    direction.setflags(write=False)
    return direction
