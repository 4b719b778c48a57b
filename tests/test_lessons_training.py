"""The lessons about training keep their promises: steps, symmetry, overfitting, scale."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bpviz.core import Experiment, Problem, micro_steps
from bpviz.core.diagnosis import diagnose, grad_norms
from bpviz.core.experiment import RegularizationSpec
from bpviz.files.lessons import lesson
from tests.lesson_hands import Run, hidden, optimized, run, started


def dead(trained: Run, iteration: int) -> int:
    """How many units of the first layer are 0 for every sample."""
    return int((trained.last_step(iteration).a[1] == 0).all(axis=0).sum())


def standardized(experiment: Experiment) -> Run:
    """The experiment with its inputs standardized."""
    return Run(replace(experiment, data=replace(experiment.data, standardize=True)))


# ---- dead ReLUs ------------------------------------------------------------------------------


def test_dead_relus_stay_dead() -> None:
    """Dead ReLU: all eight die within nine iterations; the gradients are exactly 0 for ever."""
    relu = run("dead-relu")
    assert [dead(relu, i) for i in (0, 1, 2, 5, 8, 9, 50, 300)] == [0, 1, 3, 7, 7, 8, 8, 8]
    for iteration in (9, 50, 300):
        step = relu.last_step(iteration)
        assert grad_norms(step).tolist() == [0, 0]
        assert (step.da[1] != 0).any()
        assert not step.delta[1].any()
        assert np.ptp(step.a[2]) == 0
    losses = [relu.loss(i) for i in range(301)]
    assert [losses[0], max(losses), losses[300]] == pytest.approx([0.66, 5.1, 1.04], rel=0.01)
    biases = [relu.last_step(i).b_before[2][0] for i in (50, 51)]
    assert biases[0] < -1 < 1 < biases[1] or biases[1] < -1 < 1 < biases[0]


def test_dead_relus_can_be_avoided() -> None:
    """Dead ReLU: with rate 1 or clipping nobody dies; leaky ReLU recovers."""
    small = optimized("dead-relu", "sgd", 1.0)
    assert dead(small, 300) == 0
    assert small.loss(300) == pytest.approx(0.025, abs=5e-4)
    assert small.accuracy(300) == 100
    leaky = hidden("dead-relu", activation="leaky_relu")
    assert max(leaky.loss(i) for i in range(10)) > 2
    assert leaky.loss(300) == pytest.approx(0.03, abs=0.005)
    experiment = lesson("dead-relu").experiment
    clipped = Run(replace(experiment, training=replace(experiment.training, clip_norm=0.1)))
    assert dead(clipped, 300) == 0
    assert clipped.loss(300) == pytest.approx(0.003, abs=5e-4)


def test_dead_relus_do_not_wake_at_a_small_rate() -> None:
    """Dead ReLU: a small rate afterwards only brings the output's bias to rest."""
    slow = Problem(optimized("dead-relu", "sgd", 0.1).problem.experiment)
    state = run("dead-relu").state(50)
    for _ in range(200):
        *_, last = micro_steps(slow, state)
        state = last.next_state
    assert not last.a[1].any()
    assert last.loss == pytest.approx(np.log(2), abs=1e-3)


@pytest.mark.parametrize("seed", [1, 3, 5, 8])
def test_most_relus_die_from_other_seeds(seed: int) -> None:
    """Dead ReLU: from other start values most units die too, with rate 1 hardly any."""
    experiment = replace(lesson("dead-relu").experiment, seed=seed)
    assert dead(Run(experiment), 50) >= 5
    rate = replace(experiment.optimizer, learning_rate=1.0)
    assert dead(Run(replace(experiment, optimizer=rate)), 50) <= 1


# ---- all weights zero ------------------------------------------------------------------------


def test_zero_init_keeps_the_units_identical() -> None:
    """Zeros: the six units stay equal, and do what a single one does: 0.072."""
    zeros = run("zero-init")
    for iteration in (0, 1, 50, 300, 500):
        step = zeros.last_step(iteration)
        assert step.a[1].shape[1] == 6
        assert np.ptp(step.a[1], axis=1).max() < 1e-9
        assert np.ptp(step.W[1], axis=1).max() < 1e-9
        assert np.ptp(step.W[2]) < 1e-9
    assert zeros.last_step(49).W[1][0] == pytest.approx([-1.68] * 6, abs=0.01)
    losses = [zeros.loss(i) for i in (0, 100, 300, 1000)]
    assert losses == pytest.approx([0.50, 0.079, 0.072, 0.072], abs=0.005)
    assert hidden("zero-init", units=1).loss(1000) == pytest.approx(zeros.loss(1000), abs=2e-4)
    first, second = zeros.last_step(0), zeros.last_step(1)
    assert not first.dW[1].any()
    assert first.dW[2].all()
    assert second.dW[1].all()
    assert np.ptp(second.dW[1]) < 1e-12


