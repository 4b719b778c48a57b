"""A training run as a file: every number of every micro-step, as they come.

Three formats, all written while the run goes on, so that its length costs no memory:

``jsonl``
    One JSON object a line: ``{"index": 1, "iteration": 0, "phase": "linear", "layer": 1,
    "values": {"z": [[…]]}}``. Layer 0 means no particular layer. Numbers have all their digits.
    JSON knows no non-finite numbers: they are the strings ``"NaN"``, ``"Infinity"`` and
    ``"-Infinity"``.
``csv``
    One number a line: ``index,iteration,phase,layer,name,row,column,value``. A vector has no row,
    a single number neither row nor column. Non-finite numbers are spelled as in ``jsonl``.
``npz``
    For ``numpy.load``: one array a quantity, called ``l1_linear_z``, ``l2_gradient_dW``,
    ``batch_x``, ``loss_loss`` (layer, phase, name); its first axis is the iteration. ``iteration``
    lists these, ``samples`` how many samples each batch had: where the last batch of an epoch is
    smaller, the missing rows are NaN.

The values by phase are in `VALUES`; they are absent where the network has no such thing.
"""

from __future__ import annotations

import math
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from bpviz.core import Problem, State, Step, micro_steps

Array = NDArray[np.floating[Any]]

VALUES: dict[str, dict[str, Callable[[Step], Any]]] = {
    "batch": {"x": lambda s: s.x, "y": lambda s: s.y},
    "linear": {"z": lambda s: s.z[s.layer]},
    "activation": {"a": lambda s: s.a[s.layer]},
    "dropout": {"mask": lambda s: s.mask[s.layer], "a": lambda s: s.dropped[s.layer]},
    "loss": {"loss": lambda s: s.loss, "penalty": lambda s: s.penalty},
    "dropout_backward": {"da": lambda s: s.da[s.layer]},
    "delta": {"delta": lambda s: s.delta[s.layer]},
    "gradient": {"dW": lambda s: s.dW[s.layer], "db": lambda s: s.db.get(s.layer)},
    "clip": {"norm": lambda s: s.clip_norm, "scale": lambda s: s.clip_scale},
    "update": {"W": lambda s: s.W[s.layer], "b": lambda s: s.b.get(s.layer)},
}
"""Phase → name → what the step holds: ``x, y, z, a, mask, delta, da`` have a row per sample; W and
b are those after the update; `loss` is the data term, `penalty` the regularization where used."""

HEADER = "index,iteration,phase,layer,name,row,column,value"

_CHUNK = 1 << 20  # bytes of an array on their way into the archive


def run(problem: Problem, iterations: int, state: State | None = None) -> Iterator[Step]:
    """Every micro-step of `iterations` iterations from `state`, or from the start."""
    state = problem.initial_state() if state is None else state
    for _ in range(iterations):
        step = None
        for step in micro_steps(problem, state):
            yield step
        assert step is not None
        assert step.next_state is not None
        state = step.next_state


def values(step: Step) -> dict[str, Array]:
    """The quantities that this micro-step computed, by name, in order."""
    used = step.problem.experiment.regularization
    penalized = bool(used.l1 or used.l2)
    found = {}
    for name, get in VALUES[step.phase].items():
        value = get(step)
        if value is not None and (name != "penalty" or penalized):
            found[name] = np.asarray(value)
    return found


def write_jsonl(steps: Iterable[Step], stream: BinaryIO) -> None:
    """Write `steps` as JSON Lines; see the module."""
    encode = msgspec.json.Encoder().encode
    for step in steps:
        line = {
            "index": step.index,
            "iteration": step.iteration,
            "phase": step.phase,
            "layer": step.layer,
            "values": {name: _json(value) for name, value in values(step).items()},
        }
        stream.write(encode(line) + b"\n")


def write_csv(steps: Iterable[Step], stream: BinaryIO) -> None:
    """Write `steps` as comma-separated values; see the module."""
    stream.write(f"{HEADER}\n".encode())
    for step in steps:
        head = f"{step.index},{step.iteration},{step.phase},{step.layer}"
        for name, value in values(step).items():
            stream.write("".join(_csv(f"{head},{name}", value)).encode())


