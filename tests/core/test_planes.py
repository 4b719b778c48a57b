from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from walks import problem, walk

from bpviz.core.directions import NORMALIZATIONS
from bpviz.core.evaluate import Evaluator
from bpviz.core.gradient import Gradient
from bpviz.core.planes import (
    Plane,
    component_plane,
    gradient_plane,
    parameter_index,
    path_plane,
    path_share,
    project,
    random_plane,
    states_plane,
    weight_label,
    weights_plane,
)
from bpviz.core.problem import Problem
from bpviz.core.surface import surface

Floats = NDArray[np.float64]


def every_plane(p: Problem, path: Floats) -> dict[str, Plane]:
    """A plane of each kind, made from a run's path."""
    start, middle, end = path[0], path[len(path) // 3], path[-1]
    gradient = Gradient(p).at(middle)[1]
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


def test_a_network_of_one_parameter_has_one_direction() -> None:
    """Where there is no second direction v is zero, and the path still lies on every plane."""
    p = problem({"units": 1, "use_bias": False}, data={"source": "sine"})
    path = walk(p)
    for plane in (
        path_plane(p, path),
        component_plane(p, path),
        states_plane(p, path[0], path[3], path[-1]),
        gradient_plane(p, path[0], [2.0]),
    ):
        assert abs(plane.u[0]) == 1.0
        assert plane.v[0] == 0.0
        np.testing.assert_allclose(plane.coordinates(path)[2], 0.0, atol=1e-12)


# ---- the plane itself -------------------------------------------------------------------------


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
