"""How a worked solution writes numbers and lines of numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bpviz.core.expression import Expr, Product, Ratio, Sum, exact
from bpviz.core.figures import number, same_shown
from bpviz.core.shown_lines import Line
from bpviz.core.worked import Answer

LEAST, MOST, USUAL = 2, 15, 4
FEWEST = 6
"""Significant digits that a small number keeps, see `Figures.digits_of`."""
TERMS = 16
"""Sums of more terms are cut in the middle."""
FOLDED = 3
"""With more terms a sum does not stay on a fraction, where no line could be broken."""
GUARD = 2
"""By how many digits a line may exceed the precision, so that it gives the result shown."""
GIVEN = 2
"""By how many digits what is given exceeds the precision, so that one can compute with it."""

_POINT = re.compile(r"(?<=\d)\.(?=\d)")


@dataclass(frozen=True)
class Figures:
    """Precision and decimal sign.

    Attributes
    ----------
    precision : int
        Significant digits of every result, 2 to 15.
    comma : bool
        Write a decimal comma.
    """

    precision: int = USUAL
    comma: bool = False

    def digits_of(self, x: float) -> int:
        """Significant digits of a result: the precision, but no more decimals than that.

        A small number keeps at least six of them: at precision 9, 0.0821670406 is 0.082167041, as
        it stands in printed solutions.
        """
        if not math.isfinite(x) or x == 0.0:
            return self.precision
        lead = min(math.floor(math.log10(abs(x))) + 1, 0)
        return max(self.precision + lead, min(self.precision, FEWEST))

    def written(self, latex: str) -> str:
        """LaTeX with the decimal sign chosen."""
        return _POINT.sub("{,}", latex) if self.comma else latex

    def given(self, x: float) -> str:
        """A number that one computes with."""
        return self.written(number(float(x), min(self.precision + GIVEN, 17)))

    def setting(self, x: float) -> str:
        """A number that somebody typed."""
        return self.written(number(float(x), None))

    def answer(self, value: float, *key: str | int) -> Answer:
        """A number that is computed."""
        latex = self.written(number(float(value), self.digits_of(float(value))))
        return Answer(key, float(value), latex)

    def lines(self, expressions: Sequence[Expr], result: float) -> tuple[tuple[str, ...], str]:
        """The lines of numbers, each with its sign in front, and the sign before the result."""
        signs, texts = ["="], []
        for expression in expressions:
            line = self._line(unfolded(expression), result)
            texts.append(self.written(f"{signs[-1]} {line.latex(TERMS)}"))
            signs.append("=" if line.holds else r"\approx")
        return tuple(texts), signs[-1]

    def _line(self, expression: Expr, result: float) -> Line:
        """The line with as few digits as make it give the result that is shown."""
        wanted = self.digits_of(result)
        for digits in range(self.precision, self.precision + GUARD + 1):
            if same_shown(result, expression.value(digits), wanted):
                return Line(expression, digits, True)
        return Line(expression, self.precision, False)


def unfolded(expression: Expr) -> Expr:
    """A long sum over a number as that number's inverse times the sum."""
    if not (isinstance(expression, Ratio) and isinstance(expression.top, Sum)):
        return expression
    if len(expression.top.parts) <= FOLDED:
        return expression
    return Product((Ratio(exact(1), expression.bottom), expression.top))