def write_npz(steps: Iterable[Step], stream: BinaryIO) -> None:
    """Write `steps`, whole iterations, as an archive of arrays; see the module.

    The iterations go to a temporary file first, one record each: an archive wants its arrays one
    after the other. Only one iteration is in memory at a time.
    """
    folder = os.path.dirname(os.path.abspath(stream.name)) if _is_named(stream) else None
    with tempfile.TemporaryFile(dir=folder, prefix=".bpviz-") as spool:
        layout, count = None, 0
        for iteration, record in _iterations(steps):
            if layout is None:
                layout = _layout(record)
            spool.write(_packed(layout, iteration, record))
            count += 1
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            if layout is not None:
                _write_members(archive, cast(BinaryIO, spool), layout, count)


WRITERS: dict[str, Callable[[Iterable[Step], BinaryIO], None]] = {
    "jsonl": write_jsonl,
    "npz": write_npz,
    "csv": write_csv,
}
"""The formats by name, which is also the suffix of their files."""


# ---- text ------------------------------------------------------------------------------------


def spelled(number: float) -> float | str:
    """The number, or the name of one that JSON does not know."""
    if math.isfinite(number):
        return number
    if math.isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def _json(value: Array) -> Any:
    if np.isfinite(value).all():
        return value.tolist()
    if value.ndim == 0:
        return spelled(float(value))
    return [_json(part) for part in value]


def _csv(head: str, value: Array) -> Iterator[str]:
    """One line a number; `float` prints as many digits as are needed to read it back."""
    if value.ndim == 0:
        yield f"{head},,,{spelled(float(value))}\n"
    elif value.ndim == 1:
        for column, number in enumerate(value.tolist()):
            yield f"{head},,{column},{spelled(float(number))}\n"
    else:
        for row, numbers in enumerate(value.tolist()):
            for column, number in enumerate(numbers):
                yield f"{head},{row},{column},{spelled(float(number))}\n"


# ---- npz -------------------------------------------------------------------------------------


def _is_named(stream: BinaryIO) -> bool:
    return isinstance(getattr(stream, "name", None), str) and os.path.isfile(stream.name)


def _iterations(steps: Iterable[Step]) -> Iterator[tuple[int, dict[str, Array]]]:
    """Each iteration's number and quantities by their names in the archive."""
    current, record = -1, dict[str, Array]()
    for step in steps:
        if step.iteration != current and record:
            yield current, record
            record = {}
        current = step.iteration
        layer = f"l{step.layer}_" if step.layer else ""
        for name, value in values(step).items():
            record[f"{layer}{step.phase}_{name}"] = value
    if record:
        yield current, record


def _layout(record: dict[str, Array]) -> np.dtype[np.void]:
    """How an iteration lies in the temporary file: as the first one, whose batch is full."""
    fields: list[tuple[str, Any, tuple[int, ...]]] = [("iteration", "<i8", ())]
    fields.append(("samples", "<i8", ()))
    fields += [(name, value.dtype.newbyteorder("<"), value.shape) for name, value in record.items()]
    return np.dtype(fields)


def _packed(layout: np.dtype[np.void], iteration: int, record: dict[str, Array]) -> bytes:
    """One iteration as bytes; rows that a smaller batch lacks are NaN."""
    packed = np.zeros((), layout)
    packed["iteration"] = iteration
    packed["samples"] = len(record["batch_x"])
    for name, value in record.items():
        if packed[name].shape == value.shape:
            packed[name] = value
        else:
            packed[name] = np.nan
            packed[name][: len(value)] = value
    return packed.tobytes()


def _write_members(
    archive: zipfile.ZipFile, spool: BinaryIO, layout: np.dtype[np.void], count: int
) -> None:
    """Copy each quantity out of the temporary file into the archive, a block at a time."""
    block = max(1, _CHUNK // layout.itemsize)
    assert layout.names is not None
    for name in layout.names:
        field = layout[name]
        header = {
            "descr": np.lib.format.dtype_to_descr(field.base),
            "fortran_order": False,
            "shape": (count, *field.shape),
        }
        # The default date, 1980, makes equal runs equal files.
        with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
            np.lib.format.write_array_header_2_0(member, header)
            spool.seek(0)
            for _ in range(0, count, block):
                records = np.frombuffer(spool.read(block * layout.itemsize), layout)
                member.write(np.ascontiguousarray(records[name]).tobytes())
