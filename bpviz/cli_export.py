"""`bpviz export`: pictures of a step, and the training as a program."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from bpviz.cli_output import CommandError, ending_in_order, opened_output, to_stdout
from bpviz.cli_parts import LANGUAGES, add_iteration, drawing, problem_of, whole

if TYPE_CHECKING:
    from bpviz.core import Problem

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
    "inspector",
    "code",
    "guess",
    "mistakes",
    "window",
)
CODES = ("numpy", "torch", "keras")
PICTURES = (".png", ".svg", ".pdf")
SCALES = (1, 2, 3, 4)
TEXTS = ("outlines", "text")
FLAGS = {
    "transparent": "without ground; PNG and SVG",
    "title": "with the experiment's title above",
    "caption": "with the step below",
    "source": "with where it comes from below",
}
DIGITS = range(2, 16)
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


def add_export(added: argparse.ArgumentParser) -> None:
    """What belongs to --view alone, or to --code, has no default: see `_refuse_others`."""
    what = added.add_mutually_exclusive_group(required=True)
    what.add_argument("--view", choices=VIEWS, help="what to show")
    what.add_argument(
        "--views", type=_names, metavar="A,B,…", help="the same, several together on one picture"
    )
    what.add_argument("--code", choices=CODES, help="write the training as a program instead")
    add_iteration(added, default=None)
    added.add_argument(
        "--phase", metavar="PHASE", help="the micro-step, such as linear, delta or update"
    )
    added.add_argument("--layer", type=whole(0), metavar="L", help="its layer, from 1")
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
        "--iterations", type=whole(1), metavar="N", help="of the program (default: as planned)"
    )
    added.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        required=True,
        help="FILE.png, .svg or .pdf, or FILE.py for --code",
    )


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


def export(arguments: argparse.Namespace) -> int:
    """Write what the command line asks for; return the exit code."""
    if arguments.code:
        return _export_code(arguments)
    _refuse_others(arguments, "--code", "iterations")
    if Path(arguments.output).suffix.lower() not in PICTURES:
        allowed = ", ".join(PICTURES)
        raise CommandError(f"argument -o: must end in {allowed}, got {arguments.output!r}")
    from bpviz.files.atomic import atomic_path
    from bpviz.files.lessons import load_experiment

    experiment, source = load_experiment(arguments.experiment)
    phase, layer = _micro_step(problem_of(arguments.experiment), arguments.phase, arguments.layer)
    size, scale = arguments.size or (1280, 720), arguments.scale or 1
    if max(size) * scale > SIZE_LIMITS[1]:
        width, height = size
        raise CommandError(
            f"argument --scale: {width}x{height} times {scale} is over {SIZE_LIMITS[1]} pixels"
        )

    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported; no screen is needed
    with drawing():
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
    from bpviz.core.script_keras import keras_script
    from bpviz.core.script_torch import torch_script

    problem = problem_of(arguments.experiment)
    written = {"numpy": numpy_script, "torch": torch_script, "keras": keras_script}
    script = written[arguments.code]
    text = script(problem, arguments.iterations or planned_iterations(problem))
    with ending_in_order(), opened_output(arguments.output) as stream:
        stream.write(text.encode())
    return 0


def _refuse_others(arguments: argparse.Namespace, needed: str, *names: str) -> None:
    """Refuse options that mean something only with another."""
    for name in names:
        if getattr(arguments, name) is not None:
            raise CommandError(f"argument --{name.replace('_', '-')}: needs {needed}")


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
