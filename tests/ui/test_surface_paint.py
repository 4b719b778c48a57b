from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath

from bpviz.ui.landscape_stage import LandscapeStage
from bpviz.ui.paint.contours import contour_lines, digits_for, linear_levels, log_levels
from bpviz.ui.paint.landscape_shapes import Arrow, Trail
from bpviz.ui.paint.meter import Phrase, meter_height
from bpviz.ui.paint.relief import Relief, relief
from bpviz.ui.paint.surface import label_place, level_text, spaced
from bpviz.ui.paint.text import _outline, text_outline
from bpviz.ui.paint.trails import APART, thinned
from bpviz.ui.theme import DARK
from tests.ui.landscape_hands import bowl as hands_bowl
from tests.ui.landscape_hands import grid, landscape


def on_grid(values: np.ndarray, line: np.ndarray) -> np.ndarray:
    """The bilinear value at every point of a line in grid coordinates."""
    x, y = line[:, 0], line[:, 1]
    i = np.minimum(x.astype(int), values.shape[1] - 2)
    j = np.minimum(y.astype(int), values.shape[0] - 2)
    s, t = x - i, y - j
    return (
        values[j, i] * (1 - s) * (1 - t)
        + values[j, i + 1] * s * (1 - t)
        + values[j + 1, i] * (1 - s) * t
        + values[j + 1, i + 1] * s * t
    )


@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(2, 9))
def test_every_point_of_a_contour_has_its_level(seed: int, ny: int, nx: int) -> None:
    """On any grid, saddles included: each point lies on the level, each crossed edge once."""
    values = np.random.default_rng(seed).standard_normal((ny, nx))
    lines = contour_lines(values, 0.1)
    for line in lines:
        np.testing.assert_allclose(on_grid(values, line), 0.1, atol=1e-9)
    above = values > 0.1
    crossed = np.sum(above[1:] != above[:-1]) + np.sum(above[:, 1:] != above[:, :-1])
    closed = sum(bool(np.array_equal(line[0], line[-1])) for line in lines)
    assert sum(len(line) for line in lines) - closed == crossed


def test_the_contours_of_a_bowl_are_closed_circles() -> None:
    """r² = 9 around the middle of the grid is one closed line of radius 3."""
    x = np.arange(-8.0, 9.0)
    (line,) = contour_lines(np.add.outer(x**2, x**2), 9.0)
    np.testing.assert_allclose(np.hypot(*(line - 8.0).T), 3.0, atol=0.05)
    np.testing.assert_array_equal(line[0], line[-1])


@given(st.floats(1e-12, 1e12), st.floats(1.001, 1e15), st.integers(4, 14))
def test_levels_are_few_sorted_and_inside(low: float, ratio: float, count: int) -> None:
    """Linear and logarithmic levels lie strictly inside, in order, and are not too many."""
    high = low * ratio
    for levels in (linear_levels(low, high, count), log_levels(low, high, count)):
        assert levels == sorted(set(levels))
        assert all(low < level < high for level in levels)
        assert len(levels) <= 2 * count + 2
        assert len(levels) >= 1 or ratio < 1.2


def test_labels_have_the_digits_that_tell_them_apart() -> None:
    """0.2500 … 0.2515 need four digits, powers of ten two."""
    assert digits_for([0.2500, 0.2505, 0.2510, 0.2515]) == 4
    assert digits_for([0.01, 0.1, 1.0]) == 2
    assert digits_for([0.5]) == 2


def bowl(n: int = 49) -> np.ndarray:
    """A round valley: 0.1 in the middle, 2.1 in the corners."""
    x = np.linspace(-1, 1, n)
    return 0.1 + np.add.outer(x**2, x**2)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("n", [13, 25, 49])
def test_a_relief_rises_from_zero_to_one(n: int, log: bool) -> None:
    """Of every grid: the lowest loss has height 0, the highest 1, and lines lie within 0…1."""
    found = relief(bowl(n), log=log)
    assert len(found.heights) == max(48, 2 * (n - 1)) + 1
    assert found.heights.min() == pytest.approx(0.0, abs=1e-3)
    assert found.heights.max() == pytest.approx(1.0)
    assert (found.low, found.high) == pytest.approx((0.1, 2.1))
    assert not found.clipped
    assert len(found.lines) >= 4
    for level, line in found.lines:
        assert found.low < level < found.high
        assert line.min() >= 0.0
        assert line.max() <= 1.0


