"""What one sees of a mistake: each by the numbers that its entry speaks of."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest
from mistake_hands import injected, network, run, steps_at

from bpviz.core import Problem, Timeline
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment, OptimizerSpec
from bpviz.core.gradient import Gradient
from bpviz.core.measures import layer_measures
from bpviz.core.mistakes import MISTAKES
from bpviz.core.planes import random_plane
from bpviz.core.race import NetworkWalk
from bpviz.core.signal_factors import signal_factors
from bpviz.core.surface import PlaneLoss
from bpviz.files.lessons import load_experiment


def test_a_forgotten_bias_is_all_that_is_forgotten() -> None:
    """∂L/∂W of the hidden layers is right to the bit, ∂L/∂b is 0, and b keeps its start value."""
    experiment = network("tanh", "linear", units=(3, 3, 2))
    healthy, broken = Problem(experiment), Problem(injected(experiment, "bias_not_updated"))
    right, wrong = steps_at(healthy, 0)[-1], steps_at(broken, 0)[-1]
    for layer in (1, 2, 3):
        assert np.array_equal(wrong.dW[layer], right.dW[layer])
    assert not wrong.db[1].any()
    assert not wrong.db[2].any()
    assert np.array_equal(wrong.db[3], right.db[3])
    state = run(broken, 50)
    assert [bool(layer.bias(state.params).any()) for layer in broken.layers] == [False, False, True]


def test_gradients_that_are_not_reset_add_up() -> None:
    """Each batch's gradient is its own plus that of every batch before, penalty included."""
    experiment = network(training={"batch_size": 2}, regularization={"l2": 0.1})
    broken = Problem(injected(experiment, "not_reset"))
    healthy, so_far = Problem(experiment), 0.0
    for iteration in range(5):
        wrong = steps_at(broken, iteration)[-1]
        state = dataclasses.replace(wrong.state, slots=np.zeros((0, healthy.n_params)))
        own = Timeline(healthy, state=state)[(iteration + 1) * healthy.steps_per_iteration - 1]
        so_far = so_far + own.dW[1]
        np.testing.assert_allclose(wrong.dW[1], so_far, rtol=1e-13)


def test_softmax_twice_cannot_fall_below_its_floor() -> None:
    """Trained to certainty, the loss is just above ln(1 + (k − 1)/e); the surface has it too."""
    experiment = network(
        "tanh",
        "softmax",
        "cross_entropy",
        (8, 3),
        optimizer={"name": "adam", "learning_rate": 0.02},
    )
    experiment = dataclasses.replace(experiment, seed=0)  # some seeds end saturated and wrong
    problem = Problem(injected(experiment, "softmax_twice"))
    state, floor = run(problem, 3_000), math.log(1.0 + 2.0 / math.e)
    evaluator = Evaluator(problem, problem.x_train, problem.y_train)
    loss, accuracy = evaluator.score(state.params)
    assert accuracy == 1.0
    assert floor < loss < floor + 0.01
    plane = random_plane(problem, state.params, 0)
    at = PlaneLoss(problem, plane, dtype=np.float64).at([0.0, 0.3], [0.0, -0.2])
    shifted = plane.center + 0.3 * plane.u - 0.2 * plane.v
    assert at == pytest.approx([loss, evaluator.loss(shifted)], rel=1e-12)


def test_dropout_left_on_makes_evaluations_flicker() -> None:
    """Other parameters, however near, draw other masks; the same ones the same. Steps are right."""
    experiment = network("tanh", "linear", units=(16, 16, 3), layer={"dropout": 0.5})
    healthy, broken = Problem(experiment), Problem(injected(experiment, "dropout_at_test"))
    usual, state = run(healthy, 5), run(broken, 5)
    assert state.params.tobytes() == usual.params.tobytes()
    evaluator = Evaluator(broken, broken.x_train, broken.y_train)
    first = evaluator.outputs(state.params)
    near = evaluator.outputs(state.params * (1.0 + 1e-12))
    again = Evaluator(broken, broken.x_train, broken.y_train).outputs(state.params)
    assert np.array_equal(first, again)
    assert np.abs(first - near).max() > 1e-3
    right = Evaluator(healthy, healthy.x_train).outputs(state.params)
    assert np.abs(first - right).max() > 1e-3
    assert Gradient(broken).at(state.params)[0] == Gradient(healthy).at(state.params)[0]


