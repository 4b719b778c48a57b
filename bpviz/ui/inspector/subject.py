"""What the inspector tells about what is chosen: numbers at once, arithmetic when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.chain import (
    NeuronInspection,
    ParameterInspection,
    SampleInspection,
    inspect_neuron,
    inspect_parameter,
    inspect_sample,
)
from bpviz.core.explain import Explanation, explain
from bpviz.core.explain_choice import positions
from bpviz.core.paths import Paths, gradient_paths
from bpviz.core.step import Step
from bpviz.ui.explaining import step_name
from bpviz.ui.inspector import words
from bpviz.ui.inspector.sums import Terms, chain_terms, terms_of
from bpviz.ui.inspector.words import tr
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.selection import Selection
from bpviz.ui.tensors.arrays import Key
from bpviz.ui.texts import optimizer_name, phase_name

MOST_COLUMNS = 12
"""So many inputs, targets or outputs of a sample are shown."""

Kind = Literal["parameter", "neuron", "sample"]


@dataclass(frozen=True)
class Place:
    """Where a number stands that can be changed: an array of the step, its row and column."""

    key: Key
    row: int
    column: int


@dataclass(frozen=True)
class Field:
    """A number with its name; `value` is None while it is not known.

    `text` stands in place of a number; `color` names a colour of the theme.
    """

    label: str
    value: float | None
    place: Place | None = None
    text: str = ""
    color: str = "text"


@dataclass(frozen=True, eq=False)
class Block:
    """One piece of arithmetic under a heading.

    `row` is the sample that its numbers are about, where they are about one.
    """

    heading: str
    found: Explanation
    terms: Terms | None = None
    row: int = 0


class Subject:
    """What is chosen at a step; the arithmetic is worked out when it is first asked for.

    Parameters
    ----------
    step : Step
    selection : Selection
    of_sample : bool
        Look at the sample itself; an input neuron always does.
    whole : bool
        A parameter's chain rule is summed over the batch, not that of one sample.
    style : NumberFormat
    """

    def __init__(
        self, step: Step, selection: Selection, of_sample: bool, whole: bool, style: NumberFormat
    ) -> None:
        self.step, self.style = step, style
        self.problem = step.problem
        self.row = min(max(selection.sample, 0), len(step.batch) - 1)
        self.selection = replace(selection, sample=self.row)
        self.whole = whole or len(step.batch) == 1
        self.kind: Kind = "parameter"
        if of_sample or selection.layer == 0:
            self.kind = "sample"
        elif selection.source is None:
            self.kind = "neuron"

    @cached_property
    def sample(self) -> SampleInspection:
        """The sample."""
        return inspect_sample(self.step, self.row)

    @cached_property
    def neuron(self) -> NeuronInspection:
        """The neuron that is chosen."""
        chosen = self.selection
        return inspect_neuron(self.step, chosen.layer, chosen.unit, self.row, self.style.digits)

    @cached_property
    def parameter(self) -> ParameterInspection:
        """The weight or bias that is chosen."""
        chosen, sample = self.selection, None if self.whole else self.row
        assert chosen.source is not None
        digits = self.style.digits
        return inspect_parameter(
            self.step, chosen.layer, chosen.source, chosen.unit, sample, digits
        )

    # ---- in words ------------------------------------------------------------------------------

    @cached_property
    def title(self) -> str:
        """Its name, and where it stands."""
        chosen, problem = self.selection, self.problem
        if self.kind == "sample":
            return self.sample_text
        name = words.unit_name(problem, chosen.layer, chosen.unit)
        if self.kind == "neuron":
            return name
        assert chosen.source is not None
        if chosen.source == problem.layers[chosen.layer - 1].n_in:
            return f"{self.parameter.name}:  {name}"
        before = words.unit_name(problem, chosen.layer - 1, chosen.source)
        return f"{self.parameter.name}:  {before} → {name}"

    @property
    def bias(self) -> Selection | None:
        """The bias of the neuron that is chosen; None where it has none."""
        if self.kind != "neuron":
            return None
        layer = self.problem.layers[self.selection.layer - 1]
        return replace(self.selection, source=layer.n_in, outlined=True) if layer.use_bias else None

    @property
    def sample_text(self) -> str:
        """Which sample."""
        return tr(words.SAMPLE).format(number=self.row + 1, count=len(self.step.batch))

    @property
    def note(self) -> str:
        """Over what the arithmetic goes."""
        if self.kind == "parameter" and self.whole and len(self.step.batch) > 1:
            return tr(words.ALL).format(count=len(self.step.batch))
        return "" if self.kind == "sample" else self.sample_text

    @cached_property
    def coming(self) -> Step | None:
        """The step that brings the gradient or δ, if that is not known yet."""
        chosen, phase = self.selection, "gradient" if self.kind == "parameter" else "delta"
        if self.kind == "sample":
            return None
        later = (
            Step(self.step.record, position)
            for position in positions(self.step, chosen.layer, parameter=self.kind == "parameter")
            if position > self.step.position
        )
        return next((step for step in later if step.phase == phase), None)

    @property
    def later(self) -> str:
        """What is not known yet about it, and when it comes; empty when all is known."""
        if self.coming is None:
            return ""
        name = f"∂L/∂{self.parameter.name}" if self.kind == "parameter" else "δ"
        return tr(words.COMES).format(name=name, step=step_name(self.coming))

    # ---- numbers -------------------------------------------------------------------------------

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its numbers, each with a name."""
        make = {
            "parameter": self._parameter_fields,
            "neuron": self._neuron_fields,
            "sample": self._sample_fields,
        }
        return tuple(make[self.kind]())

    def _parameter_fields(self) -> Iterator[Field]:
        found, chosen = self.parameter, self.selection
        name = found.name
        label = words.VALUE if found.update is None else words.UPDATED
        yield Field(tr(label), found.value, self._parameter_place())
        gradient = tr(words.GRADIENT).format(name=name)
        yield Field(gradient, found.gradient, color="backward")
        if found.terms is not None and len(found.terms) > 1 and not self.whole:
            part = tr(words.PART).format(number=self.row + 1)
            yield Field(part, float(found.terms[chosen.sample]), color="backward")
        if found.penalty:
            yield Field(tr(words.PENALTY), found.penalty)
        if found.carried:
            yield Field(tr(words.CARRIED), found.carried)
        yield Field(tr(words.UPDATE).format(name=name), found.update, color="update")
        for slot, value in found.slots:
            optimizer = optimizer_name(self.problem.experiment.optimizer.name)
            yield Field(f"{optimizer} {slot.replace('_', ' ')}", value)

    def _parameter_place(self) -> Place:
        chosen = self.selection
        assert chosen.source is not None
        kind = "b" if chosen.source == self.problem.layers[chosen.layer - 1].n_in else "W"
        if self.step.position + 1 == len(self.step.record.micros):
            kind = f"new_{kind}"
        row = 0 if kind.endswith("b") else chosen.source
        return Place(Key(kind, chosen.layer), row, chosen.unit)

    def _neuron_fields(self) -> Iterator[Field]:
        found, layer = self.neuron, self.problem.layers[self.selection.layer - 1]
        yield Field(tr(words.WEIGHTED_SUM), found.z, color="forward")
        yield Field(tr(words.ACTIVATION), found.a, color="forward")
        if layer.dropout:
            yield Field(tr(words.DROPPED), found.dropped, color="forward")
        if ("da", layer.index) in self.step.record.slots:
            yield Field("∂L/∂a", found.da, color="backward")
        if ACTIVATIONS[layer.activation].slope is not None:
            yield Field(tr(words.SLOPE), found.slope, color="backward")
        yield Field(tr(words.SIGNAL), found.delta, color="backward")

    def _sample_fields(self) -> Iterator[Field]:
        found, problem, chosen = self.sample, self.problem, self.selection
        data, at = problem.dataset, int(problem.train_rows[found.index])
        yield from self._columns(
            words.INPUT,
            0,
            data.x[at],
            chosen.unit if chosen.layer == 0 else 0,
            Key("x"),
        )
        if data.labels is not None:
            label = float(data.y[at, 0])
            yield Field(tr(words.LABEL), label, Place(Key("y"), self.row, 0), color="loss")
        else:
            last = problem.n_layers
            yield from self._columns(words.TARGET, last, data.y[at], 0, Key("y"))
        yield from self._columns(words.OUTPUT, problem.n_layers, found.output, 0, None)
        yield Field(tr(words.LOSS), found.loss, color="loss")

    def _columns(
        self, template: str, layer: int, values: Array | None, chosen: int, key: Key | None
    ) -> Iterator[Field]:
        """A row of the inputs, targets or outputs; of many only some."""
        problem = self.problem
        count = problem.layers[layer - 1].n_out if layer else problem.n_in
        shown = [*range(min(count, MOST_COLUMNS))]
        if chosen >= len(shown):
            shown.append(chosen)
        color = {"x": "text", "y": "loss"}.get(key.kind, "") if key is not None else "forward"
        for column in shown:
            name = words.unit_name(problem, layer, column)
            name = name.replace("ŷ", "y") if color == "loss" else name
            value = None if values is None else float(values[column])
            place = None if key is None else Place(key, self.row, column)
            yield Field(tr(template).format(name=name), value, place, color=color)
        if count > len(shown):
            yield Field("", None, text="+ " + tr(words.MORE).format(count=count - len(shown)))

    # ---- arithmetic ----------------------------------------------------------------------------

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The arithmetic behind the numbers that are known."""
        make = {
            "parameter": self._parameter_blocks,
            "neuron": self._neuron_blocks,
            "sample": self._sample_blocks,
        }
        return tuple(make[self.kind]())

    @cached_property
    def paths(self) -> Paths | None:
        """All paths from the parameter to the loss, once that is known."""
        if self.kind != "parameter":
            return None
        chosen, sample = self.selection, None if self.whole else self.row
        assert chosen.source is not None
        return gradient_paths(self.step, chosen.layer, chosen.source, chosen.unit, sample)

    @property
    def paths_sum(self) -> float | None:
        """What the paths should add up to: the gradient without the penalty, or a sample's part."""
        found = self.parameter
        if found.gradient is None or found.terms is None:
            return None
        if self.whole:
            return found.gradient - (found.penalty or 0.0)
        return float(found.terms[self.row])

    def _parameter_blocks(self) -> Iterator[Block]:
        found = self.parameter
        if found.chain is not None:
            note = "" if len(self.step.batch) == 1 else f" · {self.note}"
            terms = chain_terms(self, found.chain)
            yield Block(tr(words.CHAIN) + note, found.chain, terms, self.row)
        if found.rule is not None:
            yield Block(tr(words.RULE), found.rule)

    def _neuron_blocks(self) -> Iterator[Block]:
        for part in self.neuron.parts:
            yield Block(phase_name(part.phase), part, terms_of(self, part), self.row)

    def _sample_blocks(self) -> Iterator[Block]:
        """The loss of the sample alone, then that of the batch."""
        several = len(self.step.batch) > 1
        headings = {False: phase_name("loss")}
        if several:
            whole = tr(words.ALL).format(count=len(self.step.batch))
            headings = {True: tr(words.LOSS), False: f"{phase_name('loss')} · {whole}"}
        for position, micro in enumerate(self.step.record.micros[: self.step.position + 1]):
            if micro.phase != "loss":
                continue
            step, digits = Step(self.step.record, position), self.style.digits
            for alone, heading in headings.items():
                found = explain(step, 0, 0, sample=self.row, digits=digits, alone=alone)
                yield Block(heading, found, terms_of(self, found), self.row)
