"""The form shows any experiment exactly, refuses what is wrong in place, and loses nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.datasets import DATASETS
from bpviz.core.experiment import Experiment
from bpviz.core.initializers import INITIALIZERS
from bpviz.core.losses import LOSSES
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.schedules import SCHEDULES
from bpviz.files.lessons import lesson, lesson_names
from bpviz.ui.draft import Draft
from bpviz.ui.fields import ChoiceBox, NumberEdit, Switch
from bpviz.ui.form import ExperimentForm
from bpviz.ui.form_rows import object_name
from tests.strategies import experiments
from tests.ui.form_hands import (  # noqa: F401  (shown_form is a fixture)
    choose,
    click,
    click_open,
    enter,
    field,
    judged,
    marked,
    reasons,
    shown_form,
    told,
)

# ---- what it shows ---------------------------------------------------------------------------


def read_back(form: ExperimentForm) -> Experiment:
    """An experiment made from nothing but what the fields of the form show."""
    draft = Draft(form.experiment)
    for place in draft.places():
        name = object_name(place)
        if place.startswith("layers["):
            click_open(form, place)
        found = [w for w in form.findChildren(QWidget, name) if hasattr(w, "value")]
        if found:
            draft.set(place, found[0].value())  # type: ignore[attr-defined]
    return Experiment.from_dict(draft.to_dict())


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_is_shown_as_it_is(form: ExperimentForm, name: str) -> None:
    """What the fields show makes the same experiment; to show it emits nothing."""
    experiment = lesson(name).experiment
    form.set_experiment(experiment)
    assert form.experiment == experiment
    assert read_back(form) == experiment
    assert Draft(experiment).judge() == (experiment, [])
    assert told(form) == []
    assert form.is_valid


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(experiment=experiments())
def test_any_experiment_is_shown_as_it_is(qapp: QApplication, experiment: Experiment) -> None:
    """Whatever registry entries it uses, what the fields show makes the same experiment."""
    form = ExperimentForm()
    heard: list[Experiment] = []
    form.experiment_changed.connect(heard.append)
    form.set_experiment(experiment)
    assert read_back(form) == experiment
    assert Draft(experiment).judge() == (experiment, [])
    assert heard == []
    form.deleteLater()


def test_every_control_can_be_found_and_understood(form: ExperimentForm) -> None:
    """Each has an objectName of its own, a name for screen readers and a tool tip."""
    for name in ("data", "learning", "run"):
        click(form, f"more_{name}")
    click_open(form, "layers[0].units")
    controls = [
        w for w in form.findChildren(QWidget) if isinstance(w, NumberEdit | ChoiceBox | Switch)
    ]
    names = [w.objectName() for w in controls]
    assert len(set(names)) == len(names)
    assert {"data_source", "layer_1_units", "optimizer_learning_rate", "seed"} <= set(names)
    assert all(w.accessibleName() and w.toolTip() for w in controls)


def test_every_setting_that_an_experiment_has_is_in_the_form(form: ExperimentForm) -> None:
    """A field that is added to the core's tables and forgotten here would be noticed."""
    for index in range(2):
        click_open(form, f"layers[{index}].units")
    expected = {object_name(place) for place in Draft(form.experiment).places()}
    expected.discard("layer_2_dropout")  # an output is never dropped
    shown = {w.objectName() for w in form.findChildren(QWidget)}
    assert expected <= shown


# ---- choosing --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in DATASETS if name not in ("xor", "inline")])
def test_every_source_can_be_chosen_and_brings_its_settings(
    form: ExperimentForm, name: str
) -> None:
    """The settings of the source appear with their usual values, the others go."""
    choose(form, "data_source", name)
    data = judged(form).data
    assert data.source == name
    shown = {w.objectName() for w in form.findChildren(NumberEdit)}
    for key in ("samples", "noise", "turns", "frequency"):
        assert (f"data_{key}" in shown) == (key in DATASETS[name].params)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "sigmoid"])
