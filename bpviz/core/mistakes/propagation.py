"""Mistakes with what the error signal is made of: its weights, its sign, its factor.

Each has the stage that computes it and the `Backward` that explains it side by side.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.explain_backward import Backward
from bpviz.core.explain_draft import Subject
from bpviz.core.expression import Expr, Negative, Product, exact
from bpviz.core.loss_stage import LossStage
from bpviz.core.mistakes.entry import Mistake, Places, places
from bpviz.core.program import Builder, Propagate
from bpviz.core.stages import Linear

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

ARRIVES: Places = places("delta", "hidden") | places("dropout_backward", "hidden")
"""Where the error signal comes through the weights."""


# ---- the weights -------------------------------------------------------------------------------


class NotTransposed(Linear):
    """∂L/∂a = δ·W instead of δ·Wᵀ."""

    def carry_back(self, b: Builder, delta: Array) -> Propagate:
        """∂L/∂a of the layer before, by the weights into each unit instead of those out of it."""
        i, weights = self.layer.index, self.matrix[:, : self.layer.n_in]
        return Propagate(
            lambda out: b.call(weights.dot, delta, out),
            rf"\bigl(\delta^{{({i})}}\,W^{{({i})}}\bigr)",
            f"(d{i} @ W{i})",
        )


class _NotTransposedWords(Backward):
    def weight_between(self, unit: int | str, above: int | str) -> tuple[int | str, int | str]:
        return above, unit

    def weights_to(self, matrix: Array, unit: int) -> Array:
        return np.asarray(matrix[:, unit])


class NewWeights(Linear):
    """∂L/∂a = δ·Wᵀ after W was updated: the code is right, its place is wrong."""

    def carry_back(self, b: Builder, delta: Array) -> Propagate:
        """∂L/∂a of the layer before; a hat marks the weights that are updated already."""
        i = self.layer.index
        formula = rf"\bigl(\delta^{{({i})}}\,{_NEW_MATRIX}^{{({i})\top}}\bigr)"
        return dataclasses.replace(super().carry_back(b, delta), formula=formula)


_NEW_MATRIX, _NEW_WEIGHT = r"\hat W", r"\hat w"


class _NewWeightsWords(Backward):
    weight = _NEW_WEIGHT
    weight_hint = rf"{_NEW_WEIGHT} = w + \Delta w"


def _is_square(problem: Problem) -> bool:
    later = problem.layers[1:]
    return any(layer.n_in > 1 for layer in later) and all(
        layer.n_in == layer.n_out for layer in later
    )


def _has_hidden_unclipped(problem: Problem) -> bool:
    return problem.n_layers > 1 and not problem.experiment.training.clip_norm


# ---- the factor before it ----------------------------------------------------------------------


class SignFlipped(LossStage):
    """The error signal begins with y − a."""

    factor, factor_formula, factor_code = -1.0, "-", "-"


class Doubled(LossStage):
    """The error signal begins twice as large."""

    factor, factor_formula, factor_code = 2.0, r"2\,", "2 * "


class SumNotMean(LossStage):
    """The loss is the mean over the batch, its gradient that of the sum."""

    def backward(self, b: Builder) -> None:
        """Bind the output's δ without the 1/n."""
        self.reduction = "sum"
        self.weight = self.loss.weight(self.output.layer.n_out, b.n, "sum")
        if not self.fused:
            self.factor_formula, self.factor_code = r"n\,", "len(y) * "
        super().backward(b)


class _FactorWords(Backward):
    def __init__(self, factor: float, symbol: str) -> None:
        self.times = factor
        self.factor = symbol

    def scaled(self, way: Expr, symbols: str) -> tuple[Expr, str]:
        if not symbols.startswith(r"\frac"):
            symbols = rf"\bigl({symbols}\bigr)"
        way = Negative(way) if self.times == -1.0 else Product((exact(self.times), way))
        return way, self.factor + symbols

    def output_signal(self, s: Subject) -> tuple[Array, Array]:
        gradient, jacobian = super().output_signal(s)
        return self.times * gradient, jacobian


class _SumWords(Backward):
    factor = r"n\,"

    def samples(self, s: Subject) -> int:
        return 1

    def output_signal(self, s: Subject) -> tuple[Array, Array]:
        gradient, jacobian = super().output_signal(s)
        return len(s.step.y) * gradient, jacobian


def _takes_a_mean(problem: Problem) -> bool:
    return problem.experiment.loss.reduction == "mean" and problem.batch_size > 1


PROPAGATION: dict[str, Mistake] = {
    "not_transposed": Mistake(
        does="The error signal is carried back by W instead of its transpose.",
        symptom="Each hidden unit is blamed for what other units did; the loss falls more slowly, "
        "or stays where it is. With other sizes NumPy would refuse the product.",
        source="Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP2 "
        "without its transpose.",
        shows_in=ARRIVES,
        needs="square weight matrices behind the first layer, of at least two units",
        fits=_is_square,
        stages={Linear: NotTransposed},
        explain=_NotTransposedWords().phases,
    ),
    "updated_weights": Mistake(
        does="Each layer is updated as soon as its gradient is known, and the updated weights "
        "carry the error signal further back.",
        symptom="Hardly any: with a small learning rate the weights differ little. Mazur's figures "
        "differ from the seventh decimal on.",
        source='Mazur, "A Step by Step Backpropagation Example" (2015): the program behind the '
        "figures with which it ends.",
        shows_in=ARRIVES,
        needs="a hidden layer, and no gradient clipping",
        fits=_has_hidden_unclipped,
        stages={Linear: NewWeights},
        early_update=True,
        explain=_NewWeightsWords().phases,
    ),
    "sign_flipped": Mistake(
        does="The error signal begins with target minus output, and is subtracted all the same.",
        symptom="The loss rises from the first update on.",
        source='Stanford CS231n, "Optimization": the update goes against the gradient.',
        shows_in=places("delta", "output"),
        stages={LossStage: SignFlipped},
        explain=_FactorWords(-1.0, "-").phases,
    ),
    "factor_two": Mistake(
        does="The gradient is doubled: the 2 of the derivative of a square where the loss has its "
        "½ already, or the like.",
        symptom="With SGD, none but a learning rate that seems twice as large. With Adagrad, "
        "RMSprop or Adam, which divide by the gradient's size, at most a penalty seems weaker.",
        source='Mazur, "A Step by Step Backpropagation Example" (2015): its ½ is there to cancel '
        "the 2.",
        shows_in=places("delta", "output"),
        stages={LossStage: Doubled},
        explain=_FactorWords(2.0, r"2\,").phases,
    ),
    "sum_not_mean": Mistake(
        does="The loss shown is the mean over the batch, the gradient that of the sum.",
        symptom="With SGD, a learning rate that fits one batch size is too large for a larger "
        "one; training diverges when the batch grows. With Adagrad, RMSprop or Adam, which divide "
        "by the gradient's size, at most a penalty seems weaker.",
        source='Goyal et al., "Accurate, Large Minibatch SGD" (2017), section 3: which size the '
        "loss is divided by.",
        shows_in=places("delta", "output"),
        needs="the mean over a batch of at least two samples",
        fits=_takes_a_mean,
        stages={LossStage: SumNotMean},
        explain=_SumWords().phases,
    ),
}
"""Entries of `bpviz.core.mistakes.MISTAKES`."""
