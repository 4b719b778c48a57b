"""The gradient check on screen: right networks pass, wrong ones are named, nothing stays stale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from bpviz.core.experiment import Experiment
from bpviz.core.gradcheck import engine_gradient, gradcheck
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment
from bpviz.ui.gradcheck.picture import Picture, _fill
from bpviz.ui.gradcheck.words import remark, verdict
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.gradcheck import GradcheckView
from tests.ui.test_player import wait


def run(name: str) -> Timeline:
    """A lesson's run."""
    return Timeline(Problem(load_experiment(name)[0]))


@pytest.fixture
def view(qapp: Any) -> Iterator[GradcheckView]:
    """The view at the start of the lesson `mazur`, shown."""
    view = GradcheckView()
    view.resize(700, 420)
    view.set_theme(DARK)
    timeline = run("mazur")
    view.set_timeline(timeline)
    view.show()
    view.show_step(timeline[0])
    yield view
    view.close()
    view.deleteLater()


def ask(view: GradcheckView) -> None:
    """Check, and wait for the result."""
    view.check()
    assert wait(lambda: view.shown is not None)


def test_nothing_is_claimed_before_it_was_asked_for(view: GradcheckView) -> None:
    """At first the view says that nothing was checked, and how to."""
    assert view.shown is None
    assert view.canvas.picture is None
    assert "Ctrl+G" in view.canvas.words


def test_the_published_network_passes(view: GradcheckView) -> None:
    """Mazur's network is found right, with every one of its twelve parameters compared."""
    ask(view)
    assert view.shown is not None
    text, good = verdict(view.shown.found)
    assert good
    assert text.startswith("The gradient is right: the worst error is ")
    assert "12 of 12 parameters" in remark(view.shown.found, 0)


def test_what_was_found_belongs_to_its_iteration(view: GradcheckView) -> None:
    """Stepping on takes the result away; stepping back brings the same one again."""
    assert view.timeline is not None
    ask(view)
    first = view.shown
    view.show_step(view.timeline[view.timeline.steps_per_iteration])
    assert view.shown is None
    view.show_step(view.timeline[2])  # the same iteration
    assert view.shown is first


def test_it_can_check_every_iteration(view: GradcheckView) -> None:
    """With the switch on, whatever is shown is checked."""
    assert view.timeline is not None
    view.controls.always.click()
    per = view.timeline.steps_per_iteration
    for iteration in (1, 4):
        view.show_step(view.timeline[iteration * per])
        assert wait(lambda: view.shown is not None)
        assert view.shown is not None
        assert view.shown.state.iteration == iteration


def test_a_large_network_is_checked_by_a_thread(view: GradcheckView) -> None:
    """What takes long does not hold up the window, can be stopped, and comes in the end."""
    wide = run("thirty-he")
    view.set_timeline(wide)
    view.show_step(wide[0])
    view.check()
    assert view.shown is None
    view.controls.cancelled.emit()
    assert not wait(lambda: view.shown is not None, 0.3)
    view.show_step(wide[wide.steps_per_iteration])
    ask(view)
    assert view.shown is not None
    assert view.shown.state.iteration == 1


def start_long(view: GradcheckView) -> Timeline:
    """Have a check begun that takes a thread."""
    deep = run("deep-sigmoid")
    view.set_timeline(deep)
    view.show_step(deep[0])
    view.check()
    assert view._worker.busy
    return deep


def test_cancel_holds_until_one_asks_again(view: GradcheckView) -> None:
    """With every iteration checked, a stopped check does not begin by itself again, but by hand."""
    view.controls.always.setChecked(True)
    wide = start_long(view)
    view.controls.cancelled.emit()
    for k in range(1, 4):  # the same iteration
        view.show_step(wide[k])
        assert not view._worker.busy
    view.check()
    assert view._worker.busy
    assert wait(lambda: view.shown is not None)


def test_a_hidden_view_computes_nothing(view: GradcheckView) -> None:
    """A check that is hidden rests, and is finished when it is seen again."""
    start_long(view)
    view.hide()
    assert not view._worker.busy
    view.show()
    assert view._worker.busy
    assert wait(lambda: view.shown is not None)


def test_while_training_plays_a_check_leaves_time_to_it(view: GradcheckView) -> None:
    """A check goes on, gently, when playing begins, and in haste when it ends."""
    start_long(view)
    view.set_playing(True)
    assert view._worker.busy
    assert view._worker._desk.hurried
    view.set_playing(False)
    assert not view._worker._desk.hurried
    assert wait(lambda: view.shown is not None)


def test_what_is_remembered_is_bounded(view: GradcheckView, monkeypatch: Any) -> None:
    """Checks of many iterations take no more memory than allowed, and the last one is there."""
    assert view.timeline is not None
    ask(view)
    assert view.shown is not None
    each = view.shown.nbytes
    assert each == 3 * 8 * 12
    per = view.timeline.steps_per_iteration
    for room, left in ((3 * each, 3), (each - 1, 1)):
        monkeypatch.setattr("bpviz.ui.views.gradcheck.KEPT", room)
        for iteration in range(5):
            view.show_step(view.timeline[iteration * per])
            ask(view)
        assert list(view._found) == list(range(5 - left, 5))


def test_another_run_forgets(view: GradcheckView) -> None:
    """A result of another run is never shown, not even one that is still on its way."""
    wide = run("thirty-he")
    view.set_timeline(wide)
    view.show_step(wide[0])
    view.check()
    xor = run("xor")
    view.set_timeline(xor)
    view.show_step(xor[0])
    assert not wait(lambda: view.shown is not None, 0.3)
    assert view.shown is None


