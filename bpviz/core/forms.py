r"""Activations and losses as they are written on a blackboard, with numbers put in.

Beside each registry entry that the trainer computes with stands here the arithmetic that a reader
can follow. Where a textbook form loses its digits (σ near 0 or 1, eᶻ out of range) the form that
keeps them is written instead. An entry without a form of its own is shown as a function call.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bpviz.core.activations import (
    ACTIVATIONS,
    GELU_CUBE,
    GELU_ROOT,
    LEAKY_SLOPE,
    SELU_ALPHA,
    SELU_SCALE,
)
from bpviz.core.calls import Calls
from bpviz.core.expression import (
    Call,
    Expr,
    Negative,
    Number,
    Product,
    Ratio,
    Square,
    Sum,
    exact,
)
from bpviz.core.losses import LOSSES, Terms

ONE, HALF = exact(1), exact(0.5)
FAR = 30.0
"""Beyond ±30 a double cannot tell 1 + eᶻ from the larger of the two."""


def difference(a: float, b: float) -> Sum:
    """The difference a − b."""
    return Sum((Number(a), Negative(Number(b))))


def _exp(z: float) -> Call:
    return Call("e^{<0>}", math.exp, (Number(z),))


def _logistic(top: Expr, z: float) -> Ratio:
    """Write top / (1 + e⁻ᶻ)."""
    return Ratio(top, Sum((ONE, _exp(-z))))


def _softplus(z: float) -> Expr:
    if z > FAR:
        return Sum((Number(z), Call(r"\ln(1 + e^{<0>})", _log1p_exp, (Number(-z),))))
    return Call(r"\ln(1 + e^{<0>})", _log1p_exp, (Number(z),))


def _log1p_exp(z: float) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def _gelu_inner(z: float) -> float:
    return GELU_ROOT * (z + GELU_CUBE * z**3) if abs(z) < 1e100 else z


def _gelu(z: float) -> Expr:
    inner = Call(r"\tanh(<0>)", math.tanh, (Number(_gelu_inner(z)),))
    return Product((HALF, Number(z), Sum((ONE, inner))))


def _gelu_slope(z: float, a: float) -> Expr:
    t = math.tanh(_gelu_inner(z))
    turn = GELU_ROOT * (1.0 + 3.0 * GELU_CUBE * z * z)
    bend = Product((HALF, Number(z), Sum((ONE, Negative(Square(Number(t))))), Number(turn)))
    return Sum((Product((HALF, Sum((ONE, Number(t))))), bend))


def _elu(z: float, scale: float | None = None, low: float | None = None) -> Expr:
    if z > 0.0 or math.isnan(z):
        top = Call(r"\max(<0>, 0)", max, (Number(z), exact(0)))
        return top if scale is None else Product((Number(scale), top))
    bottom = Call("e^{<0>} - 1", math.expm1, (Number(z),), rank=0)
    return bottom if low is None else Product((Number(low), bottom))


def _elu_slope(z: float, scale: Expr, low: float | None = None) -> Expr:
    if z > 0.0 or math.isnan(z):
        return scale
    return _exp(z) if low is None else Product((Number(low), _exp(z)), tight=True)


def _logistic_value(z: float) -> float:
    return 0.5 + 0.5 * math.tanh(0.5 * z)


def _silu_slope(z: float, a: float) -> Expr:
    s = Number(_logistic_value(z))
    return Sum((s, Product((Number(a), Sum((ONE, Negative(s)))), tight=True)))


@dataclass(frozen=True)
class ActivationForm:
    """How a = f(z) and f′(z) are written. `symbol` is LaTeX; empty for the identity."""

    symbol: str
    value: Callable[[float], Expr]
    slope: Callable[[float, float], Expr]


def _step(low: float) -> Callable[[float, float], Expr]:
    return lambda z, a: exact(1 if z > 0 else low) if z == z else Number(math.nan)


FORMS: dict[str, ActivationForm] = {
    "linear": ActivationForm("", Number, lambda z, a: ONE),
    "sigmoid": ActivationForm(
        r"\sigma",
        lambda z: _logistic(ONE, z),
        lambda z, a: Product((Number(a), Sum((ONE, Negative(Number(a))))), tight=True),
    ),
    "tanh": ActivationForm(
        r"\tanh",
        lambda z: Call(r"\tanh(<0>)", math.tanh, (Number(z),)),
        lambda z, a: Sum((ONE, Negative(Square(Number(a))))),
    ),
    "relu": ActivationForm(
        r"\mathrm{ReLU}",
        lambda z: Call(r"\max(<0>, 0)", _maximum, (Number(z), exact(0))),
        _step(0),
    ),
    "leaky_relu": ActivationForm(
        r"\mathrm{LReLU}",
        lambda z: Call(
            r"\max(<0>,\, <1>)",
            _maximum,
            (Number(z), Product((exact(LEAKY_SLOPE), Number(z)), tight=True)),
        ),
        _step(LEAKY_SLOPE),
    ),
    "elu": ActivationForm(r"\mathrm{ELU}", _elu, lambda z, a: _elu_slope(z, ONE)),
    "selu": ActivationForm(
        r"\mathrm{SELU}",
        lambda z: _elu(z, SELU_SCALE, SELU_SCALE * SELU_ALPHA),
        lambda z, a: _elu_slope(z, Number(SELU_SCALE), SELU_SCALE * SELU_ALPHA),
    ),
    "gelu": ActivationForm(r"\mathrm{GELU}", _gelu, _gelu_slope),
    "silu": ActivationForm(r"\mathrm{SiLU}", lambda z: _logistic(Number(z), z), _silu_slope),
    "softplus": ActivationForm(r"\mathrm{softplus}", _softplus, lambda z, a: _logistic(ONE, z)),
}


def _maximum(a: float, b: float) -> float:
    return math.nan if math.isnan(a) or math.isnan(b) else max(a, b)


def activation_form(name: str) -> ActivationForm:
    """The form of a registry entry, or a plain function call for one that has none."""
    if name in FORMS:
        return FORMS[name]
    symbol = rf"\mathrm{{{name.replace('_', ' ')}}}"
    entry = ACTIVATIONS[name]
    return ActivationForm(
        symbol,
        lambda z: Call(symbol + "(<0>)", lambda v: float(entry.f(np.array([v]))[0]), (Number(z),)),
        lambda z, a: Number(float(entry.df(np.array([z]))[0])),
    )


def softmax_value(z: Sequence[float], unit: int) -> Expr:
    """e^zₖ / Σ e^zⱼ, less the largest z where a double could not hold the powers."""
    top = max(z)
    shift = 0.0 if max(abs(v) for v in z) <= FAR else top

    def power(v: float) -> Expr:
        return _exp(v) if shift == 0.0 else Call("e^{<0>}", math.exp, (difference(v, shift),))

    return Ratio(power(z[unit]), Sum(tuple(power(v) for v in z)))


# ---- losses ----------------------------------------------------------------------------------

Term = Callable[[float, float, float], Expr]
"""From a, y and z of one output."""


def _binary_term(a: float, y: float, z: float) -> Expr:
    if abs(z) > 6.0:
        yes, no = _softplus(-z), _softplus(z)
        if y in (0.0, 1.0):
            return yes if y else no
        return Sum((Product((Number(y), yes)), Product((Sum((ONE, Negative(Number(y)))), no))))
    log_a = Call(r"\ln <0>", math.log, (Number(a),))
    log_rest = Call(r"\ln(<0>)", math.log, (Sum((ONE, Negative(Number(a)))),))
    if y in (0.0, 1.0):
        return Negative(log_a if y else log_rest)
    rest = Product((Sum((ONE, Negative(Number(y)))), log_rest))
    return Sum((Negative(Product((Number(y), log_a))), Negative(rest)))


def _cross_entropy_term(a: float, y: float, z: float) -> Expr:
    return Negative(_weighted(y, Call(r"\ln <0>", math.log, (Number(a),))))


def _weighted(y: float, part: Expr) -> Expr:
    return part if y == 1.0 else Product((Number(y), part))


def softmax_term(z: Sequence[float], y: float, unit: int) -> Expr:
    """The cross-entropy of one output from z alone, for when a has become 0."""
    top = max(z)
    total = sum(math.exp(v - top) for v in z) if math.isfinite(top) else math.nan
    log_total = Call(r"\ln <0>", math.log, (Number(total),))
    return _weighted(y, Sum((log_total, Negative(difference(z[unit], top)))))


def _size(a: float, y: float) -> Call:
    return Call(r"\vert <0>\vert", abs, (difference(a, y),))


def _huber_term(a: float, y: float, z: float) -> Expr:
    if abs(a - y) <= 1.0:
        return Product((HALF, Square(difference(a, y))))
    return Sum((_size(a, y), Negative(HALF)))


def _sign(e: float) -> float:
    return e if e == 0.0 or math.isnan(e) else math.copysign(1.0, e)


@dataclass(frozen=True)
class LossForm:
    """How one output's part of a loss and its derivative are written, without their weight."""

    term: Term
    gradient: Term
    symbol: str
    gradient_symbol: str


