"""A network's training as a short program, line by line, each line with its micro-step.

The lines of the loop are the micro-steps' own (`MicroStep.code`), in the order in which they run;
everything above the loop is there because a line of the loop uses it. `bpviz.core.script` writes
the same lines as a file that runs; `bpviz.core.variables` reads what they assign from a step.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bpviz.core.code_text import functions
from bpviz.core.literals import DECODER, WIDTH, decoder, literal
from bpviz.core.optimizer_code import memory_of
from bpviz.core.problem import Problem
from bpviz.core.schedules import SCHEDULES
from bpviz.core.streams import DROPOUT

ITERATIONS = 100
"""How many a program runs where the experiment sets no end."""


@dataclass(frozen=True)
class Line:
    """One line of the program.

    Attributes
    ----------
    text : str
        Without its indentation; empty for a blank line.
    position : int or None
        The micro-step's index in the iteration, or None for what belongs to none.
    depth : int
        Indentation, in units of four spaces.
    assigns : tuple of str
        The variables that get their values here.
    """

    text: str
    position: int | None = None
    depth: int = 0
    assigns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " " * 4 * self.depth + self.text if self.text else ""


@dataclass(frozen=True)
class Listing:
    """The whole program."""

    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """All lines, with their indentation and a newline at the end."""
        return "".join(f"{line}\n" for line in self.lines)

    @cached_property
    def names(self) -> frozenset[str]:
        """All variables: what `bpviz.core.variables.variable` can be asked for."""
        return frozenset(name for line in self.lines for name in line.assigns)

    def lines_at(self, position: int) -> tuple[int, ...]:
        """The indices of the lines of a micro-step, in order."""
        return tuple(k for k, line in enumerate(self.lines) if line.position == position)


def listing(problem: Problem) -> Listing:
    """The program for exactly this network; the text of long arrays is left out of it."""
    return program(problem, planned_iterations(problem), whole=False)


def planned_iterations(problem: Problem) -> int:
    """How many iterations the experiment asks for, or `ITERATIONS` where it sets no end."""
    epochs = problem.experiment.training.epochs
    return epochs * problem.iterations_per_epoch or ITERATIONS


def program(
    problem: Problem, iterations: int, *, whole: bool, head: str = "", tail: str = ""
) -> Listing:
    """The program, with or without the text of long arrays.

    Parameters
    ----------
    problem : Problem
    iterations : int
        How many it runs.
    whole : bool
        Whether long arrays are written in full, so that it runs.
    head, tail : str
        Comments above it, and statements after the loop.
    """
    loop = list(_loop(problem))
    called = names_in("\n".join([*(line.text for line in loop), tail]))
    values = arrays(problem, whole=whole)
    if any(f"{DECODER}(" in text for text in values):
        called.add(DECODER)
    known = functions(problem) | {DECODER: decoder(problem.dtype)}
    sources = _needed(called, known)
    used = called.union(*(names_in(source) for source in sources))
    settings = [f"{name} = {value!r}" for name, value in constants(problem).items() if name in used]
    memory = [*_memory(problem, called), *_sums(loop)]
    modules = [f"import {name}" for name in ("base64", "math", "sys") if name in used]
    sections = [
        [head] if head else [],
        [*modules, *([""] if modules else []), "import numpy as np", ""],
        *([source, ""] for source in sources),
        ["# settings", *settings, f"iterations = {iterations}"],
        ["# data and start values", *values],
        ["# what goes from one iteration to the next", *memory] if memory else [],
    ]
    lines: list[Line] = []
    for section in filter(None, sections):
        for text in section:
            lines += _statement(text)
        lines.append(Line(""))
    lines += _statement("losses = []")
    lines += _statement("for iteration in range(iterations):")
    lines += loop
    if tail:
        lines += [Line(""), *_statement(tail)]
    return Listing(tuple(lines))


def _loop(problem: Problem) -> Iterator[Line]:
    """One iteration: the micro-steps' own statements, and what these need at hand."""
    direction = "batch"
    seen: set[str] = set()
    for position, micro in enumerate(problem.micros):
        if micro.direction != direction:
            direction = micro.direction
            yield Line(f"# {direction}", depth=1)
        prepared = _prepared(problem, micro.phase) if micro.phase not in seen else []
        seen.add(micro.phase)
        for text in (*prepared, *micro.code.split("; ")):
            yield from _statement(text, position, depth=1)
    yield Line("")
    yield from _statement("losses.append(loss)", depth=1)
    values = "loss {loss}, penalty {penalty}" if problem.regularizer.used else "loss {loss}"
    yield from _statement(f'print(f"iteration {{iteration}}: {values}")', depth=1)


