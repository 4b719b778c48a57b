"""The gradient check: every gradient passes it, and every classic bug fails it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.engine import Engine, micro_steps
from bpviz.core.experiment import Experiment
from bpviz.core.gradcheck import (
    ACCEPTED,
    AT_LEAST,
    GradCheck,
    _arrays,
    _choose,
    engine_gradient,
    gradcheck,
    gradcheck_slices,
    relative_error,
)
from bpviz.core.losses import LOSSES
from bpviz.core.problem import Problem
from bpviz.core.step import State

Floats = NDArray[np.float64]


def targets(output: str, loss: str, count: int, width: int) -> list[list[float]]:
    """Targets that the loss is defined for and that the output does not hit exactly."""
    rng = np.random.default_rng(4)
    if loss == "cross_entropy":
        return np.eye(width)[np.arange(count) % width].tolist()
    if loss == "hinge":
        return rng.choice([-1.0, 1.0], (count, width)).tolist()
    if loss == "binary_cross_entropy":
        return rng.random((count, width)).tolist()
    return rng.normal(0.0, 1.5, (count, width)).tolist()


def problem(
    hidden: str,
    output: str,
    loss: str,
    changes: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    *,
    seed: int = 1,
) -> Problem:
    """Five samples through 3-4-3-2 units, weights and biases drawn from the seed."""
    rng = np.random.default_rng(seed)
    widths, names = (3, 4, 3, 2), (hidden, hidden, output)
    layers = [
        {
            "units": n_out,
            "activation": name,
            "weights": rng.normal(0.0, 0.8, (n_in, n_out)).tolist(),
            "bias": rng.normal(0.0, 0.5, n_out).tolist(),
        }
        for n_in, n_out, name in zip(widths, widths[1:], names, strict=False)
    ]
    for layer in layers[:-1]:
        layer.update(changes.get("layer", {}))
    data = {
        "source": "inline",
        "inputs": rng.normal(size=(5, 3)).tolist(),
        "targets": targets(output, loss, 5, 2),
    }
    table = {"data": data, "layers": layers, "loss": {"name": loss}, "seed": seed}
    for section in ("loss", "optimizer", "regularization", "training"):
        table[section] = table.get(section, {}) | changes.get(section, {})
    return Problem(Experiment.from_dict(table))


def run(p: Problem, **options: Any) -> GradCheck:
    """Check the gradient at the start."""
    return gradcheck(p, p.initial_state(), **options)


def outputs_of(loss: str) -> list[str]:
    """The output activations that make sense with a loss."""
    return list(LOSSES[loss].outputs or ACTIVATIONS)


PAIRS = [(output, loss) for loss in LOSSES for output in outputs_of(loss)]


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_every_output_with_every_loss(output: str, loss: str) -> None:
    """Each loss that an output activation may have: all gradients agree with the differences."""
    found = run(problem("tanh", output, loss))
    assert found.passed, found.worst
    assert all(check.skipped_kinks == 0 for check in found.layers)


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_hidden_activation_with_every_loss(hidden: str, loss: str) -> None:
    """Each activation in two hidden layers, under each loss."""
    found = run(problem(hidden, outputs_of(loss)[0], loss))
    assert found.passed, found.worst
    assert all(check.skipped_kinks == 0 for check in found.layers)


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": {"reduction": "sum"}},
        {"layer": {"dropout": 0.4}},
        {"layer": {"train_bias": False}},
        {"regularization": {"l1": 0.3}},
        {"regularization": {"l2": 0.3}},
        {"regularization": {"l1": 0.1, "l2": 0.2}, "layer": {"dropout": 0.2}},
        {"training": {"batch_size": 2}},
        {"training": {"clip_norm": 1e-3}},
        {"optimizer": {"name": "adam", "learning_rate": 0.01, "weight_decay": 0.1}},
    ],
    ids=str,
)
def test_everything_that_can_stand_between(changes: dict[str, Any]) -> None:
    """Reductions, dropout, penalties, mini-batches; clipping and weight decay leave L alone."""
    p = problem("silu", "linear", "mse", changes)
    state = p.initial_state()
    for _ in range(3):
        found = gradcheck(p, state)
        assert found.passed, found.worst
        assert all(check.checked == check.size for check in found.layers)
        *_, last = micro_steps(p, state)
        assert last.next_state is not None
        state = last.next_state


def test_layers_without_a_bias() -> None:
    """Only arrays that exist are checked."""
    layers = [{"units": 3, "use_bias": False}, {"units": 1}]
    found = run(Problem(Experiment.from_dict({"layers": layers})))
    assert [(check.layer, check.name) for check in found.layers] == [(1, "W"), (2, "W"), (2, "b")]
    assert found.passed


@settings(max_examples=30)
@given(
    seed=st.integers(0, 10_000),
    hidden=st.sampled_from(sorted(ACTIVATIONS)),
    pair=st.sampled_from(PAIRS),
)
def test_random_networks_pass(seed: int, hidden: str, pair: tuple[str, str]) -> None:
    """The bound is not tuned to one network: any of them passes."""
    found = run(problem(hidden, *pair, seed=seed))
    assert found.passed, found.worst


# ---- wrong gradients ---------------------------------------------------------------------------


def test_the_worst_element_is_named_with_both_values() -> None:
    """One wrong number in a gradient is found at its place, with what it is and should be."""
    p = problem("tanh", "linear", "mse")
    state = p.initial_state()
    gradient = engine_gradient(p, state)
    right = p.layers[1].weights(gradient)[2, 1]
    p.layers[1].weights(gradient)[2, 1] = wrong = right * 1.01
    found = gradcheck(p, state, gradient=gradient)
    worst = found.worst
    assert not found.passed
    assert (worst.layer, worst.name, worst.index) == (2, "W", (2, 1))
    assert worst.analytic == wrong
    assert worst.numeric == pytest.approx(right, rel=1e-7)
    assert worst.error == pytest.approx(0.01 / 1.01, rel=1e-4)
    assert sum(check.error > ACCEPTED for check in found.layers) == 1


def test_a_bias_that_is_never_updated_has_an_error_of_one() -> None:
    """The second article's listing forgets the hidden bias: its gradient is 0, the error 1."""
    layers = [{"units": 3, "activation": "sigmoid"}, {"units": 1, "activation": "sigmoid"}]
    p = Problem(Experiment.from_dict({"data": {"source": "scores"}, "layers": layers}))
    state = p.initial_state()
    gradient = engine_gradient(p, state)
    bias = p.layers[0].bias(gradient)
    assert bias is not None
    bias[:] = 0.0
    found = gradcheck(p, state, gradient=gradient)
    assert [check.error == 1.0 for check in found.layers] == [False, True, False, False]


