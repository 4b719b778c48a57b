"""The text of an SVG file as outlines, so that it looks the same wherever the file is opened.

Qt writes text as ``<text>`` with the name of its font, which whoever opens the file may not have.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from PySide6.QtCore import QBuffer, QByteArray, QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath
from PySide6.QtSvg import QSvgGenerator

UNITS = 2048
"""Units to the em of the shipped fonts: at that size outlines have whole coordinates."""

_TEXT = re.compile(
    r'<text fill="(?P<fill>[^"]*)" fill-opacity="(?P<opacity>[^"]*)"[^>]*? '
    r'x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" font-family="(?P<family>[^"]*)" '
    r'font-size="(?P<size>[^"]*)" font-weight="(?P<weight>[^"]*)" '
    r'font-style="(?P<style>[^"]*)"[^>]*>(?P<text>.*?)</text>',
    re.DOTALL,
)
_PATH = re.compile(r'<path [^>]*?fill-rule="([a-z]*)" d="([^"]*)"')
_FRACTION = re.compile(r"\.\d+")


def with_outlines(svg: str) -> str:
    """The SVG file as Qt writes it, every ``<text>`` replaced by the outline of its letters."""
    return _TEXT.sub(_outlined, svg)


def _outlined(found: re.Match[str]) -> str:
    italic, bold = found["style"] != "normal", int(found["weight"]) >= 600
    shape = _outline(unescape(found["text"]), unescape(found["family"]), bold, italic)
    scale = float(found["size"]) / UNITS
    return (
        f'<path transform="translate({found["x"]} {found["y"]}) scale({scale:.6g})" '
        f'fill="{found["fill"]}" fill-opacity="{found["opacity"]}" stroke="none" {shape}/>'
        if shape
        else ""
    )


@lru_cache(maxsize=4096)
def _outline(text: str, family: str, bold: bool, italic: bool) -> str:
    """Fill rule and data of the path, `UNITS` to the em; empty for blanks."""
    font = QFont(family)
    font.setPixelSize(UNITS)
    font.setBold(bold)
    font.setItalic(italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    path = QPainterPath()
    path.addText(QPointF(0, 0), font, text)
    data = QByteArray()
    generator = QSvgGenerator()  # walking over the path here takes twenty times as long
    generator.setOutputDevice(QBuffer(data))
    painter = QPainter(generator)
    painter.fillPath(path, Qt.GlobalColor.black)
    painter.end()
    found = _PATH.search(bytes(data.data()).decode())
    return f'fill-rule="{found[1]}" d="{_FRACTION.sub("", found[2])}"' if found else ""
