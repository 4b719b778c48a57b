"""Every mistake: it breaks what it should and nothing else, and all that is shown shows it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from explain_hands import close, explanations
from hypothesis import given
from hypothesis import strategies as st
from mistake_hands import injected, network, run, steps_at
from strategies import experiments

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.errors import ExperimentError
from bpviz.core.explain import explain
from bpviz.core.figures import number
from bpviz.core.gradcheck import first_wrong_layer, gradcheck
from bpviz.core.mistakes import MISTAKES, fitting
from bpviz.core.program import MicroStep
from bpviz.core.script import numpy_script

NAMES = [name for name in MISTAKES if name != "none"]

CASES: dict[str, Experiment] = {
    "sigmoid": network(),
    "tanh, four layers": network("tanh", "tanh", "half_squared_error", (3, 3, 3, 3)),
    "one sample": network(samples=1),
    "logistic": network("gelu", "sigmoid", "binary_cross_entropy", (4, 1), samples=5),
    "softmax": network("leaky_relu", "softmax", "cross_entropy", optimizer={"name": "adam"}),
    "hidden softmax": network("softmax", "softmax", "mse", optimizer={"name": "rmsprop"}),
    "dropout": network("tanh", "tanh", "mae", layer={"dropout": 0.3}),
    "batches": network(
        "sigmoid",
        "tanh",
        "hinge",
        training={"batch_size": 4},
        optimizer={"name": "sgd", "momentum": 0.9},
        regularization={"l1": 0.01, "l2": 0.1},
    ),
    "fixed biases": network("elu", "linear", "huber", layer={"train_bias": False}),
    "clipped": network("sigmoid", "linear", "mse", training={"clip_norm": 0.1}),
    "summed": network(reduction="sum"),
    "AdamW, L2": network(
        "softplus",
        "softmax",
        "cross_entropy",
        optimizer={"name": "adamw", "amsgrad": True},
        regularization={"l2": 0.2},
    ),
}
FITS = [
    pytest.param(mistake, case, id=f"{mistake}, {case}")
    for case, experiment in CASES.items()
    for mistake in fitting(Problem(experiment))
]


def pair(mistake: str, case: str) -> tuple[Problem, Problem]:
    """The healthy problem and the broken one."""
    return Problem(CASES[case]), Problem(injected(CASES[case], mistake))


def role(problem: Problem, micro: MicroStep) -> str:
    """The role of a micro-step's layer."""
    return ("output" if micro.layer == problem.n_layers else "hidden") if micro.layer else ""


def is_hit(problem: Problem, mistake: str, micro: MicroStep) -> bool:
    """Whether a mistake shows in a micro-step first. Behind dropout ∂L/∂a is another's work."""
    shows_in = MISTAKES[mistake].shows_in
    place = role(problem, micro)
    behind = micro.phase == "delta" and ("dropout_backward", place) in shows_in
    if behind and problem.layers[micro.layer - 1].dropout:
        return False
    return (micro.phase, place) in shows_in


def downstream(problem: Problem, mistake: str) -> set[tuple[str, int]]:
    """Every micro-step that a mistake makes wrong: where it shows, and all that is made of that."""
    last, clip = problem.n_layers, problem.experiment.training.clip_norm > 0
    wrong: set[tuple[str, int]] = set()
    for micro in sorted(problem.micros, key=lambda m: m.direction == "update"):
        phase, i = micro.phase, micro.layer
        carried = {("dropout_backward", i)} if problem.layers[i - 1].dropout else {("delta", i + 1)}
        made_of = {
            "batch": set(),
            "linear": {("batch", 0), ("activation", i - 1), ("dropout", i - 1)},
            "activation": {("linear", i)},
            "dropout": {("activation", i)},
            "loss": {("activation", last), ("batch", 0)},
            "dropout_backward": {("delta", i + 1)},
            "delta": {("linear", i), *({("batch", 0)} if i == last else carried)},
            "gradient": {("delta", i), ("linear", i), ("linear", i - 1)},
            "clip": {("gradient", k + 1) for k in range(last)},
            "update": {("clip", 0) if clip else ("gradient", i)},
        }[phase]
        if made_of & wrong or is_hit(problem, mistake, micro):
            wrong.add((phase, i))
    return wrong


