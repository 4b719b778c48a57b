"""An animation of a stretch of the run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

from bpviz.ui.export.animation import ANIMATIONS
from bpviz.ui.export.frames import FASTEST, SECONDS, SLOWEST, end_of
from bpviz.ui.export.job import Work
from bpviz.ui.export.page import ExportPage
from bpviz.ui.export.picture import Look
from bpviz.ui.export.stretch import Reel
from bpviz.ui.export.stretch_choice import StretchChoice
from bpviz.ui.export.views_choice import ViewsChoice
from bpviz.ui.number_boxes import SecondsBox
from bpviz.ui.number_text import with_sign
from bpviz.ui.theme import PICTURE_THEMES

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

SIZES = (QSize(1280, 720), QSize(1920, 1080), QSize(640, 360))


class AnimationPage(ExportPage):
    """Views at one step after the other, as GIF or MP4. The views are the window's own."""

    name = "animation"

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.choice = ViewsChoice(window.deck, "export_animation", window=False)
        self.stretch = StretchChoice(self)
        self.seconds = SecondsBox(self)
        self.seconds.setObjectName("export_animation_seconds")
        self.seconds.setRange(FASTEST, SLOWEST)
        self.seconds.setValue(SECONDS)
        self.size_ = self.combo("animation_size")
        for size in SIZES:
            self.size_.addItem(f"{size.width()} × {size.height()}", size)
        self.theme = self.theme_combo("animation_theme")
        self.title_ = self.check("animation_title", self.tr("The experiment's title above"))
        self.caption = self.check("animation_caption", self.tr("The step below"))
        self.caption.setChecked(True)
        self.form.addRow(self.tr("Picture"), self.choice)
        self.form.addRow(self.tr("One picture for each"), self.stretch.per)
        self.form.addRow(self.tr("From iteration"), self.stretch.first)
        self.form.addRow(self.tr("To iteration"), self.stretch.last)
        self.form.addRow(self.tr("Seconds for each"), self.seconds)
        self.form.addRow("", self.stretch.length)
        self.form.addRow(self.tr("Pixels"), self.size_)
        self.form.addRow(self.tr("Theme"), self.theme)
        self.form.addRow(self.tr("With"), self.title_)
        self.form.addRow("", self.caption)
        self.stretch.per.currentIndexChanged.connect(self._tell_length)
        for spin in (self.stretch.first, self.stretch.last, self.seconds):
            spin.valueChanged.connect(self._tell_length)
        self._tell_length()

    def _tell_length(self) -> None:
        """How many pictures there will be, how long they play, and what they need of the run."""

        def text(count: int) -> str:
            seconds = end_of(count - 1, count, self.seconds.value())
            shown = with_sign(str(round(seconds, 1)))
            return self.tr("{count} pictures, {seconds} s").format(count=count, seconds=shown)

        self.stretch.tell(text)

    def title(self) -> str:
        """What its tab says."""
        return self.tr("Animation")

    def kinds(self) -> dict[str, str]:
        """GIF and MP4."""
        return {
            self.tr("GIF animation (*.gif)"): ".gif",
            self.tr("MP4 film (*.mp4)"): ".mp4",
        }

    def refusal(self) -> str:
        """Why there are no such pictures."""
        return self.stretch.refusal()

    def job(self, path: Path) -> Work:
        """A picture in each piece."""
        window = self.window_
        look = Look(
            self.size_.currentData(),
            PICTURE_THEMES[self.theme.currentData()],
            title=self.title_.isChecked(),
            caption=self.caption.isChecked(),
        )
        reel = Reel(
            self.choice.views(),
            window.player.timeline,
            self.stretch.indices(),
            look,
            window.session.source,
            window.translations.language,
        )
        return ANIMATIONS[path.suffix.lower()](reel, self.seconds.value())(path)
