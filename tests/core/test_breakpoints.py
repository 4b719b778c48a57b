"""Breakpoints: each kind fires where a plain walk over the micro-steps says so, and only there."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from bpviz.core.breakpoints import KINDS, Breakpoint, breakpoint_for, first_hit, fits
from bpviz.core.errors import ExperimentError
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment


@pytest.fixture(scope="module")
def run() -> Timeline:
    """A run whose losses rise and fall: small batches, a large step."""
    return Timeline(Problem(load_experiment("spiral")[0]))


def hits(run: Timeline, found: Breakpoint, until: int, after: int = -1) -> list[int]:
    """All hits up to a micro-step, found one after the other."""
    places = []
    while (hit := first_hit(run, [found], after, until)[0]) is not None:
        assert hit.breakpoint is found
        places.append(hit.index)
        after = hit.index
    return places


def steps(run: Timeline, iterations: int) -> list[Step]:
    """Every micro-step, one by one."""
    return [run[k] for k in range(iterations * run.steps_per_iteration)]


def test_a_place_is_hit_in_every_iteration(run: Timeline) -> None:
    """Phase and layer stop at exactly the micro-steps that have them, with layer 0 at any."""
    for layer in (0, 2):
        found = breakpoint_for(run.problem, "micro_step", phase="delta", layer=layer)
        walked = [s.index for s in steps(run, 3) if s.phase == "delta" and layer in (0, s.layer)]
        assert hits(run, found, walked[-1]) == walked


def test_iteration_and_epoch_stop_at_their_first_micro_step(run: Timeline) -> None:
    """The numbers count from 0, as the status line shows them."""
    per, epoch = run.steps_per_iteration, run.problem.iterations_per_epoch
    assert epoch > 1
    by_iteration = breakpoint_for(run.problem, "iteration", number=7)
    by_epoch = breakpoint_for(run.problem, "epoch", number=2)
    assert hits(run, by_iteration, 30 * per) == [7 * per]
    assert hits(run, by_epoch, 3 * epoch * per) == [2 * epoch * per]
    assert run[2 * epoch * per].epoch == 2


def losses(run: Timeline, iterations: int) -> list[tuple[int, float]]:
    """Where each iteration's loss is first known, and the loss."""
    return [(s.index, s.total) for s in steps(run, iterations) if s.phase == "loss"]


def test_a_loss_below_a_bound_is_hit_when_it_gets_there(run: Timeline) -> None:
    """It fires at the loss that falls below, not again while it stays there."""
    walked = losses(run, 40)
    bound = float(np.median([loss for _, loss in walked]))
    falls = [
        index
        for (_, before), (index, loss) in itertools.pairwise([(-1, math.inf), *walked])
        if loss < bound <= before
    ]
    assert 1 < len(falls) < 30
    assert hits(run, breakpoint_for(run.problem, "loss_below", value=bound), walked[-1][0]) == falls


@pytest.mark.parametrize("percent", [0.0, 5.0])
def test_a_rise_of_the_loss_is_hit(run: Timeline, percent: float) -> None:
    """It fires at each loss that exceeds the one before by more than the percentage."""
    walked = losses(run, 40)
    rises = [
        index
        for (_, before), (index, loss) in itertools.pairwise(walked)
        if loss > before * (1 + percent / 100)
    ]
    assert rises
    found = breakpoint_for(run.problem, "loss_rises", percent=percent)
    assert hits(run, found, walked[-1][0]) == rises


def test_a_loss_that_ceases_to_be_finite_is_hit_once() -> None:
    """At the first loss that is NaN or infinite, and not again while it stays so."""
    run = Timeline(Problem(load_experiment("exploding")[0]))
    found = breakpoint_for(run.problem, "loss_not_finite")
    per = run.steps_per_iteration
    walked = [
        step.index
        for step in steps(run, 60)
        if step.phase == "loss" and not math.isfinite(step.total or 0.0)
    ]
    assert len(walked) > 1
    assert hits(run, found, 60 * per - 1) == walked[:1]


def test_a_gradient_that_leaves_its_range_is_hit(run: Timeline) -> None:
    """It fires where ‖∂L/∂W‖ of the layer is first known to lie outside, not while it stays so."""
    walked = [s for s in steps(run, 30) if s.phase == "gradient" and s.layer == 2]
    norms = [float(np.linalg.norm(s.dW[2])) for s in walked]
    low, high = np.quantile(norms, [0.2, 0.8])
    outside = [not low <= value <= high for value in norms]
    leaves = [
        s.index
        for s, before, now in zip(walked, [False, *outside], outside, strict=False)
        if now and not before
    ]
    assert len(leaves) > 2
    found = breakpoint_for(run.problem, "gradient_leaves", layer=2, low=low, high=high)
    assert hits(run, found, walked[-1].index) == leaves


