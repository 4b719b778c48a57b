"""The heat map and the distributions of the gradients view, and holding its axes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

from bpviz.core import diagnosis
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.gradients.cells import BAD, UNKNOWN, VALUE, ZERO, joined, kinds_of
from bpviz.ui.number_text import number
from bpviz.ui.plot import PlotWidget
from bpviz.ui.plot_items import PlotThing
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.gradients import GradientsView
from tests.ui.view_hands import last_step, on_screen, picture, run, step_at

HEAT, DISTRIBUTIONS, CAUSES, UPDATES = 1, 2, 3, 4


def network(layers: list[dict[str, Any]]) -> Timeline:
    """A run of a network on XOR."""
    return Timeline(Problem(Experiment.from_dict({"layers": layers})))


def deep(count: int = 30) -> Timeline:
    """Many tanh layers."""
    return network([{"units": 6, "activation": "tanh"}] * (count - 1) + [{"units": 1}])


def pixel(image: QImage, plot: PlotWidget, thing: PlotThing, x: float, y: float) -> QColor:
    """The colour of a picture of `plot` alone at a place of its axes."""
    scale, area = thing.scale_now(), plot.furniture.plot
    return image.pixelColor(
        int(area.left() + float(scale.x(x))), int(area.top() + float(scale.y(y)))
    )


@pytest.fixture
def view(qapp: Any) -> Iterator[GradientsView]:
    """A view on screen."""
    yield from on_screen(GradientsView())


# ---- heat map ----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_colours_of_the_heat_map_are_the_norms(view: GradientsView, theme: Any) -> None:
    """A cell has the colour that the bar beside it has at log10 of the layer's norm."""
    timeline = run("deep-sigmoid")
    timeline.advance(8)
    view.set_timeline(timeline)
    view.set_theme(theme)
    view.controls.picture.setCurrentIndex(HEAT)
    view.show_step(step_at(timeline, 8, "update", 1))
    image = view.heat_plot.grab().toImage()
    bar = view.heat_plot.furniture.color_bar
    assert bar is not None
    assert bar.log
    norms = timeline.history.grad_norm
    for iteration, layer in ((0, 1), (3, 10), (5, 5)):
        share = (np.log10(norms[iteration, layer - 1]) - bar.low) / (bar.high - bar.low)
        expected = theme.sequential_map[round(255 * share)].tolist()
        found = pixel(image, view.heat_plot, view.heat_plot.cells, iteration, layer)
        assert [found.red(), found.green(), found.blue()] == expected
    after = pixel(image, view.heat_plot, view.heat_plot.cells, 9.7, 5)
    assert after == QColor(theme.panel)


def test_the_same_step_gives_the_same_heat_map_and_distributions(view: GradientsView) -> None:
    """Forward, back, and after the run went on: every picture comes again, to the pixel."""
    timeline = run("xor")
    view.set_timeline(timeline)
    steps = [timeline[k] for k in range(2 * timeline.steps_per_iteration)]
    for kind in (HEAT, DISTRIBUTIONS, CAUSES, UPDATES):
        view.controls.picture.setCurrentIndex(kind)

        def shown(step: Step) -> QImage:
            view.show_step(step)
            return view.grab().toImage()

        shown(steps[5])
        forward = [shown(step) for step in steps]
        timeline.advance(60 * kind)
        shown(last_step(timeline, 50 * kind))
        backward = [shown(step) for step in reversed(steps)]
        assert forward == backward[::-1]


def test_what_is_not_computed_yet_is_an_empty_cell(view: GradientsView) -> None:
    """In the backward pass the current column fills from the last layer to the first."""
    timeline = run("deep-sigmoid")
    timeline.advance(4)
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(HEAT)
    view.show_step(step_at(timeline, 4, "gradient", 7))
    kinds = view.heat_plot.cells.kinds
    assert kinds[-1].tolist() == [UNKNOWN] * 6 + [VALUE] * 4
    assert np.all(kinds[:-1] == VALUE)
    assert view.heat_plot._read_cell(4.0, 2.0).endswith("layer 2: not computed yet")
    assert view.heat_plot._read_cell(4.0, 2.0).startswith("iteration 4\n")
    assert view.heat_plot._read_cell(7.0, 2.0) == ""


