"""Explanations: the arithmetic that is shown holds, and nothing in a run cannot be explained."""

from __future__ import annotations

import dataclasses
import math
import re
import tracemalloc

import numpy as np
import pytest
from explain_hands import close, explanations, leaves
from hypothesis import given
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, Problem, Step, Timeline, micro_steps
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.explain import explain
from bpviz.core.explain_choice import newest, upcoming
from bpviz.core.explain_phases import PHASES
from bpviz.core.explain_update import RULES
from bpviz.core.expression import (
    Expr,
    LongSum,
    Negative,
    Number,
    Product,
    Ratio,
    Square,
    Sum,
)
from bpviz.core.figures import number, shown
from bpviz.core.forms import FORMS, LOSS_FORMS
from bpviz.core.losses import LOSSES
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.shown_lines import Line, lines
from bpviz.files.lessons import lesson


def second_iteration(problem: Problem) -> list[Step]:
    """The micro-steps of the second iteration, where optimizers have a memory."""
    first = list(micro_steps(problem, problem.initial_state()))
    state = first[-1].next_state
    assert state is not None
    return list(micro_steps(problem, state))


@given(experiments(dtype="float64"))
def test_what_is_shown_gives_the_result(experiment: Experiment) -> None:
    """Every line of every phase, evaluated with all digits, is the step's own number."""
    for step in second_iteration(Problem(experiment)):
        for found in explanations(step):
            for line in found.lines:
                assert found.result is not None
                value = line.expression.value()
                assert close(value, found.result, line.expression), (found, value)
            for aside in found.asides:
                assert close(aside.line.expression.value(), aside.value, aside.line.expression)


@given(experiments(dtype="float32"))
def test_float32_runs_are_explained_to_their_own_precision(experiment: Experiment) -> None:
    """In a float32 run the lines give the result to a float32's digits."""
    for step in second_iteration(Problem(experiment)):
        for found in explanations(step):
            for line in found.lines:
                assert found.result is not None
                scale = max([1.0, *map(abs, leaves(line.expression))])
                if math.isfinite(found.result):
                    assert abs(line.expression.value() - found.result) <= 3e-5 * scale, found


@pytest.mark.parametrize("hidden", sorted(ACTIVATIONS))
@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_every_activation_with_every_loss(hidden: str, loss: str) -> None:
    """The shown arithmetic holds for each pair, at small and at saturating logits."""
    output = (*LOSSES[loss].outputs, hidden)[0]
    for scale in (1.0, 12.0):
        for step in second_iteration(network(hidden, output, loss, scale)):
            for found in explanations(step):
                for line in found.lines:
                    assert found.result is not None
                    assert close(line.expression.value(), found.result, line.expression), found


def network(hidden: str, output: str, loss: str, scale: float) -> Problem:
    """Three samples through 2-3-2 units with given weights."""
    rng = np.random.default_rng(5)
    classes = np.eye(2)[[0, 1, 1]]
    return Problem(
        Experiment.from_dict(
            {
                "data": {
                    "source": "inline",
                    "inputs": rng.normal(size=(3, 2)).tolist(),
                    "targets": (2 * classes - 1 if loss == "hinge" else classes).tolist(),
                },
                "layers": [
                    {
                        "units": n_out,
                        "activation": name,
                        "weights": (scale * rng.normal(size=(n_in, n_out))).tolist(),
                    }
                    for n_in, n_out, name in ((2, 3, hidden), (3, 2, output))
                ],
                "loss": {"name": loss},
                "optimizer": {"name": "sgd", "learning_rate": 0.01},
            }
        )
    )


def test_every_registry_entry_has_a_form_of_its_own() -> None:
    """Each activation, loss and optimizer is written out; this says what a new one still lacks."""
    shown = {"forms.FORMS": (FORMS, set(ACTIVATIONS) - {"softmax"}),
             "forms.LOSS_FORMS": (LOSS_FORMS, set(LOSSES)),
             "explain_update.RULES": (RULES, set(OPTIMIZERS))}  # fmt: skip
    lacking = {table: known ^ set(forms) for table, (forms, known) in shown.items()}
    assert not any(lacking.values()), f"to be written out with its numbers: {lacking}"


