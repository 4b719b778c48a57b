from __future__ import annotations

import gc
import math
import re
import weakref
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QFont, QFontMetrics

from bpviz.core import Experiment, Problem, diagnosis
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.core.verdict_texts import layer_list
from bpviz.core.verdicts import Verdict, verdicts
from bpviz.files.lessons import lesson
from bpviz.ui.diagnosis.found import found
from bpviz.ui.status import Status, fitting, health, where_text
from tests.ui.view_hands import last_step, run, step_at


def said(timeline: Timeline, step: Step) -> tuple[str, str, str]:
    """What the status line says of a step: text, tool tip and colour."""
    return health(step, timeline.history, verdicts(timeline, step))


def test_the_worst_verdict_is_said_in_short_and_in_full() -> None:
    """The line has what, where and since when; the tool tip has evidence and advice."""
    timeline = run("deep-sigmoid")
    text, tip, color = said(timeline, last_step(timeline, 40))
    assert text == "Layers 1–6: the gradient has vanished since iteration 0. Try ReLU with He."
    assert "the slope factor of sigmoid is at most 0.25 per layer" in tip
    assert "Try ReLU with He." in tip
    assert color == "warning"


def test_health_agrees_with_the_gradients_panel() -> None:
    """On the plateau only ‖δ‖ shows that the first layers vanish: nothing is called healthy."""
    timeline = run("deep-sigmoid")
    timeline.advance(1201)
    for phase in ("update", "linear"):  # of this iteration, then of the one before
        step = step_at(timeline, 1200, phase, 1)
        text, _, color = said(timeline, step)
        assert color == "warning"
        assert "the gradient has vanished" in text
    marked = np.flatnonzero(diagnosis.diagnose(step_at(timeline, 1200, "update", 1)) == "vanishing")
    assert text.startswith(f"Layers {layer_list((marked + 1).tolist())}:")


def test_before_the_first_verdict_the_gradients_so_far_are_told() -> None:
    """In the very first backward pass layers that vanish are counted as they appear."""
    timeline = run("deep-sigmoid")
    n_layers = timeline.problem.n_layers
    assert said(timeline, step_at(timeline, 0, "linear", 1))[0] == "Gradients: not computed yet"
    step = step_at(timeline, 0, "gradient", 2)
    text, tip, color = said(timeline, step)
    count = int((diagnosis.diagnose(step) == "vanishing").sum())
    assert (text, tip) == (f"Vanishing gradients: {count} of {n_layers} layers", "")
    assert color == "warning"
    healthy = health(step_at(timeline, 0, "gradient", n_layers), timeline.history)
    assert healthy[0].startswith("Healthy so far")


def test_health_of_the_iteration_before_is_dated() -> None:
    """Until this iteration's gradients are known the line says whose it speaks of."""
    timeline = run("spiral")
    timeline.advance(6)
    n_layers = timeline.problem.n_layers
    for phase, layer in (("linear", 1), ("gradient", n_layers)):
        text, _, _ = said(timeline, step_at(timeline, 5, phase, layer))
        assert text.startswith("Healthy")
        assert "iteration 4" in text
    assert "iteration" not in said(timeline, step_at(timeline, 5, "update", 1))[0]


def test_the_line_and_the_panel_share_one_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step's verdicts are made once; while steps fly past, those of a moment ago will do."""
    asked: list[int] = []

    def noted(timeline: Timeline, step: Step) -> tuple[Verdict, ...]:
        asked.append(step.index)
        return verdicts(timeline, step)

    monkeypatch.setattr("bpviz.ui.diagnosis.found.verdicts", noted)
    timeline = run("xor")
    first, later = last_step(timeline, 3), last_step(timeline, 4)
    assert found(timeline, first) is found(timeline, first)
    assert found(timeline, later, hurried=True) is found(timeline, first)
    assert found(timeline, later) == verdicts(timeline, later)
    assert found(timeline, first, hurried=True) == verdicts(timeline, first)  # going back
    assert asked == [first.index, later.index, first.index]


def test_a_run_is_forgotten_with_its_verdicts() -> None:
    """What is kept of a run does not keep the run."""
    timeline = run("xor")
    found(timeline, last_step(timeline, 1))
    gone = weakref.ref(timeline)
    del timeline
    gc.collect()
    assert gone() is None


def test_half_a_backward_pass_is_only_healthy_so_far() -> None:
    """One layer's gradient is one number, and no word on the layers still to come."""
    timeline = run("spiral")
    last = timeline.problem.n_layers
    text, _, _ = health(step_at(timeline, 0, "gradient", last), timeline.history)
    assert text.startswith("Healthy so far")
    assert "between" not in text
    text, _, color = health(step_at(timeline, 0, "gradient", 1), timeline.history)
    assert text.startswith("Healthy: gradients between")
    assert color == "good"


def test_nothing_is_praised_before_all_layers_are_known() -> None:
    """Raw inputs: the last layer is well, the first one's signal is zero, then that is said."""
    timeline = run("unscaled")
    per = timeline.steps_per_iteration
    colors = [said(timeline, timeline[k])[2] for k in range(per)]
    assert "good" not in colors
    assert colors[-1] == "warning"


@pytest.mark.parametrize(
    ("name", "iteration"), [("mazur", 7), ("saddle", 34), ("optimizer-race", 30)]
)
def test_a_gradient_that_passes_zero_is_no_alarm(name: str, iteration: int) -> None:
    """Small for one iteration: the line stays green in it and while the next one is computed."""
    timeline = run(name)
    start = iteration * timeline.steps_per_iteration
    for index in range(start, start + 2 * timeline.steps_per_iteration):
        text, _, color = said(timeline, timeline[index])
        assert text.startswith("Healthy: gradients between")
        assert color == "good"


def test_the_loss_is_called_the_batchs() -> None:
    """The number in the status line is not the training set's."""
    timeline = run("spiral")
    assert "batch loss" in where_text(step_at(timeline, 0, "update", 1))


def test_numbers_are_written_as_the_views_write_them() -> None:
    """Powers of ten with a true minus sign and NaN, never 2.0e-06 or nan."""
    timeline = run("deep-sigmoid")
    timeline.advance(10)
    text, _, _ = health(timeline[10 * timeline.steps_per_iteration - 1], timeline.history)
    assert where_text(timeline[0], 2.0153e-06).endswith("2.015·10⁻⁶")
    assert where_text(timeline[0], math.nan).endswith("NaN")
    assert not re.search(r"\de[-+]\d", text)


def test_a_mistake_on_purpose_is_said_before_all_else() -> None:
    """No green word while a mistake is in force, from the first step on; it is not named."""
    table = lesson("xor").experiment.to_dict()
    timeline = Timeline(
        Problem(Experiment.from_dict({**table, "training": {"mistake": "factor_two"}}))
    )
    for step in (timeline[0], last_step(timeline, 5)):
        text, tip, color = said(timeline, step)
        assert text == "A mistake is in the computation, on purpose."
        assert tip.startswith(text)
        assert color == "warning"


def test_a_loss_that_has_risen_is_not_called_healthy() -> None:
    """Above its first value the line is neutral, in word and colour."""
    timeline = run("circle")
    text, _, color = said(timeline, last_step(timeline, 3))
    assert text == "No fault found: the loss is 0.778, it began with 0.7."
    assert color == "muted"


def test_where_room_is_scarce_the_advice_goes_sentence_by_sentence(qapp: Any) -> None:
    """What is wrong stays longest; nothing ends amid a sentence of the advice."""
    text = "Layer 1: dead since iteration 5. Start anew, at 0.5 times the rate. Or try leaky ReLU."
    metrics = QFontMetrics(QFont())
    wanted = [text, text.removesuffix(" Or try leaky ReLU."), text.split(" Start")[0]]
    for shown in wanted:
        assert fitting(text, metrics.horizontalAdvance(shown) + 1, metrics) == shown
    assert fitting(text, metrics.horizontalAdvance(wanted[2]) - 8, metrics).endswith("…")


def test_the_advice_goes_before_the_hint(qapp: Any) -> None:
    """In a window of 1280 pixels the line says what helps; the keys give way to it."""
    timeline = run("deep-sigmoid")
    status = Status()
    status.resize(1280, 26)
    status.set_timeline(timeline)
    status.show()
    status.show_step(last_step(timeline, 40))
    qapp.processEvents()
    line = status.health
    shown = fitting(line.text(), line.contentsRect().width() + 1, line.fontMetrics())
    assert shown.endswith("Try ReLU with He.")
    status.close()
    status.deleteLater()
