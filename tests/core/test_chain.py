"""The inspector's content: every number right, its arithmetic too, and nothing before its time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistake_hands import injected, network, steps_at
from strategies import experiments

from bpviz.core import Experiment, Problem, Step, micro_steps
from bpviz.core.chain import inspect_neuron, inspect_parameter, inspect_sample
from bpviz.core.expression import Product, Sum
from bpviz.core.mistakes import fitting
from bpviz.core.paths import gradient_paths
from bpviz.core.tex import parse
from bpviz.files.lessons import lesson


def steps_of(p: Problem) -> list[Step]:
    """The first iteration's steps."""
    return list(micro_steps(p, p.initial_state()))


def at(steps: list[Step], phase: str, layer: int) -> int:
    """The position of a micro-step."""
    return next(k for k, s in enumerate(steps) if (s.phase, s.layer) == (phase, layer))


@pytest.fixture
def mazur() -> list[Step]:
    """The worked example's first iteration."""
    return steps_of(Problem(lesson("mazur").experiment))


def near(*published: float) -> Any:
    """Published with nine decimals, the last of them cut or rounded."""
    return pytest.approx(published, abs=1e-9)


@pytest.mark.parametrize("sample", [None, 0])
def test_mazurs_w5_is_the_articles_product(mazur: list[Step], sample: int | None) -> None:
    """∂E/∂w5 = 0.74136507 × 0.186815602 × 0.593269992 = 0.082167041, as text and as LaTeX."""
    found = inspect_parameter(mazur[-1], 2, 0, 0, sample, digits=9).chain
    assert found is not None
    assert "0.741365070 × 0.186815602 × 0.593269992 = 0.082167041" in found.text()
    assert r"0.741365070 \times 0.186815602 \times 0.593269992 = 0.082167041" in found.latex()
    assert found.text().startswith("∂L / ∂w₁₁⁽²⁾ = ∂L / ∂a₁⁽²⁾ · σ′(z₁⁽²⁾)a₁⁽¹⁾")


@pytest.mark.parametrize("sample", [None, 0])
def test_mazurs_w1_is_the_articles_sum_of_two(mazur: list[Step], sample: int | None) -> None:
    """∂E/∂w1 = (0.055399425 − 0.019049119) × 0.241300709 × 0.05 = 0.000438568."""
    found = inspect_parameter(mazur[-1], 1, 0, 0, sample, digits=9).chain
    assert found is not None
    product = found.lines[0].expression
    assert isinstance(product, Product)
    first, *others = product.parts
    assert isinstance(first, Sum)
    numbers = tuple(part.value() for part in (*first.parts, *others))
    assert numbers == near(0.055399425, -0.019049119, 0.241300709, 0.05)
    assert found.result == pytest.approx(0.000438568, abs=5e-10)
    line = found.text().splitlines()[1]
    assert line.startswith("= (0.0553994")
    assert line.endswith(" × 0.05")
    assert "<" not in line


def test_a_parameters_numbers(mazur: list[Step]) -> None:
    """Value, gradient, update and rule of w5; each only from its own micro-step on."""
    gradient, update = at(mazur, "gradient", 2), at(mazur, "update", 2)
    early = inspect_parameter(mazur[gradient - 1], 2, 0, 0)
    assert (early.value, early.gradient, early.chain, early.terms) == (0.4, None, None, None)
    known = inspect_parameter(mazur[gradient], 2, 0, 0)
    assert known.gradient == pytest.approx(0.082167041, abs=5e-10)
    assert (known.value, known.update, known.rule) == (0.4, None, None)
    assert inspect_parameter(mazur[update - 1], 2, 0, 0).update is None
    late = inspect_parameter(mazur[update], 2, 0, 0)
    assert late.value == pytest.approx(0.35891648, abs=5e-9)
    assert late.update == pytest.approx(-0.5 * 0.082167041, abs=5e-10)
    assert late.rule is not None
    assert late.rule.result == late.value
    assert (late.name, late.symbol) == ("w₁₁⁽²⁾", "w_{11}^{(2)}")


def test_a_neurons_numbers(mazur: list[Step]) -> None:
    """The published z, a, slope and δ of h1, one by one as they are computed."""
    done = inspect_neuron(mazur[-1], 1, 0)
    assert (done.z, done.a, done.slope) == near(0.3775, 0.593269992, 0.241300709)
    assert (done.delta,) == near((0.055399425 - 0.019049119) * 0.241300709)
    assert [part.phase for part in done.parts] == ["linear", "activation", "delta"]
    early = inspect_neuron(mazur[at(mazur, "linear", 1)], 1, 0)
    assert (early.z, early.a, early.slope, early.delta) == (0.3775, None, None, None)
    assert [part.phase for part in early.parts] == ["linear"]
    source = inspect_neuron(mazur[0], 0, 1)
    assert (source.a, source.z, source.parts) == (0.10, None, ())


