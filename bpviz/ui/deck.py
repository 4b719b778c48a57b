"""All views of the window, told the same things."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from bpviz.core.breakpoints import Breakpoint
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.number_format import STANDARD, NumberFormat
from bpviz.ui.paint.network_lit import Lit
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.theme import Theme
from bpviz.ui.view import View


class Deck(QObject):
    """Makes the views and keeps them in step; one that comes late is told what it missed.

    A step goes to the first view at once, to the others one by one in the next turns of the event
    loop, so that no turn is long; a newer step overtakes what is still waiting.

    Signals
    -------
    drawn(float)
        A view took so many seconds over a step.
    """

    drawn = Signal(float)

    def __init__(self, theme: Theme, timeline: Timeline, parent: QObject) -> None:
        super().__init__(parent)
        self.views: dict[str, View] = {}
        self.selection = Selection(outlined=False)
        self._theme = theme
        self._numbers = STANDARD
        self._timeline = timeline
        self._step: Step | None = None
        self._breakpoints: Sequence[Breakpoint] = ()
        self._behind: list[View] = []
        self._turns = QTimer(self, singleShot=True)
        self._turns.timeout.connect(self._catch_up)

    def make(self, name: str) -> View:
        """Make a view."""
        view = VIEWS[name].factory(None)
        self.views[name] = view
        view.set_theme(self._theme)
        view.set_numbers(self._numbers)
        view.set_timeline(self._timeline)
        view.set_selection(self.selection)
        view.set_breakpoints(self._breakpoints)
        if self._step is not None:
            view.show_step(self._step)
        view.selection_changed.connect(self.select)
        view.paths_shown.connect(self._show_paths)
        return view

    # ---- what all views are told -------------------------------------------------------------

    def set_timeline(self, timeline: Timeline) -> None:
        """Another run; what was chosen stays chosen where it still exists."""
        before, self._timeline = self._timeline, timeline
        self._step = None
        self._behind.clear()
        self.selection = clipped(self.selection, timeline, before)
        self._tell(lambda view: view.set_timeline(timeline))
        self._tell(lambda view: view.set_selection(self.selection))

    def show_step(self, step: Step) -> None:
        """Another step; `settle` waits for all views to have it."""
        self._step = step
        first, *others = self.views.values()
        waiting = [view for view in self._behind if view in others]  # their turn is next
        self._behind = waiting + [view for view in others if view not in waiting]
        first.show_step(step)
        self._turns.start(1)  # after the first one was painted: that is the longest to paint

    def _catch_up(self) -> None:
        """Show the newest step in one of the views that wait for it."""
        if not self._behind or self._step is None:
            return
        view = self._behind.pop(0)
        self._turns.start(0)
        begin = time.perf_counter()
        view.show_step(self._step)
        self.drawn.emit(time.perf_counter() - begin)

    def is_behind(self) -> bool:
        """Whether a view waits for the newest step, or for being painted."""
        return self._turns.isActive() or any(view.behind for view in self.views.values())

    def settle(self) -> None:
        """Show the newest step in all views now."""
        while self._behind:
            self._catch_up()

    def stop(self) -> None:
        """Draw and compute nothing more."""
        self._behind.clear()
        self._turns.stop()
        self._tell(lambda view: view.close_work())

    def set_theme(self, theme: Theme) -> None:
        """Other colours or type sizes."""
        self._theme = theme
        self._tell(lambda view: view.set_theme(theme))

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Numbers are written in another way."""
        self._numbers = numbers
        self._tell(lambda view: view.set_numbers(numbers))

    def set_playing(self, playing: bool) -> None:
        """Steps begin, or cease, to follow each other faster than one can watch."""
        self._tell(lambda view: view.set_playing(playing))

    def select(self, selection: Selection) -> None:
        """The user chose something, in one view or in the menu."""
        self.selection = clipped(selection, self._timeline)
        self._tell(lambda view: view.set_selection(self.selection))

    def set_breakpoints(self, breakpoints: Sequence[Breakpoint]) -> None:
        """Playing stops at other places."""
        self._breakpoints = breakpoints
        self._tell(lambda view: view.set_breakpoints(breakpoints))

    def retranslate(self) -> None:
        """Another language."""
        self._tell(lambda view: view.retranslate())
        if self._step is not None:
            self.show_step(self._step)

    def _show_paths(self, lit: Lit | None) -> None:
        self._tell(lambda view: view.show_paths(lit))

    def _tell(self, say: Callable[[View], None]) -> None:
        for view in list(self.views.values()):
            say(view)


def clipped(selection: Selection, timeline: Timeline, before: Timeline | None = None) -> Selection:
    """The selection, or the nearest one that exists in the network of `timeline`.

    `before` is the run in whose network it was chosen, where that is another one: a bias stays a
    bias, and a weight never becomes one.
    """
    problem = timeline.problem
    layer = min(selection.layer, problem.n_layers)
    units = problem.layers[layer - 1].n_out if layer else problem.n_in
    source = selection.source if layer else None
    if source is not None:
        spec = problem.layers[layer - 1]
        if source == _bias_source(timeline if before is None else before, selection.layer):
            source = spec.n_in if spec.use_bias else None
        elif source >= spec.n_in:
            source = None
    rows = min(problem.batch_size, problem.n_train)
    sample = min(selection.sample, rows - 1)
    unit = min(selection.unit, units - 1)
    return replace(selection, layer=layer, unit=unit, source=source, sample=sample)


def _bias_source(timeline: Timeline, layer: int) -> int | None:
    """The source that stands for the bias of a layer; None where there is no such layer."""
    problem = timeline.problem
    return problem.layers[layer - 1].n_in if 1 <= layer <= problem.n_layers else None