def test_a_weight_that_changes_its_sign_is_hit_at_its_update() -> None:
    """It fires at the update after which the weight has the other sign."""
    run = Timeline(Problem(load_experiment("xor")[0]))
    per = run.steps_per_iteration
    signs = np.array([np.sign(run[i * per].W[1]) for i in range(80)])
    turns = np.argwhere((signs[1:] != signs[:-1]).any(axis=0))
    assert len(turns)
    source, unit = (int(i) for i in turns[0])
    found = breakpoint_for(run.problem, "sign_changes", layer=1, source=source + 1, unit=unit + 1)
    when = np.flatnonzero(signs[1:, source, unit] != signs[:-1, source, unit])
    places = hits(run, found, 79 * per - 1)
    assert [k // per for k in places] == when.tolist()
    assert all((run[k].phase, run[k].layer) == ("update", 1) for k in places)


def test_the_nearest_of_several_is_hit_first(run: Timeline) -> None:
    """With several breakpoints the first micro-step counts, whatever their order."""
    late = breakpoint_for(run.problem, "iteration", number=3)
    soon = breakpoint_for(run.problem, "micro_step", phase="update", layer=1)
    for order in ([late, soon], [soon, late]):
        hit, looked = first_hit(run, order, 0, 1000)
        assert hit is not None
        assert (hit.breakpoint, looked) == (soon, hit.index)
        assert run[hit.index].phase == "update"


def test_at_the_deadline_it_tells_how_far_it_looked(run: Timeline) -> None:
    """What was not looked at is not claimed: one iteration is, where the time is over at once."""
    never = breakpoint_for(run.problem, "loss_below", value=-1.0)
    per = run.steps_per_iteration
    assert first_hit(run, [never], 0, 10 * per, deadline=0.0) == (None, per - 1)
    assert first_hit(run, [never], 0, 10 * per) == (None, 10 * per)


def test_a_loss_that_was_below_before_an_edit_is_not_hit_again() -> None:
    """A branch goes on from its parent's last loss, from an ancestor's, with other micro-steps."""
    xor = Timeline(Problem(load_experiment("xor")[0]))
    found = breakpoint_for(xor.problem, "loss_below", value=0.1)
    first, per = hits(xor, found, 150 * xor.steps_per_iteration)[0], xor.steps_per_iteration
    edited = first // per + 20
    experiment = xor.problem.experiment
    clipped = replace(experiment, training=replace(experiment.training, clip_norm=1e6))
    branch = xor.branch(edited, clipped)
    assert branch.steps_per_iteration > per
    for run in (xor.branch(edited), xor.branch(edited).branch(edited), branch):
        at = run.first_index
        assert hits(run, found, at + 20 * run.steps_per_iteration, at - 1) == []


def test_a_rise_that_an_edit_makes_is_hit() -> None:
    """The first loss of a branch with other weights is compared with the last of its parent."""
    xor = Timeline(Problem(load_experiment("xor")[0]))
    branch = xor.branch(200, params=xor.problem.initial_state().params)
    found = breakpoint_for(branch.problem, "loss_rises", percent=50.0)
    at = branch.first_index
    (hit,) = hits(branch, found, at + branch.steps_per_iteration - 1, at - 1)
    assert branch[hit].phase == "loss"
    assert branch[hit].total > 1.5 * xor[200 * xor.steps_per_iteration - 1].total


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_usual_settings_that_fit(run: Timeline, kind: str) -> None:
    """A breakpoint of each kind can be made without a word, and looks at a run."""
    found = breakpoint_for(run.problem, kind)
    assert fits(run.problem, found)
    assert set(found.settings) == set(KINDS[kind].params)
    first_hit(run, [found], -1, 2 * run.steps_per_iteration)


@pytest.mark.parametrize(
    ("kind", "settings", "line"),
    [
        ("iteratoin", {}, 'breakpoint: unknown "iteratoin"; did you mean "iteration"?'),
        ("iteration", {"numbr": 1}, 'breakpoint.iteration: unknown "numbr"; did you mean "number"'),
        ("iteration", {"number": -1}, "breakpoint.iteration.number: must be at least 0, got -1"),
        ("sign_changes", {"unit": 17}, "breakpoint.sign_changes.unit: must be at most 16, got 17"),
        ("sign_changes", {"layer": 4}, "breakpoint.sign_changes.layer: must be at most 3, got 4"),
        ("gradient_leaves", {"low": 2.0, "high": 1.0}, "breakpoint.gradient_leaves.low: must be"),
        ("micro_step", {"phase": "clip"}, 'breakpoint.micro_step.phase: unknown "clip"'),
        ("micro_step", {"phase": "loss", "layer": 1}, "breakpoint.micro_step.phase: unknown"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    run: Timeline, kind: str, settings: dict[str, object], line: str
) -> None:
    """Each mistake names its place, the value and what is allowed."""
    with pytest.raises(ExperimentError) as caught:
        breakpoint_for(run.problem, kind, **settings)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_a_breakpoint_may_not_fit_another_network(run: Timeline) -> None:
    """What is about a layer that another network lacks does not fit there."""
    deep = breakpoint_for(run.problem, "gradient_leaves", layer=3)
    assert not fits(Problem(load_experiment("xor")[0]), deep)


def test_without_breakpoints_nothing_on_the_way_is_looked_at() -> None:
    """Where no breakpoint is set, the way is clear, and none of its steps computed."""
    timeline = Timeline(Problem(load_experiment("xor")[0]))
    until = 10**9 * timeline.steps_per_iteration
    assert first_hit(timeline, (), 0, until) == (None, until)
    assert timeline.head == 0
