"""Why playing ends by itself, and at which micro-step exactly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bpviz.core.breakpoints import Breakpoint, first_hit
from bpviz.core.history import History
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline


@dataclass(frozen=True)
class Stop:
    """Why playing ended, and the step at which it did."""

    why: Literal["epochs", "stop_loss", "non_finite", "breakpoint", "cursor"]
    step: Step
    breakpoint: Breakpoint | None = None


@dataclass
class Limits:
    """What ends playing that began at micro-step `good`.

    A limit that is passed already when playing begins is none: whoever plays on wants to.
    """

    good: int | None
    """The last micro-step known to be finite; None where playing began after numbers ended."""
    last: int | None
    """The last micro-step of the last epoch, or where one runs to."""
    loss: float
    """A loss of so much ends it; 0 for none."""
    breakpoints: Sequence[Breakpoint] = ()
    cleared: int = -1
    """The micro-step up to which no breakpoint fires, as far as it was looked at."""
    to_cursor: bool = False
    """Whether `last` is a place that the user pointed at."""

    @classmethod
    def ahead_of(
        cls, step: Step, k: int, breakpoints: Sequence[Breakpoint] = (), cursor: int | None = None
    ) -> Limits:
        """The limits of `step`'s experiment that lie ahead of micro-step `k`.

        `cursor`, a micro-step, ends it in any case.
        """
        problem = step.problem
        training = problem.experiment.training
        epoch = problem.iterations_per_epoch * problem.steps_per_iteration
        last = training.epochs * epoch - 1
        under = step.loss is not None and step.loss <= training.stop_loss
        ends = [end for end in (last if k < last else None, cursor) if end is not None]
        return cls(
            good=step.index if step.non_finite is None else None,
            last=min(ends, default=None),
            loss=0.0 if under else training.stop_loss,
            breakpoints=breakpoints,
            cleared=step.index,
            to_cursor=cursor is not None and cursor == min(ends),
        )

    def look(self, timeline: Timeline, until: int, deadline: float) -> tuple[int, bool]:
        """How far one may go towards `until`, and whether a breakpoint fires there.

        That is the first micro-step at which one does, or as far as the time allowed to look.
        """
        hit, looked = first_hit(timeline, self.breakpoints, self.cleared, until, deadline)
        self.cleared = looked if hit is None else looked - 1
        return looked, hit is not None

    def passed(self, timeline: Timeline, step: Step, *, quickly: bool = False) -> Stop | None:
        """The end that was passed on the way to `step`, if any; `quickly`: do not search for it."""
        if step.non_finite is not None:
            if self.good is not None and not quickly:
                step = timeline[first_non_finite(timeline, self.good, step.index)]
            return Stop("non_finite", step)
        if self.loss > 0.0:
            per = timeline.steps_per_iteration
            since = (self.good or 0) // per
            first = first_under(timeline.history, self.loss, since, step.iteration - 1)
            if first is not None:
                return Stop("stop_loss", timeline[first * per + per - 1])
            if step.loss is not None and step.loss <= self.loss:
                return Stop("stop_loss", step)
        self.good = step.index
        hit, self.cleared = first_hit(timeline, self.breakpoints, self.cleared, step.index)
        if hit is not None:
            return Stop("breakpoint", timeline[hit.index], hit.breakpoint)
        if self.last is not None and step.index >= self.last:
            return Stop("cursor" if self.to_cursor else "epochs", step)
        return None


def first_under(history: History, loss: float, after: int, until: int) -> int | None:
    """The first kept iteration from `after` to `until` (both within) with a loss ≤ `loss`."""
    iterations = np.asarray(history.iterations)
    rows = slice(*np.searchsorted(iterations, [after, until + 1]))
    found = np.flatnonzero(np.asarray(history.loss)[rows] <= loss)
    return int(iterations[rows][found[0]]) if found.size else None


def first_non_finite(timeline: Timeline, good: int, bad: int) -> int:
    """The first micro-step that is not finite, after `good`, which is, up to `bad`, which is not.

    Bisection: what went bad stays bad, first over iterations, then within one.
    """
    per = timeline.steps_per_iteration

    def is_bad(k: int) -> bool:
        return timeline[k].non_finite is not None

    def goes_bad(iteration: int) -> bool:
        return is_bad(min(bad, iteration * per + per - 1))

    iteration = bisect_left(range(bad // per), True, lo=good // per, key=goes_bad)
    end = min(bad, iteration * per + per - 1)
    return bisect_left(range(end), True, lo=iteration * per, key=is_bad)
