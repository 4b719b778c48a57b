"""The row above a map: its title, how far a computation is, and the view's own controls."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from bpviz.ui.theme import DARK, Theme

PATIENCE = 250
"""Milliseconds after which a computation shows its progress."""
SMALLER = 13.5
"""Type size of a title that has to give way."""


class ControlRow(QWidget):
    """A title on the left; on the right progress and cancel, while needed, then the controls.

    A subclass makes its controls, hands them to `add`, and sets the texts: `title`, which is
    painted as large as fits, `doing`, what takes long, with ``{share}``, and `cancel`'s tool tip.

    Signals
    -------
    cancelled()
        The computation should stop.
    """

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.theme: Theme = DARK
        self.title = self.doing = ""
        self.progress = QLabel(self)
        self.progress.setObjectName(f"{name}_progress")
        self.cancel = self.button("cancel", "✕")
        self.cancel.clicked.connect(lambda: self.cancelled.emit())
        self.controls: tuple[QWidget, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 8, 0)
        row.setSpacing(4)
        row.addStretch(1)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._show_progress)
        self._add(self.progress, self.cancel)
        self.set_progress(None)

    def button(self, name: str, text: str) -> QToolButton:
        """A button of this row, still to be added."""
        button = QToolButton(self)
        button.setObjectName(f"{self._name}_{name}")
        button.setText(text)
        return button

    def add(self, *controls: QWidget) -> None:
        """Put the view's own controls into the row, from left to right."""
        self.controls += controls
        self._add(*controls)

    def set_progress(self, share: float | None) -> None:
        """Tell how far a computation is, if it takes a while; None: nothing is computed."""
        if share is None:
            self._patience.stop()
            self.progress.hide()
            self.cancel.hide()
            return
        percent = f"{100 * share:.0f} %"
        told = self.doing.format(share=percent)
        shorter = self.tr("computing, {share}").format(share=percent)
        self.progress.setText(next(filter(self._room_for, (told, shorter)), percent))
        self.progress.setToolTip(told)
        if self.progress.isHidden() and not self._patience.isActive():
            self._patience.start()

    def _room_for(self, text: str) -> bool:
        """Whether a text fits beside the title."""
        title = QFontMetricsF(self.theme.font(SMALLER, bold=True)).horizontalAdvance(self.title)
        words = QFontMetricsF(self.theme.font(12)).horizontalAdvance(text)
        others = sum(w.sizeHint().width() + 4 for w in (self.cancel, *self.controls))
        return title + words + others + 48 <= self.width()

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.theme = theme
        for widget in (self.progress, self.cancel, *self.controls):
            widget.setFont(theme.font(12))
        self.update()

    def shown_title(self) -> tuple[str, QFont, float]:
        """As much of the title as fits, its font and its room; smaller before any is left out."""
        row = (self.progress, self.cancel, *self.controls)
        lefts = [widget.x() for widget in row if not widget.isHidden()]
        room = min(lefts, default=self.width()) - 18.0
        for size in (15, SMALLER, 12, 11):
            font = self.theme.font(size, bold=True)
            metrics = QFontMetricsF(font)
            if metrics.horizontalAdvance(self.title) <= room:
                break
        return metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, room), font, room

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        painter.setPen(self.theme.color("text"))
        text, font, room = self.shown_title()
        painter.setFont(font)
        if len(text) > 4 or text == self.title:
            painter.drawText(
                QRectF(10, 4, room, self.height() - 4), Qt.AlignmentFlag.AlignVCenter, text
            )
        painter.end()

    def _add(self, *widgets: QWidget) -> None:
        layout = self.layout()
        assert layout is not None
        for widget in widgets:
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(widget)

    def _show_progress(self) -> None:
        self.progress.show()
        self.cancel.show()
        self.update()
