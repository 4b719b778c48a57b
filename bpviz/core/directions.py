"""Directions in the space of parameters: random ones, and what is left to take for an axis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bpviz.core.problem import Problem
from bpviz.core.streams import SURFACE, generator

Vector = NDArray[np.float64]
Normalization = Callable[[Problem, Vector, Vector], Vector]
"""``normalize(problem, direction, params)`` → the direction, (P,), at the scale of `params`."""

ROUNDING = 1e-12
"""A vector so short, as a share of the numbers it is a difference of, is rounding."""
PARALLEL = 1.0 - 1e-6
"""The cosine of the angle from which two directions count as one."""
MOST_DRAWS = 32
"""Of a second direction; all are parallel where there is a single parameter."""


def filter_normalized(problem: Problem, direction: Vector, params: Vector) -> Vector:
    """`direction` with each unit's incoming weights scaled to the norm they have in `params`.

    Filter normalization of Li et al. (2018), section 4; a unit is the filter of a dense layer.
    The unit's bias is scaled by the same factor, so it moves as far as a typical weight of its
    unit. (The authors' code leaves biases out, or takes the biases themselves as direction.)
    Biases that are not trained do not move. A unit whose weights are all zero does not move
    either, unless all are zero: then every unit's direction has norm 1.
    """
    return _rescaled(problem, direction, params, lambda w: np.linalg.norm(w, axis=1, keepdims=True))


def layer_normalized(problem: Problem, direction: Vector, params: Vector) -> Vector:
    """`direction` with each layer's weights scaled to the norm they have in `params`.

    Layer normalization of Li et al. (2018), appendix. Biases, and weights that are all zero, are
    treated as in `filter_normalized`, with the layer in place of the unit.
    """
    return _rescaled(
        problem, direction, params, lambda w: np.linalg.norm(w, axis=None, keepdims=True)
    )


def unnormalized(problem: Problem, direction: Vector, params: Vector) -> Vector:
    """`direction` as it is, but biases that are not trained do not move."""
    result = np.array(direction, dtype=np.float64)
    result[problem.frozen] = 0.0
    return result


NORMALIZATIONS: dict[str, Normalization] = {
    "filter": filter_normalized,
    "layer": layer_normalized,
    "none": unnormalized,
}


def random_directions(
    problem: Problem, params: Vector, seed: int, normalization: str = "filter"
) -> tuple[Vector, Vector]:
    """Two normally distributed directions, (P,) each, normalized by an entry of NORMALIZATIONS.

    They depend only on the experiment's seed and `seed`, their scale on `params`. Where units have
    a single weight, normalization leaves only its sign: a second direction that is parallel to the
    first is drawn again.
    """
    normalize = NORMALIZATIONS[normalization]
    rng = generator(problem.experiment.seed, SURFACE, 1 + seed)
    u = normalize(problem, rng.standard_normal(params.size), params)
    for _ in range(MOST_DRAWS):
        v = normalize(problem, rng.standard_normal(params.size), params)
        if abs(u @ v) <= PARALLEL * np.linalg.norm(u) * np.linalg.norm(v):
            break
    return u, v


def principal_directions(rows: Vector, k: int) -> Vector:
    """The k strongest right singular vectors of `rows` (m, P), each as long as it is strong.

    Returns
    -------
    (k, P) float64
        Strongest first, zero where `rows` has fewer. Signs are as they come.
    """
    m, size = rows.shape
    result = np.zeros((k, size))
    # From the smaller of the two Gram matrices: both have the same eigenvalues but zeros.
    if m <= size:
        vectors = np.linalg.eigh(rows @ rows.T)[1].T[::-1][:k]
        result[: len(vectors)] = vectors @ rows
        return result
    values, columns = np.linalg.eigh(rows.T @ rows)
    found = np.sqrt(np.maximum(values, 0.0))[:, None] * columns.T
    result[:size] = found[::-1][:k]
    return result


def orthonormal(
    first: Vector, second: Vector, spare: tuple[Vector, Vector], size: float
) -> tuple[Vector, Vector]:
    """Two directions of norm 1 at right angles, the first along `first`.

    Where `first` is no more than rounding, or `second` is beside it, the directions of `spare`
    take their places; where these have nothing to offer either, the direction is zero.

    Parameters
    ----------
    first, second, spare : (P,) arrays
    size : float
        How large the numbers are that `first` and `second` are differences of.
    """
    u = unit(first) if np.linalg.norm(first) > ROUNDING * size else unit(spare[0])
    v = _beside(second, u, 1e3 * ROUNDING * size)
    if not v.any():
        v = _beside(spare[1], u, 0.0)
    v = unit(v)
    return u, unit(v - (v @ u) * u)


def unit(direction: Vector) -> Vector:
    """`direction` with norm 1, or zero as it is."""
    norm = float(np.linalg.norm(direction))
    return np.asarray(direction / norm) if norm > 0 else np.zeros_like(direction)


def towards(direction: Vector, target: Vector) -> Vector:
    """`direction` or its opposite, whichever points to the side of `target`.

    Where it points to neither, its largest element is made positive.
    """
    along, whole = float(direction @ target), float(np.linalg.norm(target))
    if abs(along) <= 1e3 * ROUNDING * whole * float(np.linalg.norm(direction)):
        along = float(direction[np.argmax(np.abs(direction))])
    return -direction if along < 0 else direction


def _beside(direction: Vector, u: Vector, least: float) -> Vector:
    """What is left of `direction` without u; zero where that is below `least` or is rounding."""
    rest = np.asarray(direction - (direction @ u) * u)
    least = max(least, ROUNDING * float(np.linalg.norm(direction)))
    return rest if np.linalg.norm(rest) > least else np.zeros_like(rest)


def _rescaled(
    problem: Problem, direction: Vector, params: Vector, norms: Callable[[Vector], Vector]
) -> Vector:
    """`norms` gives those of weights (n_out, n_in), in a shape that they broadcast with."""
    result = np.array(direction, dtype=np.float64)
    all_zero = not any(np.any(weights) for weights, _ in _units(problem, params))
    for (own, _), (new, bias) in zip(_units(problem, params), _units(problem, result), strict=True):
        norm = norms(new)
        target = np.ones_like(norm) if all_zero else norms(own)
        scale = np.divide(target, norm, out=np.zeros_like(norm), where=norm > 0)
        new *= scale
        bias *= scale[:, 0]
    result[problem.frozen] = 0.0
    return result


def _units(problem: Problem, params: Vector) -> list[tuple[Vector, Vector]]:
    """Views of every layer: weights (n_out, n_in), a row for each unit, and biases (n_out,).

    A layer without biases has an array in their place that belongs to nothing.
    """
    views = []
    for layer in problem.layers:
        bias = layer.bias(params)
        views.append((layer.weights(params).T, np.zeros(layer.n_out) if bias is None else bias))
    return views
