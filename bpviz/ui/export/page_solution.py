"""One iteration worked out on paper, with all numbers or with blanks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bpviz.core.errors import BpvizError
from bpviz.core.worked import KINDS, Kind
from bpviz.core.worked_build import check_size
from bpviz.core.worked_numbers import LEAST, MOST
from bpviz.ui.export.job import Work
from bpviz.ui.export.page import ExportPage
from bpviz.ui.export.solution import title_of, write_solution
from bpviz.ui.texts import error_line

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow


class SolutionPage(ExportPage):
    """The iteration on screen as a worked solution, a student's sheet, or the key to that."""

    name = "solution"

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.sheet = self.combo("sheet")
        texts = (
            self.tr("Worked solution, all numbers"),
            self.tr("Exercise sheet with blanks"),
            self.tr("Key to the exercise sheet"),
        )
        for text, kind in zip(texts, KINDS, strict=True):
            self.sheet.addItem(text, kind)
        usual = window.settings.numbers()
        self.digits = self.spin("digits", LEAST, MOST, usual.digits)
        self.comma = self.check("comma", self.tr("Decimal comma"))
        self.comma.setChecked(usual.comma)
        self.form.addRow(self.tr("Document"), self.sheet)
        self.form.addRow(self.tr("Significant digits"), self.digits)
        self.form.addRow(self.comma)

    def title(self) -> str:
        """What its tab says."""
        return self.tr("Worked solution")

    def kinds(self) -> dict[str, str]:
        """Pages or source."""
        return {self.tr("PDF document (*.pdf)"): ".pdf", self.tr("LaTeX source (*.tex)"): ".tex"}

    def stem(self) -> str:
        """Which of the three."""
        return self.chosen

    @property
    def chosen(self) -> Kind:
        """Which of the three."""
        return KINDS[self.sheet.currentIndex()]

    def refusal(self) -> str:
        """That the network is too large for paper."""
        try:
            check_size(self.window_.player.timeline.problem)
        except BpvizError as error:
            return error_line(error)
        return ""

    def job(self, path: Path) -> Work:
        """The document of the iteration on screen."""
        window, player = self.window_, self.window_.player
        problem = player.timeline.problem
        check_size(problem)
        return write_solution(
            path,
            player.timeline,
            player.step.iteration,
            self.chosen,
            self.digits.value(),
            self.comma.isChecked(),
            title_of(problem, window.session.source, window.translations.language),
        )
