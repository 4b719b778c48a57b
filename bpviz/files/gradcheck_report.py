"""A gradient check as a table for people and as JSON for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from bpviz.core.gradcheck import ACCEPTED, GOOD, GradCheck, LayerCheck
from bpviz.files.trace import spelled

HEADER = ("layer", "", "error", "at", "analytic", "numerical", "compared", "verdict")


def verdict(check: LayerCheck) -> str:
    """What the error of one array of parameters means, in a word or two."""
    if not check.checked:
        return "too small" if check.too_small else "on kinks"
    if not math.isfinite(check.error):
        return "NOT FINITE"
    if check.error <= GOOD:
        return "good"
    return "accepted" if check.error <= ACCEPTED else "WRONG"


def as_table(result: GradCheck, iteration: int) -> str:
    """A line for each array of parameters with its worst place, then what it comes to."""
    rows = [HEADER, *map(_row, result.layers)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, "", *_remarks(result, iteration)])


def as_json(result: GradCheck, iteration: int) -> dict[str, Any]:
    """The same, ready for `json.dumps`; non-finite numbers are strings, as in a trace."""
    return {
        "passed": result.passed,
        "iteration": iteration,
        "worst": _number(result.worst.error),
        "h": result.h,
        "sampled": result.sampled,
        "float64_twin": result.twin,
        "layers": [
            {
                "layer": check.layer,
                "name": check.name,
                "error": _number(check.error),
                "index": check.index,
                "analytic": _number(check.analytic),
                "numeric": _number(check.numeric),
                "checked": check.checked,
                "skipped_kinks": check.skipped_kinks,
                "too_small": check.too_small,
                "size": check.size,
                "verdict": verdict(check),
            }
            for check in result.layers
        ],
    }


def _number(value: float | None) -> float | str | None:
    return None if value is None else spelled(value)


def _row(check: LayerCheck) -> tuple[str, ...]:
    if check.index is None or check.analytic is None or check.numeric is None:
        worst = ("", "", "", "")
    else:
        at = ", ".join(map(str, check.index))
        worst = (
            f"{check.error:.1e}", f"[{at}]", f"{check.analytic:.9g}", f"{check.numeric:.9g}"
        )  # fmt: skip
    compared = f"{check.checked}/{check.size}"
    return (str(check.layer), check.name, *worst, compared, verdict(check))


def _remarks(result: GradCheck, iteration: int) -> Iterator[str]:
    worst = result.worst
    where = f"layer {worst.layer}, {worst.name}"
    if result.passed:
        yield f"The gradients agree at iteration {iteration}; worst: {worst.error:.1e} ({where})."
    elif not math.isfinite(worst.error):
        yield f"Numbers at iteration {iteration} are not finite: there is nothing to compare."
    else:
        yield (
            f"The gradients differ at iteration {iteration}: {worst.error:.1e} ({where}); "
            f"allowed {ACCEPTED:.0e}."
        )
    kinks = sum(check.skipped_kinks for check in result.layers)
    small = sum(check.too_small for check in result.layers)
    if kinks:
        yield f"Left out because a difference would step over a kink of the loss: {kinks}."
    if small:
        yield f"Equal up to the rounding of a difference, too small to judge further: {small}."
    if result.sampled:
        yield "Only a sample of the parameters was compared."
    if result.twin:
        yield "The experiment is in float32; its float64 twin was compared."
