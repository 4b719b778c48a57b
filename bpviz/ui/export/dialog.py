"""The dialog that saves a picture of the step on screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QStandardPaths
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QPushButton,
    QVBoxLayout,
)

from bpviz.core.errors import BpvizError
from bpviz.files.atomic import atomic_path
from bpviz.ui.export.picture import (
    EXPORTS,
    WINDOW,
    export_title,
    view_picture,
    widget_picture,
    write_png,
)
from bpviz.ui.theme import THEMES

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

SIZES = (QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160))


def export_dialog(window: MainWindow) -> ExportDialog:
    """Open the dialog; it stays until a picture was saved or copied, or it is closed."""
    dialog = ExportDialog(window)
    dialog.open()
    return dialog


class ExportDialog(QDialog):
    """Chooses a view, a size and a theme; saves a PNG or copies the picture."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("Export a picture"))
        self._window = window
        self.view = self._combo("export_view")
        for name in EXPORTS:
            self.view.addItem(export_title(name), name)
        self.size_ = self._combo("export_size")
        for size in SIZES:
            self.size_.addItem(f"{size.width()} × {size.height()}", size)
        self.size_.setCurrentIndex(1)
        self.theme = self._combo("export_theme")
        labels = {"light": self.tr("Light"), "dark": self.tr("Dark")}
        for name in THEMES:
            self.theme.addItem(labels[name], name)
        self.theme.setCurrentIndex(self.theme.findData(window.theme.name))
        form = QFormLayout()
        form.addRow(self.tr("Picture"), self.view)
        form.addRow(self.tr("Pixels"), self.size_)
        form.addRow(self.tr("Theme"), self.theme)
        buttons = QDialogButtonBox()
        self._button(buttons, "export_save", self.tr("Save…")).clicked.connect(self.save)
        self._button(buttons, "export_copy", self.tr("Copy")).clicked.connect(self.copy)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)
        self.view.currentIndexChanged.connect(self._on_view)

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        return combo

    @staticmethod
    def _button(box: QDialogButtonBox, name: str, text: str) -> QPushButton:
        button = box.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.setObjectName(name)
        return button

    def _on_view(self) -> None:
        """The window is saved as it looks; only its resolution can be chosen."""
        self.theme.setEnabled(self.view.currentData() != WINDOW)

    def picture(self) -> QImage:
        """The picture as chosen."""
        window, name, size = self._window, self.view.currentData(), self.size_.currentData()
        if name == WINDOW:
            scale = max(1.0, size.width() / window.width())
            return widget_picture(window, window.theme, scale)
        player, deck = window.player, window.deck
        theme = THEMES[self.theme.currentData()]
        return view_picture(name, player.timeline, player.step, deck.selection, theme, size)

    def save(self) -> None:
        """Ask for a file and write the picture."""
        path = self._ask()
        if path is None:
            return
        try:
            with atomic_path(path) as temporary:
                write_png(self.picture(), temporary, self._window.session.experiment.title)
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
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.windowTitle(), str(suggested), self.tr("PNG picture (*.png)")
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png")

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.picture())
        self.accept()
