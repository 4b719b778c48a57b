"""Steps to come back to: marked in a run, shown as flags on the strip, and slides of a deck."""

from __future__ import annotations

from bisect import insort
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from bpviz.core.timeline import Timeline
from bpviz.ui.player import Player


class Bookmarks(QObject):
    """The bookmarks of the run that a player shows; each run has its own, while it is there.

    Signals
    -------
    changed(list of int)
        The micro-steps that are marked now, or those of another run.
    """

    changed = Signal(object)

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self._player = player
        self._marked: WeakKeyDictionary[Timeline, list[int]] = WeakKeyDictionary()
        player.timeline_changed.connect(lambda _: self.changed.emit(self.steps))

    @property
    def steps(self) -> list[int]:
        """The numbers of the marked micro-steps, ascending."""
        return list(self._marked.get(self._player.timeline, ()))

    def toggle(self) -> None:
        """Mark the step on screen, or no longer."""
        here, marked = self._player.step.index, self.steps
        if here in marked:
            marked.remove(here)
        else:
            insort(marked, here)
        self._marked[self._player.timeline] = marked
        self.changed.emit(list(marked))
