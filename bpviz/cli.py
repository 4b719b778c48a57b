"""The commands. Only `open` and `export` draw, and only they import Qt.

Exit codes: 0 success, 1 a failed check (or a fault of bpviz itself), 2 bad input, 130 interrupted,
143 terminated. Whatever goes wrong is one line on standard error; ``BPVIZ_DEBUG=1`` shows the
traceback besides.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

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

if TYPE_CHECKING:  # imported inside the commands: --help and --version need no NumPy
    from bpviz.core import Experiment, Problem

FORMATS = ("jsonl", "npz", "csv")
VIEWS = (
    "network",
    "compare",
    "gradients",
    "diagnosis",
    "gradcheck",
    "surface",
    "race",
    "loss",
    "prediction",
    "explanation",
    "tensors",
    "code",
    "guess",
    "mistakes",
    "window",
)
CODES = ("numpy",)
SCALES = (1, 2, 3, 4)
TEXTS = ("outlines", "text")
FLAGS = {
    "transparent": "without ground; PNG and SVG",
    "title": "with the experiment's title above",
    "caption": "with the step below",
    "source": "with where it comes from below",
}
DIGITS = range(2, 16)
PICTURES = (".png", ".svg", ".pdf")
LANGUAGES = ("en", "ru")
OF_PICTURES = (
    "at_iteration",
    "phase",
    "layer",
    "size",
    "scale",
    "theme",
    "lang",
    *FLAGS,
    "text",
    "precision",
    "picture",
)
"""The options that need a view."""
SIZE_LIMITS = (16, 16384)
DEBIAN_PACKAGES = "libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0"

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
        "--iterations", type=_whole(1), default=1, metavar="N", help="how many (default 1)"
    )
    added.add_argument(
        "--format", choices=FORMATS, help="default: what the ending of FILE says, or jsonl"
    )
    added.add_argument("-o", dest="output", metavar="FILE", help="default: standard output")

    added = command(
        "gradcheck", _gradcheck, "Compare the gradients with numerical ones; exit 1 if wrong.", ""
    )
    _add_iteration(added)
    added.add_argument("--json", action="store_true", help="as JSON")

    _add_export(command("export", _export, "Write a picture of one step, or the code.", ""))
    return parser


def _add_export(added: argparse.ArgumentParser) -> None:
    """What belongs to --view alone, or to --code, has no default: see `_refuse_others`."""
    what = added.add_mutually_exclusive_group(required=True)
    what.add_argument("--view", choices=VIEWS, help="what to show")
    what.add_argument(
        "--views", type=_names, metavar="A,B,…", help="the same, several together on one picture"
    )
    what.add_argument("--code", choices=CODES, help="write the training as a program instead")
    _add_iteration(added, default=None)
    added.add_argument(
        "--phase", metavar="PHASE", help="the micro-step, such as linear, delta or update"
    )
    added.add_argument("--layer", type=_whole(0), metavar="L", help="its layer, from 1")
    added.add_argument(
        "--size", type=_size, metavar="WxH", help="of the picture in pixels (default 1280x720)"
    )
    added.add_argument(
        "--scale", type=int, choices=SCALES, help="times as many pixels of the same picture"
    )
    added.add_argument("--theme", choices=("light", "dark"), help="default light")
    added.add_argument("--lang", choices=LANGUAGES, help="default en")
    for name, text in FLAGS.items():
        added.add_argument(f"--{name}", action="store_true", default=None, help=text)
    added.add_argument(
        "--text", choices=TEXTS, help="letters of an SVG as outlines (default) or as text"
    )
    added.add_argument(
        "--precision", type=int, choices=DIGITS, metavar="DIGITS", help="of the explanation"
    )
    added.add_argument("--picture", metavar="NAME", help="which picture of the gradients")
    added.add_argument(
        "--iterations", type=_whole(1), metavar="N", help="of the program (default: as planned)"
    )
    added.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        required=True,
        help="FILE.png, .svg or .pdf, or FILE.py for --code",
    )


def _add_iteration(added: argparse.ArgumentParser, default: int | None = 0) -> None:
    added.add_argument(
        "--at-iteration", type=_whole(0), default=default, metavar="N", help="after N iterations"
    )


def _whole(low: int) -> Any:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,15}", text) or int(text) < low:
            raise argparse.ArgumentTypeError(f"must be a whole number from {low}, got {text!r}")
        return int(text)

    return parse


def _names(text: str) -> list[str]:
    """Names of views with commas between, each once."""
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in VIEWS:
            known = ", ".join(VIEWS)
            raise argparse.ArgumentTypeError(f"unknown {name!r}; known, with commas: {known}")
        if names.count(name) > 1:
            raise argparse.ArgumentTypeError(f"{name!r} is there twice")
    return names


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,6})[xX×]([0-9]{1,6})", text)
    low, high = SIZE_LIMITS
    if match:
        width, height = int(match[1]), int(match[2])
        if low <= min(width, height) and max(width, height) <= high:
            return width, height
    raise argparse.ArgumentTypeError(
        f"must be WIDTHxHEIGHT in pixels, each from {low} to {high}, got {text!r}"
    )


# ---- the commands ----------------------------------------------------------------------------


def _open(arguments: argparse.Namespace) -> int:
    _need_display()
    with _drawing():
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
    steps = run(_problem(arguments.experiment), arguments.iterations)
    with ending_in_order(), opened_output(arguments.output) as stream:
        WRITERS[name](steps, stream)
    return 0


def _gradcheck(arguments: argparse.Namespace) -> int:
    from bpviz.core import Timeline
    from bpviz.core.gradcheck import gradcheck
    from bpviz.files import gradcheck_report

    problem = _problem(arguments.experiment)
    result = gradcheck(problem, Timeline(problem).state(arguments.at_iteration))
    if arguments.json:
        write_json(gradcheck_report.as_json(result, arguments.at_iteration))
    else:
        write_line(gradcheck_report.as_table(result, arguments.at_iteration))
    return 0 if result.passed else 1


def _export(arguments: argparse.Namespace) -> int:
    if arguments.code:
        return _export_code(arguments)
    _refuse_others(arguments, "--code", "iterations")
    if Path(arguments.output).suffix.lower() not in PICTURES:
        allowed = ", ".join(PICTURES)
        raise CommandError(f"argument -o: must end in {allowed}, got {arguments.output!r}")
    from bpviz.files.atomic import atomic_path
    from bpviz.files.lessons import load_experiment

    experiment, source = load_experiment(arguments.experiment)
    phase, layer = _micro_step(_problem(arguments.experiment), arguments.phase, arguments.layer)
    size, scale = arguments.size or (1280, 720), arguments.scale or 1
    if max(size) * scale > SIZE_LIMITS[1]:
        width, height = size
        raise CommandError(
            f"argument --scale: {width}x{height} times {scale} is over {SIZE_LIMITS[1]} pixels"
        )

    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported; no screen is needed
    with _drawing():
        from bpviz.ui.export import export_view
    with ending_in_order(), atomic_path(arguments.output) as output:
        export_view(
            experiment,
            source,
            views=arguments.views or [arguments.view],
            iteration=arguments.at_iteration or 0,
            phase=phase,
            layer=layer,
            size=size,
            scale=scale,
            theme=arguments.theme or "light",
            lang=arguments.lang or "en",
            transparent=bool(arguments.transparent),
            outlines=arguments.text != "text",
            title=bool(arguments.title),
            caption=bool(arguments.caption),
            source_line=bool(arguments.source),
            precision=arguments.precision,
            picture=arguments.picture,
            output=output,
        )
    return 0


def _export_code(arguments: argparse.Namespace) -> int:
    _refuse_others(arguments, "--view", *OF_PICTURES)
    if not to_stdout(arguments.output) and Path(arguments.output).suffix.lower() != ".py":
        raise CommandError(f"argument -o: must end in .py, got {arguments.output!r}")
    from bpviz.core.listing import planned_iterations
    from bpviz.core.script import numpy_script

    problem = _problem(arguments.experiment)
    text = numpy_script(problem, arguments.iterations or planned_iterations(problem))
    with ending_in_order(), opened_output(arguments.output) as stream:
        stream.write(text.encode())
    return 0


def _refuse_others(arguments: argparse.Namespace, needed: str, *names: str) -> None:
    """Refuse options that mean something only with another."""
    for name in names:
        if getattr(arguments, name) is not None:
            raise CommandError(f"argument --{name.replace('_', '-')}: needs {needed}")


# ---- what they share -------------------------------------------------------------------------


def _experiment(name: str) -> Experiment:
    from bpviz.files.lessons import load_experiment

    return load_experiment(name)[0]


def _problem(name: str) -> Problem:
    """The problem of a lesson or a file; what does not fit in it names the file."""
    from bpviz.core import Problem
    from bpviz.core.errors import BpvizError

    experiment = _experiment(name)
    try:
        return Problem(experiment)
    except BpvizError as error:
        raise error.within(Path(name).name) from error


def _micro_step(
    problem: Problem, phase: str | None, layer: int | None
) -> tuple[str | None, int | None]:
    """The phase and layer asked for, checked; a phase alone means its first layer."""
    from bpviz.core.errors import unknown_name

    if phase is None:
        if layer is not None:
            raise CommandError("argument --layer: needs --phase")
        return None, None
    steps = [problem.micro_step(k) for k in range(problem.steps_per_iteration)]
    layers = [step.layer for step in steps if step.phase == phase]
    if not layers:
        raise unknown_name("argument --phase", phase, dict.fromkeys(s.phase for s in steps))
    if layer is not None and layer not in layers:
        known = ", ".join(map(str, sorted(layers)))
        raise CommandError(f'argument --layer: must be one of {known} for "{phase}", got {layer}')
    return phase, layers[0] if layer is None else layer


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


@contextmanager
def _drawing() -> Iterator[None]:
    """Around the import of Qt: a missing system library is one line that says what to install."""
    try:
        yield
    except ImportError as error:
        if not str(error).startswith("lib"):
            raise
        text = f"Qt cannot be loaded: {error}; a Debian-like system needs {DEBIAN_PACKAGES}"
        raise CommandError(text, 1) from error


# ---- output ----------------------------------------------------------------------------------


if __name__ == "__main__":
    sys.exit(main())
