from __future__ import annotations

import math
import re

from bpviz.core import diagnosis
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.status import health, where_text


def run(name: str) -> Timeline:
    """A lesson's run."""
    return Timeline(Problem(lesson(name).experiment))


def step_at(timeline: Timeline, iteration: int, phase: str, layer: int) -> Step:
    """The step of that phase and layer."""
    count = timeline.steps_per_iteration
    steps = (timeline[iteration * count + position] for position in range(count))
    return next(s for s in steps if s.phase == phase and s.layer == layer)


def test_health_agrees_with_the_gradients_panel() -> None:
    """On the plateau only ‖δ‖ shows that the first layers vanish: nothing is called healthy."""
    timeline = run("deep-sigmoid")
    timeline.advance(1201)
    for phase in ("update", "linear"):  # of this iteration, then of the one before
        step = step_at(timeline, 1200, phase, 1)
        text, color = health(step, timeline.history)
        assert color == "warning"
        assert text.startswith("Vanishing gradients")
        assert text.endswith("(‖δ‖)")
    count = int((diagnosis.diagnose(step_at(timeline, 1200, "update", 1)) == "vanishing").sum())
    assert f": {count} of" in health(step_at(timeline, 1200, "update", 1), timeline.history)[0]


def test_health_of_the_iteration_before_is_dated() -> None:
    """Until this iteration's gradients are known the line says whose it speaks of."""
    timeline = run("deep-sigmoid")
    timeline.advance(6)
    n_layers = timeline.problem.n_layers
    for phase, layer in (("linear", 1), ("gradient", n_layers)):
        text, _ = health(step_at(timeline, 5, phase, layer), timeline.history)
        assert text.startswith("Vanishing gradients")
        assert "iteration 4" in text
    assert "iteration" not in health(step_at(timeline, 5, "update", 1), timeline.history)[0]


def test_half_a_backward_pass_is_only_healthy_so_far() -> None:
    """One layer's gradient is one number, and no word on the layers still to come."""
    timeline = run("spiral")
    last = timeline.problem.n_layers
    text, _ = health(step_at(timeline, 0, "gradient", last), timeline.history)
    assert text.startswith("Healthy so far")
    assert "between" not in text
    text, _ = health(step_at(timeline, 0, "gradient", 1), timeline.history)
    assert text.startswith("Healthy: gradients between")


def test_the_loss_is_called_the_batchs() -> None:
    """The number in the status line is not the training set's."""
    timeline = run("spiral")
    assert "batch loss" in where_text(step_at(timeline, 0, "update", 1))


def test_numbers_are_written_as_the_views_write_them() -> None:
    """Powers of ten with a true minus sign and NaN, never 2.0e-06 or nan."""
    timeline = run("deep-sigmoid")
    timeline.advance(10)
    text, _ = health(timeline[10 * timeline.steps_per_iteration - 1], timeline.history)
    assert where_text(timeline[0], 2.0153e-06).endswith("2.015·10⁻⁶")
    assert where_text(timeline[0], math.nan).endswith("NaN")
    assert not re.search(r"\de[-+]\d", text)
