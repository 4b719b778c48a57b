"""What a race says: its surfaces, its racers and their colours, and how they stand."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.paint.standings import DOT, Standing
from bpviz.ui.plot_axis import number
from bpviz.ui.race_chart import FURTHEST
from bpviz.ui.race_plan import RaceResult, Track

SURFACES = {
    "network": QT_TRANSLATE_NOOP("RaceView", "This network"),
    "ravine": QT_TRANSLATE_NOOP("RaceView", "Ravine"),
    "rosenbrock": QT_TRANSLATE_NOOP("RaceView", "Rosenbrock"),
    "beale": QT_TRANSLATE_NOOP("RaceView", "Beale"),
    "himmelblau": QT_TRANSLATE_NOOP("RaceView", "Himmelblau"),
    "saddle": QT_TRANSLATE_NOOP("RaceView", "Saddle"),
}
RACERS = {
    "sgd": QT_TRANSLATE_NOOP("RaceView", "SGD"),
    "momentum": QT_TRANSLATE_NOOP("RaceView", "Momentum"),
    "nesterov": QT_TRANSLATE_NOOP("RaceView", "Nesterov"),
    "adagrad": QT_TRANSLATE_NOOP("RaceView", "Adagrad"),
    "rmsprop": QT_TRANSLATE_NOOP("RaceView", "RMSprop"),
    "adam": QT_TRANSLATE_NOOP("RaceView", "Adam"),
}
COLORS = {
    "sgd": "#e69f00",
    "momentum": "#56b4e9",
    "nesterov": "#757575",
    "adagrad": "#0072b2",
    "rmsprop": "#d55e00",
    "adam": "#cc79a7",
}
"""Okabe & Ito's (2008), told apart with any common colour-vision deficiency, and a grey."""


def surface_name(name: str) -> str:
    """A surface in the window's language."""
    return QCoreApplication.translate("RaceView", SURFACES[name])


def racer_name(name: str) -> str:
    """A racer in the window's language."""
    return QCoreApplication.translate("RaceView", RACERS[name])


def warning_of(result: RaceResult) -> str:
    """What the map cannot show; empty where there is no such thing."""
    if result.relief is None:
        return QCoreApplication.translate(
            "RaceView", "The loss is not finite at the start: no race"
        )
    chart = result.job.race.chart
    if result.plane is None or chart is None or not chart.clipped:
        return ""
    text = QCoreApplication.translate("SurfaceView", "start weights clipped at ±{value}")
    return text.format(value=number(FURTHEST))


def standings_of(result: RaceResult, n: int) -> list[Standing]:
    """How the racers stand after `n` iterations, the lowest loss first, who diverged last."""
    after = [(track, track.path.until(n)) for track in result.tracks]
    order = sorted(after, key=lambda pair: math.inf if pair[1].diverged else pair[1].losses[-1])
    lines = []
    for place, (track, path) in enumerate(order, 1):
        name = track.racer.name
        out = path.diverged is not None
        if out:
            text = QCoreApplication.translate("RaceView", "diverged at iteration {i}")
            loss = text.format(i=path.diverged)
        else:
            loss = number(float(path.losses[-1]), 3)
            if not is_inside(result, track, len(path.losses) - 1):
                loss += " · " + QCoreApplication.translate("RaceView", "off the map")
        rate = f"η {number(track.racer.optimizer.learning_rate)}"
        at = "" if out else f"{place}."
        lines.append(Standing(at, racer_name(name), rate, loss, COLORS[name]))
    return lines


def is_inside(result: RaceResult, track: Track, k: int) -> bool:
    """Whether the k-th point of a track lies within the window."""
    x, y = track.path.points[k].tolist()
    return bool(result.x[0] <= x <= result.x[1] and result.y[0] <= y <= result.y[1])


def axis_titles(result: RaceResult) -> tuple[str, str, str]:
    """What the axes are called."""
    loss = QCoreApplication.translate("RaceView", "loss")
    plane = result.plane
    if plane is None:
        return "x", "y", "f(x, y)"
    if plane.kind == "weights":
        return plane.label_u, plane.label_v, loss
    titles = (
        QCoreApplication.translate("RaceView", "racers' component 1 · ‖Δθ‖"),
        QCoreApplication.translate("RaceView", "racers' component 2 · ‖Δθ‖"),
    )
    if plane.shares is not None:
        first, second = (f"{100 * share:.0f}" for share in plane.shares)
        of_variance = QCoreApplication.translate("SurfaceView", "{share} % of the variance")
        # Upright there is less room, and it has just been said.
        titles = f"{titles[0]} · {of_variance.format(share=first)}", f"{titles[1]} · {second} %"
    return (*titles, loss)


def note_of(result: RaceResult, n: int) -> str:
    """After how many iterations the racers stand so; from where, and which losses these are."""
    race, translate = result.job.race, QCoreApplication.translate
    parts = [translate("RaceView", "iteration {i}").format(i=n)]
    if race.setup.begin != race.timeline.first_iteration:
        text = translate("RaceView", "started at iteration {i} of the run")
        parts.append(text.format(i=race.setup.begin))
    if result.plane is not None:
        problem = race.timeline.problem
        some = problem.n_train if result.rows is None else len(result.rows)
        text = translate("RaceView", "samples {m} of {n}")
        parts.append(text.format(m=some, n=problem.n_train))
        if any(layer.dropout for layer in problem.layers):
            parts.append(translate("RaceView", "dropout off"))
    return DOT.join(parts)
