"""The lessons about signals through depth keep their promises: start values, ReLU, clipping."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bpviz.core.diagnosis import delta_norms, diagnose, grad_norms, verdict
from bpviz.core.saturation import saturated_share
from bpviz.files.lessons import lesson
from tests.lesson_hands import Run, hidden, optimized, run, started


def marked(trained: Run, iteration: int, word: str) -> list[int]:
    """The layers, from 1, with this verdict."""
    return (np.flatnonzero(diagnose(trained.last_step(iteration)) == word) + 1).tolist()


def deviations(trained: Run) -> NDArray[np.float64]:
    """The standard deviation of each layer's activations at the start."""
    step = trained.last_step(0)
    return np.array([step.a[layer].std() for layer in range(1, trained.problem.n_layers + 1)])


# ---- ten sigmoid layers with Xavier ----------------------------------------------------------


def test_deep_xavier_is_deep_sigmoid_times_four() -> None:
    """Deep Xavier: the weights of deep-sigmoid times 4, and a staircase 2,000 times flatter."""
    xavier, plain = run("deep-xavier"), run("deep-sigmoid")
    for layer in range(1, 11):
        np.testing.assert_allclose(
            xavier.last_step(0).W_before[layer], 4 * plain.last_step(0).W_before[layer]
        )
    norms = grad_norms(xavier.last_step(0))
    assert norms[[-1, 0]] == pytest.approx([0.3, 0.00005], rel=0.1)
    assert norms[-1] / norms[0] == pytest.approx(6500, rel=0.01)
    before = grad_norms(plain.last_step(0))
    assert before[-1] / before[0] == pytest.approx(13e6, rel=0.05)


def test_deep_xavier_still_does_not_learn() -> None:
    """Deep Xavier: unmarked from iteration 10, yet ‖δ‖ falls 200 times and the loss stays ln 2."""
    xavier = run("deep-xavier")
    assert marked(xavier, 0, "vanishing") == [1]
    for iteration in (10, 100, 1000, 3000):
        assert marked(xavier, iteration, "ok") == list(range(1, 11))
    deltas = delta_norms(xavier.last_step(1000))
    assert deltas[-1] / deltas[0] == pytest.approx(200, rel=0.1)
    assert xavier.loss(3000) == pytest.approx(np.log(2), abs=5e-4)
    assert np.ptp(xavier.outputs(3000)) < 0.01


def test_deep_xavier_can_be_cured() -> None:
    """Deep Xavier: rate 1 breaks through, with gain 1 it does not; Adam and tanh learn."""
    fast = optimized("deep-xavier", "sgd", 1.0)
    assert fast.loss(600) == pytest.approx(0.69, abs=0.005)
    assert fast.loss(1000) > 0.6
    assert fast.loss(2000) == pytest.approx(0.003, abs=5e-4)
    assert optimized("deep-sigmoid", "sgd", 1.0).loss(2000) == pytest.approx(0.69, abs=0.005)
    assert optimized("deep-xavier", "adam", 0.01).loss(300) == pytest.approx(0.013, abs=5e-4)
    tanh = hidden("deep-xavier", activation="tanh", init="xavier_uniform")
    assert tanh.loss(300) == pytest.approx(0.02, abs=0.003)


# ---- ten ReLU layers -------------------------------------------------------------------------


def test_deep_relu_learns_with_he() -> None:
    """Deep ReLU: gradients of one size in all layers, half of the units at 0, and it learns."""
    relu = run("deep-relu-he")
    assert relu.problem.n_layers == run("deep-sigmoid").problem.n_layers == 10
    step = relu.last_step(0)
    norms = grad_norms(step)
    assert [norms.min(), norms.max()] == pytest.approx([0.009, 0.062], rel=0.03)
    assert set(diagnose(step)) == {"ok"}
    losses = [relu.loss(i) for i in (0, 50, 100, 300)]
    assert losses == pytest.approx([0.68, 0.26, 0.014, 0.0008], rel=0.03)
    assert relu.accuracy(50) > 95
    zeros = [(step.a[layer] == 0).mean() for layer in range(1, 10)]
    assert np.mean(zeros) == pytest.approx(0.5, abs=0.1)
    for layer in range(1, 10):
        assert (step.delta[layer][step.a[layer] == 0] == 0).all()