def test_zeros_and_what_is_not_finite_are_hatched_and_named(view: GradientsView) -> None:
    """Neither has a colour of the map: both are said in badge, legend and readout."""
    layers = [{"units": 2, "activation": "tanh", "init": "zeros"}, {"units": 1, "init": "zeros"}]
    zeros = network(layers)
    view.set_timeline(zeros)
    view.controls.picture.setCurrentIndex(HEAT)
    view.show_step(step_at(zeros, 3, "update", 1))
    assert "exactly 0 in layers 1" in view.heat_plot.furniture.badge
    assert np.any(view.heat_plot.cells.kinds == ZERO)
    assert view.heat_plot._read_cell(1.0, 1.0) == "iteration 1\nlayer 1: 0"

    exploding = run("exploding")
    view.set_timeline(exploding)
    view.show_step(step_at(exploding, 12, "update", 1))
    assert np.any(view.heat_plot.cells.kinds == BAD)
    assert view.heat_plot.furniture.badge == "not finite in layers 1–6"
    assert [entry.text for entry in view.heat_plot.furniture.legend] == ["not finite"]
    assert view.heat_plot._read_cell(12.0, 1.0).endswith("not finite")
    image = view.heat_plot.grab().toImage()
    plot, cells = view.heat_plot, view.heat_plot.cells
    around = {pixel(image, plot, cells, 9 + dx / 40, 3).name() for dx in range(20)}
    assert LIGHT.danger in around or DARK.danger in around
    assert len(around) > 1


def test_columns_too_narrow_to_be_seen_are_joined_without_losing_a_zero() -> None:
    """The mean of the logarithms, and the worst of what is no number, whatever the order."""
    data = np.array([[1.0, 10.0], [100.0, 0.0], [np.inf, 1.0], [np.nan, np.nan]])
    kinds = kinds_of(data)
    assert kinds.tolist() == [[VALUE, VALUE], [VALUE, ZERO], [BAD, VALUE], [UNKNOWN, UNKNOWN]]
    assert kinds_of(data, log=False)[1].tolist() == [VALUE, VALUE]
    logs = np.log10(np.where(kinds == VALUE, data, 1.0))
    means, worst = joined(logs, kinds, 2)
    assert worst.tolist() == [[VALUE, ZERO], [BAD, VALUE]]
    assert means[0, 0] == pytest.approx(1.0)
    assert means[1, 1] == pytest.approx(0.0)


def test_a_long_run_says_over_how_many_iterations_it_averages(view: GradientsView) -> None:
    """Three thousand iterations do not fit; the subtitle says what a column is."""
    timeline = run("xor")
    timeline.advance(3000)
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(HEAT)
    view.show_step(last_step(timeline, 2900))
    count = int(view.heat_plot.furniture.subtitle.split()[2])
    width = np.diff(view.heat_plot.cells.edges)[1]
    assert width == pytest.approx(count)
    assert len(view.heat_plot.cells.kinds) < 640
    value = timeline.history.grad_norm[500, 1]
    stride = timeline.history.iterations[1]
    read = view.heat_plot._read_cell(500.0 * float(stride), 2.0)
    assert read == f"iteration {500 * stride}\nlayer 2: {number(value, 4)}"


# ---- distributions -----------------------------------------------------------------------------


