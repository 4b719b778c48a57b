"""Data sets: small enough to see every point, made from a generator and nothing else.

The sources with two classes put the classes in turn, so that they differ by one sample at most
and even an unshuffled batch holds both. `noise` is drawn even where it is 0: turning it up moves
the same points about instead of making others. Coordinates are of the order of 1 to 2, which a
small network learns without standardization.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bpviz.core import errors
from bpviz.core.errors import ExperimentError
from bpviz.core.params import Param, Params

Kind = Literal["classes", "regression"]
Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Dataset:
    """Samples in rows, before any split, standardization or coding of classes.

    x : (N, n_in) float64.
    y : (N, n_out) float64. Regression: the targets. Classes: the labels as one column; how a
        network's outputs code them depends on its last layer and its loss (see `Problem`).
    labels : (N,) int from 0, None for regression.
    n_classes : 0 for regression.
    """

    x: Floats
    y: Floats
    labels: Labels | None
    kind: Kind
    n_classes: int
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]

    def __post_init__(self) -> None:
        for array in (self.x, self.y, self.labels):
            if array is not None:
                array.setflags(write=False)


@dataclass(frozen=True)
class Source:
    """One source of data: its settings and `make(rng, settings) -> Dataset`.

    `settings` has every name in `params`. The same generator state and settings give the same
    data, bit for bit.
    """

    params: Params
    make: Callable[[Generator, Mapping[str, Any]], Dataset]


def _two_classes(x: Floats, labels: Labels) -> Dataset:
    y = labels[:, None].astype(np.float64)
    return Dataset(x, y, labels, "classes", 2, ("x1", "x2"), ("class",))


def _regression(x: Floats, y: Floats, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> Dataset:
    return Dataset(x, y, None, "regression", 0, inputs, outputs)


def _alternate(samples: int) -> Labels:
    return np.arange(samples, dtype=np.int64) % 2


def _noise(rng: Generator, settings: Mapping[str, Any], shape: tuple[int, int]) -> Floats:
    return float(settings["noise"]) * rng.standard_normal(shape)


def _polar(radius: Floats, angle: Floats) -> Floats:
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def _xor(rng: Generator, settings: Mapping[str, Any]) -> Dataset:
    """The corners (0, 0), (0, 1), (1, 0), (1, 1) in turn; class 1 where the coordinates differ.

    Four samples without noise are the truth table. More need noise to form clouds.
    """
    corner = np.arange(settings["samples"], dtype=np.int64) % 4
    first, second = corner // 2, corner % 2
    x = np.column_stack((first, second)).astype(np.float64)
    return _two_classes(x + _noise(rng, settings, x.shape), first ^ second)


def _circle(rng: Generator, settings: Mapping[str, Any]) -> Dataset:
    """Class 1 is a disc of radius 1, class 0 the ring from radius 1.4 to 2 around it.

    As in TensorFlow Playground, radii are drawn evenly, so points are denser near the centre.
    """
    labels = _alternate(settings["samples"])
    position = rng.random(labels.size)
    radius = np.where(labels == 1, position, 1.4 + 0.6 * position)
    x = _polar(radius, rng.uniform(0.0, 2.0 * math.pi, labels.size))
    return _two_classes(x + _noise(rng, settings, x.shape), labels)


def _gauss(rng: Generator, settings: Mapping[str, Any]) -> Dataset:
    """Two round clouds about (−1, −1) and (1, 1); `noise` is their standard deviation."""
    labels = _alternate(settings["samples"])
    centre = np.where(labels == 1, 1.0, -1.0)
    x = np.column_stack((centre, centre))
    return _two_classes(x + _noise(rng, settings, x.shape), labels)


def _spiral(rng: Generator, settings: Mapping[str, Any]) -> Dataset:
    """Two arms from the centre out to radius 2, `turns` times round, half a turn apart."""
    labels = _alternate(settings["samples"])
    arm = (labels.size + 1) // 2
    along = (np.arange(labels.size) // 2 + 0.5) / arm
    angle = 2.0 * math.pi * settings["turns"] * along + math.pi * labels
    x = _polar(2.0 * along, angle)
    return _two_classes(x + _noise(rng, settings, x.shape), labels)


def _moons(rng: Generator, settings: Mapping[str, Any]) -> Dataset:
    """Two half circles of radius 1 that reach into each other, centred on the origin.

    The shape of scikit-learn's make_moons, moved by (−0.5, −0.25).
    """
    labels = _alternate(settings["samples"])
    x = _polar(np.ones(labels.size), rng.uniform(0.0, math.pi, labels.size))
    lower = labels == 1
    x[lower] = np.array([1.0, 0.5]) - x[lower]
    x -= np.array([0.5, 0.25])
    return _two_classes(x + _noise(rng, settings, x.shape), labels)


def _sine(rng: Generator, settings: Mapping[str, Any]) -> Dataset:
    """The curve sin(frequency · x) for evenly spaced x from −π to π; noise is added to y."""
    x = np.linspace(-math.pi, math.pi, settings["samples"])[:, None]
    y = np.sin(settings["frequency"] * x) + _noise(rng, settings, x.shape)
    return _regression(x, y, ("x",), ("y",))


def _scores(rng: Generator, settings: Mapping[str, Any]) -> Dataset:
    """Hours of sleep and study → score of a test, from a well-known lesson (Welch, 2014).

    (2, 9) → 92, (1, 5) → 86, (3, 6) → 89. Inputs are divided by their column's maximum, targets
    by 100, so that a sigmoid can reach them.
    """
    hours = np.array([[2.0, 9.0], [1.0, 5.0], [3.0, 6.0]])
    score = np.array([[92.0], [86.0], [89.0]])
    return _regression(hours / hours.max(axis=0), score / 100.0, ("sleep", "study"), ("score",))


def _inline(rng: Generator, settings: Mapping[str, Any]) -> Dataset:
    """The rows that the experiment itself carries.

    Raises
    ------
    ExperimentError
        A table is missing or empty, or there are not as many targets as inputs.
    """
    x, y = _table("data.inputs", settings["inputs"]), _table("data.targets", settings["targets"])
    if len(x) != len(y):
        raise ExperimentError(
            "data.targets",
            errors.WRONG_SHAPE,
            expected=(len(x), y.shape[1]),
            value=y.shape,
        )
    return _regression(x, y, _numbered("x", x.shape[1]), _numbered("y", y.shape[1]))


def changed(dataset: Dataset, changes: Sequence[Sequence[float]] | None) -> Dataset:
    """The data set with some of its numbers replaced.

    Parameters
    ----------
    dataset : Dataset
    changes : sequence of (row, column, value), or None
        Both count from 0; the inputs' columns come first, then the targets'. The target of a class
        is its label.

    Raises
    ------
    ExperimentError
        There is no such row, column or class.
    """
    if not changes:
        return dataset
    table = np.hstack((dataset.x, dataset.y))
    n_in = dataset.x.shape[1]
    for place, change in enumerate(changes):
        where = f"data.changes[{place}]"
        if len(change) != 3:
            raise ExperimentError(where, errors.WRONG_LENGTH, expected=3, value=len(change))
        row, column = (_index(f"{where}[{k}]", change[k], table.shape[k]) for k in (0, 1))
        value = change[2]
        if dataset.labels is not None and column >= n_in:
            value = _index(f"{where}[2]", value, dataset.n_classes)
        table[row, column] = value
    y = table[:, n_in:]
    labels = None if dataset.labels is None else y[:, 0].astype(np.int64)
    return replace(dataset, x=table[:, :n_in], y=y, labels=labels)


def _index(place: str, value: float, count: int) -> int:
    whole = value if isinstance(value, int) or not value.is_integer() else int(value)
    return int(Param(0, "int", low=0, high=count - 1).check(place, whole))


def _table(place: str, rows: Any) -> Floats:
    if rows is None:
        raise ExperimentError(place, errors.MISSING)
    table = np.array(rows, dtype=np.float64)
    if table.ndim != 2 or table.size == 0:
        raise ExperimentError(place, errors.WRONG_SHAPE, expected="(≥ 1, ≥ 1)", value=table.shape)
    return table


def _numbered(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}{i}" for i in range(1, count + 1))


def _samples(default: int) -> Param:
    return Param(default, "int", low=2, high=20_000)


def _spread(default: float) -> Param:
    return Param(default, "float", low=0.0, high=10.0)


DATASETS: dict[str, Source] = {
    "xor": Source({"samples": _samples(4), "noise": _spread(0.0)}, _xor),
    "circle": Source({"samples": _samples(200), "noise": _spread(0.1)}, _circle),
    "gauss": Source({"samples": _samples(200), "noise": _spread(0.5)}, _gauss),
    "spiral": Source(
        {
            "samples": _samples(200),
            "noise": _spread(0.03),
            "turns": Param(1.5, "float", low=0.25, high=5.0),
        },
        _spiral,
    ),
    "moons": Source({"samples": _samples(200), "noise": _spread(0.1)}, _moons),
    "sine": Source(
        {
            "samples": _samples(100),
            "noise": _spread(0.05),
            "frequency": Param(1.0, "float", low=0.0, low_open=True, high=10.0),
        },
        _sine,
    ),
    "scores": Source({}, _scores),
    "inline": Source({"inputs": Param(None, "matrix"), "targets": Param(None, "matrix")}, _inline),
}
"""Every source by the name that an experiment's ``[data]`` table gives."""
