"""The pictures of an animation as pixels, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bpviz.core.errors import BpvizError
from bpviz.ui.export.canvas import Picture, as_image
from bpviz.ui.export.job import Work
from bpviz.ui.noop import QT_TRANSLATE_NOOP

SECONDS = 0.5
"""How long a picture stays, if nothing else is said."""
LAST = 2.0
"""Seconds that the last picture stays at least, so that one sees where it ended."""
FASTEST, SLOWEST = 0.04, 60.0
"""Seconds: what players of GIF and MP4 still show as it is meant."""
PACE = QT_TRANSLATE_NOOP("core", "each picture stays from {low} to {high} seconds, got {value}")

RUN = 1 / 3
"""The share of the work that computing the run is, where all of it has to be."""
SAMPLES = 12
"""Pictures that stand for all."""
_GOLDEN = 0.6180339887498949

Pixels = NDArray[np.uint32]
"""(height, width): 0xRRGGBB."""


class Frames(Protocol):
    """Pictures in order, all of one size: a `Reel`."""

    def __len__(self) -> int:
        """How many there are."""

    def reach(self) -> Iterator[float]:
        """Compute what all pictures need, in small pieces; yields the share that is done, 0…1."""

    def held(self) -> AbstractContextManager[None]:
        """Axes stay the same on all pictures while this lasts."""

    def prepare(self, number: int) -> Iterator[float]:
        """Compute what picture `number` needs, in small pieces; yields the share done, 0…1."""

    def shown(self, number: int) -> AbstractContextManager[Picture]:
        """Picture `number`, from 0, to be painted while this lasts."""


def sample_numbers(count: int) -> list[int]:
    """Some of `count` pictures: ends and between, in no step that iterations could fall in with."""
    spread = {int(count * (k * _GOLDEN % 1.0)) for k in range(1, SAMPLES - 1)}
    return sorted(spread | {0, count - 1})


def check_pace(seconds: float) -> None:
    """Raise a BpvizError if pictures cannot stay for so long."""
    if not FASTEST <= seconds <= SLOWEST:
        raise BpvizError("", PACE, low=FASTEST, high=SLOWEST, value=seconds)


def end_of(number: int, count: int, seconds: float) -> float:
    """When picture `number` of `count` ends, in seconds from the start."""
    return number * seconds + (max(seconds, LAST) if number == count - 1 else seconds)


def on_held_axes(frames: Frames, write: Callable[[], Work]) -> Work:
    """Compute what all pictures need, then write them on axes that stay the same: a whole job."""
    begun = 0.0
    for share in frames.reach():
        begun = RUN * share
        yield begun
    with frames.held():
        for share in write():
            yield begun + (1.0 - begun) * share


def frame_in_pieces(
    frames: Frames, number: int, share: float, *, even: bool = False
) -> Generator[float, None, Pixels]:
    """`frame`, with all that it needs computed in small pieces; yields `share` after each."""
    for _ in frames.prepare(number):
        yield share
    return frame(frames, number, even=even)


def frame(frames: Frames, number: int, *, even: bool = False) -> Pixels:
    """Picture `number`, painted; with `even`, up to a pixel wider and higher, as video needs it.

    Raises
    ------
    BpvizError
        It is too large for the memory.
    """
    with frames.shown(number) as picture:
        if even:
            size = picture.size
            size = type(size)(size.width() + size.width() % 2, size.height() + size.height() % 2)
            picture = replace(picture, size=size)
        image = as_image(replace(picture, transparent=False))
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[:, : image.width()] & np.uint32(0xFFFFFF)
