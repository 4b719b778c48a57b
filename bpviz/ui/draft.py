"""An experiment while it is being edited: it may hold anything, and says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from bpviz.core import errors
from bpviz.core.datasets import DATASETS
from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import (
    MAX_LAYERS,
    DataSpec,
    Experiment,
    LayerSpec,
    LossSpec,
    OptimizerSpec,
    RegularizationSpec,
    Section,
    TrainingSpec,
    fields_of,
)
from bpviz.core.params import Param
from bpviz.core.problem import Problem

SECTIONS: Mapping[str, type[Section]] = {
    "data": DataSpec,
    "loss": LossSpec,
    "optimizer": OptimizerSpec,
    "regularization": RegularizationSpec,
    "training": TrainingSpec,
}
FIELDS: Mapping[type, dict[str, Param]] = {
    cls: fields_of(cls) for cls in (*SECTIONS.values(), LayerSpec)
}
SEED = Param(0, "int", low=0, high=2**63 - 1)
GIVEN = ("weights", "bias")
LARGE = 500_000
"""Parameters; of a larger network only what can be wrong is built to judge it."""


class Table:
    """A section's values by key, valid or not, and what was set for choices made before."""

    def __init__(self, cls: type[Section], values: Mapping[str, Any]) -> None:
        self.cls = cls
        self.values = dict(values)
        self._memory: dict[str, dict[str, Any]] = {}

    @property
    def chooser(self) -> str:
        """The key whose choice adds settings, or an empty text."""
        return self.cls.CHOOSER[0] if self.cls.CHOOSER else ""

    @property
    def fixed(self) -> dict[str, Param]:
        """The settings that the section always has."""
        return FIELDS[self.cls]

    @property
    def chosen(self) -> dict[str, Param]:
        """The settings that the present choice adds."""
        return dict(self.cls.chosen_params(self.values[self.chooser])) if self.chooser else {}

    @property
    def params(self) -> dict[str, Param]:
        """All settings that it has now."""
        return {**self.fixed, **self.chosen}

    def set(self, key: str, value: Any) -> None:
        """Set a value. A choice brings its settings: as they were when last chosen, or new."""
        if key != self.chooser:
            self.values[key] = value
            return
        old = self.values[key]
        self._memory[old] = {name: self.values.pop(name, None) for name in self.chosen}
        self.values[key] = value
        defaults = {name: param.default for name, param in self.chosen.items()}
        self.values.update(self._memory.get(value, defaults))

    def remembers(self, choice: str) -> bool:
        """Whether `choice` was made before."""
        return choice in self._memory

    def written(self) -> dict[str, Any]:
        """The table as `Experiment.from_dict` reads it."""
        return {key: value for key, value in self.values.items() if value is not None}


class LayerTable(Table):
    """A layer, and the start values that its file gives, which need not be in use."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(LayerSpec, values)
        self.given = {key: self.values.pop(key) for key in GIVEN if key in self.values}
        self.use_given = bool(self.given)

    @property
    def fixed(self) -> dict[str, Param]:
        """What a layer always has, less the given start values."""
        return {key: param for key, param in super().fixed.items() if key not in GIVEN}

    def given_shape(self) -> str:
        """How large the given start values are: ``2 × 3``, ``3`` for a bias alone."""
        weights, bias = self.given.get("weights"), self.given.get("bias")
        if weights is not None:
            return f"{len(weights)} × {len(weights[0]) if weights else 0}"
        return "" if bias is None else str(len(bias))

    def given_fits(self, n_in: int) -> bool:
        """Whether the given start values have the layer's shape."""
        weights, bias = self.given.get("weights"), self.given.get("bias")
        units = self.values["units"]
        if weights is not None and (len(weights) != n_in or len(weights[0]) != units):
            return False
        return bias is None or len(bias) == units


