"""The two factors of the output's error signal: ∂L/∂a and ∂a/∂z.

For sigmoid with binary cross-entropy and softmax with cross-entropy the trainer uses the closed
form (a − y)/n, because one factor overflows where the other vanishes. The lecture shows the
factors, so here they are, and their product is δ at any logits.
"""

from __future__ import annotations

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array, Calls
from bpviz.core.step import Step

FLOOR = 1e-300
"""An activation this close to 0 (or 1, for sigmoid) is taken to be this far from it, in both
factors: then neither is infinite, and what one loses the other has lost too."""


def output_factors(step: Step, rows: slice = slice(None)) -> tuple[Array, Array]:
    """∂L/∂a (n, k) and ∂a/∂z (n, k, k) of the output layer; δ = Σⱼ ∂L/∂aⱼ · ∂aⱼ/∂zₖ.

    Both in float64. Element [s, j, k] of the second is ∂aⱼ/∂zₖ of sample s: the softmax Jacobian,
    or a diagonal of slopes. The 1/n of the batch mean is in the first. `rows` says for which
    samples of the batch: a Jacobian for each of many would be large.

    Raises
    ------
    KeyError
        If the outputs are not known yet at this step.
    """
    last = step.problem.layers[-1]
    z = step.z[last.index][rows].astype(np.float64)
    a = step.a[last.index][rows].astype(np.float64)
    y = step.y[rows].astype(np.float64)
    spec = step.problem.experiment.loss
    loss = step.problem.loss
    weight = loss.weight(last.n_out, len(step.y), spec.reduction)
    with np.errstate(all="ignore"):
        if last.activation == "sigmoid" and "sigmoid" in loss.fused:
            return _sigmoid_factors(z, y, weight)
        if last.activation == "softmax" and "softmax" in loss.fused:
            a = np.maximum(_softmax(z), FLOOR)
            return -weight * y / a, _softmax_jacobian(a)
        columns, calls = np.ascontiguousarray(a.T), Calls(a.dtype)
        gradient = np.empty_like(columns)
        loss.gradient(calls, columns, y.T, gradient)
        calls.run()
        return weight * gradient.T, ACTIVATIONS[last.activation].jacobian(z)


def _softmax(z: Array) -> Array:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _softmax_jacobian(a: Array) -> Array:
    return np.asarray(a[:, :, None] * (np.eye(a.shape[1]) - a[:, None, :]))


def _sigmoid_factors(z: Array, y: Array, weight: float) -> tuple[Array, Array]:
    """(1 − y)/(1 − a) − y/a and a(1 − a), with 1 − a = σ(−z) to all its digits."""
    a = np.maximum(1.0 / (1.0 + np.exp(-z)), FLOOR)
    rest = np.maximum(1.0 / (1.0 + np.exp(z)), FLOOR)
    slope = a * rest
    return weight * ((1.0 - y) / rest - y / a), slope[:, :, None] * np.eye(z.shape[1])
