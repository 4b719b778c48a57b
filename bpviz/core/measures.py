"""Each layer in numbers, for one iteration: gradients, error signals, activations, updates.

The root mean square beside each norm does not grow with the size of the layer, so that layers of
different widths can be compared. What the numbers mean is said elsewhere (`bpviz.core.verdicts`).

Sources: Glorot & Bengio (2010), "Understanding the difficulty of training deep feedforward neural
networks", figures 2 to 9, for activations and gradients by layer; Stanford CS231n (Karpathy),
"Neural Networks Part 3", section "Ratio of weights:updates", for ‖ΔW‖/‖W‖, which is said to be
healthy around `GOOD_UPDATE_RATIO`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.diagnosis import quick_norm
from bpviz.core.evaluate import Evaluator
from bpviz.core.problem import Problem
from bpviz.core.saturation import dead, dead_count, saturated_share
from bpviz.core.step import Step

GOOD_UPDATE_RATIO = 1e-3
"""CS231n: a rough heuristic; a lower ratio hints at a learning rate that is too low, a higher one
at one that is too high."""


BLOCK = 1024
"""Samples that are searched for dead units at a time."""


@dataclass(frozen=True)
class LayerMeasures:
    """The numbers of one layer; None where this iteration has not computed it yet.

    Norms are infinite where an element is not finite; the other numbers are then as they come.

    Attributes
    ----------
    layer : int
        From 1.
    dW_norm, db_norm, delta_norm : float
        ‖∂L/∂W‖ (Frobenius, penalty included), ‖∂L/∂b‖, and ‖δ‖ = ‖∂L/∂z‖ over the batch.
    dW_rms, db_rms, delta_rms : float
        The same, divided by the square root of the number of elements.
    activation_mean, activation_std, saturated : float
        Over units and samples of the batch, before dropout; `saturated` is a share by the rule of
        `bpviz.core.saturation`.
    update_ratio : float
        ‖ΔW‖/‖W‖, W being that before the update; NaN where W is all zero. Biases are left out:
        many start at zero.
    """

    layer: int
    dW_norm: float | None
    dW_rms: float | None
    db_norm: float | None
    db_rms: float | None
    delta_norm: float | None
    delta_rms: float | None
    activation_mean: float | None
    activation_std: float | None
    saturated: float | None
    update_ratio: float | None


def layer_measures(step: Step) -> tuple[LayerMeasures, ...]:
    """The numbers of each layer, first to last, as far as the iteration has come."""
    known = step.dW, step.db, step.delta, step.a, step.z
    before, after = step.W_before, step.W
    found = []
    with np.errstate(all="ignore"):
        for layer in step.problem.layers:
            i = layer.index
            dW, db, delta, a, z = (arrays.get(i) for arrays in known)
            mean = std = share = None
            if a is not None and z is not None:
                mean, std = _mean_and_std(a)
                share = saturated_share(layer.activation, z, a)
            found.append(
                LayerMeasures(
                    i,
                    *_norm_and_rms(dW),
                    *_norm_and_rms(db),
                    *_norm_and_rms(delta),
                    mean,
                    std,
                    share,
                    update_ratio(before[i], after[i]) if step.is_updated(i) else None,
                )
            )
    return tuple(found)


def _norm_and_rms(array: Array | None) -> tuple[float | None, float | None]:
    if array is None:
        return None, None
    whole = quick_norm(array)
    return whole, whole / math.sqrt(array.size)


def _mean_and_std(array: Array) -> tuple[float, float]:
    """As NumPy's, a good deal faster for small arrays."""
    # In two passes: a deviation that is small beside the mean keeps its digits.
    values = array.ravel().astype(np.float64, copy=False)
    mean = float(np.add.reduce(values)) / values.size
    return mean, quick_norm(values - mean) / math.sqrt(values.size)


def update_ratio(before: Array, after: Array) -> float:
    """‖after − before‖/‖before‖; NaN where `before` is all zero, infinite where not finite."""
    size = quick_norm(before)
    if math.isinf(size):
        return math.inf
    if size == 0.0:
        return math.nan
    return quick_norm(np.subtract(after, before, dtype=np.float64)) / size


def last_to_first(values: Sequence[float | None]) -> float | None:
    """How many times larger the last layer's value is than the first's.

    None where one is not known; infinite where only the first is zero, NaN where both are.
    """
    if not values or values[0] is None or values[-1] is None:
        return None
    with np.errstate(all="ignore"):
        return float(np.divide(values[-1], values[0]))


class DeadUnits:
    """Finds dead units over the whole training set, dropout off. For one thread at a time.

    The rule is in `bpviz.core.saturation`.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._blocks: list[Evaluator] = []

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self._problem, self._problem.x_train)

    def count(self, params: Array) -> tuple[int, ...]:
        """How many units of each layer are dead with these parameters, layers 1…L."""
        return count_dead(self._problem, self._evaluator.activations(params))

    def which(self, params: Array) -> tuple[Array, ...]:
        """Which units of each layer are dead with these parameters, (units,) booleans each."""
        *_, last = self.search(params)
        return last

    def search(self, params: Array) -> Iterator[tuple[Array, ...]]:
        """The same in pieces of `BLOCK` samples: what may still be dead after each; last, what is.

        Ends early where every unit has been seen alive.
        """
        layers = self._problem.layers
        found: list[Array] = [np.ones(layer.n_out, dtype=bool) for layer in layers]
        x = self._problem.x_train
        for number, start in enumerate(range(0, len(x), BLOCK)):
            if number == len(self._blocks):
                self._blocks.append(Evaluator(self._problem, x[start : start + BLOCK]))
            activations = self._blocks[number].activations(params)
            for layer, a, still in zip(layers, activations, found, strict=True):
                still &= dead(layer.activation, a)
            yield tuple(still.copy() for still in found)
            if not any(still.any() for still in found):
                return


def count_dead(problem: Problem, activations: Sequence[Array]) -> tuple[int, ...]:
    """How many units of each layer are dead, from the activations of every training sample."""
    pairs = zip(problem.layers, activations, strict=True)
    return tuple(dead_count(layer.activation, a) for layer, a in pairs)
