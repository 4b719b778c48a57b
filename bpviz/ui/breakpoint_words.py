"""Breakpoints in words: what the kinds and their settings are called, and each as a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bpviz.core.breakpoints import Breakpoint
from bpviz.ui.names import phase_name
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.number_text import number

KIND_NAMES: dict[str, str] = {
    "micro_step": QT_TRANSLATE_NOOP("breakpoint", "At a micro-step"),
    "iteration": QT_TRANSLATE_NOOP("breakpoint", "At an iteration"),
    "epoch": QT_TRANSLATE_NOOP("breakpoint", "At an epoch"),
    "loss_below": QT_TRANSLATE_NOOP("breakpoint", "When the loss falls below"),
    "loss_rises": QT_TRANSLATE_NOOP("breakpoint", "When the loss rises"),
    "loss_not_finite": QT_TRANSLATE_NOOP("breakpoint", "When the loss is not finite"),
    "gradient_leaves": QT_TRANSLATE_NOOP("breakpoint", "When a gradient leaves a range"),
    "sign_changes": QT_TRANSLATE_NOOP("breakpoint", "When a weight changes its sign"),
}

SETTING_NAMES: dict[str, str] = {
    "phase": QT_TRANSLATE_NOOP("breakpoint", "what happens"),
    "layer": QT_TRANSLATE_NOOP("breakpoint", "layer"),
    "number": QT_TRANSLATE_NOOP("breakpoint", "number"),
    "value": QT_TRANSLATE_NOOP("breakpoint", "bound"),
    "percent": QT_TRANSLATE_NOOP("breakpoint", "by more than, %"),
    "low": QT_TRANSLATE_NOOP("breakpoint", "from"),
    "high": QT_TRANSLATE_NOOP("breakpoint", "to"),
    "source": QT_TRANSLATE_NOOP("breakpoint", "from neuron"),
    "unit": QT_TRANSLATE_NOOP("breakpoint", "to neuron"),
}

SENTENCES: dict[str, str] = {
    "micro_step": QT_TRANSLATE_NOOP("breakpoint", "{phase}, layer {layer}"),
    "micro_step_any": QT_TRANSLATE_NOOP("breakpoint", "{phase}"),
    "iteration": QT_TRANSLATE_NOOP("breakpoint", "iteration {number}"),
    "epoch": QT_TRANSLATE_NOOP("breakpoint", "epoch {number}"),
    "loss_below": QT_TRANSLATE_NOOP("breakpoint", "the loss falls below {value}"),
    "loss_rises": QT_TRANSLATE_NOOP("breakpoint", "the loss rises by more than {percent} %"),
    "loss_rises_any": QT_TRANSLATE_NOOP("breakpoint", "the loss rises"),
    "loss_not_finite": QT_TRANSLATE_NOOP("breakpoint", "the loss is NaN or infinite"),
    "gradient_leaves": QT_TRANSLATE_NOOP(
        "breakpoint", "‖∂L/∂W‖ of layer {layer} leaves {low} … {high}"
    ),
    "gradient_leaves_any": QT_TRANSLATE_NOOP(
        "breakpoint", "‖∂L/∂W‖ of any layer leaves {low} … {high}"
    ),
    "sign_changes": QT_TRANSLATE_NOOP(
        "breakpoint", "the weight from {source} to {unit} in layer {layer} changes its sign"
    ),
}
"""By kind; with ``_any`` where the layer, or the size of a rise, is 0."""


def kind_name(kind: str) -> str:
    """What a kind of breakpoint is called."""
    return QCoreApplication.translate("breakpoint", KIND_NAMES[kind])


def setting_name(name: str) -> str:
    """What a setting of a breakpoint is called."""
    return QCoreApplication.translate("breakpoint", SETTING_NAMES[name])


def sentence(found: Breakpoint) -> str:
    """What the breakpoint waits for."""
    settings = dict(found.settings)
    shown = {
        name: number(value, 6) if isinstance(value, float) else value
        for name, value in settings.items()
    }
    if "phase" in settings:
        shown["phase"] = phase_name(settings["phase"])
    unlimited = settings.get("layer", settings.get("percent")) == 0
    general = f"{found.kind}_any"
    template = SENTENCES[general if unlimited and general in SENTENCES else found.kind]
    return QCoreApplication.translate("breakpoint", template).format(**shown)
