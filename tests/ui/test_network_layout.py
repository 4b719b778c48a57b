from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from bpviz.ui.paint.network_hits import Hit, hit_test
from bpviz.ui.paint.network_layout import Layout, network_layout

SHAPES = st.one_of(
    st.lists(st.integers(1, 1000), min_size=2, max_size=31),
    st.lists(st.integers(1, 20), min_size=2, max_size=31),
    st.lists(st.integers(1, 5), min_size=2, max_size=5),
).map(tuple)
WIDTHS, HEIGHTS = st.integers(640, 3840), st.integers(360, 2160)
SCALES = st.sampled_from([1.0, 1.25, 1.5, 2.0])
TOUCH = 0.01  # pixels: rectangles may share an edge


def inside(outer: QRectF, inner: QRectF) -> bool:
    """Whether a rectangle lies within another."""
    return outer.adjusted(-TOUCH, -TOUCH, TOUCH, TOUCH).contains(inner)


def overlapping(rects: list[QRectF]) -> list[tuple[QRectF, QRectF]]:
    """All pairs that share more than an edge."""
    boxes = np.array([r.getRect() for r in rects])
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    shared = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    first, second = np.nonzero(np.triu((shared > TOUCH).all(axis=2), 1))
    return [(rects[i], rects[j]) for i, j in zip(first, second, strict=True)]


def circles(layout: Layout) -> list[QRectF]:
    """The squares around all neurons."""
    return [c.circle(row) for c in layout.columns for row in range(len(c.shown))]


@given(SHAPES, WIDTHS, HEIGHTS, SCALES, st.floats(5, 400), st.floats(5, 120))
@example((784, 128, 64, 10), 640, 360, 2.0, 40.0, 44.0)
@example((2, 3, 1), 1280, 720, 1.0, 24.0, 44.0)
@example((64,) * 31, 1920, 1080, 1.0, 24.0, 44.0)
@example((1, 1), 640, 360, 1.0, 24.0, 44.0)
def test_nothing_overlaps(
    sizes: tuple[int, ...], width: int, height: int, scale: float, left: float, right: float
) -> None:
    """Whatever the shape and the size: all is inside, no neurons touch, no labels overlap."""
    rect = QRectF(7, 11, width, height)
    layout = network_layout(sizes, rect, scale, left=left, right=right)
    labels, nodes = layout.label_rects(), circles(layout)
    for box in labels + nodes:
        assert box.width() > 0
        assert inside(rect, box)
    assert not overlapping(labels)
    for column in layout.columns:
        assert (np.diff(column.ys) >= 2 * column.radius).all()
        assert column.radius >= 0.5
    for a, b in itertools.pairwise(layout.columns):
        assert a.x + a.radius < b.x - b.radius
    boxes = np.array([r.getRect() for r in nodes])
    for label in labels:
        dx = (
            np.maximum(boxes[:, 0], label.left()),
            np.minimum(boxes[:, 0] + boxes[:, 2], label.right()),
        )
        dy = (
            np.maximum(boxes[:, 1], label.top()),
            np.minimum(boxes[:, 1] + boxes[:, 3], label.bottom()),
        )
        assert not ((dx[1] - dx[0] > TOUCH) & (dy[1] - dy[0] > TOUCH)).any(), label


@given(SHAPES, WIDTHS, HEIGHTS)
def test_collapse_is_honest(sizes: tuple[int, ...], width: int, height: int) -> None:
    """A collapsed layer shows its first units and its last; the rest are counted."""
    layout = network_layout(sizes, QRectF(0, 0, width, height))
    for units, column in zip(sizes, layout.columns, strict=True):
        assert column.units == units
        assert len(column.shown) + column.hidden == units
        if column.hidden:
            assert column.gap_y is not None
            assert column.shown.tolist() == [*range(len(column.shown) - 1), units - 1]
            assert column.ys[-2] < column.gap_y < column.ys[-1]
        else:
            assert column.gap_y is None


