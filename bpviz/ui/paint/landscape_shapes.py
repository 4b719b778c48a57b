"""What a loss surface in three dimensions is made of, and where it is looked at from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpviz.ui.paint.relief import Relief

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trail:
    """A path that is walked on a landscape.

    Attributes
    ----------
    points : (m, 2)
        α and β, oldest first.
    losses : (m,)
        The loss at each point, on the plane.
    nearness : (m,)
        1 on the plane, towards 0 far from it, where the trail fades.
    color : str
        A CSS colour; empty: the black-and-white path, whose end has the theme's colour.
    name : str
        Stands at its end, such as ``"Adam"``.
    """

    points: Floats
    losses: Floats
    nearness: Floats
    color: str = ""
    name: str = ""


@dataclass(frozen=True)
class Arrow:
    """A direction on the surface, from `start` to `end` in α and β.

    `kind` is ``"gradient"`` (downhill) or ``"step"`` (what the optimizer does); `text` stands at
    its end, such as ``"−∇L"``.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    kind: str
    text: str = ""


@dataclass(frozen=True, eq=False)
class Landscape:
    """A surface over the window from x[0] to x[1] and y[0] to y[1], with what lies on it.

    Attributes
    ----------
    titles : (str, str, str)
        Those of the axes: x, y and the loss.
    minima : tuple of (α, β)
        Where the loss is known to be lowest.
    subject : object
        What it is a landscape of, to be compared with ==: of another one the best side is looked
        for anew.
    settled : bool
        Whether it stays so: the surface is complete, and nothing plays.
    """

    relief: Relief
    x: tuple[float, float]
    y: tuple[float, float]
    titles: tuple[str, str, str]
    trails: tuple[Trail, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    minima: tuple[tuple[float, float], ...] = ()
    subject: object = None
    settled: bool = True


@dataclass(frozen=True)
class Camera:
    """Where the surface is looked at from, in degrees.

    At azimuth 0 the x axis runs to the right and the y axis away from the viewer; a larger azimuth
    carries the viewer counter-clockwise around the surface, seen from above. Elevation 0 is level
    with the floor, 90 looks straight down. At zoom 1 the whole box fills the picture.
    """

    azimuth: float = 35.0
    elevation: float = 32.0
    zoom: float = 1.0
