"""The runs that are compared with the one that is shown: which there are, and which are chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bpviz.core.contrasts import offered
from bpviz.core.errors import BpvizError
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.program import MicroStep
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.naming import names_of, names_of_experiments
from bpviz.ui.noop import QT_TRANSLATE_NOOP

MOST = 3
"""Runs beside the one that is shown."""

REFUSALS = {
    "data": QT_TRANSLATE_NOOP("runs", "not offered: other data"),
    "network": QT_TRANSLATE_NOOP("runs", "not offered: another network"),
}

Key = str | Timeline
"""A contrast by its name, or a run of the session."""


@dataclass(frozen=True, eq=False)
class Rival:
    """A run beside the one that is shown, and how it was chosen."""

    key: Key
    timeline: Timeline


@dataclass(frozen=True, eq=False)
class Offer:
    """A run to compare with: its name, and why it cannot be, empty where it can."""

    key: Key
    name: str
    refusal: str = ""


class Rivals:
    """Which runs are compared; contrasts are made anew for each run that is shown.

    Attributes
    ----------
    keys : list
        What the user chose.
    known : callable
        The other runs of the session, nearest first.
    automatic : bool
        Whether the most telling contrast is shown where nothing chosen fits the experiment.
    refused : BpvizError or None
        Why a contrast that was chosen cannot be run.
    """

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.known: Callable[[], Sequence[Timeline]] = lambda: ()
        self.automatic = False
        self.refused: BpvizError | None = None
        self._timeline: Timeline | None = None
        self._made: tuple[Rival, ...] | None = None
        self._kept: list[tuple[Experiment, Timeline]] = []

    def set_timeline(self, timeline: Timeline) -> None:
        """Another run is shown. Where it was compared with, the one before takes its place."""
        before, self._timeline = self._timeline, timeline
        if before is not None and before is not timeline:
            self.keys = [before if key is timeline else key for key in self.keys]
        self._made = None

    @property
    def all(self) -> tuple[Rival, ...]:
        """The runs beside the one that is shown."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def offers(self) -> list[Offer]:
        """What there is to compare with and is not shown yet: contrasts, then runs."""
        if self._timeline is None:
            return []
        shown = [rival.key for rival in self.all]
        contrasts = [
            Offer(name, difference(self._timeline.problem.experiment, changed))
            for name, changed in offered(self._timeline.problem.experiment).items()
            if name not in shown
        ]
        runs = [self._offer(run) for run in self.known() if run not in shown]
        return contrasts + [offer for offer in runs if offer.key is not self._timeline]

    def begin(self) -> None:
        """Compare with what tells most, where nothing that was chosen fits."""
        self.automatic, self._made = True, None

    def forget(self) -> None:
        """Another lesson or file is shown next: compare with what tells most about it."""
        self.keys = []
        self.begin()

    def add(self, key: Key) -> None:
        """Compare with one more run; the oldest gives way where there are too many."""
        self.keys = [*(rival.key for rival in self.all), key][-MOST:]
        self._made = None

    def remove(self, key: Key) -> None:
        """Compare with one run less."""
        self.keys = [rival.key for rival in self.all if rival.key is not key and rival.key != key]
        self.automatic = self.automatic and bool(self.keys)
        self._made = None

    def _offer(self, run: Timeline) -> Offer:
        assert self._timeline is not None
        name = names_of([self._timeline, run])[1]
        text = QCoreApplication.translate("runs", "before: {name}")
        shown = text.format(name=name) if name else unnamed()
        reason = _refusal(self._timeline, run)
        refusal = QCoreApplication.translate("runs", REFUSALS[reason]) if reason else ""
        return Offer(run, shown, refusal)

    def _make(self) -> tuple[Rival, ...]:
        if self._timeline is None:
            return ()
        self.refused = None
        runs, changed = self.known(), offered(self._timeline.problem.experiment)
        made = [self._rival(key, runs, changed) for key in self.keys]
        found = [rival for rival in made if rival is not None]
        if not found and self.automatic:
            some = (self._rival(key, runs, changed) for key in changed)
            first = next((rival for rival in some if rival is not None), None)
            found = [] if first is None else [first]
        kept = [rival.timeline for rival in found]
        self._kept = [pair for pair in self._kept if pair[1] in kept]
        return tuple(found)

    def _rival(
        self, key: Key, runs: Sequence[Timeline], changed: dict[str, Experiment]
    ) -> Rival | None:
        """A run by its key; None where there is none for this experiment."""
        assert self._timeline is not None
        if isinstance(key, Timeline):
            fits = key in runs and not _refusal(self._timeline, key)
            return Rival(key, key) if fits else None
        if key not in changed:
            return None
        experiment = changed[key]
        for other, timeline in self._kept:
            if other == experiment:
                return Rival(key, timeline)
        try:
            timeline = Timeline(Problem(experiment))
        except BpvizError as error:  # the change does not fit this experiment
            self.refused = error
            return None
        self._kept.append((experiment, timeline))
        return Rival(key, timeline)


def difference(shown: Experiment, other: Experiment) -> str:
    """What an experiment is called beside the one that is shown."""
    return names_of_experiments(shown, other)[1]


def unnamed() -> str:
    """The name of a run that differs in nothing but what was done to it."""
    return QCoreApplication.translate("runs", "the run before")


def _refusal(shown: Timeline, other: Timeline) -> str:
    """Why a run cannot stand beside the one that is shown; empty where it can."""
    one, two = shown.problem, other.problem
    if one.experiment.data != two.experiment.data:
        return "data"
    if [layer.shape for layer in one.layers] != [layer.shape for layer in two.layers]:
        return "network"
    return ""


def lineage(timeline: Timeline) -> tuple[Timeline, ...]:
    """A run and those that it branched off, oldest first."""
    runs = [timeline]
    while (parent := runs[0].parent) is not None:
        runs.insert(0, parent)
    return tuple(runs)


def at(timeline: Timeline, iteration: int) -> Timeline:
    """The run itself, or where it had not begun yet the one that it branched off."""
    while iteration < timeline.first_iteration and timeline.parent is not None:
        timeline = timeline.parent
    return timeline


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
