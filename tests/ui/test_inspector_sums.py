"""Sums that are cut in the middle have all their terms listed, in every lesson and mistake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.expression import cut_sum
from bpviz.core.mistakes import fitting
from bpviz.core.step import Step
from bpviz.files.lessons import lesson, lessons
from bpviz.ui.inspector.arithmetic import ArithmeticSheet
from bpviz.ui.inspector.subject import Block, Subject
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK
from tests.ui.test_inspector_view import added
from tests.ui.view_hands import last_step, run

SPIRAL = lesson("spiral").experiment
EIGHT = Experiment.from_dict(
    {
        "data": {
            "source": "inline",
            "inputs": [[0.1, 0.2, 0.3]] * 8,
            "targets": np.eye(8).tolist(),
        },
        "layers": [
            {"units": 6, "activation": "softmax"},
            {"units": 8, "activation": "softmax"},
        ],
        "loss": {"name": "cross_entropy"},
    }
)
"""A softmax within, and one of eight classes."""


def experiments() -> Iterator[Any]:
    """Every lesson; the spiral with each mistake and with dropout; softmax with both losses."""
    for found in lessons():
        yield pytest.param(found.experiment, id=found.name)
    for name in fitting(Problem(SPIRAL)):
        broken = replace(SPIRAL, training=replace(SPIRAL.training, mistake=name))
        yield pytest.param(broken, id=f"spiral-{name}")
    for name in fitting(Problem(EIGHT)):
        broken = replace(EIGHT, training=replace(EIGHT.training, mistake=name))
        yield pytest.param(broken, id=f"softmax-{name}")
    first = replace(SPIRAL.layers[0], dropout=0.3)
    yield pytest.param(replace(SPIRAL, layers=(first, *SPIRAL.layers[1:])), id="dropout")
    yield pytest.param(EIGHT, id="softmax")
    yield pytest.param(replace(EIGHT, loss=replace(EIGHT.loss, name="mse")), id="softmax-mse")


def blocks_of(step: Step) -> Iterator[tuple[Subject, Block]]:
    """The arithmetic of the first neuron, weight and bias of each layer, and of the sample."""
    chosen = [(Selection(0, 0), False)]
    for spec in step.problem.layers:
        chosen += [(Selection(spec.index, 0), False)]
        sources = (0, spec.n_in) if spec.use_bias else (0,)
        chosen += [
            (Selection(spec.index, 0, source), whole)
            for source in sources
            for whole in (True, False)
        ]
    for selection, whole in chosen:
        subject = Subject(step, selection, False, whole, NumberFormat(4))
        for block in subject.blocks:
            yield subject, block


@pytest.mark.parametrize("experiment", list(experiments()))
def test_what_is_cut_can_be_listed(qapp: Any, experiment: Experiment) -> None:
    """Every sum written with dots has its terms listed; they are as many as it has, and add up."""
    problem = Problem(experiment)
    for subject, block in blocks_of(last_step(Timeline(problem), 1)):
        text = "\n".join(subject.style.all_lines(block.found))
        numbers = "\n".join(subject.style.number_lines(block.found))
        if r"\cdots" not in text:
            continue
        assert r"\cdots" in numbers
        terms = block.terms
        assert terms is not None, block.heading
        cut = next(filter(None, (cut_sum(line.expression) for line in block.found.lines)))
        assert terms.rows == cut.count + len(cut.rest)
        size = max(abs(terms.row(number).value) for number in range(terms.rows))
        assert added(terms) == pytest.approx(terms.total, rel=1e-9, abs=1e-12 * size)
        names = [terms.row(number).name for number in range(terms.rows)]
        assert all(names)
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", ["spiral", "xor", "scores", "overfitting"])
def test_a_samples_own_loss_is_worked_out(qapp: Any, name: str) -> None:
    """First that sample's loss, as told on top; then the batch's, of which it is a term."""
    step = last_step(run(name), 0)
    for row in range(min(len(step.batch), 7)):
        subject = Subject(step, Selection(0, 0, None, row), True, False, NumberFormat(4))
        own, whole = subject.blocks
        assert own.found.result == pytest.approx(subject.sample.loss, rel=1e-12)
        assert own.heading == "its loss"
        assert own.found.symbols.startswith(f"L_{{{row + 1}}} =")
        for line in own.found.lines:
            assert line.expression.value() == pytest.approx(subject.sample.loss, rel=1e-9)
        assert whole.found.result == step.loss


def test_a_click_on_a_term_chooses_what_gives_it(qapp: Any) -> None:
    """Inputs lead to their weights, the bias to the bias, a term of the loss to its sample."""
    step = last_step(run("spiral"), 0)
    spec = step.problem.layers[1]
    neuron = Subject(step, Selection(2, 3, None, 4), False, False, NumberFormat(4))
    block = next(block for block in neuron.blocks if block.found.phase == "linear")
    sheet = ArithmeticSheet([block], NumberFormat(4), DARK, 500.0, frozenset({0}))
    listed = next(item for item in sheet._items if item.terms is not None)
    height = listed.height / (spec.n_in + 2)
    found = [sheet.at(QPointF(50, listed.top + (row + 0.5) * height)) for row in range(20)]
    wanted = [Selection(2, 3, source, 4) for source in range(spec.n_in + 1)]
    assert [cause for cause in found if cause is not None][: spec.n_in + 1] == wanted
    sample = Subject(step, Selection(0, 0, None, 4), True, False, NumberFormat(4))
    terms = sample.blocks[1].terms
    assert terms is not None
    assert terms.term(2).cause == Selection(3, 0, None, 2)
