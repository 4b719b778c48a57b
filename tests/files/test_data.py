"""Histories, steps and surfaces as files: what is read back is what was there, bit for bit."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.evaluate import Evaluator
from bpviz.core.history import History
from bpviz.core.planes import random_plane
from bpviz.core.surface import surface
from bpviz.files.data import SurfaceData, write_history, write_step, write_surface
from bpviz.files.data.history import QUANTITIES
from bpviz.files.data.step import arrays
from bpviz.files.trace import values

Write = Callable[[BinaryIO], Iterator[float]]


def problem(**changes: Any) -> Problem:
    """A small network with all that an iteration can have."""
    content: dict[str, Any] = {
        "seed": 3,
        "data": {"source": "gauss", "samples": 10, "test_fraction": 0.2},
        "layers": [
            {"units": 3, "activation": "relu", "dropout": 0.4},
            {"units": 2, "activation": "tanh", "use_bias": False},
            {"units": 1},
        ],
        "regularization": {"l2": 0.1},
        "optimizer": {"name": "adam"},
        "training": {"batch_size": 4, "clip_norm": 0.5},
    }
    return Problem(Experiment.from_dict({**content, **changes}))


def written(write: Write) -> bytes:
    """The file, while its shares only grow and end with 1."""
    stream = io.BytesIO()
    shares = list(write(stream))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return stream.getvalue()


def archive(write: Write) -> dict[str, Any]:
    """The arrays of an archive, which holds no pickles, and a text about them."""
    with np.load(io.BytesIO(written(write)), allow_pickle=False) as found:
        named = dict(found)
    assert "made by bpviz" in str(named.pop("readme"))
    return named


def table(write: Write) -> list[dict[str, str]]:
    """The lines of a table by the names in its header; each line has all cells."""
    lines = list(csv.reader(io.StringIO(written(write).decode())))
    header, *rows = lines
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} == {len(header)}
    return [dict(zip(header, row, strict=True)) for row in rows]


def same(found: Any, wanted: Any) -> None:
    """The same numbers in the same shape, NaN included."""
    np.testing.assert_array_equal(found, wanted)
    assert np.shape(found) == np.shape(wanted)


# ---- histories -------------------------------------------------------------------------------


def ran(subject: Problem, iterations: int) -> History:
    """The curves after some iterations."""
    timeline = Timeline(subject)
    timeline.advance(iterations)
    return timeline.history


def assert_history(history: History) -> None:
    """Both formats hold every number of every quantity, at its iteration."""
    found = archive(lambda stream: write_history(history, stream, ".npz"))
    rows = table(lambda stream: write_history(history, stream, ".csv"))
    iterations = [int(row["iteration"]) for row in rows]
    assert iterations == sorted(set(iterations))
    for grid, names in QUANTITIES.items():
        same(found.pop(grid), getattr(history, grid))
        for name in names:
            wanted = getattr(history, name)
            same(found.pop(name), wanted)
            labels = [name] if wanted.ndim == 1 else [
                f"{name}_{layer + 1}" for layer in range(wanted.shape[1])
            ]  # fmt: skip
            columns = [[row.pop(label) for row in rows] for label in labels]
            cells = [[float(cell) for cell in column if cell] for column in columns]
            same(np.array(cells).T.reshape(wanted.shape), wanted)
            there = {i for i, cell in zip(iterations, columns[0], strict=True) if cell}
            assert there == set(getattr(history, grid).tolist())
    assert found == {}
    assert {tuple(row) for row in rows} == {("iteration",)}


@settings(max_examples=25)
@given(experiments(), st.integers(1, 40))
def test_a_history_reads_back(experiment: Experiment, iterations: int) -> None:
    """Any run's curves, both formats, to the last bit."""
    with np.errstate(all="ignore"):
        assert_history(ran(Problem(experiment), iterations))


def test_a_long_history_reads_back() -> None:
    """So do curves whose grids have been thinned out."""
    history = ran(problem(), 2500)
    assert len(history.iterations) < 2500
    assert_history(history)