def test_every_entry_says_what_it_is() -> None:
    """Deed, symptom and source are sentences; where no check can find it, the entry says why."""
    assert NAMES
    for name in NAMES:
        entry = MISTAKES[name]
        for text in (entry.does, entry.symptom, entry.source):
            assert text.endswith(".")
            assert len(text) > 20
        assert bool(entry.why_not) is not entry.checkable
        assert not entry.why_not or entry.why_not.endswith(".")
        assert not entry.needs.endswith(".")


def test_every_mistake_fits_some_of_the_cases() -> None:
    """What follows is tested for every entry of the table."""
    assert {param.values[0] for param in FITS} == set(NAMES)


@pytest.mark.parametrize(("mistake", "case"), FITS)
def test_it_breaks_what_it_should_and_nothing_else(mistake: str, case: str) -> None:
    """What comes before it or beside it is bit for bit the same; where it shows, it differs."""
    healthy, broken = pair(mistake, case)
    first = MISTAKES[mistake].first_iteration
    right, wrong = steps_at(healthy, first)[-1].record, steps_at(broken, first)[-1].record
    behind = downstream(broken, mistake)
    hit = {(m.phase, m.layer) for m in broken.micros if is_hit(broken, mistake, m)}
    differ = set()
    for (name, layer), slot in wrong.slots.items():
        micro = wrong.micros[slot.position]
        old = right.slots[name, layer].read(right.arena) if (name, layer) in right.slots else None
        if old is None or not np.array_equal(slot.read(wrong.arena), old, equal_nan=True):
            assert (micro.phase, micro.layer) in behind, (name, layer)
            differ.add((micro.phase, micro.layer))
    if not np.array_equal(wrong.x, right.x) or not np.array_equal(wrong.y, right.y):
        differ.add(("batch", 0))
    assert hit <= differ


@pytest.mark.parametrize(("mistake", "case"), FITS)
def test_formula_and_code_show_it_where_it_is(mistake: str, case: str) -> None:
    """Formulas and code differ in just the micro-steps it shows in, unless only the order is wrong.

    A line that calls an optimizer's rule may be the same where the rule itself is not. What was
    done to the data before the first line is not seen in any line.
    """
    healthy, broken = pair(mistake, case)
    usual = {(m.phase, m.layer): m for m in healthy.micros}
    assert {(m.phase, m.layer) for m in broken.micros} == set(usual)
    for micro in broken.micros:
        before = usual[micro.phase, micro.layer]
        if micro.phase == "batch" or not is_hit(broken, mistake, micro):
            assert micro == before
        else:
            assert micro.formula != before.formula
            rules = [p.optimizer.source(p.experiment.optimizer.params) for p in (healthy, broken)]
            called = micro.phase == "update" and rules[0] != rules[1]
            assert micro.code != before.code or called or MISTAKES[mistake].early_update


@pytest.mark.parametrize(("mistake", "case"), FITS)
def test_the_explanation_is_of_the_broken_number(mistake: str, case: str) -> None:
    """Every line of every micro-step, evaluated, is the step's own number, with its own code."""
    broken = pair(mistake, case)[1]
    for step in steps_at(broken, 2):
        for found in explanations(step):
            assert found.code == step.micro.code
            for line in found.lines:
                assert found.result is not None
                assert close(line.expression.value(), found.result, line.expression), found
            for aside in found.asides:
                assert close(aside.line.expression.value(), aside.value, aside.line.expression)


