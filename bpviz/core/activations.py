"""Activation functions and their slopes, side by side.

Every function works on arrays of any shape, element by element, except softmax, which normalizes
each sample over the units (axis 0 inside the engine, where samples are columns; the last axis in
`Activation.f`, where rows are samples). Slopes at kinks and all constants are PyTorch's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bpviz.core.calls import Array, Calls

Forward = Callable[[Calls, Array, Array], None]
"""``forward(calls, z, a)`` binds a = f(z)."""
Slope = Callable[[Calls, Array, Array, Array], None]
"""``slope(calls, z, a, s)`` binds s = f′(z), where a = f(z) is known already."""


def linear(c: Calls, z: Array, a: Array) -> None:
    """A = z."""
    c.call(np.copyto, a, z)


def linear_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """f′ = 1."""
    c.call(s.fill, 1.0)


def sigmoid(c: Calls, z: Array, a: Array) -> None:
    """σ(z) = ½ + ½·tanh(z/2): the same function, but it cannot overflow."""
    half = c.constant(0.5)
    c.call(np.multiply, z, half, a)
    c.call(np.tanh, a, a)
    c.call(np.multiply, a, half, a)
    c.call(np.add, a, half, a)


def sigmoid_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """σ′ = a − a²."""
    c.call(np.multiply, a, a, s)
    c.call(np.subtract, a, s, s)


def tanh(c: Calls, z: Array, a: Array) -> None:
    """Hyperbolic tangent."""
    c.call(np.tanh, z, a)


def tanh_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """tanh′ = 1 − a²."""
    c.call(np.multiply, a, a, s)
    c.call(np.subtract, c.constant(1.0), s, s)


def relu(c: Calls, z: Array, a: Array) -> None:
    """max(z, 0)."""
    c.call(np.maximum, z, c.zeros_like(z), a)


def relu_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """1 where z > 0, else 0 (0 at the kink)."""
    c.call(np.greater, z, c.zeros_like(z), s)


LEAKY_SLOPE = 0.01


def leaky_relu(c: Calls, z: Array, a: Array) -> None:
    """max(z, 0.01·z)."""
    c.call(np.multiply, z, c.constant(LEAKY_SLOPE), a)
    c.call(np.maximum, z, a, a)


def leaky_relu_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """1 where z > 0, else 0.01."""
    c.call(np.greater, z, c.zeros_like(z), s)
    c.call(np.maximum, s, c.constant(LEAKY_SLOPE), s)


def elu(c: Calls, z: Array, a: Array) -> None:
    """Z where z > 0, else eᶻ − 1."""
    zeros, positive = c.zeros_like(z), np.empty_like(z)
    c.call(np.maximum, z, zeros, positive)
    c.call(np.minimum, z, zeros, a)
    c.call(np.expm1, a, a)
    c.call(np.add, a, positive, a)


def elu_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """1 where z > 0, else eᶻ."""
    c.call(np.minimum, z, c.zeros_like(z), s)
    c.call(np.exp, s, s)


SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946


def selu(c: Calls, z: Array, a: Array) -> None:
    """λ·z where z > 0, else λα(eᶻ − 1) (Klambauer et al. 2017)."""
    zeros, positive = c.zeros_like(z), np.empty_like(z)
    c.call(np.maximum, z, zeros, positive)
    c.call(np.multiply, positive, c.constant(SELU_SCALE), positive)
    c.call(np.minimum, z, zeros, a)
    c.call(np.expm1, a, a)
    c.call(np.multiply, a, c.constant(SELU_SCALE * SELU_ALPHA), a)
    c.call(np.add, a, positive, a)


def selu_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """λ where z > 0, else λα·eᶻ."""
    zeros, step = c.zeros_like(z), np.empty_like(z)
    c.call(np.greater, z, zeros, step)
    c.call(np.multiply, step, c.constant(SELU_SCALE * (1.0 - SELU_ALPHA)), step)
    c.call(np.minimum, z, zeros, s)
    c.call(np.exp, s, s)
    c.call(np.multiply, s, c.constant(SELU_SCALE * SELU_ALPHA), s)
    c.call(np.add, s, step, s)


GELU_ROOT = math.sqrt(2.0 / math.pi)
GELU_CUBE = 0.044715


def _gelu_inner(c: Calls, z: Array, t: Array) -> None:
    """T = tanh(√(2/π)·(z + 0.044715·z³))."""
    c.call(np.multiply, z, z, t)
    c.call(np.multiply, t, c.constant(GELU_ROOT * GELU_CUBE), t)
    c.call(np.add, t, c.constant(GELU_ROOT), t)
    c.call(np.multiply, t, z, t)
    c.call(np.tanh, t, t)


def gelu(c: Calls, z: Array, a: Array) -> None:
    """½z(1 + tanh u), the tanh form (Hendrycks & Gimpel 2016)."""
    half_z = np.empty_like(z)
    c.call(np.multiply, z, c.constant(0.5), half_z)
    _gelu_inner(c, z, a)
    c.call(np.add, a, c.constant(1.0), a)
    c.call(np.multiply, a, half_z, a)


def gelu_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """½(1 + t) + ½z(1 − t²)·u′, u′ = √(2/π)(1 + 3·0.044715·z²), t = tanh u."""
    t, half, one = np.empty_like(z), c.constant(0.5), c.constant(1.0)
    _gelu_inner(c, z, t)
    c.call(np.multiply, z, z, s)
    c.call(np.multiply, s, c.constant(3.0 * GELU_ROOT * GELU_CUBE), s)
    c.call(np.add, s, c.constant(GELU_ROOT), s)
    rest = np.empty_like(z)
    c.call(np.multiply, t, t, rest)
    c.call(np.subtract, one, rest, rest)
    c.call(np.multiply, s, rest, s)  # 0 for large z: before u′·z can overflow
    c.call(np.multiply, s, z, s)
    c.call(np.add, s, t, s)
    c.call(np.add, s, one, s)
    c.call(np.multiply, s, half, s)


def silu(c: Calls, z: Array, a: Array) -> None:
    """z·σ(z)."""
    sigmoid(c, z, a)
    c.call(np.multiply, a, z, a)


def silu_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """σ + a·(1 − σ)."""
    rest = np.empty_like(z)
    sigmoid(c, z, s)
    c.call(np.multiply, a, s, rest)
    c.call(np.subtract, a, rest, rest)
    c.call(np.add, s, rest, s)


def softplus(c: Calls, z: Array, a: Array) -> None:
    """ln(1 + eᶻ) = max(z, 0) + log1p(e^−|z|): exact at both ends."""
    positive = np.empty_like(z)
    c.call(np.maximum, z, c.zeros_like(z), positive)
    c.minus_abs(z, a)
    c.call(np.exp, a, a)
    c.call(np.log1p, a, a)
    c.call(np.add, a, positive, a)


def softplus_slope(c: Calls, z: Array, a: Array, s: Array) -> None:
    """σ(z)."""
    sigmoid(c, z, s)


def softmax(c: Calls, z: Array, a: Array) -> None:
    """e^(z − max z) / Σ e^(z − max z) over the units (axis 0)."""
    top = c.scratch(1, z.shape[1])
    c.call(np.maximum.reduce, z, 0, None, top, True)
    c.call(np.subtract, z, top, a)
    c.call(np.exp, a, a)
    c.call(np.add.reduce, a, 0, None, top, True)
    c.call(np.divide, a, top, a)


@dataclass(frozen=True)
class Activation:
    """One entry of the registry: a function, its slope, both formulas (LaTeX) and both as NumPy.

    `code` is the body of a function of z, whose last line is the result; `slope_code` likewise, or
    of da and z where there is no slope: δ = da·J. Rows are samples. Bodies may call other entries.
    """

    forward: Forward
    slope: Slope | None
    formula: str
    slope_formula: str
    code: str
    slope_code: str
    kinks: tuple[float, ...] = ()
    """Where the slope jumps: a gradient check must not step across."""
    bends: tuple[float, ...] = ()
    """Where the slope is continuous but has a kink itself: differences err there too."""
    low: float = -math.inf
    high: float = math.inf
    """The range of values, for colour scales and saturation."""

    def f(self, z: Array) -> Array:
        """A = f(z), rows are samples; the engine's own arithmetic."""
        columns = np.atleast_2d(np.asarray(z)).T.copy()
        a = np.empty_like(columns)
        calls = Calls(columns.dtype)
        self.forward(calls, columns, a)
        calls.run()
        return a.T.reshape(np.shape(z))

    def df(self, z: Array) -> Array:
        """f′(z), element by element.

        Raises
        ------
        TypeError
            For softmax, whose derivative is a matrix: see `jacobian`.
        """
        if self.slope is None:
            raise TypeError("softmax has a Jacobian, not a slope")
        z = np.asarray(z)
        a, s, calls = self.f(z), np.empty_like(z), Calls(z.dtype)
        self.slope(calls, z, a, s)
        calls.run()
        return s

    def jacobian(self, z: Array) -> Array:
        """∂a/∂z, (n, k, k), for z (n, k): diag(a) − a·aᵀ for softmax, diag(f′) otherwise."""
        if self.slope is not None:
            return np.asarray(self.df(z)[:, :, None] * np.eye(z.shape[1], dtype=z.dtype))
        a = self.f(z)
        return np.asarray(a[:, :, None] * (np.eye(z.shape[1], dtype=z.dtype) - a[:, None, :]))

    def backward(self, c: Calls, z: Array, a: Array, da: Array, delta: Array) -> None:
        """Bind δ = da ⊙ f′(z); for softmax δ = a ⊙ (da − Σ a·da)."""
        if self.slope is not None:
            self.slope(c, z, a, delta)
            c.call(np.multiply, da, delta, delta)
            return
        total = c.scratch(1, z.shape[1])
        c.call(np.multiply, a, da, delta)
        c.call(np.add.reduce, delta, 0, None, total, True)
        c.call(np.subtract, da, total, delta)
        c.call(np.multiply, a, delta, delta)


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(linear, linear_slope, "z", "1", "z", "np.ones_like(z)"),
    "sigmoid": Activation(
        sigmoid,
        sigmoid_slope,
        r"\frac{1}{1+e^{-z}}",
        r"a\,(1-a)",
        "# 1 / (1 + exp(-z)), in a form that cannot overflow\n0.5 + 0.5 * np.tanh(0.5 * z)",
        "a = sigmoid(z)\na - a**2",
        low=0.0,
        high=1.0,
    ),
    "tanh": Activation(
        tanh,
        tanh_slope,
        r"\tanh z",
        "1-a^2",
        "np.tanh(z)",
        "1 - np.tanh(z) ** 2",
        low=-1.0,
        high=1.0,
    ),
    "relu": Activation(
        relu,
        relu_slope,
        r"\max(z,0)",
        r"[z>0]",
        "np.maximum(z, 0)",
        "np.heaviside(z, 0)",
        kinks=(0.0,),
        low=0.0,
    ),
    "leaky_relu": Activation(
        leaky_relu,
        leaky_relu_slope,
        r"\max(z,\,0.01\,z)",
        r"[z>0]+0.01\,[z\le 0]",
        "np.maximum(z, 0.01 * z)",
        "np.maximum(np.heaviside(z, 0), 0.01)",
        kinks=(0.0,),
    ),
    "elu": Activation(
        elu,
        elu_slope,
        r"\max(z,0)+e^{\min(z,0)}-1",
        r"e^{\min(z,0)}",
        "np.maximum(z, 0) + np.expm1(np.minimum(z, 0))",
        "np.exp(np.minimum(z, 0))",
        bends=(0.0,),
        low=-1.0,
    ),
    "selu": Activation(
        selu,
        selu_slope,
        r"\lambda\,\bigl(\max(z,0)+\alpha\,(e^{\min(z,0)}-1)\bigr)",
        r"\lambda\,[z>0]+\lambda\alpha\,e^{z}\,[z\le 0]",
        f"scale, alpha = {SELU_SCALE}, {SELU_ALPHA}\n"
        "scale * (np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0)))",
        f"scale, alpha = {SELU_SCALE}, {SELU_ALPHA}\n"
        "scale * np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))",
        kinks=(0.0,),
        low=-SELU_SCALE * SELU_ALPHA,
    ),
    "gelu": Activation(
        gelu,
        gelu_slope,
        r"\frac{z}{2}\,(1+\tanh u),\quad u=\sqrt{\frac{2}{\pi}}\,(z+0.044715\,z^3)",
        r"\frac{1+\tanh u}{2}+\frac{z}{2}\,(1-\tanh^2 u)\,u'",
        f"u = math.sqrt(2 / math.pi) * (z + {GELU_CUBE} * z**3)\n0.5 * z * (1 + np.tanh(u))",
        f"t = np.tanh(math.sqrt(2 / math.pi) * (z + {GELU_CUBE} * z**3))\n"
        f"du = math.sqrt(2 / math.pi) * (1 + 3 * {GELU_CUBE} * z**2)\n"
        "0.5 * (1 + t) + 0.5 * z * (1 - t**2) * du",
    ),
    "silu": Activation(
        silu,
        silu_slope,
        r"z\,\sigma(z)",
        r"\sigma(z)+a\,(1-\sigma(z))",
        "z * sigmoid(z)",
        "s = sigmoid(z)\ns + z * s * (1 - s)",
    ),
    "softplus": Activation(
        softplus,
        softplus_slope,
        r"\ln(1+e^{z})",
        r"\sigma(z)",
        "# log(1 + exp(z)), in a form that cannot overflow\n"
        "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))",
        "sigmoid(z)",
        low=0.0,
    ),
    "softmax": Activation(
        softmax,
        None,
        r"\frac{e^{z_j}}{\sum_k e^{z_k}}",
        r"a_j\,([j=k]-a_k)",
        "e = np.exp(z - z.max(axis=1, keepdims=True))\ne / e.sum(axis=1, keepdims=True)",
        "a = softmax(z)\na * (da - (a * da).sum(axis=1, keepdims=True))",
        low=0.0,
        high=1.0,
    ),
}
