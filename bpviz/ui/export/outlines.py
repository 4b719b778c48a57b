"""The text of an SVG file as outlines, so that it looks the same wherever the file is opened.

Qt writes text as ``<text>`` with the name of its font, which whoever opens the file may not have.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from PySide6.QtGui import QFont, QPainterPath, QRawFont, QTextLayout

UNITS = 2048
"""Units to the em of the shipped fonts: at that size outlines have whole coordinates."""

_TEXT = re.compile(
    r'<text fill="(?P<fill>[^"]*)" fill-opacity="(?P<opacity>[^"]*)"[^>]*? '
    r'x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" font-family="(?P<family>[^"]*)" '
    r'font-size="(?P<size>[^"]*)" font-weight="(?P<weight>[^"]*)" '
    r'font-style="(?P<style>[^"]*)"[^>]*>(?P<text>.*?)</text>',
    re.DOTALL,
)
_WIDE = 1e9
"""Room for a line of any length."""
_MOVE, _LINE, _CURVE = (
    QPainterPath.ElementType.MoveToElement,
    QPainterPath.ElementType.LineToElement,
    QPainterPath.ElementType.CurveToElement,
)


def with_outlines(svg: str) -> str:
    """The SVG file as Qt writes it, every ``<text>`` replaced by the outline of its letters."""
    return _TEXT.sub(_outlined, svg)


def _outlined(found: re.Match[str]) -> str:
    italic, bold = found["style"] != "normal", int(found["weight"]) >= 600
    shape = _outline(unescape(found["text"]), unescape(found["family"]), bold, italic)
    scale = float(found["size"]) / UNITS
    return (
        f'<path transform="translate({found["x"]} {found["y"]}) scale({scale:.6g})" '
        f'fill="{found["fill"]}" fill-opacity="{found["opacity"]}" stroke="none" d="{shape}"/>'
        if shape
        else ""
    )


@lru_cache(maxsize=4096)
def _outline(text: str, family: str, bold: bool, italic: bool) -> str:
    """Data of the path, `UNITS` to the em; empty for blanks."""
    layout = QTextLayout(text, _font(family, bold, italic))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(_WIDE)
    layout.endLayout()
    parts = []
    for run in layout.glyphRuns():
        raw = run.rawFont()
        for glyph, at in zip(run.glyphIndexes(), run.positions(), strict=True):
            shape = _glyph(_Face(raw), glyph)
            if shape:
                parts.append(f"M{round(at.x())},{round(at.y() - line.ascent())}{shape}")
    return "".join(parts)


@lru_cache(maxsize=16)
def _font(family: str, bold: bool, italic: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(UNITS)
    font.setBold(bold)
    font.setItalic(italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class _Face:
    """A font as a key: two are equal where their letters are."""

    def __init__(self, raw: QRawFont) -> None:
        self.raw = raw
        self._key = raw.familyName(), raw.styleName()

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Face) and self._key == other._key


@lru_cache(maxsize=4096)
def _glyph(face: _Face, glyph: int) -> str:
    """A letter's path relative to where it begins, so that it fits at any place of a text.

    All numbers are whole: places are rounded before they are subtracted, so that nothing adds up.
    """
    path = face.raw.pathForGlyph(glyph)
    parts: list[str] = []
    start = here = (0, 0)
    points: list[tuple[int, int]] = []
    for k in range(path.elementCount()):
        element = path.elementAt(k)
        kind, at = element.type, (round(element.x), round(element.y))  # type: ignore[attr-defined]
        if kind == _MOVE:
            if parts:
                parts.append("z")
            here, points, start = start, [at], at
            parts.append("m")
        elif kind == _LINE:
            points = [at]
            parts.append("l")
        elif kind == _CURVE:
            points = [at]
            parts.append("c")
            continue
        else:
            points.append(at)
            if len(points) < 3:
                continue
        parts.append(" ".join(f"{x - here[0]},{y - here[1]}" for x, y in points))
        here = at
    return "".join(parts) + "z" if parts else ""
