"""How far one press goes: where each step size stops, as arithmetic on micro-step numbers.

A size stops at certain micro-steps only, the same ones whatever one started from: "layer" after
the last micro-step of a layer in one direction, "pass" at the ends of forward pass, loss,
backward pass and update, "iteration" and "epoch" at the end of the last update. Micro-step 0, the
start, belongs to every size. So a step and a step back always meet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

SIZES = ("micro", "layer", "pass", "iteration", "epoch", "n")
"""The step sizes; "n" is a number of iterations that the user chooses."""


class Micro(Protocol):
    """What is asked of a micro-step."""

    @property
    def direction(self) -> str:
        """What it belongs to."""

    @property
    def layer(self) -> int:
        """Its layer, or 0."""


@dataclass(frozen=True)
class _Stops:
    """An increasing sequence: 0, then `places` in each period of `period` micro-steps."""

    period: int
    places: tuple[int, ...]

    def __getitem__(self, number: int) -> int:
        if number <= 0:
            return 0
        turn, place = divmod(number - self._offset, len(self.places))
        return turn * self.period + self.places[place]

    @property
    def _offset(self) -> int:
        """How many stops stand before the first period: the start, where no place is 0."""
        return 0 if self.places[0] == 0 else 1

    def at_or_before(self, k: int) -> int:
        """The number of the last stop ≤ k."""
        turn, rest = divmod(k, self.period)
        return turn * len(self.places) + bisect_right(self.places, rest) - 1 + self._offset

    def at_or_after(self, k: int) -> int:
        """The number of the first stop ≥ k."""
        if k <= 0:
            return 0
        turn, rest = divmod(k, self.period)
        return turn * len(self.places) + bisect_left(self.places, rest) + self._offset


class Strides:
    """The stops of every step size, for one kind of iteration.

    Parameters
    ----------
    micros : sequence of MicroStep
        The micro-steps of one iteration, in order.
    iterations_per_epoch : int
        How many iterations go through the training set once.
    """

    def __init__(self, micros: Sequence[Micro], iterations_per_epoch: int) -> None:
        last = len(micros) - 1
        self.per_iteration = len(micros)
        self._stops = {
            "micro": _Stops(len(micros), tuple(range(len(micros)))),
            "layer": _Stops(len(micros), _ends(micros, lambda m: (m.direction, m.layer))),
            "pass": _Stops(len(micros), _ends(micros, _pass_of)),
            "iteration": _Stops(len(micros), (last,)),
            "epoch": _Stops(
                len(micros) * iterations_per_epoch, (len(micros) * iterations_per_epoch - 1,)
            ),
        }

    def forward(self, k: int, size: str, count: int = 1) -> int:
        """The micro-step at which `count` steps of `size` from micro-step `k` arrive."""
        stops = self._stops[size]
        return stops[stops.at_or_before(k) + count]

    def back(self, k: int, size: str, count: int = 1) -> int:
        """The same backward; never before the start."""
        stops = self._stops[size]
        return stops[stops.at_or_after(k) - count]


def _pass_of(micro: Micro) -> Hashable:
    """The pass of a micro-step; a batch belongs to the forward pass that it goes through."""
    return "forward" if micro.direction == "batch" else micro.direction


def _ends(micros: Sequence[Micro], key: Callable[[Micro], Hashable]) -> tuple[int, ...]:
    """Positions of the last micro-steps of runs with the same key."""
    lengths = [len(list(run)) for _, run in groupby(micros, key)]
    return tuple(sum(lengths[: i + 1]) - 1 for i in range(len(lengths)))