def test_a_click_chooses_the_weight(view: GradcheckView) -> None:
    """A cell is the weight, or bias, whose error it shows, and its readout has both values."""
    ask(view)
    picture = view.canvas.picture
    assert picture is not None
    chosen: list[Selection] = []
    view.selection_changed.connect(chosen.append)
    weights = next(m for m in picture.maps if m.check.layer == 2 and m.check.name == "W")
    bias = next(m for m in picture.maps if m.check.layer == 2 and m.check.name == "b")
    view.canvas.clicked.emit(weights.cell((1, 0)).center())
    view.canvas.clicked.emit(bias.cell((1,)).center())
    assert [(s.layer, s.source, s.unit) for s in chosen] == [(2, 1, 0), (2, 2, 1)]
    text = picture.text_at(weights.cell((0, 0)).center())
    assert text.startswith("w₁₁⁽²⁾\nbackward pass: 0.0821670405642")


def test_a_wrong_layer_is_named_and_marked(qapp: Any) -> None:
    """A gradient without the slope of layer 1 is found wrong there, in words and in colour."""
    problem = Problem(load_experiment("mazur")[0])
    state = problem.initial_state()
    wrong = engine_gradient(problem, state)
    wrong[problem.layers[0].slice] *= 0.5
    found = gradcheck(problem, state, gradient=wrong)
    text, good = verdict(found)
    assert (text, good) == ("The gradient is wrong; on the way back since layer 1.", False)
    for theme in (DARK, LIGHT):
        picture = Picture(problem, found, 0, 700, theme, 400)
        image = QImage(700, 400, QImage.Format.Format_RGB32)
        image.fill(theme.color("panel"))
        painter = QPainter(image)
        picture.paint(painter)
        painter.end()
        errors = [one for number, one in enumerate(picture.maps) if picture._third(number) == 2]
        colors = {
            (one.check.layer, one.check.name): image.pixelColor(
                one.cell((0, 1) if one.check.name == "W" else (1,)).center().toPoint()
            ).lightness()
            for one in errors
        }
        assert min(colors[1, "W"], colors[1, "b"]) > max(colors[2, "W"], colors[2, "b"]) + 40


@pytest.mark.parametrize("name", ["xor", "spiral", "deep-sigmoid", "thirty-he", "clipping"])
@pytest.mark.parametrize("width", [380, 590, 1200])
def test_every_map_has_its_place(qapp: Any, name: str, width: int) -> None:
    """No map leaves the picture or covers another one, however wide or deep the network."""
    problem = Problem(load_experiment(name)[0])
    found = gradcheck(problem, problem.initial_state(), sample=50)
    picture = Picture(problem, found, 0, width, DARK, 300)
    whole = QRectF(0, 0, width, picture.height)
    for number, one in enumerate(picture.maps):
        assert whole.contains(one.rect)
        for other in picture.maps[:number]:
            assert not one.rect.intersects(other.rect.adjusted(0.5, 0.5, -0.5, -0.5))
        middle = one.cell((0, 0) if one.check.name == "W" else (0,)).center()
        assert picture.element_at(QPointF(middle)) is not None


def test_a_map_of_millions_is_painted_from_its_sample(qapp: Any) -> None:
    """Only what was compared is coloured one by one; all else has the neutral colour."""
    layers = [{"units": 60, "activation": "tanh"}] * 2 + [{"units": 1}]
    problem = Problem(Experiment.from_dict({"data": {"source": "xor"}, "layers": layers}))
    found = gradcheck(problem, problem.initial_state(), sample=200)
    picture = Picture(problem, found, 0, 1600, DARK, 900)
    (one, *_) = [m for m in picture.maps if (m.check.layer, m.check.name) == (2, "W")]
    compared = ~np.isnan(one.check.compared.errors)
    assert 0 < compared.sum() < compared.size / 10
    colored: list[float] = []
    neutral, image = DARK.color("border"), QImage(60, 60, QImage.Format.Format_RGB32)
    painter = QPainter(image)

    def paint(value: float) -> QColor:
        colored.append(value)
        return neutral if np.isnan(value) else QColor("#ff0000")

    fitted = replace(one, rect=QRectF(0, 0, 60, 60))
    _fill(painter, fitted, one.check.compared.errors, paint)
    painter.end()
    assert len(colored) == compared.sum() + 1
    red = [[image.pixelColor(c, r) == QColor("#ff0000") for c in range(60)] for r in range(60)]
    np.testing.assert_array_equal(red, compared)


def test_a_slide_is_checked_when_it_is_painted(view: GradcheckView) -> None:
    """An export needs no click: the picture checks what it shows, in both themes."""
    image = QImage(960, 540, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.paint_picture(painter, QRectF(0, 0, 960, 540))
    painter.end()
    pixels = np.frombuffer(bytes(image.constBits()), np.uint8)
    assert np.unique(pixels.reshape(-1, 4), axis=0).shape[0] > 50


def test_float32_is_said(qapp: Any) -> None:
    """A float32 network is checked in float64, and the remark says so."""
    experiment = load_experiment("xor")[0]
    small = Problem(replace(experiment, training=replace(experiment.training, dtype="float32")))
    assert remark(gradcheck(small, small.initial_state()), 0).endswith("in float64")
