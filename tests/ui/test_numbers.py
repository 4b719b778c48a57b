"""Numbers are read as people type them, written shortest, and stepped to round values."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core.datasets import DATASETS
from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import LayerSpec, OptimizerSpec, RegularizationSpec, TrainingSpec
from bpviz.core.experiment import fields_of as fields
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.params import Param
from bpviz.core.schedules import SCHEDULES
from bpviz.ui.numbers import format_number, parse, stepped

RATE = Param(0.5, "float", low=0.0, low_open=True)
PARAMS = [
    param
    for params in (
        *(fields(cls) for cls in (LayerSpec, OptimizerSpec, RegularizationSpec, TrainingSpec)),
        *(entry.params for registry in (DATASETS, OPTIMIZERS, SCHEDULES)
          for entry in registry.values()),  # type: ignore[attr-defined]
    )
    for param in params.values()
    if param.kind in ("int", "float")
]  # fmt: skip


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_is_read_back_exactly(value: float) -> None:
    """The shortest text names the same double, bit for bit; also with a decimal comma."""
    text = format_number(value)
    assert parse(text, "float") == value
    assert parse(text.replace(".", ","), "float") == value
    assert len(text) <= len(repr(value))


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_are_read_back_exactly(value: int) -> None:
    """Also where a double could not hold them: a seed has up to 63 bits."""
    assert parse(format_number(value), "int") == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (" 0.5 ", "float", 0.5),
        ("−2,5", "float", -2.5),
        ("1E-3", "float", 0.001),
        ("5.", "float", 5.0),
        ("3.0", "int", 3),
        ("1e3", "int", 1000),
        ("2.5", "int", 2.5),
        ("1,000", "int", "1,000"),
        ("1,000.5", "float", "1,000.5"),
        ("1 000", "float", "1 000"),
        ("1_000", "float", "1_000"),
        ("inf", "float", "inf"),
        ("", "float", ""),
        ("0x10", "int", "0x10"),
    ],
)
def test_what_is_a_number_and_what_is_not(text: str, kind: str, value: object) -> None:
    """What could mean two numbers is none; it is handed on as it was typed."""
    found = parse(text, kind)
    assert found == value
    assert isinstance(found, str) == isinstance(value, str)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Anything can be typed."""
    for kind in ("int", "float"):
        parse(text, kind)


@pytest.mark.parametrize(
    ("value", "up", "down"),
    [(0.1, 0.2, 0.05), (0.3, 0.5, 0.2), (1.0, 2.0, 0.5), (5.0, 10.0, 2.0), (1e-5, 2e-5, 5e-6)],
)
def test_a_rate_goes_through_one_two_five(value: float, up: float, down: float) -> None:
    """Each press is about a factor of two, and lands on a round number."""
    assert stepped(value, True, RATE) == up
    assert stepped(value, False, RATE) == down


def test_a_penalty_starts_from_zero_and_goes_back_to_it() -> None:
    """L2 is 0 most of the time; one press up is the smallest useful value."""
    penalty = Param(0.0, "float", low=0.0)
    assert stepped(0.0, True, penalty) == 1e-4
    assert stepped(1e-4, False, penalty) == 0.0
    assert stepped(0.0, False, penalty) == 0.0


def test_counts_grow_in_growing_steps() -> None:
    """Neurons by one, samples by ten and by hundred, to multiples of the step."""
    count = Param(2, "int", low=1, high=20_000)
    for value, up, down in ((3, 4, 2), (20, 30, 19), (25, 30, 20), (200, 300, 190), (1, 2, 1)):
        assert stepped(value, True, count) == up
        assert stepped(value, False, count) == down


@given(st.sampled_from(PARAMS), st.booleans(), st.integers(0, 60))
def test_stepping_never_leaves_what_is_allowed(param: Param, up: bool, presses: int) -> None:
    """However often a key is pressed, the value is allowed and moves the right way or stays."""
    value = param.default
    for _ in range(presses):
        following = stepped(value, up, param)
        assert math.isfinite(following)
        assert following == value or (following > value) == up
        try:
            param.check("place", following)
        except ExperimentError as error:
            pytest.fail(str(error))
        value = following
