"""Mazur's article, followed line by line in the window: every number where it is computed.

Matt Mazur, "A Step by Step Backpropagation Example" (2015). The figures are the article's own, but
for those that its program got by a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from bpviz.core.step import Step
from bpviz.files.lessons import lesson
from bpviz.ui.language import Translations
from bpviz.ui.selection import Selection
from bpviz.ui.settings import Settings
from bpviz.ui.views.explanation import ExplanationView
from bpviz.ui.views.inspector import InspectorView
from bpviz.ui.window import MainWindow
from tests.ui.waiting import settle


class Said(NamedTuple):
    """A micro-step, what is selected there, and the article's figures in the arithmetic."""

    phase: str
    layer: int
    selection: Selection
    figures: tuple[str, ...]


def neuron(layer: int, unit: int) -> Selection:
    """A neuron."""
    return Selection(layer, unit)


def weight(layer: int, source: int, unit: int) -> Selection:
    """A weight."""
    return Selection(layer, unit, source)


ARTICLE = (
    Said("linear", 1, neuron(1, 0), ("0.15", "0.05", "0.2", "0.1", "0.35", "0.3775")),
    Said("linear", 1, neuron(1, 1), ("0.25", "0.3", "0.3925")),
    Said("activation", 1, neuron(1, 0), ("0.3775", "0.593269992")),
    Said("activation", 1, neuron(1, 1), ("0.3925", "0.596884378")),
    Said("linear", 2, neuron(2, 0), ("0.4", "0.593269992", "0.45", "0.596884378", "0.6",
                                     "1.105905967")),
    Said("linear", 2, neuron(2, 1), ("0.5", "0.55", "1.224921404")),
    Said("activation", 2, neuron(2, 0), ("1.105905967", "0.75136507")),
    Said("activation", 2, neuron(2, 1), ("1.224921404", "0.772928465")),
    Said("loss", 0, neuron(2, 0), ("0.274811083", "0.023560026", "0.298371109")),
    Said("gradient", 2, weight(2, 0, 0), ("0.74136507", "0.186815602", "0.593269992",
                                          "0.082167041")),
    Said("gradient", 1, weight(1, 0, 0), ("0.055399425", "0.019049118", "0.241300709",
                                          "0.05", "0.000438568")),
    # (The article has 0.019049119, the product of numbers that were rounded before.)
    Said("delta", 1, neuron(1, 0), ("0.241300709",)),
    Said("update", 2, weight(2, 0, 0), ("0.4", "0.5", "0.082167041", "0.35891648")),
    Said("update", 2, weight(2, 1, 0), ("0.408666186",)),
    Said("update", 2, weight(2, 0, 1), ("0.511301270",)),
    Said("update", 2, weight(2, 1, 1), ("0.561370121",)),
    Said("update", 1, weight(1, 0, 0), ("0.149780716",)),
    Said("update", 1, weight(1, 1, 0), ("0.19956143",)),
    Said("update", 1, weight(1, 0, 1), ("0.24975114",)),
    Said("update", 1, weight(1, 1, 1), ("0.29950229",)),
)  # fmt: skip


@pytest.fixture
def window(qapp: Any, tmp_path: Any) -> Iterator[MainWindow]:
    """The window as a lecturer sets it up: the lesson, the Inspector, ten digits."""
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    found = lesson("mazur")
    made = MainWindow(found.experiment, found, Settings(store), Translations())
    made.resize(1280, 800)
    made.show()
    made.complete()
    made.docks.open("inspector")
    made.number_menu.digits[12].trigger()
    QTest.mouseClick(made.findChild(QWidget, "size_micro"), Qt.MouseButton.LeftButton)
    made.activateWindow()
    made.stage.setFocus()
    settle(made)
    yield made
    made.close()
    made.deleteLater()


def written(text: str) -> list[float]:
    """All numbers of a text, powers of ten multiplied out."""
    plain = text.translate(str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789"))
    plain = re.sub(r" · 10(-?\d+)", r"e\1", plain)
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", plain)]


def stands_in(figure: str, numbers: list[float]) -> bool:
    """Whether one of the numbers, rounded as the article rounds, is its figure."""
    decimals = len(figure.partition(".")[2])
    sizes = [abs(x) for x in numbers]
    return any(abs(x - abs(float(figure))) <= 0.5000001 * 10.0**-decimals for x in sizes)


def arithmetic(window: MainWindow) -> str:
    """What explanation and Inspector write, tab by tab, without names and code."""
    lines: list[str] = []
    for name in ("explanation", "inspector"):
        window.docks.open(name)
        settle(window)
        view = window.deck.views[name]
        assert isinstance(view, ExplanationView | InspectorView)
        assert view.in_sight
        lines += view.text().splitlines()[1:]
        lines = lines[:-1] if name == "explanation" else lines
    return "\n".join(filter(None, map(after_the_name, lines)))


def after_the_name(line: str) -> str:
    """A line of numbers, or the value of a field; nothing of a formula in symbols."""
    if line.startswith(("=", "≈")):
        return line
    return line.partition("\t")[2] or line.partition("=")[2]


def press_to(window: MainWindow, said: Said) -> Step:
    """Step on with the clicker's key until the micro-step is there."""
    for _ in range(window.player.timeline.steps_per_iteration):
        step = window.player.step
        if (step.phase, step.layer) == (said.phase, said.layer):
            break
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_PageDown)
    assert (window.player.step.phase, window.player.step.layer) == (said.phase, said.layer)
    window.deck.settle()
    settle(window)
    return window.player.step


def test_every_figure_of_the_article_is_on_screen(window: MainWindow) -> None:
    """At its micro-step, for what the article speaks of, each figure stands with all its digits."""
    order = [(m.phase, m.layer) for m in window.player.timeline.problem.micros]
    missing = []
    for said in sorted(ARTICLE, key=lambda said: order.index((said.phase, said.layer))):
        window.deck.select(said.selection)
        press_to(window, said)
        numbers = written(arithmetic(window))
        missing += [(said, figure) for figure in said.figures if not stands_in(figure, numbers)]
    assert not missing


def test_the_articles_products_stand_as_it_writes_them(window: MainWindow) -> None:
    """∂E/∂w5 and ∂E/∂w1 with nine digits, factor by factor, in the Inspector."""
    window.number_menu.digits[9].trigger()
    inspector = window.deck.views["inspector"]
    assert isinstance(inspector, InspectorView)
    press_to(window, Said("gradient", 2, weight(2, 0, 0), ()))
    window.deck.select(weight(2, 0, 0))
    settle(window)
    assert "0.741365070 × 0.186815602 × 0.593269992 = 0.082167041" in inspector.text()
    window.deck.select(weight(1, 0, 0))
    press_to(window, Said("gradient", 1, weight(1, 0, 0), ()))
    text = inspector.text()
    assert "(0.05539942465 − 0.01904911826) × 0.2413007086 × 0.05" in text
    sums = [line.split("\t") for line in text.splitlines() if "→ ŷ" in line]
    assert len(sums) == 2  # one path through each output
