"""Sets a formula within a millisecond: a small TeX for the numbers that change with every step.

ziamath needs 10 to 40 ms a formula, which is too slow for numbers while one plays; this reads the
subset of `bpviz.core.tex` and sets it in the same font. Measures are in font units, 1000 to
the em, y downwards, with the base line at 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath, QTransform

from bpviz.core import tex
from bpviz.ui.paint.mathfont import AXIS, UNITS, MathFont, letter, math_font

SCRIPT = 0.7
FRACTION = 0.92
RULE = 62.0
GAP = 125.0
"""Between a fraction's bar and what stands over and under it."""
BRACKET = 932.0
"""The height of a usual bracket."""
MEDIUM, THICK, THIN = 222.0, 278.0, 167.0


@dataclass(frozen=True)
class Formula:
    """A formula as one outline, in logical pixels; the origin is the left end of its base line."""

    outline: QPainterPath
    width: float
    ascent: float
    descent: float
    cut: bool = False


@dataclass
class _Box:
    """Glyphs and bars, placed."""

    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0
    glyphs: list[tuple[int, float, float, float]] = field(default_factory=list)
    bars: list[tuple[float, float, float, float]] = field(default_factory=list)

    def place(self, other: _Box, x: float, y: float) -> None:
        """Put another box at (x, y) and grow upwards and downwards."""
        self.glyphs.extend((g, gx + x, gy + y, s) for g, gx, gy, s in other.glyphs)
        self.bars.extend((bx + x, by + y, w, h) for bx, by, w, h in other.bars)
        self.ascent = max(self.ascent, other.ascent - y)
        self.descent = max(self.descent, other.descent + y)

    def append(self, other: _Box, gap: float = 0.0) -> None:
        """Put another box at the end."""
        self.place(other, self.width + gap, 0.0)
        self.width += gap + other.width


def typeset(latex: str, size: float, room: float = 0.0) -> Formula:
    """Set a formula at `size` pixels to the em.

    Parameters
    ----------
    latex : str
        Within the subset of `tex.parse`.
    size : float
        Pixels to the em.
    room : float
        Cut the formula at this width, with an ellipsis; 0: never.

    Raises
    ------
    TexError
        If the formula is not within the subset.
    """
    row = tex.parse(latex)
    setter = _Setter(math_font())
    box, cut = setter.row(row, 1.0), False
    if 0.0 < room < box.width * size / UNITS:
        box, cut = _shortened(setter, row, room * UNITS / size), True
    return _drawn(box, setter.font, size / UNITS, cut)


@dataclass(frozen=True)
class Placed:
    """The glyphs (number, x, y, scale) and bars (x, y, width, height) of a formula, as measured."""

    width: float
    ascent: float
    descent: float
    glyphs: tuple[tuple[int, float, float, float], ...]
    bars: tuple[tuple[float, float, float, float], ...]


def placed(latex: str) -> Placed:
    """What a formula is made of, in font units, for who writes it letter by letter.

    Raises TexError as `typeset` does.
    """
    box = _Setter(math_font()).row(tex.parse(latex), 1.0)
    return Placed(box.width, box.ascent, box.descent, tuple(box.glyphs), tuple(box.bars))


def _shortened(setter: _Setter, row: tex.Row, room: float) -> _Box:
    """As many leading items as fit, then an ellipsis."""
    low, high = 0, len(row.items)
    dots = tex.Atom("…")
    while low < high:
        middle = (low + high + 1) // 2
        shorter = setter.row(tex.Row((*row.items[:middle], dots)), 1.0)
        low, high = (middle, high) if shorter.width <= room else (low, middle - 1)
    return setter.row(tex.Row((*row.items[:low], dots)), 1.0)


