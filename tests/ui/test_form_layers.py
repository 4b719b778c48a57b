"""Layers in the form are added, moved and removed; given weights are kept while they fit."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel

from bpviz.files.lessons import lesson
from bpviz.ui.form import ExperimentForm
from bpviz.ui.form_rows import ProblemLabel
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


def layer_labels(form: ExperimentForm) -> list[str]:
    """What the layers are called, from top to bottom."""
    rows = [w for w in form.findChildren(QLabel) if w.text() == "output" or "hidden" in w.text()]
    return [w.text() for w in sorted(rows, key=lambda w: w.mapTo(form, QPoint()).y())]


def test_layers_are_added_and_removed_before_the_output(
    form: ExperimentForm, qapp: QApplication
) -> None:
    """A new hidden layer is like the last one; the output stays the output."""
    enter(form, "layer_1_units", "7")
    click(form, "add_layer")
    qapp.processEvents()
    assert [layer.units for layer in judged(form).layers] == [7, 7, 1]
    assert layer_labels(form) == ["hidden 1", "hidden 2", "output"]
    click(form, "remove_layer")
    click(form, "remove_layer")
    qapp.processEvents()
    assert [layer.units for layer in judged(form).layers] == [1]
    assert layer_labels(form) == ["output"]
    assert not field(form, "remove_layer").isEnabled()


def test_a_layer_is_moved_inserted_and_removed_where_it_stands(form: ExperimentForm) -> None:
    """The buttons of a layer act on that layer."""
    form.set_experiment(lesson("spiral").experiment)
    enter(form, "layer_1_units", "5")
    click_open(form, "layers[0].units")
    click(form, "layer_1_down")
    assert [layer.units for layer in judged(form).layers] == [16, 5, 1]
    click(form, "layer_1_insert")
    assert [layer.units for layer in judged(form).layers] == [16, 16, 5, 1]
    click(form, "layer_1_remove")
    assert [layer.units for layer in judged(form).layers] == [16, 5, 1]
    assert not field(form, "layer_1_up").isEnabled()


def test_an_output_with_dropout_is_refused_at_its_dropout(form: ExperimentForm) -> None:
    """When the output is removed and the layer before it drops neurons, that field shows why."""
    click_open(form, "layers[0].units")
    enter(form, "layer_1_dropout", "0.5")
    assert judged(form).layers[0].dropout == 0.5
    click_open(form, "layers[1].units")
    click(form, "layer_2_remove")
    assert "layer_1_dropout" in marked(form)


def test_given_weights_are_kept_while_they_fit(form: ExperimentForm) -> None:
    """Other units drop them with a note; the former number brings them back; so does a tick."""
    mazur = lesson("mazur").experiment
    form.set_experiment(mazur)
    assert field(form, "layers_init").placeholderText() == "given"
    click_open(form, "layers[0].units")
    assert field(form, "layer_1_given").text() == "given start values 2 × 2"
    enter(form, "optimizer_learning_rate", "0.25")
    assert judged(form).layers == mazur.layers
    enter(form, "layer_1_units", "3")
    assert [layer.weights for layer in judged(form).layers] == [None, None]
    notes = [w.text() for w in form.findChildren(ProblemLabel) if w.isVisible()]
    assert notes == ["They do not fit this layer now; its start values are drawn."]
    form.set_experiment(form.experiment)  # as the window does with what it was told
    enter(form, "layer_1_units", "2")
    assert judged(form).layers == mazur.layers
    click(form, "layer_1_given")
    assert judged(form).layers[0].weights is None
    assert form.experiment.layers[1] == mazur.layers[1]
    click(form, "layer_1_given")
    assert judged(form).layers == mazur.layers
    choose(form, "layers_init", "zeros")
    assert {layer.init for layer in judged(form).layers} == {"zeros"}
    assert form.experiment.layers[0].weights is None
