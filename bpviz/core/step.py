"""What the trainer emits: steps. They are frozen; their arrays are read-only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from bpviz.core.calls import Array
from bpviz.core.program import MicroStep
from bpviz.core.record import NonFinite, Record, State

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

__all__ = ["Known", "NonFinite", "Record", "State", "Step"]


class Known(Mapping[int, Array]):
    """Layer → array, holding only what is known at a step."""

    __slots__ = ("_extra", "_name", "_step")

    def __init__(self, step: Step, name: str, extra: Mapping[int, Array] | None = None) -> None:
        self._step = step
        self._name = name
        self._extra = extra or {}

    def __getitem__(self, layer: int) -> Array:
        if layer in self._extra:
            return self._extra[layer]
        slot = self._step.record.slots.get((self._name, layer))
        if slot is None or slot.position > self._step.position:
            raise KeyError(layer)
        return slot.read(self._step.record.arena)

    def __iter__(self) -> Iterator[int]:
        return (layer for layer in range(self._step.problem.n_layers + 1) if layer in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, layer: object) -> bool:
        if layer in self._extra:
            return True
        slot = self._step.record.slots.get((self._name, layer))  # type: ignore[arg-type]
        return slot is not None and slot.position <= self._step.position


class Step:
    """A frozen snapshot of everything known so far in an iteration.

    The mappings `z`, `a`, `dropped`, `mask`, `da`, `delta`, `dW`, `db` go from a layer to a
    read-only array, rows being samples; what is not computed yet is not in them. `a[0]` is x,
    `a[l]` is before dropout and `dropped[l]` after. `delta` is ∂L/∂z and holds the 1/n of a batch
    mean. `W[l]` (n_in, n_out) and `b[l]` (n_out,) are the values in force: after the update once
    that layer's `update` is known.
    """

    __slots__ = ("position", "record")

    def __init__(self, record: Record, position: int) -> None:
        self.record = record
        self.position = position

    def __repr__(self) -> str:
        return f"<Step {self.index}: iteration {self.iteration}, {self.phase} {self.layer}>"

    @property
    def problem(self) -> Problem:
        """What the step belongs to."""
        return self.record.problem

    @property
    def state(self) -> State:
        """The state before this iteration's update."""
        return self.record.state

    @property
    def iteration(self) -> int:
        """Counted from 0."""
        return self.record.state.iteration

    @property
    def epoch(self) -> int:
        """Counted from 0."""
        return self.iteration // self.problem.iterations_per_epoch

    @property
    def index(self) -> int:
        """The micro-step's number in the whole run, from 0."""
        return self.iteration * len(self.record.micros) + self.position

    @property
    def micro(self) -> MicroStep:
        """What happens in this step."""
        return self.record.micros[self.position]

    @property
    def phase(self) -> str:
        """``"linear"``, ``"delta"`` …; see `bpviz.core.stages`."""
        return self.micro.phase

    @property
    def layer(self) -> int:
        """1…L, or 0 for the batch, the loss and clipping."""
        return self.micro.layer

    @property
    def batch(self) -> Array:
        """Indices into the training set, (n,)."""
        return self.record.batch

    @property
    def x(self) -> Array:
        """The inputs of the batch, (n, n_in)."""
        return self.record.x

    @property
    def y(self) -> Array:
        """The targets of the batch, (n, n_out)."""
        return self.record.y

    @property
    def z(self) -> Known:
        """Weighted sums, (n, units)."""
        return Known(self, "z")

    @property
    def a(self) -> Known:
        """Activations, (n, units); a[0] is x."""
        return Known(self, "a", {0: self.x})

    @property
    def dropped(self) -> Known:
        """Activations after dropout, (n, units), for layers with dropout."""
        return Known(self, "dropped")

    @property
    def mask(self) -> Known:
        """Dropout masks, 0 or 1/(1 − p), (n, units)."""
        return Known(self, "mask")

    @property
    def da(self) -> Known:
        """∂L/∂a, (n, units), before dropout; absent where a closed form skips it."""
        return Known(self, "da")

    @property
    def delta(self) -> Known:
        """∂L/∂z, (n, units)."""
        return Known(self, "delta")

    @property
    def dW(self) -> Known:
        """∂L/∂W, penalty included, (n_in, n_out)."""
        return Known(self, "dW")

    @property
    def db(self) -> Known:
        """∂L/∂b, (n_out,)."""
        return Known(self, "db")

    @property
    def W(self) -> Mapping[int, Array]:
        """Weights in force, (n_in, n_out)."""
        return {**self.W_before, **Known(self, "W")}

    @property
    def b(self) -> Mapping[int, Array]:
        """Biases in force, (n_out,), for layers with a bias."""
        return {**self.b_before, **Known(self, "b")}

    @property
    def W_before(self) -> Mapping[int, Array]:
        """Weights before this iteration's update."""
        params = self.state.params
        return {layer.index: layer.weights(params) for layer in self.problem.layers}

    @property
    def W_carrying(self) -> Mapping[int, Array]:
        """The weights that carry a layer's error signal back to the layer before, (n_in, n_out).

        They are those before the update, but for the mistake of updating them too early.
        """
        slots, weights = self.record.slots, dict(self.W_before)
        for layer in self.problem.layers[1:]:
            updated = slots["W", layer.index]
            if updated.position < slots["da", layer.index - 1].position:
                weights[layer.index] = updated.read(self.record.arena)
        return weights

    @property
    def b_before(self) -> Mapping[int, Array]:
        """Biases before this iteration's update."""
        params = self.state.params
        pairs = ((layer.index, layer.bias(params)) for layer in self.problem.layers)
        return {index: bias for index, bias in pairs if bias is not None}

    @property
    def params(self) -> Array:
        """All parameters in force, flat (P,)."""
        updated = [layer.slice for layer in self.problem.layers if self.is_updated(layer.index)]
        if not updated:
            return self.state.params
        params = self.state.params.copy()
        for part in updated:
            params[part] = self.record.arena[part]
        params.setflags(write=False)
        return params

    def is_updated(self, layer: int) -> bool:
        """Whether the layer's update is known."""
        return layer in Known(self, "W")

    @property
    def terms(self) -> Array | None:
        """The loss of each output of each sample, (n, n_out), unweighted."""
        return Known(self, "terms").get(0)

    @property
    def loss(self) -> float | None:
        """The data term of the batch's loss."""
        return self._scalar("loss")

    @property
    def penalty(self) -> float | None:
        """The regularizer's term, where one is used."""
        return self._scalar("penalty")

    @property
    def total(self) -> float | None:
        """Loss plus penalty."""
        return None if self.loss is None else self.loss + (self.penalty or 0.0)

    @property
    def clip_norm(self) -> float | None:
        """The norm of the whole gradient, where it is clipped."""
        return self._scalar("clip_norm")

    @property
    def clip_scale(self) -> float | None:
        """The factor that clipping applied."""
        return self._scalar("clip_scale")

    def _scalar(self, name: str) -> float | None:
        value = Known(self, name).get(0)
        return None if value is None else float(value)

    @property
    def non_finite(self) -> NonFinite | None:
        """The first bad element so far, or None."""
        found = self.record.first_bad
        return found[1] if found is not None and found[0] <= self.position else None

    @property
    def next_state(self) -> State | None:
        """The state after this iteration, on its last step."""
        if self.position + 1 < len(self.record.micros):
            return None
        # A copy: who keeps the state must not keep the whole iteration with it.
        params = self.record.arena[: self.problem.n_params].copy()
        state, slots = self.state, self.record.slots_after
        return State(state.iteration + 1, params, slots, state.updates + 1)
