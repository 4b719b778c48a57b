"""What the window asks and tells in windows of its own: files, keys, about."""

from __future__ import annotations

import html
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from bpviz import __version__
from bpviz.files.lessons import Lesson
from bpviz.ui.actions import Actions, keys_of, plain

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

SUFFIX = ".toml"
translate = QCoreApplication.translate


def _filter() -> str:
    return translate("Dialogs", "Experiments (*.toml)")


def open_file(window: MainWindow) -> None:
    """Ask for an experiment file and open it."""
    title = translate("Dialogs", "Open an experiment")
    name, _ = QFileDialog.getOpenFileName(window, title, _folder(window), _filter())
    if name:
        window.open(Path(name))


def save_file(window: MainWindow) -> bool:
    """Save where the experiment came from, or ask where; tell whether it was saved."""
    source = window.session.source
    if isinstance(source, Path):
        return window.session.save(source)
    return save_file_as(window)


def save_file_as(window: MainWindow) -> bool:
    """Ask for a file and save the experiment there; tell whether it was saved."""
    source = window.session.source
    name = source.name if isinstance(source, Lesson) else "experiment"
    suggested = source if isinstance(source, Path) else Path(_folder(window)) / f"{name}{SUFFIX}"
    title = translate("Dialogs", "Save the experiment")
    chosen, _ = QFileDialog.getSaveFileName(window, title, str(suggested), _filter())
    if not chosen:
        return False
    path = Path(chosen)
    return window.session.save(path if path.suffix else path.with_suffix(SUFFIX))


def _folder(window: MainWindow) -> str:
    source = window.session.source
    return str(source.parent) if isinstance(source, Path) else str(Path.home())


def may_close(window: MainWindow) -> bool:
    """Whether the window may close: edits of a file are saved or given up first."""
    session = window.session
    if not isinstance(session.source, Path) or not session.modified:
        return True
    box = QMessageBox(window)
    box.setObjectName("save_question")
    box.setIcon(QMessageBox.Icon.Question)
    text = translate("Dialogs", "“{name}” was changed. Save it?")
    box.setText(text.format(name=session.source.name))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answer = box.exec()
    if answer == buttons.Save:
        return save_file(window)
    return answer == buttons.Discard


def show_keys(window: MainWindow, actions: Actions) -> QMessageBox:
    """List every command that has keys."""
    cells = [
        f"<td style='padding: 2px 14px 2px 0'><b>{html.escape(keys_of(action))}</b></td>"
        f"<td style='padding: 2px 28px 2px 0'>{html.escape(plain(action.text()))}</td>"
        for action in actions.values()
        if action.shortcuts()
    ]
    half = (len(cells) + 1) // 2  # in two columns, so that it fits on a low screen
    pairs = zip_longest(cells[:half], cells[half:], fillvalue="")
    rows = "".join(f"<tr>{left}{right}</tr>" for left, right in pairs)
    return _tell(window, "keys_dialog", translate("Dialogs", "Keys"), f"<table>{rows}</table>")


def show_about(window: MainWindow) -> QMessageBox:
    """Say what this is."""
    text = translate(
        "Dialogs",
        "<h3>bpviz {version}</h3>"
        "<p>See how backpropagation trains a neural network, one step at a time.</p>"
        "<p>MIT licence. Fonts: DejaVu.</p>",
    )
    title = translate("Dialogs", "About bpviz")
    return _tell(window, "about_dialog", title, text.format(version=__version__))


def _tell(window: MainWindow, name: str, title: str, text: str) -> QMessageBox:
    box = QMessageBox(window)
    box.setObjectName(name)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(text)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def export_picture(window: MainWindow, view: str = "") -> None:
    """Ask for a view and a file, and write the picture of this step."""
    from bpviz.ui.export import export_dialog

    export_dialog(window, view)


def breakpoints(window: MainWindow) -> None:
    """Show where playing stops, and let it be changed."""
    from bpviz.ui.breakpoints import show_breakpoints

    show_breakpoints(window)
