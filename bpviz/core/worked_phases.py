"""The micro-steps of an iteration as parts of a worked solution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bpviz.core import worked_words as say
from bpviz.core.calls import Array
from bpviz.core.explain import explain
from bpviz.core.explain_draft import filled, target
from bpviz.core.expression import Expr, Number, Product, Sum, exact
from bpviz.core.forms import loss_form
from bpviz.core.notation import parameter, partial, quantity
from bpviz.core.stages import Layer
from bpviz.core.step import Step
from bpviz.core.worked import (
    Answer,
    Group,
    Key,
    Math,
    Paragraph,
    Part,
    Statement,
    Table,
    Work,
)
from bpviz.core.worked_given import PENALTY
from bpviz.core.worked_numbers import Figures
from bpviz.core.worked_words import Words

ARRAYS = {"linear": "z", "activation": "a", "dropout": "dropped", "dropout_backward": "da"}
"""Phase → the array of a step that it computes, where the two names differ."""


def phase_parts(step: Step, figures: Figures, words: Words) -> Iterator[Part]:
    """All numbers of a micro-step: their formula, their arithmetic, a table of all samples."""
    if step.phase in ("loss", "clip"):
        yield from _whole(step, figures, words)
    elif step.phase in ("gradient", "update"):
        yield from _by_parameter(step, figures, words)
    else:
        yield from _by_unit(step, figures, words)


def _by_unit(step: Step, figures: Figures, words: Words) -> Iterator[Part]:
    """What every neuron has for every sample: one sample worked out, all of them in a table."""
    name = ARRAYS.get(step.phase, step.phase)
    letter = {"dropped": r"\tilde a", "delta": r"\delta"}.get(name, name)
    layer, values = step.layer, getattr(step, name)[step.layer]
    n, units = values.shape
    if step.phase == "dropout":
        yield Paragraph(words.parts(say.MASK, layer=layer))
        yield _by_sample(step.mask[layer], "m", layer, figures)

    def symbol(*at: int | str) -> str:
        found = quantity("a" if name == "da" else letter, layer, *at)
        return partial(found) if name == "da" else found

    if n > 1:
        yield Paragraph(words.parts(say.FIRST_SAMPLE, sample=Math("s = 1")))
    works = [_work(step, unit, None, symbol(unit), (name, layer, 0, unit), figures)
             for unit in range(units)]  # fmt: skip
    yield from _group(step, works, words)
    if n > 1:
        yield Paragraph(words.parts(say.ALL_SAMPLES))
        rows: tuple[tuple[str | Answer, ...], ...] = tuple(
            (str(s + 1), *(figures.answer(values[s, j], name, layer, s, j) for j in range(units)))
            for s in range(n)
        )
        yield Table(("s", *(symbol(j) for j in range(units))), rows)


def _by_sample(values: Array, letter: str, layer: int, figures: Figures) -> Table:
    """Numbers that are given for every sample and neuron."""
    n, units = values.shape
    head = tuple(quantity(letter, layer, j) for j in range(units))
    rows = [tuple(map(figures.given, row)) for row in values.tolist()]
    if n == 1:
        return Table(("", *head), (("", *rows[0]),))
    return Table(("s", *head), tuple((str(s + 1), *row) for s, row in enumerate(rows)))


def _by_parameter(step: Step, figures: Figures, words: Words) -> Iterator[Part]:
    """What every weight has, then every bias that is trained."""
    layer = step.problem.layers[step.layer - 1]
    updating = step.phase == "update"

    def works(sources: range) -> list[Found]:
        found = []
        for source in sources:
            for unit in range(layer.n_out):
                name = parameter(layer.index, layer.n_in, source, unit)
                key = _parameter_key(layer, source, unit, updating=updating)
                shown = name if updating else partial(name)
                found.append(_work(step, unit, source, shown, key, figures))
        return found

    yield from _group(step, works(range(layer.n_in)), words)
    if layer.use_bias and layer.train_bias:
        biases = works(range(layer.n_in, layer.n_in + 1))
        yield from _group(step, biases, words)


def _parameter_key(layer: Layer, source: int, unit: int, *, updating: bool) -> Key:
    if source == layer.n_in:
        return ("b" if updating else "db", layer.index, unit)
    return ("W" if updating else "dW", layer.index, source, unit)


def _whole(step: Step, figures: Figures, words: Words) -> Iterator[Part]:
    """The loss of the batch, or the factor of clipping."""
    loss = step.phase == "loss"
    if loss and len(step.batch) > 1:
        terms = step.terms
        assert terms is not None
        yield Paragraph(words.parts(say.TERMS))
        outputs = [_term(step, k) for k in range(terms.shape[1])]
        rows: tuple[tuple[str | Answer, ...], ...] = tuple(
            (str(s + 1), *(figures.answer(x, "terms", s, k) for k, x in enumerate(row)))
            for s, row in enumerate(terms.tolist())
        )
        yield Table(("s", *outputs), rows)
    key: Key = ("loss",) if loss else ("clip_scale",)
    found, symbols, hint = _work(step, 0, None, "L" if loss else "c", key, figures)
    if loss and step.penalty is not None:
        found = [found[0], _penalty(step, figures), *found[1:]]
    yield from _group(step, [(found, symbols, hint)], words)


def _term(step: Step, unit: int) -> str:
    """One output's part of the loss, in symbols."""
    layer = step.problem.n_layers
    if "loss" in step.problem.mistake.explain:
        return quantity("L", layer, unit)
    template = loss_form(step.problem.experiment.loss.name).symbol
    return filled(template, quantity("a", layer, unit), target(unit))


