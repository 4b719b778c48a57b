"""The columns of the diagnosis: what they are called, what they mean, how they are written."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bpviz.core.saturation import FLAT, shape
from bpviz.ui.diagnosis.table import Row
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.number_text import measured, number
from bpviz.ui.plot_scales import Scale
from bpviz.ui.texts import activation_name


@dataclass(frozen=True)
class Column:
    """A measure of all layers.

    Attributes
    ----------
    field : str
        Its name in `Row.values`.
    symbol, text, tip : str
        The two lines of the header, the second in English; definition and source, in English.
    scale : {"log", "share", "signed"}
        What the bar in a cell shows: decades, a share of 1, or a signed value.
    color : str
        The theme's colour of the bars: of the pass that computes the measure.
    rank : int
        Columns of the highest rank give way first where there is no room for all.
    marked : bool
        Whether a cell may have a sign, for which there must be room.
    """

    field: str
    symbol: str
    text: str
    tip: str
    scale: Scale
    color: str
    rank: int
    marked: bool = False

    @property
    def title(self) -> str:
        """The second line of the header."""
        return _translated(self.text)

    @property
    def name(self) -> str:
        """Both lines in one."""
        return f"{self.symbol} {self.title}"

    def definition(self, activations: Iterable[str]) -> str:
        """What it means and where that is from, for a network with these activations."""
        text = _translated(self.tip)
        if self.field == "saturated":
            lines = [f"{activation_name(name)}: {flat_ends(name)}" for name in activations]
            return "\n".join([text, *lines])
        return text


COLUMNS = (
    Column(
        "dW_norm",
        "‖∂L/∂W‖",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "norm"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "‖∂L/∂W‖: the square root of the sum of the squares of the weights' gradients, "
            "penalty included. ▼ below a thousandth of the last layer's; ▲ above 1000, or above 1 "
            "and 1000 times the last layer's. Trends over layers: Glorot & Bengio 2010; explosion: "
            "Pascanu et al. 2013.",
        ),
        "log",
        "backward",
        0,
        marked=True,
    ),
    Column(
        "dW_rms",
        "∂L/∂W",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "RMS"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "The root mean square of ∂L/∂W: the norm divided by the root of the number of weights, "
            "so that layers of different sizes can be compared.",
        ),
        "log",
        "backward",
        8,
    ),
    Column(
        "db_norm",
        "‖∂L/∂b‖",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "norm"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "‖∂L/∂b‖: the norm of the gradient of the biases, the sum of δ over the samples.",
        ),
        "log",
        "backward",
        7,
    ),
    Column(
        "db_rms",
        "∂L/∂b",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "RMS"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "The root mean square of ∂L/∂b: the norm divided by the root of the number of biases.",
        ),
        "log",
        "backward",
        10,
    ),
    Column(
        "delta_norm",
        "‖δ‖",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "norm"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "‖δ‖ = ‖∂L/∂z‖: the norm of the error signal over the neurons and the batch. Marked by "
            "the rules of ‖∂L/∂W‖; it shows what those hide when the samples' gradients cancel. "
            "How it fades over layers: Hochreiter 1991; Glorot & Bengio 2010.",
        ),
        "log",
        "backward",
        1,
        marked=True,
    ),
    Column(
        "delta_rms",
        "δ",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "RMS"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "The root mean square of δ over the neurons and the batch.",
        ),
        "log",
        "backward",
        9,
    ),
    Column(
        "activation_mean",
        "a",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "mean"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "The mean of the activations over the neurons and the batch, before dropout. Far from "
            "0 it biases the sums of the next layer (LeCun et al. 1998).",
        ),
        "signed",
        "forward",
        6,
    ),
    Column(
        "activation_std",
        "a",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "std. dev."),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "The standard deviation of the activations over the neurons and the batch, before "
            "dropout. It should stay alike from layer to layer (Glorot & Bengio 2010; He et al. "
            "2015).",
        ),
        "log",
        "forward",
        2,
    ),
    Column(
        "saturated",
        "a",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "saturated"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "The share of activations in a flat end of the function, where the slope stays below "
            "5 % of its largest value (after Glorot & Bengio 2010). Here that is:",
        ),
        "share",
        "forward",
        4,
        marked=True,
    ),
    Column(
        "dead",
        "a",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "dead"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "Neurons of the ReLU family that are 0 for every sample of the whole training set, of "
            "all in the layer: no gradient comes back to their weights (CS231n, Neural Networks "
            "Part 1).",
        ),
        "share",
        "forward",
        5,
        marked=True,
    ),
    Column(
        "update_ratio",
        "‖ΔW‖/‖W‖",
        QT_TRANSLATE_NOOP("DiagnosisColumns", "update"),
        QT_TRANSLATE_NOOP(
            "DiagnosisColumns",
            "How much the update changes the weights, measured by their size: about 0.001 is a "
            "good rule of thumb, shown as a line (CS231n, Neural Networks Part 3). Marked where it "
            "is a hundred times smaller or larger. “–” where W was 0.",
        ),
        "log",
        "update",
        3,
        marked=True,
    ),
)


def written(column: Column, row: Row, digits: int = 3) -> str:
    """A value as it stands in its cell; nothing where it is not known."""
    value = row.values.get(column.field)
    if value is None:
        return ""
    if column.field == "dead":
        return f"{value:.0f}/{row.units}"
    if column.field == "update_ratio" and math.isnan(value):
        return "–"  # W was all zero
    if column.scale == "share":
        return f"{100 * value:.0f} %" if math.isfinite(value) else "NaN"
    return measured(value, digits)


def share(column: Column, row: Row) -> float:
    """A value on the column's scale, before it is fitted to a bar: decades, 0…1, or signed."""
    value = row.values.get(column.field, math.nan)
    if column.field == "dead":
        return value / row.units
    if column.scale == "log":
        return math.log10(value) if 0 < value < math.inf else math.nan
    return value if math.isfinite(value) else math.nan


def flat_ends(activation: str) -> str:
    """Where an activation is saturated: ``|z| ≥ 2.18``."""
    ends = shape(activation)
    if activation == "softmax":
        return f"a(1 − a) < {number(FLAT / 4, 3)}"
    low, high = (number(round(end, 2), 3) for end in (ends.below, ends.above))
    if not math.isfinite(ends.below):
        return QCoreApplication.translate("DiagnosisColumns", "never")
    if not ends.bounded:
        return f"z ≤ {low}"
    even = math.isclose(-ends.below, ends.above, rel_tol=1e-6)
    return f"|z| ≥ {high}" if even else f"z ≤ {low}, z ≥ {high}"


def _translated(text: str) -> str:
    return QCoreApplication.translate("DiagnosisColumns", text)
