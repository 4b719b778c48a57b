"""Boxes for whole numbers and seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from bpviz.ui.number_boxes import CountBox, SecondsBox
from bpviz.ui.number_text import use_decimal_comma
from bpviz.ui.stylesheet import stylesheet
from bpviz.ui.theme import THEMES


@pytest.fixture(params=[CountBox, SecondsBox])
def box(qapp: Any, request: pytest.FixtureRequest) -> Iterator[CountBox | SecondsBox]:
    """Either of them, on screen under the application's style sheet."""
    made = request.param()
    made.setStyleSheet(stylesheet(THEMES["light"]))
    made.resize(200, 30)
    made.show()
    QTest.qWaitForWindowExposed(made)
    yield made
    made.deleteLater()


@pytest.fixture
def comma() -> Iterator[None]:
    """A decimal comma as long as the test lasts."""
    use_decimal_comma(True)
    yield
    use_decimal_comma(False)


def test_the_number_has_all_the_room(box: CountBox | SecondsBox) -> None:
    """The text is as wide as the box but for a margin, in every size."""
    for width in (200, 90):
        box.resize(width, 30)
        assert box.lineEdit().width() >= width - 12


def test_a_click_selects_it_to_be_typed_over(box: CountBox | SecondsBox) -> None:
    """Click, digits: the number is another one, and not a longer one; arrow keys step."""
    box.setValue(7)
    QTest.mouseClick(box.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(10, 8))
    QTest.keyClicks(box, "12")
    assert box.value() == 12
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == pytest.approx(12 + box.singleStep())


@pytest.mark.parametrize(("typed", "kept"), [("0", 2), ("99", 60), ("7", 7)])
def test_what_is_out_of_reach_becomes_the_nearest(
    box: CountBox | SecondsBox, typed: str, kept: int
) -> None:
    """What is typed too small becomes the least; too large the largest, or it cannot be typed."""
    box.setRange(2, 60)
    box.setValue(5)
    box.selectAll()
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    if isinstance(box, CountBox) and typed == "99":
        kept = 9
    assert box.value() == kept
    assert box.lineEdit().text() == str(kept)


def test_seconds_are_written_with_the_sign_in_use(qapp: Any, comma: None) -> None:
    """With a comma where that is wished; typed with comma or point, no letters, within limits."""
    box = SecondsBox()
    box.setRange(0.04, 60.0)
    box.setValue(0.5)
    assert box.text() == "0,5"
    for typed, value in (("1,25", 1.25), ("2.5", 2.5), ("3", 3.0)):
        box.selectAll()
        QTest.keyClicks(box, typed)
        assert box.value() == value
    box.selectAll()
    QTest.keyClicks(box, "x4")
    assert box.value() == 4.0
    QTest.keyClicks(box, "99")
    assert box.value() == 49.0  # 499 would be too long
    use_decimal_comma(False)
    box.setValue(0.75)
    assert box.text() == "0.75"
    box.deleteLater()
