"""The last stage: the loss of the batch, and the error signal that begins there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.losses import Loss
from bpviz.core.program import Builder, Propagate
from bpviz.core.stages import Activate, Regularizer


class LossStage:
    """The loss of the batch, its penalty, and where the error signal begins.

    `factor` stands before the error signal; without a mistake it is 1.
    """

    factor = 1.0
    factor_formula = ""
    factor_code = ""

    def __init__(
        self,
        name: str,
        loss: Loss,
        reduction: str,
        evaluation_weight: Callable[[int], float],
        output: Activate,
        reg: Regularizer,
    ) -> None:
        self.name = name
        self.loss = loss
        self.reduction = reduction
        self.evaluation_weight = evaluation_weight
        self.output = output
        self.regularizer = reg
        self.fused = output.layer.activation in self.loss.fused

    def forward(self, b: Builder) -> None:
        """Bind the terms (n_out, n), the data loss and the penalty."""
        i = self.output.layer.index
        per_sample = self.loss.formula.replace("a_", f"a^{{({i})}}_")
        over = r"\frac{1}{n}\sum_s" if self.reduction == "mean" else r"\sum_s"
        code = f"loss = {self.value_code()}{self.regularizer.penalty_code(i)}"
        b.begin("loss", 0, "loss", rf"L={over} {per_sample}", code)
        a, z = self.output.a, self.output.z
        terms = b.keep("terms", 0, a.shape)
        total = b.keep("loss", 0, ())
        if self.fused:
            self.loss.fused[self.output.layer.activation](b, z, b.target, terms)
        else:
            self.loss.terms(b, a, b.target, terms)
        if b.training:
            self.weight = self.loss.weight(a.shape[0], b.n, self.reduction)
        else:
            self.weight = self.evaluation_weight(b.n)
        weights = np.full(terms.size, self.weight, b.dtype)
        b.call(terms.reshape(-1).dot, weights, total)
        if self.regularizer.used:
            self.regularizer.penalty(b, b.keep("penalty", 0, ()))

    def backward(self, b: Builder) -> None:
        """Bind the δ of the output in closed form, or hand ∂L/∂a to the activation."""
        if self.fused:
            self._closed_form(b)
            return
        i = self.output.layer.index

        def bind(out: Array) -> None:
            self.loss.gradient(b, self.output.a, b.target, out)
            b.call(np.multiply, out, b.constant(self.weight * self.factor), out)

        b.propagate = Propagate(
            bind,
            rf"{self.factor_formula}\frac{{\partial L}}{{\partial a^{{({i})}}}}",
            self.slope_code(),
        )
        self.output.backward(b)

    def value_code(self) -> str:
        """The data loss, as code."""
        i = self.output.layer.index
        return f"{self.name}_with_logits(z{i}, y)" if self.fused else f"{self.name}(a{i}, y)"

    def slope_code(self) -> str:
        """∂L/∂a of the outputs, as code."""
        return f"{self.factor_code}{self.name}_slope(a{self.output.layer.index}, y)"

    def divisor_code(self) -> str:
        """What turns a sum of the terms into the loss, for targets y; empty for a plain sum."""
        outputs = self.loss.mean_over_outputs and self.output.layer.n_out > 1
        if self.reduction == "mean":
            return "y.size" if outputs else "len(y)"
        return "y.shape[1]" if outputs else ""

    def _closed_form(self, b: Builder) -> None:
        i = self.output.layer.index
        outputs = "m" if self.loss.mean_over_outputs and self.output.layer.n_out > 1 else ""
        below = outputs + ("n" if self.reduction == "mean" else "")
        factor = rf"\frac{{1}}{{{below}}}" if below else ""
        divisor = f" / {by}" if (by := self.divisor_code()) else ""
        b.begin(
            "delta",
            i,
            "backward",
            rf"\delta^{{({i})}}={self.factor_formula}{factor}\,\bigl(a^{{({i})}}-y\bigr)",
            f"d{i} = {self.factor_code}(a{i} - y){divisor}",
        )
        delta = b.keep("delta", i, self.output.a.shape)
        b.call(np.subtract, self.output.a, b.target, delta)
        b.call(np.multiply, delta, b.constant(self.weight * self.factor), delta)
        b.signal = delta
