"""Slides as a PPTX file: native titles, pictures as drawings, speaker notes.

A picture is a PNG that names an SVG as its better self (``asvg:svgBlip``, as PowerPoint writes it
since 2016): what knows SVG draws that, all else the PNG. python-pptx is an optional extra, imported
when a deck is written.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from PySide6.QtCore import QRectF

from bpviz.core.errors import BpvizError
from bpviz.ui.export.canvas import Picture, as_png, as_svg
from bpviz.ui.export.job import Job, Work
from bpviz.ui.export.slide import LINE, TITLE, Places, Slide, Slides
from bpviz.ui.export.stretch import Reel
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.theme import Theme

if TYPE_CHECKING:
    from pptx.slide import Slide as PptxSlide

MISSING = QT_TRANSLATE_NOOP("core", 'needs python-pptx: pip install "bpviz[pptx]"')
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
TITLE_ONLY = 5
"""The layout of python-pptx's own template that has a title and nothing else."""
PAINTED = 0.9
"""The share of the work that painting is; the rest is the file."""
LOOK_AGAIN = 0.02
"""Seconds between two looks at whether the file is packed."""


def slides_pptx(reel: Reel) -> Job:
    """What writes a reel as a PPTX file.

    Raises
    ------
    BpvizError
        python-pptx is missing, or there are too many slides.
    """
    try:
        import pptx  # noqa: F401
    except ImportError as error:
        raise BpvizError("", MISSING) from error
    slides = Slides(reel)
    return lambda path: slides.written(lambda: _written(slides, path))


def _written(slides: Slides, path: Path) -> Work:
    deck = _Deck(slides)
    for share in slides.painted(deck.add):
        yield PAINTED * share
    beside = ThreadPoolExecutor(1)  # packing a large deck takes seconds
    try:
        with open(path, "wb") as file:  # closed when this is given up: packing ends as it writes on
            saved = beside.submit(deck.save, file)
            while wait([saved], LOOK_AGAIN).not_done:
                yield PAINTED
            saved.result()
    finally:
        beside.shutdown(wait=False, cancel_futures=True)
    yield 1.0


