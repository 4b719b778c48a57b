"""A problem: network, data, loss and optimizer, all that does not change during a run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from bpviz.core import errors
from bpviz.core.calls import Array
from bpviz.core.datasets import DATASETS, Dataset, changed
from bpviz.core.engine import EnginePool
from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import Experiment, LayerSpec
from bpviz.core.initializers import INITIALIZERS
from bpviz.core.loss_stage import LossStage
from bpviz.core.losses import LOSSES, Loss
from bpviz.core.mistakes import MISTAKES, Samples
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.program import MicroStep, Stage
from bpviz.core.schedules import SCHEDULES
from bpviz.core.stages import Activate, Dropout, Layer, Linear, Regularizer
from bpviz.core.step import State
from bpviz.core.streams import DATA, INIT, MISTAKE, SPLIT, generator

MAX_NUMBERS = 50_000_000
"""The most numbers that one iteration may hold: 400 MB in float64."""


class Problem:
    """An experiment made concrete. Immutable; its arrays are read-only, rows are samples.

    Attributes
    ----------
    experiment : Experiment
    mistake : Mistake
        The classic mistake that is injected, or the empty one.
    loss, optimizer : Loss, Optimizer
        The entries of the registries, as the mistake leaves them.
    dataset : Dataset
        All samples as they came, before split and standardization.
    layers : tuple of Layer
    x_train, y_train, x_test, y_test : array
        What the network sees: standardized inputs, coded targets. The test set may be empty.
    x_train_raw, x_test_raw : array
        The same inputs in the data's own coordinates.
    train_rows : array (n_train,)
        Which rows of the data set are trained on.
    n_in, n_out, n_layers, n_params, n_train, batch_size, iterations_per_epoch : int
    dtype : numpy.dtype

    Raises
    ------
    ExperimentError
        Where the parts of the experiment do not fit together.
    """

    def __init__(self, experiment: Experiment) -> None:
        experiment.check()
        self.experiment = experiment
        self.mistake = MISTAKES[experiment.training.mistake]
        self.loss = self.mistake.loss(LOSSES[experiment.loss.name])
        self.optimizer = self.mistake.optimizer(OPTIMIZERS[experiment.optimizer.name])
        self.dtype = np.dtype(experiment.training.dtype)
        source = DATASETS[experiment.data.source]
        made = source.make(generator(experiment.seed, DATA), experiment.data.params)
        self.dataset: Dataset = changed(made, experiment.data.changes)
        self.n_in = self.dataset.x.shape[1]
        self.n_out = experiment.layers[-1].units
        self.n_layers = len(experiment.layers)
        self._check_output()
        self.layers = _layers(experiment.layers, self.n_in)
        self.n_params = self.layers[-1].slice.stop
        for layer, spec in zip(self.layers, experiment.layers, strict=True):
            _check_start(layer, spec)
        with np.errstate(all="ignore"):  # what the dtype cannot hold is infinite; steps say so
            self._split(self._encode())
        batch = experiment.training.batch_size
        self.batch_size = min(batch, self.n_train) if batch else self.n_train
        self._check_size()
        self.iterations_per_epoch = -(-self.n_train // self.batch_size)
        self.slot_names: tuple[str, ...] = tuple(
            [*self.optimizer.slots(experiment.optimizer.params), *self.mistake.slots]
        )
        self.all_samples = np.arange(self.n_train)
        self.frozen = self._frozen()
        self.regularizer = self._regularizer()
        for array in (self.all_samples, self.frozen, self.is_weight):
            array.setflags(write=False)
        self.mistake.check(self)
        self.engines = EnginePool(self)

    @property
    def is_classification(self) -> bool:
        """Whether an accuracy makes sense."""
        return (
            self.dataset.kind == "classes" or LOSSES[self.experiment.loss.name].targets is not None
        )

    @property
    def class_values(self) -> tuple[float, float]:
        """The targets of "no" and "yes" of a class output."""
        loss = LOSSES[self.experiment.loss.name]
        if loss.targets is not None:
            return loss.targets
        signed = self.experiment.layers[-1].activation == "tanh"
        return (-1.0, 1.0) if signed else (0.0, 1.0)

    def _check_output(self) -> None:
        spec, last = self.experiment, len(self.experiment.layers) - 1
        loss, activation = LOSSES[spec.loss.name], spec.layers[last].activation
        if loss.outputs and activation not in loss.outputs:
            place, expected = f"layers[{last}].activation", " / ".join(loss.outputs)
            told = {"loss": spec.loss.name, "expected": expected, "value": activation}
            for partner, other in LOSSES.items():  # the way out, where one loss is made for it
                if activation in other.outputs:
                    told |= {"partner": partner, "units": self._fitting_units(other)}
                    raise ExperimentError(place, errors.WRONG_OUTPUT_PAIR, **told)
            raise ExperimentError(place, errors.WRONG_OUTPUT, **told)
        expected = self._fitting_units(loss)
        if str(self.n_out) not in expected.split(" / "):
            place = f"layers[{last}].units"
            raise ExperimentError(place, errors.WRONG_UNITS, expected=expected, value=self.n_out)

    def _fitting_units(self, loss: Loss) -> str:
        """How many output units the data allows with a loss: ``"1 / 2"``."""
        data = self.dataset
        if data.kind != "classes":
            return str(data.y.shape[1])
        return str(data.n_classes) if loss.distribution or data.n_classes > 2 else "1 / 2"

    def _check_size(self) -> None:
        """Refuse what would exhaust the machine: kept arrays, parameters, gradients, slots."""
        units = sum(layer.n_out for layer in self.layers)
        numbers = 4 * self.batch_size * units + 6 * self.n_params
        if numbers > MAX_NUMBERS:
            raise ExperimentError(
                "layers", errors.TOO_BIG, value=f"{numbers:.2g}", high=f"{MAX_NUMBERS:.2g}"
            )

    def _encode(self) -> Array:
        """The targets (N, n_out) as the output layer codes them."""
        data, name = self.dataset, self.experiment.loss.name
        loss = LOSSES[name]
        if data.labels is not None:
            low, high = self.class_values
            classes = data.labels[:, None]
            hit = classes == (np.arange(self.n_out)[None] if self.n_out > 1 else 1)
            return np.where(hit, high, low)
        allowed = loss.target_range
        if allowed is not None and ((data.y < allowed[0]) | (data.y > allowed[1])).any():
            bad = data.y[(data.y < allowed[0]) | (data.y > allowed[1])][0]
            raise ExperimentError(
                "data.targets",
                errors.TARGETS_RANGE,
                low=f"{allowed[0]:g}",
                high=f"{allowed[1]:g}",
                loss=name,
                value=f"{bad:g}",
            )
        if loss.distribution:
            totals = data.y.sum(axis=1)
            wrong = np.flatnonzero(~np.isclose(totals, 1.0, rtol=0, atol=1e-9))
            if len(wrong):
                row = int(wrong[0])
                raise ExperimentError(
                    "data.targets",
                    errors.WRONG_TARGETS,
                    loss=name,
                    row=row,
                    value=f"{totals[row]:g}",
                )
        return data.y

    def _split(self, y: Array) -> None:
        spec, total = self.experiment.data, len(self.dataset.x)
        order = np.arange(total)
        n_test = round(total * spec.test_fraction)
        if n_test >= total:
            raise ExperimentError("data.test_fraction", errors.NO_TRAIN_DATA, samples=total)
        if n_test:
            order = generator(self.experiment.seed, SPLIT).permutation(total)
        train, test = np.sort(order[n_test:]), np.sort(order[:n_test])
        self.n_train, self.train_rows = len(train), train
        rng, x = generator(self.experiment.seed, MISTAKE), self.dataset.x
        samples = self.mistake.samples(rng, Samples(x[train], y[train], x[test], y[test]))
        self.x_train_raw, self.x_test_raw = samples.x_train, samples.x_test
        self.shift = np.zeros(self.n_in)
        self.scale = np.ones(self.n_in)
        if spec.standardize:
            self.shift = self.x_train_raw.mean(axis=0)
            # A column of equal numbers may have a tiny deviation, from the rounding of its mean.
            varies = np.ptp(self.x_train_raw, axis=0) > 0
            self.shift = np.where(varies, self.shift, self.x_train_raw[0])
            self.scale = np.where(varies, self.x_train_raw.std(axis=0), 1.0)
        self.inputs = np.ones((self.n_train, self.n_in + 1), self.dtype)
        self.inputs[:, :-1] = self.standardize(self.x_train_raw)
        self.targets = samples.y_train.astype(self.dtype)
        self.x_train, self.y_train = self.inputs[:, :-1], self.targets
        self.x_test = self.standardize(self.x_test_raw)
        self.y_test = samples.y_test.astype(self.dtype)
        for array in (self.inputs, self.targets, self.x_train, self.x_test, self.y_test,
                      self.x_train_raw, self.x_test_raw, self.shift, self.scale,
                      self.train_rows):  # fmt: skip
            array.setflags(write=False)

    def standardize(self, x_raw: Array) -> Array:
        """Inputs (n, n_in) in the data's coordinates, as the network sees them."""
        with np.errstate(over="ignore"):
            return np.asarray((x_raw - self.shift) / self.scale).astype(self.dtype)

    @cached_property
    def is_weight(self) -> Array:
        """1 where a parameter is a weight, 0 where it is a bias, flat (P,)."""
        flat = np.zeros(self.n_params, self.dtype)
        for layer in self.layers:
            layer.weights(flat)[:] = 1.0
        return flat

    def _frozen(self) -> Array:
        flat = np.zeros(self.n_params, bool)
        for layer in self.layers:
            bias = layer.bias(flat)
            if bias is not None and not layer.train_bias:
                bias[:] = True
        return np.flatnonzero(flat)

    def _regularizer(self) -> Regularizer:
        spec = self.experiment.regularization
        return Regularizer(
            self.is_weight * self.dtype.type(spec.l1) if spec.l1 else None,
            self.is_weight * self.dtype.type(spec.l2) if spec.l2 else None,
        )

    def initial_state(self) -> State:
        """Iteration 0: start values as the layers give them, the rest drawn from the seed."""
        params = np.zeros(self.n_params, self.dtype)
        for layer, spec in zip(self.layers, self.experiment.layers, strict=True):
            start: ArrayLike | None = spec.weights
            if start is None:
                rng = generator(self.experiment.seed, INIT, layer.index)
                start = INITIALIZERS[spec.init].sample(rng, layer.n_in, layer.n_out, spec.params)
            bias = layer.bias(params)
            with np.errstate(over="ignore"):
                layer.weights(params)[:] = start
                if bias is not None and spec.bias is not None:
                    bias[:] = spec.bias
        return State(0, params, self.initial_slots(), 0)

    def initial_slots(self) -> Array:
        """The optimizer's memory before its first update, and a mistake's, (k, P)."""
        value = self.optimizer.slot_start(self.experiment.optimizer.params)
        slots = np.full((len(self.slot_names), self.n_params), value, self.dtype)
        slots[len(slots) - len(self.mistake.slots) :] = 0.0
        return slots

    def learning_rate(self, iteration: int) -> float:
        """The learning rate of an iteration, by the schedule."""
        training = self.experiment.training
        factor = SCHEDULES[training.schedule].factor(iteration, training.params)
        return self.experiment.optimizer.learning_rate * factor

    def loss_weight(self, n: int) -> float:
        """The factor between the sum of all terms and a loss that is evaluated on `n` samples.

        A mean over samples needs no more. A sum is brought to the size of a batch, so that the
        losses of a batch, of the whole training set, of a test set and of a part of either can be
        compared, and the penalty weighs in all of them what it weighs in training.
        """
        spec = self.experiment.loss
        scale = self.batch_size / n if spec.reduction == "sum" else 1.0
        return LOSSES[spec.name].weight(self.n_out, n, spec.reduction) * scale

    def stages(self) -> tuple[Sequence[Stage], LossStage]:
        """New stages for one binding, the output's activation last, and the loss."""
        stages: list[Stage] = []
        stage = self.mistake.stage
        for layer in self.layers:
            output = stage(Activate)(layer)
            stages += [stage(Linear)(layer, self.regularizer), output]
            if layer.dropout:
                stages.append(stage(Dropout)(layer))
        spec = self.experiment.loss
        return stages, stage(LossStage)(
            spec.name, self.loss, spec.reduction, self.loss_weight, output, self.regularizer
        )

    @cached_property
    def micros(self) -> tuple[MicroStep, ...]:
        """The micro-steps of an iteration, in order."""
        with self.engines.engine() as engine:
            return engine.program.micros

    @property
    def steps_per_iteration(self) -> int:
        """How many micro-steps an iteration has."""
        return len(self.micros)

    def micro_step(self, position: int) -> MicroStep:
        """The micro-step at a position within the iteration."""
        return self.micros[position]


