"""The worked solution as a document: its numbers, its blanks, its size."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.errors import BpvizError
from bpviz.core.mistakes import fitting
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.worked import KINDS, Answer, Group, Key, Paragraph, Statement, Table, Worked
from bpviz.core.worked_build import MOST_PARAMETERS, MOST_SAMPLES, worked_solution
from bpviz.core.worked_numbers import Figures
from bpviz.core.worked_words import SWITCHES
from bpviz.files.lessons import load_experiment

_POWER = re.compile(r"^(-?[\d.]*)(?: \\cdot )?10\^\{(-?\d+)\}$")
_WORDS = {r"\mathrm{NaN}": math.nan, r"\infty": math.inf, r"-\infty": -math.inf}


def lesson(name: str) -> Timeline:
    """A lesson's run."""
    return Timeline(Problem(load_experiment(name)[0]))


def read_back(latex: str) -> float:
    """The value of a number as LaTeX."""
    plain = latex.replace("{,}", ".")
    if plain in _WORDS:
        return _WORDS[plain]
    power = _POWER.match(plain)
    if power is None:
        return float(plain)
    mantissa = {"": "1", "-": "-1"}.get(power[1], power[1])
    return float(f"{mantissa}e{power[2]}")


def of_step(timeline: Timeline, iteration: int, key: Key) -> float | None:
    """The step's own number, straight from its arrays; None for what is worked out beside."""
    count = timeline.steps_per_iteration
    step = timeline[(iteration + 1) * count - 1]
    name, *at = key
    if name in ("aside", "penalty"):
        return step.penalty if name == "penalty" else None
    if name in ("loss", "clip_scale"):
        return float(getattr(step, str(name)))
    if name == "terms":
        assert step.terms is not None
        return float(step.terms[tuple(at)])  # type: ignore[arg-type]
    layer, *rest = at
    return float(getattr(step, str(name))[layer][tuple(rest)])


def small(experiment: Experiment) -> Experiment:
    """With a batch that fits on paper."""
    size = min(experiment.training.batch_size or 4, MOST_SAMPLES)
    return replace(experiment, training=replace(experiment.training, batch_size=size))


@given(experiments(), st.integers(0, 2), st.integers(2, 15))
@settings(max_examples=25)
def test_numbers_are_the_steps(experiment: Experiment, iteration: int, precision: int) -> None:
    """Every answer, read back from its LaTeX, is the step's number, rounded as it is shown."""
    timeline = Timeline(Problem(small(experiment)))
    document = worked_solution(timeline, iteration, "solution", precision)
    figures = Figures(precision)
    seen = set()
    for answer in document.answers:
        wanted = of_step(timeline, iteration, answer.key)
        if wanted is not None:
            assert answer.value == wanted or (math.isnan(wanted) and math.isnan(answer.value))
        written = read_back(answer.latex)
        if math.isfinite(answer.value) and answer.value:
            digits = figures.digits_of(answer.value)
            assert written == pytest.approx(answer.value, rel=0.51 * 10.0 ** (1 - digits), abs=0)
        else:
            assert written == answer.value or (math.isnan(written) and math.isnan(answer.value))
        seen.add(answer.key[0])
    assert {"z", "a", "loss", "delta", "dW", "W"} <= seen


@given(experiments())
@settings(max_examples=12)
def test_nothing_is_left_out(experiment: Experiment) -> None:
    """Each array of the iteration is in the document, number by number."""
    problem = Problem(small(experiment))
    timeline = Timeline(problem)
    keys = {answer.key for answer in worked_solution(timeline).answers}
    rows = len(timeline[0].batch)
    for layer in problem.layers:
        places = [(i, j) for i in range(layer.n_in) for j in range(layer.n_out)]
        for name in ("dW", "W"):
            assert {(name, layer.index, i, j) for i, j in places} <= keys
        for name in ("z", "a", "delta"):
            own = {(name, layer.index, s, j) for s in range(rows) for j in range(layer.n_out)}
            assert own <= keys
        if layer.use_bias and layer.train_bias:
            assert {("db", layer.index, j) for j in range(layer.n_out)} <= keys


