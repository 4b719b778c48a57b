from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from bpviz.ui.surface_controls import Controls
from bpviz.ui.theme import DARK


@pytest.mark.parametrize(("width", "scale"), [(383, 1.0), (600, 1.6)])
@pytest.mark.parametrize("title", ["Loss surface", "Поверхность потерь"])
def test_the_title_is_whole_beside_the_choice(
    qapp: Any, title: str, width: int, scale: float
) -> None:
    """In a narrow panel the list gives way, down to its own choice, which can still be read."""
    controls = Controls()
    controls.retranslate()
    controls.title = title
    controls.resize(width, 40)
    controls.restyle(DARK.scaled(scale))
    controls.show()
    QApplication.processEvents()
    assert controls.shown_title()[0] == title
    chosen = controls.kind.fontMetrics().horizontalAdvance(controls.kind.currentText())
    assert controls.kind.width() > chosen
    controls.deleteLater()
