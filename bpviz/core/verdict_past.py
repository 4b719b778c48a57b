"""What the verdicts know of a run: its history up to a step, branches joined to their parents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.history import History
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline


@dataclass(frozen=True, eq=False)
class Past:
    """The history's arrays, cut off; rows, evaluations and measures have their own iterations."""

    step: Step
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
    """What was computed up to a step; its own iteration counts once the step is its last."""
    end = step.iteration + (step.position + 1 == timeline.steps_per_iteration)
    parts = [_cut(timeline.history, end)]
    # What a run inherits goes on, as long as its losses can be compared.
    while timeline.parent is not None and _comparable(timeline, timeline.parent):
        parts.insert(0, _cut(timeline.parent.history, min(end, timeline.first_iteration)))
        timeline = timeline.parent
    if len(parts) == 1:
        return Past(step, **parts[0])
    return Past(step, **{name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _comparable(child: Timeline, parent: Timeline) -> bool:
    new, old = child.problem.experiment, parent.problem.experiment
    return new.loss == old.loss and new.data == old.data


def _cut(history: History, end: int) -> dict[str, Array]:
    """The arrays of all iterations before `end`."""
    found = {}
    for grid, names in GRIDS.items():
        iterations = getattr(history, grid)
        count = int(np.searchsorted(iterations, end))
        found[grid] = iterations[:count]
        found |= {name: getattr(history, name)[:count] for name in names}
    return found
