"""The backward phases as arithmetic, one function a phase.

Error signals are about one row (`Subject.sample`) and one unit; gradients sum over the batch.
"""

from __future__ import annotations

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.explain_draft import (
    DELTA,
    Draft,
    Subject,
    divisor_of,
    divisor_symbol,
    filled,
    pairs,
    target,
)
from bpviz.core.expression import Expr, Number, Product, Ratio, Sum, exact, long_sum, product
from bpviz.core.factors import output_factors
from bpviz.core.forms import activation_form, difference, loss_form
from bpviz.core.losses import LOSSES
from bpviz.core.notation import output_of, parameter, partial, quantity, total


def _propagated(s: Subject) -> tuple[Expr, str, int]:
    """Σₖ δₖ·wⱼₖ from the layer above: arithmetic, symbols, number of terms."""
    above = s.layer + 1
    deltas, weights = s.step.delta[above][s.sample], s.step.W_before[above][s.unit]
    if len(deltas) == 1:
        index: int | str = 0
        term = quantity(DELTA, above, 0) + r"\," + quantity("w", above, s.unit, 0)
        return pairs(deltas, weights), rf"\bigl({term}\bigr)", 1
    index = "k"
    term = quantity(DELTA, above, index) + r"\," + quantity("w", above, s.unit, index)
    symbols = rf"\Bigl({total(len(deltas), 'k', term)}\Bigr)"
    return pairs(deltas, weights), symbols, len(deltas)


def dropout_backward_phase(s: Subject) -> Draft:
    """Derivative ∂L/∂a = (Σₖ δₖ·wⱼₖ)·m."""
    sums, symbols, count = _propagated(s)
    way = Product((sums, Number(float(s.step.mask[s.layer][s.sample, s.unit]))))
    result = float(s.step.da[s.layer][s.sample, s.unit])
    text = rf"{partial(s.at('a'))} = {symbols}\,{s.at('m')}"
    return Draft(text, result, (way,), n_terms=count)


def delta_phase(s: Subject) -> Draft:
    """Error signal δ = ∂L/∂a · f′(z), for the output or a hidden neuron."""
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
        way = product(Number(float(s.step.da[s.layer][s.sample, s.unit])), *parts)
        symbols, count = partial(s.at("a")), 1
    else:
        sums, symbols, count = _propagated(s)
        way = product(sums, *parts)
    return Draft(
        rf"{s.at(DELTA)} = {symbols}{prime}", result, (way,), n_terms=count, hint=_slope_hint(s)
    )


def _slope_hint(s: Subject) -> str:
    """The slope's formula, where the activation has one to tell."""
    name = s.spec.activation
    form = activation_form(name)
    return rf"{form.symbol}' = {ACTIVATIONS[name].slope_formula}" if form.symbol else ""


def _closed_form(s: Subject) -> tuple[Expr, str] | None:
    """(a − y)/n, where loss and activation combine to it."""
    loss = LOSSES[s.problem.experiment.loss.name]
    if not s.is_output or s.spec.activation not in loss.fused:
        return None
    row, j, n = s.sample, s.unit, len(s.step.y)
    error = difference(float(s.step.a[s.layer][row, j]), float(s.step.y[row, j]))
    divisor = divisor_of(s.problem, n)
    symbols = f"{s.at('a')} - {target(j)}"
    if divisor == 1:
        return error, symbols
    return (
        Ratio(error, exact(divisor)),
        rf"\frac{{{symbols}}}{{{divisor_symbol(s.problem, n)}}}",
    )


def _output_delta(s: Subject, result: float, prime: str, slope: tuple[Expr, ...]) -> Draft:
    row, j = s.sample, s.unit
    derivative = partial(s.at("a"))
    closed = _closed_form(s)
    if closed is not None:
        gradient, jacobian = output_factors(s.step, slice(row, row + 1))
        factors = Product((Number(float(gradient[0, j])), Number(float(jacobian[0, j, j]))))
        symbols = rf"{s.at(DELTA)} = {derivative}{prime} = {closed[1]}"
        ways = (factors, closed[0])
        return Draft(symbols, result, ways, depth=1, hint=_slope_hint(s))
    way, symbols = _loss_gradient(s)
    text = rf"{s.at(DELTA)} = {derivative}{prime} = {symbols}{prime}"
    return Draft(text, result, (product(way, *slope),), hint=_slope_hint(s))


def _loss_gradient(s: Subject) -> tuple[Expr, str]:
    """∂L/∂a of one output: arithmetic and symbols."""
    row, j, n = s.sample, s.unit, len(s.step.y)
    form = loss_form(s.problem.experiment.loss.name)
    a, y = float(s.step.a[s.layer][row, j]), float(s.step.y[row, j])
    way = form.gradient(a, y, float(s.step.z[s.layer][row, j]))
    symbols = filled(form.gradient_symbol, s.at("a"), target(j))
    divisor = divisor_of(s.problem, n)
    if divisor == 1:
        return way, rf"\bigl({symbols}\bigr)" if form.gradient_symbol[-1] == ">" else symbols
    return (
        Ratio(way, exact(divisor)),
        rf"\frac{{{symbols}}}{{{divisor_symbol(s.problem, n)}}}",
    )


def _softmax_delta(s: Subject, result: float) -> Draft:
    """δₖ = Σⱼ ∂L/∂aⱼ · ∂aⱼ/∂zₖ, and what it combines to."""
    row = slice(s.sample, s.sample + 1)
    if s.is_output:
        gradient, jacobian = output_factors(s.step, row)
    else:
        gradient = s.step.da[s.layer][row]
        jacobian = ACTIVATIONS["softmax"].jacobian(s.step.z[s.layer][row].astype(np.float64))
    signal, column = gradient[0], jacobian[0, :, s.unit]
    if _closed_form(s) is not None and len(signal) > 4:
        chosen = np.flatnonzero(signal)  # the others are zero and would hide what counts
        if len(chosen):
            signal, column = signal[chosen], column[chosen]
    a_j = s.at("a", "j")
    chain = partial(a_j) + rf"\,\frac{{\partial {a_j}}}{{\partial {s.at('z')}}}"
    symbols = rf"{s.at(DELTA)} = {total(s.spec.n_out, 'j', chain)}"
    closed = _closed_form(s)
    if closed is None:
        return Draft(symbols, result, (pairs(signal, column),), n_terms=len(signal))
    ways = (pairs(signal, column), closed[0])
    return Draft(f"{symbols} = {closed[1]}", result, ways, depth=1, n_terms=len(signal))


def gradient_phase(s: Subject) -> Draft:
    """Derivative ∂L/∂w = Σₛ δₛ·aₛ, with the penalty's part; ∂L/∂b = Σₛ δₛ."""
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
        way = pairs(deltas, s.inputs[:, i])
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
    plain = product(Number(delta), *last), s.at(DELTA) + tail
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
