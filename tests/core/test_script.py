"""The listing shows what happens, and the script made of it gives the run's numbers."""

from __future__ import annotations

import ast
import contextlib
import io
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray
from script_cases import (
    DEEP,
    EXPERIMENTS,
    ITERATIONS,
    agree,
    broken,
    last_steps,
    problem,
    same,
)
from strategies import OPTIMIZER_SETTINGS, experiments

from bpviz.core import Experiment, Problem, micro_steps
from bpviz.core.listing import listing
from bpviz.core.literals import decoder, literal
from bpviz.core.mistakes import MISTAKES
from bpviz.core.script import numpy_script
from bpviz.core.variables import variable
from bpviz.files.lessons import lesson, lesson_names


def ran(source: str) -> dict[str, Any]:
    """The variables that a script ends with, run where there is nothing else."""
    names: dict[str, Any] = {"__name__": "__main__"}
    no_arguments = mock.patch.object(sys, "argv", ["script.py"])
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"), no_arguments:
        exec(compile(source, "script.py", "exec"), names)
    return names


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_script_gives_the_runs_numbers(name: str) -> None:
    """Losses and parameters agree to 1e-12 over 5 iterations, whatever is switched on."""
    p = problem(name)
    agree(p, ran(numpy_script(p, ITERATIONS)))


@pytest.mark.parametrize("name", lesson_names())
def test_every_lessons_script_gives_its_numbers(name: str) -> None:
    """The same for the lessons that are built in."""
    p = Problem(lesson(name).experiment)
    agree(p, ran(numpy_script(p, ITERATIONS)))


@settings(max_examples=30)
@given(experiments(dtype="float64"))
def test_any_experiments_script_runs(experiment: Experiment) -> None:
    """Whatever is combined, the script gives the losses."""
    p = Problem(experiment)
    names = ran(numpy_script(p, ITERATIONS))
    same(names["losses"], [step.loss for step in last_steps(p)], 1e-9)


@pytest.mark.parametrize("name", ["dropout, mini-batches, frozen bias", "schedule cosine",
                                  "softmax and cross-entropy", "clipping"])  # fmt: skip
def test_a_float32_script_stays_in_float32(name: str) -> None:
    """Parameters keep their dtype through every function, and the numbers are the run's."""
    training = DEEP["training"] | EXPERIMENTS[name].get("training", {}) | {"dtype": "float32"}
    p = problem(name, training=training)
    names = ran(numpy_script(p, ITERATIONS))
    agree(p, names, 2e-5)
    assert {names[f"W{k}"].dtype for k in (1, 2, 3)} == {np.dtype("float32")}


