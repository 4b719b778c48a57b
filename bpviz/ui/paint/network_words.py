"""The heading of the network diagram: what happens in a micro-step, in words and as a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from bpviz.ui.paint.text import superscript

if TYPE_CHECKING:
    from bpviz.core.step import Step

translate = QCoreApplication.translate

LOSS_FORMULAS = {
    "mse": "L = mean (ŷ − y)²",
    "mae": "L = mean |ŷ − y|",
    "half_squared_error": "L = ½ Σ (ŷ − y)²",
    "binary_cross_entropy": "L = −mean [ y ln ŷ + (1 − y) ln(1 − ŷ) ]",
    "cross_entropy": "L = −Σ y ln ŷ",
    "hinge": "L = Σ max(0, 1 − y ŷ)",
}
"""Of one sample's outputs, in plain characters."""


def title(step: Step) -> str:
    """What happens, and in which layer."""
    layer, below = step.layer, step.layer + 1
    titles = {
        "batch": translate("network", "Batch · the samples of this iteration"),
        "linear": translate("network", "Forward · layer {layer}: weighted sums"),
        "activation": translate("network", "Forward · layer {layer}: activation"),
        "dropout": translate("network", "Forward · layer {layer}: dropout"),
        "loss": translate("network", "Loss · output against target"),
        "dropout_backward": translate("network", "Backward · layer {below} → {layer}: dropout"),
        "delta": translate("network", "Backward · layer {below} → {layer}: error signal"),
        "gradient": translate("network", "Backward · layer {layer}: gradients"),
        "clip": translate("network", "Backward · gradients clipped"),
        "update": translate("network", "Update · layer {layer}"),
    }
    text = titles.get(step.phase, step.phase)
    if step.phase == "delta" and layer == step.problem.n_layers:
        text = translate("network", "Backward · loss → {layer}: error signal")
    return text.format(layer=layer, below=below)


def formula(step: Step) -> str:
    """The micro-step's formula in plain characters; the explanation has it in type."""
    number, last = step.layer, step.problem.n_layers
    here, before, after = (superscript(max(number + i, 0)) for i in (0, -1, 1))
    source = "x" if number == 1 else f"a{before}"
    if number > 1 and step.problem.layers[number - 2].dropout:
        source = f"ã{before}"
    layer = step.problem.layers[number - 1] if number else None
    back = f"∂L/∂a{here}" if layer and layer.dropout else f"(δ{after} W{after}ᵀ)"
    name = layer.activation if layer else ""
    f = {"sigmoid": "σ"}.get(name, name)
    bias = f" + b{here}" if layer and layer.use_bias else ""
    formulas = {
        "linear": f"z{here} = {source} W{here}{bias}",
        "activation": f"a{here} = {f}(z{here})",
        "dropout": f"ã{here} = a{here} ⊙ m{here}",
        "loss": LOSS_FORMULAS.get(step.problem.experiment.loss.name, "L(ŷ, y)"),
        "dropout_backward": f"∂L/∂a{here} = (δ{after} W{after}ᵀ) ⊙ m{here}",
        "delta": f"δ{here} = ∂L/∂z{here}"
        if number == last
        else f"δ{here} = {back} ⊙ {f}′(z{here})"
        if name != "linear"
        else f"δ{here} = {back.strip('()')}",
        "gradient": f"∂L/∂W{here} = {source}ᵀ δ{here}",
        "clip": "∂L/∂W ← ∂L/∂W · min(1, c / ‖∂L/∂W‖)",
    }
    if step.phase == "update":
        spec = step.problem.experiment.optimizer
        plain = spec.name == "sgd" and not any(spec.params.get(k) for k in ("momentum",))
        if plain:
            return f"W{here} ← W{here} − η ∂L/∂W{here}"
        return f"W{here} ← {spec.name}(W{here}, ∂L/∂W{here})"
    return formulas.get(step.phase, "")
