"""From which side a loss surface is best seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF

from bpviz.ui.paint.landscape_projection import Projection, surface_at
from bpviz.ui.paint.landscape_shapes import Camera, Floats, Landscape
from bpviz.ui.paint.landscape_trails import in_box

SIDES = tuple(quarter + turn for quarter in range(0, 360, 90) for turn in (35.0, 20.0, 55.0))
"""The azimuths that are compared: none along an axis, whose numbers would have no room."""
LOW = 0.1
"""So much of the window, the lowest part of the surface, should be seen."""
ALIKE = 0.1
"""Shares that differ by less are alike."""
MOST = 100
"""Points of paths, and of the lowest part, that are looked for."""
FACING = 0.1
"""Cosine of the angle between slope and viewer from which on it does not turn from him: in a slope
that falls straight towards him arrows cannot be seen."""
NEAR = 0.2
"""What lies nearer to the point, where the window's sides are 2, is on no side of it."""

_AREA = QRectF(0, 0, 400, 300)  # what hides what does not depend on it


def best_azimuth(landscape: Landscape) -> float:
    """The azimuth, in degrees, of the best of twelve sides.

    That is the one from which most current points are not hidden; of several that from which most
    of the paths, then most of the lowest part of the surface is seen, then one from which the way
    from the current point to the minimum leads towards the viewer. Of sides that are about as good
    as the best the one nearest to the usual side wins.
    """
    usual = Camera()
    sides = sorted(SIDES, key=lambda side: abs((side - usual.azimuth + 180.0) % 360.0 - 180.0))
    left = [_seen_from(replace(usual, azimuth=side)) for side in sides]
    ends = _ends(landscape)
    for points in (ends, _paths(landscape), _lowest(landscape)):
        left = _best(left, [_seen(landscape, side, points) for side in left])
    fall = _fall(landscape, ends)
    facing = [min(float(fall @ side.to_viewer), FACING) for side in left]
    return _best(left, facing)[0].camera.azimuth


def _best(sides: list[Projection], worths: list[float]) -> list[Projection]:
    """Those that are about as good as the best."""
    enough = max(worths) - ALIKE
    return [side for side, worth in zip(sides, worths, strict=True) if worth >= enough]


def point_is_hidden(landscape: Landscape, camera: Camera) -> bool:
    """Whether hills hide more than half of the current points from a camera."""
    return _seen(landscape, _seen_from(camera), _ends(landscape)) < 0.5


def _seen_from(camera: Camera) -> Projection:
    return Projection.fit(_AREA, camera)


def _seen(landscape: Landscape, projection: Projection, points: Floats) -> float:
    """The share of points (m, 3) of the box that are not hidden; 1 where there are none."""
    if not len(points):
        return 1.0
    return 1.0 - float(np.mean(projection.are_hidden(landscape.relief.heights, *points.T)))


def _ends(landscape: Landscape) -> Floats:
    """The current points in the box, (m, 3), those of them that are in the window."""
    return _inside(landscape, [slice(-1, None)] * len(landscape.trails))


def _paths(landscape: Landscape) -> Floats:
    """Some points of every path in the box, (m, 3)."""
    most = MOST // max(1, len(landscape.trails))
    thinner = [max(1, -(-len(trail.points) // most)) for trail in landscape.trails]
    return _inside(landscape, [slice(None, None, step) for step in thinner])


def _inside(landscape: Landscape, parts: list[slice]) -> Floats:
    found = [np.empty((0, 3))]
    for trail, part in zip(landscape.trails, parts, strict=True):
        x, y = in_box(landscape, trail.points[part])
        h = landscape.relief.heights_of(trail.losses[part])
        with np.errstate(invalid="ignore"):
            inside = (np.abs(x) <= 1) & (np.abs(y) <= 1)
        found.append(np.stack([x, y, h], axis=1)[inside])
    return np.concatenate(found)


def _lowest(landscape: Landscape) -> Floats:
    """Points of the surface's lowest part, (m, 3)."""
    side = np.linspace(-1.0, 1.0, round((MOST / LOW) ** 0.5))
    x, y = (at.ravel() for at in np.meshgrid(side, side))
    h = surface_at(landscape.relief.heights, x, y)
    low = np.argsort(h, kind="stable")[:MOST]
    return np.stack([x[low], y[low], h[low]], axis=1)


def _fall(landscape: Landscape, ends: Floats) -> Floats:
    """The direction (2,) over the floor from the current points to the lowest; 0 where near."""
    start = ends[:, :2].mean(axis=0) if len(ends) else np.zeros(2)
    way = _lowest(landscape)[0, :2] - start
    length = float(np.hypot(*way))
    return np.asarray(way / length if length > NEAR else np.zeros(2))
