"""Writes a worked solution: as pages of A4 in a PDF file, or as LaTeX source."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QPageSize, QPainter, QPen

from bpviz import __version__
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.core.worked import Kind, Worked
from bpviz.core.worked_build import working_out
from bpviz.core.worked_latex import latex_document
from bpviz.files.lessons import Lesson
from bpviz.ui.app import make_application
from bpviz.ui.export.canvas import RESOLUTION
from bpviz.ui.export.job import Work
from bpviz.ui.export.pdf_letters import LetterWriter, with_letters
from bpviz.ui.export.solution_flow import BODY, INK, MARK, RULE, SOFT, draw_word
from bpviz.ui.export.solution_layout import Box, boxes_of, pages_of
from bpviz.ui.export.solution_type import FONT
from bpviz.ui.export.solution_words import words
from bpviz.ui.language import Translations
from bpviz.ui.number_text import use_decimal_comma, with_sign
from bpviz.ui.paint.network import paint_network
from bpviz.ui.paint.network_picture import network_picture
from bpviz.ui.paint.text import elided, subscript, superscript, text_width
from bpviz.ui.selection import Selection
from bpviz.ui.theme import LIGHT

PAGE = (794.0, 1123.0)
"""A4 at 96 pixels to the inch."""
SIDE, TOP, BOTTOM = 68.0, 76.0, 70.0
"""Margins."""
TITLE = 24.0
SMALL = 11.0
WORKED_OUT, LAID_OUT = 0.2, 0.5
"""What is done before the layout, and before painting."""
PAPER = replace(LIGHT, stage="#ffffff", panel="#ffffff", text="#000000", muted="#444444")


def write_solution(
    path: Path,
    timeline: Timeline,
    iteration: int,
    kind: Kind,
    precision: int,
    comma: bool,
    title: str = "",
) -> Work:
    """Write one iteration worked out, in the language that is in force; a `Job` but for its path.

    The ending of `path` is the format, ``.pdf`` or ``.tex``.

    Raises
    ------
    BpvizError
        The network is too large for paper.
    """
    pieces = working_out(timeline, iteration, kind, precision, comma, words(), title)
    document = yield from _scaled(pieces, WORKED_OUT)
    if path.suffix.lower() == ".tex":
        path.write_text(latex_document(document), encoding="utf-8", newline="\n")
        return
    first = timeline[iteration * timeline.steps_per_iteration]
    yield from _write_pdf(path, document, first, comma=comma)


def export_solution(
    problem: Problem,
    source: Lesson | Path,
    *,
    iteration: int,
    kind: Kind,
    precision: int,
    comma: bool,
    lang: str,
    output: Path,
) -> None:
    """``bpviz export --worked-solution``: the same without a window, in a language."""
    make_application()
    translations = Translations()
    translations.use(lang)
    try:
        timeline = Timeline(problem)
        timeline.advance(iteration)
        title = title_of(problem, source, lang)
        for _ in write_solution(output, timeline, iteration, kind, precision, comma, title):
            pass
    finally:
        translations.use("en")


def title_of(problem: Problem, source: Lesson | Path | None, language: str) -> str:
    """What the experiment is called; a lesson has a title in each language."""
    return source.title_in(language) if isinstance(source, Lesson) else problem.experiment.title


def _scaled(pieces: Generator[float, None, Worked], share: float) -> Generator[float, None, Worked]:
    """The same, its progress going as far as `share`."""
    while True:
        try:
            done = next(pieces)
        except StopIteration as end:
            return cast(Worked, end.value)
        yield share * done


def _write_pdf(path: Path, document: Worked, step: Step, *, comma: bool) -> Work:
    room = PAGE[0] - 2 * SIDE
    boxes: list[Box] = []
    for number, box in boxes_of(document, room, _network(step, comma=comma)):
        boxes.append(box)
        yield WORKED_OUT + (LAID_OUT - WORKED_OUT) * number / len(document.parts)
    pages = pages_of(boxes, _title_height(document), PAGE[1] - TOP - BOTTOM)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = LetterWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(f"{document.title}: {document.subtitle}")
    writer.setCreator(f"bpviz {__version__}")
    painter = QPainter(writer)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, page in enumerate(pages):
            if number:
                writer.newPage()
                _header(painter, document)
            else:
                _title(painter, document)
            for y, box in sorted(page, key=lambda placed: not placed[1].under):
                box.paint(painter, SIDE, TOP + y)
                yield LAID_OUT + (1.0 - LAID_OUT) * number / len(pages)
            _footer(painter, number + 1, len(pages))
    finally:
        painter.end()
    path.write_bytes(with_letters(bytes(data.data()), FONT, list(writer.letters)))


def _network(step: Step, *, comma: bool) -> Callable[[QPainter, QRectF], None]:
    """Paints the network as it is before the iteration, without a heading."""
    picture = network_picture(step, Selection(outlined=False))
    several = len(step.batch) > 1  # none of them is the one that is shown
    inputs, *others = picture.layers
    inputs = replace(inputs, names=_names("x", inputs.units))
    layers = (
        replace(inputs, values=None) if several else inputs,
        *(
            replace(
                layer,
                names=_names("a", layer.units, number),
                biases=None,
                has_bias=False,
            )
            for number, layer in enumerate(others, start=1)
        ),
    )
    targets = None if several else picture.targets
    picture = replace(picture, layers=layers, targets=targets, title="", formula="", sample="")

    def paint(painter: QPainter, rect: QRectF) -> None:
        before = with_sign(".") == ","
        use_decimal_comma(comma)
        try:
            paint_network(painter, rect, picture, PAPER, wave=None)
        finally:
            use_decimal_comma(before)

    return paint


def _names(letter: str, units: int, layer: int = 0) -> tuple[str, ...]:
    """The neurons as the formulas call them: x₁, a₁⁽¹⁾."""
    above = f"⁽{superscript(layer)}⁾" if layer else ""
    return tuple(letter + subscript(unit + 1) + above for unit in range(units))


# ---- what stands around the text ---------------------------------------------------------------


def _title_height(document: Worked) -> float:
    return 74.0 if document.kind == "solution" else 108.0


def _title(painter: QPainter, document: Worked) -> None:
    room = PAGE[0] - 2 * SIDE
    font = LIGHT.font(TITLE, bold=True)
    draw_word(painter, SIDE, TOP + TITLE, elided(document.title, font, room), font, INK)
    font = LIGHT.font(BODY + 1)
    draw_word(painter, SIDE, TOP + 50.0, elided(document.subtitle, font, room), font, SOFT)
    painter.setPen(QPen(RULE, 0.8))
    painter.drawLine(QPointF(SIDE, TOP + 62.0), QPointF(SIDE + room, TOP + 62.0))
    font, x, y = LIGHT.font(BODY), SIDE, TOP + 96.0
    if document.note:
        draw_word(painter, x, y, elided(document.note, font, room), font, MARK)
    if not document.fields:
        return
    wide = (room - 24.0) / 3
    for name, share in zip(document.fields, (2 * wide, wide), strict=True):
        draw_word(painter, x, y, name, font, INK)
        painter.setPen(QPen(RULE, 0.8))
        start = x + text_width(name, font) + 8.0
        painter.drawLine(QPointF(start, y + 3), QPointF(x + share, y + 3))
        x += share + 24.0


def _header(painter: QPainter, document: Worked) -> None:
    font, room = LIGHT.font(SMALL), PAGE[0] - 2 * SIDE
    y = TOP - 26.0
    kind = elided(document.title, font, room / 2)
    wide = text_width(kind, font)
    left = elided(document.subtitle, font, room - wide - 24.0)
    draw_word(painter, SIDE, y, left, font, SOFT)
    draw_word(painter, SIDE + room - wide, y, kind, font, SOFT)
    painter.setPen(QPen(RULE, 0.6))
    painter.drawLine(QPointF(SIDE, y + 7.0), QPointF(SIDE + room, y + 7.0))


def _footer(painter: QPainter, number: int, count: int) -> None:
    font = LIGHT.font(SMALL)
    text = f"{number} / {count}"
    x = (PAGE[0] - text_width(text, font)) / 2
    draw_word(painter, x, PAGE[1] - BOTTOM + 34.0, text, font, SOFT)
