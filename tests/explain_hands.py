"""What tests of explanations share: what to explain, and whether its arithmetic holds."""

from __future__ import annotations

import math

from bpviz.core import Step
from bpviz.core.explain import Explanation, explain
from bpviz.core.expression import Expr, Number


def close(value: float, result: float, expression: Expr) -> bool:
    """Equal to 1e-12 of the largest number that takes part."""
    if not math.isfinite(result):
        return not math.isfinite(value)
    largest = max((abs(x) for x in leaves(expression)), default=0.0)
    return abs(value - result) <= 1e-12 * max(1.0, largest)


def leaves(expression: Expr) -> list[float]:
    """All finite numbers in an expression."""
    if isinstance(expression, Number):
        return [expression.x] if math.isfinite(expression.x) else []
    found: list[float] = []
    for value in vars(expression).values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Expr):
                found += leaves(part)
    return found


def explanations(step: Step, digits: int = 4) -> list[Explanation]:
    """A step explained for its first and last neuron, weight or sample, and a bias."""
    if step.layer == 0:
        return [explain(step, 1, 0, sample=sample, digits=digits) for sample in (0, 10**6)]
    spec = step.problem.layers[step.layer - 1]
    if step.phase in ("gradient", "update"):
        chosen = [(source, 0) for source in (None, 0, spec.n_in - 1, spec.n_in)]
    else:
        chosen = [(None, sample) for sample in (0, len(step.batch) - 1)]
    return [
        explain(step, step.layer, unit, source, sample, digits)
        for unit in sorted({0, spec.n_out - 1})
        for source, sample in dict.fromkeys(chosen)
    ]
