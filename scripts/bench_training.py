"""Training and history, measured: workloads W1 to W4, snapshots, stepping, seeking."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from bench_peers import Run, pytorch, textbook
from bench_report import Row, paired

from bpviz.core import Experiment, Problem, Timeline, micro_steps
from bpviz.core.engine import Engine


def problem(
    data: dict[str, Any],
    sizes: list[tuple[int, str]],
    loss: str,
    optimizer: str,
    batch: int,
    dtype: str = "float64",
) -> Problem:
    """A workload."""
    layers = [{"units": units, "activation": activation} for units, activation in sizes]
    training = {"batch_size": batch, "dtype": dtype}
    return Problem(
        Experiment.from_dict(
            {
                "seed": 1,
                "data": data,
                "layers": layers,
                "loss": {"name": loss},
                "optimizer": {"name": optimizer, "learning_rate": 0.01},
                "training": training,
            }
        )
    )


def mnist_like() -> dict[str, Any]:
    """784 inputs and 10 classes; speed does not depend on what the numbers mean."""
    rng = np.random.default_rng(0)
    targets = np.eye(10)[rng.integers(0, 10, 1000)]
    return {
        "source": "inline",
        "inputs": rng.random((1000, 784)).tolist(),
        "targets": targets.tolist(),
    }


def workloads() -> dict[str, tuple[Problem, float]]:
    """Name → problem and the highest ratio to PyTorch that is allowed."""
    circle = {"source": "circle", "samples": 500}
    bce, tanh = "binary_cross_entropy", "tanh"
    images = mnist_like()
    deep = [(128, "relu"), (64, "relu"), (10, "softmax")]
    return {
        "W1": (problem(circle, [(8, tanh), (8, tanh), (1, "sigmoid")], bce, "sgd", 10), 0.10),
        "W1b": (
            problem(circle, [(4, tanh), (2, tanh), (1, tanh)], "half_squared_error", "sgd", 10),
            0.10,
        ),
        "W2": (problem({"source": "xor"}, [(3, "sigmoid"), (1, "sigmoid")], "mse", "sgd", 0), 0.10),
        "W3": (problem(circle, [(16, "sigmoid")] * 10 + [(1, "sigmoid")], bce, "adam", 32), 0.12),
        "W4": (problem(images, deep, "cross_entropy", "adam", 64), float("nan")),
        "W4 f32": (problem(images, deep, "cross_entropy", "adam", 64, "float32"), 0.6),
    }


def whole(p: Problem) -> Run:
    """Full speed."""
    engine = Engine(p)
    engine.load(p.initial_state())
    return engine.run


def stepped(p: Problem) -> Run:
    """Micro-step by micro-step, as the application steps."""
    state = p.initial_state()

    def run(iterations: int) -> None:
        nonlocal state
        for _ in range(iterations):
            for step in micro_steps(p, state):
                last = step
            assert last.next_state is not None
            state = last.next_state

    return run


def snapshots(p: Problem) -> Run:
    """One copy of everything an iteration keeps."""
    arena = Engine(p).program.arena

    def run(times: int) -> None:
        for _ in range(times):
            arena.copy()

    return run


def rows() -> Iterator[Row]:
    """Every ratio of the trainer."""
    for name, (p, limit) in workloads().items():
        n = 30 if p.n_params > 10_000 else 500
        ours = whole(p)
        peer = pytorch(p)
        if peer is None:
            yield Row(name, "PyTorch is not installed: not compared")
        else:
            ratio, a, b = paired(ours, peer, n)
            yield Row(name, f"{a * 1e6:.1f} µs, PyTorch {b * 1e6:.1f} µs", ratio, limit)
        ratio, a, b = paired(ours, textbook(p), n)
        yield Row(name, f"{a * 1e6:.1f} µs, textbook NumPy {b * 1e6:.1f} µs", ratio, 1.0)
        ratio, a, b = paired(snapshots(p), ours, n)
        yield Row(name, f"snapshot {a * 1e6:.2f} µs of {b * 1e6:.1f} µs", ratio, 0.25)
        ratio, a, b = paired(stepped(p), ours, n)
        yield Row(name, f"micro-steps {a * 1e6:.1f} µs, whole {b * 1e6:.1f} µs", ratio, 3.0)
    yield from seeks()


def seeks() -> Iterator[Row]:
    """Any seek within 18,000 micro-steps of XOR, under 64 MB."""
    timeline = Timeline(workloads()["W2"][0])
    count = timeline.steps_per_iteration
    timeline.advance(18_000 // count)
    worst = 0.0
    for k in np.random.default_rng(0).integers(0, 18_000, 200):
        started = time.perf_counter()
        timeline[int(k)]
        worst = max(worst, time.perf_counter() - started)
    yield Row("seek", f"worst of 200 in 18,000 micro-steps: {worst * 1e3:.2f} ms", worst / 0.1, 1.0)
