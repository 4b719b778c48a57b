"""Mistakes with ∂L/∂W and ∂L/∂b where the error signal is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.explain_backward import Backward
from bpviz.core.explain_draft import Draft, Subject
from bpviz.core.explain_phases import update_phase
from bpviz.core.explain_update import Variant
from bpviz.core.expression import Expr, Number, Product, Sum, exact
from bpviz.core.mistakes.entry import Mistake, places
from bpviz.core.notation import parameter, partial
from bpviz.core.program import Builder
from bpviz.core.stages import Layer, Linear, Regularizer

if TYPE_CHECKING:
    from bpviz.core.problem import Problem


# ---- the bias ----------------------------------------------------------------------------------


def _is_forgotten(layer: Layer) -> bool:
    return not layer.is_output and layer.use_bias and layer.train_bias


class NoHiddenBias(Linear):
    """The gradient of a hidden bias stays 0."""

    def bias_text(self) -> tuple[str, str]:
        """Write 0."""
        if not _is_forgotten(self.layer):
            return super().bias_text()
        i = self.layer.index
        formula = rf"\frac{{\partial L}}{{\partial b^{{({i})}}}}=0"
        return formula, f"db{i} = np.zeros_like(b{i})"

    def bind_gradient(self, b: Builder, delta: Array) -> None:
        """Bind ∂L/∂W = δ·aᵀ and ∂L/∂b = 0."""
        super().bind_gradient(b, delta)
        if _is_forgotten(self.layer):
            b.call(b.grads[self.layer.slice].reshape(self.layer.shape)[:, -1].fill, 0.0)


class _NoBiasWords(Backward):
    def gradient(self, s: Subject) -> Draft:
        if s.source != s.spec.n_in or not _is_forgotten(s.spec):
            return super().gradient(s)
        name = partial(parameter(s.layer, s.spec.n_in, s.source, s.unit))
        return Draft(f"{name} = 0", 0.0, about_parameter=True, per_sample=False)


def _has_hidden_bias(problem: Problem) -> bool:
    return any(_is_forgotten(layer) for layer in problem.layers)


# ---- from batch to batch -----------------------------------------------------------------------

TOTAL = "gradient"
"""What goes from one iteration to the next where gradients are not reset."""


class NotReset(Linear):
    """Each batch's gradient is added to those of all batches before."""

    def weight_text(self, b: Builder) -> tuple[str, str]:
        """Write += for =."""
        return self._added("W", *super().weight_text(b))

    def bias_text(self) -> tuple[str, str]:
        """Write += for =."""
        return self._added("b", *super().bias_text())

    def _added(self, letter: str, formula: str, code: str) -> tuple[str, str]:
        i = self.layer.index
        name = rf"\frac{{\partial L}}{{\partial {letter}^{{({i})}}}}"
        formula = formula.replace(f"{name}=", rf"{name}\leftarrow {name}+", 1)
        return formula, code.replace(" = ", " += ", 1)

    def bind_gradient(self, b: Builder, delta: Array) -> None:
        """Bind the sum so far, and the gradient as that sum; an evaluation has no batch before."""
        super().bind_gradient(b, delta)
        if TOTAL in b.memory:
            total, g = b.memory[TOTAL][self.layer.slice], b.grads[self.layer.slice]
            b.call(np.add, total, g, total)
            b.call(np.copyto, g, total)


def _so_far(s: Subject) -> float:
    """What is left of the gradients of all iterations before."""
    flat = s.step.state.slots[s.problem.slot_names.index(TOTAL)]
    return float(flat[s.spec.slice].reshape(s.spec.shape)[s.unit, s.source])


def _summed_update(s: Subject) -> Draft:
    """The update takes the sum over all iterations for this one's gradient."""
    before = _so_far(s)

    def gradient(total: float) -> Expr:
        return Sum((Number(before), Number(total - before)))

    def derivative(symbol: str) -> str:
        of_each = symbol.replace(r"\partial L}", r"\partial L_k}", 1)
        return rf"\sum_{{k=0}}^{{{s.step.iteration}}} {of_each}"

    return update_phase(s, Variant(gradient=gradient, derivative=derivative))


