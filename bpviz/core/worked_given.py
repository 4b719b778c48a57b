"""The first page of a worked solution: what is given before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpviz.core import worked_words as say
from bpviz.core.calls import Array
from bpviz.core.notation import quantity
from bpviz.core.problem import Problem
from bpviz.core.stages import Layer
from bpviz.core.step import Step
from bpviz.core.worked import Heading, Math, Network, Paragraph, Part, Table
from bpviz.core.worked_numbers import Figures
from bpviz.core.worked_words import Words

SETTINGS = {
    "momentum": (r"\mu",),
    "dampening": (r"\tau",),
    "weight_decay": (r"\lambda",),
    "alpha": (r"\alpha",),
    "betas": (r"\beta_1", r"\beta_2"),
    "eps": (r"\epsilon",),
    "lr_decay": (r"\eta'",),
}
"""The letters of an optimizer's settings in its formulas; a switch is told by its name."""

SLOTS = {
    ("sgd", "momentum"): "v",
    ("adagrad", "sum"): "s",
    ("rmsprop", "square_average"): "v",
    ("rmsprop", "gradient_average"): r"\bar g",
    ("rmsprop", "momentum"): "u",
    ("adam", "m"): "m",
    ("adam", "v"): "v",
    ("adamw", "m"): "m",
    ("adamw", "v"): "v",
}
"""The letters of what an optimizer remembers."""

PENALTY = "P"
"""The letter of the regularizer's term."""


def given(step: Step, figures: Figures, words: Words) -> Iterator[Part]:
    """The network, its settings, the batch, the parameters and the optimizer's memory.

    `step` is any of the iteration.
    """
    problem = step.problem
    yield Heading(1, words.text(say.GIVEN))
    yield from _settings(step, figures, words)
    yield _picture(step, figures)
    n = len(step.batch)
    if n == 1:
        yield Paragraph(words.parts(say.SAMPLE))
    else:
        yield Paragraph(words.parts(say.BATCH, count=n))
    yield _samples(step, figures)
    yield Paragraph(words.parts(say.PARAMETERS))
    for layer in problem.layers:
        yield parameters(layer, "w", "b", step.state.params, figures)
    yield from _memory(step, figures, words)


def _memory(step: Step, figures: Figures, words: Words) -> Iterator[Part]:
    """What the optimizer brought along, where it has anything."""
    problem, slots = step.problem, step.state.slots
    if not slots.any():
        return
    yield Paragraph(words.parts(say.MEMORY))
    for name, values in zip(problem.slot_names, slots, strict=True):
        letter = SLOTS.get((problem.experiment.optimizer.name, name), _upright(name))
        for layer in problem.layers:
            yield parameters(layer, letter, letter, values, figures)


def parameters(layer: Layer, weight: str, bias: str, flat: Array, figures: Figures) -> Table:
    """The numbers of a layer in a flat array: one row for each source, the bias below."""
    weights, biases = layer.weights(flat), layer.bias(flat)
    rows = [
        (f"i = {i + 1}", *(figures.given(x) for x in row.tolist())) for i, row in enumerate(weights)
    ]
    if biases is not None:
        rows.append((quantity(bias, layer.index, "j"), *map(figures.given, biases.tolist())))
    corner = quantity(weight, layer.index, "i", "j")
    return Table((corner, *(f"j = {j + 1}" for j in range(layer.n_out))), tuple(rows))


def _upright(name: str) -> str:
    return rf"\mathrm{{{name.replace('_', ' ')}}}"


def _samples(step: Step, figures: Figures) -> Table:
    n, n_in, n_out = len(step.batch), step.problem.n_in, step.problem.n_out
    head = (*(f"x_{{{i + 1}}}" for i in range(n_in)), *(f"y_{{{k + 1}}}" for k in range(n_out)))
    rows = tuple(
        tuple(figures.given(v) for v in (*step.x[row].tolist(), *step.y[row].tolist()))
        for row in range(n)
    )
    if n == 1:
        return Table(("", *head), (("", *rows[0]),))
    return Table(("s", *head), tuple((str(s + 1), *row) for s, row in enumerate(rows)))


