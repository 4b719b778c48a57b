"""Traces: every number with all its digits, as a stream."""

from __future__ import annotations

import csv
import io
import itertools
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from bpviz.core import Experiment, Problem, Step, Timeline
from bpviz.files import trace
from bpviz.files.lessons import lesson
from bpviz.files.trace import VALUES, WRITERS, run, values, write_csv, write_jsonl, write_npz


def problem(**changes: Any) -> Problem:
    """A small network with everything that adds a micro-step or a value."""
    content: dict[str, Any] = {
        "seed": 3,
        "data": {"source": "gauss", "samples": 10},
        "layers": [
            {"units": 3, "activation": "tanh", "dropout": 0.4},
            {"units": 2, "activation": "relu", "use_bias": False},
            {"units": 1},
        ],
        "regularization": {"l2": 0.1},
        "training": {"batch_size": 4, "clip_norm": 0.5},
    }
    return Problem(Experiment.from_dict({**content, **changes}))


def jsonl(steps: Iterator[Step]) -> list[dict[str, Any]]:
    """What write_jsonl writes, read by Python's own strict reader."""
    stream = io.BytesIO()
    write_jsonl(steps, stream)

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return [json.loads(line, parse_constant=refuse) for line in stream.getvalue().splitlines()]


def test_each_phase_has_its_values() -> None:
    """Phases come in order, each with exactly the values that are promised for it."""
    lines = jsonl(run(problem(), 1))
    phases = [(line["phase"], line["layer"]) for line in lines]
    forward = [("linear", 1), ("activation", 1), ("dropout", 1), ("linear", 2), ("activation", 2)]
    assert phases[:6] == [("batch", 0), *forward]
    assert [line["index"] for line in lines] == list(range(len(lines)))
    names = {line["phase"]: set(line["values"]) for line in lines}
    assert names == {phase: set(VALUES[phase]) for phase in VALUES}
    for line in lines:  # the second layer has no bias
        if line["layer"] == 2 and line["phase"] in ("gradient", "update"):
            assert set(line["values"]) <= {"dW", "W"}
    plain = jsonl(run(problem(regularization={}), 1))
    assert [set(line["values"]) for line in plain if line["phase"] == "loss"] == [{"loss"}]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_numbers_have_all_their_digits(dtype: str) -> None:
    """Reading a trace gives back every array, bit for bit."""
    subject = problem(training={"batch_size": 4, "clip_norm": 0.5, "dtype": dtype})
    lines = jsonl(run(subject, 4))
    timeline = Timeline(subject)
    for line in lines:
        step = timeline[line["index"]]
        assert (step.iteration, step.phase, step.layer) == (
            line["iteration"], line["phase"], line["layer"],
        )  # fmt: skip
        for name, value in values(step).items():
            found = np.array(line["values"][name], dtype=value.dtype)
            np.testing.assert_array_equal(found, value, strict=True)


def test_update_shows_the_values_after_it() -> None:
    """W and b of an update are those of the next state."""
    subject = problem()
    *_, last = run(subject, 1)
    assert last.next_state is not None
    for line in jsonl(run(subject, 1)):
        if line["phase"] == "update":
            after = subject.layers[line["layer"] - 1].weights(last.next_state.params)
            np.testing.assert_array_equal(line["values"]["W"], after)


def test_non_finite_numbers_are_strings() -> None:
    """A run that overflows is still valid JSON, with NaN and both infinities by name."""
    text = json.dumps(jsonl(run(Problem(lesson("exploding").experiment), 6)))
    assert '"NaN"' in text
    assert '"Infinity"' in text
    assert '"-Infinity"' in text


def test_csv_holds_the_same_numbers() -> None:
    """Each line of the CSV is one number of the JSON, at its row and column."""
    stream = io.BytesIO()
    write_csv(run(problem(), 3), stream)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue().decode())))
    found = {}
    for row in rows:
        place = tuple(int(row[key]) for key in ("row", "column") if row[key])
        found[int(row["index"]), row["name"], place] = float(row["value"])
    expected = {
        (step.index, name, place): float(number)
        for step in run(problem(), 3)
        for name, value in values(step).items()
        for place, number in np.ndenumerate(value)
    }
    assert found == expected
    assert len(rows) == len(expected)


def test_npz_stacks_each_quantity_over_the_iterations() -> None:
    """numpy.load finds one array a quantity; rows that a smaller batch lacks are NaN."""
    stream = io.BytesIO()
    write_npz(run(problem(), 6), stream)
    stream.seek(0)
    archive = np.load(stream, allow_pickle=False)
    assert archive["iteration"].tolist() == list(range(6))
    assert archive["samples"].tolist() == [4, 4, 2, 4, 4, 2]
    assert archive["l1_linear_z"].shape == (6, 4, 3)
    assert archive["loss_loss"].shape == (6,)
    for step in run(problem(), 6):
        layer = f"l{step.layer}_" if step.layer else ""
        for name, value in values(step).items():
            stored = archive[f"{layer}{step.phase}_{name}"][step.iteration]
            n = len(value) if value.ndim else None
            np.testing.assert_array_equal(stored[:n] if n else stored, value)
            if n:
                assert np.isnan(stored[n:]).all()


def test_npz_is_the_same_each_time() -> None:
    """Two equal runs give equal files, byte for byte."""
    streams = [io.BytesIO(), io.BytesIO()]
    for stream in streams:
        write_npz(run(problem(), 2), stream)
    assert streams[0].getvalue() == streams[1].getvalue()


class Nowhere(io.RawIOBase):
    """A file that keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_long_trace_needs_no_more_memory_than_a_short_one(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight times the iterations, the same memory."""
    monkeypatch.setattr(trace, "_CHUNK", 1 << 14)
    subject = problem()

    def peak(iterations: int) -> int:
        tracemalloc.start()
        try:
            WRITERS[name](run(subject, iterations), Nowhere())  # type: ignore[arg-type]
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(5)
    assert peak(240) < 1.2 * peak(30) + 20_000


def test_lines_come_before_the_run_ends() -> None:
    """An endless run can be traced: the first lines are written before the last is computed."""
    stream = io.BytesIO()
    write_jsonl(itertools.islice(run(problem(), 10**15), 40), stream)
    assert stream.getvalue().count(b"\n") == 40
