"""A network's outputs and loss on any samples: dropout off, nothing trained."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.engine import build
from bpviz.core.losses import LOSSES
from bpviz.core.streams import EVALUATION, generator

if TYPE_CHECKING:
    from bpviz.core.problem import Problem


class Evaluator:
    """The forward pass over fixed samples, for any parameters. Use it from one thread at a time.

    Parameters
    ----------
    problem : Problem
    x : array (n, n_in)
        As the network sees them: `Problem.standardize` the data's own coordinates first.
    y : array (n, n_out), optional
        Targets, coded as in `Problem.y_train`; needed for `loss` only.
    """

    def __init__(self, problem: Problem, x: Array, y: Array | None = None) -> None:
        self._problem = problem
        self._program = build(problem, len(x), None, backward=False)
        self._program.inputs[:, :-1] = x
        if y is not None:
            self._program.targets[:] = y

    def outputs(self, params: Array) -> Array:
        """The network's outputs, (n, n_out), a copy."""
        self._forward(params)
        return self._outputs().copy()

    def loss(self, params: Array) -> float:
        """Data loss plus penalty over these samples; for a sum see `Problem.loss_weight`."""
        self._forward(params)
        penalty = self._program.scalar("penalty") if self._problem.regularizer.used else 0.0
        return self._program.scalar("loss") + penalty

    def score(self, params: Array) -> tuple[float, float]:
        """The data loss alone, and the accuracy (NaN for regression)."""
        self._forward(params)
        right = accuracy(self._problem, self._outputs(), self._program.targets)
        return self._program.scalar("loss"), float("nan") if right is None else right

    def activations(self, params: Array) -> tuple[Array, ...]:
        """The activations of layers 1…L, (n, units) each: views, until the next evaluation."""
        self._forward(params)
        return self.last_activations

    @property
    def last_activations(self) -> tuple[Array, ...]:
        """What `activations` would give for the parameters that were evaluated last."""
        slots, arena = self._program.slots, self._program.arena
        return tuple(slots["a", layer.index].read(arena) for layer in self._problem.layers)

    def _outputs(self) -> Array:
        return self._program.slots["a", self._problem.n_layers].read(self._program.arena)

    def _forward(self, params: Array) -> None:
        self._program.params[:] = params
        with np.errstate(all="ignore"):
            self._draw_masks(params)
            for call in self._program.calls:
                call()

    def _draw_masks(self, params: Array) -> None:
        """Only a mistake leaves masks in an evaluation: others for other parameters."""
        if not self._program.masks:
            return
        seed, key = self._problem.experiment.seed, zlib.crc32(params.tobytes())
        rng = generator(seed, EVALUATION, key)
        for draw in self._program.masks:
            draw(rng)


def accuracy(problem: Problem, outputs: Array, y: Array) -> float | None:
    """The share of samples in the right class; None for regression or without samples.

    One output says yes above the middle of its two targets. Of several the largest counts, where
    every sample has just one class; otherwise each output is a question of its own, and all must
    be answered rightly. What is not a number is never right.
    """
    if not problem.is_classification or not len(y):
        return None
    middle = sum(problem.class_values) / 2
    said, meant, known = outputs > middle, y > middle, outputs == outputs
    if problem.n_out == 1:  # the usual case of small networks, which are asked often
        return np.count_nonzero((said == meant) & known) / len(y)
    distribution = LOSSES[problem.experiment.loss.name].distribution
    if distribution or (meant.sum(axis=1) == 1).all():
        right = outputs.argmax(axis=1) == y.argmax(axis=1)
    else:
        right = (said == meant).all(axis=1)
    return np.count_nonzero(right & known.all(axis=1)) / len(y)
