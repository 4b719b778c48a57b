"""The forward phases and the loss as arithmetic, one function a phase.

Each is about one row (`Subject.sample`) and one unit; the loss is about the whole batch.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.explain_draft import (
    DROPPED,
    Draft,
    Subject,
    divisor_of,
    divisor_symbol,
    filled,
    pairs,
    target,
)
from bpviz.core.expression import Expr, Number, Origin, Product, Ratio, Sum, exact, long_sum
from bpviz.core.figures import number
from bpviz.core.forms import activation_form, loss_form, softmax_term, softmax_value
from bpviz.core.losses import LOSSES
from bpviz.core.notation import output_of, quantity, total
from bpviz.core.step import Step


def batch_phase(s: Subject) -> Draft:
    """The sample that goes in and its target."""

    def vector(letter: str, values: Array, digits: int) -> str:
        texts = [number(float(v), digits) for v in values]
        if len(texts) > 6:
            texts = [*texts[:3], r"\dots", texts[-1]]
        inside = r",\, ".join(texts)
        return f"{letter} = ({inside})" if len(values) > 1 else f"{letter} = {inside}"

    def statements(digits: int) -> tuple[str, ...]:
        step, row = s.step, s.sample
        return vector("x", step.x[row], digits), vector("y", step.y[row], digits)

    def names(letter: str, count: int) -> str:
        shown = [rf"{letter}_{{{k + 1}}}" for k in range(count)]
        if count > 4:
            shown = [*shown[:2], r"\dots", shown[-1]]
        inside = r",\, ".join(shown)
        return f"{letter} = ({inside})" if count > 1 else f"{letter} = {letter}_1"

    symbols = rf"{names('x', s.problem.n_in)},\quad {names('y', s.problem.n_out)}"
    return Draft(symbols, None, statements=statements)


def linear_phase(s: Subject) -> Draft:
    """Sum z = Σᵢ aᵢ·wᵢⱼ + bⱼ."""
    spec, row, j = s.spec, s.sample, s.unit
    previous, weights = s.inputs[row], s.step.W_before[s.layer][:, j]

    def origins(i: int) -> tuple[Origin, Origin, Origin]:
        weight = Origin(s.layer, j, i)
        return Origin(s.layer - 1, i), weight, weight

    terms: tuple[Expr, ...] = (pairs(previous, weights, origins),)
    bias = ""
    if spec.use_bias:
        b = float(s.step.b_before[s.layer][j])
        terms = (*terms, Number(b, of=Origin(s.layer, j, spec.n_in)))
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


def activation_phase(s: Subject) -> Draft:
    """Activation a = f(z)."""
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
    formula = ACTIVATIONS[name].formula
    hint = "" if formula.startswith(form.symbol) else rf"{form.symbol}(z) = {formula}"
    return Draft(symbols, result, (form.value(z[j]),), hint=hint)


def dropout_phase(s: Subject) -> Draft:
    """Output ã = a·m."""
    row, j = s.sample, s.unit
    kept = float(s.step.mask[s.layer][row, j])
    way = Product((Number(float(s.step.a[s.layer][row, j])), Number(kept)))
    keep = rf"\frac{{1}}{{1 - {number(s.spec.dropout, None)}}}"
    symbols = (
        rf"{s.at(DROPPED)} = {s.at('a')}\,{s.at('m')},\quad "
        rf"{s.at('m')} = {keep if kept else '0'}"
    )
    return Draft(symbols, float(s.step.dropped[s.layer][row, j]), (way,))


def loss_phase(
    s: Subject, template: str = "", own_term: Callable[[int, int], Expr] | None = None
) -> Draft:
    """L, as a sum over all samples and outputs, or the loss of one sample alone.

    A mistake in the loss gives the template of a term, and the term by sample and output.
    """
    step, problem = s.step, s.problem
    places, last = loss_places(step, s.sample if s.alone else None), problem.n_layers
    n, k = (1 if s.alone else len(step.y)), problem.n_out
    name = problem.experiment.loss.name
    distribution, form = LOSSES[name].distribution, loss_form(name)
    template = template or form.symbol
    divisor = divisor_of(problem, n)
    a, y, z = step.a[last], step.y, step.z[last]

    def term(index: int) -> Expr:
        row, unit = places[index].tolist()
        if own_term is not None:
            return own_term(row, unit)
        values = float(a[row, unit]), float(y[row, unit]), float(z[row, unit])
        if distribution and values[0] < 1e-290:
            return softmax_term(z[row].tolist(), values[1], unit)
        return form.term(*values)

    assert step.loss is not None
    assert step.terms is not None
    loss = float(step.terms[s.sample].sum()) / divisor if s.alone else step.loss
    whole = long_sum(len(places), term, lambda: loss * divisor)
    at = ("s", "k") if k > 1 else ("s",)
    symbol = filled(template, quantity("a", last, *at), target(*at))
    over = total(n, "s", total(k, "k", symbol) if k > 1 else symbol) if n > 1 or k > 1 else symbol
    if n == 1 and k > 1:
        symbol = filled(template, quantity("a", last, "k"), target("k"))
        over = total(k, "k", symbol)
    if n == 1 and k == 1:
        over = filled(template, quantity("a", last, 0), target(0))
    factor = rf"\frac{{1}}{{{divisor_symbol(problem, n)}}}" if divisor != 1 else ""
    way = Ratio(whole, exact(divisor)) if divisor != 1 else whole
    letter = f"L_{{{s.sample + 1}}}" if s.alone else "L"
    return Draft(
        rf"{letter} = {factor}\,{over}" if factor else f"{letter} = {over}",
        loss,
        (way,),
        depth=1 if s.alone and len(places) == divisor == 1 else 2,
        n_terms=len(places),
        asides=() if s.alone else _with_penalty(step),
        asides_last=True,
        per_sample=s.alone,
    )


def loss_places(step: Step, sample: int | None = None) -> Array:
    """Row of the batch and output, (count, 2), of every term of the loss, or of one sample's.

    Of a distribution only the outputs count whose target is not 0.
    """
    distribution = LOSSES[step.problem.experiment.loss.name].distribution
    counts = step.y != 0 if distribution else np.isfinite(step.y)
    places = np.argwhere(counts)
    return places if sample is None else places[places[:, 0] == sample]


def _with_penalty(step: Step) -> tuple[tuple[str, Expr, float], ...]:
    """What is minimized, where a penalty is added to the loss."""
    if step.penalty is None or step.loss is None:
        return ()
    whole = Sum((Number(step.loss), Number(step.penalty)))
    return ((r"L + \mathrm{penalty}", whole, whole.value()),)