def test_a_history_has_every_curve() -> None:
    """What `History` can tell is in the file: a new curve must be named in `QUANTITIES`."""
    history = ran(problem(), 3)
    properties = [n for n in dir(History) if isinstance(getattr(History, n), property)]
    names = {name for name in properties if isinstance(getattr(history, name), np.ndarray)}
    assert names == {name for own in QUANTITIES.values() for name in own}


# ---- steps -----------------------------------------------------------------------------------


def assert_step(subject: Problem, index: int) -> None:
    """Both formats hold what the step knows, in its shape and precision, and nothing else."""
    step = Timeline(subject)[index]
    found = archive(lambda stream: write_step(step, stream, ".npz"))
    assert (int(found.pop("index")), int(found.pop("iteration"))) == (index, step.iteration)
    assert (str(found.pop("phase")), int(found.pop("layer"))) == (step.phase, step.layer)
    same(found.pop("batch"), step.batch)
    known = arrays(step)
    assert len(found) == len(known)
    cells: dict[tuple[str, int], list[str]] = {}
    for row in table(lambda stream: write_step(step, stream, ".csv")):
        key = row["name"], int(row["layer"])
        shape = known[key].shape
        place = tuple(int(row[name]) for name in ("row", "column")[2 - len(shape) :])
        assert sum(1 for name in ("row", "column") if row[name]) == len(shape)
        assert np.ravel_multi_index(place, shape) == len(cells.setdefault(key, []))
        cells[key].append(row["value"])
    assert set(cells) == set(known)
    for (name, layer), wanted in known.items():
        symbol, _, rest = name.partition("_")
        key = f"{symbol}{layer}{'_' + rest if rest else ''}" if layer else name
        same(found[key], wanted)
        assert found[key].dtype == wanted.dtype
        numbers = np.array([float(cell) for cell in cells[name, layer]])
        same(numbers.astype(wanted.dtype).reshape(wanted.shape), wanted)


@settings(max_examples=25)
@given(experiments(), st.integers(0, 60))
def test_a_step_reads_back(experiment: Experiment, index: int) -> None:
    """Any micro-step of any run, both formats, to the last bit."""
    with np.errstate(all="ignore"):
        assert_step(Problem(experiment), index)


def test_a_step_has_what_the_trace_has() -> None:
    """The last micro-step of an iteration holds every number that its trace tells."""
    subject = problem()
    timeline, count = Timeline(subject), subject.steps_per_iteration
    known = arrays(timeline[2 * count - 1])
    renamed = {
        ("dropout", "a"): "dropped", ("clip", "norm"): "clip_norm",
        ("clip", "scale"): "clip_scale", ("update", "W"): "W_new", ("update", "b"): "b_new",
    }  # fmt: skip
    for index in range(count, 2 * count):
        step = timeline[index]
        for name, value in values(step).items():
            same(known[renamed.get((step.phase, name), name), step.layer], value)


def test_a_step_has_nothing_from_the_future() -> None:
    """Before the loss there is no error signal, and no weights after the update."""
    names = {name for name, _ in arrays(Timeline(problem())[2])}
    assert names == {"W", "b", "x", "y", "z", "a"}


# ---- surfaces --------------------------------------------------------------------------------


def surface_data(subject: Problem, dtype: str = "float32") -> SurfaceData:
    """A small surface with a path of three states; some losses are not finite."""
    timeline = Timeline(subject)
    states = np.stack([timeline.state(i).params.astype(np.float64) for i in range(3)])
    plane = random_plane(subject, states[-1], 5)
    xs, ys = np.linspace(-1e3, 1.5, 7), np.linspace(-0.5, 1e30, 5)
    with np.errstate(all="ignore"):
        loss = surface(subject, plane, xs, ys, dtype=dtype)
    loss[0, 0], loss[1, 1], loss[2, 2] = np.nan, np.inf, -np.inf
    path = np.stack(plane.coordinates(states), axis=1)
    rows = np.arange(subject.n_train)
    return SurfaceData(plane, xs, ys, loss, rows, dtype, np.arange(3), path, 0.75)


