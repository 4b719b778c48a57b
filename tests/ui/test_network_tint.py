from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from bpviz.core import Problem, Timeline, measures
from bpviz.core.diagnosis import diagnose, grad_norms
from bpviz.core.experiment import LayerSpec, OptimizerSpec
from bpviz.core.measures import DeadUnits, layer_measures
from bpviz.core.step import Step
from bpviz.files.lessons import lesson
from bpviz.ui import dead_cache
from bpviz.ui.diagnosis.table import Dead
from bpviz.ui.paint import network_stage
from bpviz.ui.paint import network_tint as network_tint_module
from bpviz.ui.paint.network import paint_network
from bpviz.ui.paint.network_hits import Hit
from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.paint.network_picture import network_picture
from bpviz.ui.paint.network_readout import band_readout, readout
from bpviz.ui.paint.network_tint import TINT_MODES, Tint, TintMode, network_tint
from bpviz.ui.paint.network_tinted import band_color
from bpviz.ui.paint.text import full_number, text_width
from bpviz.ui.theme import DARK, LIGHT, Theme, ink_on
from bpviz.ui.views.network import NetworkView
from tests.ui.view_hands import last_step, on_screen, picture, run, step_at

SIZE = (1280, 720)


def dead_of(step: Step) -> tuple[Any, ...]:
    """Which units are dead with the weights in force."""
    return DeadUnits(step.problem).which(step.params)


def tint_of(step: Step, mode: TintMode) -> Tint:
    """The tint of a step."""
    tint = network_tint(step, mode, dead_of(step) if mode == "dead" else None)
    assert tint is not None
    return tint


def paint(
    step: Step, tint: Tint | None, theme: Theme = DARK, size: tuple[int, int] = SIZE
) -> tuple[QImage, Layout]:
    """The picture as an image, and where things are in it."""
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    picture = network_picture(step, None, "auto", tint)
    layout = paint_network(painter, QRectF(0, 0, *size), picture, theme)
    painter.end()
    return image, layout


def distance(a: QColor, b: QColor) -> int:
    """Largest difference of a channel."""
    return max(abs(x - y) for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))


def in_node(image: QImage, layout: Layout, layer: int, row: int) -> QColor:
    """The colour of a neuron, beside its number."""
    column = layout.columns[layer]
    y = float(column.ys[row]) - 0.72 * column.radius
    return image.pixelColor(round(column.x), round(y))


def beside_nodes(image: QImage, layout: Layout, layer: int) -> QColor:
    """The colour behind a layer, at the upper end of its band."""
    band = layout.bands[layer]
    return image.pixelColor(round(band.x() + 5), round(band.y() + band.height() * 0.04))


def test_values_of_layers_are_those_of_the_measures(qapp: Any) -> None:
    """Every number of a layer is that which `layer_measures` gives."""
    for name in ("deep-sigmoid", "tanh-large", "thirty-he"):
        step = last_step(run(name), 2)
        rows = layer_measures(step)
        names = {
            "gradient": "dW_norm",
            "signal": "delta_norm",
            "saturated": "saturated",
            "spread": "activation_std",
            "ratio": "update_ratio",
        }
        for mode, attribute in names.items():
            wanted = [getattr(layer, attribute) for layer in rows]
            assert tint_of(step, mode).columns[1:] == pytest.approx(wanted, rel=1e-12), mode  # type: ignore[arg-type]


def test_values_of_neurons_are_those_of_the_batch(qapp: Any) -> None:
    """‖δ‖ and the spread per neuron, and the saturated share by its definition for tanh."""
    step = last_step(run("tanh-large"), 1)
    for layer in range(1, 6):
        a, delta = step.a[layer], step.delta[layer]
        signal, spread = tint_of(step, "signal").units[layer], tint_of(step, "spread").units[layer]
        assert signal == pytest.approx(np.sqrt((delta**2).sum(axis=0)), rel=1e-12)
        assert spread == pytest.approx(a.std(axis=0), rel=1e-12)
        # tanh′ = 1 − a² is below a twentieth of its largest value, 1.
        share = (1 - a**2 <= 0.05).mean(axis=0)
        assert tint_of(step, "saturated").units[layer] == pytest.approx(share, abs=1e-12)