def test_a_script_runs_on_its_own(tmp_path: Path) -> None:
    """As a process of its own it prints a line for each iteration, and saves what it is told to."""
    p = problem("clipping")
    (tmp_path / "script.py").write_text(numpy_script(p, ITERATIONS), encoding="utf-8")
    command = [sys.executable, "-I", "script.py", "out.npz"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    steps = last_steps(p)
    lines = done.stdout.splitlines()
    assert len(lines) == ITERATIONS
    assert lines[0].startswith("iteration 0: loss ")
    assert float(lines[-1].split()[-1]) == pytest.approx(steps[-1].loss, rel=1e-12)
    with np.load(tmp_path / "out.npz") as saved:
        assert set(saved) == {"losses", "W1", "b1", "W2", "b2", "W3"}
        agree(p, dict(saved))


def test_nothing_in_a_script_is_there_for_nothing() -> None:
    """Every function and module is used, and every setting and start value is read."""
    for name in EXPERIMENTS:
        tree = ast.parse(numpy_script(problem(name), 1))
        nodes = list(ast.walk(tree))
        read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        made = {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
        made |= {a.asname or a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
        for node in tree.body:
            if isinstance(node, ast.Assign):
                made |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)
                         and isinstance(n.ctx, ast.Store)}  # fmt: skip
        assert made <= read, name


def test_a_title_cannot_break_out_of_its_comment() -> None:
    """A title is one comment line, whatever is in it."""
    title = 'a"""\nimport os\r\u2028x = 1'
    p = problem("clipping", title=title)
    source = numpy_script(p, 1)
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse(numpy_script(problem("clipping"), 1)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_literals_give_back_every_bit(dtype: str) -> None:
    """Short and long arrays, vectors and matrices, zeros of both signs and what is not finite."""
    rng = np.random.default_rng(5)
    arrays: list[NDArray[Any]] = [
        np.zeros(3), np.zeros((2, 3)), -np.zeros(2), rng.normal(size=4), rng.normal(size=(3, 2)),
        rng.normal(size=(40, 3)) * 1e-30, np.array([np.inf, 1.0]), rng.normal(size=(5, 4)),
    ]  # fmt: skip
    for array in arrays:
        array = array.astype(dtype)
        names: dict[str, Any] = {}
        exec(f"import base64\nimport numpy as np\n{decoder(array.dtype)}", names)
        found = eval(literal(array), names)
        assert found.dtype == array.dtype
        assert found.shape == array.shape
        assert found.tobytes() == array.tobytes()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_broken_experiments_script_gives_the_broken_numbers(mistake: str) -> None:
    """With a mistake injected the script is wrong in the same way, to the last digits."""
    problems = broken(mistake)
    assert problems
    for p in problems:
        agree(p, ran(numpy_script(p, ITERATIONS)))


# ---- the listing -----------------------------------------------------------------------------


def test_the_listing_is_the_script_without_long_numbers() -> None:
    """Every line of the loop is the same, and it reads as Python."""
    p = problem("clipping")
    found = listing(p)
    ast.parse(found.text)
    script = numpy_script(p, 100).splitlines()
    start = script.index("for iteration in range(iterations):")
    lines = [str(line) for line in found.lines]
    loop = lines[lines.index("for iteration in range(iterations):") :]
    assert script[start : start + len(loop)] == loop
    assert all(len(line) <= 100 for line in lines)
    assert len(listing(Problem(lesson("xor").experiment)).lines) < 70


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_each_line_belongs_to_its_micro_step(name: str) -> None:
    """Positions never go back, every micro-step has its own statements, and nothing else has."""
    p = problem(name)
    found = listing(p)
    positions = [line.position for line in found.lines if line.position is not None]
    assert positions == sorted(positions)
    for position, micro in enumerate(p.micros):
        lines = [found.lines[k] for k in found.lines_at(position)]
        own = "".join(line.text for line in lines).replace(" ", "")
        assert own.endswith(micro.code.replace("; ", "").replace(" ", ""))
        assert all(line.depth >= 1 for line in lines)


@settings(max_examples=30)
@given(experiments())
def test_a_variable_has_its_value_from_its_line_on(experiment: Experiment) -> None:
    """Before a micro-step its variables have no value of this iteration, from then on they do."""
    p = Problem(experiment)
    found = listing(p)
    steps = list(micro_steps(p, p.initial_state()))
    above = {name for line in found.lines if line.position is None for name in line.assigns}
    born: dict[str, int] = {}
    for line in found.lines:
        for name in set(line.assigns) - above - {"rng", "lr", "t", "x", "y", "wave"}:
            assert line.position is not None
            assert variable(steps[line.position], name) is not None, name
            born.setdefault(name, line.position)
    for name, position in born.items():
        assert variable(steps[position - 1], name) is None, name


def test_variables_are_what_the_program_computes() -> None:
    """After an iteration every variable equals the script's own."""
    for name in ("clipping", "L1 and L2", str(OPTIMIZER_SETTINGS[7]), str(OPTIMIZER_SETTINGS[1])):
        p = problem(name)
        names, step = ran(numpy_script(p, ITERATIONS)), last_steps(p)[-1]
        compared = 0
        for variable_name in listing(p).names - {"iterations"}:
            value = variable(step, variable_name)
            if value is not None:
                same(names[variable_name], value, 1e-11)
                compared += 1
        assert compared > 25, name
        assert variable(step, "rng") is None


def test_lines_that_show_the_start() -> None:
    """Start values that are short are written out, long ones are named with their shape."""
    text = listing(Problem(lesson("mazur").experiment)).text
    assert "W1 = np.array([[0.15, 0.25], [0.2, 0.3]])" in text
    assert "    d1 = (d2 @ W2.T) * sigmoid_slope(z1)\n" in text
    text = listing(Problem(lesson("circle").experiment)).text
    assert 'x_train = floats((150, 2), "…")' in text
