"""Verdicts from iteration to iteration: a moment is no fault, a fault is told at once or soon."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpviz.core import Problem, Timeline
from bpviz.core.verdict_past import past
from bpviz.core.verdict_rules import vanishing
from bpviz.core.verdicts import verdicts
from bpviz.files.lessons import lesson

CALM: dict[str, set[str]] = {
    **{name: {"healthy"} for name in ("xor", "mazur", "circle", "sine", "saddle")},
    "optimizer-race": {"healthy", "saturated"},
    "zero-init": {"symmetric", "step_too_large", "vanishing"},
}
"""Lessons whose gradients are well, though one may pass zero → all that may be said of them."""
BEGINNING = {"optimizer-race": "saturated", "zero-init": "vanishing"}
"""… and what may be said of iteration 0 only: what their start values are made for."""


def kinds_at(timeline: Timeline, iteration: int) -> set[str]:
    """What is told at the last micro-step of an iteration."""
    step = timeline[(iteration + 1) * timeline.steps_per_iteration - 1]
    return {verdict.kind for verdict in verdicts(timeline, step)}


@pytest.mark.parametrize("name", CALM)
def test_no_iteration_raises_a_false_alarm(name: str) -> None:
    """A gradient that changes its sign is small for a moment: that is no fault, at no iteration."""
    timeline = Timeline(Problem(lesson(name).experiment))
    timeline.advance(301)
    told = [kinds_at(timeline, i) for i in range(301)]
    assert set().union(*told) <= CALM[name]
    assert not any(BEGINNING.get(name) in kinds for kinds in told[1:])


@pytest.mark.parametrize("name", ["deep-sigmoid", "tanh-small", "zero-init"])
def test_a_gradient_that_is_lost_at_the_start_is_told_at_once(name: str) -> None:
    """Iteration 0 has no past to wait for."""
    timeline = Timeline(Problem(lesson(name).experiment))
    assert "vanishing" in kinds_at(timeline, 0)


def test_a_gradient_vanishes_where_it_is_small_three_times_in_a_row() -> None:
    """Once or twice is a moment; then the fault counts since it began."""
    timeline = Timeline(Problem(lesson("spiral").experiment))
    timeline.advance(8)
    seen = past(timeline, timeline[8 * timeline.steps_per_iteration - 1])
    healthy = seen.grad_norm.copy()
    for small in range(5):
        norms = healthy.copy()
        norms[len(norms) - small :, 0] *= 1e-9
        found = list(vanishing(timeline, replace(seen, grad_norm=norms)))
        assert len(found) == (small >= 3)
        for finding in found:
            assert (finding.layers, finding.since) == ((1,), 8 - small)
