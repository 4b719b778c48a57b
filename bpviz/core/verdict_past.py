"""What the verdicts know of a run: its history up to a step, branches joined to their parents.

The history keeps fewer rows the longer the run, so the newest complete iteration is measured anew
where it has no row: a verdict does not lag behind the step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.diagnosis import delta_norms, grad_norms
from bpviz.core.history import History
from bpviz.core.measures import update_ratio
from bpviz.core.saturation import saturated_share
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.core.update_effect import update_effect

LIGHT = 2_000_000
"""An iteration of at most so many products of a weight and a sample takes a few milliseconds, and
is computed again where its numbers are wanted."""


@dataclass(frozen=True, eq=False)
class Past:
    """The history's arrays, cut off; rows, evaluations and measures have their own iterations.

    `whole` is the end of the newest complete iteration, where that is at hand.
    """

    step: Step
    whole: Step | None
    iterations: Array
    loss: Array
    grad_norm: Array
    delta_norm: Array
    eval_iterations: Array
    train_loss: Array
    test_loss: Array
    dead: Array
    measure_iterations: Array
    predicted: Array
    actual: Array
    update_ratio: Array
    saturated: Array

    @property
    def measure_loss(self) -> Array:
        """The batch's loss at the measured iterations, (r,)."""
        return np.asarray(self.loss[np.searchsorted(self.iterations, self.measure_iterations)])


GRIDS = {
    "iterations": ("loss", "grad_norm", "delta_norm"),
    "eval_iterations": ("train_loss", "test_loss", "dead"),
    "measure_iterations": ("predicted", "actual", "update_ratio", "saturated"),
}


def past(timeline: Timeline, step: Step) -> Past:
    """What was computed up to a step.

    Its own iteration has a row once the backward pass is done, and counts as complete at its last
    step.
    """
    whole = whole_step(timeline, step)
    own, known = timeline, step.iteration + (1 in step.dW and 1 in step.delta)
    complete = step.iteration + (step.position + 1 == timeline.steps_per_iteration)
    parts = [_cut(timeline.history, known, complete)]
    # What a run inherits goes on, as long as its losses can be compared.
    while timeline.parent is not None and _comparable(timeline, timeline.parent):
        first = timeline.first_iteration
        parts.insert(0, _cut(timeline.parent.history, min(known, first), min(complete, first)))
        timeline = timeline.parent
    parts.extend(_own(own, step, whole))
    if len(parts) == 1:
        return Past(step, whole, **parts[0])
    joined = {}
    for grid, names in GRIDS.items():
        order = np.argsort(np.concatenate([part[grid] for part in parts]))
        for name in (grid, *names):
            joined[name] = np.concatenate([part[name] for part in parts])[order]
    return Past(step, whole, **joined)


def whole_step(timeline: Timeline, step: Step) -> Step | None:
    """The step, where its iteration is complete; else the end of the one before.

    None where the run has none before, or where it would take long to compute it again.
    """
    if step.position + 1 == timeline.steps_per_iteration:
        return step
    if step.iteration == timeline.first_iteration or not is_light(step):
        return None
    return timeline[step.iteration * timeline.steps_per_iteration - 1]


def is_light(step: Step) -> bool:
    """Whether an iteration like the step's is computed in a moment; see `LIGHT`."""
    return bool(step.problem.n_params * len(step.batch) <= LIGHT)


def _own(timeline: Timeline, step: Step, whole: Step | None) -> list[dict[str, Array]]:
    """What the history has not of the newest complete iteration, and of the step's own."""
    rows, measures = timeline.history.iterations, timeline.history.measure_iterations
    found = []
    if whole is not None:
        new_row, new_measure = whole.iteration not in rows, whole.iteration not in measures
        if new_row or new_measure:
            found.append(_part(whole, new_row, new_measure and is_light(whole)))
    # The backward pass may be done before the iteration is.
    if whole is not step and 1 in step.dW and 1 in step.delta and step.iteration not in rows:
        found.append(_part(step, True, False))
    return found


def _part(step: Step, row: bool, measured: bool) -> dict[str, Array]:
    """One iteration as a part of the past, each of its grids of one row or none."""
    n_layers, loss = step.problem.n_layers, 0.0 if step.loss is None else step.loss
    i, none = np.array([step.iteration]), np.empty(0, np.int64)
    part = {
        "iterations": i if row else none,
        "loss": np.array([loss] if row else []),
        "grad_norm": grad_norms(step)[None] if row else np.empty((0, n_layers)),
        "delta_norm": delta_norms(step)[None] if row else np.empty((0, n_layers)),
        "eval_iterations": none,
        "train_loss": np.empty(0),
        "test_loss": np.empty(0),
        "dead": np.empty((0, n_layers)),
        "measure_iterations": none,
        "predicted": np.empty(0),
        "actual": np.empty(0),
        "update_ratio": np.empty((0, n_layers)),
        "saturated": np.empty((0, n_layers)),
    }
    effect = update_effect(step) if measured else None
    if effect is None:
        return part
    before, after, layers = step.W_before, step.W, step.problem.layers
    z, a = step.z, step.a
    with np.errstate(all="ignore"):
        ratios = [update_ratio(before[layer.index], after[layer.index]) for layer in layers]
        shares = [
            saturated_share(layer.activation, z[layer.index], a[layer.index]) for layer in layers
        ]
    return part | {
        "measure_iterations": i,
        "predicted": np.array([effect.predicted]),
        "actual": np.array([effect.actual]),
        "update_ratio": np.array([ratios]),
        "saturated": np.array([shares]),
    }


def _comparable(child: Timeline, parent: Timeline) -> bool:
    new, old = child.problem.experiment, parent.problem.experiment
    return new.loss == old.loss and new.data == old.data


def _cut(history: History, known: int, complete: int) -> dict[str, Array]:
    """The rows of all iterations before `known`, what else there is before `complete`."""
    found = {}
    for grid, names in GRIDS.items():
        iterations = getattr(history, grid)
        end = known if grid == "iterations" else complete
        count = int(np.searchsorted(iterations, end))
        found[grid] = iterations[:count]
        found |= {name: getattr(history, name)[:count] for name in names}
    return found
