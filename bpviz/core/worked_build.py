"""Makes a worked solution of one iteration, from the iteration's own steps and explanations."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import cast

from bpviz.core import worked_words as say
from bpviz.core.errors import BpvizError
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.streams import BLANKS, generator
from bpviz.core.timeline import Timeline
from bpviz.core.worked import (
    Answer,
    Group,
    Heading,
    Key,
    Kind,
    Part,
    Table,
    Worked,
)
from bpviz.core.worked_given import given
from bpviz.core.worked_numbers import USUAL, Figures
from bpviz.core.worked_phases import phase_parts, updated
from bpviz.core.worked_words import Words

MOST_PARAMETERS, MOST_SAMPLES = 200, 8
"""What is larger than this is not worked out on paper."""
BLANK_SHARE = 0.75
"""Of the numbers of a sheet; the others stand there, so that students can check themselves."""

TOO_LARGE = (
    "the network has {parameters} parameters, and its batch {samples} samples; what is worked out "
    "on paper has at most {most_parameters} and {most_samples}"
)

FORWARD = ("linear", "activation", "dropout")
SECTIONS = {
    **dict.fromkeys(FORWARD, say.FORWARD),
    "loss": say.LOSS,
    **dict.fromkeys(("dropout_backward", "delta", "gradient", "clip"), say.BACKWARD),
    "update": say.UPDATE,
}


def working_out(
    timeline: Timeline,
    iteration: int = 0,
    kind: Kind = "solution",
    precision: int = USUAL,
    comma: bool = False,
    words: Words | None = None,
    title: str = "",
) -> Generator[float, None, Worked]:
    """Work out one iteration, piece by piece: yields the share that is done, returns the document.

    Parameters
    ----------
    timeline : Timeline
    iteration : int
        From 0.
    kind : {"solution", "sheet", "key"}
        The blanks of sheet and key are the same; the experiment's seed chooses them.
    precision : int
        Significant digits of every result, 2 to 15.
    comma : bool
        Write a decimal comma.
    words : Words or None
        The language; None: English.
    title : str
        What the experiment is called; empty: as it calls itself.

    Raises
    ------
    BpvizError
        The network or its batch is too large, see `MOST_PARAMETERS`.
    """
    problem = timeline.problem
    check_size(problem)
    words = words or Words()
    count = timeline.steps_per_iteration
    steps = [timeline[iteration * count + position] for position in range(count)]
    parts: list[Part] = []
    for done, found in _parts(steps, Figures(precision, comma), words):
        parts.append(found)
        yield done / count
    document = Worked(
        kind,
        words.text(say.TITLES[kind]),
        words.text(
            say.SUBTITLE,
            experiment=title or problem.experiment.title or "bpviz",
            iteration=iteration,
        ),
        (words.text(say.NAME), words.text(say.DATE)) if kind == "sheet" else (),
        words.text(say.MARKED) if kind == "key" else "",
        tuple(parts),
    )
    if kind == "solution":
        return document
    blanks = _blanks(document, problem.experiment.seed, iteration)
    return replace(document, parts=tuple(_with_blanks(part, blanks) for part in document.parts))


def worked_solution(
    timeline: Timeline,
    iteration: int = 0,
    kind: Kind = "solution",
    precision: int = USUAL,
    comma: bool = False,
) -> Worked:
    """The document of `working_out`, at once and in English."""
    pieces = working_out(timeline, iteration, kind, precision, comma)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return cast(Worked, end.value)


def check_size(problem: Problem) -> None:
    """Refuse, with a BpvizError, what is too large to be worked out on paper."""
    if problem.n_params > MOST_PARAMETERS or problem.batch_size > MOST_SAMPLES:
        raise BpvizError(
            "",
            TOO_LARGE,
            parameters=problem.n_params,
            samples=problem.batch_size,
            most_parameters=MOST_PARAMETERS,
            most_samples=MOST_SAMPLES,
        )


# ---- blanks ------------------------------------------------------------------------------------


def _blanks(document: Worked, seed: int, iteration: int) -> frozenset[Key]:
    """Which numbers are left out: the same for the same seed, network and iteration."""
    keys = list(dict.fromkeys(answer.key for answer in document.answers))
    draws = generator(seed, BLANKS, iteration).random(len(keys))
    return frozenset(key for key, x in zip(keys, draws, strict=True) if x < BLANK_SHARE)


def _with_blanks(part: Part, blanks: frozenset[Key]) -> Part:
    def marked(answer: Answer) -> Answer:
        return replace(answer, blank=answer.key in blanks)

    if isinstance(part, Group):
        works = tuple(replace(work, answer=marked(work.answer)) for work in part.works)
        return replace(part, works=works)
    if isinstance(part, Table):
        rows = (
            tuple(marked(cell) if isinstance(cell, Answer) else cell for cell in row)
            for row in part.rows
        )
        return Table(part.head, tuple(rows))
    return part


# ---- the sections ------------------------------------------------------------------------------


def _parts(steps: list[Step], figures: Figures, words: Words) -> Iterator[tuple[int, Part]]:
    """The parts of the document, each with how many micro-steps are done before it."""
    for part in given(steps[0], figures, words):
        yield 0, part
    section = say.GIVEN
    for done, step in enumerate(steps):
        if step.phase not in SECTIONS:
            continue
        if SECTIONS[step.phase] != section:
            section = SECTIONS[step.phase]
            yield done, Heading(1, words.text(section))
        if step.phase in say.PHASES:
            yield done, Heading(2, words.text(say.PHASES[step.phase], layer=step.layer))
        for part in phase_parts(step, figures, words):
            yield done, part
    yield len(steps), Heading(1, words.text(say.RESULT))
    for layer in steps[-1].problem.layers:
        yield len(steps), updated(steps[-1], layer, figures)
