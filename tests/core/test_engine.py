"""The engine: micro-steps and full speed are one arithmetic, and its numbers are right."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, Problem, micro_steps
from bpviz.core.engine import Engine
from bpviz.core.evaluate import Evaluator, accuracy

XOR = {"layers": [{"units": 3}, {"units": 1}]}


def problem(**tables: Any) -> Problem:
    """XOR with three hidden units, and whatever a test changes."""
    return Problem(Experiment.from_dict({**XOR, **tables}))


@given(experiments(), st.integers(1, 7))
def test_micro_steps_and_full_speed_agree_to_the_last_bit(
    experiment: Experiment, iterations: int
) -> None:
    """Stepping n iterations gives the bytes that running n iterations gives."""
    p = Problem(experiment)
    engine = Engine(p)
    engine.load(p.initial_state())
    engine.run(iterations)
    state = p.initial_state()
    for _ in range(iterations):
        *_, last = micro_steps(p, state)
        assert last.next_state is not None
        state = last.next_state
    whole = engine.state()
    assert state.params.tobytes() == whole.params.tobytes()
    assert state.slots.tobytes() == whole.slots.tobytes()
    assert (state.iteration, state.updates) == (whole.iteration, whole.updates)


@given(experiments())
def test_a_micro_step_run_alone_writes_only_what_it_shows(experiment: Experiment) -> None:
    """Every kept array is written by its own micro-step and never again in the iteration."""
    p = Problem(experiment)
    *_, last = steps = list(micro_steps(p, p.initial_state()))
    for step in steps:
        for name in ("z", "a", "dropped", "mask", "da", "delta", "dW", "db"):
            for layer, array in getattr(step, name).items():
                assert np.array_equal(array, getattr(last, name)[layer], equal_nan=True)


@given(experiment=experiments(), iteration=st.integers(0, 5), shift=st.floats(-0.5, 0.5))
def test_a_loss_is_the_same_from_a_later_layer_on(
    experiment: Experiment, iteration: int, shift: float
) -> None:
    """Where no earlier layer changed, computing only the later ones gives the same last bit."""
    p = Problem(experiment)
    params = p.initial_state().params
    again, whole = Engine(p), Engine(p)
    for layer in p.layers:
        again.loss_at(params, iteration)
        other = params.copy()
        other[layer.start :] += shift
        found = again.loss_again(other, layer.index)
        assert np.array_equal(found, whole.loss_at(other, iteration), equal_nan=True)


def test_what_is_not_computed_yet_is_absent() -> None:
    """A step knows exactly what its phase and the earlier ones computed."""
    steps = list(micro_steps(problem(), problem().initial_state()))
    seen = [
        (s.phase, s.layer, sorted(s.z), sorted(s.a), sorted(s.delta), sorted(s.dW)) for s in steps
    ]
    assert seen == [
        ("batch", 0, [], [0], [], []),
        ("linear", 1, [1], [0], [], []),
        ("activation", 1, [1], [0, 1], [], []),
        ("linear", 2, [1, 2], [0, 1], [], []),
        ("activation", 2, [1, 2], [0, 1, 2], [], []),
        ("loss", 0, [1, 2], [0, 1, 2], [], []),
        ("delta", 2, [1, 2], [0, 1, 2], [2], []),
        ("gradient", 2, [1, 2], [0, 1, 2], [2], [2]),
        ("delta", 1, [1, 2], [0, 1, 2], [1, 2], [2]),
        ("gradient", 1, [1, 2], [0, 1, 2], [1, 2], [1, 2]),
        ("update", 1, [1, 2], [0, 1, 2], [1, 2], [1, 2]),
        ("update", 2, [1, 2], [0, 1, 2], [1, 2], [1, 2]),
    ]
    assert [s.loss is None for s in steps] == [True] * 5 + [False] * 7


def test_arrays_of_a_step_cannot_be_written() -> None:
    """A view that tries to change a step is refused."""
    *_, last = micro_steps(problem(), problem().initial_state())
    for array in (
        last.x,
        last.y,
        last.batch,
        last.z[1],
        last.a[2],
        last.dW[1],
        last.W[1],
        last.b[2],
        last.params,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_weights_change_layer_by_layer_in_the_update() -> None:
    """Layer 2 keeps its old weights until its own update is shown."""
    steps = list(micro_steps(problem(), problem().initial_state()))
    first, second = steps[-2:]
    assert not np.array_equal(first.W[1], first.W_before[1])
    assert np.array_equal(first.W[2], first.W_before[2])
    assert not np.array_equal(second.W[2], second.W_before[2])
    assert np.array_equal(first.W[1], first.W_before[1] - 0.5 * first.dW[1])
    assert np.array_equal(second.params, second.next_state.params)


@given(experiments(dtype="float64"))
def test_every_array_follows_its_formula(experiment: Experiment) -> None:
    """Each z is a·W + b, the loss is its terms' weighted sum, dW = aᵀδ + penalty, db = Σδ."""
    p = Problem(experiment)
    *_, step = micro_steps(p, p.initial_state())
    spec = experiment.regularization
    for layer in p.layers:
        i = layer.index
        before = step.dropped.get(i - 1, step.a[i - 1])
        z = before @ step.W_before[i] + step.b_before.get(i, 0.0)
        np.testing.assert_allclose(step.z[i], z, rtol=1e-12, atol=1e-13)
        dw = before.T @ step.delta[i] + spec.l2 * step.W_before[i]
        dw += spec.l1 * np.sign(step.W_before[i])
        np.testing.assert_allclose(step.dW[i], dw, rtol=1e-11, atol=1e-13)
        if layer.use_bias:
            np.testing.assert_allclose(
                step.db[i], step.delta[i].sum(axis=0), rtol=1e-11, atol=1e-13
            )
        if i in step.mask:
            keep = 1.0 - layer.dropout
            assert set(np.unique(step.mask[i])) <= {0.0, 1.0 / keep}
    penalty = sum(
        spec.l1 * np.abs(w).sum() + spec.l2 / 2 * (w**2).sum() for w in step.W_before.values()
    )
    assert (step.penalty or 0.0) == pytest.approx(penalty, rel=1e-12)