def test_every_activation_can_be_chosen(form: ExperimentForm, name: str) -> None:
    """A hidden layer takes any activation function."""
    choose(form, "layer_1_activation", name)
    assert judged(form).layers[0].activation == name


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name != "xavier_uniform"])
def test_every_initialization_can_be_chosen_for_all_layers_or_one(
    form: ExperimentForm, name: str
) -> None:
    """One choice sets all layers; behind the button a layer has its own."""
    choose(form, "layers_init", name)
    assert [layer.init for layer in judged(form).layers] == [name, name]
    click_open(form, "layers[0].units")
    choose(form, "layer_1_init", "xavier_uniform")
    assert [layer.init for layer in judged(form).layers] == ["xavier_uniform", name]
    assert field(form, "layers_init").currentIndex() == -1


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "sgd"])
def test_every_optimizer_can_be_chosen_and_brings_its_settings(
    form: ExperimentForm, name: str
) -> None:
    """The learning rate stays as it was typed; the optimizer's own settings are its usual ones."""
    choose(form, "optimizer_name", name)
    optimizer = judged(form).optimizer
    assert optimizer.name == name
    assert optimizer.learning_rate == lesson("xor").experiment.optimizer.learning_rate
    expected = {key: param.default for key, param in OPTIMIZERS[name].params.items()}
    assert dict(optimizer.params) == expected


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != "constant"])
def test_every_schedule_can_be_chosen(form: ExperimentForm, name: str) -> None:
    """A schedule's settings stand below it."""
    click(form, "more_learning")
    choose(form, "training_schedule", name)
    assert judged(form).training.schedule == name
    assert all(field(form, f"training_{key}").isVisible() for key in SCHEDULES[name].params)


@pytest.mark.parametrize("name", list(LOSSES))
def test_every_loss_can_be_chosen_with_outputs_that_fit(form: ExperimentForm, name: str) -> None:
    """A loss that needs another output says so at the output, and is taken once that fits."""
    if name != "mse":
        choose(form, "loss_name", name)
    if name == "cross_entropy":
        assert marked(form) == {"layer_2_activation"}
        assert reasons(form) == [
            'the loss "cross-entropy" needs the output activation softmax, got "sigmoid"; '
            '"sigmoid" goes with the loss "binary cross-entropy" and 1 / 2 output units'
        ]
        assert form.experiment.loss.name == "mse"
        choose(form, "layer_2_activation", "softmax")
        assert marked(form) == {"layer_2_units"}
        assert reasons(form) == ["must be 2 for this data, got 1"]
        assert told(form) == []
        enter(form, "layer_2_units", "2")
    assert form.experiment.loss.name == name
    assert reasons(form) == []


def test_a_choice_made_again_has_the_settings_it_had(form: ExperimentForm) -> None:
    """To look at another source and come back loses nothing."""
    choose(form, "data_source", "spiral")
    enter(form, "data_turns", "2")
    choose(form, "data_source", "circle")
    choose(form, "data_source", "spiral")
    assert judged(form).data.params["turns"] == 2.0


def test_a_table_from_the_file_is_shown_by_its_size_and_can_be_chosen_again(
    form: ExperimentForm,
) -> None:
    """An inline table is not edited here, and is not offered where there is none."""
    box = field(form, "data_source")
    assert not box.model().item(box.findData("inline")).isEnabled()
    assert "table" in box.model().item(box.findData("inline")).toolTip()
    given_table = dataclasses.replace(lesson("mazur").experiment, seed=3)
    form.set_experiment(given_table)
    assert field(form, "data_inputs").text() == "1 × 2"
    choose(form, "data_source", "gauss")
    choose(form, "data_source", "inline")
    assert form.experiment == given_table


# ---- typing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"), [("0.25", 0.25), ("0,25", 0.25), ("1e-3", 0.001), (".5", 0.5), ("2", 2.0)]
)
def test_a_number_is_taken_as_people_write_it(
    form: ExperimentForm, text: str, value: float
) -> None:
    """Points, commas and powers of ten all do; what was typed stays as it was typed."""
    enter(form, "optimizer_learning_rate", text)
    assert judged(form).optimizer.learning_rate == value
    form.set_experiment(form.experiment)
    assert field(form, "optimizer_learning_rate").text() == text


