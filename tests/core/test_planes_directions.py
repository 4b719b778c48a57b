from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from walks import problem, walk

from bpviz.core.directions import filter_normalized
from bpviz.core.evaluate import Evaluator
from bpviz.core.planes import (
    Plane,
    component_plane,
    gradient_plane,
    plane_gradient,
    project,
    random_plane,
    states_plane,
)
from bpviz.core.problem import Problem
from bpviz.files.lessons import lesson

# ---- random directions -----------------------------------------------------------------------


def test_layer_normalization_gives_each_layer_the_norm_of_its_weights() -> None:
    """Per layer the weights' norm is the network's, in the proportions of the bare direction."""
    p = problem({"units": 6, "activation": "tanh"}, {"units": 1})
    params = p.initial_state().params + 0.1
    bare, plane = random_plane(p, params, 9, "none"), random_plane(p, params, 9, "layer")
    for layer in p.layers:
        own, new = layer.weights(params), layer.weights(plane.v)
        assert np.linalg.norm(new) == pytest.approx(np.linalg.norm(own))
        factor = plane.v[layer.slice] / bare.v[layer.slice]
        np.testing.assert_allclose(factor, factor[0])  # biases are scaled as the weights are
    assert plane.kind == bare.kind == "random"


@pytest.mark.parametrize("normalization", ["filter", "layer", "none"])
def test_random_directions_span_a_plane_even_where_units_have_one_weight(
    normalization: str,
) -> None:
    """Only the signs are random there, and half of all pairs of signs are parallel: never shown."""
    p = Problem(lesson("saddle").experiment)
    params = p.initial_state().params
    for seed in range(40):
        plane = random_plane(p, params, seed, normalization)
        assert abs(np.linalg.det(np.stack([plane.u, plane.v]))) > 1e-9


def test_directions_without_normalization_are_standard_normal() -> None:
    """Whatever the parameters are: the same direction, of mean 0 and deviation 1."""
    p = problem({"units": 400, "activation": "tanh"}, {"units": 1})
    params = p.initial_state().params
    u = random_plane(p, params, 1, "none").u
    np.testing.assert_array_equal(u, random_plane(p, 7.0 * params, 1, "none").u)
    assert abs(u.mean()) < 0.1
    assert u.std() == pytest.approx(1.0, abs=0.1)


def test_random_directions_are_filter_normalized() -> None:
    """Each unit's part of a direction is as long as the unit's own incoming weights."""
    p = problem(
        {"units": 6, "activation": "tanh"},
        {"units": 1, "activation": "sigmoid", "train_bias": False},
    )
    params = p.initial_state().params + 0.1
    plane = random_plane(p, params, seed=9)
    for direction in (plane.u, plane.v):
        for layer in p.layers:
            own, new = layer.weights(params), layer.weights(direction)
            np.testing.assert_allclose(
                np.linalg.norm(new, axis=0), np.linalg.norm(own, axis=0), rtol=1e-12
            )
    assert p.layers[0].bias(plane.u).any()
    assert not p.layers[1].bias(plane.u).any()
    np.testing.assert_array_equal(plane.center, params)


def test_a_network_of_zeros_has_directions_too() -> None:
    """With all weights zero every unit's direction has norm 1 instead of none."""
    p = problem({"units": 3, "activation": "tanh", "init": "zeros"}, {"units": 1, "init": "zeros"})
    plane = random_plane(p, np.zeros(p.n_params), seed=0)
    norms = np.linalg.norm(p.layers[0].weights(plane.u), axis=0)
    np.testing.assert_allclose(norms, 1.0)
    one_unit = np.zeros(p.n_params)
    p.layers[0].weights(one_unit)[:, 1] = 2.0
    direction = filter_normalized(p, np.ones(p.n_params), one_unit)
    norms = np.linalg.norm(p.layers[0].weights(direction), axis=0)
    np.testing.assert_allclose(norms, [0.0, np.sqrt(8.0), 0.0])


# ---- principal components --------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.integers(3, 40))
def test_components_match_a_singular_value_decomposition(seed: int, states: int) -> None:
    """Directions up to sign and explained shares are those of NumPy's SVD about the mean."""
    p = problem()
    rng = np.random.default_rng(seed)
    path = rng.standard_normal((states, p.n_params)) * np.geomspace(4.0, 0.1, p.n_params)
    plane = component_plane(p, path)
    _, values, rows = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)
    wanted = values**2 / np.sum(values**2)
    assert plane.shares is not None
    np.testing.assert_allclose(plane.shares, wanted[:2], atol=1e-12)
    assert 0 < sum(plane.shares) <= 1 + 1e-12
    assert plane.shares[0] >= plane.shares[1]
    # Two nearly equal singular values have no directions of their own.
    if values[0] > 1.01 * values[1]:
        assert abs(plane.u @ rows[0]) == pytest.approx(1.0, abs=1e-9)
    if values[0] > 1.01 * values[1] and (states == 3 or values[1] > 1.01 * values[2]):
        assert abs(plane.v @ rows[1]) == pytest.approx(1.0, abs=1e-9)
    assert plane.u @ (path[-1] - path[0]) >= 0
    assert plane.v @ np.sum(path - path[-1], axis=0) >= 0
    assert project(plane, path[-1]) == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)


