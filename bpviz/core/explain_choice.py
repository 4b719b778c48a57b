"""Which micro-step of an iteration tells about a neuron or a weight that the user chose."""

from __future__ import annotations

from bpviz.core.step import Step

PARAMETER_PHASES = ("gradient", "update")


def newest(step: Step, layer: int, source: int | None = None) -> Step | None:
    """The last micro-step up to `step` about a neuron of a layer, or one of its weights.

    For a weight without a gradient yet it is the weighted sum in which it takes part. Where the
    layer is the step's own that is `step` itself; None where nothing is known yet.
    """
    if layer == 0:
        return step if step.layer == 0 and step.phase == "batch" else Step(step.record, 0)
    if step.layer == layer:
        return step
    about = positions(step, layer, parameter=source is not None)
    known = [position for position in about if position <= step.position]
    if source is not None and not known:
        sums = positions(step, layer, parameter=False)[:1]
        known = [position for position in sums if position <= step.position]
    return Step(step.record, known[-1]) if known else None


def upcoming(step: Step, layer: int, source: int | None = None) -> Step | None:
    """The next micro-step after `step` about a neuron of a layer, or one of its weights."""
    about = positions(step, layer, parameter=source is not None)
    later = [position for position in about if position > step.position]
    return Step(step.record, later[0]) if later else None


def positions(step: Step, layer: int, *, parameter: bool) -> list[int]:
    """The micro-steps of the iteration about a layer's weights, or about its neurons."""
    return [
        position
        for position, micro in enumerate(step.record.micros)
        if micro.layer == layer and (micro.phase in PARAMETER_PHASES) == parameter
    ]
