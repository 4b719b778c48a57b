"""The loss surface, measured: workloads S1 to S3, their errors and the memory they take."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from bench_peers import pytorch_network
from bench_report import Row, paired
from bench_training import workloads

from bpviz.core import Problem
from bpviz.core.planes import Plane, random_plane
from bpviz.core.surface import surface

AXIS = np.linspace(-1.0, 1.0, 51)
MEGABYTES = 25.0
"""How much memory a surface may take."""
STATUS = Path("/proc/self/status")
NAMES = {"S1": ("W1", 0.1, 9), "S2": ("W4", 0.1, 3), "S3": ("W3", 0.4, 9)}
"""Name → network, the highest ratio to loss-landscapes that is allowed, rounds."""

Run = Callable[[int], None]
"""``run(n)`` computes the grid n times."""


def workload(name: str) -> tuple[Problem, Plane]:
    """A network at its start and two filter-normalized directions."""
    problem = workloads()[NAMES[name][0]][0]
    return problem, random_plane(problem, problem.initial_state().params, seed=0)


def ours(problem: Problem, plane: Plane) -> Run:
    """float32 on two threads, as by default."""

    def run(times: int) -> None:
        for _ in range(times):
            surface(problem, plane, AXIS, AXIS)

    return run


def loop(problem: Problem, plane: Plane) -> np.ndarray:
    """The grid point by point, in float64, as textbooks print it."""
    losses = np.empty((AXIS.size, AXIS.size))
    for row, beta in enumerate(AXIS):
        for column, alpha in enumerate(AXIS):
            losses[row, column] = _plain_loss(problem, plane.at(alpha, beta))
    return losses


def _plain_loss(problem: Problem, params: np.ndarray) -> float:
    a, y = problem.x_train, problem.y_train
    for layer in problem.layers:
        z = a @ layer.weights(params) + layer.bias(params)
        if layer.activation == "sigmoid":
            a = 1 / (1 + np.exp(-z))
        else:
            a = np.tanh(z) if layer.activation == "tanh" else np.maximum(z, 0)
    if problem.experiment.loss.name == "cross_entropy":
        shifted = z - z.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-(y * logs).sum(axis=1).mean())
    return float(np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))))


def landscapes(problem: Problem) -> Run | None:
    """The loss-landscapes package on one thread of PyTorch; None where not installed.

    The network has PyTorch's own start values: the package cannot normalize biases that are zero.
    """
    try:
        import loss_landscapes
        import torch
        from loss_landscapes.metrics import Loss
        from torch import nn
    except ImportError:
        return None
    torch.set_num_threads(1)
    network = pytorch_network(problem)
    x = torch.tensor(problem.x_train, dtype=torch.float32)
    y = torch.tensor(problem.y_train, dtype=torch.float32)
    if problem.experiment.loss.name == "cross_entropy":
        metric = Loss(nn.CrossEntropyLoss(), x, y.argmax(1))
    else:
        metric = Loss(nn.BCELoss(), x, y)

    def run(times: int) -> None:
        for _ in range(times):
            loss_landscapes.random_plane(network, metric, 1, AXIS.size, "filter", True)

    return run


def rows() -> Iterator[Row]:
    """Speed, errors and memory of every surface."""
    for name in NAMES:
        problem, plane = workload(name)
        yield from speed(name, problem, plane)
        exact = loop(problem, plane)
        for dtype, allowed in ((np.float32, 2e-6), (np.float64, 1e-12)):
            error = float(np.abs(surface(problem, plane, AXIS, AXIS, dtype=dtype) - exact).max())
            what = f"largest error in {np.dtype(dtype)} {error:.1e} of {allowed:g}"
            yield Row(name, what, error / allowed, 1.0)
        yield memory(name)


def speed(name: str, problem: Problem, plane: Plane) -> Iterator[Row]:
    """A surface against the package and against the loop."""
    _, limit, rounds = NAMES[name]
    peer = landscapes(problem)
    if peer is None:
        yield Row(name, "loss-landscapes is not installed: not compared")
    else:
        ratio, a, b = paired(ours(problem, plane), peer, 1, rounds)
        yield Row(name, f"{a * 1e3:.1f} ms, loss-landscapes {b * 1e3:.1f} ms", ratio, limit)
    ratio, a, b = paired(ours(problem, plane), lambda _: loop(problem, plane), 1, rounds)
    yield Row(name, f"{a * 1e3:.1f} ms, plain NumPy loop {b * 1e3:.1f} ms", ratio, 1.0)


def memory(name: str) -> Row:
    """By how much one surface raises the memory of a fresh process, at its highest."""
    if not STATUS.exists():
        return Row(name, "memory is measured on Linux only")
    child = [sys.executable, __file__, name]
    grown = float(subprocess.run(child, check=True, capture_output=True, text=True).stdout)
    what = f"memory grows by {grown:.1f} of {MEGABYTES:g} MB"
    return Row(name, what, grown / MEGABYTES, 1.0)


def growth(name: str) -> float:
    """Megabytes in this process between before and the highest during one surface (Linux)."""
    problem, plane = workload(name)
    gc.collect()
    # What making the data has freed would be used again, and not count.
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # begins the peak anew
    before = _kilobytes("VmRSS")
    ours(problem, plane)(1)
    return (_kilobytes("VmHWM") - before) / 1000


def _kilobytes(entry: str) -> int:
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(entry))


if __name__ == "__main__":
    print(growth(sys.argv[1]))
