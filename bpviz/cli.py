"""The commands. Only `open` and `export` draw, and only they import Qt.

Exit codes: 0 success, 1 a failed check (or a fault of bpviz itself), 2 bad input, 130 interrupted,
143 terminated. Whatever goes wrong is one line on standard error; ``BPVIZ_DEBUG=1`` shows the
traceback besides.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from bpviz import __version__
from bpviz.cli_output import (
    CommandError,
    ending_in_order,
    forget_stdout,
    opened_output,
    to_stdout,
    write_json,
    write_line,
)
from bpviz.cli_parts import LANGUAGES, add_iteration, drawing, problem_of, whole
from bpviz.exports import add_export, export

FORMATS = ("jsonl", "npz", "csv")
EXPERIMENT_HELP = "an experiment file (TOML) or the name of a lesson"


class _Parser(argparse.ArgumentParser):
    """A parser that complains in one line."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(message)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: the program's own) and return the exit code."""
    try:
        arguments = _parsed(sys.argv[1:] if argv is None else argv)
        code: int = arguments.run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except SystemExit as request:  # --help and --version
        return request.code if isinstance(request.code, int) else 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `bpviz trace xor | head`: nobody wants the rest
        forget_stdout()
        return 0
    except Exception as error:
        return _complain(error)


def _complain(error: Exception) -> int:
    """Say in one line what went wrong; return the exit code."""
    from bpviz.core.errors import BpvizError

    if isinstance(error, CommandError):
        text, code = str(error), error.code
    elif isinstance(error, BpvizError):
        text, code = str(error), 2
    elif isinstance(error, MemoryError):
        text, code = f"there is not enough memory for this ({error})", 2
    else:
        text, code = f"internal error: {type(error).__name__}: {error}", 1
    if os.environ.get("BPVIZ_DEBUG"):
        import traceback

        traceback.print_exception(error)
    if sys.stderr is not None:
        line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text.strip())
        print(f"bpviz: {line}", file=sys.stderr)
    return code


# ---- the command line ------------------------------------------------------------------------


def _parsed(argv: Sequence[str]) -> argparse.Namespace:
    """What the command line says; an experiment in a command's place is told how to open it."""
    try:
        return _parser().parse_args(argv)
    except CommandError as error:
        if not argv or not str(error).startswith("argument COMMAND:"):
            raise
        from bpviz.files.lessons import lesson_names

        name = argv[0]
        if name not in lesson_names() and Path(name).suffix != ".toml":
            raise
        shown = f'"{name}"' if " " in name else name
        text = f"{name!r} is not a command; did you mean: bpviz open {shown}"
        raise CommandError(text) from error


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="bpviz",
        description="See how backpropagation trains a neural network, one step at a time. "
        "Without a command the application opens.",
        epilog="Exit codes: 0 success, 1 a failed check, 2 bad input.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"bpviz {__version__}")
    parser.set_defaults(run=_open, experiment=None)
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")

    def command(name: str, run: Any, text: str, experiment: str | None = None) -> Any:
        added = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        added.set_defaults(run=run)
        if experiment is not None:
            added.add_argument(
                "experiment", metavar="EXPERIMENT", help=EXPERIMENT_HELP, nargs=experiment or None
            )
        return added

    command("open", _open, "Open the application, with an experiment if one is named.", "?")

    added = command("lessons", _lessons, "List the lessons that are built in.")
    added.add_argument("--json", action="store_true", help="as JSON")
    added.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the titles")

    added = command("trace", _trace, "Train, and write every number of every micro-step.", "")
    added.add_argument(
        "--iterations", type=whole(1), default=1, metavar="N", help="how many (default 1)"
    )
    added.add_argument(
        "--format", choices=FORMATS, help="default: what the ending of FILE says, or jsonl"
    )
    added.add_argument("-o", dest="output", metavar="FILE", help="default: standard output")

    added = command(
        "gradcheck", _gradcheck, "Compare the gradients with numerical ones; exit 1 if wrong.", ""
    )
    add_iteration(added)
    added.add_argument("--json", action="store_true", help="as JSON")

    add_export(command("export", export, "Write a picture of one step, or the code.", ""))
    return parser


# ---- the commands ----------------------------------------------------------------------------


def _open(arguments: argparse.Namespace) -> int:
    _need_display()
    with drawing():
        from bpviz.ui.app import run
    return run(arguments.experiment)


def _lessons(arguments: argparse.Namespace) -> int:
    from bpviz.files.lessons import lessons

    found = [(lesson.name, lesson.title_in(arguments.lang), lesson.path) for lesson in lessons()]
    if arguments.json:
        write_json([{"name": n, "title": t, "file": str(path)} for n, t, path in found])
    else:
        width = max((len(name) for name, _, _ in found), default=0)
        write_line("\n".join(f"{name:{width}}  {title}" for name, title, _ in found))
    return 0


def _trace(arguments: argparse.Namespace) -> int:
    name = arguments.format or _format_of(arguments.output)
    from bpviz.files.trace import WRITERS, run

    if name == "npz" and to_stdout(arguments.output) and sys.stdout and sys.stdout.isatty():
        raise CommandError("npz is not text: name a file with -o")
    steps = run(problem_of(arguments.experiment), arguments.iterations)
    with ending_in_order(), opened_output(arguments.output) as stream:
        WRITERS[name](steps, stream)
    return 0


def _gradcheck(arguments: argparse.Namespace) -> int:
    from bpviz.core import Timeline
    from bpviz.core.gradcheck import gradcheck
    from bpviz.files import gradcheck_report

    problem = problem_of(arguments.experiment)
    result = gradcheck(problem, Timeline(problem).state(arguments.at_iteration))
    if arguments.json:
        write_json(gradcheck_report.as_json(result, arguments.at_iteration))
    else:
        write_line(gradcheck_report.as_table(result, arguments.at_iteration))
    return 0 if result.passed else 1


# ---- what they need -----------------------------------------------------------------------


def _format_of(output: str | None) -> str:
    """The format that a file's ending asks for."""
    if to_stdout(output):
        return FORMATS[0]
    suffix = Path(str(output)).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise CommandError(f"argument -o: must end in {endings} or need --format, got {output!r}")
    return suffix


def _need_display() -> None:
    """Qt ends the process where there is no screen; say so first."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in names):
        raise CommandError(
            "there is no screen to open a window on (DISPLAY is not set); "
            "lessons, trace, gradcheck and export need none"
        )


if __name__ == "__main__":
    sys.exit(main())
