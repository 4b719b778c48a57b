"""What several kinds of export share: options, their checks, and Qt without a screen."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpviz.cli_output import CommandError, ending_in_order
from bpviz.cli_parts import LANGUAGES, add_iteration, drawing, whole

if TYPE_CHECKING:
    from bpviz.core import Problem

SIZE_LIMITS = (16, 16384)
FURTHEST = 1_000_000
"""The last iteration of a stretch: minutes of training for a small network, hours for a large."""
SCALES = (1, 2, 3, 4)
THEMES = ("light", "dark", "print")
POINTS = (12, 48)
DIGITS = range(2, 16)
FLAGS = {
    "title": "with the experiment's title above",
    "caption": "with the step below",
    "source": "with where it comes from below",
}
LOOK = ("size", "scale", "theme", "lang", "min_text", *FLAGS, "precision", "picture")
"""The options that `look_of` reads."""


def add_shared(parser: argparse.ArgumentParser) -> None:
    """Add the options that more than one kind reads."""
    add_iteration(parser, default=None)
    parser.add_argument(
        "--iterations", type=whole(1), metavar="N", help="how many (default: as planned)"
    )
    parser.add_argument(
        "--size", type=_size, metavar="WxH", help="of the picture in pixels (default 1280x720)"
    )
    parser.add_argument(
        "--scale", type=int, choices=SCALES, help="times as many pixels of the same picture"
    )
    parser.add_argument("--theme", choices=THEMES, help="default light")
    parser.add_argument("--lang", choices=LANGUAGES, help="default en")
    parser.add_argument(
        "--min-text",
        type=_points,
        metavar="POINTS",
        help="least size of type, on a slide that the picture fills; what has no room is left out",
    )
    for name, text in FLAGS.items():
        parser.add_argument(f"--{name}", action="store_true", default=None, help=text)
    parser.add_argument(
        "--precision", type=int, choices=DIGITS, metavar="DIGITS", help="digits of the numbers"
    )
    parser.add_argument("--picture", metavar="NAME", help="which picture of the gradients")
    parser.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        required=True,
        help="its ending is the format",
    )


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


def _points(text: str) -> int:
    low, high = POINTS
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be points from {low} to {high}, got {text!r}")


def check_ending(arguments: argparse.Namespace, *allowed: str) -> None:
    """Refuse a file name whose ending is not one of those allowed."""
    if Path(arguments.output).suffix.lower() not in allowed:
        known = ", ".join(allowed)
        raise CommandError(f"argument -o: must end in {known}, got {arguments.output!r}")


def look_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """How pictures are to look and what the views are to show, with usual values for the rest."""
    size, scale = arguments.size or (1280, 720), arguments.scale or 1
    if max(size) * scale > SIZE_LIMITS[1]:
        width, height = size
        raise CommandError(
            f"argument --scale: {width}x{height} times {scale} is over {SIZE_LIMITS[1]} pixels"
        )
    return {
        "size": size,
        "scale": scale,
        "theme": arguments.theme or "light",
        "lang": arguments.lang or "en",
        "min_text": arguments.min_text or 0,
        "title": bool(arguments.title),
        "caption": bool(arguments.caption),
        "source_line": bool(arguments.source),
        "precision": arguments.precision,
        "picture": arguments.picture,
    }


@contextmanager
def without_screen() -> Iterator[None]:
    """Around the import of what draws: no screen is needed."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported
    with drawing():
        yield


@contextmanager
def pictures(arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What drawing one step or several needs to know; the file is in its place after this."""
    from bpviz.files.atomic import atomic_path
    from bpviz.files.lessons import load_experiment

    experiment, source = load_experiment(arguments.experiment)
    look = look_of(arguments)
    with without_screen():
        import bpviz.ui.export  # noqa: F401
    with ending_in_order(), atomic_path(arguments.output) as output:
        yield {
            "experiment": experiment,
            "source": source,
            "views": arguments.views or [arguments.view],
            "output": output,
            **look,
        }


def micro_step(
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
