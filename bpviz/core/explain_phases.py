"""What each micro-step computes for one neuron, as arithmetic: one function a phase.

Shapes: everything here is about one row (`sample`) and one unit; sums over the batch say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.engine import CLIP_EPS
from bpviz.core.explain_update import update_rule
from bpviz.core.expression import (
    Call,
    Expr,
    Number,
    Product,
    Ratio,
    Sum,
    exact,
    long_sum,
    number,
)
from bpviz.core.factors import layer_jacobian, output_factors
from bpviz.core.forms import (
    LOSS_FORMS,
    activation_form,
    difference,
    softmax_term,
    softmax_value,
)
from bpviz.core.losses import LOSSES
from bpviz.core.notation import output_of, parameter, partial, quantity, total
from bpviz.core.problem import Problem
from bpviz.core.stages import Layer
from bpviz.core.step import Step

DELTA, DROPPED = r"\delta", r"\tilde a"


@dataclass(frozen=True)
class Subject:
    """What is explained: a neuron of the step's layer, one of its weights, and a sample."""

    step: Step
    layer: int
    unit: int
    source: int
    sample: int

    @property
    def problem(self) -> Problem:
        """What the step belongs to."""
        return self.step.problem

    @property
    def spec(self) -> Layer:
        """The step's layer."""
        return self.problem.layers[self.layer - 1]

    @property
    def is_output(self) -> bool:
        """Whether the step's layer is the last."""
        return self.layer == self.problem.n_layers

    @cached_property
    def inputs(self) -> Array:
        """What the layer receives, (n, n_in), behind dropout."""
        dropped = self.step.dropped.get(self.layer - 1)
        return self.step.a[self.layer - 1] if dropped is None else dropped

    def at(self, name: str, *positions: int | str) -> str:
        """A quantity of the layer in LaTeX."""
        return quantity(name, self.layer, *(positions or (self.unit,)))


@dataclass(frozen=True)
class Draft:
    """What a phase gives to `explain`: every one of `ways` evaluates to the result."""

    symbols: str
    result: float | None
    ways: tuple[Expr, ...] = ()
    depth: int = 2
    n_terms: int = 1
    asides: tuple[tuple[str, Expr, float], ...] = ()
    statements: Callable[[int], tuple[str, ...]] | None = None
    about_parameter: bool = False
    per_sample: bool = True


def _pairs(left: Array, right: Array) -> Expr:
    """Σ leftₖ·rightₖ."""
    return long_sum(
        len(left),
        lambda k: Product((Number(float(left[k])), Number(float(right[k])))),
        lambda: float(left.astype(np.float64) @ right.astype(np.float64)),
    )


# ---- forward ---------------------------------------------------------------------------------


def _batch(s: Subject) -> Draft:
    def vector(letter: str, values: Array, digits: int) -> str:
        texts = [number(float(v), digits) for v in values]
        if len(texts) > 6:
            texts = [*texts[:3], r"\dots", texts[-1]]
        inside = r",\, ".join(texts)
        return f"{letter} = ({inside})" if len(values) > 1 else f"{letter} = {inside}"

    def statements(digits: int) -> tuple[str, ...]:
        step, row = s.step, s.sample
        return vector("x", step.x[row], digits), vector("y", step.y[row], digits)

    return Draft(r"x,\; y", None, statements=statements)


def _linear(s: Subject) -> Draft:
    spec, row, j = s.spec, s.sample, s.unit
    previous, weights = s.inputs[row], s.step.W_before[s.layer][:, j]
    terms: tuple[Expr, ...] = (_pairs(previous, weights),)
    bias = ""
    if spec.use_bias:
        terms = (*terms, Number(float(s.step.b_before[s.layer][j])))
        bias = " + " + s.at("b")
    flat = terms[0]
    if isinstance(flat, Sum) and spec.n_in < 4:
        terms = (*flat.parts, *terms[1:])
    if spec.n_in == 1:
        weighted = output_of(s.problem, s.layer - 1, 0) + r"\," + s.at("w", 0, j)
    else:
        term = output_of(s.problem, s.layer - 1, "i") + r"\," + s.at("w", "i", j)
        weighted = total(spec.n_in, "i", term)
    return Draft(
        f"{s.at('z')} = {weighted}{bias}",
        float(s.step.z[s.layer][row, j]),
        (Sum(terms),),
        n_terms=spec.n_in,
    )


def _activation(s: Subject) -> Draft:
    row, j, name = s.sample, s.unit, s.spec.activation
    z = s.step.z[s.layer][row].tolist()
    result = float(s.step.a[s.layer][row, j])
    if name == "softmax":
        below = total(len(z), "k", rf"e^{{{s.at('z', 'k')}}}")
        symbols = rf"{s.at('a')} = \frac{{e^{{{s.at('z')}}}}}{{{below}}}"
        return Draft(symbols, result, (softmax_value(z, j),), n_terms=len(z))
    form = activation_form(name)
    if not form.symbol:
        return Draft(f"{s.at('a')} = {s.at('z')}", result)
    symbols = rf"{s.at('a')} = {form.symbol}({s.at('z')})"
    return Draft(symbols, result, (form.value(z[j]),))


