"""The sentences of the verdicts: what is wrong, where and since when; what usually helps.

Placeholders are the names in `Verdict.values`, `{where}` and `{since}`. Up to its semicolon a
sentence is a short one by itself: what, where, since when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ONE_LAYER = "Layer {layers}"
MANY_LAYERS = "Layers {layers}"


@dataclass(frozen=True)
class Sentence:
    """What is wrong, and what usually helps (may be empty)."""

    what: str
    advice: str = ""


SENTENCES: dict[str, Sentence] = {
    "non_finite": Sentence(
        "Not finite since iteration {since}; first in {name} of layer {layer} ({phase}).",
        "Step back to see why. A smaller learning rate, smaller start weights or clipping help.",
    ),
    "non_finite_loss": Sentence(
        "Not finite since iteration {since}; first in {name} ({phase}).",
        "Step back to see why. A smaller learning rate, smaller start weights or clipping help.",
    ),
    "diverging": Sentence(
        "The loss has been diverging since iteration {since}; it is {loss}, {times} times the "
        "{first} it began with.",
        "Try a learning rate ten times smaller, or clip the gradient.",
    ),
    "exploding": Sentence(
        "{where}: the gradient has been exploding since iteration {since}; it is up to {norm}.",
    ),
    "dead_relu": Sentence(
        "{where}: dead units since iteration {since}; {dead} of {units} are zero for every "
        "training sample, and no gradient comes back through them.",
        "Start anew with a smaller learning rate, or try leaky ReLU.",
    ),
    "symmetric": Sentence(
        "{where}: units have been identical since iteration {since}; {twins} of {units} get the "
        "same gradient as another one, and so only rounding can part them.",
        "Start from random weights: Xavier or He.",
    ),
    "saturated": Sentence(
        "{where}: saturated since iteration {since}; {percent} % of the activations lie in the "
        "flat ends of {activation}, where it hardly has a slope.",
    ),
    "saturated_output": Sentence(
        "{where}: the outputs have been saturated since iteration {since}; {percent} % of them lie "
        "in the flat ends of {activation} and are still wrong.",
        "Scale the targets into its range, use cross-entropy, or a linear output.",
    ),
    "vanishing_slope": Sentence(
        "{where}: the gradient has vanished since iteration {since}; the slope factor of "
        "{activation} is at most {steepest} per layer, here {slope} on average.",
    ),
    "vanishing_weight": Sentence(
        "{where}: the gradient has vanished since iteration {since}; the weights pass on {weight} "
        "of it per layer on average.",
    ),
    "vanishing": Sentence(
        "{where}: the gradient has vanished since iteration {since}; {norm} is left of it.",
    ),
    "step_too_large": Sentence(
        "The steps have been too large since iteration {since}; the latest such step promised to "
        "change the loss by {predicted} and raised it by {actual}.",
        "Try a learning rate three to ten times smaller.",
    ),
    "step_too_small": Sentence(
        "The steps have been too small since iteration {since}; an update changes the weights by "
        "{ratio} of their size, about 0.001 is usual.",
        "Try a learning rate ten times larger.",
    ),
    "overfitting": Sentence(
        "Overfitting since iteration {since}; the test loss has risen from {best} to {test}, while "
        "the training loss fell to {train}.",
        "Stop earlier, use more data or a smaller network, L2 or dropout.",
    ),
    "healthy": Sentence("Healthy: the loss is {loss}, it began with {first}."),
    "no_fault": Sentence("No fault found: the loss is {loss}, it began with {first}."),
    "mistake": Sentence("A mistake is in the computation, on purpose."),
}

ADVICE: dict[str, str] = {
    "smaller_start": "Try a smaller learning rate, smaller start weights (He for ReLU, Xavier for "
    "tanh), or clip the gradient.",
    "smaller_rate": "Try a smaller learning rate, or clip the gradient.",
    "smaller_or_scale": "Start with smaller weights (Xavier), scale the inputs, or try ReLU.",
    "scale": "Scale the inputs, or try ReLU.",
    "relu_or_xavier": "Try ReLU with He, or Xavier.",
    "relu": "Try ReLU with He.",
    "he": "Start with the weights of He.",
    "leaky_or_wider": "Try leaky ReLU, wider layers, or fewer of them.",
    "wider": "Try wider layers, or fewer of them.",
}
"""What helps depends on what the layers have already; see `bpviz.core.verdict_advice`."""

TEMPLATES: tuple[str, ...] = (
    ONE_LAYER,
    MANY_LAYERS,
    *dict.fromkeys(
        text for sentence in SENTENCES.values() for text in (sentence.what, sentence.advice) if text
    ),
    *ADVICE.values(),
)
"""Every template, so that a translation can be complete."""


def layer_list(layers: Sequence[int]) -> str:
    """Ascending layers, runs shortened: ``"1–3, 5"``."""
    runs: list[list[int]] = []
    for layer in layers:
        if runs and runs[-1][-1] == layer - 1:
            runs[-1].append(layer)
        else:
            runs.append([layer])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )
