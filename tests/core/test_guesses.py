"""Wrong answers: possible, different, and, where they name a mistake, what it really gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpviz.core.explain import explain
from bpviz.core.guesses import alternatives
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment


def run(name: str, mistake: str = "none") -> Timeline:
    """A lesson's run, perhaps broken."""
    experiment = load_experiment(name)[0]
    training = replace(experiment.training, mistake=mistake)
    return Timeline(Problem(replace(experiment, training=training)))


@pytest.mark.parametrize("name", ["xor", "mazur", "scores", "spiral", "overfitting"])
def test_every_question_has_three_different_wrong_answers(name: str) -> None:
    """For each micro-step with a number there are three, none within a hundredth of the right."""
    timeline = run(name)
    for k in range(timeline.steps_per_iteration):
        step = timeline[k]
        right = explain(step, 1, 0).result
        found = alternatives(step, 1, 0, None, 0)
        if right is None:
            assert found == ()
            continue
        values = [right, *(one.value for one in found)]
        assert len(found) == (3 if right else len(found))
        for i, value in enumerate(values):
            assert all(abs(value - w) > 0.01 * max(abs(value), abs(w)) for w in values[:i])


def test_a_named_mistake_gives_that_number() -> None:
    """In Mazur's network the wrong answers to δ¹ are those of the broken programs."""
    timeline = run("mazur")
    k = next(
        k for k in range(timeline.steps_per_iteration)
        if (timeline[k].phase, timeline[k].layer) == ("delta", 1)
    )  # fmt: skip
    found = alternatives(timeline[k], 1, 0, None, 0, count=4)
    assert {"preactivation_slope", "no_hidden_slope"} <= {one.mistake for one in found}
    for one in found:
        if one.mistake:
            broken = run("mazur", one.mistake)
            steps = [broken[i] for i in range(broken.steps_per_iteration)]
            step = next(s for s in steps if (s.phase, s.layer) == ("delta", 1))
            assert explain(step, 1, 0).result == one.value


def test_a_broken_network_gives_slips_only() -> None:
    """Where a mistake is in the network already, it is not compared with others."""
    timeline = run("mazur", "sign_flipped")
    step = timeline[timeline.steps_per_iteration - 3]
    assert all(not one.mistake for one in alternatives(step, 1, 0, None, 0))