def test_a_samples_numbers(mazur: list[Step]) -> None:
    """Inputs and targets at once, outputs and the published loss when they are known."""
    first, last = inspect_sample(mazur[0], 0), inspect_sample(mazur[-1], 0)
    assert (first.x.tolist(), first.y.tolist(), first.output, first.loss) == (
        [0.05, 0.1], [0.01, 0.99], None, None,
    )  # fmt: skip
    assert last.output is not None
    assert tuple(last.output) == near(0.75136507, 0.772928465)
    assert last.loss == pytest.approx(0.298371109, abs=5e-10)


def test_the_losses_of_the_samples_make_the_loss() -> None:
    """Each sample's own loss, averaged, is the batch's; the row in the training set is told."""
    p = Problem(lesson("circle").experiment)
    step = steps_of(p)[-1]
    found = [inspect_sample(step, row) for row in range(len(step.batch))]
    losses = [sample.loss for sample in found if sample.loss is not None]
    assert math.fsum(losses) / len(losses) == pytest.approx(step.loss, rel=1e-12)
    for row, sample in enumerate(found):
        assert sample.index == step.batch[row]
        np.testing.assert_array_equal(sample.x, p.x_train[sample.index])


@settings(max_examples=40)
@given(experiments(dtype="float64"), st.data())
def test_the_terms_are_the_chain_rule_sample_by_sample(
    experiment: Experiment, data: st.DataObject
) -> None:
    """Each sample's arithmetic gives its term; terms and penalty add up to the gradient.

    The paths of `bpviz.core.paths` are an independent reference for a term.
    """
    p = Problem(experiment)
    step = steps_of(p)[-1]
    spec = p.layers[data.draw(st.integers(0, p.n_layers - 1))]
    source = data.draw(st.integers(0, spec.n_in - 1 + spec.use_bias))
    unit = data.draw(st.integers(0, spec.n_out - 1))
    whole = inspect_parameter(step, spec.index, source, unit)
    assert whole.terms is not None
    assert whole.penalty is not None
    added = math.fsum([*whole.terms, whole.penalty])
    assert added == pytest.approx(whole.gradient, rel=1e-10, abs=1e-13)
    assert len(whole.slots) == len(p.slot_names)
    for row, term in enumerate(whole.terms.tolist()):
        chain = inspect_parameter(step, spec.index, source, unit, row).chain
        paths = gradient_paths(step, spec.index, source, unit, row)
        assert chain is not None
        assert paths is not None
        assert chain.result == pytest.approx(term, rel=1e-12)
        assert paths.total == pytest.approx(term, rel=1e-9, abs=1e-13)
        for line in chain.lines:
            assert line.expression.value() == pytest.approx(term, rel=1e-9, abs=1e-13)
        for latex in chain.all_lines:
            parse(latex)
        assert chain.sample == row


@settings(max_examples=20)
@given(experiments())
def test_neurons_of_any_network_can_be_looked_at(experiment: Experiment) -> None:
    """At each step each number is known exactly when the step knows it, and its part is there."""
    p = Problem(experiment)
    for step in steps_of(p):
        for layer in range(p.n_layers + 1):
            found = inspect_neuron(step, layer, 0)
            for name in ("z", "a", "dropped", "da", "delta"):
                assert (getattr(found, name) is not None) is (layer in getattr(step, name))
            phases = [part.phase for part in found.parts]
            assert ("delta" in phases) is (layer in step.delta)
            assert ("linear" in phases) is (layer in step.z)


def test_the_memory_is_the_optimizers() -> None:
    """Adam's m and v of a weight: zero before the update, (1 − β)·g and (1 − β)·g² after it."""
    p = Problem(
        Experiment.from_dict(
            {"layers": [{"units": 3}, {"units": 1}], "optimizer": {"name": "adam"}}
        )
    )
    steps = steps_of(p)
    assert inspect_parameter(steps[0], 1, 1, 2).slots == (("m", 0.0), ("v", 0.0))
    found = inspect_parameter(steps[-1], 1, 1, 2)
    assert found.gradient is not None
    assert dict(found.slots) == pytest.approx(
        {"m": 0.1 * found.gradient, "v": 0.001 * found.gradient**2}, rel=1e-12
    )


