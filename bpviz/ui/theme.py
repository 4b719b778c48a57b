"""Colours and type sizes: one language for every picture, on screen and on slides.

Forward is green, backward is pink, the loss is yellow, an update is blue. Signed values run from
orange through the background to blue, magnitudes along one sequential map; both are told apart
with any common colour-vision deficiency, and by lightness alone on a weak projector.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QFont

FONT_FAMILY = "DejaVu Sans"
MONO_FAMILY = "DejaVu Sans Mono"

_VIRIDIS = [
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
]


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def _ramp(stops: list[str] | tuple[str, ...], size: int = 256) -> NDArray[np.uint8]:
    rgb = np.array([_rgb(QColor(stop)) for stop in stops], dtype=np.float64)
    at = np.linspace(0, len(stops) - 1, size)
    columns = [np.interp(at, np.arange(len(stops)), rgb[:, c]) for c in range(3)]
    return np.rint(np.stack(columns, axis=1)).astype(np.uint8)


@dataclass(frozen=True)
class Theme:
    """A set of colours and sizes, in logical pixels."""

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
    font_scale: float = 1.0

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """The colour called `name`, with an opacity between 0 and 1."""
        color = QColor(getattr(self, name))
        color.setAlphaF(alpha)
        return color

    def font(self, size: float = 14, *, bold: bool = False, mono: bool = False) -> QFont:
        """The shipped font at `size` logical pixels, times the theme's scale."""
        font = QFont(MONO_FAMILY if mono else FONT_FAMILY)
        font.setPixelSize(max(1, round(size * self.font_scale)))
        font.setBold(bold)
        return font

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
        """(256, 3): viridis, dark to light in both themes."""
        return _ramp(_VIRIDIS)

    @cached_property
    def activation_map(self) -> NDArray[np.uint8]:
        """(256, 3): an inactive neuron to a fully active one."""
        return _ramp([self.activation_low, self.activation_high])

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
    forward="#1fb592",
    backward="#e06cab",
    loss="#e0a72e",
    update="#5a9cf5",
    batch="#8b97a3",
    good="#2cc295",
    warning="#e0a72e",
    danger="#ff6b61",
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
    backward="#b8357f",
    loss="#946200",
    update="#1f6fe0",
    batch="#5f6b76",
    good="#0b8061",
    warning="#946200",
    danger="#c62f25",
    positive="#1f77cf",
    negative="#d9620f",
    train="#1f6fe0",
    test="#a86400",
    activation_low="#dff3ee",
    activation_high="#16a583",
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
