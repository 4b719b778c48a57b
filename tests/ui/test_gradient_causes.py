"""The picture of the causes: the error signal's way back as a waterfall of factors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.gradients.caption import Caption, Part
from bpviz.ui.gradients.waterfall import COLORS
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.gradients import GradientsView
from tests.ui.view_hands import last_step, on_screen, picture, run, step_at


@pytest.fixture
def view(qapp: Any) -> Iterator[GradientsView]:
    """A view of the causes, on screen."""
    view = GradientsView()
    view.choose("causes")
    yield from on_screen(view)


def network(layers: list[dict[str, Any]]) -> Timeline:
    """A run of a network on the spiral."""
    table = {"seed": 5, "data": {"source": "spiral", "samples": 60}, "layers": layers}
    return Timeline(Problem(Experiment.from_dict(table)))


def with_dropout() -> Timeline:
    """Two hidden layers of which the second has dropout."""
    hidden = {"units": 8, "activation": "tanh"}
    last = {"units": 1, "activation": "sigmoid"}
    return network([hidden, {**hidden, "dropout": 0.4}, last])


def show(view: GradientsView, timeline: Timeline, step: Step) -> None:
    """Show a step of a run."""
    view.set_timeline(timeline)
    view.show_step(step)


def measured(step: Step, layer: int) -> float:
    """‖δ(l)‖/‖δ(l+1)‖, by NumPy."""
    return float(np.linalg.norm(step.delta[layer]) / np.linalg.norm(step.delta[layer + 1]))


@pytest.mark.parametrize("name", ["deep-sigmoid", "thirty-xavier", "thirty-he", "spiral"])
def test_what_is_shown_multiplies_to_what_is_measured(view: GradientsView, name: str) -> None:
    """In each layer the factors give ‖δ(l)‖/‖δ(l+1)‖; all stacked logarithms give the total."""
    timeline = run(name)
    step = last_step(timeline, 3)
    show(view, timeline, step)
    count, fall = timeline.problem.n_layers, view.causes_plot.waterfall
    for layer in range(1, count):
        own = [piece for piece in fall.pieces if piece.layer == layer]
        product = math.prod(piece.factor for piece in own)
        assert product == pytest.approx(measured(step, layer), rel=1e-9)
    whole = np.log10(np.linalg.norm(step.delta[1]) / np.linalg.norm(step.delta[count]))
    for pieces in (fall.pieces, fall.totals):
        heights = sum(piece.end - piece.start for piece in pieces)
        assert heights == pytest.approx(whole if pieces else 0.0, rel=1e-9)
    assert bool(fall.totals) == (count > 2)


def test_pieces_hang_together_from_the_last_dot_to_the_first(view: GradientsView) -> None:
    """Each begins where the one at its right ends, and the layers' dots are ‖δ‖."""
    timeline = run("deep-sigmoid")
    step = last_step(timeline, 0)
    show(view, timeline, step)
    pieces = sorted(view.causes_plot.waterfall.pieces, key=lambda piece: -piece.left)
    assert [piece.cause for piece in pieces] == ["weight", "slope"] * 9
    for before, after in pairwise(pieces):
        assert after.start == pytest.approx(before.end, abs=1e-9)
        assert after.right <= before.left + 1e-9
    norms = [np.log10(np.linalg.norm(step.delta[layer])) for layer in range(1, 11)]
    assert view.causes_plot.dots.ys == pytest.approx(norms)
    assert pieces[0].start == pytest.approx(norms[-1])
    assert pieces[-1].end == pytest.approx(norms[0])


def test_the_total_is_said_in_words(view: GradientsView) -> None:
    """How much is left, and what took it; a signal that grows has other words."""
    timeline = run("deep-sigmoid")
    show(view, timeline, last_step(timeline, 0))
    text = view.causes_plot.furniture.subtitle
    assert text == "δ¹ is 4.4·10⁻⁷ of δ¹⁰: slopes 2.7·10⁻⁶ × weights 0.16"
    assert view.causes_plot.furniture.short_subtitle == "δ¹ is 4.4·10⁻⁷ of δ¹⁰"
    growing = run("exploding")
    show(view, growing, last_step(growing, 1))
    assert "δ¹ is 16 times δ⁶" in view.causes_plot.furniture.subtitle


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_weights_and_slopes_have_their_hues(view: GradientsView, theme: Any) -> None:
    """Pixels within the pieces, and of the dashed slot's surroundings."""
    timeline = run("deep-sigmoid")
    view.set_theme(theme)
    show(view, timeline, last_step(timeline, 0))
    plot = view.causes_plot
    image, scale = plot.grab().toImage(), plot.waterfall.scale_now()
    origin = plot.furniture.plot.topLeft()
    for piece in plot.waterfall.totals:
        at = origin + plot.waterfall.place(scale, piece).center()
        assert image.pixelColor(at.toPoint()) == QColor(getattr(theme, COLORS[piece.cause]))
    empty = origin + QPointF(float(scale.x(1.5)), 20.0)
    assert image.pixelColor(empty.toPoint()) != QColor(getattr(theme, COLORS["slope"]))


