"""Why did the loss go up? What an update promised beside what it did, on the same batch.

To first order the loss changes by gᵀΔ, g being its gradient and Δ the update; plain gradient
descent promises −η‖g‖², always a fall. The rest of the real change is curvature: ½ΔᵀHΔ to second
order. Where it outweighs the promise the step was too large for the bend of the surface
(η > 2/λ in the direction of an eigenvalue λ; Goodfellow, Bengio & Courville 2016, section 4.3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bpviz.core.step import Step

Outcome = Literal["as_promised", "less", "more", "raised", "uphill", "rounding", "non_finite"]

LITTLE, MUCH = 0.5, 1.5
"""An update keeps its promise where what it does is between these shares of it.

Along a line on which the loss is a parabola the share is 1 − s/2, s being the step over that to
the lowest point: below a half the step went past it, below 0 up to more than where it began.
"""

Cause = Literal["curvature", "optimizer", "batch"]

_ROUNDING = 64.0
"""Changes below so many units in the loss's last place are those of rounding."""


@dataclass(frozen=True)
class UpdateEffect:
    """The change of the batch's loss, penalty included, by one update.

    Attributes
    ----------
    predicted : float
        gᵀΔ, with the gradient as it is before clipping.
    actual : float
        The loss after the update less that before, on the same samples with the same dropout
        masks.
    """

    predicted: float
    actual: float


def update_effect(step: Step) -> UpdateEffect | None:
    """What the update of the step's iteration does; None until all layers are updated.

    Costs a forward pass. Both numbers are as they come, NaN or infinite, where the network
    overflows.
    """
    after = step.next_state
    if after is None or step.total is None:
        return None
    problem = step.problem
    gradient = step.record.arena[problem.n_params : 2 * problem.n_params]
    with np.errstate(all="ignore"):
        change = np.subtract(after.params, step.state.params, dtype=np.float64)
        predicted = float(gradient.astype(np.float64).dot(change))
        with problem.engines.engine() as engine:
            actual = engine.loss_at(after.params, step.iteration) - step.total
    return UpdateEffect(predicted, actual)


def rounding(loss: ArrayLike, dtype: np.dtype) -> NDArray[np.float64]:
    """Up to which size a change of `loss` may be due to rounding only."""
    size = np.abs(np.asarray(loss, dtype=np.float64))
    return np.asarray(_ROUNDING * np.finfo(dtype).eps * size)


def raised(
    predicted: ArrayLike, actual: ArrayLike, loss: ArrayLike, dtype: np.dtype
) -> NDArray[np.bool_]:
    """Which updates raised the loss although a fall was predicted; all arrays (r,)."""
    with np.errstate(invalid="ignore"):
        rose = np.asarray(actual, dtype=np.float64) > rounding(loss, dtype)
        return rose & (np.asarray(predicted, dtype=np.float64) < 0)


@dataclass(frozen=True)
class Rise:
    """Why a loss went up.

    Attributes
    ----------
    cause : str
        ``"curvature"``: a fall was promised, and the surface bends upwards too much for such a
        step. ``"optimizer"``: the update itself goes uphill, as momentum can. ``"batch"``: the
        update lowered the loss of its own samples; those of the next batch (or its dropout masks)
        are others.
    rest : float
        What is added to the promise; of "batch" what is added to the update's own change.
    """

    cause: Cause
    rest: float


def rise(effect: UpdateEffect, loss: float, dtype: np.dtype) -> Rise | None:
    """Why an update raised the loss of its own batch, `loss` before it; None where it did not."""
    if not effect.actual > rounding(loss, dtype):
        return None
    cause: Cause = "curvature" if effect.predicted < 0 else "optimizer"
    return Rise(cause, effect.actual - effect.predicted)


def rise_between(
    before: UpdateEffect, loss_before: float, loss: float, dtype: np.dtype
) -> Rise | None:
    """Why a batch's `loss` is above that of the batch before, whose update did `before`."""
    change = loss - loss_before
    if not change > max(rounding(loss, dtype), rounding(loss_before, dtype)):
        return None
    return rise(before, loss_before, dtype) or Rise("batch", change - before.actual)


def outcome(effect: UpdateEffect, loss: float, dtype: np.dtype) -> Outcome:
    """How an update of a network of that `dtype`, which had that `loss`, kept its promise.

    Returns
    -------
    str
        ``"raised"``: the loss rose although a fall was predicted, so the step is too large.
        ``"uphill"``: a rise was predicted; the optimizer did not follow this gradient.
        ``"rounding"``: both changes are too small to tell. ``"non_finite"``: one is no number.
        ``"less"``, ``"as_promised"`` or ``"more"``: by `LITTLE` and `MUCH`.
    """
    predicted, actual = effect.predicted, effect.actual
    if not np.isfinite([predicted, actual]).all():
        return "non_finite"
    if max(abs(predicted), abs(actual)) <= rounding(loss, dtype):
        return "rounding"
    if predicted >= 0:
        return "uphill"
    if raised(predicted, actual, loss, dtype):
        return "raised"
    share = actual / predicted
    return "less" if share < LITTLE else "more" if share > MUCH else "as_promised"
