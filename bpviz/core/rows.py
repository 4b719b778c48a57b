"""The measures of an iteration that a run's history keeps, made quickly from its arrays.

The definitions are those of `bpviz.core.measures` and `update_effect`. Layers of equal size are
measured together, so that a row costs about as much as the forward pass of a small network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.diagnosis import norm
from bpviz.core.program import Program, Slot
from bpviz.core.saturation import saturated_share, shape

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

Slots = Mapping[tuple[str, int], Slot]


class Meter:
    """Measures iterations of one problem. May be used from several threads."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._starts = [layer.start for layer in problem.layers]
        widths = np.array([layer.n_out for layer in problem.layers])
        shapes = [shape(layer.activation) for layer in problem.layers]
        below, above = np.array([[[s.below], [s.above]] for s in shapes]).swapaxes(0, 1)
        groups = [np.flatnonzero(widths == width) for width in np.unique(widths)]
        self._groups = [(group, below[group], above[group]) for group in groups]
        self._softmax = [
            layer.index for layer in problem.layers if ACTIVATIONS[layer.activation].slope is None
        ]

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return 2 + 4 * self._problem.n_layers

    def row(self, before: Array, program: Program) -> Array:
        """Measure the iteration that `program` has just run from the parameters `before` (P,).

        Its forward pass runs once more, with the new parameters on the same batch and masks, and
        overwrites that of the iteration.

        Returns
        -------
        (2 + 4·L,) array
            The predicted and the actual change of the loss; of each layer ‖ΔW‖/‖W‖; the mean of
            its activations; their standard deviation; their saturated share.
        """
        with np.errstate(all="ignore"):
            predicted, ratios = self._updates(before, program.arena)
            signals = self._signals(program.arena, program.slots)
            old = self._total(program)
            for call in program.forward_calls:
                call()
            actual = self._total(program) - old
        return np.concatenate([(predicted, actual), ratios, signals.ravel()])

    def _total(self, program: Program) -> float:
        penalty = program.scalar("penalty") if self._problem.regularizer.used else 0.0
        return program.scalar("loss") + penalty

    def _updates(self, before: Array, arena: Array) -> tuple[float, Array]:
        """gᵀΔ, and ‖ΔW‖/‖W‖ of each layer."""
        problem, n = self._problem, self._problem.n_params
        two = np.empty((2, n))
        two[0] = before
        np.subtract(arena[:n], before, two[1], dtype=np.float64)
        predicted = float(arena[n : 2 * n].astype(np.float64).dot(two[1]))
        squares = two * two
        squares *= problem.is_weight
        sums = np.add.reduceat(squares, self._starts, axis=1)
        norms = np.sqrt(sums)
        # Squares that have overflown, or may have lost what was tiny.
        for which, i in np.argwhere(~((sums > 1e-280) & (sums < math.inf))).tolist():
            norms[which, i] = norm(problem.layers[i].weights(two[which]))
        ratios = norms[1] / norms[0]
        ratios[norms[0] == 0.0] = np.nan
        return predicted, ratios

    def _signals(self, arena: Array, slots: Slots) -> Array:
        """Mean and standard deviation of a, and saturated share of each layer, (3, L)."""
        found = np.empty((3, self._problem.n_layers))
        for group, below, above in self._groups:
            a, z = (_stack(arena, slots, name, group) for name in ("a", "z"))
            # Two passes: a deviation that is small beside the mean keeps its digits.
            means = np.add.reduce(a, 1, keepdims=True) / a.shape[1]
            found[0, group] = means[:, 0]
            a -= means
            found[1, group] = np.sqrt(np.vecdot(a, a) / a.shape[1])
            flat = (z <= below) | (z >= above)
            found[2, group] = np.count_nonzero(flat, axis=1) / z.shape[1]
        for layer in self._softmax:
            z, a = slots["z", layer].read(arena), slots["a", layer].read(arena)
            found[2, layer - 1] = saturated_share("softmax", z, a)
        return found


def _stack(arena: Array, slots: Slots, name: str, group: Array) -> Array:
    """An array of several layers of equal size, (layers, elements) in float64, a copy."""
    found = [slots[name, layer + 1] for layer in group.tolist()]
    size = found[0].shape[0] * found[0].shape[1]
    parts = [arena[slot.start : slot.start + size] for slot in found]
    return np.concatenate(parts, dtype=np.float64).reshape(len(parts), size)
