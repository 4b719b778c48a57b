"""Mistakes with the slope of the activation: at the wrong place, of the wrong number, or none.

Each has the stage that computes it and the `Backward` that explains it side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.explain_backward import Backward
from bpviz.core.explain_draft import Subject
from bpviz.core.expression import Expr
from bpviz.core.forms import activation_form
from bpviz.core.mistakes.entry import Mistake, places
from bpviz.core.program import Builder
from bpviz.core.stages import Activate, Layer

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

Slope = tuple[tuple[Expr, ...], str, str]

IN_A = {
    "sigmoid": (r"{z}\odot(1-{z})", "z{i} * (1 - z{i})", r"\,{z}\,(1 - {z})"),
    "tanh": (r"\bigl(1-{z}\odot {z}\bigr)", "(1 - z{i}**2)", r"\,\bigl(1 - {z}\,{z}\bigr)"),
}
"""Activations whose slope is written in a; what becomes of it with z in place of a: in symbols, as
code, and for one neuron."""


def _hits(layer: Layer) -> bool:
    return not layer.is_output and layer.activation in IN_A


class PreactivationSlope(Activate):
    """A hidden slope's formula in a, given z."""

    def slope_text(self, formula: str, code: str) -> tuple[str, str]:
        """Write z(1 − z) for σ′."""
        if not _hits(self.layer):
            return super().slope_text(formula, code)
        i = self.layer.index
        symbols, line, _ = IN_A[self.layer.activation]
        return (
            rf"{formula}\odot {symbols.format(z=f'z^{{({i})}}')}",
            f"{code} * {line.format(i=i)}",
        )

    def bind_slope(self, b: Builder, da: Array, delta: Array) -> None:
        """Bind δ = ∂L/∂a ⊙ z(1 − z)."""
        seen = self.z if _hits(self.layer) else self.a
        self.activation.backward(b, self.z, seen, da, delta)


class _PreactivationWords(Backward):
    def slope(self, s: Subject) -> Slope:
        if not _hits(s.spec):
            return super().slope(s)
        z = float(s.step.z[s.layer][s.sample, s.unit])
        symbols = IN_A[s.spec.activation][2].format(z=s.at("z"))
        return (activation_form(s.spec.activation).slope(z, z),), symbols, ""


class SlopeOfActivation(Activate):
    """A hidden slope at f(z) instead of at z: the function is applied twice."""

    def slope_text(self, formula: str, code: str) -> tuple[str, str]:
        """Write f′(a) for f′(z)."""
        formula, code = super().slope_text(formula, code)
        if not _hits(self.layer):
            return formula, code
        i, name = self.layer.index, self.layer.activation
        return (
            formula.replace(f"'(z^{{({i})}})", f"'(a^{{({i})}})"),
            code.replace(f"_slope(z{i})", f"_slope({name}(z{i}))"),
        )

    def bind_slope(self, b: Builder, da: Array, delta: Array) -> None:
        """Bind δ = ∂L/∂a ⊙ f′(a)."""
        if not _hits(self.layer):
            super().bind_slope(b, da, delta)
            return
        twice = b.scratch(*self.a.shape)
        self.activation.forward(b, self.a, twice)
        self.activation.backward(b, self.a, twice, da, delta)


class _TwiceWords(Backward):
    def slope(self, s: Subject) -> Slope:
        if not _hits(s.spec):
            return super().slope(s)
        name = s.spec.activation
        a = s.step.a[s.layer][s.sample, s.unit]
        way = activation_form(name).slope(float(a), float(ACTIVATIONS[name].f(np.array([a]))[0]))
        return (way,), rf"\,{activation_form(name).symbol}'({s.at('a')})", ""


class NoHiddenSlope(Activate):
    """δ = ∂L/∂a in the hidden layers."""

    def missing(self) -> bool:
        """Whether this layer's slope is left out."""
        return not self.layer.is_output and self.layer.activation != "linear"

    def slope_text(self, formula: str, code: str) -> tuple[str, str]:
        """Write no slope."""
        return (formula, code) if self.missing() else super().slope_text(formula, code)

    def bind_slope(self, b: Builder, da: Array, delta: Array) -> None:
        """Bind δ = ∂L/∂a."""
        if self.missing():
            b.call(np.copyto, delta, da)
        else:
            super().bind_slope(b, da, delta)


class NoOutputSlope(NoHiddenSlope):
    """δ = ∂L/∂a at the output."""

    def missing(self) -> bool:
        """Whether this layer's slope is left out."""
        return self.layer.is_output


class _NoSlopeWords(Backward):
    def __init__(self, *, output: bool) -> None:
        self.output = output

    def has_jacobian(self, s: Subject) -> bool:
        return s.is_output is not self.output and super().has_jacobian(s)

    def slope(self, s: Subject) -> Slope:
        return ((), "", "") if s.is_output is self.output else super().slope(s)


def _has_slope_in_a(problem: Problem) -> bool:
    return any(layer.activation in IN_A for layer in problem.layers[:-1])


def _has_hidden_slope(problem: Problem) -> bool:
    return any(layer.activation != "linear" for layer in problem.layers[:-1])


def _has_output_slope(problem: Problem) -> bool:
    activation = problem.layers[-1].activation
    return activation != "linear" and activation not in problem.loss.fused


SLOPES: dict[str, Mistake] = {
    "preactivation_slope": Mistake(
        does="The slope's formula in the activation, a(1 − a), is given the weighted sum z.",
        symptom="The hidden layers' error signals are wrong in size and often in sign; training "
        "crawls, or the weights run away.",
        source="The first article's listing, as printed: x(1 − x) of the pre-activation.",
        shows_in=places("delta", "hidden"),
        needs="a hidden layer with sigmoid or tanh",
        fits=_has_slope_in_a,
        stages={Activate: PreactivationSlope},
        explain=_PreactivationWords().phases,
    ),
    "sigmoid_twice": Mistake(
        does="The slope is taken at the activation a instead of at z, as if the function were "
        "applied twice.",
        symptom="The network learns, but slower or crookedly: every hidden slope is near that at "
        "its largest, so that saturated units seem to learn.",
        source="Two conventions for a derivative function, mixed up: of z (Nielsen 2015, "
        "sigmoid_prime(z)) and of a (Trask 2015, x(1 − x)).",
        shows_in=places("delta", "hidden"),
        needs="a hidden layer with sigmoid or tanh",
        fits=_has_slope_in_a,
        stages={Activate: SlopeOfActivation},
        explain=_TwiceWords().phases,
    ),
    "no_hidden_slope": Mistake(
        does="The hidden layers' error signals are not multiplied by the slope of the activation.",
        symptom="Hidden gradients are too large, most of all in deep networks and for saturated "
        "units; training is restless or diverges.",
        source="Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP2 "
        "without its second factor.",
        shows_in=places("delta", "hidden"),
        needs="a hidden layer whose activation is not linear",
        fits=_has_hidden_slope,
        stages={Activate: NoHiddenSlope},
        explain=_NoSlopeWords(output=False).phases,
    ),
    "no_output_slope": Mistake(
        does="The output's error signal is not multiplied by the slope of its activation.",
        symptom="All gradients are too large; training goes on when the outputs saturate, and "
        "often faster than it should.",
        source="Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP1 "
        "without its second factor.",
        shows_in=places("delta", "output"),
        needs="an output activation that is not linear, with a loss that does not cancel its slope",
        fits=_has_output_slope,
        stages={Activate: NoOutputSlope},
        explain=_NoSlopeWords(output=True).phases,
    ),
}
"""Entries of `bpviz.core.mistakes.MISTAKES`."""
