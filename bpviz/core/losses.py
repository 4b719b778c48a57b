"""Loss functions and their gradients, side by side.

A loss is a sum of terms, one for each output of each sample, times a weight that holds the mean
over the outputs (where the loss has one) and the mean over the batch. For two pairs of output
activation and loss the product of both derivatives has a closed form, a − y, that stays exact
where the factors overflow; the factors themselves can still be asked for (`bpviz.core.factors`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from bpviz.core.calls import Array, Calls

Terms = Callable[[Calls, Array, Array, Array], None]
"""``terms(calls, a, y, t)`` binds t = the loss of each output, unweighted."""
Gradient = Callable[[Calls, Array, Array, Array], None]
"""``gradient(calls, a, y, g)`` binds g = ∂t/∂a, unweighted."""


def squared(c: Calls, a: Array, y: Array, t: Array) -> None:
    """(a − y)²."""
    c.call(np.subtract, a, y, t)
    c.call(np.multiply, t, t, t)


def squared_gradient(c: Calls, a: Array, y: Array, g: Array) -> None:
    """2(a − y)."""
    c.call(np.subtract, a, y, g)
    c.call(np.add, g, g, g)


def half_squared(c: Calls, a: Array, y: Array, t: Array) -> None:
    """½(a − y)²."""
    squared(c, a, y, t)
    c.call(np.multiply, t, c.constant(0.5), t)


def half_squared_gradient(c: Calls, a: Array, y: Array, g: Array) -> None:
    """A − y."""
    c.call(np.subtract, a, y, g)


def absolute(c: Calls, a: Array, y: Array, t: Array) -> None:
    """|a − y|."""
    c.call(np.subtract, a, y, t)
    c.call(np.abs, t, t)


def absolute_gradient(c: Calls, a: Array, y: Array, g: Array) -> None:
    """sign(a − y)."""
    c.call(np.subtract, a, y, g)
    c.call(np.sign, g, g)


HUBER_DELTA = 1.0


def huber(c: Calls, a: Array, y: Array, t: Array) -> None:
    """½e² where |e| ≤ 1, else |e| − ½ (Huber 1964), as m·(|e| − ½m) with m = min(|e|, 1)."""
    m = np.empty_like(t)
    absolute(c, a, y, t)
    c.call(np.minimum, t, c.constant(HUBER_DELTA), m)
    rest = np.empty_like(t)
    c.call(np.multiply, m, c.constant(0.5), rest)
    c.call(np.subtract, t, rest, t)
    c.call(np.multiply, t, m, t)


def huber_gradient(c: Calls, a: Array, y: Array, g: Array) -> None:
    """E cut to [−1, 1]."""
    c.call(np.subtract, a, y, g)
    c.call(np.minimum, g, c.constant(HUBER_DELTA), g)
    c.call(np.maximum, g, c.constant(-HUBER_DELTA), g)


def binary_cross_entropy(c: Calls, a: Array, y: Array, t: Array) -> None:
    """−y·ln a − (1 − y)·ln(1 − a)."""
    rest, other = np.empty_like(t), np.empty_like(t)
    one = c.constant(1.0)
    c.call(np.subtract, one, a, rest)
    c.call(np.log, rest, rest)
    c.call(np.subtract, one, y, other)
    c.call(np.multiply, other, rest, rest)
    c.call(np.log, a, t)
    c.call(np.multiply, y, t, t)
    c.call(np.add, t, rest, t)
    c.call(np.negative, t, t)


def binary_cross_entropy_gradient(c: Calls, a: Array, y: Array, g: Array) -> None:
    """(a − y) / (a − a²)."""
    slope = np.empty_like(g)
    c.call(np.multiply, a, a, slope)
    c.call(np.subtract, a, slope, slope)
    c.call(np.subtract, a, y, g)
    c.call(np.divide, g, slope, g)


def cross_entropy(c: Calls, a: Array, y: Array, t: Array) -> None:
    """−y·ln a."""
    c.call(np.log, a, t)
    c.call(np.multiply, t, y, t)
    c.call(np.negative, t, t)


def cross_entropy_gradient(c: Calls, a: Array, y: Array, g: Array) -> None:
    """−y / a."""
    c.call(np.divide, y, a, g)
    c.call(np.negative, g, g)


def hinge(c: Calls, a: Array, y: Array, t: Array) -> None:
    """max(0, 1 − y·a), targets ±1."""
    c.call(np.multiply, a, y, t)
    c.call(np.subtract, c.constant(1.0), t, t)
    c.call(np.maximum, t, c.zeros_like(t), t)


def hinge_gradient(c: Calls, a: Array, y: Array, g: Array) -> None:
    """−y where y·a < 1, else 0."""
    margin = np.empty_like(g)
    c.call(np.multiply, a, y, margin)
    c.call(np.less, margin, c.constant(1.0), g)
    c.call(np.multiply, g, y, g)
    c.call(np.negative, g, g)


def sigmoid_terms(c: Calls, z: Array, y: Array, t: Array) -> None:
    """Binary cross-entropy from z: max(z, 0) − y·z + log1p(e^−|z|), exact for any z."""
    rest = np.empty_like(t)
    c.minus_abs(z, t)
    c.call(np.exp, t, t)
    c.call(np.log1p, t, t)
    c.call(np.maximum, z, c.zeros_like(z), rest)
    c.call(np.add, t, rest, t)
    c.call(np.multiply, z, y, rest)
    c.call(np.subtract, t, rest, t)


def softmax_terms(c: Calls, z: Array, y: Array, t: Array) -> None:
    """Cross-entropy from z: y·(ln Σ e^(z − max z) − (z − max z)), exact for any z."""
    top = c.scratch(1, z.shape[1])
    shifted = np.empty_like(t)
    c.call(np.maximum.reduce, z, 0, None, top, True)
    c.call(np.subtract, z, top, shifted)
    c.call(np.exp, shifted, t)
    c.call(np.add.reduce, t, 0, None, top, True)
    c.call(np.log, top, top)
    c.call(np.subtract, top, shifted, t)
    c.call(np.multiply, t, y, t)


@dataclass(frozen=True)
class Loss:
    """One entry of the registry.

    `formula` is one sample's loss, `gradient_formula` its derivative by one output. `code` and
    `gradient_code` are `terms` and `gradient` as NumPy expressions in a and y.
    `mean_over_outputs` says which of the two design groups the loss belongs to.
    """

    terms: Terms
    gradient: Gradient
    formula: str
    gradient_formula: str
    code: str
    gradient_code: str
    mean_over_outputs: bool = False
    outputs: tuple[str, ...] = ()
    """The output activations it is defined for; empty: any."""
    fused: Mapping[str, Terms] = field(default_factory=lambda: MappingProxyType({}))
    """Output activation → terms from z; the derivative by z is then a − y."""
    fused_code: str = ""
    """Those terms as the body of a NumPy function of z and y, whose last line is the result."""
    targets: tuple[float, float] | None = None
    """The two targets of a binary class, or None where the output activation decides."""
    target_range: tuple[float, float] | None = None
    distribution: bool = False
    """Whether the targets of a sample are shares of one whole: an output for each class, sum 1."""
    margins: Callable[[Array, Array], Sequence[Array]] = lambda a, y: ()
    """What changes sign at the kinks of the loss or of its slope, from arrays of a and y."""

    def weight(self, n_out: int, n: int, reduction: str) -> float:
        """The factor between the sum of all terms and the loss of a batch of `n` samples."""
        outputs = n_out if self.mean_over_outputs else 1
        return 1.0 / (outputs * (n if reduction == "mean" else 1))


LOSSES: dict[str, Loss] = {
    "mse": Loss(
        squared,
        squared_gradient,
        r"\frac{1}{m}\sum_j (a_j-y_j)^2",
        r"\frac{2}{m}\,(a_j-y_j)",
        "(a - y) ** 2",
        "2 * (a - y)",
        mean_over_outputs=True,
    ),
    "half_squared_error": Loss(
        half_squared,
        half_squared_gradient,
        r"\frac{1}{2}\sum_j (a_j-y_j)^2",
        r"a_j-y_j",
        "0.5 * (a - y) ** 2",
        "a - y",
    ),
    "mae": Loss(
        absolute,
        absolute_gradient,
        r"\frac{1}{m}\sum_j |a_j-y_j|",
        r"\frac{1}{m}\,\mathrm{sign}(a_j-y_j)",
        "np.abs(a - y)",
        "np.sign(a - y)",
        mean_over_outputs=True,
        margins=lambda a, y: (a - y,),
    ),
    "huber": Loss(
        huber,
        huber_gradient,
        r"\frac{1}{m}\sum_j h(a_j-y_j),\quad h(e)=\min(|e|,1)\,"
        r"\bigl(|e|-\frac{1}{2}\min(|e|,1)\bigr)",
        r"\frac{1}{m}\,\max(-1,\min(1,\,a_j-y_j))",
        "np.where(np.abs(a - y) <= 1, 0.5 * (a - y) ** 2, np.abs(a - y) - 0.5)",
        "np.clip(a - y, -1, 1)",
        mean_over_outputs=True,
        margins=lambda a, y: (a - y - HUBER_DELTA, a - y + HUBER_DELTA),
    ),
    "binary_cross_entropy": Loss(
        binary_cross_entropy,
        binary_cross_entropy_gradient,
        r"-\frac{1}{m}\sum_j \bigl(y_j\ln a_j+(1-y_j)\ln(1-a_j)\bigr)",
        r"\frac{1}{m}\,\frac{a_j-y_j}{a_j\,(1-a_j)}",
        "-y * np.log(a) - (1 - y) * np.log(1 - a)",
        "(a - y) / (a - a**2)",
        mean_over_outputs=True,
        outputs=("sigmoid",),
        fused=MappingProxyType({"sigmoid": sigmoid_terms}),
        fused_code="# -y log(a) - (1 - y) log(1 - a) for a = sigmoid(z), exact for any z\n"
        "np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))",
        targets=(0.0, 1.0),
        target_range=(0.0, 1.0),
    ),
    "cross_entropy": Loss(
        cross_entropy,
        cross_entropy_gradient,
        r"-\sum_j y_j\ln a_j",
        r"-\frac{y_j}{a_j}",
        "-y * np.log(a)",
        "-y / a",
        outputs=("softmax",),
        fused=MappingProxyType({"softmax": softmax_terms}),
        fused_code="# -y log(a) for a = softmax(z), exact for any z\n"
        "shifted = z - z.max(axis=1, keepdims=True)\n"
        "y * (np.log(np.exp(shifted).sum(axis=1, keepdims=True)) - shifted)",
        targets=(0.0, 1.0),
        target_range=(0.0, 1.0),
        distribution=True,
    ),
    "hinge": Loss(
        hinge,
        hinge_gradient,
        r"\sum_j \max(0,\,1-y_j a_j)",
        r"-y_j\,[y_j a_j<1]",
        "np.maximum(0, 1 - y * a)",
        "-y * (y * a < 1)",
        targets=(-1.0, 1.0),
        target_range=(-1.0, 1.0),
        margins=lambda a, y: (1.0 - y * a,),
    ),
}
