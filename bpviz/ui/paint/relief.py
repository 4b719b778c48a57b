"""What a loss surface looks like: colours, levels and lines from its values, no painting yet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bpviz.ui.paint.contours import contour_lines, digits_for, linear_levels, log_levels

LEAST_FINE = 48
"""Cells along each axis of the smoothed surface, at least; or twice as many as the grid's."""
LEVELS = 10
DECADES = 12.0
"""How far a logarithmic scale reaches."""
RISE = 4.0
"""How many times as high as the median the scale goes."""
CURVE = 4
"""So many minima below what the grid resolves are a valley, and not one deep point."""
VALLEY = 0.75
"""The share of them that a logarithmic scale's lower end hides entirely."""
PLATEAU = 0.04
"""A level that so large a share of the window lies at is no line: it would show rounding."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Relief:
    """A surface on its scale.

    Attributes
    ----------
    heights : (m, m)
        Smoothed to finer cells: 0…1 from the lowest to the highest value shown.
    low, high : float
        The losses at heights 0 and 1.
    lines : tuple of (level, line)
        Contour lines, (m, 2) each with x and y in 0…1 over the window.
    digits : int
        Significant digits that tell the levels apart.
    top : float
        The highest finite loss; above `high` the picture is clipped.
    missing : int
        How many grid points are not finite.
    tops : tuple of (m, 2)
        Where something was clipped: closed lines around its flat top, x and y in 0…1.
    floored : bool
        Whether losses below `low` are shown like `low`, as the grid does not resolve them.
    """

    heights: Floats
    low: float
    high: float
    log: bool
    lines: tuple[tuple[float, Floats], ...]
    digits: int
    top: float
    missing: int
    tops: tuple[Floats, ...] = ()
    floored: bool = False

    @property
    def clipped(self) -> bool:
        """Whether losses above `high` are shown like `high`."""
        return self.top > self.high * (1 + 1e-9)

    def height(self, loss: float) -> float:
        """Where a loss stands on the scale, 0…1."""
        return float(self.heights_of(np.array(loss)))

    def heights_of(self, losses: Floats) -> Floats:
        """Where losses of any shape stand on the scale, 0…1."""
        return _heights(losses, self.low, self.high, self.log)

    def losses_at(self, xs: Floats, ys: Floats) -> Floats:
        """The losses of the picture at points, (m,) each and 0…1 over the window.

        Outside the window they are those of its edge.
        """
        last = len(self.heights) - 1
        x, y = (np.clip(np.nan_to_num(at) * last, 0, last) for at in (xs, ys))
        i, j = (np.minimum(at.astype(int), last - 1) for at in (x, y))
        s, t, h = x - i, y - j, self.heights
        lower = (1 - s) * h[j, i] + s * h[j, i + 1]
        upper = (1 - s) * h[j + 1, i] + s * h[j + 1, i + 1]
        heights = (1 - t) * lower + t * upper
        if self.log:
            return np.asarray(self.low * np.exp(heights * math.log(self.high / self.low)))
        return np.asarray(self.low + heights * (self.high - self.low))


def relief(losses: Floats, *, log: bool) -> Relief:
    """Choose the scale for a grid of losses (n, n), and find its levels' lines.

    The scale ends at four times the rise from the lowest to the median value, where the highest
    lies far above that: a valley stays visible between steep walls. What lies above, and what is
    not finite, has height 1. A logarithmic scale spans at most `DECADES` decades above its lowest,
    and begins where the grid resolves the bottom of a valley.
    """
    finite = losses[np.isfinite(losses)]
    missing = losses.size - finite.size
    floor = _resolved(losses) if log else 0.0
    low, high = _range(finite, log, floor)
    # Smoothed with room above, so that the end of the scale is as smooth a line as any level.
    smooth = _smooth(_heights(losses, low, high, log, most=2.0))
    heights = np.minimum(smooth, 1.0)
    levels = log_levels(low, high, LEVELS) if log else linear_levels(low, high, LEVELS)
    lines = []
    for level in levels:
        at = float(_heights(np.array(level), low, high, log))
        if at < 0.97 and np.mean(np.abs(heights - at) < 0.001) < PLATEAU:
            lines += [(level, line / (len(heights) - 1)) for line in contour_lines(heights, at)]
    top = float(finite.max()) if finite.size else math.nan
    tops = _tops(smooth) if missing or top > high else ()
    floored = floor > 0.0 and bool(finite.min() < low)
    digits = digits_for(levels)
    return Relief(heights, low, high, log, tuple(lines), digits, top, missing, tops, floored)


def _resolved(losses: Floats) -> float:
    """The loss below which a grid (n, n) shows its own points and not a valley; 0: nowhere.

    Across a valley the lowest point is up to half a cell beside the bottom. There a parabola with
    second difference D is up to D/8 above its minimum; a lower value than that says how near a
    point happens to lie, and in logarithms the valley becomes a string of beads. From twice as much
    on, lines are smooth.
    """
    found = []
    for rows in (losses, losses.T):
        before, at, after = rows[:, :-2], rows[:, 1:-1], rows[:, 2:]
        with np.errstate(invalid="ignore", over="ignore"):
            depth = (before - 2 * at + after) / 8
            unresolved = (at <= before) & (at <= after) & (at < depth) & np.isfinite(depth)
        found.append(depth[unresolved])
    depths = np.sort(np.concatenate(found))
    return 2.0 * float(depths[int(VALLEY * (depths.size - 1))]) if depths.size >= CURVE else 0.0


def _tops(smooth: Floats) -> tuple[Floats, ...]:
    """Lines around what is higher than 1, closed along the window's edge."""
    lines = contour_lines(np.pad(smooth, 1), 1.0)
    return tuple(np.clip((line - 1) / (len(smooth) - 1), 0.0, 1.0) for line in lines)


