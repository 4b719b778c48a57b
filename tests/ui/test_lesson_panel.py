from __future__ import annotations

import pytest

from bpviz.ui.lesson_panel import unbroken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("it is 73 % on training", "it is 73\u00a0% on training"),
        ("последнем слое и 10 700 в первом", "последнем слое и 10\u00a0700 в первом"),
        ("на 100-й итерации", "на 100\u2011й итерации"),
        ("16 neurons: 3 layers, W2 - lr", "16 neurons: 3 layers, W2 - lr"),
        ("in 2024 2000 steps", "in 2024 2000 steps"),
    ],
)
def test_a_number_stays_in_one_line(text: str, kept: str) -> None:
    """Percent signs, thousands and Russian endings are not parted from their number."""
    assert unbroken(text) == kept
