"""The other run that an array is compared with: which it is, and its step beside the one shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.chase import Chase
from bpviz.ui.compare.naming import names_of
from bpviz.ui.compare.runs import at, matching, unnamed

LONGEST = 50
"""Characters that an entry of the menu may have."""


class OtherRun(QObject):
    """Brings a run of the session to the micro-step that is shown, beside what is drawn.

    Attributes
    ----------
    known : callable
        The runs that there are besides the one that is shown, nearest first.

    Signals
    -------
    arrived()
        The run is at the step now.
    chosen()
        Something else is to be compared with.
    """

    arrived = Signal()
    chosen = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.known: Callable[[], Sequence[Timeline]] = lambda: ()
        self._chosen: Timeline | None = None
        self._shown: Timeline | None = None
        self._chase = Chase(self)
        self._chase.arrived.connect(self.arrived, Qt.ConnectionType.QueuedConnection)

    def set_timeline(self, timeline: Timeline) -> None:
        """Another run is shown. Where it was compared with, the one before takes its place."""
        before, self._shown = self._shown, timeline
        if self._chosen is timeline:
            self._chosen = before

    @property
    def run(self) -> Timeline | None:
        """The one that was chosen, as long as there is such; None: the iteration before."""
        return self._chosen if self._chosen in self.known() else None

    def choose(self, run: Timeline | None) -> None:
        """Compare with a run from now on, or with the iteration before."""
        self._chosen = run
        self.chosen.emit()

    def beside(self, step: Step) -> Step | None:
        """The same micro-step of the run; None while it is on its way there."""
        run = self.run
        if run is None:
            return None
        self._chase.follow((run,))
        self._chase.go(run, step)
        return self._chase.steps.get(run)

    def slices(self, step: Step) -> Iterator[float]:
        """Bring the run there in small pieces, with nobody beside; yields the share done, 0…1."""
        run = self.run
        if run is None:
            return
        self._chase.follow((run,))
        was = self._chase.steps.get(run)
        yield from self._chase.slices(run, step)
        if was is None or was.index != self._chase.steps[run].index:
            self.arrived.emit()

    def finished(self, step: Step) -> Step | None:
        """The same micro-step of the run, however long it takes; at once after `slices`."""
        run = self.run
        if run is None:
            return None
        source = at(run, step.iteration)
        return source[matching(step, source)]

    @property
    def share(self) -> float:
        """How far the run has come, 0…1."""
        run = self.run
        return 0.0 if run is None else self._chase.share(run)

    @property
    def name(self) -> str:
        """Where the run differs from the one that is shown."""
        run = self.run
        return "" if run is None else self._name_of(run)

    def stop(self) -> None:
        """Compute nothing more."""
        self._chase.stop()

    def _name_of(self, run: Timeline) -> str:
        assert self._shown is not None
        return names_of([self._shown, run])[1] or unnamed()

    def fill(self, menu: QMenu, before: str) -> None:
        """List what can be compared with: the iteration `before`, and the runs there are."""
        menu.clear()
        group, chosen = QActionGroup(menu), self.run
        for place, run in enumerate((None, *self.known())):
            text = before if run is None else self._name_of(run)
            short = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
            action = menu.addAction(short.replace("&", "&&"))
            action.setObjectName(f"tensors_run_{place}" if run is not None else "tensors_before")
            action.setToolTip(text)
            action.setCheckable(True)
            action.setChecked(run is chosen)
            action.triggered.connect(lambda _=False, run=run: self.choose(run))
            group.addAction(action)
