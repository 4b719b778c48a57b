from __future__ import annotations

import threading
import tracemalloc

import numpy as np
import pytest

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment
from bpviz.core.losses import LOSSES
from bpviz.core.planes import project, random_plane
from bpviz.core.problem import Problem
from bpviz.core.surface import PlaneLoss, sample_rows, surface


def problem(*layers: dict, **tables: dict) -> Problem:
    """A small problem; layers as in a file."""
    table = {
        "seed": 3,
        "data": {"source": "circle"},
        "layers": list(layers) or [{"units": 3, "activation": "tanh"}, {"units": 1}],
        **tables,
    }
    return Problem(Experiment.from_dict(table))


def measured(name: str, samples: int = 200) -> Problem:
    """The network of a measured surface, with fewer samples."""
    if name == "S2":
        rng = np.random.default_rng(0)
        inline = {
            "source": "inline",
            "inputs": rng.random((samples, 784)).tolist(),
            "targets": np.eye(10)[rng.integers(0, 10, samples)].tolist(),
        }
        return problem(
            {"units": 128, "activation": "relu"},
            {"units": 64, "activation": "relu"},
            {"units": 10, "activation": "softmax"},
            data=inline,
            loss={"name": "cross_entropy"},
        )
    hidden = {"S1": [(8, "tanh")] * 2, "S3": [(16, "sigmoid")] * 10}[name]
    return problem(
        *({"units": units, "activation": activation} for units, activation in hidden),
        {"units": 1, "activation": "sigmoid"},
        data={"source": "circle", "samples": samples},
        loss={"name": "binary_cross_entropy"},
    )


def random_problem(hidden: str, loss: str, output: str = "", **tables: dict) -> Problem:
    """Three layers, the last as the loss needs it, the middle one without biases."""
    output = output or (LOSSES[loss].outputs or ("tanh",))[0]
    return problem(
        {"units": 4, "activation": hidden},
        {"units": 3, "activation": hidden, "use_bias": False},
        {"units": 2 if output == "softmax" else 1, "activation": output},
        loss={"name": loss},
        **tables,
    )


def assert_plain(p: Problem, points: int = 50) -> None:
    """Compare with a plain evaluation in float64 at random points of a random plane.

    In float64 the largest error is 1e-12, in float32 2e-6; both of the loss where it is above 1.
    """
    rng = np.random.default_rng(5)
    params = p.initial_state().params
    plane = random_plane(p, params + 0.1 * rng.standard_normal(params.size), seed=1)
    alphas, betas = rng.uniform(-1.0, 1.0, (2, points))
    plain = Evaluator(p, p.x_train, p.y_train)
    wanted = np.array([plain.loss(plane.at(a, b)) for a, b in zip(alphas, betas, strict=True)])
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 2e-6)):
        error = np.abs(PlaneLoss(p, plane, dtype=dtype).at(alphas, betas) - wanted)
        assert (error / np.maximum(1.0, np.abs(wanted))).max() <= tolerance, dtype


# ---- values ----------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_hidden_activations_and_losses_equal_a_plain_evaluation(hidden: str, loss: str) -> None:
    """Of every pair the surface has the value of Evaluator.loss, to 1e-12, in float32 to 2e-6."""
    assert_plain(random_problem(hidden, loss))


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if not loss.outputs])
@pytest.mark.parametrize("output", ACTIVATIONS)
def test_output_activations_equal_a_plain_evaluation(output: str, loss: str) -> None:
    """The same for all output layers of the losses that take any."""
    assert_plain(random_problem("sigmoid", loss, output))


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("l1", [0.0, 0.03])
@pytest.mark.parametrize("l2", [0.0, 0.2])
def test_penalties_and_reductions_equal_a_plain_evaluation(
    reduction: str, l1: float, l2: float
) -> None:
    """The same with L1, L2, both and none, with mean and sum over the batch."""
    loss = {"name": "mse", "reduction": reduction}
    assert_plain(
        problem(
            {"units": 5, "activation": "sigmoid", "dropout": 0.5},
            {"units": 1, "activation": "sigmoid"},
            regularization={"l1": l1, "l2": l2},
            loss=loss,
            training={"batch_size": 7},
        )
    )


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.parametrize("without", [0, 1, 2])
@pytest.mark.parametrize("setting", ["use_bias", "train_bias"])
def test_biasless_layers_and_frozen_biases_equal_a_plain_evaluation(
    setting: str, without: int, activation: str
) -> None:
    """The same wherever there is no bias, or one that is not trained, before or after a sigmoid."""
    layers = [{"units": units, "activation": activation} for units in (4, 3, 1)]
    layers[without][setting] = False
    assert_plain(problem(*layers))


