"""A surface cut into strips across the line of sight, from back to front.

View coordinates: u runs to the right and v away from the viewer, both over the floor. A strip lies
between two rows of constant v; as the projection is parallel, each u is a vertical line of the
picture, on which a strip is one piece. So a strip is one polygon, and a colour that changes with u
is a gradient from left to right: some eighty shapes instead of thousands of quads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpviz.ui.paint.landscape_projection import HEIGHT, Projection, surface_at
from bpviz.ui.paint.landscape_shapes import Floats
from bpviz.ui.theme import Theme

DEPTH, WIDTH = 2.0 / 50, 2.0 / 40
"""Of a strip, and how far apart the points of its outline are, where the window's sides are 2."""
STOP = 2.0 / 40
"""How far apart the colours of a strip are."""
BORDER = 40
"""Straight pieces of a side of the window."""
OVERLAP = 0.5
"""Logical pixels by which a strip reaches under the next: no seams in readers of vectors."""
SHADE = 0.35
"""How much a slope that faces the light, or turns from it, differs in lightness."""
LEAST_SHADE, MOST_SHADE = 0.78, 1.14
"""What is level has exactly the colour of the map; a slope differs by no more than this."""
SHADES = 96
UNDERSIDE = 0.6
"""Lightness of the surface seen from below."""

Keys = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Strips:
    """The strips (s) of a surface in the picture, the farthest first.

    Attributes
    ----------
    rows : (s + 1,)
        v of the rows between which they lie.
    outlines : (s, p, 2)
        Their polygons in logical pixels.
    left, right : float
        Between which x, in logical pixels, they have colours.
    colors : (s, m)
        Their colours, evenly spaced from `left` to `right`: red, green, blue as one number.
    edges, edge_colors : (e, 4), (e,)
        Lines that one sees against what lies behind: folds, and the window's border.
    edge_strips : (e,)
        The strip with which each line comes.
    """

    rows: Floats
    outlines: Floats
    left: float
    right: float
    colors: Keys
    edges: Floats
    edge_colors: Keys
    edge_strips: Keys


def strips_of(heights: Floats, projection: Projection, theme: Theme) -> Strips:
    """The strips of the surface of heights (m, m) in 0…1."""
    view = _View(heights, projection)
    reach = abs(view.sine) + abs(view.cosine)
    corner = abs(abs(view.cosine) - abs(view.sine))
    # Between rows and columns through the corners the window's border is straight.
    columns, rows = (
        np.unique(np.concatenate([_even(reach, step), [-corner, corner]]))
        for step in (WIDTH, DEPTH)
    )
    rows = rows[::-1]
    low, high = view.across((rows[1:] + rows[:-1]) / 2)
    u = np.clip(_even(reach, STOP), low[:, None], high[:, None])
    left, right = (projection.middle.x() + projection.across * at for at in (-reach, reach))
    lines, strips, at = (
        np.concatenate(parts)
        for parts in zip(_folds(view, rows, columns), _border(view, rows), strict=True)
    )
    v = np.broadcast_to((rows[1:, None] + rows[:-1, None]) / 2, u.shape)
    colors = view.colors(theme, np.append(u, at[:, 0]), np.append(v, at[:, 1]))
    return Strips(
        rows,
        _outlines(view, rows, columns),
        left,
        right,
        colors[: u.size].reshape(u.shape),
        lines,
        colors[u.size :],
        strips,
    )


def _even(reach: float, step: float) -> Floats:
    """Numbers from −reach to reach, at most `step` apart."""
    return np.linspace(-reach, reach, math.ceil(2 * reach / step) + 1)


