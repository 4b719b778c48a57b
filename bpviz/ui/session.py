"""What the window works on: an experiment, where it came from, its runs, and going back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from bpviz.core.calls import Array
from bpviz.core.edits import Edit, ParameterEdit, edited_data, edited_params
from bpviz.core.errors import BpvizError
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.experiment_file import write_experiment
from bpviz.files.lessons import Lesson, load_experiment
from bpviz.ui.player import Player, Run

UNDO_LIMIT = 20
"""Runs that one can go back to; each keeps its own history in memory."""


@dataclass(frozen=True)
class Origin:
    """A lesson or file, and the experiment as it stands there."""

    source: Lesson | Path | None
    experiment: Experiment


class Session(QObject):
    """The experiment and its runs.

    An edit starts a new run, or, on request, branches from where one is; either can be undone,
    which brings back the run before, at the step where it was left. What cannot be run is
    refused and changes nothing.

    Signals
    -------
    experiment_changed(Experiment)
        The experiment of the run that is shown now.
    source_changed(Lesson or Path or None)
        Where it came from.
    leaving()
        A run of another lesson or file is shown next.
    refused(BpvizError)
        Why something could not be opened, saved or run.
    """

    experiment_changed = Signal(object)
    source_changed = Signal(object)
    leaving = Signal()
    refused = Signal(object)

    def __init__(
        self,
        experiment: Experiment,
        source: Lesson | Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Begin with an experiment that came from `source`.

        Raises
        ------
        BpvizError
            It cannot be run.
        """
        super().__init__(parent)
        self.source = source
        self.player = Player(Timeline(Problem(experiment)), self)
        self.player.timeline_changed.connect(self._on_timeline)
        self.undo = QUndoStack(self)
        self.undo.setUndoLimit(UNDO_LIMIT)
        self._saved = experiment

    @property
    def experiment(self) -> Experiment:
        """What is run."""
        return self.player.timeline.problem.experiment

    @property
    def modified(self) -> bool:
        """Whether the experiment differs from what was opened or saved."""
        return self.experiment != self._saved

    def open(self, name: str | Path) -> bool:
        """Open a lesson or a file, unless it is wrong; tell whether it was opened."""
        try:
            experiment, source = load_experiment(name)
            timeline = Timeline(Problem(experiment))
        except BpvizError as error:
            self.refused.emit(error)
            return False
        origin = Origin(source, experiment)
        if self.modified:  # the edits are not lost: Ctrl+Z brings them back
            self.undo.push(_ChangeOfSource(self, Run(timeline, 0), origin))
        else:
            self.undo.clear()
            self.show(Run(timeline, 0), origin)
        return True

    @property
    def origin(self) -> Origin:
        """Where the experiment came from, and as what."""
        return Origin(self.source, self._saved)

    def show(self, run: Run, origin: Origin) -> None:
        """Go to a run of another lesson or file."""
        self.leaving.emit()
        self.source, self._saved = origin.source, origin.experiment
        self.player.set_run(run)
        self.source_changed.emit(self.source)

    def save(self, path: Path) -> bool:
        """Write the experiment; tell whether it was written."""
        try:
            write_experiment(path, self.experiment)
        except BpvizError as error:
            self.refused.emit(error)
            return False
        self._saved, self.source = self.experiment, path
        self.source_changed.emit(path)
        return True

    def apply(self, experiment: Experiment, *, from_here: bool = False) -> bool:
        """Run an edited experiment, from the start or from this iteration on."""
        if experiment == self.experiment:
            return True
        try:
            run = self._branch(experiment) if from_here else None
            run = run or Run(Timeline(Problem(experiment)), 0)
        except BpvizError as error:
            self.refused.emit(error)
            return False
        self._push(run)
        return True

    def new_start(self) -> None:
        """Run the same experiment from other random start values."""
        seed = (self.experiment.seed + 1) % 2**63
        self.apply(replace(self.experiment, seed=seed))

    def other_runs(self) -> tuple[Timeline, ...]:
        """The runs that undoing and redoing lead to, and those they branched off; nearest first.

        Only those of the lesson or file that is shown.
        """
        commands = [self.undo.command(place) for place in range(self.undo.count())]
        before, after = commands[: self.undo.index()], commands[self.undo.index() :]
        found = [command.timelines[0] for command in takewhile(_stays, reversed(before))]  # type: ignore[attr-defined]
        found += [command.timelines[1] for command in takewhile(_stays, after)]  # type: ignore[attr-defined]
        for timeline in (self.player.timeline, *found):
            while timeline.parent is not None:
                timeline = timeline.parent
                found.append(timeline)
        shown = self.player.timeline
        return tuple(timeline for timeline in dict.fromkeys(found) if timeline is not shown)

    def place(self, params: Array) -> None:
        """Go on from other parameters, (P,), in a branch at this iteration."""
        self.player.cancel()
        timeline = self.player.timeline.branch(self._next_iteration, params=params)
        self._push(Run(timeline, timeline.first_index))

    def edit(self, edit: Edit) -> bool:
        """Go on with one number changed, in a branch at this iteration; tell whether it is so."""
        self.player.cancel()
        run, iteration = self.player.timeline, self._next_iteration
        try:
            if isinstance(edit, ParameterEdit):
                params = edited_params(run.problem, run.state(iteration).params, edit)
                branch = run.branch(iteration, params=params)
            else:
                branch = run.branch(iteration, edited_data(run.problem, edit))
        except BpvizError as error:
            self.refused.emit(error)
            return False
        self._push(Run(branch, branch.first_index))
        return True

    @property
    def _next_iteration(self) -> int:
        """Where a branch begins: after its last micro-step an iteration is over."""
        step = self.player.step
        return step.iteration + (step.next_state is not None)

    def _branch(self, experiment: Experiment) -> Run | None:
        """A branch at this iteration; None where the edit changes the network or its data."""
        now = self.experiment
        fixed = ("seed", "data", "layers")
        if any(getattr(now, name) != getattr(experiment, name) for name in fixed):
            return None
        if now.training.dtype != experiment.training.dtype:
            return None
        self.player.cancel()
        timeline = self.player.timeline.branch(self._next_iteration, experiment)
        return Run(timeline, timeline.first_index)

    def _push(self, run: Run) -> None:
        self.undo.push(_ChangeOfRun(self.player, run))

    def _on_timeline(self, timeline: Timeline) -> None:
        self.experiment_changed.emit(timeline.problem.experiment)


class _ChangeOfRun(QUndoCommand):
    """From one run to another, and back to where one was in the first."""

    def __init__(self, player: Player, run: Run) -> None:
        super().__init__()
        self._go: Callable[[Run], None] = player.set_run
        self._player = player
        self._after = run
        self._before = player.run

    @property
    def timelines(self) -> tuple[Timeline, Timeline]:
        """The runs before and after."""
        return self._before.timeline, self._after.timeline

    def redo(self) -> None:
        self._before = self._player.run
        self._go(self._after)

    def undo(self) -> None:
        self._after = self._player.run
        self._go(self._before)


def _stays(command: object) -> bool:
    """Whether a command leads to a run of the same lesson or file."""
    return isinstance(command, _ChangeOfRun)


class _ChangeOfSource(QUndoCommand):
    """From an edited experiment to another lesson or file, and back."""

    def __init__(self, session: Session, run: Run, origin: Origin) -> None:
        super().__init__()
        self._session = session
        self._after = run, origin
        self._before = session.player.run, session.origin

    def redo(self) -> None:
        self._before = self._session.player.run, self._session.origin
        self._session.show(*self._after)

    def undo(self) -> None:
        self._after = self._session.player.run, self._session.origin
        self._session.show(*self._before)
