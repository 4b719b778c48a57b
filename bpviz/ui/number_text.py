"""Numbers as they stand on a blackboard: 3.1·10⁻⁵. Without pyqtgraph, which loads slowly.

The decimal sign, like the language, is that of the whole application at the moment. Code and LaTeX
do not come through here.
"""

from __future__ import annotations

import math

_sign = "."
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def use_decimal_comma(on: bool) -> None:
    """Write a decimal comma from now on, or a point."""
    global _sign
    _sign = "," if on else "."


def with_sign(text: str) -> str:
    """A number's text, its decimal point replaced by the sign that is used now."""
    return text if _sign == "." else text.replace(".", _sign)


def power_of_ten(exponent: int) -> str:
    """10 to the `exponent` as it is written on a blackboard: ``10⁻³``; 1 and 10 stay plain."""
    if exponent in (0, 1):
        return str(10**exponent)
    return "10" + str(exponent).translate(_SUPERSCRIPT)


def number(value: float, digits: int = 3) -> str:
    """`value` with up to `digits` significant digits: ``0.247``, ``−12``, ``3.1·10⁻⁵``, ``∞``."""
    return with_sign(_written(value, digits, max(5, digits), exact=True))


def measured(value: float, digits: int = 3) -> str:
    """`value` with `digits` significant digits, zeros too: ``0.250``, ``2.0·10⁵`` beside 2.6·10⁵.

    For results that stand side by side; `number` is for what is round by choice.
    """
    return with_sign(_written(value, digits, max(4, digits), exact=False))


def _written(value: float, digits: int, longest: int, *, exact: bool) -> str:
    """From 10 to the `longest` on with a power of ten; `exact` drops zeros at the end."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    mantissa, exponent = f"{abs(value):.{digits - 1}e}".split("e")
    power = int(exponent)
    if -4 < power < longest:
        text = f"{abs(value):.{max(0, digits - 1 - power)}f}"
        text = text.rstrip("0").rstrip(".") if exact and "." in text else text
    else:
        mantissa = mantissa.rstrip("0").rstrip(".") if exact and "." in mantissa else mantissa
        text = power_of_ten(power) if mantissa == "1" else f"{mantissa}·{power_of_ten(power)}"
    return f"−{text}" if value < 0 else text
