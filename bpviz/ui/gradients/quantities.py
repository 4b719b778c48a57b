"""What the curves, the bars and the heat map of the layers can show: one table of quantities."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpviz.core import diagnosis, verdict_limits
from bpviz.core.history import History
from bpviz.core.measures import GOOD_UPDATE_RATIO, layer_measures
from bpviz.core.problem import Problem
from bpviz.core.saturation import shape
from bpviz.core.stages import Layer
from bpviz.core.step import Step
from bpviz.ui.diagnosis.columns import COLUMNS, Column
from bpviz.ui.diagnosis.table import FAR, Dead
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.plot_bars import Kind
from bpviz.ui.plot_scales import Floats, Scale

Past = Callable[[History, Problem], tuple[NDArray[np.int64], Floats]]
"""The iterations (m,) at which a quantity was kept, and its values (m, L)."""


@dataclass(frozen=True)
class Limit:
    """A value from which on a layer is marked, drawn as a line.

    Attributes
    ----------
    value : float
    above : bool
        Whether layers above it are marked, or those below.
    kind : str
        What they are then; "ok" for a line that marks nothing.
    always : bool
        Whether the axis reaches it in any case.
    """

    value: float
    above: bool
    kind: Kind
    always: bool = False


@dataclass(frozen=True)
class Quantity:
    """A measure of all layers; NaN in its values is "not known" or "has none".

    Attributes
    ----------
    column : Column
        Its name, symbol, definition and kind of axis, as the diagnosis has them.
    past : callable
        Where the history has it.
    limits : tuple of Limit
    judged : bool
        Whether `bpviz.core.diagnosis` judges it: the limits are then only drawn.
    group : int
        Quantities of one group stand together in the list.
    """

    column: Column
    past: Past
    limits: tuple[Limit, ...] = ()
    judged: bool = False
    group: int = 0

    @property
    def key(self) -> str:
        """Its name in the program."""
        return self.column.field

    @property
    def symbol(self) -> str:
        """As it stands at an axis: with what tells it from others of the same symbol."""
        column = self.column
        plain = column.symbol.startswith("‖") and self.key not in RATIOS
        return column.symbol if plain else column.name

    @property
    def scale(self) -> Scale:
        """The kind of its axis."""
        return self.column.scale

    @property
    def each_iteration(self) -> bool:
        """Whether the history keeps it of each iteration, not on a coarser grid."""
        return self.group == 0 or self.key in RATIOS

    def applies(self, layer: Layer) -> bool:
        """Whether the layer has such a value at all."""
        if self.key == "dead":
            return shape(layer.activation).dies
        return layer.use_bias or not self.key.startswith("db_")

    def limits_of(self, *layers: Layer) -> tuple[Limit, ...]:
        """The limits that hold for one of these layers.

        Only of bounded functions is it a fault to be saturated: a healthy ReLU is flat for half of
        its inputs.
        """
        bounded = any(shape(layer.activation).bounded for layer in layers)
        return self.limits if self.key != "saturated" or bounded else ()

    def marked(self, layer: Layer, value: float) -> Kind:
        """What a layer is by the limits."""
        if math.isinf(value):
            return "non_finite"
        if math.isnan(value):
            return "unknown"
        for limit in self.limits_of(layer):
            beyond = value >= limit.value if limit.above else value < limit.value
            if beyond and limit.kind != "ok":
                return limit.kind
        return "ok"


def _norms(name: str) -> Past:
    return lambda history, _: (history.iterations, getattr(history, name))


def _rms(name: str, count: Callable[[Problem, NDArray[np.int64]], Floats]) -> Past:
    """A norm over the root of how many numbers there are, (m, L) or (L,) of them."""

    def of(history: History, problem: Problem) -> tuple[NDArray[np.int64], Floats]:
        counts = count(problem, history.iterations)
        return history.iterations, getattr(history, name) / np.sqrt(counts)

    return of


def _weights(problem: Problem, _: NDArray[np.int64]) -> Floats:
    return np.array([layer.n_in * layer.n_out for layer in problem.layers], float)


def _units(problem: Problem, _: NDArray[np.int64]) -> Floats:
    return np.array([layer.n_out for layer in problem.layers], float)


def _signals(problem: Problem, iterations: NDArray[np.int64]) -> Floats:
    """Units and samples: the last batch of an epoch may be smaller."""
    first = (iterations % problem.iterations_per_epoch) * problem.batch_size
    samples = np.minimum(problem.batch_size, problem.n_train - first)
    return samples[:, None] * _units(problem, iterations)


def _measured(name: str) -> Past:
    def of(history: History, problem: Problem) -> tuple[NDArray[np.int64], Floats]:
        values = np.asarray(getattr(history, name))
        if name != "update_ratio":  # there NaN says that the weights were zero
            values = np.where(np.isfinite(values), values, np.inf)
        return history.measure_iterations, values

    return of


def _dead(history: History, problem: Problem) -> tuple[NDArray[np.int64], Floats]:
    return history.eval_iterations, _shares(problem, history.dead)


def _shares(problem: Problem, counts: Floats) -> Floats:
    """Counts (…, L) of dead units as shares; NaN for layers that cannot die."""
    dies = [shape(layer.activation).dies for layer in problem.layers]
    return np.where(dies, counts / _units(problem, np.empty(0, np.int64)), np.nan)


def _ratios(name: str) -> Past:
    return lambda history, _: (history.iterations, to_last(getattr(history, name)))


def to_last(values: Floats) -> Floats:
    """How many times larger the last layer's value is than each layer's, (…, L).

    NaN where one is not known or both are zero; infinite where only the layer's is zero, and where
    one is not finite.
    """
    last = values[..., -1:]
    with np.errstate(all="ignore"):
        found = last / values
    return np.where(np.isinf(values) | np.isinf(last), np.inf, found)


RATIOS = {"dW_to_last": "dW_norm", "delta_to_last": "delta_norm"}
"""The quantities that say how many times larger the last layer's norm is, and which norm."""
_COLUMNS = {column.field: column for column in COLUMNS}
_RATIO_TIP = QT_TRANSLATE_NOOP(
    "DiagnosisColumns",
    "How many times larger the norm of the last layer is than this one's: the ratio last/first is "
    "the value of layer 1. ▼ above 1000, ▲ below a thousandth where the layer's norm is above 1: "
    "the rules of vanishing and exploding gradients (a trend over layers: Glorot & Bengio 2010; "
    "the bound 1: Pascanu et al. 2013).",
)
_EXPLODING = (Limit(diagnosis.EXPLODING, True, "exploding"),)
_FAR_OFF = (
    Limit(GOOD_UPDATE_RATIO, True, "ok", always=True),
    Limit(GOOD_UPDATE_RATIO * FAR, True, "exploding"),
    Limit(GOOD_UPDATE_RATIO / FAR, False, "vanishing"),
)
_LOST = (
    Limit(1 / diagnosis.VANISHING, True, "vanishing"),
    Limit(1 / diagnosis.EXPLODING_RATIO, False, "exploding"),
)


