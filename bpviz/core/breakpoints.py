"""Where a run is to stop: at a place within the iteration, or when a number does something.

A breakpoint looks at one whole iteration, and at the one before it where it is about a change, and
tells at which micro-steps it fires. Those that only ask for a place need no numbers and cost
nothing; for the others every iteration is looked at.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bpviz.core import errors
from bpviz.core.diagnosis import norm
from bpviz.core.errors import ExperimentError, unknown_name
from bpviz.core.params import Param, Params
from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline

Settings = Mapping[str, Any]
Places = tuple[int, ...]
"""Positions within an iteration, ascending."""


@dataclass(frozen=True)
class Kind:
    """A kind of breakpoint: its settings, and where in an iteration it fires.

    Either `at(problem, iteration, settings)`, from the number of the iteration alone, or
    `when(last, before, settings)`, from its last step and that of the iteration before (None where
    there is none). For a branch's first iteration that is its parent's: what an edit does counts.
    """

    params: Params
    at: Callable[[Problem, int, Settings], Places] | None = None
    when: Callable[[Step, Step | None, Settings], Places] | None = None


def _at_micro_step(problem: Problem, iteration: int, settings: Settings) -> Places:
    wanted = settings["phase"], settings["layer"]
    return tuple(
        position
        for position, micro in enumerate(problem.micros)
        if micro.phase == wanted[0] and wanted[1] in (0, micro.layer)
    )


def _at_iteration(problem: Problem, iteration: int, settings: Settings) -> Places:
    return (0,) if iteration == settings["number"] else ()


def _at_epoch(problem: Problem, iteration: int, settings: Settings) -> Places:
    return (0,) if iteration == settings["number"] * problem.iterations_per_epoch else ()


def _loss_below(last: Step, before: Step | None, settings: Settings) -> Places:
    limit = settings["value"]
    was = before is not None and before.total is not None and before.total < limit
    return (_known_at(last, "loss"),) if _total(last) < limit and not was else ()


def _loss_rises(last: Step, before: Step | None, settings: Settings) -> Places:
    if before is None:
        return ()
    bound = _total(before) + abs(_total(before)) * settings["percent"] / 100.0
    return (_known_at(last, "loss"),) if _total(last) > bound else ()


def _loss_not_finite(last: Step, before: Step | None, settings: Settings) -> Places:
    was = before is not None and not math.isfinite(_total(before))
    return (_known_at(last, "loss"),) if not math.isfinite(_total(last)) and not was else ()


def _gradient_leaves(last: Step, before: Step | None, settings: Settings) -> Places:
    chosen = settings["layer"]
    layers = [chosen] if chosen else range(last.problem.n_layers, 0, -1)

    def outside(step: Step, layer: int) -> bool:
        return not settings["low"] <= norm(step.dW[layer]) <= settings["high"]

    return tuple(
        sorted(
            _known_at(last, "dW", layer)
            for layer in layers
            if outside(last, layer) and not (before is not None and outside(before, layer))
        )
    )


def _sign_changes(last: Step, before: Step | None, settings: Settings) -> Places:
    layer, at = settings["layer"], (settings["source"] - 1, settings["unit"] - 1)
    was, now = float(last.W_before[layer][at]), float(last.W[layer][at])
    changed = math.copysign(1.0, was) != math.copysign(1.0, now) and was != now
    return (_known_at(last, "W", layer),) if changed else ()


def _total(step: Step) -> float:
    assert step.total is not None  # the last step of an iteration knows it
    return step.total


def _known_at(step: Step, name: str, layer: int = 0) -> int:
    return step.record.slots[name, layer].position


def _count(default: int, low: int) -> Param:
    return Param(default, "int", low=low)


PHASES = (
    "batch", "linear", "activation", "dropout", "loss", "dropout_backward", "delta", "gradient",
    "clip", "update",
)  # fmt: skip

KINDS: dict[str, Kind] = {
    "micro_step": Kind(
        {"phase": Param("loss", "choice", choices=lambda: PHASES), "layer": _count(0, 0)},
        at=_at_micro_step,
    ),
    "iteration": Kind({"number": _count(100, 0)}, at=_at_iteration),
    "epoch": Kind({"number": _count(10, 0)}, at=_at_epoch),
    "loss_below": Kind({"value": Param(0.01, "float")}, when=_loss_below),
    "loss_rises": Kind({"percent": Param(0.0, "float", low=0.0)}, when=_loss_rises),
    "loss_not_finite": Kind({}, when=_loss_not_finite),
    "gradient_leaves": Kind(
        {
            "layer": _count(0, 0),
            "low": Param(1e-6, "float", low=0.0),
            "high": Param(10.0, "float", low=0.0, low_open=True),
        },
        when=_gradient_leaves,
    ),
    "sign_changes": Kind(
        {"layer": _count(1, 1), "source": _count(1, 1), "unit": _count(1, 1)},
        when=_sign_changes,
    ),
}
"""Every kind by its name. `layer` 0 means any; `source` and `unit` of a weight count from 1."""


@dataclass(frozen=True)
class Breakpoint:
    """One breakpoint; `settings` are those of its kind. Make it with `breakpoint_for`."""

    kind: str
    settings: Settings = field(hash=False)


def breakpoint_for(problem: Problem, kind: str, **settings: Any) -> Breakpoint:
    """A breakpoint for runs of `problem`; what is left out has its usual value.

    Raises
    ------
    ExperimentError
        Unknown kind or setting, a wrong type, out of range, or nothing of this network.
    """
    if kind not in KINDS:
        raise unknown_name("breakpoint", kind, KINDS)
    params = KINDS[kind].params
    for name in settings:
        if name not in params:
            raise unknown_name(f"breakpoint.{kind}", name, params)
    checked = {
        name: param.check(f"breakpoint.{kind}.{name}", settings.get(name, param.default))
        for name, param in params.items()
    }
    if checked.get("low", 0.0) > checked.get("high", math.inf):
        raise ExperimentError(
            f"breakpoint.{kind}.low",
            errors.LOW_ABOVE_HIGH,
            other="high",
            limit=f"{checked['high']:g}",
            value=checked["low"],
        )
    found = Breakpoint(kind, MappingProxyType(checked))
    _check_place(problem, found)
    return found


def fits(problem: Problem, found: Breakpoint) -> bool:
    """Whether a network has what the breakpoint is about."""
    try:
        _check_place(problem, found)
    except ExperimentError:
        return False
    return True


def _check_place(problem: Problem, found: Breakpoint) -> None:
    kind, settings = found.kind, found.settings
    _at_most(kind, "layer", settings.get("layer", 0), problem.n_layers)
    if kind == "sign_changes":
        layer = problem.layers[settings["layer"] - 1]
        _at_most(kind, "source", settings["source"], layer.n_in)
        _at_most(kind, "unit", settings["unit"], layer.n_out)
    if kind == "micro_step" and not _at_micro_step(problem, 0, settings):
        phases = dict.fromkeys(
            micro.phase for micro in problem.micros if settings["layer"] in (0, micro.layer)
        )
        raise unknown_name(f"breakpoint.{kind}.phase", settings["phase"], list(phases))


def _at_most(kind: str, name: str, value: int, high: int) -> None:
    if value > high:
        place = f"breakpoint.{kind}.{name}"
        raise ExperimentError(place, errors.TOO_HIGH, high=str(high), value=value)


@dataclass(frozen=True)
class Hit:
    """The micro-step at which a breakpoint fired."""

    index: int
    breakpoint: Breakpoint


def first_hit(
    timeline: Timeline,
    breakpoints: Sequence[Breakpoint],
    after: int,
    until: int,
    deadline: float = math.inf,
) -> tuple[Hit | None, int]:
    """The first micro-step behind `after`, up to `until` (within), at which a breakpoint fires.

    Iterations are looked at one by one until `time.perf_counter()` > `deadline`, at least one.

    Returns
    -------
    hit : Hit or None
    looked : int
        The micro-step up to which there is no other hit: `until`, or less at the deadline.
    """
    if not breakpoints:  # at full speed thousands of iterations lie on the way
        return None, until
    per, problem = timeline.steps_per_iteration, timeline.problem
    watching = any(KINDS[found.kind].when for found in breakpoints)
    for iteration in range((after + 1) // per, until // per + 1):
        last = timeline[iteration * per + per - 1] if watching else None
        before = _last_of(timeline, iteration - 1) if watching else None
        hits = [
            Hit(iteration * per + position, found)
            for found in breakpoints
            for position in _positions(found, problem, iteration, last, before)
            if after < iteration * per + position <= until
        ]
        if hits:
            hit = min(hits, key=lambda hit: hit.index)
            return hit, hit.index
        end = iteration * per + per - 1
        if time.perf_counter() > deadline and end < until:
            return None, end
    return None, until


def _last_of(timeline: Timeline, iteration: int) -> Step | None:
    """The last step of an iteration, in the run or in the one it branched off; None before both."""
    run: Timeline | None = timeline
    while run is not None and iteration < run.first_iteration:
        run = run.parent
    if run is None:
        return None
    per = run.steps_per_iteration  # the branch may have others, with clipping or without
    return run[iteration * per + per - 1]


def _positions(
    found: Breakpoint, problem: Problem, iteration: int, last: Step | None, before: Step | None
) -> Places:
    kind = KINDS[found.kind]
    if kind.at is not None:
        return kind.at(problem, iteration, found.settings)
    assert kind.when is not None
    assert last is not None
    return kind.when(last, before, found.settings)
