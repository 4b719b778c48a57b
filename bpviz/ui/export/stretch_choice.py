"""Which steps a film or a deck is to show: iterations from and to, and one for each what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel

from bpviz.core.errors import BpvizError
from bpviz.ui.export.page import ExportPage
from bpviz.ui.export.stretch import Stretch, indices
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.texts import error_line

SIZES = {
    "micro": QT_TRANSLATE_NOOP("Export", "Micro-step"),
    "layer": QT_TRANSLATE_NOOP("Export", "Layer"),
    "pass": QT_TRANSLATE_NOOP("Export", "Pass"),
    "iteration": QT_TRANSLATE_NOOP("Export", "Iteration"),
    "epoch": QT_TRANSLATE_NOOP("Export", "Epoch"),
}
FURTHER = QT_TRANSLATE_NOOP(
    "Export", "The run is computed on to iteration {last}, and that is kept on the timeline."
)
BOOKMARKS = "bookmarks"
LAST = 10**9
LINES = 4
"""Of what is said about the stretch; a form gives text that is wrapped no more of its own."""


class StretchChoice:
    """Rows of a page that choose steps of the run on screen: those of a stretch, or the bookmarks.

    They begin with the micro-steps of the iteration on screen. Bookmarks are offered where there
    are any.
    """

    def __init__(self, page: ExportPage) -> None:
        window = page.window_
        self._player, self._marked = window.player, window.bookmarks.steps
        self.per = page.combo(f"{page.name}_per")
        for size, text in SIZES.items():
            self.per.addItem(QCoreApplication.translate("Export", text), size)
        if self._marked:
            text = QCoreApplication.translate("Export", "Bookmark ({count})")
            self.per.addItem(text.format(count=len(self._marked)), BOOKMARKS)
        here, start = self._player.step.iteration, self._player.timeline.first_iteration
        self.first = page.spin(f"{page.name}_first", start, LAST, here)
        self.last = page.spin(f"{page.name}_last", here, LAST, here)
        self.first.valueChanged.connect(self.last.setMinimum)
        self.length = QLabel(page)
        self.length.setObjectName(f"export_{page.name}_length")
        self.length.setWordWrap(True)
        self.length.setMinimumHeight(LINES * self.length.fontMetrics().lineSpacing())
        self.per.currentIndexChanged.connect(self._on_per)

    def _on_per(self) -> None:
        for spin in (self.first, self.last):
            spin.setEnabled(self.per.currentData() != BOOKMARKS)

    def tell(self, text: Callable[[int], str]) -> None:
        """Say `text` of the number of steps, and what they need of the run, in `length`."""
        try:
            count, further = len(self.indices()), self.further()
        except BpvizError:
            self.length.setText("")  # the dialog says why, see `refusal`
            return
        self.length.setText("\n".join(filter(None, (text(count), further))))

    def further(self) -> str:
        """That the run on screen has to go on for these steps, and how far; or nothing.

        Raises as `indices` does.
        """
        timeline = self._player.timeline
        last = self.indices()[-1] // timeline.steps_per_iteration
        if last <= timeline.head:
            return ""
        return QCoreApplication.translate("Export", FURTHER).format(last=last)

    def refusal(self) -> str:
        """Why there are no such steps, or nothing."""
        try:
            self.indices()
        except BpvizError as error:
            return error_line(error)
        return ""

    def indices(self) -> list[int]:
        """The numbers of the micro-steps chosen.

        Raises
        ------
        BpvizError
            There are none, or too many.
        """
        size = self.per.currentData()
        if size == BOOKMARKS:
            return self._marked
        stretch = Stretch(self.first.value(), self.last.value(), size)
        return indices(self._player.timeline.problem, stretch)