def test_deep_relu_with_other_layers() -> None:
    """Deep ReLU: Xavier is late, one sigmoid layer weakens all before it, nine stop it."""
    he, xavier = run("deep-relu-he"), started("deep-relu-he", "xavier_normal")
    ratio = grad_norms(he.last_step(0)) / grad_norms(xavier.last_step(0))
    assert np.median(ratio) == pytest.approx(23, abs=5)
    assert [xavier.loss(i) for i in (100, 300)] == pytest.approx([0.69, 0.019], rel=0.03)
    experiment = lesson("deep-relu-he").experiment
    layers = list(experiment.layers)
    layers[4] = replace(layers[4], activation="sigmoid")
    mixed = Run(replace(experiment, layers=tuple(layers)))
    weakened = grad_norms(he.last_step(0))[:4] / grad_norms(mixed.last_step(0))[:4]
    assert weakened.mean() == pytest.approx(10, abs=1)
    assert mixed.loss(300) == pytest.approx(0.05, abs=0.005)
    sigmoid = hidden("deep-relu-he", activation="sigmoid")
    assert sigmoid.loss(1000) == pytest.approx(0.69, abs=0.005)


@pytest.mark.parametrize("seed", [0, 3])
def test_deep_relu_learns_from_other_seeds(seed: int) -> None:
    """Deep ReLU: with He it also learns from other start values."""
    assert Run(replace(lesson("deep-relu-he").experiment, seed=seed)).loss(300) < 0.03


# ---- tanh, too small and too large -----------------------------------------------------------


def test_tanh_small_dies_on_both_ways() -> None:
    """Small weights: a and δ die geometrically, all gradients are 1e-16, nothing moves."""
    small = run("tanh-small")
    step = small.last_step(0)
    means = [np.abs(step.a[layer]).mean() for layer in (1, 2, 9)]
    assert means == pytest.approx([0.008, 0.0003, 3e-15], rel=0.15)
    assert 0.01 * np.sqrt(8) == pytest.approx(0.03, rel=0.06)
    assert (means[2] / means[1]) ** (1 / 7) == pytest.approx(0.03, rel=0.15)
    assert small.outputs(0) == pytest.approx([0.5] * 200, abs=1e-14)
    norms = grad_norms(step)
    assert ((norms > 0.5e-16) & (norms < 3e-16)).all()
    assert set(verdict(norms)) == {"ok"}
    deltas = delta_norms(step)
    assert (np.diff(deltas) > 0).all()
    assert deltas[[-1, 0]] == pytest.approx([0.035, 3e-16], rel=0.1)
    assert marked(small, 0, "vanishing") == list(range(1, 9))
    assert small.loss(1000) == pytest.approx(np.log(2), abs=1e-9)


def test_tanh_small_needs_larger_weights() -> None:
    """Small weights: Adam's ε is larger than the gradients; 0.35 and Xavier do it."""
    adam = optimized("tanh-small", "adam", 0.01)
    assert adam.problem.experiment.optimizer.params["eps"] == 1e-8
    assert adam.loss(1000) == pytest.approx(0.693, abs=5e-4)
    assert started("tanh-small", "normal", std=0.1).loss(1000) == pytest.approx(0.693, abs=5e-4)
    assert 1 / np.sqrt(8) == pytest.approx(0.35, abs=0.005)
    larger = started("tanh-small", "normal", std=0.35)
    assert larger.loss(300) == pytest.approx(0.013, abs=5e-4)
    assert started("tanh-small", "xavier_uniform").loss(1000) == pytest.approx(0.002, abs=5e-4)


