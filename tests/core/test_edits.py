"""Edits: one number changes, everything else stays, and what cannot be is refused in a line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bpviz.core.edits import ParameterEdit, SampleEdit, edited_data, edited_params
from bpviz.core.errors import ExperimentError
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment


def problem(name: str, **data: object) -> Problem:
    """A lesson's problem, with settings of its data changed."""
    experiment = load_experiment(name)[0]
    return Problem(replace(experiment, data=replace(experiment.data, **data)))


@pytest.mark.parametrize(("source", "what"), [(1, "w"), (2, "b")])
def test_one_parameter_changes(source: int, what: str) -> None:
    """Exactly the weight, or the bias, that was pointed at has the new value."""
    xor = problem("xor")
    params = xor.initial_state().params
    new = edited_params(xor, params, ParameterEdit(1, source, 2, 0.25))
    assert np.flatnonzero(new != params).size == 1
    layer = xor.layers[0]
    values = layer.weights(new)[1] if what == "w" else layer.bias(new)
    assert values is not None
    assert values[2] == 0.25
    assert not np.shares_memory(new, params)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_parameter_is_a_finite_number(value: float) -> None:
    """NaN and infinity are refused with the place and the value."""
    xor = problem("xor")
    with pytest.raises(ExperimentError, match=r"^layers\[0\].weights: must be a finite number"):
        edited_params(xor, xor.initial_state().params, ParameterEdit(1, 0, 0, value))


def test_what_float32_cannot_hold_is_refused() -> None:
    """A value beyond float32's range is no finite number there."""
    experiment = load_experiment("xor")[0]
    small = Problem(replace(experiment, training=replace(experiment.training, dtype="float32")))
    with pytest.raises(ExperimentError, match="must be a finite number, got 1e\\+300"):
        edited_params(small, small.initial_state().params, ParameterEdit(1, 0, 0, 1e300))


def test_one_input_changes_and_the_rest_of_the_data_stays() -> None:
    """Only the training sample that was pointed at differs, also where data are split."""
    before = problem("spiral", test_fraction=0.3)
    after = Problem(edited_data(before, SampleEdit(5, 1, 0.125)))
    changed = np.argwhere(after.x_train_raw != before.x_train_raw)
    assert changed.tolist() == [[5, 1]]
    assert after.x_train_raw[5, 1] == 0.125
    assert np.array_equal(after.x_test, before.x_test)
    assert np.array_equal(after.y_train, before.y_train)
    assert after.is_classification


def test_a_label_changes_its_code() -> None:
    """The target of a class is its label: the network's target follows, in the loss's own code."""
    before = problem("xor")
    after = Problem(edited_data(before, SampleEdit(0, 2, 1.0)))
    assert (before.y_train[0, 0], after.y_train[0, 0]) == before.class_values
    assert after.dataset.labels is not None
    assert after.dataset.labels.tolist() == [1, 1, 1, 0]


def test_the_same_number_changed_twice_keeps_the_last_value() -> None:
    """The experiment names each changed number once."""
    first = edited_data(problem("scores"), SampleEdit(0, 0, 0.5))
    second = edited_data(Problem(first), SampleEdit(0, 0, 0.75))
    assert second.data.changes == ((0.0, 0.0, 0.75),)
    assert Problem(second).dataset.input_names == ("sleep", "study")


def test_a_branch_goes_on_with_changed_data() -> None:
    """From the branch on the new number is trained on; before it everything is as it was."""
    run = Timeline(problem("scores"))
    branch = run.branch(3, edited_data(run.problem, SampleEdit(1, 2, 0.5)))
    assert np.array_equal(branch.start.params, run.state(3).params)
    assert branch[branch.first_index].y[1, 0] == 0.5
    assert run[3 * run.steps_per_iteration].y[1, 0] == 0.86


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (((0.0, 0.0),), "data.changes[0]: must have 3 numbers, got 2"),
        (((4.0, 0.0, 1.0),), "data.changes[0][0]: must be at most 3, got 4"),
        (((0.0, 3.0, 1.0),), "data.changes[0][1]: must be at most 2, got 3"),
        (((0.5, 0.0, 1.0),), "data.changes[0][0]: must be a whole number, got 0.5"),
        (((0.0, 2.0, 2.0),), "data.changes[0][2]: must be at most 1, got 2"),
    ],
)
def test_what_is_not_there_cannot_be_changed(changes: tuple[object, ...], line: str) -> None:
    """A row, column or class that does not exist is refused with its place."""
    with pytest.raises(ExperimentError) as caught:
        problem("xor", changes=changes)
    assert str(caught.value) == line
