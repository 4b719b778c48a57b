"""All arrays of a step: which there are, their numbers, colours, clicks, changes and copies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from bpviz.core import Problem, Timeline
from bpviz.core.edits import ParameterEdit, SampleEdit
from bpviz.core.step import Step
from bpviz.files.lessons import lesson
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.selection import Selection
from bpviz.ui.tensors.arrays import Entry, Key, entries, marked, selection_at, value
from bpviz.ui.tensors.colors import BAD, Scale, scale_of, swatches
from bpviz.ui.tensors.copying import numpy_text
from bpviz.ui.tensors.editing import editable
from bpviz.ui.tensors.figures import figures_of, split
from bpviz.ui.tensors.map import ArrayMap, spread, strongest
from bpviz.ui.tensors.sheet import ends
from bpviz.ui.tensors.shown import find, statistics
from bpviz.ui.tensors.words import symbol
from bpviz.ui.theme import DARK, LIGHT, Theme
from bpviz.ui.views.tensors import TensorsView
from tests.ui.view_hands import last_step, on_screen, picture, run, step_at


@pytest.fixture
def view(qapp: Any) -> Iterator[TensorsView]:
    """A view on screen."""
    yield from on_screen(TensorsView(), 900, 300)


def dropout() -> Timeline:
    """A run with dropout, Adam and clipping: as many kinds of arrays as there are."""
    base = lesson("overfitting").experiment
    layers = (replace(base.layers[0], dropout=0.5), *base.layers[1:])
    training = replace(base.training, clip_norm=0.1)
    return Timeline(Problem(replace(base, layers=layers, training=training)))


def show(view: TensorsView, timeline: Timeline, step: Step, key: Key | None = None) -> None:
    """Show a step, and in it an array of choice."""
    view.set_timeline(timeline)
    view.show_step(step)
    if key is not None:
        view.choose(key)


def numbers(view: TensorsView) -> np.ndarray:
    """The table that is shown."""
    assert view.shown is not None
    assert view.shown.array is not None
    return view.shown.array


def center(view: TensorsView, row: int, column: int) -> QPoint:
    """The middle of a cell in the viewport of the table."""
    return view.area.cell_box(row, column).center().toPoint()


def click(view: TensorsView, row: int, column: int, *, twice: bool = False) -> None:
    """Click a cell, or double-click it."""
    act = QTest.mouseDClick if twice else QTest.mouseClick
    act(view.area.viewport(), Qt.MouseButton.LeftButton, pos=center(view, row, column))


def color_at(image: QImage, point: QPointF) -> tuple[int, int, int]:
    """The colour of a pixel."""
    found = image.pixelColor(point.toPoint())
    return found.red(), found.green(), found.blue()


def table_image(view: TensorsView) -> QImage:
    """The table as it is on screen."""
    return view.area.viewport().grab().toImage()


def caught(signal: Any) -> list[Any]:
    """What a signal says from now on."""
    said: list[Any] = []
    signal.connect(said.append)
    return said


# ---- which arrays there are --------------------------------------------------------------------


def test_every_array_is_listed_in_order_of_computation() -> None:
    """Dropout, Adam, clipping: all that a step knows is there, later ones after earlier ones."""
    timeline = dropout()
    step = last_step(timeline, 0)
    found = entries(step)
    positions = [entry.position for entry in found]
    assert positions == sorted(positions)
    names = [symbol(timeline.problem, entry) for entry in found]
    for name in ("W¹", "b³", "x", "y", "z¹", "a¹", "m¹", "ã¹", "ℓ", "L", "δ³", "∂L/∂a¹",
                 "∂L/∂W²", "∂L/∂b¹", "‖∇L‖", "c", "m(W¹)", "v(b²)", "ΔW³", "W¹ new"):  # fmt: skip
        assert names.count(name) == 1, name
    assert len(set(names)) == len(names)
    assert names.index("x") < names.index("z¹") < names.index("a¹") < names.index("ã¹")
    assert names.index("δ³") < names.index("∂L/∂W³") < names.index("δ²") < names.index("W³ new")


@pytest.mark.parametrize("name", ["xor", "mazur", "spiral", "thirty-he"])
def test_numbers_are_those_of_the_step(name: str) -> None:
    """Each array equals what the step itself gives, has the shape told, and comes when it does."""
    timeline = run(name)
    count = timeline.steps_per_iteration
    steps = [timeline[2 * count + position] for position in range(count)]
    for position, step in enumerate(steps):
        given_: dict[str, Any] = {
            "z": step.z, "a": step.a, "delta": step.delta, "da": step.da, "dW": step.dW,
            "db": step.db, "W": step.W_before, "b": step.b_before,
        }  # fmt: skip
        for entry in entries(step):
            array = value(step, entry)
            assert (array is not None) == (entry.position <= position)
            if array is None:
                continue
            assert array.shape == entry.shape
            if entry.key.kind in given_:
                assert np.array_equal(array, given_[entry.key.kind][entry.key.layer])
    last = steps[-1]
    for layer in timeline.problem.layers:
        key = layer.index
        before, after = last.W_before[key], last.W[key]
        for kind, expected in (("new_W", after), ("step_W", after - before)):
            entry = find(last, Key(kind, key))
            assert entry is not None
            assert np.array_equal(value(last, entry), expected)  # type: ignore[arg-type]


def test_the_memory_of_adam_is_shown_after_its_update() -> None:
    """The first m and v are (1 − β)·g and (1 − β)·g², Kingma & Ba (2015), algorithm 1."""
    base = lesson("overfitting").experiment
    timeline = Timeline(Problem(base))
    step = last_step(timeline, 0)
    for slot, expected in (("m", 0.1 * step.dW[2]), ("v", 0.001 * step.dW[2] ** 2)):
        entry = find(step, Key("slot_W", 2, slot))
        assert entry is not None
        array = value(step, entry)
        assert array is not None
        np.testing.assert_allclose(array, expected, rtol=1e-9)


# ---- following, keeping, not yet ---------------------------------------------------------------


def test_the_array_of_the_micro_step_is_shown_until_one_is_clicked(view: TensorsView) -> None:
    """Stepping follows; a click in the list keeps an array; "Follow" goes back."""
    timeline = run("xor")
    main = {"batch": "x", "linear": "z", "activation": "a", "loss": "terms", "delta": "delta",
            "gradient": "dW", "update": "new_W"}  # fmt: skip
    view.set_timeline(timeline)
    for position in range(timeline.steps_per_iteration):
        step = timeline[position]
        view.show_step(step)
        assert view.shown is not None
        assert view.shown.entry.key == Key(main[step.phase], step.layer)
        assert view.shown.array is not None
    places = range(0, view.list.viewport().height(), 4)
    point = next(
        QPoint(60, y) for y in places
        if (found := view.list.entry_at(QPointF(60, y))) is not None and found.key.kind == "step_W"
    )  # fmt: skip
    entry = view.list.entry_at(QPointF(point))
    assert entry is not None
    QTest.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert not view.controls.follow.isChecked()
    assert view.shown is not None
    assert view.shown.entry.key == entry.key
    view.show_step(timeline[1])
    assert view.shown.entry.key == entry.key
    QTest.mouseClick(view.controls.follow, Qt.MouseButton.LeftButton)
    assert view.shown.entry.key == Key("z", 1)


def test_what_is_not_computed_is_said_to_come(view: TensorsView) -> None:
    """Dashed cells of the right shape, a sentence that names the micro-step, and no statistics."""
    timeline = run("xor")
    show(view, timeline, step_at(timeline, 0, "linear", 1), Key("delta", 2))
    assert view.shown is not None
    assert view.shown.array is None
    assert view.area.sentence == "δ² is not known yet: it comes with “error signal, layer 2”."
    assert view.area.sheet is not None
    assert (view.area.sheet.rows, view.area.sheet.columns) == (4, 1)
    assert view.footer.footer is not None
    assert "mean" not in view.footer.footer.text()
    view.show_step(last_step(timeline, 0))
    assert view.area.sentence == ""
    assert "mean" in view.footer.footer.text()


def test_a_hidden_view_draws_nothing(qapp: Any) -> None:
    """Steps that nobody sees are only remembered."""
    view = TensorsView()
    timeline = run("xor")
    show(view, timeline, timeline[3])
    assert view.shown is None
    view.deleteLater()


def test_the_same_step_gives_the_same_picture(view: TensorsView) -> None:
    """A step shown again, after others, is drawn pixel by pixel as before."""
    timeline = run("spiral")
    step = step_at(timeline, 3, "gradient", 2)
    show(view, timeline, step)
    first = view.grab().toImage()
    view.show_step(step_at(timeline, 9, "batch"))
    view.show_step(step_at(timeline, 3, "batch"))
    view.show_step(step)
    assert view.grab().toImage() == first


# ---- colours -----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_a_cell_has_the_colour_of_its_number(view: TensorsView, theme: Theme) -> None:
    """Signed numbers on the diverging map with zero in its middle, in every cell in sight."""
    view.set_theme(theme)
    timeline = run("xor")
    show(view, timeline, step_at(timeline, 5, "gradient", 1))
    view.set_selection(Selection(layer=2))
    image, array = table_image(view), numbers(view)
    high = float(np.abs(array).max())
    for (row, column), number in np.ndenumerate(array):
        corner = view.area.cell_box(row, column).topLeft() + QPointF(3, 3)
        expected = theme.diverging_map[round(127.5 * (number / high + 1))]
        assert color_at(image, corner) == tuple(int(c) for c in expected)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("signed", [True, False])
def test_numbers_can_be_read_on_every_colour(theme: Theme, signed: bool) -> None:
    """The contrast of the ink is at least 3.8 : 1 on all 257 colours (WCAG 2 asks 3 for large)."""

    def luminance(color: QColor) -> float:
        parts = (color.redF(), color.greenF(), color.blueF())
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    fills, inks = swatches(theme, signed)
    assert len(fills) == 257
    for fill, ink in zip(fills, inks, strict=True):
        dark, bright = sorted((luminance(fill), luminance(ink)))
        assert (bright + 0.05) / (dark + 0.05) > 3.8


def test_what_cannot_be_negative_runs_from_zero(view: TensorsView) -> None:
    """Sigmoid, masks and squares have the sequential map; weighted sums and tanh do not."""
    timeline = dropout()
    step = last_step(timeline, 1)
    kinds = {
        Key("a", 3): False, Key("mask", 1): False, Key("terms", 0): False, Key("a", 1): True,
        Key("slot_W", 1, "v"): False, Key("slot_W", 1, "m"): True, Key("z", 3): True,
    }  # fmt: skip
    for key, signed in kinds.items():
        show(view, timeline, step, key)
        assert view.shown is not None
        assert view.shown.scale.signed is signed, key
        assert view.shown.scale.high == np.abs(numbers(view)).max()


def test_zero_is_neutral_and_what_is_not_finite_stands_apart() -> None:
    """Colour indices: the ends, the middle, and none of the scale for NaN and infinities."""
    values = np.array([-2.0, 0.0, 2.0, math.nan, math.inf, -math.inf])
    scale = scale_of(values, signed=True)
    assert scale == Scale(True, 2.0)
    assert scale.indices(values).tolist() == [0, 128, 255, BAD, BAD, BAD]
    assert Scale(False, 2.0).indices(values[1:3]).tolist() == [0, 255]
    assert Scale(True, 0.0).indices(np.zeros(2)).tolist() == [128, 128]


def test_numbers_that_are_not_finite_are_marked(view: TensorsView) -> None:
    """A run that blew up: cells in the colour of danger, counted, and no warning on the way."""
    base = lesson("exploding").experiment
    timeline = Timeline(
        Problem(replace(base, optimizer=replace(base.optimizer, learning_rate=1e6)))
    )
    show(view, timeline, step_at(timeline, 14, "gradient", 2))
    assert not np.isfinite(numbers(view)).any()
    corner = view.area.cell_box(3, 3).topLeft() + QPointF(3, 3)
    danger = DARK.color("danger")
    found = color_at(table_image(view), corner)
    assert found == (danger.red(), danger.green(), danger.blue())
    assert view.footer.footer is not None
    assert "not finite 36" in view.footer.footer.text()
    assert "NaN" in view.area.sheet.tip(0, 0)  # type: ignore[union-attr]


# ---- numbers -----------------------------------------------------------------------------------


def test_the_digits_of_mazurs_article_are_there(view: TensorsView) -> None:
    """Mazur (2015): ∂E/∂w5 = 0.082167041, and w5⁺ = 0.35891648, with nine digits."""
    timeline = run("mazur")
    view.set_numbers(NumberFormat(9))
    assert view.controls.digits.currentData() == 9
    show(view, timeline, step_at(timeline, 0, "gradient", 2))
    figures = figures_of(numbers(view), NumberFormat(9))
    assert figures.text(float(numbers(view)[0, 0])) == "0.0821670406"
    assert f"{numbers(view)[0, 0]:.9f}" == "0.082167041"
    show(view, timeline, last_step(timeline, 0), Key("new_W", 2))
    figures = figures_of(numbers(view), NumberFormat(9))
    assert figures.text(float(numbers(view)[0, 0])) == "0.358916480"


@given(
    st.lists(
        st.floats(-1e12, 1e12).filter(lambda x: x == 0 or abs(x) > 1e-12), min_size=1, max_size=30
    ),
    st.integers(3, 12),
)
@example([2e8], 3)
@example([1e8, -2e8], 3)
@example([1e12], 3)
@example([-1e12, 1.5], 3)
def test_no_number_is_wider_than_its_column(values: list[float], digits: int) -> None:
    """Before and from the decimal point on, no text has more characters than the widest told."""
    array = np.array(values)
    figures = figures_of(array, NumberFormat(digits))
    heads, tails = zip(*map(split, figures.widest), strict=True)
    for number in values:
        head, tail = split(figures.text(number))
        # Rounding up may add a digit before the point and take one after it, as in 9.9996.
        assert len(head) <= max(map(len, heads)) + 1
        assert len(tail) <= max(map(len, tails)) + (1 if "·" in tail else 0)


@given(st.lists(st.integers(-999, 999), min_size=1, max_size=20), st.integers(0, 5))
def test_exact_numbers_are_written_without_needless_digits(whole: list[int], power: int) -> None:
    """Numbers of up to three digits are written with no more than these, and read back exactly."""
    array = np.array(whole) / 10.0**power
    figures = figures_of(array, NumberFormat(9))
    assert figures.numbers.digits <= 3
    for number in array:
        text = figures.text(float(number)).replace("−", "-")
        if "·" not in text and "⁻" not in text:
            assert float(text) == pytest.approx(number, rel=1e-12, abs=1e-15)


def test_statistics_are_numpys() -> None:
    """Over the finite elements; zeros and what is not finite are counted among all."""
    array = np.array([[1.0, 0.0, -3.0], [math.nan, math.inf, 0.0]])
    found = statistics(array)
    finite = np.array([1.0, 0.0, -3.0, 0.0])
    assert (found.low, found.high) == (-3.0, 1.0)
    assert found.mean == pytest.approx(finite.mean())
    assert found.std == pytest.approx(finite.std())
    assert found.norm == pytest.approx(math.sqrt(10))
    assert found.zeros == pytest.approx(2 / 6)
    assert found.not_finite == 2


# ---- the iteration before ----------------------------------------------------------------------


def test_the_difference_is_that_to_the_iteration_before(view: TensorsView) -> None:
    """Number by number, with the largest change named; nothing at the start of a run."""
    timeline = run("xor")
    now, before = step_at(timeline, 7, "gradient", 2), step_at(timeline, 6, "gradient", 2)
    show(view, timeline, now)
    view.controls.difference.setChecked(True)
    expected = now.dW[2] - before.dW[2]
    assert np.array_equal(numbers(view), expected)
    row, column = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    assert view.footer.footer is not None
    assert f"largest change ∂L/∂W²[{row}, {column}]" in view.footer.footer.text()
    assert "iteration 6" in view.controls.title
    view.show_step(step_at(timeline, 0, "gradient", 2))
    assert view.shown is not None
    assert view.shown.array is None
    assert "no iteration before" in view.area.sentence


def test_a_branch_is_compared_with_the_run_it_left(view: TensorsView) -> None:
    """The iteration before the first of a branch is its parent's."""
    parent = run("xor")
    parent.advance(5)
    start = parent.state(4).params.copy()
    start[0] += 1.0
    branch = parent.branch(4, params=start)
    show(view, branch, step_at(branch, 4, "linear", 1), Key("W", 1))
    view.controls.difference.setChecked(True)
    expected = step_at(branch, 4, "batch").W[1] - step_at(parent, 3, "batch").W[1]
    assert np.array_equal(numbers(view), expected)


