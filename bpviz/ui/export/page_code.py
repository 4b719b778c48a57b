"""The training as a program that runs on its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

from bpviz.core.listing import planned_iterations
from bpviz.core.scripts import NAMES, SCRIPTS
from bpviz.ui.export.job import Copying, Work
from bpviz.ui.export.page import ExportPage

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

MOST = 10_000_000


class CodePage(ExportPage):
    """The program in NumPy, PyTorch or Keras; or copied."""

    name = "code"

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.library = self.combo("code")
        for name, text in NAMES.items():
            self.library.addItem(text, name)
        planned = planned_iterations(window.player.timeline.problem)
        self.iterations = self.spin("iterations", 1, MOST, planned)
        self.form.addRow(self.tr("Program for"), self.library)
        self.form.addRow(self.tr("Iterations"), self.iterations)

    def title(self) -> str:
        """What its tab says."""
        return self.tr("Code")

    def kinds(self) -> dict[str, str]:
        """Python."""
        return {self.tr("Python program (*.py)"): ".py"}

    def stem(self) -> str:
        """The library."""
        return str(self.library.currentData())

    def script(self) -> str:
        """The program. Raises BpvizError where it cannot be written for this library."""
        problem = self.window_.player.timeline.problem
        return SCRIPTS[self.library.currentData()](problem, self.iterations.value())

    def job(self, path: Path) -> Work:
        """The program, in one piece."""
        path.write_bytes(self.script().encode())
        yield 1.0

    def copy(self) -> Copying:
        """The program as text, in one piece."""
        data = QMimeData()
        data.setText(self.script())
        yield 1.0
        return data
