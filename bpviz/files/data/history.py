"""The curves of a run as a file.

A table has a row for each iteration in which something was measured, and an empty cell for what
was not measured then; a quantity of layers has a column for each, ``grad_norm_1``,
``grad_norm_2`` … An archive has each quantity as it is kept, ``grad_norm`` being (m, L), and for
each group of them the iterations at which they were measured: see `QUANTITIES`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.history import History
from bpviz.files.data.tables import write_arrays, write_table

QUANTITIES: dict[str, tuple[str, ...]] = {
    "iterations": ("loss", "penalty", "grad_norm", "delta_norm", "bias_norm"),
    "eval_iterations": ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "dead"),
    "measure_iterations": (
        "predicted",
        "actual",
        "update_ratio",
        "activation_mean",
        "activation_std",
        "saturated",
    ),
}
"""Attribute of `History` with the iterations → those with what was measured at them."""

README = """The curves of a training run, made by bpviz.
A row holds what was computed in that iteration, before its update; L is the number of layers.
iterations (m,): at these there are loss (the batch's, data term), penalty (the regularizer's),
  and (m, L) the norms of dL/dW (grad_norm), dL/dz (delta_norm) and dL/db (bias_norm; NaN: none).
eval_iterations (k,): at these the whole sets were evaluated: train_loss, test_loss (data terms),
  train_accuracy, test_accuracy (NaN: there is none), dead (k, L): units that are zero for every
  training sample.
measure_iterations (r,): at these predicted and actual change of the batch's loss by the update,
  and (r, L) update_ratio: the norm of the change of W over that of W, activation_mean and
  activation_std: over units and batch, saturated: the share of activations that are.
"""


def write_history(history: History, stream: BinaryIO, ending: str) -> Iterator[float]:
    """Write the curves as a ``.csv`` or ``.npz`` file; see the module.

    Yields the share that is written, 0…1, after each piece.
    """
    if ending == ".npz":
        kept = [name for grid, names in QUANTITIES.items() for name in (grid, *names)]
        yield from write_arrays(stream, {name: getattr(history, name) for name in kept}, README)
        return
    grids = [getattr(history, grid) for grid in QUANTITIES]
    rows = np.unique(np.concatenate(grids)).tolist()
    columns: dict[str, dict[int, float]] = {}
    for grid, names in zip(grids, QUANTITIES.values(), strict=True):
        for name in names:
            columns |= _columns(name, grid, getattr(history, name))
    table = ((row, *(column.get(row) for column in columns.values())) for row in rows)
    yield from write_table(stream, ("iteration", *columns), table, len(rows))


def _columns(name: str, iterations: Array, values: Array) -> dict[str, dict[int, float]]:
    """The columns of a quantity, each with its numbers by iteration."""
    if values.ndim == 1:
        return {name: dict(zip(iterations.tolist(), values.tolist(), strict=True))}
    return {
        f"{name}_{layer}": dict(
            zip(iterations.tolist(), values[:, layer - 1].tolist(), strict=True)
        )
        for layer in range(1, values.shape[1] + 1)
    }
