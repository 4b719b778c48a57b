"""An optimizer's update of one parameter, as arithmetic: one function an optimizer.

The rules are those of `bpviz.core.optimizers`, for one number instead of flat arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bpviz.core.calls import Array
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
from bpviz.core.figures import number
from bpviz.core.notation import parameter, partial
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.stages import Layer
from bpviz.core.step import Step


@dataclass(frozen=True)
class Rule:
    """A parameter's update: formula, arithmetic (None where it stays), result, asides."""

    symbols: str
    way: Expr | None
    result: float
    asides: tuple[tuple[str, Expr, float], ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Moment:
    """All that one parameter's update needs."""

    w: float
    g: Expr
    rate: float
    t: int
    slots: Mapping[str, float]
    settings: Mapping[str, Any]
    name: str
    g_symbol: str
    root: Callable[[Expr, float], Expr] = lambda square, eps: Sum((_sqrt(square), _setting(eps)))

    def old(self, slot: str) -> Number:
        """The slot's number before the update."""
        return Number(self.slots[slot])

    def over_root(self, top: Expr, square: Expr) -> Ratio:
        """Write top / (√square + ε)."""
        return Ratio(top, self.root(square, self.settings["eps"]))

    def descend(self, direction: Expr, rate: float | None = None) -> Expr:
        """Write w − η·direction."""
        step = Product((_setting(self.rate if rate is None else rate), direction))
        return Sum((Number(self.w), Negative(step)))


@dataclass(frozen=True)
class Variant:
    """How a mistake changes what is said of a rule: its numbers, its symbols, the gradient it gets.

    `gradient` and `derivative` write the number and the symbol of the gradient that arrives.
    """

    moment: Callable[[Moment], Moment] = lambda moment: moment
    symbols: Callable[[str], str] = lambda symbols: symbols
    gradient: Callable[[float], Expr] = Number
    derivative: Callable[[str], str] = lambda derivative: derivative


USUAL = Variant()


def update_rule(step: Step, layer: int, source: int, unit: int, variant: Variant = USUAL) -> Rule:
    """The update of w (source → unit), or of the unit's bias where `source` is n_in."""
    spec = step.problem.layers[layer - 1]
    optimizer = step.problem.experiment.optimizer
    is_bias = source == spec.n_in
    if optimizer.name not in RULES:
        return Rule(
            step.problem.optimizer.formula(optimizer.params),
            None,
            _after(step, spec, source, unit),
        )
    name = parameter(layer, spec.n_in, source, unit)
    result = _after(step, spec, source, unit)
    before = _pick(step.state.params, spec, source, unit)
    if is_bias and not spec.train_bias:
        return Rule(rf"{name} \leftarrow {name}", None, result)
    gradient = float(step.db[layer][unit] if is_bias else step.dW[layer][source, unit])
    arrived = variant.gradient(gradient), variant.derivative(partial(name))
    g, g_symbol = _effective(step, *arrived, before, name)
    slots = {
        slot: _pick(values, spec, source, unit)
        for slot, values in zip(step.problem.slot_names, step.state.slots, strict=True)
    }
    usual = Moment(
        before,
        g,
        step.problem.learning_rate(step.iteration),
        step.state.updates + 1,
        slots,
        optimizer.params,
        name,
        g_symbol,
    )
    moment = variant.moment(usual)
    if isinstance(g, Number) or _is_plain(optimizer.name, optimizer.params):
        symbols, way, asides = RULES[optimizer.name](moment)
    else:
        symbols, way, asides = RULES[optimizer.name](replace(moment, g=Number(g.value())))
        asides = (("g", g, g.value()), *asides)
    symbols = variant.symbols(symbols)
    hint = _CORRECTED.format(g=g_symbol) if r"\hat m" in symbols else ""
    return Rule(symbols, way, result, asides, hint)


_CORRECTED = (
    r"g = {g},\quad \hat m = \frac{{m}}{{1-\beta_1^t}},\quad \hat v = \frac{{v}}{{1-\beta_2^t}}"
)


def _is_plain(name: str, settings: Mapping[str, Any]) -> bool:
    return name == "sgd" and not settings["momentum"]


def _after(step: Step, spec: Layer, source: int, unit: int) -> float:
    """The parameter as the update left it."""
    if source == spec.n_in:
        return float(step.b[spec.index][unit])
    return float(step.W[spec.index][source, unit])


def _pick(flat: Array, spec: Layer, source: int, unit: int) -> float:
    """One parameter's number in a flat array."""
    return float(flat[spec.slice].reshape(spec.shape)[unit, source])


def _setting(x: float) -> Number:
    """A setting the user typed is exact; a schedule's long number is rounded like any other."""
    return Number(x, exact=len(number(x, None)) <= 7)


def _effective(step: Step, g: Expr, symbols: str, w: float, name: str) -> tuple[Expr, str]:
    """The gradient as the optimizer gets it: clipped, with weight decay; and its symbols."""
    if step.clip_scale is not None:
        g = Product((Number(step.clip_scale), g), tight=True)
        symbols = rf"c\,{symbols}"
    optimizer = step.problem.experiment.optimizer
    decay = float(optimizer.params.get("weight_decay", 0.0))
    if decay and not OPTIMIZERS[optimizer.name].decoupled:
        g = Sum((g, Product((_setting(decay), Number(w)), tight=True)))
        symbols = rf"{symbols} + \lambda\,{name}"
    return g, symbols


Written = tuple[str, Expr, tuple[tuple[str, Expr, float], ...]]


def _average(beta: float, old: Number, new: Expr) -> Expr:
    """Write β·old + (1 − β)·new."""
    return Sum((Product((_setting(beta), old)), Product((_rest(beta), new))))


def _rest(beta: float) -> Number:
    """1 − β, written as short as a reader would."""
    return Number(1.0 - beta, exact=False)


def _sqrt(part: Expr) -> Call:
    return Call(r"\sqrt{<0>}", math.sqrt, (part,))


def _done(part: Expr) -> Number:
    return Number(part.value())


def _sgd(m: Moment) -> Written:
    momentum = m.settings["momentum"]
    if _is_plain("sgd", m.settings):
        plain = m.g_symbol if "+" not in m.g_symbol else rf"\Bigl({m.g_symbol}\Bigr)"
        return rf"{m.name} \leftarrow {m.name} - \eta\,{plain}", m.descend(m.g), ()
    dampening = m.settings["dampening"] if m.t > 1 else 0.0
    fresh = Product((exact(1.0 - dampening), m.g)) if dampening else m.g
    v = Sum((Product((_setting(momentum), m.old("momentum"))), fresh))
    factor = r"(1-\tau)\,g" if dampening else "g"
    symbols = rf"g = {m.g_symbol},\quad v \leftarrow \mu v + {factor},\quad "
    aside = (("v", v, v.value()),)
    if m.settings["nesterov"]:
        ahead = Sum((_done(m.g), Product((_setting(momentum), _done(v)))))
        return (
            symbols + rf"{m.name} \leftarrow {m.name} - \eta\,(g + \mu v)",
            m.descend(ahead),
            aside,
        )
    return symbols + rf"{m.name} \leftarrow {m.name} - \eta\,v", m.descend(_done(v)), aside


def _adagrad(m: Moment) -> Written:
    rate = m.rate / (1.0 + (m.t - 1) * m.settings["lr_decay"])
    s = Sum((m.old("sum"), Square(m.g)))
    symbols = (
        rf"g = {m.g_symbol},\quad s \leftarrow s + g^2,\quad "
        rf"{m.name} \leftarrow {m.name} - \eta\,\frac{{g}}{{\sqrt{{s}} + \epsilon}}"
    )
    way = m.descend(m.over_root(_done(m.g), _done(s)), rate)
    return symbols, way, (("s", s, s.value()),)


def _rmsprop(m: Moment) -> Written:
    alpha, momentum = m.settings["alpha"], m.settings["momentum"]
    v = _average(alpha, m.old("square_average"), Square(m.g))
    asides: list[tuple[str, Expr, float]] = [("v", v, v.value())]
    symbols = rf"g = {m.g_symbol},\quad v \leftarrow \alpha v + (1-\alpha)\,g^2,\quad "
    square, root = _done(v), r"\sqrt{v}"
    inside: Expr = square
    if m.settings["centered"]:
        mean = _average(alpha, m.old("gradient_average"), m.g)
        asides.append((r"\bar g", mean, mean.value()))
        inside, root = Sum((square, Negative(Square(_done(mean))))), r"\sqrt{v - \bar g^2}"
    ratio = m.over_root(_done(m.g), inside)
    written = rf"\frac{{g}}{{{root} + \epsilon}}"
    if not momentum:
        symbols += rf"{m.name} \leftarrow {m.name} - \eta\,{written}"
        return symbols, m.descend(ratio), tuple(asides)
    u = Sum((Product((_setting(momentum), m.old("momentum"))), ratio))
    asides.append(("u", u, u.value()))
    symbols += rf"u \leftarrow \mu u + {written},\quad {m.name} \leftarrow {m.name} - \eta\,u"
    return symbols, m.descend(_done(u)), tuple(asides)


def _adam(m: Moment, decay: float = 0.0) -> Written:
    beta1, beta2 = m.settings["betas"]
    first = _average(beta1, m.old("m"), m.g)
    second = _average(beta2, m.old("v"), Square(m.g))
    top = second.value()
    if m.settings["amsgrad"]:
        top = max(m.slots["v_max"], top)
    mean = Number(first.value() / (1.0 - beta1**m.t))
    square = Number(top / (1.0 - beta2**m.t))
    asides = (("m", first, first.value()), ("v", second, second.value()))
    symbols = (
        r"m \leftarrow \beta_1 m + (1-\beta_1)\,g,\quad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,"
    )
    rule = r"\frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    shrunk = rf"(1-\eta\lambda)\,{m.name}" if decay else m.name
    symbols += rf"\quad {m.name} \leftarrow {shrunk} - \eta\,{rule}"
    step = Product((_setting(m.rate), m.over_root(mean, square)))
    start: Expr = Number(m.w)
    if decay:
        start = Product((Number(1.0 - m.rate * decay), start))
    return symbols, Sum((start, Negative(step))), asides


def _adamw(m: Moment) -> Written:
    return _adam(m, float(m.settings["weight_decay"]))


RULES: dict[str, Callable[[Moment], Written]] = {
    "sgd": _sgd,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adamw,
}
