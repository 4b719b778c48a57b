"""The inspector: its numbers, the arithmetic behind them, edits, copies, paths lit up."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.edits import ParameterEdit, SampleEdit
from bpviz.core.mistakes import fitting
from bpviz.core.tex import parse
from bpviz.files.lessons import lesson
from bpviz.ui.deck import Deck
from bpviz.ui.inspector.arithmetic import ArithmeticSheet, Link
from bpviz.ui.inspector.fields import FieldsSheet
from bpviz.ui.inspector.path_sheet import PathSheet
from bpviz.ui.inspector.picture import path_sheet as sheet_of_paths
from bpviz.ui.inspector.subject import Subject
from bpviz.ui.inspector.sums import Terms
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.network_lit import Lit, Station
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.inspector import InspectorView
from bpviz.ui.views.network import NetworkView
from tests.ui.view_hands import last_step, on_screen, picture, run, step_at

W5, W1 = Selection(2, 0, 0), Selection(1, 0, 0)


@pytest.fixture
def view(qapp: Any) -> Iterator[InspectorView]:
    """An inspector, on screen."""
    yield from on_screen(InspectorView(), 900, 300)


def show(view: InspectorView, timeline: Timeline, selection: Selection, index: int = -1) -> Subject:
    """Show a step of the first iteration, the last one unless told otherwise."""
    view.set_timeline(timeline)
    view.set_selection(selection)
    view.show_step(timeline[index % timeline.steps_per_iteration])
    view._show()
    assert view.subject is not None
    return view.subject


def subject(name: str, selection: Selection, digits: int = 4, whole: bool = True) -> Subject:
    """A lesson's first iteration, at its end."""
    return Subject(last_step(run(name), 0), selection, False, whole, NumberFormat(digits))


def added(terms: Terms) -> float:
    """What the terms that are listed add up to."""
    return math.fsum(terms.row(number).value for number in range(terms.rows))


def values(view: InspectorView) -> dict[str, float | None]:
    """The numbers on top by their labels."""
    sheet = view.fields.sheet
    assert isinstance(sheet, FieldsSheet)
    return {placed.field.label: placed.field.value for placed in sheet.placed}


def path_sheet(view: InspectorView) -> PathSheet:
    """The table of paths that is shown."""
    sheet = view.paths.canvas.sheet
    assert isinstance(sheet, PathSheet)
    return sheet


def arithmetic(view: InspectorView) -> ArithmeticSheet:
    """The arithmetic that is shown."""
    sheet = view.arithmetic.canvas.sheet
    assert isinstance(sheet, ArithmeticSheet)
    return sheet


def click(widget: Any, point: QPointF) -> None:
    """A click with the left button."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point.toPoint())


# ---- numbers -----------------------------------------------------------------------------------


def test_mazurs_w5_with_all_its_digits(view: InspectorView) -> None:
    """With nine digits the article's product is there, as text and as LaTeX."""
    view.set_numbers(NumberFormat(9))
    show(view, run("mazur"), W5)
    assert "0.741365070 × 0.186815602 × 0.593269992 = 0.082167041" in view.text()
    assert r"0.741365070 \times 0.186815602 \times 0.593269992 = 0.082167041" in view.latex()
    assert values(view)["gradient ∂L/∂w₁₁⁽²⁾"] == pytest.approx(0.082167041, abs=5e-10)
    assert path_sheet(view).rows[0].name == "h₁ → ŷ₁ → L"


def test_mazurs_w1_is_a_sum_of_two_paths(view: InspectorView) -> None:
    """(0.055399425 − 0.019049119) × 0.241300709 × 0.05 = 0.000438568; a path for each output."""
    view.set_numbers(NumberFormat(9))
    show(view, run("mazur"), W1)
    line = next(line for line in view.text().splitlines() if line.startswith("= (0.0553994"))
    assert " − 0.0190491" in line
    assert ") × 0.24130070" in line
    sheet = path_sheet(view)
    assert [row.name for row in sheet.rows] == ["x₁ → h₁ → ŷ₁ → L", "x₁ → h₁ → ŷ₂ → L"]
    factors = 0.241300709 * 0.05
    wanted = [0.055399425 * factors, -0.019049119 * factors]
    assert [row.value for row in sheet.rows] == pytest.approx(wanted, abs=5e-10)
    assert sheet.paths.total == pytest.approx(0.000438568, abs=5e-10)
    assert sheet.holds


