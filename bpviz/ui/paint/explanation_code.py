"""The code of an explanation: the step's own line, or the iteration with that line marked."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter, QPen

from bpviz.ui.paint.explanation_picture import ExplanationPicture
from bpviz.ui.paint.marked_line import mark_line
from bpviz.ui.paint.text import LEFT, draw_text, fitted, text_width
from bpviz.ui.theme import Theme

CODE_LINE = 20.0
LISTING = 13.0
SMALLEST_LISTING = 11.0
"""What is wider then ends in an ellipsis. It grows with the scale: who presents wants it read."""
LINE, STRIP = 16.0, 30.0
"""The step's own line where it stands alone: its type, and the height of its strip."""


def _lines_around(inner: QRectF, picture: ExplanationPicture, theme: Theme) -> int:
    """How many lines of the listing are shown below the formulas; less than 3: only the own one.

    That depends on the place alone, so that nothing moves from step to step.
    """
    high = int((inner.height() / theme.font_scale - 240.0) / CODE_LINE)
    return min(high, len(picture.listing), 9)


def code_top(inner: QRectF, picture: ExplanationPicture, theme: Theme) -> float:
    """Where the code below the formulas begins."""
    if not picture.code:
        return inner.bottom()
    around = _lines_around(inner, picture, theme)
    height = around * CODE_LINE + 34.0 if around >= 3 else STRIP
    return inner.bottom() - (height + 6.0) * theme.font_scale


def paint_code(painter: QPainter, inner: QRectF, picture: ExplanationPicture, theme: Theme) -> None:
    """The line of NumPy on a strip of the phase's colour, or with the lines around it."""
    if not picture.code:
        return
    top = code_top(inner, picture, theme) + 6.0 * theme.font_scale
    place = QRectF(inner.left(), top, inner.width(), inner.bottom() - top)
    if _lines_around(inner, picture, theme) >= 3:
        paint_listing(painter, place, picture, theme)
    else:
        _paint_marked_line(painter, place, picture.code, picture.direction, theme)


def listing_width(inner: QRectF, picture: ExplanationPicture, theme: Theme) -> float:
    """Room for the whole iteration's code beside the formulas, or 0."""
    if not picture.listing or inner.height() < 150.0 * theme.font_scale:
        return 0.0
    font = theme.font(LISTING, mono=True)
    longest = max(picture.listing, key=len)
    needed = text_width(longest, font) + 44.0 * theme.font_scale
    available = inner.width() - 560.0 * theme.font_scale
    least = 260.0 * theme.font_scale
    return min(needed, available) if available >= least else 0.0


def paint_listing(
    painter: QPainter, panel: QRectF, picture: ExplanationPicture, theme: Theme
) -> None:
    """The code of the iteration, the current line marked, later lines fainter."""
    scale = theme.font_scale
    painter.setPen(QPen(theme.color("border"), 1.0))
    painter.setBrush(theme.color("stage"))
    painter.drawRoundedRect(panel, 6.0 * scale, 6.0 * scale)
    inside = panel.adjusted(5.0 * scale, 5.0 * scale, -5.0 * scale, -5.0 * scale)
    title = QRectF(inside.left() + 8.0 * scale, inside.top(), inside.width(), 20.0 * scale)
    draw_text(painter, title, picture.listing_title, theme.font(12), theme.color("muted"), LEFT)
    inside.setTop(title.bottom() + 2.0 * scale)
    step = CODE_LINE * scale
    count = max(1, min(len(picture.listing), int(inside.height() / step)))
    first = min(max(picture.current - count // 2, 0), len(picture.listing) - count)
    font = _listing_font(picture.listing, inside.width() - 28.0 * scale, theme)
    for row, index in enumerate(range(first, first + count)):
        line = QRectF(inside.left(), inside.top() + row * step, inside.width(), step)
        if index == picture.current:
            code = picture.listing[index]
            _paint_marked_line(painter, line, code, picture.direction, theme, font)
            continue
        text = line.adjusted(20.0 * scale, 0.0, -8.0 * scale, 0.0)
        color = theme.color("muted" if index > picture.current else "text")
        draw_text(painter, text, picture.listing[index], font, color, LEFT)


def _listing_font(listing: tuple[str, ...], width: float, theme: Theme) -> QFont:
    """One size for all lines: that at which the longest fits, but never too small to read."""
    font = theme.font(LISTING, mono=True)
    longest = max(text_width(line, font) for line in listing)
    size = font.pixelSize() * min(1.0, width / longest)
    font.setPixelSize(int(max(SMALLEST_LISTING * theme.font_scale, size)))
    return font


def _paint_marked_line(
    painter: QPainter,
    strip: QRectF,
    code: str,
    direction: str,
    theme: Theme,
    font: QFont | None = None,
) -> None:
    scale = theme.font_scale
    mark_line(painter, strip, direction, theme, strip.height())
    text = strip.adjusted(20.0 * scale, 0.0, -8.0 * scale, 0.0)
    font = font or fitted(theme.font(LINE, mono=True), code, text.width(), 0.7)
    draw_text(painter, text, code, font, theme.color("text"), LEFT)
