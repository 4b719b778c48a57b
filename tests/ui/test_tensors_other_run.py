"""Tensors: the difference of an array to the same array of another run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QMenu

from bpviz.core.edits import ParameterEdit
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.language import Translations
from bpviz.ui.settings import Settings
from bpviz.ui.tensors.arrays import Key
from bpviz.ui.views.tensors import TensorsView
from bpviz.ui.window import MainWindow
from tests.ui.view_hands import last_step, on_screen, picture, run, step_at


@pytest.fixture
def view(qapp: Any) -> Iterator[TensorsView]:
    """A view on screen."""
    yield from on_screen(TensorsView(), 900, 300)


def wait(done: Callable[[], bool]) -> None:
    """Let the event loop run until `done`, at most some seconds."""
    loop, tries = QEventLoop(), 0
    while not done() and tries < 400:
        QTimer.singleShot(20, loop.quit)
        loop.exec()
        tries += 1
    assert done()


def other_rate(name: str, units: int | None = None) -> Timeline:
    """A lesson with another learning rate, or with another number of hidden units."""
    experiment = lesson(name).experiment
    if units is not None:
        layers = (replace(experiment.layers[0], units=units), *experiment.layers[1:])
        return Timeline(Problem(replace(experiment, layers=layers)))
    optimizer = replace(experiment.optimizer, learning_rate=0.125)
    return Timeline(Problem(replace(experiment, optimizer=optimizer)))


def entries(menu: QMenu) -> list[str]:
    """The texts of a menu as it is opened."""
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def compare(view: TensorsView, place: int) -> None:
    """Choose an entry of the menu of runs."""
    view.controls.against.aboutToShow.emit()
    view.controls.against.actions()[place].trigger()


def test_the_difference_to_another_run(view: TensorsView) -> None:
    """At the same iteration and phase, each number less that of the other run."""
    timeline, other = run("xor"), other_rate("xor")
    view.other_runs = lambda: (other,)
    view.set_timeline(timeline)
    step = step_at(timeline, 3, "linear", 2)
    view.show_step(step)
    assert entries(view.controls.against) == ["The iteration before", "learning rate 0.125"]
    compare(view, 1)
    assert view.controls.difference.isChecked()
    wait(lambda: view.shown is not None and view.shown.array is not None)
    assert view.shown is not None
    expected = step.z[2] - other[step.index].z[2]
    np.testing.assert_array_equal(view.shown.array, expected)
    assert "this run − learning rate 0.125" in view._title(view.shown)
    footer = view.footer.footer
    assert footer is not None
    assert "largest difference" in footer.text()
    compare(view, 0)
    assert view.shown.before is not None
    assert view.shown.before.iteration == 2


def test_other_shapes_are_refused_in_words(view: TensorsView) -> None:
    """Weights of another network cannot be subtracted: both shapes are said."""
    timeline, other = run("xor"), other_rate("xor", units=5)
    view.other_runs = lambda: (other,)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 0))
    view.choose(Key("W", 1))
    compare(view, 1)
    wait(lambda: view.shown is not None and view.shown.before is not None)
    assert view.shown is not None
    assert view.shown.array is None
    n = timeline.problem.layers[0].n_out
    assert view._sentence(view.shown) == f"W¹ is (2, {n}) here and (2, 5) in the other run."


def test_what_the_other_run_lacks_is_said(view: TensorsView) -> None:
    """A network with fewer layers has no third weights; without clipping there is no norm."""
    timeline, other = run("deep-sigmoid"), run("xor")
    view.other_runs = lambda: (other,)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 0))
    view.choose(Key("W", 3))
    compare(view, 1)
    wait(lambda: view.shown is not None and view.shown.before is not None)
    assert view.shown is not None
    assert view._sentence(view.shown) == "The other run has no W³."


def test_a_slide_waits_for_the_other_run(view: TensorsView) -> None:
    """A picture is never painted while the other run is still on its way."""
    timeline, other = run("xor"), other_rate("xor")
    view.other_runs = lambda: (other,)
    view.set_timeline(timeline)
    view.other.choose(other)
    view.show_step(last_step(timeline, 40))
    first = picture(view)
    wait(lambda: view.shown is not None and view.shown.array is not None)
    assert picture(view) == first


def test_the_other_run_is_brought_along_in_pieces(view: TensorsView) -> None:
    """With growing shares, and given up between; a picture then computes nothing, nor does it."""
    timeline, other = run("spiral"), other_rate("spiral")
    view.other_runs = lambda: (other,)
    view.set_timeline(timeline)
    view.other.choose(other)
    timeline.advance(1500)
    view.hide()
    view.show_step(last_step(timeline, 1500))
    work = view.picture_slices()
    next(work)
    work.close()  # type: ignore[attr-defined]
    assert other.head < 1500
    shares = list(view.picture_slices())
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
    reached = other.head
    assert reached >= 1500
    found = picture(view)
    assert other.head == reached
    assert list(view.picture_slices()) == []
    view.show()
    wait(lambda: view.shown is not None and view.shown.array is not None)
    assert picture(view) == found


def test_no_other_run_needs_no_work(view: TensorsView) -> None:
    """An array alone, or less that of the iteration before, is there already."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 3))
    assert list(view.picture_slices()) == []
    view.controls.difference.setChecked(True)
    assert list(view.picture_slices()) == []


def test_a_branch_is_compared_with_its_parent_in_the_window(qapp: Any, tmp_path: Any) -> None:
    """After a weight was changed by 0.5, W less W of the run before is 0.5 there, else 0."""
    found = lesson("xor")
    window = MainWindow(found.experiment, found, Settings(), Translations())
    window.resize(1280, 800)
    window.show()
    window.complete()
    window.docks.open("tensors")
    view = window.deck.views["tensors"]
    assert isinstance(view, TensorsView)
    value = float(window.player.step.W_before[1][0, 1])
    assert window.session.edit(ParameterEdit(1, 0, 1, value + 0.5))
    window.deck.settle()
    wait(lambda: view.in_sight)
    assert entries(view.controls.against)[1:] == ["the run before"]
    compare(view, 1)
    view.choose(Key("W", 1))
    wait(lambda: view.shown is not None and view.shown.array is not None)
    assert view.shown is not None
    assert view.shown.array is not None
    wanted = np.zeros_like(view.shown.array)
    wanted[0, 1] = 0.5
    np.testing.assert_allclose(view.shown.array, wanted, atol=1e-15)
    window.session.undo.undo()  # the run that was compared with is shown: they change places
    window.deck.settle()
    wait(lambda: view.shown is not None and view.shown.array is not None)
    np.testing.assert_allclose(view.shown.array, -wanted, atol=1e-15)
    window.close()
    window.deleteLater()
