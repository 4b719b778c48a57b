from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest

from bpviz.core import Experiment, Problem, Step, Timeline
from bpviz.files.lessons import lesson, lesson_names
from bpviz.ui.edge_cache import EdgeCache
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.network_hits import Hit
from bpviz.ui.paint.network_picture import network_picture
from bpviz.ui.paint.network_readout import readout
from bpviz.ui.selection import Selection
from bpviz.ui.theme import LIGHT
from bpviz.ui.views import network as network_view
from bpviz.ui.views.network import NetworkView


@pytest.fixture
def timeline() -> Timeline:
    """The first lesson's run."""
    return Timeline(Problem(lesson("xor").experiment))


@pytest.fixture
def view(qapp: Any, timeline: Timeline) -> Iterator[NetworkView]:
    """A visible view that does not move."""
    view = NetworkView()
    view.resize(960, 540)
    view.animate = False
    view.set_timeline(timeline)
    view.show()
    qapp.processEvents()
    yield view
    view.close()
    view.deleteLater()


def grabbed(view: NetworkView) -> bytes:
    """What the view looks like, byte for byte."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return bytes(image.constBits())


def painted(view: NetworkView) -> bytes:
    """What the view exports, byte for byte.

    Qt's first picture in a process can differ from all later ones by one step of one pixel, so
    tests that compare paint once before.
    """
    image = QImage(640, 360, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    view.paint_picture(painter, QRectF(0, 0, 640, 360))
    painter.end()
    return bytes(image.constBits())


def step_of(timeline: Timeline, phase: str, layer: int) -> Step:
    """The micro-step of the first iteration with this phase and layer."""
    steps = (timeline[k] for k in range(timeline.steps_per_iteration))
    return next(step for step in steps if (step.phase, step.layer) == (phase, layer))


def point_of(view: NetworkView, point: QPointF) -> QPoint:
    """A place in the layout as the mouse names it."""
    return QPoint(round(point.x()), round(point.y()))


def hover(qapp: Any, view: NetworkView, at: QPoint) -> None:
    """Move the mouse there, without a button."""
    point, none = QPointF(at), Qt.MouseButton.NoButton
    kind = QEvent.Type.MouseMove
    mods = Qt.KeyboardModifier.NoModifier
    qapp.sendEvent(view, QMouseEvent(kind, point, view.mapToGlobal(point), none, none, mods))


def node(view: NetworkView, layer: int, row: int) -> QPoint:
    """The middle of a neuron."""
    assert view._layout is not None
    column = view._layout.columns[layer]
    return point_of(view, QPointF(column.x, float(column.ys[row])))


def test_any_order_of_steps_gives_the_same_pictures(view: NetworkView, timeline: Timeline) -> None:
    """Each step looks the same, however often and from wherever it is reached."""
    indices = list(range(2 * timeline.steps_per_iteration))
    seen: dict[int, bytes] = {}
    grabbed(view)
    for index in indices:
        view.show_step(timeline[index])
        seen[index] = grabbed(view)
    assert len(set(seen.values())) == len(indices)  # and each step shows something new
    shuffled = indices * 2
    random.Random(5).shuffle(shuffled)
    for index in shuffled:
        view.show_step(timeline[index])
        assert grabbed(view) == seen[index], timeline[index]


def test_a_hidden_view_only_remembers(qapp: Any, timeline: Timeline) -> None:
    """Nothing is drawn before the view is shown; then it shows the last step."""
    view = NetworkView()
    view.resize(960, 540)
    view.animate = False
    view.set_timeline(timeline)
    for k in range(5):
        view.show_step(timeline[k])
    assert view._picture is None
    painted(view)
    exported = painted(view)  # possible all the same
    view.show()
    qapp.processEvents()
    assert view._picture is not None
    assert view._picture.title == network_picture(timeline[4]).title
    assert painted(view) == exported
    view.close()


def test_clicks_choose_neurons_weights_and_biases(view: NetworkView, timeline: Timeline) -> None:
    """A click on what is drawn emits a selection of it and marks it; empty ground does nothing."""
    view.show_step(step_of(timeline, "activation", 1))
    grabbed(view)
    chosen: list[Selection] = []
    view.selection_changed.connect(chosen.append)
    before = grabbed(view)
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view, button, none, node(view, 1, 2))
    assert chosen == [Selection(1, 2)]
    assert grabbed(view) != before
    assert view._layout is not None
    label = view._layout.edge_labels[0][4]
    QTest.mouseClick(view, button, none, point_of(view, label.center()))
    assert chosen[-1] == Selection(1, 1, 1)
    bias = view._layout.columns[2].bias_rect(0)
    assert bias is not None
    QTest.mouseClick(view, button, none, point_of(view, bias.center()))
    assert chosen[-1] == Selection(2, 0, 3)
    assert chosen[-1].kind(3) == "bias"
    QTest.mouseClick(view, button, none, QPoint(4, 300))
    assert len(chosen) == 3


def test_clicks_on_the_sample_walk_through_the_batch(view: NetworkView, timeline: Timeline) -> None:
    """A click shows the next sample, Shift the one before, around the end."""
    view.show_step(step_of(timeline, "activation", 2))
    grabbed(view)
    assert view._layout is not None
    place = point_of(view, view._layout.sample.center())
    button = Qt.MouseButton.LeftButton
    QTest.mouseClick(view, button, Qt.KeyboardModifier.NoModifier, place)
    assert view.selection.sample == 1
    for _ in range(2):
        QTest.mouseClick(view, button, Qt.KeyboardModifier.ShiftModifier, place)
    assert view.selection.sample == 3
    assert view._picture is not None
    assert view._picture.sample == "sample 4 of 4"


def test_hovering_shows_and_leaving_hides_the_readout(
    view: NetworkView, timeline: Timeline, qapp: Any
) -> None:
    """The panel appears over a neuron and is gone without a trace afterwards."""
    view.show_step(step_of(timeline, "delta", 1))
    before = grabbed(view)
    hover(qapp, view, node(view, 1, 1))
    assert view._hover is not None
    assert grabbed(view) != before
    hover(qapp, view, QPoint(4, 300))
    assert grabbed(view) == before
    hover(qapp, view, node(view, 2, 0))
    qapp.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert grabbed(view) == before


def test_the_readout_goes_with_its_step_and_has_the_digits_wished_for(
    view: NetworkView, timeline: Timeline, qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step by key hides the numbers under the cursor; those on show are rounded as chosen."""
    told: list[list[str]] = []
    monkeypatch.setattr(network_view, "paint_readout", lambda *args: told.append(args[3]))
    step = step_of(timeline, "activation", 1)
    view.set_numbers(NumberFormat(digits=3))
    view.show_step(step)
    grabbed(view)
    hover(qapp, view, node(view, 1, 1))
    grabbed(view)
    sample = view.selection.sample
    assert told[-1][2] == f"a = {step.a[1][sample, 1]:#.3g}"
    view.show_step(step_of(timeline, "linear", 2))
    told.clear()
    grabbed(view)
    assert told == []


