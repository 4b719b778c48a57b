"""A verdict of the core as a sentence in the user's language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bpviz.core.verdict_texts import MANY_LAYERS, ONE_LAYER, layer_list
from bpviz.core.verdicts import Verdict
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.number_text import number
from bpviz.ui.texts import activation_name, phase_name

VERDICT_TEMPLATES = (
    QT_TRANSLATE_NOOP("verdict", "Layer {layers}"),
    QT_TRANSLATE_NOOP("verdict", "Layers {layers}"),
    QT_TRANSLATE_NOOP(
        "verdict",
        "Not finite since iteration {since}; first in {name} of layer {layer} ({phase}).",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "Step back to see why. A smaller learning rate, smaller start weights or clipping help.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Not finite since iteration {since}; first in {name} ({phase})."),
    QT_TRANSLATE_NOOP(
        "verdict",
        "The loss has been diverging since iteration {since}; it is {loss}, {times} times the "
        "{first} it began with.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Try a learning rate ten times smaller, or clip the gradient."),
    QT_TRANSLATE_NOOP(
        "verdict",
        "{where}: the gradient has been exploding since iteration {since}; it is up to {norm}.",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "{where}: dead units since iteration {since}; {dead} of {units} are zero for every "
        "training sample, and no gradient comes back through them.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Start anew with a smaller learning rate, or try leaky ReLU."),
    QT_TRANSLATE_NOOP(
        "verdict",
        "{where}: units have been identical since iteration {since}; {twins} of {units} get the"
        " same gradient as another one, and so only rounding can part them.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Start from random weights: Xavier or He."),
    QT_TRANSLATE_NOOP(
        "verdict",
        "{where}: saturated since iteration {since}; {percent} % of the activations lie in the "
        "flat ends of {activation}, where it hardly has a slope.",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "{where}: the outputs have been saturated since iteration {since}; {percent} % of them "
        "lie in the flat ends of {activation} and are still wrong.",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "Scale the targets into its range, use cross-entropy, or a linear output.",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "{where}: the gradient has vanished since iteration {since}; the slope factor of "
        "{activation} is at most {steepest} per layer, here {slope} on average.",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "{where}: the gradient has vanished since iteration {since}; the weights pass on "
        "{weight} of it per layer on average.",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "{where}: the gradient has vanished since iteration {since}; {norm} is left of it.",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "The steps have been too large since iteration {since}; the latest such step promised "
        "to change the loss by {predicted} and raised it by {actual}.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Try a learning rate three to ten times smaller."),
    QT_TRANSLATE_NOOP(
        "verdict",
        "The steps have been too small since iteration {since}; an update changes the weights "
        "by {ratio} of their size, about 0.001 is usual.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Try a learning rate ten times larger."),
    QT_TRANSLATE_NOOP(
        "verdict",
        "Overfitting since iteration {since}; the test loss has risen from {best} to {test}, "
        "while the training loss fell to {train}.",
    ),
    QT_TRANSLATE_NOOP(
        "verdict",
        "Stop earlier, use more data or a smaller network, L2 or dropout.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Healthy: the loss is {loss}, it began with {first}."),
    QT_TRANSLATE_NOOP("verdict", "No fault found: the loss is {loss}, it began with {first}."),
    QT_TRANSLATE_NOOP("verdict", "A mistake is in the computation, on purpose."),
    QT_TRANSLATE_NOOP(
        "verdict",
        "Try a smaller learning rate, smaller start weights (He for ReLU, Xavier for tanh), or "
        "clip the gradient.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Try a smaller learning rate, or clip the gradient."),
    QT_TRANSLATE_NOOP(
        "verdict",
        "Start with smaller weights (Xavier), scale the inputs, or try ReLU.",
    ),
    QT_TRANSLATE_NOOP("verdict", "Scale the inputs, or try ReLU."),
    QT_TRANSLATE_NOOP("verdict", "Try ReLU with He, or Xavier."),
    QT_TRANSLATE_NOOP("verdict", "Try ReLU with He."),
    QT_TRANSLATE_NOOP("verdict", "Start with the weights of He."),
    QT_TRANSLATE_NOOP("verdict", "Try leaky ReLU, wider layers, or fewer of them."),
    QT_TRANSLATE_NOOP("verdict", "Try wider layers, or fewer of them."),
)
"""A copy of `bpviz.core.verdict_texts.TEMPLATES`. A translation keeps the semicolon, up to which a
sentence is a short one by itself."""

_PLACES = re.compile(r"(\{where\}|\{layer\})")


@dataclass(frozen=True)
class Run:
    """A piece of a sentence; `layer` is the one that it names, or None."""

    text: str
    layer: int | None = None


def what(verdict: Verdict) -> str:
    """What is wrong, where and since when, in one sentence."""
    return "".join(run.text for run in runs(verdict))


def brief(verdict: Verdict) -> str:
    """`what` up to its semicolon: short, without the evidence."""
    short, cut, _ = what(verdict).partition(";")
    return short + "." if cut else short


def advice(verdict: Verdict) -> str:
    """What usually helps; may be empty."""
    return _translated(verdict.sentence.advice)


def runs(verdict: Verdict) -> tuple[Run, ...]:
    """`what` in pieces, those that name a layer by themselves."""
    values = {key: _shown(key, value) for key, value in verdict.values.items()}
    values["since"] = verdict.since
    found: list[Run] = []
    for part in _PLACES.split(_translated(verdict.sentence.what)):
        if part == "{where}":
            found.extend(_where(verdict))
        elif part == "{layer}":
            found.append(Run(values["layer"], verdict.layers[0]))
        elif part:
            found.append(Run(part.format(**values)))
    return tuple(found)


def _where(verdict: Verdict) -> list[Run]:
    template = ONE_LAYER if len(verdict.layers) == 1 else MANY_LAYERS
    text = _translated(template).format(layers=layer_list(verdict.layers))
    parts = re.split(r"(\d+)", text)
    return [Run(part, int(part) if part.isdigit() else None) for part in parts if part]


def _translated(template: str) -> str:
    return QCoreApplication.translate("verdict", template) if template else ""


def _shown(key: str, value: object) -> str:
    """A number or a name as the rest of the window writes it."""
    if key == "activation":
        return ", ".join(map(activation_name, str(value).split(", ")))
    if key == "phase":
        return phase_name(str(value))
    if key == "name":
        return "L" if value in ("terms", "loss") else str(value)
    return number(value, 2 if key == "percent" else 3) if isinstance(value, float) else str(value)