def test_zero_init_is_parted_by_rounding_only_and_late() -> None:
    """Zeros: alike to four digits and more at iteration 2,000; parted, to little use, at 5,000."""
    zeros = run("zero-init")
    alike, parted = zeros.last_step(2000), zeros.last_step(5000)
    for weights in (alike.W[1], alike.b[1][None], alike.W[2].T):
        assert (np.ptp(weights, axis=1) <= 1e-4 * np.abs(weights).max(axis=1)).all()
    assert np.ptp(parted.b[1]) > 0.1
    assert [zeros.loss(2000), zeros.loss(5000)] == pytest.approx([0.072, 0.069], abs=5e-4)


def test_zero_init_needs_one_random_layer() -> None:
    """Zeros: Xavier, or one random layer, learns; a constant does not, tanh does not move."""
    assert started("zero-init", "xavier_uniform").loss(500) == pytest.approx(0.0037, abs=5e-5)
    constant = started("zero-init", "constant", value=0.5)
    assert constant.loss(500) == pytest.approx(0.072, abs=5e-4)
    experiment = lesson("zero-init").experiment
    first, last = experiment.layers
    mixed = (first, replace(last, init="xavier_uniform", params={}))
    assert Run(replace(experiment, layers=mixed)).loss(500) == pytest.approx(0.0033, abs=5e-5)
    tanh = hidden("zero-init", activation="tanh")
    assert tanh.loss(500) == pytest.approx(0.50, abs=0.005)
    assert grad_norms(tanh.last_step(100)).tolist() == [0, 0]


# ---- learning rate ---------------------------------------------------------------------------


def test_learning_rate_good() -> None:
    """Rate 0.1: 0.025 at iteration 300 without a single rise; the gradients shrink."""
    good = run("learning-rate")
    losses = [good.loss(i) for i in range(301)]
    assert (np.diff(losses) < 0).all()
    expected = [0.96, 0.21, 0.13, 0.025]
    assert [losses[i] for i in (0, 1, 3, 300)] == pytest.approx(expected, abs=0.005)
    x = good.problem.x_train.ravel()
    line = np.polyval(np.polyfit(x, good.outputs(3), 1), x)
    assert np.abs(np.array(good.outputs(3)) - line).mean() < 0.25
    norms = [np.hypot(*grad_norms(good.last_step(i))) for i in (0, 10, 300)]
    assert norms == sorted(norms, reverse=True)


def test_learning_rate_too_small_or_too_large() -> None:
    """Rates: 0.001 a hundred times slower, 0.2 shoots up at times, 0.5 flies apart."""
    small = optimized("learning-rate", "sgd", 0.001)
    assert small.loss(300) == pytest.approx(0.14, abs=0.005)
    assert small.loss(1000) == pytest.approx(run("learning-rate").loss(10), rel=0.05)
    edge = optimized("learning-rate", "sgd", 0.2)
    losses = [edge.loss(i) for i in range(501)]
    assert losses[100] == pytest.approx(0.03, abs=0.005)
    assert losses[100] < run("learning-rate").loss(100)
    assert max(losses[150:]) > 10 * min(losses[:150])
    large = optimized("learning-rate", "sgd", 0.5)
    assert [large.loss(i) for i in (1, 5)] == pytest.approx([3.5, 34], rel=0.02)
    assert large.loss(10) == pytest.approx(180_000, rel=0.05)
    assert np.isnan(large.loss(300))
    adam = optimized("learning-rate", "adam", 0.05)
    assert adam.loss(300) == pytest.approx(0.003, abs=5e-4)


@pytest.mark.parametrize("seed", [1, 2])
def test_learning_rates_from_other_seeds(seed: int) -> None:
    """Rates: from other start values too, 0.1 beats 0.001, and 0.5 ends as NaN."""
    experiment = replace(lesson("learning-rate").experiment, seed=seed)

    def at(rate: float) -> Run:
        optimizer = replace(experiment.optimizer, learning_rate=rate)
        return Run(replace(experiment, optimizer=optimizer))

    assert at(0.1).loss(300) < 0.2 * at(0.001).loss(300)
    assert np.isnan(at(0.5).loss(300))


# ---- overfitting -----------------------------------------------------------------------------


def test_overfitting_turns_up() -> None:
    """Overfitting: training to 0.0006 and 100 %; test to 0.29 at 16, then up to 1.3 and 78 %."""
    plain = run("overfitting")
    assert plain.problem.n_train == 40
    assert [plain.loss(i) for i in (0, 1000)] == pytest.approx([0.82, 0.0006], rel=0.1)
    tests = [plain.test_loss(i) for i in range(0, 1001)]
    assert int(np.argmin(tests)) == 16
    assert [min(tests), tests[1000]] == pytest.approx([0.29, 1.3], rel=0.04)
    assert plain.accuracy(1000) == 100
    shares = [plain.accuracy(i, "test") for i in (50, 1000)]
    assert shares == pytest.approx([88, 78], abs=0.5)


