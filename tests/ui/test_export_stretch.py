"""Pictures of many steps: which steps, what the views show meanwhile; files written in pieces."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QFileDialog, QMessageBox
from shiboken6 import isValid

from bpviz.core.errors import BpvizError
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.export import dialog as dialog_module
from bpviz.ui.export.animation import ANIMATIONS
from bpviz.ui.export.canvas import as_image
from bpviz.ui.export.dialog import ExportDialog, export_dialog
from bpviz.ui.export.gif import gif
from bpviz.ui.export.job import Work
from bpviz.ui.export.page import ExportPage
from bpviz.ui.export.picture import Look, fresh_views, view_picture, wearing
from bpviz.ui.export.slide_pdf import slides_pdf
from bpviz.ui.export.slides import DECKS
from bpviz.ui.export.stretch import MOST, Reel, Stretch, indices
from bpviz.ui.selection import Selection
from bpviz.ui.theme import THEMES
from bpviz.ui.window import MainWindow
from tests.ui.export_hands import delete, finish, is_gone, window_of_xor
from tests.ui.waiting import wait

PROBLEM = Problem(lesson("spiral").experiment)
SIZES = ("micro", "layer", "pass", "iteration", "epoch")


# ---- which steps -----------------------------------------------------------------------------


@given(st.integers(0, 40), st.integers(0, 6), st.sampled_from(SIZES))
def test_a_stretch_holds_every_stop_of_its_size_and_no_other(
    first: int, more: int, size: str
) -> None:
    """All lie in the iterations asked for; two neighbouring stretches are one long one."""
    per = PROBLEM.steps_per_iteration

    def stops(low: int, high: int) -> list[int]:
        try:
            return indices(PROBLEM, Stretch(low, high, size))
        except BpvizError:
            return []

    found = stops(first, first + more)
    assert all(first * per <= k < (first + more + 1) * per for k in found)
    assert all(a < b for a, b in pairwise(found))
    assert found == [k for i in range(first, first + more + 1) for k in stops(i, i)]
    if size == "micro":
        assert len(found) == (more + 1) * per
    if size == "iteration":
        assert [k % per for k in found] == [per - 1] * (more + 1)


def test_every_so_many_iterations() -> None:
    """A count leaves out the stops between."""
    per = PROBLEM.steps_per_iteration
    found = indices(PROBLEM, Stretch(2, 12, "iteration", 5))
    assert found == [3 * per - 1, 8 * per - 1, 13 * per - 1]


def test_a_stretch_without_a_stop_is_refused() -> None:
    """An epoch of the spiral ends once in many iterations."""
    with pytest.raises(BpvizError, match="no step of this size ends in iterations 0 to 0"):
        indices(PROBLEM, Stretch(0, 0, "epoch"))


def test_a_stretch_that_is_too_long_is_refused() -> None:
    """The line says how many pictures there would be, and how many there may be."""
    with pytest.raises(BpvizError, match=f"would have .* pictures: at most {MOST}"):
        indices(PROBLEM, Stretch(0, 10**9, "micro"))


# ---- their pictures --------------------------------------------------------------------------


@pytest.fixture
def run() -> Timeline:
    """A run of XOR."""
    return Timeline(Problem(lesson("xor").experiment))


def test_each_picture_is_that_of_its_step(qapp: Any, run: Timeline) -> None:
    """The reel's pictures are those that a view of the step alone gives."""
    look = Look(QSize(640, 360), THEMES["light"])
    numbers = [0, 4, 17, 5]
    chosen = Selection(layer=2)
    with fresh_views(["network"], run, run[0], chosen, look.theme) as views:
        reel = Reel(views, run, numbers, look)
        assert len(reel) == len(numbers)
        for place, number in enumerate(numbers):
            with reel.shown(place) as picture:
                found = as_image(picture)
            wanted = view_picture("network", run, run[number], chosen, look.theme, look.size)
            assert found == wanted, number


