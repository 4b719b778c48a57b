"""What the variables of a listing hold at a step: the numbers behind the lines of code."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.listing import constants
from bpviz.core.optimizer_code import memory_of
from bpviz.core.step import Step

_OF_LAYER = re.compile(r"(z|a|mask|da|dW|db|d|W|b)(\d+)")
_MEMORY = re.compile(r"(\w+)_([Wb])(\d+)")


def variable(step: Step, name: str) -> Array | None:
    """What a variable of the listing holds after a micro-step.

    Parameters
    ----------
    step : Step
    name : str
        As in `Listing.names`: ``"a1"``, ``"dW2"``, ``"m_W1"``, ``"lr"`` …

    Returns
    -------
    array or None
        In the shape it has in the program (rows are samples; numbers have the shape ()). None where
        it has no value yet in this iteration, and for what a step does not keep (`rng`).
    """
    problem = step.problem
    samples = {"x_train": problem.x_train, "y_train": problem.y_train, "x": step.x, "y": step.y}
    if name in samples:
        return samples[name]
    if match := _OF_LAYER.fullmatch(name):
        return _of_layer(step, match[1]).get(int(match[2]))
    if match := _MEMORY.fullmatch(name):
        return _remembered(step, match[1], match[2], int(match[3]))
    value = _number(step, name)
    return None if value is None else np.asarray(value)


def _of_layer(step: Step, symbol: str) -> Mapping[int, Array]:
    """By layer, what is known of one kind; a is what dropout left of it."""
    return {
        "z": step.z,
        "a": {**step.a, **step.dropped},
        "mask": step.mask,
        "da": step.da,
        "d": step.delta,
        "dW": step.dW,
        "db": step.db,
        "W": step.W,
        "b": step.b,
    }[symbol]


def _remembered(step: Step, letter: str, parameter: str, index: int) -> Array | None:
    """An optimizer's slot of one layer's W or b, as it stands at the step."""
    problem = step.problem
    letters = memory_of(problem.optimizer.source(problem.experiment.optimizer.params))
    if letter not in letters:
        return None
    updated = step.record.slots["W", index].position <= step.position
    slots = step.record.slots_after if updated else step.state.slots
    slot, layer = slots[letters.index(letter)], problem.layers[index - 1]
    return layer.weights(slot) if parameter == "W" else layer.bias(slot)


def _number(step: Step, name: str) -> float | None:
    """A single number: a setting, a clock or a result."""
    found: dict[str, float | None] = {
        **{key: float(value) for key, value in constants(step.problem).items()},
        "lr": step.problem.learning_rate(step.iteration),
        "t": step.state.updates + 1,
        "iteration": step.iteration,
        "loss": step.loss,
        "penalty": step.penalty,
        "norm": step.clip_norm,
        "c": step.clip_scale,
    }
    return found.get(name)