def test_what_is_not_computed_yet_is_said(view: InspectorView) -> None:
    """Before the backward pass there is a value, and neither gradient, update nor paths."""
    show(view, run("mazur"), W5, 1)
    assert values(view) == {"value": 0.4, "gradient ∂L/∂w₁₁⁽²⁾": None, "update Δw₁₁⁽²⁾": None}
    text = view.text()
    assert text.count("not yet") == 2
    assert "∂L/∂w₁₁⁽²⁾ is not known yet: it comes at step ∇²." in text
    assert view.paths.canvas.sheet is None
    show(view, run("mazur"), Selection(2, 1), 1)
    assert set(values(view).values()) == {None}


def test_optimizer_slots_are_named(view: InspectorView) -> None:
    """Adam's m and v stand beside the update."""
    found = show(view, run("spiral"), Selection(1, 3, 0))
    shown = values(view)
    slots = dict(found.parameter.slots)
    assert shown["Adam m"] == slots["m"]
    assert shown["Adam v"] == slots["v"]


def test_a_neuron_and_a_sample(view: InspectorView) -> None:
    """A neuron has z, a, f′(z) and δ; an input neuron shows the sample, in raw coordinates."""
    timeline = run("scores")
    show(view, timeline, Selection(1, 2, None, 1))
    step = last_step(timeline, 0)
    shown = values(view)
    assert shown["weighted sum z"] == step.z[1][1, 2]
    assert shown["error signal δ"] == step.delta[1][1, 2]
    show(view, timeline, Selection(0, 0, None, 1))
    row = timeline.problem.train_rows[step.batch[1]]
    assert view.controls.title == "sample 2 of 3"
    assert values(view)["input sleep"] == timeline.problem.dataset.x[row, 0]
    assert values(view)["output ŷ"] == step.a[2][1, 0]


def test_dropout_has_its_own_number(view: InspectorView) -> None:
    """A neuron behind dropout tells what it hands on, and ∂L/∂a."""
    experiment = lesson("xor").experiment
    first = replace(experiment.layers[0], dropout=0.5)
    timeline = Timeline(Problem(replace(experiment, layers=(first, *experiment.layers[1:]))))
    show(view, timeline, Selection(1, 0))
    step = last_step(timeline, 0)
    assert values(view)["after dropout ã"] == step.dropped[1][0, 0]
    assert values(view)["∂L/∂a"] == step.da[1][0, 0]


# ---- sums --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["xor", "spiral", "deep-sigmoid", "overfitting", "exploding"])
@pytest.mark.parametrize("whole", [True, False])
def test_the_paths_add_up(view: InspectorView, name: str, whole: bool) -> None:
    """The table's rows add up to the gradient, or to one sample's part, and it is said."""
    view.controls.whole.setChecked(whole)
    found = show(view, run(name), Selection(1, 1, 0, 2))
    sheet = path_sheet(view)
    assert sheet.holds
    assert sheet.verdict.startswith("= gradient" if whole else "= this sample's part")
    step, rows = found.step, [row.value for row in sheet.rows if row.value is not None]
    terms = step.delta[1][:, 1] * step.x[:, 0]
    wanted = float(terms.sum()) if whole else float(terms[2])
    layers = len({share.layer for share in sheet.paths.through}) or 1
    assert math.fsum(rows) == pytest.approx(layers * wanted, rel=1e-9)


def test_a_broken_gradient_is_told(view: InspectorView) -> None:
    """Where a mistake is in the backward pass, the paths' sum is not what was computed."""
    experiment = lesson("xor").experiment
    training = replace(experiment.training, mistake="no_hidden_slope")
    view.controls.whole.setChecked(True)
    show(view, Timeline(Problem(replace(experiment, training=training))), Selection(1, 1, 0))
    assert not path_sheet(view).holds
    assert path_sheet(view).verdict.startswith("≠")