# ---- kinks, rounding, sampling, twins ----------------------------------------------------------


def test_kinks_are_skipped_and_counted() -> None:
    """XOR's sample (0, 0) puts every ReLU exactly on its kink: no difference can judge b1."""
    layers = [{"units": 3, "activation": "relu"}, {"units": 1, "activation": "sigmoid"}]
    p = Problem(Experiment.from_dict({"layers": layers, "seed": 3}))
    found = run(p)
    assert found.passed
    w1, b1, w2, b2 = found.layers
    assert (b1.checked, b1.skipped_kinks, b1.index, b1.error) == (0, 3, None, 0.0)
    assert (w1.skipped_kinks, w2.skipped_kinks, b2.skipped_kinks) == (0, 0, 0)


def test_a_kink_between_the_points_is_seen_though_it_hides_in_the_mean() -> None:
    """One of 200 samples a tenth of h from the kink: skipped, not reported as an error of 1e-3."""
    rng = np.random.default_rng(0)
    x = np.concatenate([[1e-6], rng.uniform(0.5, 2.0, 199)])[:, None]
    layer = {"units": 1, "activation": "relu", "weights": [[1.0]], "bias": [0.0]}
    data = {"source": "inline", "inputs": x.tolist(), "targets": (x + 1.0).tolist()}
    found = run(Problem(Experiment.from_dict({"data": data, "layers": [layer]})))
    weights, bias = found.layers
    assert (weights.checked, weights.skipped_kinks) == (1, 0)
    assert (bias.checked, bias.skipped_kinks) == (0, 1)