@pytest.mark.parametrize("log", [False, True])
def test_walls_do_not_hide_the_valley(log: bool) -> None:
    """One enormous value is clipped: the valley keeps its contrast, and the top is told."""
    losses = bowl()
    losses[0, 0] = 1e30
    found = relief(losses, log=log)
    assert found.clipped
    assert found.top == 1e30
    assert found.high < 400
    assert np.ptp(found.heights[20:77, 20:77]) > 0.05


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    "losses",
    [
        np.full((13, 13), np.nan),
        np.full((13, 13), np.inf),
        np.zeros((13, 13)),
        np.full((13, 13), 0.5),
        np.where(np.eye(13) > 0, np.inf, bowl(13)),
        np.where(np.eye(13) > 0, 1e308, 1e-308),
    ],
    ids=["nan", "inf", "zero", "flat", "some", "widest"],
)
def test_nothing_breaks_a_relief(losses: np.ndarray, log: bool) -> None:
    """Whatever the losses are, heights are numbers from 0 to 1 and missing points are counted."""
    found = relief(losses, log=log)
    assert np.isfinite(found.heights).all()
    assert found.heights.min() >= 0.0
    assert found.heights.max() <= 1.0
    assert found.missing == np.sum(~np.isfinite(losses))


def test_rounding_on_a_plateau_is_no_contour_line() -> None:
    """Where half the window lies at a level to within rounding, that level is left out."""
    losses = bowl()
    losses[:, 20:] = 0.5 + 1e-9 * np.random.default_rng(0).standard_normal((49, 29))
    levels = [level for level, _ in relief(losses, log=False).lines]
    assert 0.5 not in [round(level, 6) for level in levels]


def test_labels_stay_inside_upright_and_apart() -> None:
    """Labels of rings lie within the picture, read from left to right, and do not overlap."""
    area = QRectF(0, 0, 400, 300)
    taken: list[tuple[float, float, float]] = []
    angles = []
    turn = np.linspace(0, 2 * math.pi, 200)
    for radius in (40, 80, 120, 160, 200):
        xs, ys = 200 + radius * np.cos(turn), 150 + radius * np.sin(turn)
        place = label_place(xs, ys, 30.0, 14.0, area, taken)
        if place is not None:
            angles.append(place[2])
    assert len(taken) >= 3
    assert all(-90 <= angle <= 90 for angle in angles)
    boxes = [QRectF(x - half, y - half, 2 * half, 2 * half) for x, y, half in taken]
    assert all(area.contains(box) for box in boxes)
    assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[:k])
    short = np.array([0.0, 5.0])
    assert label_place(short, short, 30.0, 14.0, area, taken) is None


def test_labels_keep_off_a_path_of_few_points() -> None:
    """A path with a long way between two points is avoided all along, not at these points only."""
    area = QRectF(0, 0, 400, 300)
    way = spaced(np.array([20.0, 380.0]), np.array([150.0, 150.0]), area, 7.0)
    taken = [(x, y, 7.0) for x, y in way.tolist()]
    for across in (60.0, 200.0, 340.0):
        place = label_place(np.full(50, across), np.linspace(0, 300, 50), 30.0, 14.0, area, taken)
        assert place is not None
        assert abs(place[1] - 150) > 7 + 15


@given(
    st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), max_size=30),
    st.floats(3.0, 20.0),
)
def test_points_along_a_path_are_few_and_lie_in_the_picture(
    points: list[tuple[float, float]], step: float
) -> None:
    """However long a path is: as many points as the picture has room for, none far outside."""
    area = QRectF(0, 0, 300, 200)
    xs, ys = np.array(points).reshape(-1, 2).T
    found = spaced(xs, ys, area, step)
    assert len(found) <= (300 / step + 4) * (200 / step + 4)
    assert np.all(found >= -2 * step)
    assert np.all(found <= np.array([300, 200]) + 2 * step)


def test_outlines_of_text_do_not_depend_on_what_was_written_before(qapp: Any) -> None:
    """After other texts at other sizes, turned and not, an outline is the same to the last bit.

    Where Qt makes outlines at the size of the text itself, points differ by 1/64 pixel.
    """
    text, font = "Δθ × 20 −∇L 0.55", DARK.font(12, bold=True)
    first = QPainterPath(text_outline(text, font))
    image = QImage(300, 200, QImage.Format.Format_ARGB32_Premultiplied)
    for size, angle, scale in itertools.product((12, 13, 15, 20), (0, -90, 30), (0.7, 1.333, 4)):
        painter = QPainter(image)
        painter.setFont(DARK.font(size, bold=size % 2 == 0))
        painter.scale(scale, scale)
        painter.rotate(angle)
        painter.drawText(20, 20, text)
        painter.end()
        _outline.cache_clear()
        assert text_outline(text, font) == first
    box, metrics = first.boundingRect(), QFontMetricsF(font)
    assert box.width() == pytest.approx(metrics.tightBoundingRect(text).width(), abs=1.5)
    assert box.height() == pytest.approx(metrics.tightBoundingRect(text).height(), abs=1.5)


