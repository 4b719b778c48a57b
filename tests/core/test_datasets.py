"""Data sets: shapes, balance, geometry and repeatability."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core.datasets import DATASETS, Dataset
from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import DataSpec, fields_of
from bpviz.core.params import defaults

CLASSES = ["xor", "circle", "gauss", "spiral", "moons"]
TABLE = {"inputs": ((1.0, 2.0), (3.0, 4.0)), "targets": ((1.0,), (0.0,))}


def make(name: str, seed: int = 0, **given: Any) -> Dataset:
    """The data with default settings, except for those given."""
    source = DATASETS[name]
    settings = defaults(source.params) | (TABLE if name == "inline" else {}) | given
    return source.make(np.random.default_rng(seed), settings)


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_seed_gives_the_same_data(name: str) -> None:
    """Two generators with one seed agree to the last bit."""
    first, second = make(name, 3), make(name, 3)
    assert first.x.tobytes() == second.x.tobytes()
    assert first.y.tobytes() == second.y.tobytes()


@pytest.mark.parametrize("name", ["circle", "gauss", "spiral", "moons", "sine"])
def test_another_seed_gives_other_data(name: str) -> None:
    """The noise comes from the generator that is passed in."""
    first, second = make(name, 3), make(name, 4)
    assert not (np.array_equal(first.x, second.x) and np.array_equal(first.y, second.y))


@pytest.mark.parametrize("name", DATASETS)
def test_arrays_are_consistent_finite_and_read_only(name: str) -> None:
    """Rows of x, y and labels agree, names count the columns, nothing can be written."""
    data = make(name)
    assert data.x.dtype == data.y.dtype == np.float64
    assert len(data.x) == len(data.y)
    assert data.x.shape[1] == len(data.input_names)
    assert data.y.shape[1] == len(data.output_names)
    assert np.isfinite(data.x).all()
    assert np.isfinite(data.y).all()
    with pytest.raises(ValueError, match="read-only"):
        data.x[0, 0] = 1.0
    if data.kind == "classes":
        assert data.labels is not None
        assert set(data.labels.tolist()) == set(range(data.n_classes))
        np.testing.assert_array_equal(data.y[:, 0], data.labels)
    else:
        assert data.labels is None
        assert data.n_classes == 0


@pytest.mark.parametrize("name", CLASSES)
@given(samples=st.integers(2, 300), seed=st.integers(0, 100), noise=st.floats(0.0, 10.0))
def test_classes_are_balanced_whatever_the_settings(
    name: str, samples: int, seed: int, noise: float
) -> None:
    """Exactly as many samples as asked for; the two classes differ by one at most."""
    data = make(name, seed, samples=samples, noise=noise)
    assert data.x.shape == (samples, 2)
    assert data.labels is not None
    assert abs(2 * int(data.labels.sum()) - samples) <= 1
    assert np.isfinite(data.x).all()


@pytest.mark.parametrize("name", [*CLASSES, "sine"])
def test_noise_moves_the_same_points(name: str) -> None:
    """Twice the noise is twice the displacement: the points underneath stay."""
    still, some, more = (make(name, 5, samples=40, noise=n) for n in (0.0, 0.1, 0.2))
    np.testing.assert_allclose(more.x - still.x, 2.0 * (some.x - still.x), atol=1e-14)
    np.testing.assert_allclose(more.y - still.y, 2.0 * (some.y - still.y), atol=1e-14)
    spread = np.std(more.x - still.x if name != "sine" else more.y - still.y)
    assert spread == pytest.approx(0.2, rel=0.35)


def test_xor_is_the_truth_table() -> None:
    """Four samples without noise: the corners in order, true where the inputs differ."""
    data = make("xor")
    np.testing.assert_array_equal(data.x, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(data.y, [[0], [1], [1], [0]])


def test_xor_clouds_lie_round_the_corners() -> None:
    """With noise, each sample's nearest corner has its label."""
    data = make("xor", samples=400, noise=0.08)
    corners = np.round(data.x).astype(int)
    np.testing.assert_array_equal(corners[:, 0] ^ corners[:, 1], data.labels)


def test_the_circle_separates_by_radius() -> None:
    """Without noise class 1 lies within 1 and class 0 from 1.4 to 2."""
    data = make("circle", samples=500, noise=0.0)
    radius = np.hypot(*data.x.T)
    assert radius[data.labels == 1].max() <= 1.0
    assert radius[data.labels == 0].min() >= 1.4
    assert radius.max() <= 2.0


def test_the_arms_of_the_spiral_are_each_other_turned_by_half() -> None:
    """Sample 2k + 1 is sample 2k turned about the origin by 180°."""
    data = make("spiral", samples=100, noise=0.0)
    np.testing.assert_allclose(data.x[1::2], -data.x[::2], atol=1e-14)
    assert np.hypot(*data.x.T).max() <= 2.0


