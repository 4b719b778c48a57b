"""Ranges of axes that follow the data, or stay as they are while the user compares."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

T = TypeVar("T")


class HeldRanges(Generic[T]):
    """What a picture's axes show, for each quantity apart.

    Attributes
    ----------
    held : bool
        Whether the ranges stay; what was never shown before is held from its first picture on.
    grow : bool
        Whether the ranges hold what was shown before as well, as far as they are pairs of numbers.
    """

    def __init__(self) -> None:
        self.held = self.grow = False
        self._shown: dict[str, T] = {}

    def settle(self, quantity: str, wanted: T) -> T:
        """The range to show: `wanted`, or the one shown before where ranges are held."""
        if self.grow and quantity in self._shown:
            self._shown[quantity] = _both(self._shown[quantity], wanted)
        elif not self.held:
            self._shown[quantity] = wanted
        return self._shown.setdefault(quantity, wanted)


def _both(one: Any, other: Any) -> Any:
    """A range around two, or each of several; what is no range as `other` has it."""
    if not isinstance(other, tuple):
        return other
    if any(isinstance(part, tuple) for part in other):
        return tuple(_both(a, b) for a, b in zip(one, other, strict=True))
    return min(one[0], other[0]), max(one[1], other[1])
