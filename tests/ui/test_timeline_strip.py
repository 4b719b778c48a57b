"""The strip at the bottom: chips for micro-steps, a scrubber for iterations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpviz.core.experiment import Experiment, LayerSpec, TrainingSpec
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.paint.timeline import (
    Track,
    chip_rects,
    track_bar,
    track_end,
    track_iteration,
    track_x,
)
from bpviz.ui.theme import DARK, LIGHT, Theme
from bpviz.ui.timeline_strip import TimelineStrip

XOR = Experiment()
DEEP = Experiment(layers=(*[LayerSpec(3)] * 29, LayerSpec(1)))


@pytest.fixture
def strip(qapp: Any) -> Iterator[TimelineStrip]:
    """A strip as wide as a window."""
    widget = TimelineStrip()
    widget.resize(1600, 44)
    widget.show()
    yield widget
    widget.close()
    widget.deleteLater()


def at(strip: TimelineStrip, experiment: Experiment, k: int) -> Timeline:
    """Show micro-step `k` of an experiment."""
    timeline = Timeline(Problem(experiment))
    strip.set_timeline(timeline)
    strip.show_step(timeline[k])
    return timeline


def color_at(image: QImage, rect: QRectF, down: float = 0.25) -> QColor:
    """The colour in a chip, above its label."""
    return image.pixelColor(int(rect.center().x()), int(rect.top() + down * rect.height()))


def test_chips_say_what_an_iteration_does(strip: TimelineStrip) -> None:
    """One chip a micro-step, in blackboard names."""
    at(strip, XOR, 0)
    assert " ".join(strip._labels) == "batch z¹ a¹ z² a² loss δ² ∇² δ¹ ∇¹ W¹ W²"


def test_dropout_and_clipping_have_chips_of_their_own(strip: TimelineStrip) -> None:
    """What an experiment adds to the iteration appears where it happens."""
    layers = (LayerSpec(3, dropout=0.5), LayerSpec(1))
    at(strip, Experiment(layers=layers, training=TrainingSpec(clip_norm=1.0)), 0)
    text = " ".join(strip._labels)
    assert text == "batch z¹ a¹ m¹ z² a² loss δ² ∇² ∂a¹ δ¹ ∇¹ clip W¹ W²"


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_current_chip_is_the_brightest_of_its_phase(strip: TimelineStrip, theme: Theme) -> None:
    """Done, current and coming are three strengths of the phase's colour."""
    strip.set_theme(theme)
    at(strip, XOR, 3)
    image, rects = strip.grab().toImage(), strip.chip_area()

    def distance(i: int) -> float:
        pair = (color_at(image, rects[i]), theme.color("forward"))
        a, b = (np.array(c.getRgb()[:3], float) for c in pair)
        return float(np.abs(a - b).sum())

    done, current, coming = distance(2), distance(3), distance(4)
    assert current < 12
    assert current < done < coming


def test_thirty_layers_fit(strip: TimelineStrip) -> None:
    """124 micro-steps become ticks in their part of the strip; only the current is labelled."""
    timeline = at(strip, DEEP, 61)
    assert timeline.steps_per_iteration == 152
    rects = strip.chip_area()
    assert rects[-1].right() < 0.5 * strip.width()
    assert min(rect.width() for rect in rects) >= 1.0
    assert max(range(len(rects)), key=lambda i: rects[i].width()) == 61


def test_a_click_on_a_chip_asks_for_that_micro_step(strip: TimelineStrip) -> None:
    """Chips of this iteration are clicked; the window decides what follows."""
    at(strip, XOR, 26)
    heard: list[int] = []
    strip.position_chosen.connect(heard.append)
    place = strip.chip_area()[9].center().toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    assert heard == [33]


def test_dragging_scrubs_at_the_same_place_in_the_iteration(strip: TimelineStrip) -> None:
    """The scrubber goes through iterations; the phase one looks at stays."""
    timeline = at(strip, XOR, 5)
    timeline.advance(100)
    strip.show_step(timeline[5])
    heard: list[int] = []
    strip.position_chosen.connect(heard.append)
    area = strip.track_area()
    y = int(area.bottom() - 8)
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(int(area.left()) + 10, y))
    for share in (0.25, 0.5, 1.5):
        move(strip, QPointF(area.left() + share * area.width(), y))
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(int(area.center().x()), y))
    move(strip, QPointF(area.left(), y))  # no button is held: this does nothing
    iterations = [k // 12 for k in heard]
    assert {k % 12 for k in heard} == {5}
    track = strip.track()
    assert track is not None
    assert iterations == sorted(iterations)
    assert iterations[-1] == track.end


def move(strip: TimelineStrip, place: QPointF) -> None:
    """Move the mouse with the left button held."""
    kind, left = QEvent.Type.MouseMove, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(strip, QMouseEvent(kind, place, place, left, left, none))


@pytest.mark.parametrize(
    ("head", "planned", "end"),
    [
        (0, 0, 10),
        (9, 0, 10),
        (10, 0, 20),
        (96, 0, 200),
        (1000, 0, 2000),
        (5, 400, 400),
        (500, 400, 1000),
    ],
)
def test_the_scale_ends_at_what_is_planned_or_at_a_round_number(
    head: int, planned: int, end: int
) -> None:
    """There is always room ahead, and the scale does not move at each step."""
    assert track_end(head, planned) == end


@given(
    widths=st.lists(st.floats(20, 90), min_size=1, max_size=300),
    width=st.floats(100, 3000),
    data=st.data(),
)
def test_chips_stay_in_order_and_within_their_room(
    widths: list[float], width: float, data: st.DataObject
) -> None:
    """However many there are, chips do not overlap; they leave the room only when crushed."""
    current = data.draw(st.integers(0, len(widths) - 1))
    rects = chip_rects(QRectF(0, 0, width, 30), widths, current)
    assert all(a.right() <= b.left() + 1e-6 for a, b in pairwise(rects))
    if len(widths) * 1.5 + min(widths[current], width / 2) <= width:
        assert rects[-1].right() <= width + 1e-6


@given(iteration=st.integers(0, 100_000), end=st.integers(1, 100_000), first=st.integers(0, 50))
def test_where_the_knob_stands_is_the_iteration(iteration: int, end: int, first: int) -> None:
    """From iteration to place and back, as exactly as pixels allow."""
    bar = track_bar(QRectF(100, 0, 900, 34))
    track = Track(first, first + end, 0, 0, np.empty(0, np.int64), np.empty(0))
    wanted = first + min(iteration, end)
    found = track_iteration(bar, track, track_x(bar, track, wanted))
    assert abs(found - wanted) <= 1