# ---- selecting -----------------------------------------------------------------------------------


@given(st.data())
def test_a_cell_selects_what_is_marked_as_that_cell(data: st.DataObject) -> None:
    """Whatever the array: the selection that a cell makes leads back to the cell."""
    timeline = dropout()
    step = last_step(timeline, 0)
    entry: Entry = data.draw(st.sampled_from(entries(step)))
    rows, columns = entry.table
    cell = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    chosen = selection_at(timeline.problem, entry, cell, Selection(2, 1, 0, 3))
    if entry.family == "number":
        assert chosen is None
        return
    assert chosen is not None
    assert marked(timeline.problem, entry, chosen) == cell


def test_a_click_selects_in_all_views_and_is_outlined(view: TensorsView) -> None:
    """A weight by its input and unit, a number of a sample by its unit and sample."""
    timeline = run("xor")
    said = caught(view.selection_changed)
    show(view, timeline, step_at(timeline, 1, "gradient", 1))
    plain = table_image(view)
    click(view, 1, 2)
    assert said == [Selection(1, 2, 1, 0)]
    edge = view.area.cell_box(1, 2)
    framed = table_image(view)
    points = [QPointF(edge.x(), edge.center().y()), QPointF(edge.center().x(), edge.y())]
    assert all(color_at(framed, at) != color_at(plain, at) for at in points)
    view.choose(Key("a", 1))
    click(view, 3, 0)
    assert said[-1] == Selection(1, 0, None, 3)
    view.choose(Key("b", 1))
    click(view, 0, 1)
    assert said[-1] == Selection(1, 1, 2, 3)