def test_the_spiral_turns_as_often_as_asked() -> None:
    """The angle along one arm grows by `turns` full turns."""
    x = make("spiral", samples=4000, noise=0.0, turns=2.0).x[::2]
    angle = np.unwrap(np.arctan2(x[:, 1], x[:, 0]))
    assert (angle[-1] - angle[0]) / (2.0 * np.pi) == pytest.approx(2.0, abs=0.01)


def test_gauss_centres_and_spread() -> None:
    """The clouds' means are (−1, −1) and (1, 1) and their deviation is the noise."""
    data = make("gauss", samples=20_000, noise=0.3)
    for label, centre in ((0, -1.0), (1, 1.0)):
        cloud = data.x[data.labels == label]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.02)
        np.testing.assert_allclose(cloud.std(axis=0), 0.3, rtol=0.03)


def test_moons_are_half_circles_that_no_line_separates() -> None:
    """Without noise both lie on circles of radius 1, and least squares errs on some."""
    data = make("moons", samples=400, noise=0.0)
    upper = data.x[data.labels == 0] - [-0.5, -0.25]
    lower = data.x[data.labels == 1] - [0.5, 0.25]
    np.testing.assert_allclose(np.hypot(*upper.T), 1.0, rtol=1e-12)
    np.testing.assert_allclose(np.hypot(*lower.T), 1.0, rtol=1e-12)
    assert upper[:, 1].min() >= -1e-12
    assert lower[:, 1].max() <= 1e-12
    design = np.column_stack((data.x, np.ones(len(data.x))))
    line = np.linalg.lstsq(design, 2.0 * data.y[:, 0] - 1.0)[0]
    assert 0.02 < np.mean((design @ line > 0) != (data.y[:, 0] > 0.5)) < 0.3


def test_sine_is_the_curve() -> None:
    """Without noise y = sin(frequency · x), from −π to π."""
    data = make("sine", samples=50, noise=0.0, frequency=2.0)
    np.testing.assert_allclose(data.y, np.sin(2.0 * data.x), rtol=1e-15)
    assert data.x[0, 0] == -np.pi
    assert data.x[-1, 0] == np.pi


def test_scores_are_scaled_as_in_the_lesson() -> None:
    """(2, 9), (1, 5), (3, 6) by (3, 9); 92, 86, 89 by 100."""
    data = make("scores")
    np.testing.assert_allclose(data.x * [3, 9], [[2, 9], [1, 5], [3, 6]], rtol=1e-15)
    np.testing.assert_allclose(data.y, [[0.92], [0.86], [0.89]], rtol=1e-15)


def test_inline_rows_are_passed_on() -> None:
    """The experiment's own numbers, unchanged, as a regression."""
    data = make("inline", inputs=((0.05, 0.1),), targets=((0.01, 0.99),))
    np.testing.assert_array_equal(data.x, [[0.05, 0.1]])
    np.testing.assert_array_equal(data.y, [[0.01, 0.99]])
    assert (data.kind, data.output_names) == ("regression", ("y1", "y2"))


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"inputs": None}, r"data\.inputs: is missing"),
        ({"targets": None}, r"data\.targets: is missing"),
        ({"inputs": ()}, r"data\.inputs: must have shape"),
        ({"targets": ((), ())}, r"data\.targets: must have shape"),
        ({"targets": ((1.0,),)}, r"data\.targets: must have shape \(2, 1\), got \(1, 1\)"),
    ],
)
def test_incomplete_inline_tables_are_refused(given_: dict[str, Any], message: str) -> None:
    """What is missing or does not fit is named in one line."""
    with pytest.raises(ExperimentError, match=message):
        make("inline", **given_)


def test_setting_names_do_not_clash_with_the_data_table() -> None:
    """Settings stand beside the other keys of [data] in a file."""
    taken = set(fields_of(DataSpec))
    assert not taken & {name for entry in DATASETS.values() for name in entry.params}


@pytest.mark.parametrize("name", DATASETS)
def test_the_extremes_of_every_setting_give_data(name: str) -> None:
    """Each setting at its lowest and highest allowed number gives finite data."""
    for key, param in DATASETS[name].params.items():
        if param.kind not in ("int", "float"):
            continue
        low = param.low if not param.low_open else param.low + 1e-9
        for value in (low, param.high):
            value = int(value) if param.kind == "int" else float(value)
            data = make(name, **{key: param.check(f"data.{key}", value)})
            assert np.isfinite(data.x).all()
            assert np.isfinite(data.y).all()