@settings(max_examples=15)
@given(experiments(), st.sampled_from(["float32", "float64"]))
def test_a_surface_reads_back(experiment: Experiment, dtype: str) -> None:
    """Grid, losses, plane and path, both formats, to the last bit."""
    data = surface_data(Problem(experiment), dtype)
    found = archive(lambda stream: write_surface(data, stream, ".npz"))
    for name in ("alpha", "beta", "loss", "rows", "path_iteration"):
        same(found[name], getattr(data, name))
    for name in ("center", "u", "v"):
        same(found[name], getattr(data.plane, name))
    path = [found[f"path_{name}"] for name in ("alpha", "beta", "distance")]
    same(np.stack(path, axis=1), data.path)
    assert (str(found["kind"]), str(found["dtype"])) == ("random", dtype)
    rows = table(lambda stream: write_surface(data, stream, ".csv"))
    grid = [row for row in rows if row["part"] == "grid"]
    alpha, beta = np.meshgrid(data.alpha, data.beta)
    for name, wanted in (("alpha", alpha), ("beta", beta), ("loss", data.loss)):
        same(np.array([float(row[name]) for row in grid]).reshape(wanted.shape), wanted)
    assert {row["iteration"] for row in grid} == {""}
    along = [row for row in rows if row["part"] == "path"]
    assert [int(row["iteration"]) for row in along] == [0, 1, 2]
    columns = [[float(row[name]) for row in along] for name in ("alpha", "beta", "distance")]
    same(np.array(columns).T, data.path)
    assert {(row["samples"], row["dtype"]) for row in rows} == {(str(len(data.rows)), dtype)}


def test_a_saved_surface_can_be_computed_again() -> None:
    """The plane and the rows in the archive give the same losses, to float32's digits."""
    subject = problem()
    plane = random_plane(subject, subject.initial_state().params, 1)
    xs = np.linspace(-1, 1, 5)
    rows = np.array([0, 2, 5])
    loss = surface(subject, plane, xs, xs, rows=rows)
    path = np.zeros((1, 3))
    data = SurfaceData(plane, xs, xs, loss, rows, "float32", np.zeros(1, int), path, 1.0)
    found = archive(lambda stream: write_surface(data, stream, ".npz"))
    x, y = subject.x_train[found["rows"]], subject.y_train[found["rows"]]
    evaluator = Evaluator(subject, x, y)
    for j, beta in enumerate(found["beta"]):
        for i, alpha in enumerate(found["alpha"]):
            params = found["center"] + alpha * found["u"] + beta * found["v"]
            assert evaluator.loss(params) == pytest.approx(found["loss"][j, i], rel=1e-5, abs=1e-6)


# ---- how it is written -----------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".csv", ".npz"])
def test_equal_runs_make_equal_files(ending: str) -> None:
    """Nothing of when or where a file was written is in it."""
    files = {written(lambda s: write_history(ran(problem(), 9), s, ending)) for _ in range(2)}
    files |= {written(lambda s: write_step(Timeline(problem())[9], s, ending)) for _ in range(2)}
    assert len(files) == 2


def test_numbers_that_are_not_finite_have_the_traces_names() -> None:
    """A table spells them NaN, Infinity and -Infinity."""
    data = surface_data(problem())
    text = written(lambda stream: write_surface(data, stream, ".csv")).decode()
    for spelling in ("NaN", "Infinity", "-Infinity"):
        assert f",{spelling}," in text


def test_a_large_array_is_written_in_pieces() -> None:
    """So that a window can go on, and the user can cancel: no piece is most of the work."""
    layers = [{"units": 700}, {"units": 700}, {"units": 1}]
    step = Timeline(problem(layers=layers))[3]
    for ending, least in ((".csv", 200), (".npz", 4)):
        shares = list(write_step(step, io.BytesIO(), ending))
        assert len(shares) >= least
        assert max(np.diff([0.0, *shares])) < 0.6
