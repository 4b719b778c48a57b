from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bpviz.ui.gradients.distribution import (
    BINS,
    MOST,
    VALUES,
    ValueAxis,
    axis_for,
    sample_of,
    samples_of,
)
from tests.ui.view_hands import last_step, run

ANY = arrays(np.float64, st.integers(1, 60), elements=st.floats(allow_subnormal=True))


@given(ANY)
def test_every_value_is_counted_once(values: np.ndarray) -> None:
    """Bins, zeros, non-finite ones and those beyond the axis add up to all values."""
    sample = sample_of(values)
    counts, outside = axis_for([sample]).counts(sample)
    assert counts.sum() + outside + sample.zeros + sample.missing == len(values)
    assert sample.missing == np.count_nonzero(~np.isfinite(values))


@given(st.lists(ANY, min_size=1, max_size=5))
def test_the_axis_holds_all_values_of_all_layers(layers: list[np.ndarray]) -> None:
    """Whatever the values, the ends are finite and in order, and nothing lies beyond them."""
    samples = [sample_of(values) for values in layers]
    axis = axis_for(samples)
    assert math.isfinite(axis.high - axis.low)
    assert axis.low < axis.high
    for sample in samples:
        within = [v for v in sample.values if abs(v) <= 1e300]
        assert np.all(axis.place(within) >= axis.low)
        assert np.all(axis.place(within) <= axis.high)
    if axis.threshold:
        ticks = axis.ticks(6).labelled
        assert "0" in [text for _, text in ticks]
        assert [at for at, _ in ticks] == sorted(at for at, _ in ticks)


def test_counts_agree_with_numpy() -> None:
    """The counts are those of np.histogram over the same edges, on either kind of axis."""
    rng = np.random.default_rng(3)
    values = rng.normal(size=5000)
    for threshold in (0.0, 0.01):
        axis = ValueAxis(-3.0, 2.0, threshold)
        counts, outside = axis.counts(sample_of(values))
        expected, _ = np.histogram(axis.place(values), np.linspace(-3.0, 2.0, BINS + 1))
        assert counts.tolist() == expected.tolist()
        assert outside == len(values) - expected.sum()


def test_moments_count_the_zeros_and_survive_huge_values() -> None:
    """Mean and standard deviation are NumPy's, zeros included; 1e200 squared is no trouble."""
    values = np.array([0.0, 0.0, 1.5, -2.5, 4.0])
    assert sample_of(values).moments() == pytest.approx((values.mean(), values.std()))
    mean, std = sample_of(values * 1e200).moments()
    assert (mean, std) == pytest.approx((values.mean() * 1e200, values.std() * 1e200))
    assert all(math.isnan(moment) for moment in sample_of([np.nan]).moments())
    assert sample_of(np.zeros(4)).moments() == (0.0, 0.0)


@pytest.mark.parametrize("shape", [(1000, 300), (784, 512), (30_000, 1)])
def test_a_sample_visits_all_rows_and_columns_evenly(shape: tuple[int, int]) -> None:
    """Of a large matrix no column is left out, and the same values are taken each time."""
    columns = np.broadcast_to(np.arange(1, shape[1] + 1), shape)
    sample = sample_of(columns)
    assert sample.looked_at <= MOST
    assert sample.total == shape[0] * shape[1]
    share = np.bincount(sample.values.astype(int), minlength=shape[1] + 1)[1:]
    assert share.min() > 0
    assert share.max() - share.min() <= 1
    assert np.array_equal(sample.values, sample_of(columns).values)


def test_the_axis_is_logarithmic_where_layers_differ_in_size() -> None:
    """Layers of like size get a linear axis; one a million times smaller makes it logarithmic."""
    rng = np.random.default_rng(4)
    layers = [rng.normal(size=500) for _ in range(3)]
    assert axis_for([sample_of(values) for values in layers]).threshold == 0
    axis = axis_for([sample_of(values) for values in (*layers, layers[0] * 1e-6)])
    assert 1e-7 <= axis.threshold <= 1e-6
    assert axis.value(float(axis.place(0.37))) == pytest.approx(0.37)
    assert float(axis.place(1e-2) - axis.place(1e-3)) == pytest.approx(1.0, abs=1e-3)


def test_only_what_the_step_knows_is_sampled() -> None:
    """Weights are always there, activations and gradients as far as the step has come."""
    timeline = run("deep-sigmoid")
    first = timeline[0]
    known = {values: sorted(samples_of(first, values)) for values in VALUES}
    count = timeline.problem.n_layers
    everything = list(range(1, count + 1))
    assert known == {"activation": [], "gradient": [], "delta": [], "weight": everything}
    step = last_step(timeline, 2)
    for values, arrays_ in (("activation", step.a), ("weight", step.W), ("delta", step.delta)):
        samples = samples_of(step, values)
        for layer in everything:
            assert samples[layer].moments()[0] == pytest.approx(np.mean(arrays_[layer]))
