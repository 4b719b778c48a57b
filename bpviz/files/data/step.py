"""The arrays of one micro-step as a file: all that is known at it of its iteration.

They have the names of the blackboard: ``x, y``, ``W`` and ``b`` (what the iteration begins with),
``z, a, mask, dropped, da, delta, dW, db``, ``W_new`` and ``b_new`` (after the update), ``terms``
(the loss of each output of each sample), ``loss, penalty, clip_norm, clip_scale``. Rows are
samples, or what a weight comes from. What is not computed yet is not there.

A table has one number a line: ``name,layer,row,column,value``, all counted from 0 but for the
layers, which begin with 1 (0: no particular layer). A vector has no row, a single number neither
row nor column. In an archive the number of the layer follows the name: ``W1``, ``dW2``,
``W1_new``; besides there are ``batch``, the indices of the samples in the training set, and
``index``, ``iteration``, ``phase`` and ``layer`` of the micro-step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.step import Step
from bpviz.files.data.tables import numbers_of, write_arrays, write_table

HEADER = ("name", "layer", "row", "column", "value")
LAYERS = ("z", "a", "mask", "dropped", "da", "delta", "dW", "db")
"""What a step knows by layer …"""
NUMBERS = ("terms", "loss", "penalty", "clip_norm", "clip_scale")
"""… and of the whole network, each None where the network has no such thing."""

README = """All arrays that are known at one micro-step of a training run, made by bpviz.
The number of the layer follows the name: W1, z2, W1_new. Rows are samples.
x, y, batch: the samples and their indices in the training set. W (n_in, n_out), b: before the
update. z = a_before W + b, a = f(z); mask, dropped: of dropout. terms, loss, penalty: the loss of
each output, of the batch, and the regularizer's. da = dL/da, delta = dL/dz, dW = dL/dW,
db = dL/db; clip_norm, clip_scale: of gradient clipping. W_new, b_new: after the update.
"""


def arrays(step: Step) -> dict[tuple[str, int], Array]:
    """All that is known, by name and layer (0: no particular one), in order of computation."""
    found: dict[tuple[str, int], Any] = {}

    def add(name: str, by_layer: Mapping[int, Array]) -> None:
        found.update({(name, layer): array for layer, array in by_layer.items() if layer})

    add("W", step.W_before)
    add("b", step.b_before)
    found["x", 0], found["y", 0] = step.x, step.y
    for name in LAYERS:
        add(name, getattr(step, name))
    for name in NUMBERS:
        if (value := getattr(step, name)) is not None:
            found[name, 0] = value
    updated = [layer for layer in step.W if step.is_updated(layer)]
    add("W_new", {layer: step.W[layer] for layer in updated})
    add("b_new", {layer: step.b[layer] for layer in updated if layer in step.b})
    return {key: np.asarray(value) for key, value in found.items()}


def write_step(step: Step, stream: BinaryIO, ending: str) -> Iterator[float]:
    """Write what is known at `step` as a ``.csv`` or ``.npz`` file; see the module.

    Yields the share that is written, 0…1, after each piece.
    """
    found = arrays(step)
    if ending == ".npz":
        named: dict[str, Any] = {key: getattr(step, key) for key in ("index", "iteration", "layer")}
        named |= {"phase": step.phase, "batch": step.batch}
        named |= {_name(*key): array for key, array in found.items()}
        yield from write_arrays(stream, named, README)
        return
    lines = (
        (name, layer, *number)
        for (name, layer), array in found.items()
        for number in numbers_of(array)
    )
    yield from write_table(stream, HEADER, lines, sum(array.size for array in found.values()))


def _name(name: str, layer: int) -> str:
    """``W1``, ``W1_new``, ``loss``."""
    if not layer:
        return name
    symbol, *rest = name.split("_")
    return "_".join((f"{symbol}{layer}", *rest))
