"""What stands above a race: its surface, its start, its racers with their learning rates."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import OptimizerSpec, fields_of
from bpviz.core.race import KINDS
from bpviz.ui.control_row import ControlRow
from bpviz.ui.fields import NumberEdit
from bpviz.ui.form_rows import ProblemLabel
from bpviz.ui.form_style import form_style
from bpviz.ui.race_words import COLORS, SURFACES, racer_name, surface_name
from bpviz.ui.texts import error_text
from bpviz.ui.theme import Theme

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
        self.problem = ProblemLabel(self)
        self.problem.setObjectName("race_problem")
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        policy = self.problem.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # an open menu does not grow
        self.problem.setSizePolicy(policy)
        grid.addWidget(self.problem, len(KINDS), 0, 1, 3)

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

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes: fields are refused as those of the form are."""
        self.setFont(theme.font(12))
        self.setStyleSheet(form_style(theme))
        self.problem.setFixedHeight(2 * QFontMetrics(theme.font(12)).lineSpacing())

    def showEvent(self, event: QShowEvent) -> None:
        """What was refused before is not shown again, but the rates in force."""
        super().showEvent(event)
        self.set_rates(self._rates)

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
        self._refuse(name, "")

    def _on_clicked(self) -> None:
        self._limit()
        self.changed.emit()

    def _limit(self) -> None:
        chosen = self.chosen()
        for name, box in self.boxes.items():
            locked = len(chosen) <= FEWEST if name in chosen else len(chosen) >= MOST
            box.setEnabled(not locked)

    def _on_edited(self, name: str) -> None:
        """Take a rate; what is none is refused in place with the reason, the old one stays."""
        edit = self.rates[name]
        try:
            value = edit.param.check("", edit.value())
        except ExperimentError as error:
            self._refuse(name, error_text(error))
            return
        self._refuse(name, "")
        if value != self._rates[name]:
            self._rates[name] = value
            self.changed.emit()

    def _refuse(self, name: str, reason: str) -> None:
        self.rates[name].set_error(bool(reason))
        self.problem.show_problem(reason, name)


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


class RaceControls(ControlRow):
    """The row above the map: surface, starts, in space, who races.

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
        super().__init__("race", parent)
        self.surface = QComboBox(self)
        self.surface.setObjectName("race_surface")
        self.surface.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for name in SURFACES:
            self.surface.addItem("", name)
        self.start = self.button("start", "⚑")
        self.usual = self.button("usual_start", "↺")
        self.space = self.button("space", "3D")
        self.space.setCheckable(True)
        self.line_up = LineUp()
        self.racers = self.button("racers", "⋯")
        self.racers.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self.line_up)
        menu.addAction(action)
        self.racers.setMenu(menu)
        for button in (self.cancel, self.start, self.usual, self.space, self.racers):
            button.setProperty("flat", True)  # the list of surfaces needs the room
        self.add(self.surface, self.start, self.usual, self.space, self.racers)
        self.surface.activated.connect(
            lambda _: self.surface_chosen.emit(self.surface.currentData())
        )
        self.start.clicked.connect(lambda: self.start_wanted.emit())
        self.usual.clicked.connect(lambda: self.usual_wanted.emit())
        self.space.clicked.connect(self.space_chosen)
        self.line_up.changed.connect(self.line_up_changed)

    def set_surface(self, name: str) -> None:
        """Show which surface is chosen, without telling anybody."""
        self.surface.setCurrentIndex(self.surface.findData(name))

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        super().restyle(theme)
        self.line_up.restyle(theme)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.title, self.doing = self.tr("Race"), self.tr("computing the race, {share}")
        for i, name in enumerate(SURFACES):
            self.surface.setItemText(i, surface_name(name))
        self.surface.setToolTip(self.tr("What the optimizers race on"))
        self.start.setToolTip(self.tr("Start the race at this iteration"))
        self.usual.setToolTip(self.tr("The usual start; click the map to choose another one"))
        self.space.setToolTip(self.tr("As a surface in space; drag to turn it"))
        self.racers.setToolTip(self.tr("Who races, and the learning rates"))
        self.cancel.setToolTip(self.tr("Stop computing the race"))
        self.line_up.retranslate()
        self.update()
