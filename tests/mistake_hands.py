"""What the tests of mistakes share: experiments, and a run beside its healthy twin."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bpviz.core import Experiment, Problem, Step, micro_steps
from bpviz.core.engine import Engine
from bpviz.core.step import State

NOTHING: Mapping[str, Any] = MappingProxyType({})


def injected(experiment: Experiment, mistake: str) -> Experiment:
    """The same experiment with a mistake."""
    training = dataclasses.replace(experiment.training, mistake=mistake)
    return dataclasses.replace(experiment, training=training)


def run(problem: Problem, iterations: int) -> State:
    """The state after so many iterations."""
    engine = Engine(problem)
    engine.load(problem.initial_state())
    engine.run(iterations)
    return engine.state()


def steps_at(problem: Problem, iteration: int) -> list[Step]:
    """The micro-steps of an iteration."""
    return list(micro_steps(problem, run(problem, iteration)))


def network(
    activation: str = "sigmoid",
    output: str = "sigmoid",
    loss: str = "mse",
    units: tuple[int, ...] = (3, 3, 3),
    *,
    samples: int = 6,
    reduction: str = "mean",
    layer: Mapping[str, Any] = NOTHING,
    **tables: Mapping[str, Any],
) -> Experiment:
    """Points of three inputs and as many classes, through layers that are all as wide."""
    rows = [[(3 * r + c) % 7 / 7 - 0.4 for c in range(3)] for r in range(samples)]
    low = -1.0 if loss == "hinge" else 0.0
    targets = [
        [1.0 if c == r % units[-1] else low for c in range(units[-1])] for r in range(samples)
    ]
    hidden = [{"units": n, "activation": activation, **layer} for n in units[:-1]]
    data = {"source": "inline", "inputs": rows, "targets": targets}
    return Experiment.from_dict(
        {
            "seed": 3,
            "data": data,
            "layers": [*hidden, {"units": units[-1], "activation": output}],
            "loss": {"name": loss, "reduction": reduction},
            **tables,
        }
    )
