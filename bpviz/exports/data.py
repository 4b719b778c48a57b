"""Numbers of a run as a table or as arrays: its curves, its steps, a loss surface. No Qt."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from bpviz.cli_output import CommandError, ending_in_order, opened_output
from bpviz.cli_parts import problem_of
from bpviz.exports.common import check_ending, micro_step

LABEL = "--data"
ENDINGS = (".csv", ".npz")
OF_KIND = {
    "history": ("iterations",),
    "step": ("at_iteration", "phase", "layer", "from_", "to"),
    "surface": ("at_iteration",),
}
"""What can be written → the options that go with it."""
OPTIONS = ("data", *dict.fromkeys(name for own in OF_KIND.values() for name in own))
ONE_STEP = ("at_iteration", "phase", "layer")


def add(parser: argparse.ArgumentParser, what: Any) -> None:
    """Add ``--data``."""
    what.add_argument(
        "--data",
        choices=tuple(OF_KIND),
        help="write numbers instead: the curves of the training, "
        "the arrays of one micro-step or of all --from … --to, or the loss surface",
    )


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether ``--data`` was given."""
    return arguments.data is not None


def run(arguments: argparse.Namespace) -> int:
    """Write the file."""
    check_ending(arguments, *ENDINGS)
    _check(arguments)
    ending = Path(arguments.output).suffix.lower()
    pieces = {"history": _history, "step": _step, "surface": _surface}[arguments.data]
    with ending_in_order(), opened_output(arguments.output) as stream:
        for _ in pieces(arguments, stream, ending):
            pass
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Refuse options that say nothing about what is to be written."""
    for name in OPTIONS[1:]:
        if getattr(arguments, name) is not None and name not in OF_KIND[arguments.data]:
            needed = " or ".join(kind for kind, own in OF_KIND.items() if name in own)
            raise CommandError(f"argument {_option(name)}: needs --data {needed}")
    if arguments.from_ is None and arguments.to is None:
        return
    for name in ONE_STEP:
        if getattr(arguments, name) is not None:
            raise CommandError(f"argument {_option(name)}: is one step, not with --from and --to")
    first = arguments.from_ or 0
    if arguments.to is not None and arguments.to < first:
        raise CommandError(f"argument --to: must be at least {first} (--from), got {arguments.to}")


def _option(name: str) -> str:
    return "--" + name.removesuffix("_").replace("_", "-")


def _history(arguments: argparse.Namespace, stream: BinaryIO, ending: str) -> Iterator[float]:
    """Train first: the curves are those of so many iterations."""
    from bpviz.core import Timeline
    from bpviz.core.listing import planned_iterations
    from bpviz.files.data import write_history

    problem = problem_of(arguments.experiment)
    timeline = Timeline(problem)
    timeline.advance(arguments.iterations or planned_iterations(problem))
    yield from write_history(timeline.history, stream, ending)


def _step(arguments: argparse.Namespace, stream: BinaryIO, ending: str) -> Iterator[float]:
    """One micro-step, of an iteration the last; or all of a stretch, as ``trace`` tells them."""
    from bpviz.core import Timeline
    from bpviz.files import trace
    from bpviz.files.data import write_step

    problem = problem_of(arguments.experiment)
    timeline = Timeline(problem)
    if arguments.from_ is not None or arguments.to is not None:
        first = arguments.from_ or 0
        last = first if arguments.to is None else arguments.to
        steps = trace.run(problem, last - first + 1, timeline.state(first))
        trace.WRITERS[ending.removeprefix(".")](steps, stream)
        return
    phase, layer = micro_step(problem, arguments.phase, arguments.layer)
    count = problem.steps_per_iteration
    micros = [problem.micro_step(k) for k in range(count)]
    at = [k for k in range(count) if (micros[k].phase, micros[k].layer) == (phase, layer)]
    position = at[0] if at else count - 1
    step = timeline[(arguments.at_iteration or 0) * count + position]
    yield from write_step(step, stream, ending)


def _surface(arguments: argparse.Namespace, stream: BinaryIO, ending: str) -> Iterator[float]:
    """The surface that a picture of this step shows."""
    from bpviz.core import Timeline
    from bpviz.files.data import write_surface
    from bpviz.ui.surface_data import surface_slices
    from bpviz.ui.surface_plan import Choice, Planner

    timeline = Timeline(problem_of(arguments.experiment))
    iteration = arguments.at_iteration or 0
    timeline.advance(iteration)
    data = yield from surface_slices(Planner(timeline), iteration, Choice())
    yield from write_surface(data, stream, ending)