@given(experiments(), st.integers(0, 1))
@settings(max_examples=12)
def test_sheet_and_key_have_the_same_blanks(experiment: Experiment, iteration: int) -> None:
    """Sheet and key are one document with blanks at the same places, and the solution has none."""
    timeline = Timeline(Problem(small(experiment)))
    sheet, key, solution = (
        worked_solution(timeline, iteration, kind) for kind in ("sheet", "key", "solution")
    )
    assert sheet.parts == key.parts
    assert any(answer.blank for answer in sheet.answers)
    assert not any(answer.blank for answer in solution.answers)
    blank: dict[Key, bool] = {}
    for answer in sheet.answers:  # the same number is a blank everywhere, or nowhere
        assert blank.setdefault(answer.key, answer.blank) == answer.blank
    assert [a.value for a in sheet.answers] == pytest.approx(
        [a.value for a in solution.answers], nan_ok=True, rel=0
    )


def test_blanks_follow_the_seed() -> None:
    """The same seed gives the same blanks, another seed others."""
    experiment = load_experiment("mazur")[0]

    def blanks(seed: int) -> list[bool]:
        timeline = Timeline(Problem(replace(experiment, seed=seed)))
        return [answer.blank for answer in worked_solution(timeline, kind="sheet").answers]

    assert blanks(1) == blanks(1)
    assert blanks(1) != blanks(2)
    assert 0.5 < np.mean(blanks(1)) < 1.0


PUBLISHED = {  # M. Mazur, "A Step by Step Backpropagation Example", 2015
    ("z", 1, 0, 0): "0.3775",
    ("z", 1, 0, 1): "0.3925",
    ("a", 1, 0, 0): "0.593269992",
    ("a", 1, 0, 1): "0.596884378",
    ("z", 2, 0, 0): "1.105905967",
    ("a", 2, 0, 0): "0.75136507",
    ("a", 2, 0, 1): "0.772928465",
    ("loss",): "0.298371109",
    ("dW", 2, 0, 0): "0.082167041",
    ("dW", 1, 0, 0): "0.000438568",
    ("W", 1, 0, 0): "0.149780716",
    ("W", 1, 1, 0): "0.19956143",
    ("W", 1, 0, 1): "0.24975114",
    ("W", 1, 1, 1): "0.29950229",
    ("W", 2, 0, 0): "0.35891648",
    ("W", 2, 1, 0): "0.408666186",
    ("W", 2, 0, 1): "0.511301270",
    ("W", 2, 1, 1): "0.561370121",
}


def test_mazurs_figures_come_out() -> None:
    """The document of `mazur` has every published figure, to the digit."""
    document = worked_solution(lesson("mazur"), precision=12)
    found = {answer.key: answer.latex for answer in document.answers}
    for key, text in PUBLISHED.items():
        decimals = len(text.split(".")[1])
        assert f"{float(found[key]):.{decimals}f}" == text, key


def test_mazurs_arithmetic_is_written_out() -> None:
    """The gradient of w5 stands there as in the article: three factors and their product."""
    document = worked_solution(lesson("mazur"), precision=9)
    work = next(
        work
        for part in document.parts
        if isinstance(part, Group)
        for work in part.works
        if work.answer.key == ("dW", 2, 0, 0)
    )
    assert work.lines == (r"= 0.741365070 \times 0.186815602 \times 0.593269992",)
    assert (work.sign, work.answer.latex) == ("=", "0.082167041")


def test_lines_begin_with_a_sign() -> None:
    """Each line of numbers begins with its sign, and a result has one before it."""
    document = worked_solution(lesson("xor"))
    signs = ("= ", r"\approx ", r"\leftarrow ")
    works = [work for part in document.parts if isinstance(part, Group) for work in part.works]
    assert works
    for work in works:
        assert all(line.startswith(signs) for line in work.lines)
        assert work.sign + " " in signs


