"""Step sizes are arithmetic: what each one stops at, forward and back."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpviz.ui.strides import SIZES, Strides


@dataclass(frozen=True)
class Micro:
    direction: str
    layer: int


def iteration(n_layers: int, clip: bool = False) -> list[Micro]:
    """The micro-steps of a plain network, in the engine's order."""
    forward = [Micro("forward", layer) for layer in range(1, n_layers + 1) for _ in "za"]
    backward = [Micro("backward", layer) for layer in range(n_layers, 0, -1) for _ in "δ∇"]
    extra = [Micro("update", 0)] if clip else []
    update = [Micro("update", layer) for layer in range(1, n_layers + 1)]
    return [Micro("batch", 0), *forward, Micro("loss", 0), *backward, *extra, *update]


# Two layers: batch z¹ a¹ z² a² loss δ² ∇² δ¹ ∇¹ W¹ W²
#             0     1  2  3  4  5    6  7  8  9  10 11
TWO = Strides(iteration(2), iterations_per_epoch=3)

FORWARD = [
    ("micro", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    ("layer", [0, 2, 4, 5, 7, 9, 10, 11, 12, 14, 16]),
    ("pass", [0, 4, 5, 9, 11, 16, 17, 21, 23]),
    ("iteration", [0, 11, 23, 35]),
    ("epoch", [0, 35, 71]),
]


@pytest.mark.parametrize(("size", "stops"), FORWARD)
def test_each_size_stops_where_it_says(size: str, stops: list[int]) -> None:
    """From the start, every size visits exactly its stops, and back again to the start."""
    k, seen = 0, [0]
    for _ in stops[1:]:
        k = TWO.forward(k, size)
        seen.append(k)
    assert seen == stops
    for expected in reversed(stops[:-1]):
        k = TWO.back(k, size)
        assert k == expected
    assert TWO.back(0, size) == 0


@pytest.mark.parametrize(
    ("size", "k", "forward", "back"),
    [
        ("layer", 1, 2, 0),
        ("layer", 6, 7, 5),
        ("pass", 2, 4, 0),
        ("pass", 7, 9, 5),
        ("pass", 12, 16, 11),
        ("iteration", 5, 11, 0),
        ("iteration", 12, 23, 11),
        ("epoch", 40, 71, 35),
    ],
)
def test_from_in_between_a_size_goes_to_its_nearest_stop(
    size: str, k: int, forward: int, back: int
) -> None:
    """A step from between two stops arrives at one of the two, not beyond."""
    assert TWO.forward(k, size) == forward
    assert TWO.back(k, size) == back


def test_clipping_is_part_of_the_update() -> None:
    """The clip micro-step stands alone as a layer step and inside the update as a pass."""
    clipped = Strides(iteration(1, clip=True), 1)  # batch z a loss δ ∇ clip W
    assert [clipped.forward(5, "layer"), clipped.forward(5, "pass")] == [6, 7]


@given(
    n_layers=st.integers(1, 30),
    epoch=st.integers(1, 50),
    k=st.integers(0, 10_000),
    size=st.sampled_from([s for s in SIZES if s != "n"]),
    count=st.integers(1, 40),
)
def test_forward_and_back_meet(n_layers: int, epoch: int, k: int, size: str, count: int) -> None:
    """One step goes on, one back undoes it, and `count` steps are `count` times one step."""
    strides = Strides(iteration(n_layers), epoch)
    one = strides.forward(k, size)
    assert one > k
    assert strides.back(one, size) <= k
    stop = strides.back(one, size)
    assert strides.forward(stop, size) == one
    assert strides.back(strides.forward(stop, size, count), size, count) == stop
    many = k
    for _ in range(count):
        many = strides.forward(many, size)
    assert strides.forward(k, size, count) == many
