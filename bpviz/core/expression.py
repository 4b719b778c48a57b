r"""Arithmetic that can be shown and checked: the same tree is written as LaTeX and evaluated.

What a lecturer shows must hold. An expression knows its numbers with all their digits, writes them
rounded, and can be evaluated both ways: with all digits it gives the step's own result, with the
digits shown it says whether "=" or "≈" is the honest sign before the result.
"""
# ruff: noqa: D102  (what a node's methods do is said once, in Expr)

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from bpviz.core.figures import Digits, number, shown

SHOWN_TERMS = 4
"""Longer sums are shown as their first two terms … the last."""


class Origin(NamedTuple):
    """What a number of the step is one of: a neuron's, or where `source` is given a weight's.

    `source` n_in is the bias; `sample` is a row of the batch, None where the whole is about one.
    """

    layer: int
    unit: int
    source: int | None = None
    sample: int | None = None


# ---- the tree --------------------------------------------------------------------------------


class Expr:
    """A node. `rank` says how tightly it binds: 0 sum, 1 product, 2 anything closed."""

    rank: int = 2

    def value(self, digits: Digits = None) -> float:
        """Evaluate, with every number rounded to `digits` significant digits or not at all."""
        raise NotImplementedError

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        """Write it; sums of more than `terms` terms are cut in the middle."""
        raise NotImplementedError

    def simpler(self) -> Expr:
        """The same with each part evaluated: one line further down the blackboard."""
        return self

    def negative(self) -> bool:
        """Whether it begins with a minus sign."""
        return False


def _safe(function: Callable[..., float], *arguments: float) -> float:
    """Python raises where IEEE arithmetic has an answer; here the answer is meant."""
    try:
        return function(*arguments)
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return math.nan


def _divide(a: float, b: float) -> float:
    if b != 0.0:
        return a / b
    return math.nan if a == 0.0 or math.isnan(a) else math.copysign(math.inf, a)


@dataclass(frozen=True)
class Number(Expr):
    """A number from the step; `exact` ones (1, ½, the batch size) are never rounded.

    `of` says where it comes from, if it is one of the step's own.
    """

    x: float
    exact: bool = False
    of: Origin | None = field(default=None, compare=False)

    def value(self, digits: Digits = None) -> float:
        return self.x if digits is None or self.exact else shown(self.x, digits)

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        return number(self.x, None if self.exact else digits)

    def negative(self) -> bool:
        return self.x < 0.0


def product(*parts: Expr) -> Expr:
    """A product, or its only factor."""
    return parts[0] if len(parts) == 1 else Product(parts)


def exact(x: float) -> Number:
    """A number that is shown with all its digits."""
    return Number(float(x), exact=True)


@dataclass(frozen=True)
class Negative(Expr):
    """−x."""

    part: Expr
    rank = 1

    def value(self, digits: Digits = None) -> float:
        return -self.part.value(digits)

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        return "-" + _bracketed(self.part, digits, terms, 1)

    def simpler(self) -> Expr:
        return _simpler_of(self, self.part, Negative)

    def negative(self) -> bool:
        return True


@dataclass(frozen=True)
class Sum(Expr):
    """A sum; a negative number or `Negative` among the terms is written as a difference."""

    parts: tuple[Expr, ...]
    rank = 0

    def value(self, digits: Digits = None) -> float:
        hidden = len(self.parts) > SHOWN_TERMS  # nobody can add up what is not written
        values = [part.value(None if hidden else digits) for part in self.parts]
        try:
            return math.fsum(values)
        except (OverflowError, ValueError):  # infinities of both signs, or a sum beyond range
            return sum(values)

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        if not self.parts:
            return "0"
        hidden = len(self.parts) > terms
        first = min(2, max(terms - 1, 1)) if hidden else len(self.parts)
        text = self.parts[0].latex(digits, terms)
        for part in self.parts[1:first]:
            text += _added(part, digits, terms)
        if hidden:
            text += r" + \cdots" + _added(self.parts[-1], digits, terms)
        return text

    def simpler(self) -> Expr:
        parts = tuple(evaluated(part) for part in self.parts)
        if parts == self.parts:
            return Number(self.value())
        return Sum(parts)

    def negative(self) -> bool:
        return bool(self.parts) and self.parts[0].negative()


