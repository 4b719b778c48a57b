"""A program: one training iteration for a batch of n samples, bound to its arrays.

Everything that a snapshot keeps lies in one flat array, the arena: parameters, gradients, then
each micro-step's results in the order in which they are computed. A snapshot is one copy.
Inside, samples are columns and a last row of ones carries the bias: (units + 1, n).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import DTypeLike

from bpviz.core.calls import Array, Call, Calls

Direction = Literal["batch", "forward", "loss", "backward", "update"]


@dataclass(frozen=True)
class MicroStep:
    """One thing that happens in an iteration.

    `layer` is 0 for the batch, the loss and gradient clipping. `formula` is LaTeX in symbols,
    `code` one line of NumPy.
    """

    phase: str
    layer: int
    direction: Direction
    formula: str
    code: str


@dataclass(frozen=True)
class Propagate:
    """∂L/∂(output of the stage before): ``bind(out)`` binds it; LaTeX and code say what it is."""

    bind: Callable[[Array], None]
    formula: str
    code: str


@dataclass(frozen=True)
class Slot:
    """Where a kept array lies in the arena, and from which micro-step on it is known.

    `order` says how it is stored: ``"columns"`` (rows are samples to the outside), ``"weights"``
    (the weight part of an augmented matrix), ``"bias"`` (its last column), ``"scalar"``.
    """

    start: int
    shape: tuple[int, ...]
    order: Literal["columns", "weights", "bias", "scalar"]
    position: int

    def read(self, arena: Array) -> Array:
        """A view in public orientation: samples in rows, W as (n_in, n_out)."""
        stop = self.start + math.prod(self.shape)
        array = arena[self.start : stop].reshape(self.shape)
        if self.order == "weights":
            return array[:, :-1].T
        if self.order == "bias":
            return array[:, -1]
        return array if self.order == "scalar" else array.T


@dataclass
class Group:
    """The calls of one micro-step."""

    micro: MicroStep
    calls: list[Call]


class Stage(Protocol):
    """Something between the batch and the loss that knows its forward and its backward.

    A stage opens its micro-steps with `Builder.begin`, declares what a snapshot keeps with
    `Builder.keep`, and passes on `Builder.signal` (forward) and `Builder.propagate` (backward).
    """

    def forward(self, b: Builder) -> None:
        """Bind output = f(b.signal) and make it the new b.signal."""

    def backward(self, b: Builder) -> None:
        """Bind the gradients, given b.propagate, and replace it by the stage's own."""


@dataclass
class Layout:
    """Sizes of the arena; filled by a first pass of the builder, used by the second."""

    slots: dict[tuple[str, int], Slot] = field(default_factory=dict)
    size: int = 0


class Builder(Calls):
    """Binds the stages of an iteration to an arena, in the order in which they run.

    `memory` holds the flat arrays (P,) that go from one iteration to the next, by slot name; in an
    evaluation there are none.
    """

    def __init__(
        self, dtype: DTypeLike, n: int, n_params: int, arena: Array | None, *, training: bool
    ) -> None:
        super().__init__(dtype)
        self.n = n
        self.training = training
        self.groups: list[Group] = []
        self.layout = Layout(size=2 * n_params)
        self._arena = arena
        flat = np.zeros(2 * n_params, self.dtype) if arena is None else arena[: 2 * n_params]
        self.params: Array = flat[:n_params]
        self.grads: Array = flat[n_params:]
        self.inputs: Array = np.empty((n, 0), self.dtype)
        self.targets: Array = np.empty((n, 0), self.dtype)
        self.signal: Array = self.inputs.T
        self.propagate: Propagate | None = None
        self.memory: Mapping[str, Array] = {}
        self.masks: list[Callable[[np.random.Generator], None]] = []
        self.n_forward = 0

    @property
    def target(self) -> Array:
        """The targets of the batch as columns, (n_out, n)."""
        return self.targets.T

    def feed(self, inputs: Array, targets: Array) -> None:
        """The batch: inputs (n, n_in + 1) with a last column of ones, targets (n, n_out)."""
        self.inputs, self.targets, self.signal = inputs, targets, inputs.T

    def begin(self, phase: str, layer: int, direction: Direction, formula: str, code: str) -> None:
        """Open the next micro-step: calls and kept arrays from now on belong to it."""
        self.calls = []
        self.groups.append(Group(MicroStep(phase, layer, direction, formula, code), self.calls))

    def keep(self, name: str, layer: int, shape: Sequence[int], rows: int | None = None) -> Array:
        """A part of the arena, kept in snapshots under `name`.

        `rows` tells how many of the rows are public, where a row of ones follows them.
        """
        size = math.prod(shape)
        start = self.layout.size
        self.layout.size += size
        public = tuple(shape) if rows is None else (rows, *shape[1:])
        order: Literal["columns", "scalar"] = "columns" if len(shape) == 2 else "scalar"
        self.layout.slots[name, layer] = Slot(start, public, order, len(self.groups) - 1)
        if self._arena is None:
            return np.zeros(shape, self.dtype)
        return self._arena[start : start + size].reshape(shape)

    def keep_ones(self, name: str, layer: int, units: int) -> tuple[Array, Array]:
        """A kept (units + 1, n) array whose last row is ones, and its first `units` rows."""
        array = self.keep(name, layer, (units + 1, self.n), rows=units)
        array[units] = 1.0
        return array, array[:units]

    def keep_matrix(
        self, names: tuple[str, str], layer: int, start: int, shape: tuple[int, int], bias: bool
    ) -> None:
        """Name the weights and the bias in an augmented matrix that this micro-step writes.

        The matrix, `shape` = (n_out, n_in + bias), begins at `start` in the arena.
        """
        position = len(self.groups) - 1
        order: Literal["weights", "columns"] = "weights" if bias else "columns"
        self.layout.slots[names[0], layer] = Slot(start, shape, order, position)
        if bias:
            self.layout.slots[names[1], layer] = Slot(start, shape, "bias", position)


@dataclass
class Program:
    """An iteration, ready to run: `calls` is all of it, `forward_calls` all up to the loss.

    Of these, `layer_starts` gives for each layer, from 1, the number of its first one.
    """

    n: int
    arena: Array
    params: Array
    grads: Array
    inputs: Array
    targets: Array
    slots: dict[tuple[str, int], Slot]
    micros: tuple[MicroStep, ...]
    calls: tuple[Call, ...]
    masks: tuple[Callable[[np.random.Generator], None], ...]
    forward_calls: tuple[Call, ...]
    layer_starts: dict[int, int]

    def scalar(self, name: str, layer: int = 0) -> float:
        """A kept number, as it is after the last run."""
        return float(self.slots[name, layer].read(self.arena))