def test_tanh_large_saturates_without_vanishing() -> None:
    """Large weights: most units are saturated, ‖δ‖ grows sixty times all the same."""
    large = run("tanh-large")
    step = large.last_step(0)
    assert {layer.units for layer in large.problem.experiment.layers[:-1]} == {24}
    shares = [saturated_share("tanh", step.z[layer], step.a[layer]) for layer in range(1, 6)]
    assert shares == sorted(shares)
    assert [shares[0], shares[4]] == pytest.approx([0.11, 0.63], abs=0.005)
    assert all(np.median(1 - step.a[layer] ** 2) < 0.07 for layer in range(2, 6))
    assert step.z[5].std() > 4
    deltas = delta_norms(step)
    assert deltas[[-1, 0]] == pytest.approx([0.06, 3.8], rel=0.06)
    assert deltas[0] / deltas[-1] == pytest.approx(60, rel=0.02)


def test_tanh_large_learns_the_points_only() -> None:
    """Large weights: 100 % in training, 81 % on test points; Xavier has 100 % on both."""
    large = run("tanh-large")
    assert large.accuracy(600) == 100
    assert large.accuracy(600, "test") == pytest.approx(81, abs=0.5)
    assert [large.test_loss(i) for i in (100, 600)] == pytest.approx([0.36, 0.62], abs=0.005)
    assert (np.diff([large.loss(i) for i in range(60)]) > 0).sum() > 10
    xavier = started("tanh-large", "xavier_normal")
    ratio = large.last_step(0).W_before[3].std() / xavier.last_step(0).W_before[3].std()
    assert ratio == pytest.approx(5, abs=0.2)
    assert xavier.accuracy(300, "test") == 100
    slow = optimized("tanh-large", "sgd", 0.01)
    assert [slow.accuracy(300), slow.accuracy(300, "test")] == pytest.approx([97, 72], abs=0.5)
    larger = started("tanh-large", "normal", std=2.0)
    assert larger.accuracy(600, "test") == pytest.approx(76, abs=0.5)


# ---- clipping --------------------------------------------------------------------------------


def test_clipping_holds_the_explosion() -> None:
    """Clipping: the exploding network with one thing changed; 14,190 is cut to 10; it learns."""
    clipping, exploding = run("clipping"), run("exploding")
    own, other = clipping.problem.experiment, exploding.problem.experiment
    assert replace(own, title=other.title, training=other.training) == other
    assert replace(own.training, clip_norm=0.0) == other.training
    step = clipping.last_step(0)
    assert step.clip_norm == pytest.approx(14_190, abs=1)
    assert step.clip_scale == pytest.approx(0.0007, rel=0.01)
    assert set(verdict(grad_norms(step))) == {"exploding"}
    np.testing.assert_array_equal(grad_norms(step), grad_norms(exploding.last_step(0)))
    later = [clipping.last_step(i) for i in (50, 300)]
    assert [s.clip_norm for s in later] == pytest.approx([13, 4.7], rel=0.04)
    assert later[1].clip_scale == 1
    losses = [clipping.loss(i) for i in (0, 20, 100, 300)]
    assert losses == pytest.approx([2465, 3.3, 0.2, 0.056], rel=0.02)
    falls = -np.diff([clipping.loss(i) for i in range(5)])
    assert ((falls > 200) & (falls < 500)).all()


def test_clipping_with_other_bounds() -> None:
    """Clipping: 1 is slower, 100 bumpy, 0 off; ten times the rate learns too."""
    experiment = lesson("clipping").experiment

    def bounded(clip_norm: float) -> Run:
        return Run(replace(experiment, training=replace(experiment.training, clip_norm=clip_norm)))

    assert bounded(1.0).loss(300) == pytest.approx(0.54, abs=0.005)
    loose = bounded(100.0)
    assert loose.loss(300) == pytest.approx(0.034, abs=5e-4)
    assert loose.loss(4) > 10 * loose.loss(3)
    off = bounded(0.0)
    assert [off.loss(i) for i in (0, 1)] == pytest.approx([2465, 183_000], rel=1e-3)
    assert np.isnan(off.loss(4))
    assert optimized("clipping", "sgd", 0.03).loss(300) == pytest.approx(0.025, abs=5e-4)