@dataclass(frozen=True)
class LongSum(Expr):
    """A sum too long to write: its first terms, its last one and what they add up to.

    `term` makes any of its terms, before they were evaluated.
    """

    head: tuple[Expr, ...]
    last: Expr
    count: int
    total: float
    term: Callable[[int], Expr] = field(compare=False, repr=False)
    rank: int = 0

    def value(self, digits: Digits = None) -> float:
        return self.total

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        stand_in = Sum((*self.head, exact(0), exact(0), exact(0), self.last))
        return stand_in.latex(digits, min(terms, 4))

    def simpler(self) -> Expr:
        head = tuple(evaluated(part) for part in self.head)
        last = evaluated(self.last)
        if (head, last) == (self.head, self.last):
            return Number(self.total)
        return LongSum(head, last, self.count, self.total, self.term)

    def negative(self) -> bool:
        return self.head[0].negative()


def long_sum(count: int, term: Callable[[int], Expr], total: Callable[[], float]) -> Expr:
    """The sum of ``term(0)`` … ``term(count - 1)``, written out in memory only when short."""
    if count <= 4 * SHOWN_TERMS:
        return Sum(tuple(term(index) for index in range(count)))
    return LongSum((term(0), term(1)), term(count - 1), count, total(), term)


@dataclass(frozen=True)
class CutSum:
    """A sum that is cut in the middle where it is written: all its terms, one by one.

    `rest` is what is added to it; `total` is all of that together.
    """

    count: int
    term: Callable[[int], Expr]
    rest: tuple[Expr, ...]
    total: float


def cut_sum(expression: Expr) -> CutSum | None:
    """The outermost sum of an expression that is cut in the middle where it is written."""
    if isinstance(expression, LongSum):
        return CutSum(expression.count, expression.term, (), expression.total)
    parts = _parts(expression)
    if isinstance(expression, Sum):
        if len(parts) > SHOWN_TERMS:
            return CutSum(len(parts), parts.__getitem__, (), expression.value())
        for place, part in enumerate(parts):
            found = cut_sum(part) if isinstance(part, (Sum, LongSum)) else None
            if found is not None:
                rest = (*found.rest, *parts[:place], *parts[place + 1 :])
                return replace(found, rest=rest, total=expression.value())
    return next((found for part in parts if (found := cut_sum(part)) is not None), None)


def _parts(expression: Expr) -> tuple[Expr, ...]:
    """What an expression is made of."""
    found: list[Expr] = []
    for each in fields(expression):  # type: ignore[arg-type]
        value = getattr(expression, each.name)
        found += value if isinstance(value, tuple) and not isinstance(value, Origin) else (value,)
    return tuple(part for part in found if isinstance(part, Expr))


@dataclass(frozen=True)
class Product(Expr):
    r"""A product; `tight` ones are written with a dot, ``0.27·(1 − 0.27)``."""

    parts: tuple[Expr, ...]
    tight: bool = False
    of: Origin | None = field(default=None, compare=False)
    rank = 1

    def value(self, digits: Digits = None) -> float:
        result = 1.0
        for part in self.parts:
            result *= part.value(digits)
        return result

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        sign = r" \cdot " if self.tight else r" \times "
        first, *rest = self.parts
        texts = [_bracketed(first, digits, terms, 1, leads=True)]
        texts += [_bracketed(part, digits, terms, 1) for part in rest]
        return sign.join(texts)

    def simpler(self) -> Expr:
        parts = tuple(evaluated(part) for part in self.parts)
        if parts == self.parts:
            return Number(self.value())
        return Product(parts)

    def negative(self) -> bool:
        return self.parts[0].rank > 0 and self.parts[0].negative()


