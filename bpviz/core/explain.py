r"""Why a number is what it is: a micro-step's formula, with the step's own numbers put in.

``explain(step, layer, unit)`` gives the formula in symbols (LaTeX), lines of numbers and the
result, for the chosen neuron, or for the chosen weight where the step is about weights. The lines
keep the numbers unrounded, so that the arithmetic can be checked; see `bpviz.core.expression`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bpviz.core.explain_draft import Draft, Subject
from bpviz.core.explain_phases import PHASES
from bpviz.core.expression import SHOWN_TERMS, Expr
from bpviz.core.figures import number, result_digits, same_shown
from bpviz.core.notation import neuron_name, parameter_name
from bpviz.core.shown_lines import Line, line, lines
from bpviz.core.step import Step
from bpviz.core.tex import plain_text


@dataclass(frozen=True)
class Aside:
    """A quantity that the result needs, worked out beside it (Adam's averages)."""

    symbol: str
    line: Line
    value: float


@dataclass(frozen=True)
class Explanation:
    r"""One micro-step explained for one neuron or weight.

    Attributes
    ----------
    phase, direction : str
        Of the micro-step.
    layer, unit : int
        The neuron explained; `layer` is 0 for the batch, the loss and clipping.
    source : int or None
        The index of the weight's other end where a weight is explained (n_in: the bias).
    sample : int or None
        The row of the batch, or None where the result is about the whole batch.
    neuron, parameter : str
        Names in plain text for a title: ``"h₂"``, ``"w₁₂⁽²⁾"``.
    symbols : str
        LaTeX.
    lines : tuple of Line
        Each gives the result when evaluated.
    asides : tuple of Aside
        What is worked out beside, before the lines or, with `asides_last`, after them.
    statements : tuple of str
        LaTeX lines of numbers without arithmetic (the sample that goes in).
    result : float or None
        The step's own number.
    digits : int
        Asked for.
    n_terms : int
        How many terms the longest sum has; more than `SHOWN_TERMS` are cut in the middle.
    code : str
        The line of NumPy.
    hint : str
        LaTeX of what a reader may have forgotten: ``\sigma' = a\,(1-a)``.
    """

    phase: str
    direction: str
    layer: int
    unit: int
    source: int | None
    sample: int | None
    neuron: str
    parameter: str
    symbols: str
    lines: tuple[Line, ...]
    asides: tuple[Aside, ...]
    statements: tuple[str, ...]
    result: float | None
    digits: int
    n_terms: int
    code: str
    asides_last: bool = False
    hint: str = ""

    def number_lines(self, terms: int = SHOWN_TERMS) -> tuple[str, ...]:
        """Lines of LaTeX, each beginning with its sign, without the result."""
        signs = ["=", *(_sign(found) for found in self.lines[:-1])]
        arithmetic = [
            f"{sign} {found.latex(terms)}" for sign, found in zip(signs, self.lines, strict=False)
        ]
        return (*self.statements, *arithmetic)

    @property
    def numbers(self) -> tuple[str, ...]:
        """`number_lines` with as many terms as usual."""
        return self.number_lines()

    @property
    def result_latex(self) -> str:
        r"""The result with its sign: ``= -0.0339`` or, where rounding shows, ``\approx …``."""
        if self.result is None:
            return ""
        sign = _sign(self.lines[-1]) if self.lines else "="
        return f"{sign} {number(self.result, self.result_digits)}"

    @property
    def result_digits(self) -> int:
        """Digits of the result: as many as asked for where the lines give them, or one less."""
        held = [found for found in self.lines if found.holds]
        if self.result is None or not held:
            return result_digits(self.digits)
        result, digits = self.result, self.digits
        exact = (same_shown(result, f.expression.value(f.digits), digits) for f in held)
        return digits if all(exact) else result_digits(digits)

    @property
    def aside_lines(self) -> tuple[str, ...]:
        """The asides with their results, one by one."""
        return tuple(
            f"{aside.symbol} = {aside.line.latex()} "
            f"{_sign(aside.line)} {number(aside.value, result_digits(self.digits))}"
            for aside in self.asides
        )

    @property
    def all_lines(self) -> tuple[str, ...]:
        """Everything in LaTeX, line by line, the result at the end of the last."""
        asides = list(self.aside_lines)
        found = [self.symbols] + ([] if self.asides_last else asides)
        found += self.numbers
        if self.result is not None:
            if len(found) == 1 or not self.lines:
                found.append(self.result_latex)
            else:
                found[-1] += f" {self.result_latex}"
        return tuple(found + (asides if self.asides_last else []))

    def latex(self) -> str:
        """All lines for a LaTeX document (amsmath), aligned at their first sign."""
        lines = [
            re.sub(r"(=|\\approx|\\leftarrow)", r"&\1", text, count=1) for text in self.all_lines
        ]
        inside = " \\\\\n".join(lines)
        return f"\\begin{{aligned}}\n{inside}\n\\end{{aligned}}"

    def text(self) -> str:
        """All lines as plain text, one below the other."""
        return "\n".join(map(plain_text, self.all_lines))


def _sign(before: Line) -> str:
    """The sign after a line: = where its numbers, as shown, give the result shown."""
    return "=" if before.holds else r"\approx"


def explain(
    step: Step,
    layer: int,
    unit: int,
    source: int | None = None,
    sample: int = 0,
    digits: int = 4,
    *,
    alone: bool = False,
) -> Explanation:
    """Explain a micro-step for a neuron or a weight.

    Parameters
    ----------
    step : Step
    layer, unit, source : int, int, int or None
        What is chosen, as in the user's selection. Where the step is about another layer, its
        neuron with the nearest index is explained; for a weight that leads out of the step's
        layer, the neuron it comes from; for a neuron below a step about weights, a weight that
        leads out of it.
    sample : int
        Row of the batch; the last row where the batch is shorter.
    digits : int
        Significant digits of the numbers put in, at least 1. The result has as many, or one less
        where the numbers do not give it, and a line takes up to two more where it needs them.
    alone : bool
        Where the step is about the loss: that of the sample alone, without the mean over the batch.

    Returns
    -------
    Explanation
    """
    subject = replace(_subject(step, layer, unit, source, sample), alone=alone)
    draft = _drafted(subject)
    result = draft.result
    found: list[Line] = []
    if result is not None:
        for way in draft.ways:
            found += lines(way, result, digits, limit=draft.depth)
    asides = tuple(
        Aside(symbol, line(expression, value, digits), value)
        for symbol, expression, value in draft.asides
    )
    about_layer = step.layer > 0
    return Explanation(
        phase=step.phase,
        direction=step.micro.direction,
        layer=step.layer,
        unit=subject.unit,
        source=subject.source if draft.about_parameter else None,
        sample=subject.sample if draft.per_sample else None,
        neuron=neuron_name(step.problem, step.layer, subject.unit) if about_layer else "",
        parameter=_parameter_name(subject) if draft.about_parameter else "",
        symbols=draft.symbols,
        lines=tuple(found),
        asides=asides,
        statements=draft.statements(digits) if draft.statements else (),
        result=result,
        digits=digits,
        n_terms=draft.n_terms,
        code=step.micro.code,
        asides_last=draft.asides_last,
        hint=draft.hint,
    )


def drafted(step: Step, layer: int, unit: int, source: int | None = None) -> Draft:
    """What the phase, or the mistake in it, gives to `explain`."""
    return _drafted(_subject(step, layer, unit, source, 0))


def _drafted(subject: Subject) -> Draft:
    phase = subject.step.phase
    return subject.problem.mistake.explain.get(phase, PHASES[phase])(subject)


def _subject(step: Step, layer: int, unit: int, source: int | None, sample: int) -> Subject:
    sample = min(max(sample, 0), len(step.batch) - 1)
    if step.layer == 0:
        return Subject(step, 0, max(unit, 0), 0, sample)
    spec = step.problem.layers[step.layer - 1]
    if source is not None and layer == step.layer + 1 and source < spec.n_out:
        unit, source = source, None
    elif layer != step.layer:
        source = unit if layer == step.layer - 1 and source is None else None
    unit = min(max(unit, 0), spec.n_out - 1)
    last = spec.n_in if spec.use_bias else spec.n_in - 1
    return Subject(step, step.layer, unit, min(max(source or 0, 0), last), sample)


def _parameter_name(subject: Subject) -> str:
    return parameter_name(subject.layer, subject.spec.n_in, subject.source, subject.unit)


__all__ = ["Aside", "Explanation", "Expr", "drafted", "explain"]