def test_typing_is_judged_after_a_pause_and_told_once(form: ExperimentForm) -> None:
    """Half a number is neither refused nor trained with: the form waits 0.3 s."""
    edit = field(form, "optimizer_learning_rate")
    edit.setFocus()
    edit.selectAll()
    for text in "0.125":
        QTest.keyClicks(edit, text)
        assert told(form) == []
        assert reasons(form) == []
    assert not form.is_valid
    for _ in range(50):
        if not told(form):
            QTest.qWait(100)
    assert [e.optimizer.learning_rate for e in told(form)] == [0.125]
    assert edit.hasFocus()
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert len(told(form)) == 1


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("optimizer_learning_rate", "-1", "must be > 0, got -1"),
        ("optimizer_learning_rate", "0", "must be > 0, got 0"),
        ("optimizer_learning_rate", "fast", 'must be a number, got "fast"'),
        ("optimizer_learning_rate", "nan", 'must be a number, got "nan"'),
        ("optimizer_learning_rate", "1e999", "must be a finite number, got inf"),
        ("optimizer_learning_rate", "", "is missing"),
        ("optimizer_momentum", "1", "must be < 1, got 1"),
        ("layer_1_units", "0", "must be at least 1, got 0"),
        ("layer_1_units", "2.5", "must be a whole number, got 2.5"),
        ("layer_1_units", "1,000", 'must be a whole number, got "1,000"'),
        ("layer_1_units", "5000", "must be at most 4096, got 5000"),
        ("layer_2_units", "3", "must be 1 / 2 for this data, got 3"),
        ("data_samples", "1", "must be at least 2, got 1"),
        ("data_noise", "-0.1", "must be at least 0, got -0.1"),
        ("seed", "-1", "must be at least 0, got -1"),
    ],
)
def test_a_wrong_number_is_refused_where_it_stands(
    form: ExperimentForm, name: str, text: str, reason: str
) -> None:
    """The field is outlined, the reason stands below, the text and the run are left alone."""
    before = form.experiment
    enter(form, name, text)
    assert marked(form) == {name}
    assert reasons(form) == [reason]
    assert field(form, name).text() == text
    assert form.experiment == before
    assert told(form) == []
    assert not form.is_valid
    assert field(form, "form_banner").isVisible()


def test_all_wrong_numbers_are_marked_and_the_last_mended_one_counts(form: ExperimentForm) -> None:
    """Two wrong fields are both marked; once both are right, both values are taken together."""
    enter(form, "optimizer_learning_rate", "x")
    enter(form, "data_noise", "-1")
    assert marked(form) == {"optimizer_learning_rate", "data_noise"}
    enter(form, "optimizer_learning_rate", "0.1")
    assert marked(form) == {"data_noise"}
    assert told(form) == []
    enter(form, "data_noise", "0.2")
    assert len(told(form)) == 1
    assert form.experiment.optimizer.learning_rate == 0.1
    assert form.experiment.data.params["noise"] == 0.2
    assert form.is_valid


def test_take_back_and_escape_bring_back_what_is_in_force(form: ExperimentForm) -> None:
    """A wrong text can be given up without remembering what stood there."""
    text = field(form, "optimizer_learning_rate").text()
    for give_up in ("form_revert", "escape"):
        enter(form, "optimizer_learning_rate", "oops")
        if give_up == "escape":
            QTest.keyClick(field(form, "optimizer_learning_rate"), Qt.Key.Key_Escape)
        else:
            click(form, give_up)
        assert field(form, "optimizer_learning_rate").text() == text
        assert reasons(form) == []
        assert form.is_valid
    assert told(form) == []


def test_an_error_in_a_hidden_setting_is_brought_to_light(form: ExperimentForm) -> None:
    """What hides the field opens: a fold, a section, the details of a layer."""
    click(form, "more_learning")
    enter(form, "training_clip_norm", "-1")
    click(form, "more_learning")
    click(form, "section_learning")
    assert not field(form, "training_clip_norm").isVisible()
    enter(form, "layer_1_units", "4")
    assert field(form, "training_clip_norm").isVisible()


def test_settings_that_exclude_each_other_are_refused(form: ExperimentForm) -> None:
    """Nesterov without momentum is marked at Nesterov; Adam's pair at the pair."""
    click(form, "more_learning")
    click(form, "optimizer_nesterov")
    assert marked(form) == {"optimizer_nesterov"}
    enter(form, "optimizer_momentum", "0.9")
    assert judged(form).optimizer.params["nesterov"] is True
    choose(form, "optimizer_name", "adam")
    enter(form, "optimizer_betas_2", "1.5")
    assert marked(form) == {"optimizer_betas_1", "optimizer_betas_2"}
    enter(form, "optimizer_betas_2", "0.99")
    assert judged(form).optimizer.params["betas"] == (0.9, 0.99)


