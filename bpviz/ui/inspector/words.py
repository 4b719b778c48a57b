"""What the inspector says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bpviz.core.notation import neuron_name
from bpviz.core.problem import Problem
from bpviz.ui.names import column_name
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.paint.text import subscript

NOT_YET = QT_TRANSLATE_NOOP("inspector", "not yet")
COMES = QT_TRANSLATE_NOOP("inspector", "{name} is not known yet: it comes at step {step}.")
PLAYING = QT_TRANSLATE_NOOP("inspector", "The arithmetic is shown when the steps slow down.")
SAMPLE = QT_TRANSLATE_NOOP("inspector", "sample {number} of {count}")
ALL = QT_TRANSLATE_NOOP("inspector", "all {count} samples")
TRAINING = QT_TRANSLATE_NOOP("inspector", "training sample {number}")
VALUE = QT_TRANSLATE_NOOP("inspector", "value")
UPDATED = QT_TRANSLATE_NOOP("inspector", "value, updated")
GRADIENT = QT_TRANSLATE_NOOP("inspector", "gradient ∂L/∂{name}")
PART = QT_TRANSLATE_NOOP("inspector", "part of sample {number}")
PENALTY = QT_TRANSLATE_NOOP("inspector", "of it penalty")
CARRIED = QT_TRANSLATE_NOOP("inspector", "of it from before")
UPDATE = QT_TRANSLATE_NOOP("inspector", "update Δ{name}")
WEIGHTED_SUM = QT_TRANSLATE_NOOP("inspector", "weighted sum z")
ACTIVATION = QT_TRANSLATE_NOOP("inspector", "activation a")
DROPPED = QT_TRANSLATE_NOOP("inspector", "after dropout ã")
SLOPE = QT_TRANSLATE_NOOP("inspector", "slope f′(z)")
SIGNAL = QT_TRANSLATE_NOOP("inspector", "error signal δ")
INPUT = QT_TRANSLATE_NOOP("inspector", "input {name}")
TARGET = QT_TRANSLATE_NOOP("inspector", "target {name}")
LABEL = QT_TRANSLATE_NOOP("inspector", "label of the class")
OUTPUT = QT_TRANSLATE_NOOP("inspector", "output {name}")
LOSS = QT_TRANSLATE_NOOP("inspector", "its loss")
MORE = QT_TRANSLATE_NOOP("inspector", "{count} more")
CHAIN = QT_TRANSLATE_NOOP("inspector", "chain rule")
RULE = QT_TRANSLATE_NOOP("inspector", "update rule")
SHOW_TERMS = QT_TRANSLATE_NOOP("inspector", "▸ show all {count} terms")
HIDE_TERMS = QT_TRANSLATE_NOOP("inspector", "▾ hide the {count} terms")
TERM_OF = QT_TRANSLATE_NOOP("inspector", "sample {number}")
PATH = QT_TRANSLATE_NOOP("inspector", "path to the loss")
LEFT_OUT = QT_TRANSLATE_NOOP("inspector", "… {count} more rows")
FACTORS = QT_TRANSLATE_NOOP("inspector", "factors")
NEURON = QT_TRANSLATE_NOOP("inspector", "paths through")
PRODUCT = QT_TRANSLATE_NOOP("inspector", "product")
PATHS = QT_TRANSLATE_NOOP("inspector", "{count} paths to the loss")
ONE_PATH = QT_TRANSLATE_NOOP("inspector", "1 path to the loss")
THROUGH = QT_TRANSLATE_NOOP("inspector", "{count} paths, added up neuron by neuron")
SUM = QT_TRANSLATE_NOOP("inspector", "sum of the paths")
LAYER_SUM = QT_TRANSLATE_NOOP("inspector", "layer {layer}, {count} paths a neuron: Σ = {total}")
EQUALS = QT_TRANSLATE_NOOP("inspector", "= gradient {value}")
EQUALS_PART = QT_TRANSLATE_NOOP("inspector", "= this sample's part {value}")
DIFFERS = QT_TRANSLATE_NOOP("inspector", "≠ {value}, the gradient computed")
NO_PATHS = QT_TRANSLATE_NOOP("inspector", "The paths to the loss can be followed from “loss” on.")


def tr(text: str) -> str:
    """A text of the inspector in the language of now."""
    return QCoreApplication.translate("inspector", text)


def unit_name(problem: Problem, layer: int, unit: int) -> str:
    """A neuron as the diagram calls it."""
    name = neuron_name(problem, layer, unit)
    if layer == 0 and name == f"x{unit + 1}":
        return "x" + subscript(unit + 1)
    return column_name(name) if layer == 0 else name