@given(SHAPES, st.data())
def test_hit_test_finds_what_was_drawn(sizes: tuple[int, ...], data: st.DataObject) -> None:
    """The centre of any neuron, bias or number gives that neuron, bias or weight back."""
    layout = network_layout(sizes, QRectF(0, 0, 1280, 720))
    column = data.draw(st.sampled_from(layout.columns))
    row = data.draw(st.integers(0, len(column.shown) - 1))
    unit = int(column.shown[row])
    center = QPointF(column.x, float(column.ys[row]))
    assert hit_test(layout, center) == Hit(column.layer, unit)
    bias = column.bias_rect(row)
    if bias is not None:
        n_in = layout.columns[column.layer - 1].units
        assert hit_test(layout, bias.center()) == Hit(column.layer, unit, n_in)
    if column.layer and layout.edge_labels[column.layer - 1]:
        source = data.draw(st.integers(0, sizes[column.layer - 1] - 1))
        label = layout.edge_labels[column.layer - 1][source * len(column.shown) + row]
        assert hit_test(layout, label.center()) == Hit(column.layer, unit, source)


@given(SHAPES, st.data())
def test_a_point_on_an_edge_gives_an_edge_through_it(
    sizes: tuple[int, ...], data: st.DataObject
) -> None:
    """Where an edge runs free of labels, the edge found passes as near as the one asked for."""
    layout = network_layout(sizes, QRectF(0, 0, 1280, 720))
    gap = data.draw(st.integers(0, len(sizes) - 2))
    number = data.draw(st.integers(0, len(layout.ends[gap]) - 1))
    line = layout.lines[gap][number]
    point = line.pointAt(data.draw(st.floats(0.05, 0.95)))
    hit = hit_test(layout, point)
    assert hit is not None
    if hit.source is None or hit.source == sizes[gap]:
        return  # a neuron, a pill or a bias stands in front of it
    left, right = layout.columns[gap], layout.columns[gap + 1]
    source, row = left.row(hit.source), right.row(hit.unit)
    assert source is not None
    assert row is not None
    found = layout.lines[gap][source * len(right.shown) + row]
    on_it = found.pointAt((point.x() - found.x1()) / (found.x2() - found.x1()))
    near_label = any(label.contains(point) for label in layout.edge_labels[gap])
    assert near_label or abs(on_it.y() - point.y()) < 0.01


def test_empty_ground_hits_nothing() -> None:
    """Between the title and the neurons there is nothing to choose."""
    layout = network_layout((2, 3, 1), QRectF(0, 0, 1280, 720))
    assert hit_test(layout, QPointF(5, 400)) is None
    assert hit_test(layout, layout.title.center()) is None


@pytest.mark.parametrize(
    ("sizes", "tiers"),
    [
        ((2, 3, 1), ["value", "full", "full"]),
        ((2, 8, 8, 1), ["value", "both", "both", "full"]),
        ((2, *(5,) * 9, 1), ["value", *["above"] * 9, "full"]),
        ((64,) * 16, ["dot"] * 16),
    ],
)
def test_lessons_show_what_fits_at_1280_by_720(sizes: tuple[int, ...], tiers: list[str]) -> None:
    """A small network has names, δ and b; a deep one keeps names; a large one is dots."""
    layout = network_layout(sizes, QRectF(0, 0, 1280, 720))
    assert [column.tier for column in layout.columns] == tiers


@pytest.mark.parametrize(("width", "height"), [(1320, 500), (880, 320)])
def test_who_presents_still_sees_names_and_biases(width: int, height: int) -> None:
    """On the stage of a projector, with large type, XOR's neurons have names, δ and b."""
    hidden = network_layout((2, 3, 1), QRectF(0, 0, width, height), 1.5).columns[1]
    assert all(hidden.name_rect(row) is not None for row in range(3))
    assert hidden.has_bias_pill or height < 400


def test_same_call_gives_the_same_layout() -> None:
    """The layout is kept, so that edges are made once and not at every frame."""
    rect = QRectF(0, 0, 1280, 720)
    assert network_layout((2, 3, 1), rect) is network_layout((2, 3, 1), QRectF(rect))
