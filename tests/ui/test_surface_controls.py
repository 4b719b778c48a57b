from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from bpviz.ui.surface_controls import KINDS, Controls
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


def test_the_list_of_planes_stays_where_it_is(qapp: Any) -> None:
    """Whatever plane is chosen, the next click on the list finds it."""
    controls = Controls()
    controls.retranslate()
    controls.restyle(DARK)
    controls.resize(590, 40)
    controls.show()
    places = set()
    for kind in KINDS:
        controls.set_choice(kind)
        QApplication.processEvents()
        places.add((controls.kind.x(), controls.kind.width()))
    assert len(places) == 1
    controls.deleteLater()