def test_powers_of_ten_among_levels_are_all_alike() -> None:
    """From 10⁴ on there is a power of ten in the number; smaller and closer levels stay plain."""
    texts = [level_text(level, 2) for level in (0.3, 1000.0, 1e4, 3e4, 1e5, 1e12)]
    assert texts == ["0.3", "1000", "10⁴", "3·10⁴", "10⁵", "10¹²"]
    assert [level_text(level, 4) for level in (9995.0, 12340.0)] == ["9995", "1.234·10⁴"]


@given(st.integers(0, 2**32 - 1), st.integers(1, 300), st.floats(0.01, 50.0))
def test_a_thinned_path_passes_everywhere_the_path_does(seed: int, count: int, step: float) -> None:
    """Both ends stay, and what is left out lies within a pixel or two of a point that stays."""
    walk = np.random.default_rng(seed).normal(0.0, step, (count, 2)).cumsum(axis=0)
    kept = thinned(walk[:, 0], walk[:, 1])
    assert kept[0] == 0
    assert kept[-1] == count - 1
    assert np.all(np.diff(kept) > 0)
    for i in range(count):
        before = walk[kept[kept <= i][-1]]
        assert np.hypot(*(walk[i] - before)) <= APART


@pytest.mark.parametrize(("size", "told"), [((200, 100), False), ((640, 400), True)])
def test_words_upon_a_picture_are_left_out_where_it_is_tiny(
    qapp: Any, size: tuple[int, int], told: bool
) -> None:
    """The names of arrows and racers are on an ordinary picture, and on a tiny one they are not."""
    stage = LandscapeStage(name="test")

    def painted(arrow: str, trail: str) -> QImage:
        path = np.array([[-1.0, 11.0], [-0.5, 11.5]])
        walked = Trail(path, np.ones(2), np.ones(2), "#ffffff", trail)
        step = Arrow((-0.5, 11.5), (0.5, 12.5), "gradient", arrow)
        stage.set_landscape(landscape(grid(hands_bowl), trails=(walked,), arrows=(step,)))
        image = QImage(*size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        stage.paint_picture(painter, QRectF(0, 0, *size), "")
        painter.end()
        return image

    bare = painted("", "")
    assert (painted("down", "") != bare) is told
    assert (painted("", "Adam") != bare) is told
    stage.deleteLater()


def test_a_low_picture_has_no_line_below_it(qapp: Any) -> None:
    """The meter gives its room to a picture that needs it."""
    phrases = [Phrase("loss", "0.5")]
    assert meter_height(phrases, QSizeF(200, 100), DARK) == 0
    assert meter_height(phrases, QSizeF(640, 400), DARK) > 10


def beads(shape: Relief) -> int:
    """How many closed lines there are that are shorter than a tenth of the window."""
    closed = [line for _, line in shape.lines if np.allclose(line[0], line[-1])]
    return sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) < 0.2 for line in closed)


@pytest.mark.parametrize("n", [25, 49, 61])
def test_a_curve_of_minima_is_a_valley_and_not_beads(n: int) -> None:
    """(xy − 1)² is 0 along a hyperbola that misses the grid: no closed line lies in its valley.

    What is shown like the end of the scale lies as near as the grid's points do.
    """
    x, y = np.meshgrid(*2 * [np.linspace(0.237, 3.1, n)])
    losses = (x * y - 1.0) ** 2
    shape = relief(losses, log=True)
    assert shape.floored
    assert beads(shape) == 0
    step = (3.1 - 0.237) / (n - 1)
    slope = np.hypot(x, y)  # of xy: the valley is |xy − 1| / slope away
    assert (np.abs(x * y - 1.0) / slope)[losses < shape.low].max() < 1.5 * step
    assert not relief(losses, log=False).floored


def test_one_deep_minimum_keeps_its_depth() -> None:
    """A round bowl on the grid's middle is as deep on a logarithmic scale as it is."""
    x, y = np.meshgrid(*2 * [np.linspace(-1.0, 1.0, 49)])
    shape = relief(1e-9 + x**2 + y**2, log=True)
    assert not shape.floored
    assert shape.low == pytest.approx(1e-9)
