"""Arrays as Python text that gives them back with all their digits."""

from __future__ import annotations

import base64
import textwrap

import numpy as np

from bpviz.core.calls import Array

SMALL = 48
"""Up to so many numbers are written out; more are written as the base64 of their bytes."""
GLANCE = 12
"""Up to so many numbers are written out where they are for reading only."""
WIDTH = 92
"""Columns of text that a line may have."""
SHORT = 72
"""Up to so many columns an array stays in one line."""

DECODER = "floats"


def literal(array: Array, *, whole: bool = True, torch: bool = False) -> str:
    """An expression whose value is `array` (float32 or float64), bit for bit.

    Long ones call the function that `decoder` gives. With `whole` false their text is left out,
    for reading only. With `torch` it is a tensor, and the array's dtype must be PyTorch's default.
    """
    dtype = "" if array.dtype == float or torch else f", dtype=np.{array.dtype}"
    if not array.any() and not np.signbit(array).any():
        shape = array.shape[0] if array.ndim == 1 else array.shape
        return f"{'torch' if torch else 'np'}.zeros({shape}{dtype})"
    if array.size > (SMALL if whole else GLANCE) or not np.isfinite(array).all():
        return _encoded(array, whole)
    rows = [_row(array)] if array.ndim == 1 else [f"[{_row(row)}]" for row in array]
    made = "torch.tensor" if torch else "np.array"
    short = f"{made}([{', '.join(rows)}]{dtype})"
    if len(short) < SHORT:
        return short
    if array.shape[-1] == 1:
        rows = [", ".join(rows)]
    inside = "\n".join(
        textwrap.fill(f"{row},", WIDTH, initial_indent="    ", subsequent_indent="     ")
        for row in rows
    )
    return f"{made}([\n{inside}\n]{dtype})"


def _row(numbers: Array) -> str:
    """Numbers with as many digits as their dtype needs: str gives those, repr adds its name."""
    return ", ".join(str(number) for number in numbers)


def _encoded(array: Array, whole: bool) -> str:
    if not whole:
        return f'{DECODER}({array.shape}, "…")'
    text = base64.b64encode(np.ascontiguousarray(array, _wire(array)).tobytes()).decode()
    lines = "\n".join(textwrap.wrap(text, WIDTH))
    return f'{DECODER}({array.shape}, """\n{lines}\n""")'


def _wire(array: Array) -> np.dtype[np.floating]:
    """The dtype with its lowest byte first, whatever the machine."""
    return array.dtype.newbyteorder("<")


def decoder(dtype: np.dtype[np.floating], *, torch: bool = False) -> str:
    """The text of the function that `literal` calls for long arrays, or tensors with `torch`."""
    found = f'np.frombuffer(base64.b64decode(text), "<f{dtype.itemsize}").reshape(shape)'
    return (
        f"def {DECODER}(shape, text):\n"
        "    # base64 holds every bit of long arrays\n"
        f"    return {f'torch.tensor({found})' if torch else found}"
    )
