"""What is chosen in the controls of a dialog, by their names: kept, put back, and watched."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox, QWidget

Control = QComboBox | QCheckBox | QSpinBox | QDoubleSpinBox
Choices = dict[str, object]
"""objectName → what is chosen: data of an entry, whether ticked, or a number."""


def controls_of(widget: QWidget) -> list[Control]:
    """All that have a name, in the order in which they were made."""
    kinds = (QComboBox, QCheckBox, QSpinBox, QDoubleSpinBox)
    found = widget.findChildren(QWidget)
    return [one for one in found if isinstance(one, kinds) and one.objectName()]


def choices_of(widget: QWidget) -> Choices:
    """What is chosen now."""
    return {control.objectName(): _chosen(control) for control in controls_of(widget)}


def choose(widget: QWidget, choices: Choices) -> None:
    """Choose what was kept, as far as it is still offered."""
    for control in controls_of(widget):
        if control.objectName() not in choices:
            continue
        value = choices[control.objectName()]
        if isinstance(control, QComboBox):
            places = [k for k in range(control.count()) if control.itemData(k) == value]
            control.setCurrentIndex(places[0] if places else control.currentIndex())
        elif isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        else:
            control.setValue(value)  # type: ignore[arg-type]


def watch(widget: QWidget, slot: Callable[[], None]) -> None:
    """Call `slot` whenever something else is chosen."""
    for control in controls_of(widget):
        if isinstance(control, QComboBox):
            control.currentIndexChanged.connect(lambda _: slot())
        elif isinstance(control, QCheckBox):
            control.toggled.connect(lambda _: slot())
        else:
            control.valueChanged.connect(lambda _: slot())


def _chosen(control: Control) -> object:
    if isinstance(control, QComboBox):
        return control.currentData()
    return control.isChecked() if isinstance(control, QCheckBox) else control.value()
