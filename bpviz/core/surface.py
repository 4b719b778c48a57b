"""The loss over a plane through the space of parameters, for a whole grid at once.

The first layer is affine in the two coordinates, so its products with the data are taken once for
the whole grid. The rest goes through the grid in chunks of points whose arrays stay in the cache,
as batched matrix products into fixed arrays, with the same bound calls for activations and losses
as training. Dropout is off and the penalty is included, as in `Evaluator.loss`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array, Calls
from bpviz.core.losses import LOSSES
from bpviz.core.planes import (
    Plane,
    parameter_index,
    path_plane,
    path_share,
    project,
    random_plane,
    weight_label,
    weights_plane,
)
from bpviz.core.problem import Problem
from bpviz.core.streams import SURFACE, generator

__all__ = [
    "Plane",
    "PlaneLoss",
    "parameter_index",
    "path_plane",
    "path_share",
    "project",
    "random_plane",
    "sample_rows",
    "surface",
    "weight_label",
    "weights_plane",
]

CACHE_BYTES = 400_000
"""Arrays of a chunk together: they should stay in a core's own cache."""
MAX_CHUNK = 64
SAMPLE_WORK = 100e6
"""Multiplications (or what costs as much) of one evaluation above which a sample is taken."""
_ACTIVATION_WORK = 64


def sample_rows(problem: Problem, work: float = SAMPLE_WORK) -> NDArray[np.intp] | None:
    """The training rows that a surface is computed on, or None for all of them.

    A training set so large that one evaluation would cost more than `work` multiplications is
    represented by a fixed sample: the same rows for every plane and point of an experiment.
    """
    units = sum(layer.n_out for layer in problem.layers)
    limit = max(1, int(work / (problem.n_params + _ACTIVATION_WORK * units)))
    if problem.n_train <= limit:
        return None
    rng = generator(problem.experiment.seed, SURFACE)
    return np.sort(rng.choice(problem.n_train, limit, replace=False))


