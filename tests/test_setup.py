"""The set-up script's own functions: what it would install, where, and when it may skip."""

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def setup(setup_script: ModuleType) -> ModuleType:
    """Name the set-up script shortly."""
    return setup_script


def nothing(name: str) -> bool:
    """Find nothing."""
    return False


def everything(name: str) -> bool:
    """Find whatever is asked for."""
    return True


@pytest.mark.parametrize(
    ("windows", "expected"), [(False, "v/bin/python"), (True, "v/Scripts/python.exe")]
)
def test_interpreter_of_an_environment(setup: ModuleType, windows: bool, expected: str) -> None:
    """Windows keeps its interpreter elsewhere."""
    assert setup.venv_python(Path("v"), windows=windows).as_posix() == expected


def make_project(folder: Path) -> None:
    """Write the files that decide what an environment contains."""
    (folder / "scripts").mkdir()
    for name in ("pyproject.toml", "uv.lock", "scripts/_setup.py"):
        (folder / name).write_text("a\nb\n", encoding="utf-8", newline="\n")


@pytest.mark.parametrize("changed", ["pyproject.toml", "uv.lock"])
def test_fingerprint_changes_with_the_lock(setup: ModuleType, tmp_path: Path, changed: str) -> None:
    """Another lock file, project file or Python means another environment."""
    make_project(tmp_path)
    first = setup.fingerprint(tmp_path, "3.11")
    assert setup.fingerprint(tmp_path, "3.11") == first
    assert setup.fingerprint(tmp_path, "3.12") != first
    (tmp_path / changed).write_text("c\n", encoding="utf-8")
    assert setup.fingerprint(tmp_path, "3.11") != first


def test_fingerprint_ignores_line_ends(setup: ModuleType, tmp_path: Path) -> None:
    """A checkout with Windows line ends has the same environment."""
    make_project(tmp_path)
    first = setup.fingerprint(tmp_path, "3.11")
    (tmp_path / "uv.lock").write_bytes(b"a\r\nb\r\n")
    assert setup.fingerprint(tmp_path, "3.11") == first


@pytest.mark.parametrize(
    ("text", "runs", "tests"),
    [
        (json.dumps({"fingerprint": "f", "dev": True}), True, True),
        (json.dumps({"fingerprint": "f", "dev": False}), True, False),
        (json.dumps({"fingerprint": "g", "dev": True}), False, False),
        ("{", False, False),
        ("[]", False, False),
        (None, False, False),
    ],
)
def test_stamp(
    setup: ModuleType, tmp_path: Path, text: str | None, runs: bool, tests: bool
) -> None:
    """Set-up is skipped only for the same lock, and for tests only if it has their tools."""
    stamp = tmp_path / "stamp.json"
    if text is not None:
        stamp.write_text(text, encoding="utf-8")
    assert setup.stamp_covers(stamp, "f", dev=False) is runs
    assert setup.stamp_covers(stamp, "f", dev=True) is tests


def test_bare_debian_12_gets_every_package(setup: ModuleType) -> None:
    """With nothing there, the line to type names every library and program of Debian 12."""
    libraries = {**setup.DRAWING_LIBRARIES, **setup.WINDOW_LIBRARIES}
    missing = setup.missing_packages(libraries, setup.WINDOW_PROGRAMS, nothing, nothing)
    names = setup.choose_names(missing, known=lambda name: not name.endswith("t64"))
    assert setup.apt_line(names) == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
        "libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 "
        "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 "
        "xvfb xauth xdotool"
    )


def test_newer_names_are_preferred(setup: ModuleType) -> None:
    """Where a package was renamed, the name that the system knows is taken."""
    assert setup.choose_names([("new", "old")], everything) == ["new"]
    assert setup.choose_names([("new", "old")], lambda name: name == "old") == ["old"]
    assert setup.choose_names([("new", "old")], nothing) == ["old"]


def test_nothing_is_installed_where_nothing_is_missing(setup: ModuleType) -> None:
    """A machine that has all is left alone."""
    libraries, programs = setup.DRAWING_LIBRARIES, setup.WINDOW_PROGRAMS
    assert setup.missing_packages(libraries, programs, everything, everything) == []