@pytest.mark.parametrize("name", ["S1", "S2", "S3"])
def test_float32_is_within_2e_6_and_float64_within_1e_12_of_a_plain_loop(name: str) -> None:
    """On the networks that are measured, both errors stay below their limits, far from it too."""
    p = measured(name)
    params = p.initial_state().params
    plane = random_plane(p, params, seed=0)
    xs = np.linspace(-1, 1, 7)
    plain = Evaluator(p, p.x_train, p.y_train)
    wanted = [[plain.loss(plane.at(a, b)) for a in xs] for b in xs]
    assert np.abs(surface(p, plane, xs, xs, dtype=np.float64) - wanted).max() <= 1e-12
    assert np.abs(surface(p, plane, xs, xs) - wanted).max() <= 2e-6


@pytest.mark.parametrize("size", [1, 3_000, 50_000, 300_000])
def test_blocks_of_samples_equal_a_plain_evaluation(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Samples that do not fit the cache are taken in blocks, the last one smaller, as exactly."""
    monkeypatch.setattr("bpviz.core.surface.CACHE_BYTES", size)
    monkeypatch.setattr("bpviz.core.surface.CHUNK_WORK", 1e6)
    assert_plain(
        random_problem("softmax", "cross_entropy", data={"source": "circle", "samples": 211})
    )


def test_many_blocks_that_were_rounded_up_equal_a_plain_evaluation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Blocks of 31 samples become 32 and there are fewer of them: none is empty or counts twice."""
    monkeypatch.setattr("bpviz.core.surface.CACHE_BYTES", 31 * 2 * 5 * 4)
    monkeypatch.setattr("bpviz.core.surface.CHUNK_WORK", 1.0)
    p = random_problem(
        "tanh", "mse", data={"source": "circle", "samples": 1240, "test_fraction": 0.0}
    )
    assert p.n_train == 1240
    assert_plain(p)


def test_memory_grows_by_less_than_25_mb() -> None:
    """The largest measured surface, 784-128-64-10 on 1,000 samples, allocates less than that."""
    p = measured("S2", samples=1000)
    plane = random_plane(p, p.initial_state().params, seed=0)
    for dtype in (np.float32, np.float64):
        tracemalloc.start()
        surface(p, plane, [0.0, 1.0], [0.0, 1.0], dtype=dtype)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak <= 25e6


def test_a_sum_on_some_rows_is_what_the_evaluator_says() -> None:
    """Surface, meter and curves agree on a summed loss, on all samples and on some of them."""
    p = problem(
        {"units": 5, "activation": "tanh"},
        {"units": 1, "activation": "sigmoid"},
        regularization={"l2": 0.2},
        loss={"name": "mse", "reduction": "sum"},
        training={"batch_size": 7},
    )
    params = p.initial_state().params
    plane, rows = random_plane(p, params, seed=0), np.arange(0, p.n_train, 3)
    for chosen in (None, rows):
        x, y = (p.x_train, p.y_train) if chosen is None else (p.x_train[rows], p.y_train[rows])
        evaluator = Evaluator(p, x, y)
        on_plane = float(PlaneLoss(p, plane, chosen, np.float64).at(0.0, 0.0))
        assert on_plane == pytest.approx(evaluator.loss(params), rel=1e-12)
        penalty = 0.1 * sum((layer.weights(params) ** 2).sum() for layer in p.layers)
        assert on_plane == pytest.approx(evaluator.score(params)[0] + penalty, rel=1e-12)


def test_a_plane_through_a_run_that_blew_up_is_no_number() -> None:
    """Parameters that are NaN give a plane and losses that are, not an exception."""
    p = problem()
    params = np.full(p.n_params, np.nan)
    plane = random_plane(p, params, seed=0)
    assert np.isnan(surface(p, plane, [-1.0, 1.0], [0.0])).all()
    assert np.isnan(project(plane, params)).all()


def test_one_layer_without_bias() -> None:
    """The first layer may be the last, and need not have a bias."""
    assert_plain(problem({"units": 1, "activation": "sigmoid", "use_bias": False}))


def test_the_grid_has_alpha_along_the_columns() -> None:
    """losses[j, i] belongs to α = xs[i], β = ys[j]; the progress ends at 1."""
    p = problem()
    plane = random_plane(p, p.initial_state().params, seed=1)
    xs, ys, told = np.linspace(-1, 1, 7), np.linspace(0, 2, 5), []
    losses = surface(p, plane, xs, ys, progress=told.append, dtype=np.float64)
    assert losses.shape == (5, 7)
    plain = Evaluator(p, p.x_train, p.y_train)
    assert losses[4, 1] == pytest.approx(plain.loss(plane.at(xs[1], ys[4])), rel=1e-12)
    assert told[-1] == 1.0
    assert told == sorted(told)


def test_the_same_seed_gives_the_same_bytes() -> None:
    """A surface is repeatable to the last bit; another seed gives another one."""
    params = problem().initial_state().params
    xs = np.linspace(-1, 1, 9)

    def values(seed: int) -> bytes:
        p = problem()
        return surface(p, random_plane(p, params, seed), xs, xs).tobytes()

    assert values(4) == values(4)
    assert values(4) != values(5)


def test_two_threads_compute_what_one_does() -> None:
    """A grid of many chunks equals its points one by one, whoever computed them."""
    p = problem()
    plane = random_plane(p, p.initial_state().params, seed=1)
    xs = np.linspace(-1, 1, 60)
    loss = PlaneLoss(p, plane, dtype=np.float64)
    assert loss.chunk < 60 * 60
    found = surface(p, plane, xs, xs, dtype=np.float64)
    np.testing.assert_allclose(found, loss.at(*np.meshgrid(xs, xs)), rtol=1e-12)


def test_a_twin_computes_the_same_without_disturbing() -> None:
    """Two that share their plane can be used in turns."""
    p = problem()
    loss = PlaneLoss(p, random_plane(p, p.initial_state().params, seed=1))
    twin = loss.twin()
    here, there = loss.at([0.1, 0.2], 0.0), twin.at([0.3, 0.4], 0.0)
    np.testing.assert_array_equal(here, twin.at([0.1, 0.2], 0.0))
    np.testing.assert_array_equal(there, loss.at([0.3, 0.4], 0.0))


def test_an_error_while_telling_ends_both_threads() -> None:
    """What `progress` raises comes out, in the thread that called, and nobody computes on."""
    p = problem()
    plane, xs = random_plane(p, p.initial_state().params, seed=1), np.linspace(-1, 1, 60)
    caller, threads = threading.get_ident(), threading.active_count()

    def progress(share: float) -> None:
        assert threading.get_ident() == caller
        if share:
            raise KeyError(share)

    with pytest.raises(KeyError):
        surface(p, plane, xs, xs, progress=progress)
    assert threading.active_count() == threads


def test_cancelled_points_stay_unknown() -> None:
    """What is not computed when one cancels is NaN, and the rest is right."""
    p = problem()
    plane = random_plane(p, p.initial_state().params, seed=1)
    xs = np.linspace(-1, 1, 300)  # so much that no other thread can have it done before
    calls: list[int] = []

    def cancelled() -> bool:
        calls.append(1)
        return len(calls) > 3

    losses = surface(p, plane, xs, xs, cancelled=cancelled)
    known = np.isfinite(losses)
    assert known.any()
    assert not known.all()
    assert np.array_equal(losses[known], surface(p, plane, xs, xs)[known])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_overflow_is_a_value_and_no_warning(hidden: str, dtype: type) -> None:
    """Where the network overflows the surface is infinite or NaN, silently."""
    p = problem({"units": 3, "activation": hidden}, {"units": 1, "activation": "linear"})
    plane = random_plane(p, p.initial_state().params * 1e100, seed=0)
    losses = surface(p, plane, [0.0, 1e60], [0.0, 1e220], dtype=dtype)
    assert not np.isfinite(losses).all()


def test_a_large_training_set_is_represented_by_a_fixed_sample() -> None:
    """Above the limit the same rows are always taken, and PlaneLoss says how many of how many."""
    p = problem()
    assert sample_rows(p) is None
    rows = sample_rows(p, work=20_000)
    assert rows is not None
    assert 0 < len(rows) < p.n_train
    again = sample_rows(problem(), work=20_000)
    np.testing.assert_array_equal(rows, again)
    plane = random_plane(p, p.initial_state().params, seed=0)
    loss = PlaneLoss(p, plane, rows, np.float64)
    assert loss.n_samples == len(rows)
    plain = Evaluator(p, p.x_train[rows], p.y_train[rows])
    wanted = plain.loss(plane.at(0.3, -0.2))
    assert loss.at(0.3, -0.2) == pytest.approx(wanted, rel=1e-12)
