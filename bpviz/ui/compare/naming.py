"""What runs are called beside each other: the settings in which they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from bpviz.core.experiment import Experiment, LayerSpec
from bpviz.core.timeline import Timeline
from bpviz.ui.names import (
    activation_name,
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
    """Where two experiments differ, and how; empty where they are equal."""
    parts = [(aspect(one), aspect(other)) for aspect in ASPECTS]
    differing = [pair for pair in parts if pair[0] != pair[1]]
    if not differing:
        name = "" if one == other else _word("other")
        return name, name
    first, second = zip(*differing, strict=True)
    return " + ".join(first), " + ".join(second)


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
    hidden = experiment.layers[:-1] or experiment.layers
    return " / ".join(dict.fromkeys(activation_name(layer.activation) for layer in hidden))


def _inits(experiment: Experiment) -> str:
    hidden = experiment.layers[:-1] or experiment.layers
    return " / ".join(dict.fromkeys(map(_init, hidden)))


def _init(layer: LayerSpec) -> str:
    if layer.weights is not None:
        return _word("given")
    usual = LayerSpec(init=layer.init).params
    other = (
        f"{QCoreApplication.translate('setting', SETTINGS[key][0])} {number(value)}"
        for key, value in layer.params.items()
        if value != usual[key]
    )
    return " ".join([initializer_name(layer.init), *other])


def _dropout(experiment: Experiment) -> str:
    return _or_none("dropout", max(layer.dropout for layer in experiment.layers))


def _optimizer(experiment: Experiment) -> str:
    spec = experiment.optimizer
    momentum = spec.params.get("momentum", 0.0)
    return optimizer_name(spec.name) + (f" {number(momentum)}" if momentum else "")


def _standardize(experiment: Experiment) -> str:
    return _word("standardized" if experiment.data.standardize else "raw")


ASPECTS: tuple[Callable[[Experiment], str], ...] = (
    _source,
    _standardize,
    _units,
    _activations,
    _inits,
    _dropout,
    lambda e: loss_name(e.loss.name),
    _optimizer,
    lambda e: _word("rate", e.optimizer.learning_rate),
    lambda e: schedule_name(e.training.schedule),
    lambda e: _or_none("l1", e.regularization.l1),
    lambda e: _or_none("l2", e.regularization.l2),
    lambda e: _or_none("clip", e.training.clip_norm),
    lambda e: _or_none("batch", e.training.batch_size),
    lambda e: _word("seed", e.seed),
)
"""What runs may differ in, the most telling first."""
