"""What is explained, what a phase says about it, and the words that all phases share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.expression import Expr, Number, Origin, Product, long_sum
from bpviz.core.losses import LOSSES
from bpviz.core.notation import quantity
from bpviz.core.stages import Layer
from bpviz.core.step import Step

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

DELTA, DROPPED = r"\delta", r"\tilde a"


@dataclass(frozen=True)
class Subject:
    """What is explained: a neuron of the step's layer, one of its weights, and a sample.

    `alone` asks for the loss of that sample, without the others of the batch.
    """

    step: Step
    layer: int
    unit: int
    source: int
    sample: int
    alone: bool = False

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
    """What a phase gives to `explain`: every one of `ways` evaluates to the result.

    A gradient without a way is not made of its samples' parts; else it is their sum, and `penalty`,
    and `carried` from the iterations before.
    """

    symbols: str
    result: float | None
    ways: tuple[Expr, ...] = ()
    depth: int = 2
    n_terms: int = 1
    asides: tuple[tuple[str, Expr, float], ...] = ()
    asides_last: bool = False
    statements: Callable[[int], tuple[str, ...]] | None = None
    about_parameter: bool = False
    per_sample: bool = True
    hint: str = ""
    penalty: float = 0.0
    carried: float = 0.0


Origins = Callable[[int], tuple[Origin, Origin, Origin]]
"""By the number of a term: where its left and its right factor come from, and their product."""


def pairs(left: Array, right: Array, origins: Origins | None = None) -> Expr:
    """Σ leftₖ·rightₖ."""

    def term(k: int) -> Expr:
        a, b, both = (None, None, None) if origins is None else origins(k)
        factors = Number(float(left[k]), of=a), Number(float(right[k]), of=b)
        return Product(factors, of=both)

    return long_sum(
        len(left),
        term,
        lambda: float(left.astype(np.float64) @ right.astype(np.float64)),
    )


def filled(template: str, a: str, y: str) -> str:
    """A loss's formula for given names of output and target."""
    return template.replace("<a>", a).replace("<y>", y)


def target(*at: int | str) -> str:
    """A target in LaTeX; an int counts from 0, a str is a letter."""
    return rf"y_{{{''.join(str(p + 1) if isinstance(p, int) else p for p in at)}}}"


def divisor_of(problem: Problem, n: int) -> int:
    """What the sum of all terms is divided by."""
    spec = problem.experiment.loss
    outputs = problem.n_out if LOSSES[spec.name].mean_over_outputs else 1
    return outputs * (n if spec.reduction == "mean" else 1)


def divisor_symbol(problem: Problem, n: int) -> str:
    """The divisor as its factors: batch size and outputs."""
    spec = problem.experiment.loss
    parts = [str(n)] if spec.reduction == "mean" and n > 1 else []
    if LOSSES[spec.name].mean_over_outputs and problem.n_out > 1:
        parts.append(str(problem.n_out))
    return r" \cdot ".join(parts) or "1"
