"""SVG and PDF beside the PNG: every view in both themes, by three readers."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath
from PySide6.QtSvg import QSvgRenderer

from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.export.canvas import Picture, as_image, as_pdf, as_png, as_svg
from bpviz.ui.export.outlines import with_outlines
from bpviz.ui.export.picture import Look, fresh_views, picture_of
from bpviz.ui.export.sheet import grid
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.theme import FONT_FAMILY, LIGHT, MONO_FAMILY, THEMES, Theme

SIZE = QSize(960, 540)
STILL, LARGE = QSize(1280, 720), QSize(3840, 2160)
Pixels = NDArray[np.float64]


@cache
def timeline(name: str) -> Timeline:
    """A lesson's run, twenty iterations long."""
    found = Timeline(Problem(lesson(name).experiment))
    found.advance(20)
    return found


@pytest.fixture
def pictures(qapp: Any) -> Iterator[Callable[..., Picture]]:
    """Makes pictures of views at the end of iteration 20; the views live as long as the test."""
    opened = []

    def make(*names: str, theme: str | Theme = "light", run: str = "xor", **look: Any) -> Picture:
        theme = THEMES[theme] if isinstance(theme, str) else theme
        found = timeline(run)
        step = found[21 * found.steps_per_iteration - 1]
        chosen = Look(look.pop("size", SIZE), theme, **look)
        views = fresh_views(names, found, step, Selection(layer=step.layer), chosen.theme)
        made = views.__enter__()
        opened.append(views)
        return picture_of(made, chosen, lesson(run))

    yield make
    for views in opened:
        views.__exit__(None, None, None)