def _prepared(problem: Problem, phase: str) -> list[str]:
    """What must be there before a phase's first statement of an iteration."""
    spec = problem.experiment
    if phase == "dropout":
        return [f"rng = np.random.default_rng([seed, {DROPOUT}, iteration])"]
    if phase != "update":
        return []
    *lines, factor = SCHEDULES[spec.training.schedule].code.split("\n")
    rate = [*lines, f"lr = learning_rate * {factor}"] if factor else []
    rule = _rule(problem)
    return [*rate, *(["t = iteration + 1"] if "t" in names_in(rule) else [])]


def _rule(problem: Problem) -> str:
    return problem.optimizer.source(problem.experiment.optimizer.params)


def constants(problem: Problem) -> dict[str, float]:
    """Every setting that a line or a function may use, by its name there."""
    spec = problem.experiment
    scheduled = SCHEDULES[spec.training.schedule].code
    found = {
        "seed": spec.seed,
        "batch_size": problem.batch_size,
        "iterations_per_epoch": problem.iterations_per_epoch,
        "learning_rate" if scheduled else "lr": spec.optimizer.learning_rate,
        **spec.training.params,
        **spec.optimizer.params,
        "l1": spec.regularization.l1,
        "l2": spec.regularization.l2,
        "clip_norm": spec.training.clip_norm,
    }
    if "betas" in found:
        found["beta1"], found["beta2"] = found.pop("betas")
    return found


def arrays(problem: Problem, *, whole: bool = True, torch: bool = False) -> list[str]:
    """The data and the start values, W (n_in, n_out): statements (see `literal`)."""
    state = problem.initial_state()
    found = {"x_train": problem.x_train, "y_train": problem.y_train}
    for layer in problem.layers:
        found[f"W{layer.index}"] = layer.weights(state.params)
        bias = layer.bias(state.params)
        if bias is not None:
            found[f"b{layer.index}"] = bias
    return [f"{name} = {literal(x, whole=whole, torch=torch)}" for name, x in found.items()]


def _memory(problem: Problem, used: set[str]) -> list[str]:
    """What the optimizer remembers, before its first update."""
    letters = memory_of(_rule(problem))
    start = problem.optimizer.slot_start(problem.experiment.optimizer.params)
    found = []
    for layer in problem.layers:
        for parameter in (f"W{layer.index}", f"b{layer.index}"):
            names = [f"{letter}_{parameter}" for letter in letters]
            if names and used.issuperset(names):
                value = f"full_like({parameter}, {start})" if start else f"zeros_like({parameter})"
                found.append(f"{' = '.join(names)} = np.{value}")
    return found


def _sums(loop: Iterable[Line]) -> list[str]:
    """The zeros from which gradients start that are only ever added to."""
    grown = re.findall(r"^d(\w+) \+= ", "\n".join(line.text for line in loop), re.MULTILINE)
    return [f"d{parameter} = np.zeros_like({parameter})" for parameter in grown]


def _needed(called: set[str], known: dict[str, str]) -> list[str]:
    """The functions called, directly or by another, those first that others call."""
    found: dict[str, str] = {}

    def take(names: Iterable[str]) -> None:
        for name in [name for name in known if name in names and name not in found]:
            take(names_in(known[name]) - {name, *found})
            found.setdefault(name, known[name])

    take(called)
    return list(found.values())


def names_in(text: str) -> set[str]:
    """Every name that a piece of code mentions."""
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def _statement(text: str, position: int | None = None, depth: int = 0) -> Iterator[Line]:
    """A statement, a definition or a comment as lines; a long one goes on a step further in."""
    assigns = _assigned(text)
    lines = text.split("\n")
    if len(lines) == 1 and len(text) + 4 * depth > WIDTH and not text.startswith("#"):
        lines = textwrap.wrap(
            text, WIDTH - 4 * depth, subsequent_indent="    ", break_long_words=False
        )
    for k, line in enumerate(lines):
        inner = line.lstrip(" ")
        further = (len(line) - len(inner)) // 4
        yield Line(inner, position, depth + further, assigns if k == 0 else ())


def _assigned(text: str) -> tuple[str, ...]:
    """The variables that a statement assigns; none for the head of a loop or a definition."""
    if text.startswith(("for ", "def ")):
        return ()
    targets: list[ast.expr] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign):
            targets += node.targets
        elif isinstance(node, ast.AugAssign):
            targets.append(node.target)
    return tuple(
        node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
    )
