"""A gradient check as work for a thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpviz.core.gradcheck import GradCheck, gradcheck_slices
from bpviz.core.problem import Problem
from bpviz.core.step import State
from bpviz.ui.surface_job import Progress


@dataclass(frozen=True, eq=False)
class Check:
    """What was checked, and what was found."""

    problem: Problem
    state: State
    found: GradCheck

    @property
    def nbytes(self) -> int:
        """The memory of what was found."""
        return sum(array.compared.nbytes for array in self.found.layers)


@dataclass(frozen=True)
class CheckWork:
    """A check of one state; equal where problem and state are the same objects."""

    problem: Problem
    state: State

    def refine(self, log: bool = True) -> Iterator[Progress[Check]]:
        """Compare parameter by parameter; the last piece brings the result."""
        slices = gradcheck_slices(self.problem, self.state)
        while True:
            try:
                yield Progress(next(slices))
            except StopIteration as end:
                yield Progress(1.0, Check(self.problem, self.state, end.value))
                return