def test_the_curves_of_a_broken_run_are_its_own() -> None:
    """Evaluations in the history flicker with dropout left on; the batch losses do not."""
    experiment = network("tanh", "linear", units=(16, 3), layer={"dropout": 0.5}, samples=20)
    curves = []
    for mistake in ("none", "dropout_at_test"):
        timeline = Timeline(Problem(injected(experiment, mistake)))
        timeline.advance(20)
        curves.append(timeline.history)
    assert np.array_equal(curves[0].loss, curves[1].loss)
    assert not np.array_equal(curves[0].train_loss, curves[1].train_loss)


def test_targets_shuffled_apart_are_the_same_targets() -> None:
    """Only their order in the training set is new, the same each time; not so the test set."""
    experiment = network(samples=12)
    experiment = dataclasses.replace(
        experiment, data=dataclasses.replace(experiment.data, test_fraction=0.25)
    )
    healthy, broken = Problem(experiment), Problem(injected(experiment, "shuffled_apart"))
    assert np.array_equal(broken.x_train, healthy.x_train)
    assert not np.array_equal(broken.y_train, healthy.y_train)
    assert sorted(map(tuple, broken.y_train)) == sorted(map(tuple, healthy.y_train))
    assert np.array_equal(broken.y_test, healthy.y_test)
    again = Problem(injected(experiment, "shuffled_apart"))
    assert np.array_equal(broken.y_train, again.y_train)


@pytest.mark.parametrize("seed", range(20))
def test_two_targets_are_never_shuffled_into_place(seed: int) -> None:
    """However the draw falls, the mistake is there."""
    experiment = dataclasses.replace(network(samples=2), seed=seed)
    broken = Problem(injected(experiment, "shuffled_apart"))
    assert not np.array_equal(broken.y_train, Problem(experiment).y_train)


def test_a_leaked_target_is_an_input() -> None:
    """The last input is the first target, in the training and in the test set."""
    data = {"source": "moons", "samples": 20, "test_fraction": 0.3}
    experiment = network(data=data, units=(3, 1))
    problem = Problem(injected(experiment, "label_leakage"))
    assert np.array_equal(problem.x_train[:, -1], problem.y_train[:, 0])
    assert np.array_equal(problem.x_test[:, -1], problem.y_test[:, 0])
    assert np.array_equal(problem.x_train[:, 0], Problem(experiment).x_train[:, 0])


@pytest.mark.parametrize("mistake", ["none", "no_bias_correction", "epsilon_in_root"])
@pytest.mark.parametrize("amsgrad", [False, True])
def test_adam_as_a_student_writes_it(mistake: str, amsgrad: bool) -> None:
    """Ten updates beside plain NumPy, with m and v as they are, or with √(v + ε)."""
    optimizer = {"name": "adam", "learning_rate": 0.05, "eps": 1e-3, "amsgrad": amsgrad}
    problem = Problem(injected(network(optimizer=optimizer), mistake))
    p = problem.initial_state().params.copy()
    m, v, top = np.zeros_like(p), np.zeros_like(p), np.zeros_like(p)
    for t in range(1, 11):
        step = steps_at(problem, t - 1)[-1]
        g = step.record.arena[problem.n_params : 2 * problem.n_params]
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        top = np.maximum(top, v) if amsgrad else v
        corrected = mistake != "no_bias_correction"
        m_hat = m / (1.0 - 0.9**t) if corrected else m
        v_hat = top / (1.0 - 0.999**t) if corrected else top
        root = np.sqrt(v_hat + 1e-3) if mistake == "epsilon_in_root" else np.sqrt(v_hat) + 1e-3
        p = p - 0.05 * m_hat / root
        np.testing.assert_allclose(step.params, p, rtol=1e-12, atol=1e-15)