# ---- thirty layers ---------------------------------------------------------------------------


def test_thirty_layers_differ_by_the_root_of_two() -> None:
    """Thirty layers: Xavier's and He's hidden weights are the same numbers, times √2."""
    xavier, he = run("thirty-xavier").last_step(0), run("thirty-he").last_step(0)
    assert run("thirty-he").problem.n_layers == 30
    for layer in range(2, 30):
        np.testing.assert_allclose(
            he.W_before[layer], np.sqrt(2) * xavier.W_before[layer], rtol=1e-12
        )


def test_thirty_layers_with_xavier_stand_still() -> None:
    """Thirty layers, Xavier: activations fade by 0.73 a layer, ‖δ‖ to 4e-7; 0.69 at 500."""
    xavier = run("thirty-xavier")
    sizes = deviations(xavier)
    assert sizes[[0, 28]] == pytest.approx([0.25, 0.00003], rel=0.05)
    assert (sizes[28] / sizes[0]) ** (1 / 28) == pytest.approx(0.73, abs=0.005)
    step = xavier.last_step(0)
    assert [step.a[layer].max() for layer in (1, 29)] == pytest.approx([1.5, 0.0002], rel=0.1)
    assert 0.00005 < grad_norms(step).max() < 0.00006
    assert delta_norms(step)[[-1, 0]] == pytest.approx([0.05, 4e-7], rel=0.03)
    assert len(marked(xavier, 0, "vanishing")) == 14
    assert "vanishing" not in verdict(grad_norms(step))
    assert xavier.loss(0) == pytest.approx(0.693, abs=5e-4)
    assert xavier.loss(500) == pytest.approx(0.69, abs=0.005)
    assert np.ptp(xavier.outputs(0)) < 1e-5
    assert optimized("thirty-xavier", "sgd", 0.1).loss(300) == pytest.approx(0.69, abs=0.005)
    assert optimized("thirty-xavier", "adam", 0.001).loss(100) == pytest.approx(0.1, abs=0.005)


def test_thirty_layers_with_he_learn() -> None:
    """Thirty layers, He: activations and gradients keep their size; 100 % at iteration 300."""
    he = run("thirty-he")
    assert deviations(he)[[0, 28]] == pytest.approx([0.74, 1.5], rel=0.03)
    step = he.last_step(0)
    assert [step.a[layer].max() for layer in (1, 29)] == pytest.approx([4.4, 9.2], rel=0.01)
    norms, deltas = grad_norms(step), delta_norms(step)
    assert [norms.min(), norms.max()] == pytest.approx([0.013, 1.6], rel=0.03)
    assert [deltas.min(), deltas.max()] == pytest.approx([0.004, 0.065], rel=0.03)
    assert set(diagnose(step)) == {"ok"}
    losses = [he.loss(i) for i in (0, 100, 300)]
    assert losses == pytest.approx([0.66, 0.22, 0.034], rel=0.02)
    assert he.accuracy(300) == 100
    fast = optimized("thirty-he", "sgd", 0.1)
    assert [fast.loss(i) for i in (100, 300)] == pytest.approx([0.39, 0.001], rel=0.06)


@pytest.mark.slow
def test_thirty_layers_from_other_seeds() -> None:
    """Thirty layers: with the seeds 0 to 2 He is below 0.03, Xavier at 0.68 or above."""
    for name, low, high in (("thirty-he", 0.0, 0.03), ("thirty-xavier", 0.68, 0.70)):
        others = [Run(replace(lesson(name).experiment, seed=seed)) for seed in (0, 2)]
        losses = [trained.loss(500) for trained in (run(name), *others)]
        assert low <= min(losses)
        assert max(losses) < high
