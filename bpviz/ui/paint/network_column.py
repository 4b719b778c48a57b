"""One layer in the network diagram: where its neurons stand and what is printed at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

# Lengths are in units of the scale k: logical pixels of a stage of 960 × 540.
RADIUS = 30.0
NAME = 23.0
PILL = 19.0
PILL_WIDTH = 78.0
PILL_LEAST = 56.0
PILL_GAP = 3.0
RING = 7.0
"""Room for the ring around a selected neuron."""
LEAST_WITH_BIAS = 11.0
"""Smallest radius of a neuron that has a square for its bias."""
SMALLEST_PITCH = 6.0
"""Least distance of two neurons of a layer that is shown whole, in units of k without type size."""
COMFORTABLE = 16
"""Most units shown of a layer once any layer has to be collapsed."""

Tier = Literal["full", "delta", "slim", "side", "value", "dot"]


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
        What is printed at a neuron. "full": name, δ and b; "delta": name and δ; "slim": δ;
        "side": δ, at the neuron's left; "value": the number alone; "dot": nothing.
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

    def name_rect(self, row: int) -> QRectF | None:
        """Where a hidden or output neuron's name stands: above it."""
        if self.layer == 0 or self.tier not in ("full", "delta"):
            return None
        top = float(self.ys[row]) - self.radius - NAME * self.k
        # The ring of a selected neuron passes below the name.
        height = (NAME - 5) * self.k
        return QRectF(self.x - self.pill_width / 2, top, self.pill_width, height)

    def _pill(self, row: int, place: int) -> QRectF:
        k = self.k
        top = float(self.ys[row]) + self.radius + RING * k + place * (PILL + PILL_GAP) * k
        return QRectF(self.x - self.pill_width / 2, top, self.pill_width, PILL * k)

    def delta_rect(self, row: int) -> QRectF | None:
        """The pill with δ."""
        if self.tier == "side":
            height = min(PILL * self.k, 0.75 * self.pitch)
            right = self.x - self.radius - 5 * self.k
            width = 3.6 * height
            return QRectF(right - width, float(self.ys[row]) - height / 2, width, height)
        if self.layer == 0 or self.tier not in ("full", "delta", "slim"):
            return None
        return self._pill(row, 1 if self.tier == "full" else 0)

    def bias_rect(self, row: int) -> QRectF | None:
        """The pill with b, or the small square at the neuron's rim that stands for it."""
        if self.layer == 0 or self.radius < LEAST_WITH_BIAS * self.k:
            return None
        if self.tier == "full":
            return self._pill(row, 0)
        side = min(0.5 * self.radius, 9 * self.k)
        reach = self.radius * 0.7071
        return QRectF(self.x - reach - side / 2, float(self.ys[row]) + reach - side / 2, side, side)

    def label_rects(self) -> list[QRectF]:
        """Every rectangle for text at its neurons, but not in them."""
        found: list[QRectF] = []
        for row in range(len(self.shown)):
            rects = [self.name_rect(row), self.delta_rect(row)]
            if self.tier == "full":
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
    steps: tuple[tuple[Tier, int], ...] = (("full", 22), ("delta", 20), ("slim", 15))
    for tier, radius in steps:
        if wide and pitch >= 2 * radius * k + sum(_stack(tier, k)) + 4 * k:
            return tier
    # Where neurons stand close but layers far apart, δ finds room between the layers.
    beside = pitch >= 22 * k and column_pitch >= (2 * RADIUS + 2.2 * PILL_WIDTH) * k
    return "side" if beside else "value"


def _stack(tier: Tier, k: float) -> tuple[float, float]:
    """Height above and below a neuron that its name and its pills take."""
    pills = {"full": 2, "delta": 1, "slim": 1}.get(tier, 0)
    below = RING + pills * PILL + (pills - 1) * PILL_GAP if pills else 0.0
    return (NAME * k if tier in ("full", "delta") else 0.0), below * k


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
    spare = min(4 * k if below else 14 * k, 0.2 * pitch)
    radius = min(rmax, (pitch - above - below - spare) / 2)
    # The number must fit a chord: "−0.62" is 3.1 em wide, and is drawn smaller where it is wider.
    size = min(17 * k, 0.6 * radius)
    if size < 7.5 * k:
        size = 0.0
        tier = "dot" if tier in ("value", "side") else tier
    # Neurons stand in the middle, and only as far from it as their names and pills need.
    shift, slack = (above - below) / 2, (span[1] - span[0] - places * pitch) / 2
    shift = min(max(shift, -max(0.0, -shift - slack)), max(0.0, shift - slack))
    middle = (span[0] + span[1]) / 2 + shift
    at = middle + (np.arange(places, dtype=np.float64) - (places - 1) / 2) * pitch
    ys = at[[*range(places - 2), places - 1]] if hidden else at
    gap_y = float(at[-2]) if hidden else None
    pills = min(PILL_WIDTH * k, column_pitch - 10 * k)
    return Column(layer, units, shown, x, ys, radius, pitch, tier, size, gap_y, k, pills)
