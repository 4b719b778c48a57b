"""Small problems and the paths of their runs, for tests of planes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline

Floats = NDArray[np.float64]


def problem(*layers: dict[str, Any], **tables: Any) -> Problem:
    """A small problem on the circle data; layers as in a file."""
    table: dict[str, Any] = {"seed": 3, "data": {"source": "circle"}, **tables}
    table["layers"] = list(layers) or [{"units": 3, "activation": "tanh"}, {"units": 1}]
    return Problem(Experiment.from_dict(table))


def walk(p: Problem, iterations: int = 12) -> Floats:
    """The states of a run, (iterations + 1, P)."""
    timeline = Timeline(p)
    return np.stack([timeline.state(i).params for i in range(iterations + 1)]).astype(float)