def test_every_mistake_can_be_looked_at(view: InspectorView) -> None:
    """Weights, neurons and samples of broken networks are shown and copied, too."""
    experiment = lesson("spiral").experiment
    for name in fitting(Problem(experiment)):
        training = replace(experiment.training, mistake=name)
        timeline = Timeline(Problem(replace(experiment, training=training)))
        for selection in (Selection(1, 0, 0), Selection(2, 1), Selection(0, 0)):
            show(view, timeline, selection)
            assert view.text()
            assert view.latex()


def test_terms_of_a_long_sum_can_be_listed(view: InspectorView) -> None:
    """A click lists all terms, which add up to the gradient; a click on one goes to its sample."""
    chosen: list[Selection] = []
    view.selection_changed.connect(chosen.append)
    view.controls.whole.setChecked(True)
    found = show(view, run("spiral"), Selection(1, 3, 0))
    before = arithmetic(view)
    link = next(item for item in before._items if item.link is not None)
    assert "15" in link.heading
    at = QPointF(20.0, link.top + link.height / 2)
    assert before.at(at) == Link(0)
    click(view.arithmetic.canvas, at)
    after = arithmetic(view)
    assert after.height > before.height + 15 * 10
    terms = next(item for item in after._items if item.terms is not None)
    assert terms.terms is not None
    products = [terms.terms.term(row).value for row in range(15)]
    assert math.fsum(products) == pytest.approx(found.parameter.gradient, rel=1e-10)
    third = QPointF(40.0, terms.top + 2.5 * terms.height / 16)
    click(view.arithmetic.canvas, third)
    assert chosen == [Selection(1, 3, None, 2)]


@pytest.mark.parametrize("selection", [Selection(2, 3), Selection(3, 0), Selection(1, 2)])
def test_a_neurons_terms_add_up(qapp: Any, selection: Selection) -> None:
    """The inputs' terms make z; those of the neurons above make ∂L/∂a."""
    found = subject("spiral", selection)
    step, at = found.step, (0, selection.unit)
    for block in found.blocks:
        if block.terms is None:
            continue
        total = added(block.terms)
        assert total == pytest.approx(block.terms.total, rel=1e-10)
        if block.found.phase == "linear":
            assert total == pytest.approx(step.z[selection.layer][at], rel=1e-10)
    listed = [block.found.phase for block in found.blocks if block.terms is not None]
    assert listed == {1: ["delta"], 2: ["linear"], 3: ["linear"]}[selection.layer]


# ---- numbers lead to their causes --------------------------------------------------------------


def test_a_number_leads_to_what_it_came_from(view: InspectorView) -> None:
    """In w1's product: the δ's to the outputs, the slope to h1, the input to x1."""
    chosen: list[Selection] = []
    view.selection_changed.connect(chosen.append)
    view.resize(1280, 360)
    show(view, run("mazur"), W1)
    boxes = arithmetic(view)._causes
    for box, _ in boxes[:4]:
        click(view.arithmetic.canvas, box.center())
    assert chosen == [Selection(2, 0), Selection(2, 1), Selection(1, 0), Selection(0, 0)]
    sums = arithmetic_of(Selection(2, 1))
    causes = [cause for _, cause in sums._causes[:5]]
    assert causes == [
        Selection(1, 0), Selection(2, 1, 0), Selection(1, 1), Selection(2, 1, 1),
        Selection(2, 1, 2),
    ]  # fmt: skip


def arithmetic_of(selection: Selection) -> ArithmeticSheet:
    """The arithmetic of Mazur's example in a wide place."""
    found = subject("mazur", selection)
    return ArithmeticSheet(found.blocks, found.style, DARK, 900.0)


def test_boxes_lie_on_their_numbers(qapp: Any) -> None:
    """In each box there is ink, and between two neighbours there is the sign that joins them."""
    sheet = arithmetic_of(W5)
    boxes = [box for box, _ in sheet._causes]
    assert len(boxes) == 3
    for left, right in pairwise(boxes):
        assert left.right() < right.left()
        assert right.left() - left.right() < 3 * sheet.size


