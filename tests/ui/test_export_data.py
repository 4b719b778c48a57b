"""The dialog's pages for numbers and for programs: what is saved is what is on screen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton
from ui.export_hands import delete, finish, is_gone, window_of_xor

from bpviz.core.scripts import SCRIPTS
from bpviz.files.data.step import arrays
from bpviz.ui.export import export_dialog
from bpviz.ui.export.dialog import ExportDialog
from bpviz.ui.export.page import ExportPage
from bpviz.ui.export.page_code import CodePage
from bpviz.ui.export.page_data import DataPage
from bpviz.ui.views.surface import SurfaceView
from bpviz.ui.window import MainWindow


@pytest.fixture(scope="module")
def shared(_application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all tests."""
    yield from window_of_xor(tmp_path_factory)


@pytest.fixture
def dialog(qapp: Any, shared: MainWindow) -> Iterator[ExportDialog]:
    """The dialog as Ctrl+E opens it, at a micro-step in the middle of iteration 5."""
    player = shared.player
    player.timeline.advance(20)
    player.seek(5 * player.timeline.steps_per_iteration + 4)
    while player.k != 5 * player.timeline.steps_per_iteration + 4:
        QCoreApplication.processEvents()
    shared.memory.exported.clear()
    made = export_dialog(shared)
    yield made
    delete(made)


def page(dialog: ExportDialog, kind: type[ExportPage], **chosen: str) -> ExportPage:
    """The page, brought to the front, with what is chosen in its lists."""
    (found,) = dialog.findChildren(kind)
    dialog.pages.setCurrentWidget(found)
    for name, value in chosen.items():
        combo = getattr(found, name)
        combo.setCurrentIndex(combo.findData(value))
    return found


def saved(dialog: ExportDialog, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file after a press on Save."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    button = dialog.findChild(QPushButton, "export_save")
    assert button is not None
    button.click()
    finish(dialog)
    assert is_gone(dialog) or dialog.message.text() == ""
    return path


# ---- numbers ---------------------------------------------------------------------------------


def test_the_curves_are_those_of_the_run(
    dialog: ExportDialog, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every iteration that was computed, as an archive; the usual name is a table's."""
    chosen = page(dialog, DataPage, what="history")
    assert list(chosen.kinds().values()) == [".csv", ".npz"]
    path = saved(dialog, tmp_path / "a.npz", monkeypatch)
    with np.load(path) as found:
        history = shared.player.timeline.history
        np.testing.assert_array_equal(found["loss"], history.loss)
        assert len(found["iterations"]) == 20


def test_the_arrays_are_those_of_the_step(
    dialog: ExportDialog, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known at the micro-step on screen, and nothing that comes later."""
    page(dialog, DataPage, what="step")
    with np.load(saved(dialog, tmp_path / "a.npz", monkeypatch)) as found:
        assert int(found["index"]) == shared.player.k
        known = {f"{name}{layer or ''}" for name, layer in arrays(shared.player.step)}
        assert set(found) - {"readme", "index", "iteration", "phase", "layer", "batch"} == known


@pytest.mark.parametrize("kind", ["path", "random", "gradient"])
def test_the_surface_is_the_one_on_screen(
    dialog: ExportDialog,
    shared: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: Any,
) -> None:
    """The same plane, window and losses as the view's, whatever plane was chosen in it."""
    view = shared.deck.views["surface"]
    assert isinstance(view, SurfaceView)
    shared.deck.settle()
    view.set_kind(kind)
    view.prepare_picture()
    landscape = view.stage.landscape
    assert landscape is not None
    page(dialog, DataPage, what="surface")
    with np.load(saved(dialog, tmp_path / "a.npz", monkeypatch)) as found:
        assert str(found["kind"]) == kind
        assert found["alpha"][[0, -1]].tolist() == list(landscape.x)
        assert found["beta"][[0, -1]].tolist() == list(landscape.y)
        np.testing.assert_array_equal(found["loss"], view._result.losses)  # type: ignore[union-attr]
        assert found["path_iteration"].tolist() == list(range(6))
    view.set_kind("path")


def test_a_line_is_no_surface(
    dialog: ExportDialog, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the line between two runs there is none: the dialog says so, no file is left."""
    view = shared.deck.views["surface"]
    assert isinstance(view, SurfaceView)
    view.set_kind("line")
    page(dialog, DataPage, what="surface")
    with pytest.raises(AssertionError, match="is no surface"):
        saved(dialog, tmp_path / "a.npz", monkeypatch)
    assert list(tmp_path.iterdir()) == []
    assert dialog.isVisible()
    view.set_kind("path")


def test_a_surface_is_written_in_slices(dialog: ExportDialog, tmp_path: Path) -> None:
    """The window can go on, and the user can cancel, after each of many pieces of the work."""
    path = tmp_path / "a.csv"
    work = page(dialog, DataPage, what="surface").job(path)
    assert len(list(work)) > 20
    again = page(dialog, DataPage, what="surface").job(path)
    next(again)
    again.close()


# ---- programs --------------------------------------------------------------------------------


@pytest.mark.parametrize("library", SCRIPTS)
def test_the_program_is_the_networks(
    dialog: ExportDialog,
    shared: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: str,
) -> None:
    """In each library, as long as asked for."""
    chosen = page(dialog, CodePage, library=library)
    assert isinstance(chosen, CodePage)
    chosen.iterations.setValue(7)
    text = SCRIPTS[library](shared.player.timeline.problem, 7)
    path = saved(dialog, tmp_path / "a.py", monkeypatch)
    assert path.read_text(encoding="utf-8") == text
    assert chosen.stem() == library


def test_the_program_in_numpy_runs(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prints a loss for each of its iterations."""
    chosen = page(dialog, CodePage, library="numpy")
    assert isinstance(chosen, CodePage)
    chosen.iterations.setValue(3)
    path = saved(dialog, tmp_path / "a.py", monkeypatch)
    printed = io.StringIO()
    monkeypatch.setattr("sys.argv", [str(path)])
    with redirect_stdout(printed):
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), {"__name__": "__main__"})
    assert len(printed.getvalue().splitlines()) >= 3


def test_the_program_goes_to_the_clipboard(dialog: ExportDialog, shared: MainWindow) -> None:
    """Copy is there for programs, not for numbers; it gives the text of the file."""
    button = dialog.findChild(QPushButton, "export_copy")
    assert button is not None
    page(dialog, DataPage)
    assert button.isHidden()
    wanted = page(dialog, CodePage, library="torch")
    assert isinstance(wanted, CodePage)
    wanted.iterations.setValue(9)
    assert not button.isHidden()
    button.click()
    finish(dialog)
    program = SCRIPTS["torch"](shared.player.timeline.problem, 9)
    assert QGuiApplication.clipboard().text() == program
