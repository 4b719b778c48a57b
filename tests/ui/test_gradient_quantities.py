"""What bars, curves and the heat map of the layers can show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from bpviz.core.experiment import Experiment
from bpviz.core.measures import DeadUnits, last_to_first, layer_measures
from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.ui.gradients.cells import UNKNOWN, VALUE
from bpviz.ui.gradients.quantities import QUANTITIES, RATIOS, values_of
from bpviz.ui.plot_scales import places
from bpviz.ui.theme import DARK, LIGHT
from bpviz.ui.views.gradients import GradientsView
from tests.ui.view_hands import last_step, on_screen, picture, run

MEASURED = [key for key in QUANTITIES if key != "dead" and key not in RATIOS]


@pytest.fixture
def view(qapp: Any) -> Iterator[GradientsView]:
    """A view on screen."""
    yield from on_screen(GradientsView())


def choose(view: GradientsView, key: str) -> None:
    """Choose a quantity in the list."""
    view.controls.quantity.setCurrentIndex(view.controls.quantity.findData(key))


def small_batches() -> Timeline:
    """A run whose epochs end on a smaller batch, one layer without biases."""
    table: dict[str, Any] = {
        "data": {"source": "circle", "samples": 50},
        "layers": [
            {"units": 4, "activation": "relu"},
            {"units": 3, "activation": "tanh", "use_bias": False},
            {"units": 1, "activation": "sigmoid"},
        ],
        "loss": {"name": "binary_cross_entropy"},
        "training": {"batch_size": 16},
    }
    return Timeline(Problem(Experiment.from_dict(table)))


@pytest.mark.parametrize("key", MEASURED)
def test_the_curve_goes_through_what_each_step_measures(view: GradientsView, key: str) -> None:
    """Every kept iteration has the diagnosis's own number of that step, the last batch's too."""
    timeline = small_batches()
    timeline.advance(9)
    view.set_timeline(timeline)
    choose(view, key)
    view.show_step(last_step(timeline, 8))
    iterations, values = view.history_plot.shown
    assert list(iterations) == list(range(9))
    for iteration, row in zip(iterations.astype(int).tolist(), values.tolist(), strict=True):
        found = layer_measures(last_step(timeline, iteration))
        expected = [getattr(layer, key) for layer in found]
        expected = [np.nan if value is None else value for value in expected]
        assert row == pytest.approx(expected, rel=1e-9, nan_ok=True)
    bars = {round(bar.at): bar.value for bar in view.bars_plot.bars.bars}
    assert (2 in bars) == (not key.startswith("db_"))
    assert all(bars[layer] == pytest.approx(values[-1][layer - 1]) for layer in bars)


def test_shares_of_dead_units_are_those_of_the_whole_set(view: GradientsView) -> None:
    """Curve and bar count dead units over all samples; layers that cannot die have none."""
    timeline = run("dead-relu")
    timeline.advance(30)
    view.set_timeline(timeline)
    choose(view, "dead")
    step = last_step(timeline, 29)
    view.show_step(step)
    dead, units = DeadUnits(timeline.problem), timeline.problem.layers[0].n_out
    assert [bar.at for bar in view.bars_plot.bars.bars] == [1]
    assert view.bars_plot.bars.bars[0].value == dead.count(step.params)[0] / units
    assert view.bars_plot.bars.bars[0].kind == "sick"
    assert view.bars_plot.furniture.subtitle == "! too many: 1"
    iterations, shares = view.history_plot.shown
    for iteration, share in zip(iterations[:-1].astype(int).tolist(), shares[:-1, 0], strict=True):
        assert share == dead.count(timeline.state(iteration).params)[0] / units
    assert np.isnan(shares[:, 1]).all()


@pytest.mark.parametrize(("key", "norm"), RATIOS.items())
def test_the_first_layers_curve_is_the_ratio_last_to_first(
    view: GradientsView, key: str, norm: str
) -> None:
    """Ten sigmoid layers: how many times larger the last layer's norm is, then and now."""
    timeline = run("deep-sigmoid")
    timeline.advance(6)
    view.set_timeline(timeline)
    choose(view, key)
    view.show_step(last_step(timeline, 5))
    ratios = view.history_plot.shown[1]
    for iteration in range(6):
        found = layer_measures(last_step(timeline, iteration))
        expected = last_to_first([getattr(layer, norm) for layer in found])
        assert ratios[iteration, 0] == pytest.approx(expected, rel=1e-9)
        assert ratios[iteration, -1] == 1.0
    assert view.bars_plot.bars.bars[0].kind == "vanishing"
    assert view.bars_plot.furniture.subtitle.startswith("last/first: ")
    assert view.history_plot.furniture.legend[0].text == "last/first"


