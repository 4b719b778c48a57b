"""Experiment files: TOML, read strictly, written so that a person can go on editing them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from bpviz.core.errors import BpvizError, ExperimentError
from bpviz.core.experiment import Experiment
from bpviz.files import messages
from bpviz.files.atomic import write_atomic

FORMAT = 1
"""The format that this version writes, and the only one so far."""

LIMIT = 5_000_000
"""Bytes; a longer file is refused before it is parsed."""

LINE = 100
"""Characters; a list that fits within stays on its line."""


def read_experiment(path: str | os.PathLike[str]) -> Experiment:
    """Read an experiment file.

    Raises
    ------
    ExperimentError
        The file is missing, unreadable, no TOML, of a newer format or wrong in content: one line
        that begins with the file's name.
    """
    return parse_experiment(_read(path), Path(path).name or str(path))


def write_experiment(path: str | os.PathLike[str], experiment: Experiment) -> None:
    """Write an experiment file; one that was there is replaced only when the new one is whole.

    Raises
    ------
    BpvizError
        The place cannot be written.
    """
    write_atomic(path, format_experiment(experiment).encode("utf-8", "replace"))


def parse_experiment(data: bytes, name: str) -> Experiment:
    """Make an experiment from the bytes of a file called `name`.

    Raises
    ------
    ExperimentError
        As `read_experiment`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExperimentError(name, messages.NOT_TEXT, offset=error.start) from error
    try:
        content = tomllib.loads(text)
        _check_whole_numbers(content)
    except RecursionError as error:
        raise ExperimentError(name, messages.TOO_DEEP) from error
    except ValueError as error:  # TOMLDecodeError, or a number with thousands of digits
        reason = str(error).partition("; use ")[0]  # Python's hint is no help to a user
        raise ExperimentError(name, messages.NOT_TOML, reason=reason) from error
    try:
        _check_format(content)
        return Experiment.from_dict({k: v for k, v in content.items() if k != "format"})
    except BpvizError as error:
        raise error.within(name) from error


def format_experiment(experiment: Experiment) -> str:
    """Return the text of an experiment file: sections apart, a matrix row by row."""
    content = {"format": FORMAT, **experiment.to_dict()}
    return "\n".join(_sections(content)).strip("\n") + "\n"


def _read(path: str | os.PathLike[str]) -> bytes:
    """Read at most `LIMIT` bytes; what is no file, or not readable, is an ExperimentError."""
    place = str(path) or '""'
    if os.path.isdir(path):
        raise ExperimentError(place, messages.IS_FOLDER)
    try:
        with open(path, "rb") as stream:
            data = stream.read(LIMIT + 1)
    except FileNotFoundError as error:
        raise ExperimentError(place, messages.NO_FILE) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ExperimentError(place, messages.CANNOT_READ, reason=reason) from error
    except ValueError as error:  # a name with a NUL in it
        raise ExperimentError(place, messages.NO_FILE) from error
    if len(data) > LIMIT:
        raise ExperimentError(place, messages.TOO_BIG, limit=LIMIT // 1_000_000)
    return data


def _check_whole_numbers(value: Any) -> None:
    """Refuse what TOML does not promise, 65 bits and more; Python would take a million digits."""
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("a whole number needs more than 64 bits")
    elif isinstance(value, Mapping):
        for inner in value.values():
            _check_whole_numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_whole_numbers(inner)


def _check_format(content: Mapping[str, Any]) -> None:
    if "format" not in content:
        raise ExperimentError("format", messages.NO_FORMAT, known=FORMAT)
    value = content["format"]
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ExperimentError("format", messages.BAD_FORMAT, known=FORMAT, value=_shown(value))
    if value > FORMAT:
        raise ExperimentError("format", messages.NEWER_FORMAT, known=FORMAT, value=_shown(value))


def _shown(value: Any) -> str:
    """What the user wrote, on one line and not too long."""
    text = repr(value) if isinstance(value, str | int | float) else type(value).__name__
    return text if len(text) <= 40 else text[:40] + "…"


# ---- writing ---------------------------------------------------------------------------------
# tomli_w would put every number of a list on a line of its own and every layer into one line;
# so the arrangement is ours, and tomli_w writes keys and values.


def _sections(content: Mapping[str, Any]) -> Iterator[str]:
    """Top-level keys, then ``[section]`` and ``[[section]]`` parts, each as one text."""
    plain = {k: v for k, v in content.items() if not _is_section(v)}
    yield _pairs(plain)
    for name, value in content.items():
        if isinstance(value, Mapping):
            if value:
                yield f"[{name}]\n{_pairs(value)}"
        elif _is_section(value):
            for entry in value:
                yield f"[[{name}]]\n{_pairs(entry)}"


def _is_section(value: Any) -> bool:
    if isinstance(value, Mapping):
        return True
    return _is_list(value) and bool(value) and isinstance(value[0], Mapping)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _pairs(table: Mapping[str, Any]) -> str:
    """``key = value`` lines."""
    return "".join(_pair(key, value) for key, value in table.items())


def _pair(key: str, value: Any) -> str:
    line = tomli_w.dumps({key: [] if _is_list(value) else value})
    if not _is_list(value):
        return line
    head = line.removesuffix("[]\n")
    inline = _inline(value)
    if len(head) + len(inline) <= LINE and not (len(value) > 1 and _is_list(value[0])):
        return f"{head}{inline}\n"
    rows = "".join(f"    {_inline(row)},\n" for row in value)
    return f"{head}[\n{rows}]\n"


def _inline(value: Any) -> str:
    """A value on one line."""
    if _is_list(value):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return tomli_w.dumps({"v": value}).removeprefix("v = ").removesuffix("\n")
