"""Slides as the pages of a PDF file."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from bpviz import __version__
from bpviz.ui.export.canvas import RESOLUTION, Picture
from bpviz.ui.export.job import Job, Work
from bpviz.ui.export.slide import LINE, TITLE, Slide, Slides
from bpviz.ui.export.stretch import Reel
from bpviz.ui.paint.text import LEFT, draw_text, fitted

_HINTS = (
    QPainter.RenderHint.Antialiasing
    | QPainter.RenderHint.TextAntialiasing
    | QPainter.RenderHint.LosslessImageRendering
)


def slides_pdf(reel: Reel) -> Job:
    """What writes a reel as a PDF file of one page for each slide, as large as `look.size`.

    Raises
    ------
    BpvizError
        There are too many.
    """
    slides = Slides(reel)
    return lambda path: slides.written(lambda: _written(slides, path))


def _written(slides: Slides, path: Path) -> Work:
    size = slides.look.size * slides.look.density
    data = QByteArray()  # a device that cannot be full: Qt would not say so
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    points = QSizeF(size) * (72.0 / RESOLUTION)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(slides.title)
    writer.setCreator(f"bpviz {__version__}")
    painter = QPainter(writer)
    try:
        painter.setRenderHints(_HINTS)
        scale = size.height() / slides.places.slide.height()
        painter.scale(scale, scale)
        pages = count()

        def paint(slide: Slide) -> None:
            if next(pages):
                writer.newPage()
            paint_slide(painter, slide, slides)

        yield from slides.painted(paint)
    finally:
        painter.end()
    path.write_bytes(bytes(data.data()))


def paint_slide(painter: QPainter, slide: Slide, slides: Slides) -> None:
    """Paint a slide, in points."""
    places, theme = slides.places, slides.look.theme
    painter.fillRect(places.slide, theme.color("panel"))
    painter.fillRect(places.bar, theme.phase_color(slide.direction))
    font = fitted(theme.font(TITLE, bold=True), slide.title, places.title.width())
    draw_text(painter, places.title, slide.title, font, theme.color("text"), LEFT)
    font = fitted(theme.font(max(LINE, slides.look.min_text)), slide.line, places.line.width())
    draw_text(painter, places.line, slide.line, font, theme.color("muted"), LEFT)
    if slide.picture is not None:
        _paint_picture(painter, slide.picture, places.picture)
    _paint_picture(painter, slide.formula, places.formula)


def _paint_picture(painter: QPainter, picture: Picture, place: QRectF) -> None:
    painter.save()
    zoom = place.width() / picture.rect.width()
    painter.translate(place.topLeft())
    painter.scale(zoom, zoom)
    picture.paint(painter, QRectF(0, 0, picture.rect.width(), place.height() / zoom))
    painter.restore()