def read_by_qt(svg: bytes, ground: str = "#ff00ff", size: QSize = SIZE) -> QImage:
    """An SVG as Qt draws it, on a ground that shows through where nothing was painted."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    return image


def read_by(command: list[str], content: bytes, folder: Path) -> QImage:
    """A file as another program draws it, at 96 dots to the inch."""
    source, target = folder / "source", folder / "drawn.png"
    source.write_bytes(content)
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    paths = {"IN": str(source), "OUT": str(target), "STEM": str(target.with_suffix(""))}
    subprocess.run([paths.get(part, part) for part in command], check=True, timeout=60)
    return QImage(str(target))


def pixels(image: QImage, size: QSize | None = None) -> Pixels:
    """Red, green and blue of every pixel, (height, width, 3), smoothly scaled to `size`."""
    if size is not None:
        modes = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(size, *modes)
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(plain.constBits(), np.uint8)  # type: ignore[arg-type]
    shape = plain.height(), plain.bytesPerLine() // 4, 4
    return data.reshape(shape)[:, : plain.width(), 2::-1].astype(np.float64)


def edges(image: QImage) -> Pixels:
    """How strongly the lightness changes at each pixel of the picture at half its size."""
    gray = pixels(image, image.size() / 2).mean(axis=2)
    down, across = np.gradient(gray)
    return np.hypot(down, across)


def assert_same(found: QImage, wanted: QImage) -> None:
    """Size, colours and structure are the same, but for the smoothing of text and lines."""
    assert found.size() == wanted.size()
    low = QSize(160, 90)
    difference = np.abs(pixels(found, low) - pixels(wanted, low)).max(axis=2)
    assert difference.mean() < 3.0
    assert (difference > 50).mean() < 0.001
    correlation = np.corrcoef(edges(found).ravel(), edges(wanted).ravel())[0, 1]
    assert correlation > 0.9


# ---- the same picture ------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
def test_an_svg_of_every_view_looks_like_its_png(pictures: Any, view: str, theme: str) -> None:
    """Drawn by Qt it has the same size, colours and structure, with text as letters or not."""
    picture = pictures(view, theme=theme, size=STILL)
    png = as_image(picture)
    svg = as_svg(picture)
    assert b"<text" not in svg
    assert b"non-scaling-stroke" not in svg
    assert_same(read_by_qt(svg, size=STILL), png)
    written = as_svg(replace(picture, outlines=False))
    assert written.count(b"<text") > 1
    assert_same(read_by_qt(written, size=STILL), png)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
def test_another_reader_draws_the_same_svg(
    pictures: Any, tmp_path: Path, view: str, theme: str
) -> None:
    """So does librsvg, of a run with more layers."""
    picture = pictures(view, theme=theme, run="deep-sigmoid", size=STILL)
    command = ["rsvg-convert", "IN", "-o", "OUT"]
    assert_same(read_by(command, as_svg(picture), tmp_path), as_image(picture))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
def test_a_pdf_of_every_view_looks_like_its_png(
    pictures: Any, tmp_path: Path, view: str, theme: str
) -> None:
    """A page as large as the picture, drawn by Poppler: the same, and its fonts are inside."""
    picture = pictures(view, theme=theme, size=STILL)
    pdf = as_pdf(picture)
    command = ["pdftoppm", "-r", "96", "-png", "-singlefile", "IN", "STEM"]
    assert_same(read_by(command, pdf, tmp_path), as_image(picture))
    assert pdf.count(b"/FontFile2") >= pdf.count(b"/Type /FontDescriptor") > 0


def of_size(picture: Picture, size: QSize) -> Picture:
    """The same picture, of the same shape, in another size."""
    return replace(picture, size=size, scale=picture.scale * size.width() / picture.size.width())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
def test_a_picture_of_four_thousand_pixels_is_the_same_drawing(
    pictures: Any, tmp_path: Path, view: str, theme: str
) -> None:
    """At 3840×2160 the SVG has the same content, and the PDF, a third as dense, the same look."""
    picture, large = (pictures(view, theme=theme, size=size) for size in (STILL, LARGE))
    assert (large.size, large.scale) == (LARGE, 3 * picture.scale)
    small = as_svg(picture).decode()
    head = 'width="{}" height="{}"'
    wanted = small.replace(head.format(1280, 720), head.format(3840, 2160), 1)
    assert as_svg(large).decode() == wanted
    command = ["pdftoppm", "-r", "32", "-png", "-singlefile", "IN", "STEM"]
    assert_same(read_by(command, as_pdf(large), tmp_path), as_image(picture))


@pytest.mark.parametrize("view", VIEWS)
def test_four_thousand_pixels_are_the_same_picture(pictures: Any, view: str) -> None:
    """A PNG of 3840×2160 looks like the one of 1280×720, three times as fine."""
    picture = pictures(view, theme="dark", size=STILL)
    fine = as_image(of_size(picture, LARGE))
    assert fine.size() == LARGE
    modes = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    assert_same(fine.scaled(STILL, *modes), as_image(picture))


def test_lines_keep_their_width_on_paper(pictures: Any, tmp_path: Path) -> None:
    """At 288 dots to the inch a PDF is its PNG three times as large: no hairlines, no blobs."""
    picture = pictures("gradients")
    command = ["pdftoppm", "-r", "288", "-png", "-singlefile", "IN", "STEM"]
    drawn = read_by(command, as_pdf(picture), tmp_path)
    assert_same(drawn, as_image(pictures("gradients", density=3)))


# ---- what the files say ----------------------------------------------------------------------


def test_files_say_what_they_show(pictures: Any) -> None:
    """Title and description are in the SVG, as they may be in XML, and in the PNG."""
    picture = pictures("loss")
    svg = as_svg(picture).decode()
    assert f"<title>{lesson('xor').experiment.title}</title>" in svg
    assert "<desc>Loss: Update · layer 2  ·  iteration 20" in svg
    assert svg.startswith('<?xml version="1.0" encoding="UTF-8"')
    assert '<svg width="960" height="540"' in svg
    image = QImage.fromData(as_png(picture))
    assert image.text("Title") == lesson("xor").experiment.title
    assert image.text("Description").startswith("Loss: Update")


def test_outlines_take_little_room(pictures: Any) -> None:
    """Whole numbers, and only the letters that are there: a page of code stays below 300 kB."""
    svg = as_svg(pictures("code"))
    assert len(svg) < 300_000
    found = re.findall(rb"scale\([0-9.e-]+\)\" fill=[^>]* d=\"([^\"]*)\"", svg)
    assert len(found) > 50
    assert not any(b"." in path for path in found)


@pytest.mark.parametrize("family", [FONT_FAMILY, MONO_FAMILY])
@pytest.mark.parametrize("style", ["", "bold", "italic", "bold italic"])
def test_outlines_are_those_of_qt(qapp: Any, family: str, style: str) -> None:
    """Put together from letters, a text has the outline that Qt gives it: kerning, marks, signs."""
    font = QFont(family)
    font.setPixelSize(2048)
    font.setBold("bold" in style)
    font.setItalic("italic" in style)
    view, size = QRectF(0, -2000, 22000, 2600), QSize(1100, 130)
    for text in ("0.1234 · AVATo, fi", "Ошибка й −1.5·10⁻³", "∂L/∂w &lt; ⟨≈⟩ ⟳"):
        letters = (
            '<text fill="#000000" fill-opacity="1" stroke="none" xml:space="preserve" x="0" y="0" '
            f'font-family="{family}" font-size="2048" font-weight="{font.weight().value}" '
            f'font-style="{"italic" if font.italic() else "normal"}">{text}</text>'
        )
        box = f"{view.left()} {view.top()} {view.width()} {view.height()}"
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
        found = read_by_qt(with_outlines(f"{head}{letters}</svg>").encode(), "#ffffff", size)
        path = QPainterPath()
        path.addText(0, 0, font, unescape(text))
        path.setFillRule(Qt.FillRule.WindingFill)
        wanted = QImage(size, QImage.Format.Format_RGB32)
        wanted.fill(Qt.GlobalColor.white)
        painter = QPainter(wanted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setWindow(view.toRect())
        painter.fillPath(path, Qt.GlobalColor.black)
        painter.end()
        difference = np.abs(pixels(found) - pixels(wanted))
        assert difference.max() < 64
        assert difference.mean() < 0.5
        assert (pixels(wanted) < 128).mean() > 0.02


# ---- without ground --------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_a_transparent_picture_has_no_ground(pictures: Any, view: str) -> None:
    """Corners are clear, ink is not; on the ground's own colour it looks as it did with it."""
    one = replace(LIGHT, stage=LIGHT.panel, window=LIGHT.panel)
    picture = pictures(view, theme=one, transparent=True)
    image = as_image(picture)
    for x, y in ((2, 2), (2, 537), (957, 2), (957, 537)):
        assert image.pixelColor(x, y).alpha() == 0, (x, y)
    assert QImage.fromData(as_png(picture)).hasAlphaChannel()
    laid = read_by_qt(as_svg(picture), LIGHT.panel)
    assert_same(laid, as_image(pictures(view, theme=one)))
    strange = pixels(read_by_qt(as_svg(picture), "#ff00ff"))
    clear = (np.abs(strange - [255, 0, 255]).max(axis=2) < 3).mean()
    assert clear > 0.05


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_without_ground_is_the_same_picture(
    pictures: Any, tmp_path: Path, view: str
) -> None:
    """A PDF is clear where the PNG is, and nowhere else; its text stays text."""
    picture = pictures(view, transparent=True)
    pdf = as_pdf(picture)
    assert pdf.count(b"/FontFile2") > 0
    command = ["pdftocairo", "-r", "96", "-png", "-transp", "-singlefile", "IN", "STEM"]
    found, wanted = read_by(command, pdf, tmp_path), as_image(picture)
    assert found.pixelColor(2, 2).alpha() == 0
    for ground in ("#ffffff", "#000000"):
        laid = []
        for image in (found, wanted):
            base = QImage(image.size(), QImage.Format.Format_RGB32)
            base.fill(QColor(ground))
            painter = QPainter(base)
            painter.drawImage(0, 0, image)
            painter.end()
            laid.append(base)
        assert_same(*laid)