def test_what_zero_means_is_said_behind_it(form: ExperimentForm) -> None:
    """A batch size of 0 reads "0 … all"."""
    assert field(form, "training_batch_size").hint() == "all"
    assert field(form, "regularization_l2").hint() == ""


# ---- keys, wheel, focus ----------------------------------------------------------------------


def test_up_and_down_step_to_round_values(form: ExperimentForm) -> None:
    """Rates go 1, 2, 5; whole numbers by one; the seed too, however large."""
    cases: list[tuple[str, str, Callable[[Experiment], float], list[float]]] = [
        ("optimizer_learning_rate", "0.1", lambda e: e.optimizer.learning_rate, [0.2, 0.5, 1.0]),
        ("layer_1_units", "3", lambda e: e.layers[0].units, [4, 5, 6]),
        ("seed", "1234", lambda e: e.seed, [1235, 1236, 1237]),
    ]
    for name, start, read, expected in cases:
        enter(form, name, start)
        for value in expected:
            QTest.keyClick(field(form, name), Qt.Key.Key_Up)
            QTest.keyClick(field(form, name), Qt.Key.Key_Return)
            assert read(form.experiment) == value
        QTest.keyClick(field(form, name), Qt.Key.Key_Down)
        QTest.keyClick(field(form, name), Qt.Key.Key_Return)
        assert read(form.experiment) == expected[-2]


def wheel(widget: QWidget) -> None:
    """Turn the wheel one notch over a widget."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_scrolls_and_changes_nothing(form: ExperimentForm) -> None:
    """Only a combo box that has the keyboard follows the wheel."""
    for name in ("data_source", "optimizer_name", "optimizer_learning_rate"):
        wheel(field(form, name))
    assert told(form) == []
    field(form, "data_source").setFocus()
    wheel(field(form, "data_source"))
    assert judged(form).data.source == "circle"


def test_the_keys_belong_to_the_stage_again_after_a_choice(form: ExperimentForm) -> None:
    """After a list, a number or a click nothing in the form keeps the keyboard."""
    choose(form, "data_source", "circle")
    assert not field(form, "data_source").hasFocus()
    enter(form, "data_samples", "50")
    assert not field(form, "data_samples").hasFocus()
    click(form, "more_data")
    click(form, "data_standardize")
    assert judged(form).data.standardize
    assert form.focusWidget() is None or not form.focusWidget().hasFocus()


# ---- being told ------------------------------------------------------------------------------


def test_the_experiment_in_force_does_not_disturb_typing(form: ExperimentForm) -> None:
    """The window shows each new run in the form; what is half typed then stays."""
    edit = field(form, "optimizer_learning_rate")
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "0.0")
    form.set_experiment(form.experiment)
    assert edit.text() == "0.0"


def test_another_experiment_replaces_what_was_wrong(form: ExperimentForm) -> None:
    """Opening a lesson clears the marks, also when it is the one already in force."""
    for name in ("circle", "circle"):
        enter(form, "optimizer_learning_rate", "none")
        form.set_experiment(lesson(name).experiment)
        assert marked(form) == set()
        assert form.is_valid
        assert field(form, "optimizer_learning_rate").text() == "0.3"
    assert told(form) == []


def test_a_large_network_is_judged_in_a_moment(form: ExperimentForm) -> None:
    """Two layers of 4,096 have 17 million weights; the form does not make them to judge."""
    click(form, "add_layer")
    enter(form, "layer_1_units", "4096")
    enter(form, "layer_2_units", "4096")
    assert [layer.units for layer in judged(form).layers] == [4096, 4096, 1]


def test_line_edits_use_the_theme_and_labels_fit(form: ExperimentForm, qapp: QApplication) -> None:
    """At the narrowest width nothing reaches beyond the form's visible part."""
    form.resize(220, 900)
    qapp.processEvents()
    width = form.area.viewport().width()
    for edit in form.findChildren(QLineEdit):
        if edit.isVisible():
            right = edit.mapTo(form.area.viewport(), edit.rect().topRight()).x()
            assert right <= width
