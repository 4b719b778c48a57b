"""Planes through the space of parameters, on which the loss is drawn as a surface.

A plane is ``center + α·u + β·v``. A network has one dimension for each weight and bias, so a
plane shows a thin slice: how much of the path of training lies in it is stated by `project`
(distance) and `path_share`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bpviz.core.problem import Problem
from bpviz.core.streams import SURFACE, generator

Vector = NDArray[np.float64]
Weight = tuple[int, int, int]
"""(layer, i, j): W[i, j] of layer 1…L; i = n_in stands for the bias b[j]."""
Kind = Literal["random", "weights", "path"]


@dataclass(frozen=True, eq=False)
class Plane:
    """``center + α·u + β·v``, with α and β along the axes.

    Attributes
    ----------
    center, u, v : (P,) float64, read-only
    label_u, label_v : str
        Names of two chosen weights (``w¹₂₁``), empty for other kinds.
    kind : str
        How the directions were chosen.
    """

    center: Vector
    u: Vector
    v: Vector
    label_u: str = ""
    label_v: str = ""
    kind: Kind = "random"
    _solve: NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Freeze the arrays; prepare the least-squares projection, (2, P)."""
        for name in ("center", "u", "v"):
            frozen = np.array(getattr(self, name), dtype=np.float64)
            frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)
        frame = np.stack([self.u, self.v])
        norms = np.linalg.norm(frame, axis=1, keepdims=True)
        scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
        frame *= scale
        products = frame @ frame.T
        # The pseudo-inverse stays defined where u and v are parallel or zero.
        finite = bool(np.isfinite(products).all())
        inverse = np.linalg.pinv(products) if finite else np.full((2, 2), np.nan)
        object.__setattr__(self, "_solve", scale * (inverse @ frame))

    def at(self, alpha: float, beta: float) -> Vector:
        """The parameters at (α, β), shape (P,)."""
        return self.center + alpha * self.u + beta * self.v

    def coordinates(self, states: ArrayLike) -> tuple[Vector, Vector, Vector]:
        """Project many states, (m, P): α, β and distance from the plane, (m,) each."""
        offset = np.asarray(states, dtype=np.float64) - self.center
        coords = offset @ self._solve.T
        rest = offset - coords @ np.stack([self.u, self.v])
        return coords[:, 0], coords[:, 1], np.sqrt(np.einsum("ij,ij->i", rest, rest))


def project(plane: Plane, params: ArrayLike) -> tuple[float, float, float]:
    """The point of the plane nearest to `params` (least squares).

    Returns
    -------
    alpha, beta : float
        Its coordinates. u and v need not be orthogonal.
    distance : float
        Euclidean distance of `params` from it, in parameter space.
    """
    alpha, beta, distance = plane.coordinates(np.asarray(params)[None, :])
    return float(alpha[0]), float(beta[0]), float(distance[0])


def path_share(plane: Plane, coordinates: ArrayLike) -> float:
    """How much of a path the plane holds: 0…1.

    The squared deviations within the plane from the path's mean, as a share of those plus the
    squared distances from the plane. 1 for a path that does not move.

    Parameters
    ----------
    plane : Plane
    coordinates : (m, 3)
        α, β and distance of the path's states, as `Plane.coordinates` gives them.
    """
    path = np.asarray(coordinates, dtype=np.float64)
    within = path[:, :2] - path[:, :2].mean(axis=0)
    frame = np.stack([plane.u, plane.v])
    kept = float(np.einsum("ij,jk,ik->", within, frame @ frame.T, within))
    lost = float(np.sum(path[:, 2] ** 2))
    return kept / (kept + lost) if kept + lost > 0 else 1.0


def random_plane(problem: Problem, params: ArrayLike, seed: int) -> Plane:
    """Two random directions with filter normalization (Li et al. 2018, arXiv:1712.09913).

    Each unit's incoming weights in a direction are scaled to the norm of the unit's own incoming
    weights, so that one step along an axis changes every unit by as much as it is large. The
    unit's bias is scaled by the same factor: it moves as far as a typical weight of its unit.
    Biases that are not trained do not move. A unit whose weights are all zero does not move
    either, unless all are zero: then every unit's direction has norm 1.

    The directions depend only on the experiment's seed and `seed`, their scale on `params`.
    """
    center = np.asarray(params, dtype=np.float64)
    rng = generator(problem.experiment.seed, SURFACE, 1 + seed)
    u = filter_normalized(problem, rng.standard_normal(center.size), center)
    v = filter_normalized(problem, rng.standard_normal(center.size), center)
    return Plane(center, u, v, kind="random")