def _dropout(s: Subject) -> Draft:
    row, j = s.sample, s.unit
    kept = float(s.step.mask[s.layer][row, j])
    way = Product((Number(float(s.step.a[s.layer][row, j])), Number(kept)))
    keep = rf"\frac{{1}}{{1 - {number(s.spec.dropout, None)}}}"
    symbols = (
        rf"{s.at(DROPPED)} = {s.at('a')}\,{s.at('m')},\quad "
        rf"{s.at('m')} = {keep if kept else '0'}"
    )
    return Draft(symbols, float(s.step.dropped[s.layer][row, j]), (way,))


# ---- loss ------------------------------------------------------------------------------------


def _loss(s: Subject) -> Draft:
    step, problem = s.step, s.problem
    last, (n, k) = problem.n_layers, step.y.shape
    name = problem.experiment.loss.name
    divisor = _divisor(problem, n)
    a, y, z = step.a[last], step.y, step.z[last]
    picked = np.argwhere(y != 0) if name == "cross_entropy" else np.argwhere(np.isfinite(y))

    def term(index: int) -> Expr:
        row, unit = picked[index]
        values = float(a[row, unit]), float(y[row, unit]), float(z[row, unit])
        if name == "cross_entropy" and values[0] < 1e-290:
            return softmax_term(z[row].tolist(), values[1], int(unit))
        return LOSS_FORMS[name].term(*values)

    assert step.loss is not None
    loss = step.loss
    whole = long_sum(len(picked), term, lambda: loss * divisor)
    at = ("s", "k") if k > 1 else ("s",)
    symbol = _filled(LOSS_FORMS[name].symbol, quantity("a", last, *at), _target(*at))
    over = total(n, "s", total(k, "k", symbol) if k > 1 else symbol) if n > 1 or k > 1 else symbol
    if n == 1 and k > 1:
        symbol = _filled(LOSS_FORMS[name].symbol, quantity("a", last, "k"), _target("k"))
        over = total(k, "k", symbol)
    if n == 1 and k == 1:
        over = _filled(LOSS_FORMS[name].symbol, quantity("a", last, 0), _target(0))
    factor = rf"\frac{{1}}{{{_divisor_symbol(problem, n)}}}" if divisor != 1 else ""
    way = Ratio(whole, exact(divisor)) if divisor != 1 else whole
    return Draft(
        rf"L = {factor}\,{over}" if factor else f"L = {over}",
        loss,
        (way,),
        n_terms=len(picked),
        per_sample=False,
    )


def _filled(template: str, a: str, y: str) -> str:
    return template.replace("<a>", a).replace("<y>", y)


def _target(*at: int | str) -> str:
    return rf"y_{{{''.join(str(p + 1) if isinstance(p, int) else p for p in at)}}}"


def _divisor(problem: Problem, n: int) -> int:
    """What the sum of all terms is divided by."""
    spec = problem.experiment.loss
    outputs = problem.n_out if LOSSES[spec.name].mean_over_outputs else 1
    return outputs * (n if spec.reduction == "mean" else 1)


def _divisor_symbol(problem: Problem, n: int) -> str:
    spec = problem.experiment.loss
    parts = [str(n)] if spec.reduction == "mean" and n > 1 else []
    if LOSSES[spec.name].mean_over_outputs and problem.n_out > 1:
        parts.append(str(problem.n_out))
    return r" \cdot ".join(parts) or "1"


# ---- backward --------------------------------------------------------------------------------


def _propagated(s: Subject) -> tuple[Expr, str, int]:
    """Σₖ δₖ·wⱼₖ from the layer above: arithmetic, symbols, number of terms."""
    above = s.layer + 1
    deltas, weights = s.step.delta[above][s.sample], s.step.W_before[above][s.unit]
    if len(deltas) == 1:
        index: int | str = 0
        term = quantity(DELTA, above, 0) + r"\," + quantity("w", above, s.unit, 0)
        return _pairs(deltas, weights), rf"\bigl({term}\bigr)", 1
    index = "k"
    term = quantity(DELTA, above, index) + r"\," + quantity("w", above, s.unit, index)
    symbols = rf"\Bigl({total(len(deltas), 'k', term)}\Bigr)"
    return _pairs(deltas, weights), symbols, len(deltas)


