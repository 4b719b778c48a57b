from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject

from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.surface import random_plane, surface
from bpviz.ui.surface_job import Job, Result
from bpviz.ui.surface_worker import SurfaceWorker


def job(seed: int = 0, units: int = 3, n: int = 49, width: float = 1.0) -> Job:
    """A job; more units make a longer one."""
    layers = [{"units": units, "activation": "tanh"}] * 2 + [{"units": 1}]
    problem = Problem(Experiment.from_dict({"data": {"source": "circle"}, "layers": layers}))
    plane = random_plane(problem, problem.initial_state().params, seed)
    ticks = np.linspace(-width, width, n)
    return Job(problem, plane, ticks, ticks)


@pytest.fixture
def worker(qapp: Any) -> Iterator[SurfaceWorker]:
    """A worker whose thread has ended after the test."""
    made = SurfaceWorker()
    yield made
    made.close()
    assert not threads()


def threads() -> list[threading.Thread]:
    """The workers' threads that live."""
    return [thread for thread in threading.enumerate() if thread.name == "bpviz-surface"]


def wait_until(qapp: Any, done: Callable[[], bool], seconds: float = 20.0) -> None:
    """Run the event loop until something is so."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "nothing came"
        qapp.processEvents()
        time.sleep(0.002)


def collect(worker: SurfaceWorker) -> list[Result]:
    """A list to which the worker's results come."""
    results: list[Result] = []
    worker.surface_changed.connect(results.append)
    return results


def test_coarse_first_then_the_whole_grid(qapp: Any, worker: SurfaceWorker) -> None:
    """Results come on ever finer grids, and the last is what `surface` computes, bit for bit."""
    results, asked = collect(worker), job(units=60)
    worker.ask(asked)
    wait_until(qapp, lambda: bool(results) and results[-1].complete)
    sizes = [len(result.xs) for result in results]
    assert sizes == sorted(set(sizes))
    assert set(sizes) <= {13, 25, 49}
    assert results[-1].job is asked
    exact = surface(asked.problem, asked.plane, asked.xs, asked.ys, dtype=asked.dtype)
    np.testing.assert_allclose(results[-1].losses, exact, rtol=1e-12)
    assert not worker.busy


def test_a_picture_needs_no_coarse_results() -> None:
    """Without them there is one result, and it has the same losses to the last bit."""
    whole = [step.result for step in job(25).refine() if step.result is not None]
    only = [step.result for step in job(25).refine(coarse=False) if step.result is not None]
    assert (len(whole), len(only)) == (3, 1)
    assert np.array_equal(only[0].losses, whole[-1].losses)
    assert only[0].complete


def test_the_newest_request_wins(qapp: Any, worker: SurfaceWorker) -> None:
    """Of many requests in a row only the last delivers."""
    results = collect(worker)
    jobs = [job(seed, units=40) for seed in range(6)]
    for asked in jobs:
        worker.ask(asked)
        time.sleep(0.004)
    wait_until(qapp, lambda: bool(results) and results[-1].complete)
    assert {id(result.job) for result in results} == {id(jobs[-1])}


def test_a_result_that_lies_ready_is_dropped_by_a_newer_request(
    qapp: Any, worker: SurfaceWorker
) -> None:
    """Even what was finished before the window looked is not delivered once overtaken."""
    results, first, second = collect(worker), job(1), job(2)
    worker.ask(first)
    deadline = time.monotonic() + 10
    while worker._desk.work is not None and time.monotonic() < deadline:
        time.sleep(0.002)
    worker.ask(second)
    wait_until(qapp, lambda: bool(results) and results[-1].complete)
    assert all(result.job is second for result in results)


def test_small_jobs_are_done_at_once(worker: SurfaceWorker) -> None:
    """With time allowed in this thread a small surface is there when `ask` returns."""
    results = collect(worker)
    worker.ask(job(n=13), inline=30.0)
    assert [result.complete for result in results] == [True]
    assert not worker.busy
    assert not threads()


