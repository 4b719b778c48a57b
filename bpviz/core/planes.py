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

from bpviz.core.directions import (
    ROUNDING,
    Vector,
    orthonormal,
    principal_directions,
    random_directions,
    towards,
    unit,
)
from bpviz.core.problem import Problem

Weight = tuple[int, int, int]
"""(layer, i, j): W[i, j] of layer 1…L; i = n_in stands for the bias b[j]."""
Kind = Literal["random", "weights", "path", "components", "states", "gradient", "line"]


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
    shares : (float, float) or None
        The shares of the path's variance that u and v explain, where they are its components.
    """

    center: Vector
    u: Vector
    v: Vector
    label_u: str = ""
    label_v: str = ""
    kind: Kind = "random"
    shares: tuple[float, float] | None = None
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


def plane_gradient(plane: Plane, gradient: ArrayLike) -> tuple[float, float]:
    """(∂L/∂α, ∂L/∂β) = (g·u, g·v) at a point of the plane, from the gradient g there, (P,).

    The chain rule for θ = center + α·u + β·v: how steep the surface is. The way that −g points on
    the plane is (−∂L/∂α, −∂L/∂β) only where u and v are orthogonal and equally long.
    """
    vector = np.asarray(gradient, dtype=np.float64)
    return float(vector @ plane.u), float(vector @ plane.v)


def random_plane(
    problem: Problem, params: ArrayLike, seed: int, normalization: str = "filter"
) -> Plane:
    """Two random directions, normalized (Li et al. 2018, arXiv:1712.09913, section 4).

    With ``"filter"`` one step along an axis changes every unit by as much as it is large, with
    ``"layer"`` every layer, and with ``"none"`` all parameters alike: see NORMALIZATIONS. The
    directions depend only on the experiment's seed and `seed`, their scale on `params`.
    """
    center = np.asarray(params, dtype=np.float64)
    return Plane(center, *random_directions(problem, center, seed, normalization), kind="random")


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
    along = unit(-offset[0])
    (rest,) = principal_directions(offset - np.outer(offset @ along, along), 1)
    u, v = orthonormal(-offset[0], rest, random_directions(problem, center, 0), _size(path))
    # The path bends upwards, whichever sign the eigenvector has.
    return Plane(center, u, towards(v, offset.sum(axis=0)), kind="path")


def component_plane(problem: Problem, states: Sequence[ArrayLike] | NDArray[np.float64]) -> Plane:
    """The first two principal components of a path, (m, P) with the oldest state first.

    Lorch (2016, "Visualizing deep network training trajectories with PCA") and Li et al. (2018,
    section 7). The components are those of the states' deviations from their mean, each state
    counting once. No other directions keep more of the variance, and `Plane.shares` says how much
    (None for a path that does not move). The plane goes through the last state, so the mean may
    lie beside it; neither the directions nor the shares depend on that.

    u and v have norm 1, so α and β are distances in parameter space. u points the way in which the
    path runs from first to last, v to the side on which most of it lies. Where the path does not
    leave a line (or a point), random filter-normalized directions take the missing places.
    """
    path = np.asarray(states, dtype=np.float64)
    center = path[-1]
    deviations, size = path - path.mean(axis=0), _size(path)
    first, second = principal_directions(deviations, 2)
    u, v = orthonormal(first, second, random_directions(problem, center, 0), size)
    shares = None
    if np.linalg.norm(first) > ROUNDING * size:
        variances = np.sum((deviations @ np.stack([u, v], axis=1)) ** 2, axis=0)
        along, across = variances / np.sum(deviations**2)
        shares = float(along), float(across)
    u, v = towards(u, center - path[0]), towards(v, np.sum(path - center, axis=0))
    return Plane(center, u, v, kind="components", shares=shares)


def states_plane(problem: Problem, first: ArrayLike, second: ArrayLike, third: ArrayLike) -> Plane:
    """The plane through three states, (P,) each (Garipov et al. 2018, arXiv:1802.10026).

    The first is the origin, u points to the second, and v from the line through both to the
    third: all three lie exactly on the plane. u and v have norm 1, so α and β are distances in
    parameter space. Where states are the same or lie on a line, random filter-normalized
    directions take the missing places.
    """
    states = np.stack([np.asarray(state, dtype=np.float64) for state in (first, second, third)])
    center, to_second, to_third = states[0], states[1] - states[0], states[2] - states[0]
    spare = random_directions(problem, center, 0)
    return Plane(center, *orthonormal(to_second, to_third, spare, _size(states)), kind="states")


def gradient_plane(
    problem: Problem, params: ArrayLike, gradient: ArrayLike, seed: int = 0
) -> Plane:
    """The plane of the steepest ascent at `params` and a random direction.

    u points along `gradient`, (P,), as far as it is trained: uphill. v is what a random
    filter-normalized direction (of `seed`, as for `random_plane`) has beside it. Both have norm 1,
    so α and β are distances in parameter space. Without a gradient, zero or not finite, a random
    direction takes its place.
    """
    center = np.asarray(params, dtype=np.float64)
    uphill = np.array(gradient, dtype=np.float64)
    uphill[problem.frozen] = 0.0
    largest = float(np.max(np.abs(uphill), initial=0.0))
    # Scaled first: a tiny gradient has a direction too, although its squares are zero.
    uphill = uphill / largest if 0 < largest < np.inf else np.zeros_like(uphill)
    spare = random_directions(problem, center, seed)
    return Plane(center, *orthonormal(uphill, spare[1], spare, 0.0), kind="gradient")


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


def _size(states: Vector) -> float:
    """How large the numbers are between which differences are taken."""
    return max(1.0, float(np.max(np.linalg.norm(states, axis=1))))