def test_a_selection_elsewhere_is_brought_into_sight(view: TensorsView) -> None:
    """The cell of a sample far below is scrolled to."""
    timeline = run("thirty-he")
    show(view, timeline, step_at(timeline, 0, "delta", 15))
    assert not view.area.viewport().rect().contains(center(view, 90, 14))
    view.set_selection(Selection(15, 14, None, 90))
    assert view.area.viewport().rect().contains(center(view, 90, 14))


# ---- changing numbers --------------------------------------------------------------------------


def type_into(view: TensorsView, text: str) -> None:
    """Put a number into the field, and press Return."""
    view.area.field.setText(text)
    QTest.keyClick(view.area.field, Qt.Key.Key_Return)


def test_a_weight_is_changed_by_a_double_click(view: TensorsView) -> None:
    """The field holds the weight; a number is passed on, and nothing where it is the same."""
    timeline = run("mazur")
    said = caught(view.edited)
    show(view, timeline, step_at(timeline, 0, "linear", 1), Key("W", 2))
    click(view, 1, 0, twice=True)
    assert view.area.field.isVisible()
    assert float(view.area.field.text()) == 0.45
    type_into(view, "0,75")
    assert said == [ParameterEdit(2, 1, 0, 0.75)]
    assert not view.area.field.isVisible()
    view.choose(Key("b", 1))
    click(view, 0, 1, twice=True)
    type_into(view, "-1e-2")
    assert said[1:] == [ParameterEdit(1, 2, 1, -0.01)]
    click(view, 0, 1, twice=True)
    QTest.keyClick(view.area.field, Qt.Key.Key_Return)
    assert len(said) == 2


