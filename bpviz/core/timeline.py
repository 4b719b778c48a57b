"""Random access to any micro-step of a run, exactly: store states, recompute steps."""

from __future__ import annotations

import time
from collections import OrderedDict

from bpviz.core.calls import Array
from bpviz.core.engine import Engine
from bpviz.core.experiment import Experiment
from bpviz.core.history import History
from bpviz.core.problem import Problem
from bpviz.core.step import State, Step

BUDGET = 64 * 2**20
"""Default memory for states and steps, in bytes."""
FIRST_STRIDE = 32
"""States are at least so many iterations apart: recomputing them costs less than keeping all."""
MAX_DENSE = 64
"""How many states are kept before the place last visited, so that one can walk back."""
MAX_CHUNK = 64
"""The most iterations that are run without a look at the clock."""
_STATE_OVERHEAD = 400
"""Python's own share of a stored state, in bytes (two small arrays and an entry)."""


class Timeline:
    """A run, from its start to any micro-step, past or future.

    Sparse states lie on a grid of iterations whose stride doubles when its half of the budget is
    full; the states just before the place last visited lie in the other half, so that walking
    back is as quick as walking forward. Everything else is recomputed, bit for bit.

    Parameters
    ----------
    problem : Problem
    budget : int
        Memory for states and steps, in bytes; a single iteration may exceed it.
    state : State, optional
        Where the run begins; by default the problem's initial state.
    parent : Timeline, optional
        The run that this one branched off.
    """

    def __init__(
        self,
        problem: Problem,
        budget: int = BUDGET,
        state: State | None = None,
        parent: Timeline | None = None,
    ) -> None:
        self.problem = problem
        self.parent = parent
        self.start = problem.initial_state() if state is None else state
        self.first_iteration = self.start.iteration
        self.head = self.first_iteration
        self.history = History(problem, self.first_iteration)
        self._budget = budget
        self._cost = self.start.nbytes + _STATE_OVERHEAD
        self._stride = FIRST_STRIDE
        self._dense = max(2, min(MAX_DENSE, budget // 4 // self._cost))
        self._grid: dict[int, State] = {self.first_iteration: self.start}
        self._recent: OrderedDict[int, State] = OrderedDict()
        self._steps: OrderedDict[int, list[Step]] = OrderedDict()

    @property
    def steps_per_iteration(self) -> int:
        """How many micro-steps an iteration has."""
        return self.problem.steps_per_iteration

    @property
    def first_index(self) -> int:
        """The first micro-step: 0, or where a branch begins."""
        return self.first_iteration * self.steps_per_iteration

    def __getitem__(self, index: int) -> Step:
        """The micro-step with this number, counted from the start of the first run.

        Raises
        ------
        IndexError
            Before the start of this timeline; a branch's parent has those.
        """
        iteration, position = divmod(index, self.steps_per_iteration)
        return self._iteration(iteration)[position]

    def state(self, iteration: int) -> State:
        """The state before an iteration.

        Raises
        ------
        IndexError
            Before the start of this timeline.
        """
        stored = self._stored(iteration)
        if stored is not None:
            return stored
        self._run(iteration, None)
        stored = self._stored(iteration)
        assert stored is not None
        return stored

    def distance(self, iteration: int) -> int:
        """How many iterations must be computed to reach the state before `iteration`."""
        return iteration - self._nearest(iteration).iteration

    def advance(self, iteration: int, deadline: float | None = None) -> int:
        """Run whole iterations until `iteration`, or until `time.perf_counter()` > `deadline`.

        Returns the iteration reached, whose state is then stored. At least one iteration is run
        where one is missing. The experiment's stop conditions are not looked at.
        """
        if self._stored(iteration) is not None:
            return iteration
        return self._run(iteration, deadline)

    def branch(
        self,
        iteration: int,
        experiment: Experiment | None = None,
        params: Array | None = None,
    ) -> Timeline:
        """A new run that leaves this one before `iteration`, with something changed.

        The optimizer's memory is carried over where its slots keep their names; otherwise it
        starts anew. This run stays as it is, and is the branch's `parent`.

        Raises
        ------
        ExperimentError
            Where the changed experiment has other parameters than this one.
        """
        before = self.state(iteration)
        problem = self.problem if experiment is None else Problem(experiment)
        slots, updates = before.slots, before.updates
        same_optimizer = problem.experiment.optimizer.name == self.problem.experiment.optimizer.name
        if not same_optimizer or problem.slot_names != self.problem.slot_names:
            slots, updates = problem.initial_slots(), 0
        new = before.params if params is None else params
        if new.shape != (problem.n_params,):
            raise ValueError(f"params must have shape ({problem.n_params},), got {new.shape}")
        state = State(iteration, new.astype(problem.dtype), slots.astype(problem.dtype), updates)
        return Timeline(problem, self._budget, state, parent=self)

    def _iteration(self, iteration: int) -> list[Step]:
        if iteration in self._steps:
            self._steps.move_to_end(iteration)
            return self._steps[iteration]
        state = self.state(iteration)
        with self.problem.engines.engine() as engine:
            engine.load(state)
            steps = engine.steps()
            if iteration == self.history.next:
                self.history.note(state.params, engine.program)
        self._steps[iteration] = steps
        after = steps[-1].next_state
        assert after is not None
        self._keep(after)
        size = steps[0].record.nbytes
        while len(self._steps) > 2 and len(self._steps) * size > self._budget // 4:
            self._steps.popitem(last=False)
        return steps

    def _run(self, iteration: int, deadline: float | None) -> int:
        chunk = 1
        with self.problem.engines.engine() as engine:
            engine.load(self._nearest(iteration))
            while engine.iteration < iteration:
                here = engine.iteration
                if here == self.history.next:
                    before = engine.program.params.copy()
                    engine.run(1)
                    self.history.note(before, engine.program)
                else:
                    engine.run(self._chunk(here, iteration, chunk))
                self._pass(engine, iteration)
                if deadline is not None and time.perf_counter() > deadline:
                    break
                chunk = min(2 * chunk, MAX_CHUNK)
            reached = engine.iteration
            if self._stored(reached) is None:
                self._remember(engine.state())
            return reached

    def _chunk(self, here: int, target: int, limit: int) -> int:
        """How many iterations to run without looking: to the next state or row to be kept."""
        grid = (here // self._stride + 1) * self._stride
        stop = min(target, grid, here + limit)
        if self.history.next > here:
            stop = min(stop, self.history.next)
        return max(1, min(stop, target - self._dense) - here)

    def _pass(self, engine: Engine, target: int) -> None:
        """Keep the state that `engine` has reached, where it is one to be kept."""
        here = engine.iteration
        self.head = max(self.head, here)
        if here % self._stride == 0 and here not in self._grid:
            self._grid[here] = engine.state()
            self._thin()
        elif target - here < self._dense:
            self._remember(engine.state())

    def _keep(self, state: State) -> None:
        self.head = max(self.head, state.iteration)
        if state.iteration % self._stride == 0:
            self._grid.setdefault(state.iteration, state)
            self._thin()
        else:
            self._remember(state)

    def _thin(self) -> None:
        while len(self._grid) > 2 and len(self._grid) * self._cost > self._budget // 2:
            self._stride *= 2
            first = self.first_iteration
            self._grid = {
                i: state for i, state in self._grid.items() if i % self._stride == 0 or i == first
            }

    def _remember(self, state: State) -> None:
        self._recent[state.iteration] = state
        self._recent.move_to_end(state.iteration)
        while len(self._recent) > self._dense:
            self._recent.popitem(last=False)

    def _stored(self, iteration: int) -> State | None:
        return self._grid.get(iteration) or self._recent.get(iteration)

    def _nearest(self, iteration: int) -> State:
        """The stored state at or before an iteration that is nearest to it."""
        if iteration < self.first_iteration:
            raise IndexError(
                f"this run begins at iteration {self.first_iteration}, got {iteration}"
            )
        best = max(i for i in (*self._recent, self.first_iteration) if i <= iteration)
        grid = iteration // self._stride * self._stride
        while grid > best:
            if grid in self._grid:
                return self._grid[grid]
            grid -= self._stride
        stored = self._stored(best)
        assert stored is not None
        return stored