@pytest.mark.parametrize(("mistake", "case"), FITS)
def test_the_explanation_says_other_symbols_where_it_shows(mistake: str, case: str) -> None:
    """Symbols differ from the healthy run's in no other micro-steps than those."""
    healthy, broken = pair(mistake, case)
    usual = {(s.phase, s.layer): s for s in steps_at(healthy, 1)}
    for step in steps_at(broken, 1):
        shown = [(e.symbols, e.hint) for e in explanations(step)]
        before = [(e.symbols, e.hint) for e in explanations(usual[step.phase, step.layer])]
        if not is_hit(broken, mistake, step.micro):
            chained = step.phase == "gradient" and len(step.y) == 1  # holds the slope as well
            told_again = (mistake, step.phase) == ("not_reset", "update")  # as a sum
            assert told_again is (shown != before) or chained
        elif step.phase != "batch":
            assert shown != before


@pytest.mark.parametrize("mistake", NAMES)
def test_whatever_shows_in_the_iteration_has_arithmetic_of_its_own(mistake: str) -> None:
    """Where it shows the numbers put in are not the healthy rule's: symbols, lines and program.

    Mistakes in the data show in the numbers of the batch; one in the evaluation is in no iteration.
    """
    case = next(param.values[1] for param in FITS if param.values[0] == mistake)
    healthy, broken = pair(mistake, str(case))
    entry = MISTAKES[mistake]
    in_iteration = {phase for phase, _ in entry.shows_in} - {"batch"}
    usual = {(s.phase, s.layer): s for s in steps_at(healthy, 1)}
    for step in steps_at(broken, 1):
        if step.phase in in_iteration and is_hit(broken, mistake, step.micro):
            rules = [
                [(e.symbols, e.hint) for e in explanations(s)]
                for s in (step, usual[step.phase, step.layer])
            ]
            assert rules[0] != rules[1], step
    if in_iteration or entry.shows_in:
        assert numpy_script(broken, 3) != numpy_script(healthy, 3)
    else:
        assert mistake == "dropout_at_test"


@pytest.mark.parametrize("clip", [0.0, 0.05])
@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
def test_gradients_that_are_not_reset_are_seen_in_the_update(optimizer: str, clip: float) -> None:
    """The update's arithmetic adds this iteration's gradient to what all before left."""
    experiment = network(optimizer={"name": optimizer}, training={"clip_norm": clip})
    broken = Problem(injected(experiment, "not_reset"))
    steps = steps_at(broken, 2)
    last = steps[-1]
    before = float(Timeline(broken)[2 * broken.steps_per_iteration - 1].dW[1][0, 0])
    step = next(s for s in steps if s.phase == "update" and s.layer == 1)
    found = explain(step, 1, 0, 0, digits=9)
    assert r"\sum_{k=0}^{2} \frac{\partial L_k}" in found.symbols + found.hint
    written = [*found.number_lines(), *found.aside_lines]
    own = float(last.dW[1][0, 0]) - before
    for value in (before, own):  # a line takes up to two digits more, where it needs them
        digits = [number(abs(value), count) for count in (9, 10, 11)]
        assert any(text in line for text in digits for line in written), (value, written)
    assert found.result == float(last.W[1][0, 0])


@pytest.mark.parametrize(("mistake", "case"), FITS)
def test_the_gradient_check_finds_what_it_can(mistake: str, case: str) -> None:
    """It fails where the entry says so, first in the right layer, and passes where it cannot."""
    healthy, broken = pair(mistake, case)
    entry = MISTAKES[mistake]
    state = run(broken, entry.first_iteration)
    found = gradcheck(broken, state)
    assert found.passed is not entry.checkable, found.worst
    first = max((m.layer for m in broken.micros if is_hit(broken, mistake, m)), default=None)
    assert first_wrong_layer(found) == (first if entry.checkable else None)
    assert first_wrong_layer(gradcheck(healthy, healthy.initial_state())) is None


