"""Writing files: wholly or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bpviz.core.errors import BpvizError
from bpviz.files.atomic import atomic_file, atomic_path, write_atomic

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX file systems only")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """An error in the middle keeps the old content and leaves no temporary file."""
    path = tmp_path / "a.txt"
    path.write_text("old")

    def interrupted_stream() -> None:
        with atomic_file(path) as stream:
            stream.write(b"half")
            stream.flush()
            raise KeyboardInterrupt

    def interrupted_writer() -> None:
        with atomic_path(path) as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    for interrupted in (interrupted_stream, interrupted_writer):
        with pytest.raises(KeyboardInterrupt):
            interrupted()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_the_file_appears_only_at_the_end(tmp_path: Path) -> None:
    """Until the block ends nobody sees the new content."""
    path = tmp_path / "a.txt"
    with atomic_file(path) as stream:
        stream.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"


def test_a_name_for_a_writer_keeps_its_suffix(tmp_path: Path) -> None:
    """Writers that go by the suffix see the right one; the file ends under the real name."""
    with atomic_path(tmp_path / "a.png") as temporary:
        assert temporary.suffix == ".png"
        temporary.write_bytes(b"picture")
    assert (tmp_path / "a.png").read_bytes() == b"picture"
    assert os.listdir(tmp_path) == ["a.png"]


@posix
def test_links_and_permissions_stay(tmp_path: Path) -> None:
    """A link keeps pointing, the file it names keeps its mode; a new file has the usual one."""
    real = tmp_path / "real"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(real)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        write_atomic(tmp_path / "fresh", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o640


@posix
def test_what_is_no_file_is_written_to_directly() -> None:
    """/dev/null stays a device."""
    write_atomic("/dev/null", b"gone")
    assert not Path("/dev/null").is_file()


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """A folder, a missing folder and a file as a folder are said in one line with the path."""
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "no" / "a", tmp_path / "file" / "a"):
        for write in (atomic_file, atomic_path):
            with pytest.raises(BpvizError) as caught, write(path):
                pass
            said = str(caught.value)
            assert said.startswith(f"{path}: ")
            assert "\n" not in said