def _picture(step: Step, figures: Figures) -> Network:
    problem = step.problem
    sizes = (problem.n_in, *(layer.n_out for layer in problem.layers))
    short = Figures(min(figures.precision, 3), figures.comma)
    weights, biases = [], []
    for layer in problem.layers:
        matrix, bias = step.W_before[layer.index].tolist(), step.b_before.get(layer.index)
        weights.append(tuple(tuple(short.answer(x).latex for x in row) for row in matrix))
        biases.append(() if bias is None else tuple(short.answer(x).latex for x in bias.tolist()))
    return Network(sizes, tuple(weights), tuple(biases))


def _settings(step: Step, figures: Figures, words: Words) -> Iterator[Part]:
    problem, experiment = step.problem, step.problem.experiment
    mistake = experiment.training.mistake
    if mistake != "none":
        yield Paragraph(words.parts(say.MISTAKE, mistake=words.name("mistake", mistake)))
    layers = [words.text(say.INPUTS, count=problem.n_in)] + [
        words.text(
            say.LAYER, count=layer.n_out, activation=words.name("activation", layer.activation)
        )
        for layer in problem.layers
    ]
    yield Paragraph(words.parts(say.NETWORK, network=" → ".join(layers)))
    loss = words.name("loss.name", experiment.loss.name)
    if len(step.batch) > 1:
        reduction = words.name("reduction", experiment.loss.reduction)
        yield Paragraph(words.parts(say.LOSS_OVER_BATCH, loss=loss, reduction=reduction))
    else:
        yield Paragraph(words.parts(say.LOSS_OF_ONE, loss=loss))
    optimizer = words.name("optimizer.name", experiment.optimizer.name)
    settings = _listed(_optimizer(step, figures, words))
    yield Paragraph(words.parts(say.OPTIMIZER, optimizer=optimizer, settings=settings))
    regularization = experiment.regularization
    if regularization.l1 or regularization.l2:
        written: list[Math] = [Math(rf"{PENALTY} = {penalty_symbols(problem)}")]
        for letter, value in ((r"\lambda_1", regularization.l1), (r"\lambda_2", regularization.l2)):
            written += [Math(f"{letter} = {figures.setting(value)}")] if value else []
        yield Paragraph(words.parts(say.PENALTY, penalty=_listed(written)))
    if any(layer.dropout for layer in problem.layers):
        yield Paragraph(words.parts(say.MASKS))
    frozen = [str(layer.index) for layer in problem.layers if layer.use_bias > layer.train_bias]
    if frozen:
        yield Paragraph(words.parts(say.FROZEN, layers=", ".join(frozen)))
    yield Paragraph(words.parts(say.ROUNDING, digits=figures.precision))


def _optimizer(step: Step, figures: Figures, words: Words) -> Iterator[str | Math]:
    problem = step.problem
    rate = figures.setting(problem.learning_rate(step.iteration))
    yield Math(rf"\eta = {rate}")
    settings = problem.experiment.optimizer.params
    for name, value in settings.items():
        values = value if isinstance(value, (tuple, list)) else (value,)
        if name in SETTINGS and any(values):
            for letter, number in zip(SETTINGS[name], values, strict=True):
                yield Math(f"{letter} = {figures.setting(number)}")
        elif value is True:
            yield words.text(say.SWITCHES[name])
    if "betas" in settings or "lr_decay" in settings:
        yield Math(f"t = {step.state.updates + 1}")
    clip = problem.experiment.training.clip_norm
    if clip:
        yield Math(rf"g_{{\max}} = {figures.setting(clip)}")


def _listed(found: Iterable[str | Math]) -> tuple[str | Math, ...]:
    parts: list[str | Math] = []
    for part in found:
        parts += ["; ", part] if parts else [part]
    return tuple(parts)


def penalty_symbols(problem: Problem) -> str:
    """The regularizer's term in symbols."""
    spec = problem.experiment.regularization
    parts = [r"\lambda_1 \sum \vert w\vert"] if spec.l1 else []
    parts += [r"\frac{1}{2}\,\lambda_2 \sum w^2"] if spec.l2 else []
    return " + ".join(parts)
