"""Decks: what is on each slide, in its notes, and in the files."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QFileDialog

from bpviz import __version__
from bpviz.cli import main
from bpviz.core.errors import BpvizError
from bpviz.core.experiment import Experiment, LayerSpec, TrainingSpec
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.explaining import explained
from bpviz.ui.export import command, slide_pptx
from bpviz.ui.export.canvas import as_svg
from bpviz.ui.export.dialog import export_dialog
from bpviz.ui.export.page_slides import SlidesPage
from bpviz.ui.export.picture import Look, fresh_views
from bpviz.ui.export.slide import MOST, READABLE, Slide, Slides, places
from bpviz.ui.export.slide_notes import place_of
from bpviz.ui.export.slides import DECKS
from bpviz.ui.export.stretch import Reel
from bpviz.ui.language import Translations
from bpviz.ui.number_text import number
from bpviz.ui.selection import Selection
from bpviz.ui.theme import THEMES
from bpviz.ui.view import View
from bpviz.ui.views.loss import LossView
from bpviz.ui.window import MainWindow
from tests.ui.export_hands import finish, window_of_xor

LESSON = lesson("xor")
STEPS = [0, 25, 29, 31, 32, 35]
"""The start; of iteration 2: z¹, the loss, ∇², δ¹ and the last update."""
TITLES = [
    "Which sample goes in?",
    "Why is z of h₁ this number?",
    "Why is the loss this number?",
    "Why is ∂L/∂w₁₁⁽²⁾ this number?",
    "Why is δ of h₁ this number?",
    "How does w₁₁⁽²⁾ change?",
]
SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


def reel_of(views: list[View], steps: list[int] = STEPS, theme: str = "light") -> Reel:
    """A reel of XOR, small."""
    timeline = views[0].timeline
    assert timeline is not None
    return Reel(views, timeline, steps, Look(QSize(640, 360), THEMES[theme]), LESSON)


@pytest.fixture
def views(qapp: Any) -> Iterator[list[View]]:
    """The network and the explanation."""
    timeline, chosen = Timeline(Problem(LESSON.experiment)), Selection(2, 0, None, 1)
    names = ["network", "explanation"]
    with fresh_views(names, timeline, timeline[0], chosen, THEMES["dark"]) as made:
        yield made


def written(reel: Reel, path: Path) -> Path:
    """The file, made to the end; how far it is never goes back."""
    shares = list(DECKS[path.suffix](reel)(path))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return path


def opened(path: Path) -> Any:
    """The deck as python-pptx reads it."""
    return pytest.importorskip("pptx").Presentation(str(path))


# ---- what is on a slide ----------------------------------------------------------------------


def test_a_slide_asks_and_says_where(views: list[View]) -> None:
    """Each title is the question of its step; the line has experiment, iteration and loss."""
    slides, timeline = Slides(reel_of(views)), views[0].timeline
    assert timeline is not None
    assert slides.title == LESSON.title_in("en")
    for number_, (k, title) in enumerate(zip(STEPS, TITLES, strict=True)):
        with slides.shown(number_) as slide:
            assert slide.title == title
            place = place_of(timeline[k], timeline.history)
            assert slide.line == f"{slides.title}  ·  {place}"
            assert slide.direction == timeline[k].micro.direction


def test_the_origin_is_said_if_asked_for(views: list[View]) -> None:
    """At the end of the line, as on other pictures."""
    assert views[0].timeline is not None
    look = Look(QSize(640, 360), THEMES["light"], source=True)
    slides = Slides(Reel(views, views[0].timeline, [0], look, LESSON))
    with slides.shown(0) as slide:
        assert slide.line.endswith("  ·  xor  ·  bpviz " + __version__)


def test_notes_hold_the_numbers_of_their_step(views: list[View]) -> None:
    """Question, every line of arithmetic with its result, loss and code: those of this step."""
    slides, timeline = Slides(reel_of(views)), views[0].timeline
    assert timeline is not None
    for k, (number_, title) in zip(STEPS, enumerate(TITLES), strict=True):
        step = timeline[k]
        found = explained(step, views[0].selection, 4)
        assert found is not None
        with slides.shown(number_) as slide:
            assert title in slide.notes
            assert found.text() in slide.notes
            assert step.micro.code in slide.notes
            if step.loss is not None:
                assert f"batch loss {number(step.loss, 4)}" in slide.notes
            assert slide.formula.description == found.text()


def test_the_diagram_outlines_what_is_explained(views: list[View]) -> None:
    """While a slide is painted; after it the views are as they were."""
    slides = Slides(reel_of(views))
    before = [(view.step, view.selection, view.theme) for view in views]
    with slides.shown(1):
        assert views[0].selection == Selection(1, 0, None, 1)
        assert views[0].theme is THEMES["light"]
    with slides.shown(3):
        assert views[0].selection == Selection(2, 0, 0, 1)
    assert [(view.step, view.selection, view.theme) for view in views] == before


def test_a_mistake_is_named_where_it_is_made(qapp: Any) -> None:
    """Its notes say what is wrong instead of what ought to be computed; others stay."""
    training = replace(LESSON.experiment.training, mistake="no_hidden_slope")
    timeline = Timeline(Problem(replace(LESSON.experiment, training=training)))
    wrong = timeline.problem.mistake
    with fresh_views(["network"], timeline, timeline[0], Selection(), THEMES["dark"]) as views:
        slides = Slides(reel_of(views, list(range(12))))
        for k in range(12):
            where = timeline[k].phase, timeline[k].layer
            with slides.shown(k) as slide:
                assert (wrong.does in slide.notes) == (where == ("delta", 1))


def test_every_phase_is_put_in_words(qapp: Any) -> None:
    """Dropout and clipping too; no placeholder is left open."""
    layers = (LayerSpec(3, dropout=0.5), LayerSpec(1))
    experiment = Experiment(layers=layers, training=TrainingSpec(clip_norm=1.0))
    timeline = Timeline(Problem(experiment))
    count = timeline.steps_per_iteration
    with fresh_views(["network"], timeline, timeline[0], Selection(), THEMES["dark"]) as views:
        reel = Reel(views, timeline, list(range(count)), Look(QSize(640, 360), THEMES["light"]))
        slides = Slides(reel)
        for k in range(count):
            with slides.shown(k) as slide:
                what = slide.notes.splitlines()[3]
                assert what.endswith(".")
                assert "{" not in what


def test_places_lie_on_the_slide_and_apart() -> None:
    """At 16:9 and 4:3, with a picture and without."""
    for size in (QSize(1280, 720), QSize(1024, 768)):
        for count in (0, 1, 3):
            found = places(Look(size, THEMES["light"]), count)
            parts = [found.bar, found.title, found.line, found.formula]
            parts += [found.picture] if count else []
            for number_, part in enumerate(parts):
                assert found.slide.contains(part)
                assert not any(part.intersects(other) for other in parts[number_ + 1 :])


def test_axes_are_the_same_on_all_slides(qapp: Any, tmp_path: Path) -> None:
    """The loss of the last iteration has its place on the first slide already; free again after."""
    timeline = Timeline(Problem(LESSON.experiment))
    with fresh_views(["loss"], timeline, timeline[0], Selection(), THEMES["dark"]) as views:
        (view,) = views
        assert isinstance(view, LossView)
        slides, ticks = Slides(reel_of(views, [11, 600])), []

        def paint(slide: Slide) -> None:
            assert slide.picture is not None
            as_svg(slide.picture)
            axes = view.loss_plot.bottom_axis, view.loss_plot.left_axis
            ticks.append([axis.ticks().labelled for axis in axes])

        list(slides.written(lambda: slides.painted(paint)))
        assert ticks[0] == ticks[1]
        assert ticks[0][0][-1][1] == "50"


def test_too_many_slides_are_refused(views: list[View]) -> None:
    """In one line, before anything is painted."""
    with pytest.raises(BpvizError, match=f"would have {MOST + 1} pictures: at most {MOST}"):
        Slides(reel_of(views, [0] * (MOST + 1)))


# ---- PPTX ------------------------------------------------------------------------------------


@pytest.fixture
def deck(views: list[View], tmp_path: Path) -> Any:
    """The deck of the steps."""
    pytest.importorskip("pptx")
    return opened(written(reel_of(views), tmp_path / "a.pptx"))


def test_the_deck_has_a_slide_for_each_step_with_title_and_notes(
    deck: Any, views: list[View]
) -> None:
    """Titles are native, so that the outline has them; notes are each slide's own."""
    slides = Slides(reel_of(views))
    assert [slide.shapes.title.text for slide in deck.slides] == TITLES
    for number_, made in enumerate(deck.slides):
        with slides.shown(number_) as slide:
            assert made.notes_slide.notes_text_frame.text == slide.notes
            assert slide.line in [shape.text for shape in made.shapes if shape.has_text_frame]
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    assert (deck.core_properties.title, deck.core_properties.author) == (slides.title, "bpviz")


