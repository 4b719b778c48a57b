"""The commands: what they print, how they end, and what they never do."""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpviz import __version__, cli
from bpviz.cli import main
from bpviz.files.lessons import lesson_names

Capture = pytest.CaptureFixture[str]

DIVERGED = "gradcheck exploding --at-iteration 6"


def refusal(capsys: Capture, *arguments: str) -> str:
    """The one line that a refused command says."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("bpviz: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("bpviz: ").rstrip("\n")


@pytest.mark.parametrize(
    ("name", "command"),
    [("ravine", "ravine"), ("my.toml", "my.toml"), ("a b.toml", '"a b.toml"')],
)
def test_an_experiment_in_a_command_s_place_is_told_how_to_open_it(
    capsys: Capture, name: str, command: str
) -> None:
    """A lesson's name, or a file, alone: the line says what to type. Others get the commands."""
    said = refusal(capsys, name)
    assert said == f"{name!r} is not a command; did you mean: bpviz open {command}"
    assert "invalid choice" in refusal(capsys, "ravin")


# ---- lessons, --help, --version --------------------------------------------------------------


def test_version_and_help(capsys: Capture) -> None:
    """--version names the version, --help every command, and a command's --help its options."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"bpviz {__version__}\n"
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    for command in ("open", "lessons", "trace", "gradcheck", "export"):
        assert re.search(rf"^\s+{command}\s+[A-Z]", text, re.M), command
    assert main(["export", "--help"]) == 0
    text = capsys.readouterr().out
    for option in ("--view", "--at-iteration", "--phase", "--layer", "--size", "--theme", "--lang"):
        assert option in text


def test_lessons(capsys: Capture) -> None:
    """Every lesson is listed with its title, in either language, as text and as JSON."""
    assert main(["lessons"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(lesson_names())
    assert "XOR, one hidden layer" in lines[0]
    assert main(["lessons", "--json", "--lang", "ru"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in found] == list(lesson_names())
    assert found[0]["title"] == "XOR: один скрытый слой"
    assert Path(found[0]["file"]).is_file()


# ---- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("trcae xor", "'lessons', 'trace', 'gradcheck', 'export'"),
        ("trace", "EXPERIMENT"),
        ("trace spirla", 'did you mean the lesson "spiral"?'),
        ("trace nothing.toml", "nothing.toml: there is no such file"),
        ("trace xor --iterations 0", "must be a whole number from 1, got '0'"),
        ("trace xor --iterations 1e3", "must be a whole number from 1, got '1e3'"),
        ("trace xor --iterations " + "9" * 5000, "must be a whole number from 1"),
        ("trace xor --format xml", "'jsonl', 'npz', 'csv'"),
        ("trace xor -o a.txt", ".jsonl, .npz, .csv or need --format, got 'a.txt'"),
        ("trace xor -o no/such/folder/a.csv", "no/such/folder/a.csv: there is no such folder"),
        ("trace xor --iter 3", "--iter"),
        ("gradcheck xor --at-iteration -1", "must be a whole number from 0, got '-1'"),
        ("export xor --view network", "-o"),
        ("export xor --view network -o pictures/a.png", "pictures/a.png: there is no such folder"),
        ("export xor --view netwrok -o a.png", "'network', 'compare', 'gradients', 'diagnosis'"),
        ("export xor --view network -o a.tiff", "must end in .png, .svg, .pdf, got 'a.tiff'"),
        ("export xor --view network -o a.png --size 10x10", "from 16 to 16384, got '10x10'"),
        ("export xor --view network -o a.png --size 1280", "WIDTHxHEIGHT"),
        ("export xor --view network -o a.png --size 99999x20", "from 16 to 16384"),
        ("export xor --view network -o a.png --theme blue", "'light', 'dark'"),
        ("export xor --view network -o a.png --lang de", "'en', 'ru'"),
        ("export xor --view network -o a.png --phase dleta", 'did you mean "delta"?'),
        ("export xor --view network -o a.png --phase clip", "Known: batch, linear, activation"),
        ("export xor --view network -o a.png --layer 1", "--layer: needs --phase"),
        ("export xor --view network -o a.png --iterations 3", "--iterations: needs --code"),
        ("export xor -o a.png", "one of the arguments --view --views --code --data"),
        ("export xor --views loss,lsos -o a.png", "unknown 'lsos'; known, with commas: network"),
        ("export xor --views loss,loss -o a.png", "'loss' is there twice"),
        ("export xor --views loss,window -o a.png", "the whole window or views, not both"),
        ("export xor --view loss -o a.jpg", "must end in .png, .svg, .pdf, got 'a.jpg'"),
        ("export xor --view loss -o a.png --scale 5", "--scale: invalid choice: 5"),
        ("export xor --view loss -o a.png --size 9000x90 --scale 2", "over 16384 pixels"),
        ("export xor --view window -o a.png --caption", "as it stands: without --caption"),
        ("export xor --view window -o a.png --min-text 14", "as it stands: without --min-text"),
        ("export xor --view window -o a.png --theme print", "light or dark: print is for views"),
        ("export xor --view loss -o a.png --min-text 8", "points from 12 to 48, got '8'"),
        ("export xor --code numpy -o a.py --min-text 14", "--min-text: needs --view"),
        ("export xor --view loss -o a.png --precision 4", "--precision: needs the view expl"),
        ("export xor --view loss -o a.png --picture heat", '--picture: needs the view "grad'),
        ("export xor --view gradients -o a.png --picture haet", 'did you mean "heat"?'),
        ("export xor --code numpy -o a.py --transparent", "--transparent: needs --view"),
        ("export xor --code numpy --view loss -o a.py", "--view: not allowed with argument --code"),
        ("export xor --code jax -o a.py", "'numpy'"),
        ("export xor --code numpy -o a.png", "must end in .py, got 'a.png'"),
        ("export xor --code numpy -o a.py --iterations 0", "whole number from 1, got '0'"),
        ("export xor --code numpy -o a.py --size 640x480", "--size: needs --view"),
        ("export xor --code numpy -o a.py --at-iteration 0", "--at-iteration: needs --view"),
        ("export xor --code numpy -o code/a.py", "code/a.py: there is no such folder"),
        (
            "export xor --view network -o a.png --phase delta --layer 3",
            'must be one of 1, 2 for "delta", got 3',
        ),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    line: str, part: str, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is wrong, one line on standard error says what is allowed; nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert part in refusal(capsys, *line.split())
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_fit_together_names_the_file(capsys: Capture, tmp_path: Path) -> None:
    """A file whose parts are right but do not fit is refused by its name, too."""
    path = tmp_path / "mine.toml"
    path.write_text("format = 1\n[[layers]]\nunits = 3\n")
    assert refusal(capsys, "trace", str(path)).startswith(
        "mine.toml: layers[0].units: must be 1 / 2"
    )


def test_a_line_stays_one_line(capsys: Capture, tmp_path: Path) -> None:
    """Control characters from a file or a command line do not reach the terminal."""
    path = tmp_path / "mine.toml"
    path.write_text('format = 1\n[data]\nsource = "a\\nb\\u001b[31m"\n[[layers]]\n')
    assert "\x1b" not in refusal(capsys, "trace", str(path))
    assert refusal(capsys, "trace", "a\nb\x1b").startswith("a b")


# ---- trace -----------------------------------------------------------------------------------


def test_trace_mazur_gives_the_published_numbers(capsys: Capture) -> None:
    """`bpviz trace mazur` prints the worked example, a line for each micro-step."""
    assert main(["trace", "mazur"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 12
    values = {(line["phase"], line["layer"]): line["values"] for line in lines}
    assert values["linear", 1]["z"][0] == pytest.approx([0.3775, 0.3925])
    assert values["activation", 2]["a"][0] == pytest.approx([0.75136507, 0.772928465])
    assert values["loss", 0]["loss"] == pytest.approx(0.298371109, abs=5e-10)
    assert values["gradient", 2]["dW"][0][0] == pytest.approx(0.082167041, abs=5e-10)
    assert values["update", 1]["W"][0] == pytest.approx([0.149780716, 0.24975114], abs=5e-9)
    assert values["update", 2]["b"] == [0.6, 0.6]


def test_trace_writes_what_the_suffix_says(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ending of the file chooses the format; --format overrules it; - is standard output."""
    monkeypatch.chdir(tmp_path)
    for arguments in (["-o", "a.npz"], ["-o", "a.csv"], ["-o", "a.dat", "--format", "jsonl"]):
        assert main(["trace", "xor", "--iterations", "2", *arguments]) == 0
    assert np.load("a.npz")["loss_loss"].shape == (2,)
    assert Path("a.csv").read_text().startswith("index,iteration,phase")
    assert json.loads(Path("a.dat").read_text().splitlines()[0])["phase"] == "batch"
    assert sorted(os.listdir()) == ["a.csv", "a.dat", "a.npz"]
    assert capsys.readouterr().out == ""
    assert main(["trace", "xor", "-o", "-", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("index,iteration,phase")


def test_an_interrupted_trace_leaves_nothing(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C ends with 130, quietly; the file is as it was and no other is left."""
    from bpviz.files import trace

    def interrupted(*arguments: Any) -> Any:
        yield from run(*arguments)
        raise KeyboardInterrupt

    run = trace.run
    monkeypatch.setattr(trace, "run", interrupted)
    path = tmp_path / "a.jsonl"
    path.write_text("old")
    assert main(["trace", "xor", "-o", str(path)]) == 130
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.jsonl"]
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
def test_a_terminated_trace_leaves_nothing(tmp_path: Path) -> None:
    """SIGTERM in the middle of writing: no half file, hidden or not, and exit code 143."""
    out = tmp_path / "long.jsonl"
    with subprocess.Popen(_bpviz("trace", "xor", "--iterations", "100000000", "-o", str(out))) as p:
        while not any(file.stat().st_size for file in tmp_path.iterdir()):
            assert p.poll() is None
            time.sleep(0.01)
        p.terminate()
        assert p.wait(30) == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


# ---- gradcheck -------------------------------------------------------------------------------


def test_gradcheck_passes_on_every_array(capsys: Capture) -> None:
    """The table has a line for W and b of each layer, with place, both values and a verdict."""
    assert main(["gradcheck", "mazur"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [
        "layer", "error", "at", "analytic", "numerical", "compared", "verdict",
    ]  # fmt: skip
    assert [line.split()[:2] for line in lines[1:5]] == [
        ["1", "W"],
        ["1", "b"],
        ["2", "W"],
        ["2", "b"],
    ]
    assert all(line.endswith("good") for line in lines[1:5])
    assert re.search(r"4/4 ", lines[1])
    assert "0.00043856773" in lines[1]


def test_gradcheck_as_json(capsys: Capture) -> None:
    """The same for programs, later in the run."""
    assert main(["gradcheck", "sine", "--at-iteration", "20", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["passed"] is True
    assert found["iteration"] == 20
    assert found["worst"] == max(entry["error"] for entry in found["layers"]) < 1e-6
    assert [(entry["layer"], entry["name"]) for entry in found["layers"]] == [
        (1, "W"), (1, "b"), (2, "W"), (2, "b"),
    ]  # fmt: skip


def test_gradcheck_that_fails_exits_1(capsys: Capture) -> None:
    """Where the run is NaN the check fails, says so, and its JSON is valid."""
    assert main(DIVERGED.split()) == 1
    out = capsys.readouterr().out
    assert "NOT FINITE" in out
    assert "not finite" in out.splitlines()[-1]
    assert main([*DIVERGED.split(), "--json"]) == 1
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert found["worst"] == "Infinity"


def test_gradcheck_finds_a_wrong_gradient(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backward pass that loses a factor is called wrong, with its place."""
    module = importlib.import_module("bpviz.core.gradcheck")
    right = module.engine_gradient
    monkeypatch.setattr(module, "engine_gradient", lambda *given: 2.0 * right(*given))
    assert main(["gradcheck", "xor"]) == 1
    out = capsys.readouterr().out
    assert out.count("WRONG") == 4
    assert "The gradients differ at iteration 0: 5.0e-01" in out


# ---- export and open -------------------------------------------------------------------------


def test_export_asks_for_the_right_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options arrive as given; a phase alone means its first layer; the file appears whole."""
    asked: list[dict[str, Any]] = []

    def export_view(experiment: Any, source: Any, *, output: Path, **options: Any) -> None:
        assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
        assert output.suffix == ".png"
        asked.append({"experiment": experiment.title, "source": source.name, **options})
        output.write_bytes(b"picture")

    module = types.ModuleType("bpviz.ui.export")
    module.export_view = export_view  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bpviz.ui.export", module)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    path = tmp_path / "a.PNG"
    line = "export xor --view gradients --at-iteration 7 --phase delta --size 640x360 --theme dark"
    path = tmp_path / "a.png"
    assert main([*line.split(), "--lang", "ru", "-o", str(path)]) == 0
    wanted = {
        "experiment": "XOR, one hidden layer", "source": "xor", "views": ["gradients"],
        "iteration": 7, "phase": "delta", "layer": 2, "size": (640, 360), "scale": 1,
        "theme": "dark", "lang": "ru", "min_text": 0, "transparent": False, "outlines": True,
        "title": False,
        "caption": False, "source_line": False, "precision": None, "picture": None,
    }  # fmt: skip
    assert asked.pop() == wanted
    line = line.replace("--view gradients", "--views gradients,loss") + " --scale 2 --transparent"
    line += " --min-text 18"
    more = "--text text --title --caption --source --picture heat --precision 6 --lang ru -o"
    assert main([*line.split(), *more.split(), str(path)]) == 0
    assert asked.pop() == wanted | {
        "views": ["gradients", "loss"], "scale": 2, "transparent": True, "outlines": False,
        "title": True, "caption": True, "source_line": True, "precision": 6, "picture": "heat",
        "min_text": 18,
    }  # fmt: skip
    assert path.read_bytes() == b"picture"
    assert os.listdir(tmp_path) == ["a.png"]


def test_every_view_can_be_exported() -> None:
    """The command's own list of views, which needs no Qt, is that of the window."""
    from bpviz.exports.picture import VIEWS
    from bpviz.ui.export.picture import EXPORTS

    assert sorted(VIEWS) == sorted(EXPORTS)


def test_export_code_writes_a_program_that_trains(capsys: Capture, tmp_path: Path) -> None:
    """The program prints the run's losses; without --iterations it runs as many as are planned."""
    path = tmp_path / "mazur.py"
    assert main(["export", "mazur", "--code", "numpy", "--iterations", "3", "-o", str(path)]) == 0
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    losses = [float(line.split()[-1]) for line in done.stdout.splitlines()]
    assert losses[0] == pytest.approx(0.298371109, abs=5e-10)
    assert losses[1] == pytest.approx(0.29102777369359933, rel=1e-12)
    assert len(losses) == 3
    assert capsys.readouterr().out == ""
    assert main(["export", "mazur", "--code", "numpy", "-o", "-"]) == 0
    printed = capsys.readouterr().out
    assert printed == path.read_text(encoding="utf-8").replace("iterations = 3", "iterations = 100")


@pytest.mark.parametrize("code", ["torch", "keras"])
def test_export_code_writes_programs_for_frameworks(code: str, tmp_path: Path) -> None:
    """Each is a program that imports its framework and runs as many iterations as asked for."""
    path = tmp_path / "spiral.py"
    line = f"export spiral --code {code} --iterations 3 -o"
    assert main([*line.split(), str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    compile(text, path, "exec")
    assert f"\nimport {code}\n" in text
    assert "\niterations = 3\n" in text


@pytest.mark.parametrize("code", ["torch", "keras"])
def test_a_mistake_has_no_program_for_a_framework(
    code: str, capsys: Capture, tmp_path: Path
) -> None:
    """One line says that it cannot be expressed, and nothing is written."""
    path = tmp_path / "a.toml"
    path.write_text('format = 1\n[[layers]]\nunits = 1\n[training]\nmistake = "sign_flipped"\n')
    line = refusal(capsys, "export", str(path), "--code", code, "-o", str(tmp_path / "a.py"))
    assert 'training.mistake: must be "none"' in line
    assert os.listdir(tmp_path) == ["a.toml"]


@pytest.mark.parametrize("line", ["", "open", "open xor"])
def test_no_command_opens_the_application(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`bpviz`, `bpviz open` and `bpviz open EXPERIMENT` run the application and give its code."""
    module = types.ModuleType("bpviz.ui.app")
    opened: list[str | None] = []
    module.run = lambda name: opened.append(name) or 3  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bpviz.ui.app", module)
    assert main(line.split()) == 3
    assert opened == ["xor" if "xor" in line else None]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt ends the process on Linux")
def test_open_without_a_screen_is_one_line(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Qt would abort, a line says that there is no screen and what works without."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "there is no screen" in refusal(capsys, "open", "xor")


# ---- what must never happen ------------------------------------------------------------------


def test_a_fault_is_one_line_too(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception is one line and exit 1; BPVIZ_DEBUG=1 shows where it came from."""

    def fail(arguments: Any) -> int:
        raise KeyError("surprise")

    monkeypatch.setattr(cli, "_lessons", fail)
    monkeypatch.delenv("BPVIZ_DEBUG", raising=False)
    assert main(["lessons"]) == 1
    assert capsys.readouterr().err == "bpviz: internal error: KeyError: 'surprise'\n"
    monkeypatch.setenv("BPVIZ_DEBUG", "1")
    assert main(["lessons"]) == 1
    assert "Traceback" in capsys.readouterr().err


def _bpviz(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bpviz", *arguments]


def test_commands_without_pictures_import_no_qt() -> None:
    """Whatever draws nothing does not load Qt, pyqtgraph or a formula renderer."""
    code = """if True:
        import sys
        from bpviz.cli import main
        for line in ("lessons", "trace xor", "gradcheck xor", "export xor --code numpy -o -"):
            assert main(line.split()) == 0
        heavy = ("PySide6", "shiboken6", "pyqtgraph", "ziamath", "PIL")
        found = [name for name in sys.modules if name.split(".")[0] in heavy]
        sys.exit(" ".join(found) or 0)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell's pipes")
def test_a_reader_that_goes_away_is_no_fault() -> None:
    """`bpviz trace … | head -1` ends at once and quietly, however long the trace would be."""
    with subprocess.Popen(
        _bpviz("trace", "xor", "--iterations", "1000000000"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["phase"] == "batch"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_one_line() -> None:
    """What cannot be written to standard output is said in one line."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(_bpviz("lessons"), stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr == "bpviz: standard output: cannot be written: No space left on device\n"
