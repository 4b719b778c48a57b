"""A picture of one step: views, or the whole window."""

from __future__ import annotations

import argparse
from typing import Any

from bpviz.cli_parts import problem_of, whole
from bpviz.exports import stretch
from bpviz.exports.common import LOOK, check_ending, micro_step, pictures

LABEL = "--view"
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
ENDINGS = (".png", ".svg", ".pdf")
TEXTS = ("outlines", "text")
OPTIONS = ("view", "views", "at_iteration", "phase", "layer", *LOOK, "transparent", "text")


def add(parser: argparse.ArgumentParser, what: Any) -> None:
    """Add the views, the step, and what only stills have."""
    what.add_argument("--view", choices=VIEWS, help="what to show")
    what.add_argument(
        "--views", type=_names, metavar="A,B,…", help="the same, several together on one picture"
    )
    parser.add_argument(
        "--phase", metavar="PHASE", help="the micro-step, such as linear, delta or update"
    )
    parser.add_argument("--layer", type=whole(0), metavar="L", help="its layer, from 1")
    parser.add_argument("--transparent", action="store_true", default=None, help="without ground")
    parser.add_argument(
        "--text", choices=TEXTS, help="letters of an SVG as outlines (default) or as text"
    )


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether views were named, to be shown at one step."""
    return bool(arguments.view or arguments.views) and not stretch.wanted(arguments)


def run(arguments: argparse.Namespace) -> int:
    """Write the picture."""
    check_ending(arguments, *ENDINGS)
    phase, layer = micro_step(problem_of(arguments.experiment), arguments.phase, arguments.layer)
    with pictures(arguments) as shared:
        from bpviz.ui.export import export_view

        export_view(
            **shared,
            iteration=arguments.at_iteration or 0,
            phase=phase,
            layer=layer,
            transparent=bool(arguments.transparent),
            outlines=arguments.text != "text",
        )
    return 0


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
