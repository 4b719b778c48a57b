"""How numbers are written: digits, decimal comma, small fractions instead of decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from bpviz.core.explain import Explanation
from bpviz.core.expression import SHOWN_TERMS, Expr, Line, Negative, Number, Ratio, exact
from bpviz.core.figures import fraction, number
from bpviz.core.tex import plain_text

LEAST, MOST, USUAL = 3, 12, 4
_plain = lru_cache(maxsize=8192)(plain_text)
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


@dataclass(frozen=True)
class Style:
    """The user's choice.

    Attributes
    ----------
    digits : int
        Significant digits of what is put in.
    comma : bool
        Write a decimal comma.
    fractions : bool
        Write ½ where a number is exactly a small fraction, and not a whole number.
    """

    digits: int = USUAL
    comma: bool = False
    fractions: bool = False

    def number(self, x: float) -> str:
        """LaTeX of a number, with a decimal point."""
        if self.fractions and (found := _fraction(x)) is not None:
            return found.latex(self.digits)
        return number(x, self.digits)

    def text(self, x: float) -> str:
        """A number as plain text."""
        return self.plain(self.number(x))

    def written(self, latex: str) -> str:
        """LaTeX with the decimal sign chosen."""
        return _POINT.sub("{,}", latex) if self.comma else latex

    def plain(self, latex: str) -> str:
        """LaTeX as plain text, with the decimal sign chosen."""
        text = _plain(latex)
        return _POINT.sub(",", text) if self.comma else text

    def line(self, line: Line, terms: int = SHOWN_TERMS) -> str:
        """LaTeX of a line of numbers, with decimal points."""
        shown = replace(line, expression=_as_fractions(line.expression)) if self.fractions else line
        return shown.latex(terms)

    def result(self, found: Explanation) -> str:
        """LaTeX of the result with its sign; empty without one."""
        if found.result is None:
            return ""
        if self.fractions and (short := _fraction(found.result)) is not None:
            return f"{found.result_latex.split(' ')[0]} {short.latex(self.digits)}"
        return found.result_latex


def _fraction(x: float) -> Expr | None:
    found = fraction(x)
    if found is None or found.denominator == 1:
        return None
    short = Ratio(exact(abs(found.numerator)), exact(found.denominator))
    return Negative(short) if found < 0 else short


def _as_fractions(expression: Expr) -> Expr:
    """The same tree with small fractions in place of decimal numbers."""
    if isinstance(expression, Number):
        return _fraction(expression.x) or expression
    changes: dict[str, Expr | tuple[Expr, ...]] = {}
    for field in fields(expression):  # type: ignore[arg-type]
        value = getattr(expression, field.name)
        if isinstance(value, Expr):
            changes[field.name] = _as_fractions(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
            changes[field.name] = tuple(map(_as_fractions, value))
    return replace(expression, **changes)  # type: ignore[type-var]
