"""The timeline: any micro-step, in any order, exactly, within its memory."""

from __future__ import annotations

import dataclasses
import threading
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, ExperimentError, Problem, Timeline, diagnosis, micro_steps
from bpviz.core.engine import Engine
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
    assert timeline.nbytes <= budget
    assert max(timeline.distance(i) for i in range(2900)) <= 512


@pytest.mark.parametrize("batch_size", [0, 200])
@pytest.mark.parametrize("units", [3, 30])
def test_the_budget_is_what_python_really_takes(batch_size: int, units: int) -> None:
    """Walking through many iterations, all that the timeline holds stays under its budget.

    Small networks, where Python's own share is large, and batches that weigh more than weights.
    """
    experiment = Experiment.from_dict(
        {
            "data": {"source": "circle", "samples": 4 if units == 3 else 400},
            "layers": [{"units": units}, {"units": 1}],
            "training": {"batch_size": batch_size},
        }
    )
    timeline = Timeline(Problem(experiment), budget=2_000_000)
    timeline.advance(1100)  # the curves have their full length
    per = timeline.steps_per_iteration
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for k in range(1100 * per, 1300 * per, per // 2):
        assert len(timeline[k].x)
        assert timeline[k].non_finite is None
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert used <= 2_100_000


def test_any_seek_in_18000_micro_steps_is_quick() -> None:
    """1,500 iterations of XOR fit 64 MB, and nowhere must more than 64 iterations be recomputed."""
    timeline = Timeline(Problem(Experiment()))
    timeline.advance(1500)
    assert max(timeline.distance(i) for i in range(1501)) <= 64


def test_what_is_stored_is_told_without_computing() -> None:
    """A stored state is that of the run; of others there is none, and the run stays as it is."""
    timeline = Timeline(Problem(Experiment()))
    assert timeline.stored(0) is timeline.start
    timeline.advance(500)
    stored = timeline.stored(320)
    assert stored is not None
    assert stored is timeline.state(320)
    assert timeline.stored(321) is None
    assert timeline.stored(501) is None
    assert timeline.head == 500


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
    assert len(one.history.eval_iterations) <= 500
    assert set(one.history.eval_iterations) <= set(one.history.iterations)
    assert one.history.eval_iterations[-1] > 2400


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


def test_a_branch_needs_the_same_layers() -> None:
    """As many parameters in other layers would be other weights: refused, naming both shapes."""
    tables = {"layers": [{"units": 1}, {"units": 4}, {"units": 1}]}  # 3 + 8 + 5
    timeline = Timeline(Problem(Experiment.from_dict(tables)))
    other = Experiment.from_dict(
        {"layers": [{"units": 2}, {"units": 2}, {"units": 1, "use_bias": False}, {"units": 1}]}
    )
    assert Problem(other).n_params == timeline.problem.n_params
    with pytest.raises(ExperimentError, match=r"layers: must have shape \(3, 1\), \(2, 4\)"):
        timeline.branch(3, other)
    with pytest.raises(ValueError, match="params must have shape"):
        timeline.branch(3, params=np.zeros(3))


def test_a_bias_that_is_trained_from_now_on_has_no_memory() -> None:
    """While a bias is frozen its momentum means nothing; a branch that trains it starts anew."""
    tables = {
        "layers": [{"units": 3, "train_bias": False}, {"units": 1}],
        "optimizer": {"name": "sgd", "momentum": 0.9},
    }
    timeline = Timeline(Problem(Experiment.from_dict(tables)))
    tables["layers"] = [{"units": 3}, {"units": 1}]
    branch = timeline.branch(8, Experiment.from_dict(tables))
    first, second = branch.problem.layers
    old, new = timeline.state(8).slots[0], branch.start.slots[0]
    assert not first.bias(new).any()
    assert np.array_equal(first.weights(new), first.weights(old))
    assert np.array_equal(second.bias(new), second.bias(old))


def test_a_kept_state_does_not_keep_its_iteration() -> None:
    """The next state has arrays of its own: the arena of the iteration can go."""
    problem = Problem(Experiment())
    *_, last = micro_steps(problem, problem.initial_state())
    assert last.next_state is not None
    assert not np.shares_memory(last.next_state.params, last.record.arena)


def test_a_far_goal_costs_nothing_to_look_at() -> None:
    """How far it is to an iteration that was never reached is known at once."""
    timeline = Timeline(Problem(Experiment()))
    timeline.advance(100)
    assert timeline.distance(10**12) == 10**12 - 100


@pytest.mark.parametrize("cost", [0.0001, 0.003, 0.2])
def test_a_deadline_is_missed_by_an_iteration_at_most(
    cost: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever an iteration costs, a slice ends within one of its deadline."""
    now, run = 0.0, Engine.run

    class Clock:
        @staticmethod
        def perf_counter() -> float:
            return now

    def slow(engine: Engine, iterations: int) -> None:
        nonlocal now
        run(engine, iterations)
        now += cost * iterations

    monkeypatch.setattr("bpviz.core.timeline.time", Clock)
    monkeypatch.setattr(Engine, "run", slow)
    timeline = Timeline(Problem(Experiment()))
    for _ in range(20):
        began = now
        timeline.advance(10**6, began + 0.05)
        assert 0.05 - 2 * cost <= now - began <= 0.05 + 1.01 * cost


def test_threads_may_share_a_timeline() -> None:
    """Several threads that walk and run at once see what a straight run gives, rows included."""
    experiment = Experiment.from_dict(
        {
            "data": {"source": "circle", "samples": 30},
            "layers": [{"units": 4, "dropout": 0.2}, {"units": 1}],
            "optimizer": {"name": "adam"},
            "training": {"batch_size": 8},
        }
    )
    problem = Problem(experiment)
    straight, shared = Timeline(problem), Timeline(problem, budget=100_000)
    straight.advance(1500)
    per = straight.steps_per_iteration
    expected = {k: straight[k] for k in range(0, 1500 * per, 777)}
    failed: list[object] = []

    def walk(seed: int) -> None:
        try:
            order = np.random.default_rng(seed).permutation(list(expected))
            for k in order.tolist():
                if not same(shared[k], expected[k]):
                    failed.append(k)
                shared.advance(k // per + 40, time.perf_counter() + 0.001)
                history = shared.history
                if not len(history.iterations) == len(history.loss) == len(history.grad_norm):
                    failed.append("history")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=walk, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    shared.advance(1500)
    count = len(straight.history.iterations)
    assert np.array_equal(shared.history.iterations[:count], straight.history.iterations)
    assert np.array_equal(shared.history.loss[:count], straight.history.loss)


def test_a_history_stays_as_it_was_taken() -> None:
    """The curves at hand neither grow nor change when the run goes on."""
    timeline = Timeline(Problem(Experiment()))
    timeline.advance(900)
    history = timeline.history
    before = history.loss.tobytes(), history.iterations.tobytes()
    timeline.advance(5000)
    assert (history.loss.tobytes(), history.iterations.tobytes()) == before
    with pytest.raises(ValueError, match="read-only"):
        history.loss[0] = 0.0


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_history_knows_tiny_and_enormous_norms(dtype: str) -> None:
    """Gradients whose squares under- or overflow have the same norms in curves and bars."""
    size = 1e-14 if dtype == "float32" else 1e-100
    for weight in (size, 1.0 / size):
        layers = [
            {"units": 1, "activation": "linear", "weights": [[weight], [weight]]},
            {"units": 1, "activation": "linear", "weights": [[weight]]},
            {"units": 1, "activation": "linear", "weights": [[1.0]]},
        ]
        experiment = Experiment.from_dict({"layers": layers, "training": {"dtype": dtype}})
        timeline = Timeline(Problem(experiment))
        last = timeline[timeline.steps_per_iteration - 1]
        grads, deltas = diagnosis.grad_norms(last), diagnosis.delta_norms(last)
        assert grads[0] > 0
        np.testing.assert_allclose(timeline.history.grad_norm[0], grads, rtol=1e-6)
        np.testing.assert_allclose(timeline.history.delta_norm[0], deltas, rtol=1e-6)
