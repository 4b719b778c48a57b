"""The timeline: any micro-step, in any order, exactly, within its memory."""

from __future__ import annotations

import dataclasses
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.experiment import OptimizerSpec
from bpviz.core.step import Step

ITERATIONS = 6


def same(a: Step, b: Step) -> bool:
    """Whether two steps hold the same bytes."""
    return (
        a.index == b.index
        and a.record.arena.tobytes() == b.record.arena.tobytes()
        and a.params.tobytes() == b.params.tobytes()
        and a.batch.tobytes() == b.batch.tobytes()
    )


@given(
    experiments(),
    st.lists(st.floats(0, 1, exclude_max=True), max_size=25),
    st.sampled_from([1, 10**6]),
)
def test_a_random_walk_equals_a_straight_run(
    experiment: Experiment, walk: list[float], budget: int
) -> None:
    """Forward, back and seek in any order give the bytes of a straight run."""
    problem = Problem(experiment)
    total = ITERATIONS * problem.steps_per_iteration
    straight = Timeline(problem)
    expected = [straight[k] for k in range(total)]
    wandering = Timeline(problem, budget=budget)
    for at in walk:
        k = int(at * total)
        assert same(wandering[k], expected[k])


def test_thirty_steps_forward_and_back() -> None:
    """Stepping 30 micro-steps forward and 30 back shows each one as it was."""
    timeline = Timeline(Problem(Experiment()))
    forward = [timeline[k] for k in range(31)]
    fresh = Timeline(Problem(Experiment()))
    fresh.advance(100)
    for step in reversed(forward):
        assert same(step, fresh[step.index])


def test_memory_stays_within_the_budget() -> None:
    """States and steps together stay under the budget, and early iterations stay reachable."""
    experiment = Experiment.from_dict(
        {"layers": [{"units": 40}, {"units": 40}, {"units": 1}], "optimizer": {"name": "adam"}}
    )
    problem = Problem(experiment)
    budget = 1_000_000
    timeline = Timeline(problem, budget)
    for iteration in range(0, 3000, 100):
        timeline.advance(iteration)
        timeline[iteration * timeline.steps_per_iteration]
    states = [*timeline._grid.values(), *timeline._recent.values()]
    steps = [steps[0].record for steps in timeline._steps.values()]
    assert sum(s.nbytes for s in states) + sum(r.nbytes for r in steps) <= budget
    assert max(timeline.distance(i) for i in range(2900)) <= timeline._stride <= 512


def test_any_seek_in_18000_micro_steps_is_quick() -> None:
    """1,500 iterations of XOR fit 64 MB, and nowhere must more than 64 iterations be recomputed."""
    timeline = Timeline(Problem(Experiment()))
    timeline.advance(1500)
    assert max(timeline.distance(i) for i in range(1501)) <= 64


def test_a_deadline_ends_a_run_early_and_it_goes_on_from_there() -> None:
    """Slices of a run give the same state as one run."""
    problem = Problem(Experiment())
    sliced, whole = Timeline(problem), Timeline(problem)
    reached = sliced.advance(500, deadline=time.perf_counter())
    assert 0 < reached < 500
    while reached < 500:
        reached = sliced.advance(500, deadline=time.perf_counter())
    assert sliced.state(500).params.tobytes() == whole.state(500).params.tobytes()
    assert sliced.history.loss.tobytes() == whole.history.loss.tobytes()


def test_history_does_not_depend_on_the_path() -> None:
    """Walking, seeking and playing over the same iterations leave the same curves."""
    experiment = Experiment.from_dict(
        {
            "data": {"source": "circle", "samples": 40, "test_fraction": 0.25},
            "layers": [{"units": 4}, {"units": 1}],
            "training": {"batch_size": 7},
        }
    )
    problem = Problem(experiment)
    one, two = Timeline(problem), Timeline(problem)
    one.advance(2500)
    for k in (3, 900, 20, 1700, 2499):
        two[k * two.steps_per_iteration]
    for name in (
        "iterations",
        "loss",
        "grad_norm",
        "delta_norm",
        "eval_iterations",
        "test_accuracy",
    ):
        a, b = getattr(one.history, name), getattr(two.history, name)
        assert np.array_equal(a, b, equal_nan=True), name
    assert len(one.history.iterations) <= 1000
    assert one.history.iterations[-1] > 2490


def test_history_rows_are_the_steps_own_numbers() -> None:
    """Loss and norms in the history equal those of the steps; evaluation precedes the update."""
    problem = Problem(Experiment())
    timeline = Timeline(problem)
    timeline.advance(20)
    last = timeline[13 * timeline.steps_per_iteration + timeline.steps_per_iteration - 1]
    history = timeline.history
    assert history.loss[13] == last.loss
    assert history.train_loss[13] == pytest.approx(last.loss, rel=1e-14)
    for layer in (1, 2):
        assert history.grad_norm[13, layer - 1] == pytest.approx(np.linalg.norm(last.dW[layer]))
        assert history.delta_norm[13, layer - 1] == pytest.approx(np.linalg.norm(last.delta[layer]))


def test_a_branch_leaves_the_old_run_alone() -> None:
    """Changing the optimizer at iteration 10 starts there with the same weights, in a new run."""
    timeline = Timeline(Problem(Experiment()))
    timeline.advance(20)
    before = timeline.state(20).params.tobytes()
    changed = dataclasses.replace(
        timeline.problem.experiment, optimizer=OptimizerSpec(name="adam", learning_rate=0.1)
    )
    branch = timeline.branch(10, changed)
    assert branch.parent is timeline
    assert branch.start.params.tobytes() == timeline.state(10).params.tobytes()
    assert branch.start.updates == 0
    assert not np.array_equal(branch.state(12).params, timeline.state(12).params)
    assert timeline.state(20).params.tobytes() == before
    with pytest.raises(IndexError, match="begins at iteration 10"):
        branch.state(9)


def test_an_edited_weight_branches() -> None:
    """New parameters at an iteration boundary take effect there, with the optimizer's memory."""
    timeline = Timeline(Problem(Experiment.from_dict(
        {"layers": [{"units": 3}, {"units": 1}], "optimizer": {"name": "sgd", "momentum": 0.9}}
    )))  # fmt: skip
    state = timeline.state(5)
    params = state.params.copy()
    params[0] += 1.0
    branch = timeline.branch(5, params=params)
    assert branch.start.slots.tobytes() == state.slots.tobytes()
    assert branch[branch.first_index].params[0] == params[0]
