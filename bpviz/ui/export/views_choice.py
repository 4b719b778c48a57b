"""Which views a picture is to show: one of a list, or several that are ticked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QVBoxLayout, QWidget

from bpviz.core.errors import BpvizError
from bpviz.ui.deck import Deck
from bpviz.ui.export.picture import WINDOW, export_title
from bpviz.ui.registry import VIEWS
from bpviz.ui.view import View

SEVERAL = "several"
"""In place of a view's name: those that are ticked, together."""
_ROWS = 8


class ViewsChoice(QWidget):
    """A list of views, of several together and, if wanted, of the whole window.

    Signals
    -------
    changed()
        Something else is chosen in the list.
    """

    changed = Signal()

    def __init__(self, deck: Deck, prefix: str, *, window: bool) -> None:
        super().__init__()
        self._deck = deck
        self.view = QComboBox(self)
        self.view.setObjectName(f"{prefix}_view")
        for name in VIEWS:
            self.view.addItem(export_title(name), name)
        self.view.addItem(self.tr("Several views"), SEVERAL)
        if window:
            self.view.addItem(export_title(WINDOW), WINDOW)
        self.ticks = {name: QCheckBox(export_title(name), self) for name in VIEWS}
        self._several = QWidget(self)
        cells = QGridLayout(self._several)
        cells.setContentsMargins(0, 0, 0, 0)
        for k, (name, tick) in enumerate(self.ticks.items()):
            tick.setObjectName(f"{prefix}_with_{name}")
            tick.setChecked(name in deck.views and deck.views[name].in_sight)
            cells.addWidget(tick, k % _ROWS, k // _ROWS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        column.addWidget(self._several)
        self.view.currentIndexChanged.connect(self._on_view)
        self._on_view()

    def _on_view(self) -> None:
        self._several.setVisible(self.view.currentData() == SEVERAL)
        self.changed.emit()

    def choose(self, name: str) -> None:
        """Choose one view."""
        self.view.setCurrentIndex(self.view.findData(name))

    @property
    def whole_window(self) -> bool:
        """Whether the whole window is chosen."""
        return bool(self.view.currentData() == WINDOW)

    def names(self) -> list[str]:
        """The names of the views to be drawn: one, or those that are ticked."""
        if self.view.currentData() != SEVERAL:
            return [self.view.currentData()]
        return [name for name, tick in self.ticks.items() if tick.isChecked()]

    def views(self) -> list[View]:
        """The window's own views of these names, with all that was chosen in them.

        Raises
        ------
        BpvizError
            None is ticked.
        """
        self._deck.settle()
        views = [self._deck.views.get(name) or self._deck.make(name) for name in self.names()]
        if not views:
            raise BpvizError("", self.tr("Tick the views that the picture is to show."))
        return views
