from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bpviz.core.directions import NORMALIZATIONS, filter_normalized
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment
from bpviz.core.planes import (
    Plane,
    component_plane,
    gradient_plane,
    parameter_index,
    path_plane,
    path_share,
    plane_gradient,
    project,
    random_plane,
    states_plane,
    weight_label,
    weights_plane,
)
from bpviz.core.problem import Problem
from bpviz.core.surface import surface
from bpviz.core.timeline import Timeline

Floats = NDArray[np.float64]


def problem(*layers: dict[str, Any], **tables: Any) -> Problem:
    """A small problem on the circle data; layers as in a file."""
    table: dict[str, Any] = {"seed": 3, "data": {"source": "circle"}, **tables}
    table["layers"] = list(layers) or [{"units": 3, "activation": "tanh"}, {"units": 1}]
    return Problem(Experiment.from_dict(table))


def walk(p: Problem, iterations: int = 12) -> Floats:
    """The states of a run, (iterations + 1, P)."""
    timeline = Timeline(p)
    return np.stack([timeline.state(i).params for i in range(iterations + 1)]).astype(float)


def every_plane(p: Problem, path: Floats) -> dict[str, Plane]:
    """A plane of each kind, made from a run's path."""
    start, middle, end = path[0], path[len(path) // 3], path[-1]
    gradient = np.linspace(-1.0, 1.0, p.n_params)
    last = p.layers[-1]
    return {
        "path": path_plane(p, path),
        "components": component_plane(p, path),
        "states": states_plane(p, start, middle, end),
        "gradient": gradient_plane(p, middle, gradient, seed=4),
        "weights": weights_plane(p, end, (1, 0, 0), (last.index, last.n_in - 1 + last.use_bias, 0)),
        **{f"random, {name}": random_plane(p, end, 2, name) for name in NORMALIZATIONS},
    }


# ---- every kind ------------------------------------------------------------------------------

EXPERIMENTS: dict[str, Problem] = {
    "dropout, l2": problem(
        {"units": 5, "activation": "relu", "dropout": 0.4},
        {"units": 1, "activation": "sigmoid"},
        loss={"name": "binary_cross_entropy"},
        regularization={"l2": 0.1},
    ),
    "softmax, l1, sum": problem(
        {"units": 4, "activation": "softmax"},
        {"units": 2, "activation": "softmax", "train_bias": False},
        loss={"name": "cross_entropy", "reduction": "sum"},
        regularization={"l1": 0.05},
        training={"batch_size": 7},
        optimizer={"name": "adam", "learning_rate": 0.01},
    ),
    "sine, no bias": problem(
        {"units": 6, "activation": "gelu", "use_bias": False},
        {"units": 1},
        data={"source": "sine"},
        loss={"name": "huber"},
    ),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_surface_of_every_kind_equals_a_plain_evaluation(name: str) -> None:
    """At 50 random points of each plane the surface has the value that Evaluator.loss gives."""
    p = EXPERIMENTS[name]
    plain, rng = Evaluator(p, p.x_train, p.y_train), np.random.default_rng(5)
    for kind, plane in every_plane(p, walk(p)).items():
        xs, ys = rng.uniform(-1.5, 1.5, 10), rng.uniform(-1.5, 1.5, 5)
        wanted = [[plain.loss(plane.at(x, y)) for x in xs] for y in ys]
        found = surface(p, plane, xs, ys, dtype=np.float64)
        np.testing.assert_allclose(found, wanted, rtol=1e-12, err_msg=kind)


@pytest.mark.parametrize(
    ("layer", "data"),
    [
        ({"units": 1, "use_bias": False}, {"source": "circle"}),
        ({"units": 1, "activation": "tanh"}, {"source": "sine"}),
    ],
)
def test_two_parameters_lie_on_every_plane(layer: dict[str, Any], data: dict[str, Any]) -> None:
    """A network of two parameters walks on its surface: no distance, and the loss of the run."""
    p = problem(layer, data=data, optimizer={"name": "adam", "learning_rate": 0.05})
    path = walk(p, 30)
    plain = Evaluator(p, p.x_train, p.y_train)
    losses = [plain.loss(params) for params in path]
    planes = every_plane(p, path)
    if not p.layers[0].use_bias:
        planes["weights"] = weights_plane(p, path[-1], (1, 0, 0), (1, 1, 0))
    for kind, plane in planes.items():
        alphas, betas, distances = plane.coordinates(path)
        np.testing.assert_allclose(distances, 0.0, atol=1e-9, err_msg=kind)
        drawn = [
            surface(p, plane, [a], [b], dtype=np.float64)[0, 0]
            for a, b in zip(alphas, betas, strict=True)
        ]
        np.testing.assert_allclose(drawn, losses, atol=1e-6, err_msg=kind)


def test_the_same_seed_gives_the_same_plane() -> None:
    """Every kind is repeatable to the last bit, and another seed gives another random plane."""
    p = problem()
    path = walk(p)
    once, again = every_plane(p, path), every_plane(p, path)
    for kind in once:
        for name in ("center", "u", "v"):
            assert getattr(once[kind], name).tobytes() == getattr(again[kind], name).tobytes(), kind
    for name in NORMALIZATIONS:
        assert not np.allclose(
            random_plane(p, path[0], 1, name).u, random_plane(p, path[0], 2, name).u
        )
    other = gradient_plane(p, path[0], path[1], seed=1)
    assert not np.allclose(other.v, gradient_plane(p, path[0], path[1], seed=2).v)


def test_frozen_biases_do_not_move_on_random_and_gradient_planes() -> None:
    """Whatever the normalization, and although the gradient has values for them."""
    p = problem({"units": 3, "activation": "tanh", "train_bias": False}, {"units": 1})
    params = p.initial_state().params
    planes = [random_plane(p, params, 0, name) for name in NORMALIZATIONS]
    planes.append(gradient_plane(p, params, np.ones(p.n_params)))
    for plane in planes:
        assert not plane.u[p.frozen].any()
        assert not plane.v[p.frozen].any()
        assert plane.u.any()


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


def test_two_weights_have_their_values_as_coordinates() -> None:
    """On the plane of two weights, α and β are those weights, and labels name them."""
    p = problem()
    params = p.initial_state().params + 0.25
    plane = weights_plane(p, params, (1, 1, 0), (2, 3, 0))
    alpha, beta, distance = project(plane, params)
    assert alpha == pytest.approx(p.layers[0].weights(params)[1, 0])
    assert beta == pytest.approx(p.layers[1].bias(params)[0])
    assert distance == pytest.approx(0.0, abs=1e-15)
    assert (plane.label_u, plane.label_v) == ("w¹₂₁", "b²₁")


@pytest.mark.parametrize("weight", [(0, 0, 0), (3, 0, 0), (1, 3, 0), (1, 0, 3), (1, -1, 0)])
def test_a_weight_that_does_not_exist_is_refused(weight: tuple[int, int, int]) -> None:
    """Layers, sources and units outside the network raise ValueError, as the same one twice."""
    p = problem()
    with pytest.raises(ValueError, match="no weight"):
        parameter_index(p, *weight)
    with pytest.raises(ValueError, match="two different"):
        weights_plane(p, p.initial_state().params, (1, 0, 0), (1, 0, 0))


def test_labels_stay_readable_in_large_layers() -> None:
    """From the tenth unit on a comma separates the two numbers."""
    p = problem({"units": 12, "activation": "tanh"}, {"units": 1})
    assert weight_label(p, 1, 0, 11) == "w¹₁,₁₂"


@given(st.integers(0, 2**32 - 1), st.floats(-3, 3), st.floats(-3, 3), st.floats(-0.95, 0.95))
def test_projection_finds_the_coordinates_again(
    seed: int, alpha: float, beta: float, lean: float
) -> None:
    """Least squares: a point of the plane plus anything normal to it gives back α, β, distance."""
    rng = np.random.default_rng(seed)
    center, u, w, normal = rng.standard_normal((4, 12))
    v = lean * u + w  # far from orthogonal to u
    frame, _ = np.linalg.qr(np.stack([u, v], axis=1))
    normal -= frame @ (frame.T @ normal)
    plane = Plane(center, u, v)
    found = project(plane, plane.at(alpha, beta) + normal)
    np.testing.assert_allclose(found, (alpha, beta, np.linalg.norm(normal)), atol=1e-9)


def test_the_plane_of_a_path_holds_its_ends_and_most_of_it() -> None:
    """First and last state lie on it; of a path that bends in one plane, everything does."""
    p = problem()
    t = np.linspace(0, 1, 9)[:, None]
    rng = np.random.default_rng(0)
    a, b, c = rng.standard_normal((3, 1, p.n_params))
    path = a + t * b + t * t * c
    plane = path_plane(p, path)
    alphas, betas, distances = plane.coordinates(path)
    np.testing.assert_allclose(distances, 0.0, atol=1e-9)
    np.testing.assert_allclose([alphas[-1], betas[-1], betas[0]], 0.0, atol=1e-12)
    assert alphas[0] == pytest.approx(-np.linalg.norm(path[-1] - path[0]))
    found = np.stack([alphas, betas, distances], axis=1)
    assert path_share(plane, found) == pytest.approx(1.0)
    np.testing.assert_allclose([plane.u @ plane.u, plane.v @ plane.v, plane.u @ plane.v],
                               [1, 1, 0], atol=1e-12)  # fmt: skip


def test_the_share_of_a_path_is_what_the_plane_holds() -> None:
    """Of a path with equal steps in four directions, a plane of two of them holds half."""
    directions = np.eye(6)[:4]
    path = np.concatenate([directions, -directions])
    plane = Plane(np.zeros(6), 2.0 * directions[0], directions[0] + directions[1])
    found = np.stack(plane.coordinates(path), axis=1)
    assert path_share(plane, found) == pytest.approx(0.5)
    assert path_share(plane, found[:1] * [1, 1, 0]) == 1.0


def test_directions_of_very_different_length() -> None:
    """Least squares does not lose a short direction beside a long one, nor fail on none."""
    u, v = 1e-9 * np.eye(4)[0], 1e9 * np.eye(4)[1]
    plane = Plane(np.zeros(4), u, v)
    np.testing.assert_allclose(project(plane, plane.at(2.0, 3.0)), (2.0, 3.0, 0.0), atol=1e-5)
    flat = Plane(np.zeros(4), np.eye(4)[0], np.zeros(4))
    assert project(flat, np.array([2.0, 0, 0, 1])) == pytest.approx((2.0, 0.0, 1.0))


def test_a_path_without_extent_still_gives_a_plane() -> None:
    """A single state, or states on a line, are completed by random directions."""
    p = problem()
    start = p.initial_state().params
    for path in ([start], [start, start + 1.0], [start, start + 1.0, start + 2.0]):
        plane = path_plane(p, path)
        gram = np.array([[a @ b for a in (plane.u, plane.v)] for b in (plane.u, plane.v)])
        np.testing.assert_allclose(gram, np.eye(2), atol=1e-9)


def test_a_plane_cannot_be_changed() -> None:
    """Its arrays are read-only copies."""
    center = np.zeros(4)
    plane = Plane(center, np.eye(4)[0], np.eye(4)[1])
    center[:] = 1.0
    assert not plane.center.any()
    with pytest.raises(ValueError, match="read-only"):
        plane.u[0] = 2.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        plane.center = center  # type: ignore[misc]


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
