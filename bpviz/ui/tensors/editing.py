"""Which cells can be given another number, and what that number is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from bpviz.core.calls import Array
from bpviz.core.edits import Edit, ParameterEdit, SampleEdit, edited_data, edited_params
from bpviz.core.errors import ExperimentError
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.ui.numbers import parse
from bpviz.ui.paint.text import full_number
from bpviz.ui.tensors import words
from bpviz.ui.tensors.arrays import Entry, Key
from bpviz.ui.texts import error_text

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Editable:
    """A number that can be changed.

    Attributes
    ----------
    value : float
        What it is now; that of an input is in the data's own coordinates.
    note : str
        What the user should know about it.
    edit : Edit
        The change; its value is put in by `changed`.
    """

    value: float
    note: str
    edit: Edit


def editable(step: Step, entry: Entry, row: int, column: int) -> Editable | str:
    """What can be changed at a cell, or one line that tells why nothing can."""
    kind = entry.key.kind
    name = words.symbol(step.problem, entry)
    is_over = step.position + 1 == len(step.record.micros)
    if kind in ("x", "y"):
        return _sample(step, entry, row, column)
    if kind in ("W", "b", "new_W", "new_b"):
        after = kind.startswith("new_")
        if after == is_over:
            return _parameter(step, entry, row, column)
        if is_over:
            text = translate("tensors", "{name} was updated: change “{name} new” instead.")
            return text.format(name=name)
        start = replace(entry, key=Key(kind[-1], entry.key.layer))
        text = translate("tensors", "The iteration is not over: change {name} instead.")
        return text.format(name=words.symbol(step.problem, start))
    text = translate("tensors", "{name} is computed: change W, b, x or y instead.")
    return text.format(name=name)


def _parameter(step: Step, entry: Entry, row: int, column: int) -> Editable:
    layer = step.problem.layers[entry.key.layer - 1]
    source = row if entry.family == "weights" else layer.n_in
    params = _params(step)
    values = layer.weights(params) if entry.family == "weights" else layer.bias(params)
    assert values is not None
    value = float(values[row, column] if entry.family == "weights" else values[column])
    text = translate("tensors", "branches at iteration {iteration}")
    note = text.format(iteration=_boundary(step))
    return Editable(value, note, ParameterEdit(layer.index, source, column, value))


def _sample(step: Step, entry: Entry, row: int, column: int) -> Editable | str:
    problem = step.problem
    training = int(step.batch[row])
    data, at = problem.dataset, int(problem.train_rows[training])
    is_label = data.labels is not None
    if entry.key.kind == "x":
        value, place = float(data.x[at, column]), column
        replaced = value != problem.x_train_raw[training, column]
        note = _seen(problem, float(step.x[row, column]))
    else:
        value = float(data.y[at, 0 if is_label else column])
        place = problem.n_in + (0 if is_label else column)
        replaced = _coded(problem, value, column) != step.y[row, column]
        text = translate("tensors", "label of the class, 0 to {last}")
        note = text.format(last=data.n_classes - 1) if is_label else ""
    if replaced:
        return translate("tensors", "The mistake that is injected has replaced this number.")
    return Editable(value, note, SampleEdit(training, place, value))


def _coded(problem: Problem, value: float, column: int) -> float:
    """A target as output `column` is to give it; `value` is a label where the data has classes."""
    if problem.dataset.labels is None:
        return float(problem.dtype.type(value))
    low, high = problem.class_values
    return high if value == (column if problem.n_out > 1 else 1) else low


def _seen(problem: Problem, value: float) -> str:
    if not problem.experiment.data.standardize:
        return ""
    text = translate("tensors", "before standardization; the network sees {value}")
    return text.format(value=full_number(value))


def _boundary(step: Step) -> int:
    is_over = step.position + 1 == len(step.record.micros)
    return step.iteration + is_over


def _params(step: Step) -> Array:
    """The parameters at the iteration boundary where a change would branch off."""
    after = step.next_state
    return step.state.params if after is None else after.params


def changed(step: Step, found: Editable, text: str) -> Edit | str:
    """The change that a text asks for, or one line that tells what is wrong with it."""
    value = parse(text, "float")
    if isinstance(value, str):
        wrong = translate("tensors", "“{text}” is not a number")
        return wrong.format(text=value[:40])
    old = found.edit
    try:
        if isinstance(old, ParameterEdit):
            edit: Edit = ParameterEdit(old.layer, old.source, old.unit, float(value))
            assert isinstance(edit, ParameterEdit)
            edited_params(step.problem, _params(step), edit)
        else:
            edit = SampleEdit(old.row, old.column, float(value))
            edited_data(step.problem, edit)
    except ExperimentError as error:
        return error_text(error)
    return edit
