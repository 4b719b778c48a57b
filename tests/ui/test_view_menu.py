"""A right click on any view offers its picture, for the clipboard and for a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu

from bpviz.ui.export.dialog import ExportDialog
from bpviz.ui.export.page_picture import PicturePage
from bpviz.ui.registry import VIEWS
from bpviz.ui.view import View
from bpviz.ui.window import MainWindow
from tests.ui.export_hands import window_of_xor


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
