"""Contour lines of a grid: levels that read well, and marching squares in NumPy."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Which sides of a cell a line joins, by which of its corners (1, 2, 4, 8: counter-clockwise from
# the lower left) lie above the level; what is above lies on the line's right. Sides: 0 lower,
# 1 right, 2 upper, 3 left. In the two saddles (5 and 10) the mean of the corners decides; entries
# 16 and 17 are those whose mean is low.
_JOINS: tuple[tuple[tuple[int, int], ...], ...] = (
    (), ((3, 0),), ((0, 1),), ((3, 1),), ((1, 2),), ((3, 2), (1, 0)), ((0, 2),), ((3, 2),),
    ((2, 3),), ((2, 0),), ((0, 3), (2, 1)), ((2, 1),), ((1, 3),), ((1, 0),), ((0, 3),), (),
    ((3, 0), (1, 2)), ((0, 1), (2, 3)),
)  # fmt: skip
_SADDLES = {5: 16, 10: 17}

_MARKS: tuple[tuple[float, ...], ...] = (
    (1, 1.5, 2, 3, 4, 5, 6, 8),
    (1, 1.5, 2, 3, 5, 7),
    (1, 2, 3, 5),
    (1, 2, 5),
    (1, 3),
    (1,),
)
"""Round numbers within a decade, from close to wide."""


def contour_lines(values: Floats, level: float) -> list[Floats]:
    """Where `values` (ny, nx), all finite, cross `level`.

    Returns
    -------
    list of (m, 2)
        Lines in grid coordinates: x in 0…nx−1, y in 0…ny−1. A closed line ends where it begins.
    """
    starts, ends = _pieces(values, level)
    if not starts:
        return []
    edges = list({*starts, *ends})
    points = dict(zip(edges, _crossings(values, level, np.array(edges)), strict=True))
    return [np.array([points[edge] for edge in line]) for line in _joined(starts, ends)]


def _pieces(values: Floats, level: float) -> tuple[list[int], list[int]]:
    """Pairs of crossed edges of the grid, by number, a pair for each piece of line in a cell.

    Edge e < h is horizontal, from grid point (e // (nx−1), e % (nx−1)) to its right neighbour;
    the others are vertical, numbered from h on, row by row.
    """
    ny, nx = values.shape
    above = (values > level).view(np.int8)
    cases = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    rows, columns = np.nonzero((cases > 0) & (cases < 15))
    found = cases[rows, columns]
    for case, low_case in _SADDLES.items():
        at = np.flatnonzero(found == case)
        y, x = rows[at], columns[at]
        mean = (values[y, x] + values[y, x + 1] + values[y + 1, x] + values[y + 1, x + 1]) / 4
        found[at[mean <= level]] = low_case
    lower = rows * (nx - 1) + columns
    left = ny * (nx - 1) + rows * nx + columns
    sides = np.stack([lower, left + 1, lower + (nx - 1), left], axis=1).tolist()
    starts, ends = [], []
    for case, cell in zip(found.tolist(), sides, strict=True):
        for a, b in _JOINS[case]:
            starts.append(cell[a])
            ends.append(cell[b])
    return starts, ends


def _crossings(values: Floats, level: float, edges: NDArray[np.intp]) -> Floats:
    """Where edges are crossed, by linear interpolation, (edges, 2)."""
    ny, nx = values.shape
    horizontal = ny * (nx - 1)
    flat = edges < horizontal
    width = np.where(flat, nx - 1, nx)
    y, x = np.divmod(np.where(flat, edges, edges - horizontal), width)
    first = values[y, x]
    part = (level - first) / (values[y + ~flat, x + flat] - first)
    return np.stack([x + part * flat, y + part * ~flat], axis=1)


def _joined(starts: list[int], ends: list[int]) -> list[list[int]]:
    """Chains of pieces: every edge number occurs at most once as a start and once as an end."""
    following = dict(zip(starts, ends, strict=True))
    lines: list[list[int]] = []
    # Open lines begin at an edge that is no piece's end; what is left after them is closed.
    heads = sorted(following.keys() - set(ends))
    while following:
        at = heads.pop() if heads else next(iter(following))
        line = [at]
        while at in following:
            at = following.pop(at)
            line.append(at)
        lines.append(line)
    return lines


def linear_levels(low: float, high: float, count: int) -> list[float]:
    """About `count` round numbers strictly between `low` and `high`, evenly spaced."""
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return []
    rough = span / (1.5 * count)
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(m * unit for m in (1, 2, 2.5, 5, 10) if m * unit >= rough * (1 - 1e-9))
    inside = range(math.floor(low / step), math.ceil(high / step) + 1)
    return [k * step for k in inside if low < k * step < high]


def log_levels(low: float, high: float, count: int) -> list[float]:
    """About `count` round numbers between `low` > 0 and `high`, evenly spaced by their ratio."""
    if not (0 < low < high < math.inf):
        return []
    if high / low < 4:
        return linear_levels(low, high, count)
    decades = math.log10(high / low)
    marks = next((m for m in _MARKS if decades * len(m) <= 1.5 * count), _MARKS[-1])
    step = max(1, round(decades / count)) if len(marks) == 1 else 1
    around = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1, step)
    levels = [m * 10.0**d for d in around for m in marks]
    return [level for level in levels if low < level < high]


def digits_for(levels: Sequence[float]) -> int:
    """How many significant digits tell neighbouring levels apart, 2…9."""
    gap = min((b - a for a, b in itertools.pairwise(levels)), default=math.inf)
    for digits in range(2, 9):
        if all(abs(float(f"{v:.{digits - 1}e}") - v) <= 0.05 * gap for v in levels):
            return digits
    return 9
