"""An array as text, for a program, a spreadsheet or a LaTeX document."""

from __future__ import annotations

import math

import numpy as np

from bpviz.core.calls import Array
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.number_text import measured
from bpviz.ui.tensors import words
from bpviz.ui.tensors.shown import Shown

MOST_ROWS, MOST_COLUMNS = 20, 12
"""The largest array that is worth writing in LaTeX."""
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def numpy_text(array: Array) -> str:
    """A call of `np.array` that gives the array back, with all digits, its shape and its dtype."""
    dtype = f", dtype=np.{array.dtype}" if array.dtype != np.float64 else ""
    if array.ndim < 2:
        return f"np.array({_python(array.tolist())}{dtype})"
    rows = ",\n          ".join(_python(row) for row in array.tolist())
    return f"np.array([{rows}]{dtype})"


def _python(value: float | list[float]) -> str:
    """A number, or a list of them, as Python reads it beside NumPy."""
    if isinstance(value, list):
        return f"[{', '.join(map(_python, value))}]"
    if math.isfinite(value):
        return repr(value)
    return "np.nan" if math.isnan(value) else ("np.inf" if value > 0 else "-np.inf")


def sheet_text(shown: Shown) -> str:
    """Headings and numbers with all digits, separated by tabulators, for a spreadsheet."""
    assert shown.array is not None
    entry, problem = shown.entry, shown.step.problem
    columns = range(entry.table[1])
    name = words.symbol(problem, entry)
    lines = ["\t".join([name, *(words.column_title(problem, entry, c) for c in columns)])]
    for row, numbers in enumerate(shown.array.tolist()):
        lines.append("\t".join([words.row_title(problem, entry, row), *map(repr, numbers)]))
    return "\n".join(lines) + "\n"


def fits_latex(shown: Shown) -> bool:
    """Whether the array is small enough for a page."""
    rows, columns = shown.entry.table
    return rows <= MOST_ROWS and columns <= MOST_COLUMNS


def latex_text(shown: Shown, numbers: NumberFormat) -> str:
    """A matrix in brackets, with so many significant digits."""
    assert shown.array is not None
    cells = [[_latex(x, numbers.digits) for x in row] for row in shown.array.tolist()]
    rows = [" & ".join(map(numbers.written, row)) for row in cells]
    body = " \\\\\n  ".join(rows)
    return f"\\begin{{bmatrix}}\n  {body}\n\\end{{bmatrix}}"


def _latex(value: float, digits: int) -> str:
    """A number with a decimal point, whichever sign is used on screen."""
    text = measured(value, digits).replace(",", ".").replace("−", "-").replace("∞", r"\infty")
    if text == "NaN":
        return r"\mathrm{NaN}"
    mantissa, mark, power = text.partition("10")
    exponent = power.translate(_POWERS)
    if mark and power and exponent != power and (not mantissa or mantissa.endswith(("·", "-"))):
        return mantissa.replace("·", r" \cdot ") + f"10^{{{exponent}}}"
    return text