def loss_form(name: str) -> LossForm:
    """The form of a registry entry, or plain function calls for one that has none."""
    if name in LOSS_FORMS:
        return LOSS_FORMS[name]
    entry, symbol = LOSSES[name], rf"\mathrm{{{name.replace('_', ' ')}}}"

    def one(bind: Terms, a: float, y: float) -> float:
        values = np.array([[a], [y], [0.0]])
        calls = Calls(values.dtype)
        bind(calls, *values)
        calls.run()
        return float(values[2, 0])

    return LossForm(
        lambda a, y, z: Call(
            symbol + r"(<0>,\, <1>)", lambda *v: one(entry.terms, *v), (Number(a), Number(y))
        ),
        lambda a, y, z: Number(one(entry.gradient, a, y)),
        symbol + r"(<a>,\, <y>)",
        symbol + r"'(<a>,\, <y>)",
    )


LOSS_FORMS: dict[str, LossForm] = {
    "mse": LossForm(
        lambda a, y, z: Square(difference(a, y)),
        lambda a, y, z: Product((exact(2), difference(a, y)), tight=True),
        r"(<a>-<y>)^2",
        r"2\,(<a>-<y>)",
    ),
    "half_squared_error": LossForm(
        lambda a, y, z: Product((HALF, Square(difference(a, y)))),
        lambda a, y, z: difference(a, y),
        r"\frac{1}{2}\,(<a>-<y>)^2",
        r"<a>-<y>",
    ),
    "mae": LossForm(
        lambda a, y, z: _size(a, y),
        lambda a, y, z: Call(r"\operatorname{sign}(<0>)", _sign, (difference(a, y),)),
        r"\vert <a>-<y>\vert",
        r"\operatorname{sign}(<a>-<y>)",
    ),
    "huber": LossForm(
        _huber_term,
        lambda a, y, z: Call(
            r"\max(-1,\, \min(1,\, <0>))", lambda e: max(-1.0, min(1.0, e)), (difference(a, y),)
        ),
        r"h(<a>-<y>)",
        r"h'(<a>-<y>)",
    ),
    "binary_cross_entropy": LossForm(
        _binary_term,
        lambda a, y, z: Ratio(
            difference(a, y), Product((Number(a), Sum((ONE, Negative(Number(a))))), tight=True)
        ),
        r"\bigl(-<y>\ln <a>-(1-<y>)\ln(1-<a>)\bigr)",
        r"\frac{<a>-<y>}{<a>\,(1-<a>)}",
    ),
    "cross_entropy": LossForm(
        _cross_entropy_term,
        lambda a, y, z: Negative(Ratio(Number(y), Number(a))),
        r"(-<y>\ln <a>)",
        r"-\frac{<y>}{<a>}",
    ),
    "hinge": LossForm(
        lambda a, y, z: Call(
            r"\max(0,\, <0>)",
            lambda v: _maximum(v, 0.0),
            (Sum((ONE, Negative(Product((Number(y), Number(a)), tight=True)))),),
        ),
        lambda a, y, z: Number(-y if y * a < 1.0 else 0.0),
        r"\max(0,\,1-<y>\,<a>)",
        r"(-<y>)\,[<y>\,<a><1]",
    ),
}
