"""The engine: runs iterations of a problem, at full speed or as a stream of micro-steps.

There is one program per batch size. Running an iteration calls everything in it; nothing within
an iteration overwrites what an earlier micro-step kept, so one copy of the arena at its end holds
every micro-step, and a `Step` shows of it what is known by then.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array, Call
from bpviz.core.optimizers import Binding
from bpviz.core.program import Builder, Program
from bpviz.core.stages import Layer, Linear
from bpviz.core.step import Record, State, Step
from bpviz.core.streams import DROPOUT, SHUFFLE, generator

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

CLIP_EPS = 1e-6
"""As in PyTorch's clip_grad_norm_: scale = max_norm / (norm + 1e-6), at most 1."""


class Engine:
    """A trainer's mutable workplace. Use it from one thread at a time.

    ``load(state)``, then ``run(n)`` or ``record()``, then ``state()``.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.iteration = 0
        self.updates = 0
        names = problem.slot_names
        self.slots: Array = np.zeros((len(names), problem.n_params), problem.dtype)
        self._programs: dict[int, Program] = {}
        self._order: tuple[int, Array] = (-1, np.empty(0, np.intp))
        self.program = self._program_for(problem.batch_size)

    def load(self, state: State) -> None:
        """Continue from `state`."""
        self.iteration = state.iteration
        self.updates = state.updates
        self.program.params[:] = state.params
        self.slots[:] = state.slots

    def state(self) -> State:
        """A copy of all that evolves."""
        params = self.program.params.copy()
        return State(self.iteration, params, self.slots.copy(), self.updates)

    def run(self, iterations: int) -> None:
        """Run whole iterations at full speed."""
        with np.errstate(all="ignore"):
            for _ in range(iterations):
                self._run_one()

    def record(self) -> Record:
        """Run one iteration and keep all of it."""
        before = self.state()
        with np.errstate(all="ignore"):
            batch = self._run_one()
        program = self.program
        return Record(
            self.problem, before, batch, program.arena.copy(), program.slots, program.micros,
            self.slots.copy(),
        )  # fmt: skip

    def loss_at(self, params: Array, iteration: int) -> float:
        """The total loss, penalty included, of `params` on that iteration's batch and masks."""
        self.iteration = iteration
        with np.errstate(all="ignore"):
            self._prepare()
        return self._loss_from(0, params)

    def loss_again(self, params: Array, layer: int) -> float:
        """The same on the same batch and masks, bit for bit, in less time.

        Since `loss_at` was asked, only parameters of `layer` (from 1) and later ones changed.
        """
        return self._loss_from(self.program.layer_starts[layer], params)

    def _loss_from(self, start: int, params: Array) -> float:
        """The loss of `params`, after the forward calls from the one with this number on."""
        self.program.params[:] = params
        with np.errstate(all="ignore"):
            for call in self.program.forward_calls[start:]:
                call()
        penalty = self.program.scalar("penalty") if self.problem.regularizer.used else 0.0
        return self.program.scalar("loss") + penalty

    def _run_one(self) -> Array:
        batch = self._prepare()
        for call in self.program.calls:
            call()
        self.iteration += 1
        return batch

    def _prepare(self) -> Array:
        """Put this iteration's batch and masks in place; returns the batch's indices."""
        batch = self._batch()
        program = self.program
        if len(batch) != program.n:
            params = program.params
            program = self.program = self._program_for(len(batch))
            program.params[:] = params
        if program.n != self.problem.n_train:
            self.problem.inputs.take(batch, 0, program.inputs, "clip")
            self.problem.targets.take(batch, 0, program.targets, "clip")
        if program.masks:
            rng = generator(self.problem.experiment.seed, DROPOUT, self.iteration)
            for draw in program.masks:
                draw(rng)
        return batch

    def _batch(self) -> Array:
        problem = self.problem
        if problem.batch_size == problem.n_train:
            return problem.all_samples
        epoch, turn = divmod(self.iteration, problem.iterations_per_epoch)
        if not problem.experiment.training.shuffle:
            order = problem.all_samples
        else:
            if self._order[0] != epoch:
                rng = generator(problem.experiment.seed, SHUFFLE, epoch)
                self._order = (epoch, rng.permutation(problem.n_train))
                self._order[1].setflags(write=False)
            order = self._order[1]
        start = turn * problem.batch_size
        return order[start : start + problem.batch_size]

    def _program_for(self, n: int) -> Program:
        if n not in self._programs:
            self._programs[n] = build(self.problem, n, self)
        return self._programs[n]

    def update_count(self) -> int:
        """The number of the coming update, from 1, counted since the optimizer started."""
        return self.updates

    def count_update(self) -> None:
        """Called by the program before the optimizer's own calls."""
        self.updates += 1

    def rate(self) -> float:
        """The learning rate of the coming update."""
        return self.problem.learning_rate(self.iteration)


