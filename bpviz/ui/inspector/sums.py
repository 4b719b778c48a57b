"""The terms of long sums, to be listed one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.expression import SHOWN_TERMS
from bpviz.ui.inspector import words
from bpviz.ui.inspector.words import tr
from bpviz.ui.selection import Selection

if TYPE_CHECKING:
    from bpviz.ui.inspector.subject import Subject


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of a sum, each a product of two numbers, that can be listed.

    Attributes
    ----------
    names : tuple of str
    left, right : array (n,)
    causes : tuple of Selection
        What a click on a term chooses.
    extra : tuple of (str, float)
        What is added besides: a bias, the penalty.
    total : float
    """

    names: tuple[str, ...]
    left: Array
    right: Array
    causes: tuple[Selection, ...]
    extra: tuple[tuple[str, float], ...]
    total: float


def batch_terms(s: Subject) -> Terms | None:
    """δ·a for every sample, where the gradient is made of that."""
    found, chosen, n = s.parameter, s.selection, len(s.step.batch)
    if n <= SHOWN_TERMS or found.gradient is None or chosen.source is None:
        return None
    if found.chain is None or not found.chain.lines:  # a mistake leaves them out
        return None
    deltas = s.step.delta[chosen.layer][:, chosen.unit]
    names = tuple(tr(words.TERM_OF).format(number=row + 1) for row in range(n))
    causes = tuple(replace(chosen, source=None, sample=row) for row in range(n))
    rest = ((words.PENALTY, found.penalty), (words.CARRIED, found.carried))
    extra = tuple((tr(text), value) for text, value in rest if value)
    inputs = _outputs(s, chosen.layer - 1, chosen.source)
    return Terms(names, deltas, inputs, causes, extra, found.gradient)


def input_terms(s: Subject) -> Terms | None:
    """a·w for every input of the neuron, and the bias."""
    chosen, layer = s.selection, s.problem.layers[s.selection.layer - 1]
    if layer.n_in + layer.use_bias <= SHOWN_TERMS or s.neuron.z is None:
        return None
    step, before = s.step, chosen.layer - 1
    inputs = _all_outputs(s, before)[s.row]
    weights = step.W_before[chosen.layer][:, chosen.unit]
    names = tuple(words.unit_name(s.problem, before, i) for i in range(layer.n_in))
    causes = tuple(replace(chosen, source=i) for i in range(layer.n_in))
    extra: tuple[tuple[str, float], ...] = ()
    if layer.use_bias:
        extra = (("b", float(step.b_before[chosen.layer][chosen.unit])),)
    return Terms(names, inputs, weights, causes, extra, s.neuron.z)


def signal_terms(s: Subject) -> Terms | None:
    """δₖ·wₖ from every neuron above, for one sample."""
    chosen, problem = s.selection, s.problem
    above = chosen.layer + 1
    if above > problem.n_layers or above not in s.step.delta:
        return None
    count = problem.layers[above - 1].n_out
    broken = problem.experiment.training.mistake != "none"  # may carry δ back otherwise
    if count <= SHOWN_TERMS or problem.layers[chosen.layer - 1].dropout or broken:
        return None
    deltas = s.step.delta[above][s.row]
    weights = s.step.W_carrying[above][chosen.unit]
    names = tuple(words.unit_name(problem, above, k) for k in range(count))
    causes = tuple(Selection(above, k, None, s.row) for k in range(count))
    with np.errstate(all="ignore"):
        total = float((deltas * weights).sum())
    return Terms(names, deltas, weights, causes, (), total)


def _outputs(s: Subject, layer: int, unit: int) -> Array:
    """What a neuron hands on, for every sample; 1 for a bias."""
    before = _all_outputs(s, layer)
    return np.ones(len(before)) if unit == before.shape[1] else before[:, unit]


def _all_outputs(s: Subject, layer: int) -> Array:
    dropped = s.step.dropped.get(layer)
    return s.step.a[layer] if dropped is None else dropped
