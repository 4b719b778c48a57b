"""Why a layer's error signal is smaller or larger than the next layer's: its factors.

Going back from layer l + 1 to layer l the signal is multiplied three times,

    δ(l) = f′(z(l)) ⊙ m(l) ⊙ (δ(l+1) W(l+1)ᵀ),

with m the dropout mask where there is one. Each multiplication changes the norm over the batch by
a factor, and their product is ‖δ(l)‖/‖δ(l+1)‖: whatever was lost was lost in one of them. Softmax
multiplies by its Jacobian in place of f′.

Glorot & Bengio (2010), section 4.2.1, derive the variances of the same factors; Hochreiter (1991)
and Pascanu, Mikolov & Bengio (2013), section 2.1, give the bounds: the weight factor is at most
W's largest singular value, the slope factor at most the largest slope (¼ for sigmoid).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bpviz.core.diagnosis import norm
from bpviz.core.step import Step


@dataclass(frozen=True)
class SignalFactors:
    """What happens to the error signal between layer `layer` + 1 and layer `layer`.

    A factor of a signal that is zero already is 1, since nothing more can be lost; with what is
    not finite a factor is NaN or infinite.

    Attributes
    ----------
    layer : int
        From 1 to L − 1.
    weight : float
        ‖δ(l+1) W(l+1)ᵀ‖/‖δ(l+1)‖.
    dropout : float
        What the mask, 0 or 1/(1 − p), does to that norm; exactly 1 without dropout. About
        1/√(1 − p) on average.
    slope : float
        ‖f′(z) ⊙ s‖/‖s‖ of what is left, s.
    ratio : float
        ‖δ(l)‖/‖δ(l+1)‖ as measured; the product of the three.
    """

    layer: int
    weight: float
    dropout: float
    slope: float
    ratio: float


def signal_factors(step: Step) -> tuple[SignalFactors, ...]:
    """The factors between all layers whose error signals are known, lowest layer first."""
    known, weights = step.delta, step.W_before
    found = []
    for layer in step.problem.layers[:-1]:
        i = layer.index
        delta, upper, da = known.get(i), known.get(i + 1), step.da.get(i)
        if delta is None or upper is None or da is None:
            continue
        above, here, masked = norm(upper), norm(delta), norm(da)
        arrived = masked
        if i in step.mask:
            with np.errstate(all="ignore"):
                arrived = norm(upper.astype(np.float64) @ weights[i + 1].T.astype(np.float64))
        dropout = _factor(masked, arrived) if i in step.mask else 1.0
        found.append(
            SignalFactors(
                i,
                _factor(arrived, above),
                dropout,
                _factor(here, masked),
                _factor(here, above),
            )
        )
    return tuple(found)


def _factor(after: float, before: float) -> float:
    if before == 0.0:
        return 1.0 if after == 0.0 else math.inf
    return after / before