def build(problem: Problem, n: int, engine: Engine | None, *, backward: bool = True) -> Program:
    """Bind the iteration for batches of `n`, or its forward only.

    Without an engine it is an evaluation: dropout off, no update, and a sum over samples weighted
    by `Problem.loss_weight`.
    """
    first = _bind(problem, n, engine, None, backward)
    arena = np.zeros(first.layout.size, problem.dtype)
    return _finish(problem, n, _bind(problem, n, engine, arena, backward), arena)


def _bind(
    problem: Problem, n: int, engine: Engine | None, arena: Array | None, backward: bool
) -> Builder:
    b = Builder(problem.dtype, n, problem.n_params, arena, training=engine is not None)
    if engine is not None and n == problem.n_train and problem.batch_size == n:
        inputs, targets = problem.inputs, problem.targets
    else:
        inputs = np.ones((n, problem.n_in + 1), problem.dtype)
        targets = np.zeros((n, problem.n_out), problem.dtype)
    if engine is not None:
        b.memory = dict(zip(problem.slot_names, engine.slots, strict=True))
    whole = problem.batch_size == problem.n_train
    code = "x, y = x_train, y_train" if whole else "x, y = batch(iteration)"
    b.begin("batch", 0, "batch", r"x,\; y", code)
    b.feed(inputs, targets)
    stages, loss = problem.stages()
    for stage in stages:
        stage.forward(b)
    loss.forward(b)
    b.n_forward = len(b.groups)
    if not backward:
        return b
    loss.backward(b)
    early = engine if problem.mistake.early_update else None
    for stage in reversed(stages[:-1]):
        stage.backward(b)
        if early is not None and isinstance(stage, Linear):
            _bind_early_update(problem, b, early, stage.layer)
    if engine is not None and early is None:
        _bind_update(problem, b, engine)
    return b


def _bind_update(problem: Problem, b: Builder, engine: Engine) -> None:
    limit = problem.experiment.training.clip_norm
    g = _bind_clip(b, limit, problem.frozen, problem.layers) if limit else b.grads
    for layer in problem.layers:
        _begin_update(problem, b, layer)
        if layer.index == 1:
            # The rule works on all parameters at once; later layers' micro-steps only show theirs.
            b.call(engine.count_update)
            _bind_rule(problem, b, engine, b.params, g, b.memory, problem.frozen)


def _bind_early_update(problem: Problem, b: Builder, engine: Engine, layer: Layer) -> None:
    """Update one layer while the error signal is still on its way back: see `Mistake`."""
    part, frozen = layer.slice, problem.frozen
    _begin_update(problem, b, layer)
    if layer.index == problem.n_layers:
        b.call(engine.count_update)
    inside = frozen[(frozen >= part.start) & (frozen < part.stop)] - part.start
    slots = {name: slot[part] for name, slot in b.memory.items()}
    _bind_rule(problem, b, engine, b.params[part], b.grads[part], slots, inside)