class _Deck:
    """The presentation while slides are added to it."""

    def __init__(self, slides: Slides) -> None:
        from pptx import Presentation
        from pptx.util import Pt

        self._places, self._theme = slides.places, slides.look.theme
        self._least = slides.look.min_text
        self._deck = Presentation()
        self._drawings = 0
        widened = slides.places.slide.width() / (self._deck.slide_width / Pt(1))
        heightened = slides.places.slide.height() / (self._deck.slide_height / Pt(1))
        self._deck.slide_width = Pt(slides.places.slide.width())
        self._deck.slide_height = Pt(slides.places.slide.height())
        master = self._deck.slide_master
        for part in (master, *master.slide_layouts):
            _stretch(part.shapes, widened, heightened)
        self._layout = master.slide_layouts[TITLE_ONLY]
        _move(self._layout.placeholders[0], slides.places.title)
        _color(master, self._theme)
        about, now = self._deck.core_properties, datetime.now(UTC).replace(tzinfo=None)
        about.title, about.author, about.last_modified_by = slides.title, "bpviz", "bpviz"
        about.comments, about.created, about.modified = "", now, now

    def add(self, slide: Slide) -> None:
        """Add a slide; its pictures are painted now."""
        made, places = self._deck.slides.add_slide(self._layout), self._places
        self._write_title(made, slide.title)
        self._write_line(made, slide.line, places)
        self._add_bar(made, slide.direction, places.bar)
        if slide.picture is not None:
            self._add_picture(made, slide.picture, places.picture)
        self._add_picture(made, slide.formula, places.formula)
        made.notes_slide.notes_text_frame.text = slide.notes

    def save(self, file: BinaryIO) -> None:
        """Write the file."""
        self._deck.save(file)

    def _write_title(self, made: PptxSlide, text: str) -> None:
        from pptx.util import Pt

        frame = made.shapes.title.text_frame
        frame.text = text
        _tighten(frame)
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold = Pt(TITLE), True

    def _write_line(self, made: PptxSlide, text: str, places: Places) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        box = made.shapes.add_textbox(*_emu(places.line))
        box.name = "Place"
        box.text_frame.text = text
        _tighten(box.text_frame)
        font = box.text_frame.paragraphs[0].runs[0].font
        font.size = Pt(max(LINE, self._least))
        font.color.rgb = RGBColor.from_string(_hex(self._theme, "muted"))

    def _add_bar(self, made: PptxSlide, direction: str, place: QRectF) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.shapes import MSO_SHAPE

        bar = made.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(place))
        bar.name = "Phase"
        bar.fill.solid()
        bar.fill.fore_color.rgb = RGBColor.from_string(_hex(self._theme, direction))
        bar.line.fill.background()
        bar.shadow.inherit = False

    def _add_picture(self, made: PptxSlide, picture: Picture, place: QRectF) -> None:
        from pptx.opc.constants import RELATIONSHIP_TYPE
        from pptx.opc.package import Part
        from pptx.opc.packuri import PackURI
        from pptx.oxml import parse_xml

        shape = made.shapes.add_picture(BytesIO(as_png(picture)), *_emu(place))
        about = shape.element.nvPicPr.cNvPr
        about.set("name", picture.title)
        about.set("descr", picture.description)
        self._drawings += 1
        name = PackURI(f"/ppt/media/drawing{self._drawings}.svg")
        drawing = Part(name, "image/svg+xml", made.part.package, as_svg(picture))
        relation = made.part.relate_to(drawing, RELATIONSHIP_TYPE.IMAGE)
        extension = (
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:ext uri="{SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{SVG_NAMESPACE}"'
            ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
            f' r:embed="{relation}"/></a:ext></a:extLst>'
        )
        shape.element.blipFill.blip.append(parse_xml(extension))


def _emu(place: QRectF) -> tuple[int, int, int, int]:
    """Left, top, width and height in the units of the format."""
    from pptx.util import Pt

    return tuple(Pt(x) for x in (place.x(), place.y(), place.width(), place.height()))  # type: ignore[return-value]


def _move(shape: Any, place: QRectF) -> None:
    shape.left, shape.top, shape.width, shape.height = _emu(place)


def _stretch(shapes: Any, across: float, down: float) -> None:
    """Bring the placeholders of the template, made for 4:3, to the shape of the slides."""
    for shape in shapes:
        if shape.element.spPr.xfrm is None:  # where the master has it
            continue
        left, top, width, height = shape.left, shape.top, shape.width, shape.height
        shape.left, shape.width = round(left * across), round(width * across)
        shape.top, shape.height = round(top * down), round(height * down)


def _tighten(frame: Any) -> None:
    """Text from the left edge of its place on, in one line, in the middle of its height."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = True
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT


def _hex(theme: Theme, name: str) -> str:
    """A colour of the theme, or of a phase, as RRGGBB."""
    return theme.phase_color(name).name()[1:].upper()


def _color(master: Any, theme: Theme) -> None:
    """Give the presentation the theme's colours, so that slides added by hand have them too."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    colors = {"dk1": "text", "lt1": "panel", "dk2": "muted", "lt2": "window"}
    accents = ("forward", "backward", "loss", "update", "accent", "batch")
    colors |= {f"accent{number}": name for number, name in enumerate(accents, 1)}
    xml = part.blob.decode()
    for slot, name in colors.items():
        value = theme.color(name).name()[1:].upper()
        xml = re.sub(
            f"<a:{slot}>.*?</a:{slot}>", f'<a:{slot}><a:srgbClr val="{value}"/></a:{slot}>', xml
        )
    part._blob = xml.encode()  # python-pptx has no other way into a theme
