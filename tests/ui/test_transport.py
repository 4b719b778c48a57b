"""The bar at the top: what it offers, and how it fits into less room."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QSpinBox, QToolButton, QWidget

from bpviz.ui.actions import COMMANDS, Actions, keys_of, plain
from bpviz.ui.speed import FASTEST, RIGHT, SLOWEST, rate_of
from bpviz.ui.strides import SIZES
from bpviz.ui.stylesheet import stylesheet
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.transport import Transport


@pytest.fixture
def transport(qapp: Any) -> Iterator[Transport]:
    """The bar alone, with actions that do nothing."""
    owner, menu = QObject(), QMenu()
    bar = Transport(Actions(owner), menu)
    bar.set_title("A lesson with quite a long name, longer than most of them are")
    bar.setStyleSheet(stylesheet(DARK))
    bar.set_theme(DARK)
    bar.resize(1800, 60)
    bar.show()
    yield bar
    bar.close()
    bar.deleteLater()
    menu.deleteLater()
    owner.deleteLater()


def click(bar: QWidget, name: str) -> None:
    """Click a button of the bar."""
    button = bar.findChild(QToolButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", ["reset", "step_back", "play", "step", "new_start", "export"])
def test_buttons_trigger_their_actions(transport: Transport, name: str) -> None:
    """A click on a button is the action of that name."""
    action = next(
        a for a in transport.findChildren(QToolButton) if a.objectName() == f"{name}_button"
    )
    heard: list[bool] = []
    action.defaultAction().triggered.connect(lambda on: heard.append(on))
    click(transport, f"{name}_button")
    assert len(heard) == 1
    assert action.defaultAction().objectName() == name


@pytest.mark.parametrize("size", SIZES)
def test_a_size_is_chosen_by_click(transport: Transport, size: str) -> None:
    """Each size has its button; only "N" asks for a number."""
    heard: list[str] = []
    transport.sizes.size_changed.connect(heard.append)
    click(transport, f"size_{size}")
    assert heard == [size]
    assert transport.findChild(QSpinBox, "step_count").isVisible() == (size == "n")


def test_the_number_of_iterations_is_sent_when_entered(transport: Transport) -> None:
    """Typing 25 and Enter sends 25 once, not 2 and 25."""
    heard: list[int] = []
    transport.sizes.count_changed.connect(heard.append)
    click(transport, "size_n")
    field = transport.sizes.count
    field.selectAll()
    QTest.keyClicks(field, "25")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard == [25]


def test_typing_after_a_click_on_n_replaces_its_number(transport: Transport) -> None:
    """The first click on "N" is enough to type another number."""
    click(transport, "size_n")
    assert transport.sizes.count.lineEdit().selectedText() == "10"
    QTest.keyClicks(transport.sizes.count, "2345")
    QTest.keyClick(transport.sizes.count, Qt.Key.Key_Return)
    assert transport.sizes.count.value() == 2345


@pytest.mark.parametrize("x", [2, 30, 55])
def test_a_click_on_the_number_selects_it(transport: Transport, x: int) -> None:
    """Wherever the field is clicked, once or again later, typing replaces the number."""
    transport.sizes.set_size("n")
    field = transport.sizes.count
    for number in (2345, 67):
        QTest.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(x, 8))
        QTest.qWait(QApplication.doubleClickInterval() + 50)
        QTest.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(x, 8))
        QTest.keyClicks(field, str(number))
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.value() == number


def test_the_speed_slider_is_logarithmic_and_open_at_the_end() -> None:
    """From a step in two seconds to a thousand a second, then without limit; never slower."""
    rates = [rate_of(value) for value in range(RIGHT + 1)]
    assert rates[0] == SLOWEST
    assert rates[RIGHT - 1] == pytest.approx(FASTEST)
    assert math.isinf(rates[RIGHT])
    ratios = {round(b / a, 6) for a, b in pairwise(rates[:-1])}
    assert len(ratios) == 1


def test_the_slider_sends_its_rate(transport: Transport) -> None:
    """Moving the slider to its right end asks for full speed."""
    heard: list[float] = []
    transport.rate_changed.connect(heard.append)
    transport.speed.setValue(RIGHT)
    assert heard == [math.inf]


@pytest.mark.parametrize("width", [2400, 1800, 1280, 1024, 960])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_everything_needed_stays_visible(transport: Transport, width: int, scale: float) -> None:
    """In less room, texts go first; play, step, sizes, speed, export and present always fit."""
    transport.setStyleSheet(stylesheet(LIGHT.scaled(scale)))
    transport.set_theme(LIGHT.scaled(scale))
    transport.resize(width, 60)
    QTest.qWait(1)
    edge = 0
    for widget in (*transport.buttons[:4], transport.sizes, transport.speed, *transport.extras[:2]):
        assert widget.isVisible()
        assert widget.x() >= edge
        edge = widget.x() + widget.width()
        assert edge <= width


def test_a_long_title_takes_two_lines_before_it_is_cut(transport: Transport) -> None:
    """In little room the title is smaller and in two lines, and the bar no higher for it."""
    button = transport.findChild(QToolButton, "lesson_button")
    assert button is not None
    transport.resize(1280, 60)
    QTest.qWait(1)
    heights = set()
    long = "A network of ten sigmoid layers, in which the gradient vanishes"
    for title, lines in (("XOR", 1), (long, 2)):
        transport.set_title(title)
        shown = button.text().removesuffix("  ▾").split("\n")
        assert len(shown) == lines
        assert shown[0].split() == title.split()[: len(shown[0].split())]
        heights.add(transport.sizeHint().height())
    assert len(heights) == 1


def test_commands_have_texts_names_and_no_key_twice(qapp: Any) -> None:
    """Every command is called something, and a key means one thing."""
    owner = QObject()
    actions = Actions(owner)
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    assert all(plain(action.text()) for action in actions.values())
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    assert keys_of(actions["step"]) == "→, PgDown"
    assert actions["step"].toolTip() == "Step (→, PgDown)"


def test_buttons_stay_where_they_are(transport: Transport) -> None:
    """The same click hits the same button, whatever the lesson is called and the size is."""
    for width in (1000, 1280, 1920):
        transport.resize(width, 60)
        QTest.qWait(5)
        found = set()
        for title in ("XOR", "A lesson with quite a long name"):
            transport.set_title(title)
            for size in SIZES:
                transport.sizes.set_size(size)
                QTest.qWait(2)
                parts = (*transport.buttons, transport.speed, *transport.extras)
                found.add(tuple(part.x() for part in parts if part.isVisible()))
        assert len(found) == 1
