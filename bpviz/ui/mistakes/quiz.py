"""Spot the bug: one mistake is in the network, the class votes which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from bpviz.core.broken import effective
from bpviz.core.problem import Problem


@dataclass(frozen=True)
class Quiz:
    """A question, the votes so far, and whether the answer was given.

    Attributes
    ----------
    candidates : tuple of str
        Mistakes that change something in the network, among them the one that it has.
    secret : str
        The one that it has.
    votes : mapping
        Candidate → how many chose it; those without a vote are not in it.
    revealed : bool
    """

    candidates: tuple[str, ...]
    secret: str
    votes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    revealed: bool = False

    @property
    def total(self) -> int:
        """How many have voted."""
        return sum(self.votes.values())

    def voted(self, name: str, by: int = 1) -> Quiz:
        """With `by` votes more, or fewer, for a candidate; none after the answer."""
        if self.revealed:
            return self
        votes = dict(self.votes)
        votes[name] = max(0, votes.get(name, 0) + by)
        kept = {candidate: count for candidate, count in votes.items() if count}
        return replace(self, votes=MappingProxyType(kept))

    def answered(self) -> Quiz:
        """With the answer."""
        return replace(self, revealed=True)


def new_quiz(problem: Problem, rng: np.random.Generator, last: str = "") -> Quiz:
    """A question about a network without a mistake; not the `last` one again, if there is another.

    Raises
    ------
    ValueError
        No mistake changes anything in the network.
    """
    candidates = effective(problem)
    if not candidates:
        raise ValueError("no mistake changes anything in this network")
    fresh = [name for name in candidates if name != last] or list(candidates)
    return Quiz(candidates, fresh[int(rng.integers(len(fresh)))])