@dataclass(frozen=True)
class Ratio(Expr):
    """A fraction."""

    top: Expr
    bottom: Expr

    def value(self, digits: Digits = None) -> float:
        return _divide(self.top.value(digits), self.bottom.value(digits))

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        top, bottom = self.top.latex(digits, terms), self.bottom.latex(digits, terms)
        return rf"\frac{{{top}}}{{{bottom}}}"

    def simpler(self) -> Expr:
        parts = evaluated(self.top), evaluated(self.bottom)
        if parts == (self.top, self.bottom):
            return Number(self.value())
        return Ratio(*parts)


@dataclass(frozen=True)
class Square(Expr):
    """x²."""

    part: Expr

    def value(self, digits: Digits = None) -> float:
        value = self.part.value(digits)
        return value * value

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        text = self.part.latex(digits, terms)
        closed = isinstance(self.part, Number) and not self.part.negative() and "cdot" not in text
        return f"{text}^2" if closed else _brackets(text) + "^2"

    def simpler(self) -> Expr:
        return _simpler_of(self, self.part, Square)


@dataclass(frozen=True)
class Call(Expr):
    r"""A function of numbers, written by a template: ``e^{<0>}``, ``\max(<0>, 0)``.

    `rank` 0 says that the template reads as a sum: ``e^{<0>} - 1``.
    """

    template: str
    function: Callable[..., float]
    parts: tuple[Expr, ...]
    rank: int = 2

    def value(self, digits: Digits = None) -> float:
        return _safe(self.function, *(part.value(digits) for part in self.parts))

    def latex(self, digits: int, terms: int = SHOWN_TERMS) -> str:
        text = self.template
        for index, part in enumerate(self.parts):
            text = text.replace(f"<{index}>", part.latex(digits, terms))
        return text

    def simpler(self) -> Expr:
        parts = tuple(evaluated(part) for part in self.parts)
        if parts == self.parts:
            return Number(self.value())
        return Call(self.template, self.function, parts, self.rank)


def evaluated(part: Expr) -> Number:
    """What a part comes to; a product's number comes from where the product does."""
    if isinstance(part, Number):
        return part
    return Number(part.value(), of=part.of if isinstance(part, Product) else None)


def _simpler_of(whole: Expr, part: Expr, kind: Callable[[Expr], Expr]) -> Expr:
    done = evaluated(part)
    return Number(whole.value()) if done == part else kind(done)


def _brackets(text: str) -> str:
    r"""In brackets, bigger ones around brackets: ``\bigl(a \times (-b)\bigr)``."""
    big = "(" in text or r"\frac" in text
    return rf"\bigl({text}\bigr)" if big else f"({text})"


def _bracketed(part: Expr, digits: int, terms: int, rank: int, *, leads: bool = False) -> str:
    text = part.latex(digits, terms)
    if isinstance(part, Sum) and len(part.parts) == 1 and isinstance(part.parts[0], Number):
        part = part.parts[0]
    if part.rank < rank or (part.negative() and not leads):
        return _brackets(text)
    return text


def _added(part: Expr, digits: int, terms: int) -> str:
    """A further term of a sum, with its sign."""
    if isinstance(part, Negative):
        return " - " + _bracketed(part.part, digits, terms, 1)
    if isinstance(part, Number) and part.negative():
        return " - " + replace(part, x=-part.x).latex(digits, terms)
    if isinstance(part, Product) and isinstance(part.parts[0], Number) and part.negative():
        turned = replace(part.parts[0], x=-part.parts[0].x)
        turned_product = Product((turned, *part.parts[1:]), part.tight)
        return " - " + turned_product.latex(digits, terms)
    if part.rank == 0 and part.negative():
        return " + " + _brackets(part.latex(digits, terms))
    return " + " + part.latex(digits, terms)
