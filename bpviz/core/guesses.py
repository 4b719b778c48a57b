"""Wrong answers that one might really give: what classic mistakes make of the next number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bpviz.core.broken import broken, broken_steps
from bpviz.core.explain import explain
from bpviz.core.mistakes import MISTAKES, NONE, fitting
from bpviz.core.step import Step

SMALL = 20_000
"""Products of a pass, weights times samples; beyond, no mistake is computed: it takes too long."""

PLAIN: tuple[Callable[[float], float], ...] = (
    lambda value: -value,
    lambda value: 2.0 * value,
    lambda value: 0.5 * value,
    lambda value: 1.0 - value,
    lambda value: value + 1.0,
)
"""Slips that fit any number: sign, factor, complement, one off."""


@dataclass(frozen=True)
class Alternative:
    """A wrong answer, and the mistake that gives it (empty for a mere slip)."""

    value: float
    mistake: str = ""


def alternatives(
    step: Step, layer: int, unit: int, source: int | None, sample: int, count: int = 3
) -> tuple[Alternative, ...]:
    """Wrong answers to the question for the number of a micro-step.

    What classic mistakes give comes first, then mere slips. All differ from the right answer and
    from each other by more than a hundredth.

    Parameters
    ----------
    step : Step
        The micro-step asked about.
    layer, unit, source, sample
        What is chosen, as `explain` takes it.
    count : int
        How many, at most.
    """
    right = explain(step, layer, unit, source, sample).result
    if right is None or not math.isfinite(right):
        return ()
    found: list[Alternative] = []
    slips = (Alternative(slip(right)) for slip in PLAIN)
    for candidate in (*_mistaken(step, layer, unit, source, sample), *slips):
        if len(found) == count:
            break
        taken = [right, *(other.value for other in found)]
        if math.isfinite(candidate.value) and all(_differ(candidate.value, t) for t in taken):
            found.append(candidate)
    return tuple(found)


def _differ(a: float, b: float) -> bool:
    return abs(a - b) > 0.01 * max(abs(a), abs(b))


def _mistaken(
    step: Step, layer: int, unit: int, source: int | None, sample: int
) -> Iterator[Alternative]:
    """What each fitting mistake makes of the number, from the same state."""
    problem = step.problem
    small = problem.n_params * problem.batch_size <= SMALL
    if not small or problem.experiment.training.mistake != NONE:
        return
    for name in fitting(problem):
        if MISTAKES[name].early_update or broken(problem, name).slot_names != problem.slot_names:
            continue
        for other in broken_steps(step, name):
            if (other.phase, other.layer) == (step.phase, step.layer):
                value = explain(other, layer, unit, source, sample).result
                if value is not None:
                    yield Alternative(value, name)
                break