def test_overfitting_with_l2_dropout_or_better_data() -> None:
    """Overfitting: L2 and dropout hold the test loss down; less noise does it best."""
    experiment = lesson("overfitting").experiment
    small = Run(replace(experiment, regularization=RegularizationSpec(l2=0.03)))
    losses = [small.loss(1000), small.test_loss(1000)]
    assert losses == pytest.approx([0.42, 0.41], abs=0.005)
    tests = [small.test_loss(i) for i in range(0, 1001, 50)]
    assert max(tests[2:]) < min(tests) + 0.005
    assert small.accuracy(1000, "test") == pytest.approx(88, abs=0.5)
    dropped = hidden("overfitting", dropout=0.5)
    assert dropped.test_loss(1000) == pytest.approx(0.29, abs=0.01)
    assert dropped.accuracy(1000, "test") == pytest.approx(90, abs=0.5)
    data = replace(experiment.data, params={**experiment.data.params, "noise": 0.1})
    assert Run(replace(experiment, data=data)).test_loss(1000) == pytest.approx(0.03, abs=0.005)


@pytest.mark.parametrize("seed", [0, 3])
def test_overfitting_from_other_seeds(seed: int) -> None:
    """Overfitting: with other points too the test loss doubles, and L2 prevents it."""
    experiment = replace(lesson("overfitting").experiment, seed=seed)
    plain = Run(experiment)
    small = Run(replace(experiment, regularization=RegularizationSpec(l2=0.03)))
    assert plain.loss(1000) < 0.01
    assert plain.test_loss(1000) > 2 * plain.test_loss(50)
    assert small.test_loss(1000) < 1.05 * small.test_loss(50)


# ---- raw inputs ------------------------------------------------------------------------------


def test_unscaled_inputs_saturate_at_once() -> None:
    """Raw inputs: sums of hundreds, slopes of exactly 0; the network answers the mean price."""
    raw = run("unscaled")
    step = raw.last_step(0)
    assert step.z[1][0] == pytest.approx([-412, -402, 1818, 1209], abs=0.5)
    assert (np.abs(step.a[1]) == 1).all()
    assert not step.delta[1].any()
    for iteration in (0, 1, 100):
        later = raw.last_step(iteration)
        assert grad_norms(later)[0] == 0
        assert diagnose(later)[0] == "vanishing"
    prices = raw.problem.y_train
    losses = [raw.loss(i) for i in (0, 1, 1000)]
    assert losses == pytest.approx([1.16, 0.69, 0.69], abs=0.005)
    assert losses[2] == pytest.approx(prices.var(), rel=1e-9)
    assert raw.outputs(100) == pytest.approx([1.80] * 12, abs=0.005)
    assert prices.mean() == pytest.approx(1.80, abs=0.005)


def test_unscaled_inputs_standardized() -> None:
    """Raw inputs: standardized they are learned; Adam and linear units do not help raw ones."""
    experiment = lesson("unscaled").experiment
    good = standardized(experiment)
    assert [good.loss(i) for i in (100, 300)] == pytest.approx([0.015, 0.002], abs=5e-4)
    errors = np.array(good.outputs(300)) - good.problem.y_train.ravel()
    assert np.abs(errors).max() < 0.1
    assert optimized("unscaled", "adam", 0.01).loss(1000) == pytest.approx(0.69, abs=0.005)
    linear = hidden("unscaled", activation="linear")
    assert linear.loss(0) == pytest.approx(9e6, rel=0.02)
    assert np.isnan(linear.loss(300))
    single = standardized(replace(experiment, layers=experiment.layers[-1:]))
    assert single.loss(300) == pytest.approx(0.015, abs=5e-4)


def test_unscaled_inputs_are_the_flats_of_the_text() -> None:
    """Raw inputs: the prices in the file follow the formula that stands beside them."""
    problem = run("unscaled").problem
    area, year = problem.x_train.T
    prices = area * (0.02 + 0.0003 * (year - 1960))
    np.testing.assert_allclose(problem.y_train[:, 0], prices, atol=0.0051)
    assert len(area) == 12


@pytest.mark.parametrize("seed", [0, 1, 4])
def test_unscaled_inputs_from_other_seeds(seed: int) -> None:
    """Raw inputs: from any start values only the mean is learned, standardized the prices."""
    experiment = replace(lesson("unscaled").experiment, seed=seed)
    assert Run(experiment).loss(300) == pytest.approx(0.69, abs=0.005)
    assert standardized(experiment).loss(300) < 0.01
