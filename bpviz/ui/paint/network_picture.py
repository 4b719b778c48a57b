"""What the network diagram shows at a step, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from bpviz.ui.names import activation_name, column_name
from bpviz.ui.number_text import number
from bpviz.ui.paint.network_tint import Tint
from bpviz.ui.paint.network_words import formula, title
from bpviz.ui.paint.text import subscript, superscript
from bpviz.ui.selection import Selection

if TYPE_CHECKING:
    from bpviz.core.step import Step
    from bpviz.ui.paint.network_lit import Lit

translate = QCoreApplication.translate

Array = NDArray[Any]
EdgeMode = Literal["auto", "weights", "gradients"]
BOUNDED = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0)}
"""Ranges of the activations that have one; the others are scaled by their layer's values."""
MANY = 500
"""More edges than this, and the largest half per cent share the end of the colour scale."""


@dataclass(frozen=True, eq=False)
class LayerPicture:
    """One layer for one sample. What is None is not known at this step, and drawn as absent.

    Attributes
    ----------
    units : int
        How many neurons.
    caption, detail, short : str
        "hidden 1"; "sigmoid · 3"; "1" where there is little room.
    kind : str
        "sigmoid"; empty for the inputs.
    names : tuple of str
        One for each neuron; empty where they are counted with `letter`.
    letter : str
        "h", so that the neurons are h₁, h₂ …
    values : (units,) array or None
        Inputs, pre-activations or activations, whatever was computed last.
    symbol : str
        What the values are: "x", "z", "a".
    low, high : float
        Ends of the values' colour scale: 0 and the greatest, or symmetric around 0.
    dropped : (units,) bool array or None
        Which neurons the dropout of this iteration has switched off.
    delta : (units,) array or None
        ∂L/∂z of this sample.
    edges : (n_in, units) array or None
        Weights or gradients that lead into this layer.
    biases : (units,) array or None
        The same for the biases; None also where the layer has none.
    has_bias : bool
        Whether the layer has biases.
    """

    units: int
    caption: str
    detail: str
    short: str
    kind: str = ""
    names: tuple[str, ...] = ()
    letter: str = "h"
    values: Array | None = None
    symbol: str = "a"
    low: float = 0.0
    high: float = 1.0
    dropped: Array | None = None
    delta: Array | None = None
    edges: Array | None = None
    biases: Array | None = None
    has_bias: bool = True

    def name(self, unit: int) -> str:
        """Name of a neuron."""
        if unit < len(self.names):
            return self.names[unit]
        return self.letter + (subscript(unit + 1) if self.units > 1 else "")


@dataclass(frozen=True, eq=False)
class NetworkPicture:
    """Everything that the painter of the network needs, without a widget or the trainer.

    Attributes
    ----------
    layers : tuple of LayerPicture
        The inputs first.
    title, formula : str
        The heading of the stage.
    direction : str
        Names the colour of what is happening: a `MicroStep.direction`.
    active : int or None
        The layer that is being computed.
    gap : int or None
        The edges that take part: those between layers `gap` and ``gap + 1``.
    flow : int
        Which way the signal runs along them: 1 to the right, −1 to the left, 0 it does not.
    sample, loss : str
        "sample 2 of 4"; "loss 0.2471" or "batch loss 0.2471", empty while it is not known.
    targets : (n_out,) array or None
        What the outputs should be.
    gradients : bool
        The edges show ∂L/∂W, not W.
    edge_scale : float
        Absolute value at the ends of the edges' colour scale.
    edge_clipped : bool
        Some edges lie beyond those ends.
    selection : Selection
        What is outlined.
    tint : Tint or None
        A diagnosis to show on the neurons or behind the layers.
    lit : Lit or None
        Paths to light up, everything else stepping back.
    """

    layers: tuple[LayerPicture, ...]
    title: str = ""
    formula: str = ""
    direction: str = "batch"
    active: int | None = None
    gap: int | None = None
    flow: int = 0
    sample: str = ""
    loss: str = ""
    targets: Array | None = None
    gradients: bool = False
    edge_scale: float = 1.0
    edge_clipped: bool = False
    selection: Selection = field(default_factory=Selection)
    tint: Tint | None = None
    lit: Lit | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer."""
        return tuple(layer.units for layer in self.layers)

    @property
    def legend_layer(self) -> LayerPicture:
        """The layer whose colour scale the legend shows: the active one, or the last computed."""
        known = [layer for layer in self.layers if layer.values is not None]
        if self.active is not None and self.layers[self.active].values is not None:
            return self.layers[self.active]
        return known[-1] if known else self.layers[0]


def network_picture(
    step: Step,
    selection: Selection | None = None,
    mode: EdgeMode = "auto",
    tint: Tint | None = None,
) -> NetworkPicture:
    """The picture of a step.

    Parameters
    ----------
    step : Step
        Any micro-step.
    selection : Selection or None
        Its sample is shown; samples beyond the batch show the batch's last.
    mode : {"auto", "weights", "gradients"}
        What the edges show; "auto" is gradients while the signal runs backward, else weights.
    tint : Tint or None
        Of the same step.

    Returns
    -------
    NetworkPicture
        Depends on nothing but the arguments and the language.
    """
    selection = selection or Selection(outlined=False)
    sample = min(max(selection.sample, 0), len(step.x) - 1)
    gradients = mode == "gradients" or (mode == "auto" and step.micro.direction == "backward")
    edges, biases = (step.dW, step.db) if gradients else (step.W, step.b)
    layers = (
        _inputs(step, sample),
        *(
            _layer(step, number, sample, edges.get(number), biases.get(number))
            for number in range(1, step.problem.n_layers + 1)
        ),
    )
    scale, clipped = edge_scale([layer.edges for layer in layers] + [x.biases for x in layers])
    gap, flow = _flow(step)
    return NetworkPicture(
        layers=layers,
        title=title(step),
        formula=formula(step),
        direction=step.micro.direction,
        active=_active(step),
        gap=gap,
        flow=flow,
        sample=translate("network", "sample {number} of {count}").format(
            number=sample + 1, count=len(step.x)
        ),
        loss=_loss(step),
        targets=step.y[sample],
        gradients=gradients,
        edge_scale=scale,
        edge_clipped=clipped,
        selection=selection,
        tint=tint,
    )


def _loss(step: Step) -> str:
    """The loss of this step, called the batch's where other views have another: of all samples."""
    if step.loss is None:
        return ""
    text = translate("network", "loss {value}")
    if step.problem.batch_size < step.problem.n_train:
        text = translate("Status", "batch loss {value}")
    return text.format(value=number(step.loss, 4))


