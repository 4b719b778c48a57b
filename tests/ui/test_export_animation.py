"""Animations as GIF and MP4: the pictures in them, how long each stays, and what goes wrong."""

from __future__ import annotations

import builtins
import re
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QCoreApplication, QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFileDialog, QPushButton

from bpviz.cli import main
from bpviz.core.errors import BpvizError
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.atomic import atomic_path
from bpviz.files.lessons import lesson
from bpviz.ui.export import mp4 as mp4_module
from bpviz.ui.export.animation import ANIMATIONS
from bpviz.ui.export.canvas import Picture, as_image
from bpviz.ui.export.dialog import ExportDialog, export_dialog
from bpviz.ui.export.frames import (
    FASTEST,
    LAST,
    SAMPLES,
    SECONDS,
    SLOWEST,
    Frames,
    frame,
    sample_numbers,
)
from bpviz.ui.export.gif import common_palette, gif, sample
from bpviz.ui.export.job import Job
from bpviz.ui.export.mp4 import encoder, images_per_picture, mp4
from bpviz.ui.export.page_animation import AnimationPage
from bpviz.ui.export.picture import Look, fresh_views
from bpviz.ui.export.stretch import Reel
from bpviz.ui.selection import Selection
from bpviz.ui.theme import THEMES
from bpviz.ui.window import MainWindow
from tests.ui.export_hands import delete, finish, is_gone, window_of_xor

MANY = ",".join(map(str, range(5001)))
Rgb = NDArray[np.float64]
LIGHT = THEMES["light"]


class Squares:
    """Pictures of one colour each with a square that wanders; fails at a picture on demand."""

    def __init__(self, colors: list[str], size: QSize, fails: int | None = None) -> None:
        self.colors, self.size, self.fails = colors, size, fails

    def __len__(self) -> int:
        return len(self.colors)

    def reach(self) -> Iterator[float]:
        """Nothing to compute."""
        yield from ()

    def held(self) -> AbstractContextManager[None]:
        """No axes."""
        return nullcontext()

    def prepare(self, number: int) -> Iterator[float]:
        """Nothing to compute for a picture either."""
        yield from ()

    @contextmanager
    def shown(self, number: int) -> Iterator[Picture]:
        """One picture."""

        def paint(painter: QPainter, rect: QRectF) -> None:
            if number == self.fails:
                raise BpvizError("", "cannot paint this")
            painter.fillRect(rect, QColor(self.colors[number]))
            painter.fillRect(QRectF(4 * number, 4, 4, 4), QColor("#123456"))

        yield Picture(self.size, 1.0, paint, LIGHT)


def run(job: Job, path: Path) -> list[float]:
    """Let a job write a file; the shares that it told."""
    return list(job(path))


def gif_frames(path: Path) -> list[tuple[Rgb, int]]:
    """The pictures of a GIF as any reader puts them together, and their milliseconds."""
    found = []
    with Image.open(path) as image:
        for number in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(number)
            pixels = np.asarray(image.convert("RGB"), dtype=np.float64)
            found.append((pixels, image.info["duration"]))
    return found


def film_images(path: Path) -> tuple[dict[str, Any], list[Rgb]]:
    """What the decoder tells about an MP4, and all of its images."""
    command = [encoder(), "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    line = re.search(
        r"Video: (\w+).*?, (yuv\w+)\((.*?)\), (\d+)x(\d+).*?, ([\d.]+) fps", done.stderr.decode()
    )
    assert line is not None
    codec, pixels, color, width, height, rate = line.groups()
    told = {"codec": codec, "pixels": pixels, "color": color, "rate": float(rate)}
    shape = -1, int(height), int(width), 3
    return told, list(np.frombuffer(done.stdout, np.uint8).reshape(shape).astype(np.float64))


def rgb(packed: NDArray[np.uint32]) -> Rgb:
    """(…, 3) of 0xRRGGBB."""
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], -1).astype(np.float64)


@pytest.fixture
def reel(qapp: Any) -> Iterator[Reel]:
    """Two iterations of XOR: network and loss."""
    timeline = Timeline(Problem(lesson("xor").experiment))
    look = Look(QSize(640, 360), THEMES["dark"], caption=True)
    numbers = list(range(2 * timeline.steps_per_iteration))
    with fresh_views(
        ["network", "loss"], timeline, timeline[0], Selection(layer=2), look.theme
    ) as views:
        yield Reel(views, timeline, numbers, look)


def held(reel: Reel) -> list[Rgb]:
    """The pictures of a reel on the axes of all of them."""
    with reel.held():
        return [rgb(frame(reel, number)) for number in range(len(reel))]


