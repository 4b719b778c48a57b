"""A worked solution: one iteration as a document, before anybody typesets it.

`bpviz.core.worked_build` makes it; a writer turns it into LaTeX (`bpviz.core.worked_latex`) or
paints its pages. All mathematics is LaTeX without dollar signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["solution", "sheet", "key"]
KINDS: tuple[Kind, ...] = ("solution", "sheet", "key")
"""All numbers; a student's sheet with blanks; the sheet with its blanks filled in and marked."""

Key = tuple[str | int, ...]
"""Which number of the step: ``("z", layer, sample, unit)``, ``("dW", layer, source, unit)``."""


@dataclass(frozen=True)
class Math:
    """A formula within a line of text."""

    latex: str


@dataclass(frozen=True)
class Answer:
    """A number that the iteration computes.

    Attributes
    ----------
    key : Key
        Which one. The same number may stand at several places.
    value : float
        With all its digits.
    latex : str
        As it is written.
    blank : bool
        Left out on the sheet, marked in the key.
    """

    key: Key
    value: float
    latex: str
    blank: bool = False


@dataclass(frozen=True)
class Heading:
    """A section (level 1) or a part of one (level 2)."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Text with formulas in it."""

    parts: tuple[str | Math, ...]


@dataclass(frozen=True)
class Statement:
    """A formula in symbols, on a line of its own, before the numbers that are found by it."""

    latex: str


@dataclass(frozen=True)
class Work:
    r"""One number worked out.

    Attributes
    ----------
    name : str
        Its symbol.
    lines : tuple of str
        Its formula with numbers, each beginning with its sign.
    sign : str
        Before the answer: ``=``, or ``\approx`` where the numbers do not give it as it is shown.
    answer : Answer
    """

    name: str
    lines: tuple[str, ...]
    sign: str
    answer: Answer


@dataclass(frozen=True)
class Group:
    """Numbers of the same kind; `each` of them in a row belong together (m, v and w of Adam)."""

    works: tuple[Work, ...]
    each: int = 1


@dataclass(frozen=True)
class Table:
    """Numbers in rows and columns: LaTeX, or answers; the first column names the rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | Answer, ...], ...]


@dataclass(frozen=True)
class Network:
    """The place of the network's picture.

    Attributes
    ----------
    sizes : tuple of int
        Units of every layer, the inputs first.
    weights : tuple of tuple of tuple of str
        LaTeX of every weight, (n_in, n_out) for each layer.
    biases : tuple of tuple of str
        The same for the biases; empty where a layer has none.
    """

    sizes: tuple[int, ...]
    weights: tuple[tuple[tuple[str, ...], ...], ...] = field(repr=False)
    biases: tuple[tuple[str, ...], ...] = field(repr=False)


Part = Heading | Paragraph | Statement | Group | Table | Network


@dataclass(frozen=True)
class Worked:
    """The document.

    Attributes
    ----------
    kind : {"solution", "sheet", "key"}
    title, subtitle : str
        What it is; of which experiment and iteration.
    fields : tuple of str
        What a student writes in on top of a sheet: the name, the date.
    note : str
        What the key says on top.
    parts : tuple of Part
        In reading order.
    """

    kind: Kind
    title: str
    subtitle: str
    fields: tuple[str, ...]
    note: str
    parts: tuple[Part, ...]

    @property
    def answers(self) -> Iterator[Answer]:
        """All answers in reading order; the same number as often as it stands there."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from (work.answer for work in part.works)
            elif isinstance(part, Table):
                yield from (c for row in part.rows for c in row if isinstance(c, Answer))
