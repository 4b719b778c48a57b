"""A listing, taken apart for the screen: what each word of a line is. No Qt."""

from __future__ import annotations

import ast
import keyword
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from bpviz.core.listing import Line, Listing, listing
from bpviz.core.problem import Problem

Kind = Literal["plain", "comment", "keyword", "number", "string", "function"]

FOLDED = -1
"""Stands for all lines above the loop where they are folded into one row."""

_WORD = re.compile(
    r"(?P<comment>\#.*)"
    r'|(?P<string>f?"[^"]*")'
    r"|(?P<number>\d+(?:\.\d*)?(?:e[+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r'|(?P<plain>[^\w#"]+)'
)


@dataclass(frozen=True)
class Piece:
    """A word of a line: where it begins, in characters from the margin, and what it is.

    `variable` is its name where it is one that a step can be asked for.
    """

    column: int
    text: str
    kind: Kind
    variable: str = ""

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.column + len(self.text)


@dataclass(frozen=True)
class Source:
    """A listing and its words, line by line."""

    listing: Listing
    pieces: tuple[tuple[Piece, ...], ...]

    @cached_property
    def loop(self) -> int:
        """The line with the loop's head."""
        heads = (k for k, line in enumerate(self.listing.lines) if _is_loop(line))
        return next(heads)

    @cached_property
    def computed_at(self) -> Mapping[str, int]:
        """By variable, the micro-step that gives it its value of the iteration."""
        return {
            name: line.position
            for line in self.listing.lines
            for name in line.assigns
            if line.position is not None
        }

    @cached_property
    def runs(self) -> tuple[tuple[Piece, ...], ...]:
        """Line by line, neighbouring words of the same kind as one: what is painted at once."""
        return tuple(
            tuple(
                Piece(words[0].column, "".join(word.text for word in words), kind)
                for kind, words in (
                    (kind, list(group)) for kind, group in groupby(line, lambda word: word.kind)
                )
            )
            for line in self.pieces
        )

    def rows(self, folded: bool) -> tuple[int, ...]:
        """The lines that are shown, by index."""
        every = range(len(self.listing.lines))
        return (FOLDED, *every[self.loop :]) if folded else tuple(every)

    def columns(self, lines: tuple[int, ...]) -> int:
        """The length of the longest of some lines."""
        return max((len(str(self.listing.lines[k])) for k in lines if k != FOLDED), default=0)


def source_of(problem: Problem) -> Source:
    """The program for a network, taken apart."""
    found = listing(problem)
    local = _locals(found)
    pieces = tuple(
        tuple(_pieces(line, found.names - local.get(k, frozenset())))
        for k, line in enumerate(found.lines)
    )
    return Source(found, pieces)


def _is_loop(line: Line) -> bool:
    return line.depth == 0 and line.text.startswith("for ")


def _pieces(line: Line, variables: frozenset[str]) -> Iterator[Piece]:
    text = line.text
    for match in _WORD.finditer(text):
        word, kind = match[0], match.lastgroup or "plain"
        column = 4 * line.depth + match.start()
        if kind != "name":
            yield Piece(column, word, kind)  # type: ignore[arg-type]
        elif keyword.iskeyword(word):
            yield Piece(column, word, "keyword")
        elif text[match.end() :].startswith("("):
            yield Piece(column, word, "function")
        else:
            attribute = text[: match.start()].endswith(".")
            known = word in variables and not attribute
            yield Piece(column, word, "plain", word if known else "")


def _locals(found: Listing) -> dict[int, frozenset[str]]:
    """By line of a function, the names that mean something else in there than in the loop."""
    result: dict[int, frozenset[str]] = {}
    lines = found.lines
    for start, line in enumerate(lines):
        if not line.text.startswith("def "):
            continue
        end = start + 1
        while end < len(lines) and lines[end].text and lines[end].depth > line.depth:
            end += 1
        body = textwrap.dedent("\n".join(str(lines[k]) for k in range(start, end)))
        nodes = list(ast.walk(ast.parse(body)))
        names = {node.arg for node in nodes if isinstance(node, ast.arg)}
        names |= {
            node.id
            for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        result |= dict.fromkeys(range(start, end), frozenset(names))
    return result