def test_a_wrong_number_is_refused_in_place(view: TensorsView) -> None:
    """A line says what is wrong, the field stays open, Escape leaves everything as it was."""
    timeline = run("circle")
    said = caught(view.edited)
    show(view, timeline, timeline[0], Key("W", 1))
    click(view, 0, 0, twice=True)
    type_into(view, "much")
    assert view.area.field.isVisible()
    assert view.area.note.text() == "“much” is not a number"
    type_into(view, "1e999")
    assert view.area.field.isVisible()
    QTest.keyClick(view.area.field, Qt.Key.Key_Escape)
    assert not view.area.field.isVisible()
    view.choose(Key("y"))
    click(view, 0, 0, twice=True)
    type_into(view, "0.5")
    assert view.area.field.isVisible()
    assert view.area.note.isVisible()
    assert said == []


def test_an_input_is_changed_in_the_datas_own_coordinates(view: TensorsView) -> None:
    """The field shows the number before standardization, of the training row that is in the row."""
    base = lesson("circle").experiment
    data = replace(base.data, standardize=True)
    training = replace(base.training, batch_size=10)
    timeline = Timeline(Problem(replace(base, data=data, training=training)))
    problem, step = timeline.problem, step_at(timeline, 2, "linear", 1)
    said = caught(view.edited)
    show(view, timeline, step, Key("x"))
    row = int(step.batch[4])
    assert row != 4
    click(view, 4, 1, twice=True)
    assert float(view.area.field.text()) == problem.x_train_raw[row, 1]
    assert "before standardization" in view.area.note.text()
    type_into(view, "0.125")
    assert said == [SampleEdit(row, 1, 0.125)]


