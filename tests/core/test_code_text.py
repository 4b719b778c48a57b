"""The NumPy text of each registry entry computes what the engine computes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import OPTIMIZER_SETTINGS, output_for

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Calls
from bpviz.core.code_text import activation_functions, function, function_name, loss_functions
from bpviz.core.losses import LOSSES
from bpviz.core.optimizer_code import memory_of, parameters_of
from bpviz.core.optimizers import OPTIMIZERS, Minimizer
from bpviz.core.schedules import SCHEDULES

POINTS = np.concatenate(
    [np.random.default_rng(1).normal(size=400) * 3, [0.0, -0.0, 1.0, -1.0, 40.0, -40.0, 800, -800]]
)


def namespace(*sources: str) -> dict[str, Any]:
    """What the texts define, with nothing but NumPy and math."""
    names: dict[str, Any] = {"np": np, "math": math}
    for source in sources:
        exec(source, names)
    return names


def every_activation() -> list[str]:
    """All activations' texts: they may call each other."""
    return [source for name in ACTIVATIONS for source in activation_functions(name).values()]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_an_activations_text_is_the_activation(name: str, dtype: type) -> None:
    """Both f and f′ (softmax: δ) equal the engine's, at kinks and far out too; dtypes stay."""
    names, entry = namespace(*every_activation()), ACTIVATIONS[name]
    z = POINTS.reshape(-1, 4).astype(dtype)
    near = {"rtol": 1e-12, "atol": 1e-12} if dtype is np.float64 else {"rtol": 1e-5, "atol": 1e-5}
    result = names[name](z)
    np.testing.assert_allclose(result, entry.f(z), **near)
    if entry.slope is not None:
        slope, wanted = names[f"{name}_slope"](z), entry.df(z)
    else:
        da = np.random.default_rng(2).normal(size=z.shape).astype(dtype)
        slope = names[f"{name}_backward"](da, z)
        wanted = np.einsum("sj,sjk->sk", da, entry.jacobian(z))
    np.testing.assert_allclose(slope, wanted, **near)
    assert result.dtype == slope.dtype == dtype


def bound(bind: Callable[..., None], *given: Any) -> Any:
    """What the engine's calls give for columns."""
    columns = [np.ascontiguousarray(array.T) for array in given]
    result, calls = np.empty_like(columns[0]), Calls(float)
    bind(calls, *columns, result)
    calls.run()
    return result.T


@pytest.mark.parametrize("n_out", [1, 3])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", sorted(LOSSES))
def test_a_losss_text_is_the_loss(name: str, reduction: str, n_out: int) -> None:
    """The loss of a batch, from a and from z, and its derivative equal the engine's, kinks too."""
    loss, rng = LOSSES[name], np.random.default_rng(3)
    names = namespace(*loss_functions(name, loss, n_out, reduction).values())
    for scale in (1.0, 300.0):
        z = scale * rng.normal(size=(8, n_out))
        low, high = loss.targets or (-1.0, 1.0)
        y = np.where(rng.random(z.shape) < 0.5, low, high)
        a = ACTIVATIONS[output_for(name)].f(z)
        if not loss.fused:
            a[:3] = y[:3]
            a[3:5] = y[3:5] + 1.0
        weight = loss.weight(n_out, len(y), reduction)
        if scale == 1.0:
            whole = weight * bound(loss.terms, a, y).sum()
            assert names[name](a, y) == pytest.approx(whole, rel=1e-12, abs=1e-12)
            slope = weight * bound(loss.gradient, a, y)
            np.testing.assert_allclose(names[f"{name}_slope"](a, y), slope, rtol=1e-12, atol=1e-12)
        for terms in loss.fused.values():
            whole = weight * bound(terms, z, y).sum()
            assert names[f"{name}_with_logits"](z, y) == pytest.approx(whole, rel=1e-12, abs=1e-12)


MORE_SETTINGS: list[dict[str, Any]] = [
    {"name": "sgd", "weight_decay": 0.1},
    {"name": "adagrad"},
    {"name": "rmsprop", "momentum": 0.9, "weight_decay": 0.1},
    {"name": "adamw", "weight_decay": 0.0, "amsgrad": True},
]


@pytest.mark.parametrize("given", OPTIMIZER_SETTINGS + MORE_SETTINGS, ids=str)
def test_an_optimizers_text_is_the_optimizer(given: dict[str, Any]) -> None:
    """Ten updates by the line of code, and the function it calls, equal the engine's."""
    entry = OPTIMIZERS[given["name"]]
    settings = {name: given.get(name, param.default) for name, param in entry.params.items()}
    rng, source = np.random.default_rng(4), entry.source(settings)
    minimizer = Minimizer(given["name"], settings, 0.05, rng.normal(size=6))
    names = namespace(source)
    names |= settings | {"W1": minimizer.point.copy(), "lr": 0.05}
    if "betas" in settings:
        names["beta1"], names["beta2"] = settings["betas"]
    memory = memory_of(source)
    assert len(memory) == len(entry.slots(settings))
    for letter in memory:
        names[f"{letter}_W1"] = np.full(6, entry.slot_start(settings))
    for t in range(1, 11):
        names["dW1"], names["t"] = rng.normal(size=6), t
        exec(entry.code(settings).format(p="W1", g="dW1"), names)
        np.testing.assert_allclose(names["W1"], minimizer.step(names["dW1"]), rtol=1e-12)


@pytest.mark.parametrize("name", sorted(SCHEDULES))
@given(iteration=st.integers(0, 5000))
def test_a_schedules_text_is_the_schedule(name: str, iteration: int) -> None:
    """The factor as code equals the factor, whatever the iteration."""
    entry = SCHEDULES[name]
    settings = {key: param.default for key, param in entry.params.items()}
    names = {**namespace(), **settings, "iteration": iteration}
    *lines, factor = (entry.code or "1").split("\n")
    exec("\n".join([*lines, f"factor = {factor}"]), names)
    assert names["factor"] == pytest.approx(entry.factor(iteration, settings), rel=1e-14)


def test_functions_are_taken_apart() -> None:
    """A function's text has its name, its parameters and what it remembers."""
    source = function("adam", "p, g, m, v, lr, t", "# why\nm + 1\np, m, v")
    assert source == "def adam(p, g, m, v, lr, t):\n    # why\n    m + 1\n    return p, m, v"
    assert function_name(source) == "adam"
    assert parameters_of(source) == ["p", "g", "m", "v", "lr", "t"]
    assert memory_of(source) == ["m", "v"]