@pytest.mark.parametrize(("loss", "target"), [("mae", 0.7), ("huber", 1.7), ("hinge", 1.0)])
def test_kinks_of_the_loss_are_seen(loss: str, target: float) -> None:
    """An output exactly on the loss's kink is skipped."""
    output = 1.0 if loss == "hinge" else 0.7
    layer = {"units": 1, "activation": "linear", "weights": [[output]], "bias": [0.0]}
    data = {"source": "inline", "inputs": [[1.0]], "targets": [[target]]}
    table = {"data": data, "layers": [layer], "loss": {"name": loss}}
    found = run(Problem(Experiment.from_dict(table)))
    assert [check.skipped_kinks for check in found.layers] == [1, 1]


def test_weights_at_zero_lie_on_the_kink_of_l1() -> None:
    """|W| has no derivative at 0: weights that start there are skipped, biases are not."""
    p = problem("tanh", "linear", "mse", {"regularization": {"l1": 0.1}})
    state = p.initial_state()
    params = state.params.copy()
    p.layers[0].weights(params)[1, 2] = 0.0
    found = gradcheck(p, State(0, params, state.slots, 0))
    assert found.passed
    assert [check.skipped_kinks for check in found.layers] == [1, 0, 0, 0, 0, 0]


def test_every_kink_in_the_registries_is_known_here() -> None:
    """Numerically: where a slope jumps, the registry names the place."""
    grid = np.linspace(-3.0, 3.0, 61)
    for name, entry in ACTIVATIONS.items():
        if name == "softmax":
            continue
        jumps = {round(float(z), 1) for z in grid if second_jump(entry.df, float(z)) > 1e-3}
        assert jumps == set(entry.kinks) | set(entry.bends), name


def second_jump(df: Callable[[Floats], Floats], z: float) -> float:
    """How far the slope, or the slope's slope, differs on the two sides of z."""
    at = df(np.array([z - 2e-5, z - 1e-5, z + 1e-5, z + 2e-5]))
    left, right = (at[1] - at[0]) / 1e-5, (at[3] - at[2]) / 1e-5
    return max(abs(at[2] - at[1]), abs(right - left) * 1e-2)


def test_vanished_gradients_are_counted_not_failed() -> None:
    """Ten sigmoid layers: what is below rounding is said to be so, the rest is judged."""
    layers = [{"units": 3, "activation": "sigmoid"}] * 14 + [{"units": 1}]
    p = Problem(Experiment.from_dict({"layers": layers, "seed": 1}))
    found = run(p)
    assert found.passed, found.worst
    assert found.layers[0].too_small > 0
    assert found.layers[-2].too_small == 0
    assert all(c.checked + c.too_small == c.size for c in found.layers)


def test_large_networks_are_sampled_with_the_seed() -> None:
    """Above `sample` parameters about so many are looked at, the same ones each time."""
    layers = [{"units": 60, "activation": "tanh"}, {"units": 60}, {"units": 1}]
    p = Problem(Experiment.from_dict({"layers": layers, "seed": 2}))
    found, again = run(p, sample=200), run(p, sample=200)
    assert found.sampled
    assert found == again
    looked = [check.checked + check.too_small for check in found.layers]
    assert 200 <= sum(looked) < 300
    assert all(n >= min(AT_LEAST, c.size) for n, c in zip(looked, found.layers, strict=True))
    assert sum(check.size for check in found.layers) == p.n_params > 2000
    assert not run(p, sample=10**6).sampled


def test_float32_is_checked_on_its_float64_twin() -> None:
    """With 7 digits no difference is good enough, so the same weights are checked with 16."""
    p = problem("tanh", "linear", "mse", {"training": {"dtype": "float32"}})
    found = run(p)
    assert found.twin
    assert found.passed, found.worst
    assert not run(problem("tanh", "linear", "mse")).twin


def test_a_run_that_blew_up_fails_the_check() -> None:
    """A non-finite weight gives an infinite error, no exception and no warning."""
    p = problem("tanh", "linear", "mse")
    state = p.initial_state()
    params = state.params.copy()
    params[0] = np.nan
    found = gradcheck(p, State(0, params, state.slots, 0))
    assert found.worst.error == np.inf
    assert not found.passed