def test_a_class_is_changed_by_its_label(view: TensorsView) -> None:
    """The target's column follows the inputs, and what is typed is a class."""
    timeline = run("circle")
    step = timeline[0]
    said = caught(view.edited)
    show(view, timeline, step, Key("y"))
    label = int(step.y[3, 0])
    click(view, 3, 0, twice=True)
    assert view.area.field.text() == str(label)
    type_into(view, str(1 - label))
    assert said == [SampleEdit(int(step.batch[3]), 2, float(1 - label))]


@pytest.mark.parametrize("mistake", ["label_leakage", "shuffled_apart"])
def test_a_number_that_a_mistake_replaced_is_not_changed(view: TensorsView, mistake: str) -> None:
    """The data's own number is another than the one in the cell, so a line says why not."""
    base = lesson("circle").experiment
    training = replace(base.training, mistake=mistake)
    timeline = Timeline(Problem(replace(base, training=training)))
    problem, step = timeline.problem, timeline[0]
    kind, raw = ("x", problem.dataset.x) if mistake == "label_leakage" else ("y", problem.dataset.y)
    given_ = problem.x_train_raw if kind == "x" else problem.y_train
    rows = problem.train_rows[step.batch]
    row = int(np.flatnonzero(given_[step.batch][:, -1] != raw[rows][:, -1])[0])
    show(view, timeline, step, Key(kind))
    assert view.shown is not None
    found = editable(step, view.shown.entry, row, raw.shape[1] - 1)
    assert found == "The mistake that is injected has replaced this number."


