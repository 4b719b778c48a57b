"""What runs are called beside each other: the settings in which they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication

from bpviz.core.experiment import Experiment, LayerSpec, OptimizerSpec
from bpviz.core.mistakes import NONE
from bpviz.core.timeline import Timeline
from bpviz.ui.mistakes.secret import kept, told_name
from bpviz.ui.names import (
    activation_name,
    choice_name,
    initializer_name,
    loss_name,
    optimizer_name,
    schedule_name,
    source_name,
)
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.number_text import number
from bpviz.ui.settings_text import SETTINGS

WORDS = {
    "rate": QT_TRANSLATE_NOOP("runs", "learning rate {value}"),
    "dropout": QT_TRANSLATE_NOOP("runs", "dropout {value}"),
    "no_dropout": QT_TRANSLATE_NOOP("runs", "no dropout"),
    "l1": QT_TRANSLATE_NOOP("runs", "L1 {value}"),
    "no_l1": QT_TRANSLATE_NOOP("runs", "no L1"),
    "l2": QT_TRANSLATE_NOOP("runs", "L2 {value}"),
    "no_l2": QT_TRANSLATE_NOOP("runs", "no L2"),
    "clip": QT_TRANSLATE_NOOP("runs", "clipped at {value}"),
    "no_clip": QT_TRANSLATE_NOOP("runs", "not clipped"),
    "batch": QT_TRANSLATE_NOOP("runs", "batches of {value}"),
    "no_batch": QT_TRANSLATE_NOOP("runs", "whole training set"),
    "standardized": QT_TRANSLATE_NOOP("runs", "standardized inputs"),
    "raw": QT_TRANSLATE_NOOP("runs", "inputs as they are"),
    "seed": QT_TRANSLATE_NOOP("runs", "seed {value}"),
    "units": QT_TRANSLATE_NOOP("runs", "{value} units"),
    "given": QT_TRANSLATE_NOOP("runs", "given start values"),
    "branch": QT_TRANSLATE_NOOP("runs", "branch at iteration {value}"),
    "no_mistake": QT_TRANSLATE_NOOP("runs", "no mistake"),
    "mean": QT_TRANSLATE_NOOP("runs", "mean over the batch"),
    "sum": QT_TRANSLATE_NOOP("runs", "sum over the batch"),
    "shuffled": QT_TRANSLATE_NOOP("runs", "samples shuffled"),
    "in_order": QT_TRANSLATE_NOOP("runs", "samples in order"),
    "trained_biases": QT_TRANSLATE_NOOP("runs", "biases trained"),
    "fixed_biases": QT_TRANSLATE_NOOP("runs", "biases fixed"),
    "other": QT_TRANSLATE_NOOP("runs", "other settings"),
}


def names_of(runs: Sequence[Timeline]) -> list[str]:
    """A name for each run, such as ``"ReLU + He uniform"``.

    The first is the run that is shown; the others are called by what is different in them. Of two
    the first is called by the same; among more it has no name. A run that differs in nothing but
    how it was gone on with has none either.
    """
    shown, *others = runs
    pairs = [names_of_experiments(shown.problem.experiment, o.problem.experiment) for o in others]
    own = pairs[0][0] if len(pairs) == 1 else ""
    names = [own, *(other for _, other in pairs)]
    if len({run.first_iteration for run in runs}) == 1:
        return names
    begins = [_word("branch", run.first_iteration) if run.parent else "" for run in runs]
    return [": ".join(filter(None, pair)) for pair in zip(begins, names, strict=True)]


def names_of_experiments(one: Experiment, other: Experiment) -> tuple[str, str]:
    """Where two experiments differ, and how; empty where nothing but the title does.

    Both end with "other settings" where what is named is not the whole difference. While a class is
    asked which mistake it is, two runs with one are not told apart by it, nor are they if it is the
    same.
    """
    told: list[tuple[str, str]] = []
    left = set(_differing(one, other))
    if kept():
        left.discard("training.mistake")
    for aspect in ASPECTS:
        pair = aspect.text(one), aspect.text(other)
        if pair[0] != pair[1]:
            told.append(pair)
            left -= set(aspect.settings)
    if left:
        told.append((_word("other"), _word("other")))
    if not told:
        return "", ""
    first, second = zip(*told, strict=True)
    return " + ".join(first), " + ".join(second)


def _differing(one: Experiment, other: Experiment) -> Iterator[str]:
    """The settings that differ, such as ``"loss.name"``, in the layers that both have."""
    others = _settings(other)
    for name, values in _settings(one).items():
        if any(a != b for a, b in zip(values, others[name], strict=False)):
            yield name


def _settings(experiment: Experiment) -> dict[str, list[Any]]:
    """Every setting's values: one for each layer, or a single one. A lone layer is hidden."""
    hidden = _hidden(experiment)
    sections: dict[str, Sequence[Any]] = {
        "hidden": hidden,
        "output": experiment.layers[len(hidden) :],
        "data": [experiment.data],
        "loss": [experiment.loss],
        "optimizer": [experiment.optimizer],
        "regularization": [experiment.regularization],
        "training": [experiment.training],
    }
    found: dict[str, list[Any]] = {"seed": [experiment.seed]}
    for section, tables in sections.items():
        kind = LayerSpec if section in ("hidden", "output") else type(tables[0])
        for field in fields(kind):
            name = f"{section}.{field.name}"
            found[name] = [getattr(table, field.name) for table in tables]
    return found


