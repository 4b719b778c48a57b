"""Numbers in the Inspector's formulas lead to what they are, told by the arithmetic itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.chain import inspect_neuron, inspect_parameter
from bpviz.core.explain import Explanation
from bpviz.core.expression import Origin
from bpviz.core.figures import number
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment
from bpviz.ui.number_format import NumberFormat
from tests.ui.view_hands import last_step


def broken(lesson: str, mistake: str) -> Timeline:
    """A lesson's run with a mistake."""
    experiment = load_experiment(lesson)[0]
    training = replace(experiment.training, mistake=mistake)
    return Timeline(Problem(replace(experiment, training=training)))


def values_of(step: Step, of: Origin, row: int) -> list[float]:
    """All numbers that the step has of a neuron or a weight, products with δ among them."""
    sample = row if of.sample is None else of.sample
    if of.source is None:
        if of.layer == 0:
            return [float(step.x[sample, of.unit])]
        found = inspect_neuron(step, of.layer, of.unit, sample)
        delta, a, z = found.delta or 0.0, found.a or 0.0, found.z or 0.0
        slope = ACTIVATIONS[step.problem.layers[of.layer - 1].activation].df
        known = [a, delta, found.da or 0.0, found.dropped or 0.0, float(slope(a)), z * (1 - z)]
        if found.slope is not None:
            known += [found.slope, delta / found.slope if found.slope else 0.0]
        if of.layer > 1:
            known += [delta * float(w) for w in step.W_carrying[of.layer].ravel()]
        return known
    spec = step.problem.layers[of.layer - 1]
    if of.source == spec.n_in:
        return [float(step.b_before[of.layer][of.unit])]
    weights = step.W_before[of.layer], step.W_carrying[of.layer]
    values = [float(w[of.source, of.unit]) for w in weights]
    before = step.dropped.get(of.layer - 1, step.a[of.layer - 1])[sample, of.source]
    return [*values, values[0] * float(before), step.delta[of.layer][sample, of.unit] * before]


def told(step: Step, row: int) -> list[Explanation]:
    """The arithmetic of some weights, for a sample and for all, and of neurons."""
    found: list[Explanation] = []
    for spec in step.problem.layers:
        for unit in range(min(spec.n_out, 3)):
            found += inspect_neuron(step, spec.index, unit, row).parts
            for source in {0, spec.n_in - 1, spec.n_in}:
                for sample in (None, row):
                    chain = inspect_parameter(step, spec.index, source, unit, sample).chain
                    found += [chain] if chain is not None else []
    return found


@pytest.mark.parametrize("fractions", [False, True])
@pytest.mark.parametrize(
    ("lesson", "mistake"),
    [("mazur", "none"), ("xor", "none"), ("circle", "none"), ("overfitting", "none"),
     ("mazur", "not_transposed"), ("mazur", "updated_weights"), ("xor", "sign_flipped")],
)  # fmt: skip
def test_a_number_is_what_it_leads_to(lesson: str, mistake: str, fractions: bool) -> None:
    """Each marked number, as it is written, is a number of the neuron or weight it names."""
    step, row = last_step(broken(lesson, mistake), 1), 0
    style = NumberFormat(7, fractions=fractions)
    count = 0
    for found in told(step, row):
        for line, marked in zip(found.lines, style.marked_lines(found), strict=True):
            for begin, end, of in marked.spans:
                written = marked.latex[begin:end].lstrip("-")
                fits = [
                    text
                    for value in values_of(step, of, row)
                    for text in (number(abs(value), line.digits), style.number(abs(value)))
                ]
                assert written in fits, (found.symbols, marked.latex, written, of)
                count += 1
    assert count > 20


def test_marks_leave_the_line_as_it_is() -> None:
    """A marked line is, letter for letter, the line without marks, comma and fractions included."""
    step = last_step(broken("xor", "none"), 1)
    for style in (NumberFormat(), NumberFormat(6, comma=True), NumberFormat(5, fractions=True)):
        for found in told(step, 0):
            assert [m.latex for m in style.marked_lines(found)] == style.number_lines(found)
