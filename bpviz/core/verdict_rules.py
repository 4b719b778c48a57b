"""One rule for each verdict: what a run's past says, by the limits of `verdict_limits`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from bpviz.core import verdict_limits as limits
from bpviz.core.calls import Array
from bpviz.core.diagnosis import marks_of_both
from bpviz.core.losses import LOSSES
from bpviz.core.problem import Problem
from bpviz.core.saturation import shape
from bpviz.core.signal_factors import signal_factors
from bpviz.core.step import Step
from bpviz.core.symmetry import twin_counts
from bpviz.core.timeline import Timeline
from bpviz.core.verdict_advice import for_exploding, for_saturated, for_vanishing
from bpviz.core.verdict_past import Past


@dataclass(frozen=True)
class Finding:
    """A verdict as a rule makes it.

    `sentence` is a key of the sentences where not the kind, `advice` of what helps where that
    depends on the layers.
    """

    kind: str
    layers: tuple[int, ...]
    since: int
    values: Mapping[str, object]
    sentence: str = ""
    advice: str = ""


Rule = Callable[[Timeline, Past], Iterator[Finding]]


def mistake(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """A mistake that the experiment has on purpose."""
    if timeline.problem.experiment.training.mistake != "none":
        yield Finding("mistake", (), timeline.first_iteration, {})


def non_finite(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """NaN or infinity in a loss or a gradient, or anywhere in the step so far."""
    first = _run_start(~(np.isfinite(seen.loss) & np.isfinite(seen.grad_norm).all(axis=1)))
    source = seen.step
    if first < len(seen.iterations) and seen.iterations[first] >= timeline.first_iteration:
        source = _last_step(timeline, int(seen.iterations[first]))
    bad = source.non_finite
    if bad is not None:
        values = {"name": bad.name, "layer": bad.layer, "phase": bad.phase, "index": bad.index,
                  "value": bad.value}  # fmt: skip
        layers = (bad.layer,) if bad.layer else ()
        sentence = "" if bad.layer else "non_finite_loss"
        yield Finding("non_finite", layers, source.iteration, values, sentence)


def diverging(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """The training loss stays above what it was before training."""
    loss = seen.train_loss
    first = _run_start(loss > limits.DIVERGING * loss[:1])
    if len(loss) - first >= limits.DIVERGING_RUN:
        now, start = float(loss[-1]), float(loss[0])
        values: dict[str, object] = {"loss": now, "first": start}
        values["times"] = now / start if start else math.inf
        yield Finding("diverging", (), int(seen.eval_iterations[first]), values)


def exploding(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """Gradients or error signals too large, by the rules of `diagnosis`."""
    _, flags = marks_of_both(seen.grad_norm, seen.delta_norm, seen.loss)
    layers, since = _layers(flags, seen.iterations)
    if layers:
        last = np.maximum(seen.grad_norm[-1], seen.delta_norm[-1])
        norm = float(max(last[layer - 1] for layer in layers))
        advice = for_exploding(timeline.problem, layers)
        yield Finding("exploding", layers, since, {"norm": norm}, advice=advice)


def dead_relu(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """Layers of the ReLU family with too many units that are zero for every training sample.

    Too many have died since the first run's start values, or all units are dead, even from the
    start. The numbers count every dead unit of these layers.
    """
    units = np.array([layer.n_out for layer in timeline.problem.layers])
    died = seen.dead - _dead_at_first(timeline) >= limits.DEAD_SHARE * units
    layers, since = _layers(died | (seen.dead == units), seen.eval_iterations)
    if layers:
        dead = sum(int(seen.dead[-1, layer - 1]) for layer in layers)
        total = sum(int(units[layer - 1]) for layer in layers)
        yield Finding("dead_relu", layers, since, {"dead": dead, "units": total})


def _dead_at_first(timeline: Timeline) -> Array:
    """How many units of each layer (L,) the start values of the first run leave dead."""
    while timeline.parent is not None:
        timeline = timeline.parent
    dead = timeline.history.dead
    return dead[0] if len(dead) else np.zeros(dead.shape[1])


def symmetric(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """Units that were copies of each other from the start, and still are."""
    problem = timeline.problem
    at_start = twin_counts(problem, timeline.start.params)
    if not any(at_start):
        return
    counts = np.minimum(at_start, twin_counts(problem, seen.step.state.params)).tolist()
    layers = tuple(layer for layer, count in enumerate(counts, 1) if count)
    if not layers:
        return
    parent = timeline.parent
    while parent is not None and any(twin_counts(parent.problem, parent.start.params)):
        timeline, parent = parent, parent.parent
    since = timeline.first_iteration
    units = sum(problem.layers[layer - 1].n_out for layer in layers)
    values: dict[str, object] = {"twins": sum(counts), "units": units}
    yield Finding("symmetric", layers, since, values)


def saturated(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """Sigmoid and tanh layers in their flat ends, while the network has not learned."""
    problem = timeline.problem
    hidden = np.array([shape(layer.activation).bounded for layer in problem.layers])
    output = hidden.copy()
    hidden[-1] = False
    # With a closed form δ = a − y the output's slope plays no part.
    output[:-1], output[-1] = False, output[-1] and not _is_fused(problem)
    stuck = seen.measure_loss > limits.LEARNED * seen.loss[0]
    full = (seen.saturated >= limits.SATURATED_SHARE) & stuck[:, None]
    for places, sentence in ((hidden, ""), (output, "saturated_output")):
        layers, since = _layers(full & places, seen.measure_iterations)
        if layers:
            share = float(np.mean([seen.saturated[-1, layer - 1] for layer in layers]))
            values = {"percent": 100 * share, "activation": _activations(problem, layers)}
            advice = "" if sentence else for_saturated(problem, layers)
            yield Finding("saturated", layers, since, values, sentence, advice)


def vanishing(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """Gradients or error signals too small, by the rules of `diagnosis`, and what made them so.

    Nothing comes back through dead units, nor to weights that get nothing but zeros from them:
    that is told of them already.
    """
    flags, _ = marks_of_both(seen.grad_norm, seen.delta_norm, seen.loss)
    for dead in dead_relu(timeline, seen):
        last = dead.layers[-1]
        silent = seen.dead[-1, last - 1] == timeline.problem.layers[last - 1].n_out
        flags[:, : last + silent] = False
    lasting = flags[-limits.VANISHING_RUN :].all(axis=0)
    layers, since = _layers(flags & lasting, seen.iterations)
    if not layers:
        return
    norm = float(min(seen.grad_norm[-1, layer - 1] for layer in layers))
    values: dict[str, object] = {"norm": norm, "activation": _activations(timeline.problem, layers)}
    whole = seen.whole
    # The signal is lost on its way to the named layers, so the factors from the lowest of them up.
    factors = [
        found
        for found in (signal_factors(whole) if whole is not None else ())
        if found.layer >= layers[0]
    ]
    weights, slopes = ([getattr(f, name) for f in factors] for name in ("weight", "slope"))
    usable = factors and all(math.isfinite(x) and x > 0 for x in (*weights, *slopes))
    problem = timeline.problem
    told = any(found.advice for found in saturated(timeline, seen))
    hidden = range(layers[0], max(layers[-1] + 1, problem.n_layers))
    advice = "" if told and not usable else for_vanishing(problem, hidden)
    if not usable:
        yield Finding("vanishing", layers, since, values, advice=advice)
        return
    weight, slope = (math.exp(float(np.mean(np.log(part)))) for part in (weights, slopes))
    steepest = max(shape(timeline.problem.layers[f.layer - 1].activation).steepest for f in factors)
    values |= {"weight": weight, "slope": slope, "steepest": steepest}
    yield Finding(
        "vanishing", layers, since, values,
        "vanishing_slope" if slope <= weight else "vanishing_weight", advice,
    )  # fmt: skip


def step_too_large(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """Updates that raise the loss of their own batch although the gradient promised a fall."""
    loss = seen.measure_loss
    raised = (seen.predicted < 0) & (seen.actual > limits.RISE * loss)
    raised &= loss > limits.SOLVED * seen.loss[0]
    window = min(limits.RISE_WINDOW, len(raised))
    if window < 2:
        return
    counts = np.convolve(raised, np.ones(limits.RISE_WINDOW, int))[: len(raised)]
    sizes = np.minimum(np.arange(1, len(raised) + 1), limits.RISE_WINDOW)
    often = (2 * counts >= sizes) & (counts >= 2)
    first = _run_start(often)
    if first < len(often):
        began = max(0, first - limits.RISE_WINDOW + 1)
        began += int(np.argmax(raised[began : first + 1]))
        last = int(np.flatnonzero(raised)[-1])
        values = {"predicted": float(seen.predicted[last]), "actual": float(seen.actual[last])}
        yield Finding("step_too_large", (), int(seen.measure_iterations[began]), values)


def step_too_small(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """Updates far below what the gradient would make worthwhile."""
    with np.errstate(all="ignore"):
        ratio = np.fmax.reduce(seen.update_ratio, axis=1)
        loss = seen.measure_loss
        promise = -seen.predicted * (1e-3 / ratio) / loss
        small = (ratio > 0) & (ratio < limits.SMALL_RATIO) & (promise > limits.SMALL_PROMISE)
        small &= loss > limits.LEARNED * seen.loss[0]
    first = _run_start(small)
    if len(small) - first >= limits.SMALL_RUN:
        values = {"ratio": float(ratio[-1]), "promise": float(promise[-1])}
        yield Finding("step_too_small", (), int(seen.measure_iterations[first]), values)


def overfitting(timeline: Timeline, seen: Past) -> Iterator[Finding]:
    """The test loss has risen while the training loss fell on."""
    test, train = seen.test_loss, seen.train_loss
    if not len(test) or not np.isfinite(test[0]):
        return
    best = np.fmin.accumulate(test)
    lowest = np.maximum.accumulate(np.where(test == best, np.arange(len(test)), 0))
    over = test > (1 + limits.OVERFITTING) * best
    over &= train < limits.OVERFITTING_FALL * train[lowest]
    first = _run_start(over)
    if len(over) - first >= limits.OVERFITTING_RUN:
        values = {"best": float(best[-1]), "test": float(test[-1]), "train": float(train[-1])}
        yield Finding("overfitting", (), int(seen.eval_iterations[lowest[-1]]), values)


RULES: tuple[Rule, ...] = (
    diverging,
    exploding,
    dead_relu,
    symmetric,
    saturated,
    vanishing,
    step_too_large,
    step_too_small,
    overfitting,
)
"""Causes before what follows from them."""


def _run_start(flags: Array) -> int:
    """Where the unbroken run of flags at the end begins; their number where the last is off."""
    off = np.flatnonzero(~flags)
    return int(off[-1]) + 1 if len(off) else 0


def _layers(flags: Array, iterations: Array) -> tuple[tuple[int, ...], int]:
    """The layers (from 1) that are flagged in the last row of (m, L), and since when one was."""
    if not len(flags):
        return (), 0
    found = np.flatnonzero(flags[-1]).tolist()
    since = min((int(iterations[_run_start(flags[:, i])]) for i in found), default=0)
    return tuple(i + 1 for i in found), since


def _activations(problem: Problem, layers: tuple[int, ...]) -> str:
    """The names of the layers' activations, each once."""
    return ", ".join(dict.fromkeys(problem.layers[layer - 1].activation for layer in layers))


def _is_fused(problem: Problem) -> bool:
    return problem.layers[-1].activation in LOSSES[problem.experiment.loss.name].fused


def _last_step(timeline: Timeline, iteration: int) -> Step:
    return timeline[(iteration + 1) * timeline.steps_per_iteration - 1]
