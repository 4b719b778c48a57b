from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.plot_axis import number
from bpviz.ui.prediction.curve import CurvePicture
from bpviz.ui.prediction.picture import class_color, params_in_force, symbol
from bpviz.ui.prediction.plane import PlanePicture
from bpviz.ui.prediction.samples import CloudPicture, ConfusionPicture, ValuesPicture
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.prediction import PredictionView, picture_for
from tests.ui.view_hands import last_step, picture, run


def table(n: int, n_in: int, n_out: int, **more: Any) -> Timeline:
    """A run on a table of random numbers."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(n, n_in)), rng.normal(size=(n, n_out))
    data = {"source": "inline", "inputs": x.tolist(), "targets": y.tolist()}
    layers = [{"units": 3, "activation": "tanh"}, {"units": n_out, "activation": "linear"}]
    return Timeline(Problem(Experiment.from_dict({"data": data, "layers": layers, **more})))


def softmax() -> Timeline:
    """A run with one output for each class, and a test set."""
    layers = [{"units": 8, "activation": "tanh"}, {"units": 2, "activation": "softmax"}]
    data = {"source": "circle", "test_fraction": 0.3}
    loss = {"name": "cross_entropy"}
    return Timeline(Problem(Experiment.from_dict({"data": data, "layers": layers, "loss": loss})))


@pytest.fixture
def view(qapp: Any) -> Iterator[PredictionView]:
    """A view on screen."""
    made = PredictionView()
    made.resize(640, 400)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_parameters_in_force_change_layer_by_layer() -> None:
    """At each update micro-step exactly one more layer has its new weights."""
    timeline = run("spiral")
    before, after = timeline.state(0).params, timeline.state(1).params
    for position in range(timeline.steps_per_iteration):
        step = timeline[position]
        params = params_in_force(step)
        for layer in timeline.problem.layers:
            done = step.phase == "update" and layer.index <= step.layer
            expected = after if done else before
            assert np.array_equal(layer.weights(params), layer.weights(expected))


@pytest.mark.parametrize(
    ("timeline", "kind"),
    [
        (run("xor"), PlanePicture),
        (run("scores"), PlanePicture),
        (softmax(), PlanePicture),
        (run("sine"), CurvePicture),
        (run("mazur"), ValuesPicture),
        (table(60, 3, 1), CloudPicture),
        (table(5, 3, 2), ValuesPicture),
        (table(40, 1, 2), CurvePicture),
    ],
)
def test_every_problem_has_a_picture(view: PredictionView, timeline: Timeline, kind: type) -> None:
    """No data leave the panel empty; each picture has labelled axes and a readout."""
    assert picture_for(timeline.problem) is kind
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 3))
    assert isinstance(view.picture, kind)
    for axis in (view.plot.left_axis, view.plot.bottom_axis):
        assert axis.title
    (x0, x1), (y0, y1) = view.plot.view_box.viewRange()
    assert view._read((x0 + x1) / 2, (y0 + y1) / 2)
    area = picture(view).copy(view.plot.furniture.plot.toRect())
    background = QColor(DARK.panel)
    shown = [area.pixelColor(x, y) for x in range(0, area.width(), 3) for y in range(2, 200, 3)]
    assert sum(color != background for color in shown) > 20


def test_regions_have_the_colour_of_the_predicted_class(view: PredictionView) -> None:
    """Around each sample of a solved XOR the field is orange for 0 and blue for 1."""
    timeline = run("xor")
    view.set_timeline(timeline)
    step = last_step(timeline, 3000)
    view.show_step(step)
    image = picture(view)
    view.plot.lay_out(QRectF(0, 0, 640, 400).size())
    assert isinstance(view.picture, PlanePicture)
    scale = view.picture.field.scale_now()
    corner = view.plot.furniture.plot.topLeft()
    outputs = Evaluator(timeline.problem, timeline.problem.x_train).outputs(params_in_force(step))
    for (x, y), output in zip(timeline.problem.x_train_raw, outputs[:, 0], strict=True):
        pixel = image.pixelColor(
            round(corner.x() + scale.x(x)) + 14, round(corner.y() + scale.y(y)) + 14
        )
        assert (pixel.blue() > pixel.red()) == (output > 0.5)
        assert abs(output - 0.5) > 0.4
    assert len(view.picture.wrong.xs) == 0


def test_wrong_samples_are_ringed(view: PredictionView) -> None:
    """As many rings as the accuracy says."""
    timeline = run("circle")
    timeline.advance(1)
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    assert isinstance(view.picture, PlanePicture)
    history = timeline.history
    total = timeline.problem.n_train + len(timeline.problem.x_test)
    right = history.train_accuracy[0] * timeline.problem.n_train
    if len(timeline.problem.x_test):
        right += history.test_accuracy[0] * len(timeline.problem.x_test)
    assert len(view.picture.wrong.xs) == round(total - right)


def test_the_boundary_is_where_the_output_is_undecided(view: PredictionView) -> None:
    """On the drawn line the network gives one half, within the fineness of the grid."""
    timeline = run("circle")
    view.set_timeline(timeline)
    step = last_step(timeline, 800)
    view.show_step(step)
    assert isinstance(view.picture, PlanePicture)
    line = view.picture.boundary
    points = np.stack([line.xs, line.ys], axis=1)
    points = points[np.isfinite(points).all(axis=1)]
    assert len(points) > 20
    problem = timeline.problem
    outputs = Evaluator(problem, problem.standardize(points)).outputs(params_in_force(step))
    assert np.abs(outputs - 0.5).max() < 0.06


def test_the_curve_is_the_networks_output(view: PredictionView) -> None:
    """For one input the curve goes through what the network gives."""
    timeline = run("sine")
    view.set_timeline(timeline)
    step = last_step(timeline, 50)
    view.show_step(step)
    assert isinstance(view.picture, CurvePicture)
    curve = view.picture.curves[0]
    problem = timeline.problem
    x = problem.standardize(curve.xs[:, None])
    assert np.array_equal(curve.ys, Evaluator(problem, x).outputs(params_in_force(step))[:, 0])


def test_targets_and_outputs_stand_side_by_side(view: PredictionView) -> None:
    """Mazur's two outputs before training: 0.751 and 0.773 for 0.01 and 0.99."""
    timeline = run("mazur")
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    assert isinstance(view.picture, ValuesPicture)
    texts = [label.text for label in view.picture.texts.labels]
    assert texts == ["0.01", "0.751", "0.99", "0.773"]


