"""What every view has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from bpviz.core.breakpoints import Breakpoint
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.number_format import STANDARD, NumberFormat
from bpviz.ui.selection import Selection
from bpviz.ui.surface_worker import SurfaceWorker
from bpviz.ui.theme import DARK, Theme

if TYPE_CHECKING:
    from bpviz.ui.paint.network_lit import Lit
    from bpviz.ui.settings import Settings


class View(QWidget):
    """A picture of one step. The same step, shown twice or in any order, gives the same picture.

    A subclass overrides `draw` (and `new_timeline`, `restyle`, `retranslate` where it has
    something to do there) and `paint_picture`. A hidden view only remembers what it was told and
    draws when it is shown.

    `other_runs` gives the runs that there are besides `timeline`, nearest first.

    Signals
    -------
    selection_changed(Selection)
        The user chose a neuron, a weight or a sample in this view.
    params_chosen(array)
        The user wants the network to go on from other parameters, (P,).
    edited(Edit)
        The user gave a parameter, or a number of the data, another value.
    breakpoint_toggled(Breakpoint)
        Playing is to stop there, or no longer.
    run_chosen(int)
        The number of a micro-step that is to be played to.
    refused(BpvizError)
        What the user wanted could not be done, and why.
    experiment_chosen(Experiment)
        The user wants another experiment to run, from the start.
    position_chosen(int)
        The number of a micro-step that the user wants to see.
    secret_changed(bool)
        What is wrong with the experiment on purpose is to be guessed, or no longer.
    numbers_chosen(NumberFormat)
        The user wants numbers to be written in another way, in the whole window.
    paths_shown(Lit or None)
        Paths through the network are to be lit up in its diagram, or none.
    copy_wanted()
        The user wants its picture on the clipboard.
    export_wanted()
        The user wants its picture in a file.
    """

    name: ClassVar[str] = ""
    writes_digits: ClassVar[bool] = False
    """Whether its numbers have as many digits as are wished."""
    selection_changed = Signal(object)
    params_chosen = Signal(object)
    edited = Signal(object)
    breakpoint_toggled = Signal(object)
    run_chosen = Signal(int)
    refused = Signal(object)
    experiment_chosen = Signal(object)
    position_chosen = Signal(int)
    secret_changed = Signal(bool)
    numbers_chosen = Signal(object)
    paths_shown = Signal(object)
    copy_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{self.name}_view")
        self.theme: Theme = DARK
        self.numbers = STANDARD
        self.timeline: Timeline | None = None
        self.step: Step | None = None
        self.selection = Selection(outlined=False)
        self.playing = False
        self.other_runs: Callable[[], Sequence[Timeline]] = lambda: ()
        self._stale = False
        self._picture_menu = QMenu(self)
        self._picture_menu.setObjectName("view_menu")
        self._of_picture = [QAction(self) for _ in range(3)]
        separator, copy, export = self._of_picture
        separator.setSeparator(True)
        copy.setObjectName("copy_view")
        copy.triggered.connect(self.copy_wanted)
        export.setObjectName("export_view")
        export.triggered.connect(self.export_wanted)

    def set_timeline(self, timeline: Timeline) -> None:
        """A new run or branch: forget the step, set up for its network."""
        self.timeline = timeline
        self.step = None
        self.new_timeline()

    def show_step(self, step: Step) -> None:
        """Draw `step`, now or when the view is next shown."""
        self.step = step
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Change colours and type sizes."""
        self.theme = theme
        self.restyle()
        self.refresh()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way: digits, decimal sign, fractions."""
        self.numbers = numbers
        self.retranslate()  # texts have numbers in them
        self.refresh()

    def set_selection(self, selection: Selection) -> None:
        """Mark what the user chose, here or in another view."""
        self.selection = selection
        self.refresh()

    def show_paths(self, lit: Lit | None) -> None:
        """Light up paths through the network, where they can be seen."""

    def use_settings(self, settings: Settings) -> None:
        """Take over the options that were kept in `settings`, and keep them there from now on."""

    def set_playing(self, playing: bool) -> None:
        """Steps begin, or cease, to follow each other: meanwhile a view may draw more coarsely."""
        if playing != self.playing:
            self.playing = playing
            self.refresh()

    def set_breakpoints(self, breakpoints: Sequence[Breakpoint]) -> None:
        """Mark where playing stops, if this view has a place for it."""

    def refresh(self) -> None:
        """Draw again what was shown last, now or when the view is next shown."""
        if not self.in_sight:
            self._stale = True
        elif self.step is not None:
            self._stale = False
            self.draw(self.step)

    @property
    def in_sight(self) -> bool:
        """Whether it can be seen. Qt puts a dock behind a tab beside the window, visible for it."""
        if not self.isVisible():
            return False
        window = self.window()
        return window.rect().intersects(QRect(self.mapTo(window, QPoint(0, 0)), self.size()))

    @property
    def behind(self) -> bool:
        """Whether it has not shown the newest step yet, so that running freely should wait."""
        return False

    def catch_up(self) -> None:
        """Draw what happened while it was out of sight."""
        if self._stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.catch_up()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the picture."""
        self.pop_up(self._picture_menu, event.globalPos())

    def pop_up(self, menu: QMenu, at: QPoint) -> None:
        """Show a menu of the view's; it ends with what can be done with the picture."""
        _, copy, export = self._of_picture
        copy.setText(QCoreApplication.translate("View", "Copy this picture"))
        export.setText(QCoreApplication.translate("View", "Export this picture…"))
        menu.addActions(self._of_picture)
        menu.popup(at)

    def close_work(self) -> None:
        """End the threads that compute for it; it is not needed any more."""
        for worker in self.findChildren(SurfaceWorker):
            worker.close()

    def new_timeline(self) -> None:
        """Set up for `self.timeline`."""

    def draw(self, step: Step) -> None:
        """Show `step`; called only while visible."""

    def restyle(self) -> None:
        """Take over `self.theme`."""

    def retranslate(self) -> None:
        """Set every text again, after the language changed."""

    def hold_axes(self, steps: Sequence[Step]) -> None:
        """Keep axes that all of `steps` fit on, until this is called with none.

        Pictures of these steps then differ in what they show, not in where. Here: nothing to hold.
        """

    def picture_slices(self) -> Iterator[float]:
        """Compute in small pieces what a picture of the step needs; yields the share done, 0…1."""
        yield from ()

    def prepare_picture(self) -> None:
        """Compute all of that now."""
        for _ in self.picture_slices():
            pass

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the picture into `rect`, in logical pixels, visible or not.

        What `picture_slices` has computed already is not computed again.
        """
        raise NotImplementedError