def test_readout_has_all_digits_and_says_what_is_missing(timeline: Timeline) -> None:
    """Neuron, weight and bias, before and after their gradients are known."""
    early, late = step_of(timeline, "activation", 1), step_of(timeline, "gradient", 1)
    picture = network_picture(early)
    assert readout(early, picture, Hit(1, 1), 2) == [
        "h₂ · hidden",
        f"z = {early.z[1][2, 1]!r}".replace("np.float64(", "").rstrip(")").replace("-", "−"),
        f"a = {float(early.a[1][2, 1])!r}".replace("-", "−"),
        "δ = ∂L/∂z = –",
    ]
    assert readout(early, picture, Hit(1, 1, 0), 0)[0] == "weight x₁ → h₂"
    assert readout(early, picture, Hit(1, 1, 0), 0)[2] == "∂L/∂w = –"
    assert readout(early, picture, Hit(1, 1, 2), 0)[0] == "bias of h₂"
    weight = readout(late, network_picture(late), Hit(1, 1, 0), 0)[2]
    assert float(weight.split("= ")[1].replace("−", "-")) == late.dW[1][0, 1]
    bias = readout(late, network_picture(late), Hit(1, 1, 2), 0)[2]
    assert float(bias.split("= ")[1].replace("−", "-")) == late.db[1][1]
    assert readout(late, picture, Hit(0, 1), 3)[1] == f"x = {float(late.x[3, 1])!r}"