class _NotResetWords(Backward):
    def gradient(self, s: Subject) -> Draft:
        fresh = super().gradient(s)
        so_far = Number(_so_far(s))
        name = partial(parameter(s.layer, s.spec.n_in, s.source, s.unit))
        (way,) = fresh.ways
        parts = way.parts if isinstance(way, Sum) else (way,)
        return Draft(
            fresh.symbols.replace(f"{name} = ", rf"{name} \leftarrow {name} + ", 1),
            fresh.result,
            (Sum((so_far, *parts)),),
            n_terms=fresh.n_terms + 1,
            about_parameter=True,
            per_sample=False,
            penalty=fresh.penalty,
            carried=so_far.value(),
        )


# ---- the penalty -------------------------------------------------------------------------------


class _TwiceL2(Regularizer):
    """The penalty is l2/2·ΣW², its gradient 2·l2·W."""

    def gradient(self, b: Builder, layer: Layer) -> None:
        assert self.l2 is not None
        Regularizer(self.l1, 2.0 * self.l2).gradient(b, layer)

    def gradient_formula(self, i: int) -> str:
        return super().gradient_formula(i).replace(r"+\lambda_2", r"+2\,\lambda_2")

    def gradient_code(self, i: int) -> str:
        return super().gradient_code(i).replace("+ l2 * ", "+ 2 * l2 * ")


class TwiceDecayed(Linear):
    """∂L/∂W = δ·aᵀ + 2λW."""

    def __init__(self, layer: Layer, regularizer: Regularizer) -> None:
        super().__init__(layer, _TwiceL2(regularizer.l1, regularizer.l2))


class _TwiceL2Words(Backward):
    def penalty(self, s: Subject) -> tuple[tuple[Expr, ...], str]:
        parts, symbols = super().penalty(s)
        *others, decay = parts
        assert isinstance(decay, Product)
        doubled = Product((exact(2), *decay.parts))
        return (*others, doubled), symbols.replace(r" + \lambda_2", r" + 2\,\lambda_2")


def _has_l2(problem: Problem) -> bool:
    return problem.experiment.regularization.l2 > 0.0


GRADIENTS: dict[str, Mistake] = {
    "bias_not_updated": Mistake(
        does="The gradient of the hidden layers' biases is never computed: it stays 0, and so the "
        "biases stay as they are.",
        symptom="The loss hardly shows it: weights make up for much of it. The hidden biases keep "
        "their start values.",
        source="The second article's listing, as printed.",
        shows_in=places("gradient", "hidden"),
        needs="a hidden layer with a bias that is trained",
        fits=_has_hidden_bias,
        stages={Linear: NoHiddenBias},
        explain=_NoBiasWords().phases,
    ),
    "not_reset": Mistake(
        does="The gradients are not set to zero between batches: each is added to all before.",
        symptom="With SGD it starts well; then the steps grow, and the loss swings or diverges, "
        "as with a momentum of 1. Easy data such as XOR may be learned all the same; so may "
        "others with Adagrad, RMSprop or Adam, which hold the steps in bounds.",
        source='Karpathy, "most common neural net mistakes" (2018), third: no .zero_grad() before '
        ".backward().",
        shows_in=places("gradient", "hidden", "output"),
        first_iteration=1,
        stages={Linear: NotReset},
        slots=(TOTAL,),
        explain={**_NotResetWords().phases, "update": _summed_update},
    ),
    "l2_factor": Mistake(
        does="The penalty is λ/2·W², but its gradient is taken to be 2λW.",
        symptom="Weights shrink more than the penalty asks for; the minimum that training finds is "
        "not that of the loss shown.",
        source='Stanford CS231n, "Neural Networks Part 2", regularization: why the ½ stands before '
        "the penalty.",
        shows_in=places("gradient", "hidden", "output"),
        needs="an L2 penalty",
        fits=_has_l2,
        stages={Linear: TwiceDecayed},
        explain=_TwiceL2Words().phases,
    ),
}
"""Entries of `bpviz.core.mistakes.MISTAKES`."""