def test_what_is_computed_is_not_changed_but_explained(view: TensorsView) -> None:
    """A weighted sum has no field; W is changed before an iteration's end, and the new W at it."""
    timeline = run("xor")
    show(view, timeline, step_at(timeline, 0, "linear", 1))
    click(view, 0, 0, twice=True)
    assert not view.area.field.isVisible()
    assert view.area.note.text() == "z¹ is computed: change W, b, x or y instead."
    over = last_step(timeline, 0)
    show(view, timeline, over, Key("W", 1))
    click(view, 0, 0, twice=True)
    assert "W¹ was updated" in view.area.note.text()
    view.choose(Key("new_W", 1))
    said = caught(view.edited)
    click(view, 0, 0, twice=True)
    assert float(view.area.field.text()) == over.W[1][0, 0]
    type_into(view, "2")
    assert said == [ParameterEdit(1, 0, 0, 2.0)]


def test_return_opens_the_chosen_cell(view: TensorsView) -> None:
    """A click and Return do what a double click does."""
    timeline = run("xor")
    show(view, timeline, timeline[0], Key("W", 1))
    click(view, 1, 1)
    QTest.keyClick(view.area, Qt.Key.Key_Return)
    assert view.area.field.isVisible()
    assert float(view.area.field.text()) == timeline[0].W[1][1, 1]


