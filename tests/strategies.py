"""Random experiments for property tests: every registry entry can turn up."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bpviz.core import Experiment
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.losses import LOSSES
from bpviz.core.schedules import SCHEDULES

OPTIMIZER_SETTINGS: list[dict[str, Any]] = [
    {"name": "sgd"},
    {"name": "sgd", "momentum": 0.9, "dampening": 0.1, "weight_decay": 0.01},
    {"name": "sgd", "momentum": 0.5, "nesterov": True},
    {"name": "adagrad", "lr_decay": 0.1, "initial_accumulator_value": 0.1},
    {"name": "rmsprop"},
    {"name": "rmsprop", "centered": True, "momentum": 0.5},
    {"name": "adam"},
    {"name": "adam", "amsgrad": True, "weight_decay": 0.01},
    {"name": "adamw"},
]
TWO_CLASS_SOURCES = ("xor", "circle", "gauss", "spiral", "moons")


def output_for(loss: str) -> str:
    """An output activation that the loss is defined for."""
    return (*LOSSES[loss].outputs, "tanh")[0]


@st.composite
def experiments(draw: st.DrawFn, dtype: str | None = None) -> Experiment:
    """A small experiment with any activation, loss, optimizer, schedule and regularization."""
    loss = draw(st.sampled_from(sorted(LOSSES)))
    hidden = draw(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(sorted(ACTIVATIONS)),
                                     st.sampled_from([0.0, 0.0, 0.4])), max_size=3))  # fmt: skip
    n_out = 2 if loss == "cross_entropy" else draw(st.integers(1, 2))
    layers: list[dict[str, Any]] = [
        {"units": units, "activation": name, "dropout": dropout, "use_bias": draw(st.booleans())}
        for units, name, dropout in hidden
    ]
    layers.append(
        {"units": n_out, "activation": output_for(loss), "train_bias": draw(st.booleans())}
    )
    samples = draw(st.integers(4, 12))
    return Experiment.from_dict(
        {
            "seed": draw(st.integers(0, 1000)),
            "data": {
                "source": draw(st.sampled_from(TWO_CLASS_SOURCES)),
                "samples": samples,
                "noise": 0.1,
                "test_fraction": draw(st.sampled_from([0.0, 0.3])),
                "standardize": draw(st.booleans()),
            },
            "layers": layers,
            "loss": {"name": loss, "reduction": draw(st.sampled_from(["mean", "sum"]))},
            "optimizer": {**draw(st.sampled_from(OPTIMIZER_SETTINGS)), "learning_rate": 0.05},
            "regularization": draw(
                st.sampled_from([{}, {"l1": 0.01}, {"l2": 0.1}, {"l1": 0.01, "l2": 0.01}])
            ),
            "training": {
                "batch_size": draw(st.integers(0, samples + 1)),
                "shuffle": draw(st.booleans()),
                "clip_norm": draw(st.sampled_from([0.0, 0.5])),
                "schedule": draw(st.sampled_from(sorted(SCHEDULES))),
                "dtype": dtype or draw(st.sampled_from(["float64", "float32"])),
            },
        }
    )
