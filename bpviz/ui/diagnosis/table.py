"""Each layer in numbers, as the diagnosis shows them: what they are and which are sick."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from bpviz.core import diagnosis
from bpviz.core.measures import (
    GOOD_UPDATE_RATIO,
    DeadUnits,
    LayerMeasures,
    last_to_first,
    layer_measures,
)
from bpviz.core.problem import Problem
from bpviz.core.saturation import shape
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.core.verdict_past import LIGHT, whole_step
from bpviz.core.verdicts import Severity, Verdict
from bpviz.ui.marks import MARKS

FAR = 100.0
"""An update ratio is far from the rule of thumb where it is so many times smaller or larger, as in
`bpviz.core.verdict_limits.SMALL_RATIO`."""

MARK_COLORS: dict[str, Severity] = {
    "vanishing": "warning",
    "exploding": "danger",
    "non_finite": "danger",
}
FIELDS = tuple(field.name for field in fields(LayerMeasures) if field.name != "layer")


class Sick(NamedTuple):
    """What marks a cell: a sign, and how bad it is."""

    sign: str
    severity: Severity


@dataclass(frozen=True)
class Row:
    """A layer.

    Attributes
    ----------
    layer, units : int
        From 1; how many neurons it has.
    activation : str
        Its name in the registry.
    values : dict
        The fields of `LayerMeasures` by name; those that are not known are missing. Besides
        ``"dead"``, how many units are dead, where they can die.
    older : frozenset of str
        The values that are those of the iteration before.
    sick : dict
        The values that are marked; under ``"layer"`` the worst verdict that names the layer.
    """

    layer: int
    units: int
    activation: str
    values: dict[str, float]
    older: frozenset[str]
    sick: dict[str, Sick]


@dataclass(frozen=True)
class Table:
    """All layers at a step.

    Attributes
    ----------
    rows : tuple of Row
        First layer to last.
    iteration : int
        Of the step.
    dead_iteration : int or None
        The iteration whose dead units were counted; None where none can die or were counted.
    last_to_first : tuple
        How many times larger ‖∂L/∂W‖ and ‖δ‖ of the last layer are than the first's; None where
        they are not known.
    """

    rows: tuple[Row, ...]
    iteration: int
    dead_iteration: int | None
    last_to_first: tuple[float | None, float | None]

    @property
    def has_older(self) -> bool:
        """Whether something is shown of the iteration before."""
        return any(row.older for row in self.rows)


class Dead:
    """Counts dead units over the whole training set, where that is quick, or asks the history."""

    def __init__(self, timeline: Timeline) -> None:
        problem = timeline.problem
        self._timeline = timeline
        self._can_die = can_die(problem)
        light = problem.n_params * problem.n_train <= LIGHT
        self._counter = DeadUnits(problem) if light and self._can_die else None

    def at(self, step: Step) -> tuple[int | None, Sequence[int]]:
        """The iteration that was looked at, and its dead units (L,), by the weights in force."""
        if not self._can_die:
            return None, ()
        if self._counter is not None:
            return step.iteration, self._counter.count(step.params)
        history = self._timeline.history
        row = int(np.searchsorted(history.eval_iterations, step.iteration, side="right")) - 1
        if row < 0:
            return None, ()
        return int(history.eval_iterations[row]), history.dead[row].astype(int).tolist()


def can_die(problem: Problem) -> bool:
    """Whether any layer has an activation of the ReLU family."""
    return any(shape(layer.activation).dies for layer in problem.layers)


def table_of(timeline: Timeline, step: Step, verdicts: Sequence[Verdict], dead: Dead) -> Table:
    """The numbers of a step; what it does not know yet is that of the last complete iteration."""
    whole = whole_step(timeline, step)
    now = layer_measures(step)
    before = now if whole is None or whole is step else layer_measures(whole)
    marks = _marks(now, step.loss)
    older_marks = marks if before is now or whole is None else _marks(before, whole.loss)
    dead_iteration, counts = dead.at(step)
    rows = []
    for i, layer in enumerate(step.problem.layers):
        values, older, sick = {}, set(), {}
        for name in FIELDS:
            value = getattr(now[i], name)
            known = marks if value is not None else older_marks
            if value is None and (value := getattr(before[i], name)) is not None:
                older.add(name)
            if value is None:
                continue
            values[name] = value
            sign = known[name][i] if name in known else _sign(name, value)
            if sign in MARK_COLORS:
                sick[name] = Sick(MARKS[sign], MARK_COLORS[sign])
        if len(counts) and shape(layer.activation).dies:
            values["dead"] = counts[i]
        sick |= _named(layer.index, verdicts)
        rows.append(Row(layer.index, layer.n_out, layer.activation, values, frozenset(older), sick))
    ends = tuple(
        last_to_first([row.values.get(name) for row in rows]) for name in ("dW_norm", "delta_norm")
    )
    return Table(tuple(rows), step.iteration, dead_iteration, (ends[0], ends[1]))


def _marks(measures: Sequence[LayerMeasures], loss: float | None) -> dict[str, Sequence[str]]:
    """What is wrong with the norms of each layer, by the rules of `diagnosis`."""
    found = {}
    for name in ("dW_norm", "delta_norm"):
        norms = [getattr(layer, name) for layer in measures]
        known = [math.nan if norm is None else norm for norm in norms]
        found[name] = diagnosis.verdict(known, loss).tolist()
    return found


def _sign(name: str, value: float) -> str:
    """What is wrong with a value by itself."""
    if name == "update_ratio":
        if math.isnan(value):
            return ""
        if value > FAR * GOOD_UPDATE_RATIO:
            return "exploding" if math.isfinite(value) else "non_finite"
        return "vanishing" if 0 < value < GOOD_UPDATE_RATIO / FAR else ""
    return "" if math.isfinite(value) else "non_finite"


def _named(layer: int, verdicts: Sequence[Verdict]) -> dict[str, Sick]:
    """The marks that a layer has from the verdicts which name it, worst first among them."""
    naming = [verdict for verdict in verdicts if layer in verdict.layers]
    found = {}
    for kind, name in (("saturated", "saturated"), ("dead_relu", "dead")):
        for verdict in naming:
            if verdict.kind == kind:
                found[name] = Sick("!", verdict.severity)
    if naming:
        worst: Severity = "danger" if any(v.severity == "danger" for v in naming) else "warning"
        found["layer"] = Sick("!", worst)
    return found
