"""The table of all layers: numbers, marks, clicks, sizes and pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.diagnosis import delta_norms, grad_norms
from bpviz.core.measures import DeadUnits, layer_measures
from bpviz.core.saturation import saturated
from bpviz.ui.diagnosis.columns import COLUMNS, flat_ends, written
from bpviz.ui.diagnosis.picture import Picture
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.diagnosis import DiagnosisView
from tests.ui.view_hands import last_step, on_screen, picture, run, step_at


@pytest.fixture
def view(qapp: Any) -> Iterator[DiagnosisView]:
    """A view on screen."""
    yield from on_screen(DiagnosisView(), 700, 500)


def show(view: DiagnosisView, name: str, iteration: int) -> Timeline:
    """Show the end of an iteration of a lesson."""
    timeline = run(name)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, iteration))
    return timeline


def laid_out(view: DiagnosisView) -> Picture:
    """How the view is laid out."""
    assert view.picture is not None
    return view.picture


def column(field: str) -> Any:
    """A column by the name of its measure."""
    return next(found for found in COLUMNS if found.field == field)


def colors(image: QImage) -> set[tuple[int, int, int]]:
    """Every colour in a picture."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)
    return {(int(r), int(g), int(b)) for b, g, r, _ in np.unique(pixels, axis=0)}


def test_the_table_has_the_numbers_of_the_step(view: DiagnosisView) -> None:
    """Every measure of every layer, the dead counted over the whole training set."""
    timeline = show(view, "deep-relu-he", 30)
    assert view.report is not None
    step = last_step(timeline, 30)
    dead = DeadUnits(timeline.problem).count(step.params)
    for row, expected, count in zip(
        view.report.table.rows, layer_measures(step), dead, strict=True
    ):
        for shown in COLUMNS:
            if shown.field != "dead":
                assert row.values[shown.field] == getattr(expected, shown.field)
        assert row.values.get("dead", 0) == count
        assert not row.older
    norms = grad_norms(step)
    assert view.report.table.last_to_first[0] == pytest.approx(norms[-1] / norms[0])


def test_what_is_not_computed_yet_is_of_the_iteration_before(view: DiagnosisView) -> None:
    """Half-way back the upper layers are of now, the lower ones gray and of the last iteration."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    now, before = step_at(timeline, 4, "gradient", 5), last_step(timeline, 3)
    view.show_step(now)
    assert view.report is not None
    for row in view.report.table.rows:
        source = now if row.layer >= 5 else before
        assert row.values["dW_norm"] == pytest.approx(grad_norms(source)[row.layer - 1])
        assert ("dW_norm" in row.older) == (row.layer < 5)
        assert "activation_std" not in row.older
        assert "update_ratio" in row.older
    assert "iteration 3" in laid_out(view).heading()
    view.show_step(last_step(timeline, 4))
    assert "iteration 3" not in laid_out(view).heading()


def test_in_the_first_iteration_the_unknown_is_absent(view: DiagnosisView) -> None:
    """Before anything is computed there are no numbers, and no verdict."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    assert view.report is not None
    assert not any(row.values for row in view.report.table.rows)
    assert view.report.verdicts == ()
    view.show_step(step_at(timeline, 0, "activation", 3))
    known = ["activation_std" in row.values for row in view.report.table.rows]
    assert known == [True] * 3 + [False] * 7


def test_the_same_step_gives_the_same_picture(view: DiagnosisView) -> None:
    """Whatever was shown in between."""
    timeline = show(view, "dead-relu", 20)
    first = picture(view)
    view.show_step(timeline[5])
    assert picture(view) != first
    view.show_step(last_step(timeline, 20))
    assert picture(view) == first


def test_while_steps_fly_past_the_table_rests(view: DiagnosisView) -> None:
    """Numbers that nobody can read cost the trainer nothing; at the end the last ones are shown."""
    timeline = show(view, "xor", 3)
    view.set_playing(True)
    first = view.report
    assert first is not None
    for iteration in (4, 5, 6):
        view.show_step(last_step(timeline, iteration))
    assert view.report is first
    view.set_playing(False)
    assert view.report is not None
    assert view.report.table.iteration == 6