def filter_normalized(problem: Problem, direction: Vector, params: Vector) -> Vector:
    """`direction` with each unit's incoming weights scaled to the norm they have in `params`."""
    result = np.array(direction, dtype=np.float64)
    all_zero = not any(np.any(weights) for weights, _ in _units(problem, params))
    for (own, _), (new, bias) in zip(_units(problem, params), _units(problem, result), strict=True):
        target = np.ones(len(own)) if all_zero else np.linalg.norm(own, axis=1)
        norm = np.linalg.norm(new, axis=1)
        scale = np.divide(target, norm, out=np.zeros_like(norm), where=norm > 0)
        new *= scale[:, None]
        bias *= scale
    result[problem.frozen] = 0.0
    return result


def path_plane(problem: Problem, states: Sequence[ArrayLike] | NDArray[np.float64]) -> Plane:
    """The plane in which a path runs, (m, P) with the oldest state first.

    u points from the first state to the last, and v is the strongest principal direction of what
    is left; both have norm 1, so α and β are distances in parameter space and the first and the
    last state lie exactly on the plane. Where the path does not leave a line (or a point), random
    filter-normalized directions take the missing places.
    """
    path = np.asarray(states, dtype=np.float64)
    center = path[-1]
    offset = path - center
    tiny = 1e-12 * max(1.0, float(np.linalg.norm(center)))
    u = -offset[0]
    if np.linalg.norm(u) <= tiny:
        u = random_plane(problem, center, seed=0).u
    u = _unit(u)
    # Of what is left beside u, the strongest right singular vector, from the (m, m) Gram matrix.
    along = offset @ u
    _, vectors = np.linalg.eigh(offset @ offset.T - np.outer(along, along))
    v = vectors[:, -1] @ offset
    v -= (v @ u) * u
    if np.linalg.norm(v) <= 1e3 * tiny:
        v = random_plane(problem, center, seed=0).v
        v = v - (v @ u) * u
    v = _unit(v - (v @ u) * u)
    if np.sum(offset @ v) < 0:  # the path bends upwards, whichever sign the eigenvector has
        v = -v
    return Plane(center, u, v, kind="path")


def _unit(direction: Vector) -> Vector:
    norm = float(np.linalg.norm(direction))
    return np.asarray(direction / norm) if norm > 0 else np.zeros_like(direction)


def weights_plane(problem: Problem, params: ArrayLike, first: Weight, second: Weight) -> Plane:
    """The plane of two weights (or biases); α and β are their values.

    All other parameters keep their values in `params`.

    Raises
    ------
    ValueError
        There is no such weight, or both are the same.
    """
    center = np.array(params, dtype=np.float64)
    indices = [parameter_index(problem, *weight) for weight in (first, second)]
    if indices[0] == indices[1]:
        raise ValueError(f"two different weights are needed, got {first} twice")
    u, v = np.zeros((2, center.size))
    u[indices[0]] = v[indices[1]] = 1.0
    center[indices] = 0.0
    label_u, label_v = (weight_label(problem, *weight) for weight in (first, second))
    return Plane(center, u, v, label_u, label_v, "weights")


def parameter_index(problem: Problem, layer: int, i: int, j: int) -> int:
    """Where W[i, j] of a layer (or b[j], for i = n_in) stands among the P parameters.

    Raises
    ------
    ValueError
        There is no such weight.
    """
    if 1 <= layer <= problem.n_layers:
        block = problem.layers[layer - 1]
        units, width = block.shape
        if 0 <= i < width and 0 <= j < units:
            return block.start + j * width + i
    raise ValueError(f"no weight ({i}, {j}) in layer {layer}")


def weight_label(problem: Problem, layer: int, i: int, j: int) -> str:
    """``w¹₂₁``: layer 1, from unit 2 to unit 1; ``b¹₁`` for a bias. Counted from 1."""
    raised = str(layer).translate(_SUPERSCRIPT)
    if i == problem.layers[layer - 1].n_in:
        return f"b{raised}{_subscript(j + 1)}"
    comma = "," if max(i, j) >= 9 else ""
    return f"w{raised}{_subscript(i + 1)}{comma}{_subscript(j + 1)}"


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _subscript(number: int) -> str:
    return str(number).translate(_SUBSCRIPT)


def _units(problem: Problem, params: Vector) -> list[tuple[Vector, Vector]]:
    """Views of every layer: weights (n_out, n_in), a row for each unit, and biases (n_out,).

    A layer without biases has an array in their place that belongs to nothing.
    """
    views = []
    for layer in problem.layers:
        bias = layer.bias(params)
        views.append((layer.weights(params).T, np.zeros(layer.n_out) if bias is None else bias))
    return views
