"""How numbers are written: digits, decimal comma, small fractions instead of decimals.

One choice for the whole window; the settings keep it, and every view is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from bpviz.core.explain import Explanation
from bpviz.core.expression import SHOWN_TERMS, Expr, Line, Negative, Number, Ratio, exact
from bpviz.core.figures import fraction, number
from bpviz.core.tex import plain_text
from bpviz.ui.number_text import measured

LEAST, MOST, USUAL = 3, 12, 4
_plain = lru_cache(maxsize=8192)(plain_text)
_SIGN = re.compile(r"(=|\\approx|\\leftarrow)")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


@dataclass(frozen=True)
class NumberFormat:
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
        text = _plain(latex.replace("{,}", "."))
        return _POINT.sub(",", text) if self.comma else text

    def measured(self, x: float) -> str:
        """A result beside others, as plain text: with all the digits, zeros too."""
        if self.fractions and (found := _fraction(x)) is not None:
            return self.plain(found.latex(self.digits))
        return measured(x, self.digits)

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

    def number_lines(self, found: Explanation, terms: int = SHOWN_TERMS) -> list[str]:
        """LaTeX of the lines of numbers, each with its sign, without the result."""
        signs = ["=", *("=" if line.holds else r"\approx" for line in found.lines[:-1])]
        lines = [
            f"{sign} {self.line(line, terms)}"
            for sign, line in zip(signs, found.lines, strict=False)
        ]
        return [self.written(text) for text in (*found.statements, *lines)]

    def asides(self, found: Explanation) -> list[str]:
        """LaTeX of what is worked out beside, with its results."""
        return [self.written(text) for text in found.aside_lines]

    def all_lines(self, found: Explanation) -> list[str]:
        """Everything in LaTeX, line by line, the result at the end of the last."""
        asides, result = self.asides(found), self.written(self.result(found))
        lines = [found.symbols] + ([] if found.asides_last else asides)
        lines += self.number_lines(found)
        if result and not found.lines:
            lines.append(result)
        elif result:
            lines[-1] += f" {result}"
        return lines + (asides if found.asides_last else [])

    def aligned(self, found: Explanation) -> str:
        """All lines for a LaTeX document (amsmath), aligned at their first sign."""
        inside = " \\\\\n".join(_SIGN.sub(r"&\1", text, count=1) for text in self.all_lines(found))
        return f"\\begin{{aligned}}\n{inside}\n\\end{{aligned}}"


STANDARD = NumberFormat()
"""How numbers are written where nobody chose."""


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
