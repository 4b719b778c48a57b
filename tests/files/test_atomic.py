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


def test_a_place_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line names the path as it was given and the reason, never the temporary file."""
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("file").write_text("")
    for path, reason in (
        ("folder", "is a folder, not a file"),
        ("no/a.png", "there is no such folder"),
        ("file/a.png", "there is no such folder"),
    ):
        for write in (atomic_file, atomic_path):
            with pytest.raises(BpvizError) as caught, write(path):
                pytest.fail("found out too late")
            assert str(caught.value) == f"{path}: {reason}"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions only")
def test_a_folder_without_permission_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unwritable folder is told as such; root, who may write anywhere, is refused by hand."""
    tmp_path.chmod(0o500)
    if os.geteuid() == 0:

        def refused(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied", ".a-123.png")

        monkeypatch.setattr("builtins.open", refused)
        monkeypatch.setattr(Path, "touch", refused)
    for write in (atomic_file, atomic_path):
        with pytest.raises(BpvizError) as caught, write(tmp_path / "a.png"):
            pass
        assert str(caught.value) == f"{tmp_path / 'a.png'}: cannot be written: no permission"


def test_a_writer_that_fails_is_one_line(tmp_path: Path) -> None:
    """What a library says without an error number is told as it is; the old file stays."""
    path = tmp_path / "a.png"
    path.write_text("old")
    with pytest.raises(BpvizError) as caught, atomic_path(path):
        raise OSError("Unable to write")
    assert str(caught.value) == f"{path}: cannot be written: Unable to write"
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.png"]
