"""What runs are called beside each other: by all in which they differ, and nothing else."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from bpviz.core.experiment import Experiment
from bpviz.files.lessons import load_experiment
from bpviz.ui.compare.naming import names_of_experiments

XOR = load_experiment("xor")[0]


def changed(table: str, base: Experiment = XOR, **values: Any) -> Experiment:
    """The same with other settings in a table; ``hidden`` and ``output`` are layers."""
    if table in ("hidden", "output"):
        *hidden, last = base.layers
        if table == "hidden":
            hidden = [dataclasses.replace(layer, **values) for layer in hidden]
        else:
            last = dataclasses.replace(last, **values)
        return dataclasses.replace(base, layers=(*hidden, last))
    section = dataclasses.replace(getattr(base, table), **values)
    return dataclasses.replace(base, **{table: section})


@pytest.mark.parametrize(
    ("other", "names"),
    [
        (XOR, ("", "")),
        (dataclasses.replace(XOR, title="Another"), ("", "")),
        (changed("training", mistake="sign_flipped"), ("no mistake", "sign flipped")),
        (changed("training", shuffle=False), ("samples shuffled", "samples in order")),
        (changed("training", dtype="float32"), ("64 bits", "32 bits")),
        (changed("loss", reduction="sum"), ("mean over the batch", "sum over the batch")),
        (changed("hidden", train_bias=False), ("biases trained", "biases fixed")),
        (changed("training", epochs=7), ("other settings", "other settings")),
        (
            changed("training", mistake="factor_two", epochs=7),
            ("no mistake + other settings", "gradient doubled + other settings"),
        ),
    ],
)
def test_runs_are_called_by_what_differs(other: Experiment, names: tuple[str, str]) -> None:
    """Each setting in its own words; what has none, beside the others, as other settings."""
    assert names_of_experiments(XOR, other) == names
    assert names_of_experiments(other, XOR) == names[::-1]


@pytest.mark.parametrize(
    ("optimizer", "params", "other", "names"),
    [
        ("adam", {}, {"betas": (0.5, 0.9)}, ("Adam", "Adam β₁, β₂ 0.5 0.9")),
        ("adam", {}, {"amsgrad": True}, ("Adam", "Adam AMSGrad")),
        ("sgd", {}, {"momentum": 0.9}, ("SGD", "SGD 0.9")),
        (
            "sgd",
            {"momentum": 0.9},
            {"momentum": 0.9, "nesterov": True},
            ("SGD 0.9", "SGD 0.9 Nesterov"),
        ),
        ("rmsprop", {}, {"alpha": 0.5}, ("RMSprop", "RMSprop alpha 0.5")),
    ],
)
def test_optimizers_are_called_by_their_settings(
    optimizer: str, params: dict[str, Any], other: dict[str, Any], names: tuple[str, str]
) -> None:
    """An optimizer beside itself with another setting is named with that setting."""
    pair = [changed("optimizer", name=optimizer, params=p) for p in (params, other)]
    assert names_of_experiments(pair[0], pair[1]) == names


def test_what_a_name_hides_is_other_settings() -> None:
    """Layers that a summary calls alike, and the output layer, are not passed over."""
    deep = load_experiment("deep-sigmoid")[0]
    first, *rest = deep.layers
    mixed = [
        dataclasses.replace(deep, layers=(*layers, *rest[1:]))
        for layers in (
            [dataclasses.replace(first, activation="relu"), rest[0]],
            [dataclasses.replace(first, activation="relu"),
             dataclasses.replace(rest[0], activation="relu")],
        )
    ]  # fmt: skip
    assert names_of_experiments(*mixed) == ("other settings", "other settings")
    assert names_of_experiments(XOR, changed("output", activation="tanh"))[0] == "other settings"


def test_more_layers_are_called_by_their_units() -> None:
    """Layers of the same kind added in the middle differ in nothing else."""
    first, *rest = XOR.layers
    more = dataclasses.replace(XOR, layers=(first, first, *rest))
    assert names_of_experiments(XOR, more)[0].endswith(" units")
    assert "+" not in names_of_experiments(XOR, more)[1]
