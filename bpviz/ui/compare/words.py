"""What is wrong with a run, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.diagnosis import words
from bpviz.ui.diagnosis.found import found


@dataclass(frozen=True)
class Words:
    """A run's first verdict: in a sentence, without its evidence, with advice; how serious."""

    text: str = ""
    brief: str = ""
    whole: str = ""
    severity: str = "good"


def first_words(timeline: Timeline, step: Step, *, hurried: bool = False) -> Words:
    """A run's first verdict at a step; nothing before its first iteration is complete."""
    verdicts = found(timeline, step, hurried=hurried)
    if not verdicts:
        return Words()
    first = verdicts[0]
    text = words.what(first)
    whole = " ".join(filter(None, (text, words.advice(first))))
    return Words(text, words.brief(first), whole, first.severity)
