"""The two factors of the output's error signal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, Problem, Step, micro_steps
from bpviz.core.factors import output_factors
from bpviz.core.losses import LOSSES


def output_step(experiment: Experiment) -> Step:
    """The step at which the output's δ is known."""
    problem = Problem(experiment)
    steps = micro_steps(problem, problem.initial_state())
    return next(s for s in steps if (s.phase, s.layer) == ("delta", problem.n_layers))


def product(step: Step) -> np.ndarray:
    """Σⱼ ∂L/∂aⱼ · ∂aⱼ/∂zₖ."""
    gradient, jacobian = output_factors(step)
    return np.einsum("sj,sjk->sk", gradient, jacobian)


@given(experiments(dtype="float64"))
def test_the_product_is_delta(experiment: Experiment) -> None:
    """∂L/∂a times ∂a/∂z is δ, for any loss and output activation."""
    step = output_step(experiment)
    np.testing.assert_allclose(product(step), step.delta[step.layer], rtol=1e-12, atol=1e-13)


@given(
    st.sampled_from(["softmax", "sigmoid"]),
    st.lists(st.floats(-1000, 1000), min_size=3, max_size=3),
)
def test_the_product_is_delta_at_any_logits(activation: str, logits: list[float]) -> None:
    """With logits up to ±1000 both factors are finite and their product is (a − y)/n."""
    loss = "cross_entropy" if activation == "softmax" else "binary_cross_entropy"
    step = output_step(
        Experiment.from_dict(
            {
                "data": {
                    "source": "inline",
                    "inputs": [[1.0], [-1.0]],
                    "targets": [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]],
                },
                "layers": [{"units": 3, "activation": activation, "weights": [logits]}],
                "loss": {"name": loss},
            }
        )
    )
    gradient, jacobian = output_factors(step)
    assert np.isfinite(gradient).all()
    assert np.isfinite(jacobian).all()
    np.testing.assert_allclose(product(step), step.delta[1], rtol=1e-12, atol=1e-14)


def test_the_factors_are_the_textbook_ones() -> None:
    """For softmax: −y/(n·a), and aⱼ([j = k] − aₖ)."""
    experiment = Experiment.from_dict(
        {
            "data": {"source": "inline", "inputs": [[1.0]], "targets": [[0.0, 1.0]]},
            "layers": [{"units": 2, "activation": "softmax", "weights": [[0.0, np.log(3.0)]]}],
            "loss": {"name": "cross_entropy"},
        }
    )
    gradient, jacobian = output_factors(output_step(experiment))
    np.testing.assert_allclose(gradient, [[0.0, -4.0 / 3.0]], atol=1e-14)
    np.testing.assert_allclose(jacobian, [[[0.1875, -0.1875], [-0.1875, 0.1875]]], atol=1e-14)


def test_they_are_refused_before_the_outputs_are_known() -> None:
    """At the batch's own step there is nothing to take the factors of."""
    problem = Problem(Experiment())
    first = next(iter(micro_steps(problem, problem.initial_state())))
    with pytest.raises(KeyError):
        output_factors(first)
    assert "mse" in LOSSES