def test_confusion_counts_every_sample(qapp: Any) -> None:
    """For classes from three inputs the counts of a row are the samples of that class."""
    view = PredictionView()
    timeline = softmax()
    picture = ConfusionPicture(view.plot, timeline.problem, DARK)
    picture.show(timeline.state(0).params, 0.01)
    labels = timeline.problem.y_train.argmax(axis=1)
    assert picture._counts.sum(axis=1).tolist() == np.bincount(labels).tolist()
    view.deleteLater()


def test_steps_in_any_order_draw_the_same(view: PredictionView) -> None:
    """Forward, back and again: the same picture."""
    timeline = run("spiral")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 10))
    before = picture(view)
    view.show_step(last_step(timeline, 200))
    assert picture(view) != before
    view.show_step(last_step(timeline, 10))
    view.show_step(last_step(timeline, 10))
    assert picture(view) == before


def test_nothing_is_evaluated_while_the_parameters_stay(
    view: PredictionView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forward pass costs this view nothing, nor does a step that it does not see."""
    timeline = run("xor")
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    calls: list[int] = []
    show = PlanePicture.show

    def counted(self: PlanePicture, params: Any, budget: float) -> int:
        calls.append(1)
        return show(self, params, budget)

    monkeypatch.setattr(PlanePicture, "show", counted)
    for position in range(timeline.steps_per_iteration - 2):
        view.show_step(timeline[position])
    assert not calls
    view.hide()
    view.show_step(last_step(timeline, 5))
    assert not calls
    view.show()
    assert calls == [1]


def test_playing_draws_coarser_and_stopping_sharpens(view: PredictionView) -> None:
    """While playing the grid is smaller; the picture for a slide is always fine."""
    timeline = run("spiral")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 5))
    assert isinstance(view.picture, PlanePicture)
    fine = view.picture.field.image.width()
    still = picture(view)
    view.set_playing(True)
    assert view.picture.field.image.width() < fine
    assert picture(view) == still
    view.set_playing(False)
    assert view.picture.field.image.width() == fine


@pytest.mark.parametrize("name", ["exploding"])
@pytest.mark.parametrize("iteration", [0, 2, 3, 20])
def test_predictions_that_are_not_finite_get_a_badge(
    view: PredictionView, name: str, iteration: int
) -> None:
    """A network full of NaN leaves the data on screen and says what is missing."""
    timeline = run(name)
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, iteration))
    assert view.picture is not None
    outputs = view.picture.train_outputs(params_in_force(view.step))
    assert bool(view.plot.furniture.badge) == (not np.isfinite(outputs).all())
    assert picture(view).pixelColor(0, 0).name() == DARK.panel


def test_a_curve_out_of_sight_is_announced(view: PredictionView) -> None:
    """Half of a wild curve leaves the axes, the badge says how far; the samples keep their room."""
    timeline = run("exploding")
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    assert isinstance(view.picture, CurvePicture)
    low, high = view.plot.view_box.viewRange()[1]
    assert -10 < low < -1 < 1 < high < 10
    furthest = view.picture.curves[0].ys[np.argmax(abs(view.picture.curves[0].ys))]
    assert view.plot.furniture.badge.endswith("up to " + number(float(furthest), 2))
    calm = run("sine")
    view.set_timeline(calm)
    view.show_step(last_step(calm, 300))
    assert view.plot.furniture.badge == ""


@pytest.mark.parametrize("iteration", [0, 1, 2])
def test_a_curve_that_explodes_is_shown_whole(view: PredictionView, iteration: int) -> None:
    """Where hardly any of a curve runs near the samples, the axis holds all of it, up to 10¹⁰¹."""
    timeline = run("exploding")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, iteration))
    assert isinstance(view.picture, CurvePicture)
    ys = view.picture.curves[0].ys
    low, high = view.plot.view_box.viewRange()[1]
    assert low < ys.min() < ys.max() < high
    assert high - low < 1.2 * (max(ys.max(), 1.0) - min(ys.min(), -1.0))
    assert view.plot.furniture.badge == ""
    line, image = QColor(DARK.forward), picture(view)

    def near(x: int, y: int) -> bool:
        pairs = zip(image.pixelColor(x, y).getRgb(), line.getRgb(), strict=True)
        return max(abs(a - b) for a, b in pairs) < 60

    columns = [x for x in range(image.width()) if any(near(x, y) for y in range(image.height()))]
    assert len(columns) > 0.75 * image.width()


@pytest.mark.parametrize("size", [(420, 300), (260, 220), (900, 600)])
@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_numbers_at_the_samples_do_not_overlap(
    view: PredictionView, size: tuple[int, int], scale: float
) -> None:
    """Target and prediction of three samples can be read, inside the axes, in large type too."""
    timeline = run("scores")
    view.set_timeline(timeline)
    view.set_theme(DARK.scaled(scale))
    view.resize(*size)
    view.show_step(last_step(timeline, 5))
    assert isinstance(view.picture, PlanePicture)
    where = view.picture.texts.scale_now()
    boxes = [box for _, box in view.picture.texts.arranged(where)[1]]
    assert len(boxes) == 3 or (len(boxes) == 2 and size == (260, 220))
    for i, box in enumerate(boxes):
        assert where.rect.adjusted(-0.1, -0.1, 0.1, 0.1).contains(box)
        assert not any(box.intersects(other) for other in boxes[:i])


def test_marks_of_wrong_samples_leave_the_class_in_sight(view: PredictionView) -> None:
    """Among hundreds of samples a wrong one has a dot smaller than itself; of four, a ring."""
    for name, larger in (("circle", False), ("xor", True)):
        timeline = run(name)
        view.set_timeline(timeline)
        view.resize(330, 240)
        view.show_step(timeline[0])
        assert isinstance(view.picture, PlanePicture)
        assert (view.picture.wrong.size > view.picture.train[0].size) == larger
        assert view.picture.wrong.size < 0.6 * view.picture.train[0].size or larger


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_plane_full_of_nan_still_shows_the_samples(view: PredictionView, theme: Any) -> None:
    """Regions are grey, samples keep their colours, none is called wrong."""
    timeline = run("circle")
    view.set_timeline(timeline)
    view.set_theme(theme)
    assert isinstance(view.picture, PlanePicture)
    missing = view.picture.show(np.full(timeline.problem.n_params, np.nan), 0.01)
    assert missing > 100
    assert len(view.picture.wrong.xs) == 0
    assert view.picture.field.image.pixelColor(0, 0).name() == theme.border


def test_another_problem_takes_the_first_ones_things_away(view: PredictionView) -> None:
    """Plane, curve, values: only the newest picture's items are in the plot."""
    for name in ("xor", "sine", "mazur", "xor"):
        timeline = run(name)
        view.set_timeline(timeline)
        view.show_step(last_step(timeline, 1))
        picture(view)
    assert view.picture is not None
    children = [item for item in view.plot.view_box.childItems() if hasattr(item, "scale_now")]
    assert set(children) == set(view.picture.things)
    assert view.plot.bottom_axis.names is None


def test_classes_differ_and_names_are_written_as_symbols() -> None:
    """Ten classes, ten colours; x1 is x₁ but a word stays a word."""
    assert len({class_color(DARK, k, 10) for k in range(10)}) == 10
    assert [symbol(name) for name in ("x1", "x12", "sleep", "x")] == ["x₁", "x₁₂", "sleep", "x"]


@pytest.mark.parametrize("size", [(640, 400), (1280, 300), (300, 900), (1920, 1080)])
def test_the_plane_shows_the_data_and_little_else(qapp: Any, size: tuple[int, int]) -> None:
    """In a very wide or high place the axes give up one scale before the samples become a spot."""
    view, timeline = PredictionView(), run("circle")
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    picture(view, *size)
    x, y = view.plot.view_box.viewRange()
    raw = np.vstack([timeline.problem.x_train_raw, timeline.problem.x_test_raw])
    shares = np.ptp(raw, axis=0) / [x[1] - x[0], y[1] - y[0]]
    assert np.all(shares >= 0.5)
    area = view.plot.plot_size()
    if 0.75 <= area.width() / area.height() <= 1.4:
        assert (x[1] - x[0]) / area.width() == pytest.approx(
            (y[1] - y[0]) / area.height(), rel=1e-2
        )
    view.deleteLater()
