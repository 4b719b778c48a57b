from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment
from bpviz.core.losses import LOSSES
from bpviz.core.planes import filter_normalized, parameter_index
from bpviz.core.problem import Problem
from bpviz.core.surface import (
    Plane,
    PlaneLoss,
    path_plane,
    path_share,
    project,
    random_plane,
    sample_rows,
    surface,
    weight_label,
    weights_plane,
)


def problem(*layers: dict, source: str = "circle", **tables: dict) -> Problem:
    """A small problem; layers as in a file."""
    table = {
        "seed": 3,
        "data": {"source": source},
        "layers": list(layers) or [{"units": 3, "activation": "tanh"}, {"units": 1}],
        **tables,
    }
    return Problem(Experiment.from_dict(table))


def random_problem(hidden: str, loss: str, **tables: dict) -> Problem:
    """Three layers, the last as the loss needs it."""
    outputs = LOSSES[loss].outputs or ("tanh",)
    two = loss == "cross_entropy"
    return problem(
        {"units": 4, "activation": hidden},
        {"units": 3, "activation": hidden, "use_bias": False},
        {"units": 2 if two else 1, "activation": outputs[0]},
        loss={"name": loss},
        **tables,
    )


def assert_plain(p: Problem, plane: Plane, points: int = 50, tolerance: float = 1e-12) -> None:
    """Compare with a plain evaluation at random points."""
    rng = np.random.default_rng(5)
    alphas, betas = rng.uniform(-1.5, 1.5, (2, points))
    plain = Evaluator(p, p.x_train, p.y_train)
    wanted = [plain.loss(plane.at(a, b)) for a, b in zip(alphas, betas, strict=True)]
    np.testing.assert_allclose(PlaneLoss(p, plane).at(alphas, betas), wanted, rtol=tolerance)


# ---- values ----------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_equals_a_plain_evaluation(loss: str) -> None:
    """At 50 random points the surface has the value that Evaluator.loss gives, to 1e-12."""
    p = random_problem("tanh", loss)
    assert_plain(p, random_plane(p, p.initial_state().params, seed=1))


@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_every_activation_equals_a_plain_evaluation(hidden: str) -> None:
    """The same for every hidden activation, softmax between layers included."""
    p = random_problem(hidden, "mse")
    assert_plain(p, random_plane(p, p.initial_state().params, seed=2))


def test_the_penalty_is_in_and_dropout_is_out() -> None:
    """L1, L2 and a sum over the batch are counted; dropout does not disturb the value."""
    p = problem(
        {"units": 5, "activation": "tanh", "dropout": 0.5},
        {"units": 1, "activation": "sigmoid"},
        regularization={"l1": 0.03, "l2": 0.2},
        loss={"name": "mse", "reduction": "sum"},
    )
    assert_plain(p, random_plane(p, p.initial_state().params, seed=0))


def test_a_sum_on_some_rows_is_what_the_evaluator_says() -> None:
    """Surface, meter and curves agree on a summed loss, on all samples and on some of them."""
    p = problem(
        {"units": 5, "activation": "tanh"},
        {"units": 1, "activation": "sigmoid"},
        regularization={"l2": 0.2},
        loss={"name": "mse", "reduction": "sum"},
        training={"batch_size": 7},
    )
    params = p.initial_state().params
    plane, rows = random_plane(p, params, seed=0), np.arange(0, p.n_train, 3)
    for chosen in (None, rows):
        x, y = (p.x_train, p.y_train) if chosen is None else (p.x_train[rows], p.y_train[rows])
        evaluator = Evaluator(p, x, y)
        on_plane = float(PlaneLoss(p, plane, chosen).at(0.0, 0.0))
        assert on_plane == pytest.approx(evaluator.loss(params), rel=1e-12)
        penalty = 0.1 * sum((layer.weights(params) ** 2).sum() for layer in p.layers)
        assert on_plane == pytest.approx(evaluator.score(params)[0] + penalty, rel=1e-12)


