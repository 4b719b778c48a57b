from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment
from bpviz.core.gradcheck import engine_gradient
from bpviz.core.gradient import Gradient
from bpviz.core.planes import plane_gradient, random_plane
from bpviz.core.problem import Problem
from bpviz.core.surface import PlaneLoss


def problem(**tables: Any) -> Problem:
    """Smooth everywhere, so that differences are derivatives at any parameters."""
    layers = [
        {"units": 4, "activation": "tanh", "dropout": 0.5},
        {"units": 3, "activation": "gelu", "train_bias": False, "bias": [0.3, -0.2, 0.1]},
        {"units": 2, "activation": "sigmoid"},
    ]
    loss = {"name": "binary_cross_entropy"}
    table = {"seed": 3, "data": {"source": "circle"}, "layers": layers, "loss": loss, **tables}
    return Problem(Experiment.from_dict(table))


CASES: dict[str, dict[str, Any]] = {
    "dropout, frozen biases": {},
    "l1 and l2": {"regularization": {"l1": 0.02, "l2": 0.1}},
    "sum": {"loss": {"name": "half_squared_error", "reduction": "sum"}},
    "batches": {"training": {"batch_size": 7}},
    "sum of batches, l2": {
        "loss": {"name": "mse", "reduction": "sum"},
        "training": {"batch_size": 7},
        "regularization": {"l2": 0.1},
    },
    "softmax": {
        "layers": [{"units": 3, "activation": "softmax"}, {"units": 2, "activation": "softmax"}],
        "loss": {"name": "cross_entropy"},
    },
    "clipping": {"training": {"clip_norm": 1e-3}},
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("sample", [False, True])
def test_the_gradient_is_the_derivative_of_the_evaluated_loss(name: str, sample: bool) -> None:
    """Every element, frozen biases too, equals a five-point difference of Evaluator.loss."""
    p = problem(**CASES[name])
    rows = np.arange(1, p.n_train, 3) if sample else None
    chosen = slice(None) if rows is None else rows
    evaluator = Evaluator(p, p.x_train[chosen], p.y_train[chosen])
    params = p.initial_state().params + np.random.default_rng(0).normal(0, 0.3, p.n_params)
    loss, gradient = Gradient(p, rows).at(params)
    assert loss == pytest.approx(evaluator.loss(params), rel=1e-14)
    h = 1e-3
    for i, step in enumerate(h * np.eye(p.n_params)):
        near = evaluator.loss(params + step) - evaluator.loss(params - step)
        far = evaluator.loss(params + 2 * step) - evaluator.loss(params - 2 * step)
        wanted = (8 * near - far) / (12 * h)
        assert gradient[i] == pytest.approx(wanted, rel=1e-8, abs=1e-10), i


@given(experiments("float64"))
def test_it_is_what_the_trainer_gets_from_a_full_batch(experiment: Experiment) -> None:
    """For any experiment: to rounding the backward pass of one batch of all, without dropout."""
    p = Problem(experiment)
    full = Problem(
        dataclasses.replace(
            experiment,
            layers=tuple(dataclasses.replace(spec, dropout=0.0) for spec in experiment.layers),
            training=dataclasses.replace(experiment.training, batch_size=0),
        )
    )
    state = full.initial_state()
    wanted = engine_gradient(full, state)
    assume(np.isfinite(wanted).all())
    if experiment.loss.reduction == "sum":
        penalty = l1_l2_gradient(full, state.params)
        wanted = (wanted - penalty) * p.batch_size / p.n_train + penalty
    found = Gradient(p).at(state.params)[1]
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


def l1_l2_gradient(p: Problem, params: np.ndarray) -> np.ndarray:
    """The penalty's part of a gradient, from its formula."""
    spec = p.experiment.regularization
    return (spec.l1 * np.sign(params) + spec.l2 * params) * p.is_weight


def test_a_gradient_can_be_asked_for_anywhere_in_any_order() -> None:
    """Bound once, it gives the same at the same place, and keeps what it gave before."""
    p = problem()
    gradient, params = Gradient(p), p.initial_state().params
    loss, first = gradient.at(params)
    kept = first.copy()
    gradient.at(params + 1.0)
    np.testing.assert_array_equal(first, kept)
    again, second = gradient.at(params)
    assert (again, second.tobytes()) == (loss, kept.tobytes())


def test_parameters_that_overflow_give_no_warning() -> None:
    """Beyond the range of float32 the loss is not finite, and nothing is said."""
    p = problem(training={"dtype": "float32"}, loss={"name": "mse"})
    loss, gradient = Gradient(p).at(np.full(p.n_params, 1e200))
    assert not np.isfinite(loss) or not np.isfinite(gradient).all()
    assert gradient.dtype == np.float64


@given(st.integers(0, 100), st.floats(-1, 1), st.floats(-1, 1))
def test_it_is_the_slope_of_the_surface(seed: int, alpha: float, beta: float) -> None:
    """Its parts along u and v are the derivatives of PlaneLoss by α and β."""
    p = problem(regularization={"l2": 0.1})
    plane, h = random_plane(p, p.initial_state().params, seed), 1e-5
    surface = PlaneLoss(p, plane, dtype=np.float64)
    up, down = (
        surface.at([alpha + h, alpha], [beta, beta + h]),
        surface.at([alpha - h, alpha], [beta, beta - h]),
    )
    slope = plane_gradient(plane, Gradient(p).at(plane.at(alpha, beta))[1])
    assert slope == pytest.approx(tuple((up - down) / (2 * h)), rel=1e-5, abs=1e-8)