def test_nothing_is_changed_by_checking() -> None:
    """The state's arrays are the same afterwards and so is the run."""
    p = problem("relu", "linear", "mse", {"layer": {"dropout": 0.3}, "training": {"batch_size": 2}})
    state = p.initial_state()
    before = state.params.tobytes()
    engine = Engine(p)
    engine.load(state)
    engine.run(5)
    straight = engine.state().params.tobytes()
    gradcheck(p, state)
    assert state.params.tobytes() == before
    engine.load(state)
    engine.run(5)
    assert engine.state().params.tobytes() == straight


@given(a=st.floats(-1e6, 1e6), n=st.floats(-1e6, 1e6))
def test_relative_error_by_its_rules(a: float, n: float) -> None:
    """Symmetric, 0 for two zeros, 1 where one is zero, 2 for opposite signs, never negative."""
    error = relative_error(a, n)
    assert error == relative_error(n, a)
    assert 0.0 <= error <= 2.0
    assert relative_error(0.0, 0.0) == 0.0
    if a and np.isfinite(1.0 / a):
        assert relative_error(a, 0.0) == 1.0
        assert relative_error(a, -a) == 2.0


def test_every_compared_parameter_is_kept() -> None:
    """The worst of an array is the largest of its errors, and each error is that of its values."""
    problem = Problem(Experiment(seed=3))
    found = gradcheck(problem, problem.initial_state())
    gradient = engine_gradient(problem, problem.initial_state())
    for check in found.layers:
        layer, compared = problem.layers[check.layer - 1], check.compared
        own = layer.weights(gradient) if check.name == "W" else layer.bias(gradient)
        assert np.array_equal(compared.analytic, np.asarray(own))
        assert check.index is not None
        assert compared.errors[check.index] == check.error == compared.errors.max()
        for index in np.ndindex(compared.errors.shape):
            pair = float(compared.analytic[index]), float(compared.numeric[index])
            assert compared.errors[index] == relative_error(*pair)
        assert not compared.errors.flags.writeable


def test_what_is_not_compared_is_not_a_number() -> None:
    """Outside the sample nothing is claimed: the counts are those of the numbers there are."""
    problem = Problem(Experiment(seed=3))
    found = gradcheck(problem, problem.initial_state(), sample=5)
    for check in found.layers:
        assert int(np.isfinite(check.compared.errors).sum()) == check.checked
        assert np.array_equal(np.isnan(check.compared.errors), np.isnan(check.compared.numeric))


def test_it_can_be_done_in_slices() -> None:
    """The share grows to 1, one parameter a slice, and the end is what `gradcheck` finds."""
    problem = Problem(Experiment(seed=3))
    found: list[GradCheck] = []

    def run() -> Iterator[float]:
        found.append((yield from gradcheck_slices(problem, problem.initial_state())))

    shares = list(run())
    assert found == [gradcheck(problem, problem.initial_state())]
    n = problem.n_params
    assert shares[-n:] == [(k + 1) / n for k in range(n)]
    assert set(shares[:-n]) == {0.0}
    assert len(shares[:-n]) >= 2 * problem.n_layers  # nor is the set-up one piece
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_sample_costs_what_it_holds() -> None:
    """Of four million weights a sample is drawn, and placed, without a list of them all."""
    layers = [{"units": 2000, "activation": "tanh"}] * 2 + [{"units": 1}]
    p = Problem(Experiment.from_dict({"data": {"source": "xor"}, "layers": layers}))
    rng = np.random.default_rng(0)
    tracemalloc.start()
    chosen = [_choose(rng, layer, name, 2000 / p.n_params) for layer, name in _arrays(p)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
    assert 2000 <= sum(len(one) for one in chosen) < 2100
    places = np.arange(p.n_params)
    for (layer, name), one in zip(_arrays(p), chosen, strict=True):
        array = layer.weights(places) if name == "W" else layer.bias(places)
        assert array is not None
        assert [int(array[index]) for index, _ in one] == [place for _, place in one]
        assert len(dict(one)) == len(one)
