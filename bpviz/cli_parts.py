"""What several commands share: numbers on the command line, experiments, and Qt."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bpviz.cli_output import CommandError

if TYPE_CHECKING:  # imported inside the functions: --help and --version need no NumPy
    from bpviz.core import Experiment, Problem

LANGUAGES = ("en", "ru")
DEBIAN_PACKAGES = "libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0"


def add_iteration(added: argparse.ArgumentParser, default: int | None = 0) -> None:
    """The option for where in the training; `default` None tells that it was not given."""
    added.add_argument(
        "--at-iteration", type=whole(0), default=default, metavar="N", help="after N iterations"
    )


def whole(low: int, high: int | None = None) -> Callable[[str], int]:
    """Reads a whole number from `low` on, up to `high`."""
    allowed = f"from {low}" if high is None else f"from {low} to {high}"

    def parse(text: str) -> int:
        number = int(text) if re.fullmatch(r"[+-]?[0-9]{1,15}", text) else None
        if number is None or number < low or (high is not None and number > high):
            raise argparse.ArgumentTypeError(f"must be a whole number {allowed}, got {text!r}")
        return number

    return parse


def experiment_of(name: str) -> Experiment:
    """The experiment of a lesson or a file."""
    from bpviz.files.lessons import load_experiment

    return load_experiment(name)[0]


def problem_of(name: str) -> Problem:
    """The problem of a lesson or a file; what does not fit in it names the file."""
    from bpviz.core import Problem
    from bpviz.core.errors import BpvizError

    experiment = experiment_of(name)
    try:
        return Problem(experiment)
    except BpvizError as error:
        raise error.within(Path(name).name) from error


@contextmanager
def drawing() -> Iterator[None]:
    """Around the import of Qt: a missing system library is one line that says what to install."""
    try:
        yield
    except ImportError as error:
        if not str(error).startswith("lib"):
            raise
        text = f"Qt cannot be loaded: {error}; a Debian-like system needs {DEBIAN_PACKAGES}"
        raise CommandError(text, 1) from error
