"""The words of a worked solution in the language in force."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bpviz.core.worked_words import Words
from bpviz.ui.mistakes.secret import told_name
from bpviz.ui.noop import QT_TRANSLATE_NOOP

TEMPLATES = (
    QT_TRANSLATE_NOOP("solution", "Worked solution"),
    QT_TRANSLATE_NOOP("solution", "Exercise sheet"),
    QT_TRANSLATE_NOOP("solution", "Key to the exercise sheet"),
    QT_TRANSLATE_NOOP("solution", "{experiment} · iteration {iteration}"),
    QT_TRANSLATE_NOOP("solution", "Name"),
    QT_TRANSLATE_NOOP("solution", "Date"),
    QT_TRANSLATE_NOOP("solution", "What is blank on the sheet is marked."),
    QT_TRANSLATE_NOOP("solution", "What is given"),
    QT_TRANSLATE_NOOP("solution", "Forward pass"),
    QT_TRANSLATE_NOOP("solution", "Loss"),
    QT_TRANSLATE_NOOP("solution", "Backward pass"),
    QT_TRANSLATE_NOOP("solution", "Update"),
    QT_TRANSLATE_NOOP("solution", "After the update"),
    QT_TRANSLATE_NOOP("solution", "Layer {layer}: weighted sums"),
    QT_TRANSLATE_NOOP("solution", "Layer {layer}: activations"),
    QT_TRANSLATE_NOOP("solution", "Layer {layer}: dropout"),
    QT_TRANSLATE_NOOP("solution", "Layer {layer}: back through dropout"),
    QT_TRANSLATE_NOOP("solution", "Layer {layer}: error signal"),
    QT_TRANSLATE_NOOP("solution", "Layer {layer}: gradients"),
    QT_TRANSLATE_NOOP("solution", "Gradient clipping"),
    QT_TRANSLATE_NOOP("solution", "Layer {layer}: new parameters"),
    QT_TRANSLATE_NOOP("solution", "Network: {network}."),
    QT_TRANSLATE_NOOP("solution", "{count} inputs"),
    QT_TRANSLATE_NOOP("solution", "{count} {activation}"),
    QT_TRANSLATE_NOOP("solution", "Loss: {loss}, {reduction} over the batch."),
    QT_TRANSLATE_NOOP("solution", "Loss: {loss}."),
    QT_TRANSLATE_NOOP("solution", "Optimizer: {optimizer}, {settings}."),
    QT_TRANSLATE_NOOP("solution", "Nesterov momentum"),
    QT_TRANSLATE_NOOP("solution", "AMSGrad"),
    QT_TRANSLATE_NOOP("solution", "centered"),
    QT_TRANSLATE_NOOP("solution", "Penalty added to the loss: {penalty}."),
    QT_TRANSLATE_NOOP(
        "solution",
        "The dropout masks of this iteration are drawn at random and given where they are needed.",
    ),
    QT_TRANSLATE_NOOP("solution", "Layers whose biases are not trained: {layers}."),
    QT_TRANSLATE_NOOP(
        "solution",
        "With a mistake that was put in on purpose: {mistake}. The numbers follow the mistake.",
    ),
    QT_TRANSLATE_NOOP(
        "solution",
        "Numbers are rounded to {digits} significant digits where they are shown, nowhere else; "
        "a line keeps more digits where its result needs them.",
    ),
    QT_TRANSLATE_NOOP("solution", "The sample and its target:"),
    QT_TRANSLATE_NOOP(
        "solution", "The batch of this iteration, {count} samples and their targets:"
    ),
    QT_TRANSLATE_NOOP("solution", "Weights and biases before the update:"),
    QT_TRANSLATE_NOOP("solution", "What the optimizer remembers of the iterations before:"),
    QT_TRANSLATE_NOOP("solution", "Mask of layer {layer}:"),
    QT_TRANSLATE_NOOP("solution", "Worked out for sample {sample}:"),
    QT_TRANSLATE_NOOP("solution", "All samples:"),
    QT_TRANSLATE_NOOP("solution", "The loss of every sample, before the sum is divided:"),
    QT_TRANSLATE_NOOP("solution", "With {formula}:"),
    QT_TRANSLATE_NOOP(
        "core",
        "the network has {parameters} parameters, and its batch {samples} samples; what is worked "
        "out on paper has at most {most_parameters} and {most_samples}",
    ),
)
"""A copy of `bpviz.core.worked_words.TEMPLATES` and `worked_build.TOO_LARGE` for Qt's tools."""


def words() -> Words:
    """What a document is written with."""
    return Words(lambda template: QCoreApplication.translate("solution", template), told_name)