def _to_last(key: str, symbol: str) -> Column:
    text = QT_TRANSLATE_NOOP("DiagnosisColumns", "last/first")
    return Column(key, symbol, text, _RATIO_TIP, "log", "backward", 0)


QUANTITIES: dict[str, Quantity] = {
    quantity.key: quantity
    for quantity in (
        Quantity(_COLUMNS["dW_norm"], _norms("grad_norm"), _EXPLODING, judged=True),
        Quantity(_COLUMNS["delta_norm"], _norms("delta_norm"), _EXPLODING, judged=True),
        Quantity(_COLUMNS["db_norm"], _norms("bias_norm")),
        Quantity(_COLUMNS["dW_rms"], _rms("grad_norm", _weights)),
        Quantity(_COLUMNS["delta_rms"], _rms("delta_norm", _signals)),
        Quantity(_COLUMNS["db_rms"], _rms("bias_norm", _units)),
        Quantity(_COLUMNS["activation_mean"], _measured("activation_mean"), group=1),
        Quantity(_COLUMNS["activation_std"], _measured("activation_std"), group=1),
        Quantity(
            _COLUMNS["saturated"],
            _measured("saturated"),
            (Limit(verdict_limits.SATURATED_SHARE, True, "sick", always=True),),
            group=1,
        ),
        Quantity(
            _COLUMNS["dead"],
            _dead,
            (Limit(verdict_limits.DEAD_SHARE, True, "sick", always=True),),
            group=1,
        ),
        Quantity(_COLUMNS["update_ratio"], _measured("update_ratio"), _FAR_OFF, group=2),
        Quantity(_to_last("dW_to_last", "‖∂L/∂W‖"), _ratios("grad_norm"), _LOST, group=3),
        Quantity(_to_last("delta_to_last", "‖δ‖"), _ratios("delta_norm"), _LOST, group=3),
    )
}
"""In the order of the list."""
FIRST = QUANTITIES["dW_norm"]


def values_of(step: Step, quantity: Quantity, dead: Dead | None = None) -> Floats:
    """A quantity of each layer (L,) at a step; NaN where it is not computed yet or has none.

    Infinite where something is not finite. `dead` counts dead units; without it none is known.
    """
    key = quantity.key
    if key in RATIOS:
        return to_last(_step_norms(step, RATIOS[key]))
    if key in ("dW_norm", "delta_norm"):
        return _step_norms(step, key)
    if key == "dead":
        counts = () if dead is None else dead.at(step)[1]
        known = np.array(counts, float) if len(counts) else np.full(step.problem.n_layers, np.nan)
        return _shares(step.problem, known)
    found = np.full(step.problem.n_layers, np.nan)
    for layer in layer_measures(step):
        value = getattr(layer, key)
        if value is not None:
            lost = math.isnan(value) and key != "update_ratio"
            found[layer.layer - 1] = math.inf if lost else value
    return found


def kinds_of(step: Step, quantity: Quantity, values: Floats) -> list[Kind]:
    """What each layer is by the limits, given its value (L,) at a step.

    A ratio alone does not say that a layer explodes; see `bpviz.core.diagnosis.LARGE`.
    """
    pairs = zip(step.problem.layers, values.tolist(), strict=True)
    kinds = [quantity.marked(layer, value) for layer, value in pairs]
    if quantity.key in RATIOS:
        small = _step_norms(step, RATIOS[quantity.key]) <= diagnosis.LARGE
        kinds = ["ok" if kind == "exploding" and small[i] else kind for i, kind in enumerate(kinds)]
    return kinds


def _step_norms(step: Step, name: str) -> Floats:
    return diagnosis.grad_norms(step) if name == "dW_norm" else diagnosis.delta_norms(step)