def test_each_picture_is_the_drawing_and_a_png_for_the_rest(deck: Any, views: list[View]) -> None:
    """The SVG is the very one that a picture exports; both have the shape of their place."""
    slides = Slides(reel_of(views))
    for number_, made in enumerate(deck.slides):
        pictures = [shape for shape in made.shapes if shape.shape_type == 13]
        with slides.shown(number_) as slide:
            wanted = [slide.picture, slide.formula]
            for shape, picture in zip(pictures, wanted, strict=True):
                assert picture is not None
                (blip,) = shape.element.iter(SVG)
                drawing = made.part.related_part(blip.get(EMBED))
                assert drawing.content_type == "image/svg+xml"
                assert drawing.blob == as_svg(picture)
                png = Image.open(BytesIO(shape.image.blob))
                assert png.size == (picture.size.width(), picture.size.height())
                assert png.width / png.height == pytest.approx(shape.width / shape.height, rel=0.01)
                described = shape.element.nvPicPr.cNvPr.get("descr")
                assert described == picture.description != ""


def test_the_package_is_sound(deck: Any, tmp_path: Path) -> None:
    """Every part has a type, every relation an end, every shape of the template its room."""
    with zipfile.ZipFile(tmp_path / "a.pptx") as package:
        names = set(package.namelist())
        assert len(names) == len(package.namelist())
        types = ElementTree.fromstring(package.read("[Content_Types].xml"))
        endings = {entry.get("Extension") for entry in types}
        named = {entry.get("PartName") for entry in types}
        for name in names - {"[Content_Types].xml"}:
            assert f"/{name}" in named or name.rpartition(".")[2] in endings, name
        for name in names:
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
            if name.endswith(".rels"):
                folder = Path("/", name).parent.parent
                for relation in ElementTree.fromstring(package.read(name)):
                    target = (folder / relation.attrib["Target"]).resolve()
                    assert str(target)[1:] in names, (name, relation.attrib)
    for part in (deck.slide_master, *deck.slide_layouts):
        for shape in part.shapes:
            assert shape.left + shape.width <= deck.slide_width


