"""What stands above and below the loss surface: the choice of plane and style, and the meter."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from bpviz.core.planes import Kind
from bpviz.ui.control_row import ControlRow
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.paint.meter import Phrase, meter_height, paint_meter
from bpviz.ui.surface_options import OptionsButton
from bpviz.ui.theme import DARK, Theme

TEXTS: dict[Kind, tuple[str, str]] = {
    "path": (
        QT_TRANSLATE_NOOP("SurfaceView", "Along the path"),
        QT_TRANSLATE_NOOP("SurfaceView", "Through the start and the path walked since"),
    ),
    "components": (
        QT_TRANSLATE_NOOP("SurfaceView", "Principal components"),
        QT_TRANSLATE_NOOP("SurfaceView", "The two directions in which the path varies most"),
    ),
    "states": (
        QT_TRANSLATE_NOOP("SurfaceView", "Start, now, end"),
        QT_TRANSLATE_NOOP(
            "SurfaceView", "Through the start, the current and the furthest state reached"
        ),
    ),
    "weights": (
        QT_TRANSLATE_NOOP("SurfaceView", "Two weights"),
        QT_TRANSLATE_NOOP("SurfaceView", "The last two weights clicked in the network"),
    ),
    "gradient": (
        QT_TRANSLATE_NOOP("SurfaceView", "Gradient"),
        QT_TRANSLATE_NOOP("SurfaceView", "The direction of the gradient and a random one"),
    ),
    "random": (
        QT_TRANSLATE_NOOP("SurfaceView", "Random plane"),
        QT_TRANSLATE_NOOP("SurfaceView", "Two random directions (Li et al. 2018)"),
    ),
    "line": (
        QT_TRANSLATE_NOOP("SurfaceView", "Between two runs"),
        QT_TRANSLATE_NOOP("SurfaceView", "The line from the run shown before to this one"),
    ),
}
KINDS = tuple(TEXTS)
SEEDED: frozenset[Kind] = frozenset(["random", "gradient"])
"""Planes with a direction that is drawn by lot."""


class Controls(ControlRow):
    """The row above the map: plane, new directions, style, the rest in a menu.

    Signals
    -------
    kind_chosen(str)
        A kind of plane.
    directions_drawn()
        Other random directions are wanted.
    space_chosen(bool)
        In space, or from above.
    options_chosen(Options)
        Anything of the menu.
    """

    kind_chosen = Signal(str)
    directions_drawn = Signal()
    space_chosen = Signal(bool)
    options_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self.kind = QComboBox(self)
        self.kind.setObjectName("surface_plane")
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for kind in KINDS:
            self.kind.addItem("", kind)
        self.draw_directions = self.button("new_directions", "↻")
        self.space = self.button("space", "3D")
        self.space.setCheckable(True)
        self.options = OptionsButton(self)
        self.add(self.kind, self.draw_directions, self.space, self.options)
        for button in (self.draw_directions, self.space, self.options):
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # the list stays where it is
            button.setSizePolicy(policy)
        self.kind.activated.connect(lambda: self.kind_chosen.emit(self.kind.currentData()))
        self.draw_directions.clicked.connect(lambda: self.directions_drawn.emit())
        self.space.clicked.connect(self.space_chosen)
        self.options.chosen.connect(self.options_chosen)

    def set_choice(self, kind: Kind) -> None:
        """Show what is chosen, without telling anybody."""
        self.kind.setCurrentIndex(KINDS.index(kind))
        self.draw_directions.setVisible(kind in SEEDED)
        self.space.setVisible(kind != "line")
        self.options.setVisible(kind != "line")
        self._fit()

    def set_space(self, space: bool) -> None:
        """Show whether the surface is seen in space, without telling anybody."""
        self.space.setChecked(space)

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        super().restyle(theme)
        self._fit()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.title = self.tr("Loss surface")
        self.doing = self.tr("computing the surface, {share}")
        for i, kind in enumerate(KINDS):
            name, tip = (QCoreApplication.translate("SurfaceView", text) for text in TEXTS[kind])
            self.kind.setItemText(i, name)
            self.kind.setItemData(i, tip, Qt.ItemDataRole.ToolTipRole)
        self.kind.setToolTip(self.tr("The plane on which the loss is shown"))
        self.draw_directions.setToolTip(self.tr("New random directions"))
        self.space.setText(self.tr("3D"))
        self.space.setToolTip(self.tr("As a surface in space; drag to turn it"))
        self.options.retranslate()
        self.cancel.setToolTip(self.tr("Stop computing the surface"))
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where room is scarce the list gives way to the title, down to its own choice."""
        others = sum(w.sizeHint().width() + 4 for w in self.controls[1:])
        title = QFontMetricsF(self.theme.font(15, bold=True)).horizontalAdvance(self.title)
        wanted = self.kind.sizeHint().width()
        texts = [self.kind.itemText(i) for i in range(self.kind.count())]
        metrics = self.kind.fontMetrics()
        longest = max(metrics.horizontalAdvance(text) for text in texts)
        least = wanted - longest + metrics.horizontalAdvance(self.kind.currentText())
        self.kind.view().setMinimumWidth(longest + 32)
        room = int(self.width() - 18 - others - title - 24)
        self.kind.setFixedWidth(max(min(wanted, room), min(least, wanted)))


class MeterLine(QWidget):
    """The line below the map, painted by `paint_meter`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface_meter")
        self.theme: Theme = DARK
        self.phrases: Sequence[Phrase] = ()

    def set_phrases(self, phrases: Sequence[Phrase], theme: Theme, room: QSizeF) -> None:
        """Show other words, in a view of size `room`."""
        self.phrases, self.theme = phrases, theme
        height = math.ceil(meter_height(phrases, room, theme))
        means = [f"{phrase.name}: {phrase.meaning}" for phrase in phrases if phrase.meaning]
        self.setToolTip("\n".join(means))
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        paint_meter(painter, QRectF(self.rect()), self.phrases, self.theme)
        painter.end()
