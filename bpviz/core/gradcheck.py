"""Is the backward pass right? Its gradient beside a central difference of the loss.

Rules as in Stanford's CS231n notes, "Gradient checks": float64, h = 1e-5, central differences,
the error is relative, |a − n| / max(|a|, |n|), and two zeros agree. The notes' scale: 1e-7 or less
is good, 1e-4 may be acceptable where the loss has kinks, above 1e-2 something is wrong. The batch
and the dropout masks are those of the iteration, and the penalty is part of the loss.

What a bare central difference gets wrong is kept apart, so that the bound can be strict:

- *Kinks.* Where θ − h and θ + h lie on two sides of a kink (a ReLU's input or an absolute value
  changes sign) the difference is no derivative. Such a parameter is skipped and counted. That a
  kink is crossed is read off the sums, outputs and weights themselves, not guessed from the error.
- *Truncation.* A parameter with an error above `GOOD` is looked at once more with a five-point
  difference of step 10·h, whose own error is smaller in every way.
- *Rounding.* A loss near 1 is known to about 1e-16, so a difference of step 1e-4 knows a gradient
  to about 1e-11. Where the gradients differ by no more than that and still by more than the bound,
  they are too small to compare (in the first layers of a deep sigmoid network, say): counted in
  `too_small`, and not judged.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.engine import Engine, micro_steps
from bpviz.core.losses import LOSSES
from bpviz.core.problem import Problem
from bpviz.core.stages import Layer
from bpviz.core.step import State
from bpviz.core.streams import CHECK, generator

GOOD = 1e-7
"""What CS231n calls a good relative error."""

ACCEPTED = 1e-6
"""`GradCheck.passed` up to this; a network of many layers adds up some rounding."""

AT_LEAST = 10
"""How many parameters of each array a sample holds, however many the network has."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Compared:
    """Every parameter of an array that was compared, in the array's own shape, read-only.

    `errors`, `analytic` and `numeric` are NaN where nothing was: not in the sample, at a kink, or
    too small to tell.
    """

    errors: Floats
    analytic: Floats
    numeric: Floats

    @classmethod
    def nothing(cls, shape: tuple[int, ...]) -> Compared:
        """Room for an array of this shape."""
        return cls(*(np.full(shape, np.nan) for _ in range(3)))

    @property
    def nbytes(self) -> int:
        """The memory of the three."""
        return self.errors.nbytes + self.analytic.nbytes + self.numeric.nbytes

    def freeze(self) -> None:
        """Nothing is added any more."""
        for array in (self.errors, self.analytic, self.numeric):
            array.setflags(write=False)


@dataclass(frozen=True)
class LayerCheck:
    """One array of parameters: its worst relative error, where, and the two values there.

    Attributes
    ----------
    layer, name : int, str
        Which array: layer from 1, ``"W"`` or ``"b"``.
    error : float
        The worst relative error; infinite where a gradient or the loss is not finite.
    index : tuple of int or None
        Its place: (input, unit) for ``"W"``, (unit,) for ``"b"``; None if nothing was compared.
    analytic, numeric : float or None
        The backward pass's and the difference's gradient there.
    checked, skipped_kinks, too_small : int
        How many parameters were compared, were skipped for a kink, and have gradients too small
        for a difference to tell.
    size : int
        How many parameters the array has.
    compared : Compared
        Each of them.
    """

    layer: int
    name: str
    error: float
    index: tuple[int, ...] | None
    analytic: float | None
    numeric: float | None
    checked: int
    skipped_kinks: int
    too_small: int
    size: int
    compared: Compared = field(compare=False, repr=False)


@dataclass(frozen=True)
class GradCheck:
    """What a gradient check found.

    Attributes
    ----------
    layers : tuple of LayerCheck
        W and b of every layer, first to last.
    h : float
        The step of the central difference.
    sampled : bool
        Whether only some parameters, drawn with the experiment's seed, were looked at.
    twin : bool
        Whether the problem is float32 and its float64 twin was checked instead.
    """

    layers: tuple[LayerCheck, ...]
    h: float
    sampled: bool
    twin: bool

    @property
    def worst(self) -> LayerCheck:
        """The array with the largest error."""
        return max(self.layers, key=lambda check: check.error)

    @property
    def passed(self) -> bool:
        """Whether no error is above `ACCEPTED`."""
        return self.worst.error <= ACCEPTED


