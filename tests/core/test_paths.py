"""Paths from a weight to the loss: their products add up to the gradient."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, Problem, Step, micro_steps
from bpviz.core.paths import LIMIT, Paths, gradient_paths
from bpviz.files.lessons import lesson


def steps_of(p: Problem) -> list[Step]:
    """The first iteration's steps."""
    return list(micro_steps(p, p.initial_state()))


def found(step: Step, layer: int, source: int, unit: int, sample: int | None = None) -> Paths:
    """The paths of a step at which the loss is known."""
    paths = gradient_paths(step, layer, source, unit, sample)
    assert paths is not None
    return paths


def without_penalty(step: Step, layer: int) -> Any:
    """∂L/∂[W b] of the data term, (n_in + bias, n_out): δ by the layer's input."""
    before = step.dropped.get(layer - 1)
    before = step.a[layer - 1] if before is None else before
    gradient = before.T @ step.delta[layer]
    return np.vstack([gradient, step.delta[layer].sum(axis=0)])


def added(paths: Paths) -> list[float]:
    """The sums that must all be the total: of the paths, or layer by layer of the shares."""
    if paths.paths:
        return [math.fsum(path.value for path in paths.paths)]
    layers = {share.layer for share in paths.through}
    return [math.fsum(s.value for s in paths.through if s.layer == k) for k in sorted(layers)]


@settings(max_examples=60)
@given(experiments(dtype="float64"), st.data())
def test_the_paths_add_up_to_the_gradient(experiment: Experiment, data: st.DataObject) -> None:
    """Over the batch, and sample by sample, the sum is ∂L/∂w to 1e-10, penalty apart."""
    p = Problem(experiment)
    step = steps_of(p)[-1]
    spec = p.layers[data.draw(st.integers(0, p.n_layers - 1))]
    source = data.draw(st.integers(0, spec.n_in - 1 + spec.use_bias))
    unit = data.draw(st.integers(0, spec.n_out - 1))
    wanted = without_penalty(step, spec.index)[source, unit]
    near = {"rel": 1e-10, "abs": 1e-12}
    paths = found(step, spec.index, source, unit)
    assert paths.total == pytest.approx(wanted, **near)
    for total in added(paths):
        assert total == pytest.approx(wanted, **near)
    samples = [found(step, spec.index, source, unit, k) for k in range(len(step.batch))]
    assert math.fsum(s.total for s in samples) == pytest.approx(wanted, **near)
    for s in samples:
        for path in s.paths:
            values = [factor.value for factor in path.factors]
            assert path.value == pytest.approx(math.prod(v for v in values if v is not None))
            assert None not in values


def problem(widths: list[int], activation: str = "tanh", output: str = "sigmoid") -> Problem:
    """A network of given widths on three samples."""
    layers = [{"units": n, "activation": activation} for n in widths[1:]]
    layers[-1]["activation"] = output
    rng = np.random.default_rng(1)
    return Problem(
        Experiment.from_dict(
            {
                "data": {
                    "source": "inline",
                    "inputs": rng.normal(size=(3, widths[0])).tolist(),
                    "targets": rng.random((3, widths[-1])).tolist(),
                },
                "layers": layers,
            }
        )
    )


@pytest.mark.parametrize(
    ("widths", "activation", "output", "count"),
    [
        ([2, 3, 4, 2], "tanh", "sigmoid", 4 * 2),
        ([2, 3, 4, 2], "tanh", "softmax", 4 * 2 * 2),
        ([2, 3, 4, 2], "softmax", "sigmoid", 3 * 4 * 4 * 2),
        ([2, 3, 1], "tanh", "linear", 1),
        ([2, 5, 10, 20, 1], "tanh", "sigmoid", 10 * 20),
        ([2, 5, 10, 20, 2], "tanh", "sigmoid", 10 * 20 * 2),
        ([2, 40, 40, 40, 40, 3], "softmax", "softmax", 40**7 * 3**2),
        ([2, 250], "tanh", "softmax", 250),
    ],
)
def test_the_count_is_exact(widths: list[int], activation: str, output: str, count: int) -> None:
    """It is the product of the widths behind the weight, once more for each softmax passed."""
    step = steps_of(problem(widths, activation, output))[-1]
    paths = found(step, 1, 0, 1)
    assert paths.count == count
    assert len(paths.paths) == (count if count <= LIMIT else 0)
    assert bool(paths.through) is (count > LIMIT)
    for total in added(paths):
        assert total == pytest.approx(paths.total, rel=1e-10, abs=1e-15)
    for layer in {share.layer for share in paths.through}:
        assert sum(s.count for s in paths.through if s.layer == layer) == count


def test_shares_are_the_paths_that_enter_a_neuron(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is added up without listing equals what listing gives, neuron by neuron."""
    step = steps_of(problem([2, 3, 4, 2], "softmax", "softmax"))[-1]
    monkeypatch.setattr("bpviz.core.paths.LIMIT", 10**6)
    paths = found(step, 1, 1, 2).paths
    monkeypatch.setattr("bpviz.core.paths.LIMIT", 0)
    for share in found(step, 1, 1, 2).through:
        entering = []
        for path in paths:
            first = next(unit for layer, unit in path.neurons if layer == share.layer)
            if first == share.unit:
                entering.append(path.value)
        assert len(entering) == share.count
        assert math.fsum(entering) == pytest.approx(share.value, rel=1e-10, abs=1e-15)


def test_mazurs_w1_has_the_articles_two_paths() -> None:
    """The worked example: through o1 and through o2, with the published factors."""
    p = Problem(lesson("mazur").experiment)
    paths = found(steps_of(p)[-1], 1, 0, 0)
    assert [path.neurons for path in paths.paths] == [((1, 0), (2, 0)), ((1, 0), (2, 1))]
    first, second = paths.paths
    assert [factor.kind for factor in first.factors] == [
        "input", "slope", "weight", "slope", "loss",
    ]  # fmt: skip
    values = [round(factor.value or 0.0, 9) for factor in first.factors]
    assert values == [0.05, 0.241300709, 0.4, 0.186815602, 0.741365070]
    assert first.value == pytest.approx(0.055399425 * 0.241300709 * 0.05, abs=5e-11)
    assert second.value == pytest.approx(-0.019049119 * 0.241300709 * 0.05, abs=5e-11)
    assert paths.total == pytest.approx(0.000438568, abs=5e-10)
    assert first.factors[2].symbol == r"w_{11}^{(2)}"


def test_paths_are_known_with_the_loss() -> None:
    """Before it there are none; from then on they are the same at each step."""
    p = problem([2, 3, 2])
    steps = steps_of(p)
    at = next(k for k, micro in enumerate(p.micros) if micro.phase == "loss")
    assert all(gradient_paths(step, 1, 0, 0) is None for step in steps[:at])
    totals = {found(step, 1, 0, 0).total for step in steps[at:]}
    assert len(totals) == 1


def test_a_parameter_that_is_not_there_is_refused() -> None:
    """A wrong unit, a wrong source and the bias of a layer without one raise IndexError."""
    p = Problem(Experiment.from_dict({"layers": [{"units": 2, "use_bias": False}, {"units": 1}]}))
    step = steps_of(p)[-1]
    for source, unit in ((0, 2), (2, 0), (-1, 0), (0, -1)):
        with pytest.raises(IndexError):
            gradient_paths(step, 1, source, unit)
    with pytest.raises(IndexError):
        gradient_paths(step, 1, 0, 0, sample=99)
