"""Formulas on paper as text: small files, in which numbers can be found and copied.

On screen formulas are outlines. In a PDF each of those would be written again for every digit.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QTransform

from bpviz.core.tex import TexError
from bpviz.ui.export.pdf_letters import LetterWriter
from bpviz.ui.formula import set_formula
from bpviz.ui.paint.mathfont import UNITS, font_path, math_font
from bpviz.ui.paint.typeset import Placed, placed

FONT = "STIXTwoMath"
"""What the mathematical font is called in a PDF."""
EM = 200
"""Pixels to the em at which letters are asked for: fonts have whole sizes, indices have not."""


def paint_as_text(
    painter: QPainter, x: float, base: float, latex: str, color: QColor, size: float, bolder: float
) -> None:
    """Paint a formula from its base point on, `size` pixels to the em.

    `bolder` is how much thicker its strokes are, in em. What our own typesetter cannot set is
    painted as an outline.
    """
    found = _placed(latex)
    if found is None:
        set_formula(latex).paint(painter, x, base, color, size, bolder)
        return
    font = math_font()
    device = painter.device()
    letters = device.letters if isinstance(device, LetterWriter) else {}
    painter.save()
    painter.translate(x, base)
    painter.scale(size / EM, size / EM)
    painter.setPen(color)
    shifts = (0.0, bolder * EM) if bolder else (0.0,)
    for glyph, gx, gy, scale in found.glyphs:
        at = QPointF(gx * EM / UNITS, gy * EM / UNITS)
        character = _letter(font.character(glyph))
        for shift in shifts:
            if character is not None:
                letters[character] = None
                painter.setFont(_font(round(EM * scale)))
                painter.drawText(at + QPointF(shift, 0.0), character)
            else:
                k = EM * scale / UNITS
                outline = QTransform(k, 0, 0, k, at.x() + shift, at.y()).map(font.outline(glyph))
                painter.fillPath(outline, color)
    for bx, by, wide, high in found.bars:
        k = EM / UNITS
        painter.fillRect(QRectF(bx * k, by * k, wide * k, high * k), color)
    painter.restore()


def measures(latex: str) -> tuple[float, float, float]:
    """Width, ascent and descent of a formula, in em."""
    found = _placed(latex)
    if found is None:
        outline = set_formula(latex)
        return outline.width, outline.ascent, outline.descent
    return found.width / UNITS, found.ascent / UNITS, found.descent / UNITS


def _letter(character: str | None) -> str | None:
    """What can be written by itself: accents cannot, nor the larger form of a bracket."""
    return None if character is None or unicodedata.combining(character) else character


@lru_cache(maxsize=4096)
def _placed(latex: str) -> Placed | None:
    try:
        return placed(latex)
    except TexError:
        return None


@cache
def _family() -> str:
    """The mathematical font under the name by which Qt knows it."""
    number = QFontDatabase.addApplicationFont(str(font_path()))
    return QFontDatabase.applicationFontFamilies(number)[0]


@lru_cache(maxsize=64)
def _font(size: int) -> QFont:
    font = QFont(_family())
    font.setPixelSize(size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setKerning(False)
    return font
