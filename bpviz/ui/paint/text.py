"""Numbers and words as the pictures print them."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)

from bpviz.ui.number_text import power_of_ten, with_sign

MINUS = "\N{MINUS SIGN}"
ABSENT = "\N{EN DASH}"
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

CENTER = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def superscript(number: int) -> str:
    """The number as raised digits: 12 is ``¹²``."""
    return str(number).translate(_SUPERSCRIPTS)


def subscript(number: int) -> str:
    """The number as lowered digits: 12 is ``₁₂``."""
    return str(number).translate(_SUBSCRIPTS)


def short_number(x: float, digits: int = 3, *, sign: bool = False) -> str:
    """A number in a few characters, with a true minus sign.

    Numbers below one get `digits` decimals (one more below 0.01), larger ones as many fewer as
    they have digits before the point; what is smaller or larger still is written with a power of
    ten. A number that is exactly an integer is written as one, so ``1``
    and ``1.00`` are told apart.

    Parameters
    ----------
    x : float
        Any number; NaN and infinities too.
    digits : int
        Decimals of a number below one.
    sign : bool
        Write a plus before what is positive.

    Returns
    -------
    str
        At most ``digits + 7`` characters for exponents below a hundred.
    """
    x = float(x)
    if math.isnan(x):
        return "NaN"
    before = MINUS if x < 0 else ("+" if sign and x > 0 else "")
    size = abs(x)
    if math.isinf(size):
        return before + "∞"
    if size == int(size) and size < 10 ** (digits + 1):
        return f"{before}{int(size)}"
    if size < 10.0 ** -max(digits, 3) or size >= 10 ** (digits + 1):
        return before + _scientific(size, 1 if digits > 2 else 0)
    if size < 0.01:
        return with_sign(f"{before}{size:.{digits + 1}f}")
    whole = 0 if size < 1 else int(math.log10(size)) + 1
    return with_sign(f"{before}{size:.{max(0, digits - whole)}f}")


def _scientific(size: float, decimals: int) -> str:
    mantissa, exponent = f"{size:.{decimals}e}".split("e")
    if abs(int(exponent)) >= 10:  # no room for a second digit
        mantissa, exponent = f"{size:.0e}".split("e")
    return with_sign(f"{mantissa}·{power_of_ten(int(exponent))}")


def full_number(x: float) -> str:
    """A number with all the digits that tell it from its neighbours, and a true minus sign."""
    x = float(x)
    if not math.isfinite(x):
        return short_number(x)
    mantissa, mark, power = repr(x).partition("e")
    text = mantissa.replace("-", MINUS) + (f"·{power_of_ten(int(power))}" if mark else "")
    return with_sign(text)


def text_width(text: str, font: QFont) -> float:
    """Width of a line of text, in logical pixels, for a font with a pixel size."""
    return _advance(text, font.family(), font.pixelSize(), font.bold(), font.italic())


@lru_cache(maxsize=4096)
def _advance(text: str, family: str, size: int, bold: bool, italic: bool) -> float:
    """What `text_width` gives; kept, since measuring costs as much as drawing."""
    return QFontMetricsF(_font(family, size, bold, italic)).horizontalAdvance(text)


def elided(text: str, font: QFont, width: float) -> str:
    """The text, or as much of it as fits into `width`, followed by an ellipsis."""
    if text_width(text, font) <= width:
        return text
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def fitted(font: QFont, text: str, width: float, smallest: float = 0.6) -> QFont:
    """The font, or a smaller one (down to `smallest` of it) in which the text fits `width`."""
    wide = text_width(text, font)
    if wide <= width or wide == 0:
        return font
    smaller = QFont(font)
    smaller.setPixelSize(max(1, int(font.pixelSize() * max(width / wide, smallest))))
    return smaller


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = CENTER,
    halo: QColor | None = None,
) -> None:
    """Draw one line of text, elided to the rectangle's width.

    Parameters
    ----------
    painter : QPainter
        Its font and pen are changed.
    rect : QRectF
        Where, in logical pixels.
    text : str
        One line.
    font : QFont
        With a pixel size.
    color : QColor
        Of the letters.
    align : Qt.AlignmentFlag
        Within the rectangle.
    halo : QColor or None
        Draw the letters on an outline of this colour, so that lines may pass behind them.
    """
    text = elided(text, font, rect.width() + 0.5)
    if halo is not None:
        _draw_halo(painter, rect, text, font, halo, align)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(rect, _one_line(align), text)


@lru_cache(maxsize=64)
def _one_line(align: Qt.AlignmentFlag) -> int:
    """Flags for one line; kept, since joining flags in Python takes as long as drawing."""
    return int((align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip).value)


def _draw_halo(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    halo: QColor,
    align: Qt.AlignmentFlag,
) -> None:
    ascent, descent = _heights(font.family(), font.pixelSize(), font.bold(), font.italic())
    width = text_width(text, font)
    x = rect.x()
    if align & Qt.AlignmentFlag.AlignHCenter:
        x = rect.center().x() - width / 2
    elif align & Qt.AlignmentFlag.AlignRight:
        x = rect.right() - width
    base = QPointF(x, rect.center().y() + (ascent - descent) / 2)
    engine, turn = painter.paintEngine(), painter.deviceTransform()
    on_pixels = engine is not None and engine.type() == QPaintEngine.Type.Raster
    if not on_pixels or turn.isRotating():
        _stroke_halo(painter, base, text, font, halo)
        return
    style = font.family(), font.pixelSize(), font.bold(), font.italic()
    image = _halo_image(text, style, halo.rgba(), turn.m11())
    around = 2.0 * font.pixelSize()
    painter.drawImage(base - QPointF(around, around), image)


@lru_cache(maxsize=256)
def _heights(family: str, size: int, bold: bool, italic: bool) -> tuple[float, float]:
    """Ascent and descent of a font."""
    metrics = QFontMetricsF(_font(family, size, bold, italic))
    return metrics.ascent(), metrics.descent()


@lru_cache(maxsize=1024)
def _halo_image(text: str, style: tuple[str, int, bool, bool], halo: int, density: float) -> QImage:
    """A halo, with twice the font's size of room around its base point; kept, since names stay.

    Stroking the outline of a text takes ten times as long as writing it.
    """
    font = _font(*style)
    around = 2.0 * font.pixelSize()
    size = QSizeF(text_width(text, font) + 2 * around, 2 * around) * density
    image = QImage(size.toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(density)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    _stroke_halo(painter, QPointF(around, around), text, font, QColor.fromRgba(halo))
    painter.end()
    return image


_UNITS = 2048
"""The shipped fonts' units per em."""


@lru_cache(maxsize=1024)
def _outline(text: str, style: tuple[str, int, bool, bool]) -> QPainterPath:
    family, size, bold, italic = style
    # At any other size FreeType rounds to 1/64 pixel, which way depends on what was written before.
    font = _font(family, _UNITS, bold, italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    path = QPainterPath()
    path.addText(QPointF(0, 0), font, text)
    return QTransform.fromScale(size / _UNITS, size / _UNITS).map(path)


def text_outline(text: str, font: QFont) -> QPainterPath:
    """The outline of a text from its base point on: always the same, to the last bit."""
    return _outline(text, (font.family(), font.pixelSize(), font.bold(), font.italic()))


def _stroke_halo(painter: QPainter, base: QPointF, text: str, font: QFont, halo: QColor) -> None:
    path = text_outline(text, font).translated(base)
    pen = QPen(halo, max(2.0, font.pixelSize() * 0.3))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)


def _font(family: str, size: int, bold: bool, italic: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(size)
    font.setBold(bold)
    font.setItalic(italic)
    return font
