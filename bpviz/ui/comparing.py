"""The comparison of runs in place of the network, on the stage of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow


class Comparing:
    """Shows the comparison on the stage; the explanation, which is of one run, gives way."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._explained = False

    def show(self, on: bool) -> None:
        """Show the comparison, or the network again."""
        window = self._window
        window.complete()
        views, explanation = window.deck.views, window.docks.all["explanation"]
        if on == views["compare"].isVisibleTo(window.stage):
            return
        window.actions_["compare"].setChecked(on)
        views["network"].setVisible(not on)
        views["compare"].setVisible(on)
        if on:
            self._explained = not explanation.isHidden()
            explanation.hide()
            views["compare"].begin()  # type: ignore[attr-defined]
        elif self._explained:
            explanation.show()
