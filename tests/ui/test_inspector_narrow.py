"""The inspector in a narrow panel: nothing that counts is cut."""

from __future__ import annotations

from typing import Any

import pytest

from bpviz.core.tex import plain_text
from bpviz.ui.inspector.arithmetic import ArithmeticSheet
from bpviz.ui.inspector.formulas import fitted, rows_of, width_of
from bpviz.ui.inspector.path_sheet import HEADING, SMALLEST
from bpviz.ui.inspector.picture import path_sheet
from bpviz.ui.inspector.subject import Subject
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.text import text_width
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK
from tests.ui.view_hands import last_step, run


def subject(name: str, selection: Selection, digits: int, whole: bool) -> Subject:
    """A lesson's first iteration, at its end."""
    return Subject(last_step(run(name), 0), selection, False, whole, NumberFormat(digits))


@pytest.mark.parametrize("digits", [4, 9])
@pytest.mark.parametrize("width", [140.0, 220.0, 320.0, 700.0])
@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_results_of_listed_terms_are_never_cut(
    qapp: Any, digits: int, width: float, scale: float
) -> None:
    """However narrow, the column of results has room for each of them and ends in the panel."""
    found, theme = subject("spiral", Selection(1, 3, 0), digits, True), DARK.scaled(scale)
    sheet = ArithmeticSheet(found.blocks, found.style, theme, width * scale, frozenset({0}))
    terms = found.blocks[0].terms
    assert terms is not None
    columns = sheet._columns(terms, sheet._room)
    assert columns.width <= sheet._room + 0.5
    font = theme.font(columns.size, bold=True)
    values = [terms.row(number).value for number in range(terms.rows)]
    for value in (*values, terms.total):
        assert text_width(found.style.text(value), font) <= columns.results
    assert columns.names > 0 or width < 400


@pytest.mark.parametrize("width", [250.0, 300.0, 550.0])
def test_ways_and_factors_are_never_cut(qapp: Any, width: float) -> None:
    """Mazur's w1 with nine digits: all factors stand under the way, which is whole too."""
    sheet = path_sheet(subject("mazur", Selection(1, 0, 0), 9, False), DARK, width)
    for row, lines in zip(sheet.rows, sheet._factors, strict=True):
        assert " ".join(lines) == row.factors
        assert all(line.startswith("×") for line in lines[1:])
        assert all(text_width(line, DARK.font(HEADING)) <= sheet._width for line in lines)
        assert SMALLEST * text_width(row.name, sheet._font) <= sheet._columns[0] - 4
    assert sheet._width <= width


@pytest.mark.parametrize("room", [12.0, 16.0, 24.0])
def test_long_brackets_are_broken(qapp: Any, room: float) -> None:
    """A sum in brackets that is wider than the panel goes on in the next line, term by term."""
    found = subject("deep-sigmoid", Selection(3, 1, 0), 4, False)
    block = found.blocks[0]
    rows = [row for row in rows_of(block, found.style) if row[0].latex.startswith("=")]
    parts = fitted(rows, room)
    assert all(width_of(part) <= room for part in parts)

    def said(these: list[Any]) -> str:
        text = "".join(plain_text(piece.latex) for row in these for piece in row)
        return text.replace(" ", "")

    assert said(parts) == said(rows)
