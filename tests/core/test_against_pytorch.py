"""bpviz beside PyTorch 2.13 in float64; the figures come from scripts/reference_pytorch.py.

Both compute the same mathematics in another order, so they agree to rounding: a few units of the
last place for one function, a little more after many updates.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Calls
from bpviz.core.engine import Engine, micro_steps
from bpviz.core.experiment import Experiment
from bpviz.core.losses import LOSSES
from bpviz.core.optimizers import OPTIMIZERS, Minimizer
from bpviz.core.params import defaults
from bpviz.core.problem import Problem

DATA = Path(__file__).resolve().parent.parent / "data"
Floats = NDArray[np.float64]


def figures(kind: str) -> Any:
    """One of the kept files."""
    return json.loads((DATA / f"pytorch_{kind}.json").read_text(encoding="utf-8"))[kind]


def array(rows: Any) -> Floats:
    """Lists of numbers as float64."""
    return np.array(rows, dtype=np.float64)


ACTIVATION_FIGURES = figures("activations")
LOSS_FIGURES = figures("losses")
OPTIMIZER_FIGURES = figures("optimizers")
NETWORK_FIGURES = figures("networks")


def test_every_registered_name_is_compared() -> None:
    """An activation, loss or optimizer added to a registry needs its figures here."""
    assert set(ACTIVATION_FIGURES) == set(ACTIVATIONS)
    assert {case["loss"] for case in LOSS_FIGURES} == set(LOSSES)
    assert {case["optimizer"] for case in OPTIMIZER_FIGURES} == set(OPTIMIZERS)
    assert {case["optimizer"]["name"] for case in NETWORK_FIGURES} == set(OPTIMIZERS)
    assert {case["loss"] for case in NETWORK_FIGURES} == set(LOSSES)
    used = {case[part] for case in NETWORK_FIGURES for part in ("hidden", "output")}
    assert used == set(ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_values_and_slopes(name: str) -> None:
    """Values f and f′ (the Jacobian of softmax), from −1000 to 1000."""
    known, entry = ACTIVATION_FIGURES[name], ACTIVATIONS[name]
    z = array(known["z"])
    # Far to the left 1 + tanh u loses its digits, there as here.
    atol = 5e-15 if name == "gelu" else 3e-16
    np.testing.assert_allclose(entry.f(z), array(known["a"]), rtol=1e-13, atol=atol)
    if name == "softmax":
        np.testing.assert_allclose(entry.jacobian(z), array(known["jacobian"]), atol=2e-16)
    else:
        np.testing.assert_allclose(entry.df(z), array(known["slope"]), rtol=1e-13, atol=atol)


@pytest.mark.parametrize("case", LOSS_FIGURES, ids=lambda c: f"{c['loss']}-{c['output']}")
def test_loss_values_and_gradients(case: dict[str, Any]) -> None:
    """Both reductions, ∂L/∂a and ∂L/∂z; with softmax or sigmoid also for logits of ±1000."""
    loss, output = LOSSES[case["loss"]], ACTIVATIONS[case["output"]]
    z, y = array(case["z"]), array(case["y"])
    a, (n, n_out) = output.f(z), z.shape
    calls, terms = Calls(np.float64), np.empty_like(z.T)
    fused = loss.fused.get(case["output"])
    # Samples are columns inside.
    if fused is not None:
        fused(calls, z.T.copy(), y.T.copy(), terms)
    else:
        loss.terms(calls, a.T.copy(), y.T.copy(), terms)
    calls.run()
    for reduction in ("sum", "mean"):
        value = terms.sum() * loss.weight(n_out, n, reduction)
        assert value == pytest.approx(case[reduction], rel=1e-14)
    if "da_of_sum" in case:
        calls, da = Calls(np.float64), np.empty_like(a)
        loss.gradient(calls, a, y, da)
        calls.run()
        da *= loss.weight(n_out, n, "sum")
        np.testing.assert_allclose(da, array(case["da_of_sum"]), rtol=1e-13, atol=1e-16)
    delta = weights_gradient(case)
    np.testing.assert_allclose(delta, array(case["delta_of_sum"]), rtol=1e-12, atol=2e-16)


def weights_gradient(case: dict[str, Any]) -> Floats:
    """∂L/∂z of a layer whose z is the case's: weights 1, and z itself as the input."""
    width = len(case["z"][0])
    experiment = Experiment.from_dict(
        {
            "data": {"source": "inline", "inputs": case["z"], "targets": case["y"]},
            "layers": [
                {
                    "units": width,
                    "activation": case["output"],
                    "weights": np.eye(width).tolist(),
                }
            ],
            "loss": {"name": case["loss"], "reduction": "sum"},
        }
    )
    problem = Problem(experiment)
    *_, last = micro_steps(problem, problem.initial_state())
    return np.asarray(last.delta[1])


