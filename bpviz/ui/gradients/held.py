"""Ranges of axes that follow the data, or stay as they are while the user compares."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class HeldRanges(Generic[T]):
    """What a picture's axes show, for each quantity apart.

    Attributes
    ----------
    held : bool
        Whether the ranges stay; what was never shown before is held from its first picture on.
    """

    def __init__(self) -> None:
        self.held = False
        self._shown: dict[str, T] = {}

    def settle(self, quantity: str, wanted: T) -> T:
        """The range to show: `wanted`, or the one shown before where ranges are held."""
        if not self.held:
            self._shown[quantity] = wanted
        return self._shown.setdefault(quantity, wanted)
