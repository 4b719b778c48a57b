"""The states along a run, gathered a few at a time for the path on a loss surface."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bpviz.core.calls import Array
from bpviz.core.timeline import Timeline

DENSEST = 128
"""The most points of a path between an iteration, counted from the start, and its double."""
LARGEST = 1e30
"""Parameters beyond this count as overflown: single precision holds what surfaces square."""
MOST_POINTS = 320
"""Points of a path, unless its states would take more memory than is meant for them."""
_PATH_BYTES = 16e6

Floats = NDArray[np.float64]


def path_iterations(first: int, last: int, most: int) -> list[int]:
    """At most about `most` iterations from `first` to `last`, both included.

    They lie close at the start, where a run moves most, and ever further apart: the same number
    between each power of two and the next. A longer path has no other points than a shorter one,
    only fewer of them.
    """
    length = last - first
    share = 0
    offsets = _spread(length, share)
    while len(offsets) > most and share < 30:
        share += 1
        offsets = _spread(length, share)
    return [*(first + offset for offset in offsets), last]


def _spread(length: int, thinner: int) -> list[int]:
    """Offsets from 0 up to before `length`: `DENSEST` an octave, halved `thinner` times."""
    if length == 0:
        return []
    offsets, octave = [0], 1
    while octave < length:
        stride = max(1, (octave << thinner) // DENSEST)
        if stride <= octave:
            offsets += range(octave, min(2 * octave, length), stride)
        elif (octave.bit_length() - 1) % (stride // octave) == 0:
            offsets.append(octave)
        octave *= 2
    return offsets


@dataclass
class Walk:
    """The states along a run, its ancestors included, gathered a few at a time."""

    timeline: Timeline
    known: dict[int, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find where the path begins: with the oldest run that has the same parameters."""
        self._runs = [self.timeline]
        size = self.timeline.problem.n_params
        while (parent := self._runs[-1].parent) is not None and parent.problem.n_params == size:
            self._runs.append(parent)
        self.first = self._runs[-1].first_iteration
        self._usable = self.first
        self._overflow = None if self._is_usable(self.first) else self.first
        self.most = int(np.clip(_PATH_BYTES // (8 * size), 8, MOST_POINTS))

    def gather(self, last: int, deadline: float | None) -> tuple[list[int], bool]:
        """The path's iterations that are `known` now, and whether these are all of them.

        Those that are stored cost nothing; others are computed until the deadline.
        """
        wanted = path_iterations(self.first, last, self.most)
        missing = []
        for iteration in (last, *wanted):
            if iteration not in self.known:
                stored = self._run_of(iteration).stored(iteration)
                if stored is None:
                    missing.append(iteration)
                else:
                    self.known[iteration] = _within(stored.params)
        for iteration in missing:
            if iteration != last and deadline is not None:
                if time.perf_counter() > deadline:
                    break
                # A run's `advance` goes as far as the time allows, and remembers.
                if self._run_of(iteration).advance(iteration, deadline) < iteration:
                    break
            self.known[iteration] = self._params(iteration)
        have = [i for i in wanted if i in self.known]
        return have, len(have) == len(wanted)

    def forget(self, keep: list[int]) -> None:
        """Forget states other than these, once there are many."""
        if len(self.known) > 2 * self.most + 8:
            self.known = {i: self.known[i] for i in keep}

    @property
    def clipped(self) -> bool:
        """Whether the run starts beyond `LARGEST`: its path is the clipped start alone."""
        return self._overflow == self.first

    def last_usable(self, last: int) -> int:
        """The last iteration up to `last` before parameters overflowed; the start in any case."""
        if self._overflow is not None and last >= self._overflow:
            return max(self.first, self._overflow - 1)
        if last <= self._usable or self._is_usable(last):
            self._usable = max(last, self._usable)
            return last
        low, high = self._usable, last
        while high - low > 1:  # what has overflown once stays so
            middle = (low + high) // 2
            low, high = (middle, high) if self._is_usable(middle) else (low, middle)
        self._overflow = high
        return low

    def first_state(self) -> Floats:
        """The state at the start of the path."""
        return self._params(self.first)

    def state(self, iteration: int) -> Floats:
        """The state before an iteration, or the last one before parameters overflowed."""
        return self._params(max(self.first, self.last_usable(iteration)))

    def after_first(self) -> Floats:
        """The state after the run's first update; the first state where that has overflown."""
        return self._params(self.first + (self.last_usable(self.first + 1) > self.first))

    def _is_usable(self, iteration: int) -> bool:
        params = self._run_of(iteration).state(iteration).params
        return bool(np.abs(params).max() < LARGEST)  # False for NaN, too

    def _params(self, iteration: int) -> Floats:
        return _within(self._run_of(iteration).state(iteration).params)

    def _run_of(self, iteration: int) -> Timeline:
        return next(run for run in self._runs if iteration >= run.first_iteration)


def _within(params: Array) -> Floats:
    """Parameters of which lengths can be taken: only a start beyond `LARGEST` is another then."""
    return np.clip(params.astype(np.float64), -LARGEST, LARGEST)
