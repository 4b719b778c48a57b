from __future__ import annotations

import numpy as np
import pytest

from bpviz.core.calls import CACHE_LINE, LONG_ROW, Calls


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_minus_abs_is_the_negative_of_the_magnitude(dtype: type) -> None:
    """−|z| has the same bytes as copysign(z, −1), for zeros, infinities, NaN and subnormals too."""
    tiny = np.finfo(dtype).smallest_subnormal
    z = np.array([[0.0, -0.0, 1.5, -1.5, np.inf, -np.inf, np.nan, tiny, -tiny]], dtype)
    out, calls = np.empty_like(z), Calls(dtype)
    calls.minus_abs(z, out)
    calls.run()
    assert out.tobytes() == np.copysign(z, dtype(-1.0)).tobytes()


@pytest.mark.parametrize("shape", [(3,), (2, 5), (4, LONG_ROW), (2, 3, LONG_ROW)])
def test_zeros_compare_with_every_element(shape: tuple[int, ...]) -> None:
    """The zeros broadcast to the shape of the array, whether its rows are short or long."""
    array = np.full(shape, -1.0)
    zeros = Calls(float).zeros_like(array)
    np.testing.assert_array_equal(np.maximum(array, zeros), np.zeros(shape))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (7,), (3, 1000)])
def test_scratch_begins_at_a_cache_line(shape: tuple[int, ...], dtype: type) -> None:
    """Scratch arrays have their shape and type, are contiguous, writable and aligned."""
    array = Calls(dtype).scratch(*shape)
    assert array.shape == shape
    assert array.dtype == dtype
    assert array.flags.c_contiguous
    assert array.flags.writeable
    assert array.ctypes.data % CACHE_LINE == 0
