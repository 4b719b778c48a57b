"""The training as a program."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bpviz.cli_output import CommandError, ending_in_order, opened_output, to_stdout
from bpviz.cli_parts import problem_of

LABEL = "--code"
OPTIONS = ("code", "iterations")
CODES = ("numpy", "torch", "keras")


def add(parser: argparse.ArgumentParser, what: Any) -> None:
    """Add ``--code``."""
    what.add_argument("--code", choices=CODES, help="write the training as a program instead")


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether ``--code`` was given."""
    return arguments.code is not None


def run(arguments: argparse.Namespace) -> int:
    """Write the program."""
    if not to_stdout(arguments.output) and Path(arguments.output).suffix.lower() != ".py":
        raise CommandError(f"argument -o: must end in .py, got {arguments.output!r}")
    from bpviz.core.listing import planned_iterations
    from bpviz.core.scripts import SCRIPTS

    problem = problem_of(arguments.experiment)
    script = SCRIPTS[arguments.code]
    text = script(problem, arguments.iterations or planned_iterations(problem))
    with ending_in_order(), opened_output(arguments.output) as stream:
        stream.write(text.encode())
    return 0