def test_a_step_does_not_change_when_training_goes_on() -> None:
    """A step that was kept holds the same bytes after many more iterations."""
    p = problem(training={"batch_size": 3})
    state = p.initial_state()
    *_, kept = micro_steps(p, state)
    before = kept.record.arena.tobytes()
    state = kept.next_state
    for _ in range(5):
        *_, last = micro_steps(p, state)
        state = last.next_state
    assert kept.record.arena.tobytes() == before


def test_every_sample_is_seen_once_in_an_epoch() -> None:
    """Shuffled mini-batches, the last one smaller, partition the training set."""
    p = problem(data={"source": "circle", "samples": 23}, training={"batch_size": 5})
    state, seen = p.initial_state(), []
    for _ in range(2 * p.iterations_per_epoch):
        *_, last = micro_steps(p, state)
        seen.append(last.batch)
        state = last.next_state
    first, second = np.concatenate(seen[:5]), np.concatenate(seen[5:])
    assert [len(b) for b in seen] == [5, 5, 5, 5, 3] * 2
    assert sorted(first) == sorted(second) == list(range(23))
    assert list(first) != list(second)


def test_a_frozen_bias_stays_and_its_gradient_is_known() -> None:
    """train_bias = false: the bias keeps its bits, the others move, db is still shown."""
    p = problem(
        layers=[{"units": 3, "train_bias": False, "bias": [0.1, 0.2, 0.3]}, {"units": 1}],
        optimizer={"name": "adamw", "learning_rate": 0.1},
    )
    state = p.initial_state()
    for _ in range(3):
        *_, last = micro_steps(p, state)
        state = last.next_state
    assert last.b[1].tolist() == [0.1, 0.2, 0.3]
    assert last.b[2].tolist() != [0.0]
    assert np.abs(last.db[1]).max() > 0


def test_the_lines_of_code_are_a_program() -> None:
    """Read from top to bottom, the lines of an iteration use no name before it has a value."""
    p = problem(
        layers=[
            {"units": 3, "activation": "softmax", "dropout": 0.2},
            {"units": 2, "activation": "tanh", "train_bias": False},
            {"units": 1, "use_bias": False},
        ],
        loss={"name": "mae"},
        training={"clip_norm": 1.0},
        regularization={"l1": 0.1, "l2": 0.1},
    )
    lines = [micro.code for micro in p.micros]
    arrays = re.compile(r"\b(?:[xyc]|(?:dW|db|da|[adzWb]|mask)\d)\b")
    known = {"W1", "W2", "W3", "b1", "b2", "mask1"}
    for statement in "; ".join(lines).split("; "):
        left, right = statement.split(" = ", 1)
        assert set(arrays.findall(right)) <= known, statement
        known |= set(arrays.findall(left))
    assert "d3 = mae_slope(a3, y) * sigmoid_slope(z3)" in lines
    assert lines[-2] == "W2 = W2 - lr * c * dW2"  # a bias that is not trained has no step