def test_rows_are_histograms_of_the_values_chosen(view: GradientsView) -> None:
    """Each row counts the layer's values, and its dot is at their mean."""
    timeline = run("spiral")
    step = last_step(timeline, 3)
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(DISTRIBUTIONS)
    view.show_step(step)
    for index, known in enumerate((step.a, step.dW, step.W, step.delta)):
        view.controls.values.setCurrentIndex(index)
        axis = view.ridges_plot._axis
        for layer, row in enumerate(view.ridges_plot.rows.rows, 1):
            values = np.asarray(known[layer]).ravel()
            assert row.counts.sum() == np.count_nonzero(values)
            assert row.zero_share == np.mean(values == 0)
            assert row.mean == pytest.approx(float(axis.place(values.mean())))


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_layers_not_computed_yet_have_no_outline(view: GradientsView, theme: Any) -> None:
    """In the backward pass rows fill from above; the others are dashed, and said."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.set_theme(theme)
    view.controls.picture.setCurrentIndex(DISTRIBUTIONS)
    view.controls.values.setCurrentIndex(3)
    view.show_step(step_at(timeline, 2, "delta", 6))
    plot = view.ridges_plot
    assert [row.at for row in plot.rows.rows] == [6, 7, 8, 9, 10]
    assert plot.rows.absent == (1, 2, 3, 4, 5)
    assert plot.furniture.subtitle == "not computed yet: 1–5"
    image = plot.grab().toImage()
    at = np.linspace(plot._axis.low, plot._axis.high, 300)[1:-1]
    ink = QColor(theme.backward)

    def colored(layer: float) -> bool:
        found = [pixel(image, plot, plot.rows, x, layer + 0.3) for x in at]
        return any(abs(c.hue() - ink.hue()) < 8 and c.saturation() > 40 for c in found)

    assert [colored(layer) for layer in (2, 4, 7, 9)] == [False, False, True, True]
    assert plot._read_row(0.0, 2.5) == "layer 2\nnot computed yet"
    assert "mean" in plot._read_row(0.0, 7.5)


def test_zeros_of_relu_stand_apart(view: GradientsView) -> None:
    """The bar at zero is as high as their share; the outline shows the others."""
    timeline = network([{"units": 40, "activation": "relu", "init": "he_normal"}, {"units": 1}])
    step = last_step(timeline, 0)
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(DISTRIBUTIONS)
    view.show_step(step)
    row = view.ridges_plot.rows.rows[0]
    assert row.zero_share == np.mean(step.a[1] == 0) > 0.2
    assert "share of exact zeros" in [e.text for e in view.ridges_plot.furniture.legend]
    image = view.ridges_plot.grab().toImage()
    foot = pixel(image, view.ridges_plot, view.ridges_plot.rows, 0.0, 1 + row.zero_share / 2)
    assert foot == QColor(DARK.warning)


def test_the_axis_says_its_scale_and_a_sample_that_it_is_one(view: GradientsView) -> None:
    """Linear or symmetric log stands in the axis's title, a sample in the subtitle."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(DISTRIBUTIONS)
    view.show_step(last_step(timeline, 0))
    assert view.ridges_plot.bottom_axis.title == "a (linear)"
    view.controls.values.setCurrentIndex(1)
    assert view.ridges_plot.bottom_axis.title == "∂L/∂W (symmetric log)"
    assert "0" in [text for _, text in view.ridges_plot.bottom_axis.ticks().labelled]
    assert view.ridges_plot.furniture.subtitle == ""
    wide = network([{"units": 120, "activation": "tanh"}] * 2 + [{"units": 1}])
    view.set_timeline(wide)
    view.controls.values.setCurrentIndex(2)
    view.show_step(last_step(wide, 0))
    assert view.ridges_plot.furniture.subtitle.startswith("a sample of up to 10")


def test_values_that_are_not_finite_are_counted_and_crossed(view: GradientsView) -> None:
    """A layer without a finite value keeps its row, with a cross; the badge has the number."""
    timeline = run("exploding")
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(DISTRIBUTIONS)
    view.controls.values.setCurrentIndex(1)
    step = last_step(timeline, 12)
    view.show_step(step)
    count = sum(int((~np.isfinite(dW)).sum()) for dW in step.dW.values())
    assert view.ridges_plot.furniture.badge == f"non-finite values not shown: {count}"
    assert view.ridges_plot.rows.lost
    picture(view)


# ---- holding axes, sizes, vectors --------------------------------------------------------------


def test_held_axes_stay_and_then_follow_again(view: GradientsView) -> None:
    """With "Hold axes" another step, or another run, changes the data and not the ranges."""
    timeline = run("deep-sigmoid")
    timeline.advance(40)
    early, late = step_at(timeline, 5, "update", 1), step_at(timeline, 40, "update", 1)
    view.set_timeline(timeline)

    def ranges() -> list[Any]:
        found: list[Any] = []
        for kind in range(5):
            view.controls.picture.setCurrentIndex(kind)
            for plot in view._made:
                if plot.isVisible():
                    across, (low, high) = plot.view_box.viewRange()
                    # Above the decades there is room for the marks, so many pixels of it;
                    # right of the ratios, for their values.
                    bars, ratios = plot is view.bars_plot, plot is view.ratio_plot
                    right = None if ratios else across[1]
                    found.append((right, low, math.floor(high) if bars else high))
                    found.append(plot.furniture.color_bar)
        return found

    view.controls.values.setCurrentIndex(1)
    view.show_step(early)
    before = ranges()
    view.controls.hold.setChecked(True)
    view.show_step(late)
    assert ranges() == before
    assert view.history_plot.lines.xs.max() <= before[2][0]
    picture(view)
    view.controls.hold.setChecked(False)
    assert ranges() != before
    view.show_step(early)
    assert ranges() == before


