"""The array that is shown, as a table of numbers with its statistics."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.tensors.arrays import Entry, Key, entries, is_signed, value
from bpviz.ui.tensors.colors import Scale, scale_of


@dataclass(frozen=True)
class Statistics:
    """Of all finite elements, in float64; NaN where there are none.

    `zeros` is a share of all elements, `not_finite` a count.
    """

    low: float
    high: float
    mean: float
    std: float
    norm: float
    zeros: float
    not_finite: int


def statistics(array: Array) -> Statistics:
    """The statistics of an array of any shape."""
    values = array[np.isfinite(array)].astype(np.float64)
    bad = array.size - values.size
    zeros = float(np.count_nonzero(array == 0)) / max(1, array.size)
    if not values.size:
        return Statistics(*5 * (math.nan,), zeros, bad)
    with np.errstate(over="ignore", invalid="ignore"):
        low, high, mean = float(values.min()), float(values.max()), float(values.mean())
        return Statistics(
            low, high, mean, float(values.std()), float(np.linalg.norm(values)), zeros, bad
        )


@dataclass(frozen=True, eq=False)
class Shown:
    """An array at a step, or its difference to the iteration before or to another run.

    Attributes
    ----------
    step : Step
    entry : Entry
    array : (rows, columns) or None
        None where the numbers, or those before, are not known.
    compared : bool
        Whether the difference is meant.
    before : Step or None
        The same micro-step one iteration earlier, or of the other run, where the difference is
        shown.
    other : bool
        Whether `before` is of another run.
    """

    step: Step
    entry: Entry
    array: Array | None
    compared: bool = False
    before: Step | None = None
    other: bool = False

    @cached_property
    def statistics(self) -> Statistics:
        """Of the numbers that are shown."""
        assert self.array is not None
        return statistics(self.array)

    @cached_property
    def scale(self) -> Scale:
        """Which colour means which number; a difference is signed."""
        assert self.array is not None
        signed = self.compared or is_signed(self.step.problem, self.entry)
        return scale_of(self.array, signed=signed)

    @cached_property
    def largest(self) -> tuple[int, int]:
        """Row and column of the largest magnitude; what is not finite comes first."""
        assert self.array is not None
        size = np.abs(self.array)
        at = int(np.argmax(np.where(np.isfinite(size), size, np.inf)))
        return divmod(at, self.array.shape[1])

    @property
    def other_samples(self) -> bool:
        """Whether the batch before held other samples, so that their rows cannot be compared."""
        if self.before is None or self.entry.family != "samples":
            return False
        return not np.array_equal(self.before.batch, self.step.batch)


def shown(step: Step, entry: Entry) -> Shown:
    """An array of a step."""
    return Shown(step, entry, _table(value(step, entry), entry))


def compared(step: Step, entry: Entry, before: Step | None, *, other: bool = False) -> Shown:
    """The difference of an array to the one of that name at another step."""
    array = _table(value(step, entry), entry)
    old = None if before is None else find(before, entry.key)
    earlier = None if before is None or old is None else _table(value(before, old), old)
    if array is None or earlier is None or earlier.shape != array.shape:
        return Shown(step, entry, None, True, before, other)
    with np.errstate(all="ignore"):
        return Shown(step, entry, array - earlier, True, before, other)


def find(step: Step, key: Key) -> Entry | None:
    """The array of that name, if the step's iteration has one."""
    return next((entry for entry in entries(step) if entry.key == key), None)


def iteration_before(timeline: Timeline, step: Step) -> Step | None:
    """The same micro-step one iteration earlier, in the run that this one branched off if need be.

    None at the start of a run, or where that run had other micro-steps.
    """
    count = timeline.steps_per_iteration
    run: Timeline | None = timeline
    while run is not None and step.iteration - 1 < run.first_iteration:
        run = run.parent
    if run is None or run.steps_per_iteration != count:
        return None
    return run[step.index - count]


def _table(array: Array | None, entry: Entry) -> Array | None:
    return None if array is None else array.reshape(entry.table)
