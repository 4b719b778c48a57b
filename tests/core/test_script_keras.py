"""The Keras script gives the run's numbers where Keras is installed."""

from __future__ import annotations

import re
from typing import Any

import frameworks
import numpy as np
import pytest
from hypothesis import given, settings
from script_cases import DEEP, ITERATIONS, agree, assert_complete, broken, problems, start_of
from strategies import experiments

from bpviz.core import Experiment, ExperimentError, Problem
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.losses import LOSSES
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.script_keras import (
    ACTIVATION_FUNCTIONS,
    ACTIVATION_NAMES,
    DIFFERENCES,
    LOSS_CLASSES,
    LOSS_TERMS,
    keras_script,
)
from bpviz.files.lessons import lesson

OVERFLOWING = "exploding"
"""The lesson whose numbers leave float32."""


def test_scripts_give_the_runs_numbers(tmp_path: Any) -> None:
    """To a float32's digits: Keras over PyTorch rounds to these. A large ε would show its place."""
    python = frameworks.python_with("keras")
    if python is None:
        pytest.skip("needs Keras and PyTorch")
    given = problems()
    del given[OVERFLOWING]
    for name in ("adam", "adamw", "rmsprop", "adagrad"):
        rule = {"name": name, "eps": 0.1, "learning_rate": 0.05}
        given[f"{name}, eps"] = Problem(Experiment.from_dict(DEEP | {"optimizer": rule}))
    scripts = {name: keras_script(p, ITERATIONS) for name, p in given.items()}
    for name, saved in frameworks.ran(python, scripts, tmp_path).items():
        agree(given[name], saved, 1e-4)


def test_every_registered_name_can_be_written() -> None:
    """An activation, loss or optimizer added to a registry needs its name in Keras."""
    assert {*ACTIVATION_NAMES, *ACTIVATION_FUNCTIONS} == set(ACTIVATIONS)
    assert {*LOSS_CLASSES, *LOSS_TERMS} == set(LOSSES)
    assert set(DIFFERENCES) == set(OPTIMIZERS)


@settings(max_examples=30)
@given(experiments())
def test_any_experiments_script_is_a_program_with_nothing_missing(experiment: Experiment) -> None:
    """It parses, every layer is in the model, and every name that it reads is made in it."""
    p = Problem(experiment)
    source = keras_script(p, ITERATIONS)
    assert_complete(source)
    for layer in p.layers:
        found = rf"^layer{layer.index} = keras\.layers\.Dense\(\s*{layer.n_out}\b"
        assert re.search(found, source, re.MULTILINE)
        assert f"    layer{layer.index},\n" in source


@pytest.mark.parametrize("name", ["mazur", "spiral", "thirty-xavier"])
def test_a_script_holds_the_exact_start_weights(name: str) -> None:
    """Its W1, b1 … are the run's start values, bit for bit, written out or as base64."""
    p = Problem(lesson(name).experiment)
    names, state = start_of(keras_script(p, ITERATIONS)), p.initial_state()
    for layer in p.layers:
        assert np.array_equal(names[f"W{layer.index}"], layer.weights(state.params))


def test_a_broken_computation_is_refused() -> None:
    """Keras's gradients cannot be broken: one line says so and names the setting."""
    with pytest.raises(ExperimentError, match=r"^training\.mistake: must be \"none\" \(Keras"):
        keras_script(broken("sign_flipped")[0], ITERATIONS)


def test_keras_own_optimizer_is_taken_where_it_is_the_same() -> None:
    """Momentum at a constant rate is Keras's; at a varying rate, or Adam, it is written out."""
    own = {"name": "sgd", "momentum": 0.9, "learning_rate": 0.1}
    source = keras_script(Problem(Experiment.from_dict(DEEP | {"optimizer": own})), 1)
    assert "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)" in source
    training = {"schedule": "exponential"}
    table = DEEP | {"optimizer": own, "training": training}
    assert "class SGD(keras.optimizers.Optimizer):" in keras_script(
        Problem(Experiment.from_dict(table)), 1
    )
    table = DEEP | {"optimizer": {"name": "adam"}}
    assert "ops.sqrt(v_hat) + eps" in keras_script(Problem(Experiment.from_dict(table)), 1)
