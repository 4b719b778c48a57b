"""Optimizers racing: on classic functions and on a network's own loss."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import DataSpec, LayerSpec, OptimizerSpec, TrainingSpec
from bpviz.core.functions import FUNCTIONS
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.race import (
    KINDS,
    LINE_UP,
    NETWORK_RATES,
    RATES,
    FunctionWalk,
    NetworkWalk,
    Path,
    StartError,
    network_rates,
    racer,
)
from bpviz.core.step import State


def walked(function: str, kind: str, rate: float, n: int) -> Path:
    """The path of n iterations from the usual start."""
    entry = FUNCTIONS[function]
    walk = FunctionWalk(entry, racer(kind, rate).optimizer, entry.start)
    assert walk.advance(n)
    return walk.path(n)


# ---- the tables ------------------------------------------------------------------------------


def test_every_function_has_a_rate_for_every_kind() -> None:
    """The tables are complete, and each kind names an optimizer and settings that exist."""
    assert set(RATES) == set(FUNCTIONS)
    for rates in (*RATES.values(), NETWORK_RATES):
        assert set(rates) == set(KINDS)
    assert set(LINE_UP) <= set(KINDS)
    for name, (optimizer, params) in KINDS.items():
        assert set(params) <= set(OPTIMIZERS[optimizer].params)
        assert racer(name, 0.5).optimizer.params.items() >= params.items()


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_the_rates_come_from_one_rule(function: str) -> None:
    """Nobody is favoured: each rate is the best by the mean over the first 100 iterations."""
    grid = [float(f"{m}e{k}") for k in range(-4, 1) for m in (1, 2, 5)]
    for kind, chosen in RATES[function].items():
        means = {}
        for rate in grid:
            path = walked(function, kind, rate, 100)
            means[rate] = math.inf if path.diverged is not None else path.losses[1:].mean()
        assert min(means, key=means.__getitem__) == chosen, kind


# ---- on a function -----------------------------------------------------------------------------


def test_gradient_descent_on_the_ravine_is_the_closed_form() -> None:
    """Each coordinate is multiplied by 1 − η·curvature in every iteration."""
    path = walked("ravine", "sgd", 0.4, 20)
    powers = np.arange(21)[:, None]
    expected = np.array([-5.0, -2.0]) * (1.0 - 0.4 * np.array([0.2, 4.0])) ** powers
    np.testing.assert_allclose(path.points, expected, rtol=1e-12)
    np.testing.assert_allclose(path.losses, expected**2 @ [0.1, 2.0], rtol=1e-12)
    assert path.iterations.tolist() == list(range(21))


@settings(max_examples=30, deadline=None)
@given(
    function=st.sampled_from(sorted(FUNCTIONS)),
    kind=st.sampled_from(sorted(KINDS)),
    pieces=st.lists(st.integers(0, 30), max_size=5),
)
def test_a_path_does_not_depend_on_how_it_was_asked_for(
    function: str, kind: str, pieces: list[int]
) -> None:
    """Walking in pieces, also with a deadline long past, gives the same path bit for bit."""
    entry = FUNCTIONS[function]
    walk = FunctionWalk(entry, racer(kind, RATES[function][kind]).optimizer, entry.start)
    for n in pieces:
        walk.advance(n)
    while not walk.advance(40, time.perf_counter() - 1.0):
        pass
    whole = walked(function, kind, RATES[function][kind], 60).until(40)
    np.testing.assert_array_equal(walk.path(40).points, whole.points)
    np.testing.assert_array_equal(walk.path(40).losses, whole.losses)


def test_a_racer_that_leaves_the_finite_numbers_stops() -> None:
    """Its path ends at the last finite point, says when, and is never asked for more."""
    entry = FUNCTIONS["rosenbrock"]
    walk = FunctionWalk(entry, OptimizerSpec(name="sgd", learning_rate=1.0), entry.start)
    assert walk.advance(1000)
    path = walk.path(1000)
    assert path.diverged == walk.reached == len(path.points) < 10
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.losses).all()
    before = walk.path(path.diverged - 1)
    assert before.diverged is None
    assert len(before.points) == len(path.points)
    assert not path.points.flags.writeable


def test_a_race_needs_a_finite_start() -> None:
    """A start without a loss is refused."""
    with pytest.raises(StartError, match="not finite"):
        FunctionWalk(FUNCTIONS["beale"], OptimizerSpec(), (1e200, 1e200))


def test_descent_from_the_ridge_ends_on_the_saddle_and_beside_it_does_not() -> None:
    """From y = 0 exactly nobody sees that it goes down sideways; from 0.01 everybody does."""
    entry = FUNCTIONS["saddle"]
    for kind, rate in RATES["saddle"].items():
        stuck = FunctionWalk(entry, racer(kind, rate / 10).optimizer, (-1.5, 0.0))
        stuck.advance(300)
        assert stuck.path(300).points[-1, 1] == 0.0
        assert walked("saddle", kind, rate, 100).losses[-1] < 0.05


# ---- on a network's own loss -----------------------------------------------------------------


@pytest.fixture
def run() -> Timeline:
    """A small network with batches, momentum and a schedule, ten iterations on."""
    experiment = Experiment(
        seed=4,
        data=DataSpec(source="circle", params={"samples": 20}),
        layers=(LayerSpec(units=3, activation="tanh"), LayerSpec(units=1)),
        optimizer=OptimizerSpec(learning_rate=0.3, params={"momentum": 0.5}),
        training=TrainingSpec(batch_size=5, schedule="exponential"),
    )
    timeline = Timeline(Problem(experiment))
    timeline.advance(10)
    return timeline


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_racer_on_a_network_is_a_branch(run: Timeline, kind: str) -> None:
    """Its path is that of the run itself, gone on with the other optimizer from its start."""
    optimizer = racer(kind, 0.05).optimizer
    walk = NetworkWalk(run, 10, optimizer)
    assert walk.advance(8)
    path = walk.path(8)
    problem = Problem(replace(run.problem.experiment, optimizer=optimizer))
    straight = Timeline(problem, state=replace(problem.initial_state(), iteration=10,
                                               params=run.state(10).params))  # fmt: skip
    evaluator = Evaluator(problem, problem.x_train, problem.y_train)
    for n in range(9):
        params = straight.state(10 + n).params
        np.testing.assert_array_equal(path.points[n], params)
        assert path.losses[n] == evaluator.loss(params)


def test_all_racers_begin_without_memory(run: Timeline) -> None:
    """SGD with the run's own momentum does not profit from what the run remembers."""
    walk = NetworkWalk(run, 10, run.problem.experiment.optimizer)
    walk.advance(1)
    assert run.state(10).slots.any()
    blank = State(10, run.state(10).params, run.problem.initial_slots(), 0)
    first = Timeline(run.problem, state=blank).state(11).params
    np.testing.assert_array_equal(walk.path(1).points[1], first)
    assert not np.array_equal(first, run.state(11).params)