def test_the_published_signal_through_depth_can_be_read_off(view: DiagnosisView) -> None:
    """CS231n, ten tanh layers of 500, σ = 0.01: the activations' std. dev. from 0.214 to 3e-7."""
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((100, 500))
    layer = {"units": 500, "activation": "tanh", "init": "normal", "std": 0.01, "use_bias": False}
    experiment = Experiment.from_dict(
        {
            "data": {"source": "inline", "inputs": inputs.tolist(), "targets": [[0.0]] * 100},
            "layers": [layer] * 10 + [{"units": 1, "activation": "linear"}],
            "loss": {"name": "mse"},
        }
    )
    timeline = Timeline(Problem(experiment))
    step = timeline[20]
    view.resize(960, 540)
    view.set_timeline(timeline)
    view.show_step(step)
    assert view.report is not None
    found = [written(column("activation_std"), row) for row in view.report.table.rows[:10]]
    a, expected = inputs, []
    for index in range(1, 11):
        a = np.tanh(a @ step.W[index])
        expected.append(a.std())
    assert expected[0] == pytest.approx(0.214, rel=0.01)
    assert expected[9] == pytest.approx(2.9e-7, rel=0.1)
    for text, value in zip(found, expected, strict=True):
        mantissa, _, power = text.partition("·10")
        exponent = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        number = float(mantissa) * 10.0 ** int(exponent or 0)
        assert number == pytest.approx(float(f"{value:.3g}"))
        assert len(mantissa.replace(".", "").lstrip("0")) == 3


def test_sick_cells_are_marked_by_colour_and_sign(view: DiagnosisView) -> None:
    """Vanishing, exploding, dead, not finite and slow layers; healthy ones have no mark."""
    show(view, "deep-sigmoid", 40)
    assert view.report is not None
    rows = view.report.table.rows
    assert [row.sick["dW_norm"].sign for row in rows[:6]] == ["▼"] * 6
    assert not any("dW_norm" in row.sick for row in rows[6:])
    assert rows[0].sick["update_ratio"].sign == "▼"
    assert [row.sick["layer"].severity for row in rows[:6]] == ["warning"] * 6
    show(view, "exploding", 0)
    assert {row.sick["dW_norm"] for row in view.report.table.rows} == {("▲", "danger")}
    show(view, "exploding", 6)
    assert view.report.table.rows[0].sick["activation_mean"].sign == "✕"
    show(view, "dead-relu", 30)
    assert view.report.table.rows[0].sick["dead"] == ("!", "warning")
    show(view, "circle", 50)
    assert not any(row.sick for row in view.report.table.rows)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_marks_have_the_colours_of_their_severity(view: DiagnosisView, theme: Any) -> None:
    """The sign of danger is painted in danger's colour, and not in a healthy picture."""
    view.set_theme(theme)
    danger = QColor(theme.danger)
    rgb = (danger.red(), danger.green(), danger.blue())
    show(view, "exploding", 0)
    assert rgb in colors(picture(view))
    show(view, "circle", 50)
    assert rgb not in colors(picture(view))


def test_longer_bars_are_larger_values(view: DiagnosisView) -> None:
    """On a log scale: each decade adds the same length, and a share of 1 fills its cell."""
    show(view, "deep-sigmoid", 40)
    assert view.report is not None
    shown, rows = laid_out(view), view.report.table.rows
    widths = [shown.grid.bar_share(row, column("dW_norm")) for row in rows]
    logs = [math.log10(row.values["dW_norm"]) for row in rows]
    np.testing.assert_allclose(np.diff(widths) / np.diff(logs), (widths[1] - widths[0]) /
                               (logs[1] - logs[0]))  # fmt: skip
    show(view, "dead-relu", 30)
    assert laid_out(view).grid.bar_share(view.report.table.rows[0], column("dead")) == 1.0


def test_a_click_on_a_row_or_a_named_layer_selects_it(view: DiagnosisView) -> None:
    """The window is told, and the row is marked."""
    show(view, "deep-sigmoid", 40)
    told: list[Selection] = []
    view.selection_changed.connect(told.append)
    plain = picture(view)
    low, high = laid_out(view).row_box(4)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(60, round(high) - 4))
    assert (told[-1].layer, view.selection.layer) == (4, 4)
    assert picture(view) != plain
    at = next(
        QPointF(x, y)
        for y in range(0, round(low), 3)
        for x in range(0, 700, 3)
        if view.layer_at(QPointF(x, y)) == 6
    )
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert told[-1].layer == 6
    assert len(told) == 2


def test_thirty_layers_scroll_below_their_header(view: DiagnosisView) -> None:
    """All rows can be reached, a layer chosen elsewhere is scrolled to, slides show all."""
    view.resize(590, 275)
    show(view, "thirty-xavier", 2)
    assert view.bar.isVisible()
    view.set_selection(Selection(layer=30))
    assert view.bar.value() > 0
    low, high = laid_out(view).row_box(30)
    assert view.bar.value() <= low
    assert high <= view.bar.value() + view.height() + 1
    header = next(y for y in range(275) if view.tip_at(QPointF(300, y)))
    assert header <= 1
    assert view.layer_at(QPointF(20, high - 3 - view.bar.value())) == 30
    image = picture(view, 960, 540)
    assert (88, 166, 255) in colors(image.copy(0, 300, 3, 240))  # the edge of the chosen last row