BROKEN = {
    "penalties": network(
        layer={"use_bias": True},
        regularization={"l1": 0.02, "l2": 0.3},
        optimizer={"name": "adam", "eps": 1e-3},
    ),
    "dropout": network(
        "tanh",
        "softmax",
        "cross_entropy",
        layer={"dropout": 0.3},
        regularization={"l2": 0.1},
        training={"batch_size": 4},
    ),
    "one by one": network("relu", regularization={"l2": 0.1}, training={"batch_size": 1}),
}
CASES = [(name, mistake) for name, e in BROKEN.items() for mistake in fitting(Problem(e))]


@pytest.mark.parametrize(("name", "mistake"), CASES)
def test_a_broken_gradient_adds_up_too(name: str, mistake: str) -> None:
    """Terms, penalty and what was carried over make the gradient, whatever the mistake."""
    p = Problem(injected(BROKEN[name], mistake))
    for iteration in (0, 2):
        step = steps_at(p, iteration)[-1]
        for spec in p.layers:
            for source in range(spec.n_in + spec.use_bias):
                found = inspect_parameter(step, spec.index, source, 1)
                assert found.terms is not None
                assert found.penalty is not None
                assert found.carried is not None
                added = math.fsum([*found.terms, found.penalty, found.carried])
                assert added == pytest.approx(found.gradient, rel=1e-10, abs=1e-13)
                if mistake != "not_reset":
                    assert found.carried == 0.0


def test_carried_over_is_the_gradient_of_before() -> None:
    """Without a reset, what comes before the terms is the iteration before's gradient."""
    p = Problem(injected(BROKEN["penalties"], "not_reset"))
    before, now = (inspect_parameter(steps_at(p, t)[-1], 1, 2, 0) for t in (3, 4))
    assert before.gradient != 0.0
    assert now.carried == pytest.approx(before.gradient, rel=1e-12)


def test_a_doubled_penalty_is_doubled() -> None:
    """The penalty's part is 2·λ₂·w + λ₁·sign w where the mistake doubles it."""
    p = Problem(injected(BROKEN["penalties"], "l2_factor"))
    step = steps_at(p, 0)[-1]
    weight = float(step.W_before[2][1, 2])
    found = inspect_parameter(step, 2, 1, 2).penalty
    assert found == pytest.approx(2 * 0.3 * weight + 0.02 * math.copysign(1.0, weight), rel=1e-12)


@pytest.mark.parametrize("sample", [None, 0, 3])
def test_a_forgotten_bias_has_no_chain(sample: int | None) -> None:
    """A gradient that is never computed is 0 in the chain rule of each sample, and its part too."""
    step = steps_at(Problem(injected(BROKEN["penalties"], "bias_not_updated")), 0)[-1]
    found = inspect_parameter(step, 1, 3, 0, sample)
    assert found.chain is not None
    assert found.chain.text() == "∂L / ∂b₁⁽¹⁾ = 0\n= 0"
    assert found.chain.result == found.gradient == 0.0
    assert found.terms is not None
    assert not found.terms.any()
    output = inspect_parameter(step, 3, 3, 0, sample)
    assert output.terms is not None
    assert output.terms.all()
    with pytest.raises(IndexError):
        inspect_parameter(step, 1, 3, 0, 6)


BLOWN_UP = {
    "data": {"source": "circle"},
    "layers": [
        {"units": units, "activation": activation, "init": "normal", "std": 1000.0}
        for units, activation in ((4, "relu"), (2, "leaky_relu"), (1, "linear"))
    ],
    "optimizer": {"name": "sgd", "learning_rate": 1e200},
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("iteration", [0, 1, 2])
def test_a_run_that_has_blown_up_can_be_looked_at(iteration: int) -> None:
    """NaN and infinite numbers are told as they are, without a warning."""
    p = Problem(Experiment.from_dict(BLOWN_UP))
    step = steps_at(p, iteration)[-1]
    values = []
    for spec in p.layers:
        for sample in (None, 0):
            for source in (0, spec.n_in):
                values.append(inspect_parameter(step, spec.index, source, 0, sample).value)
        assert inspect_neuron(step, spec.index, 0).z is not None
    assert inspect_sample(step, 0).output is not None
    assert iteration == 0 or not all(map(math.isfinite, values))


def test_what_is_not_there_is_refused(mazur: list[Step]) -> None:
    """A wrong unit, source or row raises IndexError."""
    step = mazur[-1]
    for wrong in ((1, 3, 0), (1, 0, 2), (1, -1, 0)):
        with pytest.raises(IndexError):
            inspect_parameter(step, *wrong)
    with pytest.raises(IndexError):
        inspect_parameter(step, 1, 0, 0, sample=1)
    with pytest.raises(IndexError):
        inspect_neuron(step, 0, 2)
    with pytest.raises(IndexError):
        inspect_sample(step, 1)
