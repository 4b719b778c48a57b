"""Mistakes before the backward pass: in the loss, in the evaluation, in the data."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator

from bpviz.core.activations import softmax
from bpviz.core.calls import Array, Calls
from bpviz.core.explain_backward import Backward
from bpviz.core.explain_draft import Draft, Subject, divisor_symbol, target
from bpviz.core.explain_forward import loss_phase
from bpviz.core.expression import Expr
from bpviz.core.forms import softmax_term
from bpviz.core.loss_stage import LossStage
from bpviz.core.losses import Loss, softmax_terms
from bpviz.core.mistakes.entry import Mistake, Samples, places
from bpviz.core.notation import partial
from bpviz.core.stages import Dropout

if TYPE_CHECKING:
    from bpviz.core.problem import Problem


# ---- softmax twice -----------------------------------------------------------------------------


def _softmax_gradient(c: Calls, a: Array, y: Array, g: Array) -> None:
    """Softmax(a) − y, the derivative of the cross-entropy of softmax(a)."""
    softmax(c, a, g)
    c.call(np.subtract, g, y, g)


def _of_softmax(loss: Loss) -> Loss:
    return dataclasses.replace(
        loss,
        terms=softmax_terms,
        gradient=_softmax_gradient,
        formula=r"-\sum_j y_j\ln \frac{e^{a_j}}{\sum_k e^{a_k}}",
        gradient_formula=r"\frac{e^{a_j}}{\sum_k e^{a_k}}-y_j",
        fused={},
    )


class SoftmaxTwice(LossStage):
    """The loss takes the outputs for logits, and applies softmax to them."""

    def value_code(self) -> str:
        """The loss of logits, given the outputs."""
        return f"{self.name}_with_logits(a{self.output.layer.index}, y)"

    def slope_code(self) -> str:
        """∂L/∂a of the outputs."""
        divisor = f" / {by}" if (by := self.divisor_code()) else ""
        return f"(softmax(a{self.output.layer.index}) - y){divisor}"


def _twice_softmax_loss(s: Subject) -> Draft:
    a, y = s.step.a[s.problem.n_layers], s.step.y

    def term(row: int, unit: int) -> Expr:
        return softmax_term(a[row].tolist(), float(y[row, unit]), unit)

    return loss_phase(s, r"\bigl(-<y>\ln \mathrm{softmax}(<a>)\bigr)", term)


class _TwiceWords(Backward):
    def signal_hint(self, s: Subject) -> str:
        if not s.is_output:
            return super().signal_hint(s)
        a, divisor = s.at("a", "j"), divisor_symbol(s.problem, len(s.step.y))
        error = rf"\mathrm{{softmax}}({a}) - {target('j')}"
        error = error if divisor == "1" else rf"\frac{{{error}}}{{{divisor}}}"
        return f"{partial(a)} = {error}"


def _has_softmax_loss(problem: Problem) -> bool:
    return problem.experiment.loss.name == "cross_entropy"


# ---- evaluation --------------------------------------------------------------------------------


class AlwaysDropout(Dropout):
    """Dropout in training and in evaluation."""

    in_evaluation = True


def _has_dropout(problem: Problem) -> bool:
    return any(layer.dropout for layer in problem.layers)


# ---- data --------------------------------------------------------------------------------------


def _shuffled_apart(rng: Generator, samples: Samples) -> Samples:
    """The training targets in an order of their own; all must not fall into place by chance."""
    y = samples.y_train[rng.permutation(len(samples.y_train))]
    if np.array_equal(y, samples.y_train):
        y = np.roll(y, 1, axis=0)
    return samples._replace(y_train=y)


def _targets_differ(problem: Problem) -> bool:
    return bool((problem.y_train != problem.y_train[0]).any())


def _leaked(rng: Generator, samples: Samples) -> Samples:
    """The first target in place of the last input, in training and test set."""
    return samples._replace(
        x_train=np.column_stack([samples.x_train[:, :-1], samples.y_train[:, 0]]),
        x_test=np.column_stack([samples.x_test[:, :-1], samples.y_test[:, 0]]),
    )


FORWARD: dict[str, Mistake] = {
    "softmax_twice": Mistake(
        does="The outputs of the softmax are taken for logits by a loss that applies softmax.",
        symptom="The loss falls slowly and never below ln(1 + (k − 1)/e) for k classes, however "
        "right the outputs are.",
        source='Karpathy, "most common neural net mistakes" (2018), fourth: softmaxed outputs to a '
        "loss that expects raw logits.",
        checkable=False,
        why_not="The gradient is right for the loss that is computed; the loss is the wrong one.",
        shows_in=places("loss", "") | places("delta", "output"),
        needs="the loss cross_entropy",
        fits=_has_softmax_loss,
        stages={LossStage: SoftmaxTwice},
        loss=_of_softmax,
        explain={**_TwiceWords().phases, "loss": _twice_softmax_loss},
    ),
    "dropout_at_test": Mistake(
        does="Dropout stays on when the network is evaluated.",
        symptom="Predictions flicker; loss and accuracy of training and test set jump from "
        "evaluation to evaluation and are worse than they should be.",
        source='Karpathy, "most common neural net mistakes" (2018), second: train and eval mode '
        "not toggled.",
        checkable=False,
        why_not="Training itself is right; only the evaluation is wrong.",
        needs="a layer with dropout",
        fits=_has_dropout,
        stages={Dropout: AlwaysDropout},
    ),
    "shuffled_apart": Mistake(
        does="Once, the inputs of the training set were shuffled without their targets.",
        symptom="The training loss stays near that of guessing, or falls by learning by heart; on "
        "the test set the network knows nothing.",
        source='Zhang et al., "Understanding Deep Learning Requires Rethinking Generalization" '
        "(2017): random labels can be fitted, but nothing is learned.",
        checkable=False,
        why_not="The gradient is right for the data given; the data are wrong.",
        shows_in=places("batch", ""),
        needs="training samples with different targets",
        fits=_targets_differ,
        samples=_shuffled_apart,
    ),
    "label_leakage": Mistake(
        does="The target stands among the inputs: it has replaced the last one.",
        symptom="With a single output, training and test loss soon vanish: too good to be true. "
        "With several, only the first target is given away, and the loss may show nothing.",
        source='Kaufman et al., "Leakage in Data Mining" (2012).',
        checkable=False,
        why_not="The gradient is right for the data given; the data are wrong.",
        shows_in=places("batch", ""),
        samples=_leaked,
    ),
}
"""Entries of `bpviz.core.mistakes.MISTAKES`."""