def test_an_entry_without_a_form_is_explained_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new activation, loss or optimizer works at once: as function calls, with the results."""
    monkeypatch.setitem(ACTIVATIONS, "my_tanh", ACTIVATIONS["tanh"])
    monkeypatch.setitem(LOSSES, "my_mse", LOSSES["mse"])
    monkeypatch.setitem(OPTIMIZERS, "my_adam", OPTIMIZERS["adam"])
    problem = network("my_tanh", "my_tanh", "my_mse", 1.0)
    spec = dataclasses.replace(problem.experiment.optimizer, name="my_adam")
    problem = Problem(dataclasses.replace(problem.experiment, optimizer=spec))
    phases = set()
    for step in second_iteration(problem):
        for found in explanations(step):
            assert found.all_lines
            phases.add(found.phase)
            for line in found.lines:
                assert found.result is not None
                assert close(line.expression.value(), found.result, line.expression), found
            assert found.result is not None or found.phase == "batch"
    assert phases >= {"activation", "loss", "delta", "update"}


def test_every_phase_is_explained() -> None:
    """A run with dropout and clipping has every phase there is, and each is explained."""
    experiment = Experiment.from_dict(
        {
            "data": {"source": "xor"},
            "layers": [{"units": 3, "dropout": 0.5}, {"units": 1}],
            "training": {"clip_norm": 0.01},
        }
    )
    steps = Timeline(Problem(experiment))
    seen = {explain(steps[k], 1, 0).phase for k in range(steps.steps_per_iteration)}
    assert seen == set(PHASES)


# ---- published numbers -----------------------------------------------------------------------


def at(lesson_name: str, phase: str, layer: int) -> Step:
    """The first iteration's step of a phase in a lesson."""
    timeline = Timeline(Problem(lesson(lesson_name).experiment))
    steps = (timeline[k] for k in range(timeline.steps_per_iteration))
    return next(step for step in steps if (step.phase, step.layer) == (phase, layer))


def test_mazur_w5_reads_as_published() -> None:
    """∂E/∂w5 = 0.74136507 × 0.186815602 × 0.593269992 = 0.082167041 (Mazur 2015)."""
    found = explain(at("mazur", "gradient", 2), 2, 0, source=0, digits=9)
    factors = r"= 0.741365070 \times 0.186815602 \times 0.593269992"
    assert found.numbers[0] == factors
    assert found.result_latex == "= 0.082167041"
    assert found.parameter == "w₁₁⁽²⁾"


def test_mazur_w1_reads_as_published() -> None:
    """∂E/∂w1 = (0.055399425 − 0.019049119) × 0.241300709 × 0.05 = 0.000438568 (Mazur 2015)."""
    found = explain(at("mazur", "gradient", 1), 1, 0, source=0, digits=8)
    expression = found.lines[0].expression
    assert expression.latex(8) == (r"(0.055399425 - 0.019049118) \times 0.24130071 \times 0.05")
    assert expression.value() == pytest.approx(0.000438568, abs=5e-10)


def test_mazur_w5_after_the_update() -> None:
    """W5 after = 0.4 − 0.5 × 0.082167041 = 0.35891648 (Mazur 2015)."""
    found = explain(at("mazur", "update", 2), 2, 0, source=0, digits=9)
    assert found.numbers[0] == r"= 0.4 - 0.5 \times 0.0821670406"
    assert found.result_latex == "= 0.358916480"


# ---- honest rounding -------------------------------------------------------------------------


@given(experiments(dtype="float64"), st.integers(2, 7))
def test_an_equals_sign_is_kept(experiment: Experiment, digits: int) -> None:
    """Where a line is followed by =, its numbers as shown give the result as shown."""
    problem = Problem(experiment)
    for step in micro_steps(problem, problem.initial_state()):
        for found in explanations(step, digits):
            for line in found.lines:
                assert found.result is not None
                if line.holds and math.isfinite(found.result):
                    wanted = shown(found.result, found.result_digits)
                    unit = 10.0 ** -decimals(number(found.result, found.result_digits))
                    assert abs(line.expression.value(line.digits) - wanted) <= 0.5001 * unit


def decimals(latex: str) -> int:
    """How many digits after the point a shown number claims."""
    power = re.search(r"10\^\{(-?\d+)\}", latex)
    fraction = re.search(r"\.(\d+)", latex)
    # A number without trailing zeros is all there is to say; a later digit would be 0.
    return max(len(fraction[1]) if fraction else 0, 0) - (int(power[1]) if power else 0)


def test_an_update_shows_the_digit_that_changes() -> None:
    """A sum has as many digits as its terms where these give it: 1.948 + 0.01128 is 1.959."""
    timeline = Timeline(Problem(lesson("circle").experiment))
    layers = timeline.problem.n_layers
    last = timeline[300 * timeline.steps_per_iteration - 1]
    found = explain(last, layers, 0, source=last.problem.layers[-1].n_in - 1, digits=4)
    terms = re.findall(r"-?[0-9.]+", found.numbers[-1])
    assert found.result_digits == 4
    assert shown(float(terms[0]) + float(terms[1]), 4) == shown(found.result or 0.0, 4)
    assert shown(float(terms[0]), 4) != shown(found.result or 0.0, 4)