@pytest.mark.parametrize("width", [200, 380, 590, 700, 960, 1400])
@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_columns_fit_at_any_width(view: DiagnosisView, width: int, scale: float) -> None:
    """Columns give way one by one, none is cut; what is missing is named below."""
    view.set_theme(DARK.scaled(scale))
    view.resize(width, 500)
    show(view, "deep-relu-he", 10)
    shown = laid_out(view)
    assert shown.grid.columns
    assert shown.grid.columns[0].field == "dW_norm"
    assert shown.grid.right_edge <= width + 1 or len(shown.grid.columns) == 1
    if width == 1400:
        assert len(shown.grid.columns) == len(COLUMNS)


def test_headers_tell_definition_and_source(view: DiagnosisView) -> None:
    """Hovering a header; that of saturation for the activations at hand."""
    view.resize(1000, 400)
    show(view, "deep-relu-he", 10)
    tips = {view.tip_at(QPointF(x, laid_out(view).header_middle)) for x in range(0, 1000, 5)}
    assert len(tips - {""}) == len(COLUMNS)
    text = next(tip for tip in tips if "flat end" in tip)
    assert "ReLU: z ≤ 0" in text
    assert "sigmoid: |z| ≥ 4.36" in text
    assert "tanh" not in text
    assert sum("CS231n" in tip for tip in tips) == 2
    row = view.tip_at(QPointF(100, laid_out(view).row_box(3)[1] - 4))
    assert row.startswith("3 ReLU")
    assert "std. dev." in row


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_flat_ends_are_those_that_are_counted(name: str) -> None:
    """What the text says of each activation is where the core counts, to the digits shown."""
    text = flat_ends(name)
    z = np.linspace(-8, 8, 3201)
    if name == "softmax":
        assert text == "a(1 − a) < 0.0125"
        return
    counted = saturated(name, z, ACTIVATIONS[name].f(z))
    if text == "never":
        assert not counted.any()
        return
    edge = float(text.split()[-1].replace("−", "-"))
    expected = np.abs(z) >= edge if text.startswith("|z|") else z <= edge
    unsure = np.abs(np.abs(z) - abs(edge)) < 0.01
    np.testing.assert_array_equal(counted[~unsure], expected[~unsure])


def test_a_heavy_network_is_not_computed_again(qapp: Any) -> None:
    """Mid-way through an iteration that takes long the unknown stays absent."""
    layers = [{"units": 400, "activation": "relu"}] * 4 + [{"units": 1, "activation": "linear"}]
    experiment = Experiment.from_dict(
        {"data": {"source": "circle", "samples": 200}, "layers": layers, "loss": {"name": "mse"}}
    )
    timeline = Timeline(Problem(experiment))
    made = DiagnosisView()
    made.set_timeline(timeline)
    made.resize(600, 400)
    made.show()
    made.show_step(timeline[timeline.steps_per_iteration])
    assert made.report is not None
    assert "dW_norm" not in made.report.table.rows[0].values
    assert made.report.table.dead_iteration == 1
    counted = [row.values.get("dead", 0) for row in made.report.table.rows]
    assert counted == timeline.history.dead[-1].tolist()
    made.show_step(last_step(timeline, 1))
    norms = [row.values["delta_norm"] for row in made.report.table.rows]
    np.testing.assert_allclose(norms, delta_norms(last_step(timeline, 1)))
    made.close()
    made.deleteLater()


def test_the_dead_are_counted_with_the_weights_that_the_step_has(view: DiagnosisView) -> None:
    """The lesson's numbers after 1, 2, 5 and 9 iterations are those of the table."""
    timeline = run("dead-relu")
    view.set_timeline(timeline)
    for iterations, dead in ((1, 1), (2, 3), (5, 7), (9, 8)):
        view.show_step(last_step(timeline, iterations - 1))
        assert view.report is not None
        assert view.report.table.rows[0].values["dead"] == dead
    view.show_step(timeline[0])
    assert view.report.table.rows[0].values["dead"] == 0


def test_an_update_of_weights_that_were_zero_has_no_ratio(view: DiagnosisView) -> None:
    """Where W was all zero the cell has a dash, not NaN."""
    show(view, "zero-init", 0)
    assert view.report is not None
    update = column("update_ratio")
    assert [written(update, row) for row in view.report.table.rows] == ["–", "–"]
    show(view, "zero-init", 5)
    assert "–" not in {written(update, row) for row in view.report.table.rows}