class PlaneLoss:
    """The loss at points of a plane, many at a time.

    Parameters
    ----------
    problem : Problem
    plane : Plane
    rows : (m,) indices or None
        The training samples to use; None: all. A sum over samples is scaled to the size of a
        batch, see `Problem.loss_weight`.
    dtype : dtype
        float64, or float32 for twice the speed.

    Attributes
    ----------
    n_samples : int
        How many training samples are used.
    chunk : int
        How many points are evaluated in one go; `at` is cheapest for multiples of it.
    """

    def __init__(
        self,
        problem: Problem,
        plane: Plane,
        rows: NDArray[np.intp] | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        x, y = problem.x_train, problem.y_train
        if rows is not None:
            x, y = x[rows], y[rows]
        self.problem = problem
        self.plane = plane
        self.dtype = np.dtype(dtype)
        self.n_samples = len(x)
        widest = max(layer.n_in + layer.n_out + 1 for layer in problem.layers)
        sizes = widest * self.n_samples + problem.n_params
        self.chunk = int(np.clip(CACHE_BYTES // (sizes * self.dtype.itemsize), 1, MAX_CHUNK))
        self._basis = np.stack([plane.center, plane.u, plane.v]).astype(self.dtype)
        self._coords = np.zeros((self.chunk, 3), self.dtype)
        self._coords[:, 0] = 1.0
        self._total = np.zeros(self.chunk, self.dtype)
        calls = Calls(self.dtype)
        self._bind(calls, x.T.astype(self.dtype), y.T.astype(self.dtype))
        self._calls = calls

    def at(self, alphas: ArrayLike, betas: ArrayLike) -> Array:
        """The losses at (α, β), float64, in the shape of `alphas`."""
        alpha, beta = np.broadcast_arrays(np.asarray(alphas), np.asarray(betas))
        flat_a, flat_b = alpha.ravel(), beta.ravel()
        result = np.empty(flat_a.size)
        with np.errstate(all="ignore"):
            for start in range(0, flat_a.size, self.chunk):
                part = slice(start, min(start + self.chunk, flat_a.size))
                used = part.stop - start
                self._coords[:used, 1] = flat_a[part]
                self._coords[:used, 2] = flat_b[part]
                self._calls.run()
                result[part] = self._total[:used]
        return result.reshape(alpha.shape)

    def _bind(self, c: Calls, x: Array, y: Array) -> None:
        """Bind the whole evaluation of a chunk; x is (n_in, n), y is (n_out, n)."""
        signal, last = x, self.problem.layers[-1]
        for layer in self.problem.layers:
            basis = self._basis[:, layer.slice]
            if layer is self.problem.layers[0]:
                z = self._bind_first(c, basis, layer.n_out, signal, layer.use_bias)
            else:
                z = self._bind_product(c, basis, layer.n_out, signal, layer.use_bias)
            if layer is not last:
                signal = self._bind_activation(c, layer.activation, z)
        self._bind_loss(c, last.activation, z, y)
        self._bind_penalty(c)

    def _bind_first(self, c: Calls, basis: Array, n_out: int, x: Array, bias: bool) -> Array:
        """Bind z = W(α, β)·x, (chunk, n_out, n), from three products taken now."""
        if bias:
            x = np.vstack([x, np.ones((1, x.shape[1]), self.dtype)])
        fixed = np.matmul(basis.reshape(3, n_out, -1), x).reshape(3, -1)
        z = c.scratch(self.chunk, n_out, x.shape[1])
        c.call(np.dot, self._coords, fixed, z.reshape(self.chunk, -1))
        return z

    def _bind_product(self, c: Calls, basis: Array, n_out: int, signal: Array, bias: bool) -> Array:
        """Bind z = W(α, β)·signal, (chunk, n_out, n), W of its own for every point."""
        params = c.scratch(self.chunk, basis.shape[1])
        c.call(np.dot, self._coords, np.ascontiguousarray(basis), params)
        weights = params.reshape(self.chunk, n_out, -1)
        z = c.scratch(self.chunk, n_out, signal.shape[2])
        if bias:
            c.call(np.matmul, weights[:, :, :-1], signal, z)
            c.call(np.add, z, weights[:, :, -1:], z)
        else:
            c.call(np.matmul, weights, signal, z)
        return z

    def _bind_activation(self, c: Calls, name: str, z: Array) -> Array:
        """Bind a = f(z) of all points, (chunk, units, n)."""
        activation = ACTIVATIONS[name]
        if activation.slope is not None:  # element by element
            a = c.scratch(*z.shape)
            activation.forward(c, z.reshape(-1), a.reshape(-1))
            return a
        columns = self._bind_columns(c, z)
        result = c.scratch(*columns.shape)
        activation.forward(c, columns, result)
        return result.reshape(z.shape[1], z.shape[0], z.shape[2]).transpose(1, 0, 2)

    def _bind_columns(self, c: Calls, z: Array) -> Array:
        """Bind a copy of z (chunk, units, n) with the units first: (units, chunk·n)."""
        columns = c.scratch(z.shape[1], z.shape[0] * z.shape[2])
        view = columns.reshape(z.shape[1], z.shape[0], z.shape[2])
        c.call(np.copyto, view, z.transpose(1, 0, 2))
        return columns

    def _bind_loss(self, c: Calls, activation: str, z: Array, y: Array) -> None:
        """Bind the total of each point: the weighted sum of the terms of its samples."""
        spec = self.problem.experiment.loss
        loss = LOSSES[spec.name]
        columns = self._bind_columns(c, z)
        targets = np.tile(y, (1, self.chunk))
        terms = c.scratch(*columns.shape)
        if activation in loss.fused:
            loss.fused[activation](c, columns, targets, terms)
        else:
            outputs = c.scratch(*columns.shape)
            ACTIVATIONS[activation].forward(c, columns, outputs)
            loss.terms(c, outputs, targets, terms)
        weight = self.problem.loss_weight(self.n_samples)
        by_point = terms.reshape(y.shape[0], self.chunk, self.n_samples)
        c.call(np.add.reduce, by_point, (0, 2), None, self._total)
        c.call(np.multiply, self._total, c.constant(weight), self._total)

    def _bind_penalty(self, c: Calls) -> None:
        """Bind the addition of l1·Σ|W| + l2/2·ΣW² (weights only)."""
        spec = self.problem.experiment.regularization
        if not spec.l1 and not spec.l2:
            return
        weights = np.zeros(self.problem.n_params, bool)
        for layer in self.problem.layers:
            layer.weights(weights)[:] = True
        basis = np.ascontiguousarray(self._basis[:, weights])
        params = c.scratch(self.chunk, basis.shape[1])
        penalty = c.scratch(self.chunk)
        for scale, power in ((spec.l1, np.abs), (spec.l2 / 2, np.square)):
            if scale:
                c.call(np.dot, self._coords, basis, params)
                c.call(power, params, params)
                c.call(np.add.reduce, params, 1, None, penalty)
                c.call(np.multiply, penalty, c.constant(scale), penalty)
                c.call(np.add, self._total, penalty, self._total)


def surface(
    problem: Problem,
    plane: Plane,
    xs: ArrayLike,
    ys: ArrayLike,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    rows: NDArray[np.intp] | None = None,
    dtype: DTypeLike = np.float64,
) -> Array:
    """The loss over the grid of α in `xs` and β in `ys`.

    Parameters
    ----------
    problem, plane, rows, dtype
        As for `PlaneLoss`.
    xs, ys : (nx,), (ny,)
    progress : callable, optional
        Told the finished share, 0…1, now and then.
    cancelled : callable, optional
        Asked now and then; what is not computed when it says yes stays NaN.

    Returns
    -------
    (ny, nx) float64
        Infinite or NaN where the network overflows.
    """
    alpha, beta = np.meshgrid(np.asarray(xs, float), np.asarray(ys, float))
    losses = np.full(alpha.shape, np.nan)
    flat, loss = losses.reshape(-1), PlaneLoss(problem, plane, rows, dtype)
    for start in range(0, flat.size, loss.chunk):
        if cancelled is not None and cancelled():
            break
        part = slice(start, start + loss.chunk)
        flat[part] = loss.at(alpha.ravel()[part], beta.ravel()[part])
        if progress is not None:
            progress(min(1.0, part.stop / flat.size))
    return losses
