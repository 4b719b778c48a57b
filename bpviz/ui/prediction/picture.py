"""What all pictures of predictions share."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from bpviz.core.evaluate import Evaluator
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.ui.names import column_name
from bpviz.ui.plot import PlotWidget
from bpviz.ui.plot_items import PlotThing
from bpviz.ui.theme import Theme

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PLAYING = 0.004
"""Seconds that the network may take for a frame while playing."""
STILL = 0.030
"""Seconds for a picture that one looks at."""

# Colours of three and more classes: Okabe & Ito's palette, told apart with any common
# colour-vision deficiency. Two classes take the theme's own orange and blue.
_CLASS_COLORS = (
    *("#e69f00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9"),
    *("#d55e00", "#8b97a3", "#b8a800", "#7a5fc0", "#6b4a2b"),
)
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def class_color(theme: Theme, label: int, n_classes: int) -> str:
    """The colour of a class, as a name."""
    if n_classes <= 2:
        return theme.positive if label else theme.negative
    return _CLASS_COLORS[label % len(_CLASS_COLORS)]


def symbol(name: str) -> str:
    """A name as it is written on a blackboard: ``x₁`` for ``x1``; words are translated."""
    if re.fullmatch(r"[a-zŷ]\d+", name):
        return name[0] + name[1:].translate(_SUBSCRIPT)
    return column_name(name)


def params_in_force(step: Step) -> Floats:
    """All parameters (P,) as they are at `step`: those of updated layers are the new ones."""
    flat = np.array(step.state.params)
    for layer in step.problem.layers:
        layer.weights(flat)[...] = step.W[layer.index]
        bias = layer.bias(flat)
        if bias is not None:
            bias[...] = step.b[layer.index]
    return flat


def labels_of(problem: Problem, coded: Floats) -> NDArray[np.intp]:
    """The classes (n,) that targets or outputs (n, n_out) stand for."""
    if problem.n_out > 1:
        return np.asarray(coded.argmax(axis=1))
    return (coded[:, 0] > sum(problem.class_values) / 2).astype(np.intp)


class Picture:
    """One kind of picture in a plot. Made for a problem; `show` is a function of parameters.

    A subclass makes its things in `__init__` with `self.own(...)`.
    """

    def __init__(self, plot: PlotWidget, problem: Problem, theme: Theme) -> None:
        self.plot = plot
        self.problem = problem
        self.theme = theme
        self.things: list[PlotThing] = []
        self._train = Evaluator(problem, problem.x_train)
        self._test = Evaluator(problem, problem.x_test) if len(problem.x_test) else None

    def own(self, thing: PlotThing) -> PlotThing:
        """Keep `thing` until the picture is removed."""
        self.things.append(thing)
        return thing

    def remove(self) -> None:
        """Take everything out of the plot."""
        for thing in self.things:
            thing.remove()
        self.things.clear()

    def train_outputs(self, params: Floats) -> Floats:
        """Outputs for the training set, (n_train, n_out)."""
        return self._train.outputs(params)

    def test_outputs(self, params: Floats) -> Floats:
        """Outputs for the test set, (n_test, n_out)."""
        if self._test is None:
            return np.empty((0, self.problem.n_out))
        return self._test.outputs(params)

    def restyle(self, theme: Theme) -> None:
        """Colours, sizes, labels and legend; called once before the first `show`."""
        raise NotImplementedError

    def show(self, params: Floats, budget: float) -> int:
        """Draw the predictions with `params`, spending about `budget` seconds on the network.

        Returns how many predictions were not finite, and are not shown.
        """
        raise NotImplementedError

    def outside(self) -> float | None:
        """The prediction furthest out of sight, or None where all can be seen."""
        return None

    def read(self, x: float, y: float) -> str:
        """What to write beside the cursor."""
        raise NotImplementedError


def seconds_per_sample(problem: Problem) -> float:
    """About how long the network takes for one sample of many, on a slow core.

    A model rather than a measurement, so that a picture does not depend on how busy the machine is.
    """
    units = sum(layer.n_out for layer in problem.layers)
    return 15e-9 * units + 0.6e-9 * problem.n_params
