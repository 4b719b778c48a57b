"""What the inspector tells, for a LaTeX document or as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from bpviz.ui.inspector import words
from bpviz.ui.inspector.picture import path_sheet
from bpviz.ui.inspector.subject import Subject
from bpviz.ui.inspector.words import tr
from bpviz.ui.theme import DARK


def latex_of(subject: Subject) -> str:
    """Every block as a displayed, aligned environment (amsmath) that compiles as it is pasted."""
    return "\n\n".join(
        f"% {block.heading}\n{subject.style.aligned(block.found)}" for block in subject.blocks
    )


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
        yield from (style.plain(line) for line in style.all_lines(block.found))
    if subject.later:
        yield subject.later
    if subject.paths is not None:
        yield ""
        yield path_sheet(subject, DARK, 800.0).text()