def _drawn(box: _Box, font: MathFont, scale: float, cut: bool) -> Formula:
    outline = QPainterPath()
    for glyph, x, y, size in box.glyphs:
        to_pixels = QTransform(size * scale, 0, 0, size * scale, x * scale, y * scale)
        outline.addPath(to_pixels.map(font.outline(glyph)))
    for x, y, width, height in box.bars:
        outline.addRect(x * scale, y * scale, width * scale, height * scale)
    outline.setFillRule(Qt.FillRule.WindingFill)
    return Formula(outline, box.width * scale, box.ascent * scale, box.descent * scale, cut)


class _Setter:
    """Turns nodes into boxes. `scale` is 1 for the text, less for indices."""

    def __init__(self, font: MathFont) -> None:
        self.font = font

    def box(self, node: tex.Node, scale: float) -> _Box:
        match node:
            case tex.Atom():
                return self.atom(node, scale)
            case tex.Row():
                return self.row(node, scale)
            case tex.Scripts():
                return self.scripts(node, scale)
            case tex.Fraction():
                return self.fraction(node, scale)
            case tex.Root():
                return self.root(node, scale)
            case tex.Accent():
                return self.accent(node, scale)
            case tex.Space(width):
                return _Box(width=width * UNITS * scale)

    def glyph(self, glyph: int, scale: float) -> _Box:
        bounds = self.font.bounds(glyph)
        box = _Box(
            self.font.advance(glyph) * scale,
            max(0.0, -bounds.top() * scale),
            max(0.0, bounds.bottom() * scale),
        )
        box.glyphs.append((glyph, 0.0, 0.0, scale))
        return box

    def atom(self, atom: tex.Atom, scale: float) -> _Box:
        if atom.grow > 1.0:
            return self.bracket(atom, scale)
        box = _Box()
        for character in atom.text:
            if character == " ":
                box.width += 250.0 * scale
                continue
            glyph = self.font.glyph(letter(character, atom.font))
            if glyph == 0:
                raise tex.TexError(f"no glyph for {character}")
            display = character == "∑" and scale == 1.0
            grown = self.font.larger(glyph, 1300.0) if display else glyph
            box.append(self.centred(grown, scale) if grown != glyph else self.glyph(glyph, scale))
        return box

    def bracket(self, atom: tex.Atom, scale: float) -> _Box:
        glyph = self.font.glyph(letter(atom.text, atom.font))
        return self.centred(self.font.larger(glyph, atom.grow * BRACKET), scale)

    def centred(self, glyph: int, scale: float) -> _Box:
        """A tall glyph, its middle on the axis."""
        drop = (-AXIS - self.font.bounds(glyph).center().y()) * scale
        box = _Box(width=self.font.advance(glyph) * scale)
        box.place(self.glyph(glyph, scale), 0.0, drop)
        return box

    def row(self, row: tex.Row, scale: float) -> _Box:
        box, before, term = _Box(), "start", "start"
        spaced = scale if scale in (1.0, FRACTION) else 0.0
        for item in row.items:
            kind = _kind(item)
            if kind == "bin" and term in ("start", "bin", "rel", "open", "punct", "op"):
                kind = "ord"
            box.append(self.box(item, scale), _gap(before, kind) * spaced)
            before, term = kind, term if kind == "space" else kind
        return box

    def scripts(self, node: tex.Scripts, scale: float) -> _Box:
        big = isinstance(node.base, tex.Atom) and node.base.kind == "op"
        if big and scale == 1.0:
            return self.limits(node, scale)
        base = self.box(node.base, scale)
        sup = node.sup
        if sup and sup.items and isinstance(sup.items[0], tex.Atom) and "′" in sup.items[0].text:
            base.append(self.atom(sup.items[0], scale), 30.0 * scale)
            sup = tex.Row(sup.items[1:]) if sup.items[1:] else None
        small = max(scale * SCRIPT, 0.5)
        raised = self.row(sup, small) if sup else None
        lowered = self.row(node.sub, small) if node.sub else None
        up = max(360.0 * scale, base.ascent - 340.0 * scale)
        down = max(190.0 * scale, base.descent - 120.0 * scale)
        if raised and lowered:
            overlap = raised.descent + lowered.ascent + 60.0 * scale - up - down
            up, down = up + max(0.0, overlap / 2), down + max(0.0, overlap / 2)
        start, end = base.width, base.width
        if raised:
            base.place(raised, start + 45.0 * scale, -up)
            end = max(end, start + 45.0 * scale + raised.width)
        if lowered:
            base.place(lowered, start + 10.0 * scale, down)
            end = max(end, start + 10.0 * scale + lowered.width)
        base.width = end + 20.0 * scale
        return base

    def limits(self, node: tex.Scripts, scale: float) -> _Box:
        """A sum with its bounds under and over it."""
        base = self.box(node.base, scale)
        small = scale * 0.62
        under = self.row(node.sub, small) if node.sub else _Box()
        over = self.row(node.sup, small) if node.sup else _Box()
        box = _Box(width=max(base.width, under.width, over.width))
        box.place(base, (box.width - base.width) / 2, 0.0)
        gap = 70.0 * scale
        if node.sub:
            box.place(under, (box.width - under.width) / 2, base.descent + under.ascent + gap)
        if node.sup:
            box.place(over, (box.width - over.width) / 2, -base.ascent - over.descent - gap)
        return box

    def fraction(self, node: tex.Fraction, scale: float) -> _Box:
        inner = FRACTION if scale == 1.0 else scale * 0.8
        top, bottom = self.row(node.top, inner), self.row(node.bottom, inner)
        side = 60.0 * scale
        width = max(top.width, bottom.width) + 2 * side
        axis, rule = AXIS * scale, RULE * scale
        box = _Box(width=width + 2 * side)
        box.bars.append((side, -axis - rule / 2, width, rule))
        over = axis + rule / 2 + GAP * scale + top.descent
        under = -axis + rule / 2 + GAP * scale + bottom.ascent
        box.place(top, (box.width - top.width) / 2, -over)
        box.place(bottom, (box.width - bottom.width) / 2, under)
        return box

    def root(self, node: tex.Root, scale: float) -> _Box:
        body = self.row(node.body, scale)
        gap, rule = 90.0 * scale, RULE * scale
        height = body.ascent + body.descent + gap
        sign = self.font.larger(self.font.glyph("√"), height / scale)
        bounds = self.font.bounds(sign)
        top = -body.ascent - gap
        box = _Box()
        box.place(self.glyph(sign, scale), 0.0, top - bounds.top() * scale)
        start = bounds.right() * scale
        box.place(body, start + 30.0 * scale, 0.0)
        box.width = start + 60.0 * scale + body.width
        box.bars.append((start - rule / 2, top, box.width - start, rule))
        box.ascent = max(box.ascent, -top + rule)
        return box

    def accent(self, node: tex.Accent, scale: float) -> _Box:
        body = self.row(node.body, scale)
        mark = self.font.glyph(node.mark)
        bounds = self.font.bounds(mark)
        x = body.width / 2 + 40.0 * scale - bounds.center().x() * scale
        drop = -max(0.0, body.ascent - 470.0 * scale)
        body.glyphs.append((mark, x, drop, scale))
        body.ascent = max(body.ascent, -drop - bounds.top() * scale)
        return body


def _kind(node: tex.Node) -> str:
    match node:
        case tex.Atom(kind=kind):
            return kind
        case tex.Scripts(base=base):
            return _kind(base)
        case tex.Space():
            return "space"
        case _:
            return "ord"


def _gap(left: str, right: str) -> float:
    """Space between two neighbours, as TeX's table has it."""
    if left in ("start", "space", "open") or right in ("space", "close", "punct"):
        return 0.0
    if left == "rel" or right == "rel":
        return 0.0 if left == right else THICK
    if left == "bin" or right == "bin":
        return MEDIUM
    if left in ("word", "op"):
        return 0.0 if right == "open" and left == "word" else THIN
    return THIN if left == "punct" or right in ("word", "op") else 0.0