def test_near_cancellation_is_written_with_an_approximate_sign() -> None:
    """0.123456789 − 0.123456788 cannot be shown with six digits: ≈, not =."""
    terms = Sum((Number(0.123456789123), Number(-0.123456788012)))
    assert not lines(terms, terms.value(), 4)[0].holds
    assert lines(Sum((Number(0.5), Number(0.25))), 0.75, 4)[0].holds


@pytest.mark.parametrize(
    ("x", "digits", "latex"),
    [
        (0.5, 4, "0.5"),
        (0.49999999, 4, "0.5000"),
        (-1.6938, 4, "-1.694"),
        (0.1 * 0.2, 9, "0.02"),
        (1.23e-5, 3, r"1.23 \cdot 10^{-5}"),
        (1e-8, 4, "10^{-8}"),
        (123456.7, 4, "123457"),
        (-1000.0, 4, "-1000"),
        (6.02e23, 4, r"6.02 \cdot 10^{23}"),
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (math.nan, 4, r"\mathrm{NaN}"),
        (-math.inf, 4, r"-\infty"),
    ],
)
def test_numbers_are_written_as_on_a_blackboard(x: float, digits: int, latex: str) -> None:
    """Rounded numbers keep their digits, exact ones lose their zeros, tiny ones get a power."""
    assert number(x, digits) == latex


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 12))
def test_a_number_shown_is_the_number_checked(x: float, digits: int) -> None:
    """`shown` is the value of the text that `number` writes, to 1e-13."""
    text = number(x, digits).replace(r" \cdot 10^{", "e").replace("10^{", "1e").rstrip("}")
    assert float(text) == pytest.approx(shown(x, digits), rel=1e-13, abs=0)


NUMBERS = st.floats(width=64)


@given(st.lists(NUMBERS, min_size=1, max_size=6), NUMBERS, NUMBERS, st.integers(1, 9))
def test_no_numbers_at_all_break_the_arithmetic(
    values: list[float], a: float, b: float, digits: int
) -> None:
    """Any doubles, tiny, huge or not finite, are added, multiplied, divided and written."""
    terms = tuple(Product((Number(x), Number(a))) for x in values)
    expression = Ratio(Sum((*terms, Negative(Square(Number(b))))), Sum((Number(a), Number(b))))
    for found in lines(expression, expression.value(), digits):
        assert found.latex()


@pytest.mark.parametrize(
    ("expression", "latex"),
    [
        (Product((Number(0.102), Number(-1.69))), r"0.102 \times (-1.69)"),
        (Sum((Number(1.0), Number(-2.0))), "1 - 2"),
        (
            Product((Sum((Number(2.0), Number(3.0))), Number(4.0))),
            r"(2 + 3) \times 4",
        ),
        (
            Sum((Number(1.0), Product((Number(-2.0), Number(-3.0))))),
            r"1 - 2 \times (-3)",
        ),
        (Sum(tuple(Number(float(i)) for i in range(1, 8))), r"1 + 2 + \cdots + 7"),
        (
            LongSum((Number(1.0), Number(-2.0)), Number(9.0), 99, 123.0, Number),
            r"1 - 2 + \cdots + 9",
        ),
    ],
)
def test_signs_and_brackets(expression: Expr, latex: str) -> None:
    """A negative number stands in brackets where a sign would meet a sign; long sums are cut."""
    assert expression.latex(4) == latex


# ---- edges -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1000.0, -1000.0])
def test_softmax_shows_both_factors_and_what_they_combine_to(size: float) -> None:
    """With logits of ±1000 both lines are finite and give (a − y)/n."""
    problem = saturated(size)
    for step in micro_steps(problem, problem.initial_state()):
        if step.phase != "delta" or step.layer != 1:
            continue
        for unit in (0, 1, 2):
            found = explain(step, 1, unit)
            factors, combined = found.lines
            assert r"\frac{\partial L}{\partial a_{j}^{(1)}}" in found.symbols
            assert found.symbols.endswith(
                rf"\frac{{a_{{{unit + 1}}}^{{(1)}} - y_{{{unit + 1}}}}}{{2}}"
            )
            for line in (factors, combined):
                assert line.expression.value() == pytest.approx(found.result, abs=1e-15)
                assert all(math.isfinite(x) for x in leaves(line.expression))