# ---- copies --------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_numpys_text_gives_the_array_back(dtype: str, shape: tuple[int, ...]) -> None:
    """Evaluated, it has every bit, the shape and the dtype; NaN and infinities too."""
    array = np.random.default_rng(1).normal(size=shape).astype(dtype)
    if array.ndim == 2:
        array[0] = math.nan, math.inf, -math.inf
    back = eval(numpy_text(array), {"np": np})
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    np.testing.assert_array_equal(back, array)


def test_the_menu_copies_the_array(view: TensorsView) -> None:
    """As NumPy, as a table with headings, and as LaTeX with the digits that are shown."""
    view.set_numbers(NumberFormat(5))
    timeline = run("mazur")
    step = step_at(timeline, 0, "gradient", 2)
    show(view, timeline, step)

    def copied(name: str) -> str:
        view.actions_by_name[name].trigger()
        return QGuiApplication.clipboard().text()

    np.testing.assert_array_equal(eval(copied("numpy"), {"np": np}), step.dW[2])
    rows = [line.split("\t") for line in copied("sheet").splitlines()]
    assert rows[0] == ["∂L/∂W²", "ŷ₁", "ŷ₂"]
    np.testing.assert_array_equal(np.array([row[1:] for row in rows[1:]], float), step.dW[2])
    assert copied("latex") == (
        "\\begin{bmatrix}\n  0.082167 & -0.022603 \\\\\n  0.082668 & -0.022740\n\\end{bmatrix}"
    )


# ---- large arrays and pictures -------------------------------------------------------------------


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 7), st.integers(1, 7))
def test_a_dot_is_the_strongest_of_its_block(rows: int, columns: int, high: int, wide: int) -> None:
    """Compared with a loop over all blocks."""
    array = np.random.default_rng(rows * 41 + columns).normal(size=(rows, columns))
    found = strongest(array, high, wide)
    assert found.shape == (math.ceil(rows / high), math.ceil(columns / wide))
    for (i, j), number in np.ndenumerate(found):
        block = array[i * high : (i + 1) * high, j * wide : (j + 1) * wide]
        assert abs(number) == np.abs(block).max()


@given(st.integers(1, 2000), st.floats(0.1, 60), st.floats(5, 80))
def test_headings_of_a_picture_keep_apart(count: int, size: float, room: float) -> None:
    """The first is there, the last where there is room, and none overlap."""
    found = spread(count, size, room)
    assert found[0] == 0
    assert all((b - a) * size >= room - 1e-6 for a, b in pairwise(found))
    if len(found) > 1:
        assert found[-1] == count - 1