def test_the_way_back_appears_from_the_last_layer(view: GradientsView) -> None:
    """In the backward pass what is not known yet is an empty slot, and said."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.show_step(step_at(timeline, 2, "linear", 3))
    plot = view.causes_plot
    assert plot.waterfall.pieces == plot.waterfall.totals == ()
    assert plot.furniture.subtitle == "not computed yet"
    before = picture(view)
    view.show_step(step_at(timeline, 2, "delta", 6))
    assert {piece.layer for piece in plot.waterfall.pieces} == {6, 7, 8, 9}
    assert plot.waterfall.unknown == (1, 2, 3, 4, 5)
    assert plot.furniture.subtitle.startswith("δ⁶ is ")
    assert plot.furniture.subtitle.endswith("not computed yet: 1–5")
    assert plot._read_layer(3.4, 1.0) == "layer 3\nnot computed yet"
    assert "weights × " in plot._read_layer(7.4, 1.0)
    view.show_step(step_at(timeline, 2, "linear", 3))
    assert picture(view) == before


def test_a_click_selects_a_layer_and_shows_its_factors(view: GradientsView) -> None:
    """The slot between 3 and 4 belongs to layer 3; its numbers stand under the plot."""
    timeline = run("deep-sigmoid")
    step = last_step(timeline, 0)
    show(view, timeline, step)
    chosen: list[Selection] = []
    view.selection_changed.connect(chosen.append)
    plot = view.causes_plot
    x = plot.furniture.plot.left() + float(plot.waterfall.scale_now().x(3.5))
    at = QPoint(round(x), round(plot.furniture.plot.center().y()))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [selection.layer for selection in chosen] == [3]
    assert view.selection.layer == plot.selected == 3
    texts = [part.text for part in view.caption.parts]
    assert texts[0] == "Layer 4 → 3:"
    weight, slope, ratio = (float(part.text.split()[-1]) for part in view.caption.parts[1::2])
    assert ratio == pytest.approx(measured(step, 3), rel=0.005)
    assert weight * slope == pytest.approx(ratio, rel=0.02)
    assert "largest singular value" in view.caption.parts[1].tip
    assert "0.25 for sigmoid" in view.caption.parts[3].tip
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert len(chosen) == 1


def test_the_last_layer_shows_where_the_signal_starts(view: GradientsView) -> None:
    """The loss's gradient times the slopes of the output is ‖δ(L)‖."""
    timeline = run("deep-sigmoid")
    step = last_step(timeline, 0)
    show(view, timeline, step)
    view.set_selection(Selection(10))
    gradient, slope, norm = (float(p.text.split()[-1]) for p in view.caption.parts[1::2])
    assert gradient * slope == pytest.approx(norm, rel=0.02)
    assert norm == pytest.approx(float(np.linalg.norm(step.delta[10])), rel=0.005)
    view.show_step(step_at(timeline, 0, "linear", 1))
    assert view.caption.parts[-1].text == "not computed yet"
    view.set_selection(Selection(0))
    assert view.caption.parts[0].text.startswith("Click a layer")


def test_dropout_is_a_cause_of_its_own(view: GradientsView) -> None:
    """Where a layer has it there is a third piece, and a third total with words."""
    timeline = with_dropout()
    step = last_step(timeline, 1)
    show(view, timeline, step)
    view.set_selection(Selection(2))
    fall = view.causes_plot.waterfall
    causes = {layer: [p.cause for p in fall.pieces if p.layer == layer] for layer in (1, 2)}
    assert causes == {1: ["weight", "slope"], 2: ["weight", "dropout", "slope"]}
    assert [piece.cause for piece in fall.totals] == ["weight", "dropout", "slope"]
    assert "× dropout " in view.causes_plot.furniture.subtitle
    assert any(part.text.startswith("dropout ") for part in view.caption.parts)
    product = math.prod(piece.factor for piece in fall.pieces if piece.layer == 2)
    assert product == pytest.approx(measured(step, 2), rel=1e-9)


