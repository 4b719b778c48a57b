"""The dialog's page for worked solutions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton
from ui.export_hands import delete, window_of_xor

from bpviz.core import Problem
from bpviz.core.errors import BpvizError
from bpviz.core.worked import KINDS
from bpviz.core.worked_build import worked_solution
from bpviz.core.worked_latex import latex_document
from bpviz.files.lessons import lesson
from bpviz.ui.export.dialog import PAGES, export_dialog
from bpviz.ui.export.page_solution import SolutionPage
from bpviz.ui.window import MainWindow

AT = 3


@pytest.fixture(scope="module")
def shared(_application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all tests, in the middle of iteration 3."""
    for window in window_of_xor(tmp_path_factory):
        player = window.player
        index = AT * player.timeline.steps_per_iteration + 2
        player.seek(index)
        while player.k != index:
            QCoreApplication.processEvents()
        yield window


@pytest.fixture
def page(qapp: Any, shared: MainWindow) -> Iterator[SolutionPage]:
    """The page with four digits and a decimal point."""
    assert SolutionPage in PAGES
    made = SolutionPage(shared)
    made.digits.setValue(4)
    made.comma.setChecked(False)
    yield made
    made.deleteLater()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_saved_is_the_iteration_on_screen(
    page: SolutionPage, shared: MainWindow, tmp_path: Path, kind: str
) -> None:
    """The file is the document of the step's iteration, of the kind and precision chosen."""
    page.sheet.setCurrentIndex(page.sheet.findData(kind))
    page.digits.setValue(6)
    page.comma.setChecked(True)
    path = tmp_path / "a.tex"
    assert list(page.job(path))
    found = path.read_text(encoding="utf-8").partition(r"\section*{Forward pass}")[2]
    wanted = worked_solution(shared.player.timeline, AT, page.chosen, 6, True)
    assert page.stem() == kind == wanted.kind
    assert found == latex_document(wanted).partition(r"\section*{Forward pass}")[2]
    assert found


def test_a_pdf_is_written_as_well(page: SolutionPage, tmp_path: Path) -> None:
    """The first kind of file that is offered is a PDF document, and it is one."""
    assert list(page.kinds().values()) == [".pdf", ".tex"]
    path = tmp_path / "a.pdf"
    list(page.job(path))
    assert path.read_bytes().startswith(b"%PDF")


def test_a_large_network_is_refused_at_once(
    page: SolutionPage, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too large for paper is said before a file is begun."""
    large = Problem(lesson("spiral").experiment)
    monkeypatch.setattr(shared.player.timeline, "problem", large)
    with pytest.raises(BpvizError, match="200"):
        page.job(tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_large_network_is_refused_on_the_tab(
    qapp: Any, shared: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tab says it as soon as it is in front, and Save is off; other tabs can be saved."""
    monkeypatch.setattr(shared.player.timeline, "problem", Problem(lesson("spiral").experiment))
    dialog = export_dialog(shared)
    save = dialog.findChild(QPushButton, "export_save")
    assert save is not None
    assert save.isEnabled()
    dialog.pages.setCurrentIndex(PAGES.index(SolutionPage))
    assert not save.isEnabled()
    assert dialog.message.isVisible()
    assert "200" in dialog.message.text()
    ink = dialog.message.palette().windowText().color()
    assert ink == shared.theme.color("danger")
    dialog.pages.setCurrentIndex(0)
    assert save.isEnabled()
    assert not dialog.message.isVisible()
    dialog.reject()
    delete(dialog)
    shared.memory.exported.clear()
