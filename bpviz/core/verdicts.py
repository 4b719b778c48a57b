"""Why doesn't it learn? A run's faults in words: what, where, since when.

A verdict looks at what the history kept up to the step, and at the newest complete iteration itself
where that costs little (`bpviz.core.verdict_past`); only what is measured on the whole sets may be
older, by the stride of the history. Rules and limits are in `bpviz.core.verdict_limits` and
`bpviz.core.diagnosis`; the sentences in `bpviz.core.verdict_texts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from bpviz.core.calls import Array
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.core.verdict_past import Past, past
from bpviz.core.verdict_rules import RULES, Finding, mistake, non_finite
from bpviz.core.verdict_texts import ADVICE, MANY_LAYERS, ONE_LAYER, SENTENCES, Sentence, layer_list

Kind = Literal[
    "mistake",
    "non_finite",
    "diverging",
    "exploding",
    "dead_relu",
    "symmetric",
    "saturated",
    "vanishing",
    "step_too_large",
    "step_too_small",
    "overfitting",
    "healthy",
]
Severity = Literal["good", "muted", "warning", "danger"]

SEVERITY: dict[str, Severity] = {"non_finite": "danger", "diverging": "danger",
                                 "exploding": "danger", "healthy": "good"}  # fmt: skip
"""All others are warnings. What is neither good nor a fault is muted."""

FOUND_ON: dict[str, str] = {
    "non_finite": "iterations",
    "exploding": "iterations",
    "vanishing": "iterations",
    "saturated": "measure_iterations",
    "step_too_large": "measure_iterations",
    "step_too_small": "measure_iterations",
    "diverging": "eval_iterations",
    "dead_relu": "eval_iterations",
    "overfitting": "eval_iterations",
}
"""The iterations that a verdict looks at: what lies between two that were kept, it has not seen."""


@dataclass(frozen=True)
class Verdict:
    """One fault, or that there is none.

    Attributes
    ----------
    kind : str
    layers : tuple of int
        Where, ascending from 1; empty for the whole network.
    since_iteration : int
        Where the unbroken run of kept iterations that have the fault began: of several layers, the
        longest run.
    values : mapping
        The numbers and names of the sentence's placeholders, without ``where`` and ``since``.
    severity : {"good", "muted", "warning", "danger"}
    sentence : Sentence
        The templates, in English.
    about : bool
        Whether it may have begun between that iteration and the one kept before it.
    """

    kind: Kind
    layers: tuple[int, ...]
    since_iteration: int
    values: Mapping[str, object]
    severity: Severity
    sentence: Sentence
    about: bool = False

    @property
    def since(self) -> str:
        """`since_iteration` as it is written: ``"40"``, or ``"≈ 40"`` where that is not exact."""
        return f"≈ {self.since_iteration}" if self.about else str(self.since_iteration)

    @property
    def text(self) -> str:
        """The whole in English: what is wrong, and what usually helps."""
        template = ONE_LAYER if len(self.layers) == 1 else MANY_LAYERS
        shown = {
            key: f"{value:.3g}" if isinstance(value, float) else value
            for key, value in self.values.items()
        }
        shown["where"] = template.format(layers=layer_list(self.layers))
        shown["since"] = self.since
        parts = (self.sentence.what, self.sentence.advice)
        return " ".join(part.format(**shown) for part in parts if part)


def verdicts(timeline: Timeline, step: Step) -> tuple[Verdict, ...]:
    """What is wrong with a run at a step, causes before what follows from them.

    Exactly one verdict is ``"healthy"`` where nothing is wrong, muted where the loss has risen
    nevertheless. A mistake that is there on purpose comes first, unnamed since it may have to be
    found. Empty before the first backward pass is done, but for that mistake. The step's run must
    be `timeline`'s.
    """
    seen = past(timeline, step)
    found = [*mistake(timeline, seen), *non_finite(timeline, seen)]
    if seen.iterations.size:
        for rule in RULES:
            found.extend(rule(timeline, seen))
        if not found:
            found.append(_healthy(seen))
    return tuple(_verdict(finding, seen) for finding in found)


def _healthy(seen: Past) -> Finding:
    values = {"loss": float(seen.loss[-1]), "first": float(seen.loss[0])}
    risen = values["loss"] > values["first"]
    sentence = "no_fault" if risen else ""
    return Finding("healthy", (), int(seen.iterations[0]), values, sentence)


def _verdict(finding: Finding, seen: Past) -> Verdict:
    kind: Kind = finding.kind  # type: ignore[assignment]
    kept: Array | None = getattr(seen, FOUND_ON[kind]) if kind in FOUND_ON else None
    about = (
        kept is not None
        and len(kept) > 0  # non-finite numbers are found before anything is kept
        and finding.since > kept[0]
        and finding.since - 1 not in kept
    )
    sentence = SENTENCES[finding.sentence or kind]
    if finding.advice:
        sentence = replace(sentence, advice=ADVICE[finding.advice])
    return Verdict(
        kind,
        finding.layers,
        finding.since,
        MappingProxyType(finding.values),
        "muted" if finding.sentence == "no_fault" else SEVERITY.get(kind, "warning"),
        sentence,
        bool(about),
    )
