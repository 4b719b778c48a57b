"""A stretch of the run, picture after picture: animations and decks of slides."""

from __future__ import annotations

import argparse
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from bpviz.cli_output import CommandError
from bpviz.cli_parts import problem_of, whole
from bpviz.core.errors import BpvizError
from bpviz.exports.common import FURTHEST, LOOK, check_ending, pictures

LABEL = "--view with --every"
SIZES = ("micro", "layer", "pass", "iteration", "epoch")
ANIMATIONS = (".gif", ".mp4")
ENDINGS = (*ANIMATIONS, ".pptx", ".pdf")
OWN = ("from_", "to", "every", "steps")
OPTIONS = ("view", "views", *LOOK, *OWN, "seconds")


def add(parser: argparse.ArgumentParser, what: Any) -> None:
    """Add which steps there are to be."""
    parser.add_argument(
        "--from",
        dest="from_",
        type=whole(0, FURTHEST),
        metavar="I",
        help="first iteration (default 0)",
    )
    parser.add_argument(
        "--to", type=whole(0, FURTHEST), metavar="I", help="last iteration (default: first)"
    )
    parser.add_argument(
        "--every",
        type=_every,
        metavar="SIZE",
        help=f"one picture for each {', '.join(SIZES)}, or for so many iterations (default micro)",
    )
    parser.add_argument(
        "--steps", type=_steps, metavar="K,K,…", help="these micro-steps, numbered as by trace"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        metavar="S",
        help="that each picture of a GIF or MP4 stays (default 0.5)",
    )


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether views are to be shown at more steps than one, or in a format that has many."""
    if not (arguments.view or arguments.views):
        return False
    many = Path(arguments.output).suffix.lower() in (*ANIMATIONS, ".pptx")
    return many or any(getattr(arguments, name) is not None for name in OWN)


def run(arguments: argparse.Namespace) -> int:
    """Write the animation or the deck."""
    check_ending(arguments, *ENDINGS)
    if arguments.seconds is not None and Path(arguments.output).suffix.lower() not in ANIMATIONS:
        raise CommandError(f"argument --seconds: needs a file ending in {' or '.join(ANIMATIONS)}")
    if arguments.steps is not None:
        for name in OWN[:-1]:
            if getattr(arguments, name) is not None:
                option = name.removesuffix("_")
                raise CommandError(f"argument --steps: names all steps, not with --{option}")
    first = arguments.from_ or 0
    last = first if arguments.to is None else arguments.to
    if last < first:
        raise CommandError(f"argument --to: must be at least {first} (--from), got {last}")
    size, count = arguments.every or ("micro", 1)
    if arguments.steps is not None:
        _check_reach(arguments)
    with pictures(arguments) as shared:
        from bpviz.ui.export import Stretch, export_stretch
        from bpviz.ui.export.frames import PACE
        from bpviz.ui.export.stretch import NONE, TOO_MANY

        chosen = "--steps" if arguments.steps else "--to, --every"
        options = {PACE: "--seconds", NONE: chosen, TOO_MANY: chosen}
        try:
            export_stretch(
                **shared,
                steps=arguments.steps or Stretch(first, last, size, count),
                seconds=arguments.seconds,
            )
        except BpvizError as error:
            if error.template not in options:
                raise
            raise CommandError(f"argument {options[error.template]}: {error}") from None
    return 0


def _every(text: str) -> tuple[str, int]:
    """A step size, or a number of iterations."""
    if text in SIZES:
        return text, 1
    if re.fullmatch(r"[0-9]{1,9}", text) and int(text) > 0:
        return "iteration", int(text)
    known = ", ".join(SIZES)
    raise argparse.ArgumentTypeError(
        f"must be one of {known}, or a number of iterations, got {text!r}"
    )


def _steps(text: str) -> list[int]:
    """Numbers of micro-steps with commas between, ascending."""
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"[0-9]{1,12}", part) for part in parts):
        raise argparse.ArgumentTypeError(f"must be whole numbers with commas, got {text!r}")
    numbers = [int(part) for part in parts]
    for before, number in pairwise(numbers):
        if number <= before:
            raise argparse.ArgumentTypeError(f"must be ascending, got {number} after {before}")
    return numbers


def _check_reach(arguments: argparse.Namespace) -> None:
    """Refuse micro-steps that would take too long to train to."""
    per = problem_of(arguments.experiment).steps_per_iteration
    last = arguments.steps[-1]
    if last // per > FURTHEST:
        raise CommandError(
            f"argument --steps: {last} is in iteration {last // per}, at most {FURTHEST}"
        )
