"""What README.md says is so: its example, its numbers, its keys and its commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpviz.cli import main
from bpviz.files.experiment_file import read_experiment
from bpviz.files.lessons import lesson

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.M | re.S)


def test_the_example_is_the_lesson(tmp_path: Path) -> None:
    """Whoever copies the file trains exactly what the tour shows."""
    (example,) = blocks("toml")
    path = tmp_path / "xor.toml"
    path.write_text(example, encoding="utf-8")
    assert read_experiment(path) == lesson("xor").experiment


def test_the_line_of_a_trace_is_real(capsys: pytest.CaptureFixture[str]) -> None:
    """The line printed there is the second one that the command writes."""
    assert main(["trace", "mazur"]) == 0
    (line,) = [line for line in TEXT.splitlines() if line.startswith('{"index"')]
    assert capsys.readouterr().out.splitlines()[1] == line


def test_every_command_and_option_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The synopsis has what --help has, and nothing else."""
    (synopsis,) = [block for block in blocks("") if "bpviz trace" in block]
    for command in ("lessons", "trace", "gradcheck", "export"):
        usage = "".join(part for part in synopsis.split("bpviz ") if part.startswith(command))
        assert main([command, "--help"]) == 0
        options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
        assert set(re.findall(r"--[a-z-]+", usage)) == options, command


def test_every_key_is_bound() -> None:
    """No key of the table does nothing."""
    from bpviz.ui.actions import COMMANDS

    bound = {key for command in COMMANDS for key in command.keys}
    written = {"→": "Right", "←": "Left", "PageDown": "PgDown", "PageUp": "PgUp"}
    table = TEXT.split("| key | does |\n|---|---|\n")[1].split("\n\n")[0]
    for row in table.splitlines():
        for key in re.split(r" / |, ", row.split("|")[1].strip()):
            for sign, name in written.items():
                key = key.replace(sign, name)
            assert key in bound, key


def test_every_file_that_is_named_exists() -> None:
    """Paths in the architecture lead somewhere."""
    named = re.findall(r"`((?:core|ui|files|scripts|resources)/[\w/]+(?:\.py)?/?)`", TEXT)
    assert len(named) > 10
    for path in named:
        assert any((folder / path).exists() for folder in (ROOT, ROOT / "bpviz")), path
