"""The row above the inspector."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from bpviz.ui.control_row import ControlRow


class Controls(ControlRow):
    """The name of what is chosen; which sample, a neuron's bias, whole batch, paths, the menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("inspector", parent)
        self.previous = self.button("previous_sample", "◂")
        self.sample = self.button("sample", "")
        self.sample.setCheckable(True)
        self.next = self.button("next_sample", "▸")
        self.bias = self.button("bias", "")
        self.whole = self.button("whole_batch", "")
        self.whole.setCheckable(True)
        self.paths = self.button("paths", "")
        self.paths.setCheckable(True)
        self.paths.setChecked(True)
        self.menu = self.button("options", "⋯")
        self.add(
            self.previous, self.sample, self.next, self.bias, self.whole, self.paths, self.menu
        )
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.previous.setToolTip(self.tr("Previous sample"))
        self.sample.setToolTip(self.tr("Look at the sample itself"))
        self.next.setToolTip(self.tr("Next sample"))
        self.bias.setText(self.tr("Bias"))
        self.bias.setToolTip(self.tr("Look at the bias of this neuron"))
        self.whole.setText(self.tr("Whole batch"))
        self.whole.setToolTip(self.tr("Sum over the whole batch, or this sample only"))
        self.paths.setText(self.tr("Paths"))
        self.paths.setToolTip(self.tr("List the paths to the loss and light them up"))
        self.menu.setToolTip(self.tr("Copy, digits"))
        for part in self.controls:
            part.setAccessibleName(part.toolTip())
        self.update()
