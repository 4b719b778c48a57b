"""Settings: what is refused, with which words, and what is stored."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.core.errors import ExperimentError
from bpviz.core.params import Param

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, -(10**4000), 2**1024]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
KINDS = ["bool", "int", "float", "str", "choice", "pair", "vector", "matrix"]


@pytest.mark.parametrize("kind", KINDS)
@given(value=ANYTHING)
def test_a_value_is_stored_or_refused_in_one_line(kind: Any, value: Any) -> None:
    """Whatever a file holds: the kind's own type comes back, or one short line with the place."""
    param = Param(0, kind, low=-5, high=5, choices=lambda: ("a", "b"))
    try:
        stored = param.check("table.key", value)
    except ExperimentError as error:
        text = str(error)
        assert text.startswith("table.key")
        assert len(text.splitlines()) == 1
        assert len(text) < 200
    else:
        types = {"bool": bool, "int": int, "float": float, "str": str, "choice": str}
        assert isinstance(stored, types.get(kind, tuple))


@pytest.mark.parametrize(
    ("param", "value", "message"),
    [
        (Param(1, "int", low=1), 0, "k: must be at least 1, got 0"),
        (Param(1, "int"), 1.0, "k: must be a whole number, got 1.0"),
        (Param(1, "int"), True, "k: must be a whole number, got True"),
        (Param(1.0, "float", low=0, low_open=True), 0, "k: must be > 0, got 0"),
        (Param(0.5, "float", high=1, high_open=True), 1.0, "k: must be < 1, got 1.0"),
        (Param(0.5, "float"), math.nan, "k: must be a finite number, got nan"),
        (Param(0.5, "float"), 10**400, "k: must be a finite number, got about 1e400"),
        (Param((1, 2), "pair"), [1, 2, 3], "k: must have 2 numbers, got 3"),
        (Param(None, "matrix"), [[1], [1, 2]], "k: all rows must have the same length; "
         "row 1 has 2, the first has 1"),
        (Param(None, "matrix"), [[1, "x"]], "k[0][1]: must be a number, got \"x\""),
    ],
)  # fmt: skip
def test_refusals_say_what_is_allowed(param: Param, value: Any, message: str) -> None:
    """The words a user reads."""
    with pytest.raises(ExperimentError) as caught:
        param.check("k", value)
    assert str(caught.value) == message


def test_a_whole_number_is_good_for_a_setting_that_may_have_a_fraction() -> None:
    """1 in a file means 1.0."""
    stored = Param(0.5, "float").check("k", 1)
    assert stored == 1.0
    assert isinstance(stored, float)