def _dropout_backward(s: Subject) -> Draft:
    sums, symbols, count = _propagated(s)
    way = Product((sums, Number(float(s.step.mask[s.layer][s.sample, s.unit]))))
    result = float(s.step.da[s.layer][s.sample, s.unit])
    text = rf"{partial(s.at('a'))} = {symbols}\,{s.at('m')}"
    return Draft(text, result, (way,), n_terms=count)


def _delta(s: Subject) -> Draft:
    result = float(s.step.delta[s.layer][s.sample, s.unit])
    if s.spec.activation == "softmax":
        return _softmax_delta(s, result)
    form = activation_form(s.spec.activation)
    slope = form.slope(
        float(s.step.z[s.layer][s.sample, s.unit]), float(s.step.a[s.layer][s.sample, s.unit])
    )
    prime = rf"\,{form.symbol}'({s.at('z')})" if form.symbol else ""
    parts = (slope,) if form.symbol else ()
    if s.is_output:
        return _output_delta(s, result, prime, parts)
    if s.spec.dropout:
        way: Expr = Product((Number(float(s.step.da[s.layer][s.sample, s.unit])), *parts))
        symbols, count = partial(s.at("a")), 1
    else:
        sums, symbols, count = _propagated(s)
        way = Product((sums, *parts))
    return Draft(rf"{s.at(DELTA)} = {symbols}{prime}", result, (way,), n_terms=count)


def _closed_form(s: Subject) -> tuple[Expr, str] | None:
    """(a − y)/n, where loss and activation combine to it."""
    loss = LOSSES[s.problem.experiment.loss.name]
    if not s.is_output or s.spec.activation not in loss.fused:
        return None
    row, j, n = s.sample, s.unit, len(s.step.y)
    error = difference(float(s.step.a[s.layer][row, j]), float(s.step.y[row, j]))
    divisor = _divisor(s.problem, n)
    symbols = f"{s.at('a')} - {_target(j)}"
    if divisor == 1:
        return error, symbols
    return (
        Ratio(error, exact(divisor)),
        rf"\frac{{{symbols}}}{{{_divisor_symbol(s.problem, n)}}}",
    )


def _output_delta(s: Subject, result: float, prime: str, slope: tuple[Expr, ...]) -> Draft:
    row, j = s.sample, s.unit
    derivative = partial(s.at("a"))
    closed = _closed_form(s)
    if closed is not None:
        gradient, jacobian = output_factors(s.step)
        factors = Product((Number(float(gradient[row, j])), Number(float(jacobian[row, j, j]))))
        symbols = rf"{s.at(DELTA)} = {derivative}{prime} = {closed[1]}"
        return Draft(symbols, result, (factors, closed[0]), depth=1)
    way, symbols = _loss_gradient(s)
    text = rf"{s.at(DELTA)} = {derivative}{prime} = {symbols}{prime}"
    return Draft(text, result, (Product((way, *slope)),))


def _loss_gradient(s: Subject) -> tuple[Expr, str]:
    """∂L/∂a of one output: arithmetic and symbols."""
    row, j, n = s.sample, s.unit, len(s.step.y)
    form = LOSS_FORMS[s.problem.experiment.loss.name]
    a, y = float(s.step.a[s.layer][row, j]), float(s.step.y[row, j])
    way = form.gradient(a, y, float(s.step.z[s.layer][row, j]))
    symbols = _filled(form.gradient_symbol, s.at("a"), _target(j))
    divisor = _divisor(s.problem, n)
    if divisor == 1:
        return way, rf"\bigl({symbols}\bigr)" if form.gradient_symbol[-1] == ">" else symbols
    return (
        Ratio(way, exact(divisor)),
        rf"\frac{{{symbols}}}{{{_divisor_symbol(s.problem, n)}}}",
    )


def _softmax_delta(s: Subject, result: float) -> Draft:
    """δₖ = Σⱼ ∂L/∂aⱼ · ∂aⱼ/∂zₖ, and what it combines to."""
    row, k = s.sample, s.unit
    if s.is_output:
        gradient, jacobian = output_factors(s.step)
        signal = gradient[row]
    else:
        signal = s.step.da[s.layer][row]
        jacobian = layer_jacobian("softmax", s.step.z[s.layer].astype(np.float64))
    column = jacobian[row, :, k]
    if _closed_form(s) is not None and len(signal) > 4:
        chosen = np.flatnonzero(signal)  # the others are zero and would hide what counts
        if len(chosen):
            signal, column = signal[chosen], column[chosen]
    a_j = s.at("a", "j")
    chain = partial(a_j) + rf"\,\frac{{\partial {a_j}}}{{\partial {s.at('z')}}}"
    symbols = rf"{s.at(DELTA)} = {total(s.spec.n_out, 'j', chain)}"
    closed = _closed_form(s)
    if closed is None:
        return Draft(symbols, result, (_pairs(signal, column),), n_terms=len(signal))
    ways = (_pairs(signal, column), closed[0])
    return Draft(f"{symbols} = {closed[1]}", result, ways, depth=1, n_terms=len(signal))


