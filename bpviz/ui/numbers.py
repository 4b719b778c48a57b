"""Numbers as people type and step them, without a locale: 0.5, 0,5 and 1e-3 are all numbers."""

from __future__ import annotations

import math
import re

from bpviz.core.params import Param

FIRST_RATE = 1e-4
"""Where stepping up from 0 begins, for a number without an upper limit."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_SERIES = (1.0, 2.0, 5.0)


def parse(text: str, kind: str) -> int | float | str:
    """The number that `text` says, or the text itself where it says none.

    A comma is a decimal comma; a whole number has none, so 1,000 is not taken for 1.
    """
    plain = text.strip().replace("−", "-")
    if kind == "int":
        if re.fullmatch(r"[+-]?\d{1,19}", plain):
            return int(plain)
    elif plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return text.strip()
    if re.fullmatch(r"[+-]?\d{1,15}", plain):
        return int(plain)
    value = float(plain)
    if kind == "int" and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def format_number(value: float) -> str:
    """The shortest text from which `parse` gives `value` back."""
    if isinstance(value, int):
        return str(value)
    text = repr(float(value)).removesuffix(".0")
    mantissa, mark, power = text.partition("e")
    return f"{mantissa}e{int(power)}" if mark else text


def stepped(value: float, up: bool, param: Param) -> float:
    """The next round value above or below, within the limits: what the Up and Down keys give.

    Whole numbers go by 1, from 20 on by 10, from 200 on by 100. Numbers in a range go by 0.05
    (0.1 in a wide one), those without an upper limit through 1, 2, 5, 10. A seed goes by 1.
    """
    if param.kind == "int":
        following: float = _next_whole(int(value), up, fine=param.high > 2**53)
    elif math.isinf(param.high):
        following = _next_rate(value, up, to_zero=param.low == 0 and not param.low_open)
    else:
        size = 0.05 if param.high <= 10 else 0.1
        following = _next_multiple(value, up, size)
    return _within(following, value, param)


def _next_whole(value: int, up: bool, *, fine: bool) -> int:
    reach = value if up else value - 1
    size = 1 if fine else 10 ** (len(str(max(reach, 1) // 2)) - 1)
    return (value // size + 1) * size if up else (-(-value // size) - 1) * size


def _next_multiple(value: float, up: bool, size: float) -> float:
    turns = value / size
    count = math.floor(turns + 1e-9) + 1 if up else math.ceil(turns - 1e-9) - 1
    return round(count * size, 10)


def _next_rate(value: float, up: bool, *, to_zero: bool) -> float:
    if value <= 0:
        return FIRST_RATE if up else 0.0
    if not up and to_zero and value <= FIRST_RATE * (1 + 1e-9):
        return 0.0
    power = math.floor(math.log10(value) + 1e-12)
    candidates = [float(f"{s:g}e{p}") for p in range(power - 1, power + 2) for s in _SERIES]
    if up:
        return min(c for c in candidates if c > value * (1 + 1e-9))
    return max(c for c in candidates if c < value * (1 - 1e-9))


def _within(following: float, value: float, param: Param) -> float:
    """`following` cut to the limits; `value` where that would be an excluded limit."""
    if following > param.high or (following == param.high and param.high_open):
        return value if param.high_open else _kept(param.high, param)
    if following < param.low or (following == param.low and param.low_open):
        return value if param.low_open else _kept(param.low, param)
    return following


def _kept(limit: float, param: Param) -> float:
    return int(limit) if param.kind == "int" else limit
