r"""Numbers as they are written on a blackboard, and when two of them read the same."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

Digits = int | None
"""Significant digits shown, or None for all of them."""


def _decimals(x: float, digits: int) -> tuple[int, int | None]:
    """The exponent of ten after rounding, and the decimals in plain form (None: power of ten)."""
    exponent = int(f"{x:.{digits - 1}e}".split("e")[1])
    if -4 <= exponent < max(digits, 6):
        return exponent, max(digits - 1 - exponent, 0)
    return exponent, None


def shown(x: float, digits: int) -> float:
    """The value of the number that `number` writes."""
    if not math.isfinite(x) or x == 0.0:
        return x
    decimals = _decimals(x, digits)[1]
    return float(f"{x:.{digits - 1}e}") if decimals is None else float(f"{x:.{decimals}f}")


def number(x: float, digits: Digits) -> str:
    r"""LaTeX of a number: ``-0.1720``, ``0.5`` when exact, ``1.23 \cdot 10^{-5}``, ``\infty``."""
    if math.isnan(x):
        return r"\mathrm{NaN}"
    if math.isinf(x):
        return r"-\infty" if x < 0 else r"\infty"
    if x == 0.0:
        return "0"
    digits = _all_digits(x) if digits is None else digits
    exponent, decimals = _decimals(x, digits)
    if decimals is not None:
        return _bare(f"{x:.{decimals}f}", x)
    text = f"{x:.{digits - 1}e}"
    mantissa = text.split("e")[0]
    if "." in mantissa and _is(text, x):
        mantissa = mantissa.rstrip("0").rstrip(".")
    if _is(text, x) and mantissa in ("1", "-1"):
        return f"{mantissa[:-1]}10^{{{exponent}}}"
    return rf"{mantissa} \cdot 10^{{{exponent}}}"


def _all_digits(x: float) -> int:
    """How many significant digits Python needs to tell `x` from its neighbours."""
    return len(f"{Decimal(repr(x)).normalize():e}".split("e")[0].replace(".", "").lstrip("-"))


def _bare(text: str, x: float) -> str:
    """Without trailing zeros where nothing was rounded: they would claim digits."""
    return text.rstrip("0").rstrip(".") if "." in text and _is(text, x) else text


def _is(text: str, x: float) -> bool:
    """Whether a text says all of `x`, but for the last bits: 0.1 × 0.2 is 0.02."""
    return math.isclose(float(text), x, rel_tol=1e-14)


def same_shown(a: float, b: float, digits: int) -> bool:
    """Whether `b`, written as finely as `a` is at `digits`, reads the same."""
    if not (math.isfinite(a) and math.isfinite(b)):
        return a == b or (math.isnan(a) and math.isnan(b))
    if a == 0.0:
        return shown(b, digits) == 0.0
    decimals = _decimals(a, digits)[1]
    wanted = shown(a, digits)
    if math.isinf(wanted):  # the largest numbers there are, rounded up
        return shown(b, digits) == wanted
    if decimals is None:
        decimals = digits - 1 - math.floor(math.log10(abs(wanted)))
    return abs(b - wanted) <= float(f"0.5000001e{-decimals}")  # 10.0**309 is an error, not inf


LARGEST_DENOMINATOR = 1000


def fraction(x: float) -> Fraction | None:
    """The fraction with a small denominator that is exactly `x` as a float; None without one.

    One tenth and one third are such: a float holds what is nearest to them.
    """
    if not math.isfinite(x):
        return None
    near = Fraction(x).limit_denominator(LARGEST_DENOMINATOR)
    return near if float(near) == x else None


def result_digits(digits: int) -> int:
    """Digits of a result made from numbers of `digits` digits."""
    return max(digits - 1, 1)
