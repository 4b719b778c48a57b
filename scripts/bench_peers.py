"""What the trainer is measured against: a plain textbook trainer, and PyTorch where installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bpviz.core import Problem

Run = Callable[[int], None]
"""``run(n)`` trains for n iterations."""


def textbook(problem: Problem) -> Run:
    """A trainer as textbooks print it: a new array for every expression, a list per quantity."""
    params = problem.initial_state().params
    weights = [layer.weights(params).copy() for layer in problem.layers]
    biases = [np.zeros(layer.n_out) for layer in problem.layers]
    names = [layer.activation for layer in problem.layers]
    rate, adam = problem.experiment.optimizer.learning_rate, _Adam()
    is_adam = problem.experiment.optimizer.name == "adam"

    def iteration(i: int) -> None:
        x, y = _batch(problem, i)
        a, z = [x], []
        for w, b, name in zip(weights, biases, names, strict=True):
            z.append(a[-1] @ w + b)
            a.append(_textbook_activation(name, z[-1]))
        _textbook_loss(problem.experiment.loss.name, a[-1], y)
        delta = _textbook_delta(problem, a[-1], z[-1], y)
        grads = []
        for k in reversed(range(len(weights))):
            grads.append((k, a[k].T @ delta, delta.sum(axis=0)))
            if k:
                delta = (delta @ weights[k].T) * _textbook_slope(names[k - 1], z[k - 1], a[k])
        for k, dw, db in grads:
            weights[k] -= adam.step(("W", k), dw, rate) if is_adam else rate * dw
            biases[k] -= adam.step(("b", k), db, rate) if is_adam else rate * db

    def run(iterations: int) -> None:
        for i in range(iterations):
            iteration(i)

    return run


class _Adam:
    def __init__(self) -> None:
        self.slots: dict[tuple[str, int], tuple[Any, Any, int]] = {}

    def step(self, key: tuple[str, int], g: Any, rate: float) -> Any:
        m, v, t = self.slots.get(key, (0.0, 0.0, 0))
        m, v, t = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g, t + 1
        self.slots[key] = (m, v, t)
        return rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)


def _batch(problem: Problem, i: int) -> tuple[Any, Any]:
    n = problem.batch_size
    start = (i * n) % max(1, problem.n_train - n + 1)
    return problem.x_train[start : start + n], problem.y_train[start : start + n]


def _textbook_activation(name: str, z: Any) -> Any:
    if name == "sigmoid":
        return 1 / (1 + np.exp(-z))
    if name == "tanh":
        return np.tanh(z)
    if name == "relu":
        return np.maximum(z, 0)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _textbook_slope(name: str, z: Any, a: Any) -> Any:
    if name == "sigmoid":
        return a * (1 - a)
    return 1 - a**2 if name == "tanh" else (z > 0).astype(z.dtype)


def _textbook_loss(name: str, a: Any, y: Any) -> float:
    if name == "binary_cross_entropy":
        return float(-np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)))
    if name == "cross_entropy":
        return float(-np.mean(np.sum(y * np.log(a + 1e-30), axis=1)))
    return float(np.mean((a - y) ** 2))


def _textbook_delta(problem: Problem, a: Any, z: Any, y: Any) -> Any:
    if "cross_entropy" in problem.experiment.loss.name:
        return (a - y) / len(y)
    factor = 1 if problem.experiment.loss.name == "half_squared_error" else 2 / y.shape[1]
    return factor * (a - y) / len(y) * _textbook_slope(problem.layers[-1].activation, z, a)


def pytorch_network(problem: Problem) -> Any:
    """The layers in float32 with PyTorch's own start values; a softmax is left to the loss."""
    from torch import nn

    activations = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "relu": nn.ReLU, "softmax": nn.Identity}
    modules: list[Any] = []
    for layer in problem.layers:
        modules += [nn.Linear(layer.n_in, layer.n_out), activations[layer.activation]()]
    return nn.Sequential(*modules)


def pytorch(problem: Problem) -> Run | None:
    """PyTorch eager in float32 on one thread, every activation kept; None where not installed."""
    try:
        import torch
        from torch import nn
    except ImportError:
        return None
    torch.set_num_threads(1)
    network = pytorch_network(problem)
    spec = problem.experiment
    losses = {"binary_cross_entropy": nn.BCELoss, "cross_entropy": nn.CrossEntropyLoss}
    loss_of = losses.get(spec.loss.name, nn.MSELoss)()
    kind = torch.optim.Adam if spec.optimizer.name == "adam" else torch.optim.SGD
    optimizer = kind(network.parameters(), lr=spec.optimizer.learning_rate)
    x = torch.tensor(problem.x_train, dtype=torch.float32)
    y = torch.tensor(problem.y_train, dtype=torch.float32)
    if spec.loss.name == "cross_entropy":
        y = y.argmax(1)
    n, total = problem.batch_size, problem.n_train

    def run(iterations: int) -> None:
        for i in range(iterations):
            start = (i * n) % max(1, total - n + 1)
            kept = [x[start : start + n]]
            for module in network:
                kept.append(module(kept[-1]))
            loss = loss_of(kept[-1], y[start : start + n])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return run