def _hidden(experiment: Experiment) -> tuple[LayerSpec, ...]:
    return experiment.layers[:-1] or experiment.layers


def _word(key: str, value: object = "") -> str:
    shown = number(value) if isinstance(value, float) else value
    return QCoreApplication.translate("runs", WORDS[key]).format(value=shown)


def _or_none(key: str, value: float) -> str:
    return _word(key, value) if value else _word(f"no_{key}")


def _source(experiment: Experiment) -> str:
    data = experiment.data
    given = [
        f"{key} {value:g}" for key, value in data.params.items() if isinstance(value, (int, float))
    ]
    return " ".join([source_name(data.source), *given])


def _units(experiment: Experiment) -> str:
    return _word("units", "-".join(str(layer.units) for layer in experiment.layers))


def _activations(experiment: Experiment) -> str:
    names = (activation_name(layer.activation) for layer in _hidden(experiment))
    return " / ".join(dict.fromkeys(names))


def _inits(experiment: Experiment) -> str:
    return " / ".join(dict.fromkeys(map(_init, _hidden(experiment))))


def _init(layer: LayerSpec) -> str:
    if layer.weights is not None:
        return _word("given")
    usual = LayerSpec(init=layer.init).params
    return " ".join([initializer_name(layer.init), *_unusual(layer.params, usual)])


def _unusual(params: Mapping[str, Any], usual: Mapping[str, Any]) -> Iterator[str]:
    """The settings of a choice that are not as they usually are; a switch by its name alone."""
    for key, value in params.items():
        if value != usual[key]:
            values = value if isinstance(value, tuple) else (value,)
            shown = [number(v) for v in values if v is not True]
            yield " ".join([QCoreApplication.translate("setting", SETTINGS[key][0]), *shown])


def _dropout(experiment: Experiment) -> str:
    return _or_none("dropout", max(layer.dropout for layer in experiment.layers))


def _optimizer(experiment: Experiment) -> str:
    spec = experiment.optimizer
    momentum = spec.params.get("momentum", 0.0)
    usual = {**OptimizerSpec(name=spec.name).params, "momentum": momentum}
    parts = [number(momentum)] if momentum else []
    return " ".join([optimizer_name(spec.name), *parts, *_unusual(spec.params, usual)])


def _standardize(experiment: Experiment) -> str:
    return _word("standardized" if experiment.data.standardize else "raw")


def _mistake(experiment: Experiment) -> str:
    name = experiment.training.mistake
    return _word("no_mistake") if name == NONE else told_name("mistake", name)


def _train_bias(experiment: Experiment) -> str:
    trained = all(layer.train_bias for layer in experiment.layers)
    return _word("trained_biases" if trained else "fixed_biases")


class Aspect(NamedTuple):
    """What an experiment is called by, and the settings whose difference that tells."""

    text: Callable[[Experiment], str]
    settings: tuple[str, ...]


def _start(section: str) -> tuple[str, ...]:
    return tuple(f"{section}.{name}" for name in ("init", "params", "weights", "bias"))


ASPECTS = (
    Aspect(_mistake, ("training.mistake",)),
    Aspect(_source, ("data.source", "data.params")),
    Aspect(_standardize, ("data.standardize",)),
    Aspect(_units, ("hidden.units", "output.units")),
    Aspect(_activations, ("hidden.activation",)),
    Aspect(_inits, (*_start("hidden"), *_start("output"))),
    Aspect(_train_bias, ("hidden.train_bias", "output.train_bias")),
    Aspect(_dropout, ("hidden.dropout",)),
    Aspect(lambda e: loss_name(e.loss.name), ("loss.name",)),
    Aspect(lambda e: _word(e.loss.reduction), ("loss.reduction",)),
    Aspect(_optimizer, ("optimizer.name", "optimizer.params")),
    Aspect(lambda e: _word("rate", e.optimizer.learning_rate), ("optimizer.learning_rate",)),
    Aspect(lambda e: schedule_name(e.training.schedule), ("training.schedule", "training.params")),
    Aspect(lambda e: _or_none("l1", e.regularization.l1), ("regularization.l1",)),
    Aspect(lambda e: _or_none("l2", e.regularization.l2), ("regularization.l2",)),
    Aspect(lambda e: _or_none("clip", e.training.clip_norm), ("training.clip_norm",)),
    Aspect(lambda e: _or_none("batch", e.training.batch_size), ("training.batch_size",)),
    Aspect(
        lambda e: _word("shuffled" if e.training.shuffle else "in_order"), ("training.shuffle",)
    ),
    Aspect(lambda e: choice_name("dtype", e.training.dtype), ("training.dtype",)),
    Aspect(lambda e: _word("seed", e.seed), ("seed",)),
)
"""What runs may differ in, the most telling first."""