def first_wrong_layer(check: GradCheck) -> int | None:
    """The layer where the backward pass goes wrong: the last one with an error, None without.

    What is wrong in a layer makes all layers before it wrong as well, not those behind it.
    """
    return max((found.layer for found in check.layers if found.error > ACCEPTED), default=None)


def gradcheck(
    problem: Problem,
    state: State,
    *,
    h: float = 1e-5,
    sample: int = 2000,
    gradient: Array | None = None,
) -> GradCheck:
    """Compare the gradient at `state` with central differences.

    Parameters
    ----------
    problem, state : Problem, State
        The network and where it stands; nothing is changed.
    h : float
        The step.
    sample : int
        The number of parameters above which only a sample is looked at: about so many, drawn with
        the experiment's seed, from each array in proportion to its size and at least `AT_LEAST`.
    gradient : array (P,), optional
        The gradient to judge, laid out as the parameters are, instead of the engine's own.

    Returns
    -------
    GradCheck
    """
    slices = gradcheck_slices(problem, state, h=h, sample=sample, gradient=gradient)
    while True:
        try:
            next(slices)
        except StopIteration as end:
            found: GradCheck = end.value
            return found


def gradcheck_slices(
    problem: Problem,
    state: State,
    *,
    h: float = 1e-5,
    sample: int = 2000,
    gradient: Array | None = None,
) -> Generator[float, None, GradCheck]:
    """`gradcheck` in small pieces: yields the finished share, 0…1, and returns what was found."""
    yield 0.0
    twin = problem.dtype != np.float64
    if twin:
        problem, state = _float64(problem, state)
        yield 0.0
    if gradient is None:
        gradient = engine_gradient(problem, state)
        yield 0.0
    loss = _Loss(problem, state.params, state.iteration)
    rng = generator(problem.experiment.seed, CHECK, state.iteration)
    sampled = problem.n_params > sample
    fraction = sample / problem.n_params if sampled else 1.0
    arrays = []
    for layer, name in _arrays(problem):
        arrays.append((layer, name, _choose(rng, layer, name, fraction)))
        yield 0.0
    total, done = sum(len(chosen) for *_, chosen in arrays), 0
    checks = []
    for layer, name, chosen in arrays:
        ledger = _Ledger(layer.index, name, _shape(layer, name))
        loss.turn_to(layer.index)
        for index, place in chosen:
            ledger.add(loss, place, index, float(gradient[place]), h)
            done += 1
            yield done / total
        checks.append(ledger.close())
    return GradCheck(tuple(checks), h, sampled, twin)


def engine_gradient(problem: Problem, state: State) -> Floats:
    """The backward pass's gradient at `state`, flat (P,), penalty included, before clipping."""
    *_, last = micro_steps(problem, state)
    flat = np.empty(problem.n_params, problem.dtype)
    for layer in problem.layers:
        layer.weights(flat)[...] = last.dW[layer.index]
        bias = layer.bias(flat)
        if bias is not None:
            bias[...] = last.db[layer.index]
    return flat


def _float64(problem: Problem, state: State) -> tuple[Problem, State]:
    experiment = problem.experiment
    training = dataclasses.replace(experiment.training, dtype="float64")
    problem = Problem(dataclasses.replace(experiment, training=training))
    params, slots = state.params.astype(np.float64), state.slots.astype(np.float64)
    return problem, dataclasses.replace(state, params=params, slots=slots)


def _arrays(problem: Problem) -> Iterator[tuple[Layer, str]]:
    """Every array of parameters, first layer to last."""
    for layer in problem.layers:
        yield layer, "W"
        if layer.use_bias:
            yield layer, "b"


def _shape(layer: Layer, name: str) -> tuple[int, ...]:
    return (layer.n_in, layer.n_out) if name == "W" else (layer.n_out,)


Chosen = list[tuple[tuple[int, ...], int]]


def _choose(rng: np.random.Generator, layer: Layer, name: str, fraction: float) -> Chosen:
    """Index and place of the parameters to look at; the cost is that of the sample."""
    shape = _shape(layer, name)
    size = math.prod(shape)
    count = max(min(size, AT_LEAST), round(fraction * size))
    which = np.arange(count)
    if count < size:
        which = np.sort(rng.choice(size, count, replace=False, shuffle=False))
    axes = np.unravel_index(which, shape)
    source, unit = axes if name == "W" else (np.full(count, layer.n_in), *axes)
    places = layer.start + unit * layer.shape[1] + source
    indices = zip(*(axis.tolist() for axis in axes), strict=True)
    return list(zip(indices, places.tolist(), strict=True))