def _range(finite: Floats, log: bool, floor: float) -> tuple[float, float]:
    if log:
        finite = finite[finite > 0]  # a loss of zero (hinge) has no logarithm
    if not finite.size:
        return 1.0, 2.0
    # (NumPy's own median imports numpy.ma when first called: a third of a second.)
    middle = float(np.partition(finite, finite.size // 2)[finite.size // 2])
    low, high = float(finite.min()), float(finite.max())
    if log:
        low = max(low, middle / 10.0**DECADES, min(floor, middle / 10.0))
        rise, top = math.log(middle) - math.log(low), math.log(high) - math.log(low)
        if top > 1.5 * RISE * rise > 0:
            high = low * math.exp(min(RISE * rise, 700.0))
        high = min(high, low * 10.0**DECADES)
    elif high - low > 1.5 * RISE * (middle - low) > 0:
        high = low + RISE * (middle - low)
    return low, max(high, low + 1e-9 * max(abs(low), 1e-290))


def _heights(losses: Floats, low: float, high: float, log: bool, most: float = 1.0) -> Floats:
    """0…1 within the scale, at most `most` above it and where a loss is not finite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if log:
            heights = (np.log(np.maximum(losses, low)) - math.log(low)) / math.log(high / low)
        else:
            heights = (losses - low) / (high - low)
    return np.clip(np.nan_to_num(heights, nan=most, posinf=most, neginf=most), 0.0, most)


def _smooth(heights: Floats) -> Floats:
    """Cubic (Catmull–Rom) interpolation of a square grid to finer cells, not below 0."""
    weights = _weights(len(heights))
    return np.maximum(weights @ heights @ weights.T, 0.0)


@cache
def _weights(n: int) -> Floats:
    """(m, n): each fine point as a combination of its four neighbours on the grid."""
    fine = max(LEAST_FINE, 2 * (n - 1))
    at = np.arange(fine + 1) * ((n - 1) / fine)
    cell = np.minimum(at.astype(int), n - 2)
    t = at - cell
    parts = (
        -0.5 * t + t**2 - 0.5 * t**3,
        1 - 2.5 * t**2 + 1.5 * t**3,
        0.5 * t + 2 * t**2 - 1.5 * t**3,
        -0.5 * t**2 + 0.5 * t**3,
    )
    weights = np.zeros((fine + 1, n))
    rows = np.arange(fine + 1)
    for offset, part in zip((-1, 0, 1, 2), parts, strict=True):
        # Beyond the edge the line through the last two points is continued.
        column = cell + offset
        np.add.at(weights, (rows, np.clip(column, 0, n - 1)), part)
        for edge, inner, over in ((0, 1, column < 0), (n - 1, n - 2, column > n - 1)):
            weights[over, edge] += part[over]
            weights[over, inner] -= part[over]
    return weights
