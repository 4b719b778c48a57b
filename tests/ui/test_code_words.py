"""The words of a program, their colours, and what its variables are told to hold."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from bpviz.core.problem import Problem
from bpviz.core.variables import variable
from bpviz.files.lessons import load_experiment
from bpviz.ui.code.source import Kind, Source, source_of
from bpviz.ui.code.values import value_html, value_lines
from bpviz.ui.paint.code_rows import SYNTAX, ink
from bpviz.ui.theme import DARK, LIGHT, Theme
from tests.ui.code_hands import NETWORKS, timeline_of
from tests.ui.view_hands import last_step, run


def words(source: Source, text: str) -> dict[str, Kind]:
    """The kinds of the words of the line that reads so."""
    line = next(k for k, line in enumerate(source.listing.lines) if line.text == text)
    return {piece.text.strip(): piece.kind for piece in source.pieces[line]}


@pytest.mark.parametrize("name", NETWORKS)
def test_words_make_up_the_line(name: str) -> None:
    """The coloured words of each line, at their columns, are that line: none lost or moved."""
    source = source_of(timeline_of(name).problem)
    for line, pieces in zip(source.listing.lines, source.pieces, strict=True):
        written = [" "] * len(str(line))
        for piece in pieces:
            written[piece.column : piece.end] = piece.text
        assert "".join(written) == str(line)


def test_words_are_told_apart() -> None:
    """Keywords, functions, numbers, strings and comments are known as such."""
    source = source_of(Problem(load_experiment("overfitting")[0]))
    head = words(source, "for iteration in range(iterations):")
    assert (head["for"], head["in"]) == ("keyword", "keyword")
    assert (head["range"], head["iteration"]) == ("function", "plain")
    assert words(source, "# forward") == {"# forward": "comment"}
    rest = words(source, "db3 = d3.sum(axis=0)")
    assert (rest["0"], rest["sum"], rest["db3"]) == ("number", "function", "plain")
    assert words(source, "eps = 1e-08")["1e-08"] == "number"
    printed = words(source, 'print(f"iteration {iteration}: loss {loss}")')
    assert printed['f"iteration {iteration}: loss {loss}"'] == "string"


def test_parameters_of_functions_are_not_variables() -> None:
    """In a function its own names hold nothing of the loop's; a setting used there does."""
    source = source_of(Problem(load_experiment("overfitting")[0]))
    found = {
        piece.variable
        for line, pieces in zip(source.listing.lines, source.pieces, strict=True)
        for piece in pieces
        if line.text in ("m = beta1 * m + (1 - beta1) * g", "def adam(p, g, m, v, lr, t):")
    }
    assert found == {"", "beta1"}


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG defines it."""
    parts = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_all_words_can_be_read(theme: Theme) -> None:
    """Every colour has a contrast of 4.5, and of 3 in lines still to come (WCAG AA)."""
    ground = luminance(theme.color("stage"))
    kinds: list[Kind] = [*SYNTAX[theme.name], "plain", "comment"]
    for faint, least in ((False, 4.5), (True, 3.0)):
        for kind in kinds:
            light, dark = sorted((luminance(ink(kind, theme, faint)), ground), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= least


def test_what_a_step_does_not_keep_is_not_claimed_missing() -> None:
    """The list of losses and a generator have no numbers to show, and none are promised."""
    step = last_step(timeline_of("dropout"), 0)
    for name in ("losses", "rng", "iterations"):
        assert value_lines(source_of(step.problem), step, name) == []
    assert value_html([], DARK) == ""


@pytest.mark.parametrize("name", NETWORKS)
def test_every_value_can_be_told(name: str) -> None:
    """Each variable of the loop is told at the last step, with the shape that it has."""
    timeline = timeline_of(name)
    step = last_step(timeline, 1)
    source = source_of(timeline.problem)
    for variable_name in source.computed_at:
        value = variable(step, variable_name)
        lines = value_lines(source, step, variable_name)
        if value is None:
            assert lines == []
        elif value.ndim:
            assert lines[0] == f"{variable_name}  {' × '.join(map(str, value.shape))}"
        else:
            assert lines[0].startswith(f"{variable_name} = ")


def test_large_arrays_are_told_by_their_ends_and_statistics() -> None:
    """Of 40 rows of 12 numbers the first and last are shown, with least, greatest and mean."""
    timeline = run("overfitting")
    step = last_step(timeline, 0)
    value = variable(step, "a2")
    assert value is not None
    head, *rows, statistics = value_lines(source_of(timeline.problem), step, "a2")
    assert head == "a2  40 × 12"
    assert len(rows) == 6
    cells = [row.split() for row in rows]
    assert [len(row) for row in cells] == [6, 6, 6, 5, 6, 6]
    assert cells[0][3] == "…"
    assert float(cells[5][5].replace("−", "-")) == pytest.approx(value[-1, -1], abs=1e-5)
    assert statistics.startswith("min −")
    mean = statistics.split()[-1].replace("−", "-")
    assert float(mean) == pytest.approx(float(value.mean()), rel=1e-3)


def test_numbers_that_are_not_finite_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an array that overflowed it is said how many are not finite, instead of statistics."""
    step = run("overfitting")[0]
    broken = np.where(np.arange(80).reshape(40, 2) < 2, np.nan, 1.0)
    monkeypatch.setattr("bpviz.ui.code.values.variable", lambda step, name: broken)
    lines = value_lines(source_of(step.problem), step, "x")
    assert lines[1].split() == ["NaN", "NaN"]
    assert lines[-1] == "2 of 80 are not finite"