class _Loss:
    """The loss of one iteration as a function of all parameters, and the kinks it lies between."""

    def __init__(self, problem: Problem, params: Array, iteration: int) -> None:
        self._engine = Engine(problem)
        self._iteration = iteration
        self._problem = problem
        self._kinks = {
            layer.index: entry.kinks + entry.bends
            for layer in problem.layers
            for entry in [ACTIVATIONS[layer.activation]]
        }
        self._margins = LOSSES[problem.experiment.loss.name].margins
        self._l1 = problem.experiment.regularization.l1 > 0.0
        self._params = params.copy()
        self._layer = 0

    def turn_to(self, layer: int) -> None:
        """From now on only parameters of this layer are shifted: those before it stay computed."""
        self._layer = layer
        self._engine.loss_at(self._params, self._iteration)

    def at(self, place: int, shift: float, *, weight: bool) -> tuple[float, bytes]:
        """The loss with one parameter shifted, and on which side of each kink it lies."""
        here = self._params[place]
        self._params[place] = moved = here + shift
        value = self._engine.loss_again(self._params, self._layer)
        self._params[place] = here
        sides = [moved > 0.0] if self._l1 and weight else []
        return value, b"".join(np.asarray(side).tobytes() for side in (*sides, *self._sides()))

    def _sides(self) -> Iterator[Array]:
        program = self._engine.program
        for layer, kinks in self._kinks.items():
            for kink in kinks:
                yield program.slots["z", layer].read(program.arena) > kink
        outputs = program.slots["a", self._problem.n_layers].read(program.arena)
        for margin in self._margins(outputs, program.targets):
            yield margin > 0.0


class _Ledger:
    """What is found about one array, parameter by parameter."""

    def __init__(self, layer: int, name: str, shape: tuple[int, ...]) -> None:
        self._layer, self._name = layer, name
        self._compared = Compared.nothing(shape)
        self._kinks = self._too_small = 0

    def add(
        self, loss: _Loss, place: int, index: tuple[int, ...], analytic: float, h: float
    ) -> None:
        found = _difference(loss, place, analytic, h, weight=self._name == "W")
        if found is None:
            self._kinks += 1
            return
        numeric, noise = found
        error = relative_error(analytic, numeric)
        if error > ACCEPTED and abs(analytic - numeric) <= noise:
            self._too_small += 1
            return
        compared = self._compared
        compared.errors[index], compared.analytic[index] = error, analytic
        compared.numeric[index] = numeric

    def close(self) -> LayerCheck:
        compared = self._compared
        compared.freeze()
        errors = compared.errors
        checked = int((~np.isnan(errors)).sum())
        error, index, analytic, numeric = 0.0, None, None, None
        if checked:
            index = tuple(int(i) for i in np.unravel_index(np.nanargmax(errors), errors.shape))
            error = float(errors[index])
            analytic, numeric = float(compared.analytic[index]), float(compared.numeric[index])
        return LayerCheck(
            self._layer, self._name, error, index, analytic, numeric, checked, self._kinks,
            self._too_small, errors.size, compared,
        )  # fmt: skip


def relative_error(analytic: float, numeric: float) -> float:
    """The difference in parts of the larger: 0 for two zeros, infinite where one is not finite."""
    if not np.isfinite(analytic) or not np.isfinite(numeric):
        return float("inf")
    largest = max(abs(analytic), abs(numeric))
    return abs(analytic - numeric) / largest if largest else 0.0


def _difference(
    loss: _Loss, place: int, analytic: float, h: float, *, weight: bool
) -> tuple[float, float] | None:
    """The numerical derivative and how much of it may be rounding; None across a kink."""
    above, side = loss.at(place, h, weight=weight)
    below, other = loss.at(place, -h, weight=weight)
    if side != other:
        return None
    numeric = (above - below) / (2.0 * h)
    noise = _rounding(above, below) / h
    if relative_error(analytic, numeric) <= GOOD:
        return numeric, noise
    wide = 10.0 * h
    points = [loss.at(place, k * wide, weight=weight) for k in (-2, -1, 1, 2)]
    if any(sides != side for _, sides in points):
        return numeric, noise
    a, b, c, d = (value for value, _ in points)
    return (a - 8.0 * b + 8.0 * c - d) / (12.0 * wide), _rounding(a, b, c, d) / wide


def _rounding(*values: float) -> float:
    """How far a difference of losses may be off because each is rounded."""
    return 4.0 * float(np.finfo(np.float64).eps) * max(1.0, *(abs(value) for value in values))
