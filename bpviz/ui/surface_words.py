"""What the loss surface says in words: its axes, its meter, its warnings."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bpviz.core.planes import Kind
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.paint.meter import Phrase
from bpviz.ui.paint.relief import Relief
from bpviz.ui.plot_axis import number
from bpviz.ui.surface_plan import Scene
from bpviz.ui.surface_walk import LARGEST

ENORMOUS = 1000.0
"""Losses so many times above the end of the scale are worth a warning."""


AXES: dict[str, tuple[str, str]] = {
    "path": (
        QT_TRANSLATE_NOOP("SurfaceView", "along the path"),
        QT_TRANSLATE_NOOP("SurfaceView", "across it"),
    ),
    "first": (
        QT_TRANSLATE_NOOP("SurfaceView", "along the first step"),
        QT_TRANSLATE_NOOP("SurfaceView", "across it"),
    ),
    "components": (
        QT_TRANSLATE_NOOP("SurfaceView", "component 1"),
        QT_TRANSLATE_NOOP("SurfaceView", "component 2"),
    ),
    "states": (
        QT_TRANSLATE_NOOP("SurfaceView", "from start to end"),
        QT_TRANSLATE_NOOP("SurfaceView", "towards now"),
    ),
    "gradient": (
        QT_TRANSLATE_NOOP("SurfaceView", "along the gradient · ‖Δθ‖"),
        QT_TRANSLATE_NOOP("SurfaceView", "random direction · ‖Δθ‖"),
    ),
    "random": (
        QT_TRANSLATE_NOOP("SurfaceView", "random direction 1"),
        QT_TRANSLATE_NOOP("SurfaceView", "random direction 2"),
    ),
}
"""Kind of plane → the names of its axes; that of two weights has their names.

``"first"`` is the plane along a path that has not begun.
"""
NORMALIZED = {
    "filter": QT_TRANSLATE_NOOP("SurfaceView", "filter-normalized"),
    "layer": QT_TRANSLATE_NOOP("SurfaceView", "layer-normalized"),
    "none": QT_TRANSLATE_NOOP("SurfaceView", "not normalized"),
}


@dataclass(frozen=True)
class Meter:
    """The loss at the current parameters and at their shadow on the plane."""

    loss: float
    on_plane: float

    @property
    def gap(self) -> float:
        """How far apart they are; what is only rounding counts as zero."""
        gap = abs(self.loss - self.on_plane)
        return 0.0 if gap < 1e-12 * abs(self.loss) else gap


def axis_titles(scene: Scene, normalization: str) -> tuple[str, str, str]:
    """The names of the axes: α, β and the loss; of the scale of random directions, too."""
    translate, plane = QCoreApplication.translate, scene.job.plane
    loss = translate("SurfaceView", "loss")
    if plane.kind == "weights":
        return plane.label_u, plane.label_v, loss
    begins = plane.kind == "path" and len(scene.settled) < 2
    names = [translate("SurfaceView", name) for name in AXES["first" if begins else plane.kind]]
    if plane.kind == "random":
        names[0] += " · " + translate("SurfaceView", NORMALIZED[normalization])
    elif plane.shares is not None:
        first, second = (number(100 * share, 3) for share in plane.shares)
        of_variance = translate("SurfaceView", "{share} % of the variance")
        names[0] += " · " + of_variance.format(share=first)
        names[1] += f" · {second} %"  # upright there is less room, and it has just been said
    elif plane.kind != "gradient":
        names = [f"{name} · ‖Δθ‖" for name in names]
    return names[0], names[1], loss


def phrases_of(scene: Scene, meter: Meter, relief: Relief | None, *, updated: bool) -> list[Phrase]:
    """The meter's line: losses, share of the path, end of the scale, which samples.

    The losses are those before the iteration's update, which is said once it is `updated`.
    """
    translate = QCoreApplication.translate
    if updated:
        loss = translate("SurfaceView", "loss before the update")
    else:
        loss = translate("SurfaceView", "loss")
    phrases = [
        Phrase(
            loss,
            number(meter.loss, 4),
            translate("SurfaceView", "at the current parameters"),
        ),
        Phrase(
            translate("SurfaceView", "on the plane"),
            number(meter.on_plane, 4),
            translate("SurfaceView", "at the point of the picture nearest to them"),
        ),
        Phrase(
            translate("SurfaceView", "gap"),
            number(meter.gap, 2),
            translate("SurfaceView", "between these two; 0 where the run lies in the plane"),
        ),
    ]
    shares = scene.job.plane.shares
    # Components are named with their shares of the variance: the meter says what these add up to.
    held = scene.share if shares is None else sum(shares)
    if len(scene.path) > 2 and math.isfinite(held):
        share = f"{math.floor(100 * held + 1e-9)} %"
        meaning = translate(
            "SurfaceView",
            "how much of the path's movement the picture can show; the rest is hidden",
        )
        phrases.append(Phrase(translate("SurfaceView", "path in plane"), share, meaning))
    if relief is not None and relief.clipped:
        name = translate("SurfaceView", "clipped at")
        meaning = translate("SurfaceView", "greater losses have the colour of this one")
        phrases.append(Phrase(name, number(relief.high), meaning))
    if relief is not None and relief.floored:
        name = translate("SurfaceView", "all below drawn as")
        meaning = translate("SurfaceView", "the grid is too coarse for the bottom of the valley")
        phrases.append(Phrase(name, number(relief.low), meaning))
    total, rows = scene.job.problem.n_train, scene.job.rows
    if rows is None:
        name = translate("SurfaceView", "samples")
    else:
        name = translate("SurfaceView", "fixed sample")
    meaning = translate(
        "SurfaceView", "of the training set, from which all losses here are computed"
    )
    if any(layer.dropout for layer in scene.job.problem.layers):
        text = translate("SurfaceView", "{m} of {n} · dropout off")
    else:
        text = translate("SurfaceView", "{m} of {n}")
    value = text.format(m=total if rows is None else len(rows), n=total)
    return [*phrases, Phrase(name, value, meaning)]


def hint_of(kind: Kind, wanting: int) -> str:
    """What is left to do for the plane of two weights, of which so many are still to be chosen."""
    if kind != "weights" or wanting == 0:
        return ""
    if wanting == 1:
        return QCoreApplication.translate("SurfaceView", "click one more edge of the network")
    return QCoreApplication.translate("SurfaceView", "click two edges of the network")


def warnings_of(scene: Scene, relief: Relief | None) -> str:
    """What the picture cannot show; empty where there is no such thing."""
    parts = []
    if scene.clipped:
        text = QCoreApplication.translate("SurfaceView", "start weights clipped at ±{value}")
        parts.append(text.format(value=number(LARGEST)))
    elif scene.overflow is not None:
        text = QCoreApplication.translate("SurfaceView", "parameters overflow at iteration {i}")
        parts.append(text.format(i=scene.overflow))
    elif not scene.is_inside:
        parts.append(QCoreApplication.translate("SurfaceView", "the current point is outside"))
    if relief is not None and relief.missing:
        parts.append(QCoreApplication.translate("SurfaceView", "loss not finite in places"))
    elif relief is not None and relief.top > ENORMOUS * relief.high:
        text = QCoreApplication.translate("SurfaceView", "enormous losses clipped, up to {value}")
        parts.append(text.format(value=number(relief.top)))
    return " · ".join(parts)
