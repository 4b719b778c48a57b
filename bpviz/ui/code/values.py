"""What hovering a variable tells: its shape, and its numbers at the step."""

from __future__ import annotations

import html
import itertools
import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication

from bpviz.core.calls import Array
from bpviz.core.step import Step
from bpviz.core.variables import variable
from bpviz.ui.code.source import Source
from bpviz.ui.number_format import STANDARD, NumberFormat
from bpviz.ui.number_text import measured, number, with_sign
from bpviz.ui.paint.text import MINUS
from bpviz.ui.theme import MONO_FAMILY, Theme

ROWS, COLUMNS = 8, 8
"""An array with more of them is shown by its first and last ones, and by statistics."""
FIRST, LAST = 3, 2
GAP = "  "

translate = QCoreApplication.translate


def value_lines(
    source: Source, step: Step, name: str, numbers: NumberFormat = STANDARD
) -> list[str]:
    """A variable's name and shape, then its numbers row by row; nothing for one without numbers."""
    value = variable(step, name)
    if value is None:
        if source.computed_at.get(name, -1) <= step.position:
            return []  # such as a generator
        return [name, translate("Code", "not computed yet in this iteration")]
    if value.ndim == 0:
        return [f"{name} = {number(float(value), numbers.digits)}"]
    shape = " × ".join(map(str, value.shape))
    lines = [f"{name}{GAP}{shape}", *_table(np.atleast_2d(value), numbers.digits)]
    large = value.shape[0] > ROWS or value.shape[-1] > COLUMNS
    return [*lines, _statistics(value, numbers.digits)] if large else lines


def value_html(lines: list[str], theme: Theme) -> str:
    """The same for a tool tip, in columns."""
    if not lines:
        return ""
    size = theme.font(13).pixelSize()
    head, *others = (html.escape(line) for line in lines)
    text = "\n".join([f"<b>{head}</b>", *others])
    return f"<pre style=\"font-family:'{MONO_FAMILY}'; font-size:{size}px; margin:0\">{text}</pre>"


def _table(values: Array, digits: int) -> list[str]:
    """Rows of right-aligned numbers; of many rows or columns the middle ones are left out."""
    rows, columns = _shown(values.shape[0], ROWS), _shown(values.shape[1], COLUMNS)
    known = [float(values[r, c]) for r, c in itertools.product(rows, columns) if r >= 0 <= c]
    write = _writer(known, digits)

    def cell(row: int, column: int) -> str:
        if row < 0 or column < 0:
            return "⋮" if column >= 0 else "…" if row >= 0 else " "
        return write(float(values[row, column]))

    texts = [[cell(row, column) for column in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [
        GAP.join(text.rjust(width) for text, width in zip(line, widths, strict=True))
        for line in texts
    ]


def _writer(values: list[float], digits: int) -> Callable[[float], str]:
    """How numbers that stand together are written: with as many decimals each, where that does."""
    if all(len(number(value, digits)) <= digits for value in values):
        return lambda value: number(value, digits)
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if not 10.0 ** (2 - digits) <= largest < 10.0**digits:
        return lambda value: measured(value, digits)
    decimals = digits - max(0, math.floor(math.log10(largest)))

    def write(value: float) -> str:
        if not math.isfinite(value) or 0.0 < abs(value) < 10.0 ** (1 - decimals):
            return measured(value, 3)  # too small for these decimals
        return with_sign(f"{value:.{decimals}f}".replace("-", MINUS))

    return write


def _shown(count: int, most: int) -> list[int]:
    """The indices that are shown; −1 stands for those left out."""
    if count <= most:
        return list(range(count))
    return [*range(FIRST), -1, *range(count - LAST, count)]


def _statistics(values: Array, digits: int) -> str:
    finite = values[np.isfinite(values)]
    if finite.size < values.size:
        return translate("Code", "{n} of {all} are not finite").format(
            n=values.size - finite.size, all=values.size
        )
    text = translate("Code", "min {low}, max {high}, mean {mean}")
    low, high, mean = (measured(float(f(finite)), digits) for f in (np.min, np.max, np.mean))
    return text.format(low=low, high=high, mean=mean)
