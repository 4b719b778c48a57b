"""What stands under the pictures of causes and of updates."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from bpviz.core.saturation import shape
from bpviz.core.signal_factors import SignalFactors, signal_start
from bpviz.core.step import Step
from bpviz.core.update_effect import Outcome, Rise, UpdateEffect, outcome
from bpviz.ui.gradients.caption import Part
from bpviz.ui.gradients.effects import DONE, PROMISED, signed
from bpviz.ui.gradients.waterfall import COLORS
from bpviz.ui.number_text import measured, number
from bpviz.ui.paint.text import superscript
from bpviz.ui.texts import activation_name

translate = QCoreApplication.translate
_DIGITS = 3


def cause_parts(step: Step, layer: int, factors: SignalFactors | None) -> list[Part]:
    """How `layer` gets its error signal; `factors` are None where that is not known yet."""
    count = step.problem.n_layers
    if layer == count:
        return _start_parts(step)
    if not 1 <= layer < count:
        return [Part(translate("gradients", "Click a layer to see what its signal is made of"))]
    heading = translate("gradients", "Layer {above} → {layer}:")
    parts = [Part(heading.format(above=layer + 1, layer=layer), bold=True)]
    here, above = superscript(layer), superscript(layer + 1)
    if factors is None:
        weight, dropout, slope, ratio = 4 * ("?",)
    else:
        f = factors
        weight, dropout, slope, ratio = (
            measured(value, _DIGITS) for value in (f.weight, f.dropout, f.slope, f.ratio)
        )
    weights = translate("gradients", "weights {factor}").format(factor=weight)
    parts.append(Part(weights, COLORS["weight"], tip=_weight_tip(layer)))
    if step.problem.layers[layer - 1].dropout:
        mask = translate("gradients", "dropout {factor}").format(factor=dropout)
        parts += [Part("×"), Part(mask, COLORS["dropout"], tip=_dropout_tip(step, layer))]
    slopes = translate("gradients", "slopes {factor}").format(factor=slope)
    tip = translate("gradients", "The ratio as measured: the product of the factors")
    parts += [
        Part("×"),
        Part(slopes, COLORS["slope"], tip=_slope_tip(step, layer)),
        Part("="),
        Part(f"‖δ{here}‖/‖δ{above}‖ {ratio}", "backward", "circle", tip),
    ]
    if factors is None:
        parts.append(Part(translate("gradients", "(not computed yet)")))
    return parts


def _start_parts(step: Step) -> list[Part]:
    """The last layer's own factors: there the signal starts."""
    last = step.problem.n_layers
    start = signal_start(step)
    heading = translate("gradients", "Loss → layer {layer}:").format(layer=last)
    if start is None:
        return [
            Part(heading, bold=True),
            Part(translate("gradients", "not computed yet")),
        ]
    here = superscript(last)
    gradient = f"‖∂L/∂a{here}‖ {measured(start.gradient, _DIGITS)}"
    slopes = translate("gradients", "slopes {factor}")
    return [
        Part(heading, bold=True),
        Part(gradient, "loss", "circle", translate("gradients", "The loss's own gradient")),
        Part("×"),
        Part(
            slopes.format(factor=measured(start.slope, _DIGITS)),
            COLORS["slope"],
            tip=translate("gradients", "What the slopes of the output layer do to its norm"),
        ),
        Part("="),
        Part(f"‖δ{here}‖ = {measured(start.norm, _DIGITS)}", "backward", "circle"),
    ]


def _weight_tip(layer: int) -> str:
    text = translate(
        "gradients",
        "Weights: ‖δ{above} W{above}ᵀ‖ / ‖δ{above}‖ over the batch.\n"
        "At most the largest singular value of W{above}\n"
        "(Pascanu et al. 2013, section 2.1; Hochreiter 1991).",
    )
    return text.format(above=superscript(layer + 1))


def _dropout_tip(step: Step, layer: int) -> str:
    text = translate(
        "gradients",
        "Dropout: what the mask, 0 or 1/(1 − p), does to the norm.\nOn average about {factor}.",
    )
    p = step.problem.layers[layer - 1].dropout
    return text.format(factor=number(1 / math.sqrt(1 - p)))


def _slope_tip(step: Step, layer: int) -> str:
    text = translate(
        "gradients",
        "Slopes: ‖f′(z{here}) ⊙ s‖ / ‖s‖ with what the weights let through, s.\n"
        "At most the steepest slope: {steepest} for {activation}\n"
        "(Pascanu et al. 2013, section 2.1; Hochreiter 1991).",
    )
    activation = step.problem.layers[layer - 1].activation
    steepest = number(shape(activation).steepest)
    name = activation_name(activation)
    return text.format(here=superscript(layer), steepest=steepest, activation=name)


def effect_parts(
    step: Step, own: UpdateEffect | None, before: UpdateEffect | None, why: Rise | None = None
) -> list[Part]:
    """What the update of the step promised and did; until it is made, that of the one `before`.

    `why` the loss went up is answered where it did.
    """
    effect = before if own is None else own
    if effect is None:
        return [Part(translate("gradients", "This iteration has not updated all layers yet."))]
    if why is not None and why.cause == "batch" and before is not None:
        return _batch_parts(step, before, why)
    promised = signed(effect.predicted)
    done = signed(effect.actual)
    if own is None:
        text = translate("gradients", "The update before promised {promised} and did {done}.")
        parts = [Part(text.format(promised=promised, done=done))]
        return parts if why is None else [*parts, _reason(step, why)]
    assert step.total is not None
    word = outcome(own, step.total, step.problem.dtype)
    return [
        Part(translate("gradients", "This update promised")),
        Part(promised, PROMISED),
        Part(translate("gradients", "and changed the loss by")),
        Part(f"{done}:", DONE),
        Part(_outcomes()[word], bold=True) if why is None else _reason(step, why),
    ]


def _reason(step: Step, why: Rise) -> Part:
    """Why an update raised the loss of its own batch."""
    if why.cause == "curvature":
        text = translate("gradients", "curvature added {rest}, the step is too large")
        return Part(text.format(rest=signed(why.rest)), "danger", "circle", bold=True)
    if step.problem.experiment.training.mistake != "none":
        text = translate("gradients", "a mistake makes it go uphill")
    elif step.problem.experiment.optimizer.params.get("momentum"):
        text = translate("gradients", "momentum carried it uphill, against this gradient")
    else:
        text = translate("gradients", "it does not follow this gradient (momentum, decay)")
    return Part(text, bold=True)


def _batch_parts(step: Step, before: UpdateEffect, why: Rise) -> list[Part]:
    """The step's batch is harder than the one before, whose update did what it should."""
    if step.problem.batch_size < step.problem.n_train:
        text = translate("gradients", "this one has other samples, which add {rest}")
    else:
        text = translate("gradients", "now other dropout masks add {rest}")
    return [
        Part(translate("gradients", "On its own batch the update before did")),
        Part(f"{signed(before.actual)};", DONE),
        Part(text.format(rest=signed(why.rest)), bold=True),
    ]


def _outcomes() -> dict[Outcome, str]:
    return {
        "as_promised": translate("gradients", "as promised"),
        "less": translate("gradients", "it went past the lowest point on its way"),
        "more": translate("gradients", "more than promised"),
        "raised": translate("gradients", "the step is too large"),
        "uphill": translate("gradients", "it does not follow this gradient (momentum, decay)"),
        "rounding": translate("gradients", "too small to tell from rounding"),
        "non_finite": translate("gradients", "not finite"),
    }
