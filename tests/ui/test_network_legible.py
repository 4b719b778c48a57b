"""Diagrams whose type must not become smaller than a floor: what they leave out, and what not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from bpviz.ui.paint import network, network_nodes, network_stage
from bpviz.ui.paint.network_picture import network_picture
from bpviz.ui.paint.text import text_width
from bpviz.ui.selection import Selection
from bpviz.ui.theme import LIGHT
from tests.ui.view_hands import run, step_at

Written = list[tuple[QRectF, str, QFont]]
SIZES = [(800, 240), (640, 360), (1280, 720), (400, 300)]
FLOORS = [14, 18, 24]


@pytest.fixture
def written(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Every text that is drawn: where, what, and how large."""
    found: Written = []
    draw = network_stage.draw_text

    def note(painter: QPainter, rect: QRectF, text: str, font: QFont, *more: Any) -> None:
        found.append((QRectF(rect), text, font))
        draw(painter, rect, text, font, *more)

    for module in (network, network_nodes, network_stage):
        monkeypatch.setattr(module, "draw_text", note)
    return found


def paint(step: Any, selection: Selection, size: tuple[int, int], floor: float) -> Any:
    """Paint a step's diagram with type no smaller than `floor` pixels; give the layout."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    picture = network_picture(step, selection)
    theme = replace(LIGHT, least_type=floor)
    layout = network.paint_network(painter, QRectF(0, 0, *size), picture, theme)
    painter.end()
    return picture, layout


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("floor", [0, *FLOORS])
def test_the_chosen_edge_has_its_number(written: Written, size: Any, floor: float) -> None:
    """Whatever else has no room, the weight that is asked about carries its number, in full."""
    timeline = run("xor")
    for phase in ("update", "gradient"):
        for layer in (1, 2):
            written.clear()
            step = step_at(timeline, 0, phase, layer)
            picture, _ = paint(step, Selection(layer, 0, 0), size, floor)
            edges = picture.layers[layer].edges
            assert edges is not None
            number = network_nodes.short_number(float(edges[0, 0]), 3, sign=True)
            box, _, font = next(entry for entry in written if entry[1] == number)
            assert text_width(number, font) <= box.width()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("floor", [0, *FLOORS])
def test_a_weight_without_a_number_has_no_pill(written: Written, size: Any, floor: float) -> None:
    """Before its gradient is known the chosen edge is outlined, without an empty frame."""
    step = step_at(run("xor"), 0, "delta", 2)
    picture, layout = paint(step, Selection(2, 0, 0), size, floor)
    assert picture.gradients
    assert picture.layers[2].edges is None
    stage = network_stage.Stage(QPainter(), layout, picture, LIGHT)
    assert network_nodes.chosen_pill(stage) is None


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("floor", [0, *FLOORS])
def test_pills_of_a_column_are_all_there_or_none(written: Written, size: Any, floor: float) -> None:
    """No neuron of a layer lacks the δ or the bias that its neighbours show."""
    _, layout = paint(step_at(run("xor"), 300, "update", 2), Selection(), size, floor)
    for column in layout.columns[1:]:
        for place, mark in ((column.delta_rect, "δ "), (column.bias_rect, "b ")):
            rects = [place(row) for row in range(len(column.shown))]
            there = [any(r == rect for r, text, _ in written if mark in text) for rect in rects]
            assert len(set(there)) == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("floor", FLOORS)
def test_legends_never_overlap_and_the_title_stays(
    written: Written, size: Any, floor: float
) -> None:
    """No two texts of the legends' row meet; every step has its title, whole where it has room."""
    timeline = run("xor")
    for number in range(timeline.steps_per_iteration):
        written.clear()
        picture, layout = paint(timeline[number], Selection(), size, floor)
        row = [rect for rect, _, _ in written if rect.center().y() > layout.legend.top()]
        for k, rect in enumerate(row):
            assert not any(rect.intersects(other) for other in row[:k])
        assert written
        title, text, font = next(entry for entry in written if entry[1] == picture.title)
        samples = [
            (box.right() - text_width(said, type_))
            for box, said, type_ in written
            if said == picture.sample
        ]
        end = title.left() + min(title.width(), text_width(text, font))
        assert all(end <= left for left in samples)
