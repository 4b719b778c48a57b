from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpviz.ui.theme import LIGHT
from bpviz.ui.turntable import FARTHEST, HIGHEST, LOWEST, MOST_PIXELS, NEAREST, Turntable
from tests.ui.landscape_hands import bowl, grid, landscape, pixels

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def table(qapp: Any) -> Iterator[Turntable]:
    """A bowl on a turntable, on screen."""
    made = Turntable()
    made.resize(400, 300)
    made.set_landscape(landscape(grid(bowl)))
    made.show()
    yield made
    made.close()
    made.deleteLater()


def drag(table: Turntable, start: tuple[int, int], *way: tuple[int, int]) -> None:
    """Press, move and let go."""
    QTest.mousePress(table, LEFT, pos=QPoint(*start))
    for place in way:
        QTest.mouseMove(table, QPoint(*place))
    QTest.mouseRelease(table, LEFT, pos=QPoint(*(way or (start,))[-1]))


def turn_wheel(table: Turntable, notches: int) -> None:
    """Turn the wheel over the middle."""
    at = QPointF(table.rect().center())
    event = QWheelEvent(
        at,
        table.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(table, event)


def wait_for_click() -> None:
    """Wait until a click is no double click any more."""
    QTest.qWait(QApplication.doubleClickInterval() + 60)


def test_while_it_is_turned_it_is_coarser_and_then_as_fine_as_ever(table: Turntable) -> None:
    """In the hand it has no more than Full HD's pixels; let go, it is itself."""
    table.resize(2560, 1440)
    QTest.mousePress(table, LEFT, pos=QPoint(200, 150))
    QTest.mouseMove(table, QPoint(240, 150))
    QTest.mouseMove(table, QPoint(260, 160))
    held = table.grab().toImage()
    assert table._picture is not None
    coarse = table._picture[1].size()
    assert 0.9 * MOST_PIXELS < coarse.width() * coarse.height() <= 1.01 * MOST_PIXELS
    QTest.mouseRelease(table, LEFT, pos=QPoint(260, 160))
    fine = table.grab().toImage()
    assert fine.size() == held.size()
    assert table._picture[1].width() == 2560
    difference = np.abs(pixels(fine).astype(int) - pixels(held).astype(int)).max(axis=2)
    assert 0 < difference.mean() < 6  # the same surface from the same side
    painted = QImage(fine.size(), fine.format())
    painter = QPainter(painted)
    table.paint_picture(painter, QRectF(table.rect()))
    painter.end()
    assert painted == fine


def test_turning_changes_the_picture_and_a_reset_brings_it_back(table: Turntable) -> None:
    """After a drag and a turn of the wheel it looks different; a double click restores all."""
    first, camera = table.grab().toImage(), table.camera
    drag(table, (200, 150), (240, 150), (260, 180))
    turned = table.grab().toImage()
    assert turned != first
    turn_wheel(table, 2)
    assert table.grab().toImage() not in (first, turned)
    QTest.mouseDClick(table, LEFT, pos=QPoint(200, 150))
    assert table.grab().toImage() == first
    assert table.camera == camera


def test_the_surface_follows_the_hand(table: Turntable) -> None:
    """Dragged to the right, what is in front moves to the right; dragged down, one looks down."""
    before = table.camera
    drag(table, (200, 150), (230, 150))
    assert (table.camera.azimuth - before.azimuth) % 360 > 180
    assert table.camera.elevation == before.elevation
    drag(table, (200, 150), (200, 170))
    assert table.camera.elevation > before.elevation


def test_elevation_and_zoom_have_limits(table: Turntable) -> None:
    """However far one drags or turns the wheel, camera stays above the floor and near the box."""
    drag(table, (200, 10), (200, 150), (200, 9000))
    assert table.camera.elevation == HIGHEST
    drag(table, (200, 290), (200, 150), (200, -9000))
    assert table.camera.elevation == LOWEST
    turn_wheel(table, 50)
    assert table.camera.zoom == NEAREST
    turn_wheel(table, -90)
    assert table.camera.zoom == FARTHEST


def test_a_click_names_the_place_and_a_drag_does_not(table: Turntable) -> None:
    """A click gives the α and β of its place; a drag, a click beside and a double click do not."""
    found: list[tuple[float, float]] = []
    table.clicked.connect(lambda a, b: found.append((a, b)))
    place = QPoint(200, 150)
    expected = table.pick(QPointF(place))
    assert expected is not None
    drag(table, (200, 150))
    wait_for_click()
    assert found == [pytest.approx(expected)]
    drag(table, (200, 150), (250, 150))
    QTest.mouseClick(table, LEFT, pos=QPoint(1, 1))
    wait_for_click()
    QTest.mouseClick(table, LEFT, pos=place)
    QTest.mouseDClick(table, LEFT, pos=place)
    wait_for_click()
    assert len(found) == 1


def test_the_readout_says_what_is_under_the_cursor(table: Turntable) -> None:
    """Over the surface it is asked with that place's α and β; beside it, it goes."""
    asked: list[tuple[float, float]] = []

    def read(alpha: float, beta: float) -> str:
        asked.append((alpha, beta))
        return "loss 0.5"

    table.set_readout(read)
    bare = table.grab().toImage()
    QTest.mouseMove(table, QPoint(200, 150))
    assert asked == [pytest.approx(table.pick(QPointF(200, 150)))]
    assert table.readout.text == "loss 0.5"
    assert table.grab().toImage() != bare
    QTest.mouseMove(table, QPoint(1, 1))
    assert not table.readout.isVisible()
    assert table.grab().toImage() == bare


def test_it_takes_no_keys_from_the_window(table: Turntable) -> None:
    """Arrow keys and Home step and rewind: the turntable never has the keyboard."""
    QTest.mouseClick(table, LEFT, pos=QPoint(200, 150))
    assert not table.hasFocus()
    assert table.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert table.objectName() == "turntable"


def test_a_picture_is_painted_anew_at_its_own_size(table: Turntable) -> None:
    """A picture has the camera and theme of the screen; a title and a badge take room above it."""
    table.set_theme(LIGHT)

    def paint(title: str) -> QImage:
        image = QImage(800, 600, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        table.paint_picture(painter, QRectF(0, 0, 800, 600), title)
        painter.end()
        return image

    plain, titled = paint(""), paint("Loss surface")
    assert plain != titled
    assert plain == paint("")
    panel = LIGHT.color("panel")
    assert tuple(pixels(plain)[599, 799]) == (panel.red(), panel.green(), panel.blue())
    before = table.grab().toImage()
    table.set_badge("clipped at 3")
    assert table.grab().toImage() != before
    table.set_badge("")
    assert table.grab().toImage() == before


def test_without_a_landscape_it_is_blank(table: Turntable) -> None:
    """Before the first losses there is the panel alone, and nothing to pick."""
    table.set_landscape(None)
    assert len(set(map(tuple, pixels(table.grab().toImage()).reshape(-1, 3).tolist()))) == 1
    assert table.pick(QPointF(200, 150)) is None
