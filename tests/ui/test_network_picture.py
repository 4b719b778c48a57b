from __future__ import annotations

import numpy as np
import pytest

from bpviz.core import Experiment, Problem, Step, Timeline
from bpviz.files.lessons import lesson, lesson_names
from bpviz.ui.paint.network_picture import edge_scale, network_picture, value_range
from bpviz.ui.selection import Selection


def iteration(experiment: Experiment, number: int = 0) -> list[Step]:
    """All micro-steps of an iteration."""
    timeline = Timeline(Problem(experiment))
    count = timeline.steps_per_iteration
    return [timeline[number * count + position] for position in range(count)]


def test_absent_is_absent_and_known_is_shown() -> None:
    """Values, δ and gradients appear in the picture at the very step that computes them."""
    steps = iteration(lesson("xor").experiment, 3)
    for step in steps:
        picture = network_picture(step, Selection(sample=2))
        for number in (1, 2):
            layer = picture.layers[number]
            a, z, delta = step.a.get(number), step.z.get(number), step.delta.get(number)
            if a is not None:
                assert layer.symbol == "a"
                np.testing.assert_array_equal(layer.values, a[2])
            elif z is not None:
                assert layer.symbol == "z"
                np.testing.assert_array_equal(layer.values, z[2])
            else:
                assert layer.values is None
            assert (layer.delta is None) == (delta is None)
            if step.micro.direction == "backward":
                assert picture.gradients
                assert (layer.edges is None) == (number not in step.dW)
            else:
                assert not picture.gradients
                np.testing.assert_array_equal(layer.edges, step.W[number])
        assert bool(picture.loss) == (step.loss is not None)
        np.testing.assert_array_equal(picture.targets, step.y[2])


def test_the_signal_runs_where_the_arithmetic_goes() -> None:
    """Sums run to the right into their layer, δ to the left out of the layer after."""
    flows = {
        (step.phase, step.layer): (picture.gap, picture.flow, picture.active)
        for step in iteration(lesson("xor").experiment)
        for picture in [network_picture(step)]
    }
    assert flows["batch", 0] == (None, 0, 0)
    assert flows["linear", 2] == (1, 1, 2)
    assert flows["activation", 1] == (None, 0, 1)
    assert flows["loss", 0] == (None, 0, 2)
    assert flows["delta", 2] == (None, 0, 2)
    assert flows["delta", 1] == (1, -1, 1)
    assert flows["gradient", 1] == (0, 0, 1)
    assert flows["update", 2] == (1, 0, 2)


def test_modes_override_the_phase() -> None:
    """The user can look at weights while the signal runs back, and at gradients at the update."""
    steps = iteration(lesson("xor").experiment)
    back = next(step for step in steps if step.phase == "delta")
    update = next(step for step in steps if step.phase == "update")
    np.testing.assert_array_equal(network_picture(back, mode="weights").layers[1].edges, back.W[1])
    shown = network_picture(update, mode="gradients").layers[1].edges
    np.testing.assert_array_equal(shown, update.dW[1])


def test_sample_is_kept_within_the_batch() -> None:
    """A sample chosen in a larger batch shows the last one of a smaller."""
    step = iteration(lesson("xor").experiment)[0]
    assert network_picture(step, Selection(sample=99)).sample == "sample 4 of 4"
    np.testing.assert_array_equal(
        network_picture(step, Selection(sample=99)).layers[0].values, step.x[-1]
    )


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_has_a_title_and_a_formula_at_each_step(name: str) -> None:
    """No phase of a lesson falls back to its name in the code."""
    for step in iteration(lesson(name).experiment):
        picture = network_picture(step)
        assert "·" in picture.title
        assert "{" not in picture.title
        assert picture.formula or step.phase == "batch"


def test_formulas_of_a_network_with_dropout() -> None:
    """What dropout changes is written: its mask, and the layers that read and pass its output."""
    experiment = Experiment.from_dict(
        {
            "data": {"source": "xor"},
            "layers": [
                {"units": 3, "activation": "tanh", "dropout": 0.5},
                {"units": 1, "activation": "sigmoid", "use_bias": False},
            ],
            "training": {"clip_norm": 1.0},
        }
    )
    steps = iteration(experiment)
    formulas = {(s.phase, s.layer): network_picture(s).formula for s in steps}
    assert formulas["dropout", 1] == "ã¹ = a¹ ⊙ m¹"
    assert formulas["linear", 2] == "z² = ã¹ W²"
    assert formulas["gradient", 2] == "∂L/∂W² = ã¹ᵀ δ²"
    assert formulas["delta", 1] == "δ¹ = ∂L/∂a¹ ⊙ tanh′(z¹)"
    after = next(s for s in steps if s.phase == "loss")
    layer = network_picture(after).layers[1]
    np.testing.assert_array_equal(layer.values, after.dropped[1][0])
    np.testing.assert_array_equal(layer.dropped, after.mask[1][0] == 0)
    assert not network_picture(after).layers[2].has_bias


def test_colour_scales_are_honest() -> None:
    """Bounded activations keep their range, others end at their greatest; signs are symmetric."""
    values = np.array([[0.2, 3.0], [np.nan, np.inf]])
    assert value_range(values, "sigmoid") == (0.0, 1.0)
    assert value_range(values, "tanh") == (-1.0, 1.0)
    assert value_range(values, "relu") == (0.0, 3.0)
    assert value_range(-values, "linear") == (-3.0, 3.0)
    assert value_range(np.zeros((2, 2)), "relu") == (0.0, 1.0)
    assert edge_scale([np.array([[-2.0, np.nan, np.inf]]), None]) == (2.0, False)
    assert edge_scale([np.zeros((2, 2))]) == (1.0, False)
    assert edge_scale([np.full((2, 2), np.nan)]) == (1.0, False)
    large = np.append(np.linspace(-1, 1, 2000), 50.0)
    scale, clipped = edge_scale([large])
    assert 0.9 < scale <= 1.0
    assert clipped


def test_a_batchs_loss_is_called_so() -> None:
    """Beside the loss of all samples in other views, that of a batch has a name of its own."""
    assert network_picture(iteration(lesson("circle").experiment)[-1]).loss.startswith("batch loss")
    assert network_picture(iteration(lesson("xor").experiment)[-1]).loss.startswith("loss ")
