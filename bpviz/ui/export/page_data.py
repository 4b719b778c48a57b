"""Numbers of the run on screen, as a table or as arrays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PySide6.QtWidgets import QLabel

from bpviz.core.errors import BpvizError
from bpviz.files.data import write_history, write_step, write_surface
from bpviz.ui.export.job import Work
from bpviz.ui.export.page import ExportPage
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.surface_data import surface_slices
from bpviz.ui.surface_plan import Choice, Planner
from bpviz.ui.views.surface import SurfaceView

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

NO_SURFACE = QT_TRANSLATE_NOOP(
    "core",
    "the line between two runs is no surface: choose another plane in the panel “Loss surface”",
)


class DataPage(ExportPage):
    """The curves of the run, the arrays of the step, or the loss surface, as CSV or NPZ."""

    name = "data"

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.what = self.combo("data")
        self.what.addItem(self.tr("Curves of the run"), "history")
        self.what.addItem(self.tr("Arrays of the step on screen"), "step")
        self.what.addItem(self.tr("Loss surface"), "surface")
        self._notes = {
            "history": self.tr(
                "Losses, accuracies and what is measured layer by layer, by iteration, as far as "
                "the run was computed."
            ),
            "step": self.tr(
                "Samples, weights, activations, error signals and gradients: all that is known at "
                "this micro-step of its iteration."
            ),
            "surface": self.tr(
                "The loss at the points of the map, and the path of training with its distance "
                "from the plane."
            ),
        }
        self.note = QLabel(self)
        self.note.setObjectName("export_data_note")
        self.note.setWordWrap(True)
        self.form.addRow(self.tr("Numbers"), self.what)
        self.form.addRow("", self.note)
        self.what.currentIndexChanged.connect(self._on_what)
        self._on_what()

    def _on_what(self) -> None:
        self.note.setText(self._notes[self.what.currentData()])

    def title(self) -> str:
        """What its tab says."""
        return self.tr("Data")

    def kinds(self) -> dict[str, str]:
        """CSV and NPZ."""
        return {
            self.tr("Table for a spreadsheet (*.csv)"): ".csv",
            self.tr("Arrays for NumPy (*.npz)"): ".npz",
        }

    def stem(self) -> str:
        """What the numbers are."""
        return str(self.what.currentData())

    def job(self, path: Path) -> Work:
        """Write what is chosen, as it is now."""
        write = {"history": self._history, "step": self._step, "surface": self._surface}
        with path.open("wb") as stream:
            yield from write[self.what.currentData()](stream, path.suffix.lower())

    def _history(self, stream: BinaryIO, ending: str) -> Work:
        yield from write_history(self.window_.player.timeline.history, stream, ending)

    def _step(self, stream: BinaryIO, ending: str) -> Work:
        yield from write_step(self.window_.player.step, stream, ending)

    def _surface(self, stream: BinaryIO, ending: str) -> Work:
        """Compute it once more: what is on screen may be coarse, or of another step still."""
        player = self.window_.player
        planner = Planner(player.timeline)
        data = yield from surface_slices(planner, player.step.iteration, self._choice())
        yield from write_surface(data, stream, ending)

    def _choice(self) -> Choice:
        """The plane that the view shows, or the usual one where there is no such view yet."""
        view = self.window_.deck.views.get("surface")
        if not isinstance(view, SurfaceView):
            return Choice()
        choice = view.chooser.now(self.window_.player.step)
        if choice.kind == "line":
            raise BpvizError("", NO_SURFACE)
        return choice