def saturated(size: float) -> Problem:
    """Softmax with cross-entropy at logits of ±size; the target is the least likely class."""
    return Problem(
        Experiment.from_dict(
            {
                "data": {
                    "source": "inline",
                    "inputs": [[1.0], [1.0]],
                    "targets": [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]],
                },
                "layers": [{"units": 3, "activation": "softmax", "weights": [[size, -size, 0.0]]}],
                "loss": {"name": "cross_entropy"},
            }
        )
    )


def test_a_run_that_blew_up_is_still_explained() -> None:
    """NaN and infinity are shown as such, in every phase."""
    experiment = Experiment.from_dict(
        {
            "data": {"source": "xor"},
            "layers": [{"units": 2, "activation": "relu", "weights": [[1e200] * 2] * 2},
                       {"units": 1, "activation": "linear", "weights": [[1e200]] * 2}],
        }
    )  # fmt: skip
    texts = [
        latex
        for step in second_iteration(Problem(experiment))
        for found in explanations(step)
        for latex in found.all_lines
    ]
    assert any(r"\mathrm{NaN}" in text for text in texts)
    assert any(r"\infty" in text for text in texts)


def test_long_sums_show_two_terms_and_the_last() -> None:
    """784 inputs are written as two products … the last, and the bias; the total is the result."""
    rng = np.random.default_rng(0)
    experiment = Experiment.from_dict(
        {
            "data": {
                "source": "inline",
                "inputs": rng.random((3, 784)).tolist(),
                "targets": [[1.0], [0.0], [1.0]],
            },
            "layers": [{"units": 1}],
        }
    )
    problem = Problem(experiment)
    step = list(micro_steps(problem, problem.initial_state()))[1]
    found = explain(step, 1, 0)
    assert found.n_terms == 784
    assert found.numbers[0].count(r"\times") == 3
    assert r"\cdots" in found.numbers[0]
    assert found.lines[0].expression.value() == pytest.approx(found.result, abs=1e-12)


def test_a_choice_in_another_layer_gives_a_sensible_neuron() -> None:
    """The index is clamped; for a weight that leads out of the layer, its other end is meant."""
    step = at("xor", "delta", 1)
    assert explain(step, 2, 0).unit == 0
    assert explain(step, 0, 99).unit == 2
    assert explain(step, 2, 0, source=1).neuron == "h₂"


def test_a_line_knows_its_digits() -> None:
    """A line is written with the digits at which it was found to hold."""
    assert Line(Number(0.123456), 3, True).latex() == "0.123"


def test_a_wide_softmax_over_many_samples_is_explained_in_little_memory() -> None:
    """One sample is explained, so one Jacobian is made: here 2 MB, for all samples 400 MB."""
    units, samples = 500, 200
    experiment = Experiment.from_dict(
        {
            "data": {
                "source": "inline",
                "inputs": [[float(i)] for i in range(samples)],
                "targets": np.eye(units)[:samples].tolist(),
            },
            "layers": [{"units": units, "activation": "softmax"}],
            "loss": {"name": "cross_entropy"},
        }
    )
    problem = Problem(experiment)
    step = next(s for s in micro_steps(problem, problem.initial_state()) if s.phase == "delta")
    tracemalloc.start()
    found = explain(step, 1, 3, sample=3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.lines[-1].expression.value() == pytest.approx(found.result, rel=1e-12)
    assert peak < 20e6


def test_the_newest_step_about_a_choice_and_the_next() -> None:
    """What is known of a neuron or a weight at a step, and when there will be more of it."""
    step = at("xor", "delta", 2)
    places = {
        (1, None): (("activation", 1), ("delta", 1)),
        (0, None): (("batch", 0), None),
        (2, None): (("delta", 2), None),
        (1, 2): (("linear", 1), ("gradient", 1)),
        (2, 0): (("delta", 2), ("gradient", 2)),
    }
    for (layer, source), (known, coming) in places.items():
        last, soon = newest(step, layer, source), upcoming(step, layer, source)
        assert last is not None
        assert (last.phase, last.layer) == known
        assert (soon and (soon.phase, soon.layer)) == coming
    assert newest(at("xor", "linear", 1), 2) is None
    assert newest(at("xor", "linear", 1), 2, 0) is None


def test_a_step_about_weights_explains_one_that_leads_out_of_the_choice() -> None:
    """With h₃ chosen, the gradient of the next layer is explained for its weight."""
    assert explain(at("xor", "gradient", 2), 1, 2).parameter == "w₃₁⁽²⁾"
