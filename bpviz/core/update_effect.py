"""Why did the loss go up? What an update promised beside what it did, on the same batch.

To first order the loss changes by gᵀΔ, g being its gradient and Δ the update; plain gradient
descent promises −η‖g‖², always a fall. The rest of the real change is curvature: ½ΔᵀHΔ to second
order. Where it outweighs the promise the step was too large for the bend of the surface
(η > 2/λ in the direction of an eigenvalue λ; Goodfellow, Bengio & Courville 2016, section 4.3.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpviz.core.step import Step


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
