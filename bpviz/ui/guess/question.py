"""A question for the number of a micro-step: choices to vote on, a typed guess, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

import numpy as np

from bpviz.core.explain import Explanation, explain
from bpviz.core.guesses import alternatives
from bpviz.core.step import Step
from bpviz.ui.selection import Selection

LETTERS = "ABCD"


@dataclass(frozen=True)
class Choice:
    """One of the answers offered; `mistake` names what gives it, if anything does."""

    value: float
    right: bool
    mistake: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked about a micro-step, and what was answered so far.

    Attributes
    ----------
    step : Step
        The micro-step whose number is asked for; nobody is shown it yet.
    found : Explanation
        With the right answer as its result.
    choices : tuple of Choice
        The right answer among wrong ones; none for a number without wrong ones.
    votes : mapping
        Place of a choice → votes.
    typed : str
        What was typed, with the digits it was typed with.
    hinted, revealed : bool
    """

    step: Step
    found: Explanation
    choices: tuple[Choice, ...]
    votes: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    typed: str = ""
    hinted: bool = False
    revealed: bool = False

    @property
    def value(self) -> float:
        """The right answer."""
        assert self.found.result is not None
        return self.found.result

    @property
    def total(self) -> int:
        """How many have voted."""
        return sum(self.votes.values())

    def with_digits(self, digits: int) -> Question:
        """With other digits in the arithmetic; votes and answers stay."""
        f = self.found
        sample = 0 if f.sample is None else f.sample
        return replace(self, found=explain(self.step, f.layer, f.unit, f.source, sample, digits))

    def voted(self, place: int, by: int = 1) -> Question:
        """With a vote more, or fewer; none after the answer."""
        if self.revealed or not 0 <= place < len(self.choices):
            return self
        votes = dict(self.votes)
        votes[place] = max(0, votes.get(place, 0) + by)
        return replace(self, votes=MappingProxyType({k: n for k, n in votes.items() if n}))


def question(step: Step, selection: Selection, digits: int) -> Question | None:
    """The question for the number of `step`; None where a step has none (a batch that goes in)."""
    chosen = selection.layer, selection.unit, selection.source, selection.sample
    found = explain(step, *chosen, digits)
    if found.result is None:
        return None
    wrong = [Choice(w.value, False, w.mistake) for w in alternatives(step, *chosen)]
    choices = [Choice(found.result, True), *wrong] if wrong else []
    order = np.random.default_rng(step.index).permutation(len(choices))
    return Question(step, found, tuple(choices[k] for k in order))


def agrees(typed: str, value: float) -> bool:
    """Whether a number agrees with the right one to the digits that it was typed with."""
    guess = Decimal(typed)
    exponent = guess.as_tuple().exponent
    if not isinstance(exponent, int) or not np.isfinite(value):
        return False
    half = Decimal(1).scaleb(exponent) / 2
    return abs(guess - Decimal(value)) <= half * Decimal("1.000001")
