"""The names on screen are complete against the registries and the core's error templates."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from bpviz.core import errors
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.datasets import DATASETS
from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import (
    DataSpec,
    Experiment,
    LayerSpec,
    LossSpec,
    OptimizerSpec,
    RegularizationSpec,
    TrainingSpec,
    fields_of,
)
from bpviz.core.initializers import INITIALIZERS
from bpviz.core.losses import LOSSES
from bpviz.core.mistakes import MISTAKES
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.params import _KIND_NAMES
from bpviz.core.problem import Problem
from bpviz.core.schedules import SCHEDULES
from bpviz.files import messages
from bpviz.ui import names, texts
from bpviz.ui.settings_text import SETTINGS, ZERO, setting_key

SECTIONS: dict[str, type] = {
    "data": DataSpec,
    "layers": LayerSpec,
    "loss": LossSpec,
    "optimizer": OptimizerSpec,
    "regularization": RegularizationSpec,
    "training": TrainingSpec,
}
CHOOSERS = {
    "data": DATASETS,
    "layers": INITIALIZERS,
    "optimizer": OPTIMIZERS,
    "training": SCHEDULES,
}


@pytest.mark.parametrize(
    ("table", "registry"),
    [
        (names.ACTIVATION_NAMES, ACTIVATIONS),
        (names.LOSS_NAMES, LOSSES),
        (names.OPTIMIZER_NAMES, OPTIMIZERS),
        (names.INITIALIZER_NAMES, INITIALIZERS),
        (names.SOURCE_NAMES, DATASETS),
        (names.SCHEDULE_NAMES, SCHEDULES),
        (names.MISTAKE_NAMES, MISTAKES),
    ],
    ids=["activations", "losses", "optimizers", "initializers", "sources", "schedules", "mistakes"],
)
def test_every_registry_entry_has_a_name_of_its_own(
    table: dict[str, str], registry: dict[str, Any]
) -> None:
    """Each entry has one name, in the registry's order, and no two share one."""
    assert list(table) == list(registry)
    assert len(set(table.values())) == len(table)


def places() -> list[str]:
    """Every setting that an experiment can have, as ``section.key``."""
    found = ["title", "seed"]
    for section, cls in SECTIONS.items():
        found += [f"{section}.{key}" for key in fields_of(cls)]
        for entry in CHOOSERS.get(section, {}).values():
            found += [f"{section}.{key}" for key in entry.params]
    return found


def test_every_setting_has_a_name_and_a_meaning() -> None:
    """No setting is shown by its key, none lacks its tool tip, and no text is left over."""
    keys = {setting_key(place) for place in places()}
    assert keys == set(SETTINGS)
    assert all(name and meaning.endswith(".") for name, meaning in SETTINGS.values())
    assert set(ZERO) <= keys


def test_every_choice_of_every_setting_has_a_name() -> None:
    """A form can name whatever a setting of kind "choice" allows."""
    for section, cls in SECTIONS.items():
        for key, param in fields_of(cls).items():
            if param.kind == "choice":
                assert param.choices is not None
                table = names.CHOICES[setting_key(f"{section}.{key}")][1]
                assert list(table) == list(param.choices())


def test_every_phase_and_direction_has_a_name() -> None:
    """All micro-steps that there are, of a network with dropout and clipping, are named."""
    layers = (LayerSpec(units=3, dropout=0.5), LayerSpec(units=1))
    training = dataclasses.replace(TrainingSpec(), clip_norm=1.0)
    micros = Problem(Experiment(layers=layers, training=training)).micros
    assert {micro.phase for micro in micros} == set(names.PHASE_NAMES)
    assert {micro.direction for micro in micros} == set(names.DIRECTION_NAMES)


def test_every_named_column_of_the_data_has_a_name() -> None:
    """Inputs and outputs that are words can be translated; the others are symbols like x1."""
    words = set()
    for name, source in DATASETS.items():
        settings = {key: param.default for key, param in source.params.items()}
        if name == "inline":
            settings = {"inputs": [[0.0]], "targets": [[0.0]]}
        data = source.make(np.random.default_rng(0), settings)
        words |= {
            c for c in (*data.input_names, *data.output_names) if len(c.strip("0123456789")) > 1
        }
    assert words == set(names.COLUMN_NAMES)


def test_the_error_templates_are_those_of_the_core_and_of_files() -> None:
    """A template that is added or reworded there must be translated here."""
    assert texts.ERROR_TEMPLATES == errors.TEMPLATES
    assert texts.FILE_TEMPLATES == messages.TEMPLATES
    assert set(_KIND_NAMES.values()) <= set(names.KIND_NAMES)
    assert {entry.needs for entry in MISTAKES.values()} - {""} == set(names.NEEDS)


def test_an_error_is_told_without_its_place_and_with_names_as_on_screen(
    qapp: QApplication,
) -> None:
    """The form says "cross-entropy", not "cross_entropy"; the file's line begins with the place."""
    error = ExperimentError(
        "layers[1].activation",
        errors.WRONG_OUTPUT,
        loss="cross_entropy",
        expected="softmax / leaky_relu",
        value="tanh",
    )
    told = 'the loss "cross-entropy" needs the output activation softmax / leaky ReLU, got "tanh"'
    assert texts.error_text(error) == told
    assert texts.error_line(error) == f"layers[1].activation: {told}"


def test_a_wrong_output_activation_names_the_way_out(qapp: QApplication) -> None:
    """Who wants softmax is told the loss and the number of units that go with it."""
    layers = (LayerSpec(units=1, activation="softmax"),)
    experiment = Experiment(layers=layers, loss=LossSpec(name="binary_cross_entropy"))
    with pytest.raises(ExperimentError) as caught:
        Problem(experiment)
    assert texts.error_text(caught.value) == (
        'the loss "binary cross-entropy" needs the output activation sigmoid, got "softmax"; '
        '"softmax" goes with the loss "cross-entropy" and 2 output units'
    )


def test_a_name_that_nobody_knows_is_shown_as_it_is(qapp: QApplication) -> None:
    """An entry just added to a registry is readable before it has a name."""
    assert texts.activation_name("swish_2") == "swish_2"
    assert texts.setting_name("layers[3].new_thing") == "new thing"
    assert texts.setting_help("new_thing") == ""
