"""Learning-rate schedules against their formulas."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core.params import defaults
from bpviz.core.schedules import SCHEDULES


@pytest.mark.parametrize("name", SCHEDULES)
@given(iteration=st.integers(0, 10**9))
def test_a_factor_stays_between_zero_and_one(name: str, iteration: int) -> None:
    """No schedule raises the rate, turns it round or overflows, however long the run."""
    schedule = SCHEDULES[name]
    assert 0.0 <= schedule.factor(iteration, defaults(schedule.params)) <= 1.0


def test_constant_is_one_for_ever() -> None:
    """Without a schedule the base rate holds."""
    assert {SCHEDULES["constant"].factor(t, {}) for t in (0, 1, 10**6)} == {1.0}


@pytest.mark.parametrize(("t", "factor"), [(0, 1.0), (9, 1.0), (10, 0.1), (19, 0.1), (20, 0.01)])
def test_step_falls_after_each_step_size(t: int, factor: float) -> None:
    """The rate is multiplied by gamma after 10, 20, … iterations, as PyTorch's StepLR does."""
    settings = {"step_size": 10, "gamma": 0.1}
    assert SCHEDULES["step"].factor(t, settings) == pytest.approx(factor, rel=1e-15)


@given(t=st.integers(0, 2000), gamma=st.floats(0.9, 1.0))
def test_exponential_multiplies_by_gamma_each_iteration(t: int, gamma: float) -> None:
    """Consecutive factors have the ratio gamma."""
    factor = SCHEDULES["exponential"].factor
    ratio = factor(t + 1, {"gamma": gamma}) / factor(t, {"gamma": gamma})
    assert ratio == pytest.approx(gamma, rel=1e-12)


@given(cycle=st.integers(2, 500), lowest=st.floats(0.0, 1.0), t=st.integers(0, 5000))
def test_cosine_restarts_and_keeps_above_its_lowest_rate(cycle: int, lowest: float, t: int) -> None:
    """SGDR (Loshchilov & Hutter 2017): periodic, 1 at each restart, mean of both half-way."""
    factor, settings = SCHEDULES["cosine"].factor, {"cycle": cycle, "lr_min": lowest}
    assert factor(t, settings) == factor(t + cycle, settings)
    assert factor(0, settings) == 1.0
    assert factor(t, settings) >= lowest * (1.0 - 1e-15)
    if t % cycle < cycle - 1:
        assert factor(t + 1, settings) <= factor(t, settings)
    if cycle % 2 == 0:
        assert factor(cycle // 2, settings) == pytest.approx((1.0 + lowest) / 2.0)


def test_warmup_climbs_in_equal_steps_to_the_full_rate() -> None:
    """With warmup = 4: ¼, ½, ¾, 1, 1 …; the first iteration already learns."""
    found = [SCHEDULES["warmup"].factor(t, {"warmup": 4}) for t in range(6)]
    assert found == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]


def test_setting_names_do_not_clash_with_the_training_table() -> None:
    """Settings stand beside the other keys of [training] in a file."""
    taken = {"batch_size", "shuffle", "clip_norm", "epochs", "stop_loss", "schedule", "dtype"}
    assert not taken & {name for entry in SCHEDULES.values() for name in entry.params}


def test_cosine_formula_value() -> None:
    """A third of a cycle: ½(1 + cos 60°) = 0.75 of the way above the lowest rate."""
    value = SCHEDULES["cosine"].factor(1, {"cycle": 3, "lr_min": 0.2})
    assert value == pytest.approx(0.2 + 0.8 * 0.5 * (1 + math.cos(math.pi / 3)))