def test_a_small_gradient_beside_one_of_nearly_zero_does_not_explode(view: GradientsView) -> None:
    """Where the last layer's passes zero the first layer's is a thousand times as large, and well.

    Behind large weights a signal that is a thousand times the last one does.
    """
    wide = {"units": 8, "activation": "linear", "init": "normal", "std": 8.0}
    table: dict[str, Any] = {
        "data": {"source": "circle", "samples": 50},
        "layers": [*[wide] * 4, {"units": 1, "activation": "sigmoid"}],
        "loss": {"name": "binary_cross_entropy"},
    }
    race, large = run("optimizer-race"), Timeline(Problem(Experiment.from_dict(table)))
    for timeline, key, iteration, kind in (
        (race, "dW_to_last", 30, "ok"),
        (large, "delta_to_last", 0, "exploding"),
    ):
        view.set_timeline(timeline)
        choose(view, key)
        view.show_step(last_step(timeline, iteration))
        assert view.bars_plot.bars.bars[0].value < 1e-3
        assert view.bars_plot.bars.bars[0].kind == kind


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("key", QUANTITIES)
def test_every_quantity_has_curves_bars_and_a_map_in_any_run(
    view: GradientsView, key: str, theme: Any
) -> None:
    """Before the first pass, in it, later, and beyond the first NaN there is a picture."""
    view.set_theme(theme)
    for name, iteration in (("deep-sigmoid", 3), ("exploding", 12), ("dead-relu", 20)):
        timeline = run(name)
        view.set_timeline(timeline)
        choose(view, key)
        for place in ("bars", "heat"):
            view.choose(place)
            for step in (timeline[0], timeline[timeline.steps_per_iteration // 2]):
                view.show_step(step)
            view.show_step(last_step(timeline, iteration))
            picture(view)


def test_every_quantity_is_defined_where_it_is_chosen(view: GradientsView) -> None:
    """Hovering the list, or the chosen one, says what it is; saturated by activation."""
    view.set_timeline(run("deep-sigmoid"))
    combo = view.controls.quantity
    keys = [combo.itemData(i) for i in range(combo.count())]
    assert [key for key in keys if key is not None] == list(QUANTITIES)
    for i, key in enumerate(keys):
        if key is not None:
            assert len(combo.itemData(i, Qt.ItemDataRole.ToolTipRole)) > 40
    choose(view, "saturated")
    assert "sigmoid: |z| ≥ 4.36" in combo.toolTip()
    assert view.bars_plot.left_axis.title == "a saturated (%)"


def test_axes_are_linear_or_logarithmic_as_the_quantity_wants(view: GradientsView) -> None:
    """Means stand on a linear axis around zero, shares in per cent, norms in decades."""
    timeline = run("tanh-large")
    view.set_timeline(timeline)
    step = last_step(timeline, 0)
    view.show_step(step)
    for key, log in (("dW_rms", True), ("activation_mean", False), ("saturated", False)):
        choose(view, key)
        assert view.bars_plot.left_axis.log == view.history_plot.left_axis.log == log
    low, high = view.history_plot.view_box.viewRange()[1]
    assert (low, high) == (0.0, 100.0)
    choose(view, "activation_mean")
    values = values_of(step, QUANTITIES["activation_mean"])
    low, high = view.bars_plot.view_box.viewRange()[1]
    assert low <= min(0.0, values.min())
    assert high >= max(0.0, values.max())
    assert view.bars_plot._read_bar(1.0, 0.0).startswith("layer 1\na mean = ")


def test_limits_are_lines_where_they_hold(view: GradientsView) -> None:
    """The rule of thumb of updates is always there; saturation has a limit for sigmoid only."""
    timeline = run("deep-sigmoid")
    view.set_timeline(timeline)
    view.show_step(last_step(timeline, 2))
    choose(view, "update_ratio")
    shown = [rule.value for rule in view.history_plot.limits.rules]
    assert float(places(1e-3, "log")) in shown
    choose(view, "saturated")
    assert view.bars_plot.limits.rules[0].value == 50.0
    layers = [{"units": n, "activation": "relu"} for n in (4, 1)]
    healthy = Timeline(Problem(Experiment.from_dict({"layers": layers})))
    view.set_timeline(healthy)
    view.show_step(last_step(healthy, 0))
    assert np.isnan(view.bars_plot.limits.rules[0].value)
    assert view.bars_plot.furniture.legend == ()


def test_a_coarse_grid_keeps_its_own_columns(view: GradientsView) -> None:
    """Of a long run updates were measured seldom: the map has a column for each, and now."""
    timeline = run("xor")
    timeline.advance(1000)
    view.set_timeline(timeline)
    view.choose("heat")
    choose(view, "update_ratio")
    view.show_step(last_step(timeline, 900))
    measured = timeline.history.measure_iterations
    count = int((measured < 900).sum())
    assert len(view.heat_plot.cells.kinds) == count + 1
    assert np.all(view.heat_plot.cells.kinds == VALUE)
    view.show_step(timeline[900 * timeline.steps_per_iteration])
    assert np.all(view.heat_plot.cells.kinds[-1] == UNKNOWN)