class _View:
    """A surface in view coordinates."""

    def __init__(self, heights: Floats, projection: Projection) -> None:
        self.heights, self.projection = heights, projection
        self.sine, self.cosine = projection.turn

    def across(self, v: Floats) -> tuple[Floats, Floats]:
        """The first and the last u within the window, for each v."""
        # x = u cos − v sin and y = u sin + v cos, both within −1…1.
        return _range((self.cosine, -v * self.sine), (self.sine, v * self.cosine))

    def along(self, u: Floats) -> tuple[Floats, Floats]:
        """The nearest and the farthest v within the window, for each u."""
        return _range((-self.sine, u * self.cosine), (self.cosine, u * self.sine))

    def floor(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """X and y."""
        return u * self.cosine - v * self.sine, u * self.sine + v * self.cosine

    def points(self, u: Floats, v: Floats) -> Floats:
        """Where the surface lies in the picture, (..., 2)."""
        x, y = self.floor(u, v)
        return self.projection.screen(x, y, surface_at(self.heights, x, y))

    def colors(self, theme: Theme, u: Floats, v: Floats) -> Keys:
        """Red, green and blue as one number: colour by height, lightness by slope."""
        x, y = self.floor(u, v)
        unit = HEIGHT * (len(self.heights) - 1) / 2
        slope_y, slope_x = (
            unit * surface_at(np.asarray(grid), x, y) for grid in np.gradient(self.heights)
        )
        right = slope_x * self.cosine + slope_y * self.sine
        away = slope_y * self.cosine - slope_x * self.sine
        # The light stands behind the viewer's left shoulder.
        facing = (0.85 * right + 0.5 * away) / np.sqrt(1 + right**2 + away**2)
        # In steps, with one for what is level: colours come again and again.
        steps = np.rint(SHADES * np.clip(SHADE * facing, LEAST_SHADE - 1, MOST_SHADE - 1))
        below = -away > self.projection.climb * HEIGHT
        shade = np.where(below, UNDERSIDE, 1 + steps / SHADES)
        h = surface_at(self.heights, x, y)
        rgb = theme.sequential_map[np.rint(h * 255).astype(np.intp)]
        rgb = np.rint(np.minimum(rgb * shade[..., None], 255)).astype(np.intp)
        return np.asarray((rgb[..., 0] << 16) + (rgb[..., 1] << 8) + rgb[..., 2])


def _range(*limits: tuple[float, Floats]) -> tuple[Floats, Floats]:
    """The first and the last t for which slope · t + rest lies within −1…1, for all limits."""
    low, high = np.full(limits[0][1].shape, -2.0), np.full(limits[0][1].shape, 2.0)
    for slope, rest in limits:
        if abs(slope) > 1e-9:
            ends = (-1.0 - rest) / slope, (1.0 - rest) / slope
            low, high = np.maximum(low, np.minimum(*ends)), np.minimum(high, np.maximum(*ends))
    middle = (low + high) / 2
    return np.minimum(low, middle), np.maximum(high, middle)  # a corner is a point


def _outlines(view: _View, rows: Floats, columns: Floats) -> Floats:
    """The polygons of the strips between rows, with a corner at each column, (s, p, 2)."""
    low, high = view.across(rows)
    left, right = np.minimum(low[1:], low[:-1]), np.maximum(high[1:], high[:-1])
    # Where a row meets the window's border, the outline has a corner of its own.
    meets = np.stack([low[1:], low[:-1], high[1:], high[:-1]], axis=1)
    u = np.concatenate([np.broadcast_to(columns, (len(left), len(columns))), meets], axis=1)
    u = np.sort(np.clip(u, left[:, None], right[:, None]), axis=1)
    nearest, farthest = view.along(u)
    far = view.points(u, np.minimum(rows[:-1, None], farthest))
    near = view.points(u, np.maximum(rows[1:, None], nearest))
    near[..., 1] += OVERLAP * np.sign(near[..., 1] - far[..., 1])
    return np.concatenate([far, near[:, ::-1]], axis=1)


Lines = tuple[Floats, Keys, Floats]
"""Lines (e, 4), their strips (e,), and where they are: u and v (e, 2)."""


def _folds(view: _View, rows: Floats, columns: Floats) -> Lines:
    """Where the surface seen from above meets itself seen from below."""
    low, high = view.across(rows)
    u = np.clip(columns, low[:, None], high[:, None])
    points = view.points(u, rows[:, None])
    faces = points[1:, :, 1] > points[:-1, :, 1]
    turns = faces[1:] != faces[:-1]
    row, place = np.nonzero((turns[:, 1:] | turns[:, :-1]) & (u[1:-1, 1:] > u[1:-1, :-1]))
    row += 1
    lines = np.concatenate([points[row, place], points[row, place + 1]], axis=1)
    at = np.stack([u[row, place], (rows[row] + rows[row + 1]) / 2], axis=1)
    return lines, row, at


def _border(view: _View, rows: Floats) -> Lines:
    """The four sides of the window."""
    side, one = np.linspace(-1.0, 1.0, BORDER + 1), np.ones(BORDER + 1)
    x, y = np.stack([side, side, -one, one]), np.stack([-one, one, side, side])
    u, v = x * view.cosine + y * view.sine, y * view.cosine - x * view.sine
    points = view.points(u, v)
    lines = np.concatenate([points[:, :-1], points[:, 1:]], axis=-1).reshape(-1, 4)
    at = np.stack([(w[:, 1:] + w[:, :-1]) / 2 for w in (u, v)], axis=-1).reshape(-1, 2)
    return lines, strips_with(rows, np.minimum(v[:, 1:], v[:, :-1]).ravel()), at


def strips_with(rows: Floats, nearest: Floats) -> Keys:
    """The strip with which what reaches to `nearest`, values of v, is painted."""
    return np.clip(np.searchsorted(-rows, -nearest) - 1, 0, len(rows) - 2)
