"""Where the commands write to, and how they end."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NoReturn


class CommandError(Exception):
    """One line for the user, and the exit code."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


def to_stdout(output: str | None) -> bool:
    """Whether this names standard output."""
    return output in (None, "-")


@contextmanager
def opened_output(output: str | None) -> Iterator[BinaryIO]:
    """The file, which appears when it is whole, or standard output, at once."""
    if to_stdout(output):
        with standard_output() as stream:
            yield stream
    else:
        from bpviz.files.atomic import atomic_file

        with atomic_file(str(output)) as stream:
            yield stream


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let SIGTERM end the block as an exception does, so that no temporary file stays behind."""

    def end(*_: object) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Standard output; what goes wrong with it is one line, but for a broken pipe."""
    if sys.stdout is None:
        raise CommandError("standard output is closed; name a file with -o")
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if os.name == "nt" and error.errno == errno.EINVAL:  # Windows' broken pipe
            raise BrokenPipeError from error
        forget_stdout()
        raise CommandError(f"standard output: cannot be written: {error.strerror}") from error


def forget_stdout() -> None:
    """What is still unwritten goes nowhere, so that Python does not complain when it ends."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def write_line(text: str) -> None:
    """Write a text to standard output."""
    with standard_output() as stream:
        stream.write(f"{text}\n".encode(sys.stdout.encoding, "replace"))


def write_json(value: Any) -> None:
    """Write a value as JSON to standard output."""
    with standard_output() as stream:
        stream.write(json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n")
