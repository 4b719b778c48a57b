"""What is wrong with a layer or a neuron, as data that the network diagram can be tinted by.

Gradients and error signals are judged by `bpviz.core.diagnosis`; saturation and dead units are
defined in `bpviz.core.saturation`, the limits in `bpviz.core.verdict_limits`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from bpviz.core import diagnosis
from bpviz.core import verdict_limits as limits
from bpviz.core.measures import GOOD_UPDATE_RATIO, update_ratio
from bpviz.core.saturation import saturated, shape
from bpviz.core.step import Record, Step
from bpviz.ui.marks import HOLLOW, MARKS
from bpviz.ui.theme import Theme

Array = NDArray[Any]
TintMode = Literal["off", "gradient", "signal", "saturated", "dead", "spread", "ratio"]
TINT_MODES: tuple[TintMode, ...] = (
    "off", "gradient", "signal", "saturated", "dead", "spread", "ratio",
)  # fmt: skip

FLAT, DEAD, SMALL, LARGE = "▬", "†", "▼", "▲"
WIDEST = 20
"""Decades of a colour scale; what lies beyond shares its end."""
LARGE_RATIO = GOOD_UPDATE_RATIO**2 / limits.SMALL_RATIO
"""As far above the rule of thumb as `SMALL_RATIO` is below it."""


@dataclass(frozen=True, eq=False)
class Tint:
    """A diagnosis of each layer, and of each of its units, at one step.

    Attributes
    ----------
    mode : str
        Which quantity.
    columns : tuple of (float or None)
        For layers 0…L the value of the whole layer; None where it is not known yet or has none.
    units : tuple of ((units,) array or None)
        The same for single units, where the quantity is one of units.
    low, high : float
        Ends of the colour scale; decimal logarithms where `log`.
    below : bool
        Some values of this iteration lie below that scale.
    marks : tuple of str
        For layers 0…L the sign of what is wrong, or nothing.
    searching : bool
        Dead units are still being looked for.
    """

    mode: TintMode
    columns: tuple[float | None, ...]
    units: tuple[Array | None, ...]
    low: float
    high: float
    below: bool
    marks: tuple[str, ...]
    searching: bool = False

    @property
    def log(self) -> bool:
        """Whether the colour scale is logarithmic."""
        return self.mode not in ("saturated", "dead")

    @property
    def fills_units(self) -> bool:
        """Whether single units have the colours; bands behind the layers have them otherwise."""
        return self.mode in ("signal", "saturated", "spread")

    @property
    def fills_layers(self) -> bool:
        """Whether bands behind the layers have the colours."""
        return self.mode in ("gradient", "ratio")

    @property
    def is_known(self) -> bool:
        """Whether anything is known at this step."""
        return any(value is not None for value in self.columns)

    def color(self, theme: Theme, value: float) -> QColor:
        """Colour of a value: sequential, or with a neutral middle at the rule of thumb."""
        if not math.isfinite(value):
            return theme.color("danger")
        if self.log:
            value = math.log10(value) if value > 0 else -math.inf
        share = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        return self.cell(theme, share)

    def cell(self, theme: Theme, share: float) -> QColor:
        """Colour at a share of the scale, in [0, 1]."""
        return theme.diverging(2 * share - 1) if self.mode == "ratio" else theme.sequential(share)

    def is_dead(self, layer: int, unit: int) -> bool:
        """Whether to cross this unit out."""
        if self.mode != "dead":
            return False
        dead = self.units[layer]
        return dead is not None and bool(dead[unit])


def network_tint(step: Step, mode: TintMode, dead: Sequence[Array] | None = None) -> Tint | None:
    """The tint of a step; None for "off".

    The colour scale is that of the whole iteration, so that it stays while its values come in. A
    few units far below the middle of their layer do not stretch it.

    Parameters
    ----------
    step : Step
        Any micro-step; what it does not know yet is absent.
    mode : str
        One of `TINT_MODES`.
    dead : sequence of (units,) bool array, or None
        For "dead": which units of layers 1…L are, with the weights in force;
        None while they are being counted.
    """
    if mode == "off":
        return None
    if mode == "dead":
        return _dead_tint(step, dead)
    measure = MEASURES[mode]
    with np.errstate(all="ignore"):
        found = [(None, None), *measure(step)]
    columns, units = zip(*found, strict=True)
    low, high, below = _scale_of(step.record, mode)
    marks = ("", *_marks(step, mode, columns[1:]))
    return Tint(mode, columns, units, low, high, below, marks)


Measured = tuple[float | None, Array | None]
Scale = tuple[float, float, bool]

# Those of a moment ago: all steps of an iteration have one scale.
_scales: WeakKeyDictionary[Record, dict[TintMode, Scale]] = WeakKeyDictionary()


def _scale_of(record: Record, mode: TintMode) -> Scale:
    """The colour scale of an iteration, found once."""
    known = _scales.setdefault(record, {})
    if mode not in known:
        with np.errstate(all="ignore"):
            whole = list(MEASURES[mode](Step(record, len(record.micros) - 1)))
        known[mode] = _scale(mode, whole)
    return known[mode]


def _gradients(step: Step) -> Iterator[Measured]:
    for value in diagnosis.grad_norms(step).tolist():
        yield (None if math.isnan(value) else value), None


def _signals(step: Step) -> Iterator[Measured]:
    for layer in step.problem.layers:
        delta = step.delta.get(layer.index)
        yield (None, None) if delta is None else (diagnosis.norm(delta), _unit_norms(delta))


def _saturated(step: Step) -> Iterator[Measured]:
    for layer in step.problem.layers:
        z, a = step.z.get(layer.index), step.a.get(layer.index)
        if a is None or z is None:
            yield None, None
            continue
        flat = saturated(layer.activation, z, a)
        yield float(flat.mean()), flat.mean(axis=0)


def _spreads(step: Step) -> Iterator[Measured]:
    for layer in step.problem.layers:
        a = step.a.get(layer.index)
        if a is None:
            yield None, None
            continue
        exact = a.astype(np.float64)
        yield float(_spread(exact)), _spread(exact, axis=0)


def _spread(a: Array, axis: int | None = None) -> Array:
    """The standard deviation; exactly 0 where all are equal, whose mean may be rounded."""
    return np.where(np.ptp(a, axis=axis) == 0, 0.0, a.std(axis=axis))


def _ratios(step: Step) -> Iterator[Measured]:
    before, after = step.W_before, step.W
    for layer in step.problem.layers:
        i = layer.index
        yield (update_ratio(before[i], after[i]) if step.is_updated(i) else None), None


MEASURES: dict[str, Callable[[Step], Iterator[Measured]]] = {
    "gradient": _gradients,
    "signal": _signals,
    "saturated": _saturated,
    "spread": _spreads,
    "ratio": _ratios,
}
"""Mode → the value of each layer 1…L as a whole, and of each of its units."""


def _unit_norms(delta: Array) -> Array:
    """‖δⱼ‖ over the batch of each unit, (units,); scaled as in `diagnosis.norm`."""
    size = np.abs(delta, dtype=np.float64)
    largest = size.max(axis=0)
    safe = np.where(largest > 0, largest, 1.0)
    return np.asarray(largest * np.sqrt(np.square(size / safe).sum(axis=0)))


def _scale(mode: TintMode, whole: Sequence[Measured]) -> Scale:
    """Ends of the colour scale, 0 to 1 or whole decades, and whether something lies below."""
    if mode == "saturated":
        return 0.0, 1.0, False
    layers = [np.ravel(np.array(v if unit is None else unit, float)) for v, unit in whole]
    positive = [values[np.isfinite(values) & (values > 0)] for values in layers]
    logs = [np.log10(values) for values in positive if values.size]
    if mode == "ratio":
        middle = math.log10(GOOD_UPDATE_RATIO)
        away = [math.ceil(abs(float(values[0]) - middle)) for values in logs]
        half = min(max([2, *away]), WIDEST // 2)
        return middle - half, middle + half, False
    if not logs:
        return -5.0, 1.0, False
    low, top = min(float(np.median(v)) for v in logs), max(float(v.max()) for v in logs)
    last = whole[-1][0]
    if mode in ("gradient", "signal") and last is not None and 0 < last < math.inf:
        # As the bars of the gradients do: healthy layers look alike.
        low = min(low, math.log10(last * diagnosis.VANISHING))
    high = math.ceil(top)
    low = max(min(math.floor(low), high - 1), high - WIDEST)
    below = any(bool((values < 10.0**low).any()) for values in layers)
    return float(low), float(high), below


def _marks(step: Step, mode: TintMode, columns: Sequence[float | None]) -> Iterator[str]:
    if mode in ("gradient", "signal"):
        words = diagnosis.diagnose(step, "delta" if mode == "signal" else "gradient")
        norms = [math.nan if value is None else value for value in columns]
        own = diagnosis.verdict(norms, step.loss) == words
        for word, is_own in zip(words.tolist(), own.tolist(), strict=True):
            yield (MARKS if is_own else HOLLOW)[word]
        return
    for layer, value in zip(step.problem.layers, columns, strict=True):
        # A healthy ReLU is flat for half of its inputs.
        healthy = mode == "saturated" and not shape(layer.activation).bounded
        yield "" if value is None or healthy else _mark(mode, value)


def _mark(mode: TintMode, value: float) -> str:
    if mode == "saturated":
        return FLAT if value >= limits.SATURATED_SHARE else ""
    if math.isinf(value) or (math.isnan(value) and mode != "ratio"):
        return MARKS["non_finite"]
    if mode == "spread":
        return SMALL if value == 0 else ""
    return SMALL if value < limits.SMALL_RATIO else LARGE if value > LARGE_RATIO else ""


def _dead_tint(step: Step, dead: Sequence[Array] | None) -> Tint:
    layers = step.problem.layers
    units: list[Array | None] = [None] * (len(layers) + 1)
    if dead is not None:
        for layer, found in zip(layers, dead, strict=True):
            if shape(layer.activation).dies:
                units[layer.index] = found
    counts = [None if found is None else float(np.count_nonzero(found)) for found in units]
    marks = tuple(
        DEAD if count is not None and count >= limits.DEAD_SHARE * len(found) else ""  # type: ignore[arg-type]
        for count, found in zip(counts, units, strict=True)
    )
    return Tint("dead", tuple(counts), tuple(units), 0.0, 1.0, False, marks, dead is None)
