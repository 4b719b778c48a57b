"""The backward phases as arithmetic, one method a phase.

Error signals are about one row (`Subject.sample`) and one unit; gradients sum over the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.explain_draft import (
    DELTA,
    Draft,
    Subject,
    divisor_of,
    divisor_symbol,
    filled,
    pairs,
    target,
)
from bpviz.core.expression import (
    Expr,
    Number,
    Origin,
    Product,
    Ratio,
    Sum,
    exact,
    long_sum,
    product,
)
from bpviz.core.factors import output_factors
from bpviz.core.forms import activation_form, difference, loss_form
from bpviz.core.notation import output_of, parameter, partial, quantity, total


class Backward:
    """How the backward phases are explained. A mistake overrides the part that it makes wrong.

    Attributes
    ----------
    factor : str
        LaTeX that stands before ∂L/∂a of the output; empty without a mistake.
    weight : str
        The letter of a weight that carries the error signal back.
    weight_hint : str
        LaTeX of what that letter stands for; empty where it needs no word.
    """

    factor = ""
    weight = "w"
    weight_hint = ""

    @property
    def phases(self) -> Mapping[str, Callable[[Subject], Draft]]:
        """Phase → the method that explains it."""
        return {
            "dropout_backward": self.dropout_backward,
            "delta": self.delta,
            "gradient": self.gradient,
        }

    # ---- what a mistake may change ---------------------------------------------------------------

    def weight_between(self, unit: int | str, above: int | str) -> tuple[int | str, int | str]:
        """The indices of the weight by which a unit gets the error signal of one above it."""
        return unit, above

    def weights_to(self, matrix: Array, unit: int) -> Array:
        """All these weights of a unit, from W (n_in, n_out) of the layer above."""
        return np.asarray(matrix[unit])

    def slope(self, s: Subject) -> tuple[tuple[Expr, ...], str, str]:
        """f′(z): its arithmetic as factors (none where it is 1), its symbols, its formula."""
        form = activation_form(s.spec.activation)
        if not form.symbol:
            return (), "", ""
        slope = form.slope(
            float(s.step.z[s.layer][s.sample, s.unit]), float(s.step.a[s.layer][s.sample, s.unit])
        )
        formula = rf"{form.symbol}' = {ACTIVATIONS[s.spec.activation].slope_formula}"
        return (slope,), rf"\,{form.symbol}'({s.at('z')})", formula

    def has_jacobian(self, s: Subject) -> bool:
        """Whether a matrix stands in place of f′(z)."""
        return s.spec.activation == "softmax"

    def samples(self, s: Subject) -> int:
        """How many samples a mean is taken over."""
        return len(s.step.y)

    def scaled(self, way: Expr, symbols: str) -> tuple[Expr, str]:
        """∂L/∂a of the output, or a closed form of δ, with `factor` put in."""
        return way, symbols

    def output_signal(self, s: Subject) -> tuple[Array, Array]:
        """∂L/∂a (k,) and ∂a/∂z (k, k) of the output, where these are known to all digits."""
        gradient, jacobian = output_factors(s.step, slice(s.sample, s.sample + 1))
        return gradient[0], jacobian[0]

    def penalty(self, s: Subject) -> tuple[tuple[Expr, ...], str]:
        """λ₁·sign w + λ₂·w."""
        spec = s.problem.experiment.regularization
        weight = float(s.step.W_before[s.layer][s.source, s.unit])
        name = parameter(s.layer, s.spec.n_in, s.source, s.unit)
        parts: list[Expr] = []
        symbols = ""
        if spec.l1:
            parts.append(Product((exact(spec.l1), exact(float(np.sign(weight))))))
            symbols += rf" + \lambda_1\,\operatorname{{sign}}({name})"
        if spec.l2:
            parts.append(Product((exact(spec.l2), Number(weight))))
            symbols += rf" + \lambda_2\,{name}"
        return tuple(parts), symbols

    # ---- the phases ------------------------------------------------------------------------------

    def dropout_backward(self, s: Subject) -> Draft:
        """Derivative ∂L/∂a = (Σₖ δₖ·wⱼₖ)·m."""
        sums, symbols, count = self._propagated(s)
        way = Product((sums, Number(float(s.step.mask[s.layer][s.sample, s.unit]))))
        result = float(s.step.da[s.layer][s.sample, s.unit])
        text = rf"{partial(s.at('a'))} = {symbols}\,{s.at('m')}"
        return Draft(text, result, (way,), n_terms=count, hint=self.weight_hint)

    def delta(self, s: Subject) -> Draft:
        """Error signal δ = ∂L/∂a · f′(z), for the output or a hidden neuron."""
        result = float(s.step.delta[s.layer][s.sample, s.unit])
        if self.has_jacobian(s):
            return self._softmax_delta(s, result)
        if s.is_output:
            return self._output_delta(s, result)
        parts, prime, hint = self.slope(s)
        if s.spec.dropout:
            sums: Expr = Number(float(s.step.da[s.layer][s.sample, s.unit]))
            symbols, count = partial(s.at("a")), 1
        else:
            sums, symbols, count = self._propagated(s)
            hint = _both(hint, self.weight_hint)
        text = rf"{s.at(DELTA)} = {symbols}{prime}"
        return Draft(text, result, (product(sums, *parts),), n_terms=count, hint=hint)

    def gradient(self, s: Subject) -> Draft:
        """Derivative ∂L/∂w = Σₛ δₛ·aₛ, with the penalty's part; ∂L/∂b = Σₛ δₛ."""
        i, j, spec = s.source, s.unit, s.spec
        is_bias = i == spec.n_in
        deltas = s.step.delta[s.layer][:, j]
        result = float(s.step.db[s.layer][j] if is_bias else s.step.dW[s.layer][i, j])
        n = len(deltas)
        penalty, penalty_symbols = ((), "") if is_bias else self.penalty(s)
        if n == 1:
            way, symbols = self._single_chain(s, is_bias)
        elif is_bias:

            def delta_of(r: int) -> Expr:
                return Number(float(deltas[r]), of=Origin(s.layer, j, None, r))

            way = long_sum(n, delta_of, lambda: float(deltas.sum()))
            symbols = total(n, "s", s.at(DELTA, "s", j))
        else:

            def origins(r: int) -> tuple[Origin, Origin, Origin]:
                own, before = Origin(s.layer, j, None, r), Origin(s.layer - 1, i, None, r)
                return own, before, Origin(s.layer, j, i, r)

            way = pairs(deltas, s.inputs[:, i], origins)
            before = output_of(s.problem, s.layer - 1, "s", i)
            symbols = total(n, "s", s.at(DELTA, "s", j) + r"\," + before)
        if penalty:
            way = Sum((way, *penalty))
        name = partial(parameter(s.layer, spec.n_in, i, j))
        return Draft(
            f"{name} = {symbols}{penalty_symbols}",
            result,
            (way,),
            n_terms=n,
            about_parameter=True,
            per_sample=False,
            penalty=sum((part.value() for part in penalty), 0.0),
        )

    # ---- their parts -----------------------------------------------------------------------------

    def _propagated(self, s: Subject) -> tuple[Expr, str, int]:
        """Σₖ δₖ·wⱼₖ from the layer above: arithmetic, symbols, number of terms."""
        deltas = s.step.delta[s.layer + 1][s.sample]
        weights = self.weights_to(s.step.W_carrying[s.layer + 1], s.unit)
        symbols, count = self._sum_above(s, s.unit), len(deltas)
        symbols = rf"\bigl({symbols}\bigr)" if count == 1 else rf"\Bigl({symbols}\Bigr)"

        def origins(k: int) -> tuple[Origin, Origin, Origin]:
            source, unit = self.weight_between(s.unit, k)
            above = Origin(s.layer + 1, k)
            return above, Origin(s.layer + 1, int(unit), int(source)), above

        return pairs(deltas, weights, origins), symbols, count

    def _sum_above(self, s: Subject, unit: int | str) -> str:
        """Σₖ δₖ·wⱼₖ for a unit j of the step's layer, in symbols."""
        above, count = s.layer + 1, s.step.delta[s.layer + 1].shape[1]
        k: int | str = 0 if count == 1 else "k"
        weight = quantity(self.weight, above, *self.weight_between(unit, k))
        term = quantity(DELTA, above, k) + r"\," + weight
        return term if count == 1 else total(count, "k", term)

    def _closed_form(self, s: Subject) -> tuple[Expr, str] | None:
        """(a − y)/n, where loss and activation combine to it."""
        if not s.is_output or s.spec.activation not in s.problem.loss.fused:
            return None
        row, j = s.sample, s.unit
        error = difference(float(s.step.a[s.layer][row, j]), float(s.step.y[row, j]))
        return self.scaled(*self._divided(s, error, f"{s.at('a')} - {target(j)}"))

    def _output_delta(self, s: Subject, result: float) -> Draft:
        parts, prime, hint = self.slope(s)
        derivative = self.factor + partial(s.at("a"))
        closed = self._closed_form(s)
        if closed is not None:
            gradient, jacobian = self.output_signal(s)
            j = s.unit
            factors = Product((Number(float(gradient[j])), Number(float(jacobian[j, j]))))
            symbols = rf"{s.at(DELTA)} = {derivative}{prime} = {closed[1]}"
            return Draft(symbols, result, (factors, closed[0]), depth=1, hint=hint)
        way, symbols = self._loss_gradient(s)
        text = rf"{s.at(DELTA)} = {derivative}{prime} = {symbols}{prime}"
        return Draft(text, result, (product(way, *parts),), hint=hint)

    def _loss_gradient(self, s: Subject) -> tuple[Expr, str]:
        """∂L/∂a of one output: arithmetic and symbols."""
        row, j = s.sample, s.unit
        form = loss_form(s.problem.experiment.loss.name)
        a, y = float(s.step.a[s.layer][row, j]), float(s.step.y[row, j])
        way = form.gradient(a, y, float(s.step.z[s.layer][row, j]))
        written = filled(form.gradient_symbol, s.at("a"), target(j))
        way, symbols = self.scaled(*self._divided(s, way, written))
        if symbols == written and form.gradient_symbol[-1] == ">":
            symbols = rf"\bigl({symbols}\bigr)"
        return way, symbols

    def _divided(self, s: Subject, way: Expr, symbols: str) -> tuple[Expr, str]:
        """What is summed, divided as the loss is: arithmetic and symbols."""
        n = self.samples(s)
        divisor = divisor_of(s.problem, n)
        if divisor == 1:
            return way, symbols
        below = divisor_symbol(s.problem, n)
        return Ratio(way, exact(divisor)), rf"\frac{{{symbols}}}{{{below}}}"

    def _softmax_delta(self, s: Subject, result: float) -> Draft:
        """δₖ = Σⱼ ∂L/∂aⱼ · ∂aⱼ/∂zₖ, and what it combines to."""
        if s.is_output:
            signal, matrix = self.output_signal(s)
        else:
            row = slice(s.sample, s.sample + 1)
            signal = s.step.da[s.layer][s.sample]
            matrix = ACTIVATIONS["softmax"].jacobian(s.step.z[s.layer][row].astype(np.float64))[0]
        column = matrix[:, s.unit]
        closed = self._closed_form(s)
        chosen = np.arange(len(signal))
        if closed is not None and len(signal) > 4 and signal.any():
            chosen = np.flatnonzero(signal)  # the others are zero and would hide what counts
        signal, column = signal[chosen], column[chosen]

        def origins(k: int) -> tuple[Origin, Origin, Origin]:
            unit = Origin(s.layer, int(chosen[k]))
            return unit, unit, unit

        way = pairs(signal, column, origins)
        a_j = s.at("a", "j")
        chain = partial(a_j) + rf"\,\frac{{\partial {a_j}}}{{\partial {s.at('z')}}}"
        factor = self.factor if s.is_output else ""
        symbols = rf"{s.at(DELTA)} = {factor}{total(s.spec.n_out, 'j', chain)}"
        if closed is None:
            hint = self.signal_hint(s)
            return Draft(symbols, result, (way,), n_terms=len(signal), hint=hint)
        ways = (way, closed[0])
        return Draft(f"{symbols} = {closed[1]}", result, ways, depth=1, n_terms=len(signal))

    def signal_hint(self, s: Subject) -> str:
        """Where ∂L/∂a of a softmax is from, where it is a hidden one's."""
        if s.is_output or s.spec.dropout:
            return ""
        return _both(f"{partial(s.at('a', 'j'))} = {self._sum_above(s, 'j')}", self.weight_hint)

    def _single_chain(self, s: Subject, is_bias: bool) -> tuple[Expr, str]:
        """∂L/∂a · f′(z) · input, for a batch of one."""
        j = s.unit
        own, before = Origin(s.layer, j), Origin(s.layer - 1, s.source)
        last = () if is_bias else (Number(float(s.inputs[0, s.source]), of=before),)
        tail = "" if is_bias else r"\," + output_of(s.problem, s.layer - 1, s.source)
        parts, prime, _ = ((), "", "") if self.has_jacobian(s) else self.slope(s)
        if not parts or self._closed_form(s) is not None:
            delta = float(s.step.delta[s.layer][0, j])
            return product(Number(delta, of=own), *last), s.at(DELTA) + tail
        if s.is_output:
            signal: Expr = Number(self._loss_gradient(s)[0].value(), of=own)
            symbols = self.factor + partial(s.at("a"))
        elif s.spec.dropout:
            signal = Number(float(s.step.da[s.layer][0, j]), of=own)
            symbols = partial(s.at("a"))
        else:
            sums, symbols, _ = self._propagated(s)
            signal = sums.simpler()
        slopes = tuple(Number(part.value(), of=own) for part in parts)
        return Product((signal, *slopes, *last)), symbols + prime + tail


def _both(*hints: str) -> str:
    return r",\quad ".join(hint for hint in hints if hint)
