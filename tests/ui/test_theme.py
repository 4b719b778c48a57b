"""Colours of the themes: told apart by every eye, on paper, and readable."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFileDialog, QToolButton

from bpviz.ui.gradients.layer_curves import layer_color, named_layers
from bpviz.ui.race_words import COLORS as RACERS
from bpviz.ui.stylesheet import stylesheet
from bpviz.ui.theme import DARK, LIGHT, PICTURE_THEMES, PRINT, Theme
from bpviz.ui.views.compare import COLORS as RUNS

Floats = NDArray[np.float64]

LEAST = 9.0
"""CIEDE2000 distance of two colours that stand for different things; about 2 can just be seen."""

# Machado, Oliveira & Fernandes (2009), table 1, severity 1.0, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# sRGB (IEC 61966-2-1) to CIE XYZ, D65.
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)

MEANINGS = {
    "directions": ("forward", "backward", "loss", "update", "batch"),
    "signs": ("positive", "negative"),
    "curves": ("train", "test"),
    "verdicts": ("good", "warning", "danger"),
}


def linear(color: str) -> Floats:
    """Linear red, green and blue of an sRGB colour, each in [0, 1]."""
    named = QColor(color)
    rgb = np.array([named.redF(), named.greenF(), named.blueF()])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: Floats) -> Floats:
    """CIE L*a*b* (D65) of linear RGB."""
    t = (XYZ @ np.clip(rgb, 0, 1)) / (XYZ @ np.ones(3))
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(color: str) -> float:
    """L* of a colour: what is left of it in grey."""
    return float(lab(linear(color))[0])


def ciede2000(one: Floats, other: Floats) -> float:
    """Distance of two L*a*b* colours (Sharma, Wu & Dalal 2005, equations 2 to 22)."""
    mean = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    chromas, hues = [], []
    for _, a, b in (one, other):
        chromas.append(np.hypot(stretch * a, b))
        hues.append(np.degrees(np.arctan2(b, stretch * a)) % 360)
    turn = (hues[1] - hues[0] + 180) % 360 - 180
    hue = (hues[0] + turn / 2) % 360
    if min(chromas) == 0:
        turn, hue = 0.0, sum(hues)
    light, chroma = (one[0] + other[0]) / 2, sum(chromas) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    of_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    parts = np.array(
        [
            (other[0] - one[0]) / of_light,
            (chromas[1] - chromas[0]) / (1 + 0.045 * chroma),
            2 * np.sqrt(chromas[0] * chromas[1]) * np.sin(np.radians(turn / 2))
            / (1 + 0.015 * chroma * t),
        ]
    )  # fmt: skip
    angle = 30 * np.exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(2 * angle))
    return float(np.sqrt(parts @ parts + rotation * parts[1] * parts[2]))


def nearest(colors: dict[str, str], eye: str) -> tuple[float, tuple[str, str]]:
    """The two colours that an eye takes most easily for one another, and their distance."""
    seen = {name: lab(EYES[eye] @ linear(color)) for name, color in colors.items()}
    return min((ciede2000(seen[a], seen[b]), (a, b)) for a, b in combinations(colors, 2))


def test_the_distance_is_the_published_one() -> None:
    """Pairs of Sharma, Wu & Dalal (2005), table 1: the ones that other formulas get wrong."""
    for one, other, wanted in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ):
        assert ciede2000(np.array(one), np.array(other)) == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", PICTURE_THEMES.values(), ids=lambda theme: theme.name)
def test_every_eye_tells_the_colours_apart(theme: Theme, eye: str) -> None:
    """Directions, signs, curves, verdicts and compared runs, with each colour-vision deficiency."""
    palettes = {
        kind: {name: getattr(theme, name) for name in names} for kind, names in MEANINGS.items()
    }
    palettes["runs"] = {color: color for color in RUNS[theme.name]}
    palettes["racers"] = RACERS
    for kind, colors in palettes.items():
        distance, pair = nearest(colors, eye)
        assert distance >= LEAST, (kind, pair)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", PICTURE_THEMES.values(), ids=lambda theme: theme.name)
def test_every_eye_tells_the_layers_apart(theme: Theme, eye: str) -> None:
    """Those that a legend names, and the ground; of five on one scale every two can be seen."""
    for count in (2, 3, 5):
        colors = {f"{k}": layer_color(theme, k, count).name() for k in range(1, count + 1)}
        named = {name: colors[name] for name in map(str, named_layers(count))}
        distance, pair = nearest({"ground": theme.panel, **named}, eye)
        assert distance >= LEAST, (count, pair)
        distance, pair = nearest(colors, eye)
        assert distance >= LEAST / 2, (count, pair)


@pytest.mark.parametrize("theme", PICTURE_THEMES.values(), ids=lambda theme: theme.name)
def test_in_grey_directions_and_magnitudes_can_be_told_apart(theme: Theme) -> None:
    """Forward and backward differ by lightness; that of the sequential map never turns round."""
    assert abs(lightness(theme.forward) - lightness(theme.backward)) >= 10
    grey = [lightness(QColor(*(int(c) for c in rgb)).name()) for rgb in theme.sequential_map[::5]]
    steps = np.diff(grey)
    assert (steps > 0).all() or (steps < 0).all()
    assert abs(grey[-1] - grey[0]) >= 50


def test_print_keeps_signs_and_runs_in_grey_and_needs_little_ink() -> None:
    """On paper signs and runs differ by lightness, too; the ground is white, no map is dark."""
    assert abs(lightness(PRINT.positive) - lightness(PRINT.negative)) >= 20
    greys = sorted(map(lightness, RUNS["print"]))
    assert min(np.diff(greys)) >= 10
    assert PRINT.panel == PRINT.stage == "#ffffff"
    assert min(lightness(stop) for stop in PRINT.sequence) >= 35


@pytest.mark.parametrize("theme", PICTURE_THEMES.values(), ids=lambda theme: theme.name)
def test_text_can_be_read_on_its_ground(theme: Theme) -> None:
    """WCAG 2.1: 4.5 to 1 for text, 3 to 1 for what is drawn or written large."""

    def contrast(one: str, other: str) -> float:
        high, low = sorted(((XYZ @ linear(c))[1] for c in (one, other)), reverse=True)
        return float((high + 0.05) / (low + 0.05))

    for ground in (theme.panel, theme.stage):
        assert min(contrast(getattr(theme, name), ground) for name in ("text", "muted")) >= 4.5
        drawn = [name for names in MEANINGS.values() for name in names]
        weakest = min(drawn, key=lambda name: contrast(getattr(theme, name), ground))
        assert contrast(getattr(theme, weakest), ground) >= 3.0, weakest


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_buttons_of_the_dialog_for_files_can_be_seen(qapp: Any, theme: Theme) -> None:
    """The icon of every enabled tool button stands out from its ground."""
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setStyleSheet(stylesheet(theme))
    dialog.show()
    names = ("toParentButton", "newFolderButton", "listModeButton", "detailModeButton")
    for name in names:
        button = dialog.findChild(QToolButton, name)
        assert button is not None
        image = button.grab().toImage()
        inside = QRect(QPoint(), image.size()).adjusted(4, 4, -4, -4)
        lightness = [
            image.pixelColor(x, y).lightnessF()
            for x in range(inside.left(), inside.right())
            for y in range(inside.top(), inside.bottom())
        ]
        assert max(lightness) - min(lightness) > 0.5, name
    dialog.close()
    dialog.deleteLater()