# ---- GIF -------------------------------------------------------------------------------------


def test_a_gif_shows_the_pictures_of_its_steps(reel: Reel, tmp_path: Path) -> None:
    """Each frame is the picture of its step but for the few colours: close everywhere."""
    run(gif(reel, 0.2), tmp_path / "a.gif")
    found = gif_frames(tmp_path / "a.gif")
    assert len(found) == len(reel)
    for number, ((pixels, _), wanted) in enumerate(zip(found, held(reel), strict=True)):
        away = np.abs(pixels - wanted)
        assert away.mean() < 1.0, number
        assert (away.max(axis=2) > 40).mean() < 0.001, number


def test_frequent_colours_and_those_of_the_phases_are_exact(reel: Reel, tmp_path: Path) -> None:
    """Ground and text are exactly the theme's, also of a phase that no sample showed."""
    palette = common_palette([sample(frame(reel, 0))], THEMES["dark"])
    assert palette.shape == (127, 3)
    known = {tuple(color) for color in palette.tolist()}
    for name in ("panel", "stage", "forward", "backward", "loss", "update", "batch"):
        color = THEMES["dark"].color(name)
        assert (color.red(), color.green(), color.blue()) in known, name


@pytest.mark.parametrize("count", [1, 2, 5, 24, 109, 5000])
def test_samples_fall_in_with_no_period(count: int) -> None:
    """Both ends, no more than a dozen, each once; long stretches: most places of an iteration."""
    found = sample_numbers(count)
    assert found == sorted(set(found))
    assert found[0] == 0
    assert found[-1] == count - 1
    assert len(found) <= SAMPLES
    if count > 100:
        assert len({number % 12 for number in found}) >= 6


def test_equal_pictures_only_lengthen_the_one_before(qapp: Any, tmp_path: Path) -> None:
    """Four pictures of which two are equal: three frames, all times right, the last one longer."""
    squares = Squares(["#ff0000", "#00ff00", "#00ff00", "#0000ff"], QSize(32, 16))
    still = Squares(["#ff0000", "#00ff00", "#00ff00", "#0000ff"], QSize(32, 16))
    still.shown = lambda number: squares.shown(1 if number == 2 else number)  # type: ignore[method-assign]
    run(gif(still, 0.25), tmp_path / "a.gif")
    found = gif_frames(tmp_path / "a.gif")
    assert [stays for _, stays in found] == [250, 500, 1000 * LAST]
    for (pixels, _), number in zip(found, (0, 1, 3), strict=True):
        np.testing.assert_array_equal(pixels, rgb(frame(squares, number)))


def test_times_that_are_no_hundredths_do_not_add_up_to_an_error(qapp: Any, tmp_path: Path) -> None:
    """Thirty pictures, a fifteenth of a second each: the end is right to the hundredth."""
    colors = [f"#{8 * k:02x}0080" for k in range(30)]
    run(gif(Squares(colors, QSize(200, 16)), 1 / 15), tmp_path / "a.gif")
    found = [stays for _, stays in gif_frames(tmp_path / "a.gif")]
    assert len(found) == 30
    assert sum(found) == round(100 * (29 / 15 + LAST)) * 10
    assert set(found[:-1]) == {60, 70}


