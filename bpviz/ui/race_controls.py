"""What stands above a race: its surface, its start, its racers with their learning rates."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from bpviz.core.experiment import OptimizerSpec, fields_of
from bpviz.core.race import KINDS
from bpviz.ui.fields import NumberEdit
from bpviz.ui.race_words import COLORS, SURFACES, racer_name, surface_name
from bpviz.ui.theme import DARK, Theme

FEWEST, MOST = 2, 5
"""How many race at once."""


class LineUp(QWidget):
    """A line for each racer that there is: whether it races, and its learning rate.

    Signals
    -------
    changed()
        The user let another one race, or changed a rate.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("race_line_up")
        self.boxes: dict[str, QCheckBox] = {}
        self.rates: dict[str, NumberEdit] = {}
        self._rates: dict[str, float] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        for row, name in enumerate(KINDS):
            box = self.boxes[name] = QCheckBox(self)
            box.setObjectName(f"race_{name}")
            box.setIcon(_swatch(COLORS[name]))
            box.clicked.connect(lambda _=False: self._on_clicked())
            eta = QLabel("η", self)
            rate = self.rates[name] = NumberEdit(fields_of(OptimizerSpec)["learning_rate"], self)
            rate.setObjectName(f"race_{name}_rate")
            rate.setFixedWidth(80)
            rate.edited.connect(lambda name=name: self._on_edited(name))
            rate.given_up.connect(lambda name=name: self._show_rate(name))
            for column, widget in enumerate((box, eta, rate)):
                grid.addWidget(widget, row, column)

    def chosen(self) -> tuple[str, ...]:
        """Who races."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def set_chosen(self, names: tuple[str, ...]) -> None:
        """Let these race, without telling anybody."""
        for name, box in self.boxes.items():
            box.setChecked(name in names)
        self._limit()

    def set_rates(self, rates: Mapping[str, float]) -> None:
        """Show other learning rates, without telling anybody."""
        self._rates = dict(rates)
        for name in self.rates:
            self._show_rate(name)

    def now(self) -> dict[str, float]:
        """The learning rates in force."""
        return dict(self._rates)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        tip = QCoreApplication.translate("RaceView", "Two to five race at once")
        for name, box in self.boxes.items():
            box.setText(racer_name(name))
            box.setToolTip(tip)
            text = QCoreApplication.translate("RaceView", "Learning rate of {name}")
            self.rates[name].setToolTip(text.format(name=racer_name(name)))

    def _show_rate(self, name: str) -> None:
        self.rates[name].setText("")
        self.rates[name].set_value(self._rates[name])
        self.rates[name].set_error(False)

    def _on_clicked(self) -> None:
        self._limit()
        self.changed.emit()

    def _limit(self) -> None:
        chosen = self.chosen()
        for name, box in self.boxes.items():
            locked = len(chosen) <= FEWEST if name in chosen else len(chosen) >= MOST
            box.setEnabled(not locked)

    def _on_edited(self, name: str) -> None:
        """Take a rate; one that is none stays marked, and the old one in force."""
        edit = self.rates[name]
        value = edit.value()
        wrong = isinstance(value, str) or not 0 < value < float("inf")
        edit.set_error(wrong)
        if not wrong and float(value) != self._rates[name]:
            self._rates[name] = float(value)
            self.changed.emit()


def _swatch(color: str) -> QIcon:
    pixmap = QPixmap(24, 24)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(4, 4, 16, 16)
    painter.end()
    return QIcon(pixmap)


class RaceControls(QWidget):
    """The row above the map: title, progress, surface, starts, in space, who races.

    Signals
    -------
    surface_chosen(str)
        A classic function, or the network.
    start_wanted()
        The race should begin at the iteration that is shown.
    usual_wanted()
        The race should begin as it does by default.
    space_chosen(bool)
        In space, or from above.
    line_up_changed()
        Other racers, or other learning rates.
    """

    surface_chosen = Signal(str)
    start_wanted = Signal()
    usual_wanted = Signal()
    space_chosen = Signal(bool)
    line_up_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = DARK
        self.title = ""
        self.progress = QLabel(self)
        self.progress.setObjectName("race_progress")
        self.surface = QComboBox(self)
        self.surface.setObjectName("race_surface")
        self.surface.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for name in SURFACES:
            self.surface.addItem("", name)
        self.start = self._button("race_start", "⚑")
        self.usual = self._button("race_usual_start", "↺")
        self.space = self._button("race_space", "3D")
        self.space.setCheckable(True)
        self.line_up = LineUp()
        self.racers = self._button("race_racers", "⋯")
        self.racers.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self.line_up)
        menu.addAction(action)
        self.racers.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 8, 0)
        row.setSpacing(4)
        row.addStretch(1)
        for widget in self._widgets():
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(widget)
        self.surface.activated.connect(
            lambda _: self.surface_chosen.emit(self.surface.currentData())
        )
        self.start.clicked.connect(lambda: self.start_wanted.emit())
        self.usual.clicked.connect(lambda: self.usual_wanted.emit())
        self.space.clicked.connect(self.space_chosen)
        self.line_up.changed.connect(self.line_up_changed)
        self.set_progress(None)

    def set_surface(self, name: str) -> None:
        """Show which surface is chosen, without telling anybody."""
        self.surface.setCurrentIndex(self.surface.findData(name))

    def set_progress(self, share: float | None) -> None:
        """How far a computation is; None: nothing is computed."""
        self.progress.setText("" if share is None else f"{100 * share:.0f} %")

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.theme = theme
        for widget in (*self._widgets(), self.line_up):
            widget.setFont(theme.font(12))
        self.update()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.title = self.tr("Race")
        for i, name in enumerate(SURFACES):
            self.surface.setItemText(i, surface_name(name))
        self.surface.setToolTip(self.tr("What the optimizers race on"))
        self.start.setToolTip(self.tr("Start the race at this iteration"))
        self.usual.setToolTip(self.tr("The usual start; click the map to choose another one"))
        self.space.setToolTip(self.tr("As a surface in space; drag to turn it"))
        self.racers.setToolTip(self.tr("Who races, and the learning rates"))
        self.line_up.retranslate()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        painter.setPen(self.theme.color("text"))
        painter.setFont(self.theme.font(15, bold=True))
        room = QRectF(10, 4, self.progress.x() - 14.0, self.height() - 4.0)
        if painter.fontMetrics().horizontalAdvance(self.title) <= room.width():
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.title)
        painter.end()

    def _widgets(self) -> tuple[QWidget, ...]:
        return self.progress, self.surface, self.start, self.usual, self.space, self.racers

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("flat", True)
        button.setText(text)
        return button
