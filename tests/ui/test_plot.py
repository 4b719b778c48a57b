from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpviz.ui.number_text import measured
from bpviz.ui.plot import ColorBar, LegendEntry, PlotWidget, clean, round_up, spread
from bpviz.ui.plot_axis import decade_ticks, linear_ticks, number, power_of_ten
from bpviz.ui.plot_items import Curve, Curves, Field, Rule
from bpviz.ui.plot_lines import cut, envelope, solid_pen
from bpviz.ui.plot_points import Points
from bpviz.ui.theme import DARK, LIGHT, Theme

RED = "#ff0000"


@pytest.fixture
def plot(qapp: Any) -> Iterator[PlotWidget]:
    """A plot of 400 × 300 with axes from 0 to 1."""
    widget = PlotWidget()
    widget.resize(400, 300)
    widget.set_labels("time (s)", "height (m)")
    widget.set_range((0, 1), (0, 1))
    yield widget
    widget.deleteLater()


def picture(plot: PlotWidget, width: int = 400, height: int = 300, scale: float = 1.0) -> QImage:
    """What the plot paints, `scale` device pixels for a logical one."""
    size = (round(width * scale), round(height * scale))
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    painter.scale(scale, scale)
    plot.paint_picture(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


def pixels(image: QImage) -> np.ndarray:
    """(height, width, 3) as R, G, B."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def count(image: QImage, color: str, within: int = 40) -> int:
    """How many pixels are about of that colour."""
    away = np.abs(pixels(image) - np.array(QColor(color).getRgb()[:3])).max(axis=2)
    return int((away <= within).sum())


# ---- numbers and ticks -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.2471, "0.247"),
        (-12.0, "−12"),
        (0.0, "0"),
        (1500.0, "1500"),
        (3.14e-5, "3.14·10⁻⁵"),
        (1e-7, "10⁻⁷"),
        (-2e12, "−2·10¹²"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (9.996, "10"),
        (1.0, "1"),
    ],
)
def test_numbers_read_as_on_a_blackboard(value: float, text: str) -> None:
    """No 1e-05, no SI prefixes, a real minus sign."""
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.250"),
        (0.004, "0.00400"),
        (2e5, "2.00·10⁵"),
        (79274, "7.93·10⁴"),
        (5292, "5292"),
        (0.0, "0"),
        (-12.0, "−12.0"),
        (math.nan, "NaN"),
    ],
)
def test_measured_numbers_all_have_their_digits(value: float, text: str) -> None:
    """Results side by side are equally exact: zeros stay, five digits are not three."""
    assert measured(value) == text


def test_powers_of_ten_are_superscripts() -> None:
    """10⁻³, but plain 1 and 10."""
    assert [power_of_ten(k) for k in (-12, -3, 0, 1, 2)] == ["10⁻¹²", "10⁻³", "1", "10", "10²"]


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 12))
def test_linear_ticks_are_round_inside_and_enough(low: float, span: float, wanted: int) -> None:
    """Evenly spaced, within the axis, at least two and hardly more than wanted."""
    high = low + span
    at = [tick for tick, _ in linear_ticks(low, high, wanted).labelled]
    assert 2 <= len(at) <= max(5, wanted + 2)
    slack = max(1e-6 * span, 2 * math.ulp(max(abs(low), abs(high))))
    assert all(low - slack <= tick <= high + slack for tick in at)
    assert np.allclose(np.diff(at), np.diff(at)[0] if len(at) > 1 else 0, rtol=1e-6)


@given(st.floats(-30, 30), st.floats(0.05, 60), st.integers(1, 10))
def test_decade_ticks_are_inside_ascending_and_named_apart(
    low: float, span: float, wanted: int
) -> None:
    """A logarithmic axis of any length names its ticks, each once."""
    ticks = decade_ticks(low, low + span, wanted)
    at = [tick for tick, _ in ticks.labelled]
    assert at == sorted(at)
    assert all(low - 1e-6 <= tick <= low + span + 1e-6 for tick in at)
    assert len({text for _, text in ticks.labelled}) == len(at)
    assert span < 1 or at


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.0, 2e5, ["0", "0.5·10⁵", "1.0·10⁵", "1.5·10⁵", "2.0·10⁵"]),
        (-1e-5, 2e-5, ["−1·10⁻⁵", "0", "1·10⁻⁵", "2·10⁻⁵"]),
        (0.0, 8e201, ["0", "2·10²⁰¹", "4·10²⁰¹", "6·10²⁰¹", "8·10²⁰¹"]),
        (2.99999, 3.00001, [f"{x:.6f}" for x in np.linspace(2.99999, 3.00001, 5)]),
        (0.0, 80000.0, ["0", "20000", "40000", "60000", "80000"]),
    ],
)
def test_an_axis_has_one_power_of_ten(low: float, high: float, texts: list[str]) -> None:
    """Numbers of an axis are compared at a glance: never 80000 under 1.2·10⁵, none twice."""
    assert [text for _, text in linear_ticks(low, high, 4).labelled] == texts


def test_a_whole_number_axis_has_no_fractions() -> None:
    """Layers and iterations are whole."""
    assert [text for _, text in linear_ticks(0, 3, 20, whole=True).labelled] == list("0123")


@given(st.integers(0, 10**9))
def test_round_up_holds_the_iteration_and_seldom_moves(iteration: int) -> None:
    """The axis ends at or after the iteration, at most half as far again."""
    end = round_up(iteration)
    assert max(iteration, 10) <= end <= max(10, 1.51 * iteration)
    assert round_up(end) == end


# ---- data ------------------------------------------------------------------------------------


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=30))
def test_clean_counts_what_it_takes_out(values: list[float]) -> None:
    """Finite values stay, the rest becomes NaN and is counted."""
    tidy = clean(values)
    bad = ~np.isfinite(np.array(values, float))
    assert tidy.missing == bad.sum()
    assert np.array_equal(np.isnan(tidy.values), bad)
    assert np.array_equal(tidy.values[~bad], np.array(values, float)[~bad])


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), max_size=30))
def test_spread_is_always_a_range(values: list[float]) -> None:
    """Whatever comes in, low < high, both finite, and the finite values are inside."""
    low, high = spread(values)
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low < high
    assert all(low <= v <= high for v in values if math.isfinite(v))


@pytest.mark.parametrize("bad", [(0, math.nan), (0, math.inf), (1, 1), (2, 1)])
def test_a_range_that_is_none_is_refused(plot: PlotWidget, bad: tuple[float, float]) -> None:
    """Drawing could loop for ever on it."""
    with pytest.raises(ValueError, match="no range"):
        plot.set_range((0, 1), bad)
    assert plot.view_box.viewRange() == [[0, 1], [0, 1]]


@given(st.lists(st.floats(0, 50), min_size=1, max_size=200), st.integers(0, 2**31))
def test_envelope_holds_every_point(xs: list[float], seed: int) -> None:
    """Thinning to pixel columns loses no extreme, and neighbouring columns touch."""
    x = np.sort(np.array(xs))
    y = np.random.default_rng(seed).normal(size=len(x))
    at, low, high = envelope(x, y)
    column = np.searchsorted(at, np.floor(x) + 0.5)
    assert (low[column] <= y).all()
    assert (y <= high[column]).all()
    assert (low[1:] <= high[:-1]).all()
    assert (low[:-1] <= high[1:]).all()


@given(
    st.lists(st.floats(-1e3, 1e3) | st.sampled_from([np.nan, np.inf]), min_size=2, max_size=40),
    st.floats(-50, 0),
    st.floats(1, 50),
)
def test_a_cut_line_lies_on_the_line_and_between_the_bounds(
    values: list[float], low: float, high: float
) -> None:
    """What leaves the plot is left out; what stays is unchanged, up to the very edge."""
    xs, ys = np.arange(len(values), dtype=float), np.array(values)
    cut_x, cut_y = cut(xs, ys, low, high)
    kept = np.isfinite(cut_y)
    assert ((cut_y[kept] >= low) & (cut_y[kept] <= high)).all()
    inside = (ys >= low) & (ys <= high)
    assert set(xs[inside]) <= set(cut_x[kept])
    finite = np.isfinite(ys)
    if finite.all():
        assert np.allclose(np.interp(cut_x[kept], xs, ys), cut_y[kept], atol=1e-6)


# ---- the widget ------------------------------------------------------------------------------


def test_a_curve_is_where_its_data_are(plot: PlotWidget) -> None:
    """A horizontal line at ½ crosses the middle of the plot, in its own colour and width."""
    curve = Curve(plot.view_box)
    curve.set_pen(solid_pen(QColor(RED), 3.0))
    curve.set_data(np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    image = picture(plot)
    rows, columns = np.nonzero(np.abs(pixels(image) - [255, 0, 0]).max(axis=2) < 40)
    area = plot.furniture.plot
    assert rows.mean() == pytest.approx(area.center().y(), abs=1)
    assert np.ptp(rows) + 1 in (2, 3, 4)
    assert np.ptp(columns) == pytest.approx(area.width(), abs=3)


def test_points_that_are_not_finite_leave_gaps(plot: PlotWidget) -> None:
    """One NaN hides its neighbourhood, not the whole curve."""
    curve = Curve(plot.view_box)
    curve.set_pen(solid_pen(QColor(RED), 2.0))
    xs = np.linspace(0, 1, 101)
    ys = np.full(101, 0.5)
    curve.set_data(xs, ys)
    whole = count(picture(plot), RED)
    ys[[20, 50]] = np.nan, np.inf
    curve.set_data(xs, ys)
    assert 0.9 * whole < count(picture(plot), RED) < whole


def test_a_dense_curve_shows_its_extremes(plot: PlotWidget) -> None:
    """A single peak among 20,000 points is not thinned away."""
    curve = Curve(plot.view_box)
    curve.set_pen(solid_pen(QColor(RED), 2.0))
    ys = np.full(20_000, 0.1)
    ys[12_345] = 0.9
    curve.set_data(np.linspace(0, 1, 20_000), ys)
    rows, _ = np.nonzero(np.abs(pixels(picture(plot)) - [255, 0, 0]).max(axis=2) < 40)
    assert np.ptp(rows) == pytest.approx(0.8 * plot.furniture.plot.height(), abs=4)


@pytest.mark.parametrize("colors", [(), (QColor(RED),) * 3])
@pytest.mark.parametrize("far", [30.0, 1e3, 1e9, 1e300])
def test_points_far_outside_cost_nothing(
    plot: PlotWidget, far: float, colors: tuple[QColor, ...]
) -> None:
    """Whatever lies many view widths away, the point in view is drawn, in a picture of its size."""
    points = Points(plot.view_box)
    points.set_style(QColor(RED), QPen(Qt.PenStyle.NoPen), 20)
    points.set_data(np.array([0.5]), np.array([0.5]), colors[:1])
    alone = picture(plot)
    assert count(alone, RED) > 200
    points.set_data(np.array([0.5, far, -far]), np.array([0.5, -far, 0.5]), colors)
    assert np.array_equal(pixels(picture(plot)), pixels(alone))
    if not colors:
        assert points._layer is not None
        assert points._layer[1].width() < 500


def test_a_point_at_the_edge_is_drawn_as_far_as_it_is_in_view(plot: PlotWidget) -> None:
    """Half of a point on the edge is in the plot; so is a part of one whose middle is beyond."""
    points = Points(plot.view_box)
    points.set_style(QColor(RED), QPen(Qt.PenStyle.NoPen), 20)
    shown = []
    for outside in (-0.1, 0.0, 5.0, 11.0):
        x = 1.0 + outside / plot.furniture.plot.width()
        points.set_data(np.array([x]), np.array([0.5]))
        shown.append(count(picture(plot), RED))
    inside, half, part, none = shown
    assert inside >= half > part > none == 0


def test_a_field_has_its_first_row_at_the_bottom(plot: PlotWidget) -> None:
    """Rows of an array run upwards, as the y axis does."""
    field = Field(plot.view_box)
    rgb = np.zeros((2, 2, 3), np.uint8)
    rgb[0] = (255, 0, 0)
    rgb[1] = (0, 0, 255)
    field.set_colors(rgb, (0, 1), (0, 1))
    image = picture(plot)
    area = plot.furniture.plot
    middle = round(area.center().x())
    assert image.pixelColor(middle, round(area.bottom()) - 8).red() > 200
    assert image.pixelColor(middle, round(area.top()) + 8).blue() > 200


@pytest.mark.parametrize("theme", [DARK, LIGHT, DARK.scaled(1.6)])
def test_pictures_are_complete_at_any_size(plot: PlotWidget, theme: Theme) -> None:
    """The background reaches every corner, and the size on screen does not matter."""
    plot.set_theme(theme)
    plot.set_title("Title", "subtitle")
    first = picture(plot, 640, 400)
    plot.resize(200, 150)
    assert np.array_equal(pixels(picture(plot, 640, 400)), pixels(first))
    for x, y in ((0, 0), (639, 0), (0, 399), (639, 399)):
        assert first.pixelColor(x, y).name() == theme.panel
    assert count(first, theme.text, 60) > 100


def test_painting_a_picture_leaves_the_widget_as_it_was(plot: PlotWidget) -> None:
    """Exports do not shift what is on screen."""
    plot.show()
    before = plot.grab().toImage()
    picture(plot, 1280, 720)
    assert plot.grab().toImage() == before
    plot.hide()


def test_axes_are_labelled_in_letters_that_follow_the_font_scale(plot: PlotWidget) -> None:
    """At twice the scale the labels have more than twice the ink."""
    plain = count(picture(plot), DARK.text, 80)
    plot.set_theme(DARK.scaled(2.0))
    assert count(picture(plot), DARK.text, 80) > 2 * plain > 0


def test_badge_and_message_take_and_give_back_room(plot: PlotWidget) -> None:
    """The plot makes way for a badge, disappears for a message, and comes back."""
    height = plot.plot_size().height()
    plot.badge("non-finite values not shown: 3")
    assert plot.plot_size().height() < height
    colors = pixels(picture(plot))
    assert (colors[..., 0] > colors[..., 1] + 30).sum() > 100
    plot.badge("")
    assert plot.plot_size().height() == height
    plot.set_message("Nothing to show for this data")
    assert not plot.plot_item.isVisible()
    plot.set_message("")
    assert plot.plot_item.isVisible()


def test_readout_follows_the_cursor_in_the_plots_own_values(plot: PlotWidget) -> None:
    """On a logarithmic axis the value is read, not its logarithm; outside there is nothing."""
    seen: list[tuple[float, float]] = []

    def read(x: float, y: float) -> str:
        seen.append((x, y))
        return "here"

    plot.set_readout(read)
    plot.set_log(y=True)
    plot.set_range((0, 10), (-4, 0))
    plot.show()
    center = plot.furniture.plot.center()
    plot.scene().sigMouseMoved.emit(center)
    assert plot.readout.isVisible()
    assert seen[-1] == pytest.approx((5.0, 1e-2), rel=0.05)
    plot.scene().sigMouseMoved.emit(QPointF(1, 1))
    assert not plot.readout.isVisible()
    plot.hide()


def test_legend_goes_where_a_header_would_crowd_out_a_small_plot(plot: PlotWidget) -> None:
    """Beside the title where there is room, below where not, nowhere in a very low plot."""
    plot.set_title("Loss")
    plot.set_legend([LegendEntry(f"layer {k}", RED, "box") for k in range(4)])
    assert count(picture(plot, 640, 400), RED, 60) > 200
    assert count(picture(plot, 300, 110), RED, 60) == 0


def test_legend_grows_with_its_letters(plot: PlotWidget) -> None:
    """Three times larger type has marks three times as large, beside it and not under it."""
    plot.set_legend([LegendEntry("layer", RED, "box")])
    small = count(picture(plot, 900, 700), RED)
    plot.set_theme(DARK.scaled(3.0))
    assert count(picture(plot, 900, 700), RED) > 6 * small


def test_numbers_become_smaller_before_one_is_left_out(plot: PlotWidget) -> None:
    """The last of ten layers has its number, though 10 is wider than the others."""
    plot.bottom_axis.whole = True
    plot.set_range((0.5, 10.5), (0, 1))
    for width in range(200, 460, 10):
        image = picture(plot, width)
        plot.lay_out(QSizeF(width, 300))
        area = plot.furniture.plot
        step = area.width() / 10
        if len(plot.bottom_axis.ticks().labelled) < 10 or step < 17:
            continue
        left, top = round(area.right() - 0.75 * step), round(area.bottom() + 8)
        below = pixels(image)[top : top + 10, left : left + round(0.5 * step)]
        assert np.ptp(below) > 60, width


def test_colour_bar_shows_its_ends(plot: PlotWidget) -> None:
    """Low at the bottom, high at the top, beside the plot."""
    ramp = np.array([[255, 0, 0], [0, 0, 255]], np.uint8)
    plot.set_color_bar(ColorBar.of(ramp, 0.0, 1.0, "output"))
    image = picture(plot)
    area = plot.furniture.plot
    x = round(area.right()) + 16
    assert image.pixelColor(x, round(area.bottom()) - 4).red() > 200
    assert image.pixelColor(x, round(area.top()) + 4).blue() > 200


def test_keys_reach_the_window_through_a_plot(plot: PlotWidget) -> None:
    """Space plays and arrows step, also after a click into a plot."""
    pressed: list[int] = []

    class Window(QWidget):
        def keyPressEvent(self, event: Any) -> None:
            pressed.append(event.key())

    window = Window()
    QVBoxLayout(window).addWidget(plot)
    window.show()
    window.setFocus()
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert pressed == [Qt.Key.Key_Space]
    assert not plot.hasFocus()
    plot.setParent(None)
    window.deleteLater()


def test_vector_pictures_have_no_cosmetic_pens(plot: PlotWidget) -> None:
    """Some SVG readers turn them into blobs; curves there are lines, not stacks of lines."""
    from PySide6.QtSvg import QSvgGenerator

    curve = Curve(plot.view_box)
    curve.set_pen(solid_pen(QColor(RED), 2.0))
    curve.set_data(np.linspace(0, 1, 50), np.linspace(0, 1, 50) ** 2)
    points, rule = Points(plot.view_box), Rule(plot.view_box)
    points.set_style(QColor(RED), QPen(Qt.PenStyle.NoPen), 8)
    points.set_data(np.array([0.5]), np.array([0.5]))
    rule.set_value(0.3, "limit")
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    painter = QPainter(generator)
    plot.paint_picture(painter, QRectF(0, 0, 400, 300))
    painter.end()
    text = bytes(data.data()).decode()
    assert "non-scaling-stroke" not in text
    assert text.count('stroke="#ff0000"') == 1


def test_a_removed_thing_is_gone(plot: PlotWidget) -> None:
    """It neither paints nor listens to its view box any more."""
    curve = Curve(plot.view_box)
    curve.set_pen(solid_pen(QColor(RED), 3.0))
    curve.set_data(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert count(picture(plot), RED) > 100
    curve.remove()
    plot.set_range((0, 2), (0, 2))
    assert curve.scene() is None
    assert count(picture(plot), RED) == 0


def test_many_lines_at_once_look_like_each_by_itself(qapp: Any) -> None:
    """Dense ones, sparse ones, with gaps, cut by the edge, or open at the end: the same pixels."""
    rng = np.random.default_rng(5)
    for count in (1, 2, 40, 900):
        xs = np.linspace(0.0, 1.0, count)
        smooth, noise = np.sin(7 * xs), rng.normal(0, 0.4, count)
        gap, open_end = smooth.copy(), 0.5 * smooth
        gap[count // 2] = np.nan
        open_end[-1] = np.nan
        ys = np.stack([smooth, noise, gap, open_end, 3 * smooth], axis=1)
        images = []
        for together in (True, False):
            plot = PlotWidget()
            plot.resize(500, 300)
            plot.set_range((-0.1, 1.1), (-1.5, 1.5))
            pens = [
                solid_pen(QColor(name), 1.0) for name in ("red", "lime", "cyan", "blue", "gold")
            ]
            if together:
                lines = Curves(plot.view_box)
                lines.set_pens(pens)
                lines.set_data(xs, ys)
            else:
                for pen, line in zip(pens, ys.T, strict=True):
                    curve = Curve(plot.view_box)
                    curve.set_pen(pen)
                    curve.set_data(xs, line)
            image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            flat = np.frombuffer(image.constBits(), np.uint8)
            images.append(flat.reshape(300, 500, 4).astype(int))
            plot.deleteLater()
        away = np.abs(images[0] - images[1]).max(axis=2)
        assert np.count_nonzero(away) <= 4  # the cap where a line stops before its gap


def test_a_picture_that_was_painted_out_of_sight_leaves_no_trace(plot: PlotWidget) -> None:
    """On screen the plot is laid out for its own size again, whatever was painted before."""
    Curve(plot.view_box).set_data(np.linspace(0, 1, 9), np.linspace(0, 1, 9))
    plot.set_title("Height")
    wanted = pixels(plot.grab().toImage())
    first = pixels(picture(plot, 900, 500))
    plot.set_range((0, 2), (0, 1))  # is drawn for the picture's size, not for the plot's
    plot.set_range((0, 1), (0, 1))
    assert np.array_equal(pixels(picture(plot, 900, 500)), first)
    assert np.array_equal(pixels(plot.grab().toImage()), wanted)
    picture(plot, 900, 500)
    plot.show()
    QTest.qWaitForWindowExposed(plot)
    assert np.array_equal(pixels(plot.grab().toImage()), wanted)