def test_dead_units_are_those_of_the_whole_training_set(qapp: Any) -> None:
    """All eight ReLUs of the lesson are dead and crossed out; its sigmoid output cannot die."""
    step = last_step(run("dead-relu"), 20)
    tint = tint_of(step, "dead")
    z = step.problem.x_train @ step.W_before[1] + step.b_before[1]
    assert tint.units[1] is not None
    assert tint.units[1].tolist() == (z <= 0).all(axis=0).tolist() == [True] * 8
    assert tint.columns == (None, 8.0, None)
    image, layout = paint(step, tint)
    plain, plain_layout = paint(step, None)
    column = layout.columns[1]
    reach = 0.7071 * (column.radius + 1)
    red = DARK.color("danger")
    for row in range(8):
        place = (column.x + reach, float(column.ys[row]) + reach)
        assert distance(image.pixelColor(*map(round, place)), red) < 60
    assert in_node(plain, plain_layout, 1, 0) == in_node(image, layout, 1, 0)  # activations stay


def test_a_relu_that_lives_is_not_crossed_out(qapp: Any) -> None:
    """At the start none of the lesson's units is dead, and no pixel has the colour of danger."""
    step = run("dead-relu")[0]
    tint = tint_of(step, "dead")
    assert tint.units[1] is not None
    assert not tint.units[1].any()
    assert tint.marks == ("", "", "")
    image, layout = paint(step, tint)
    column = layout.columns[1]
    for y in column.ys.tolist():
        reach = 0.7071 * (column.radius + 1)
        color = image.pixelColor(round(column.x + reach), round(y + reach))
        assert distance(color, DARK.color("danger")) > 60


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_bands_have_the_colour_of_their_value(qapp: Any, theme: Theme) -> None:
    """Behind each of ten sigmoid layers stands the colour of its gradient, all different enough."""
    step = last_step(run("deep-sigmoid"), 0)
    tint = tint_of(step, "gradient")
    image, layout = paint(step, tint, theme)
    for layer, value in enumerate(tint.columns[1:], 1):
        assert value is not None
        color = beside_nodes(image, layout, layer)
        assert distance(color, band_color(tint, value, theme)) <= 2
    first, last = (beside_nodes(image, layout, layer) for layer in (1, 10))
    assert distance(first, last) > 80


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_neurons_have_the_colour_of_their_value(qapp: Any, theme: Theme) -> None:
    """Each neuron's fill is its own δ on the sequential map, and its number is readable on it."""
    step = last_step(run("deep-sigmoid"), 0)
    tint = tint_of(step, "signal")
    image, layout = paint(step, tint, theme)
    values = tint.units[8]
    assert values is not None
    for row, value in enumerate(values.tolist()):
        color = in_node(image, layout, 8, row)
        share = (math.log10(value) - tint.low) / (tint.high - tint.low)
        assert distance(color, theme.sequential(share)) <= 2
        assert contrast(ink_on(color), color) >= 4


def contrast(a: QColor, b: QColor) -> float:
    """Contrast of two colours (WCAG)."""

    def luminance(color: QColor) -> float:
        parts = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                 for c in (color.redF(), color.greenF(), color.blueF()))  # fmt: skip
        return float(np.dot([0.2126, 0.7152, 0.0722], list(parts)))

    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def test_what_is_not_computed_yet_is_absent(qapp: Any) -> None:
    """Before its gradient a layer has an empty dashed band, and neurons have no fill."""
    timeline = run("deep-sigmoid")
    step = step_at(timeline, 3, "delta", 6)
    gradient, signal = tint_of(step, "gradient"), tint_of(step, "signal")
    known = [value is not None for value in gradient.columns]
    assert known == [False] + [layer >= 7 for layer in range(1, 11)]
    assert [units is not None for units in signal.units] == [False] * 6 + [True] * 5
    image, layout = paint(step, gradient)
    assert beside_nodes(image, layout, 2) == DARK.color("stage")
    assert beside_nodes(image, layout, 9) != DARK.color("stage")
    image, layout = paint(step, signal)
    assert in_node(image, layout, 2, 1) == DARK.color("stage")
    assert in_node(image, layout, 9, 1) != DARK.color("stage")
    assert not tint_of(timeline[0], "ratio").is_known