# ---- edits -------------------------------------------------------------------------------------


def open_editor(view: InspectorView, label: str) -> None:
    """Click on the number under a label."""
    sheet = view.fields.sheet
    assert isinstance(sheet, FieldsSheet)
    placed = next(p for p in sheet.placed if p.field.label == label)
    click(view.fields, sheet.value_rect(placed).center())
    assert view.editor.isVisible()


def test_a_weight_is_typed_over(view: InspectorView) -> None:
    """Return takes the number, with either decimal sign."""
    edits: list[Any] = []
    view.edited.connect(edits.append)
    show(view, run("mazur"), W5)
    open_editor(view, "value, updated")
    assert float(view.editor.text()) == view.step.next_state.params[view_index(view)]  # type: ignore[union-attr]
    view.editor.setText("0,75")
    QTest.keyClick(view.editor, Qt.Key.Key_Return)
    assert edits == [ParameterEdit(2, 0, 0, 0.75)]
    assert not view.editor.isVisible()


def view_index(view: InspectorView) -> int:
    """Where w5 stands among the parameters."""
    assert view.step is not None
    return view.step.problem.layers[1].slice.start


def test_a_wrong_number_is_refused_in_place(view: InspectorView) -> None:
    """The field stays, red, with a line that says what is wrong; Escape takes it back."""
    edits: list[Any] = []
    view.edited.connect(edits.append)
    show(view, run("mazur"), Selection(2, 0, 2))
    open_editor(view, "value, updated")
    view.editor.setText("much")
    QTest.keyClick(view.editor, Qt.Key.Key_Return)
    assert view.editor.isVisible()
    assert view.editor.property("error")
    assert "much" in view.message.text()
    assert view.message.isVisible()
    QTest.keyClick(view.editor, Qt.Key.Key_Escape)
    assert not view.editor.isVisible()
    assert not view.message.isVisible()
    assert edits == []


def test_a_samples_numbers_are_typed_over(view: InspectorView) -> None:
    """Inputs and targets are changed by the row of the training set."""
    edits: list[Any] = []
    view.edited.connect(edits.append)
    timeline = run("xor")
    show(view, timeline, Selection(0, 0, None, 2))
    step = last_step(timeline, 0)
    for label, column, value in (("input x₁", 0, 0.25), ("target y", 2, 1.0)):
        if label not in values(view):
            label = "label of the class"
        open_editor(view, label)
        view.editor.setText(str(value))
        QTest.keyClick(view.editor, Qt.Key.Key_Return)
        assert edits[-1] == SampleEdit(int(step.batch[2]), column, value)


# ---- copies and the style of numbers -----------------------------------------------------------


def test_copies(view: InspectorView, qapp: Any) -> None:
    """As LaTeX, as text and as a picture, by the menu."""
    clipboard = QGuiApplication.clipboard()
    show(view, run("mazur"), W5)
    view.options.copy_latex.trigger()
    assert clipboard.text() == view.latex()
    assert r"\begin{aligned}" in clipboard.text()
    assert r"\frac{\partial L}{\partial w_{11}^{(2)}} &= " in clipboard.text()
    view.options.copy_text.trigger()
    assert "sum of the paths\t\t0.08217\t= gradient 0.08217" in clipboard.text()
    view.options.copy_picture.trigger()
    image = clipboard.image()
    assert (image.width(), image.height()) == (2560, 1440)
    assert colored(image, DARK.color("backward")) > 500


def test_decimal_comma_and_fractions(view: InspectorView) -> None:
    """Commas and small fractions are in fields, formulas, table and copies; LaTeX stays valid."""
    view.set_numbers(NumberFormat(comma=True))
    show(view, run("mazur"), W1)
    text = view.text()
    assert "0,03635 × 0,2413 × 0,05 = 0,0004386" in text
    assert "0{,}03635 \\times" in view.latex()
    assert not any("." in row.factors for row in path_sheet(view).rows)
    view.set_numbers(NumberFormat(fractions=True))
    assert r"\times \frac{1}{20}" in view.latex()
    assert " 0.05 " not in view.latex()
    for line in view.latex().splitlines():
        if line.startswith("="):
            parse(line.replace("&", "").replace("\\\\", ""))


