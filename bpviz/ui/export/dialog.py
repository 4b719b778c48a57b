"""The dialog that exports: a page for each kind, and the file being written."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
)

from bpviz.core.errors import BpvizError
from bpviz.files.atomic import atomic_path
from bpviz.ui.export.choices import choices_of, choose, watch
from bpviz.ui.export.job import Copying, Work
from bpviz.ui.export.page import ExportPage
from bpviz.ui.export.page_animation import AnimationPage
from bpviz.ui.export.page_code import CodePage
from bpviz.ui.export.page_data import DataPage
from bpviz.ui.export.page_picture import PicturePage, copy_of
from bpviz.ui.export.page_slides import SlidesPage
from bpviz.ui.export.page_solution import SolutionPage
from bpviz.ui.texts import error_line

if TYPE_CHECKING:
    from bpviz.ui.view import View
    from bpviz.ui.window import MainWindow

PAGES: tuple[type[ExportPage], ...] = (
    PicturePage,
    AnimationPage,
    SlidesPage,
    SolutionPage,
    DataPage,
    CodePage,
)
"""The pages, in the order of their tabs."""
PIECE = 0.03
"""Seconds that a job is worked at before the window may do something else."""
FOLDER = "export_folder"
"""The setting for where something was saved last."""
TAB = "tab"
"""Which page was in front, among the choices that are kept."""
SHORT = 0.05
"""Seconds that a copy may take without a word."""


class _Cancelled(Exception):
    """The user does not want the file any more."""


def export_dialog(window: MainWindow, view: str = "") -> ExportDialog:
    """Open the dialog, for the picture of a view if one is named.

    It stays until something was saved or copied, or it is closed.
    """
    dialog = ExportDialog(window)
    if view:
        dialog.choose_view(view)
    dialog.open()
    return dialog


def copy_view(window: MainWindow, view: View) -> None:
    """Put the picture of a view on the clipboard; what takes long to compute is left to a dialog.

    There one sees how far it is and can give it up; it is the picture that it offers first.
    """
    until = time.perf_counter() + SHORT
    work = copy_of(window, view)
    try:
        while time.perf_counter() < until:
            next(work)
    except StopIteration as end:
        QGuiApplication.clipboard().setMimeData(end.value)
    except BpvizError as error:
        window.say(error)
    else:
        work.close()
        export_dialog(window, view.name).copy()


class ExportDialog(QDialog):
    """Pages to choose from; saves what the one in front makes, or copies it.

    Both is done in pieces. Meanwhile the pages are locked, and Cancel (or Esc) gives it up; the
    file that was there is replaced only by a whole one. What cannot be done is said here. The run
    pauses: it would go on under what is being chosen. When the window closes, so does this.

    What was chosen is there again the next time, in the same window.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("export_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export"))
        self._window = window
        window.player.pause()
        window.closed.connect(self.stop)
        self.pages = QTabWidget(self)
        self.pages.setObjectName("export_pages")
        for make in PAGES:
            page = make(window)
            self.pages.addTab(page, page.title())
        self.message = QLabel(self)
        self.message.setObjectName("export_message")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.hide()
        self.progress = QProgressBar(self)
        self.progress.setObjectName("export_progress")
        self.progress.setRange(0, 1000)
        self.progress.hide()
        buttons = QDialogButtonBox()
        self._save = self._button(buttons, "export_save", self.tr("Save…"))
        self._save.clicked.connect(self.save)
        self._copy = self._button(buttons, "export_copy", self.tr("Copy"))
        self._copy.clicked.connect(self.copy)
        cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("export_cancel")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.pages)
        column.addWidget(self.message)
        column.addWidget(self.progress)
        column.addWidget(buttons)
        self._work: Work | Copying | None = None
        self._target = ExitStack()
        self._path: Path | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._usual = choices_of(self)
        kept = window.memory.exported
        choose(self, kept)
        names = [self._page_at(place).name for place in range(self.pages.count())]
        if kept.get(TAB) in names:
            self.pages.setCurrentIndex(names.index(str(kept[TAB])))
        watch(self, self._judge)
        self.pages.currentChanged.connect(self._on_page)
        self._on_page()

    @staticmethod
    def _button(box: QDialogButtonBox, name: str, text: str) -> QPushButton:
        button = box.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.setObjectName(name)
        return button

    @property
    def page(self) -> ExportPage:
        """The page in front."""
        return self._page_at(self.pages.currentIndex())

    def _page_at(self, place: int) -> ExportPage:
        page = self.pages.widget(place)
        assert isinstance(page, ExportPage)
        return page

    def choose_view(self, name: str) -> None:
        """Bring the page for pictures in front, with that of one view."""
        for place in range(self.pages.count()):
            page = self._page_at(place)
            if isinstance(page, PicturePage):
                self.pages.setCurrentIndex(place)
                page.choice.choose(name)

    def _on_page(self) -> None:
        self._copy.setVisible(type(self.page).copy is not ExportPage.copy)
        self._judge()

    def _judge(self) -> None:
        """Say at once what cannot be made, and do not offer it."""
        refusal = self.page.refusal()
        self.message.setText(refusal)
        self.message.setVisible(bool(refusal))
        for button in (self._save, self._copy):
            button.setEnabled(not refusal)

    def _say(self, error: BpvizError) -> None:
        self.message.setText(error_line(error))
        self.message.show()

    # ---- a file, or a copy ----------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a file is being written, or a copy made."""
        return self._work is not None

    def save(self) -> None:
        """Ask for a file and begin to write it."""
        path = self._ask()
        if path is None:
            return
        self._path = path
        try:
            self._begin(self.page.job(self._target.enter_context(atomic_path(path))))
        except BpvizError as error:
            self._end(error)

    def copy(self) -> None:
        """Begin to put on the clipboard what the page makes."""
        self._path = None
        self._begin(self.page.copy())

    def _begin(self, work: Work | Copying) -> None:
        self.message.hide()
        self._work = work
        self._lock(True)
        self._timer.start(0)

    def _go_on(self) -> None:
        """Do some more."""
        assert self._work is not None
        until = time.perf_counter() + PIECE
        try:
            while time.perf_counter() < until:
                self.progress.setValue(round(1000 * next(self._work)))
        except StopIteration as end:
            self._end(None, end.value)
        except Exception as error:
            self._end(error)

    def _end(self, error: Exception | None, made: QMimeData | None = None) -> None:
        """Let file or copy take its place, or leave what was there; close, or say what is wrong."""
        self._timer.stop()
        work, self._work = self._work, None
        self._lock(False)
        try:
            if work is not None:
                work.close()
        except Exception as raised:
            error = raised
        try:
            if error is None:
                self._target.close()
            else:
                self._target.__exit__(type(error), error, error.__traceback__)
        except BpvizError as told:
            error = told
        if error is None:
            if made is not None:
                QGuiApplication.clipboard().setMimeData(made)
            if self._path is not None:
                self._tell_saved(self._path)
            self.accept()
        elif isinstance(error, BpvizError):
            self._say(error)
        elif not isinstance(error, _Cancelled):
            raise error

    def _tell_saved(self, path: Path) -> None:
        """Say in the window what was saved, and offer the same folder the next time."""
        self._window.settings.keep(FOLDER, str(path.parent))
        text = self.tr("Saved {name} in {folder}")
        text = text.format(name=path.name, folder=path.parent.name or str(path.parent))
        self._window.status.say(text, str(path))

    def done(self, result: int) -> None:
        """Close; what was chosen other than usually is kept for the next time."""
        chosen = choices_of(self).items()
        kept = {name: value for name, value in chosen if value != self._usual.get(name)}
        self._window.memory.exported = {**kept, TAB: self.page.name}
        super().done(result)

    def _lock(self, busy: bool) -> None:
        for part in (self.pages, self._save, self._copy):
            part.setEnabled(not busy)
        self.progress.setValue(0)
        self.progress.setVisible(busy)

    def reject(self) -> None:
        """Give up what is being made, or close."""
        if self.busy:
            self._end(_Cancelled())
        else:
            super().reject()

    def stop(self) -> None:
        """Give up what is being made, if anything is, and close."""
        if self.busy:
            self.reject()
        self.reject()

    def _ask(self) -> Path | None:
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        last = self._window.settings.text(FOLDER)
        usual_folder = QStandardPaths.writableLocation(pictures)
        folder = Path(last if last and Path(last).is_dir() else usual_folder)
        source = self._window.session.source
        stem = "bpviz" if source is None else getattr(source, "name", "bpviz").removesuffix(".toml")
        kinds = self.page.kinds()
        usual = next(iter(kinds.values()))
        suggested = folder / f"{stem}-{self.page.stem()}{usual}"
        chosen, kind = QFileDialog.getSaveFileName(
            self, self.windowTitle(), str(suggested), ";;".join(kinds)
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() in kinds.values():
            return path
        path = path.with_name(path.name + kinds.get(kind, usual))
        return path if not path.exists() or self._may_replace(path) else None

    def _may_replace(self, path: Path) -> bool:
        """Ask, where the dialog for the file could not: it knew the name without its ending."""
        text = self.tr("“{name}” is there already. Replace it?").format(name=path.name)
        return (
            QMessageBox.question(self, self.windowTitle(), text) == QMessageBox.StandardButton.Yes
        )
