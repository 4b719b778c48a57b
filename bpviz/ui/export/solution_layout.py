"""A worked solution cut into boxes, and the boxes into pages.

A box is never broken, and one that only introduces what follows stays with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpviz.core.worked import (
    Group,
    Heading,
    Kind,
    Network,
    Paragraph,
    Part,
    Statement,
    Table,
    Work,
    Worked,
)
from bpviz.ui.export.solution_flow import (
    BODY,
    FORMULA,
    GAP,
    INK,
    SPACE,
    WRITING,
    Bit,
    Row,
    answer_bit,
    draw_word,
    heading_font,
    text_rows,
    work_rows,
)
from bpviz.ui.export.solution_tables import table_boxes

Paint = Callable[[QPainter, float, float], None]
TOGETHER: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((3,), (2,)),
    2: ((2,),),
    3: ((3,), (2, 1)),
    4: ((4,), (2, 2), (3, 1)),
}
"""How numbers that belong together may stand: so many in each row."""
GUTTER = 26.0
BELOW_FORMULA = 4.0
INDENT_SHARE = 0.3
"""Of the width: how far to the right the first signs may stand."""
PICTURE = 290.0
"""Height of the network's picture."""
HEADLESS = 42.0
"""Height of its heading, which is left out here."""


@dataclass(frozen=True)
class Box:
    """Something that is not broken.

    Attributes
    ----------
    height : float
        Pixels.
    paint : (QPainter, x, y) → None
        With its upper left corner.
    above : float
        Space before it, but on top of a page.
    keep : bool
        It stays with the box that follows.
    under : bool
        Painted before the others, since its ground reaches farther up.
    """

    height: float
    paint: Paint
    above: float = GAP
    keep: bool = False
    under: bool = False


def boxes_of(
    document: Worked, room: float, picture: Callable[[QPainter, QRectF], None]
) -> Iterator[tuple[int, Box]]:
    """The boxes in reading order, each with the number of its part.

    Tables that follow one another stand side by side where there is room.

    Parameters
    ----------
    document : Worked
    room : float
        Width of a line, in pixels.
    picture : (QPainter, QRectF) → None
        Paints the network.
    """
    tables: list[Table] = []
    for number, part in enumerate((*document.parts, None)):
        if isinstance(part, Table):
            tables.append(part)
            continue
        for height, paint in table_boxes(tables, document.kind, room):
            yield number, Box(height, paint, 8.0)
        tables = []
        if part is not None:
            for box in _boxes(part, document.kind, room, picture):
                yield number, box


def _boxes(
    part: Part, kind: Kind, room: float, picture: Callable[[QPainter, QRectF], None]
) -> Iterator[Box]:
    match part:
        case Heading():
            yield _heading(part)
        case Paragraph(parts):
            ends = isinstance(parts[-1], str) and parts[-1].rstrip().endswith(":")
            yield _stacked(text_rows(parts, room), 5.0, 10.0 if ends else 3.0, keep=ends)
        case Statement(latex):
            rows = statement_rows(latex, room)
            yield _stacked(rows, GAP, GAP, keep=True)
        case Group():
            yield from _group(part, kind, room)
        case Network():
            yield _picture(room, picture)


def _picture(room: float, picture: Callable[[QPainter, QRectF], None]) -> Box:
    def paint(painter: QPainter, x: float, y: float) -> None:
        picture(painter, QRectF(x, y - HEADLESS, room, PICTURE + HEADLESS))

    return Box(PICTURE, paint, 4.0, under=True)


def _heading(heading: Heading) -> Box:
    font = heading_font(heading.level)
    size = float(font.pixelSize())

    def paint(painter: QPainter, x: float, y: float) -> None:
        draw_word(painter, x, y + size, heading.text, font, INK)

    return Box(1.35 * size, paint, 20.0 if heading.level == 1 else 12.0, keep=True)


def statement_rows(latex: str, room: float) -> list[Row]:
    """A formula in symbols; where it is several, or too long, it goes on in the next line."""
    x, rows = 0.0, [[]]  # type: tuple[float, list[list[tuple[float, Bit]]]]
    pieces = latex.split(r",\quad ")
    for number, piece in enumerate(pieces):
        bit = Bit(piece + ("," if number + 1 < len(pieces) else ""))
        if rows[-1] and x + bit.width > room:
            rows.append([])
            x = 2 * SPACE
        rows[-1].append((x, bit))
        x += bit.width + FORMULA
    return [Row(tuple(row)) for row in rows]


