"""The loss over a plane through the space of parameters, for a whole grid at once.

The first layer is affine in the two coordinates, so its products with the data are taken once for
the whole grid. The rest goes through the grid in chunks of points, where needed in blocks of
samples, whose arrays stay in the cache: batched matrix products into fixed arrays, with the same
bound calls for activations and losses as training. Dropout is off and the penalty is included, as
in `Evaluator.loss`.

In float32 the largest error of usual losses (up to 10) is below 2e-6.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array, Calls, aligned
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

CACHE_BYTES = 1_500_000
"""Arrays of a chunk together: they should stay in a core's own cache (2 MB is usual).

Smaller pieces than that cost more: two threads get in each other's way where calls are short.
"""
MIN_CHUNK, MAX_CHUNK = 8, 64
CHUNK_WORK = 400e6
"""Multiplications (or what costs as much) above which a chunk has fewer points: about 5 ms."""
SAMPLE_WORK = 100e6
"""Multiplications (or what costs as much) of one evaluation above which a sample is taken."""
_ACTIVATION_WORK = 64
_SMALL_PRODUCT, _TILE, _LEAST_SAMPLES = 1_000_000, 32, 64
"""Multiplications up to which OpenBLAS does not pack the factors of a product (AVX-512), which is
a fifth faster, most of all for multiples of a tile of samples; blocks smaller than the last cost
more than that saves."""
_LANES = 16
"""float32 in a cache line: a block has a multiple where that adds little."""
_IN_PLACE = ("linear", "tanh", "relu")
"""Activations whose `forward` may be given the same array as z and as a."""


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
    """The loss at points of a plane, many at a time. Use it from one thread at a time.

    Parameters
    ----------
    problem : Problem
    plane : Plane
    rows : (m,) indices or None
        The training samples to use; None: all. A sum over samples is scaled to the size of a
        batch, see `Problem.loss_weight`.
    dtype : dtype
        float32, or float64 at half the speed.

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
        dtype: DTypeLike = np.float32,
    ) -> None:
        x, y = problem.x_train, problem.y_train
        if rows is not None:
            x, y = x[rows], y[rows]
        self.problem = problem
        self.plane = plane
        self.dtype = np.dtype(dtype)
        self.n_samples = len(x)
        self._widest = max(layer.n_out for layer in problem.layers)
        self._cut()
        with np.errstate(all="ignore"):
            fixed, *bases = _bases(problem, plane, x)
            self._fixed = self._in_blocks(fixed)
            self._bases = [basis.astype(self.dtype) for basis in bases]
            self._targets = y.T.astype(self.dtype)
            spec, frame = problem.experiment.regularization, (plane.center, plane.u, plane.v)
            if spec.l1 or spec.l2:
                weights = [direction[problem.is_weight > 0] for direction in frame]
                self._penalized = np.stack(weights).astype(self.dtype)
        self._bind()

    def _cut(self) -> None:
        """Decide how many points a chunk has, and in how many blocks of samples it is computed.

        Blocks share their working arrays, so that a few points stay in the cache however many
        samples there are, and a block's inputs are fetched for several points at a time.
        """
        problem, n, size = self.problem, self.n_samples, self.dtype.itemsize
        row = 2 * (1 + self._widest)
        units = sum(layer.n_out for layer in problem.layers)
        later = problem.n_params - problem.layers[1].start if problem.n_layers > 1 else 0
        largest = max((layer.n_out * (1 + layer.n_in) for layer in problem.layers[1:]), default=1)
        samples = _SMALL_PRODUCT // largest // _TILE * _TILE
        if samples < _LEAST_SAMPLES:
            samples = n
        fitting = CACHE_BYTES // ((row * min(samples, n) + later) * size)
        most = max(1, int(CHUNK_WORK / (n * (later + _ACTIVATION_WORK * units))))
        self.chunk = int(np.clip(fitting, min(most, MIN_CHUNK), min(most, MAX_CHUNK)))
        samples = min(samples, max(1, CACHE_BYTES // (row * self.chunk * size)))
        self._block = -(-n // -(-n // samples))  # all of about the same size
        padding = -self._block % _LANES
        if padding <= self._block // _LANES:
            self._block += padding
        self._blocks = -(-n // self._block)

    def twin(self) -> PlaneLoss:
        """The same for another thread: what is only read is shared, the working arrays are not."""
        twin = copy.copy(self)
        twin._bind()
        return twin

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

    def _in_blocks(self, fixed: Array) -> Array:
        """(3, n_out, n) as (blocks, 3, n_out·samples of a block), the last filled up with zeros."""
        blocks = aligned((self._blocks, *fixed.shape[:2], self._block), self.dtype)
        blocks.fill(0.0)
        for k, block in enumerate(blocks):
            part = fixed[:, :, k * self._block : (k + 1) * self._block]
            block[:, :, : part.shape[2]] = part
        return blocks.reshape(self._blocks, 3, -1)

    def _bind(self) -> None:
        """Bind the whole evaluation of a chunk to working arrays of its own."""
        c, block, n = Calls(self.dtype), Calls(self.dtype), self._block
        self._coords = np.zeros((self.chunk, 3), self.dtype)
        self._coords[:, 0] = 1.0
        self._total, part = np.zeros((2, self.chunk))
        inputs, outputs = self._bind_layers(c, block)
        targets = c.scratch(self.problem.n_out, self.chunk, n)
        targets.fill(0.0)
        terms = self._bind_terms(block, outputs, targets.reshape(self.problem.n_out, -1))
        c.call(self._total.fill, 0.0)
        for k, fixed in enumerate(self._fixed):
            used = min(n, self.n_samples - k * n)
            y = self._targets[:, None, k * n : k * n + used]
            c.call(np.matmul, self._coords, fixed, inputs)
            c.call(np.copyto, targets[:, :, :used], y)
            c.calls += block.calls
            c.call(np.add.reduce, terms[:, :, :used], (0, 2), float, part)
            c.call(np.add, self._total, part, self._total)
        weight = np.array(self.problem.loss_weight(self.n_samples))
        c.call(np.multiply, self._total, weight, self._total)
        self._bind_penalty(c)
        self._calls = c

    def _bind_layers(self, c: Calls, block: Calls) -> tuple[Array, Array]:
        """Bind the parameters of a chunk (c) and what follows the first z (of a block of samples).

        All layers share a few large arrays, so that they stay in the cache: two in turns for the
        activations below a row of ones, which carries the biases, and one for a z that cannot
        become the activations in place.

        Returns the first z, to be filled, (chunk, units·n), and the last, (chunk, units, n).
        """
        *hidden, last = self.problem.layers
        chunk, n = self.chunk, self._block
        sums = c.scratch(chunk * self._widest * n)
        signals = [c.scratch(chunk, (1 + self._widest) * n) for _ in hidden[:2]]
        sources, inner = [], []
        for k, layer in enumerate(hidden):
            source = signals[k % 2][:, : (1 + layer.n_out) * n]
            source[:, :n] = 1.0
            sources.append(source)
            if _stand_in(layer.activation) in _IN_PLACE:
                inner.append(source[:, n:])
            else:
                inner.append(sums[: chunk * layer.n_out * n].reshape(chunk, -1))
        inner.append(sums[: chunk * last.n_out * n].reshape(chunk, -1))
        for layer, source, basis, z, after in zip(
            hidden, sources, self._bases, inner, inner[1:], strict=False
        ):
            self._bind_activation(block, _stand_in(layer.activation), z, source[:, n:])
            params = c.scratch(chunk, basis[0].size)
            c.call(np.matmul, self._coords, basis.reshape(3, -1), params)
            weights, signal = params.reshape(chunk, *basis.shape[1:]), source.reshape(chunk, -1, n)
            block.call(np.matmul, weights, signal, after.reshape(chunk, -1, n))
        return inner[0], inner[-1].reshape(chunk, -1, n)

    def _bind_activation(self, c: Calls, name: str, z: Array, a: Array) -> None:
        """Bind a = f(z) of all points, both (chunk, units·n)."""
        activation = ACTIVATIONS[name]
        if activation.slope is not None:  # element by element
            activation.forward(c, z, a)
            return
        by_point = z.reshape(self.chunk, -1, self._block)
        columns = self._bind_columns(c, by_point)
        activation.forward(c, columns, columns)
        units_first = columns.reshape(-1, self.chunk, self._block)
        c.call(np.copyto, a.reshape(by_point.shape), units_first.transpose(1, 0, 2))

    def _bind_columns(self, c: Calls, z: Array) -> Array:
        """Bind a copy of z (chunk, units, n) with the units first, (units, chunk·n).

        Of one unit only, z itself.
        """
        if z.shape[1] == 1:
            return z.reshape(1, -1)
        columns = c.scratch(z.shape[1], z.shape[0] * z.shape[2])
        view = columns.reshape(z.shape[1], z.shape[0], z.shape[2])
        c.call(np.copyto, view, z.transpose(1, 0, 2))
        return columns

    def _bind_terms(self, c: Calls, z: Array, targets: Array) -> Array:
        """Bind the terms of the loss of all points, (n_out, chunk, n)."""
        loss = self.problem.loss
        activation = self.problem.layers[-1].activation
        columns = self._bind_columns(c, z)
        terms = c.scratch(*columns.shape)
        if activation in loss.fused:
            loss.fused[activation](c, columns, targets, terms)
        else:
            outputs = c.scratch(*columns.shape)
            ACTIVATIONS[activation].forward(c, columns, outputs)
            loss.terms(c, outputs, targets, terms)
        return terms.reshape(z.shape[1], z.shape[0], z.shape[2])

    def _bind_penalty(self, c: Calls) -> None:
        """Bind the addition of l1·Σ|W| + l2/2·ΣW² (weights only)."""
        spec = self.problem.experiment.regularization
        for scale, power in ((spec.l1, np.abs), (spec.l2 / 2, np.square)):
            if scale:
                params = c.scratch(self.chunk, self._penalized.shape[1])
                penalty = np.zeros(self.chunk)
                c.call(np.dot, self._coords, self._penalized, params)
                c.call(power, params, params)
                c.call(np.add.reduce, params, 1, float, penalty)
                c.call(np.multiply, penalty, np.array(scale), penalty)
                c.call(np.add, self._total, penalty, self._total)


def _stand_in(activation: str) -> str:
    """The function that is computed for a hidden layer's activation, see `_bases`."""
    return "tanh" if activation == "sigmoid" else activation


def _bases(problem: Problem, plane: Plane, x: Array) -> Iterator[Array]:
    """Of every layer the parameters at the centre and along u and v, (3, n_out, 1 + n_in) float64.

    The biases come first, then the weights. The first layer's are multiplied with the inputs x,
    (n, n_in), already: (3, n_out, n).

    Hidden sigmoids are replaced by tanh, which takes half the time: σ(z) = ½ + ½·tanh(z/2). So a
    layer's parameters are halved, and the next layer's weights too, whose sum goes to its biases.
    """
    frame, before = (plane.center, plane.u, plane.v), ""
    for layer in problem.layers:
        basis = np.zeros((3, layer.n_out, 1 + layer.n_in))
        for flat, block in zip(frame, basis, strict=True):
            block[:, 1:] = layer.weights(flat).T
            bias = layer.bias(flat)
            if bias is not None:
                block[:, 0] = bias
        if before == "sigmoid":
            basis[:, :, 1:] *= 0.5
            basis[:, :, 0] += basis[:, :, 1:].sum(axis=2)
        if layer.activation == "sigmoid" and layer is not problem.layers[-1]:
            basis *= 0.5
        yield basis if before else basis[:, :, 1:] @ x.T + basis[:, :, :1]
        before = layer.activation


def surface(
    problem: Problem,
    plane: Plane,
    xs: ArrayLike,
    ys: ArrayLike,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    rows: NDArray[np.intp] | None = None,
    dtype: DTypeLike = np.float32,
) -> Array:
    """The loss over the grid of α in `xs` and β in `ys`, computed by two threads.

    Parameters
    ----------
    problem, plane, rows, dtype
        As for `PlaneLoss`.
    xs, ys : (nx,), (ny,)
    progress : callable, optional
        Told the finished share, 0…1, now and then, in the caller's thread.
    cancelled : callable, optional
        Asked now and then, in the caller's thread; what is not computed when it says yes stays NaN.

    Returns
    -------
    (ny, nx) float64
        Infinite or NaN where the network overflows.
    """
    alpha, beta = np.meshgrid(np.asarray(xs, float), np.asarray(ys, float))
    result = np.full(alpha.shape, np.nan)
    flat_a, flat_b, flat = alpha.ravel(), beta.ravel(), result.reshape(-1)
    own = PlaneLoss(problem, plane, rows, dtype)
    other = own.twin()
    starts = iter(range(0, flat.size, own.chunk))  # both threads take from it what comes next

    def compute(loss: PlaneLoss, start: int) -> None:
        part = slice(start, start + loss.chunk)
        flat[part] = loss.at(flat_a[part], flat_b[part])

    def help_out() -> None:
        for start in starts:
            compute(other, start)

    with ThreadPoolExecutor(1) as pool:
        helper = pool.submit(help_out)
        try:
            for start in starts:
                if cancelled is not None and cancelled():
                    return result
                if progress is not None:
                    progress(start / flat.size)
                compute(own, start)
        finally:
            for _ in starts:  # nothing is left for the helper
                pass
        helper.result()
    if progress is not None:
        progress(1.0)
    return result
