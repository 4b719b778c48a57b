"""What arrays, their rows and their columns are called."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from bpviz.core.notation import neuron_name
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.paint.text import subscript, superscript
from bpviz.ui.tensors.arrays import AT_START, Entry, slot_letter
from bpviz.ui.texts import column_name, phase_name

_SYMBOLS = {
    "x": "x",
    "y": "y",
    "W": "W{}",
    "b": "b{}",
    "z": "z{}",
    "a": "a{}",
    "mask": "m{}",
    "dropped": "ã{}",
    "terms": "ℓ",
    "loss": "L",
    "penalty": "R",
    "da": "∂L/∂a{}",
    "delta": "δ{}",
    "dW": "∂L/∂W{}",
    "db": "∂L/∂b{}",
    "clip_norm": "‖∇L‖",
    "clip_scale": "c",
    "step_W": "ΔW{}",
    "step_b": "Δb{}",
    "slot_W": "(W{})",
    "slot_b": "(b{})",
}
MEANINGS = {
    "x": QT_TRANSLATE_NOOP("tensors", "inputs of the batch"),
    "y": QT_TRANSLATE_NOOP("tensors", "targets of the batch"),
    "W": QT_TRANSLATE_NOOP("tensors", "weights"),
    "b": QT_TRANSLATE_NOOP("tensors", "biases"),
    "z": QT_TRANSLATE_NOOP("tensors", "weighted sums"),
    "a": QT_TRANSLATE_NOOP("tensors", "activations"),
    "mask": QT_TRANSLATE_NOOP("tensors", "dropout mask"),
    "dropped": QT_TRANSLATE_NOOP("tensors", "activations after dropout"),
    "terms": QT_TRANSLATE_NOOP("tensors", "loss of each output"),
    "loss": QT_TRANSLATE_NOOP("tensors", "loss of the batch"),
    "penalty": QT_TRANSLATE_NOOP("tensors", "penalty of the weights"),
    "da": QT_TRANSLATE_NOOP("tensors", "error at the activations"),
    "delta": QT_TRANSLATE_NOOP("tensors", "error signal ∂L/∂z"),
    "dW": QT_TRANSLATE_NOOP("tensors", "gradient of the weights"),
    "db": QT_TRANSLATE_NOOP("tensors", "gradient of the biases"),
    "clip_norm": QT_TRANSLATE_NOOP("tensors", "norm of the whole gradient"),
    "clip_scale": QT_TRANSLATE_NOOP("tensors", "factor of the clipping"),
    "step_W": QT_TRANSLATE_NOOP("tensors", "change of the weights"),
    "step_b": QT_TRANSLATE_NOOP("tensors", "change of the biases"),
    "new_W": QT_TRANSLATE_NOOP("tensors", "weights after the update"),
    "new_b": QT_TRANSLATE_NOOP("tensors", "biases after the update"),
    "slot_W": QT_TRANSLATE_NOOP("tensors", "memory of the optimizer"),
    "slot_b": QT_TRANSLATE_NOOP("tensors", "memory of the optimizer"),
}
NEW = QT_TRANSLATE_NOOP("tensors", "{name} new")
BEFORE = QT_TRANSLATE_NOOP("tensors", "parameters")
OF_LAYER = QT_TRANSLATE_NOOP("tensors", "{phase}, layer {layer}")
NOT_YET = QT_TRANSLATE_NOOP("tensors", "not yet")
SAMPLE = QT_TRANSLATE_NOOP("tensors", "sample")
STRONGEST = QT_TRANSLATE_NOOP("tensors", "each dot: the strongest of {rows} × {columns} numbers")
TRAINING = QT_TRANSLATE_NOOP("tensors", "training sample {number}")
LATER = QT_TRANSLATE_NOOP("tensors", "{name} is not known yet: it comes with “{step}”.")
_NUMBERED = re.compile(r"([a-z])([1-9]\d*)")


def tr(text: str) -> str:
    """A text of this view in the language of now."""
    return QCoreApplication.translate("tensors", text)


def symbol(problem: Problem, entry: Entry) -> str:
    """An array as on the blackboard: z¹, ∂L/∂W², m(W¹)."""
    kind, layer, slot = entry.key
    raised = superscript(layer) if layer else ""
    if kind.startswith("new_"):
        return tr(NEW).format(name=kind[-1] + raised)
    before = slot_letter(problem, slot) if slot else ""
    return before + _SYMBOLS[kind].format(raised)


def meaning(entry: Entry) -> str:
    """What the numbers are, in words."""
    return tr(MEANINGS[entry.key.kind])


def shape_text(entry: Entry) -> str:
    """The shape as NumPy writes it."""
    return str(entry.shape)


def group_title(step: Step, position: int) -> str:
    """The micro-step that an array belongs to."""
    if position == AT_START:
        return tr(BEFORE)
    micro = step.record.micros[position]
    phase = phase_name(micro.phase)
    return tr(OF_LAYER).format(phase=phase, layer=micro.layer) if micro.layer else phase


def later_text(step: Step, entry: Entry) -> str:
    """Why an array that is not known yet is empty."""
    name = symbol(step.problem, entry)
    return tr(LATER).format(name=name, step=group_title(step, entry.position))


def column_title(problem: Problem, entry: Entry, column: int) -> str:
    """The heading of a column."""
    if entry.family == "number":
        return ""
    if entry.key.kind == "y":
        return target_name(problem, column)
    return unit_name(problem, entry.units, column)


def row_title(problem: Problem, entry: Entry, row: int) -> str:
    """The heading of a row: the number of the sample, or where the weights come from."""
    if entry.family == "samples":
        return str(row + 1)
    return unit_name(problem, entry.units - 1, row) if entry.family == "weights" else ""


def corner(entry: Entry) -> str:
    """What the rows are, above their headings."""
    return {"samples": tr(SAMPLE), "weights": "↓ →"}.get(entry.family, "")


def unit_name(problem: Problem, layer: int, unit: int) -> str:
    """A neuron as the diagram calls it."""
    name = neuron_name(problem, layer, unit)
    if layer:
        return name
    numbered = _NUMBERED.fullmatch(name)
    return numbered[1] + subscript(int(numbered[2])) if numbered else column_name(name)


def target_name(problem: Problem, column: int) -> str:
    """A target, by the output that it is for."""
    return unit_name(problem, problem.n_layers, column).replace("ŷ", "y")


def place_text(problem: Problem, entry: Entry, row: int, column: int) -> str:
    """A cell by its NumPy index, counted from 0 as NumPy does, and in the names of its headings."""
    name = symbol(problem, entry)
    index = {0: "", 1: f"[{column}]"}.get(len(entry.shape), f"[{row}, {column}]")
    titles = row_title(problem, entry, row), column_title(problem, entry, column)
    if entry.family == "samples":
        titles = f"{tr(SAMPLE)} {titles[0]}", titles[1]
    words = (" → " if entry.family == "weights" else ", ").join(filter(None, titles))
    return f"{name}{index}" + (f"  {words}" if words else "")