@pytest.mark.skipif(os.name == "nt", reason="root and apt-get are not Windows'")
def test_without_root_the_line_is_printed(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user who is not root reads the exact line to type."""
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(setup, "apt_knows", everything)
    with pytest.raises(setup.SetupError) as caught:
        setup._install_packages([("libegl1",), "xvfb"])
    assert str(caught.value) == f"type: {setup.apt_line(['libegl1', 'xvfb'])}"


def test_uv_takes_the_lock_at_its_word(setup: ModuleType) -> None:
    """Package indexes and foreign environments of the user's shell do not reach uv."""
    env = setup.uv_environment({"UV_INDEX_URL": "https://x", "VIRTUAL_ENV": "/v", "PATH": "/bin"})
    assert not {"UV_INDEX_URL", "VIRTUAL_ENV"} & env.keys()
    assert env["PATH"] == "/bin"
    assert env["UV_PROJECT_ENVIRONMENT"] == str(setup.VENV)
    assert "SSL_CERT_FILE" not in env


@pytest.mark.parametrize(
    ("environ", "configured", "expected"),
    [
        ({}, "/pip.pem", "/pip.pem"),
        ({"PIP_CERT": "/env.pem"}, "/pip.pem", "/env.pem"),
        ({"SSL_CERT_FILE": "/own.pem", "PIP_CERT": "/env.pem"}, "/pip.pem", "/own.pem"),
    ],
)
def test_uv_uses_the_certificate_of_pip(
    setup: ModuleType, environ: dict[str, str], configured: str, expected: str
) -> None:
    """Where pip was given a certificate, uv gets the same, unless it has its own."""
    assert setup.uv_environment(environ, configured)["SSL_CERT_FILE"] == expected


def test_the_lock_pins_uv_and_names_public_addresses_only(setup: ModuleType) -> None:
    """The lock file works on any machine: one uv, every file from the public index."""
    assert re.fullmatch(r"\d+(\.\d+)+", setup.locked_version("uv"))
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r"\w+://[^/\"]+", text)) == {
        "https://pypi.org",
        "https://files.pythonhosted.org",
    }


def test_an_old_python_is_refused_in_one_line(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python 3.10 reads which Python is needed, and no traceback."""
    monkeypatch.setattr(setup.sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit) as caught:
        setup.prepared(dev=False)
    assert caught.value.code == 1
    message = capsys.readouterr().err
    assert message.startswith("bpviz set-up: bpviz needs Python 3.11 or newer; this is 3.10.4")
    assert message.count("\n") == 1


@pytest.mark.parametrize("script", ["run", "test", "check", "_setup"])
def test_scripts_need_only_the_standard_library(script: str) -> None:
    """On a fresh machine the scripts start before anything is installed."""
    code = f"import sys; sys.path.insert(0, 'scripts'); import {script}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """scripts/check.py, looking at a small window of its own instead of the application's."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    module = importlib.import_module("check")
    (tmp_path / "ui").mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "UI", tmp_path / "ui")
    monkeypatch.setattr(module, "TRANSLATIONS", tmp_path / "translations")
    return module


def write_window(check: ModuleType, text: str) -> None:
    """Write a window that shows one text."""
    source = f"class Window(QObject):\n    def title(self):\n        return self.tr({text!r})\n"
    (check.UI / "window.py").write_text(source, encoding="utf-8")


def translate(check: ModuleType, text: str) -> None:
    """Translate every text in the file of translations."""
    ts = check.TRANSLATIONS / "bpviz_ru.ts"
    empty, full = '<translation type="unfinished"></translation>', f"<translation>{text}"
    written = ts.read_text(encoding="utf-8").replace(empty, full + "</translation>")
    ts.write_text(written, encoding="utf-8")


def test_translations_from_nothing_to_complete(
    check: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check names what is missing at each stage, and passes only when nothing is."""

    def complaint() -> str:
        passed, text = check.translations_complete()
        assert passed == (not text)
        return str(text).split("\n")[0]

    assert complaint() == ""
    write_window(check, "Layer {n}")
    assert complaint() == "bpviz_ru.ts is missing: 1 strings have no translation"
    assert check.update_translations() == 0
    assert "1 strings left to translate" in capsys.readouterr().out
    assert complaint() == "bpviz_ru.ts: Window: 'Layer {n}': not translated"
    translate(check, "Слой")
    assert complaint() == "bpviz_ru.qm is older than bpviz_ru.ts"
    assert check.update_translations() == 0
    assert complaint() == "bpviz_ru.ts: Window: 'Layer {n}': fills in nothing instead of {n}"
    ts = check.TRANSLATIONS / "bpviz_ru.ts"
    mended = ts.read_text(encoding="utf-8").replace("Слой", "Слой {n}")
    ts.write_text(mended, encoding="utf-8")
    assert check.update_translations() == 0
    assert complaint() == ""
    write_window(check, "Level {n}")
    assert complaint() == "bpviz_ru.ts: Window: 'Layer {n}': no longer in the source"


def test_all_checks_run_and_the_failing_are_named(
    check: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failing check does not keep the later ones from running."""
    steps = {"a": lambda: (False, "reason"), "b": lambda: (True, "unseen")}
    assert check.run_steps(steps) == ["a"]
    printed = capsys.readouterr().out
    assert re.sub(r"\d\.\d", "0.0", printed) == "FAIL a (0.0 s)\nreason\nok   b (0.0 s)\n"
