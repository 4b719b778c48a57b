from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment
from bpviz.core.lines import Line, barrier, line_losses
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline

T = np.linspace(0.0, 1.0, 41)


def problem(*layers: dict[str, Any], **tables: Any) -> Problem:
    """A small problem on XOR; layers as in a file."""
    table: dict[str, Any] = {"seed": 3, "data": {"source": "xor"}, "layers": layers, **tables}
    return Problem(Experiment.from_dict(table))


def with_hidden_units_in_order(p: Problem, params: NDArray[Any], order: list[int]) -> NDArray[Any]:
    """The same network of two layers with its hidden units in another order."""
    result = params.copy()
    hidden, output = p.layers
    hidden.weights(result)[:] = hidden.weights(params)[:, order]
    bias, own = hidden.bias(result), hidden.bias(params)
    assert bias is not None
    assert own is not None
    bias[:] = own[order]
    output.weights(result)[:] = output.weights(params)[order]
    return result


@pytest.mark.parametrize("rows", [None, np.array([0, 3])])
def test_losses_along_a_line_equal_a_plain_evaluation(rows: NDArray[Any] | None) -> None:
    """Between, at and beyond the ends: what Evaluator.loss gives for the parameters there."""
    p = problem(
        {"units": 3, "activation": "tanh", "dropout": 0.5}, {"units": 1}, regularization={"l2": 0.1}
    )
    line = Line(*np.random.default_rng(0).standard_normal((2, p.n_params)))
    chosen = slice(None) if rows is None else rows
    plain = Evaluator(p, p.x_train[chosen], p.y_train[chosen])
    t = np.linspace(-0.5, 1.5, 21)
    wanted = [plain.loss(line.at(x)) for x in t]
    np.testing.assert_allclose(line_losses(p, line, t, rows), wanted, rtol=1e-12)
    assert line_losses(p, line, t.reshape(3, 7)).shape == (3, 7)


@given(st.integers(0, 2**32 - 1))
def test_a_line_begins_and_ends_at_its_states(seed: int) -> None:
    """To the last bit, whatever the states; its plane has both at α = 0 and 1."""
    first, last = np.random.default_rng(seed).standard_normal((2, 12)) * [[1e8], [1e-8]]
    line = Line(first, last)
    np.testing.assert_array_equal(line.at(0.0), first)
    np.testing.assert_array_equal(line.at(1.0), last)
    assert line.length == pytest.approx(np.linalg.norm(first - last))
    alphas, _, distances = line.plane.coordinates(np.stack([first, line.at(0.25), last]))
    np.testing.assert_allclose(alphas, [0.0, 0.25, 1.0], atol=1e-12)
    np.testing.assert_allclose(distances / line.length, 0.0, atol=1e-12)
    with pytest.raises(ValueError, match="read-only"):
        line.first[0] = 0.0


def test_a_known_barrier() -> None:
    """Fitting y = x by w₁·w₂·x, from (1, 1) to (−1, −1) the loss is (s² − 1)²·mean x², s = 1 − 2t.

    In the middle both weights are 0, and the loss is mean x² = (1 + 4) / 2.
    """
    p = problem(
        {"units": 1, "activation": "linear", "use_bias": False},
        {"units": 1, "activation": "linear", "use_bias": False},
        data={"source": "inline", "inputs": [[1.0], [2.0]], "targets": [[1.0], [2.0]]},
    )
    losses = line_losses(p, Line(np.ones(2), -np.ones(2)), T)
    np.testing.assert_allclose(losses, 2.5 * ((1 - 2 * T) ** 2 - 1) ** 2, atol=1e-12)
    found = barrier(T, losses)
    assert (found.height, found.t) == pytest.approx((2.5, 0.5))


def test_a_barrier_lies_between_two_orders_of_the_same_hidden_units() -> None:
    """A trained network and its copy with permuted units have one loss, and a rise between them."""
    p = problem(
        {"units": 3, "activation": "tanh"},
        {"units": 1, "activation": "sigmoid"},
        loss={"name": "binary_cross_entropy"},
        optimizer={"name": "adam", "learning_rate": 0.05},
    )
    trained = Timeline(p).state(300).params
    other = with_hidden_units_in_order(p, trained, [1, 2, 0])
    losses = line_losses(p, Line(trained, other), T)
    assert losses[0] == pytest.approx(losses[-1], rel=1e-9)
    assert losses[0] < 0.05
    found = barrier(T, losses)
    assert found.height > 0.1
    assert 0 < found.t < 1


@given(st.integers(0, 2**32 - 1))
def test_a_convex_loss_has_no_barrier(seed: int) -> None:
    """Logistic regression with a penalty: between any two states the loss never rises above."""
    p = problem(
        {"units": 1, "activation": "sigmoid"},
        loss={"name": "binary_cross_entropy"},
        regularization={"l1": 0.1, "l2": 0.1},
    )
    states = np.random.default_rng(seed).normal(0, 5, (2, p.n_params))
    assert barrier(T, line_losses(p, Line(*states), T)).height == pytest.approx(0.0, abs=1e-12)


def test_a_barrier_is_measured_from_the_straight_connection_of_both_losses() -> None:
    """The ends may differ in loss; points outside 0…1 do not count, nor does their order."""
    found = barrier([1.5, 1.0, 0.25, 0.5, 0.0, -1.0], [99.0, 4.0, 3.5, 3.5, 2.0, 99.0])
    assert (found.height, found.t) == (1.0, 0.25)
    assert barrier([0.0, 0.5, 1.0], [1.0, 0.2, 1.0]).height == 0.0


def test_a_barrier_of_what_overflows_says_so() -> None:
    """An infinite loss is an infinite barrier, NaN is NaN; without the ends it is refused."""
    assert barrier([0.0, 0.5, 1.0], [1.0, np.inf, 1.0]).height == np.inf
    assert np.isnan(barrier([0.0, 0.5, 1.0], [1.0, np.nan, 1.0]).height)
    with pytest.raises(ValueError, match="t = 0 and t = 1"):
        barrier([0.1, 1.0], [1.0, 1.0])