# ---- type ------------------------------------------------------------------------------------


def sizes_of_letters(svg: bytes) -> list[tuple[float, str]]:
    """The size of each text of an SVG in pixels of the picture, and the text."""
    root, found = ElementTree.fromstring(svg), []
    whole = float(root.get("width", "0")) / float(root.get("viewBox", "").split()[2])

    def visit(element: ElementTree.Element, scale: float) -> None:
        for matrix in re.findall(r"matrix\(([^)]*)\)", element.get("transform", "")):
            a, b, c, d, *_ = map(float, matrix.split(","))
            scale *= math.sqrt(abs(a * d - b * c))
        if element.tag.endswith("text") and (element.text or "").strip():
            found.append((scale * float(element.get("font-size", "0")), element.text or ""))
        for child in element:
            visit(child, scale)

    visit(root, whole)
    return found


@pytest.mark.parametrize("least", [12, 18, 24])
@pytest.mark.parametrize("view", VIEWS)
def test_no_letter_is_smaller_than_asked_for(pictures: Any, view: str, least: int) -> None:
    """Of a shallow and of a deep network, on a slide as large as the points are; some are left."""
    for run in ("xor", "deep-sigmoid"):
        words = {"title": True, "caption": True, "source": True}
        picture = pictures(view, run=run, outlines=False, min_text=least, **words)
        letters = sizes_of_letters(as_svg(picture))
        assert len(letters) > 3
        size, text = min(letters)
        assert size >= least - 0.3, (run, text)