def test_the_scale_stays_while_values_come_in(qapp: Any) -> None:
    """All steps of one iteration have the same ends, which hold the values of each layer."""
    timeline = run("deep-sigmoid")
    steps = [timeline[k] for k in range(timeline.steps_per_iteration)]
    for mode in ("gradient", "signal", "spread", "ratio"):
        tints = [tint_of(step, mode) for step in steps]  # type: ignore[arg-type]
        assert len({(tint.low, tint.high) for tint in tints}) == 1
    low, high = 10 ** tints[0].low, 10 ** tints[0].high
    assert low <= min(v for v in tints[-1].columns if v) <= max(v for v in tints[-1].columns if v)
    assert low * high == pytest.approx(1e-6)  # the rule of thumb, 1e-3, is its neutral middle
    assert tints[-1].color(DARK, 1e-3) == DARK.diverging(0)


def test_sick_layers_have_the_marks_of_the_gradients_view(qapp: Any) -> None:
    """▼ stands where `diagnose` says vanishing, hollow where only the other norm says so."""
    for name, iteration in (("deep-sigmoid", 0), ("deep-sigmoid", 300), ("thirty-he", 5)):
        step = last_step(run(name), iteration)
        words = diagnose(step, "gradient")
        marks = tint_of(step, "gradient").marks[1:]
        assert [mark in "▼▽" and mark != "" for mark in marks] == (words == "vanishing").tolist()
    norms = grad_norms(last_step(run("deep-sigmoid"), 0))
    marks = tint_of(last_step(run("deep-sigmoid"), 0), "gradient").marks
    assert [mark == "▼" for mark in marks[1:]] == (norms < 1e-3 * norms[-1]).tolist()


def test_saturated_layers_are_marked_from_one_half_on(qapp: Any) -> None:
    """Of sigmoid and tanh, layers of which at least half is saturated have the flat mark."""
    tint = tint_of(last_step(run("tanh-large"), 0), "saturated")
    assert [mark == "▬" for mark in tint.marks] == [(v or 0) >= 0.5 for v in tint.columns]
    assert "▬" in tint.marks
    assert "" in tint.marks[1:]
    relu = tint_of(last_step(run("thirty-he"), 5), "saturated")
    assert max(value or 0 for value in relu.columns) > 0.5
    assert not any(relu.marks)


def test_one_answer_for_all_samples_is_no_spread(qapp: Any) -> None:
    """An output that is the same for every sample has the spread 0, not that of rounding."""
    step = last_step(run("dead-relu"), 20)
    assert np.ptp(step.a[2]) == 0
    tint = tint_of(step, "spread")
    assert tint.columns[1:] == (0.0, 0.0)
    assert tint.marks == ("", "▼", "▼")


@pytest.mark.parametrize("name", ["deep-sigmoid", "thirty-he", "xor"])
@pytest.mark.parametrize(("size", "scale"), [((700, 360), 1.0), ((1280, 640), 1.0),
                                             ((2600, 1500), 1.75)])  # fmt: skip
def test_numbers_and_legend_are_never_cut_short(
    qapp: Any, monkeypatch: Any, name: str, size: tuple[int, int], scale: float
) -> None:
    """A number that has no room is left out, a name shortened; no text ends in an ellipsis."""
    step = last_step(run(name), 3)
    cut: list[str] = []

    def checked(p: Any, rect: QRectF, text: str, font: Any, *a: Any, **k: Any) -> None:
        if text_width(text, font) > rect.width() + 0.5:
            cut.append(text)

    monkeypatch.setattr(network_stage, "draw_text", checked)
    for mode in TINT_MODES[1:]:
        paint(step, tint_of(step, mode), DARK.scaled(scale), size)
    assert cut == []


def test_zero_weights_have_no_ratio_and_alarm_nobody(qapp: Any) -> None:
    """With W = 0 there is no ‖ΔW‖/‖W‖: said so, without the colour of danger."""
    step = last_step(run("zero-init"), 0)
    tint = tint_of(step, "ratio")
    assert all(math.isnan(value) for value in tint.columns[1:] if value is not None)
    assert tint.marks == ("", "", "")
    image, layout = paint(step, tint)
    assert beside_nodes(image, layout, 1) == DARK.color("stage")


