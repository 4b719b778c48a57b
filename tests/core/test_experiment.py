"""Experiments: what is wrong is refused in one line that names place and remedy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from strategies import experiments

from bpviz.core import Experiment, ExperimentError, Problem
from bpviz.core.errors import TEMPLATES
from bpviz.core.experiment import LayerSpec

LAYER: dict[str, Any] = {"units": 1}

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"layer": []}, 'layer: unknown "layer"; did you mean "layers"? Known: format, title'),
    ({"layers": []}, "layers: needs at least one layer"),
    ({"layers": "two"}, "layers: must be a list of tables, got 'two'"),
    ({"layers": [3]}, "layers[0]: must be a table, got 3"),
    (
        {"layers": [{"activation": "sigmod"}]},
        'layers[0].activation: unknown "sigmod"; did you mean "sigmoid"? Known: linear, sigmoid',
    ),
    ({"layers": [{"units": 0}]}, "layers[0].units: must be at least 1, got 0"),
    ({"layers": [{"units": 2.5}]}, "layers[0].units: must be a whole number, got 2.5"),
    ({"layers": [{"units": True}]}, "layers[0].units: must be a whole number, got True"),
    ({"layers": [{"dropout": 1.0}]}, "layers[0].dropout: must be < 1, got 1.0"),
    ({"layers": [{"units": 1, "dropout": 0.5}]}, "layers[0].dropout: must be at most 0, got 0.5"),
    ({"layers": [{"std": 1.0}]}, 'layers[0].std: unknown "std"'),
    ({"optimizer": {"learning_rate": -1}}, "optimizer.learning_rate: must be > 0, got -1"),
    ({"optimizer": {"learning_rate": 0}}, "optimizer.learning_rate: must be > 0, got 0"),
    ({"optimizer": {"learning_rate": "1"}}, 'optimizer.learning_rate: must be a number, got "1"'),
    (
        {"optimizer": {"learning_rate": float("nan")}},
        "optimizer.learning_rate: must be a finite number, got nan",
    ),
    ({"optimizer": {"betas": [0.9, 0.99]}}, 'optimizer.betas: unknown "betas"'),
    (
        {"optimizer": {"name": "adam", "betas": [0.9]}},
        "optimizer.betas: must have 2 numbers, got 1",
    ),
    (
        {"optimizer": {"name": "adam", "betas": [0.9, 1]}},
        "optimizer.betas[1]: must be < 1, got 1",
    ),
    ({"optimizer": {"nesterov": True}}, "optimizer.nesterov: nesterov needs momentum > 0"),
    ({"data": {"source": "circles"}}, 'data.source: unknown "circles"; did you mean "circle"?'),
    ({"data": {"source": "scores", "noise": 1}}, 'data.noise: unknown "noise"'),
    ({"seed": -1}, "seed: must be at least 0, got -1"),
    ({"training": {"dtype": "float16"}}, 'training.dtype: unknown "float16"; did you mean'),
]  # fmt: skip

DOES_NOT_FIT: list[tuple[dict[str, Any], str]] = [
    ({"layers": [{"units": 3}]}, "layers[0].units: must be 1 / 2 for this data, got 3"),
    (
        {"layers": [LAYER], "loss": {"name": "cross_entropy"}},
        'layers[0].activation: the loss "cross_entropy" needs the output activation softmax',
    ),
    (
        {"layers": [{"units": 1, "weights": [[1.0]]}]},
        "layers[0].weights: must have shape (2, 1), got (1, 1)",
    ),
    (
        {"layers": [{"units": 1, "bias": [1.0, 2.0]}]},
        "layers[0].bias: must have 1 numbers, got 2",
    ),
    (
        {
            "data": {"source": "inline", "inputs": [[0.0]], "targets": [[0.5, 0.2]]},
            "layers": [{"units": 2, "activation": "softmax"}],
            "loss": {"name": "cross_entropy"},
        },
        'data.targets: must sum to 1 in each row for the loss "cross_entropy", row 0 sums to 0.7',
    ),
    (
        {"layers": [{"units": 4096}] * 63 + [LAYER]},
        "layers: one iteration would hold 6.2e+09 numbers; at most 5e+07: fewer units",
    ),
    (
        {
            "data": {"source": "inline", "inputs": [[0.0]], "targets": [[2.0]]},
            "layers": [LAYER],
            "loss": {"name": "binary_cross_entropy"},
        },
        'data.targets: must be between 0 and 1 for the loss "binary_cross_entropy", got 2',
    ),
]


@pytest.mark.parametrize(("table", "message"), WRONG)
def test_a_wrong_table_is_refused_with_place_and_remedy(
    table: dict[str, Any], message: str
) -> None:
    """The message is one line that begins with the key and says what is allowed."""
    with pytest.raises(ExperimentError) as caught:
        Experiment.from_dict({"layers": [LAYER], **table})
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert caught.value.template in TEMPLATES


@pytest.mark.parametrize(("table", "message"), DOES_NOT_FIT)
def test_parts_that_do_not_fit_are_refused(table: dict[str, Any], message: str) -> None:
    """Network, data and loss that contradict each other are named by the key to change."""
    experiment = Experiment.from_dict(table)
    with pytest.raises(ExperimentError) as caught:
        Problem(experiment)
    assert str(caught.value).startswith(message)
    assert caught.value.template in TEMPLATES


def test_an_experiment_that_no_file_gave_is_checked_too() -> None:
    """Dropout behind the outputs would train another network than it shows: no way leads there."""
    layers = (LayerSpec(units=3), LayerSpec(units=1, dropout=0.5))
    with pytest.raises(ExperimentError, match=r"layers\[1\].dropout: must be at most 0, got 0.5"):
        Problem(Experiment(layers=layers))
    with pytest.raises(ExperimentError, match="layers: needs at least one layer"):
        Problem(Experiment(layers=()))


@given(experiments())
def test_an_experiment_survives_the_table(experiment: Experiment) -> None:
    """Writing the tables and reading them gives the same experiment."""
    assert Experiment.from_dict(experiment.to_dict()) == experiment


@given(experiments())
def test_equal_experiments_start_equally(experiment: Experiment) -> None:
    """The same experiment gives the same data and start values, bit for bit."""
    one, two = Problem(experiment), Problem(experiment)
    assert one.inputs.tobytes() == two.inputs.tobytes()
    assert one.initial_state().params.tobytes() == two.initial_state().params.tobytes()


def test_settings_of_the_choice_stand_beside_it() -> None:
    """A schedule's and an initialization's own settings are keys of their tables."""
    experiment = Experiment.from_dict(
        {
            "layers": [{"units": 1, "init": "normal", "std": 0.25}],
            "training": {"schedule": "step", "step_size": 10, "gamma": 0.1},
        }
    )
    assert experiment.layers[0].params["std"] == 0.25
    problem = Problem(experiment)
    rates = [problem.learning_rate(i) for i in (0, 9, 10, 25)]
    assert rates == pytest.approx([0.5, 0.5, 0.05, 0.005])
