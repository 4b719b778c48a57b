"""The landscape of a scene: its surface, the path walked, the arrows at its end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bpviz.ui.paint.landscape_shapes import Arrow, Landscape, Trail
from bpviz.ui.paint.relief import Relief
from bpviz.ui.surface_arrows import LENGTH
from bpviz.ui.surface_plan import Scene
from bpviz.ui.surface_words import axis_titles

Floats = NDArray[np.float64]


def landscape_of(
    scene: Scene,
    shape: Relief,
    arrows: tuple[Arrow, ...],
    normalization: str,
    *,
    settled: bool = True,
) -> Landscape:
    """What is shown of a scene; random directions were scaled by `normalization`.

    `settled`: its surface is complete, and nothing plays.
    """
    x, y = window_of(scene)
    titles = axis_titles(scene, normalization)
    shown = tuple(downhill_only(arrow, shape, x, y) for arrow in arrows)
    trails = (trail_of(scene, shape),)
    # A plane along the path is another one every few iterations, yet shows the same.
    experiment, plane = scene.job.problem.experiment, scene.job.plane
    subject = (experiment.data, experiment.layers, plane.kind, plane.label_u, plane.label_v)
    return Landscape(shape, x, y, titles, trails, shown, subject=subject, settled=settled)


def downhill_only(
    arrow: Arrow, shape: Relief, x: tuple[float, float], y: tuple[float, float]
) -> Arrow:
    """An arrow downhill, shortened until its tip is not higher than its start.

    Its length says nothing but how much of the gradient lies in the plane; drawn beyond the bottom
    of a valley it would climb the other side.
    """
    if arrow.kind != "gradient":
        return arrow
    start, way = np.array(arrow.start), np.array(arrow.end) - np.array(arrow.start)
    for part in (1.0, 0.5, 0.25):
        points = np.stack([start, start + part * way])
        unit = [(points[:, i] - low) / (high - low) for i, (low, high) in enumerate((x, y))]
        before, after = shape.losses_at(*unit)
        if after <= before:
            break
    alpha, beta = (start + part * way).tolist()
    return replace(arrow, end=(alpha, beta))


def kept_free(scene: Scene) -> Floats:
    """Points (m, 2) along which no contour's value should stand: the path up to the anchor.

    Before there is one, the way on which a run starts: it is the same for all steps, so that the
    values keep their places.
    """
    if len(scene.settled) > 1 or scene.job.plane.kind != "path":
        return scene.settled
    (left, right), _ = window_of(scene)
    ahead = np.array([LENGTH * (right - left) / 2, 0.0])
    return np.vstack([scene.settled, scene.settled + ahead])


def window_of(scene: Scene) -> tuple[tuple[float, float], tuple[float, float]]:
    """The first and the last α, and β, of the picture."""
    xs, ys = scene.job.xs, scene.job.ys
    return (float(xs[0]), float(xs[-1])), (float(ys[0]), float(ys[-1]))


def trail_of(scene: Scene, shape: Relief) -> Trail:
    """The path walked, fading where it is far from the plane."""
    (left, right), (bottom, top) = window_of(scene)
    reach = 0.5 * (right - left) * max(1e-300, float(np.linalg.norm(scene.job.plane.u)))
    nearness = 1.0 / (1.0 + (scene.path[:, 2] / reach) ** 2)
    points = scene.path[:, :2]
    losses = shape.losses_at(
        (points[:, 0] - left) / (right - left), (points[:, 1] - bottom) / (top - bottom)
    )
    return Trail(points, losses, nearness)
