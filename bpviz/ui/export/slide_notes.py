"""Speaker notes of a slide: the micro-step in words, its arithmetic as text, and where one is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bpviz.core.history import History
from bpviz.core.step import Step
from bpviz.ui.mistakes.secret import kept
from bpviz.ui.names import activation_name, loss_name, optimizer_name
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.paint.explanation_picture import ExplanationPicture
from bpviz.ui.paint.network_words import title as step_title
from bpviz.ui.status import non_finite_text, row_before, where_text

translate = QCoreApplication.translate

WHAT = {
    "batch": QT_TRANSLATE_NOOP(
        "Slides", "{count} samples are taken: all that follows in this iteration is about them."
    ),
    "linear": QT_TRANSLATE_NOOP(
        "Slides",
        "Each neuron of layer {layer} multiplies what comes in by its weights and adds it all up.",
    ),
    "activation": QT_TRANSLATE_NOOP(
        "Slides",
        "The activation ({activation}) makes of each sum z what the neuron passes on: a.",
    ),
    "dropout": QT_TRANSLATE_NOOP(
        "Slides",
        "Some neurons of layer {layer} are switched off at random, in this iteration only; "
        "the others pass on more, so that the sum stays the same on average.",
    ),
    "loss": QT_TRANSLATE_NOOP(
        "Slides",
        "The loss ({loss}) says in one number how far the outputs are from the targets.",
    ),
    "dropout_backward": QT_TRANSLATE_NOOP(
        "Slides", "The error goes back only through the neurons that were not switched off."
    ),
    "delta": QT_TRANSLATE_NOOP(
        "Slides",
        "The error signal δ says how much the loss changes with each sum z of layer {layer}: "
        "what comes back from layer {below}, times the slope of the activation.",
    ),
    "gradient": QT_TRANSLATE_NOOP(
        "Slides",
        "The gradient of a weight is what came in through it, times the error signal of the "
        "neuron that it leads to, summed over the samples.",
    ),
    "clip": QT_TRANSLATE_NOOP(
        "Slides",
        "A gradient longer than the limit is shortened to it; its direction stays.",
    ),
    "update": QT_TRANSLATE_NOOP(
        "Slides",
        "The optimizer ({optimizer}) changes what layer {layer} trains a little, "
        "so that the loss should fall.",
    ),
}
"""Phase → what is computed."""
OUTPUT_DELTA = QT_TRANSLATE_NOOP(
    "Slides",
    "The error signal δ says how much the loss changes with each sum z of the output layer: "
    "here the way back begins.",
)
MISTAKE = QT_TRANSLATE_NOOP("Slides", "There is a mistake here, on purpose. {what}")
CODE = QT_TRANSLATE_NOOP("Slides", "In NumPy: {code}")


def place_of(step: Step, history: History) -> str:
    """Where in the run a step is, with the loss, or the one before while it is not known."""
    row = row_before(step, history)
    return where_text(step, None if row is None else float(history.loss[row]))


def notes_of(step: Step, asked: ExplanationPicture, place: str) -> str:
    """What the speaker may say about a step, line by line, in the language of the moment.

    Parameters
    ----------
    step : Step
    asked : ExplanationPicture
        Its explanation, for the neuron or weight chosen.
    place : str
        Where in the run it is, and its loss.
    """
    lines = [step_title(step), place, "", _what(step)]
    if step.non_finite is not None:
        lines.append(non_finite_text(step.non_finite))
    lines.append("")
    if asked.title:
        lines.append(f"{asked.title} ({asked.note})")
    lines += [*arithmetic_of(asked), "", translate("Slides", CODE).format(code=step.micro.code)]
    return "\n".join(lines)


def arithmetic_of(asked: ExplanationPicture) -> list[str]:
    """Formula, numbers and result as lines of plain text."""
    found, numbers = asked.explanation, asked.numbers
    return [asked.formula] if found is None else list(map(numbers.plain, numbers.all_lines(found)))


def _what(step: Step) -> str:
    """What is computed, or the mistake that is made in computing it, unless that is asked for."""
    problem, phase = step.problem, step.phase
    output = step.layer == problem.n_layers
    role = "" if not step.layer else "output" if output else "hidden"
    if (phase, role) in problem.mistake.shows_in and not kept():
        return translate("Slides", MISTAKE).format(what=translate("mistake", problem.mistake.does))
    if phase not in WHAT:
        return step.micro.formula
    text = OUTPUT_DELTA if phase == "delta" and output else WHAT[phase]
    spec = problem.layers[step.layer - 1]
    return translate("Slides", text).format(
        layer=step.layer,
        below=step.layer + 1,
        count=len(step.batch),
        activation=activation_name(spec.activation),
        loss=loss_name(problem.experiment.loss.name),
        optimizer=optimizer_name(problem.experiment.optimizer.name),
    )
