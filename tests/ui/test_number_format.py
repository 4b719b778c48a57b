"""How numbers are written: one setting for the whole window, changed anywhere, kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest

from bpviz.core.step import Step
from bpviz.files.lessons import lesson
from bpviz.ui.code.values import value_lines
from bpviz.ui.language import Translations
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.number_text import measured, number, use_decimal_comma
from bpviz.ui.paint.text import full_number, short_number
from bpviz.ui.selection import Selection
from bpviz.ui.settings import Settings
from bpviz.ui.window import MainWindow

DECIMAL = re.compile(r"\d\.\d")
COMMA = re.compile(r"\d,\d")


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    """Settings of their own."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def _point_again() -> Iterator[None]:
    yield
    use_decimal_comma(False)


def opened(store: QSettings, name: str = "mazur") -> MainWindow:
    """The window with a lesson, everything made."""
    found = lesson(name)
    window = MainWindow(found.experiment, found, Settings(store), Translations())
    window.resize(1280, 800)
    window.show()
    window.complete()
    return window


@pytest.fixture
def window(qapp: Any, store: QSettings) -> Iterator[MainWindow]:
    """The window with Mazur's network."""
    made = opened(store)
    yield made
    made.close()
    made.deleteLater()


def go(window: MainWindow, phase: str, layer: int = 0) -> Step:
    """Seek to a micro-step of the first iteration."""
    micros = window.player.timeline.problem.micros
    at = next(k for k, m in enumerate(micros) if m.phase == phase and layer in (0, m.layer))
    window.player.seek(at)
    window.deck.settle()
    QTest.qWait(150)
    return window.player.step


def test_signs_of_all_kinds_of_numbers() -> None:
    """Short, full, measured and plain numbers take the comma, whole ones stay."""
    use_decimal_comma(True)
    assert number(0.25) == "0,25"
    assert measured(0.25) == "0,250"
    assert short_number(-1.5) == "−1,50"
    assert short_number(2.5e-7) == "2,5·10⁻⁷"
    assert full_number(0.1) == "0,1"
    assert number(12.0) == "12"


def test_the_view_menu_changes_every_view(window: MainWindow, store: QSettings) -> None:
    """Digits and comma from View → Numbers hold in all views, and at the next start."""
    window.deck.select(Selection(2, 0, source=0))
    window.docks.open("inspector")
    go(window, "gradient", 2)
    window.number_menu.digits[9].trigger()
    window.number_menu.comma.trigger()
    chosen = NumberFormat(9, comma=True)
    views = window.deck.views
    assert all(view.numbers == chosen for view in views.values())
    QTest.qWait(150)
    product = "0,741365070 × 0,186815602 × 0,593269992"
    for name in ("explanation", "inspector"):
        text = views[name].text()  # type: ignore[attr-defined]
        arithmetic = text.rpartition("\n")[0] if name == "explanation" else text
        assert product in arithmetic, name
        assert not DECIMAL.search(arithmetic), name
    window.close()
    again = opened(store)
    assert again.number_menu.digits[9].isChecked()
    assert again.number_menu.comma.isChecked()
    assert again.deck.views["tensors"].numbers == chosen
    again.close()
    again.deleteLater()


@pytest.mark.parametrize("name", ["inspector", "explanation", "tensors"])
def test_a_view_of_its_own_changes_the_window(window: MainWindow, name: str) -> None:
    """The controls beside the numbers change the same setting as the View menu."""
    if name == "tensors":
        box = window.deck.views["tensors"].controls.digits  # type: ignore[attr-defined]
        box.setCurrentIndex(box.findData(7))
        box.activated.emit(box.currentIndex())
    else:
        menu = window.findChild(type(window.number_menu), f"{name}_numbers")
        menu.digits[7].trigger()
    assert window.number_menu.digits[7].isChecked()
    assert all(view.numbers == NumberFormat(7) for view in window.deck.views.values())


def test_code_never_takes_a_comma(window: MainWindow) -> None:
    """Listing and program are the same with a comma; what hovering tells has it."""
    code = window.deck.views["code"]
    window.docks.open("code")
    step = go(window, "update", 2)
    before = code.script()  # type: ignore[attr-defined]
    listing = window.deck.views["explanation"].listing  # type: ignore[attr-defined]
    window.number_menu.comma.trigger()
    assert code.script() == before  # type: ignore[attr-defined]
    assert window.deck.views["explanation"].listing == listing  # type: ignore[attr-defined]
    source = code._source  # type: ignore[attr-defined]
    assert source is not None
    lines = value_lines(source, step, "dW2", code.pane.numbers)  # type: ignore[attr-defined]
    assert COMMA.search("".join(lines))
    assert not DECIMAL.search("".join(lines))


def test_the_network_is_painted_again_with_commas(window: MainWindow) -> None:
    """What the diagram prints and what its readout says take the other sign at once, and back."""
    go(window, "update", 2)
    view = window.deck.views["network"]
    before = view.grab().toImage()
    window.number_menu.comma.trigger()
    window.deck.settle()
    after = view.grab().toImage()
    assert after != before
    window.number_menu.comma.trigger()
    window.deck.settle()
    assert view.grab().toImage() == before


def test_status_and_tensors_take_the_sign(window: MainWindow) -> None:
    """The status line and the tables of arrays have a comma at once."""
    window.docks.open("tensors")
    go(window, "loss")
    window.number_menu.comma.trigger()
    assert COMMA.search(window.status.where.text())
    tensors = window.deck.views["tensors"]
    assert COMMA.search(tensors.footer.footer.text())  # type: ignore[attr-defined]


def test_nonsense_in_the_settings_is_ignored(store: QSettings) -> None:
    """Digits out of range and unknown words are forgotten."""
    store.setValue("numbers_digits", "nine")
    store.setValue("numbers_comma", "maybe")
    assert Settings(store).numbers() == NumberFormat()
    store.setValue("numbers_digits", "200")
    assert Settings(store).numbers() == NumberFormat()


def test_fractions_stand_where_they_are_exact() -> None:
    """A third is 1 / 3, what is no small fraction stays decimal, whole numbers stay whole."""
    numbers = NumberFormat(4, fractions=True)
    assert numbers.measured(1 / 3) == "1 / 3"
    assert numbers.measured(-0.5) == "−1 / 2"
    assert numbers.measured(0.123456) == "0.1235"
    assert numbers.text(2.0) == "2"
