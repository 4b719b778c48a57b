"""The arrays of an iteration in order of computation, their numbers, and where a cell leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.optimizer_code import memory_of
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.ui.selection import Selection

Family = Literal["samples", "weights", "bias", "number"]
"""Rows and columns: samples and units, inputs and units, units in one row, or a single number."""

AT_START = -1
"""The position of what an iteration begins with."""

_FAMILIES: dict[str, Family] = {
    "terms": "samples",
    "loss": "number",
    "penalty": "number",
    "z": "samples",
    "a": "samples",
    "mask": "samples",
    "dropped": "samples",
    "da": "samples",
    "delta": "samples",
    "dW": "weights",
    "db": "bias",
    "clip_norm": "number",
    "clip_scale": "number",
}
"""What a record keeps, but for the parameters after the update."""
_ORDER = tuple(_FAMILIES)
_MAIN = {
    "batch": "x",
    "linear": "z",
    "activation": "a",
    "dropout": "dropped",
    "loss": "terms",
    "dropout_backward": "da",
    "delta": "delta",
    "gradient": "dW",
    "clip": "clip_norm",
    "update": "new_W",
}
"""By phase, the array that it is about."""
_NEVER_NEGATIVE = ("mask", "terms", "loss", "penalty", "clip_norm", "clip_scale")
_SQUARES = ("sum", "square_average", "v", "v_max")
"""Slots of the optimizers that are never negative."""


class Key(NamedTuple):
    """Names an array in any iteration and any run: its kind, its layer, the optimizer's slot."""

    kind: str
    layer: int = 0
    slot: str = ""


@dataclass(frozen=True)
class Entry:
    """An array of an iteration, known or not.

    Attributes
    ----------
    key : Key
    family : Family
    position : int
        The micro-step from which on it is known; `AT_START` for what was there before.
    shape : tuple of int
        As NumPy gives it.
    units : int
        The layer that the columns are the units of; 0 are the inputs.
    """

    key: Key
    family: Family
    position: int
    shape: tuple[int, ...]
    units: int

    @property
    def table(self) -> tuple[int, int]:
        """How many rows and columns it has as a table."""
        rows, columns = (1, 1, *self.shape)[-2:]
        return rows, columns


def entries(step: Step) -> tuple[Entry, ...]:
    """Every array of the step's iteration, in order of computation."""
    problem, n = step.problem, len(step.batch)
    found = []
    for layer in problem.layers:
        found.append(_parameter(problem, "W", layer.index, AT_START))
        if layer.use_bias:
            found.append(_parameter(problem, "b", layer.index, AT_START))
    last = problem.n_layers
    found.append(Entry(Key("x"), "samples", 0, (n, problem.n_in), 0))
    found.append(Entry(Key("y"), "samples", 0, (n, problem.n_out), last))
    slots = step.record.slots
    kept = [(slot.position, _ORDER.index(name), name, index) for (name, index), slot in
            slots.items() if name in _FAMILIES]  # fmt: skip
    for layer in problem.layers:
        kept.append((slots["W", layer.index].position, len(_ORDER), "update", layer.index))
    for position, _, name, index in sorted(kept):
        if name == "update":
            found += _updated(problem, index, position)
            continue
        shape = slots[name, index].read(step.record.arena).shape
        units = last if name == "terms" else index
        found.append(Entry(Key(name, index), _FAMILIES[name], position, shape, units))
    return tuple(found)


def _parameter(problem: Problem, kind: str, index: int, position: int, slot: str = "") -> Entry:
    """An entry in the shape of a layer's W or b."""
    layer = problem.layers[index - 1]
    if kind.endswith("W"):
        shape: tuple[int, ...] = (layer.n_in, layer.n_out)
        return Entry(Key(kind, index, slot), "weights", position, shape, index)
    return Entry(Key(kind, index, slot), "bias", position, (layer.n_out,), index)


def _updated(problem: Problem, index: int, position: int) -> list[Entry]:
    """What is known with a layer's update: what is remembered, the change and what comes of it."""
    ends = ("W", "b") if problem.layers[index - 1].use_bias else ("W",)
    kinds = [(f"slot_{end}", slot) for slot in problem.slot_names for end in ends]
    kinds += [(f"step_{end}", "") for end in ends] + [(f"new_{end}", "") for end in ends]
    return [_parameter(problem, kind, index, position, slot) for kind, slot in kinds]


def main_key(step: Step) -> Key:
    """The array that a micro-step is about."""
    return Key(_MAIN[step.phase], step.layer)


def value(step: Step, entry: Entry) -> Array | None:
    """The numbers in the shape `entry.shape`, or None where they are not known yet."""
    if entry.position > step.position:
        return None
    kind, index, slot = entry.key
    if kind in ("x", "y"):
        return step.x if kind == "x" else step.y
    if kind in ("W", "b"):
        return (step.W_before if kind == "W" else step.b_before)[index]
    arena, kept = step.record.arena, step.record.slots
    if kind in _FAMILIES:
        return kept[kind, index].read(arena)
    what, end = kind.split("_")
    if what == "slot":
        flat = step.record.slots_after[step.problem.slot_names.index(slot)]
        layer = step.problem.layers[index - 1]
        return layer.weights(flat) if end == "W" else layer.bias(flat)
    after = kept[end, index].read(arena)
    if what == "new":
        return after
    with np.errstate(all="ignore"):
        return after - (step.W_before if end == "W" else step.b_before)[index]


def is_signed(problem: Problem, entry: Entry) -> bool:
    """Whether its numbers may be below zero, as far as one can tell from what they are."""
    kind, index, slot = entry.key
    if kind in _NEVER_NEGATIVE:
        return False
    if kind in ("a", "dropped"):
        return ACTIVATIONS[problem.layers[index - 1].activation].low < 0
    if kind in ("x", "y"):
        return bool((problem.x_train if kind == "x" else problem.y_train).min() < 0)
    return slot not in _SQUARES


def slot_letter(problem: Problem, slot: str) -> str:
    """What the optimizer's rule calls one of its slots: m and v for Adam."""
    letters = memory_of(problem.optimizer.source(problem.experiment.optimizer.params))
    return dict(zip(problem.slot_names, letters, strict=False)).get(slot, slot)


# ---- cells and what is selected --------------------------------------------------------------


def selection_at(
    problem: Problem, entry: Entry, cell: tuple[int, int], old: Selection
) -> Selection | None:
    """What a click on a cell (row, column) selects; None for a number of the whole network."""
    row, column = cell
    if entry.family == "number":
        return None
    if entry.family == "samples":
        return Selection(entry.units, column, None, row)
    bias = problem.layers[entry.units - 1].n_in
    source = row if entry.family == "weights" else bias
    return Selection(entry.units, column, source, old.sample)


def marked(problem: Problem, entry: Entry, chosen: Selection) -> tuple[int | None, int | None]:
    """Row and column of what is selected; None: all of them, both None: nothing of this array."""
    own = chosen.layer == entry.units
    if entry.family == "samples":
        return chosen.sample, chosen.unit if own else None
    if entry.family == "number" or not own:
        return None, None
    is_bias = chosen.source == problem.layers[entry.units - 1].n_in
    if chosen.source is not None and is_bias != (entry.family == "bias"):
        return None, None
    return (0 if entry.family == "bias" else chosen.source), chosen.unit
