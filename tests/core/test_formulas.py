"""Formulas: everything that the core writes in LaTeX can be typeset."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.experiment import Experiment
from bpviz.core.initializers import INITIALIZERS
from bpviz.core.losses import LOSSES
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.params import defaults
from bpviz.core.problem import Problem
from bpviz.core.schedules import SCHEDULES

with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
    import ziamath  # its ziafont calls importlib.resources.path, deprecated in Python 3.11

OPTIMIZER_SETTINGS: dict[str, list[dict[str, Any]]] = {
    "sgd": [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}],
    "rmsprop": [{}, {"centered": True}, {"momentum": 0.5}],
    "adamw": [{}, {"weight_decay": 0.0}],
}


def of_the_registries() -> Iterator[tuple[str, str]]:
    """A name and a formula for every entry."""
    for name, activation in ACTIVATIONS.items():
        yield name, activation.formula
        yield f"{name} slope", activation.slope_formula
    for name, loss in LOSSES.items():
        yield name, loss.formula
        yield f"{name} gradient", loss.gradient_formula
    for name, optimizer in OPTIMIZERS.items():
        for settings in OPTIMIZER_SETTINGS.get(name, [{}]):
            full = defaults(optimizer.params) | settings
            yield "-".join([name, *settings]), optimizer.formula(full)
    for registry in (INITIALIZERS, SCHEDULES):
        yield from ((name, entry.formula) for name, entry in registry.items())


FORMULAS = dict(of_the_registries())


@cache
def width(formula: str) -> float:
    """The width of the formula as it is drawn, in pixels at 20 px; raises if it cannot be."""
    size: tuple[float, float] = ziamath.Latex(formula, size=20).getsize()
    return size[0]


@pytest.mark.parametrize("name", FORMULAS)
def test_every_formula_of_a_registry_can_be_typeset(name: str) -> None:
    """The typesetter accepts it and draws something not wider than a slide."""
    assert 0 < width(FORMULAS[name]) < 900


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", LOSSES)
def test_every_micro_step_can_be_typeset(name: str, reduction: str) -> None:
    """With each loss, dropout, both penalties and clipping in the formulas."""
    layers = [
        {"units": 2, "activation": "leaky_relu", "dropout": 0.5},
        {"units": 2, "activation": "softmax"},
        {"units": 2, "activation": (*LOSSES[name].outputs, "tanh")[0]},
    ]
    problem = Problem(
        Experiment.from_dict(
            {
                "layers": layers,
                "loss": {"name": name, "reduction": reduction},
                "regularization": {"l1": 0.1, "l2": 0.1},
                "training": {"clip_norm": 1.0},
            }
        )
    )
    for micro in problem.micros:
        assert width(micro.formula) > 0, micro
        compile(micro.code, micro.phase, "exec")