def test_cancel_ends_the_work_and_the_progress(qapp: Any, worker: SurfaceWorker) -> None:
    """After cancel nothing is delivered, and None is the last progress."""
    results, shares = collect(worker), []
    worker.progress_changed.connect(shares.append)
    worker.ask(job(units=400))
    assert shares == [0.0]
    wait_until(qapp, lambda: len(shares) > 2)
    worker.cancel()
    count = len(results)
    end = time.monotonic() + 0.1
    while time.monotonic() < end:
        qapp.processEvents()
    assert len(results) == count
    assert shares[-1] is None
    assert not worker.busy


def test_what_was_stopped_is_not_begun_again(qapp: Any, worker: SurfaceWorker) -> None:
    """After stop the same job is refused; another is computed."""
    results, first, second = collect(worker), job(units=400), job(n=13)
    worker.ask(first)
    worker.stop()
    worker.ask(first)
    assert not worker.busy
    worker.ask(second)
    wait_until(qapp, lambda: not worker.busy)
    assert results[-1].job is second


def test_the_rest_comes_when_there_is_no_hurry_any_more(qapp: Any, worker: SurfaceWorker) -> None:
    """A job asked for in a hurry, and before it has anything without, is done to the end."""
    results, asked = collect(worker), job(units=60)
    worker.ask(asked, hurried=True)
    worker.ask(asked)
    wait_until(qapp, lambda: not worker.busy)
    assert results[-1].complete


def test_asking_again_does_not_begin_again(qapp: Any, worker: SurfaceWorker) -> None:
    """Whoever asks at every step for what is being computed gets it."""
    results, asked = collect(worker), job(units=60)
    begun: list[object] = []
    worker.progress_changed.connect(lambda share: share == 0.0 and begun.append(share))
    worker.ask(asked)
    while not results:
        worker.ask(asked)
        qapp.processEvents()
    assert begun == [0.0]


def test_progress_rises_to_the_end(qapp: Any, worker: SurfaceWorker) -> None:
    """Shares rise from 0 and end with None."""
    results, shares = collect(worker), []
    worker.progress_changed.connect(shares.append)
    worker.ask(job(units=60))
    wait_until(qapp, lambda: bool(results) and results[-1].complete)
    assert shares[-1] is None
    told = shares[:-1]
    assert told == sorted(told)
    assert told[0] == 0.0


def test_close_in_the_middle_ends_the_thread(qapp: Any, worker: SurfaceWorker) -> None:
    """Closing while it computes joins the thread soon; a later request does nothing."""
    results = collect(worker)
    worker.ask(job(units=400))
    wait_until(qapp, lambda: bool(threads()))
    began = time.monotonic()
    worker.close()
    assert time.monotonic() - began < 2.0
    assert not threads()
    worker.ask(job())
    qapp.processEvents()
    assert not results
    assert not worker.busy


@pytest.mark.parametrize("how", ["qt", "python"])
def test_deleting_the_worker_in_the_middle_ends_the_thread(qapp: Any, how: str) -> None:
    """Whether Qt deletes the parent or Python drops the last reference, no thread is left."""
    parent = QObject()
    made = SurfaceWorker(parent)
    made.ask(job(units=400))
    wait_until(qapp, lambda: bool(threads()))
    if how == "qt":
        parent.deleteLater()
        qapp.sendPostedEvents(None, 52)  # QEvent.Type.DeferredDelete
    del made, parent
    gc.collect()
    wait_until(qapp, lambda: not threads())


def test_an_error_is_raised_where_the_window_sees_it(
    qapp: Any, worker: SurfaceWorker, uncaught: list[str]
) -> None:
    """An exception in the thread reaches sys.excepthook, and the worker goes on working."""
    worker.ask(replace(job(), rows=np.array([10**6])))
    wait_until(qapp, lambda: bool(uncaught))
    assert "IndexError" in uncaught[0]
    uncaught.clear()
    results = collect(worker)
    worker.ask(job(n=13))
    wait_until(qapp, lambda: bool(results) and results[-1].complete)


def test_in_a_hurry_the_first_result_is_enough(qapp: Any, worker: SurfaceWorker) -> None:
    """While training plays only the coarse grid is computed, and a newer request still wins."""
    results = collect(worker)
    worker.ask(job(units=60), hurried=True)
    wait_until(qapp, lambda: not worker.busy)
    assert [len(result.xs) for result in results] == [13]
    newer = job(seed=3, n=13)
    worker.ask(newer)
    wait_until(qapp, lambda: results[-1].job is newer and results[-1].complete)
