"""Numbers as a blackboard has them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core.figures import LARGEST_DENOMINATOR, fraction


@given(st.integers(-(10**6), 10**6), st.integers(1, LARGEST_DENOMINATOR))
def test_a_fraction_is_found_again(top: int, bottom: int) -> None:
    """Whatever a small fraction gives as a float is written as that fraction."""
    assert fraction(top / bottom) == Fraction(top, bottom)


@pytest.mark.parametrize("x", [0.1 + 0.2, 2**0.5, 1e-5, float("nan"), float("inf")])
def test_other_numbers_are_no_fractions(x: float) -> None:
    """What only comes near a fraction, or is no number, is not written as one."""
    assert fraction(x) is None
