"""A picture of the step on screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

from bpviz.ui.export.canvas import WRITERS, Picture, as_mime
from bpviz.ui.export.job import Copying, Work
from bpviz.ui.export.page import ExportPage
from bpviz.ui.export.picture import (
    WINDOW_BASE,
    Look,
    picture_of,
    scale_for,
    wearing,
    window_picture,
)
from bpviz.ui.export.views_choice import ViewsChoice
from bpviz.ui.theme import PICTURE_THEMES, THEMES
from bpviz.ui.view import View

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

SIZES = (QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160))
DENSITIES = (1, 2, 3, 4)
COPIED = QSize(1920, 1080)
"""Pixels of a picture that is copied without asking."""


class PicturePage(ExportPage):
    """Views, or the window, as PNG, SVG or PDF; or copied.

    The views are the window's own, with all that was chosen in them.
    """

    name = "picture"

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.choice = ViewsChoice(window.deck, "export", window=True)
        self.size_ = self.combo("size")
        for size in SIZES:
            self.size_.addItem(f"{size.width()} × {size.height()}", size)
        self.size_.setCurrentIndex(1)
        self.density = self.combo("scale")
        for density in DENSITIES:
            self.density.addItem(f"{density}×", density)
        self.theme = self.theme_combo("theme")
        self.text = self.combo("text")
        self.text.addItem(self.tr("Outlines: looks the same everywhere"), True)
        self.text.addItem(self.tr("Letters: can be edited and searched"), False)
        self.title_ = self.check("title", self.tr("The experiment's title above"))
        self.caption = self.check("caption", self.tr("The step below"))
        self.source = self.check("source", self.tr("Its origin below"))
        self.transparent = self.check("transparent", self.tr("Transparent"))
        self.form.addRow(self.tr("Picture"), self.choice)
        self.form.addRow(self.tr("Pixels"), self.size_)
        self.form.addRow(self.tr("Scale"), self.density)
        self.form.addRow(self.tr("Theme"), self.theme)
        self.least = self.least_combo("min_text")
        self.form.addRow(self.tr("Text in SVG"), self.text)
        self.form.addRow(self.tr("With"), self.title_)
        for box in (self.caption, self.source, self.transparent):
            self.form.addRow("", box)
        self.choice.changed.connect(self._on_view)
        self._on_view()

    def _on_view(self) -> None:
        """The window is saved as it looks; only its resolution can be chosen."""
        of_views = (self.theme, self.least, self.title_, self.caption, self.source)
        for part in (*of_views, self.transparent):
            part.setEnabled(not self.choice.whole_window)

    def title(self) -> str:
        """What its tab says."""
        return self.tr("Picture")

    def kinds(self) -> dict[str, str]:
        """PNG, SVG and PDF."""
        return {
            self.tr("PNG picture (*.png)"): ".png",
            self.tr("SVG drawing (*.svg)"): ".svg",
            self.tr("PDF page (*.pdf)"): ".pdf",
        }

    def stem(self) -> str:
        """The view."""
        return str(self.choice.view.currentData())

    @contextmanager
    def picture(self) -> Iterator[Picture]:
        """The picture as chosen; its views wear the theme chosen for as long as this lasts.

        Raises
        ------
        BpvizError
            No view was chosen.
        """
        window, whole = self.window_, self.choice.whole_window
        look = Look(
            self.size_.currentData(),
            window.theme if whole else PICTURE_THEMES[self.theme.currentData()],
            self.density.currentData(),
            not whole and self.transparent.isChecked(),
            self.text.currentData(),
            title=self.title_.isChecked(),
            caption=self.caption.isChecked(),
            source=self.source.isChecked(),
            min_text=0 if whole else self.least.currentData(),
        )
        if whole:
            yield window_picture(window, look, scale_for(look.size, WINDOW_BASE))
            return
        views = self.choice.views()
        source, language = window.session.source, window.translations.language
        with wearing(views, look.theme):
            yield picture_of(views, look, source, language)

    def job(self, path: Path) -> Work:
        """What its views need to have computed, in small pieces; then the picture, in one."""
        yield from self._prepared()
        with self.picture() as picture:
            path.write_bytes(WRITERS[path.suffix.lower()](picture))
        yield 1.0

    def copy(self) -> Copying:
        """The same as pixels and as a drawing."""
        yield from self._prepared()
        with self.picture() as picture:
            return as_mime(picture)

    def _prepared(self) -> Work:
        return prepared([] if self.choice.whole_window else self.choice.views())


def prepared(views: Sequence[View]) -> Work:
    """Compute what a picture of views needs, in small pieces."""
    try:
        for done, view in enumerate(views):
            for share in view.picture_slices():
                yield (done + share) / len(views)
    except BaseException:  # given up, or failed: they go on with what they show
        for view in views:
            view.refresh()
        raise


def copy_of(window: MainWindow, view: View) -> Copying:
    """The picture of a view for the clipboard: the size of a slide, in the window's theme."""
    window.deck.settle()
    yield from prepared([view])
    look = Look(COPIED, THEMES[window.theme.name])
    source, language = window.session.source, window.translations.language
    with wearing([view], look.theme):
        return as_mime(picture_of([view], look, source, language))
