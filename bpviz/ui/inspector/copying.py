"""What the inspector tells, for a LaTeX document or as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpviz.ui.inspector import words
from bpviz.ui.inspector.formulas import number_lines
from bpviz.ui.inspector.picture import path_sheet
from bpviz.ui.inspector.style import Style
from bpviz.ui.inspector.subject import Block, Subject
from bpviz.ui.inspector.words import tr
from bpviz.ui.theme import DARK

_SIGN = re.compile(r"(=|\\approx|\\leftarrow)")


def latex_of(subject: Subject) -> str:
    """Every block as an aligned environment (amsmath)."""
    return "\n\n".join(_aligned(block, subject.style) for block in subject.blocks)


def _aligned(block: Block, style: Style) -> str:
    lines = [_SIGN.sub(r"&\1", style.written(text), count=1) for text in _lines(block, style)]
    inside = " \\\\\n".join(lines)
    return f"% {block.heading}\n\\begin{{aligned}}\n{inside}\n\\end{{aligned}}"


def _lines(block: Block, style: Style) -> list[str]:
    """LaTeX of a block, line by line, with decimal points."""
    found = block.found
    asides, numbers = list(found.aside_lines), number_lines(found, style)
    lines = [found.symbols] + ([] if found.asides_last else asides) + numbers
    if result := style.result(found):
        lines[-1] += f" {result}"
    return lines + (asides if found.asides_last else [])


def text_of(subject: Subject) -> str:
    """Name, numbers, arithmetic and paths as lines of text."""
    return "\n".join(_text_lines(subject))


def _text_lines(subject: Subject) -> Iterator[str]:
    style = subject.style
    yield subject.title
    for field in subject.fields:
        value = field.text or tr(words.NOT_YET)
        if field.value is not None:
            value = style.text(field.value)
        yield f"{field.label}\t{value}".strip()
    for block in subject.blocks:
        yield ""
        yield block.heading
        yield from (style.plain(line) for line in _lines(block, style))
    if subject.later:
        yield subject.later
    if subject.paths is not None:
        yield ""
        yield path_sheet(subject, DARK, 800.0).text()