def _gradient(s: Subject) -> Draft:
    i, j, spec = s.source, s.unit, s.spec
    is_bias = i == spec.n_in
    deltas = s.step.delta[s.layer][:, j]
    result = float(s.step.db[s.layer][j] if is_bias else s.step.dW[s.layer][i, j])
    n = len(deltas)
    penalty, penalty_symbols = ((), "") if is_bias else _penalty_gradient(s)
    chain = _single_chain(s, is_bias) if n == 1 else None
    if chain is not None:
        way, symbols = chain
    elif is_bias:
        way = long_sum(n, lambda r: Number(float(deltas[r])), lambda: float(deltas.sum()))
        symbols = total(n, "s", s.at(DELTA, "s", j))
    else:
        way = _pairs(deltas, s.inputs[:, i])
        symbols = total(
            n, "s", s.at(DELTA, "s", j) + r"\," + output_of(s.problem, s.layer - 1, "s", i)
        )
    if penalty:
        way = Sum((way, *penalty))
    name = partial(parameter(s.layer, spec.n_in, i, j))
    return Draft(
        f"{name} = {symbols}{penalty_symbols}",
        result,
        (way,),
        n_terms=n,
        about_parameter=True,
        per_sample=False,
    )


def _single_chain(s: Subject, is_bias: bool) -> tuple[Expr, str]:
    """∂L/∂a · f′(z) · input, for a batch of one."""
    j = s.unit
    delta = float(s.step.delta[s.layer][0, j])
    last = () if is_bias else (Number(float(s.inputs[0, s.source])),)
    tail = "" if is_bias else r"\," + output_of(s.problem, s.layer - 1, s.source)
    plain = Product((Number(delta), *last)), s.at(DELTA) + tail
    form = activation_form(s.spec.activation) if s.spec.activation != "softmax" else None
    if form is None or not form.symbol or _closed_form(s) is not None:
        return plain
    slope = form.slope(float(s.step.z[s.layer][0, j]), float(s.step.a[s.layer][0, j]))
    prime = rf"\,{form.symbol}'({s.at('z')})"
    if s.is_output:
        signal: Expr = Number(_loss_gradient(s)[0].value())
        symbols = partial(s.at("a"))
    elif s.spec.dropout:
        signal, symbols = Number(float(s.step.da[s.layer][0, j])), partial(s.at("a"))
    else:
        sums, symbols, _ = _propagated(s)
        signal = sums.simpler()
    return Product((signal, Number(slope.value()), *last)), symbols + prime + tail


def _penalty_gradient(s: Subject) -> tuple[tuple[Expr, ...], str]:
    """λ₁·sign w + λ₂·w."""
    spec = s.problem.experiment.regularization
    weight = float(s.step.W_before[s.layer][s.source, s.unit])
    name = parameter(s.layer, s.spec.n_in, s.source, s.unit)
    parts: list[Expr] = []
    symbols = ""
    if spec.l1:
        parts.append(Product((exact(spec.l1), exact(float(np.sign(weight))))))
        symbols += rf" + \lambda_1\,\operatorname{{sign}}({name})"
    if spec.l2:
        parts.append(Product((exact(spec.l2), Number(weight))))
        symbols += rf" + \lambda_2\,{name}"
    return tuple(parts), symbols


# ---- update ----------------------------------------------------------------------------------


def _clip(s: Subject) -> Draft:
    limit = s.problem.experiment.training.clip_norm
    assert s.step.clip_norm is not None
    assert s.step.clip_scale is not None
    ratio = Ratio(exact(limit), Sum((Number(s.step.clip_norm), exact(CLIP_EPS))))
    way = Call(r"\min\Bigl(1,\, <0>\Bigr)", _at_most_one, (ratio,))
    symbols = (
        r"g \leftarrow c\,g,\quad c = \min\Bigl(1,\, \frac{g_{\max}}{\Vert g\Vert + 10^{-6}}\Bigr)"
    )
    return Draft(symbols, s.step.clip_scale, (way,), per_sample=False)


def _at_most_one(x: float) -> float:
    return x if x != x else min(1.0, x)


def _update(s: Subject) -> Draft:
    rule = update_rule(s.step, s.layer, s.source, s.unit)
    return Draft(
        rule.symbols,
        rule.result,
        (rule.way,) if rule.way is not None else (),
        asides=rule.asides,
        about_parameter=True,
        per_sample=False,
    )


PHASES: dict[str, Callable[[Subject], Draft]] = {
    "batch": _batch,
    "linear": _linear,
    "activation": _activation,
    "dropout": _dropout,
    "loss": _loss,
    "dropout_backward": _dropout_backward,
    "delta": _delta,
    "gradient": _gradient,
    "clip": _clip,
    "update": _update,
}