def edge_scale(arrays: list[Array | None]) -> tuple[float, bool]:
    """Greatest finite absolute value, and whether some lie beyond it.

    In large networks the scale ends at the 99.5th percentile, lest one weight fade all others.
    """
    parts = [np.abs(a[np.isfinite(a)], dtype=float) for a in arrays if a is not None]
    values = np.concatenate([part.ravel() for part in parts]) if parts else np.empty(0)
    if not values.size:
        return 1.0, False
    top = float(values.max())
    if values.size > MANY:
        place = int(0.995 * (values.size - 1))
        scale = float(np.partition(values, place)[place])
        if scale > 0:
            return scale, top > scale
    return (top, False) if top > 0 else (1.0, False)


def value_range(values: Array, activation: str = "") -> tuple[float, float]:
    """Ends of the colour scale for these values of a layer: honest about zero and about sign."""
    if activation in BOUNDED:
        return BOUNDED[activation]
    finite = values[np.isfinite(values)]
    top = float(np.abs(finite).max()) if finite.size else 0.0
    top = top or 1.0
    return (-top, top) if finite.size and float(finite.min()) < 0 else (0.0, top)


def _inputs(step: Step, sample: int) -> LayerPicture:
    problem = step.problem
    names = tuple(problem.dataset.input_names)
    if names == tuple(f"x{i + 1}" for i in range(len(names))):
        names = ()
    names = tuple(map(column_name, names))
    low, high = value_range(step.x)
    return LayerPicture(
        units=problem.n_in,
        caption=translate("network", "inputs"),
        detail=str(problem.n_in),
        short="x",
        names=names,
        letter="x",
        values=step.x[sample],
        symbol="x",
        low=low,
        high=high,
        has_bias=False,
    )


def _layer(
    step: Step, number: int, sample: int, edges: Array | None, biases: Array | None
) -> LayerPicture:
    problem = step.problem
    layer = problem.layers[number - 1]
    output = number == problem.n_layers
    a, z = step.a.get(number), step.z.get(number)
    values, symbol, low, high = None, "a", 0.0, 1.0
    dropped = None
    if a is not None:
        low, high = value_range(a, layer.activation)
        values = a[sample]
        after = step.dropped.get(number) if layer.dropout else None
        if after is not None:
            values, symbol = after[sample], "ã"
            low, high = value_range(after)
            dropped = step.mask[number][sample] == 0
    elif z is not None:
        values, symbol = z[sample], "z"
        top = max(abs(end) for end in value_range(z))
        low, high = -top, top
    delta = step.delta.get(number)
    kind = activation_name(layer.activation)
    caption = (
        translate("network", "output")
        if output
        else translate("network", "hidden {number}").format(number=number)
        if problem.n_layers > 2
        else translate("network", "hidden")
    )
    letter = "ŷ" if output else "h" if problem.n_layers == 2 else "h" + superscript(number)
    return LayerPicture(
        units=layer.n_out,
        caption=caption,
        detail=f"{kind} · {layer.n_out}",
        short=str(number),
        kind=kind,
        letter=letter,
        values=values,
        symbol=symbol,
        low=low,
        high=high,
        dropped=dropped,
        delta=None if delta is None else delta[sample],
        edges=edges,
        biases=biases if layer.use_bias else None,
        has_bias=layer.use_bias,
    )


def _active(step: Step) -> int | None:
    if step.phase == "batch":
        return 0
    if step.phase == "loss":
        return step.problem.n_layers
    return step.layer or None


def _flow(step: Step) -> tuple[int | None, int]:
    """The edges that take part in a micro-step, and which way the signal runs along them."""
    number, last = step.layer, step.problem.n_layers
    if step.phase == "linear":
        return number - 1, 1
    if step.phase == "dropout_backward":
        return (number, -1) if number < last else (None, 0)
    if step.phase == "delta":
        dropout = step.problem.layers[number - 1].dropout
        return (number, -1) if number < last and not dropout else (None, 0)
    if step.phase in ("gradient", "update"):
        return number - 1, 0
    return None, 0