def _layers(specs: Sequence[LayerSpec], n_in: int) -> tuple[Layer, ...]:
    layers: list[Layer] = []
    start = 0
    for index, spec in enumerate(specs, 1):
        layer = Layer(
            index,
            n_in,
            spec.units,
            spec.activation,
            spec.use_bias,
            spec.train_bias,
            spec.dropout,
            start,
            is_output=index == len(specs),
        )
        layers.append(layer)
        start, n_in = layer.slice.stop, spec.units
    return tuple(layers)


def _check_start(layer: Layer, spec: LayerSpec) -> None:
    """Given start values have the layer's shape, or an ExperimentError says which it is."""
    place = f"layers[{layer.index - 1}]"
    if spec.weights is not None:
        shape = (len(spec.weights), len(spec.weights[0]) if spec.weights else 0)
        if shape != (layer.n_in, layer.n_out):
            expected = f"({layer.n_in}, {layer.n_out})"
            value = f"({shape[0]}, {shape[1]})"
            raise ExperimentError(
                f"{place}.weights", errors.WRONG_SHAPE, expected=expected, value=value
            )
    if spec.bias is not None and len(spec.bias) != layer.n_out:
        raise ExperimentError(
            f"{place}.bias", errors.WRONG_LENGTH, expected=layer.n_out, value=len(spec.bias)
        )
