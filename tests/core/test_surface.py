from __future__ import annotations

import numpy as np
import pytest

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment
from bpviz.core.losses import LOSSES
from bpviz.core.planes import Plane, project, random_plane, weights_plane
from bpviz.core.problem import Problem
from bpviz.core.surface import PlaneLoss, sample_rows, surface


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
