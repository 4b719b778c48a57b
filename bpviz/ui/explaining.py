"""What is painted of an explanation: its question, the words around it, and its numbers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from bpviz.core.explain import Explanation, explain
from bpviz.core.explain_choice import newest, upcoming
from bpviz.core.explain_phases import PHASES
from bpviz.core.expression import SHOWN_TERMS
from bpviz.core.notation import neuron_name, parameter_name
from bpviz.core.step import Step
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.number_format import STANDARD, NumberFormat
from bpviz.ui.paint.explanation_picture import ExplanationPicture
from bpviz.ui.paint.timeline import chip_label
from bpviz.ui.selection import Selection
from bpviz.ui.texts import phase_name

TITLES = {
    "batch": QT_TRANSLATE_NOOP("explanation", "Which sample goes in?"),
    "linear": QT_TRANSLATE_NOOP("explanation", "Why is z of {neuron} this number?"),
    "activation": QT_TRANSLATE_NOOP("explanation", "Why is a of {neuron} this number?"),
    "dropout": QT_TRANSLATE_NOOP("explanation", "Is {neuron} switched off?"),
    "loss": QT_TRANSLATE_NOOP("explanation", "Why is the loss this number?"),
    "dropout_backward": QT_TRANSLATE_NOOP("explanation", "Why is ∂L/∂a of {neuron} this number?"),
    "delta": QT_TRANSLATE_NOOP("explanation", "Why is δ of {neuron} this number?"),
    "gradient": QT_TRANSLATE_NOOP("explanation", "Why is ∂L/∂{parameter} this number?"),
    "clip": QT_TRANSLATE_NOOP("explanation", "Is the gradient too long?"),
    "update": QT_TRANSLATE_NOOP("explanation", "How does {parameter} change?"),
}
NOTHING = QT_TRANSLATE_NOOP("explanation", "Take a step to see where its numbers come from.")
UNKNOWN = QT_TRANSLATE_NOOP("explanation", "The numbers of this step cannot be shown yet.")
EARLIER = QT_TRANSLATE_NOOP("explanation", "Step {step}: {question}")
NEXT = QT_TRANSLATE_NOOP("explanation", "The next number of {name} comes at step {step}.")
LATER = QT_TRANSLATE_NOOP("explanation", "{name} is not known yet: it comes at step {step}.")
LAST = QT_TRANSLATE_NOOP("explanation", "Nothing more comes about {name} in this iteration.")
SAMPLE = QT_TRANSLATE_NOOP("explanation", "sample {number} of {count}")
BATCH = QT_TRANSLATE_NOOP("explanation", "all {count} samples")
TERMS = QT_TRANSLATE_NOOP("explanation", "{count} terms")
LISTING = QT_TRANSLATE_NOOP("explanation", "NumPy, this iteration")


def _tr(text: str) -> str:
    return QCoreApplication.translate("explanation", text)


def explanation_picture(
    step: Step | None,
    explanation: Explanation | None,
    listing: tuple[str, ...] = (),
    numbers: NumberFormat = STANDARD,
) -> ExplanationPicture:
    """What to paint for a step, in the language of the moment."""
    if step is None:
        return ExplanationPicture("", "", _tr(NOTHING), "batch", "", None)
    if explanation is None:
        return ExplanationPicture(
            "", "", _tr(UNKNOWN), step.micro.direction, step.micro.code, None, step.micro.formula
        )
    title = _tr(TITLES[explanation.phase]).format(
        neuron=explanation.neuron, parameter=explanation.parameter
    )
    count = len(step.batch)
    if explanation.sample is None and count > 1:
        notes, short = [_tr(BATCH).format(count=count)], f"n = {count}"
    else:
        number = (explanation.sample or 0) + 1
        notes, short = [_tr(SAMPLE).format(number=number, count=count)], f"{number} / {count}"
    if explanation.n_terms > SHOWN_TERMS:
        notes.append(_tr(TERMS).format(count=explanation.n_terms))
    return ExplanationPicture(
        title,
        " · ".join(notes),
        "",
        explanation.direction,
        explanation.code,
        explanation,
        listing=listing,
        listing_title=_tr(LISTING),
        current=step.position,
        short_note=short,
        numbers=numbers,
    )


def chosen_picture(
    step: Step, selection: Selection, numbers: NumberFormat, listing: tuple[str, ...] = ()
) -> ExplanationPicture:
    """What to paint for a neuron or weight that was clicked: the newest that is known of it.

    That is the step's own explanation where the step is about it, else that of the last step
    which was, named in the title; a sentence says what comes next.
    """
    layer, source = selection.layer, selection.source
    about = newest(step, layer, source)
    if about is not None and about.index == step.index:
        found = explained(step, selection, numbers.digits)
        return explanation_picture(step, found, listing, numbers)
    if layer and source is not None:
        name = parameter_name(layer, step.problem.layers[layer - 1].n_in, source, selection.unit)
    else:
        name = neuron_name(step.problem, layer, selection.unit)
    coming = upcoming(step, layer, source)
    if about is None:
        soon = _tr(LATER) if coming is not None else _tr(LAST)
        sentence = soon.format(name=name, step=step_name(coming) if coming is not None else "")
        own = explained(step, selection, numbers.digits)
        return replace(explanation_picture(step, own, listing, numbers), sentence=sentence)
    found = explained(about, selection, numbers.digits)
    picture = explanation_picture(about, found, listing, numbers)
    title = _tr(EARLIER).format(step=step_name(about), question=picture.title)
    if layer == 0:
        return replace(picture, title=title)
    more = _tr(NEXT) if coming is not None else _tr(LAST)
    sentence = more.format(name=name, step=step_name(coming) if coming is not None else "")
    return replace(picture, title=title, sentence=sentence)


def step_name(step: Step) -> str:
    """A micro-step as its chip on the strip says it: a¹, δ²."""
    words = {phase: phase_name(phase) for phase in ("batch", "loss", "clip")}
    return chip_label(step.micro, words)


def explained(step: Step, selection: Selection, digits: int) -> Explanation | None:
    """The explanation for what is chosen, or None for a phase that has none."""
    if step.phase not in PHASES:
        return None
    chosen = selection
    return explain(step, chosen.layer, chosen.unit, chosen.source, chosen.sample, digits)
