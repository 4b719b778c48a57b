"""How numbers are written: digits, decimal comma, small fractions instead of decimals.

One choice for the whole window; the settings keep it, and every view is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from bpviz.core.explain import Explanation
from bpviz.core.expression import (
    SHOWN_TERMS,
    Call,
    Expr,
    Negative,
    Number,
    Origin,
    Ratio,
    exact,
)
from bpviz.core.figures import fraction, number
from bpviz.core.shown_lines import Line
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
        if not self.fractions:
            return line.latex(terms)
        return replace(line, expression=_mapped(line.expression, self._shown)).latex(terms)

    def result(self, found: Explanation) -> str:
        """LaTeX of the result with its sign; empty without one."""
        if found.result is None:
            return ""
        if self.fractions and (short := _fraction(found.result)) is not None:
            return f"{found.result_latex.split(' ')[0]} {short.latex(self.digits)}"
        return found.result_latex

    def marked_lines(self, found: Explanation) -> list[Marked]:
        """`number_lines`, and where each number of the step's own stands in them."""
        origins: list[Origin] = []

        def mark(number: Number) -> Expr:
            written = self._shown(number)
            if number.of is None:
                return written
            origins.append(number.of)
            return _marked(written, chr(_FIRST + len(origins) - 1))

        marked = [replace(line, expression=_mapped(line.expression, mark)) for line in found.lines]
        plain = replace(self, fractions=False)  # what is marked is a fraction already
        texts = plain.number_lines(replace(found, lines=tuple(marked)))
        return [_unmarked(text, origins) for text in texts]

    def _shown(self, number: Number) -> Expr:
        """A small fraction in place of a decimal number, where that is wished."""
        return (self.fractions and _fraction(number.x)) or number

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
        """All lines as a display of a LaTeX document (amsmath), aligned at their first sign."""
        inside = " \\\\\n".join(_SIGN.sub(r"&\1", text, count=1) for text in self.all_lines(found))
        return f"\\[\n\\begin{{aligned}}\n{inside}\n\\end{{aligned}}\n\\]"


STANDARD = NumberFormat()
"""How numbers are written where nobody chose."""


def _fraction(x: float) -> Expr | None:
    found = fraction(x)
    if found is None or found.denominator == 1:
        return None
    short = Ratio(exact(abs(found.numerator)), exact(found.denominator))
    return Negative(short) if found < 0 else short


def _mapped(expression: Expr, change: Callable[[Number], Expr]) -> Expr:
    """The same tree with something in place of its numbers."""
    if isinstance(expression, Number):
        return change(expression)
    changes: dict[str, Expr | tuple[Expr, ...]] = {}
    for field in fields(expression):  # type: ignore[arg-type]
        value = getattr(expression, field.name)
        if isinstance(value, Expr):
            changes[field.name] = _mapped(value, change)
        elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
            changes[field.name] = tuple(_mapped(part, change) for part in value)
    return replace(expression, **changes)  # type: ignore[type-var]


# ---- where numbers stand ---------------------------------------------------------------------

_OPEN, _CLOSE, _FIRST = "\ue000", "\ue001", 0xE100
"""Around a number while a line is written; the character after the first says which it is."""


@dataclass(frozen=True)
class Marked:
    """A line of LaTeX, and where in it numbers stand: begin, end, and what each is one of."""

    latex: str
    spans: tuple[tuple[int, int, Origin], ...]


@dataclass(frozen=True)
class _MarkedNumber(Number):
    """A number between marks; where it is written it is one like any other."""

    mark: str = ""

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        return f"{_OPEN}{self.mark}{super().latex(digits, terms)}{_CLOSE}"


def _marked(written: Expr, mark: str) -> Expr:
    if isinstance(written, Negative):
        return Negative(_marked(written.part, mark))
    if isinstance(written, Number):
        return _MarkedNumber(written.x, written.exact, written.of, mark)
    return Call(f"{_OPEN}{mark}<0>{_CLOSE}", float, (written,))


def _unmarked(text: str, origins: Sequence[Origin]) -> Marked:
    """A line without its marks."""
    latex = ""
    spans: list[tuple[int, int, Origin]] = []
    for part in re.split(f"({_OPEN}.+?{_CLOSE})", text):
        begin = len(latex)
        if not part.startswith(_OPEN):
            latex += part
            continue
        latex += part[2:-1]
        spans.append((begin, len(latex), origins[ord(part[1]) - _FIRST]))
    return Marked(latex, tuple(spans))
