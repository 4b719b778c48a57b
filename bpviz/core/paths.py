r"""All paths from a weight to the loss, and what each contributes to the gradient.

The chain rule, multiplied out: ∂L/∂w is a sum over all ways through the network, and each way is a
product: the weight's input, then a slope and a weight for each layer passed, and at the end ∂L/∂a
of an output. A path through a softmax may enter at one neuron and leave at another, by ∂aⱼ/∂zₖ; one
through dropout has its mask among the factors.

The factors are the derivatives as they are, from the step's own z and a. Where a mistake is
injected into the backward pass, their sum is therefore what the gradient should have been.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.factors import output_factors
from bpviz.core.notation import output_of, parameter, partial, quantity
from bpviz.core.problem import Problem
from bpviz.core.step import Step

LIMIT = 200
"""The most paths that are listed one by one."""

Kind = Literal["input", "slope", "mask", "weight", "loss"]
Neuron = tuple[int, int]
"""Layer, from 1, and unit, from 0."""


@dataclass(frozen=True)
class Factor:
    """One factor of a path.

    Attributes
    ----------
    kind : str
        ``"input"`` (what the weight is multiplied by), ``"slope"`` (∂a/∂z), ``"mask"`` (dropout),
        ``"weight"`` or ``"loss"`` (∂L/∂a, with the 1/n of a batch mean).
    symbol : str
        LaTeX.
    value : float or None
        None where it differs from sample to sample and all of them are summed.
    """

    kind: Kind
    symbol: str
    value: float | None


@dataclass(frozen=True)
class Path:
    """One path.

    Attributes
    ----------
    neurons : tuple of (layer, unit)
        Passed through, in order. A softmax layer has two entries where the path changes over.
    factors : tuple of Factor
        From the weight to the loss.
    value : float
        Their product; over the batch, the sum of the samples' products.
    """

    neurons: tuple[Neuron, ...]
    factors: tuple[Factor, ...]
    value: float


@dataclass(frozen=True)
class Through:
    """All paths that enter one neuron, added up: ∂z/∂w · δ, summed over the batch.

    For a parameter of the output itself: those that leave by it.
    """

    layer: int
    unit: int
    count: int
    value: float


@dataclass(frozen=True)
class Paths:
    """All paths from a parameter to the loss.

    Attributes
    ----------
    layer, source, unit : int
        The parameter; `source` is n_in for the bias.
    sample : int or None
        The row of the batch; None: all are summed.
    count : int
        How many paths there are.
    paths : tuple of Path
        Each of them, or none where there are more than `LIMIT`.
    through : tuple of Through
        Where there are more than `LIMIT`: for each layer behind the parameter's own (for the output
        layer: its own), each neuron's share. The shares of a layer add up to the total.
    total : float
        Their sum: the gradient, or one sample's part of it, without the penalty.
    """

    layer: int
    source: int
    unit: int
    sample: int | None
    count: int
    paths: tuple[Path, ...]
    through: tuple[Through, ...]
    total: float


def gradient_paths(
    step: Step, layer: int, source: int, unit: int, sample: int | None = None
) -> Paths | None:
    """All paths from the weight source → unit of a layer (or its bias) to the loss.

    Parameters
    ----------
    step : Step
    layer, source, unit : int
        The parameter; `layer` from 1, `source` is n_in for the unit's bias.
    sample : int or None
        Row of the batch; None sums over all of them.

    Returns
    -------
    Paths or None
        None as long as the loss is not known.

    Raises
    ------
    IndexError
        There is no such parameter or sample.
    """
    spec = step.problem.layers[layer - 1]
    if not (0 <= unit < spec.n_out and 0 <= source <= spec.n_in - 1 + spec.use_bias):
        raise IndexError(f"layer {layer} has no parameter ({source}, {unit})")
    if step.loss is None:
        return None
    if len(step.batch) == 1 and sample is None:
        sample = 0
    rows = slice(None) if sample is None else slice(range(len(step.batch))[sample], sample + 1)
    with np.errstate(all="ignore"):
        network = _Network(step, rows, layer, source)
        count = network.count(layer)
        tangent = np.zeros((len(network.input), spec.n_out))
        tangent[:, unit] = network.input
        total = float((tangent * network.deltas[layer]).sum())
        if count > LIMIT:
            through = tuple(network.shares(tangent))
            return Paths(layer, source, unit, sample, count, (), through, total)
        paths = tuple(network.from_sum(layer, unit, (), network.first(unit), network.input))
    return Paths(layer, source, unit, sample, count, paths, (), total)


class _Network:
    """The derivatives from one layer on, for the rows chosen, in float64."""

    def __init__(self, step: Step, rows: slice, layer: int, source: int) -> None:
        self.problem: Problem = step.problem
        self.layer, self.source = layer, source
        last = self.problem.n_layers
        behind = self.problem.layers[layer - 1 :]
        self.single = len(step.y[rows]) == 1
        self.loss, output_jacobian = output_factors(step, rows)
        self.input = self._input(step, rows)
        self.slopes: dict[int, Array] = {}
        self.jacobians: dict[int, Array] = {}
        for spec in behind:
            z, entry = step.z[spec.index][rows].astype(float), ACTIVATIONS[spec.activation]
            if spec.index == last:
                self._keep(last, output_jacobian)
            elif entry.slope is None:
                self._keep(spec.index, entry.jacobian(z))
            else:
                self.slopes[spec.index] = entry.df(z)
        masks = {spec.index: step.mask.get(spec.index) for spec in behind}
        self.masks = {k: mask[rows].astype(float) for k, mask in masks.items() if mask is not None}
        weights = step.W_before
        self.weights = {spec.index: weights[spec.index].astype(float) for spec in behind[1:]}
        self.deltas = self._deltas()

    def _keep(self, layer: int, jacobian: Array) -> None:
        """Keep ∂a/∂z: as a matrix for softmax, else as slopes."""
        if ACTIVATIONS[self.problem.layers[layer - 1].activation].slope is None:
            self.jacobians[layer] = jacobian
        else:
            self.slopes[layer] = np.diagonal(jacobian, axis1=1, axis2=2)

    def _input(self, step: Step, rows: slice) -> Array:
        if self.source == self.problem.layers[self.layer - 1].n_in:
            return np.ones(len(self.loss))
        before = step.dropped.get(self.layer - 1)
        before = step.a[self.layer - 1] if before is None else before
        return np.asarray(before[rows, self.source], dtype=float)

    def _deltas(self) -> dict[int, Array]:
        """∂L/∂z of each layer, (n, units)."""
        signal, found = self.loss, {}
        for layer in range(self.problem.n_layers, self.layer - 1, -1):
            if layer in self.masks:
                signal = signal * self.masks[layer]
            if layer in self.jacobians:
                signal = np.einsum("sj,sjk->sk", signal, self.jacobians[layer])
            else:
                signal = signal * self.slopes[layer]
            found[layer] = signal
            if layer > self.layer:
                signal = signal @ self.weights[layer].T
        return found

    def count(self, layer: int) -> int:
        """How many paths lead from one neuron's sum to the loss."""
        behind = self.problem.layers[layer - 1 :]
        changes = math.prod(spec.n_out for spec in behind if spec.index in self.jacobians)
        return changes * math.prod(spec.n_out for spec in behind[1:])

    def shares(self, tangent: Array) -> Iterator[Through]:
        """What goes through each neuron behind the first layer, whose ∂z/∂w (n, units) is given."""
        if self.layer == self.problem.n_layers:  # only a softmax has so many paths left
            leaving = np.einsum("sk,sjk->sj", tangent, self.jacobians[self.layer]) * self.loss
            for unit, value in enumerate(leaving.sum(axis=0)):
                yield Through(self.layer, unit, 1, float(value))
        before = 1
        for layer in range(self.layer, self.problem.n_layers):
            if layer in self.jacobians:
                tangent = np.einsum("sk,sjk->sj", tangent, self.jacobians[layer])
                before *= tangent.shape[1]
            else:
                tangent = tangent * self.slopes[layer]
            if layer in self.masks:
                tangent = tangent * self.masks[layer]
            tangent = tangent @ self.weights[layer + 1]
            values = (tangent * self.deltas[layer + 1]).sum(axis=0)
            behind = self.count(layer + 1)
            for unit, value in enumerate(values):
                yield Through(layer + 1, unit, before * behind, float(value))
            before *= len(values)

    # ---- one by one ------------------------------------------------------------------------------

    def first(self, unit: int) -> tuple[Factor, ...]:
        """What a weight is multiplied by; nothing for a bias."""
        if self.source == self.problem.layers[self.layer - 1].n_in:
            return ()
        symbol = output_of(self.problem, self.layer - 1, self.source)
        return (self._factor("input", symbol, self.input),)

    def from_sum(
        self,
        layer: int,
        unit: int,
        neurons: tuple[Neuron, ...],
        factors: tuple[Factor, ...],
        product: Array,
    ) -> Iterator[Path]:
        """All paths on from a neuron's sum; `product` (n,) is that of the factors so far."""
        neurons = (*neurons, (layer, unit))
        z = quantity("z", layer, unit)
        if layer not in self.jacobians:
            slope = self.slopes[layer][:, unit]
            symbol = rf"\frac{{\partial {quantity('a', layer, unit)}}}{{\partial {z}}}"
            passed = (*factors, self._factor("slope", symbol, slope))
            yield from self._from_output(layer, unit, neurons, passed, product * slope)
            return
        for other in range(self.problem.layers[layer - 1].n_out):
            slope = self.jacobians[layer][:, other, unit]
            symbol = rf"\frac{{\partial {quantity('a', layer, other)}}}{{\partial {z}}}"
            passed = (*factors, self._factor("slope", symbol, slope))
            met = neurons if other == unit else (*neurons, (layer, other))
            yield from self._from_output(layer, other, met, passed, product * slope)

    def _from_output(
        self,
        layer: int,
        unit: int,
        neurons: tuple[Neuron, ...],
        factors: tuple[Factor, ...],
        product: Array,
    ) -> Iterator[Path]:
        """All paths on from a neuron's activation."""
        if layer == self.problem.n_layers:
            loss = self.loss[:, unit]
            end = self._factor("loss", partial(quantity("a", layer, unit)), loss)
            yield Path(neurons, (*factors, end), float((product * loss).sum()))
            return
        if layer in self.masks:
            mask = self.masks[layer][:, unit]
            factors = (*factors, self._factor("mask", quantity("m", layer, unit), mask))
            product = product * mask
        for above, weight in enumerate(self.weights[layer + 1][unit]):
            name = parameter(layer + 1, self.problem.layers[layer].n_in, unit, above)
            further = (*factors, Factor("weight", name, float(weight)))
            yield from self.from_sum(layer + 1, above, neurons, further, product * weight)

    def _factor(self, kind: Kind, symbol: str, values: Array) -> Factor:
        return Factor(kind, symbol, float(values[0]) if self.single else None)