def _penalty(step: Step, figures: Figures) -> Work:
    """What the regularizer adds to the loss."""
    assert step.penalty is not None
    spec = step.problem.experiment.regularization
    weights = np.concatenate([w.ravel() for w in step.W_before.values()]).astype(np.float64)
    terms: list[Expr] = []
    if spec.l1:
        terms.append(Product((exact(spec.l1), Number(float(abs(weights).sum())))))
    if spec.l2:
        square = Number(float((weights**2).sum()))
        terms.append(Product((exact(0.5), exact(spec.l2), square)))
    way = terms[0] if len(terms) == 1 else Sum(tuple(terms))
    lines, sign = figures.lines([way], step.penalty)
    answer = figures.answer(step.penalty, "penalty")
    return Work(PENALTY, lines, sign, answer)


def updated(step: Step, layer: Layer, figures: Figures) -> Table:
    """The layer's parameters after the update."""
    rows: list[tuple[str | Answer, ...]] = [
        (
            f"i = {i + 1}",
            *(figures.answer(x, "W", layer.index, i, j) for j, x in enumerate(row)),
        )
        for i, row in enumerate(step.W[layer.index].tolist())
    ]
    if layer.use_bias:
        cells: list[str | Answer] = [
            figures.answer(x, "b", layer.index, j) if layer.train_bias else figures.given(x)
            for j, x in enumerate(step.b[layer.index].tolist())
        ]
        rows.append((quantity("b", layer.index, "j"), *cells))
    corner = quantity("w", layer.index, "i", "j")
    return Table((corner, *(f"j = {j + 1}" for j in range(layer.n_out))), tuple(rows))


# ---- one number --------------------------------------------------------------------------------

Found = tuple[list[Work], str, str]
"""A number and what is worked out beside it, its formula, and what a reader may have forgotten."""


def _work(
    step: Step, unit: int, source: int | None, name: str, key: Key, figures: Figures
) -> Found:
    """One number with what is worked out beside it; its formula and a reminder, in symbols."""
    found = explain(step, step.layer, unit, source=source, digits=figures.precision)
    assert found.result is not None
    lines, sign = figures.lines([line.expression for line in found.lines], found.result)
    work = Work(name, lines, sign, figures.answer(found.result, *key))
    beside = []
    for aside in found.asides:
        lines, sign = figures.lines([aside.line.expression], aside.value)
        symbol = aside.symbol.replace(r"\mathrm{penalty}", PENALTY)
        answer = figures.answer(aside.value, "aside", symbol, *key)
        beside.append(Work(symbol, lines, sign, answer))
    works = [work, *beside] if found.asides_last else [*beside, work]
    return works, figures.written(found.symbols), figures.written(found.hint)


def _group(step: Step, found: list[Found], words: Words) -> Iterator[Part]:
    """The formula of a kind, as it is for the first of them, and all their numbers."""
    first, symbols, hint = found[0]
    works = [
        _assigned(work) if step.phase == "update" and work is own[-1] else work
        for own, _, _ in found
        for work in own
    ]
    if hint:
        yield Paragraph(words.parts(say.WITH, formula=Math(hint)))
    # Whether dropout keeps a neuron is told by the mask.
    yield Statement(symbols.split(r",\quad")[0] if step.phase == "dropout" else symbols)
    yield Group(tuple(works), len(first))


def _assigned(work: Work) -> Work:
    """The work of a parameter that changes: ← in place of the first =."""
    arrow = r"\leftarrow"
    if not work.lines:
        return replace(work, sign=arrow)
    return replace(work, lines=(arrow + work.lines[0].removeprefix("="), *work.lines[1:]))
