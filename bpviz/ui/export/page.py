"""What every page of the export dialog has: controls, kinds of file, and a job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from bpviz.ui.export.job import Copying, Work
from bpviz.ui.number_boxes import CountBox
from bpviz.ui.theme import PICTURE_THEMES

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

translate = QCoreApplication.translate

POINTS = (12, 14, 16, 18, 20, 24, 28, 32)


class ExportPage(QWidget):
    """One kind of export: its controls in `form`, and what it writes.

    A subclass has `name`, `title`, `kinds`, `stem` and `job`; `copy` where what it makes can go to
    the clipboard, and `refusal` where what is chosen may be impossible.
    """

    name: ClassVar[str] = ""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.setObjectName(f"export_page_{self.name}")
        self.window_ = window
        self.form = QFormLayout(self)

    def title(self) -> str:
        """What its tab says."""
        raise NotImplementedError

    def kinds(self) -> dict[str, str]:
        """What the dialog for the file offers → the ending; the first is the usual one."""
        raise NotImplementedError

    def stem(self) -> str:
        """What the suggested name of the file ends in."""
        return self.name

    def job(self, path: Path) -> Work:
        """The `bpviz.ui.export.job.Job` of what is chosen. Raises BpvizError for a wrong choice."""
        raise NotImplementedError

    def refusal(self) -> str:
        """Why nothing can be made of what is chosen, in a sentence; empty where something can."""
        return ""

    def copy(self) -> Copying:
        """Make what goes to the clipboard, where anything can. Raises as `job` does."""
        raise NotImplementedError

    def combo(self, name: str) -> QComboBox:
        """A list to choose from, named `export_` and `name`."""
        combo = QComboBox(self)
        combo.setObjectName(f"export_{name}")
        return combo

    def least_combo(self, name: str, points: int = 0) -> QComboBox:
        """A row of `form`: how small type may be on a slide; `points` to begin with."""
        combo = self.combo(name)
        combo.addItem(translate("PicturePage", "As usual"), 0)
        for size in POINTS:
            text = translate("PicturePage", "At least {n} points").format(n=size)
            combo.addItem(text, size)
        combo.setCurrentIndex(combo.findData(points))
        self.form.addRow(translate("PicturePage", "Type on a slide"), combo)
        return combo

    def theme_combo(self, name: str) -> QComboBox:
        """The themes of pictures, the window's own to begin with."""
        combo = self.combo(name)
        labels = {"light": self.tr("Light"), "dark": self.tr("Dark"), "print": self.tr("Print")}
        for theme in PICTURE_THEMES:
            combo.addItem(labels[theme], theme)
        combo.setCurrentIndex(combo.findData(self.window_.theme.name))
        return combo

    def check(self, name: str, text: str) -> QCheckBox:
        """A box to tick."""
        box = QCheckBox(text, self)
        box.setObjectName(f"export_{name}")
        return box

    def spin(self, name: str, low: int, high: int, value: int) -> CountBox:
        """A whole number to choose."""
        spin = CountBox(self)
        spin.setObjectName(f"export_{name}")
        spin.setRange(low, high)
        spin.setValue(value)
        return spin
