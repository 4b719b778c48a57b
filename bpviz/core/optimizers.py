"""Optimizers: parameters, defaults and update rules as PyTorch's.

An entry binds one update over flat arrays: parameters `p`, gradient `g` and slots (momentum,
second moments …), all of shape (P,). The slots start at zero unless the entry says otherwise.
`t` counts updates from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bpviz.core import errors
from bpviz.core.calls import Array, Calls
from bpviz.core.errors import ExperimentError
from bpviz.core.optimizer_code import (
    adagrad_source,
    adam_source,
    adamw_source,
    calling,
    rmsprop_source,
    sgd_line,
    sgd_source,
)
from bpviz.core.params import Param, Params

Settings = Mapping[str, Any]
Rate = Callable[[], float]
"""The learning rate of the coming update."""
Count = Callable[[], int]
"""The number t ≥ 1 of the coming update."""


@dataclass(frozen=True)
class Binding:
    """What an optimizer's rule is bound to: its arrays, its settings and the two clocks."""

    calls: Calls
    p: Array
    g: Array
    slots: Mapping[str, Array]
    settings: Settings
    rate: Rate
    t: Count
    fixed_rate: bool = False

    def prepare(self, variable: Array, value: Callable[[], float]) -> Array:
        """Have `variable` set to ``value()`` before each update."""

        def assign() -> None:
            variable[...] = value()

        self.calls.call(assign)
        return variable

    def rate_variable(self) -> Array:
        """The learning rate as a 0-d array."""
        if self.fixed_rate:
            return self.calls.constant(self.rate())
        return self.prepare(self.calls.variable(), self.rate)

    def decayed(self) -> Array:
        """The gradient plus weight_decay·p, where there is any."""
        decay = self.settings["weight_decay"]
        if not decay:
            return self.g
        g = np.empty_like(self.g)
        self.calls.call(np.multiply, self.p, self.calls.constant(decay), g)
        self.calls.call(np.add, g, self.g, g)
        return g

    def average(self, slot: Array, beta: float, value: Array, scratch: Array) -> None:
        """Slot = β·slot + (1 − β)·value."""
        c = self.calls
        c.call(np.multiply, slot, c.constant(beta), slot)
        c.call(np.multiply, value, c.constant(1.0 - beta), scratch)
        c.call(np.add, slot, scratch, slot)

    def denominator(self, square: Array, out: Array, correction: Array | None = None) -> None:
        """Out = √square/correction + ε."""
        c = self.calls
        c.call(np.sqrt, square, out)
        if correction is not None:
            c.call(np.divide, out, correction, out)
        c.call(np.add, out, c.constant(self.settings["eps"]), out)

    def descend(self, step_size: Array, direction: Array, scratch: Array) -> None:
        """P = p − step_size·direction."""
        self.calls.call(np.multiply, direction, step_size, scratch)
        self.calls.call(np.subtract, self.p, scratch, self.p)


def sgd(b: Binding) -> None:
    """B = μb + (1 − τ)g (b = g at first); p −= η·b, or with Nesterov p −= η(g + μb)."""
    c, s, g = b.calls, b.settings, b.decayed()
    scratch = np.empty_like(b.p)
    rate = b.rate_variable()
    momentum = s["momentum"]
    if not momentum:
        b.descend(rate, g, scratch)
        return
    buffer = b.slots["momentum"]
    c.call(np.multiply, buffer, c.constant(momentum), buffer)
    if s["dampening"]:
        damping = b.prepare(c.variable(), lambda: 1.0 if b.t() == 1 else 1.0 - s["dampening"])
        c.call(np.multiply, g, damping, scratch)
        c.call(np.add, buffer, scratch, buffer)
    else:
        c.call(np.add, buffer, g, buffer)
    if s["nesterov"]:
        c.call(np.multiply, buffer, c.constant(momentum), scratch)
        c.call(np.add, scratch, g, scratch)
        b.descend(rate, scratch, scratch)
    else:
        b.descend(rate, buffer, scratch)


def adagrad(b: Binding) -> None:
    """S += g²; p −= η/(1 + (t−1)·decay) · g/(√s + ε) (Duchi et al. 2011)."""
    c, s, g = b.calls, b.settings, b.decayed()
    scratch, total = np.empty_like(b.p), b.slots["sum"]
    rate = b.prepare(c.variable(), lambda: b.rate() / (1.0 + (b.t() - 1) * s["lr_decay"]))
    c.call(np.multiply, g, g, scratch)
    c.call(np.add, total, scratch, total)
    b.denominator(total, scratch)
    c.call(np.divide, g, scratch, scratch)
    b.descend(rate, scratch, scratch)


