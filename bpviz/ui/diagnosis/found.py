"""The verdicts on the step that is shown, made once for all who show them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.core.verdicts import Verdict, verdicts

PAUSE = 0.25
"""Seconds: while steps fly past, a new verdict comes no sooner after the last one."""


@dataclass(frozen=True)
class _Found:
    index: int
    at: float
    verdicts: tuple[Verdict, ...]


# A verdict holds numbers and names only, nothing that leads back to its run.
_last: WeakKeyDictionary[Timeline, _Found] = WeakKeyDictionary()


def found(timeline: Timeline, step: Step, *, hurried: bool = False) -> tuple[Verdict, ...]:
    """The verdicts on a step of `timeline`; while `hurried` those of a moment ago may do."""
    last = _last.get(timeline)
    if last is not None:
        fresh = hurried and time.perf_counter() - last.at < PAUSE
        if last.index == step.index or (fresh and last.index < step.index):
            return last.verdicts
    new = verdicts(timeline, step)
    _last[timeline] = _Found(step.index, time.perf_counter(), new)
    return new