def test_a_racer_on_a_network_starts_where_it_is_put(run: Timeline) -> None:
    """Other parameters, another path; with a stride only every so-manyth point is kept."""
    params = run.state(10).params + 0.1
    optimizer = racer("adam", 0.05).optimizer
    every = NetworkWalk(run, 10, optimizer, params)
    some = NetworkWalk(run, 10, optimizer, params, stride=3)
    for walk in (every, some):
        assert walk.advance(10)
    np.testing.assert_array_equal(every.path(10).points[0], params)
    assert some.path(10).iterations.tolist() == [0, 3, 6, 9]
    np.testing.assert_array_equal(some.path(10).points, every.path(10).points[::3])


def test_a_thinned_path_goes_on_as_one_that_was_thin_from_the_start(run: Timeline) -> None:
    """Points, losses and iterations are the same, whenever it was thinned."""
    optimizer = racer("adam", 0.05).optimizer
    always = NetworkWalk(run, 10, optimizer, stride=4)
    always.advance(23)
    for reached in (0, 7, 8, 23):
        walk = NetworkWalk(run, 10, optimizer)
        walk.advance(reached)
        walk.thin(2)
        walk.thin(4)
        walk.advance(23)
        for field in ("iterations", "points", "losses"):
            np.testing.assert_array_equal(
                getattr(walk.path(23), field), getattr(always.path(23), field)
            )


def test_a_network_that_explodes_stops_its_racer(run: Timeline) -> None:
    """With an absurd rate the parameters overflow; the path ends before."""
    experiment = replace(
        run.problem.experiment,
        layers=(LayerSpec(units=3, activation="linear"), LayerSpec(units=1, activation="linear")),
    )
    walk = NetworkWalk(Timeline(Problem(experiment)), 0, racer("sgd", 1e6).optimizer)
    assert walk.advance(500)
    path = walk.path(500)
    assert path.diverged is not None
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.losses).all()


def test_the_experiment_s_own_rate_counts() -> None:
    """Racers of the run's optimizer take its rate; with momentum μ, times 1 − μ."""

    def rates(**spec: object) -> dict[str, float]:
        return network_rates(Experiment(optimizer=OptimizerSpec(**spec)))  # type: ignore[arg-type]

    assert rates(name="sgd", learning_rate=0.5) == NETWORK_RATES | {
        "sgd": 0.5,
        "momentum": 0.05,
        "nesterov": 0.05,
    }
    with_momentum = rates(name="sgd", learning_rate=0.5, params={"momentum": 0.9})
    assert [with_momentum[kind] for kind in ("sgd", "momentum")] == [5.0, 0.5]
    assert rates(name="adam", learning_rate=0.3) == NETWORK_RATES | {"adam": 0.3}
