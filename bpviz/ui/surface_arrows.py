"""Where the loss falls from the current point, and where the optimizer goes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bpviz.core.planes import Plane
from bpviz.core.step import Step
from bpviz.ui.paint.landscape_shapes import Arrow
from bpviz.ui.surface_plan import Planner, Scene

LENGTH = 0.45
"""An arrow that shows only a direction reaches this share of the window's half."""
SHORTEST = 0.15
"""A step that is shorter, as a share of the window's half, is drawn enlarged, and says so."""

ROUNDING = 1e-14
"""A gradient below this share of the parameters' norm is rounding: it points anywhere."""

Floats = NDArray[np.float64]
Window = tuple[Floats, Floats]


class Compass:
    """The arrows at a point of a run; the gradient is found once for an iteration."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._found: tuple[int, Floats] = (-1, np.empty(0))

    def arrows(self, scene: Scene, step: Step) -> tuple[Arrow, ...]:
        """Downhill and, once it is known, along the optimizer's step."""
        if scene.overflow is not None:
            return ()
        params, after = step.state.params, step.next_state
        plane, window = scene.job.plane, (scene.job.xs, scene.job.ys)
        if step.iteration != self._found[0]:
            _, gradient = self._planner.gradient.at(params)
            gradient[self._planner.problem.frozen] = 0.0  # training does not go there
            self._found = step.iteration, gradient
        arrows = downhill(plane, window, params, self._found[1])
        if after is not None:
            arrows += update(plane, window, params, after.params)
        return tuple(arrows)


def downhill(plane: Plane, window: Window, params: Floats, gradient: Floats) -> list[Arrow]:
    """The direction of −∇L of the whole training set, projected onto the plane; none where flat.

    Its length is `LENGTH` times the share of the gradient that lies in the plane: a gradient
    itself is as long as one chooses the rate.
    """
    with np.errstate(all="ignore"):
        size = float(np.linalg.norm(gradient))
        known = math.isfinite(size) and size > ROUNDING * max(1.0, float(np.linalg.norm(params)))
        unit = gradient / size if known else np.zeros_like(gradient)
    start, way = _on_plane(plane, params, params - unit)
    length = _length(way, window)
    if not (math.isfinite(length) and length > 1e-9):
        return []
    share = float(np.linalg.norm(way[0] * plane.u + way[1] * plane.v))
    return [_arrow(start, way * (LENGTH * share / length), "gradient", "−∇L")]


def update(plane: Plane, window: Window, params: Floats, after: Floats) -> list[Arrow]:
    """The optimizer's step, projected onto the plane; a short one enlarged, which is said."""
    start, way = _on_plane(plane, params, after)
    length = _length(way, window)
    if not (math.isfinite(length) and length > 1e-12):
        return []
    times = 1.0 if length >= SHORTEST else _round_up(SHORTEST / length)
    text = "Δθ" if times == 1.0 else f"Δθ × {times:,.0f}".replace(",", "\u202f")
    return [_arrow(start, way * times, "step", text)]


def _on_plane(plane: Plane, params: Floats, end: Floats) -> tuple[Floats, Floats]:
    alphas, betas, _ = plane.coordinates(np.stack([params, end]))
    points = np.stack([alphas, betas], axis=1)
    return points[0], points[1] - points[0]


def _length(way: Floats, window: Window) -> float:
    """How long it looks: as a share of the window's half."""
    half = [(float(values[-1]) - float(values[0])) / 2 for values in window]
    return float(np.hypot(way[0] / half[0], way[1] / half[1]))


def _round_up(value: float) -> float:
    unit = 10.0 ** math.floor(math.log10(value))
    return next(m * unit for m in (1.0, 2.0, 5.0, 10.0) if m * unit >= value * (1 - 1e-9))


def _arrow(start: Floats, way: Floats, kind: str, text: str) -> Arrow:
    end = start + way
    return Arrow((float(start[0]), float(start[1])), (float(end[0]), float(end[1])), kind, text)
