"""The usual contrasts of an experiment: the same data and seed, one thing changed.

A contrast that does not concern an experiment (Xavier to He where He is in use already) has
nothing to offer for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bpviz.core.experiment import Experiment, LayerSpec, OptimizerSpec

Layers = tuple[LayerSpec, ...]

SATURATING = ("sigmoid", "tanh", "softplus", "linear")
"""Activations of hidden layers for which ReLU is a contrast worth seeing."""
DROPOUT = 0.3
L2 = 0.01
ADAM_RATE = 0.01
CLIP = 10.0
DEEP = 5
"""Hidden layers from which signals vanish or explode if start values do not suit."""
SUITED = {"sigmoid": "xavier", "tanh": "xavier", "linear": "xavier", "softmax": "xavier"}
"""The start values for an activation (Glorot & Bengio 2010); all others go with those of He et al.
(2015)."""
LARGE_INPUT = 10.0
"""Inputs beyond this want standardizing: a weighted sum of them saturates or explodes."""
LARGE_RATE = {"sgd": 1.0}
SMALLEST_LARGE_RATE = 0.1
"""Learning rates from which a smaller one is the contrast worth seeing; the latter for optimizers
that divide by the size of the gradient."""
IDENTICAL = ("zeros", "constant")
"""Start values with which all units of a layer are the same."""


def _hidden(experiment: Experiment, change: Callable[[LayerSpec], LayerSpec]) -> Experiment | None:
    """Change every hidden layer; given start values are drawn anew where the change needs it."""
    *hidden, last = experiment.layers
    layers = (*(change(layer) for layer in hidden), last)
    return None if layers == experiment.layers else replace(experiment, layers=layers)


def _redrawn(layer: LayerSpec, init: str) -> LayerSpec:
    """A layer of the same size with start values by another rule."""
    return replace(layer, init=init, params={}, weights=None, bias=None)


def _relu(experiment: Experiment) -> Experiment | None:
    def change(layer: LayerSpec) -> LayerSpec:
        if layer.activation not in SATURATING:
            return layer
        return replace(_redrawn(layer, "he_uniform"), activation="relu")

    return _hidden(experiment, change)


def _sigmoid(experiment: Experiment) -> Experiment | None:
    def change(layer: LayerSpec) -> LayerSpec:
        if layer.activation == "sigmoid":
            return layer
        return replace(_redrawn(layer, "xavier_uniform"), activation="sigmoid")

    return _hidden(experiment, change)


def _init(name: str) -> Callable[[Experiment], Experiment | None]:
    def change(experiment: Experiment) -> Experiment | None:
        def redraw(layer: LayerSpec) -> LayerSpec:
            same = layer.init == name and layer.weights is None
            return layer if same else _redrawn(layer, name)

        layers = tuple(redraw(layer) for layer in experiment.layers)
        return None if layers == experiment.layers else replace(experiment, layers=layers)

    return change


def _adam(experiment: Experiment) -> Experiment | None:
    if experiment.optimizer.name == "adam":
        return None
    return replace(experiment, optimizer=OptimizerSpec(name="adam", learning_rate=ADAM_RATE))


def _rate(factor: float) -> Callable[[Experiment], Experiment | None]:
    def change(experiment: Experiment) -> Experiment | None:
        rate = experiment.optimizer.learning_rate * factor
        return replace(experiment, optimizer=replace(experiment.optimizer, learning_rate=rate))

    return change


def _dropout(experiment: Experiment) -> Experiment | None:
    if any(layer.dropout for layer in experiment.layers):
        return None
    return _hidden(experiment, lambda layer: replace(layer, dropout=DROPOUT))


def _no_dropout(experiment: Experiment) -> Experiment | None:
    return _hidden(experiment, lambda layer: replace(layer, dropout=0.0))


def _l2(value: float) -> Callable[[Experiment], Experiment | None]:
    def change(experiment: Experiment) -> Experiment | None:
        if bool(experiment.regularization.l2) == bool(value):
            return None
        regularization = replace(experiment.regularization, l2=value)
        return replace(experiment, regularization=regularization)

    return change


def _clip(value: float) -> Callable[[Experiment], Experiment | None]:
    def change(experiment: Experiment) -> Experiment | None:
        if bool(experiment.training.clip_norm) == bool(value):
            return None
        return replace(experiment, training=replace(experiment.training, clip_norm=value))

    return change


def _standardize(wanted: bool) -> Callable[[Experiment], Experiment | None]:
    def change(experiment: Experiment) -> Experiment | None:
        if experiment.data.standardize == wanted:
            return None
        return replace(experiment, data=replace(experiment.data, standardize=wanted))

    return change


Contrast = Callable[[Experiment], Experiment | None]
"""The changed experiment, or None where the contrast has nothing to offer."""

CONTRASTS: dict[str, Contrast] = {
    "relu": _relu,
    "sigmoid": _sigmoid,
    "xavier": _init("xavier_uniform"),
    "he": _init("he_uniform"),
    "adam": _adam,
    "rate_up": _rate(10.0),
    "rate_down": _rate(0.1),
    "dropout": _dropout,
    "no_dropout": _no_dropout,
    "l2": _l2(L2),
    "no_l2": _l2(0.0),
    "clip": _clip(CLIP),
    "no_clip": _clip(0.0),
    "standardize": _standardize(True),
    "raw": _standardize(False),
}


def offered(experiment: Experiment) -> dict[str, Experiment]:
    """Name → changed experiment, of every contrast that has something to offer.

    What tells most about this experiment comes first (`telling`), the rest in the table's order.
    """
    changed = {name: contrast(experiment) for name, contrast in CONTRASTS.items()}
    order = dict.fromkeys((*telling(experiment), *CONTRASTS))
    return {name: other for name in order if (other := changed[name]) is not None}


def telling(experiment: Experiment) -> tuple[str, ...]:
    """The contrasts that show why this experiment behaves as it does, the first one best.

    A rule of thumb that looks at the settings alone: what was added (dropout, L2, clipping) is
    taken away; identical and unsuited start values get suited ones; what makes deep networks of
    saturating units learn is ReLU with He, and of deep networks that are as they should be the
    other start values; otherwise it is the learning rate.
    """
    names = [name for name in ("no_dropout", "no_l2", "no_clip") if CONTRASTS[name](experiment)]
    if not experiment.data.standardize and _largest_input(experiment) > LARGE_INPUT:
        names.append("standardize")
    names += _for_start_values(experiment.layers[:-1])
    if experiment.data.test_fraction >= 0.5:
        names += ["l2", "dropout"]
    rate = experiment.optimizer.learning_rate
    large = rate >= LARGE_RATE.get(experiment.optimizer.name, SMALLEST_LARGE_RATE)
    return (*names, "rate_down" if large else "rate_up")


def _largest_input(experiment: Experiment) -> float:
    """Of a table of inputs; those of the other sources are small."""
    rows = experiment.data.params.get("inputs", ())
    return max((abs(value) for row in rows for value in row), default=0.0)


def _for_start_values(hidden: Layers) -> list[str]:
    """What start values (and activations that suit a deep network) have to offer."""
    if not hidden:
        return []
    activation = hidden[len(hidden) // 2].activation
    suited = SUITED.get(activation, "he")
    inits = {layer.init for layer in hidden}
    if inits & set(IDENTICAL) or not all(init.startswith(suited) for init in inits):
        return [suited]
    if len(hidden) < DEEP:
        return []
    return ["relu", "he"] if activation in SATURATING else ["xavier"]
