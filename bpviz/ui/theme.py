"""Colours and type sizes: one language for every picture, on screen and on slides.

Forward is green, backward is pink, the loss is yellow, an update is blue. Signed values run from
orange through the background to blue, magnitudes along one sequential map. Colours that are to be
told apart differ by a CIEDE2000 distance of 9 and more, also with a red, green or blue deficiency;
forward and backward, and the ends of the sequential map, also differ by lightness alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QFont

FONT_FAMILY = "DejaVu Sans"
MONO_FAMILY = "DejaVu Sans Mono"

VIRIDIS = (
    "#440154",
    "#482475",
    "#414487",
    "#355f8d",
    "#2a788e",
    "#21918c",
    "#22a884",
    "#44bf70",
    "#7ad151",
    "#bddf26",
    "#fde725",
)
BLUES = ("#f7fbff", "#dce9f5", "#b9d5ea", "#90bcdd", "#689fcb", "#4580b7", "#2a63a3")
"""White to blue, no darker than type can be read on: little ink where there is little."""


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def _ramp(stops: Sequence[str], size: int = 256) -> NDArray[np.uint8]:
    rgb = np.array([_rgb(QColor(stop)) for stop in stops], dtype=np.float64)
    at = np.linspace(0, len(stops) - 1, size)
    columns = [np.interp(at, np.arange(len(stops)), rgb[:, c]) for c in range(3)]
    return np.rint(np.stack(columns, axis=1)).astype(np.uint8)


@dataclass(frozen=True)
class Theme:
    """A set of colours and sizes, in logical pixels.

    No type is smaller than `least_type`; a picture leaves out what has no room for that.
    """

    name: str
    window: str
    panel: str
    stage: str
    border: str
    text: str
    muted: str
    accent: str
    field: str
    forward: str
    backward: str
    loss: str
    update: str
    batch: str
    good: str
    warning: str
    danger: str
    positive: str
    negative: str
    train: str
    test: str
    activation_low: str
    activation_high: str
    sequence: tuple[str, ...] = VIRIDIS
    font_scale: float = 1.0
    least_type: float = 0.0

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """The colour called `name`, with an opacity between 0 and 1."""
        color = QColor(getattr(self, name))
        color.setAlphaF(alpha)
        return color

    def font(self, size: float = 14, *, bold: bool = False, mono: bool = False) -> QFont:
        """The shipped font at `size` logical pixels, times the theme's scale, or the least."""
        font = QFont(MONO_FAMILY if mono else FONT_FAMILY)
        font.setPixelSize(max(1, round(size * self.font_scale), math.ceil(self.least_type)))
        font.setBold(bold)
        return font

    def least_share(self, font: QFont, usual: float = 0.6) -> float:
        """The share of its size down to which a font may shrink: `usual`, or to `least_type`."""
        return max(usual, min(1.0, self.least_type / font.pixelSize()))

    def scaled(self, font_scale: float) -> Theme:
        """The same theme with larger or smaller type."""
        return replace(self, font_scale=font_scale)

    def phase_color(self, direction: str) -> QColor:
        """The colour of a `MicroStep.direction`."""
        return self.color(direction)

    @cached_property
    def diverging_map(self) -> NDArray[np.uint8]:
        """(256, 3): negative, neutral (the stage's own colour), positive."""
        return _ramp([self.negative, self.stage, self.positive])

    @cached_property
    def sequential_map(self) -> NDArray[np.uint8]:
        """(256, 3): small to large; lightness rises all the way, or falls all the way."""
        return _ramp(self.sequence)

    @cached_property
    def activation_map(self) -> NDArray[np.uint8]:
        """(256, 3): an inactive neuron to a fully active one."""
        return _ramp([self.activation_low, self.activation_high])

    @property
    def large_is_plain(self) -> bool:
        """Whether it is the large end of the sequential map that stands out from the ground."""
        small, large = (QColor(end).lightnessF() for end in (self.sequence[0], self.sequence[-1]))
        ground = QColor(self.stage).lightnessF()
        return abs(large - ground) > abs(small - ground)

    def diverging(self, t: float) -> QColor:
        """Colour of a signed value, `t` in [−1, 1]."""
        return self._pick(self.diverging_map, 0.5 * (t + 1.0))

    def sequential(self, t: float) -> QColor:
        """Colour of a magnitude, `t` in [0, 1]."""
        return self._pick(self.sequential_map, t)

    def activation(self, t: float) -> QColor:
        """Colour of an activation, `t` in [0, 1]."""
        return self._pick(self.activation_map, t)

    @staticmethod
    def _pick(ramp: NDArray[np.uint8], t: float) -> QColor:
        if not np.isfinite(t):
            return QColor("#ff00ff")
        red, green, blue = ramp[int(min(max(t, 0.0), 1.0) * 255)]
        return QColor(int(red), int(green), int(blue))


def ink_on(color: QColor) -> QColor:
    """Black or white, whichever reads better on `color` (WCAG relative luminance)."""

    def linear(c: float) -> float:
        return c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(c / 255) for c in _rgb(color))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return QColor("#10151a") if luminance > 0.18 else QColor("#ffffff")


DARK = Theme(
    name="dark",
    window="#11161b",
    panel="#181f26",
    stage="#0d1115",
    border="#2b343d",
    text="#eef2f5",
    muted="#a3afb9",
    accent="#58a6ff",
    field="#0f1419",
    forward="#22c09a",
    backward="#de60a4",
    loss="#e0a72e",
    update="#5a9cf5",
    batch="#717c87",
    good="#2cc295",
    warning="#e0a72e",
    danger="#ff5c6c",
    positive="#4c9be8",
    negative="#f0803c",
    train="#58a6ff",
    test="#e0a72e",
    activation_low="#13292a",
    activation_high="#19a583",
)

LIGHT = Theme(
    name="light",
    window="#e9edf1",
    panel="#f6f8fa",
    stage="#fdfeff",
    border="#cfd7de",
    text="#17202a",
    muted="#51606d",
    accent="#1f6fe0",
    field="#ffffff",
    forward="#0d8f72",
    backward="#a0246e",
    loss="#946200",
    update="#1f6fe0",
    batch="#6f7b87",
    good="#0b8061",
    warning="#946200",
    danger="#a80f33",
    positive="#1f77cf",
    negative="#d9620f",
    train="#1f6fe0",
    test="#a86400",
    activation_low="#dff3ee",
    activation_high="#16a583",
)

PRINT = Theme(
    name="print",
    window="#d5d9dd",
    panel="#ffffff",
    stage="#ffffff",
    border="#b4b9be",
    text="#000000",
    muted="#444a50",
    accent="#1450a8",
    field="#ffffff",
    forward="#0b7a5e",
    backward="#7a0c50",
    loss="#8f6a00",
    update="#1450a8",
    batch="#85898d",
    good="#0b7a5e",
    warning="#8f6a00",
    danger="#9c0d2e",
    positive="#0b3d78",
    negative="#d97a1e",
    train="#1450a8",
    test="#b86a00",
    activation_low="#ffffff",
    activation_high="#4fb295",
    sequence=BLUES,
)
"""For paper: a white ground, dark ink, and signs that can be told apart in grey as well."""

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
"""Those of the window."""
PICTURE_THEMES = THEMES | {PRINT.name: PRINT}
"""Those of pictures for slides and paper."""
