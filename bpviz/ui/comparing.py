"""The comparison of runs in place of the network, on the stage of the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow


class Comparing:
    """Shows the comparison on the stage.

    What shows one run only, the explanation and the views on the right, gives it the room.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._aside: list[str] = []
        self._before = QByteArray()
        self._size = QSize()
        self.on = False
        window.session.leaving.connect(self._forget)

    def show(self, on: bool) -> None:
        """Show the comparison, or the network again with what stood around it."""
        if on == self.on:
            return
        window = self._window
        window.complete()
        self.on = on
        window.actions_["compare"].setChecked(on)
        views, docks = window.deck.views, window.docks.all
        views["network"].setVisible(not on)
        if on:
            self._before, self._size = window.docks.save(), window.size()
            self._aside = [name for name in docks if name in views and not docks[name].isHidden()]
            for name in self._aside:
                docks[name].hide()
            views["compare"].rivals.known = window.session.other_runs  # type: ignore[attr-defined]
            views["compare"].show()
            views["compare"].begin()  # type: ignore[attr-defined]
        else:
            views["compare"].hide()
            self._put_back()

    def _put_back(self) -> None:
        """Arrange the docks as they were; what was opened or closed meanwhile stays so."""
        window, docks = self._window, self._window.docks.all
        shown = {name: not dock.isHidden() for name, dock in docks.items()}
        window.docks.restore(self._before)
        for name, dock in docks.items():
            wanted = shown[name] or name in self._aside
            if wanted == dock.isHidden():
                dock.setVisible(wanted)
        if window.size() != self._size:
            window.docks.adapt()
            window.docks.resize()

    def _forget(self) -> None:
        """What was compared with in one lesson says little about another."""
        if "compare" in self._window.deck.views:
            self._window.deck.views["compare"].rivals.forget()  # type: ignore[attr-defined]

    @contextmanager
    def put_off(self) -> Iterator[None]:
        """Show the network while the layout of the window is changed or kept."""
        on = self.on
        self.show(False)
        try:
            yield
        finally:
            self.show(on)