def test_a_gif_repeats_for_ever_and_is_as_large_as_asked(qapp: Any, tmp_path: Path) -> None:
    """Netscape's block says 0 repeats, which means for ever; odd sizes are fine."""
    run(gif(Squares(["#ff0000", "#00ff00"], QSize(33, 17)), 0.5), tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as image:
        assert image.info["loop"] == 0
        assert image.size == (33, 17)


def test_a_photograph_of_colours_has_a_palette_too(qapp: Any) -> None:
    """Far more colours than fit: the nearest that are there lie near all of them."""
    generator = np.random.default_rng(5)
    many = generator.integers(0, 1 << 24, (200, 200)).astype(np.uint32)
    palette = common_palette([sample(many)], LIGHT).astype(np.float64)
    away = np.sqrt(np.square(rgb(many[:20])[..., None, :] - palette).sum(-1)).min(-1)
    assert away.max() < 110


# ---- MP4 -------------------------------------------------------------------------------------


def test_a_film_shows_the_pictures_of_its_steps(reel: Reel, tmp_path: Path) -> None:
    """Right size, rate and number of images; each image is its step's picture, softly."""
    run(mp4(reel, 0.2), tmp_path / "a.mp4")
    told, images = film_images(tmp_path / "a.mp4")
    assert told == {
        "codec": "h264",
        "pixels": "yuv420p",
        "color": "tv, bt709, progressive",
        "rate": 10,
    }
    assert images[0].shape == (360, 640, 3)
    assert len(images) == 2 * (len(reel) - 1) + 10 * LAST
    for number, wanted in enumerate(held(reel)):
        for image in images[2 * number : 2 * number + 2]:
            assert np.abs(image - wanted).mean() < 5, number
    np.testing.assert_allclose(images[-1], images[2 * len(reel) - 1], atol=24)


def test_a_film_of_odd_size_is_made_even(qapp: Any, tmp_path: Path) -> None:
    """H.264 with half the colours needs even sides: one pixel more of the picture itself."""
    run(mp4(Squares(["#ff0000", "#00ff00"], QSize(65, 33)), 1.0), tmp_path / "a.mp4")
    _, images = film_images(tmp_path / "a.mp4")
    assert images[0].shape == (34, 66, 3)
    assert len(images) == 10 + 10 * LAST
    assert np.abs(images[5][-3:, -3:] - [255, 0, 0]).max() < 12


def test_a_film_starts_before_it_has_come_whole(qapp: Any, tmp_path: Path) -> None:
    """The index stands before the pictures, so that players on a network can begin."""
    run(mp4(Squares(["#ff0000", "#00ff00"], QSize(64, 32)), 0.5), tmp_path / "a.mp4")
    data = (tmp_path / "a.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize(
    ("seconds", "images"), [(FASTEST, 1), (0.1, 1), (0.11, 2), (0.3, 3), (0.5, 5), (SLOWEST, 600)]
)
def test_a_picture_becomes_whole_images_often_enough(seconds: float, images: int) -> None:
    """At least ten images a second, each picture in as many."""
    assert images_per_picture(seconds) == images
    assert images / seconds >= 10 - 1e-9


def test_without_the_extra_a_film_says_how_to_install_it(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line with the command to type, before anything is painted."""
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "imageio_ffmpeg":
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(BpvizError, match=r'pip install "bpviz\[video\]"'):
        mp4(Squares(["#ff0000"], QSize(64, 32)), 0.5)


def test_what_the_encoder_complains_of_is_said(
    qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last line, in one line."""
    monkeypatch.setattr(mp4_module, "QUALITY", "nonsense")
    with pytest.raises(BpvizError, match=r"the video encoder failed: .*[A-Za-z]{4}"):
        run(mp4(Squares(["#ff0000"] * 9, QSize(640, 320)), 0.5), tmp_path / "a.mp4")


# ---- both ------------------------------------------------------------------------------------


def old_file(folder: Path, ending: str) -> Path:
    """A file that is there already."""
    path = folder / f"a{ending}"
    path.write_bytes(b"old")
    return path


def check_untouched(path: Path) -> None:
    """It is there as it was, and nothing else."""
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == b"old"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """All processes started from now on."""
    encoder()  # the first call starts one to see whether it is any good
    found: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(*given: Any, **options: Any) -> subprocess.Popen[bytes]:
        found.append(real(*given, **options))
        return found[-1]

    monkeypatch.setattr(mp4_module.subprocess, "Popen", popen)
    return found


@pytest.mark.parametrize("ending", ANIMATIONS)
def test_progress_grows_to_the_end(qapp: Any, tmp_path: Path, ending: str) -> None:
    """At least a share for each picture, never less than before, between 0 and 1."""
    squares = Squares([f"#{8 * k:02x}0080" for k in range(20)], QSize(128, 32))
    shares = run(ANIMATIONS[ending](squares, 0.5), tmp_path / f"a{ending}")
    assert len(shares) >= 20
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.1
    assert shares[-1] == 1.0


@pytest.mark.parametrize("ending", ANIMATIONS)
def test_cancel_leaves_the_old_file_and_no_process(
    qapp: Any, tmp_path: Path, ending: str, started: list[subprocess.Popen[bytes]]
) -> None:
    """Closed in the middle: the old content, no other file, and the encoder has ended."""
    path = old_file(tmp_path, ending)
    job = ANIMATIONS[ending](Squares(["#ff0000", "#00ff00"] * 40, QSize(640, 320)), 0.5)

    def begin_and_cancel() -> None:
        with atomic_path(path) as temporary, closing(job(temporary)) as work:
            for _ in range(30):
                next(work)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin_and_cancel()
    check_untouched(path)
    assert len(started) == (ending == ".mp4")
    assert all(process.poll() is not None for process in started)


@pytest.mark.parametrize("ending", ANIMATIONS)
def test_a_picture_that_fails_leaves_the_old_file(
    qapp: Any, tmp_path: Path, ending: str, started: list[subprocess.Popen[bytes]]
) -> None:
    """The error is that of the painting; the old content, no other file, no process."""
    path = old_file(tmp_path, ending)
    frames: Frames = Squares(["#ff0000", "#00ff00"] * 10, QSize(64, 32), fails=7)
    with (
        pytest.raises(BpvizError, match="cannot paint this"),
        atomic_path(path) as temporary,
    ):
        run(ANIMATIONS[ending](frames, 0.5), temporary)
    check_untouched(path)
    assert all(process.poll() is not None for process in started)


@pytest.mark.parametrize("ending", ANIMATIONS)
@pytest.mark.parametrize("seconds", [0.0, -1.0, 0.01, 61.0, float("nan"), float("inf")])
def test_impossible_times_are_refused(ending: str, seconds: float) -> None:
    """The line says what is allowed."""
    squares = Squares(["#ff0000"], QSize(64, 32))
    with pytest.raises(BpvizError, match=r"from 0\.04 to 60\.0 seconds"):
        ANIMATIONS[ending](squares, seconds)


def test_a_frame_is_the_picture_to_the_pixel(reel: Reel) -> None:
    """The packed colours are those of the image, row by row."""
    with reel.shown(3) as picture:
        image = as_image(picture)
    packed = frame(reel, 3)
    for row, column in ((0, 0), (100, 200), (180, 333), (359, 639)):
        assert packed[row, column] == image.pixel(column, row) & 0xFFFFFF


# ---- axes ------------------------------------------------------------------------------------


def test_all_pictures_have_the_same_axes(qapp: Any) -> None:
    """Where ticks and their numbers are, no pixel changes over twenty iterations; then it does."""
    timeline = Timeline(Problem(lesson("xor").experiment))
    per = timeline.steps_per_iteration
    look = Look(QSize(960, 540), LIGHT)
    strips = {"loss": np.s_[-40:, :], "gradients": np.s_[-40:, :], "surface": np.s_[:, :50]}
    for name, strip in strips.items():
        with fresh_views([name], timeline, timeline[0], Selection(), LIGHT) as views:
            reel = Reel(views, timeline, [(k + 1) * per - 1 for k in (0, 7, 20)], look)
            first, *others = [picture[strip] for picture in held(reel)]
            for other in others:
                assert (np.abs(other - first).max(axis=2) > 40).mean() < 0.002, name
            free = rgb(frame(reel, 0))[strip]
            assert (np.abs(free - first).max(axis=2) > 40).mean() > 0.002, name


def test_a_run_is_computed_in_small_pieces_first(qapp: Any) -> None:
    """Shares grow; at the end the last picture's state is there."""
    timeline = Timeline(Problem(lesson("spiral").experiment))
    look = Look(QSize(320, 180), LIGHT)
    with fresh_views(["network"], timeline, timeline[0], Selection(), LIGHT) as views:
        last = 3000
        reel = Reel(views, timeline, [5, last * timeline.steps_per_iteration], look)
        shares = list(reel.reach())
        assert shares == sorted(shares)
        assert all(0 <= share < 1 for share in shares)
        assert timeline.stored(last) is not None


# ---- by command and by dialog ----------------------------------------------------------------


@pytest.mark.parametrize("ending", ANIMATIONS)
def test_the_command_writes_the_steps_asked_for(qapp: Any, tmp_path: Path, ending: str) -> None:
    """Iterations 2 to 4, one picture each, in the size and for the time that was asked for."""
    path = tmp_path / f"a{ending}"
    given = ["export", "xor", "--view", "network", "--from", "2", "--to", "4"]
    given += ["--every", "iteration", "--size", "320x180", "--seconds", "0.3", "-o", str(path)]
    assert main(given) == 0
    if ending == ".gif":
        found = gif_frames(path)
        assert [stays for _, stays in found] == [300, 300, 1000 * LAST]
        assert found[0][0].shape == (180, 320, 3)
    else:
        _, images = film_images(path)
        assert len(images) == 2 * 3 + 10 * LAST
        assert images[0].shape == (180, 320, 3)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (["--seconds", "0.01", "-o", "a.gif"], "--seconds: each picture stays from 0.04 to 60.0"),
        (["--to", "1", "--seconds", "1", "-o", "a.pdf"], "--seconds: needs a file ending in .gif"),
        (["--seconds", "1", "-o", "a.png"], "argument --seconds: needs --view with --every"),
        (["--to", "100000", "-o", "a.mp4"], "argument --to, --every: would have 1200252 pictures"),
        (["--to", "1000001", "-o", "a.mp4"], "--to: must be a whole number from 0 to 1000000, got"),
        (["--from", "9" * 12, "-o", "a.mp4"], "--from: must be a whole number from 0 to 1000000"),
        (["--steps", "9" * 12, "-o", "a.mp4"], "is in iteration 83333333333, at most 1000000"),
        (["--steps", "3,7,7", "-o", "a.mp4"], "--steps: must be ascending, got 7 after 7"),
        (["--steps", "7,3", "-o", "a.mp4"], "--steps: must be ascending, got 3 after 7"),
        (["--steps", MANY, "-o", "a.mp4"], "--steps: would have 5001 pictures: at most 5000"),
    ],
)
def test_the_command_refuses_in_one_line(
    qapp: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: list[str],
    line: str,
) -> None:
    """What does not go together, exit code 2, and no file."""
    monkeypatch.chdir(tmp_path)
    assert main(["export", "xor", "--view", "network", *given]) == 2
    told = capsys.readouterr().err.strip()
    assert line in told
    assert "\n" not in told
    assert not list(tmp_path.iterdir())


