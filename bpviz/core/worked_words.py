"""The words of a worked solution, in English.

Placeholders are filled in after a translation, with text or with formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bpviz.core.worked import Math

TITLES = {
    "solution": "Worked solution",
    "sheet": "Exercise sheet",
    "key": "Key to the exercise sheet",
}
SUBTITLE = "{experiment} · iteration {iteration}"
NAME, DATE = "Name", "Date"
MARKED = "What is blank on the sheet is marked."

GIVEN = "What is given"
FORWARD = "Forward pass"
LOSS = "Loss"
BACKWARD = "Backward pass"
UPDATE = "Update"
RESULT = "After the update"
PHASES = {
    "linear": "Layer {layer}: weighted sums",
    "activation": "Layer {layer}: activations",
    "dropout": "Layer {layer}: dropout",
    "dropout_backward": "Layer {layer}: back through dropout",
    "delta": "Layer {layer}: error signal",
    "gradient": "Layer {layer}: gradients",
    "clip": "Gradient clipping",
    "update": "Layer {layer}: new parameters",
}
"""The loss has a section of its own."""

NETWORK = "Network: {network}."
INPUTS = "{count} inputs"
LAYER = "{count} {activation}"
LOSS_OVER_BATCH = "Loss: {loss}, {reduction} over the batch."
LOSS_OF_ONE = "Loss: {loss}."
OPTIMIZER = "Optimizer: {optimizer}, {settings}."
SWITCHES = {"nesterov": "Nesterov momentum", "amsgrad": "AMSGrad", "centered": "centered"}
"""Settings of an optimizer that are on or off."""
PENALTY = "Penalty added to the loss: {penalty}."
MASKS = "The dropout masks of this iteration are drawn at random and given where they are needed."
FROZEN = "Layers whose biases are not trained: {layers}."
MISTAKE = "With a mistake that was put in on purpose: {mistake}. The numbers follow the mistake."
ROUNDING = (
    "Numbers are rounded to {digits} significant digits where they are shown, nowhere else; "
    "a line keeps more digits where its result needs them."
)
SAMPLE = "The sample and its target:"
BATCH = "The batch of this iteration, {count} samples and their targets:"
PARAMETERS = "Weights and biases before the update:"
MEMORY = "What the optimizer remembers of the iterations before:"
MASK = "Mask of layer {layer}:"
FIRST_SAMPLE = "Worked out for sample {sample}:"
ALL_SAMPLES = "All samples:"
TERMS = "The loss of every sample, before the sum is divided:"
WITH = "With {formula}:"

TEMPLATES = (
    *TITLES.values(),
    SUBTITLE,
    NAME,
    DATE,
    MARKED,
    GIVEN,
    FORWARD,
    LOSS,
    BACKWARD,
    UPDATE,
    RESULT,
    *PHASES.values(),
    NETWORK,
    INPUTS,
    LAYER,
    LOSS_OVER_BATCH,
    LOSS_OF_ONE,
    OPTIMIZER,
    *SWITCHES.values(),
    PENALTY,
    MASKS,
    FROZEN,
    MISTAKE,
    ROUNDING,
    SAMPLE,
    BATCH,
    PARAMETERS,
    MEMORY,
    MASK,
    FIRST_SAMPLE,
    ALL_SAMPLES,
    TERMS,
    WITH,
)
"""Everything that can be said, so that a translation can be complete."""

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Words:
    """The language of a document.

    Attributes
    ----------
    say : str → str
        Translates a template.
    name : (str, str) → str
        What a setting's choice is called: ``name("loss.name", "mse")``.
    """

    say: Callable[[str], str] = lambda template: template
    name: Callable[[str, str], str] = lambda setting, choice: choice.replace("_", " ")

    def text(self, template: str, **values: object) -> str:
        """A template with texts filled in."""
        return self.say(template).format(**values)

    def parts(self, template: str, **values: object) -> tuple[str | Math, ...]:
        """A template with formulas, texts, or sequences of both, filled in."""
        found: list[str | Math] = []
        for number, piece in enumerate(_PLACE.split(self.say(template))):
            value = values[piece] if number % 2 else piece
            if isinstance(value, tuple):
                found += value
            else:
                found.append(value if isinstance(value, Math) else str(value))
        return tuple(part for part in found if part)
