"""Set-up that run.py, test.py and check.py share: from a bare checkout to a ready environment.

Standard library only, so that any Python 3.11 or newer can start it. What it makes:

- ``.venv`` in the checkout, with the pinned ``uv`` and exactly what ``uv.lock`` names;
- on Debian-like systems, the shared libraries that Qt needs (as root they are installed, otherwise
  the line to type is printed).

Whatever goes wrong ends in one line that says what to do: :class:`SetupError`.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "bpviz-stamp.json"
MINIMUM = (3, 11)

# What Qt loads at run time, by the name the loader looks for → the Debian package that has it.
# Where Debian or Ubuntu renamed a package, the newer name stands first.
DRAWING_LIBRARIES: dict[str, tuple[str, ...]] = {
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libEGL.so.1": ("libegl1",),
    "libGL.so.1": ("libgl1",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
}
WINDOW_LIBRARIES: dict[str, tuple[str, ...]] = {
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
}
# Programs that the test of a real window starts.
WINDOW_PROGRAMS: dict[str, tuple[str, ...]] = {
    "Xvfb": ("xvfb",),
    "xvfb-run": ("xvfb",),
    "xauth": ("xauth",),
    "xdotool": ("xdotool",),
}


class SetupError(Exception):
    """The set-up cannot go on; the message is one line that says what to do."""


# ---- the environment -------------------------------------------------------------------------


def venv_python(venv: Path = VENV, windows: bool = os.name == "nt") -> Path:
    """Return the path of the interpreter inside a virtual environment."""
    return venv / ("Scripts/python.exe" if windows else "bin/python")


def venv_program(name: str, venv: Path = VENV, windows: bool = os.name == "nt") -> Path:
    """Return the path of a program that a package installed into a virtual environment."""
    return venv / (f"Scripts/{name}.exe" if windows else f"bin/{name}")


def fingerprint(root: Path = ROOT, version: str = sys.version) -> str:
    """Return a hash of all that decides what the environment contains."""
    digest = hashlib.sha256(version.encode())
    for name in ("pyproject.toml", "uv.lock", "scripts/_setup.py"):
        digest.update((root / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def stamp_covers(stamp: Path, wanted: str, dev: bool) -> bool:
    """Tell whether the environment was made from `wanted`, with the developers' tools if `dev`."""
    try:
        made = json.loads(stamp.read_text(encoding="utf-8"))
        return made["fingerprint"] == wanted and (made["dev"] is True or not dev)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def locked_version(package: str, lock: Path = ROOT / "uv.lock") -> str:
    """Return the version that the lock file gives to a package."""
    with lock.open("rb") as file:
        packages = tomllib.load(file)["package"]
    versions = [entry["version"] for entry in packages if entry["name"] == package]
    if len(versions) != 1:
        raise SetupError(f"uv.lock: expected one version of {package}, found {versions}")
    return str(versions[0])


def uv_environment(environ: Mapping[str, str], pip_cert: str | None = None) -> dict[str, str]:
    """Return the environment for uv: this checkout's ``.venv``, its own Python, public packages.

    Parameters
    ----------
    environ
        The environment to start from. Package indexes named in it are left out, because the lock
        file already says where each package comes from.
    pip_cert
        The certificate file that pip is configured to use. Where uv has none of its own, it uses
        the same one.
    """
    drop = {"UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_FIND_LINKS"}
    drop |= {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "UV_PYTHON", "UV_FROZEN", "UV_NO_DEV"}
    env = {key: value for key, value in environ.items() if key not in drop}
    env["UV_PROJECT_ENVIRONMENT"] = str(VENV)
    env["UV_PYTHON_DOWNLOADS"] = "never"
    certificate = env.get("PIP_CERT") or pip_cert
    if certificate and "SSL_CERT_FILE" not in env:
        env["SSL_CERT_FILE"] = certificate
    return env