def gradient(function: str, p: Floats) -> Floats:
    """The derivatives of PyTorch's two test functions."""
    x, y = p
    if function == "parabola":
        return np.array([0.2 * x, 4.0 * y])
    return np.array([-2.0 * (1.0 - x) - 400.0 * x * (y - x * x), 200.0 * (y - x * x)])


@pytest.mark.parametrize(
    "case",
    OPTIMIZER_FIGURES,
    ids=lambda c: "-".join([c["optimizer"], *c["settings"], c["function"]]),
)
def test_optimizer_paths(case: dict[str, Any]) -> None:
    """Thirty updates over a parabola and over Rosenbrock's function, all settings."""
    name = case["optimizer"]
    settings = defaults(OPTIMIZERS[name].params) | case["settings"]
    minimizer = Minimizer(name, settings, case["learning_rate"], array(case["start"]))
    point, path = array(case["start"]), []
    for _ in case["path"]:
        point = minimizer.step(gradient(case["function"], point))
        path.append(point)
    np.testing.assert_allclose(path, array(case["path"]), rtol=1e-11, atol=1e-13)


def network(case: dict[str, Any]) -> Problem:
    """The experiment that PyTorch trained."""
    start = case["start"]
    layers = [
        {
            "units": len(bias),
            "activation": case["hidden"] if i < len(start["biases"]) - 1 else case["output"],
            "weights": weights,
            "bias": bias,
        }
        for i, (weights, bias) in enumerate(zip(start["weights"], start["biases"], strict=True))
    ]
    penalty = {key: case[key] for key in ("l1", "l2") if key in case}
    return Problem(
        Experiment.from_dict(
            {
                "data": {"source": "inline", "inputs": case["x"], "targets": case["y"]},
                "layers": layers,
                "loss": {"name": case["loss"], "reduction": case.get("reduction", "mean")},
                "optimizer": case["optimizer"],
                "regularization": penalty,
            }
        )
    )


@pytest.mark.parametrize(
    "case",
    NETWORK_FIGURES,
    ids=lambda c: f"{c['hidden']}-{c['output']}-{c['loss']}-{c['optimizer']['name']}",
)
def test_networks_learn_alike(case: dict[str, Any]) -> None:
    """A 2-4-3-3 network: first gradients, the loss at each of 20 iterations, the last weights."""
    problem = network(case)
    state = problem.initial_state()
    *_, last = micro_steps(problem, state)
    for layer in problem.layers:
        i = layer.index - 1
        expected = array(case["first"]["dW"][i])
        np.testing.assert_allclose(last.dW[layer.index], expected, rtol=1e-11, atol=1e-15)
        expected = array(case["first"]["db"][i])
        np.testing.assert_allclose(last.db[layer.index], expected, rtol=1e-11, atol=1e-15)
    losses, penalties = [], []
    for _ in case["losses"]:
        *_, last = micro_steps(problem, state)
        losses.append(last.loss)
        penalties.append(last.penalty or 0.0)
        assert last.next_state is not None
        state = last.next_state
    np.testing.assert_allclose(losses, case["losses"], rtol=1e-10)
    np.testing.assert_allclose(penalties, case["penalties"], rtol=1e-10)
    engine = Engine(problem)
    engine.load(problem.initial_state())
    engine.run(len(losses))
    assert engine.state().params.tobytes() == state.params.tobytes()
    for layer in problem.layers:
        i, params = layer.index - 1, state.params
        bias = layer.bias(params)
        assert bias is not None
        expected = array(case["end"]["weights"][i])
        np.testing.assert_allclose(layer.weights(params), expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(bias, array(case["end"]["biases"][i]), rtol=1e-9, atol=1e-12)