def _stacked(rows: Sequence[Row], gap: float, above: float, *, keep: bool = False) -> Box:
    """Lines one below the other."""
    places: list[tuple[float, Row]] = []
    y = 0.0
    for number, row in enumerate(rows):
        ascent, descent = row.extent
        y += (gap if number else 0.0) + max(ascent, 0.8 * BODY)
        places.append((y, row))
        y += max(descent, 0.25 * BODY)

    def paint(painter: QPainter, x: float, top: float) -> None:
        for base, row in places:
            row.paint(painter, x, top + base)

    return Box(y, paint, above, keep)


def _group(group: Group, kind: Kind, room: float) -> Iterator[Box]:
    """Numbers worked out, side by side where they are short."""
    indent = max(Bit(work.name).width for work in group.works) + SPACE
    indent = min(indent, INDENT_SHARE * room)
    least = 0.0 if kind == "solution" else WRITING
    ends = max(Bit(work.sign).width + SPACE + answer_bit(work.answer, kind).width
               for work in group.works)  # fmt: skip

    # The key's lines give the sheet's their heights, so that both have the same pages.
    numbers: Kind = "key" if kind == "sheet" else kind
    pattern = _pattern(group, numbers, room, indent)
    start = 0
    while start < len(group.works):
        for number, across in enumerate(pattern, 1):
            works = group.works[start : start + across]
            wide = _width(room, across)
            shapes = [work_rows(work, numbers, wide, indent) for work in works]
            cells = shapes
            if kind == "sheet":
                cells = [work_rows(work, kind, wide, indent, wide - ends) for work in works]
            above = 0.0 if start else BELOW_FORMULA
            box = _beside(cells, shapes, wide + GUTTER, least, above)
            yield replace(box, keep=number < len(pattern))
            start += across


def _width(room: float, across: int) -> float:
    """Of each of so many side by side."""
    return (room - (across - 1) * GUTTER) / across


def _pattern(group: Group, kind: Kind, room: float, indent: float) -> tuple[int, ...]:
    """How many stand side by side: in every row, or in the rows of those that belong together."""
    patterns: Sequence[tuple[int, ...]] = (
        ((3,), (2,)) if group.each == 1 else TOGETHER.get(group.each, ())
    )

    def fits(work: Work, across: int) -> bool:
        wide = _width(room, across)
        rows = work_rows(work, kind, wide, indent)
        return len(rows) == 1 and rows[0].width <= wide

    for pattern in patterns:
        row_of = [across for across in pattern for _ in range(across)]
        if all(
            fits(work, across)
            for work, across in zip(group.works, cycle(row_of), strict=False)
            if across > 1
        ):
            return pattern
    return (1,)


def _beside(
    cells: Sequence[Sequence[Row]],
    shapes: Sequence[Sequence[Row]],
    pitch: float,
    least: float,
    above: float,
) -> Box:
    """Cells next to each other, their first lines on one base line, as high as `shapes` are."""
    places: list[tuple[float, float, Row]] = []
    y = 0.0
    for line in range(max(map(len, shapes))):
        extents = [shape[line].extent for shape in shapes if line < len(shape)]
        ascent = max(0.8 * FORMULA, *(up for up, _ in extents))
        descent = max(0.25 * FORMULA, *(down for _, down in extents))
        height = max(ascent + descent + GAP, least)
        base = y + height - descent - GAP / 2
        places += [
            (k * pitch, base, cell[line]) for k, cell in enumerate(cells) if line < len(cell)
        ]
        y += height

    def paint(painter: QPainter, x: float, top: float) -> None:
        for offset, base, row in places:
            row.paint(painter, x + offset, top + base)

    return Box(y, paint, above)


# ---- pages -------------------------------------------------------------------------------------


def pages_of(boxes: Sequence[Box], first: float, height: float) -> list[list[tuple[float, Box]]]:
    """Boxes on pages, each with where its top is below the page's.

    Parameters
    ----------
    boxes : sequence of Box
    first : float
        Where the first page begins, below its title.
    height : float
        Room on a page.
    """
    pages: list[list[tuple[float, Box]]] = [[]]
    y = first
    for unit in _units(boxes):
        needed = sum(box.above + box.height for box in unit)
        if y + needed - unit[0].above * (not pages[-1]) > height and (pages[-1] or y > 0.0):
            pages.append([])
            y = 0.0
        for box in unit:
            if y > 0.0:
                y += box.above
            pages[-1].append((y, box))
            y += box.height
    return pages


def _units(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """What may not be parted: everything that introduces, with the first box of what follows."""
    unit: list[Box] = []
    for box in boxes:
        unit.append(box)
        if not box.keep:
            yield unit
            unit = []
    if unit:
        yield unit
