"""An experiment: everything a user decides, as read from a file or a form.

Each field carries its kind and limits (`Param`) as metadata; a chooser (the data source, an
initialization, the optimizer, the schedule) adds the settings of the chosen entry beside it.
Files, forms and commands read these tables, so a new setting has one place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Self

from bpviz.core import errors
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.datasets import DATASETS
from bpviz.core.errors import ExperimentError, unknown_name
from bpviz.core.initializers import INITIALIZERS
from bpviz.core.losses import LOSSES
from bpviz.core.mistakes import MISTAKES
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.params import Param, Params, setting
from bpviz.core.schedules import SCHEDULES

MAX_UNITS = 4096
MAX_LAYERS = 64


def names(registry: Mapping[str, Any]) -> Callable[[], Sequence[str]]:
    """The names in a registry, looked up when asked."""
    return lambda: tuple(registry)


def fields_of(cls: type) -> dict[str, Param]:
    """The settings that a section has whatever is chosen in it."""
    fields = {f.name: f.metadata.get("param") for f in dataclasses.fields(cls)}
    return {name: param for name, param in fields.items() if param is not None}


@dataclass(frozen=True)
class Section:
    """A table of an experiment file."""

    CHOOSER: ClassVar[tuple[str, Mapping[str, Any]] | None] = None
    """The field whose choice adds settings, and the registry that says which."""

    @classmethod
    def chosen_params(cls, choice: str) -> Params:
        """The settings that `choice` adds."""
        if cls.CHOOSER is None:
            return {}
        params: Params = cls.CHOOSER[1][choice].params
        return params

    @classmethod
    def from_dict(cls, table: object, place: str) -> Self:
        """Read a table strictly.

        Raises
        ------
        ExperimentError
            An unknown key, a wrong type or a value out of range; names the key and the allowed.
        """
        if not isinstance(table, Mapping):
            raise ExperimentError(place, errors.WRONG_TYPE, expected="a table", value=repr(table))
        fixed = fields_of(cls)
        values = {
            name: param.check(f"{place}.{name}", table[name])
            for name, param in fixed.items()
            if name in table
        }
        chosen: Params = {}
        if cls.CHOOSER is not None:
            chooser = cls.CHOOSER[0]
            chosen = cls.chosen_params(values.get(chooser, fixed[chooser].default))
        for key in table:
            if key not in fixed and key not in chosen:
                raise unknown_name(f"{place}.{key}", key, [*fixed, *chosen])
        if chosen:
            values["params"] = {
                name: param.check(f"{place}.{name}", table.get(name, param.default))
                for name, param in chosen.items()
            }
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """The table as it is written; absent values are left out."""
        table = {name: getattr(self, name) for name in fields_of(type(self))}
        table.update(getattr(self, "params", {}))
        return {name: _plain(value) for name, value in table.items() if value is not None}

    def __post_init__(self) -> None:
        """Fill in the settings of the choice that were not given."""
        if self.CHOOSER is not None:
            params = self.chosen_params(getattr(self, self.CHOOSER[0]))
            given = getattr(self, "params")  # noqa: B009  (only sections with a chooser have it)
            full = {name: given.get(name, param.default) for name, param in params.items()}
            object.__setattr__(self, "params", MappingProxyType(full))


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class DataSpec(Section):
    """Where the samples come from; `changes` as `bpviz.core.datasets.changed` takes them."""

    CHOOSER = ("source", DATASETS)
    source: str = setting("xor", "choice", choices=names(DATASETS))
    test_fraction: float = setting(0.0, "float", low=0.0, high=0.9)
    standardize: bool = setting(False, "bool")
    changes: tuple[tuple[float, ...], ...] | None = setting(None, "matrix")
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LayerSpec(Section):
    """A hidden or output layer; `weights` (n_in, n_out) and `bias` (n_out,) are start values."""

    CHOOSER = ("init", INITIALIZERS)
    units: int = setting(2, "int", low=1, high=MAX_UNITS)
    activation: str = setting("sigmoid", "choice", choices=names(ACTIVATIONS))
    init: str = setting("xavier_uniform", "choice", choices=names(INITIALIZERS))
    weights: tuple[tuple[float, ...], ...] | None = setting(None, "matrix")
    bias: tuple[float, ...] | None = setting(None, "vector")
    use_bias: bool = setting(True, "bool")
    train_bias: bool = setting(True, "bool")
    dropout: float = setting(0.0, "float", low=0.0, high=1.0, high_open=True)
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LossSpec(Section):
    """The loss of one sample, and whether a batch takes the mean or the sum."""

    name: str = setting("mse", "choice", choices=names(LOSSES))
    reduction: str = setting("mean", "choice", choices=lambda: ("mean", "sum"))


@dataclass(frozen=True)
class OptimizerSpec(Section):
    """The update rule."""

    CHOOSER = ("name", OPTIMIZERS)
    name: str = setting("sgd", "choice", choices=names(OPTIMIZERS))
    learning_rate: float = setting(0.5, "float", low=0.0, low_open=True)
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RegularizationSpec(Section):
    """Added to the loss as l1·Σ|W| + l2/2·ΣW², weights only."""

    l1: float = setting(0.0, "float", low=0.0)
    l2: float = setting(0.0, "float", low=0.0)


@dataclass(frozen=True)
class TrainingSpec(Section):
    """Batches and stop conditions; 0 means the whole training set, or no limit.

    `mistake` injects a classic mistake into the computation (`bpviz.core.mistakes`).
    """

    CHOOSER = ("schedule", SCHEDULES)
    batch_size: int = setting(0, "int", low=0)
    shuffle: bool = setting(True, "bool")
    clip_norm: float = setting(0.0, "float", low=0.0)
    epochs: int = setting(0, "int", low=0)
    stop_loss: float = setting(0.0, "float", low=0.0)
    schedule: str = setting("constant", "choice", choices=names(SCHEDULES))
    dtype: str = setting("float64", "choice", choices=lambda: ("float64", "float32"))
    mistake: str = setting("none", "choice", choices=names(MISTAKES))
    params: Mapping[str, Any] = field(default_factory=dict)


_SECTIONS: dict[str, type[Section]] = {
    "data": DataSpec,
    "loss": LossSpec,
    "optimizer": OptimizerSpec,
    "regularization": RegularizationSpec,
    "training": TrainingSpec,
}
_TITLE = Param("", "str")
_SEED = Param(0, "int", low=0, high=2**63 - 1)


@dataclass(frozen=True)
class Experiment:
    """All that a user decides. Equal experiments give equal runs, bit for bit."""

    title: str = ""
    seed: int = 0
    data: DataSpec = field(default_factory=DataSpec)
    layers: tuple[LayerSpec, ...] = (LayerSpec(units=3), LayerSpec(units=1))
    loss: LossSpec = field(default_factory=LossSpec)
    optimizer: OptimizerSpec = field(default_factory=OptimizerSpec)
    regularization: RegularizationSpec = field(default_factory=RegularizationSpec)
    training: TrainingSpec = field(default_factory=TrainingSpec)

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Experiment:
        """Read the nested tables of a file strictly.

        Raises
        ------
        ExperimentError
            What is wrong, its place (``layers[1].activation``) and what is allowed.
        """
        known = ["title", "seed", "layers", *_SECTIONS]
        for key in table:
            if key not in known:
                raise unknown_name(key, key, ["format", *known])
        values: dict[str, Any] = {
            "title": _TITLE.check("title", table.get("title", "")),
            "seed": _SEED.check("seed", table.get("seed", 0)),
            "layers": _read_layers(table.get("layers", [])),
        }
        for name, section in _SECTIONS.items():
            values[name] = section.from_dict(table.get(name, {}), name)
        experiment = cls(**values)
        experiment.check()
        return experiment

    def check(self) -> None:
        """Look at what is allowed one by one but may not fit together.

        Raises
        ------
        ExperimentError
            What does not fit, its place and what is allowed.
        """
        if not self.layers:
            raise ExperimentError("layers", errors.NO_LAYERS)
        for i, layer in enumerate(self.layers):
            INITIALIZERS[layer.init].check(f"layers[{i}]", layer.params)
        last = len(self.layers) - 1
        dropout = self.layers[last].dropout
        if dropout:
            raise ExperimentError(f"layers[{last}].dropout", errors.TOO_HIGH, high=0, value=dropout)
        OPTIMIZERS[self.optimizer.name].check("optimizer", self.optimizer.params)

    def to_dict(self) -> dict[str, Any]:
        """The nested tables as they are written."""
        return {
            "title": self.title,
            "seed": self.seed,
            "data": self.data.to_dict(),
            "layers": [layer.to_dict() for layer in self.layers],
            **{name: getattr(self, name).to_dict() for name in _SECTIONS if name != "data"},
        }


def _read_layers(tables: object) -> tuple[LayerSpec, ...]:
    if not isinstance(tables, Sequence) or isinstance(tables, str):
        raise ExperimentError(
            "layers", errors.WRONG_TYPE, expected="a list of tables", value=repr(tables)
        )
    if len(tables) > MAX_LAYERS:
        raise ExperimentError("layers", errors.TOO_HIGH, high=MAX_LAYERS, value=len(tables))
    return tuple(LayerSpec.from_dict(table, f"layers[{i}]") for i, table in enumerate(tables))