def test_measures_know_which_layer_is_updated_already() -> None:
    """Updated too early, the last layer has its ratio first; factors take its new weights."""
    experiment = network("tanh", "tanh", units=(3, 3, 3), layer={"dropout": 0.3})
    steps = steps_at(Problem(injected(experiment, "updated_weights")), 0)
    known = []
    for step in steps:
        ratios = [found.update_ratio for found in layer_measures(step)]
        known.append([i for i, ratio in enumerate(ratios, 1) if ratio is not None])
        assert all(ratio is None or ratio > 0.0 for ratio in ratios)
    assert [list(group) for group, _ in itertools.groupby(known)] == [[], [3], [2, 3], [1, 2, 3]]
    last = steps[-1]
    for factors in signal_factors(last):
        upper = last.delta[factors.layer + 1]
        arrived = upper @ last.W[factors.layer + 1].T
        assert factors.weight == pytest.approx(np.linalg.norm(arrived) / np.linalg.norm(upper))


def test_a_sum_grows_with_the_batch() -> None:
    """The gradient is n times that of the mean; the loss shown is the same."""
    experiment = network("tanh", "softmax", "cross_entropy", samples=6)
    right = steps_at(Problem(experiment), 0)[-1]
    wrong = steps_at(Problem(injected(experiment, "sum_not_mean")), 0)[-1]
    assert wrong.loss == right.loss
    for layer in (1, 2, 3):
        np.testing.assert_allclose(wrong.dW[layer], 6.0 * right.dW[layer], rtol=1e-13, atol=1e-17)


def loss_after(experiment: Experiment, mistake: str, iterations: int) -> float:
    """The loss of the whole training set at the end of a run with a mistake."""
    problem = Problem(injected(experiment, mistake))
    state = run(problem, iterations)
    return Evaluator(problem, problem.x_train, problem.y_train).loss(state.params)


def trained_by(experiment: Experiment, name: str, rate: float) -> Experiment:
    """The same experiment with another optimizer."""
    optimizer = OptimizerSpec(name=name, learning_rate=rate)
    return dataclasses.replace(experiment, optimizer=optimizer)


def test_a_doubled_gradient_is_a_doubled_learning_rate() -> None:
    """With SGD the run is, bit for bit, the healthy one at twice the learning rate."""
    xor = load_experiment("xor")[0]
    rate = xor.optimizer.learning_rate
    broken = run(Problem(injected(trained_by(xor, "sgd", rate), "factor_two")), 200)
    twice = run(Problem(trained_by(xor, "sgd", 2.0 * rate)), 200)
    assert broken.params.tobytes() == twice.params.tobytes()


@pytest.mark.parametrize("mistake", ["factor_two", "sum_not_mean"])
@pytest.mark.parametrize(("name", "rate"), [("adagrad", 0.05), ("rmsprop", 0.01), ("adam", 0.01)])
@pytest.mark.parametrize("lesson", ["xor", "circle"])
def test_optimizers_that_divide_by_the_size_hide_a_factor(
    mistake: str, name: str, rate: float, lesson: str
) -> None:
    """The loss is the healthy run's, but for ε: nothing is seen of a gradient of another size."""
    experiment = trained_by(load_experiment(lesson)[0], name, rate)
    right = loss_after(experiment, "none", 200)
    assert loss_after(experiment, mistake, 200) == pytest.approx(right, rel=1e-4)


@pytest.mark.parametrize(("mistake", "factor"), [("factor_two", 2.0), ("sum_not_mean", 4.0)])
def test_a_factor_makes_a_penalty_seem_weaker(mistake: str, factor: float) -> None:
    """Adam with c·g + λW makes the steps of g + λ/c·W: the four samples' penalty is divided."""
    optimizer = OptimizerSpec(name="adam", learning_rate=0.01, params={"eps": 1e-14})
    experiment = dataclasses.replace(load_experiment("xor")[0], optimizer=optimizer)
    ends = []
    for name, l2 in ((mistake, 0.002), ("none", 0.002 / factor), ("none", 0.002)):
        penalty = dataclasses.replace(experiment.regularization, l2=l2)
        penalized = dataclasses.replace(experiment, regularization=penalty)
        ends.append(run(Problem(injected(penalized, name)), 200).params)
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-6)
    assert not np.allclose(ends[0], ends[2], rtol=1e-3)