def test_clipping_scales_the_whole_gradient_to_the_limit() -> None:
    """The applied step has the norm that was asked for; the shown gradients stay raw."""
    p = problem(training={"clip_norm": 1e-3}, optimizer={"learning_rate": 1.0})
    *_, last = micro_steps(p, p.initial_state())
    moved = last.next_state.params - last.state.params
    raw = np.concatenate([np.append(last.dW[i].T.ravel(), last.db[i]) for i in (1, 2)])
    assert last.clip_norm == pytest.approx(np.linalg.norm(raw), rel=1e-12)
    assert np.linalg.norm(moved) == pytest.approx(1e-3, rel=1e-3)


def test_a_frozen_bias_has_no_part_in_the_clipped_norm() -> None:
    """The norm is that of the trained parameters, as in PyTorch."""
    layers = [{"units": 3, "train_bias": False}, {"units": 1, "train_bias": False}]
    p = problem(layers=layers, training={"clip_norm": 1.0})
    *_, last = micro_steps(p, p.initial_state())
    weights = np.concatenate([last.dW[i].ravel() for i in (1, 2)])
    assert last.clip_norm == pytest.approx(np.linalg.norm(weights), rel=1e-12)


def test_sums_over_batch_and_test_set_are_comparable() -> None:
    """With reduction "sum" the evaluated losses are those of a batch of the trained size."""
    tables = {"data": {"source": "circle", "samples": 50, "test_fraction": 0.2}}
    mean = problem(**tables, training={"batch_size": 10})
    total = problem(**tables, training={"batch_size": 10}, loss={"name": "mse", "reduction": "sum"})
    params = mean.initial_state().params
    for x, y in (("x_train", "y_train"), ("x_test", "y_test")):
        one = Evaluator(mean, getattr(mean, x), getattr(mean, y)).score(params)[0]
        other = Evaluator(total, getattr(total, x), getattr(total, y)).score(params)[0]
        assert other == pytest.approx(10 * one, rel=1e-12)


@pytest.mark.parametrize("size", [1000.0, -1000.0])
@pytest.mark.parametrize(
    ("loss", "output", "units"),
    [("cross_entropy", "softmax", 2), ("binary_cross_entropy", "sigmoid", 1)],
)
def test_loss_and_delta_are_exact_for_huge_logits(
    size: float, loss: str, output: str, units: int
) -> None:
    """Logits of ±1000 give the loss and δ that exact arithmetic gives, not NaN."""
    weights = [[size] * units, [-size] * units]
    if units == 2:
        weights = [[size, -size], [-size, size]]
    p = problem(
        layers=[{"units": units, "activation": output, "weights": weights}],
        loss={"name": loss},
    )
    *_, step = micro_steps(p, p.initial_state())
    z, y = step.z[1], step.y
    if units == 1:
        exact = (np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))).mean()
    else:
        exact = (np.logaddexp.reduce(z, axis=1) - (y * z).sum(axis=1)).mean()
    assert np.abs(z).max() >= 1000
    assert step.loss == pytest.approx(exact, rel=1e-12, abs=1e-300)
    np.testing.assert_allclose(step.delta[1], (step.a[1] - y) / len(y), rtol=1e-15)
    assert step.non_finite is None


def test_the_first_bad_number_is_named_and_stepping_goes_on() -> None:
    """An overflow is emitted, names phase, layer and element, and the next iteration still runs."""
    p = problem(
        layers=[
            {"units": 2, "activation": "linear", "weights": [[1e200, 1.0], [1.0, 1.0]]},
            {"units": 1, "activation": "linear", "weights": [[1e200], [1.0]]},
        ]
    )
    steps = list(micro_steps(p, p.initial_state()))
    assert steps[2].non_finite is None
    bad = steps[3].non_finite
    assert (bad.phase, bad.layer, bad.name, bad.index, bad.value) == (
        "linear",
        2,
        "z",
        (2, 0),
        np.inf,
    )
    assert len(list(micro_steps(p, steps[-1].next_state))) == len(steps)
    after = next(micro_steps(p, steps[-1].next_state)).non_finite
    assert (after.phase, after.name) == ("batch", "W")