@given(st.integers(1, 500), st.integers(3, 40))
def test_a_cut_table_keeps_its_first_and_last_rows(count: int, fitting: int) -> None:
    """All rows where they fit; else exactly so many, dots among them."""
    found = ends(count, fitting)
    assert len(found) == min(count, fitting)
    assert found[0] == 0
    assert found[-1] == count - 1
    assert (None in found) == (count > fitting)


def test_the_picture_of_a_large_array_shows_it_whole(view: TensorsView) -> None:
    """Switched to a picture, the corners have the colours of the corners' numbers."""
    timeline = run("thirty-he")
    show(view, timeline, step_at(timeline, 2, "linear", 15))
    view.set_selection(Selection(layer=3, sample=50))
    view.controls.picture.setChecked(True)
    array, image = numbers(view), table_image(view)
    high = np.abs(array).max()
    for row, column in ((0, 0), (0, 15), (99, 0), (99, 15)):
        expected = DARK.diverging_map[round(127.5 * (array[row, column] / high + 1))]
        at = view.area.cell_box(row, column).center()
        assert view.area.cell_at(at) == (row, column)
        assert color_at(image, at) == tuple(int(c) for c in expected)


def test_a_dot_of_a_picture_names_the_number_that_it_shows(view: TensorsView) -> None:
    """Where rows share a dot, hovering it tells the strongest of them, whose colour it has."""
    timeline = run("thirty-he")
    show(view, timeline, step_at(timeline, 2, "linear", 15))
    sheet, array = view.area.sheet, numbers(view)
    assert sheet is not None
    small = ArrayMap(sheet, QRectF(0, 0, 400, 60))
    high, wide = small.group
    assert high > 1
    assert wide == 1
    for row, column in ((0, 0), (17, 3), (99, 15)):
        cell = small.cell_at(small.cell_box(row, column).center())
        assert cell is not None
        block = array[row // high * high :][:high, column]
        assert cell == (row // high * high + int(np.argmax(np.abs(block))), column)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("name", "key"), [("xor", Key("z", 1)), ("spiral", Key("x"))])
def test_a_slide_is_painted_without_a_window(qapp: Any, name: str, key: Key, theme: Theme) -> None:
    """Table, colours and statistics at two sizes; the strongest colour of the scale is there."""
    view = TensorsView()
    view.set_theme(theme)
    timeline = run(name)
    show(view, timeline, last_step(timeline, 3), key)
    for size in ((960, 540), (480, 300)):
        image = picture(view, *size)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)
        shades = {tuple(int(c) for c in pixel[2::-1]) for pixel in np.unique(pixels, axis=0)}
        scale = {tuple(int(c) for c in theme.diverging_map[at]) for at in (0, 255)}
        assert shades & scale
        assert len(shades) > 50
    view.deleteLater()


def test_only_cells_in_sight_are_written(view: TensorsView, monkeypatch: Any) -> None:
    """Of 100 × 16 numbers no more are formatted than stand in the table's viewport."""
    timeline = run("thirty-he")
    show(view, timeline, step_at(timeline, 0, "delta", 15))
    sheet = view.area.sheet
    assert sheet is not None
    seen: list[tuple[int, int]] = []
    paint = sheet.paint_part

    def counted(painter: Any, rect: QRectF, rows: Any, columns: Any, start: Any = None) -> None:
        seen.append((len(rows), len(columns)))
        paint(painter, rect, rows, columns, start)

    monkeypatch.setattr(sheet, "paint_part", counted)
    view.area.verticalScrollBar().setValue(500)
    view.area.viewport().grab()
    size = view.area.viewport().size()
    for rows, columns in seen:
        assert (rows - 2) * sheet.cell_height <= size.height()
        assert (columns - 2) * sheet.cell_width <= size.width()
    assert seen
