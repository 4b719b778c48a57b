"""One layer in the network diagram: where its neurons stand and what is printed at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

# Lengths are in units of the scale k: logical pixels of a stage of 960 × 540.
RADIUS = 30.0
NAME = 26.0
"""A name above a neuron, and the ring between the two."""
PILL = 19.0
PILL_WIDTH = 78.0
PILL_LEAST = 56.0
PILL_GAP = 3.0
NAME_WIDTH = 30.0
"""Room for a name between a neuron and the pills at its left."""
RING = 8.5
"""Room for the ring around a selected neuron."""
LEAST_WITH_BIAS = 11.0
"""Smallest radius of a neuron that has a square for its bias."""
SMALLEST_PITCH = 6.0
"""Least distance of two neurons of a layer that is shown whole, in units of k without type size."""
COMFORTABLE = 16
"""Most units shown of a layer once any layer has to be collapsed."""

Tier = Literal["full", "delta", "above", "both", "side", "named", "value", "dot"]
_NAMED_ABOVE = ("full", "delta", "above")
_NAMED_BESIDE = ("both", "side", "named")


@dataclass(frozen=True, eq=False)
class Column:
    """One layer in the diagram.

    Attributes
    ----------
    layer : int
        0 for the inputs.
    units : int
        How many the layer has.
    shown : (m,) int array
        Which of them are drawn, ascending.
    x : float
        Of all centres.
    ys : (m,) float array
        Of the centres.
    radius : float
        Of a neuron.
    pitch : float
        Distance of two neighbours, also the height that belongs to one neuron.
    tier : str
        What is printed at a neuron. "full": name, δ and b; "delta": name and δ; "above": the name.
        At the neuron's left, "both": name, δ and b; "side": name and δ; "named": the name.
        "value": the number alone; "dot": nothing.
    value_size : float
        Pixel size of the number in a neuron, 0 where it does not fit.
    gap_y : float or None
        Where the dots stand for the units left out.
    k : float
        Pixels per unit of length.
    pill_width : float
        Of the pills and names.
    """

    layer: int
    units: int
    shown: NDArray[np.intp]
    x: float
    ys: NDArray[np.float64]
    radius: float
    pitch: float
    tier: Tier
    value_size: float
    gap_y: float | None
    k: float
    pill_width: float

    @property
    def hidden(self) -> int:
        """How many units are left out."""
        return self.units - len(self.shown)

    def row(self, unit: int) -> int | None:
        """Position of a unit among those shown."""
        at = int(np.searchsorted(self.shown, unit))
        return at if at < len(self.shown) and self.shown[at] == unit else None

    def circle(self, row: int) -> QRectF:
        """The square around a neuron."""
        r = self.radius
        return QRectF(self.x - r, float(self.ys[row]) - r, 2 * r, 2 * r)

    @property
    def has_bias_pill(self) -> bool:
        """Whether biases stand in pills, not as small squares."""
        return self.tier in ("full", "both")

    @property
    def named_beside(self) -> bool:
        """Whether names stand at the left of the neurons, not above them."""
        return self.tier in _NAMED_BESIDE

    def name_rect(self, row: int) -> QRectF | None:
        """Where a hidden or output neuron's name stands: above it or at its left."""
        if self.layer == 0:
            return None
        k, y = self.k, float(self.ys[row])
        if self.named_beside:
            height = min(20 * k, self.pitch)
            right = self.x - self.radius - RING * k
            return QRectF(right - NAME_WIDTH * k, y - height / 2, NAME_WIDTH * k, height)
        if self.tier not in _NAMED_ABOVE:
            return None
        # The ring of a selected neuron passes below the name.
        top, height = y - self.radius - NAME * k, (NAME - 8) * k
        return QRectF(self.x - self.pill_width / 2, top, self.pill_width, height)

    def _pill(self, row: int, place: int) -> QRectF:
        k = self.k
        top = float(self.ys[row]) + self.radius + RING * k + place * (PILL + PILL_GAP) * k
        return QRectF(self.x - self.pill_width / 2, top, self.pill_width, PILL * k)

    def _left_pill(self, row: int, place: float) -> QRectF:
        """A pill at the left of the name, `place` rows below the neuron's middle."""
        height = min(PILL * self.k, 0.75 * self.pitch)
        width = PILL_WIDTH / PILL * height
        right = self.x - self.radius - (RING + NAME_WIDTH + PILL_GAP) * self.k
        middle = float(self.ys[row]) + place * (height + PILL_GAP * self.k)
        return QRectF(right - width, middle - height / 2, width, height)

    def delta_rect(self, row: int) -> QRectF | None:
        """The pill with δ."""
        if self.tier in ("side", "both"):
            return self._left_pill(row, 0.5 if self.tier == "both" else 0.0)
        if self.layer == 0 or self.tier not in ("full", "delta"):
            return None
        return self._pill(row, 1 if self.tier == "full" else 0)

    def bias_rect(self, row: int) -> QRectF | None:
        """The pill with b, or the small square at the neuron's rim that stands for it."""
        if self.layer == 0 or self.radius < LEAST_WITH_BIAS * self.k:
            return None
        if self.tier == "full":
            return self._pill(row, 0)
        if self.tier == "both":
            return self._left_pill(row, -0.5)
        side = min(0.5 * self.radius, 9 * self.k)
        reach = self.radius * 0.7071
        return QRectF(self.x - reach - side / 2, float(self.ys[row]) + reach - side / 2, side, side)

    def label_rects(self) -> list[QRectF]:
        """Every rectangle for text at its neurons, but not in them."""
        found: list[QRectF] = []
        for row in range(len(self.shown)):
            rects = [self.name_rect(row), self.delta_rect(row)]
            if self.has_bias_pill:
                rects.append(self.bias_rect(row))
            found += [rect for rect in rects if rect is not None]
        return found


