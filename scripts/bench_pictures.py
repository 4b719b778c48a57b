"""What the pictures of thirty layers cost: each gradients picture, the diagnosis, each tint.

A frame is the next micro-step shown and painted on a screen of 1920 × 1000, for consecutive steps
of an iteration in the forward and the backward pass. Of three rounds over the same steps each step
counts with its least time, as others may be using the machine.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterator

from bench_report import Row
from PySide6.QtWidgets import QApplication

from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment
from bpviz.ui.app import make_application
from bpviz.ui.paint.network_tint import TINT_MODES
from bpviz.ui.theme import DARK
from bpviz.ui.view import View
from bpviz.ui.views.diagnosis import DiagnosisView
from bpviz.ui.views.gradients import GradientsView
from bpviz.ui.views.network import NetworkView

LESSON = "thirty-xavier"
SIZE = (1920, 1000)
FRAME = 16.7
"""Milliseconds that a picture of thirty layers may take: a frame of a screen of 60 Hz."""
ITERATIONS, STEPS, ROUNDS = range(21, 24), 6, 3


def rows() -> Iterator[Row]:
    """Milliseconds of processor time of a frame, the median of the steps."""
    app = make_application()
    experiment, _ = load_experiment(LESSON)
    timeline = Timeline(Problem(experiment))
    per = timeline.steps_per_iteration
    starts = (i * per + place for i in ITERATIONS for place in (per // 8, per - per // 3))
    steps = [timeline[start + k] for start in starts for k in range(STEPS)]
    for picture in GradientsView.pictures:
        view = GradientsView()
        view.choose(picture)
        yield _row(app, view, timeline, steps, f"gradients: {picture}")
    # Drawn four times a second while training plays, and one step at a time otherwise.
    yield _row(app, DiagnosisView(), timeline, steps, "diagnosis", math.nan)
    for mode in TINT_MODES:
        network = NetworkView()
        network.animate, network.tint_mode = False, mode
        yield _row(app, network, timeline, steps, f"network, tint: {mode}")


def _row(
    app: QApplication,
    view: View,
    timeline: Timeline,
    steps: list[Step],
    name: str,
    limit: float = 1.0,
) -> Row:
    view.set_theme(DARK)
    view.resize(*SIZE)
    view.set_timeline(timeline)
    view.show()
    _frame(app, view, steps[0])
    rounds = [[_frame(app, view, step) for step in steps] for _ in range(ROUNDS)]
    if (view.width(), view.height()) != SIZE or not view.in_sight:
        raise RuntimeError(f"not what is to be measured: {view.size()}")
    view.close_work()
    view.close()
    view.deleteLater()
    least = [min(times) for times in zip(*rounds, strict=True)]
    median, worst = statistics.median(least) * 1e3, max(least) * 1e3
    what = f"{name}: {median:.1f} of {FRAME:g} ms, at most {worst:.1f}"
    return Row("30 layers", what, median / FRAME, limit)


def _frame(app: QApplication, view: View, step: Step) -> float:
    started = time.process_time()
    view.show_step(step)
    for _ in range(3):  # a plot asks to be painted only in the first round of the event loop
        app.processEvents()
    return time.process_time() - started
