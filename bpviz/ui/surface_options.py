"""The button with all that can be chosen about the picture of a loss surface."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from bpviz.core.directions import NORMALIZATIONS
from bpviz.ui.landscape_stage import Style
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.surface_plan import Center

TEXTS = {
    "flat": QT_TRANSLATE_NOOP("SurfaceOptions", "Seen from above as"),
    "contours": QT_TRANSLATE_NOOP("SurfaceOptions", "Contour lines with values"),
    "heat": QT_TRANSLATE_NOOP("SurfaceOptions", "Heat map with a scale"),
    "scale": QT_TRANSLATE_NOOP("SurfaceOptions", "Colours, levels and heights"),
    "log": QT_TRANSLATE_NOOP("SurfaceOptions", "Logarithmic"),
    "linear": QT_TRANSLATE_NOOP("SurfaceOptions", "Linear"),
    "center": QT_TRANSLATE_NOOP("SurfaceOptions", "Centre"),
    "current": QT_TRANSLATE_NOOP("SurfaceOptions", "Current point"),
    "start": QT_TRANSLATE_NOOP("SurfaceOptions", "Start of the run"),
    "minimum": QT_TRANSLATE_NOOP("SurfaceOptions", "Lowest loss of the path"),
    "normalization": QT_TRANSLATE_NOOP("SurfaceOptions", "Random directions scaled by"),
    "filter": QT_TRANSLATE_NOOP("SurfaceOptions", "Filter: each unit's weights (Li et al. 2018)"),
    "layer": QT_TRANSLATE_NOOP("SurfaceOptions", "Layer"),
    "none": QT_TRANSLATE_NOOP("SurfaceOptions", "Nothing"),
    "dtype": QT_TRANSLATE_NOOP("SurfaceOptions", "Computed in"),
    "float32": QT_TRANSLATE_NOOP("SurfaceOptions", "float32, twice as fast"),
    "float64": QT_TRANSLATE_NOOP("SurfaceOptions", "float64"),
}


@dataclass(frozen=True)
class Options:
    """What is chosen; `flat` is how the surface looks from above."""

    flat: Style = "contours"
    scale: Literal["log", "linear"] = "log"
    center: Center = "current"
    normalization: str = "filter"
    dtype: str = "float32"


CHOICES: dict[str, tuple[str, ...]] = {
    "flat": ("contours", "heat"),
    "scale": ("log", "linear"),
    "center": get_args(Center),
    "normalization": tuple(NORMALIZATIONS),
    "dtype": ("float32", "float64"),
}


class OptionsButton(QToolButton):
    """A menu of groups, in each of which one thing is chosen.

    Signals
    -------
    chosen(Options)
        The user chose something else.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface_options")
        self.setText("⋯")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.options = Options()
        self._headers: dict[str, QAction] = {}
        self._actions: dict[str, QAction] = {}
        menu = QMenu(self)
        for setting, values in CHOICES.items():
            self._headers[setting] = menu.addSection("")
            group = QActionGroup(menu)
            for value in values:
                action = self._actions[value] = menu.addAction("")
                action.setObjectName(f"surface_{setting}_{value}")
                action.setCheckable(True)
                action.setChecked(value == getattr(self.options, setting))
                action.triggered.connect(
                    lambda _=False, setting=setting, value=value: self._choose(setting, value)
                )
                group.addAction(action)
        self.setMenu(menu)

    def set_options(self, options: Options) -> None:
        """Show what is chosen, without telling anybody."""
        self.options = options
        for setting in CHOICES:
            self._actions[getattr(options, setting)].setChecked(True)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        for name, action in (*self._headers.items(), *self._actions.items()):
            action.setText(QCoreApplication.translate("SurfaceOptions", TEXTS[name]))
        self.setToolTip(QCoreApplication.translate("SurfaceOptions", "What is shown, and how"))

    def _choose(self, setting: str, value: str) -> None:
        changes: dict[str, Any] = {setting: value}
        self.options = replace(self.options, **changes)
        self.chosen.emit(self.options)