def rmsprop(b: Binding) -> None:
    """V = αv + (1 − α)g²; p −= η·g/(√v + ε) (Tieleman & Hinton 2012; Graves 2013 if centered)."""
    c, s, g = b.calls, b.settings, b.decayed()
    scratch, square = np.empty_like(b.p), b.slots["square_average"]
    rate = b.rate_variable()
    c.call(np.multiply, g, g, scratch)
    b.average(square, s["alpha"], scratch, scratch)
    if s["centered"]:
        mean, variance = b.slots["gradient_average"], np.empty_like(b.p)
        b.average(mean, s["alpha"], g, scratch)
        c.call(np.multiply, mean, mean, scratch)
        c.call(np.subtract, square, scratch, variance)
        b.denominator(variance, scratch)
    else:
        b.denominator(square, scratch)
    c.call(np.divide, g, scratch, scratch)
    if s["momentum"]:
        buffer = b.slots["momentum"]
        c.call(np.multiply, buffer, c.constant(s["momentum"]), buffer)
        c.call(np.add, buffer, scratch, buffer)
        b.descend(rate, buffer, scratch)
    else:
        b.descend(rate, scratch, scratch)


def _adam_step(b: Binding, g: Array) -> None:
    """m, v averages of g, g²; p −= η/(1 − β₁ᵗ) · m/(√v/√(1 − β₂ᵗ) + ε)."""
    c, s = b.calls, b.settings
    beta1, beta2 = s["betas"]
    m, v, scratch = b.slots["m"], b.slots["v"], np.empty_like(b.p)
    step_size = b.prepare(c.variable(), lambda: b.rate() / (1.0 - beta1 ** b.t()))
    correction = b.prepare(c.variable(), lambda: float(np.sqrt(1.0 - beta2 ** b.t())))
    b.average(m, beta1, g, scratch)
    c.call(np.multiply, g, g, scratch)
    b.average(v, beta2, scratch, scratch)
    if s["amsgrad"]:
        v = b.slots["v_max"]
        c.call(np.maximum, v, b.slots["v"], v)
    b.denominator(v, scratch, correction)
    c.call(np.divide, m, scratch, scratch)
    b.descend(step_size, scratch, scratch)


def adam(b: Binding) -> None:
    """Adam (Kingma & Ba 2015, algorithm 1); weight_decay is added to the gradient."""
    _adam_step(b, b.decayed())


def adamw(b: Binding) -> None:
    """Adam with decoupled weight decay p −= η·λ·p (Loshchilov & Hutter 2019)."""
    decay = b.settings["weight_decay"]
    if decay:
        factor = b.prepare(b.calls.variable(), lambda: 1.0 - b.rate() * decay)
        b.calls.call(np.multiply, b.p, factor, b.p)
    _adam_step(b, b.g)


@dataclass(frozen=True)
class Optimizer:
    """One entry of the registry: settings, slots, rule, formula (LaTeX) and the rule as NumPy.

    `source(settings)` is the text of a function, see `bpviz.core.optimizer_code`; `code(settings)`
    is the line that calls it, or does without, for the parameter {p} and its gradient {g}.
    """

    params: Params
    bind: Callable[[Binding], None]
    slots: Callable[[Settings], Sequence[str]]
    formula: Callable[[Settings], str]
    source: Callable[[Settings], str]
    code: Callable[[Settings], str]
    slot_start: Callable[[Settings], float] = lambda settings: 0.0
    check: Callable[[str, Settings], None] = lambda place, settings: None
    decoupled: bool = False
    """Whether weight_decay acts on the weights themselves and not through the gradient."""


def _check_sgd(place: str, settings: Settings) -> None:
    if settings["nesterov"] and (not settings["momentum"] or settings["dampening"]):
        raise ExperimentError(f"{place}.nesterov", errors.NEED_DAMPENING)


def _sgd_formula(s: Settings) -> str:
    if not s["momentum"]:
        return r"W \leftarrow W-\eta\,\frac{\partial L}{\partial W}"
    if s["nesterov"]:
        return r"v \leftarrow \mu v+g,\quad W \leftarrow W-\eta\,(g+\mu v)"
    factor = r"(1-\tau)\,g" if s["dampening"] else "g"
    return r"v \leftarrow \mu v+" + factor + r",\quad W \leftarrow W-\eta v"


def _rmsprop_formula(s: Settings) -> str:
    root = r"\sqrt{v-\bar g^2}" if s["centered"] else r"\sqrt{v}"
    rule = r"v \leftarrow \alpha v+(1-\alpha)\,g^2,\quad "
    ratio = r"\frac{g}{" + root + r"+\epsilon}"
    if s["momentum"]:
        return rule + r"u \leftarrow \mu u+" + ratio + r",\quad W \leftarrow W-\eta u"
    return rule + r"W \leftarrow W-\eta\," + ratio


