"""What a gradient check says in words."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from bpviz.core.gradcheck import ACCEPTED, GradCheck, LayerCheck, first_wrong_layer
from bpviz.core.notation import parameter_name
from bpviz.core.problem import Problem
from bpviz.ui.number_text import measured, number

translate = QCoreApplication.translate


def element_name(problem: Problem, check: LayerCheck, index: tuple[int, ...]) -> str:
    """The weight or bias at a place of an array: w₁₂⁽²⁾."""
    n_in = problem.layers[check.layer - 1].n_in
    source, unit = index if check.name == "W" else (n_in, *index)
    return parameter_name(check.layer, n_in, source, unit)


def verdict(found: GradCheck) -> tuple[str, bool]:
    """What the check comes to in a sentence, and whether it is good."""
    checked = sum(check.checked for check in found.layers)
    if not checked:
        return translate("GradCheck", "Nothing could be compared."), False
    if found.passed:
        text = translate("GradCheck", "The gradient is right: the worst error is {error}.")
        return text.format(error=number(found.worst.error, 2)), True
    if not math.isfinite(found.worst.error):
        text = translate(
            "GradCheck", "The gradient is not finite; on the way back since layer {n}."
        )
    else:
        text = translate("GradCheck", "The gradient is wrong; on the way back since layer {n}.")
    return text.format(n=first_wrong_layer(found)), False


def remark(found: GradCheck, iteration: int) -> str:
    """How it was done, and what was left out."""
    checked = sum(check.checked for check in found.layers)
    size = sum(check.size for check in found.layers)
    parts = [
        translate("GradCheck", "iteration {i}").format(i=iteration),
        translate("GradCheck", "central differences, h = {h}").format(h=number(found.h)),
        translate("GradCheck", "{n} of {all} parameters").format(n=checked, all=size),
    ]
    kinks = sum(check.skipped_kinks for check in found.layers)
    if kinks:
        parts.append(translate("GradCheck", "at kinks: {n}").format(n=kinks))
    small = sum(check.too_small for check in found.layers)
    if small:
        parts.append(translate("GradCheck", "too small to tell: {n}").format(n=small))
    if found.twin:
        parts.append(translate("GradCheck", "in float64"))
    return "  ·  ".join(parts)


def worst_lines(problem: Problem, check: LayerCheck) -> tuple[str, ...]:
    """The worst parameter of an array, its error and its two values."""
    if check.index is None:
        if check.too_small:
            return (translate("GradCheck", "too small to tell"),)
        return (translate("GradCheck", "on kinks"),)
    assert check.analytic is not None
    assert check.numeric is not None
    name = element_name(problem, check, check.index)
    error = number(check.error, 2)
    mark = "✓" if check.error <= ACCEPTED else "✕"
    first = translate("GradCheck", "{mark} worst {name}: {error}")
    values = translate("GradCheck", "{analytic} against {numeric}")
    return (
        first.format(mark=mark, name=name, error=error),
        values.format(analytic=measured(check.analytic, 6), numeric=measured(check.numeric, 6)),
    )


def element_text(problem: Problem, check: LayerCheck, index: tuple[int, ...]) -> str:
    """One parameter with both values and its error, for a readout."""
    name, compared = element_name(problem, check, index), check.compared
    error = float(compared.errors[index])
    if math.isnan(error):
        return translate("GradCheck", "{name}: not compared").format(name=name)
    text = translate(
        "GradCheck", "{name}\nbackward pass: {analytic}\nnumerical: {numeric}\nerror: {error}"
    )
    return text.format(
        name=name,
        analytic=repr(float(compared.analytic[index])),
        numeric=repr(float(compared.numeric[index])),
        error=number(error, 3),
    )