def test_help_tells_how_long_a_picture_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """The same as where nothing is said: help cannot ask, as it needs no Qt."""
    assert main(["export", "--help"]) == 0
    assert f"stays (default {SECONDS})" in " ".join(capsys.readouterr().out.split())


@pytest.fixture(scope="module")
def shared(_application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all tests."""
    yield from window_of_xor(tmp_path_factory)


@pytest.fixture
def page(
    qapp: Any, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AnimationPage]:
    """The dialog's page, in front; the file asked for is `a.gif`, which is there already."""
    path = old_file(tmp_path, ".gif")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    shared.memory.exported.clear()
    dialog = export_dialog(shared)
    found = dialog.findChild(AnimationPage)
    assert found is not None
    dialog.pages.setCurrentWidget(found)
    found.stretch.last.setValue(2)
    found.stretch.per.setCurrentIndex(found.stretch.per.findData("iteration"))
    found.size_.setCurrentIndex(found.size_.findData(QSize(640, 360)))
    yield found
    delete(dialog)


def test_the_dialog_writes_an_animation(page: AnimationPage, tmp_path: Path) -> None:
    """As chosen there; the window's own view shows its own step again."""
    dialog, view = page.window(), page.window_.deck.views["network"]
    assert isinstance(dialog, ExportDialog)
    before = view.step
    page.seconds.setValue(0.25)
    dialog.save()
    finish(dialog)
    found = gif_frames(tmp_path / "a.gif")
    assert [stays for _, stays in found] == [250, 250, 1000 * LAST]
    assert found[0][0].shape == (360, 640, 3)
    assert view.step is before
    assert is_gone(dialog)


def test_the_dialog_tells_how_long_it_will_be(page: AnimationPage) -> None:
    """Number of pictures and seconds follow what is chosen; so does what is wrong with it."""
    page.seconds.setValue(0.25)
    assert page.stretch.length.text().splitlines()[0] == "3 pictures, 2.5 s"
    page.seconds.setValue(4.0)
    assert page.stretch.length.text().splitlines()[0] == "3 pictures, 12.0 s"
    head = page.window_.player.timeline.head
    for last, further in ((head, False), (head + 1, True)):
        page.stretch.last.setValue(last)
        said = f"computed on to iteration {last}," in page.stretch.length.text()
        assert said == further
    dialog = page.window()
    assert isinstance(dialog, ExportDialog)
    save = dialog.findChild(QPushButton, "export_save")
    assert save is not None
    for last, refused in ((10**6, True), (2, False)):
        page.stretch.last.setValue(last)
        assert save.isEnabled() != refused
        assert dialog.message.isVisible() == refused
        assert ("at most 5000" in dialog.message.text()) == refused
        assert (page.stretch.length.text() == "") == refused


def test_cancel_in_the_dialog_leaves_the_old_file(page: AnimationPage, tmp_path: Path) -> None:
    """In the middle of a long stretch."""
    dialog = page.window()
    assert isinstance(dialog, ExportDialog)
    page.stretch.last.setValue(400)
    dialog.save()
    for _ in range(3):
        QCoreApplication.processEvents()
    assert dialog.busy
    dialog.reject()
    assert not dialog.busy
    check_untouched(tmp_path / "a.gif")
