"""Pictures as files: every view in both themes, at any size, by command and by dialog."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from bpviz.cli import main
from bpviz.core.errors import BpvizError
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import Lesson, lesson
from bpviz.ui.export import export_dialog, export_view
from bpviz.ui.export.canvas import WRITERS, Picture, as_image, as_mime, as_svg
from bpviz.ui.export.command import step_index
from bpviz.ui.export.dialog import ExportDialog
from bpviz.ui.export.page_picture import PicturePage
from bpviz.ui.export.picture import WINDOW, export_title, view_picture
from bpviz.ui.export.views_choice import SEVERAL
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.theme import PICTURE_THEMES, THEMES
from bpviz.ui.views.gradients import GradientsView
from bpviz.ui.window import MainWindow
from tests.ui.export_hands import delete, finish, is_gone, wait, window_of_xor

Pixels = NDArray[np.float64]


def pixels(image: QImage) -> Pixels:
    """Red, green and blue of every pixel, (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(plain.constBits(), np.uint8)  # type: ignore[arg-type]
    shape = plain.height(), plain.bytesPerLine() // 4, 4
    return data.reshape(shape)[:, : plain.width(), 2::-1].astype(np.float64)


def distance(image: Pixels, color: QColor) -> Pixels:
    """How far every pixel is from a colour, in the channel that differs most."""
    wanted = np.array([color.red(), color.green(), color.blue()])
    distances: Pixels = np.abs(image - wanted).max(axis=2)
    return distances


def scaled(image: QImage, size: QSize) -> Pixels:
    """The picture, smoothly brought to another size."""
    mode = Qt.AspectRatioMode.IgnoreAspectRatio
    return pixels(image.scaled(size, mode, Qt.TransformationMode.SmoothTransformation))


@cache
def timeline(name: str) -> Timeline:
    """A lesson's run, a few iterations long."""
    found = Timeline(Problem(lesson(name).experiment))
    found.advance(20)
    return found


def picture(
    view: str, theme: str = "light", size: QSize | None = None, name: str = "xor"
) -> QImage:
    """A view of iteration 20, at its end."""
    run = timeline(name)
    step = run[step_index(run, 20, None, None)]
    chosen = Selection(layer=step.layer)
    return view_picture(view, run, step, chosen, PICTURE_THEMES[theme], size or QSize(960, 540))


def exported(path: Path, view: str, source: Lesson | None = None, **options: Any) -> QImage:
    """The file that `export_view` writes, read again."""
    found = source or lesson("xor")
    usual: dict[str, Any] = {
        "iteration": 0, "phase": None, "layer": None,
        "size": (640, 360), "scale": 1, "theme": "light", "lang": "en", "min_text": 0,
        "transparent": False, "outlines": True, "title": False, "caption": False,
        "source_line": False, "precision": None, "picture": None,
    }  # fmt: skip
    views = view.split(",")
    export_view(found.experiment, found, views=views, output=path, **(usual | options))
    image = QImage(str(path))
    assert not image.isNull()
    return image


# ---- pictures --------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", PICTURE_THEMES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_paints_a_picture_in_every_theme(qapp: Any, view: str, theme: str) -> None:
    """Right size; opaque; the theme's background in the corners; and drawn on, with text."""
    image = picture(view, theme)
    assert image.size() == QSize(960, 540)
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    assert bytes(alpha.constBits()).count(255) == alpha.sizeInBytes()
    found = pixels(image)
    ground = PICTURE_THEMES[theme].color("stage" if view == "network" else "panel")
    away = distance(found, ground)
    for row, column in ((2, 2), (2, -3), (-3, 2), (-3, -3)):
        assert away[row, column] <= 2, (row, column)
    drawn = away > 60
    assert 0.005 < drawn.mean() < 0.9
    rows, columns = np.nonzero(drawn)
    assert np.ptp(columns) > 0.5 * image.width()
    assert np.ptp(rows) > 0.3 * image.height()
    # The title at the top is in the colour of text or of a direction: far from the background.
    assert (away[:80] > 100).sum() > 100


@pytest.mark.parametrize("view", VIEWS)
def test_a_larger_picture_has_the_same_proportions(qapp: Any, view: str) -> None:
    """2560×1440, scaled down, is what 1280×720 shows: type and lines grow with the picture."""
    small = picture(view, size=QSize(1280, 720))
    large = picture(view, size=QSize(2560, 1440))
    assert large.size() == QSize(2560, 1440)
    low = QSize(160, 90)
    difference = np.abs(scaled(small, low) - scaled(large, low)).max(axis=2)
    assert difference.mean() < 3
    assert (difference > 40).mean() < 0.01


def test_a_picture_of_a_step_shows_that_step(qapp: Any, tmp_path: Path) -> None:
    """Phase, layer and iteration choose the micro-step: all pictures differ, and one repeats."""
    choices = [
        {"phase": "linear", "layer": 1},
        {"phase": "linear", "layer": 2},
        {"phase": "delta", "layer": 1},
        {"iteration": 3},
        {"phase": "linear", "layer": 1},
    ]
    made = [exported(tmp_path / "a.png", "network", **options) for options in choices]
    assert made[0] == made[4]
    for i, one in enumerate(made[:4]):
        assert all(one != other for other in made[i + 1 : 4]), choices[i]


def test_phase_and_layer_find_their_micro_step(qapp: Any) -> None:
    """A phase alone means its first layer on the way; nothing means the iteration's end."""
    run = timeline("xor")
    count = run.steps_per_iteration
    assert step_index(run, 0, None, None) == count - 1
    assert step_index(run, 3, None, None) == 4 * count - 1
    for phase, layer, wanted in (("delta", None, 2), ("delta", 1, 1), ("linear", None, 1)):
        step = run[step_index(run, 2, phase, layer)]
        assert (step.iteration, step.phase, step.layer) == (2, phase, wanted)


def test_a_file_says_what_it_shows(qapp: Any, tmp_path: Path) -> None:
    """The PNG carries the experiment's title."""
    image = exported(tmp_path / "a.png", "loss", size=(320, 180))
    assert image.text("Title") == lesson("xor").experiment.title
    assert image.text("Software") == "bpviz"


def test_a_picture_is_in_russian_when_asked(qapp: Any, tmp_path: Path) -> None:
    """The language changes the words and nothing else; afterwards English is spoken again."""
    source = lesson("scores")
    english = exported(tmp_path / "a.png", "network", source)
    russian = exported(tmp_path / "b.png", "network", source, lang="ru")
    assert english.size() == russian.size()
    assert english != russian
    assert export_title("network") == "Network"
    assert exported(tmp_path / "a.png", "network", source) == english


def test_a_title_is_in_the_language_of_the_picture(qapp: Any, tmp_path: Path) -> None:
    """A lesson's title is its Russian one, in the file's own words too."""
    image = exported(tmp_path / "a.png", "loss", title=True, lang="ru")
    assert image.text("Title") == lesson("xor").title_in("ru") != lesson("xor").title_in("en")


def test_the_whole_window_is_a_picture(qapp: Any, tmp_path: Path) -> None:
    """All views, in the theme asked for, at the size asked for, with nothing left unpainted."""
    shown = {
        theme: exported(tmp_path / "a.png", WINDOW, theme=theme, size=(1600, 900))
        for theme in THEMES
    }
    for theme, image in shown.items():
        assert image.size() == QSize(1600, 900)
        found = pixels(image)
        light = np.median(found) > 128
        assert light == (theme == "light")
        background = THEMES[theme].color("panel")
        for part in np.array_split(found, 3, axis=1):  # form, stage, views on the right
            assert (distance(part, background) > 100).mean() > 0.01


def test_a_picture_that_no_memory_holds_is_refused(qapp: Any) -> None:
    """It is an error to be told, not a crash."""
    with pytest.raises(BpvizError, match="does not fit in the memory"):
        picture("network", size=QSize(10**6, 10**6))


def test_the_command_writes_the_picture(qapp: Any, tmp_path: Path) -> None:
    """From the command line to the file; a missing folder is one line and exit code 2."""
    path = tmp_path / "a.png"
    line = "export xor --view gradients --size 640x360 --theme dark --phase delta --layer 1 -o"
    assert main([*line.split(), str(path)]) == 0
    assert QImage(str(path)).size() == QSize(640, 360)
    assert main([*line.split(), str(tmp_path / "no" / "a.png")]) == 2
    assert os.listdir(tmp_path) == ["a.png"]


@pytest.mark.parametrize("ending", WRITERS)
def test_the_ending_is_the_format(qapp: Any, tmp_path: Path, ending: str) -> None:
    """Each format begins as such files do; capital letters are the same ending."""
    begins = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
    path = tmp_path / f"a{ending.upper()}"
    assert main(["export", "xor", "--view", "loss", "-o", str(path)]) == 0
    assert path.read_bytes().startswith(begins[ending])


def test_a_scale_is_the_same_picture_in_more_pixels(qapp: Any, tmp_path: Path) -> None:
    """640 × 360 twice is 1280 × 720, laid out as for 640 × 360."""
    small = exported(tmp_path / "a.png", "network")
    large = exported(tmp_path / "b.png", "network", scale=2)
    assert large.size() == QSize(1280, 720)
    low = QSize(160, 90)
    assert np.abs(scaled(small, low) - scaled(large, low)).max(axis=2).mean() < 3
    assert large != exported(tmp_path / "c.png", "network", size=(1280, 720))


@pytest.mark.parametrize("view", ["explanation", "inspector", "tensors"])
def test_there_are_as_many_digits_as_asked_for(qapp: Any, tmp_path: Path, view: str) -> None:
    """Other digits give another picture of a view that writes numbers."""
    few = exported(tmp_path / "a.png", view, iteration=3, precision=3)
    many = exported(tmp_path / "b.png", view, iteration=3, precision=9)
    usual = exported(tmp_path / "c.png", view, iteration=3)
    assert few != many
    assert usual == exported(tmp_path / "c.png", view, iteration=3, precision=4)


def test_the_gradients_show_the_picture_asked_for(qapp: Any, tmp_path: Path) -> None:
    """Each name gives a picture of its own, the first the usual one."""
    usual = exported(tmp_path / "a.png", "gradients", iteration=3)
    made = [
        exported(tmp_path / "a.png", "gradients", iteration=3, picture=name)
        for name in GradientsView.pictures
    ]
    assert made[0] == usual
    for i, one in enumerate(made):
        assert all(one != other for other in made[i + 1 :]), GradientsView.pictures[i]


@pytest.mark.parametrize("view", VIEWS)
def test_the_smallest_picture_is_drawn(qapp: Any, tmp_path: Path, view: str) -> None:
    """Where nothing can be read there is at least a picture, in every format."""
    for ending in WRITERS:
        path = tmp_path / f"a{ending}"
        line = f"export xor --view {view} --size 16x16 --title --caption --source -o {path}"
        assert main(line.split()) == 0
        assert path.stat().st_size > 100


def test_a_window_in_a_narrow_shape_is_drawn_whole(qapp: Any, tmp_path: Path) -> None:
    """It cannot become that small: it is drawn smaller, on the window's ground, not squeezed."""
    image = exported(tmp_path / "a.png", WINDOW, size=(400, 800))
    assert image.size() == QSize(400, 800)
    ground = distance(pixels(image), THEMES["light"].color("window"))
    assert ground[-4:].max() <= 2
    assert (ground[:150] > 100).any()


# ---- the dialog ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(_application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all tests."""
    yield from window_of_xor(tmp_path_factory)


@pytest.fixture
def dialog(qapp: Any, shared: MainWindow) -> Iterator[ExportDialog]:
    """The dialog as Ctrl+E opens it, with a small picture."""
    shared.memory.exported.clear()
    made = export_dialog(shared)
    size = page_of(made).size_
    size.addItem("320 × 180", QSize(320, 180))
    size.setCurrentIndex(size.count() - 1)
    yield made
    delete(made)


def page_of(dialog: ExportDialog) -> PicturePage:
    """The page for pictures, in front."""
    page = dialog.page
    assert isinstance(page, PicturePage)
    return page


def show(dialog: ExportDialog, name: str) -> None:
    """Choose from the list of views."""
    views = page_of(dialog).choice.view
    views.setCurrentIndex(views.findData(name))


def drawn(dialog: ExportDialog) -> QImage:
    """What the dialog would save."""
    with page_of(dialog).picture() as picture:
        return as_image(picture)


def asked_for(monkeypatch: pytest.MonkeyPatch, path: str | Path) -> None:
    """The dialog for the file answers with this path."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def click(dialog: ExportDialog, name: str) -> None:
    """Press a button of the dialog."""
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    finish(dialog)


def test_ctrl_e_opens_the_dialog(qapp: Any, shared: MainWindow) -> None:
    """The key opens it; it offers every view and the window."""
    shared.activateWindow()
    QTest.keyClick(shared.stage, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    (opened,) = [d for d in shared.findChildren(ExportDialog) if d.isVisible()]
    offered = [
        page_of(opened).choice.view.itemData(i) for i in range(page_of(opened).choice.view.count())
    ]
    assert offered == [*VIEWS, SEVERAL, WINDOW]
    assert page_of(opened).theme.currentData() == shared.theme.name
    opened.reject()


def test_the_dialog_makes_what_was_chosen(dialog: ExportDialog) -> None:
    """View, size and theme change the picture; the window is saved as it looks."""
    made = {}
    for view in ("network", "loss"):
        show(dialog, view)
        assert page_of(dialog).theme.isEnabled()
        for theme in THEMES:
            page_of(dialog).theme.setCurrentIndex(page_of(dialog).theme.findData(theme))
            made[view, theme] = drawn(dialog)
    assert all(image.size() == QSize(320, 180) for image in made.values())
    for (view, theme), image in made.items():
        background = THEMES[theme].color("stage" if view == "network" else "panel")
        assert distance(pixels(image), background)[2, 2] <= 2, view
    assert made["network", "light"] != made["loss", "light"]
    show(dialog, WINDOW)
    assert not page_of(dialog).theme.isEnabled()
    assert drawn(dialog).size() == QSize(320, 180)


def test_saving_replaces_a_file_and_adds_the_ending(
    dialog: ExportDialog, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture takes the place of what was there; a name without ending gets .png."""
    path = tmp_path / "a.png"
    path.write_text("old")
    asked_for(monkeypatch, path)
    click(dialog, "export_save")
    assert QImage(str(path)).size() == QSize(320, 180)
    assert os.listdir(tmp_path) == ["a.png"]
    assert is_gone(dialog)
    asked_for(monkeypatch, tmp_path / "b")
    again = export_dialog(shared)
    click(again, "export_save")
    assert sorted(os.listdir(tmp_path)) == ["a.png", "b.png"]
    assert is_gone(again)


def test_the_window_says_what_was_saved_and_where(
    dialog: ExportDialog, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name and folder, with the whole path in the tool tip; it goes with the next step."""
    asked_for(monkeypatch, tmp_path / "mine.png")
    click(dialog, "export_save")
    notice = shared.status.notice
    assert "mine.png" in notice.text()
    assert tmp_path.name in notice.text()
    wait(lambda: notice.toolTip() == str(tmp_path / "mine.png"))
    shared.player.step_forward()
    assert "mine.png" not in notice.text()
    wait(lambda: notice.toolTip() == "")


def test_what_was_chosen_is_there_again_the_next_time(
    dialog: ExportDialog, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tab, choices and folder; what was not touched follows the window; a view named wins."""
    page = page_of(dialog)
    page.size_.setCurrentIndex(page.size_.findData(QSize(3840, 2160)))
    page.caption.setChecked(True)
    show(dialog, "loss")
    dialog.pages.setCurrentIndex(2)
    dialog.pages.currentWidget().stretch.last.setValue(3)  # type: ignore[attr-defined]
    dialog.reject()
    again = export_dialog(shared)
    assert again.page.name == "slides"
    assert again.page.stretch.last.value() == 3  # type: ignore[attr-defined]
    again.pages.setCurrentIndex(0)
    page = page_of(again)
    assert page.size_.currentData() == QSize(3840, 2160)
    assert page.caption.isChecked()
    assert page.choice.view.currentData() == "loss"
    suggested: list[str] = []

    def ask(*given: object) -> tuple[str, str]:
        suggested.append(str(given[2]))
        return (str(tmp_path / "a.pdf"), "") if len(suggested) == 1 else ("", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    page.size_.setCurrentIndex(0)
    click(again, "export_save")
    shared.look.toggle_theme()
    third = export_dialog(shared, "network")
    assert page_of(third).choice.view.currentData() == "network"
    assert page_of(third).theme.currentData() == shared.theme.name
    click(third, "export_save")
    assert Path(suggested[1]).parent == tmp_path
    third.reject()
    shared.look.toggle_theme()
    shared.memory.exported.clear()


def test_a_failed_export_keeps_the_file_that_was_there(
    dialog: ExportDialog, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old picture stays as it was, no other file is left, and the window says why."""
    path = tmp_path / "a.png"
    path.write_text("old")

    def half(_: Picture) -> bytes:
        raise OSError("No space left")

    monkeypatch.setitem(WRITERS, ".png", half)
    asked_for(monkeypatch, path)
    click(dialog, "export_save")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.png"]
    assert dialog.message.text() == f"{path}: cannot be written: No space left"


def test_a_missing_folder_is_told_by_its_path(
    dialog: ExportDialog, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line in the window, with the path that was asked for."""
    path = tmp_path / "pictures" / "a.png"
    asked_for(monkeypatch, path)
    click(dialog, "export_save")
    assert dialog.message.text() == f"{path}: there is no such folder"


def test_not_choosing_a_file_changes_nothing(
    dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelling the dialog for the file leads back to the choice."""
    asked_for(monkeypatch, "")
    click(dialog, "export_save")
    assert dialog.isVisible()


def choose(dialog: ExportDialog, *names: str) -> None:
    """Choose one view, or tick several."""
    several = len(names) > 1
    page_of(dialog).choice.view.setCurrentIndex(
        page_of(dialog).choice.view.findData(SEVERAL if several else names[0])
    )
    for name, tick in page_of(dialog).choice.ticks.items():
        tick.setChecked(name in names)


def test_several_views_can_be_ticked(dialog: ExportDialog, shared: MainWindow) -> None:
    """The list is there only then, with those ticked that are in sight; the picture holds them."""
    assert not any(tick.isVisible() for tick in page_of(dialog).choice.ticks.values())
    show(dialog, SEVERAL)
    assert all(tick.isVisible() for tick in page_of(dialog).choice.ticks.values())
    in_sight = [name for name in VIEWS if shared.deck.views[name].in_sight]
    assert "network" in in_sight
    assert page_of(dialog).choice.names() == in_sight
    choose(dialog, "network", "loss")
    with page_of(dialog).picture() as picture:
        assert picture.description.startswith("Network, Loss: ")


def test_nothing_ticked_is_told(dialog: ExportDialog, shared: MainWindow) -> None:
    """One line in the window instead of an empty picture."""
    choose(dialog, "network", "loss")
    for tick in page_of(dialog).choice.ticks.values():
        tick.setChecked(False)
    click(dialog, "export_copy")
    assert dialog.message.text() == "Tick the views that the picture is to show."


@pytest.mark.parametrize("ending", WRITERS)
def test_the_name_of_the_file_is_the_format(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """What is saved is what the command line's writer of that ending makes."""
    begins = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
    path = tmp_path / f"a{ending}"
    asked_for(monkeypatch, path)
    click(dialog, "export_save")
    assert path.read_bytes().startswith(begins[ending])


def test_the_options_change_the_picture(dialog: ExportDialog) -> None:
    """Size times scale; title, step and source as ticked; no ground where it is to be left out."""
    page_of(dialog).density.setCurrentIndex(page_of(dialog).density.findData(2))
    plain = drawn(dialog)
    assert plain.size() == QSize(640, 360)
    for box in (page_of(dialog).title_, page_of(dialog).caption, page_of(dialog).source):
        box.setChecked(True)
        assert drawn(dialog) != plain
        box.setChecked(False)
    assert drawn(dialog) == plain
    page_of(dialog).transparent.setChecked(True)
    assert drawn(dialog).pixelColor(1, 1).alpha() == 0
    show(dialog, WINDOW)
    boxes = (
        page_of(dialog).title_,
        page_of(dialog).caption,
        page_of(dialog).source,
        page_of(dialog).transparent,
    )
    assert not any(box.isEnabled() for box in boxes)
    assert drawn(dialog).pixelColor(1, 1).alpha() == 255


def test_type_text_and_paper_are_chosen_for_files_and_clipboard(dialog: ExportDialog) -> None:
    """Letters stay letters, points make type larger, paper is white: in the copied SVG, too."""
    page = page_of(dialog)
    choose(dialog, "loss")
    page.size_.setCurrentIndex(page.size_.findText("1280 × 720"))
    with page.picture() as usual:
        assert b"<text" not in as_svg(usual)
    page.text.setCurrentIndex(page.text.findData(False))
    page.least.setCurrentIndex(page.least.findData(24))
    page.theme.setCurrentIndex(page.theme.findData("print"))
    with page.picture() as picture:
        assert picture.scale > 1.5 * usual.scale
        assert as_image(picture).pixelColor(2, 2).name() == "#ffffff"
    click(dialog, "export_copy")
    copied = QGuiApplication.clipboard().mimeData()
    assert bytes(copied.data("image/svg+xml").data()).count(b"<text") > 3


def test_the_window_has_its_own_type(dialog: ExportDialog) -> None:
    """It is saved as it looks, so no points can be chosen."""
    choose(dialog, WINDOW)
    assert not page_of(dialog).least.isEnabled()


def test_the_picture_shows_what_was_chosen_in_the_view(
    dialog: ExportDialog, shared: MainWindow
) -> None:
    """The window's own view is drawn, in the slide's theme, and wears its own afterwards."""
    view = shared.deck.views["gradients"]
    assert isinstance(view, GradientsView)
    choose(dialog, "gradients")
    theme = next(name for name in THEMES if name != shared.theme.name)
    page_of(dialog).theme.setCurrentIndex(page_of(dialog).theme.findData(theme))
    bars, before = drawn(dialog), view.grab().toImage()
    view.choose("heat")
    assert drawn(dialog) != bars
    view.choose("bars")
    assert drawn(dialog) == bars
    assert view.theme is shared.theme
    assert view.grab().toImage() == before


def test_a_picture_can_be_copied(dialog: ExportDialog) -> None:
    """The clipboard holds what would have been saved, as pixels, as PNG and as SVG."""
    wanted = drawn(dialog)
    click(dialog, "export_copy")
    found = QGuiApplication.clipboard().image()
    assert found.size() == wanted.size()
    assert np.array_equal(pixels(found), pixels(wanted))
    held = QGuiApplication.clipboard().mimeData()
    assert QImage.fromData(held.data("image/png")).size() == wanted.size()
    assert held.data("image/svg+xml").startsWith(b"<?xml")
    assert is_gone(dialog)


def test_a_copy_is_painted_once_as_pixels_and_once_as_drawing(qapp: Any) -> None:
    """The PNG is made of the pixels that are there already, and shows the same."""
    painted: list[QRectF] = []

    def paint(painter: QPainter, rect: QRectF) -> None:
        painted.append(rect)
        painter.fillRect(rect, QColor("#804020"))

    data = as_mime(Picture(QSize(64, 32), 1.0, paint, THEMES["light"]))
    assert len(painted) == 2
    image = QImage.fromData(data.data("image/png"))
    assert np.array_equal(pixels(image), pixels(data.imageData()))