class Draft:
    """The nested tables of an experiment file, with any values in them.

    A place is written as in errors: ``seed``, ``data.noise``, ``layers[0].units``.
    """

    def __init__(self, experiment: Experiment) -> None:
        written = experiment.to_dict()
        self.title = experiment.title
        self.seed: Any = experiment.seed
        self.sections = {name: Table(cls, written[name]) for name, cls in SECTIONS.items()}
        self.layers = [LayerTable(layer) for layer in written["layers"]]

    # ---- values ------------------------------------------------------------------------------

    def table(self, place: str) -> tuple[Table, str]:
        """The table that a place is in, and its key there."""
        section, _, key = place.rpartition(".")
        match = re.fullmatch(r"layers\[(\d+)\]", section)
        return (self.layers[int(match[1])] if match else self.sections[section]), key

    def get(self, place: str) -> Any:
        """The value at a place."""
        if place == "seed":
            return self.seed
        table, key = self.table(place)
        return table.values.get(key)

    def set(self, place: str, value: Any) -> None:
        """Set the value at a place; a choice brings its settings along."""
        if place == "seed":
            self.seed = value
            return
        table, key = self.table(place)
        table.set(key, value)

    def param(self, place: str) -> Param:
        """What is allowed at a place."""
        if place == "seed":
            return SEED
        table, key = self.table(place)
        return table.params[key]

    def is_default(self, place: str) -> bool:
        """Whether the value at a place is what a new experiment has there."""
        value = self.get(place)
        default: object = self.param(place).default
        return default == (tuple(value) if isinstance(value, list) else value)

    def places(self) -> Iterator[str]:
        """Every place that there is now."""
        yield "seed"
        for name, table in self.sections.items():
            yield from (f"{name}.{key}" for key in table.params)
        for index, layer in enumerate(self.layers):
            yield from (f"layers[{index}].{key}" for key in layer.params)

    # ---- layers ------------------------------------------------------------------------------

    @property
    def can_add(self) -> bool:
        """Whether there may be one more layer."""
        return len(self.layers) < MAX_LAYERS

    def add_layer(self, index: int) -> None:
        """Insert a layer at `index`, made like the hidden layer before it."""
        hidden = self.layers[: min(index, len(self.layers) - 1)]
        if hidden:
            values = dict(hidden[-1].values)
        else:
            values = {**LayerSpec(units=3).to_dict(), "activation": self._first_activation()}
        self.layers.insert(index, LayerTable(values))

    def _first_activation(self) -> str:
        output = self.layers[-1].values["activation"]
        return "tanh" if output in ("softmax", "linear") else output

    def remove_layer(self, index: int) -> None:
        """Take a layer out."""
        del self.layers[index]

    def move_layer(self, index: int, by: int) -> None:
        """Let a layer change places with its neighbour."""
        layers, other = self.layers, index + by
        layers[index], layers[other] = layers[other], layers[index]

    def n_in(self, index: int) -> int:
        """How many inputs a layer has; 0 where that cannot be said."""
        if index:
            units = self.layers[index - 1].values["units"]
            return units if isinstance(units, int) else 0
        data = self.sections["data"]
        if data.values["source"] == "inline":
            rows = data.values.get("inputs") or [[]]
            return len(rows[0])
        settings = {key: param.default for key, param in data.chosen.items()}
        source = DATASETS[data.values["source"]]
        return source.make(np.random.default_rng(0), settings).x.shape[1]

    def given_in_use(self, index: int) -> bool:
        """Whether a layer starts from the values that its file gives."""
        layer = self.layers[index]
        return layer.use_given and layer.given_fits(self.n_in(index))

    # ---- judgement ---------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """What `Experiment.from_dict` is asked to read."""
        layers = []
        for index, layer in enumerate(self.layers):
            given = layer.given if self.given_in_use(index) else {}
            layers.append({**layer.written(), **given})
        sections = {name: table.written() for name, table in self.sections.items()}
        return {"title": self.title, "seed": self.seed, "layers": layers, **sections}

    def judge(self) -> tuple[Experiment | None, list[ExperimentError]]:
        """The experiment, or what is wrong: each value by itself, then how they fit together."""
        found = []
        for place in self.places():
            value = self.get(place)
            try:
                if value == "":
                    raise ExperimentError(place, errors.MISSING)
                self.param(place).check(place, value)
            except ExperimentError as error:
                found.append(error)
        if found:
            return None, found
        try:
            experiment = Experiment.from_dict(self.to_dict())
            Problem(smaller(experiment))
        except ExperimentError as error:
            return None, [error]
        return experiment, []


def smaller(experiment: Experiment) -> Experiment:
    """An experiment that is right or wrong as the given one, but quick to judge.

    The hidden layers of a large network shrink to one neuron: their size cannot be wrong.
    """
    units = [layer.units for layer in experiment.layers]
    if sum(a * b for a, b in pairwise(units)) < LARGE:
        return experiment
    table = experiment.to_dict()
    for layer in table["layers"]:
        for key in GIVEN:
            layer.pop(key, None)
    for layer in table["layers"][:-1]:
        layer["units"] = 1
    return Experiment.from_dict(table)