def test_views_show_afterwards_what_they_showed_before(qapp: Any, run: Timeline) -> None:
    """Step and theme of a view are its own again, also when painting fails."""
    mine = run[3]
    with fresh_views(["network", "loss"], run, mine, Selection(), THEMES["dark"]) as views:
        reel = Reel(views, run, [8], Look(QSize(640, 360), THEMES["light"]))

        def check() -> None:
            assert all(view.step is mine for view in views)
            assert all(view.theme is THEMES["dark"] for view in views)

        with reel.shown(0):
            assert all(view.step.index == 8 for view in views if view.step)
            assert all(view.theme is THEMES["light"] for view in views)
        check()
        with pytest.raises(ZeroDivisionError), reel.shown(0):
            raise ZeroDivisionError
        check()


HEAVY = ("gradcheck", "race", "surface", "compare")


@pytest.mark.parametrize("name", HEAVY)
def test_what_a_picture_needs_is_computed_before_in_pieces(
    qapp: Any, run: Timeline, name: str
) -> None:
    """Then nothing is left for the picture, which is the one made in one go."""
    theme, size = THEMES["light"], QSize(320, 180)
    mine = run[3]
    with fresh_views([name], run, mine, Selection(), theme) as views:
        reel = Reel(views, run, [200, 8], Look(size, theme))
        assert len(list(reel.prepare(0))) > 5
        assert views[0].step is mine
        with reel.shown(0) as picture:
            assert list(views[0].picture_slices()) == []
            found = as_image(picture)
    assert found == view_picture(name, run, run[200], Selection(), theme, size)


@pytest.mark.parametrize("ending", [".gif", ".mp4", ".pptx", ".pdf"])
def test_progress_is_seen_while_the_run_is_computed(qapp: Any, tmp_path: Path, ending: str) -> None:
    """The bar leaves 0 long before the first picture, and never goes back."""
    timeline = Timeline(Problem(lesson("spiral").experiment))
    theme, last = THEMES["light"], 4000
    with fresh_views(["loss"], timeline, timeline[0], Selection(), theme) as views:
        numbers = [last * timeline.steps_per_iteration + k for k in range(2)]
        reel = Reel(views, timeline, numbers, Look(QSize(320, 180), theme))
        make = DECKS.get(ending)
        job = make(reel) if make else ANIMATIONS[ending](reel, 0.5)
        reached, shares = [], []
        for share in job(tmp_path / f"a{ending}"):
            shares.append(share)
            if timeline.head < last:
                reached.append(share)
    assert shares == sorted(shares)
    assert 0 < reached[0] < 0.3
    assert 0.15 < reached[-1] < 0.34
    assert shares[-1] == 1.0


def test_the_steps_of_the_axes_are_found_in_pieces(qapp: Any) -> None:
    """One a piece, after the run; a second time there is nothing left to find."""
    timeline = Timeline(Problem(lesson("spiral").experiment))
    theme = THEMES["light"]
    with fresh_views(["loss"], timeline, timeline[0], Selection(), theme) as views:
        numbers = [100 * k for k in range(40)]
        reel = Reel(views, timeline, numbers, Look(QSize(320, 180), theme))
        assert len(list(reel.reach())) > 10
        assert list(reel.reach()) == []


