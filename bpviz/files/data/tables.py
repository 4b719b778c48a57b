"""Tables and archives of arrays, written in small pieces."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO

import numpy as np

from bpviz.core.calls import Array
from bpviz.files.trace import spelled

ENDINGS = (".csv", ".npz")
README = "readme"

_ROWS = 2000  # of a table between two looks at whether it is still wanted
_NUMBERS = 1 << 18  # of an array, the same


def write_table(
    stream: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[object]], count: int
) -> Iterator[float]:
    """Write `count` rows of numbers, names and None (an empty cell) below a header.

    Yields the share that is written, 0…1, after each piece.
    """
    stream.write((",".join(header) + "\n").encode())
    left, done = iter(rows), 0
    while piece := list(islice(left, _ROWS)):
        stream.write("".join(",".join(map(_cell, row)) + "\n" for row in piece).encode())
        done += len(piece)
        yield done / count


def write_arrays(stream: BinaryIO, arrays: Mapping[str, Any], readme: str) -> Iterator[float]:
    """Write arrays, numbers and texts by their names, and a text that explains them.

    Equal content makes equal files. Yields the share that is written, 0…1, after each piece.
    """
    found = {README: np.asarray(readme), **{n: np.asarray(a) for n, a in arrays.items()}}
    total, done = sum(max(array.nbytes, 1) for array in found.values()), 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, array in found.items():
            # The default date, 1980: a file does not depend on when it was written.
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                header = np.lib.format.header_data_from_array_1_0(np.ascontiguousarray(array))
                np.lib.format.write_array_header_2_0(member, header | {"shape": array.shape})
                flat = np.ascontiguousarray(array).reshape(-1)
                for start in range(0, flat.size, _NUMBERS):
                    piece = flat[start : start + _NUMBERS]
                    member.write(piece.tobytes())
                    done += piece.nbytes
                    yield min(1.0, done / total)


def numbers_of(array: Array) -> Iterator[tuple[int | None, int | None, Any]]:
    """Row, column and value of every number; a vector has no row, a number neither."""
    if array.ndim == 0:
        yield None, None, array.item()
    elif array.ndim == 1:
        for column, value in enumerate(array.tolist()):
            yield None, column, value
    else:
        for row, values in enumerate(array):
            for column, value in enumerate(values.tolist()):
                yield row, column, value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(spelled(value))
    return str(value)