def _succeeds(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> bool:
    """Run a command with its output on the terminal (stderr), and tell whether it exited with 0."""
    try:
        return subprocess.run(command, cwd=ROOT, env=env, stdout=2, check=False).returncode == 0
    except OSError as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return False


def pip_certificate(python: Path) -> str | None:
    """Return the certificate file in pip's configuration, if it names one that exists."""
    for key in ("global.cert", "install.cert"):
        done = subprocess.run(
            [python, "-m", "pip", "config", "get", key],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0 and Path(done.stdout.strip()).is_file():
            return done.stdout.strip()
    return None


def _make_venv(venv: Path = VENV) -> None:
    """Create the virtual environment, or make it anew if it is broken or of another Python."""
    python = venv_python(venv)
    same = "import sys, pip; sys.exit(sys.version != sys.argv[1])"
    if python.exists() and not _quiet([python, "-c", same, sys.version]):
        shutil.rmtree(venv, ignore_errors=True)
    if python.exists():
        return
    if not _quiet([sys.executable, "-c", "import ensurepip, venv"]):
        _install_packages([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"])
    print(f"Making {venv} with Python {sys.version.split()[0]}", file=sys.stderr)
    if not _succeeds([sys.executable, "-m", "venv", venv]):
        raise SetupError(
            f"{sys.executable} -m venv failed: install Python's venv module "
            "(Debian, Ubuntu: sudo apt-get install python3-venv)"
        )


def _quiet(command: Sequence[str | Path]) -> bool:
    """Run a command without showing its output, and tell whether it exited with 0."""
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _sync(dev: bool) -> None:
    """Install what the lock file names; developers' tools and extras too if `dev`."""
    python = venv_python()
    version = locked_version("uv")
    asks = "import importlib.metadata as m, sys; sys.exit(m.version('uv') != sys.argv[1])"
    pip: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    if not _quiet([python, "-c", asks, version]) and not _succeeds([*pip, f"uv=={version}"]):
        raise SetupError(
            f"pip could not install uv {version}: is there a network? "
            "(behind a proxy, set HTTPS_PROXY and PIP_CERT)"
        )
    command: list[str | Path] = [venv_program("uv"), "sync", "--locked", "--python", python]
    # Running the application never takes away the tools that testing it has installed.
    command += ["--all-extras", "--group", "dev"] if dev else ["--no-dev", "--inexact"]
    env = uv_environment(os.environ, pip_certificate(python))
    if _succeeds(command, env):
        return
    # A company's certificates often live only in the system's own store.
    if _succeeds(command, {**env, "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}):
        return
    raise SetupError(
        "uv sync failed (its message stands above): is there a network, and is uv.lock up to date "
        "with pyproject.toml? (`uv lock` renews it)"
    )


# ---- the system's libraries ------------------------------------------------------------------


def library_loads(name: str) -> bool:
    """Tell whether the dynamic loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_packages(
    libraries: Mapping[str, tuple[str, ...]],
    programs: Mapping[str, tuple[str, ...]],
    loads: Callable[[str], bool] = library_loads,
    finds: Callable[[str], object] = shutil.which,
) -> list[tuple[str, ...]]:
    """Return the packages to install, each as its possible names, newest first."""
    missing = [names for library, names in libraries.items() if not loads(library)]
    missing += [names for program, names in programs.items() if not finds(program)]
    return list(dict.fromkeys(missing))


def choose_names(packages: Iterable[tuple[str, ...]], known: Callable[[str], bool]) -> list[str]:
    """Return for each package the first of its names that the system knows (else the last)."""
    return [next((name for name in names if known(name)), names[-1]) for names in packages]


def apt_line(packages: Sequence[str]) -> str:
    """Return the line to type for installing packages."""
    install = "apt-get install -y --no-install-recommends"
    return f"sudo apt-get update && sudo {install} {' '.join(packages)}"


def apt_knows(package: str) -> bool:
    """Tell whether apt can install a package by this name."""
    done = subprocess.run(
        ["apt-cache", "policy", package], capture_output=True, text=True, check=False
    )
    return "Candidate:" in done.stdout and "Candidate: (none)" not in done.stdout


def _install_packages(packages: Iterable[str | tuple[str, ...]]) -> None:
    """Install system packages as root; otherwise say which line to type."""
    wanted = [(names,) if isinstance(names, str) else names for names in packages]
    if not shutil.which("apt-get"):
        listed = ", ".join(names[-1] for names in wanted)
        raise SetupError(f"install what your system calls {listed} (these are Debian's names)")
    if os.geteuid() != 0:  # type: ignore[attr-defined, unused-ignore]
        raise SetupError(f"type: {apt_line(choose_names(wanted, apt_knows))}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    updated = _succeeds(["apt-get", "update", "-qq"], env)
    names = choose_names(wanted, apt_knows)
    print("Installing " + " ".join(names), file=sys.stderr)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    if not _succeeds([*install, *names], env):
        why = "" if updated else "apt-get update failed, is there a network? "
        raise SetupError(f"{why}type: {apt_line(names)}")


def ensure_libraries(for_tests: bool) -> None:
    """See to it that Qt's libraries load, and for tests that a window can be shown under Xvfb."""
    if not sys.platform.startswith("linux"):
        return
    programs = WINDOW_PROGRAMS if for_tests else {}
    missing = missing_packages({**DRAWING_LIBRARIES, **WINDOW_LIBRARIES}, programs)
    if not missing:
        return
    if not shutil.which("apt-get"):
        # Elsewhere libraries may lie where only Qt finds them; a note, and Qt has the last word.
        names = ", ".join(names[-1] for names in missing)
        print(f"note: not found here: {names} (Debian's names)", file=sys.stderr)
        return
    _install_packages(missing)


# ---- all of it -------------------------------------------------------------------------------


def prepare(dev: bool) -> Path:
    """Make the environment ready, quickly if it already is, and return its interpreter.

    Parameters
    ----------
    dev
        With the tools and libraries that the tests need, and every optional extra.
    """
    if sys.version_info < MINIMUM:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(f"bpviz needs Python 3.11 or newer; this is {found} ({sys.executable})")
    wanted = fingerprint(version=_base_version())
    if not (stamp_covers(STAMP, wanted, dev) and venv_python().exists()):
        if Path(sys.prefix).resolve() != VENV.resolve():
            _make_venv()
        _sync(dev)
        made = {"fingerprint": wanted, "dev": dev or stamp_covers(STAMP, wanted, True)}
        STAMP.write_text(json.dumps(made), encoding="utf-8")
    ensure_libraries(for_tests=dev)
    return venv_python()


def _base_version() -> str:
    """Return what identifies this Python, the same inside and outside the environment."""
    return f"{sys.implementation.name} {sys.version}"


def start(command: Sequence[str | Path]) -> int:
    """Run a command in the prepared environment and return its exit code."""
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return 130


def prepared(dev: bool) -> Path:
    """Like :func:`prepare`, but a failure is printed as one line and ends the program."""
    try:
        return prepare(dev)
    except SetupError as error:
        print(f"bpviz set-up: {error}", file=sys.stderr)
        sys.exit(1)