def test_the_menu_asks_for_other_numbers(view: InspectorView) -> None:
    """A choice in the menu is a wish; ticked is what holds."""
    asked: list[NumberFormat] = []
    view.numbers_chosen.connect(asked.append)
    view.options.numbers.digits[12].trigger()
    assert asked == [NumberFormat(12)]
    view.set_numbers(NumberFormat(9, comma=True))
    assert view.options.numbers.digits[9].isChecked()
    assert not view.options.numbers.digits[12].isChecked()
    assert view.options.numbers.comma.isChecked()


# ---- paths in the diagram ----------------------------------------------------------------------


def test_paths_light_up_as_one_points_at_them(view: InspectorView) -> None:
    """All paths with the weight, one under the mouse, one chosen, none when the table is closed."""
    shown: list[Lit | None] = []
    view.paths_shown.connect(shown.append)
    show(view, run("mazur"), W1)
    both = Station(2, (0, 1), (0, 1))
    start = (Station(0, (0,), (0,)), Station(1, (0,), (0,)))
    assert shown[-1] == Lit((*start, both))
    sheet = path_sheet(view)
    second = QPointF(30.0, sheet._first + 1.5 * sheet._high)
    QTest.mouseMove(view.paths.canvas, second.toPoint())
    view.paths.canvas._point_at(sheet.at(second))
    assert shown[-1] == Lit((*start, Station(2, (1,), (1,))))
    click(view.paths.canvas, second)
    view.paths.canvas._point_at(None)
    assert shown[-1] == Lit((*start, Station(2, (1,), (1,))))
    click(view.paths.canvas, second)
    view.paths.canvas._point_at(None)
    assert shown[-1] == Lit((*start, both))
    view.controls.paths.setChecked(False)
    assert shown[-1] is None
    view.controls.paths.setChecked(True)
    view.hide()
    assert shown[-1] is None


def colored(image: QImage, color: QColor, area: tuple[int, int, int, int] | None = None) -> int:
    """How many pixels have about this colour."""
    left, top, width, height = area or (0, 0, image.width(), image.height())
    count = 0
    for y in range(top, top + height):
        for x in range(left, left + width):
            pixel = image.pixelColor(x, y)
            near = (
                abs(pixel.red() - color.red()),
                abs(pixel.green() - color.green()),
                abs(pixel.blue() - color.blue()),
            )
            count += max(near) < 14
    return count


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_diagram_shows_lit_paths(qapp: Any, theme: Any) -> None:
    """The lit edge has the colour of the way back, others fade; without paths nothing changes."""
    network = NetworkView()
    network.set_theme(theme)
    timeline = run("mazur")
    network.set_timeline(timeline)
    network.set_selection(Selection(1, 0, 0))
    network.show_step(step_at(timeline, 0, "gradient", 1))
    plain = picture(network, 960, 540)
    network.show_paths(
        Lit((Station(0, (0,), (0,)), Station(1, (0,), (0,)), Station(2, (1,), (1,))))
    )
    lit = picture(network, 960, 540)
    back = theme.color("backward")
    between = (500, 190, 300, 150)  # of the hidden and the output layer
    assert colored(lit, back, between) > colored(plain, back, between) + 300
    upper = (580, 165, 200, 10)  # h1 → ŷ1 is not on the path
    assert colored(lit, back, upper) == 0
    network.show_paths(None)
    assert picture(network, 960, 540) == plain
    network.deleteLater()


def test_the_deck_passes_paths_to_the_diagram(qapp: Any) -> None:
    """What the inspector lights up, the network diagram shows; a new run shows none."""
    timeline = run("mazur")
    parent = NetworkView()
    deck = Deck(DARK, timeline, parent)
    network, inspector = deck.make("network"), deck.make("inspector")
    assert isinstance(network, NetworkView)
    inspector.resize(900, 300)
    inspector.show()
    deck.select(W1)
    deck.show_step(last_step(timeline, 0))
    deck.settle()
    inspector._show()  # type: ignore[attr-defined]
    assert network._lit is not None
    assert network._lit.has_edge(1, 0, 0)
    assert not network._lit.has_edge(1, 1, 0)
    deck.set_timeline(run("xor"))
    assert network._lit is None
    deck.stop()
    inspector.close()
    for widget in (network, inspector, parent):
        widget.deleteLater()


