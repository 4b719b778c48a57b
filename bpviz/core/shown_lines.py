"""Lines of arithmetic under each other, and the digits at which each gives the result shown."""

from __future__ import annotations

from dataclasses import dataclass

from bpviz.core.expression import SHOWN_TERMS, Expr, Number, Sum
from bpviz.core.figures import result_digits, same_shown


@dataclass(frozen=True)
class Line:
    """One line of numbers, and the digits at which it gives the result that is shown."""

    expression: Expr
    digits: int
    holds: bool

    def latex(self, terms: int = SHOWN_TERMS) -> str:
        """The line, without a sign before it."""
        return self.expression.latex(self.digits, terms)


def line(
    expression: Expr, result: float, digits: int, extra: int = 2, *, coarse: bool = False
) -> Line:
    """The line with as few digits, from `digits` on, as make it give the `result` shown.

    A product has one digit less than its factors, as rounding leaves it; a sum that is not `coarse`
    has as many as are asked for, if its terms give them with up to `extra` digits more. Without
    agreement even then (differences of nearly equal numbers) the sign must be ≈.
    """
    fewer = result_digits(digits)
    full = isinstance(expression, Sum) and not coarse
    for wanted in (digits, fewer) if full else (fewer,):
        for more in range(extra + 1):
            if same_shown(result, expression.value(digits + more), wanted):
                return Line(expression, digits + more, True)
    return Line(expression, digits, False)


def lines(expression: Expr, result: float, digits: int, limit: int = 3) -> tuple[Line, ...]:
    """Successive simplifications of `expression` down to, but without, the result.

    All that hold give the result with the same number of digits: where one line cannot give them
    all, 0.45 in another must not stand before a result of 0.4.
    """
    found: list[Line] = []
    while len(found) < limit and not isinstance(expression, Number):
        found.append(line(expression, result, digits))
        expression = expression.simpler()
    if not all(_gives(one, result, digits) for one in found if one.holds):
        found = [
            one if _gives(one, result, result_digits(digits)) else _coarse(one, result, digits)
            for one in found
        ]
    return tuple(found)


def _gives(line: Line, result: float, digits: int) -> bool:
    return same_shown(result, line.expression.value(line.digits), digits)


def _coarse(one: Line, result: float, digits: int) -> Line:
    return line(one.expression, result, digits, coarse=True)