def test_views_in_the_same_theme_are_not_styled_anew(
    qapp: Any, run: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An equal theme is the same one, as the window's own is at its usual size of type."""
    theme = THEMES["light"]
    with fresh_views(["loss"], run, run[3], Selection(), theme) as views:
        styled: list[bool] = []
        monkeypatch.setattr(views[0], "restyle", lambda: styled.append(True))
        with wearing(views, theme.scaled(theme.font_scale)):
            pass
        assert styled == []
        with wearing(views, THEMES["dark"]):
            assert len(styled) == 1
        assert len(styled) == 2


def test_pieces_that_are_given_up_leave_views_as_they_were(qapp: Any, run: Timeline) -> None:
    """Cancelled, a view has its own step again; shown another step meanwhile, it keeps that."""
    mine, other = run[3], run[40]
    theme = THEMES["light"]
    with fresh_views(["gradcheck"], run, mine, Selection(), theme) as views:
        reel = Reel(views, run, [200], Look(QSize(320, 180), theme))
        pieces = reel.prepare(0)
        next(pieces)
        assert views[0].step is not mine
        pieces.close()
        assert views[0].step is mine
        pieces = reel.prepare(0)
        next(pieces)
        views[0].show_step(other)
        assert list(pieces) == []
        assert views[0].step is other


@pytest.mark.parametrize("ending", [".gif", ".pdf"])
def test_a_file_of_pictures_that_take_long_is_made_in_pieces(
    qapp: Any, run: Timeline, tmp_path: Path, ending: str
) -> None:
    """Checks of two gradients are no two pieces: a film and a deck stop in the middle of them."""
    theme = THEMES["light"]
    with fresh_views(["gradcheck"], run, run[3], Selection(), theme) as views:
        reel = Reel(views, run, [8, 200], Look(QSize(320, 180), theme))
        job = gif(reel, 0.5) if ending == ".gif" else slides_pdf(reel)
        shares = list(job(tmp_path / f"a{ending}"))
    assert shares == sorted(shares)
    assert len(shares) > 30


def test_a_step_before_the_branch_is_refused(qapp: Any, run: Timeline) -> None:
    """A branch has no steps before its start, and the line names it."""
    branch = run.branch(5)
    with (
        fresh_views(
            ["network"], branch, branch[branch.first_index], Selection(), THEMES["light"]
        ) as views,
        pytest.raises(BpvizError, match="this branch of the run begins at iteration 5"),
    ):
        Reel(views, branch, [0], Look(QSize(640, 360), THEMES["light"]))


# ---- a file in pieces ------------------------------------------------------------------------


class SlowPage(ExportPage):
    """Writes a letter a piece; notes how it ended; fails or has to be cancelled on demand."""

    name = "slow"
    pieces = 5
    fails: BaseException | None = None
    stuck: BaseException | None = None
    ended: list[str]

    def title(self) -> str:
        """A tab."""
        return "Slow"

    def kinds(self) -> dict[str, str]:
        """One."""
        return {"Text (*.txt)": ".txt"}

    def job(self, path: Path) -> Work:
        """A letter a piece."""
        self.ended = []
        try:
            with open(path, "w") as file:
                for k in range(self.pieces):
                    file.write("x")
                    yield (k + 1) / self.pieces
                if self.fails is not None:
                    raise self.fails
        finally:
            self.ended.append("tidy")
            if self.stuck is not None:
                raise self.stuck


@pytest.fixture(scope="module")
def shared(_application: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all tests."""
    yield from window_of_xor(tmp_path_factory)


@pytest.fixture
def page(
    qapp: Any, shared: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SlowPage]:
    """The page in a dialog, asked for the file `a.txt`, which is there already."""
    (tmp_path / "a.txt").write_text("old")
    monkeypatch.setattr(dialog_module, "PAGES", (SlowPage,))
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.txt"), "Text (*.txt)")
    )
    shared.memory.exported.clear()
    made = export_dialog(shared)
    found = made.page
    assert isinstance(found, SlowPage)
    yield found
    delete(made)


def dialog_of(page: SlowPage) -> ExportDialog:
    """The dialog around a page."""
    found = page.window()
    assert isinstance(found, ExportDialog)
    return found


def test_a_file_takes_its_place_when_it_is_whole(page: SlowPage, tmp_path: Path) -> None:
    """Until then the old one is there; the pages are locked; then the dialog closes."""
    dialog = dialog_of(page)
    dialog.save()
    assert dialog.busy
    assert not dialog.pages.isEnabled()
    assert dialog.progress.isVisible()
    assert (tmp_path / "a.txt").read_text() == "old"
    finish(dialog)
    assert (tmp_path / "a.txt").read_text() == "xxxxx"
    assert os.listdir(tmp_path) == ["a.txt"]
    assert is_gone(dialog)


def test_cancel_leaves_the_old_file_and_the_dialog(page: SlowPage, tmp_path: Path) -> None:
    """The first Esc gives up the file, which tidies up; the second closes."""
    page.pieces = 10**9
    dialog = dialog_of(page)
    dialog.save()
    QCoreApplication.processEvents()
    assert dialog.busy
    assert dialog.progress.value() == 0
    dialog.reject()
    assert not dialog.busy
    assert page.ended == ["tidy"]
    assert (tmp_path / "a.txt").read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]
    assert dialog.isVisible()
    assert dialog.pages.isEnabled()
    dialog.reject()
    assert is_gone(dialog)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (BpvizError("", "too much of it"), "too much of it"),
        (OSError(28, "No space left on device"), "cannot be written: No space left on device"),
    ],
)
def test_what_goes_wrong_is_said_in_the_dialog(
    page: SlowPage, tmp_path: Path, error: Exception, line: str
) -> None:
    """One line there; the old file stays, no other is left, and one can choose again."""
    page.fails = error
    dialog = dialog_of(page)
    dialog.save()
    finish(dialog)
    assert line in dialog.message.text()
    assert dialog.message.isVisible()
    assert (tmp_path / "a.txt").read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]
    page.fails = None
    dialog.save()
    finish(dialog)
    assert (tmp_path / "a.txt").read_text() == "xxxxx"


@pytest.mark.parametrize("agreed", [True, False])
def test_a_name_without_ending_replaces_a_file_only_when_asked(
    page: SlowPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agreed: bool
) -> None:
    """The dialog for the file did not know the whole name, so this one asks, once and by name."""
    asked: list[str] = []
    buttons = QMessageBox.StandardButton

    def answer(*given: Any) -> QMessageBox.StandardButton:
        asked.append(given[2])
        return buttons.Yes if agreed else buttons.No

    monkeypatch.setattr(QMessageBox, "question", answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    dialog = dialog_of(page)
    dialog.save()
    assert asked == ["“a.txt” is there already. Replace it?"]
    assert dialog.busy == agreed
    finish(dialog)
    assert (tmp_path / "a.txt").read_text() == ("xxxxx" if agreed else "old")
    (tmp_path / "a.txt").unlink(missing_ok=True)
    assert is_gone(dialog) == agreed


def test_a_name_that_is_new_is_not_asked_about(
    page: SlowPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is in the way of `b.txt`."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "b"), ""))
    dialog = dialog_of(page)
    dialog.save()
    finish(dialog)
    assert (tmp_path / "b.txt").read_text() == "xxxxx"


def test_the_run_pauses_under_the_dialog(page: SlowPage) -> None:
    """What is being chosen would change meanwhile."""
    window = page.window_
    dialog_of(page).reject()
    window.player.play()
    assert window.player.playing
    dialog = export_dialog(window)
    assert not window.player.playing
    dialog.reject()


def test_a_dialog_that_was_closed_is_gone(page: SlowPage, tmp_path: Path) -> None:
    """After saving and after Esc, the window has no dialog left."""
    window, saved = page.window_, dialog_of(page)
    saved.save()
    assert wait(lambda: not isValid(saved))
    given_up = export_dialog(window)
    given_up.reject()
    assert wait(lambda: not isValid(given_up))
    assert window.findChildren(ExportDialog) == []


def test_work_that_cannot_be_ended_well_leaves_no_lock(page: SlowPage, tmp_path: Path) -> None:
    """Where tidying up fails, that is said, the file is as before and one can choose again."""
    page.pieces, page.stuck = 10**9, BpvizError("", "cannot tidy up")
    dialog = dialog_of(page)
    dialog.save()
    QCoreApplication.processEvents()
    dialog.reject()
    assert dialog.message.text() == "cannot tidy up"
    assert dialog.pages.isEnabled()
    assert os.listdir(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


def test_a_window_that_closes_ends_its_export(
    qapp: Any,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The work is tidied up, no file is left, and dialog and window are closed."""
    monkeypatch.setattr(dialog_module, "PAGES", (SlowPage,))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.txt"), ""))
    for window in window_of_xor(tmp_path_factory):
        dialog = export_dialog(window)
        slow = dialog.page
        assert isinstance(slow, SlowPage)
        slow.pieces = 10**9
        dialog.save()
        QCoreApplication.processEvents()
        assert dialog.busy
        window.close()
        assert not dialog.busy
        assert slow.ended == ["tidy"]
        assert is_gone(dialog)
        assert not window.isVisible()
        assert os.listdir(tmp_path) == []