def test_components_do_not_depend_on_the_order_within_a_path() -> None:
    """Between the same ends, the states in another order give the same plane, signs included."""
    p = problem()
    path = walk(p, 20)
    mixed = np.concatenate([path[:1], path[1:-1][::-1], path[-1:]])
    one, other = component_plane(p, path), component_plane(p, mixed)
    np.testing.assert_allclose(one.u, other.u, atol=1e-9)
    np.testing.assert_allclose(one.v, other.v, atol=1e-7)
    assert one.shares == pytest.approx(other.shares)


def test_components_of_a_closed_path_have_a_sign_too() -> None:
    """Where first and last state are the same, the largest element of u is positive."""
    p = problem()
    back = np.concatenate([np.arange(6.0), np.arange(5.0)[::-1]])[:, None]
    for sign in (1.0, -1.0):
        plane = component_plane(p, sign * back * np.linspace(-1.0, 2.0, p.n_params))
        assert plane.u[np.argmax(np.abs(plane.u))] > 0


@pytest.mark.parametrize("shares", [None, (1.0, 0.0)])
def test_components_of_a_path_without_extent(shares: tuple[float, float] | None) -> None:
    """A point explains nothing, a line everything with u; random directions fill the rest."""
    p = problem()
    start = p.initial_state().params
    path = [start] * 3 if shares is None else [start, start + 1.0, start + 2.5]
    plane = component_plane(p, path)
    assert_orthonormal(plane)
    assert plane.shares == (shares if shares is None else pytest.approx(shares, abs=1e-12))
    if shares is not None:
        np.testing.assert_allclose(plane.u, np.full(p.n_params, p.n_params**-0.5))


# ---- three states ----------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1))
def test_three_states_lie_on_their_plane(seed: int) -> None:
    """The first is the origin, the second lies on the α axis, the third above it."""
    p = problem()
    states = np.random.default_rng(seed).standard_normal((3, p.n_params))
    plane = states_plane(p, *states)
    alphas, betas, distances = plane.coordinates(states)
    np.testing.assert_allclose(distances, 0.0, atol=1e-12)
    np.testing.assert_allclose([alphas[0], betas[0], betas[1]], 0.0, atol=1e-12)
    assert alphas[1] == pytest.approx(np.linalg.norm(states[1] - states[0]))
    assert betas[2] > 0
    assert_orthonormal(plane)
    assert plane.kind == "states"


def test_three_states_that_are_not_three_still_give_a_plane() -> None:
    """Equal states, or states on a line, lie on a plane that random directions complete."""
    p = problem()
    a = p.initial_state().params
    b = np.linspace(-1.0, 1.0, p.n_params)
    for states in ((a, a, a), (a, a, b), (a, b, a), (a, b, b), (a, b, 2 * b - a)):
        plane = states_plane(p, *states)
        np.testing.assert_allclose(plane.coordinates(states)[2], 0.0, atol=1e-12)
        assert_orthonormal(plane)


# ---- the gradient ----------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-200, 1e-6, 1.0, 1e200]))
def test_the_plane_of_a_gradient_climbs_along_it(seed: int, scale: float) -> None:
    """The gradient's direction is u, however small or large it is, and v is at right angles."""
    p = problem()
    params, gradient = np.random.default_rng(seed).standard_normal((2, p.n_params))
    plane = gradient_plane(p, params, scale * gradient, seed=1)
    np.testing.assert_allclose(plane.u, gradient / np.linalg.norm(gradient), rtol=1e-9)
    assert_orthonormal(plane)
    # v is the second random direction without its part along u.
    random = random_plane(p, params, seed=1).v
    assert plane.v @ random > 0
    assert np.linalg.matrix_rank(np.stack([plane.u, plane.v, random]), tol=1e-9) == 2


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_a_gradient_that_has_no_direction_is_replaced(value: float) -> None:
    """Zero or not finite in one place: a random plane takes over."""
    p = problem()
    gradient = np.zeros(p.n_params)
    gradient[2] = value
    plane = gradient_plane(p, p.initial_state().params, gradient)
    assert_orthonormal(plane)
    assert plane.kind == "gradient"


def test_the_slope_of_the_surface_is_the_gradient_along_the_axes() -> None:
    """(g·u, g·v) equals central differences of the surface, on axes that lean."""
    p = problem(
        {"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"},
        loss={"name": "binary_cross_entropy"},
    )  # fmt: skip
    plane = random_plane(p, p.initial_state().params, seed=2)
    plain, h = Evaluator(p, p.x_train, p.y_train), 1e-5
    point = plane.at(0.4, -0.7)
    steps = h * np.eye(p.n_params)
    gradient = np.array([plain.loss(point + s) - plain.loss(point - s) for s in steps]) / (2 * h)
    wanted = [
        (plain.loss(plane.at(0.4 + da, -0.7 + db)) - plain.loss(plane.at(0.4 - da, -0.7 - db)))
        / (2 * h)
        for da, db in ((h, 0.0), (0.0, h))
    ]
    assert plane_gradient(plane, gradient) == pytest.approx(wanted, rel=1e-6)


def assert_orthonormal(plane: Plane) -> None:
    """Both directions have norm 1 and stand at right angles."""
    frame = np.stack([plane.u, plane.v])
    np.testing.assert_allclose(frame @ frame.T, np.eye(2), atol=1e-12)
