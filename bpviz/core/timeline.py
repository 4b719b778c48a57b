"""Random access to any micro-step of a run, exactly: store states, recompute steps."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from bpviz.core import errors
from bpviz.core.calls import Array
from bpviz.core.engine import Engine
from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import Experiment
from bpviz.core.history import History, Recorder
from bpviz.core.problem import Problem
from bpviz.core.step import Record, State, Step

BUDGET = 64 * 2**20
"""Default memory for states and steps, in bytes."""
FIRST_STRIDE = 32
"""States are at least so many iterations apart: recomputing them costs less than keeping all."""
MAX_DENSE = 64
"""How many states are kept before the place last visited, so that one can walk back."""
MAX_CHUNK = 64
"""The most iterations that are run without a look at the clock."""
_STATE_OVERHEAD = 600
"""Python's own share of a stored state, in bytes (two small arrays and an entry)."""
_RECORD_OVERHEAD = 1800
"""Python's own share of a stored iteration: its arrays, its state and an entry."""


class Timeline:
    """A run, from its start to any micro-step, past or future.

    Sparse states lie on a grid of iterations whose stride doubles when its half of the budget is
    full; the states just before the place last visited lie in the other half, so that walking
    back is as quick as walking forward. Everything else is recomputed, bit for bit.

    It may be used from several threads at once: each computes in an engine of its own, and what is
    kept is the same whoever was first.

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
        self._recorder = Recorder(problem, self.first_iteration)
        self._lock = threading.Lock()  # of all that follows; never held while computing
        self._budget = budget
        self._cost = self.start.nbytes + _STATE_OVERHEAD
        self._stride = FIRST_STRIDE
        self._dense = max(2, min(MAX_DENSE, budget // 4 // self._cost))
        self._grid: dict[int, State] = {self.first_iteration: self.start}
        self._recent: OrderedDict[int, State] = OrderedDict()
        self._records: OrderedDict[int, Record] = OrderedDict()

    @property
    def history(self) -> History:
        """The curves of the iterations computed so far, as they are now."""
        return self._recorder.history

    @property
    def nbytes(self) -> int:
        """The memory that states and steps take, about."""
        with self._lock:
            states = (len(self._grid) + len(self._recent)) * self._cost
            return states + sum(map(_size, self._records.values()))

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
        return Step(self._record(iteration), position)

    def state(self, iteration: int) -> State:
        """The state before an iteration.

        Raises
        ------
        IndexError
            Before the start of this timeline.
        """
        stored = self.stored(iteration)
        return self._run(iteration, None) if stored is None else stored

    def stored(self, iteration: int) -> State | None:
        """The state before an iteration, where nothing need be computed for it."""
        with self._lock:
            return self._stored(iteration)

    def distance(self, iteration: int) -> int:
        """How many iterations must be computed to reach the state before `iteration`."""
        with self._lock:
            return iteration - self._nearest(iteration).iteration

    def advance(self, iteration: int, deadline: float | None = None) -> int:
        """Run whole iterations until `iteration`, or until `time.perf_counter()` > `deadline`.

        Returns the iteration reached, whose state is then stored. At least one iteration is run
        where one is missing, and about so many as fit: the deadline is missed by about one
        iteration at most. The experiment's stop conditions are not looked at.
        """
        if self.stored(iteration) is not None:
            return iteration
        return self._run(iteration, deadline).iteration

    def branch(
        self,
        iteration: int,
        experiment: Experiment | None = None,
        params: Array | None = None,
    ) -> Timeline:
        """A new run that leaves this one before `iteration`, with something changed.

        The optimizer's memory is carried over where its slots keep their names; otherwise, and for
        biases that were not trained so far, it starts anew. This run stays as it is, and is the
        branch's `parent`.

        Raises
        ------
        ExperimentError
            Where the changed experiment has other parameters than this one.
        ValueError
            Where `params` are not as many as the parameters.
        """
        before = self.state(iteration)
        old = self.problem
        problem = old if experiment is None else Problem(experiment)
        if problem is not old:
            _check_same_parameters(old, problem)
        slots, updates = problem.initial_slots(), 0
        same_optimizer = problem.experiment.optimizer.name == old.experiment.optimizer.name
        if same_optimizer and problem.slot_names == old.slot_names:
            fresh, updates = slots[:, old.frozen], before.updates
            slots = before.slots.astype(problem.dtype)
            slots[:, old.frozen] = fresh
        new = before.params if params is None else params
        if new.shape != (problem.n_params,):
            raise ValueError(f"params must have shape ({problem.n_params},), got {new.shape}")
        state = State(iteration, new.astype(problem.dtype), slots, updates)
        return Timeline(problem, self._budget, state, parent=self)

    def _record(self, iteration: int) -> Record:
        """The whole of an iteration."""
        with self._lock:
            if iteration in self._records:
                self._records.move_to_end(iteration)
                return self._records[iteration]
        state = self.state(iteration)
        with self.problem.engines.engine() as engine:
            engine.load(state)
            record = engine.record()
            self._recorder.note(iteration, state.params, engine.program)
            after = engine.state()
        with self._lock:
            self._keep(after)
            self._records[iteration] = record
            size = _size(record)
            while len(self._records) > 2 and len(self._records) * size > self._budget // 4:
                self._records.popitem(last=False)
        return record

    def _run(self, iteration: int, deadline: float | None) -> State:
        """Run until `iteration` or the deadline, and store the state there."""
        with self._lock:
            start = self._nearest(iteration)
        with self.problem.engines.engine() as engine:
            engine.load(start)
            began, chunk = time.perf_counter(), 1
            while engine.iteration < iteration:
                self._run_chunk(engine, iteration, chunk)
                chunk = min(2 * chunk, MAX_CHUNK)
                if deadline is not None:
                    now = time.perf_counter()
                    if now > deadline:
                        break
                    each = max(now - began, 1e-9) / (engine.iteration - start.iteration)
                    chunk = max(1, min(chunk, int((deadline - now) / each)))
            reached = engine.state()
        with self._lock:
            if self._stored(reached.iteration) is None:
                self._remember(reached)
        return reached

    def _run_chunk(self, engine: Engine, target: int, limit: int) -> None:
        """Run some iterations, at most `limit`, and keep what is to be kept of them."""
        here = engine.iteration
        if here == self._recorder.next:
            before = engine.program.params.copy()
            engine.run(1)
            self._recorder.note(here, before, engine.program)
        else:
            engine.run(self._chunk(here, target, limit))
        with self._lock:
            self._pass(engine, target)

    def _chunk(self, here: int, target: int, limit: int) -> int:
        """How many iterations to run without looking: to the next state or row to be kept."""
        grid = (here // self._stride + 1) * self._stride
        stop = min(target, grid, here + limit)
        row = self._recorder.next
        if row > here:
            stop = min(stop, row)
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
        grid = min(iteration, self.head) // self._stride * self._stride
        while grid > best:
            if grid in self._grid:
                return self._grid[grid]
            grid -= self._stride
        stored = self._stored(best)
        assert stored is not None
        return stored


def _size(record: Record) -> int:
    return record.nbytes + _RECORD_OVERHEAD


def _check_same_parameters(old: Problem, new: Problem) -> None:
    """A branch goes on with the weights it has: a network of other layers cannot."""
    was, now = ([layer.shape for layer in problem.layers] for problem in (old, new))
    if was != now:
        raise ExperimentError(
            "layers", errors.WRONG_SHAPE, expected=_listed(was), value=_listed(now)
        )


def _listed(shapes: list[tuple[int, int]]) -> str:
    """The shapes of W with its bias, (n_in + 1, n_out), layer by layer."""
    return ", ".join(f"({columns}, {rows})" for rows, columns in shapes)
