"""The mesh on a loss surface: lines of constant x and y that show its shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpviz.ui.paint.landscape_projection import Lines, Projection, surface_at
from bpviz.ui.paint.landscape_shapes import Floats
from bpviz.ui.paint.landscape_strips import strips_with

LINES, FEW_LINES = 12, 8
"""Parts into which the mesh divides each side, in a large and in a small picture."""
SMALL = 150.0
"""Pixels of half a side of the box below which a picture is small."""
PIECES = 30
"""Straight pieces of a line."""
LIGHT = 0.55
"""Height from which on the ground is light."""
TOP = 0.998
"""What is at least so high is the flat top of what was clipped."""
_BIAS = 0.15  # strips by which a line comes later: both strips that it lies between are there


@dataclass(frozen=True, eq=False)
class Mesh:
    """Pieces of line, sorted by the strip of the surface with which they come.

    Those from ``starts[ground][k]`` to before ``starts[ground][k + 1]`` come with strip k; `ground`
    is 0 where it is dark, 1 where it is light.
    """

    lines: Lines
    starts: tuple[list[int], list[int]]

    def of(self, strip: int, ground: int) -> tuple[int, int]:
        """First and last, as of a slice, of what lies upon a strip on dark (0) or light (1)."""
        start, stop = self.starts[ground][strip : strip + 2]
        return start, stop


def mesh_of(heights: Floats, projection: Projection, rows: Floats) -> Mesh:
    """The mesh of the surface whose strips lie between `rows`, (s + 1,) from back to front."""
    count = LINES if projection.across >= SMALL else FEW_LINES
    fixed, along = np.linspace(-1.0, 1.0, count + 1), np.linspace(-1.0, 1.0, PIECES + 1)
    one, other = (grid.ravel() for grid in np.meshgrid(fixed, along, indexing="ij"))
    x, y = (np.concatenate(pair).reshape(-1, PIECES + 1) for pair in ((one, other), (other, one)))
    h = surface_at(heights, x, y)
    at = projection.screen(x, y, h)
    sine, cosine = projection.turn
    away = y * cosine - x * sine
    near = np.minimum(away[:, 1:], away[:, :-1]).ravel()
    step = (rows[0] - rows[-1]) / (len(rows) - 1)
    strips = strips_with(rows, near - _BIAS * step)
    ends = np.concatenate([at[:, :-1], at[:, 1:]], axis=-1).reshape(-1, 4)
    low, high = h[:, :-1].ravel(), h[:, 1:].ravel()
    seen = (low < TOP) | (high < TOP)
    order = strips + (len(rows) - 1) * ((low + high) / 2 > LIGHT)
    kept = np.argsort(order[seen], kind="stable")
    bounds = np.searchsorted(order[seen][kept], np.arange(2 * (len(rows) - 1) + 1)).tolist()
    return Mesh(Lines(ends[seen][kept]), (bounds[: len(rows)], bounds[len(rows) - 1 :]))
