"""A picture as PNG, SVG or PDF: painted once more for each, always in the same logical pixels."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QMimeData,
    QRectF,
    QSize,
    QSizeF,
)
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from bpviz import __version__
from bpviz.core.errors import BpvizError
from bpviz.ui.export.ground import GroundlessPainter
from bpviz.ui.export.outlines import with_outlines
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.theme import Theme

TOO_LARGE = QT_TRANSLATE_NOOP(
    "core", "a picture of {width} × {height} pixels does not fit in the memory"
)

RESOLUTION = 96
"""Pixels to the inch: at any other, QPdfWriter takes pyqtgraph's pens for something else."""

COMPRESSION = 30
"""Of 100: a tenth larger than Qt's own choice, in two thirds of the time."""

_HINTS = (
    QPainter.RenderHint.Antialiasing
    | QPainter.RenderHint.TextAntialiasing
    | QPainter.RenderHint.SmoothPixmapTransform
    | QPainter.RenderHint.LosslessImageRendering
)
_SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')


@dataclass(frozen=True)
class Picture:
    """What is to be drawn.

    Attributes
    ----------
    size : QSize
        Width and height in pixels, for SVG and PDF of 1/96 inch.
    scale : float
        Pixels for each logical pixel.
    paint : (QPainter, QRectF) → None
        Paints it all into a rectangle, in logical pixels, ground included.
    theme : Theme
        Its colours: those of the ground are what `transparent` leaves out.
    title, description : str
        What the file says about itself.
    transparent : bool
        Leave out the ground.
    outlines : bool
        Write the text of an SVG as outlines rather than as letters of a font.
    """

    size: QSize
    scale: float
    paint: Callable[[QPainter, QRectF], None]
    theme: Theme
    title: str = ""
    description: str = ""
    transparent: bool = False
    outlines: bool = True

    @property
    def rect(self) -> QRectF:
        """The picture in logical pixels."""
        return QRectF(0, 0, self.size.width() / self.scale, self.size.height() / self.scale)


def as_image(picture: Picture) -> QImage:
    """The picture in pixels.

    Raises
    ------
    BpvizError
        It is too large for the memory.
    """
    size = picture.size
    formats = QImage.Format
    opaque, clear = formats.Format_RGB32, formats.Format_ARGB32_Premultiplied
    image = QImage(size, clear if picture.transparent else opaque)
    if image.isNull():
        raise BpvizError("", TOO_LARGE, width=size.width(), height=size.height())
    image.fill(picture.theme.color("panel", 0.0 if picture.transparent else 1.0))
    _paint_on(image, picture, picture.scale)
    image.setText("Title", picture.title)
    image.setText("Description", picture.description)
    image.setText("Software", "bpviz")
    return image


def as_png(picture: Picture) -> bytes:
    """The picture as the content of a PNG file. Raises as `as_image` does, and OSError."""
    return _png(as_image(picture))


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"png")
    writer.setCompression(COMPRESSION)
    if not writer.write(image):
        raise OSError(writer.errorString())
    return bytes(data.data())


def as_mime(picture: Picture) -> QMimeData:
    """The picture for the clipboard: as pixels and as a drawing. Raises as `as_png` does."""
    data, image = QMimeData(), as_image(picture)
    data.setImageData(image)
    data.setData("image/png", _png(image))
    data.setData("image/svg+xml", as_svg(picture))
    return data


def as_svg(picture: Picture) -> bytes:
    """The picture as the content of an SVG file."""
    data, size = QByteArray(), picture.size
    generator = QSvgGenerator()
    generator.setOutputDevice(QBuffer(data))
    generator.setResolution(RESOLUTION)
    generator.setSize(size)
    generator.setViewBox(picture.rect)
    generator.setTitle(picture.title)
    generator.setDescription(picture.description)
    _paint_on(generator, picture)
    svg = bytes(data.data()).decode()
    # Qt writes millimetres, which end up as 1280.0012 pixels.
    svg = _SIZE.sub(f'<svg width="{size.width()}" height="{size.height()}"', svg, count=1)
    return (with_outlines(svg) if picture.outlines else svg).encode()


def as_pdf(picture: Picture) -> bytes:
    """The picture as the content of a PDF file of one page, just as large."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    points = QSizeF(picture.size) * (72.0 / RESOLUTION)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(picture.title)
    writer.setCreator(f"bpviz {__version__}")
    _paint_on(writer, picture, picture.scale)
    return bytes(data.data())


def _paint_on(device: QPaintDevice, picture: Picture, scale: float = 1.0) -> None:
    """Paint it, with or without ground, at `scale` units of the device to a logical pixel."""
    painter: QPainter
    if picture.transparent:
        painter = GroundlessPainter(device, picture.theme, scale * picture.rect.width())
    else:
        painter = QPainter(device)
    try:
        painter.setRenderHints(_HINTS)
        painter.scale(scale, scale)
        picture.paint(painter, picture.rect)
    finally:
        painter.end()


WRITERS: dict[str, Callable[[Picture], bytes]] = {".png": as_png, ".svg": as_svg, ".pdf": as_pdf}
"""Ending of a file → what makes its content."""