def _begin_update(problem: Problem, b: Builder, layer: Layer) -> None:
    spec, entry, i = problem.experiment.optimizer, problem.optimizer, layer.index
    line = entry.code(spec.params) or f"{{p}} = {spec.name}({{p}}, {{g}})"
    c = "c * " if problem.experiment.training.clip_norm else ""
    code = line.format(p=f"W{i}", g=f"{c}dW{i}")
    if layer.use_bias and layer.train_bias:
        code += "; " + line.format(p=f"b{i}", g=f"{c}db{i}")
    b.begin("update", i, "update", entry.formula(spec.params), code)
    b.keep_matrix(("W", "b"), i, layer.start, layer.shape, layer.use_bias)


def _bind_rule(
    problem: Problem,
    b: Builder,
    engine: Engine,
    p: Array,
    g: Array,
    slots: Mapping[str, Array],
    frozen: Array,
) -> None:
    """Bind the optimizer's rule over `p`, and put back what is `frozen` in it."""
    saved = b.scratch(frozen.size)
    if frozen.size:
        b.call(p.take, frozen, None, saved, "clip")
    settings = problem.experiment.optimizer.params
    fixed_rate = problem.experiment.training.schedule == "constant"
    problem.optimizer.bind(
        Binding(b, p, g, slots, settings, engine.rate, engine.update_count, fixed_rate=fixed_rate)
    )
    if frozen.size:
        b.call(p.put, frozen, saved)


def _bind_clip(b: Builder, limit: float, frozen: Array, layers: Sequence[Layer]) -> Array:
    """Bind the clipped gradient; what is not trained has no part in its norm."""
    gradients = [f"dW{layer.index}" for layer in layers]
    gradients += [f"db{layer.index}" for layer in layers if layer.use_bias and layer.train_bias]
    b.begin(
        "clip",
        0,
        "backward",
        r"g \leftarrow g\,\min\Bigl(1,\frac{c}{\Vert g\Vert}\Bigr)",
        f"norm = np.sqrt(sum((g**2).sum() for g in [{', '.join(gradients)}])); "
        f"c = np.minimum(1, clip_norm / (norm + {CLIP_EPS:g}))",
    )
    norm, scale = b.keep("clip_norm", 0, ()), b.keep("clip_scale", 0, ())
    clipped, trained = np.empty_like(b.grads), np.ones_like(b.grads)
    trained[frozen] = 0.0
    b.call(np.multiply, b.grads, trained, clipped)
    b.call(clipped.dot, clipped, norm)
    b.call(np.sqrt, norm, norm)
    b.call(np.add, norm, b.constant(CLIP_EPS), scale)
    b.call(np.divide, b.constant(limit), scale, scale)
    b.call(np.minimum, scale, b.constant(1.0), scale)
    b.call(np.multiply, clipped, scale, clipped)
    return clipped


def _finish(problem: Problem, n: int, b: Builder, arena: Array) -> Program:
    forward: list[Call] = []
    starts: dict[int, int] = {}
    for group in b.groups[: b.n_forward]:
        if group.micro.layer:
            starts.setdefault(group.micro.layer, len(forward))
        forward += group.calls
    return Program(
        n=n,
        arena=arena,
        params=b.params,
        grads=b.grads,
        inputs=b.inputs,
        targets=b.targets,
        slots=b.layout.slots,
        micros=tuple(group.micro for group in b.groups),
        calls=tuple(call for group in b.groups for call in group.calls),
        masks=tuple(b.masks),
        forward_calls=tuple(forward),
        layer_starts=starts,
    )


class EnginePool:
    """Engines of one problem for whoever needs one, from any thread."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._idle: list[Engine] = []
        self._lock = threading.Lock()

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """Lend an engine."""
        with self._lock:
            engine = self._idle.pop() if self._idle else None
        if engine is None:
            engine = Engine(self._problem)
        try:
            yield engine
        finally:
            with self._lock:
                self._idle.append(engine)


def micro_steps(problem: Problem, state: State) -> Iterator[Step]:
    """One training iteration from `state`, micro-step by micro-step.

    The last step's `next_state` begins the next iteration. Nothing is changed: the same state
    gives the same steps, bit for bit.
    """
    with problem.engines.engine() as engine:
        engine.load(state)
        record = engine.record()
    for position in range(len(record.micros)):
        yield Step(record, position)