def test_the_signal_runs_and_comes_to_rest(view: NetworkView, timeline: Timeline) -> None:
    """A leisurely step is animated for a moment, and ends as the still picture."""
    step = step_of(timeline, "linear", 1)
    view.show_step(step)
    still = grabbed(view)
    view.show_step(timeline[0])
    view._shown_at = 0.0  # long ago
    view.animate = True
    view.show_step(step)
    assert view._flight.state() == view._flight.State.Running
    QTest.qWait(80)
    assert grabbed(view) != still
    QTest.qWait(500)
    assert view._flight.state() == view._flight.State.Stopped
    assert grabbed(view) == still


def test_hasty_steps_and_repeated_steps_stand_still(view: NetworkView, timeline: Timeline) -> None:
    """Steps that follow one another at once are not animated, nor is the same step again."""
    view.animate = True
    view.show_step(timeline[0])
    view.show_step(timeline[1])
    assert view._flight.state() == view._flight.State.Stopped
    view._shown_at = 0.0
    view.show_step(timeline[1])
    view.set_selection(Selection(1, 2))
    assert view._flight.state() == view._flight.State.Stopped


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_is_drawn_in_both_themes(qapp: Any, name: str) -> None:
    """All phases of an iteration of each lesson, large and small, without a word from Qt."""
    timeline = Timeline(Problem(lesson(name).experiment))
    view = NetworkView()
    view.set_timeline(timeline)
    for k in range(timeline.steps_per_iteration):
        view.show_step(timeline[k])
        if k % 2:
            view.set_theme(LIGHT)
        assert painted(view)


def test_exploded_run_is_drawn(qapp: Any) -> None:
    """A run that has come to NaN shows it, at every step of the iteration, and goes back."""
    experiment = Experiment.from_dict(
        {
            "data": {"source": "sine"},
            "layers": [{"units": 4, "activation": "relu"}, {"units": 1, "activation": "linear"}],
            "optimizer": {"name": "sgd", "learning_rate": 1e30},
        }
    )
    timeline = Timeline(Problem(experiment))
    view = NetworkView()
    view.set_timeline(timeline)
    first = timeline[3]
    view.show_step(first)
    start = painted(view)
    bad = [timeline[20 * timeline.steps_per_iteration + k] for k in range(8)]
    assert bad[-1].non_finite is not None
    for step in bad:
        view.show_step(step)
        assert painted(view) != start
    view.show_step(first)
    assert painted(view) == start


def test_kept_edges_are_the_edges_of_now(qapp: Any) -> None:
    """The pixmap of a larger network is reused while no weight changes, and only then."""
    experiment = Experiment.from_dict(
        {
            "data": {"source": "xor"},
            "layers": [
                {"units": 40, "activation": "tanh"},
                {"units": 40, "activation": "tanh"},
                {"units": 1, "activation": "sigmoid"},
            ],
        }
    )
    timeline = Timeline(Problem(experiment))
    view = NetworkView()
    view.resize(960, 540)
    view.animate = False
    view.set_timeline(timeline)
    view.show()
    view.show_step(timeline[1])
    first = grabbed(view)
    kept = view._edges._pixmap.cacheKey()
    view.show_step(timeline[2])
    grabbed(view)
    assert view._edges._pixmap.cacheKey() == kept
    view.show_step(timeline[5 * timeline.steps_per_iteration + 1])
    assert grabbed(view) != first
    assert view._edges._pixmap.cacheKey() != kept
    view.show_step(timeline[1])
    assert grabbed(view) == first
    view.close()


def test_edge_cache_compares_values_not_objects() -> None:
    """Equal arrays are the same edges; a changed number, or a layer gone absent, is not."""
    cache = EdgeCache()
    cache._values = [np.ones((2, 2)), None]
    assert cache._same([np.ones((2, 2)), None])
    assert not cache._same([np.zeros((2, 2)), None])
    assert not cache._same([None, None])
    assert not cache._same([np.ones((2, 2))])


def test_the_view_tells_a_screen_reader_what_it_shows(
    view: NetworkView, timeline: Timeline
) -> None:
    """Name and description say what the picture is and where the run stands."""
    view.show_step(step_of(timeline, "linear", 1))
    assert view.objectName() == "network_view"
    assert view.accessibleName() == "Network diagram"
    assert "layer 1" in view.accessibleDescription()
    assert "sample 1 of 4" in view.accessibleDescription()
