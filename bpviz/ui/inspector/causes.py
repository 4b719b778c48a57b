"""What the numbers of a formula come from, in the order in which they stand in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpviz.ui.selection import Selection

if TYPE_CHECKING:
    from bpviz.ui.inspector.subject import Subject

Causes = tuple[tuple[Selection | None, ...], ...]
"""For each way in which a line may be written, what its numbers lead to."""


def _above(s: Subject) -> list[Selection | None]:
    """Each neuron of the layer above, or the neuron itself where it is an output."""
    chosen = s.selection
    if chosen.layer == s.problem.n_layers:
        return [replace(chosen, source=None)]
    count = s.problem.layers[chosen.layer].n_out
    return [Selection(chosen.layer + 1, k, None, s.row) for k in range(count)]


def chain_causes(s: Subject) -> Causes:
    """Of ∂L/∂a · f′(z) · a: the neurons above, the neuron, the one before."""
    chosen, own = s.selection, replace(s.selection, source=None)
    last: list[Selection | None] = []
    if chosen.source != s.problem.layers[chosen.layer - 1].n_in:
        last = [Selection(chosen.layer - 1, chosen.source or 0, None, s.row)]
    return ((*_above(s), own, *last), (own, own, *last), (own, *last))


def batch_causes(s: Subject) -> Causes:
    """Of Σ δ·a: the neuron and the one before, sample by sample."""
    chosen, n = s.selection, len(s.step.batch)
    own = [replace(chosen, source=None, sample=row) for row in range(n)]
    if chosen.source == s.problem.layers[chosen.layer - 1].n_in:
        return (tuple(own),)
    source = chosen.source or 0
    before = [Selection(chosen.layer - 1, source, None, row) for row in range(n)]
    pairs = tuple(s for pair in zip(own, before, strict=True) for s in pair)
    return (pairs, tuple(replace(chosen, sample=row) for row in range(n)))


def linear_causes(s: Subject) -> Causes:
    """Of Σ a·w + b: neuron and weight in turn, then the bias; then one number a weight."""
    chosen, layer = s.selection, s.problem.layers[s.selection.layer - 1]
    weights = [replace(chosen, source=i) for i in range(layer.n_in)]
    before = [Selection(chosen.layer - 1, i, None, s.row) for i in range(layer.n_in)]
    bias = [replace(chosen, source=layer.n_in)] if layer.use_bias else []
    pairs = [s for pair in zip(before, weights, strict=True) for s in pair]
    return ((*pairs, *bias), (*weights, *bias))


def delta_causes(s: Subject) -> Causes:
    """Of (Σ δₖ·wₖ)·f′(z): the neuron above and the weight to it, in turn."""
    chosen, above = s.selection, _above(s)
    own = replace(chosen, source=None)
    to = [Selection(chosen.layer + 1, k, chosen.unit, s.row) for k in range(len(above))]
    pairs = [s for pair in zip(above, to, strict=True) for s in pair]
    return tuple((*pairs, *[own] * count) for count in range(4))
