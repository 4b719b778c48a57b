"""Makes a worked solution of one iteration, from the iteration's own steps and explanations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bpviz.core import worked_words as say
from bpviz.core.calls import Array
from bpviz.core.errors import BpvizError
from bpviz.core.explain import explain
from bpviz.core.explain_draft import filled, target
from bpviz.core.expression import Expr, Number, Product, Sum, exact
from bpviz.core.forms import loss_form
from bpviz.core.notation import parameter, partial, quantity
from bpviz.core.problem import Problem
from bpviz.core.stages import Layer
from bpviz.core.step import Step
from bpviz.core.streams import BLANKS, generator
from bpviz.core.timeline import Timeline
from bpviz.core.worked import (
    Answer,
    Group,
    Heading,
    Key,
    Kind,
    Math,
    Paragraph,
    Part,
    Statement,
    Table,
    Work,
    Worked,
)
from bpviz.core.worked_given import PENALTY, given
from bpviz.core.worked_numbers import USUAL, Figures
from bpviz.core.worked_words import Words

MOST_PARAMETERS, MOST_SAMPLES = 200, 8
"""What is larger than this is not worked out on paper."""
BLANK_SHARE = 0.75
"""Of the numbers of a sheet; the others stand there, so that students can check themselves."""

TOO_LARGE = (
    "has {parameters} parameters and {samples} samples in a batch; what is worked out on paper has "
    "at most {most_parameters} and {most_samples}"
)

FORWARD = ("linear", "activation", "dropout")
SECTIONS = {
    **dict.fromkeys(FORWARD, say.FORWARD),
    "loss": say.LOSS,
    **dict.fromkeys(("dropout_backward", "delta", "gradient", "clip"), say.BACKWARD),
    "update": say.UPDATE,
}
ARRAYS = {"linear": "z", "activation": "a", "dropout": "dropped", "dropout_backward": "da"}
"""Phase → the array of a step that it computes, where the two names differ."""


def worked_solution(
    timeline: Timeline,
    iteration: int = 0,
    kind: Kind = "solution",
    precision: int = USUAL,
    comma: bool = False,
    words: Words | None = None,
) -> Worked:
    """Work out one iteration.

    Parameters
    ----------
    timeline : Timeline
    iteration : int
        From 0.
    kind : {"solution", "sheet", "key"}
        The blanks of sheet and key are the same; the experiment's seed chooses them.
    precision : int
        Significant digits of every result, 2 to 15.
    comma : bool
        Write a decimal comma.
    words : Words or None
        The language; None: English.

    Raises
    ------
    BpvizError
        The network or its batch is too large, see `MOST_PARAMETERS`.
    """
    problem = timeline.problem
    check_size(problem)
    words = words or Words()
    count = timeline.steps_per_iteration
    steps = [timeline[iteration * count + position] for position in range(count)]
    figures = Figures(precision, comma)
    document = Worked(
        kind,
        words.text(say.TITLES[kind]),
        words.text(
            say.SUBTITLE, experiment=problem.experiment.title or "bpviz", iteration=iteration
        ),
        (words.text(say.NAME), words.text(say.DATE)) if kind == "sheet" else (),
        words.text(say.MARKED) if kind == "key" else "",
        tuple(_parts(steps, figures, words)),
    )
    if kind == "solution":
        return document
    blanks = _blanks(document, problem.experiment.seed, iteration)
    return replace(document, parts=tuple(_with_blanks(part, blanks) for part in document.parts))


def check_size(problem: Problem) -> None:
    """Refuse, with a BpvizError, what is too large to be worked out on paper."""
    if problem.n_params > MOST_PARAMETERS or problem.batch_size > MOST_SAMPLES:
        raise BpvizError(
            "",
            TOO_LARGE,
            parameters=problem.n_params,
            samples=problem.batch_size,
            most_parameters=MOST_PARAMETERS,
            most_samples=MOST_SAMPLES,
        )


# ---- blanks ------------------------------------------------------------------------------------


def _blanks(document: Worked, seed: int, iteration: int) -> frozenset[Key]:
    """Which numbers are left out: the same for the same seed, network and iteration."""
    keys = list(dict.fromkeys(answer.key for answer in document.answers))
    draws = generator(seed, BLANKS, iteration).random(len(keys))
    return frozenset(key for key, x in zip(keys, draws, strict=True) if x < BLANK_SHARE)


def _with_blanks(part: Part, blanks: frozenset[Key]) -> Part:
    def marked(answer: Answer) -> Answer:
        return replace(answer, blank=answer.key in blanks)

    if isinstance(part, Group):
        works = tuple(replace(work, answer=marked(work.answer)) for work in part.works)
        return replace(part, works=works)
    if isinstance(part, Table):
        rows = (
            tuple(marked(cell) if isinstance(cell, Answer) else cell for cell in row)
            for row in part.rows
        )
        return Table(part.head, tuple(rows))
    return part


# ---- the sections ------------------------------------------------------------------------------


def _parts(steps: list[Step], figures: Figures, words: Words) -> Iterator[Part]:
    yield from given(steps[0], figures, words)
    section = say.GIVEN
    for step in steps:
        if step.phase not in SECTIONS:
            continue
        if SECTIONS[step.phase] != section:
            section = SECTIONS[step.phase]
            yield Heading(1, words.text(section))
        if step.phase in say.PHASES:
            yield Heading(2, words.text(say.PHASES[step.phase], layer=step.layer))
        yield from _phase(step, figures, words)
    yield Heading(1, words.text(say.RESULT))
    for layer in steps[-1].problem.layers:
        yield _updated(steps[-1], layer, figures)


def _phase(step: Step, figures: Figures, words: Words) -> Iterator[Part]:
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


def _updated(step: Step, layer: Layer, figures: Figures) -> Table:
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
