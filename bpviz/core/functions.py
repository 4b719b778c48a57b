r"""Classic test functions of two variables, on which optimizers have always been raced.

An entry has the function and its gradient side by side; both take arrays x and y of one shape.
All values are ≥ 0 and every minimum listed has the value 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True)
class Function:
    """One entry of the registry.

    Attributes
    ----------
    f : callable
        (x, y) → values, of the shape of x and y.
    gradient : callable
        (x, y) → (∂f/∂x, ∂f/∂y), of the same shape each.
    formula : str
        LaTeX.
    window : ((x low, x high), (y low, y high))
        The part of the plane that is usually shown.
    start : (x, y)
        Where races usually begin.
    minima : tuple of (x, y)
        All minima.
    """

    f: Callable[[Floats, Floats], Floats]
    gradient: Callable[[Floats, Floats], tuple[Floats, Floats]]
    formula: str
    window: tuple[Point, Point]
    start: Point
    minima: tuple[Point, ...]


def rosenbrock(x: Floats, y: Floats) -> Floats:
    """(1 − x)² + 100(y − x²)² (Rosenbrock 1960): a bent valley, steep across, flat along."""
    return (1.0 - x) ** 2 + 100.0 * (y - x**2) ** 2


def rosenbrock_gradient(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """(−2(1 − x) − 400x(y − x²), 200(y − x²))."""
    off = y - x**2
    return -2.0 * (1.0 - x) - 400.0 * x * off, 200.0 * off


def beale(x: Floats, y: Floats) -> Floats:
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)² (Beale 1958): plains and cliffs."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def beale_gradient(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """2·Σ rₖ·(yᵏ − 1) and 2·Σ rₖ·k·x·yᵏ⁻¹, rₖ being the three brackets."""
    first, second, third = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    by_x = first * (y - 1.0) + second * (y**2 - 1.0) + third * (y**3 - 1.0)
    by_y = x * (first + 2.0 * y * second + 3.0 * y**2 * third)
    return 2.0 * by_x, 2.0 * by_y


def himmelblau(x: Floats, y: Floats) -> Floats:
    """(x² + y − 11)² + (x + y² − 7)² (Himmelblau 1972): four minima, all 0."""
    return (x**2 + y - 11.0) ** 2 + (x + y**2 - 7.0) ** 2


def himmelblau_gradient(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """(4x·p + 2q, 2p + 4y·q), p and q being the two brackets."""
    p, q = x**2 + y - 11.0, x + y**2 - 7.0
    return 4.0 * x * p + 2.0 * q, 2.0 * p + 4.0 * y * q


def saddle(x: Floats, y: Floats) -> Floats:
    """½x² + ¼(y² − 1)²: a saddle at (0, 0) between two minima.

    Nesterov 2004, "Introductory Lectures on Convex Optimization", section 1.2.3, plus ¼ so that
    the minima are 0. From y = 0 exactly, gradient descent ends on the saddle.
    """
    return 0.5 * x**2 + 0.25 * (y**2 - 1.0) ** 2


def saddle_gradient(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """(x, y(y² − 1))."""
    return 1.0 * x, y * (y**2 - 1.0)


def ravine(x: Floats, y: Floats) -> Floats:
    """0.1x² + 2y²: twenty times as steep across as along.

    Zhang et al., "Dive into Deep Learning" (d2l.ai), section 12.6.
    """
    return 0.1 * x**2 + 2.0 * y**2


def ravine_gradient(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """(0.2x, 4y)."""
    return 0.2 * x, 4.0 * y


FUNCTIONS: dict[str, Function] = {
    "ravine": Function(
        ravine,
        ravine_gradient,
        r"0.1\,x^2+2\,y^2",
        window=((-6.0, 4.0), (-3.0, 3.0)),
        start=(-5.0, -2.0),
        minima=((0.0, 0.0),),
    ),
    "rosenbrock": Function(
        rosenbrock,
        rosenbrock_gradient,
        r"(1-x)^2+100\,(y-x^2)^2",
        window=((-2.0, 2.0), (-1.0, 3.0)),
        start=(-1.2, 1.0),
        minima=((1.0, 1.0),),
    ),
    "beale": Function(
        beale,
        beale_gradient,
        r"(1.5-x+xy)^2+(2.25-x+xy^2)^2+(2.625-x+xy^3)^2",
        window=((-4.5, 4.5), (-4.5, 4.5)),
        start=(1.0, 1.5),
        minima=((3.0, 0.5),),
    ),
    "himmelblau": Function(
        himmelblau,
        himmelblau_gradient,
        r"(x^2+y-11)^2+(x+y^2-7)^2",
        window=((-5.0, 5.0), (-5.0, 5.0)),
        start=(-0.5, -1.0),
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        ),
    ),
    "saddle": Function(
        saddle,
        saddle_gradient,
        r"\frac{1}{2}x^2+\frac{1}{4}(y^2-1)^2",
        window=((-2.0, 2.0), (-1.6, 1.6)),
        start=(-1.5, 0.01),
        minima=((0.0, 1.0), (0.0, -1.0)),
    ),
}
