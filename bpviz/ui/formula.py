r"""Formulas as pictures: on any painter, in any colour, sized in logical pixels.

Three ways, the first that works: our own typesetter (a millisecond, `bpviz.ui.paint.typeset`) for
all that explanations are made of; ziamath (10 to 40 ms) for other LaTeX; the source as plain text
for what neither can read. All are cached by their string, so a formula that stays on screen costs
only its painting. ziamath is imported when a formula first needs it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from PySide6.QtCore import QByteArray, QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtSvg import QSvgRenderer

from bpviz.core.tex import TexError
from bpviz.ui.paint.typeset import typeset
from bpviz.ui.theme import MONO_FAMILY

CACHED = 512
REFERENCE = 32.0
"""Pixels to the em at which formulas are set; painting scales them."""


@lru_cache(maxsize=CACHED)
def formula_svg(latex: str, color: str = "#000000", size: float = 24.0) -> bytes:
    """The formula as an SVG document, set by ziamath.

    Parameters
    ----------
    latex : str
        Without dollar signs. Broken or empty LaTeX gives a picture of its source.
    color : str
        As ``#rrggbb``.
    size : float
        Height of the type, in the document's units.

    Returns
    -------
    bytes
        UTF-8; the view box has the base line at y = 0.
    """
    try:
        return _ziamath_svg(latex, color, size)
    # ziamath documents no exceptions: KeyError, IndexError, AttributeError, its own …
    except Exception:
        return _source_svg(latex, color, size)


def _ziamath_svg(latex: str, color: str, size: float) -> bytes:
    if not latex.strip():
        raise ValueError("empty")
    with warnings.catch_warnings():
        # ziamath 0.13 finds its font by a way that Python 3.11 and 3.12 call deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath

        ziamath.config.svg2 = False  # QSvgRenderer shows nothing of SVG 2's <use>
        return str(ziamath.Latex(latex, size=size, color=color).svg()).encode()


def _source_svg(latex: str, color: str, size: float) -> bytes:
    width = 0.62 * size * max(len(latex), 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}" height="{1.4 * size:.1f}" '
        f'viewBox="0 {-size:.1f} {width:.1f} {1.4 * size:.1f}">'
        f'<text x="0" y="0" font-family="{MONO_FAMILY}" font-size="{0.9 * size:.1f}" '
        f'fill="{color}">{escape(latex)}</text></svg>'
    ).encode()


@dataclass(frozen=True)
class SetFormula:
    """A formula ready to be painted; its measures are in em, y = 0 is the base line."""

    latex: str
    width: float
    ascent: float
    descent: float
    outline: QPainterPath | None

    def paint(
        self,
        painter: QPainter,
        x: float,
        y: float,
        color: QColor,
        size: float,
        weight: float = 0.0,
    ) -> None:
        """Paint it at `size` pixels to the em, its base line beginning at (x, y).

        `weight` is how much bolder than usual, in em.
        """
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.outline is not None:
            scale = size / REFERENCE
            outline = QTransform(scale, 0, 0, scale, x, y).map(self.outline)
            painter.fillPath(outline, color)
            if weight:
                painter.strokePath(outline, QPen(color, weight * size))
        elif (renderer := _renderer(self.latex, color.name())) is not None:
            box, scale = renderer.viewBoxF(), size / REFERENCE
            painter.translate(x, y)
            painter.scale(scale, scale)
            renderer.render(painter, box)
        else:
            painter.setFont(_source_font(size))
            painter.setPen(color)
            painter.drawText(QPointF(x, y), self.latex)
        painter.restore()


@lru_cache(maxsize=CACHED)
def set_formula(latex: str, room: float = 0.0) -> SetFormula:
    """Set a formula; never fails.

    Parameters
    ----------
    latex : str
        LaTeX without dollar signs.
    room : float
        Cut it with an ellipsis at this width in em, where that is possible; 0: never.
    """
    try:
        set_ = typeset(latex, REFERENCE, room * REFERENCE)
    except TexError:
        renderer = _renderer(latex, "#000000")
        if renderer is None:
            return _as_source(latex)
        box = renderer.viewBoxF()
        return _in_em(latex, box.right(), -box.top(), box.bottom())
    return _in_em(latex, set_.width, set_.ascent, set_.descent, set_.outline)


def _in_em(
    latex: str,
    width: float,
    ascent: float,
    descent: float,
    outline: QPainterPath | None = None,
) -> SetFormula:
    """A formula whose measures are given at the reference size."""
    return SetFormula(latex, width / REFERENCE, ascent / REFERENCE, descent / REFERENCE, outline)


@lru_cache(maxsize=CACHED)
def _renderer(latex: str, color: str) -> QSvgRenderer | None:
    """Ziamath's picture, or None where it cannot read the formula."""
    try:
        svg = _ziamath_svg(latex, color, REFERENCE)
    except Exception:  # see formula_svg
        return None
    renderer = QSvgRenderer(QByteArray(svg))
    return renderer if renderer.isValid() else None


def _as_source(latex: str) -> SetFormula:
    metrics = QFontMetricsF(_source_font(REFERENCE))
    width = metrics.horizontalAdvance(latex)
    return _in_em(latex, width, metrics.ascent(), metrics.descent())


def _source_font(size: float) -> QFont:
    font = QFont(MONO_FAMILY)
    font.setPixelSize(max(1, round(0.8 * size)))
    return font


def paint_formula(
    painter: QPainter, x: float, baseline: float, latex: str, color: QColor, size: float
) -> float:
    """Paint a formula and return its width in logical pixels.

    Parameters
    ----------
    painter : QPainter
        Left as it was.
    x, baseline : float
        The left end of the base line.
    latex : str
        LaTeX without dollar signs; what cannot be read is painted as it is written.
    color : QColor
        Of everything.
    size : float
        Logical pixels to the em.
    """
    formula = set_formula(latex)
    formula.paint(painter, x, baseline, color, size)
    return formula.width * size
