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
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpviz.core.diagnosis import norm
from bpviz.core.factors import output_factors
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


@dataclass(frozen=True)
class SignalStart:
    """Where the error signal comes from: δ(L) is ∂L/∂a, times the slopes of the last layer.

    Attributes
    ----------
    gradient : float
        ‖∂L/∂a‖ over the batch.
    slope : float
        ‖δ(L)‖/‖∂L/∂a‖; of softmax, what its Jacobian does.
    norm : float
        ‖δ(L)‖ as measured; the product of the two.
    """

    gradient: float
    slope: float
    norm: float


def signal_start(step: Step) -> SignalStart | None:
    """The factors of the last layer's error signal; None until it is known."""
    delta = step.delta.get(step.problem.n_layers)
    if delta is None:
        return None
    gradient, measured = norm(output_factors(step)[0]), norm(delta)
    return SignalStart(gradient, _factor(measured, gradient), measured)


def together(factors: Sequence[SignalFactors]) -> SignalFactors | None:
    """All `factors` of `signal_factors` as those of one long way; None where there are none.

    Its `ratio` is that of the lowest layer's ‖δ‖ to the highest one's.
    """
    if not factors:
        return None
    columns = zip(*((f.weight, f.dropout, f.slope, f.ratio) for f in factors), strict=True)
    return SignalFactors(min(f.layer for f in factors), *(math.prod(column) for column in columns))


def signal_factors(step: Step) -> tuple[SignalFactors, ...]:
    """The factors between all layers whose error signals are known, lowest layer first."""
    known, weights = step.delta, step.W_carrying
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
