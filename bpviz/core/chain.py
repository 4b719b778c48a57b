r"""What an inspector shows of a parameter, a neuron or a sample, with the arithmetic behind it.

The chain rule of a weight, for one sample: ∂L/∂w = 0.741365070 × 0.186815602 × 0.593269992. Over a
batch it is the sum of such terms, which can be listed. What is not computed yet at a step is None.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.explain import Explanation, drafted, explain
from bpviz.core.expression import (
    Expr,
    LongSum,
    Number,
    Origin,
    Product,
    Sum,
    evaluated,
    product,
)
from bpviz.core.notation import neuron_name, output_of, parameter, parameter_name, partial
from bpviz.core.shown_lines import lines
from bpviz.core.stages import Layer
from bpviz.core.step import Step

FORWARD_AND_BACK = ("linear", "activation", "dropout", "dropout_backward", "delta")
"""The phases that are about a neuron."""


@dataclass(frozen=True, eq=False)
class ParameterInspection:
    """A weight or a bias at a step.

    Attributes
    ----------
    layer, source, unit : int
        `source` is n_in for the bias.
    name, symbol : str
        Plain text and LaTeX: ``"w₁₂⁽²⁾"``, ``"w_{12}^{(2)}"``.
    value : float
        In force: after the update once that is known.
    gradient : float or None
        ∂L/∂w over the batch, penalty included.
    penalty : float or None
        The penalty's part of the gradient, as computed; 0 without one.
    carried : float or None
        What is in the gradient from the iterations before, where a mistake does not reset it; 0.0
        without one.
    update : float or None
        What this iteration's update adds to it.
    slots : tuple of (str, float)
        The optimizer's memory of it, by the names of `Problem.slot_names`.
    terms : array (n,) or None
        Each sample's part of the gradient: δ·a, or 0 where a mistake leaves it out. With `penalty`
        and `carried` they add up to the gradient.
    chain : Explanation or None
        The chain rule, for the sample asked for, or summed over the batch.
    rule : Explanation or None
        The optimizer's update of it.
    """

    layer: int
    source: int
    unit: int
    name: str
    symbol: str
    value: float
    gradient: float | None
    penalty: float | None
    carried: float | None
    update: float | None
    slots: tuple[tuple[str, float], ...]
    terms: Array | None
    chain: Explanation | None
    rule: Explanation | None


@dataclass(frozen=True)
class NeuronInspection:
    """A neuron at a step, for one sample.

    Attributes
    ----------
    layer, unit, sample : int
        `layer` 0 is the inputs, of which only `a` is known.
    name : str
        Plain text, as in the network diagram.
    z, a, delta : float or None
        Weighted sum, activation before dropout, ∂L/∂z.
    dropped, da : float or None
        Activation behind dropout; ∂L/∂a, absent where a closed form skips it.
    slope : float or None
        f′(z), with `delta`; absent for softmax, which has a matrix instead.
    parts : tuple of Explanation
        Each of these with its numbers, in the order in which they come about.
    """

    layer: int
    unit: int
    sample: int
    name: str
    z: float | None
    a: float | None
    dropped: float | None
    da: float | None
    slope: float | None
    delta: float | None
    parts: tuple[Explanation, ...]


@dataclass(frozen=True, eq=False)
class SampleInspection:
    """A sample at a step: its row in the training set, inputs, targets, outputs and its own loss.

    `loss` is the loss of this sample alone, without the mean over the batch.
    """

    sample: int
    index: int
    x: Array
    y: Array
    output: Array | None
    loss: float | None


@np.errstate(all="ignore")
def inspect_parameter(
    step: Step, layer: int, source: int, unit: int, sample: int | None = None, digits: int = 4
) -> ParameterInspection:
    """Look at a weight, or at a unit's bias where `source` is n_in.

    Parameters
    ----------
    step : Step
    layer, source, unit : int
    sample : int or None
        Row of the batch whose chain rule is written; None: all of them, summed.
    digits : int
        Significant digits of the numbers put in, as in `explain`.

    Raises
    ------
    IndexError
        There is no such parameter or sample.
    """
    spec = step.problem.layers[layer - 1]
    if not (0 <= unit < spec.n_out and 0 <= source <= spec.n_in - 1 + spec.use_bias):
        raise IndexError(f"layer {layer} has no parameter ({source}, {unit})")
    before = _pick(step.state.params, spec, source, unit)
    found, updated = _known(step, "gradient", layer), _known(step, "update", layer)
    value = before if updated is None else _pick(step.record.arena, spec, source, unit)
    memory = step.state.slots if updated is None else step.record.slots_after
    row = None if sample is None else _row(step, sample)
    gradient = terms = penalty = carried = chain = None
    if found is not None:
        is_bias, draft = source == spec.n_in, drafted(found, layer, unit, source)
        gradient = float(step.db[layer][unit] if is_bias else step.dW[layer][source, unit])
        penalty, carried = draft.penalty, draft.carried
        terms = step.delta[layer][:, unit] * _input(step, spec, source)
        if not draft.ways:
            terms = np.zeros_like(terms)
        if row is None or not draft.ways:
            chain = explain(found, layer, unit, source, digits=digits)
        else:
            chain = _of_sample(found, spec, source, unit, row, digits)
    return ParameterInspection(
        layer,
        source,
        unit,
        parameter_name(layer, spec.n_in, source, unit),
        parameter(layer, spec.n_in, source, unit),
        value,
        gradient,
        penalty,
        carried,
        None if updated is None else value - before,
        tuple(
            (name, _pick(flat, spec, source, unit))
            for name, flat in zip(step.problem.slot_names, memory, strict=True)
        ),
        terms,
        chain,
        None if updated is None else explain(updated, layer, unit, source, digits=digits),
    )


@np.errstate(all="ignore")
def inspect_neuron(
    step: Step, layer: int, unit: int, sample: int = 0, digits: int = 4
) -> NeuronInspection:
    """Look at a neuron for one sample, a row of the batch; `layer` 0 is the inputs.

    Raises
    ------
    IndexError
        There is no such neuron or sample.
    """
    problem, row = step.problem, _row(step, sample)
    width = problem.layers[layer - 1].n_out if layer else problem.n_in
    if not 0 <= unit < width:
        raise IndexError(f"layer {layer} has no neuron {unit}")

    def number(arrays: dict[int, Array]) -> float | None:
        return float(arrays[layer][row, unit]) if layer in arrays else None

    z, delta = number(dict(step.z)), number(dict(step.delta))
    entry = ACTIVATIONS[problem.layers[layer - 1].activation] if layer else None
    has_slope = delta is not None and entry is not None and entry.slope is not None
    parts = (_known(step, phase, layer) for phase in FORWARD_AND_BACK)
    return NeuronInspection(
        layer,
        unit,
        row,
        neuron_name(problem, layer, unit),
        z,
        number(dict(step.a)),
        number(dict(step.dropped)),
        number(dict(step.da)),
        float(entry.df(np.array([z]))[0]) if has_slope and entry is not None else None,
        delta,
        tuple(explain(p, layer, unit, sample=row, digits=digits) for p in parts if p is not None),
    )


@np.errstate(all="ignore")
def inspect_sample(step: Step, sample: int) -> SampleInspection:
    """Look at a sample, a row of the batch.

    Raises
    ------
    IndexError
        The batch has no such row.
    """
    row, problem = _row(step, sample), step.problem
    output = step.a.get(problem.n_layers)
    loss = None
    if step.terms is not None:
        loss = float(step.terms[row].sum()) * problem.loss.weight(problem.n_out, 1, "sum")
    return SampleInspection(
        row,
        int(step.batch[row]),
        step.x[row],
        step.y[row],
        None if output is None else output[row],
        loss,
    )


def _row(step: Step, sample: int) -> int:
    if not 0 <= sample < len(step.batch):
        raise IndexError(f"the batch has no row {sample}")
    return sample


def _known(step: Step, phase: str, layer: int) -> Step | None:
    """The step of a phase of a layer, if it is known by now."""
    for position, micro in enumerate(step.record.micros[: step.position + 1]):
        if (micro.phase, micro.layer) == (phase, layer):
            return Step(step.record, position)
    return None


def _pick(flat: Array, spec: Layer, source: int, unit: int) -> float:
    return float(flat[spec.slice].reshape(spec.shape)[unit, source])


def _input(step: Step, spec: Layer, source: int) -> Array:
    """What the weight is multiplied by, (n,): 1 for a bias."""
    if source == spec.n_in:
        return np.ones(len(step.batch), step.problem.dtype)
    before = step.dropped.get(spec.index - 1)
    return (step.a[spec.index - 1] if before is None else before)[:, source]


# ---- the chain rule for one sample -------------------------------------------------------------


def _of_sample(
    step: Step, spec: Layer, source: int, unit: int, row: int, digits: int
) -> Explanation:
    """One sample's part of the gradient: the error signal's own factors, and the input."""
    delta_step = _known(step, "delta", spec.index)
    assert delta_step is not None
    delta = explain(delta_step, spec.index, unit, sample=row, digits=digits)
    way = delta.lines[0].expression if delta.lines else Number(delta.result or 0.0)
    parts = way.parts if isinstance(way, Product) and not way.tight else (way,)
    own = Origin(spec.index, unit)
    factors = [_signal(parts[0], own), *(_of(part, own) for part in parts[1:])]
    symbols = delta.symbols.split(" = ")[1]
    if r"\sum" in symbols and not symbols.startswith(r"\Bigl("):
        symbols = rf"\Bigl({symbols}\Bigr)"
    result = float(step.delta[spec.index][row, unit])
    if source < spec.n_in:
        before = float(_input(step, spec, source)[row])
        factors.append(Number(before, of=Origin(spec.index - 1, source)))
        symbols += r"\," + output_of(step.problem, spec.index - 1, source)
        result *= before
    name = partial(parameter(spec.index, spec.n_in, source, unit))
    return replace(
        explain(step, spec.index, unit, source, digits=digits),
        symbols=f"{name} = {symbols}",
        lines=tuple(lines(product(*factors), result, digits, limit=2)),
        result=result,
        sample=row,
        n_terms=delta.n_terms,
        hint=delta.hint,
    )


def _of(part: Expr, own: Origin) -> Number:
    return replace(evaluated(part), of=own)


def _signal(part: Expr, own: Origin) -> Expr:
    """∂L/∂a: a sum over the neurons above stays a sum, of products worked out; else its value."""
    several = isinstance(part, Sum) and len(part.parts) > 1 and isinstance(part.parts[0], Product)
    return part.simpler() if several or isinstance(part, LongSum) else _of(part, own)