_ADAM_RULE = (
    r"m \leftarrow \beta_1 m+(1-\beta_1)\,g,\quad v \leftarrow \beta_2 v+(1-\beta_2)\,g^2,\quad "
    r"W \leftarrow W-\eta\,\frac{\hat m}{\sqrt{\hat v}+\epsilon}"
)

_WEIGHT_DECAY = Param(0.0, "float", low=0.0)
_MOMENTUM = Param(0.0, "float", low=0.0, high=1.0, high_open=True)


def _adam_params(weight_decay: float) -> dict[str, Param]:
    return {
        "betas": Param((0.9, 0.999), "pair", low=0.0, high=1.0, high_open=True),
        "eps": Param(1e-8, "float", low=0.0),
        "weight_decay": Param(weight_decay, "float", low=0.0),
        "amsgrad": Param(False, "bool"),
    }


def _adam_slots(s: Settings) -> Sequence[str]:
    return ("m", "v", "v_max") if s["amsgrad"] else ("m", "v")


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer(
        {
            "momentum": _MOMENTUM,
            "nesterov": Param(False, "bool"),
            "dampening": Param(0.0, "float", low=0.0, high=1.0),
            "weight_decay": _WEIGHT_DECAY,
        },
        sgd,
        lambda s: ("momentum",) if s["momentum"] else (),
        _sgd_formula,
        sgd_source,
        sgd_line,
        check=_check_sgd,
    ),
    "adagrad": Optimizer(
        {
            "lr_decay": Param(0.0, "float", low=0.0),
            "eps": Param(1e-10, "float", low=0.0),
            "initial_accumulator_value": Param(0.0, "float", low=0.0),
            "weight_decay": _WEIGHT_DECAY,
        },
        adagrad,
        lambda s: ("sum",),
        lambda s: r"s \leftarrow s+g^2,\quad W \leftarrow W-\eta\,\frac{g}{\sqrt{s}+\epsilon}",
        adagrad_source,
        calling(adagrad_source),
        slot_start=lambda s: float(s["initial_accumulator_value"]),
    ),
    "rmsprop": Optimizer(
        {
            "alpha": Param(0.99, "float", low=0.0, high=1.0, high_open=True),
            "eps": Param(1e-8, "float", low=0.0),
            "momentum": _MOMENTUM,
            "centered": Param(False, "bool"),
            "weight_decay": _WEIGHT_DECAY,
        },
        rmsprop,
        lambda s: (
            "square_average",
            *(("gradient_average",) if s["centered"] else ()),
            *(("momentum",) if s["momentum"] else ()),
        ),
        _rmsprop_formula,
        rmsprop_source,
        calling(rmsprop_source),
    ),
    "adam": Optimizer(
        _adam_params(0.0),
        adam,
        _adam_slots,
        lambda s: _ADAM_RULE,
        adam_source,
        calling(adam_source),
    ),
    "adamw": Optimizer(
        _adam_params(0.01),
        adamw,
        _adam_slots,
        lambda s: (
            (r"W \leftarrow (1-\eta\lambda)\,W,\quad " if s["weight_decay"] else "") + _ADAM_RULE
        ),
        adamw_source,
        calling(adamw_source),
        decoupled=True,
    ),
}


class Minimizer:
    """An optimizer on any function of a vector, not only on a network.

    ``m = Minimizer("sgd", {...}, rate, start)``, then ``m.step(gradient)`` returns the new point.

    Parameters
    ----------
    name : str
        Key of `OPTIMIZERS`.
    settings : mapping
        Every setting of that entry.
    rate : float
        The learning rate η.
    start : array (P,)
        The first point; it is copied.
    """

    def __init__(self, name: str, settings: Settings, rate: float, start: Array) -> None:
        entry = OPTIMIZERS[name]
        self.point = np.array(start, dtype=float)
        self._gradient = np.empty_like(self.point)
        self._updates = 0
        self._calls = Calls(self.point.dtype)
        value = entry.slot_start(settings)
        slots = {slot: np.full_like(self.point, value) for slot in entry.slots(settings)}
        entry.bind(
            Binding(
                self._calls,
                self.point,
                self._gradient,
                slots,
                settings,
                lambda: rate,
                lambda: self._updates,
            )
        )

    def step(self, gradient: Array) -> Array:
        """Apply one update and return the new point (P,), a copy."""
        self._gradient[:] = gradient
        self._updates += 1
        self._calls.run()
        return self.point.copy()
