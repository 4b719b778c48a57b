"""Files that are either wholly there or as they were before.

A plain write that is interrupted leaves half a file under the real name. Here everything goes into
a temporary file in the same folder, is forced to the disk and then takes the real name in one step.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bpviz.core.errors import BpvizError
from bpviz.files import messages


@contextmanager
def atomic_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open `path` for writing bytes; it changes only when the block ends well.

    A symbolic link stays one, and the file it names is replaced; an existing file keeps its
    permissions. Something that is no file, such as ``/dev/stdout`` or a named pipe, is written to
    directly.

    Raises
    ------
    BpvizError
        The place cannot be written (the message says why); nothing is left behind.
    """
    target = Path(os.path.realpath(path))
    with _told_of(path):
        if target.is_dir():
            raise BpvizError(str(path), messages.IS_FOLDER)
        if target.exists() and not target.is_file():
            with open(target, "wb") as stream:
                yield stream
            return
        with _replacement(target) as temporary, open(temporary, "xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give the path of a temporary file that takes the name `path` when the block ends well.

    For writers that want a name rather than a stream. The name keeps the suffix of `path`. The file
    is there, empty, when the block begins: a place that cannot be written is found before the work.

    Raises
    ------
    BpvizError
        The place cannot be written (the message says why); nothing is left behind.
    """
    target = Path(os.path.realpath(path))
    with _told_of(path):
        if target.is_dir():
            raise BpvizError(str(path), messages.IS_FOLDER)
        with _replacement(target) as temporary:
            temporary.touch(exist_ok=False)
            yield temporary
            with open(temporary, "rb+") as stream:
                os.fsync(stream.fileno())


def write_atomic(path: str | os.PathLike[str], data: bytes) -> None:
    """Make `data` the whole content of the file `path`. Raises as `atomic_file` does."""
    with atomic_file(path) as stream:
        stream.write(data)


@contextmanager
def _replacement(target: Path) -> Iterator[Path]:
    """Name a file beside `target` that replaces it at the end, or is removed after an error."""
    temporary = target.with_name(f".{target.stem[:80]}-{secrets.token_hex(6)}{target.suffix}")
    try:
        yield temporary
        if target.exists():
            with suppress(OSError):  # a file system without permissions
                os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


@contextmanager
def _told_of(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn what the operating system says into one clear line that names `path`."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever reads a pipe may stop reading: no fault
    except PermissionError as error:
        raise BpvizError(str(path), messages.NO_PERMISSION) from error
    except OSError as error:
        if not os.path.isdir(os.path.dirname(os.path.realpath(path))):
            raise BpvizError(str(path), messages.NO_FOLDER) from error
        reason = error.strerror or str(error) or type(error).__name__
        raise BpvizError(str(path), messages.CANNOT_WRITE, reason=reason) from error
