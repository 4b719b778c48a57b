"""What can be changed in the middle of a run by pointing at it: a parameter, or a sample's number.

Either makes a branch at an iteration boundary; the run that was left stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bpviz.core import errors
from bpviz.core.calls import Array
from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import Experiment
from bpviz.core.params import Param
from bpviz.core.problem import Problem


@dataclass(frozen=True)
class ParameterEdit:
    """Another value for w from input `source` to unit `unit` of `layer`; `source` = n_in: for b."""

    layer: int
    source: int
    unit: int
    value: float


@dataclass(frozen=True)
class SampleEdit:
    """Another value for a number of a training sample.

    Attributes
    ----------
    row : int
        Of the training set.
    column : int
        The inputs count first, then the targets; the target of a class is its label.
    value : float
        An input in the data's own coordinates, before standardization.
    """

    row: int
    column: int
    value: float


Edit = ParameterEdit | SampleEdit


def edited_params(problem: Problem, params: Array, edit: ParameterEdit) -> Array:
    """All parameters (P,) with one of them changed, as a new array.

    Raises
    ------
    ExperimentError
        The value is not a finite number, or the dtype cannot hold it.
    """
    layer = problem.layers[edit.layer - 1]
    is_bias = edit.source == layer.n_in
    place = f"layers[{edit.layer - 1}].{'bias' if is_bias else 'weights'}"
    value = Param(0.0, "float").check(place, edit.value)
    new = params.copy()
    with np.errstate(over="ignore"):
        if is_bias:
            bias = layer.bias(new)
            assert bias is not None
            bias[edit.unit] = value
        else:
            layer.weights(new)[edit.source, edit.unit] = value
    if not np.isfinite(new[layer.slice]).all() and np.isfinite(params[layer.slice]).all():
        raise ExperimentError(place, errors.NOT_FINITE, value=f"{value:g}")
    return new


def edited_data(problem: Problem, edit: SampleEdit) -> Experiment:
    """The experiment with one number of its data changed.

    Raises
    ------
    ExperimentError
        The value is not a finite number, or no class of the data.
    """
    value = Param(0.0, "float").check("data.changes", edit.value)
    at = float(problem.train_rows[edit.row]), float(edit.column)
    data = problem.experiment.data
    others = [change for change in data.changes or () if tuple(change[:2]) != at]
    experiment = replace(problem.experiment, data=replace(data, changes=(*others, (*at, value))))
    Problem(experiment)
    return experiment