def test_a_deck_has_the_colours_of_its_theme(views: list[View], tmp_path: Path) -> None:
    """Slides added by hand have them as well; the notes stay black on white."""
    pytest.importorskip("pptx")
    path = written(reel_of(views, [1], "dark"), tmp_path / "a.pptx")
    dark = THEMES["dark"]
    with zipfile.ZipFile(path) as package:
        of_slides, of_notes = (package.read(f"ppt/theme/theme{k}.xml").decode() for k in (1, 2))
    for slot, color in (("dk1", dark.text), ("lt1", dark.panel), ("accent2", dark.backward)):
        assert f'<a:{slot}><a:srgbClr val="{color[1:].upper()}"/></a:{slot}>' in of_slides
    assert dark.panel[1:].upper() not in of_notes


def test_the_missing_extra_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line on the command line; the old file stays."""
    monkeypatch.setitem(sys.modules, "pptx", None)
    path = tmp_path / "a.pptx"
    path.write_text("old")
    assert main(["export", "xor", "--view", "network", "--steps", "0", "-o", str(path)]) != 0
    (line,) = capsys.readouterr().err.splitlines()
    assert 'pip install "bpviz[pptx]"' in line
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


# ---- PDF -------------------------------------------------------------------------------------


def test_the_pdf_has_a_page_for_each_slide(views: list[View], tmp_path: Path) -> None:
    """As large as the look says, with the experiment's title."""
    data = written(reel_of(views), tmp_path / "a.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == len(STEPS)
    boxes = set(re.findall(rb"/MediaBox\s*\[([^]]*)\]", data))
    assert [[float(x) for x in box.split()] for box in boxes] == [[0, 0, 480, 270]]
    assert LESSON.title_in("en").encode("utf-16-be") in data


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext of poppler")
def test_pages_of_the_pdf_have_their_text(views: list[View], tmp_path: Path) -> None:
    """Question and place are text that can be found and copied; fonts are embedded."""
    path = written(reel_of(views), tmp_path / "a.pdf")
    run = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    pages = run.stdout.decode().split("\f")
    for k, title, page in zip(STEPS, TITLES, pages, strict=False):
        assert title.split(" ∂")[0][:10] in page
        assert f"iteration {k // 12}" in page
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True).stdout.decode()
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:])


# ---- by command and by dialog ----------------------------------------------------------------