def test_not_finite_gradients_are_hatched_and_marked(qapp: Any) -> None:
    """Infinity and NaN take the colour of danger and ✕, and the scale remains one of numbers."""
    spec = lesson("sine").experiment
    wild = Timeline(Problem(replace(spec, optimizer=OptimizerSpec("sgd", 1e30))))
    steps = (last_step(wild, k) for k in range(60))
    step = next(step for step in steps if not np.isfinite(grad_norms(step)).all())
    tint = tint_of(step, "gradient")
    assert math.isfinite(tint.low)
    assert math.isfinite(tint.high)
    sick = [layer for layer, mark in enumerate(tint.marks) if mark == "✕"]
    assert sick
    image, layout = paint(step, tint)
    band = layout.bands[sick[0]].toRect()
    reds = [
        distance(image.pixelColor(x, y), DARK.color("danger")) < 90
        for x in range(band.left(), band.right(), 3)
        for y in range(band.top(), band.bottom(), 3)
    ]
    assert any(reds)


def test_large_layers_say_that_the_value_is_of_all_neurons(qapp: Any, monkeypatch: Any) -> None:
    """A collapsed layer's number is that of all its neurons, and where there is room says so."""
    layers = (LayerSpec(600, "sigmoid"), LayerSpec(1, "sigmoid"))
    step = last_step(Timeline(Problem(replace(lesson("xor").experiment, layers=layers))), 0)
    tint = tint_of(step, "spread")
    assert tint.columns[1] == pytest.approx(step.a[1].std(), rel=1e-12)
    said: list[str] = []
    draw = network_stage.draw_text
    monkeypatch.setattr(
        network_stage, "draw_text", lambda *a, **k: (said.append(a[2]), draw(*a, **k))
    )
    _, layout = paint(step, tint)
    assert layout.columns[1].hidden
    assert any(text.endswith("of all 600") for text in said)
    picture = network_picture(step, None, "auto", tint)
    assert "of all 600 neurons" in band_readout(picture, 1)


@pytest.mark.parametrize("name", ["xor", "deep-sigmoid", "thirty-he", "tanh-large", "dead-relu"])
@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (3000, 1500)])
def test_texts_of_a_tinted_diagram_do_not_overlap(
    qapp: Any, name: str, size: tuple[int, int]
) -> None:
    """Marks and values have places of their own, above and below all neurons and their names."""
    step = run(name)[0]
    _, layout = paint(step, tint_of(step, "gradient"), size=size)
    rects = [rect.adjusted(0.5, 0.5, -0.5, -0.5) for rect in layout.label_rects()]
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[number + 1 :])
        assert QRectF(0, 0, *size).contains(rect)


def test_a_long_search_for_dead_units_is_sliced(qapp: Any, monkeypatch: Any) -> None:
    """Piece by piece or at once, the same units are found; meanwhile they are not known."""
    problem = run("dead-relu").problem
    step = last_step(run("dead-relu"), 20)
    monkeypatch.setattr(measures, "BLOCK", 16)
    monkeypatch.setattr(dead_cache, "SLICE", -1.0)
    cache = dead_cache.DeadCache(problem)
    found: list[bool] = []
    cache.found.connect(lambda: found.append(True))
    assert cache.which(step) is None
    unknown = network_tint(step, "dead", None)
    assert unknown is not None
    assert unknown.searching
    assert not unknown.is_known
    while not found:
        qapp.processEvents()
    units = cache.which(step)
    assert units is not None
    assert (
        [u.tolist() for u in units] == [u.tolist() for u in dead_of(step)] == [[True] * 8, [False]]
    )
    at_once = dead_cache.DeadCache(problem).which(step, wait=True)
    assert at_once is not None
    assert at_once[0].all()


def test_dead_units_are_those_of_the_weights_in_force(qapp: Any) -> None:
    """After an update the tint counts what the diagnosis's table counts, layer by layer."""
    timeline = run("dead-relu")
    cache, dead = dead_cache.DeadCache(timeline.problem), Dead(timeline)
    changed, count = 0, timeline.steps_per_iteration
    for index in [*range(8 * count), *reversed(range(8 * count))]:
        step = timeline[index]
        units = cache.which(step, wait=True)
        assert units is not None
        assert [int(found.sum()) for found in units] == list(dead.at(step)[1])
        before = DeadUnits(timeline.problem).count(step.state.params)
        changed += before != tuple(dead.at(step)[1])
    assert changed > 2


# ---- the view --------------------------------------------------------------------------------


