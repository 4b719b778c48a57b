"""The dialog that saves a picture of the step on screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bpviz.core.errors import BpvizError
from bpviz.files.atomic import atomic_file
from bpviz.ui.export.canvas import WRITERS, Picture, as_image, as_png, as_svg
from bpviz.ui.export.picture import (
    WINDOW,
    WINDOW_BASE,
    Look,
    export_title,
    picture_of,
    scale_for,
    wearing,
    window_picture,
)
from bpviz.ui.registry import VIEWS
from bpviz.ui.theme import THEMES

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

SIZES = (QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160))
DENSITIES = (1, 2, 3, 4)
_ROWS = 8
SEVERAL = "several"
"""In place of a view's name: those that are ticked, together."""


def export_dialog(window: MainWindow) -> ExportDialog:
    """Open the dialog; it stays until a picture was saved or copied, or it is closed."""
    dialog = ExportDialog(window)
    dialog.open()
    return dialog


class ExportDialog(QDialog):
    """Chooses views and how they are to look; saves PNG, SVG or PDF, or copies the picture.

    The views are the window's own, with all that was chosen in them.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("Export a picture"))
        self._window = window
        self.view = self._combo("export_view")
        for name in VIEWS:
            self.view.addItem(export_title(name), name)
        self.view.addItem(self.tr("Several views"), SEVERAL)
        self.view.addItem(export_title(WINDOW), WINDOW)
        self.ticks = self._ticks()
        self.size_ = self._combo("export_size")
        for size in SIZES:
            self.size_.addItem(f"{size.width()} × {size.height()}", size)
        self.size_.setCurrentIndex(1)
        self.density = self._combo("export_scale")
        for density in DENSITIES:
            self.density.addItem(f"{density}×", density)
        self.theme = self._combo("export_theme")
        labels = {"light": self.tr("Light"), "dark": self.tr("Dark")}
        for name in THEMES:
            self.theme.addItem(labels[name], name)
        self.theme.setCurrentIndex(self.theme.findData(window.theme.name))
        self.title_ = self._check("export_title", self.tr("The experiment's title above"))
        self.caption = self._check("export_caption", self.tr("The step below"))
        self.source = self._check("export_source", self.tr("Its origin below"))
        self.transparent = self._check("export_transparent", self.tr("Transparent (PNG, SVG)"))
        self._of_views = (self.theme, self.title_, self.caption, self.source, self.transparent)
        self._arrange()
        self.view.currentIndexChanged.connect(self._on_view)
        self._on_view()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Picture"), self.view)
        self._several = QWidget(self)
        cells = QGridLayout(self._several)
        cells.setContentsMargins(0, 0, 0, 0)
        for k, tick in enumerate(self.ticks.values()):
            cells.addWidget(tick, k % _ROWS, k // _ROWS)
        form.addRow("", self._several)
        form.addRow(self.tr("Pixels"), self.size_)
        form.addRow(self.tr("Scale"), self.density)
        form.addRow(self.tr("Theme"), self.theme)
        form.addRow(self.tr("With"), self.title_)
        for box in (self.caption, self.source, self.transparent):
            form.addRow("", box)
        self._form = form
        buttons = QDialogButtonBox()
        self._button(buttons, "export_save", self.tr("Save…")).clicked.connect(self.save)
        self._button(buttons, "export_copy", self.tr("Copy")).clicked.connect(self.copy)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        return combo

    def _check(self, name: str, text: str) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setObjectName(name)
        return box

    def _ticks(self) -> dict[str, QCheckBox]:
        """A box for each view, ticked where it is in sight."""
        made, ticks = self._window.deck.views, {}
        for name in VIEWS:
            ticks[name] = self._check(f"export_with_{name}", export_title(name))
            ticks[name].setChecked(name in made and made[name].in_sight)
        return ticks

    @staticmethod
    def _button(box: QDialogButtonBox, name: str, text: str) -> QPushButton:
        button = box.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.setObjectName(name)
        return button

    def _on_view(self) -> None:
        """The window is saved as it looks; only its resolution can be chosen."""
        chosen = self.view.currentData()
        for part in self._of_views:
            part.setEnabled(chosen != WINDOW)
        self._form.setRowVisible(self._several, chosen == SEVERAL)
        self.adjustSize()

    def chosen(self) -> list[str]:
        """The names of the views to be drawn: one, or those that are ticked."""
        if self.view.currentData() != SEVERAL:
            return [self.view.currentData()]
        return [name for name, tick in self.ticks.items() if tick.isChecked()]

    @contextmanager
    def picture(self) -> Iterator[Picture]:
        """The picture as chosen; its views wear the theme chosen for as long as this lasts.

        Raises
        ------
        BpvizError
            No view was chosen.
        """
        window = self._window
        whole = self.view.currentData() == WINDOW
        look = Look(
            self.size_.currentData(),
            window.theme if whole else THEMES[self.theme.currentData()],
            self.density.currentData(),
            not whole and self.transparent.isChecked(),
            title=self.title_.isChecked(),
            caption=self.caption.isChecked(),
            source=self.source.isChecked(),
        )
        if whole:
            yield window_picture(window, look, scale_for(look.size, WINDOW_BASE))
            return
        deck = window.deck
        deck.settle()
        views = [deck.views.get(name) or deck.make(name) for name in self.chosen()]
        if not views:
            raise BpvizError("", self.tr("Tick the views that the picture is to show."))
        source, language = window.session.source, window.translations.language
        with wearing(views, look.theme):
            yield picture_of(views, look, source, language)

    def save(self) -> None:
        """Ask for a file and write the picture."""
        path = self._ask()
        if path is None:
            return
        try:
            with atomic_file(path) as file, self.picture() as picture:
                file.write(WRITERS[path.suffix.lower()](picture))
        except BpvizError as error:
            self.reject()
            self._window.say(error)
            return
        self.accept()

    def _ask(self) -> Path | None:
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        folder = Path(QStandardPaths.writableLocation(pictures))
        source = self._window.session.source
        stem = "bpviz" if source is None else getattr(source, "name", "bpviz").removesuffix(".toml")
        suggested = folder / f"{stem}-{self.view.currentData()}.png"
        filters = {
            self.tr("PNG picture (*.png)"): ".png",
            self.tr("SVG drawing (*.svg)"): ".svg",
            self.tr("PDF page (*.pdf)"): ".pdf",
        }
        chosen, kind = QFileDialog.getSaveFileName(
            self, self.windowTitle(), str(suggested), ";;".join(filters)
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() in WRITERS:
            return path
        return path.with_name(path.name + filters.get(kind, ".png"))

    def copy(self) -> None:
        """Put the picture on the clipboard, as pixels and as a drawing."""
        data = QMimeData()
        try:
            with self.picture() as picture:
                data.setImageData(as_image(picture))
                data.setData("image/png", as_png(picture))
                data.setData("image/svg+xml", as_svg(picture))
        except BpvizError as error:
            self.reject()
            self._window.say(error)
            return
        QGuiApplication.clipboard().setMimeData(data)
        self.accept()