def test_the_command_writes_a_deck_in_russian(qapp: Any, tmp_path: Path) -> None:
    """Steps by number; titles in the language asked for."""
    path = tmp_path / "a.pptx"
    line = ["export", "xor", "--views", "network,explanation", "--steps", "1,7", "--lang", "ru"]
    assert main([*line, "-o", str(path)]) == 0
    titles = [slide.shapes.title.text for slide in opened(path).slides]
    translations = Translations()
    translations.use("ru")
    try:
        text = QCoreApplication.translate("explanation", "Why is z of {neuron} this number?")
    finally:
        translations.use("en")
    assert titles[0] == text.format(neuron="h₁") != TITLES[1]


def test_the_command_makes_slides_of_a_stretch(qapp: Any, tmp_path: Path) -> None:
    """One for each iteration, the formula alone."""
    path = tmp_path / "a.pdf"
    line = ["export", "xor", "--view", "explanation", "--from", "2", "--to", "4", "--source"]
    assert main([*line, "--every", "iteration", "-o", str(path)]) == 0
    assert len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) == 3


def test_the_precision_is_that_of_formula_and_notes(qapp: Any, tmp_path: Path) -> None:
    """Mazur's ∂E/∂w₅ with the digits published."""
    path = tmp_path / "a.pptx"
    line = ["export", "mazur", "--views", "network,explanation", "--steps", "7", "--precision", "9"]
    assert main([*line, "--min-text", "14", "-o", str(path)]) == 0
    (slide,) = opened(path).slides
    assert (
        "0.741365070 × 0.186815602 × 0.593269992 = 0.082167041"
        in slide.notes_slide.notes_text_frame.text
    )


@pytest.fixture(scope="module")
def shared(_application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for the tests of the page."""
    yield from window_of_xor(tmp_path_factory)


def page_of(dialog: Any) -> SlidesPage:
    """The page for slides, brought to the front."""
    page = dialog.findChild(SlidesPage)
    assert isinstance(page, SlidesPage)
    dialog.pages.setCurrentWidget(page)
    return page


def test_the_page_makes_a_slide_for_each_bookmark(
    qapp: Any, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offered once there are some; the window shows afterwards what it showed before."""
    shared.memory.exported.clear()
    dialog = export_dialog(shared)
    assert page_of(dialog).stretch.per.findData("bookmarks") < 0
    dialog.close()
    for _ in range(2):
        shared.player.step_forward()
        shared.bookmarks.toggle()
    dialog, step = export_dialog(shared), shared.player.step
    page, path = page_of(dialog), tmp_path / "a.pdf"
    page.stretch.per.setCurrentIndex(page.stretch.per.findData("bookmarks"))
    assert not page.stretch.first.isEnabled()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    dialog.save()
    finish(dialog)
    assert len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) == 2
    assert shared.deck.views["network"].step is step


def test_packing_that_is_given_up_ends_at_once(
    views: list[View], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the rest, which is not written: what packs ends as it goes on."""
    ended = threading.Event()

    def save(_: object, file: BinaryIO) -> None:
        try:
            while True:  # until it cannot write any more
                file.write(b"x")
                time.sleep(0.001)
        finally:
            ended.set()

    monkeypatch.setattr(slide_pptx._Deck, "save", save)
    path = tmp_path / "a.pptx"
    work = DECKS[".pptx"](reel_of(views, [0]))(path)
    while next(work) < slide_pptx.PAINTED:
        pass
    next(work)
    assert not ended.is_set()
    work.close()
    size = path.stat().st_size
    assert ended.wait(10.0)
    assert path.stat().st_size == size


def test_cancel_leaves_the_old_deck(
    qapp: Any, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given up after the first slides; nothing else is left beside it."""
    path = tmp_path / "a.pptx"
    path.write_text("old")
    shared.memory.exported.clear()
    dialog = export_dialog(shared)
    page = page_of(dialog)
    page.stretch.last.setValue(page.stretch.first.value() + 2)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    dialog.save()
    while dialog.progress.value() == 0:
        QCoreApplication.processEvents()
    assert dialog.busy
    dialog.reject()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    dialog.close()


def test_a_deck_has_type_that_can_be_read_unless_one_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Slides begin at 12 points; a film, and a deck with a least size of its own, keep theirs."""
    looks: list[float] = []
    real = command.Reel

    def note(*args: Any) -> Any:
        looks.append(args[3].min_text)
        return real(*args)

    monkeypatch.setattr(command, "Reel", note)
    line = ["export", "xor", "--view", "network", "--steps", "1", "--size", "320x180"]
    for ending, more in ((".pdf", []), (".pdf", ["--min-text", "20"]), (".gif", [])):
        assert main([*line, *more, "-o", str(tmp_path / f"{len(looks)}{ending}")]) == 0
    assert looks == [READABLE, 20, 0]
