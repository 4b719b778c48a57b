"""The runs that are compared with the one that is shown, and how they keep up with it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bpviz.core.contrasts import offered
from bpviz.core.errors import BpvizError
from bpviz.core.problem import Problem
from bpviz.core.program import MicroStep
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.noop import QT_TRANSLATE_NOOP

MOST = 3
"""Runs beside the one that is shown."""
BEFORE = "before"
"""The name of the run that was shown before."""

TEXTS = {
    "relu": QT_TRANSLATE_NOOP("contrasts", "ReLU with He"),
    "sigmoid": QT_TRANSLATE_NOOP("contrasts", "sigmoid with Xavier"),
    "xavier": QT_TRANSLATE_NOOP("contrasts", "Xavier"),
    "he": QT_TRANSLATE_NOOP("contrasts", "He"),
    "adam": QT_TRANSLATE_NOOP("contrasts", "Adam, rate 0.01"),
    "rate_up": QT_TRANSLATE_NOOP("contrasts", "learning rate × 10"),
    "rate_down": QT_TRANSLATE_NOOP("contrasts", "learning rate ÷ 10"),
    "dropout": QT_TRANSLATE_NOOP("contrasts", "dropout 0.3"),
    "no_dropout": QT_TRANSLATE_NOOP("contrasts", "without dropout"),
    "l2": QT_TRANSLATE_NOOP("contrasts", "L2 0.01"),
    "no_l2": QT_TRANSLATE_NOOP("contrasts", "without L2"),
    "standardize": QT_TRANSLATE_NOOP("contrasts", "standardized inputs"),
    "raw": QT_TRANSLATE_NOOP("contrasts", "inputs as they are"),
    BEFORE: QT_TRANSLATE_NOOP("contrasts", "the run before"),
}


def name_of(key: str) -> str:
    """What a run is called: what is different in it."""
    return QCoreApplication.translate("contrasts", TEXTS[key])


@dataclass(frozen=True, eq=False)
class Rival:
    """A run beside the one that is shown; `key` is a contrast's name, or `BEFORE`."""

    key: str
    timeline: Timeline


class Rivals:
    """Which runs are compared; they are made anew for each run that is shown."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.all: tuple[Rival, ...] = ()
        self._timeline: Timeline | None = None
        self._before: Timeline | None = None

    def set_timeline(self, timeline: Timeline) -> None:
        """Another run is shown: compare it with the same contrasts of its own experiment."""
        if timeline is not self._timeline:
            self._before, self._timeline = self._timeline, timeline
        self._make()

    def offered(self) -> list[str]:
        """What there is to compare with, and is not chosen yet."""
        if self._timeline is None:
            return []
        keys = list(offered(self._timeline.problem.experiment))
        keys += [BEFORE] if self._before is not None else []
        return [key for key in keys if key not in self.keys]

    def add(self, key: str) -> None:
        """Compare with one more run; the oldest gives way where there are too many."""
        self.keys = [*self.keys, key][-MOST:]
        self._make()

    def remove(self, key: str) -> None:
        """Compare with one run less."""
        self.keys = [other for other in self.keys if other != key]
        self._make()

    def _make(self) -> None:
        if self._timeline is None:
            return
        there = {
            rival.key: rival
            for rival in self.all
            if rival.timeline.parent is None and self._is_of(rival)
        }
        made = [there.get(key) or self._rival(key) for key in self.keys]
        self.all = tuple(rival for rival in made if rival is not None)

    def _is_of(self, rival: Rival) -> bool:
        """Whether a rival is that of the run that is shown, and need not be made again."""
        assert self._timeline is not None
        if rival.key == BEFORE:
            return rival.timeline is self._before
        wanted = offered(self._timeline.problem.experiment).get(rival.key)
        return rival.timeline.problem.experiment == wanted

    def _rival(self, key: str) -> Rival | None:
        """A run by name; None where there is none for this experiment."""
        assert self._timeline is not None
        if key == BEFORE:
            return None if self._before is None else Rival(key, self._before)
        changed = offered(self._timeline.problem.experiment).get(key)
        if changed is None:
            return None
        try:
            return Rival(key, Timeline(Problem(changed)))
        except BpvizError:  # the change does not fit this experiment: nothing to compare with
            return None


def matching(step: Step, timeline: Timeline) -> int:
    """The micro-step of another run that shows the same: iteration, phase and layer.

    Networks of other stages have other micro-steps; then it is the last one up to that phase.
    """
    iteration = max(step.iteration, timeline.first_iteration)
    own, other = step.problem, timeline.problem
    count = timeline.steps_per_iteration
    position = step.position
    micro = own.micro_step(position)
    if own.steps_per_iteration != count or not _alike(micro, other.micro_step(position)):
        same = [i for i in range(count) if other.micro_step(i).phase == micro.phase]
        layered = [i for i in same if other.micro_step(i).layer == micro.layer]
        share = position * count // own.steps_per_iteration
        position = (layered or same or [share])[-1]
    return iteration * count + position


def _alike(one: MicroStep, other: MicroStep) -> bool:
    return (one.phase, one.layer) == (other.phase, other.layer)


def keep_up(rivals: tuple[Rival, ...], iteration: int, seconds: float | None) -> float:
    """Run the rivals towards `iteration`, for about so many seconds together; None: all the way.

    Returns how far the slowest is, 0…1; at 1 all have the state before `iteration` stored.
    """
    behind = [r.timeline for r in rivals if r.timeline.stored(_target(r, iteration)) is None]
    done = 1.0
    for timeline in behind:
        target = max(iteration, timeline.first_iteration)
        deadline = None if seconds is None else time.perf_counter() + seconds / len(behind)
        reached = timeline.advance(target, deadline)
        if reached < target:
            done = min(done, timeline.head / target)
    return done


def _target(rival: Rival, iteration: int) -> int:
    return max(iteration, rival.timeline.first_iteration)