def test_evaluation_has_no_dropout_and_any_number_of_samples() -> None:
    """Outputs and loss of an evaluator equal the plain formula, dropout left out."""
    p = problem(
        data={"source": "circle", "samples": 30, "test_fraction": 0.3},
        layers=[{"units": 4, "activation": "relu", "dropout": 0.5}, {"units": 1}],
        regularization={"l2": 0.1},
    )
    params = p.initial_state().params
    one, two = p.layers
    hidden = np.maximum(p.x_test @ one.weights(params) + one.bias(params), 0)
    plain = 1 / (1 + np.exp(-(hidden @ two.weights(params) + two.bias(params))))
    evaluator = Evaluator(p, p.x_test, p.y_test)
    np.testing.assert_allclose(evaluator.outputs(params), plain, rtol=1e-12)
    penalty = 0.05 * sum((layer.weights(params) ** 2).sum() for layer in p.layers)
    assert evaluator.loss(params) == pytest.approx(np.mean((plain - p.y_test) ** 2) + penalty)
    assert accuracy(p, plain, p.y_test) == np.mean((plain > 0.5) == (p.y_test > 0.5))


def test_an_overflow_of_inputs_or_of_the_optimizers_memory_is_named() -> None:
    """An input that float32 cannot hold is named before z; so is a slot that became infinite."""
    data = {"source": "inline", "inputs": [[1e300, 1.0], [0.0, 2.0]], "targets": [[0.0], [1.0]]}
    p = problem(data=data, training={"dtype": "float32"})
    first = next(micro_steps(p, p.initial_state())).non_finite
    assert (first.phase, first.layer, first.name, first.index) == ("batch", 0, "x", (0, 0))
    data |= {"inputs": [[1e160, 1.0], [0.0, 2.0]], "targets": [[1.0], [0.0]]}
    p = problem(
        data=data, layers=[{"units": 1, "activation": "linear", "weights": [[0.0], [0.0]]}],
        optimizer={"name": "adam"},
    )  # fmt: skip
    *_, before, last = micro_steps(p, p.initial_state())
    assert before.non_finite is None
    assert (last.non_finite.phase, last.non_finite.layer) == ("update", 1)
    assert (last.non_finite.name, last.non_finite.index) == ("v", (0, 0))
    assert np.isfinite(last.W[1]).all()


@pytest.mark.parametrize("batch_size", [0, 2])
def test_a_column_of_equal_numbers_is_standardized_to_zero(batch_size: int) -> None:
    """The mean of equal numbers may be rounded; what is left must not be blown up to ±1."""
    inputs = [[0.1, i, 1e10 + 0.1] for i in range(10)]
    data = {"source": "inline", "inputs": inputs, "targets": [[0.0]] * 10, "standardize": True}
    p = problem(data=data, training={"batch_size": batch_size})
    assert (np.std([row[0] for row in inputs]), np.ptp(p.x_train_raw[:, 0])) != (0.0, 1.0)
    assert not p.x_train[:, [0, 2]].any()
    assert p.x_train[:, 1].mean() == pytest.approx(0.0, abs=1e-15)
    assert p.x_train[:, 1].std() == pytest.approx(1.0)


def test_what_is_not_a_number_is_in_no_class() -> None:
    """A network that diverged is right about nothing, with one output or several."""
    one = problem()
    assert accuracy(one, np.full((4, 1), np.nan), one.y_train) == 0.0
    two = problem(layers=[{"units": 2, "activation": "softmax"}], loss={"name": "cross_entropy"})
    assert accuracy(two, np.full((4, 2), np.nan), two.y_train) == 0.0


def test_several_outputs_may_all_be_yes() -> None:
    """Where a sample has not just one class, each output is compared with its own target."""
    data = {"source": "inline", "inputs": [[0.0]] * 3, "targets": [[1, 1], [0, 0], [1, 0]]}
    p = problem(data=data, layers=[{"units": 2}], loss={"name": "binary_cross_entropy"})
    outputs = np.array([[0.7, 0.9], [0.2, 0.1], [0.9, 0.8]])
    assert accuracy(p, outputs, p.y_train) == pytest.approx(2 / 3)


def test_xor_is_learned() -> None:
    """A 2-3-1 sigmoid network reaches a loss below 0.01 on XOR and tells the classes apart."""
    p = problem(seed=7, optimizer={"learning_rate": 2.0})
    engine = Engine(p)
    engine.load(p.initial_state())
    engine.run(8_000)
    assert engine.program.scalar("loss") < 0.01
    outputs = Evaluator(p, p.x_train).outputs(engine.state().params)
    assert accuracy(p, outputs, p.y_train) == 1.0
