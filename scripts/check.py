"""All that must hold before a commit: ``python scripts/check.py [--fast] [arguments of pytest]``.

ruff (rules and layout), mypy (strict for core and files), import-linter, translations, then the
tests. Each step runs even if another fails; the output ends with pytest's own summary.

Options
-------
--fast
    Leave the tests out.
--update-translations
    Do nothing but collect the window's strings into ``resources/translations`` and compile them.
"""

from __future__ import annotations

import filecmp
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import _setup
from _setup import ROOT, venv_program

TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("ru",)
UI = ROOT / "bpviz" / "ui"

Step = Callable[[], tuple[bool, str]]
# Where a string stands (its class), its text, and its comment: what Qt looks a translation up by.
Key = tuple[str, str, str]


# ---- programs --------------------------------------------------------------------------------


def program(*command: str | Path) -> Step:
    """Return a step that runs a program of the environment; it passes if the exit code is 0."""

    def step() -> tuple[bool, str]:
        done = run(*command)
        return done.returncode == 0, done.stdout

    return step


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment and keep what it prints."""
    return subprocess.run(
        [venv_program(str(command[0])), *command[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        check=False,
    )


# ---- translations ----------------------------------------------------------------------------


def messages(ts: Path) -> Iterator[tuple[Key, ElementTree.Element]]:
    """Yield the key and the element of each message in a ``.ts`` file that is still used."""
    for context in ElementTree.parse(ts).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") in ("vanished", "obsolete"):
                continue
            source, comment = message.findtext("source") or "", message.findtext("comment") or ""
            yield (name, source, comment), message


def placeholders(text: str) -> list[str]:
    """Return what a program fills into a text: ``%1``, ``%n``, ``{name}``, ``{0:.3g}``."""
    return sorted(set(re.findall(r"%L?(?:\d+|n)|\{\w*(?:[.!:][^{}]*)?\}", text)))


def faults(message: ElementTree.Element) -> str | None:
    """Tell what is wrong with the translation of a message, or None."""
    translation = message.find("translation")
    if translation is None or translation.get("type") == "unfinished":
        return "not translated"
    forms = [form.text or "" for form in translation.iter("numerusform")]
    plural = message.get("numerus") == "yes"
    source = message.findtext("source") or ""
    for text in forms if plural else [translation.text or ""]:
        if not text.strip():
            return "empty translation"
        # A plural form may leave the number out ("one sample").
        wanted, found = placeholders(source), placeholders(text)
        if wanted != found and not (plural and set(wanted) - set(found) == {"%n"}):
            return f"fills in {', '.join(found) or 'nothing'} instead of {', '.join(wanted)}"
    return None


def lupdate(ts: Path) -> str:
    """Collect the window's strings into a ``.ts`` file; return an error message or nothing."""
    done = run(
        "pyside6-lupdate", "-silent", "-no-obsolete", "-locations", "none", "-extensions", "py",
        "-recursive", UI, "-ts", ts,
    )  # fmt: skip
    return "" if done.returncode == 0 else f"pyside6-lupdate failed: {done.stdout.strip()}"


def lrelease(ts: Path, qm: Path) -> str:
    """Compile a ``.ts`` file; return an error message or nothing."""
    done = run("pyside6-lrelease", "-silent", ts, "-qm", qm)
    return "" if done.returncode == 0 else f"pyside6-lrelease failed: {done.stdout.strip()}"


def translation_faults(ts: Path, scratch: Path) -> Iterator[str]:
    """Yield what is missing between the window's strings, a ``.ts`` file and its ``.qm``."""
    fresh = scratch / ts.name
    if error := lupdate(fresh):
        yield error
        return
    wanted = dict(messages(fresh))
    if not wanted and not ts.exists():
        return
    if not ts.exists():
        yield f"{ts.name} is missing: {len(wanted)} strings have no translation"
        return
    kept = dict(messages(ts))
    for key in wanted.keys() - kept.keys():
        yield f"{ts.name}: {shown(key)}: not in the file"
    for key in kept.keys() - wanted.keys():
        yield f"{ts.name}: {shown(key)}: no longer in the source"
    for key, message in kept.items():
        if fault := faults(message):
            yield f"{ts.name}: {shown(key)}: {fault}"
    qm, compiled = ts.with_suffix(".qm"), scratch / ts.with_suffix(".qm").name
    if error := lrelease(ts, compiled):
        yield error
    elif not qm.exists():
        yield f"{qm.name} is missing"
    elif not filecmp.cmp(qm, compiled, shallow=False):
        yield f"{qm.name} is older than {ts.name}"


def shown(key: Key) -> str:
    """Return how a message is named in a report."""
    context, source, comment = key
    text = source if len(source) <= 60 else source[:59] + "…"
    return f"{context}: {text!r}" + (f" ({comment})" if comment else "")


def translations_complete() -> tuple[bool, str]:
    """Check that every string of the window is translated and compiled."""
    if not UI.is_dir():
        return True, ""
    with tempfile.TemporaryDirectory() as folder:
        found = [
            fault
            for language in LANGUAGES
            for fault in translation_faults(TRANSLATIONS / f"bpviz_{language}.ts", Path(folder))
        ]
    if not found:
        return True, ""
    hint = "`python scripts/check.py --update-translations` collects and compiles; then translate."
    return False, "\n".join([*sorted(found), hint])


def update_translations() -> int:
    """Collect the window's strings into the ``.ts`` files and compile them."""
    TRANSLATIONS.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        ts = TRANSLATIONS / f"bpviz_{language}.ts"
        if error := lupdate(ts) or lrelease(ts, ts.with_suffix(".qm")):
            print(error, file=sys.stderr)
            return 1
        left = sum(faults(message) is not None for _, message in messages(ts))
        print(f"{ts.relative_to(ROOT)}: {left} strings left to translate")
    return 0


# ---- all steps -------------------------------------------------------------------------------

STEPS: dict[str, Step] = {
    "ruff": program("ruff", "check", "--output-format", "concise"),
    "layout": program("ruff", "format", "--check"),
    "mypy": program("mypy"),
    "imports": program("lint-imports", "--no-logo"),
    "translations": translations_complete,
}


def run_steps(steps: dict[str, Step]) -> list[str]:
    """Run the steps side by side, report them in order, and return the names of those failing."""

    def timed(step: Step) -> tuple[bool, str, float]:
        begin = time.perf_counter()
        passed, output = step()
        return passed, output, time.perf_counter() - begin

    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = {name: pool.submit(timed, step) for name, step in steps.items()}
        for name, result in results.items():
            passed, output, seconds = result.result()
            print(f"{'ok  ' if passed else 'FAIL'} {name} ({seconds:.1f} s)", flush=True)
            if not passed:
                failed.append(name)
                print(output.rstrip(), flush=True)
    return failed


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    if "--update-translations" in arguments:
        return update_translations()
    failed = run_steps(STEPS)
    if "--fast" in arguments:
        return 1 if failed else 0
    # tests/conftest.py repeats the failed steps above pytest's summary, so that nobody misses them.
    env = {**os.environ, "BPVIZ_FAILED_CHECKS": " ".join(failed)}
    tests = [sys.executable, "-m", "pytest", *arguments]
    code = subprocess.run(tests, cwd=ROOT, env=env, check=False).returncode
    return code or (1 if failed else 0)


if __name__ == "__main__":
    if Path(sys.prefix).resolve() != _setup.VENV.resolve():
        here = _setup.prepared(dev=True)
        sys.exit(_setup.start([here, Path(__file__).resolve(), *sys.argv[1:]]))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