# ---- on screen ---------------------------------------------------------------------------------


def test_while_steps_fly_past_only_numbers_are_shown(view: InspectorView) -> None:
    """Formulas and paths wait until the steps slow down, and nothing stays lit."""
    shown: list[Lit | None] = []
    view.paths_shown.connect(shown.append)
    show(view, run("mazur"), W5)
    view.set_playing(True)
    view._show()
    assert view.arithmetic.canvas.sheet is None
    assert shown[-1] is None
    assert values(view)["gradient ∂L/∂w₁₁⁽²⁾"] is not None
    view.set_playing(False)
    view._show()
    assert arithmetic(view).blocks


def test_a_picture_has_numbers_arithmetic_and_paths(view: InspectorView) -> None:
    """Painted at two sizes: results in the colours of their steps, bars of the paths at right."""
    show(view, run("mazur"), W1)
    for width, height in ((960, 540), (640, 500)):
        image = picture(view, width, height)
        assert colored(image, DARK.color("backward")) > 100
        assert colored(image, DARK.color("update")) > 100
    wide = picture(view, 960, 540)
    bars = (600, 60, 360, 300)
    assert colored(wide, DARK.color("positive"), bars) > 50
    assert colored(wide, DARK.color("negative"), bars) > 20


def test_the_same_step_gives_the_same_picture(view: InspectorView) -> None:
    """In any order."""
    timeline = run("xor")
    show(view, timeline, Selection(2, 0, 1))
    first = picture(view, 800, 400)
    show(view, timeline, Selection(2, 0, 1), 3)
    assert picture(view, 800, 400) != first
    show(view, timeline, Selection(2, 0, 1))
    assert picture(view, 800, 400) == first


def test_the_sample_is_changed_and_looked_at(view: InspectorView) -> None:
    """The arrows ask for the next sample; the button shows the sample itself."""
    chosen: list[Selection] = []
    view.selection_changed.connect(chosen.append)
    show(view, run("xor"), Selection(2, 0, 1))
    view.controls.next.click()
    view.controls.previous.click()
    assert [selection.sample for selection in chosen] == [1, 3]
    view.controls.sample.click()
    assert view.subject is not None
    assert view.subject.kind == "sample"
    view.controls.sample.click()
    assert view.subject.kind == "parameter"


def test_experiment_without_bias(view: InspectorView) -> None:
    """Layers without biases, softmax outputs and large layers are shown, too."""
    experiment = Experiment.from_dict(
        {
            "data": {
                "source": "inline",
                "inputs": [[0.1, 0.2, -0.4, 1.0], [1.0, -0.3, 0.2, 0.5], [0.4, 0.4, 0.1, -1.0]],
                "targets": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            },
            "layers": [
                {"units": 30, "activation": "relu", "use_bias": False},
                {"units": 3, "activation": "softmax"},
            ],
            "loss": {"name": "cross_entropy"},
        }
    )
    timeline = Timeline(Problem(experiment))
    for chosen in (Selection(1, 29, 3), Selection(2, 1, 30), Selection(2, 2), Selection(0, 1)):
        show(view, timeline, chosen)
        assert view.text()
        if view.subject is not None and view.subject.kind == "parameter":
            assert path_sheet(view).holds


def broken(mistake: str, selection: Selection, *, whole: bool) -> Subject:
    """The fourth iteration of the spiral lesson, with a penalty and a mistake."""
    experiment = lesson("spiral").experiment
    experiment = replace(
        experiment,
        training=replace(experiment.training, mistake=mistake),
        regularization=replace(experiment.regularization, l2=0.1),
    )
    step = last_step(Timeline(Problem(experiment)), 3)
    return Subject(step, selection, False, whole, NumberFormat(4))