def test_a_plane_through_a_run_that_blew_up_is_no_number() -> None:
    """Parameters that are NaN give a plane and losses that are, not an exception."""
    p = problem()
    params = np.full(p.n_params, np.nan)
    plane = random_plane(p, params, seed=0)
    assert np.isnan(surface(p, plane, [-1.0, 1.0], [0.0])).all()
    assert np.isnan(project(plane, params)).all()


def test_one_layer_without_bias() -> None:
    """The first layer may be the last, and need not have a bias."""
    p = problem({"units": 1, "activation": "sigmoid", "use_bias": False})
    plane = weights_plane(p, p.initial_state().params, (1, 0, 0), (1, 1, 0))
    assert_plain(p, plane)


def test_float32_stays_within_2e_6() -> None:
    """In float32 the largest error against float64 is below 2e-6."""
    p = random_problem("tanh", "binary_cross_entropy")
    plane = random_plane(p, p.initial_state().params, seed=1)
    xs = np.linspace(-1, 1, 21)
    exact = surface(p, plane, xs, xs)
    assert np.abs(surface(p, plane, xs, xs, dtype=np.float32) - exact).max() < 2e-6


def test_the_grid_has_alpha_along_the_columns() -> None:
    """losses[j, i] belongs to α = xs[i], β = ys[j]; the progress ends at 1."""
    p = problem()
    plane = random_plane(p, p.initial_state().params, seed=1)
    xs, ys, told = np.linspace(-1, 1, 7), np.linspace(0, 2, 5), []
    losses = surface(p, plane, xs, ys, progress=told.append)
    assert losses.shape == (5, 7)
    plain = Evaluator(p, p.x_train, p.y_train)
    assert losses[4, 1] == pytest.approx(plain.loss(plane.at(xs[1], ys[4])), rel=1e-12)
    assert told[-1] == 1.0
    assert told == sorted(told)


def test_the_same_seed_gives_the_same_bytes() -> None:
    """A surface is repeatable to the last bit; another seed gives another one."""
    params = problem().initial_state().params
    xs = np.linspace(-1, 1, 9)

    def values(seed: int) -> bytes:
        p = problem()
        return surface(p, random_plane(p, params, seed), xs, xs).tobytes()

    assert values(4) == values(4)
    assert values(4) != values(5)


def test_cancelled_points_stay_unknown() -> None:
    """What is not computed when one cancels is NaN, and the rest is right."""
    p = problem()
    plane = random_plane(p, p.initial_state().params, seed=1)
    xs = np.linspace(-1, 1, 40)
    calls: list[int] = []

    def cancelled() -> bool:
        calls.append(1)
        return len(calls) > 3

    losses = surface(p, plane, xs, xs, cancelled=cancelled)
    assert np.isnan(losses).any()
    assert np.isfinite(losses[0]).all()


def test_overflow_is_a_value_and_no_warning() -> None:
    """Where the network overflows the surface is infinite or NaN, silently."""
    p = problem({"units": 3, "activation": "relu"}, {"units": 1, "activation": "linear"})
    plane = random_plane(p, p.initial_state().params * 1e100, seed=0)
    losses = surface(p, plane, [0.0, 1e60], [0.0, 1e60])
    assert not np.isfinite(losses).all()


def test_a_large_training_set_is_represented_by_a_fixed_sample() -> None:
    """Above the limit the same rows are always taken, and PlaneLoss says how many of how many."""
    p = problem()
    assert sample_rows(p) is None
    rows = sample_rows(p, work=20_000)
    assert rows is not None
    assert 0 < len(rows) < p.n_train
    again = sample_rows(problem(), work=20_000)
    np.testing.assert_array_equal(rows, again)
    plane = random_plane(p, p.initial_state().params, seed=0)
    loss = PlaneLoss(p, plane, rows)
    assert loss.n_samples == len(rows)
    plain = Evaluator(p, p.x_train[rows], p.y_train[rows])
    wanted = plain.loss(plane.at(0.3, -0.2))
    assert loss.at(0.3, -0.2) == pytest.approx(wanted, rel=1e-12)


# ---- planes ----------------------------------------------------------------------------------


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