def test_a_sum_diverges_when_the_batch_grows() -> None:
    """What is learned in batches of ten gets worse than at the start with the whole set."""
    circle = load_experiment("circle")[0]
    whole = dataclasses.replace(circle, training=dataclasses.replace(circle.training, batch_size=0))
    assert circle.training.batch_size == 10
    start = loss_after(circle, "none", 0)
    assert loss_after(circle, "sum_not_mean", 100) < 0.5 * start
    assert loss_after(whole, "sum_not_mean", 100) > 2.0 * start
    assert loss_after(whole, "none", 100) < start


def test_gradients_that_are_not_reset_make_growing_steps() -> None:
    """With SGD the loss falls faster at first, then swings above its start; XOR is learned."""
    circle = load_experiment("circle")[0]
    right, wrong = (Timeline(Problem(injected(circle, name))) for name in ("none", "not_reset"))
    evaluator = Evaluator(right.problem, right.problem.x_train, right.problem.y_train)

    def losses(timeline: Timeline) -> list[float]:
        return [evaluator.loss(timeline.state(i).params) for i in range(0, 1001, 50)]

    healthy, broken = losses(right), losses(wrong)
    assert broken[1] < healthy[1]
    assert max(broken[1:]) > broken[0]
    assert broken[-1] > 5.0 * healthy[-1]
    steps = [
        np.linalg.norm(wrong.state(i + 1).params - wrong.state(i).params) for i in (0, 50, 400)
    ]
    assert 10.0 * steps[0] < steps[1] < steps[2]
    assert loss_after(load_experiment("xor")[0], "not_reset", 200) < 1e-3
    with_adam = trained_by(circle, "adam", 0.01)
    assert loss_after(with_adam, "not_reset", 1_000) < 0.5 * broken[0]


@pytest.mark.parametrize("source", ["circle", "moons", "gauss"])
def test_a_leaked_target_makes_the_only_output_easy(source: str) -> None:
    """Training and test loss have all but vanished."""
    data = {"source": source, "samples": 100, "test_fraction": 0.3}
    optimizer = {"learning_rate": 1.0}
    experiment = network(
        "tanh", "sigmoid", "binary_cross_entropy", (4, 1), data=data, optimizer=optimizer
    )
    problem = Problem(injected(experiment, "label_leakage"))
    params = run(problem, 200).params
    for x, y in ((problem.x_train, problem.y_train), (problem.x_test, problem.y_test)):
        assert Evaluator(problem, x, y).loss(params) < 0.01


def test_a_leaked_target_gives_one_of_four_classes_away() -> None:
    """The first class is told without a fault; the loss is no better than that of a healthy run."""
    classes = np.repeat(np.arange(4), 25)
    angles = classes * np.pi / 2 + np.pi / 4
    noise = np.random.default_rng(0).normal(0.0, 0.6, (100, 2))
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1) + noise
    targets = np.eye(4)[classes]
    data = {"source": "inline", "inputs": points.tolist(), "targets": targets.tolist()}
    experiment = network(
        "tanh", "softmax", "cross_entropy", (8, 4), data=data, optimizer={"learning_rate": 1.0}
    )
    problem = Problem(injected(experiment, "label_leakage"))
    evaluator = Evaluator(problem, problem.x_train, problem.y_train)
    told = evaluator.outputs(run(problem, 200).params).argmax(axis=1)
    actual = problem.y_train.argmax(axis=1)
    assert np.array_equal(told == 0, actual == 0)
    assert (told != actual).any()
    assert loss_after(experiment, "label_leakage", 200) > loss_after(experiment, "none", 200)


def test_a_mistake_in_the_optimizer_stays_out_of_a_race() -> None:
    """Other optimizers race without it; a mistake of the gradient goes with the network."""
    spec = OptimizerSpec(name="sgd", learning_rate=0.1)
    experiment = network(optimizer={"name": "adam"})
    ends = {}
    for mistake in ("none", "no_bias_correction", "sign_flipped"):
        walk = NetworkWalk(Timeline(Problem(injected(experiment, mistake))), 0, spec)
        assert walk.advance(5)
        ends[mistake] = walk.path(5).points[-1]
    assert np.array_equal(ends["no_bias_correction"], ends["none"])
    assert not np.array_equal(ends["sign_flipped"], ends["none"])
    assert [name for name, entry in MISTAKES.items() if entry.in_optimizer] == [
        "no_bias_correction",
        "epsilon_in_root",
    ]
