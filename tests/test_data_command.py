"""`bpviz export --data`: the files hold what the core says, and need no Qt."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bpviz.cli import main
from bpviz.core import Problem, Timeline
from bpviz.core.evaluate import Evaluator
from bpviz.files import trace
from bpviz.files.lessons import lesson

Capture = pytest.CaptureFixture[str]


def export(path: Path, line: str) -> Path:
    """The file that the command writes."""
    assert main(["export", *line.split(), "-o", str(path)]) == 0
    return path


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a table by its header."""
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_history_trains_first(tmp_path: Path) -> None:
    """The curves are those of so many iterations, in both formats."""
    timeline = Timeline(Problem(lesson("spiral").experiment))
    timeline.advance(40)
    wanted = timeline.history.loss
    with np.load(export(tmp_path / "a.npz", "spiral --data history --iterations 40")) as found:
        np.testing.assert_array_equal(found["loss"], wanted)
    table = rows(export(tmp_path / "a.csv", "spiral --data history --iterations 40"))
    assert [float(row["loss"]) for row in table] == wanted.tolist()


def test_step_is_the_one_asked_for(tmp_path: Path) -> None:
    """By iteration, phase and layer; without a phase the iteration's last, all known."""
    timeline = Timeline(Problem(lesson("mazur").experiment))
    with np.load(export(tmp_path / "a.npz", "mazur --data step --at-iteration 3")) as found:
        step = timeline[4 * timeline.steps_per_iteration - 1]
        np.testing.assert_array_equal(found["W1_new"], step.W[1])
        np.testing.assert_array_equal(found["dW2"], step.dW[2])
        assert int(found["iteration"]) == 3
    line = "mazur --data step --phase delta --layer 2"
    with np.load(export(tmp_path / "a.npz", line)) as found:
        assert (str(found["phase"]), int(found["layer"])) == ("delta", 2)
        assert "delta2" in found
        assert "delta1" not in found


def test_a_stretch_of_steps_is_a_trace_of_it(tmp_path: Path) -> None:
    """--from and --to write all their micro-steps as trace does, from any iteration on."""
    problem = Problem(lesson("xor").experiment)
    whole = tmp_path / "whole.csv"
    with whole.open("wb") as stream:
        trace.write_csv(trace.run(problem, 6), stream)
    wanted = [row for row in rows(whole) if 4 <= int(row["iteration"]) <= 5]
    path = export(tmp_path / "a.csv", "xor --data step --from 4 --to 5")
    assert rows(path) == wanted
    with np.load(export(tmp_path / "a.npz", "xor --data step --from 4 --to 5")) as found:
        assert found["iteration"].tolist() == [4, 5]
        assert found["l1_linear_z"].shape == (2, 4, 3)


def test_surface_is_the_loss_on_its_plane(tmp_path: Path) -> None:
    """The losses are the network's on the plane in the file, and the path ends at the step."""
    problem = Problem(lesson("circle").experiment)
    evaluator = Evaluator(problem, problem.x_train, problem.y_train)
    with np.load(export(tmp_path / "a.npz", "circle --data surface --at-iteration 12")) as found:
        for j, i in ((0, 0), (20, 7), (48, 48), (24, 24)):
            params = (
                found["center"] + found["alpha"][i] * found["u"] + found["beta"][j] * found["v"]
            )
            assert found["loss"][j, i] == pytest.approx(evaluator.loss(params), abs=2e-6)
        assert found["path_iteration"].tolist() == list(range(13))
        state = Timeline(problem).state(12).params
        end = (found[f"path_{name}"][-1] for name in ("alpha", "beta", "distance"))
        alpha, beta, distance = (float(number) for number in end)
        offset = state - (found["center"] + alpha * found["u"] + beta * found["v"])
        assert np.linalg.norm(offset) == pytest.approx(distance, abs=1e-12)
    table = rows(export(tmp_path / "a.csv", "circle --data surface --at-iteration 12"))
    assert {(row["part"], row["samples"]) for row in table} == {
        ("grid", str(problem.n_train)),
        ("path", str(problem.n_train)),
    }


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("xor --data histroy -o a.csv", "'history', 'step', 'surface'"),
        ("xor --data history -o a.png", "must end in .csv, .npz, got 'a.png'"),
        ("xor --data history -o -", "must end in .csv, .npz, got '-'"),
        ("xor --data history --at-iteration 3 -o a.csv", "needs --data step or surface"),
        ("xor --data surface --iterations 3 -o a.csv", "needs --data history"),
        ("xor --data surface --phase loss -o a.csv", "--phase: needs --data step"),
        ("xor --data step --phase dleta -o a.csv", 'did you mean "delta"?'),
        ("xor --data step --layer 1 -o a.csv", "--layer: needs --phase"),
        ("xor --data step --from 3 --at-iteration 3 -o a.csv", "is one step, not with --from"),
        ("xor --data step --from 3 --to 2 -o a.csv", "must be at least 3 (--from), got 2"),
        ("xor --data step --size 640x480 -o a.csv", "--size: needs --view"),
        ("xor --data step --view loss -o a.csv", "--view: not allowed with argument --data"),
        ("xor --data step -o no/a.csv", "no/a.csv: there is no such folder"),
    ],
)
def test_bad_input_is_one_line(
    line: str, part: str, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what is allowed, nothing is written, and the exit code is 2."""
    monkeypatch.chdir(tmp_path)
    assert main(["export", *line.split()]) == 2
    said = capsys.readouterr().err
    assert part in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_no_qt_is_needed(tmp_path: Path) -> None:
    """Numbers are written where Qt cannot even be imported."""
    code = f"""if True:
        import sys
        from bpviz.cli import main
        sys.modules.update(dict.fromkeys(("PySide6", "shiboken6", "pyqtgraph", "ziamath")))
        for what in ("history", "step", "surface"):
            path = {str(tmp_path)!r} + f"/{{what}}.csv"
            assert main(["export", "xor", "--data", what, "-o", path]) == 0
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(tmp_path.iterdir())) == 3