def test_what_a_held_axis_does_not_reach_is_said(view: GradientsView) -> None:
    """Bars, iterations, colours and values beyond the held ranges are named, not lost."""
    calm, wild = run("deep-sigmoid"), run("exploding")
    view.set_timeline(calm)
    first = step_at(calm, 2, "update", 1)
    view.controls.values.setCurrentIndex(2)
    for kind in range(3):
        view.controls.picture.setCurrentIndex(kind)
        view.show_step(first)
    view.controls.hold.setChecked(True)
    view.set_timeline(wild)
    view.show_step(step_at(wild, 1, "update", 1))
    assert "values beyond the axis" in view.ridges_plot.furniture.badge
    view.controls.picture.setCurrentIndex(HEAT)
    assert "beyond the colours" in view.heat_plot.furniture.badge
    view.controls.picture.setCurrentIndex(0)
    assert view.bars_plot.furniture.badge == "beyond the held axis: 1–6"
    view.show_step(step_at(wild, 12, "update", 1))
    assert view.history_plot.furniture.badge == "now is beyond the held axis"
    picture(view)


@pytest.mark.parametrize("kind", [HEAT, DISTRIBUTIONS])
@pytest.mark.parametrize("size", [(380, 300), (1920, 1000)])
@pytest.mark.parametrize("count", [1, 30])
def test_one_layer_and_thirty_fit_at_any_size(
    view: GradientsView, kind: int, size: tuple[int, int], count: int
) -> None:
    """Before the first backward pass and after it, every layer has its row within the plot."""
    timeline = deep(count)
    view.resize(*size)
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(kind)
    plot = view.heat_plot if kind == HEAT else view.ridges_plot
    for step in (timeline[0], last_step(timeline, 3)):
        view.show_step(step)
        view.grab()
        low, high = plot.view_box.viewRange()[1]
        assert low < 1
        assert high > count
        assert plot.furniture.plot.height() > 100
        assert plot.furniture.plot.width() > 200
    assert view.controls.geometry().right() < view.width()


def test_controls_never_cover_a_title(view: GradientsView) -> None:
    """Beside the titles where they fit, otherwise above the plots; nothing outside the view."""
    view.set_timeline(run("xor"))
    for kind in range(5):
        view.controls.picture.setCurrentIndex(kind)
        for width, height in ((180, 200), (380, 300), (640, 400), (1920, 1000)):
            view.resize(width, height)
            row = view.controls.geometry()
            for plot in view._made:
                if plot.isVisible() and plot.geometry().intersects(row):
                    assert plot.furniture.reserved[0] >= row.width()
                    assert plot.width() - row.width() >= 150
            assert view.controls.hold.text() == ("Hold axes" if width > 340 else "Hold")
            for child in (view.controls.picture, view.controls.hold):
                assert view.controls.rect().contains(child.geometry())


@pytest.mark.parametrize("kind", [HEAT, DISTRIBUTIONS, CAUSES, UPDATES])
def test_vectors_look_like_the_picture(view: GradientsView, kind: int) -> None:
    """As SVG the same picture has the same colours in the plot, with axes held or not."""
    timeline = run("deep-sigmoid")
    timeline.advance(30)
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(kind)
    view.controls.values.setCurrentIndex(1)
    view.show_step(step_at(timeline, 8, "delta", 4))
    view.controls.hold.setChecked(True)
    view.show_step(step_at(timeline, 25, "delta", 4))
    raster = picture(view)
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(640, 400))
    generator.setViewBox(QRectF(0, 0, 640, 400))
    painter = QPainter(generator)
    view.paint_picture(painter, QRectF(0, 0, 640, 400))
    painter.end()
    data = buffer.data()
    assert b"non-scaling-stroke" not in data
    again = QImage(640, 400, QImage.Format.Format_ARGB32_Premultiplied)
    again.fill(QColor(view.theme.panel))
    painter = QPainter(again)
    QSvgRenderer(data).render(painter)
    painter.end()

    def pixels(image: QImage) -> Any:
        converted = image.convertToFormat(QImage.Format.Format_RGB32)
        flat = np.frombuffer(converted.constBits(), np.uint8).reshape(400, 640, 4)
        return flat[60:340, 60:560, :3].astype(int)

    away = np.abs(pixels(raster) - pixels(again)).max(axis=2)
    assert np.mean(away > 40) < 0.03


def test_norms_of_the_current_column_are_the_steps_own(view: GradientsView) -> None:
    """The last column is the shown step's, whichever norm is chosen."""
    timeline = run("spiral")
    timeline.advance(20)
    view.set_timeline(timeline)
    view.controls.picture.setCurrentIndex(HEAT)
    step = step_at(timeline, 15, "update", 1)
    view.show_step(step)
    for index, norms in enumerate((diagnosis.grad_norms(step), diagnosis.delta_norms(step))):
        view.controls.quantity.setCurrentIndex(index)
        assert view.heat_plot._shown is not None
        assert np.array_equal(view.heat_plot._shown[1][-1], norms)
        assert len(view.heat_plot.cells.kinds) == 16