def test_the_least_type_grows_with_the_picture(pictures: Any) -> None:
    """Points are of a slide, whatever its pixels: twice as large, the picture is laid out alike."""
    small = pictures("network", "loss", min_text=16)
    large = pictures("network", "loss", min_text=16, size=2 * SIZE, density=2)
    assert large.rect == small.rect
    assert large.scale == 4 * small.scale
    assert pictures("network", min_text=0).rect.width() == 960


@pytest.mark.parametrize("view", VIEWS)
def test_fonts_of_a_page_are_in_it(pictures: Any, tmp_path: Path, view: str) -> None:
    """Poppler finds every font of a PDF embedded."""
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts is not installed")
    path = tmp_path / "a.pdf"
    path.write_bytes(as_pdf(pictures(view, title=True)))
    told = subprocess.run(
        ["pdffonts", path], check=True, capture_output=True, text=True, timeout=60
    )
    fonts = told.stdout.splitlines()[2:]
    assert fonts
    for font in fonts:
        embedded = font.split()[-5]
        assert embedded == "yes", font


# ---- several views, and words around them ----------------------------------------------------


def test_views_share_a_picture(pictures: Any) -> None:
    """Two views stand side by side, each where it would be alone; a gap is between them."""
    both = pixels(as_image(pictures("network", "loss", size=QSize(1920, 1080))))
    window, stage, panel = (THEMES["light"].color(n) for n in ("window", "stage", "panel"))
    for column, color in ((4, stage), (960, window), (1915, panel)):
        assert np.abs(both[540, column] - color.getRgb()[:3]).max() <= 2, column
    for half in np.array_split(both, 2, axis=1):
        assert (np.abs(half - half[5, 5]).max(axis=2) > 100).mean() > 0.005


@pytest.mark.parametrize("count", range(1, 13))
def test_places_fill_the_picture_without_overlap(count: int) -> None:
    """Each view has one, none is much narrower or lower than another, all lie inside."""
    rect = QRectF(10, 20, 1600, 900)
    places = grid(rect, count)
    assert len(places) == count
    assert all(rect.contains(place) for place in places)
    for i, one in enumerate(places):
        assert not any(one.intersects(other) for other in places[i + 1 :])
    covered = sum(place.width() * place.height() for place in places)
    assert covered > 0.9 * rect.width() * rect.height()
    areas = [place.width() * place.height() for place in places]
    assert max(areas) < 2.5 * min(areas)


def test_words_stand_around_the_views(pictures: Any) -> None:
    """Title above, step and source below, each only when asked for; the view gives way."""
    words = {"title": ">XOR, one", "caption": ">Update · layer 2  ·  ", "source": ">xor  ·  bpviz"}
    for option in (None, *words):
        look = {option: True} if option else {}
        svg = as_svg(pictures("loss", outlines=False, **look)).decode()
        drawn = svg.partition("</desc>")[2]
        assert [name for name, text in words.items() if text in drawn] == list(look)
        assert 'width="960" height="540"' in svg
