"""What the trainer keeps: states, and whole iterations. Their arrays are read-only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.program import MicroStep, Slot

if TYPE_CHECKING:
    from bpviz.core.problem import Problem


@dataclass(frozen=True, eq=False, slots=True)
class State:
    """All that evolves.

    Attributes
    ----------
    iteration : int
        How many iterations came before.
    params : array (P,)
        All parameters, layer after layer; `Layer.weights` and `Layer.bias` give views.
    slots : array (k, P)
        The optimizer's memory, in the order of `Problem.slot_names`.
    updates : int
        How many updates the optimizer has made since it started (Adam's t).
    """

    iteration: int
    params: Array
    slots: Array
    updates: int

    def __post_init__(self) -> None:
        self.params.setflags(write=False)
        self.slots.setflags(write=False)

    @property
    def nbytes(self) -> int:
        """The memory of the arrays."""
        return self.params.nbytes + self.slots.nbytes


@dataclass(frozen=True, eq=False, slots=True)
class NonFinite:
    """Where the first NaN or infinity of an iteration appeared.

    `index` counts as the public arrays do: (sample, unit), or (input, unit) for weights. In the
    last update `name` may be an optimizer's slot (`Problem.slot_names`).
    """

    phase: str
    layer: int
    name: str
    index: tuple[int, ...]
    value: float


class Record:
    """One whole iteration: shared by its steps, each of which shows a part."""

    def __init__(
        self,
        problem: Problem,
        state: State,
        batch: Array,
        arena: Array,
        slots: dict[tuple[str, int], Slot],
        micros: tuple[MicroStep, ...],
        slots_after: Array,
    ) -> None:
        arena.setflags(write=False)
        self.problem = problem
        self.state = state
        self.batch = batch
        self.arena = arena
        self.slots = slots
        self.micros = micros
        self.slots_after = slots_after

    @property
    def nbytes(self) -> int:
        """The memory of the arrays, those included that are only made when asked for."""
        own = self.arena.nbytes + self.slots_after.nbytes + self.state.nbytes
        if not self._is_whole_set:
            width = self.problem.n_in + self.problem.n_out
            own += self.batch.nbytes + self.batch.size * width * self.problem.dtype.itemsize
        return own

    @property
    def _is_whole_set(self) -> bool:
        return self.batch is self.problem.all_samples

    @cached_property
    def x(self) -> Array:
        """The inputs of the batch, (n, n_in)."""
        return self._rows(self.problem.x_train)

    @cached_property
    def y(self) -> Array:
        """The targets of the batch, (n, n_out)."""
        return self._rows(self.problem.y_train)

    def _rows(self, samples: Array) -> Array:
        if self._is_whole_set:
            return samples
        rows = samples[self.batch]
        rows.setflags(write=False)
        return rows

    @cached_property
    def first_bad(self) -> tuple[int, NonFinite] | None:
        """The first NaN or infinity of the iteration, and at which micro-step it is known."""
        numbers = (self.arena, self.slots_after, self.state.params, self.x)
        if all(np.isfinite(array).all() for array in numbers):
            return None
        for position, layer, name, array in self._numbers():
            if bad := _first_bad(array):
                return position, NonFinite(self.micros[position].phase, layer, name, *bad)
        return None

    def _numbers(self) -> Iterator[tuple[int, int, str, Array]]:
        """Position, layer, name and array of all that an iteration holds, as it comes about."""
        for layer in self.problem.layers:
            yield 0, layer.index, "W", layer.weights(self.state.params)
            bias = layer.bias(self.state.params)
            if bias is not None:
                yield 0, layer.index, "b", bias
        yield 0, 0, "x", self.x
        for (name, index), slot in sorted(self.slots.items(), key=lambda item: item[1].position):
            yield slot.position, index, name, slot.read(self.arena)
        last = len(self.micros) - 1
        for name, memory in zip(self.problem.slot_names, self.slots_after, strict=True):
            for layer in self.problem.layers:
                yield last, layer.index, name, layer.weights(memory)
                bias = layer.bias(memory)
                if bias is not None:
                    yield last, layer.index, name, bias


def _first_bad(array: Array) -> tuple[tuple[int, ...], float] | None:
    bad = np.argwhere(~np.isfinite(array))
    if not len(bad):
        return None
    index = tuple(int(i) for i in bad[0])
    return index, float(array[index])
