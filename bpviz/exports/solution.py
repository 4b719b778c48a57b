"""One iteration worked out on paper: the solution, a sheet with blanks, or the key to it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bpviz.cli_output import ending_in_order
from bpviz.cli_parts import problem_of
from bpviz.exports.common import check_ending, without_screen

LABEL = "--worked-solution"
ENDINGS = (".pdf", ".tex")
SHEETS = ("solution", "sheet", "key")
OPTIONS = ("worked_solution", "at_iteration", "precision", "lang", "decimal_comma")


def add(parser: argparse.ArgumentParser, what: Any) -> None:
    """Add ``--worked-solution``."""
    what.add_argument(
        LABEL,
        nargs="?",
        const=SHEETS[0],
        choices=SHEETS,
        help="work one iteration out on paper: with all numbers, as a student's sheet with blanks, "
        "or as the key to that sheet",
    )
    parser.add_argument(
        "--decimal-comma", action="store_true", default=None, help="in the worked solution"
    )


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether ``--worked-solution`` was given."""
    return arguments.worked_solution is not None


def run(arguments: argparse.Namespace) -> int:
    """Write the document."""
    check_ending(arguments, *ENDINGS)
    from bpviz.core.errors import BpvizError
    from bpviz.core.worked_build import check_size
    from bpviz.core.worked_numbers import USUAL
    from bpviz.files.atomic import atomic_path
    from bpviz.files.lessons import load_experiment

    problem = problem_of(arguments.experiment)
    try:
        check_size(problem)
    except BpvizError as error:
        raise error.within(Path(arguments.experiment).name) from error
    with without_screen():
        from bpviz.ui.export.solution import export_solution
    with ending_in_order(), atomic_path(arguments.output) as output:
        export_solution(
            problem,
            load_experiment(arguments.experiment)[1],
            iteration=arguments.at_iteration or 0,
            kind=arguments.worked_solution,
            precision=arguments.precision or USUAL,
            comma=bool(arguments.decimal_comma),
            lang=arguments.lang or "en",
            output=output,
        )
    return 0
