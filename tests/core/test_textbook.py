"""The engine beside a plain NumPy trainer, with everything on at once.

PyTorch's figures (test_against_pytorch.py) cover each part; this covers how they stand together:
standardized inputs, a test split, mini-batches, dropout, both penalties, clipping, a schedule and
momentum.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.engine import micro_steps
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.step import Step

Floats = NDArray[np.float64]

L1, L2, CLIP, RATE, LOWEST, CYCLE, MOMENTUM = 0.01, 0.02, 0.5, 0.3, 0.1, 7, 0.9
DROPOUT = {1: 0.3, 2: 0.5}


@pytest.fixture
def problem() -> Problem:
    """Moons through 6 GELU and 5 ELU units into a softmax."""
    return Problem(
        Experiment.from_dict(
            {
                "seed": 5,
                "data": {
                    "source": "moons",
                    "samples": 37,
                    "test_fraction": 0.2,
                    "standardize": True,
                },
                "layers": [
                    {"units": 6, "activation": "gelu", "dropout": DROPOUT[1]},
                    {"units": 5, "activation": "elu", "dropout": DROPOUT[2]},
                    {"units": 2, "activation": "softmax"},
                ],
                "loss": {"name": "cross_entropy"},
                "regularization": {"l1": L1, "l2": L2},
                "optimizer": {"name": "sgd", "learning_rate": RATE, "momentum": MOMENTUM},
                "training": {
                    "batch_size": 8,
                    "clip_norm": CLIP,
                    "schedule": "cosine",
                    "cycle": CYCLE,
                    "lr_min": LOWEST,
                },
            }
        )
    )


def textbook_gradient(step: Step) -> tuple[Floats, float, float]:
    """Flat gradient, data loss and penalty of the step's batch, weights and masks."""
    problem = step.problem
    weights, biases = step.W_before, step.b_before
    inputs, sums = [step.x], []
    for layer in problem.layers:
        i = layer.index
        sums.append(inputs[-1] @ weights[i] + biases[i])
        a = ACTIVATIONS[layer.activation].f(sums[-1])
        inputs.append(a * step.mask[i] if layer.dropout else a)
    n, out = len(step.x), inputs.pop()
    loss = -np.sum(step.y * np.log(out)) / n
    penalty = sum(L1 * np.abs(w).sum() + L2 / 2.0 * (w * w).sum() for w in weights.values())
    flat, delta = np.empty(problem.n_params), (out - step.y) / n
    for layer in reversed(problem.layers):
        i, w = layer.index, weights[layer.index]
        layer.weights(flat)[...] = inputs[i - 1].T @ delta + L1 * np.sign(w) + L2 * w
        bias = layer.bias(flat)
        assert bias is not None
        bias[...] = delta.sum(axis=0)
        if i > 1:
            slope = ACTIVATIONS[problem.layers[i - 2].activation].df(sums[i - 2])
            delta = (delta @ w.T) * step.mask[i - 1] * slope
    return flat, loss, penalty


def test_everything_at_once(problem: Problem) -> None:
    """Fourteen iterations, three and a half epochs: losses, gradients, clipping and weights."""
    state, velocity = problem.initial_state(), np.zeros(problem.n_params)
    for iteration in range(14):
        *_, step = micro_steps(problem, state)
        gradient, loss, penalty = textbook_gradient(step)
        assert step.loss == pytest.approx(loss, rel=1e-12)
        assert step.penalty == pytest.approx(penalty, rel=1e-12)
        for layer in problem.layers:
            i = layer.index
            np.testing.assert_allclose(step.dW[i], layer.weights(gradient), rtol=1e-10, atol=1e-14)
            np.testing.assert_allclose(step.db[i], layer.bias(gradient), rtol=1e-10, atol=1e-14)
        norm = np.linalg.norm(gradient)
        scale = min(1.0, CLIP / (norm + 1e-6))
        assert step.clip_norm == pytest.approx(norm, rel=1e-12)
        assert step.clip_scale == pytest.approx(scale, rel=1e-12)
        velocity = MOMENTUM * velocity + scale * gradient
        turn = np.pi * (iteration % CYCLE) / CYCLE
        rate = RATE * (LOWEST + (1.0 - LOWEST) * 0.5 * (1.0 + np.cos(turn)))
        expected = state.params - rate * velocity
        assert step.next_state is not None
        state = step.next_state
        np.testing.assert_allclose(state.params, expected, rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(state.slots[0], velocity, rtol=1e-10, atol=1e-13)


def test_masks_drop_the_asked_share_and_keep_the_mean(problem: Problem) -> None:
    """Inverted dropout: 0 or 1/(1 − p), dropped with probability p, another mask each time."""
    state, masks = problem.initial_state(), {1: [], 2: []}
    for _ in range(120):
        *_, step = micro_steps(problem, state)
        for i, found in masks.items():
            found.append(step.mask[i].ravel())
        assert step.next_state is not None
        state = step.next_state
    for i, p in DROPOUT.items():
        every = np.concatenate(masks[i])
        np.testing.assert_allclose(np.unique(every), [0.0, 1.0 / (1.0 - p)])
        assert np.mean(every == 0.0) == pytest.approx(p, abs=0.03)
        assert not np.array_equal(masks[i][0], masks[i][1])


def test_inputs_are_standardized_by_the_training_set_alone(problem: Problem) -> None:
    """Mean 0 and deviation 1 over the 30 training samples; the 7 others by the same numbers."""
    assert (len(problem.x_train), len(problem.x_test)) == (30, 7)
    np.testing.assert_allclose(problem.x_train.mean(axis=0), 0.0, atol=1e-15)
    np.testing.assert_allclose(problem.x_train.std(axis=0), 1.0, rtol=1e-14)
    raw = problem.x_train_raw
    expected = (problem.x_test_raw - raw.mean(axis=0)) / raw.std(axis=0)
    np.testing.assert_allclose(problem.x_test, expected, rtol=1e-13)
    together = np.concatenate([raw, problem.x_test_raw])
    assert sorted(map(tuple, together)) == sorted(map(tuple, problem.dataset.x))