@pytest.fixture
def view(qapp: Any) -> Iterator[NetworkView]:
    """A visible view of ten sigmoid layers that does not move."""
    view = NetworkView()
    view.animate = False
    view.set_timeline(run("deep-sigmoid"))
    yield from on_screen(view, 960, 540)


def pixels(view: NetworkView) -> bytes:
    """What the view exports, byte for byte."""
    image = picture(view, 960, 540)  # must outlive its pixels
    return bytes(image.constBits())


@pytest.mark.parametrize("mode", TINT_MODES)
def test_going_back_gives_the_same_picture(view: NetworkView, mode: TintMode) -> None:
    """Whichever tint: the same step has the same pixels, from wherever it is reached."""
    assert view.timeline is not None
    view.tint_mode = mode
    places = [0, 5, 24, 30, 40, 51, 52, 90]
    view.show_step(view.timeline[0])
    pixels(view)
    seen = {}
    for k in places:
        view.show_step(view.timeline[k])
        seen[k] = pixels(view)
    for k in reversed(places):
        view.show_step(view.timeline[k])
        assert pixels(view) == seen[k]


def test_off_is_the_picture_of_before_and_costs_nothing(
    view: NetworkView, monkeypatch: Any
) -> None:
    """Without a tint nothing is measured, and the pixels are those of a plain diagram."""
    assert view.timeline is not None
    step = last_step(view.timeline, 0)
    view.show_step(step)
    plain, _ = paint(step, None, size=(960, 540))
    view.tint_mode = "gradient"
    pixels(view)
    for name in ("gradient", "signal"):
        monkeypatch.setitem(network_tint_module.MEASURES, name, None)
    view.tint_mode = "off"
    pixels(view)
    assert pixels(view) == bytes(plain.constBits())


def move(qapp: Any, view: NetworkView, point: QPointF) -> None:
    """Move the mouse there, without a button."""
    none = Qt.MouseButton.NoButton
    where = view.mapToGlobal(point)
    mods = Qt.KeyboardModifier.NoModifier
    qapp.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, point, where, none, none, mods))


def test_hovering_a_band_tells_quantity_value_and_layer(qapp: Any, view: NetworkView) -> None:
    """At a layer's number its value stands with all digits, its name and what the mark means."""
    assert view.timeline is not None
    step = last_step(view.timeline, 0)
    view.tint_mode = "gradient"
    view.show_step(step)
    before = view.grab().toImage()
    assert view._layout is not None
    assert view._picture is not None
    move(qapp, view, view._layout.value_rect(3).center())
    assert view._hover is not None
    assert view._hover[0] == 3
    lines = band_readout(view._picture, 3)
    assert lines[0].startswith("hidden 3")
    assert lines[1] == f"‖∂L/∂W‖ = {full_number(grad_norms(step)[2])}"
    assert lines[2] == "▼ vanishing"
    assert view.grab().toImage() != before


def test_hovering_a_neuron_tells_its_own_value(view: NetworkView) -> None:
    """Under the neuron's numbers stands the one that it is tinted by."""
    assert view.timeline is not None
    step = last_step(view.timeline, 0)
    shown = network_picture(step, None, "auto", tint_of(step, "signal"))
    lines = readout(step, shown, Hit(4, 2), 0)
    value = float(np.linalg.norm(step.delta[4][:, 2]))
    name, _, text = lines[-1].partition(" = ")
    assert name == "‖δ‖ over the batch"
    assert text[:8] == full_number(value)[:8]


def test_the_word_beside_the_sample_and_the_legend_open_the_menu(
    qapp: Any, view: NetworkView
) -> None:
    """With or without a tint there is a place on the diagram where another one can be chosen."""
    assert view.timeline is not None
    view.show_step(view.timeline[0])
    menu = QMenu(view)
    menu.addAction("a tint")
    opened: list[bool] = []
    menu.aboutToShow.connect(lambda: opened.append(True))
    for mode in ("off", "spread"):
        view.tint_menu = menu
        view.tint_mode = mode  # type: ignore[assignment]
        view.grab()
        assert view._layout is not None
        assert view._picture is not None
        rect = view._chooser(view._layout, view._picture)
        assert rect is not None
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
        menu.close()
    assert opened == [True, True]
    view.tint_menu = None
    assert view._chooser(view._layout, view._picture) is None
