"""Which units are dead at an iteration, kept for the next picture of the same iteration."""

from __future__ import annotations

from bpviz.core.calls import Array
from bpviz.core.measures import DeadUnits
from bpviz.core.problem import Problem
from bpviz.core.step import State


class DeadCache:
    """Dead units of one problem, found anew when the iteration changes."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._units = DeadUnits(problem)
        self._state: State | None = None
        self._found: tuple[Array, ...] = ()

    def which(self, state: State) -> tuple[Array, ...]:
        """For layers 1…L, (units,) booleans each."""
        if state is not self._state:
            self._found, self._state = self._units.which(state.params), state
        return self._found
