"""`bpviz export`: everything that goes from a run into a file, one module for each kind of it.

A module of `KINDS` has ``LABEL``, the option that chooses it; ``OPTIONS``, the names of those that
go with it; ``add(parser, what)``, which adds its own (without defaults, so that one that was given
can be told); ``wanted(arguments)``, whether it is asked for; and ``run(arguments)``, which writes
the file and returns the exit code.
"""

from __future__ import annotations

import argparse

from bpviz.cli_output import CommandError
from bpviz.exports import code, data, picture, solution, stretch
from bpviz.exports.common import add_shared

KINDS = (picture, stretch, code, data, solution)
"""Exactly one of them is wanted."""
_ALWAYS = ("command", "experiment", "output", "run")


def add_export(parser: argparse.ArgumentParser) -> None:
    """Add the options of every kind."""
    what = parser.add_mutually_exclusive_group(required=True)
    for kind in KINDS:
        kind.add(parser, what)
    add_shared(parser)


def export(arguments: argparse.Namespace) -> int:
    """Write what the command line asks for; return the exit code.

    Raises
    ------
    CommandError
        An option does not go with it.
    """
    chosen = next(kind for kind in KINDS if kind.wanted(arguments))
    for name, given in vars(arguments).items():
        if given is None or name in _ALWAYS or name in chosen.OPTIONS:
            continue
        option = name.removesuffix("_").replace("_", "-")
        if chosen is stretch and name in picture.OPTIONS:
            raise CommandError(f"argument --{option}: is for one step, not for several")
        needed = next(kind.LABEL for kind in KINDS if name in kind.OPTIONS)
        raise CommandError(f"argument --{option}: needs {needed}")
    return chosen.run(arguments)