def test_given_numbers_can_be_computed_with() -> None:
    """The start weights stand there with more digits than the results."""
    timeline = lesson("xor")
    document = worked_solution(timeline, precision=4)
    tables = [part for part in document.parts if isinstance(part, Table)]
    table = next(t for t in tables if t.head[0] == "w_{ij}^{(1)}")
    shown = [[read_back(str(cell)) for cell in row[1:]] for row in table.rows[:-1]]
    np.testing.assert_allclose(shown, timeline[0].W_before[1], rtol=1e-5)


def test_decimal_comma_everywhere() -> None:
    """With a decimal comma no number keeps its point."""
    document = worked_solution(lesson("mazur"), comma=True)
    point = re.compile(r"\d\.\d")
    texts = [answer.latex for answer in document.answers]
    for part in document.parts:
        if isinstance(part, Group):
            texts += [line for work in part.works for line in work.lines]
        elif isinstance(part, Statement):
            texts.append(part.latex)
        elif isinstance(part, Table):
            texts += [cell for row in part.rows for cell in row if not isinstance(cell, Answer)]
        elif isinstance(part, Paragraph):
            texts += map(str, part.parts)
    assert not [text for text in texts if point.search(text)]
    assert any("{,}" in text for text in texts)


def test_momentum_of_the_iterations_before_is_given() -> None:
    """From the second iteration on, what the optimizer remembers is among what is given."""
    experiment = load_experiment("xor")[0]
    optimizer = replace(experiment.optimizer, params={**experiment.optimizer.params,
                                                      "momentum": 0.9})  # fmt: skip
    timeline = Timeline(Problem(replace(experiment, optimizer=optimizer)))

    def corners(document: Worked) -> list[str]:
        return [part.head[0] for part in document.parts if isinstance(part, Table)]

    assert "v_{ij}^{(1)}" not in corners(worked_solution(timeline, 0))
    assert "v_{ij}^{(1)}" in corners(worked_solution(timeline, 1))


def test_switches_of_optimizers_have_names() -> None:
    """What is on or off in an optimizer is told in words, not by its name in the file."""
    switches = {
        name
        for optimizer in OPTIMIZERS.values()
        for name, param in optimizer.params.items()
        if param.default is False
    }
    assert set(SWITCHES) == switches


@pytest.mark.parametrize("name", fitting(lesson("xor").problem))
def test_mistakes_are_shown_broken(name: str) -> None:
    """With a mistake put in, the document says so and has the broken numbers."""
    experiment = load_experiment("xor")[0]
    training = replace(experiment.training, mistake=name)
    timeline = Timeline(Problem(replace(experiment, training=training)))
    for iteration in (0, 1):
        document = worked_solution(timeline, iteration)
        said = ["".join(map(str, p.parts)) for p in document.parts if isinstance(p, Paragraph)]
        assert any("on purpose" in text for text in said)
        for answer in document.answers:
            wanted = of_step(timeline, iteration, answer.key)
            assert wanted is None or answer.value == wanted


@pytest.mark.parametrize("name", ["circle", "spiral"])
def test_what_is_too_large_is_refused(name: str) -> None:
    """More parameters or samples than fit on paper are one line that says how many may be."""
    with pytest.raises(BpvizError) as caught:
        worked_solution(lesson(name))
    text = str(caught.value)
    assert str(MOST_PARAMETERS) in text
    assert str(MOST_SAMPLES) in text
    assert "\n" not in text


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(2, 15))
def test_small_numbers_keep_digits(x: float, precision: int) -> None:
    """A result has at most the digits asked for, and never fewer than six of them if so many."""
    assume(x != 0.0)
    digits = Figures(precision).digits_of(x)
    assert min(precision, 6) <= digits <= precision


def test_kinds_are_told_apart() -> None:
    """Only the sheet has fields to fill in, and only the key a note."""
    timeline = lesson("mazur")
    documents = [worked_solution(timeline, kind=kind) for kind in KINDS]
    assert [bool(d.fields) for d in documents] == [False, True, False]
    assert [bool(d.note) for d in documents] == [False, False, True]
    assert len({d.title for d in documents}) == 3
