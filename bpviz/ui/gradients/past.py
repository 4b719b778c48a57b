"""What came before a step: what the history kept, and why the loss is above the last one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.core.update_effect import Rise, UpdateEffect, rise, rise_between
from bpviz.ui.gradients.quantities import Quantity
from bpviz.ui.plot_scales import Floats


def history_before(
    timeline: Timeline | None, step: Step, quantity: Quantity
) -> tuple[NDArray[np.int64], Floats]:
    """Iterations (m,) before the step's own at which a quantity was kept, and it (m, L).

    The step's own iteration comes from the step, which may know only a part of it.
    """
    if timeline is None:
        return np.empty(0, np.int64), np.empty((0, step.problem.n_layers))
    iterations, values = quantity.past(timeline.history, step.problem)
    count = int(np.searchsorted(iterations, step.iteration, side="left"))
    return np.asarray(iterations[:count]), np.asarray(values[:count], float)


def updates_before(timeline: Timeline | None, step: Step) -> tuple[Floats, Floats, Floats]:
    """Iterations (r,) before the step's own whose updates were measured, and what is known.

    That is (r, 3) the predicted change of the loss, the actual one and the loss before it, and
    (r, L) ‖ΔW‖/‖W‖ of each layer.
    """
    if timeline is None:
        return np.empty(0), np.empty((0, 3)), np.empty((0, step.problem.n_layers))
    history = timeline.history
    count = int(np.searchsorted(history.measure_iterations, step.iteration, side="left"))
    iterations = history.measure_iterations[:count]
    rows = np.searchsorted(history.iterations, iterations)
    loss = history.loss[rows] + history.penalty[rows]
    effects = np.stack([history.predicted[:count], history.actual[:count], loss], axis=1)
    return iterations.astype(float), effects, np.asarray(history.update_ratio[:count], float)


def rise_of(
    step: Step, own: UpdateEffect | None, before: UpdateEffect | None, loss_before: float
) -> Rise | None:
    """Why the update of the step raised the loss, or why the step's loss is above the last one.

    `before` is the effect of the last update, where known, and `loss_before` the loss before that.
    """
    dtype, found = step.problem.dtype, None
    if step.total is None:
        return None
    if own is not None:
        found = rise(own, step.total, dtype)
    if found is None and before is not None:
        found = rise_between(before, loss_before, step.total, dtype)
        if own is not None and found is not None and found.cause != "batch":
            return None  # that was the last update's fault, and this one is told
    return found


def last_row(past: Floats) -> Floats:
    """The norms of the iteration before, (L,), or NaN."""
    return past[-1] if len(past) else np.full(past.shape[1], np.nan)
