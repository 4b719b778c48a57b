"""The built wheel works alone: installed in an empty environment, far from the checkout."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
BIN = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, cwd: Path, env: dict[str, str]) -> str:
    """Run a command that must succeed, and return what it printed."""
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def environment(real_environment: dict[str, str], setup_script: ModuleType) -> dict[str, str]:
    """The user's environment (uv's cache is in it) without a trace of the checkout."""
    if not UV.exists():
        pytest.skip("uv is not in this environment; python scripts/test.py installs it")
    certificate = setup_script.pip_certificate(Path(sys.executable))
    env: dict[str, str] = setup_script.uv_environment(real_environment, certificate)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        env.pop(name, None)
    return {**env, "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """The wheel, built by the build backend of the lock file."""
    out = tmp_path_factory.mktemp("wheel")
    hatchling = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out]
    run(*hatchling, cwd=ROOT, env=environment)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Path:
    """The folder of programs of an empty environment with the wheel and what it asks for."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    env = {**environment, "UV_PROJECT_ENVIRONMENT": str(venv)}
    run(UV, "venv", "-q", "--python", sys.executable, venv, cwd=ROOT, env=env)
    # What scripts/test.py has installed from the lock file lies in uv's cache: no network needed.
    run(UV, "sync", "-q", "--frozen", "--no-dev", "--no-install-project", cwd=ROOT, env=env)
    run(UV, "pip", "install", "-q", "--no-deps", "--python", venv, wheel, cwd=ROOT, env=env)
    # Nothing that the wheel itself asks for is missing.
    run(UV, "pip", "check", "-q", "--python", venv, cwd=ROOT, env=env)
    return venv / BIN


def test_the_wheel_carries_the_resources(wheel: Path) -> None:
    """Every resource that bpviz uses is in the wheel; no test, script or picture for README is."""
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    resources = {path.relative_to(ROOT / "resources").as_posix() for path in files}
    wanted = {f"bpviz/_resources/{name}" for name in resources if not name.startswith("readme/")}
    assert wanted == {name for name in names if name.startswith("bpviz/_resources/")}
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bpviz"}


def test_the_version_is_the_same_everywhere(wheel: Path) -> None:
    """The package, its project file and the wheel name one version."""
    import bpviz

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert bpviz.__version__ == project["version"] == wheel.name.split("-")[1]


def test_lessons_of_the_installed_wheel(
    installed: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    """``bpviz lessons`` finds the lessons inside the wheel."""
    lessons = run(installed / "bpviz", "lessons", cwd=tmp_path, env=environment)
    assert "xor" in lessons
    assert "mazur" in lessons


@pytest.mark.parametrize("command", [["bpviz"], ["python", "-m", "bpviz"]])
def test_trace_of_the_installed_wheel(
    installed: Path, tmp_path: Path, environment: dict[str, str], command: list[str]
) -> None:
    """One iteration of XOR comes out as JSON Lines, each phase in its place."""
    program = [installed / command[0], *command[1:]]
    printed = run(*program, "trace", "xor", "--iterations", "1", cwd=tmp_path, env=environment)
    phases = [json.loads(line)["phase"] for line in printed.splitlines()]
    assert phases[0] == "batch"
    assert phases.count("loss") == 1
    assert phases[-1] == "update"
