"""What stands above the gradients: the choice of picture and quantity, and holding the axes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from bpviz.ui.eliding import ElidingBox
from bpviz.ui.gradients.distribution import SYMBOLS, VALUES, Values
from bpviz.ui.gradients.quantities import QUANTITIES, Quantity
from bpviz.ui.theme import DARK, Theme

PictureKind = Literal["bars", "heat", "distributions", "causes", "updates"]
PICTURES: tuple[PictureKind, ...] = ("bars", "heat", "distributions", "causes", "updates")

_LEAST = 40  # logical pixels of the list of pictures
_GAPS = 28  # beside and between the controls


class Controls(QWidget):
    """The button "Hold axes", quantity and picture, in one row.

    The picture stands at the right end: no choice moves it.

    Signals
    -------
    changed()
        Another picture or quantity was chosen.
    held(bool)
        The axes should stay as they are, or follow again.
    """

    changed = Signal()
    held = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = DARK
        self._activations: tuple[str, ...] = ()
        self.picture = self._combo("gradients_picture", PICTURES, _LEAST)
        self.quantity = self._combo("gradient_quantity", QUANTITIES, 56)
        self._separate_groups()
        self.values = self._combo("gradients_values", VALUES, 56)
        self.hold = QToolButton(self)
        self.hold.setObjectName("gradients_hold")
        self.hold.setCheckable(True)
        self.hold.toggled.connect(self.held)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 0)
        row.setSpacing(4)
        row.addStretch(1)
        for widget in self._widgets():
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            widget.setAttribute(Qt.WidgetAttribute.WA_LayoutUsesWidgetRect)
            row.addWidget(widget)
        self._show_choice()

    @property
    def picture_now(self) -> PictureKind:
        """The picture that is chosen."""
        return PICTURES[self.picture.currentIndex()]

    @property
    def quantity_now(self) -> Quantity:
        """What bars, curves and the heat map show."""
        return QUANTITIES[self.quantity.currentData()]

    @property
    def values_now(self) -> Values:
        """The values whose distributions are shown."""
        return VALUES[self.values.currentIndex()]

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.theme = theme
        for widget in self._widgets():
            widget.setFont(theme.font(12))
        self._widen_lists()
        self._fit()
        self.update()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        pictures: dict[PictureKind, str] = {
            "bars": self.tr("Bars and curves"),
            "heat": self.tr("Heat map"),
            "distributions": self.tr("Distributions"),
            "causes": self.tr("Causes"),
            "updates": self.tr("Updates"),
        }
        for i, kind in enumerate(PICTURES):
            self.picture.setItemText(i, pictures[kind])
        self.picture.setToolTip(self.tr("How the layers are shown"))
        self._name_quantities()
        means = {
            "activation": self.tr("Activations"),
            "gradient": self.tr("Gradient of the weights"),
            "weight": self.tr("Weights"),
            "delta": self.tr("Error signal"),
        }
        self._name(self.values, [(SYMBOLS[v], means[v]) for v in VALUES])
        self._fit()
        self.hold.setToolTip(self.tr("Keep the ranges of the axes as they are, to compare"))
        self._widen_lists()

    def sizeHint(self) -> QSize:
        """The room that all of it needs, whatever is shown now."""
        hint, metrics = super().sizeHint(), self.hold.fontMetrics()
        longer = metrics.horizontalAdvance(self.tr("Hold axes"))
        return hint + QSize(longer - metrics.horizontalAdvance(self.hold.text()), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shorten the button, then the quantity, before the picture has to give way."""
        whole = self.width() >= self.sizeHint().width()
        self.hold.setText(self.tr("Hold axes") if whole else self.tr("Hold"))
        others = self.hold.sizeHint().width() + self.quantity.minimumWidth() + _GAPS
        wanted = min(self.picture.sizeHint().width(), self.width() - others)
        self.picture.setMinimumWidth(max(_LEAST, wanted))
        self._row.activate()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        painter.end()

    def _widgets(self) -> tuple[QWidget, ...]:
        return self.hold, self.quantity, self.values, self.picture

    def _combo(self, name: str, choices: Iterable[str], least: int) -> QComboBox:
        """A list that gives way, down to `least` logical pixels, where room is scarce."""
        combo = ElidingBox(self)
        combo.setObjectName(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMinimumWidth(least)
        for choice in choices:
            combo.addItem("", choice)
        combo.currentIndexChanged.connect(self._choose)
        return combo

    def _separate_groups(self) -> None:
        """A line between the quantities of two groups."""
        groups = [quantity.group for quantity in QUANTITIES.values()]
        for i in reversed(range(1, len(groups))):
            if groups[i] != groups[i - 1]:
                self.quantity.insertSeparator(i)

    def _name_quantities(self) -> None:
        """Names, and what each means: in the list, and of the chosen one above it."""
        combo, problem = self.quantity, self._activations
        for i in range(combo.count()):
            key = combo.itemData(i)
            if key is not None:
                column = QUANTITIES[key].column
                combo.setItemText(i, column.name)
                combo.setItemData(i, column.definition(problem), Qt.ItemDataRole.ToolTipRole)
        self._explain_quantity()

    def _explain_quantity(self) -> None:
        column = self.quantity_now.column
        self.quantity.setToolTip(f"{column.name}: {column.definition(self._activations)}")

    def set_activations(self, activations: tuple[str, ...]) -> None:
        """The activations of the network, whose flat ends the definition of saturated names."""
        self._activations = activations
        self._name_quantities()

    @staticmethod
    def _name(combo: QComboBox, names: list[tuple[str, str]]) -> None:
        for i, (text, _) in enumerate(names):
            combo.setItemText(i, text)
        combo.setToolTip("\n".join(f"{text}: {tip}" for text, tip in names))

    def _widen_lists(self) -> None:
        for combo in (self.picture, self.quantity, self.values):
            texts = [combo.itemText(i) for i in range(combo.count())]
            widest = max(combo.fontMetrics().horizontalAdvance(text) for text in texts)
            combo.view().setMinimumWidth(widest + 32)

    def _choose(self) -> None:
        self._show_choice()
        self._explain_quantity()
        self.changed.emit()

    def _show_choice(self) -> None:
        """Only what applies to the picture."""
        self.quantity.setVisible(self.picture_now in ("bars", "heat"))
        self.values.setVisible(self.picture_now == "distributions")