def test_a_signal_that_ends_is_said(view: GradientsView) -> None:
    """Zero weights let nothing pass: a 0 at the foot, and words that name the cause."""
    hidden = {"units": 3, "activation": "tanh"}
    zeros = {"units": 1, "activation": "sigmoid", "init": "zeros"}
    timeline = network([hidden, hidden, zeros])
    show(view, timeline, last_step(timeline, 0))
    plot = view.causes_plot
    assert plot.waterfall.zeros == (1, 2)
    assert plot.furniture.subtitle == "nothing of the signal passes the weights of layer 3"
    dead = run("dead-relu")
    show(view, dead, last_step(dead, 60))
    assert plot.furniture.subtitle == "nothing of the signal passes layer 1: its slopes are 0"
    picture(view)


def test_what_is_not_finite_is_hatched_and_named(view: GradientsView) -> None:
    """After an explosion there is a picture and a badge, and no word of a total."""
    timeline = run("exploding")
    show(view, timeline, last_step(timeline, 12))
    plot = view.causes_plot
    assert plot.waterfall.bad == (1, 2, 3, 4, 5)
    assert plot.furniture.badge == "not finite in layers 1–5"
    assert plot.furniture.subtitle == ""
    image, area = plot.grab().toImage(), plot.furniture.plot
    colors = {
        image.pixelColor(round(area.left() + x), round(area.center().y())).name()
        for x in range(int(area.width()))
    }
    assert DARK.danger in colors


def test_held_axes_stay_and_say_what_is_beyond(view: GradientsView) -> None:
    """Another run with other norms is drawn on the same decades."""
    calm, wild = run("thirty-he"), run("exploding")
    show(view, calm, last_step(calm, 0))
    plot = view.causes_plot
    before = plot.view_box.viewRange()[1]
    view.controls.hold.setChecked(True)
    show(view, wild, last_step(wild, 1))
    assert plot.furniture.badge.startswith("beyond the axis: ")
    view.controls.hold.setChecked(False)
    assert plot.view_box.viewRange()[1] != before
    assert plot.furniture.badge == ""


@pytest.mark.parametrize("size", [(180, 140), (300, 260), (590, 275), (1920, 1000)])
@pytest.mark.parametrize("count", [1, 2, 30])
def test_any_number_of_layers_fits_any_size(
    view: GradientsView, size: tuple[int, int], count: int
) -> None:
    """All dots lie within the plot, and the caption is painted below it in pictures too."""
    layers = [{"units": 5, "activation": "tanh"}] * (count - 1)
    timeline = network([*layers, {"units": 1, "activation": "sigmoid"}])
    view.resize(*size)
    show(view, timeline, last_step(timeline, 1))
    view.grab()
    (left, right), (low, high) = view.causes_plot.view_box.viewRange()
    dots = view.causes_plot.dots
    assert len(dots.xs) == count
    assert left < dots.xs.min()
    assert right > dots.xs.max()
    assert low <= dots.ys.min()
    assert high >= dots.ys.max()
    image = picture(view, *size)
    if size[1] >= 260:
        row = range(image.height() - 24, image.height() - 2)
        ink = {image.pixelColor(x, y).lightness() for y in row for x in range(10, 160)}
        assert max(ink) - min(ink) > 100


@pytest.mark.parametrize("width", [200, 330, 590, 1200])
def test_a_caption_keeps_to_its_rows(qapp: Any, width: int) -> None:
    """Words wrap, pieces with a mark stay whole, and nothing stands outside."""
    caption = Caption()
    words = Part("This update promised something and changed the loss by")
    caption.set_parts([words, Part("+0.34:", "loss"), Part("the step is too large", "danger")])
    rect = QRectF(0, 0, width, caption.height_for(width, 700))
    _, placed = caption.placed(rect)
    assert all(rect.adjusted(0, 0, 0, 2).contains(box) for box, _, _ in placed)
    for (one, _, _), (other, _, _) in pairwise(placed):
        assert not one.intersects(other)
    if width >= 590:
        assert [text for _, part, text in placed if part.color] == [
            "+0.34:",
            "the step is too large",
        ]
    caption.deleteLater()


def test_pictures_are_named_from_outside(view: GradientsView) -> None:
    """Each name of the class shows its picture; another is refused in one line."""
    for name in GradientsView.pictures:
        view.choose(name)
        assert view.controls.picture_now == name
    with pytest.raises(ValueError, match='no picture "pie"; known: bars, heat, '):
        view.choose("pie")
