"""Glyphs of the mathematical font as outlines, and the larger forms of brackets, sums and roots.

The font is STIX Two Math, which ziamath brings along, so that formulas look the same whichever of
the two sets them. Outlines, not text: an exported slide needs no font.
"""

from __future__ import annotations

import struct
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainterPath, QRawFont

UNITS = 1000
"""Font units in one em; every measure here is in these."""
AXIS = 257.0
"""Height of fraction bars and minus signs above the base line."""


class MathFont:
    """Measures and outlines of single glyphs, by number."""

    def __init__(self, path: Path) -> None:
        no_hints = QFont.HintingPreference.PreferNoHinting
        self._raw = QRawFont(str(path), UNITS, no_hints)
        if not self._raw.isValid():
            raise FileNotFoundError(f"no mathematical font at {path}")
        self._outlines: dict[int, QPainterPath] = {}
        self._bounds: dict[int, QRectF] = {}
        self._advances: dict[int, float] = {}
        self._glyphs: dict[str, int] = {}
        self._characters: dict[int, str] = {}

    def glyph(self, character: str) -> int:
        """The glyph of a character; 0 where the font has none."""
        if character not in self._glyphs:
            found = self._raw.glyphIndexesForString(character)
            self._glyphs[character] = found[0] if found else 0
            self._characters.setdefault(self._glyphs[character], character)
        return self._glyphs[character]

    def character(self, glyph: int) -> str | None:
        """The character that a glyph stands for; None for the larger forms of one."""
        return self._characters.get(glyph)

    def outline(self, glyph: int) -> QPainterPath:
        """The shape, with its origin on the base line and y downwards."""
        if glyph not in self._outlines:
            self._outlines[glyph] = self._raw.pathForGlyph(glyph)
        return self._outlines[glyph]

    def bounds(self, glyph: int) -> QRectF:
        """The rectangle around the shape."""
        if glyph not in self._bounds:
            self._bounds[glyph] = self.outline(glyph).boundingRect()
        return self._bounds[glyph]

    def advance(self, glyph: int) -> float:
        """How far the next glyph stands to the right."""
        if glyph not in self._advances:
            flag = QRawFont.LayoutFlag.UseDesignMetrics
            self._advances[glyph] = self._raw.advancesForGlyphIndexes([glyph], flag)[0].x()
        return self._advances[glyph]

    def larger(self, glyph: int, height: float) -> int:
        """The smallest form of `glyph` that is at least `height` high, or the largest."""
        for variant in self._variants.get(glyph, [glyph]):
            if self.bounds(variant).height() >= height:
                return variant
        return self._variants.get(glyph, [glyph])[-1]

    @cached_property
    def _variants(self) -> dict[int, list[int]]:
        """Vertical variants by glyph, from the font's MATH table (OpenType 1.9, MathVariants)."""
        table = bytes(self._raw.fontTable("MATH").data())
        if not table:
            return {}
        start = _u16(table, 8)
        covered = _coverage(table, start + _u16(table, start + 2))
        found = {}
        for index, glyph in enumerate(covered):
            construction = start + _u16(table, start + 10 + 2 * index)
            count = _u16(table, construction + 2)
            found[glyph] = [_u16(table, construction + 4 + 4 * i) for i in range(count)]
        return found


def _u16(table: bytes, at: int) -> int:
    return int(struct.unpack_from(">H", table, at)[0])


def _coverage(table: bytes, at: int) -> list[int]:
    """Glyphs of an OpenType coverage table, in order."""
    count = _u16(table, at + 2)
    if _u16(table, at) == 1:
        return [_u16(table, at + 4 + 2 * i) for i in range(count)]
    glyphs: list[int] = []
    for i in range(count):
        first, last = _u16(table, at + 4 + 6 * i), _u16(table, at + 6 + 6 * i)
        glyphs.extend(range(first, last + 1))
    return glyphs


@cache
def math_font() -> MathFont:
    """The font, loaded once. Needs a QGuiApplication; does not import ziamath."""
    return MathFont(font_path())


def font_path() -> Path:
    """The font's file."""
    spec = find_spec("ziamath")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("bpviz is not installed completely: no mathematical font")
    return Path(spec.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"


_ITALIC_EXCEPTIONS = {"h": "ℎ"}
_UPRIGHT = set("∂∇∞⊤Δ")


@cache
def letter(character: str, font: str) -> str:
    """The character that shows `character` in a style: italic for variables, bold, upright."""
    code = ord(character)
    if font == "upright" or character in _UPRIGHT:
        return character
    latin = 0 if "A" <= character <= "Z" else 26 if "a" <= character <= "z" else None
    if latin is not None:
        start = 0x1D400 if font == "bold" else 0x1D434
        exception = _ITALIC_EXCEPTIONS.get(character) if font == "math" else None
        return exception or chr(start + latin + (code - ord("A")) % 32)
    if font == "math" and "α" <= character <= "ω":
        return chr(0x1D6FC + code - ord("α"))
    return "𝜖" if font == "math" and character == "ϵ" else character