@pytest.mark.parametrize("mistake", ["none", "not_reset", "l2_factor"])
def test_the_terms_listed_make_the_gradient(qapp: Any, mistake: str) -> None:
    """Under Σ stand the samples' products, the penalty, and what a mistake has carried over."""
    found = broken(mistake, Selection(1, 3, 0), whole=True)
    terms = found.blocks[0].terms
    assert terms is not None
    assert added(terms) == pytest.approx(terms.total, rel=1e-10)
    labels = ["of it penalty"] + (["of it from before"] if mistake == "not_reset" else [])
    assert [term.name for term in terms.extra] == labels
    assert [field.label for field in found.fields if field.label in labels] == labels


@pytest.mark.parametrize("whole", [True, False])
def test_a_gradient_never_computed_has_no_terms(qapp: Any, whole: bool) -> None:
    """A hidden bias that is forgotten: 0 stands in the chain rule, and the paths differ from it."""
    found = broken("bias_not_updated", Selection(1, 3, 2), whole=whole)
    chain = found.blocks[0]
    assert chain.terms is None
    assert chain.found.symbols.endswith("= 0")
    sheet = sheet_of_paths(found, DARK, 800.0)
    assert not sheet.holds
    assert sheet.verdict.startswith("≠ 0,")
    part = [field.value for field in found.fields if field.label.startswith("part of")]
    assert part == ([] if whole else [0.0])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("whole", [True, False])
def test_a_run_that_has_blown_up(view: InspectorView, whole: bool) -> None:
    """Where numbers are NaN, weights, neurons and samples are shown all the same, in silence."""
    layers = [
        {"units": units, "activation": activation, "init": "normal", "std": 1000.0}
        for units, activation in ((4, "relu"), (12, "leaky_relu"), (1, "linear"))
    ]
    experiment = Experiment.from_dict(
        {
            "data": {"source": "circle", "samples": 20},
            "layers": layers,
            "optimizer": {"name": "sgd", "learning_rate": 1e200},
        }
    )
    timeline = Timeline(Problem(experiment))
    view.set_timeline(timeline)
    view.controls.whole.setChecked(whole)
    for iteration in range(3):
        for chosen in (Selection(0, 0), Selection(2, 0, 4), Selection(1, 0), Selection(1, 0, 0)):
            view.set_selection(chosen)
            view.show_step(last_step(timeline, iteration))
            view._show()
            assert view.text()
            assert not picture(view).isNull()
    assert not math.isfinite(values(view)["gradient ∂L/∂w₁₁⁽¹⁾"] or 0.0)


@pytest.mark.parametrize("name", ["mazur", "spiral", "scores", "overfitting"])
def test_latex_compiles_as_it_is_pasted(view: InspectorView, name: str) -> None:
    r"""Every block is a display, opened and closed in turn, with nothing but comments outside."""
    for selection in (Selection(1, 0, 0), Selection(1, 0), Selection(0, 0)):
        show(view, run(name), selection)
        inside, order = False, []
        for line in view.latex().splitlines():
            if line in (r"\[", r"\]"):
                assert inside is (line == r"\]")
                inside = not inside
                order.append(line)
            elif inside:
                assert line.strip()
                assert line.count("{") == line.count("}")
                assert line.count("&") == 1 or "&" not in line
            else:
                assert not line or line.startswith("% ")
        assert not inside
        assert order
        assert view.latex().count(r"\begin{aligned}") == len(order) // 2
        assert view.latex().count(r"\end{aligned}") == len(order) // 2


def test_a_neurons_bias_can_be_chosen(view: InspectorView) -> None:
    """A button beside a neuron's name goes to its bias; a neuron without one has none."""
    chosen: list[Selection] = []
    view.selection_changed.connect(chosen.append)
    found = show(view, run("spiral"), Selection(2, 3, None, 1))
    assert view.controls.bias.isVisible()
    view.controls.bias.click()
    assert chosen == [Selection(2, 3, found.problem.layers[1].n_in, 1)]
    for other in (Selection(2, 3, 0), Selection(0, 0)):
        show(view, run("spiral"), other)
        assert not view.controls.bias.isVisible()
