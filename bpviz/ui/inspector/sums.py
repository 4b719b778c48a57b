"""The terms of long sums, to be listed one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bpviz.core.calls import Array
from bpviz.core.explain import Explanation
from bpviz.core.explain_forward import loss_places
from bpviz.core.expression import CutSum, Expr, Number, Origin, Product, cut_sum
from bpviz.ui.inspector import words
from bpviz.ui.inspector.words import tr
from bpviz.ui.selection import Selection

if TYPE_CHECKING:
    from bpviz.ui.inspector.subject import Subject


@dataclass(frozen=True, eq=False)
class Term:
    """One term: its name, its arithmetic, and what a click on it chooses."""

    name: str
    expression: Expr
    cause: Selection | None = None

    @property
    def value(self) -> float:
        """What it adds."""
        return self.expression.value()


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of a sum that is cut in the middle where it is written.

    Attributes
    ----------
    count : int
    term : int → Term
        Any of them, made when it is asked for.
    extra : tuple of Term
        What is added besides: a bias, the penalty.
    total : float
        All of them together.
    """

    count: int
    term: Callable[[int], Term]
    extra: tuple[Term, ...]
    total: float

    @property
    def rows(self) -> int:
        """How many there are with those that are added besides."""
        return self.count + len(self.extra)

    def row(self, number: int) -> Term:
        """A term, or one of those after the last."""
        return self.term(number) if number < self.count else self.extra[number - self.count]


def terms_of(s: Subject, found: Explanation) -> Terms | None:
    """The terms of the first sum of an explanation that is cut; None where all are written."""
    cut = _cut(found)
    if cut is None:
        return None
    name = _namer(s, found)

    def term(number: int) -> Term:
        return name(cut.term(number), number)

    return Terms(cut.count, term, tuple(name(part, -1) for part in cut.rest), cut.total)


def chain_terms(s: Subject, chain: Explanation) -> Terms | None:
    """Of a parameter's chain rule: the samples, or of one sample's the neurons above."""
    if _cut(chain) is None:
        return None
    if s.whole and len(s.step.batch) > 1:
        return _batch_terms(s)
    delta = next((part for part in s.neuron.parts if part.phase == "delta"), chain)
    return terms_of(s, delta) or terms_of(s, chain)


def _batch_terms(s: Subject) -> Terms | None:
    """δ·a for every sample; the penalty, and what a mistake carries over, besides."""
    found, chosen = s.parameter, s.selection
    if found.gradient is None or chosen.source is None:
        return None
    deltas = s.step.delta[chosen.layer][:, chosen.unit]
    inputs = _outputs(s, chosen.layer - 1, chosen.source)

    def term(row: int) -> Term:
        signal = Number(float(deltas[row]))
        way = signal if inputs is None else Product((signal, Number(float(inputs[row]))))
        cause = replace(chosen, source=None, sample=row, outlined=True)
        return Term(tr(words.TERM_OF).format(number=row + 1), way, cause)

    rest = ((words.PENALTY, found.penalty), (words.CARRIED, found.carried))
    extra = tuple(Term(tr(text), Number(value)) for text, value in rest if value)
    return Terms(len(deltas), term, extra, found.gradient)


def _outputs(s: Subject, layer: int, unit: int) -> Array | None:
    """What a neuron hands on, for every sample; None for a bias."""
    dropped = s.step.dropped.get(layer)
    outputs = s.step.a[layer] if dropped is None else dropped
    return None if unit == outputs.shape[1] else outputs[:, unit]


def _cut(found: Explanation) -> CutSum | None:
    cuts = (cut_sum(line.expression) for line in found.lines)
    return next((cut for cut in cuts if cut is not None), None)


def _namer(s: Subject, found: Explanation) -> Callable[[Expr, int], Term]:
    """What makes a `Term` of an expression and its place in the sum."""
    if found.phase == "loss":
        places = loss_places(s.step, found.sample)
        several = s.problem.n_out > 1
        last = s.problem.n_layers

        def of_loss(way: Expr, number: int) -> Term:
            row, unit = places[number].tolist()
            parts = [] if found.sample is not None else [tr(words.TERM_OF).format(number=row + 1)]
            if several or not parts:
                parts.append(words.unit_name(s.problem, last, unit))
            return Term(", ".join(parts), way, Selection(last, unit, None, row))

        return of_loss

    def of_neuron(way: Expr, number: int) -> Term:
        of = way.of if isinstance(way, (Product, Number)) else None
        if of is None and number < 0:
            return Term("", way)
        return _of_origin(s, of or Origin(s.selection.layer, number), way)

    return of_neuron


def _of_origin(s: Subject, of: Origin, way: Expr) -> Term:
    """A term that a neuron gives, or by a weight the neuron that it comes from."""
    cause = Selection(of.layer, of.unit, of.source, s.row)
    if of.source is None:
        return Term(words.unit_name(s.problem, of.layer, of.unit), way, cause)
    if of.source == s.problem.layers[of.layer - 1].n_in:
        return Term("b", way, cause)
    return Term(words.unit_name(s.problem, of.layer - 1, of.source), way, cause)
