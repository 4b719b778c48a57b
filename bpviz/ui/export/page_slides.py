"""A deck of slides, or the same as pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

from bpviz.ui.export.job import Work
from bpviz.ui.export.page import ExportPage
from bpviz.ui.export.picture import Look
from bpviz.ui.export.slide import READABLE
from bpviz.ui.export.slides import DECKS
from bpviz.ui.export.stretch import Reel
from bpviz.ui.export.stretch_choice import StretchChoice
from bpviz.ui.export.views_choice import ViewsChoice
from bpviz.ui.theme import PICTURE_THEMES

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

SIZE = QSize(1280, 720)
"""Of a page, in pixels of 1/96 inch; slides are as large."""


class SlidesPage(ExportPage):
    """A slide for each step of a stretch: the views, the formula, and what the speaker may say.

    The language is the window's.
    """

    name = "slides"

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.choice = ViewsChoice(window.deck, "export_slides", window=False)
        self.stretch = StretchChoice(self)
        self.theme = self.theme_combo("slides_theme")
        self.form.addRow(self.tr("Picture"), self.choice)
        self.form.addRow(self.tr("One slide for each"), self.stretch.per)
        self.form.addRow(self.tr("From iteration"), self.stretch.first)
        self.form.addRow(self.tr("To iteration"), self.stretch.last)
        self.form.addRow("", self.stretch.length)
        self.form.addRow(self.tr("Theme"), self.theme)
        self.least = self.least_combo("slides_min_text", READABLE)

        self.stretch.per.currentIndexChanged.connect(self._tell_length)
        for spin in (self.stretch.first, self.stretch.last):
            spin.valueChanged.connect(self._tell_length)
        self._tell_length()

    def _tell_length(self) -> None:
        """How many slides there will be, and what they need of the run."""
        text = self.tr("slides: {count}")
        self.stretch.tell(lambda count: text.format(count=count))

    def title(self) -> str:
        """What its tab says."""
        return self.tr("Slides")

    def kinds(self) -> dict[str, str]:
        """PPTX and PDF."""
        return {
            self.tr("PowerPoint deck (*.pptx)"): ".pptx",
            self.tr("PDF pages (*.pdf)"): ".pdf",
        }

    def refusal(self) -> str:
        """Why there are no such slides."""
        return self.stretch.refusal()

    def job(self, path: Path) -> Work:
        """A slide in each piece; the views are the window's own."""
        window = self.window_
        reel = Reel(
            self.choice.views(),
            window.player.timeline,
            self.stretch.indices(),
            Look(
                SIZE,
                PICTURE_THEMES[self.theme.currentData()],
                min_text=self.least.currentData(),
            ),
            window.session.source,
            window.translations.language,
        )
        return DECKS[path.suffix.lower()](reel)(path)