@given(experiments(), st.data())
def test_a_broken_timeline_is_as_exact_as_any(experiment: Experiment, data: st.DataObject) -> None:
    """Any micro-step of a run with a mistake, in any order, is that of the run from its start."""
    name = data.draw(st.sampled_from(fitting(Problem(experiment))))
    problem = Problem(injected(experiment, name))
    timeline, last = Timeline(problem, budget=20_000), 6 * problem.steps_per_iteration
    for index in data.draw(st.lists(st.integers(0, last - 1), min_size=1, max_size=4)):
        iteration, position = divmod(index, problem.steps_per_iteration)
        expected, step = steps_at(problem, iteration)[position], timeline[index]
        assert (step.phase, step.layer) == (expected.phase, expected.layer)
        assert step.record.arena.tobytes() == expected.record.arena.tobytes()
        assert step.record.slots_after.tobytes() == expected.record.slots_after.tobytes()
        assert step.params.tobytes() == expected.params.tobytes()


@given(experiments(dtype="float64"), st.data())
def test_any_experiment_with_a_mistake_is_explained(
    experiment: Experiment, data: st.DataObject
) -> None:
    """Whatever fits whatever experiment: the arithmetic shown is that of the broken step."""
    name = data.draw(st.sampled_from(fitting(Problem(experiment))))
    for step in steps_at(Problem(injected(experiment, name)), 1):
        for found in explanations(step):
            for line in found.lines:
                assert found.result is not None
                assert close(line.expression.value(), found.result, line.expression), found


UNFIT: list[tuple[str, dict[str, Any], str]] = [
    ("preactivation_slope", {"activation": "relu"}, "a hidden layer with sigmoid or tanh"),
    ("no_hidden_slope", {"activation": "linear"}, "a hidden layer whose activation is not linear"),
    ("no_hidden_slope", {"units": (3,)}, "a hidden layer whose activation is not linear"),
    ("no_output_slope", {"output": "linear"}, "an output activation that is not linear"),
    ("not_transposed", {"units": (3, 2)}, "square weight matrices behind the first layer"),
    ("updated_weights", {"units": (3,)}, "a hidden layer, and no gradient clipping"),
    ("updated_weights", {"training": {"clip_norm": 1.0}}, "a hidden layer, and no gradient"),
    ("bias_not_updated", {"layer": {"train_bias": False}}, "a hidden layer with a bias"),
    ("bias_not_updated", {"layer": {"use_bias": False}}, "a hidden layer with a bias"),
    ("l2_factor", {"regularization": {"l1": 0.1}}, "an L2 penalty"),
    ("no_bias_correction", {"optimizer": {"name": "rmsprop"}}, "the optimizer adam or adamw"),
    ("epsilon_in_root", {"optimizer": {"name": "adam", "eps": 0.0}}, "an optimizer with an ε"),
    ("epsilon_in_root", {}, "an optimizer with an ε above 0"),
    ("softmax_twice", {"output": "softmax"}, "the loss cross_entropy"),
    ("dropout_at_test", {}, "a layer with dropout"),
    ("shuffled_apart", {"samples": 1}, "training samples with different targets"),
    ("sum_not_mean", {"samples": 1}, "the mean over a batch of at least two samples"),
    ("sum_not_mean", {"reduction": "sum"}, "the mean over a batch"),
]


@pytest.mark.parametrize(("mistake", "changes", "needs"), UNFIT)
def test_what_cannot_be_injected_is_refused(
    mistake: str, changes: dict[str, Any], needs: str
) -> None:
    """One line names the place and what the mistake needs; it is not offered either."""
    experiment = network(**changes)
    assert mistake not in fitting(Problem(experiment))
    with pytest.raises(ExperimentError) as caught:
        Problem(injected(experiment, mistake))
    assert str(caught.value).startswith(f'training.mistake: "{mistake}" needs {needs}')


def test_an_unknown_mistake_is_refused_with_the_nearest() -> None:
    """As for every other choice, the error offers what may have been meant."""
    with pytest.raises(ExperimentError, match=r'^training.mistake: unknown "sign_fliped"; did you'):
        Experiment.from_dict({"layers": [{}], "training": {"mistake": "sign_fliped"}})
