"""A right click on any view offers its picture, for the clipboard and for a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu

from bpviz.core.errors import BpvizError
from bpviz.ui.export import dialog as dialog_module
from bpviz.ui.export.dialog import ExportDialog
from bpviz.ui.export.page_picture import PicturePage
from bpviz.ui.registry import VIEWS
from bpviz.ui.view import View
from bpviz.ui.window import MainWindow
from tests.ui.export_hands import finish, window_of_xor


@pytest.fixture(scope="module")
def window(_application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all tests."""
    yield from window_of_xor(tmp_path_factory)


def menu_of(window: MainWindow, view: View) -> QMenu:
    """The menu that a right click into the middle of a view opens."""
    if view.name in window.docks.all:
        window.docks.open(view.name)
    else:
        window.comparing.show(view.name == "compare")
    window.player.seek(9)
    window.deck.settle()
    QApplication.processEvents()
    middle = QPoint(view.width() // 2, int(view.height() * 0.6))
    target = view.childAt(middle) or view
    place = target.mapFrom(view, middle)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(target, QContextMenuEvent(reason, place, target.mapToGlobal(place)))
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    return opened


@pytest.mark.parametrize("name", VIEWS)
def test_a_right_click_offers_the_picture(qapp: Any, window: MainWindow, name: str) -> None:
    """Wherever one clicks; each action is there once, however often the menu was opened."""
    view = window.deck.views.get(name) or window.deck.make(name)
    for _ in range(2):
        menu = menu_of(window, view)
        names = [action.objectName() for action in menu.actions()]
        texts = [action.text() for action in menu.actions()]
        menu.close()
        assert names.count("copy_view") == names.count("export_view") == 1
        assert texts[-2:] == ["Copy this picture", "Export this picture…"]


def test_the_picture_is_copied(qapp: Any, window: MainWindow) -> None:
    """As pixels, as PNG and as SVG; the view wears the window's theme afterwards."""
    view = window.deck.views["loss"]
    QGuiApplication.clipboard().clear()
    menu = menu_of(window, view)
    next(a for a in menu.actions() if a.objectName() == "copy_view").trigger()
    menu.close()
    held = QGuiApplication.clipboard().mimeData()
    for image in (QGuiApplication.clipboard().image(), QImage.fromData(held.data("image/png"))):
        assert (image.width(), image.height()) == (1920, 1080)
        assert image.pixelColor(2, 2) == window.theme.color("panel")
    assert bytes(held.data("image/svg+xml").data()).startswith(b"<?xml")
    assert view.theme is window.theme


def test_the_dialog_opens_for_the_view(qapp: Any, window: MainWindow) -> None:
    """On the page for pictures, with this view chosen."""
    menu = menu_of(window, window.deck.views["gradients"])
    next(a for a in menu.actions() if a.objectName() == "export_view").trigger()
    menu.close()
    (dialog,) = [d for d in window.findChildren(ExportDialog) if d.isVisible()]
    page = dialog.page
    assert isinstance(page, PicturePage)
    assert page.choice.names() == ["gradients"]
    dialog.reject()


def copied(window: MainWindow, view: View) -> QImage:
    """What is on the clipboard after "Copy this picture"."""
    QGuiApplication.clipboard().clear()
    view.copy_wanted.emit()
    for dialog in window.findChildren(ExportDialog):
        finish(dialog)
    return QGuiApplication.clipboard().image()


def test_what_takes_long_to_copy_is_told_how_far_it_is(
    qapp: Any, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dialog works at it, piece by piece, with a bar and Cancel; the picture is the same."""
    window.docks.open("gradcheck")
    window.deck.settle()
    view = window.deck.views["gradcheck"]
    at_once = copied(window, view)
    assert not at_once.isNull()
    monkeypatch.setattr(dialog_module, "SHORT", 0.0)
    assert copied(window, view) == at_once
    view.copy_wanted.emit()
    (dialog,) = [d for d in window.findChildren(ExportDialog) if d.isVisible()]
    assert dialog.busy
    assert dialog.progress.isVisible()
    QGuiApplication.clipboard().clear()
    dialog.stop()
    assert QGuiApplication.clipboard().image().isNull()


def test_a_view_whose_picture_fails_goes_on_with_what_it_showed(
    qapp: Any, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is drawn again, and one line says what went wrong."""
    window.docks.open("loss")
    window.deck.settle()
    view = window.deck.views["loss"]
    drawn: list[object] = []
    said: list[BpvizError] = []

    def broken() -> Iterator[float]:
        yield 0.5
        raise BpvizError("", "no picture")

    monkeypatch.setattr(view, "picture_slices", broken)
    monkeypatch.setattr(view, "draw", drawn.append)
    monkeypatch.setattr(window, "say", said.append)
    view.copy_wanted.emit()
    assert drawn == [view.step]
    assert [str(error) for error in said] == ["no picture"]