def collapse(sizes: tuple[int, ...], height: float, k0: float) -> list[NDArray[np.intp]]:
    """Which units of each layer are drawn."""
    room = int(height / (SMALLEST_PITCH * k0))
    if max(sizes) <= room:
        return [np.arange(units) for units in sizes]
    most = int(min(COMFORTABLE, max(5, height / (30 * k0))))
    shown = []
    for units in sizes:
        if units <= most:
            shown.append(np.arange(units))
        else:  # the last place but one is left for the dots
            shown.append(np.append(np.arange(most - 2), units - 1))
    return shown


def _tier(layer: int, pitch: float, column_pitch: float, rmax: float, k: float) -> Tier:
    """The most that fits at a neuron which has `pitch` pixels of height."""
    if layer == 0:
        return "value"
    wide = column_pitch >= (PILL_LEAST + 10) * k and rmax >= 13 * k
    if wide and pitch >= 2 * 22 * k + sum(_stack("full", k)) + 4 * k:
        return "full"
    # Where neurons stand close but layers far apart, there is room between the layers.
    beside = column_pitch - (2 * RADIUS + NAME_WIDTH + RING + 8) * k
    if beside >= 1.9 * PILL_WIDTH * k and pitch >= 22 * k:
        return "both" if pitch >= (2 * PILL + 2 * PILL_GAP) * k else "side"
    steps: tuple[tuple[Tier, int], ...] = (("delta", 20), ("above", 16))
    for tier, radius in steps:
        if wide and pitch >= 2 * radius * k + sum(_stack(tier, k)) + 4 * k:
            return tier
    return "named" if beside >= 30 * k and pitch >= 15 * k else "value"


def _stack(tier: Tier, k: float) -> tuple[float, float]:
    """Height above and below a neuron that its name and its pills take."""
    pills = {"full": 2, "delta": 1}.get(tier, 0)
    below = RING + pills * PILL + (pills - 1) * PILL_GAP if pills else 0.0
    return (NAME * k if tier in _NAMED_ABOVE else 0.0), below * k


def make_column(
    layer: int,
    units: int,
    shown: NDArray[np.intp],
    x: float,
    span: tuple[float, float],
    rmax: float,
    column_pitch: float,
    k: float,
) -> Column:
    """Place a layer's neurons within `span`, and decide what is printed at them."""
    hidden = units > len(shown)
    places = len(shown) + hidden
    pitch = min((span[1] - span[0]) / places, 190 * k)
    tier = _tier(layer, pitch, column_pitch, rmax, k)
    above, below = _stack(tier, k)
    # A name above or pills below already hold neighbours apart.
    spare = min((4 if below else 8 if above else 14) * k, 0.2 * pitch)
    radius = min(rmax, (pitch - above - below - spare) / 2)
    # The number must fit a chord: "−0.62" is 3.1 em wide, and is drawn smaller where it is wider.
    size = min(17 * k, 0.6 * radius)
    if size < 7.5 * k:
        size = 0.0
        tier = "dot" if tier in ("value", *_NAMED_BESIDE) else tier
    # Neurons stand in the middle, and only as far from it as their names and pills need.
    shift, slack = (above - below) / 2, (span[1] - span[0] - places * pitch) / 2
    shift = min(max(shift, -max(0.0, -shift - slack)), max(0.0, shift - slack))
    middle = (span[0] + span[1]) / 2 + shift
    at = middle + (np.arange(places, dtype=np.float64) - (places - 1) / 2) * pitch
    ys = at[[*range(places - 2), places - 1]] if hidden else at
    gap_y = float(at[-2]) if hidden else None
    pills = min(PILL_WIDTH * k, column_pitch - 10 * k)
    return Column(layer, units, shown, x, ys, radius, pitch, tier, size, gap_y, k, pills)
