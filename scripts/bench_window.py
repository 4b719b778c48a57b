"""The whole window, measured: how long until it shows, and how it behaves while playing."""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench_report import Row
from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from bpviz.core import Timeline
from bpviz.core.engine import Engine
from bpviz.files.lessons import load_experiment
from bpviz.ui.app import make_application, spare_what_stays
from bpviz.ui.docks import Docks
from bpviz.ui.language import Translations
from bpviz.ui.settings import Settings
from bpviz.ui.view import View
from bpviz.ui.window import MainWindow

ROUNDS = 5
SIZE = (1920, 1080)
BUSY_LIMIT = 0.050
WARM_UP = 3.0
SHARE_ROUNDS = 9
RATES = (("10 steps/s", 10.0), ("100 steps/s", 100.0), ("full", math.inf))

_BASELINE = """
import numpy, pyqtgraph
from PySide6.QtWidgets import QApplication
app = QApplication([])
plot = pyqtgraph.PlotWidget()
plot.resize(1280, 720)
plot.show()
app.processEvents()
"""
_OURS = """
from PySide6.QtCore import QSettings, Qt
from bpviz.files.lessons import load_experiment
from bpviz.ui.app import make_application
from bpviz.ui.docks import Docks
from bpviz.ui.language import Translations
from bpviz.ui.settings import Settings
from bpviz.ui.window import MainWindow
app = make_application()
experiment, source = load_experiment("xor")
store = QSettings({store!r}, QSettings.Format.IniFormat)
window = MainWindow(experiment, source, Settings(store), Translations())
window.setWindowState(Qt.WindowState.WindowNoState)  # the offscreen screen is small
window.resize(1280, 720)
window.show()
window.grab()
assert (window.width(), window.height()) == (1280, 720)
import os
os._exit(0)
"""


def rows() -> Iterator[Row]:
    """Start-up, busy slices, frame cost and the trainer's share."""
    yield first_window()
    yield from playing()


def first_window() -> Row:
    """From the start of Python to a painted window, against an empty plot."""
    with tempfile.TemporaryDirectory() as folder:
        ours = _OURS.format(store=str(Path(folder) / "settings.ini"))
        pairs = [(_process(ours), _process(_BASELINE)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    a, b = (statistics.median(times) for times in zip(*pairs, strict=True))
    return Row("first window", f"{a:.2f} s, an empty plot {b:.2f} s", ratio, 1.5)


def _process(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


class Heartbeat(QObject):
    """Beats once a turn of the event loop: the gaps are how long it was busy at a time.

    Attributes
    ----------
    gaps : list of (busy, computed)
        Seconds by the clock, which count waiting for other threads and other programs, too, and
        seconds that the window's own thread computed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[tuple[float, float]] = []
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.gaps.append((now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now


def playing() -> Iterator[Row]:
    """Every default view open: the longest busy times, the trainer's share, what a frame costs."""
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        for lesson in ("xor", "spiral", "deep-sigmoid"):
            experiment, source = load_experiment(lesson)
            window = MainWindow(experiment, source, Settings(store), Translations())
            _open(app, window)
            for name, rate in RATES:
                yield _busy(app, window, f"{lesson} {name}", rate)
            yield from _share(app, window, lesson)
            yield _surface(app, window, lesson)
            yield _frame(app, window, lesson)
            _close(app, window)
        yield from _comparing(app, store)


def _comparing(app: QApplication, store: QSettings) -> Iterator[Row]:
    """Two networks of thirty layers on the stage, with the plots that compare them."""
    experiment, source = load_experiment("thirty-xavier")
    window = MainWindow(experiment, source, Settings(store), Translations())
    _open(app, window)
    window.actions_["compare"].trigger()
    _spin(app, 1.0)
    view = window.deck.views["compare"]
    if not view.isVisible() or len(view.runs) != 2:  # type: ignore[attr-defined]
        raise RuntimeError("not what is to be measured: no two runs are compared")
    for name, rate in RATES:
        yield _busy(app, window, f"compare, two 30-layer runs playing, {name}", rate)
    _close(app, window)


def _close(app: QApplication, window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    _spin(app, 0.2)


def _open(app: QApplication, window: MainWindow) -> None:
    """Show the window at its usual size, whatever the screen's, in its default layout."""
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*SIZE)
    window.show()
    window.complete()
    window.docks.arrange()
    spare_what_stays()  # as the application does
    _spin(app, 2.0)
    usual = {"network", *Docks.USUAL} & window.deck.views.keys()
    hidden = [name for name in usual if not window.deck.views[name].isVisible()]
    if hidden or (window.width(), window.height()) != SIZE:
        raise RuntimeError(f"not what is to be measured: {window.size()}, hidden: {hidden}")


def _spin(app: QApplication, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        app.processEvents()


def _busy(app: QApplication, window: MainWindow, name: str, rate: float) -> Row:
    """The longest turn of a second, the median of five seconds.

    A long turn of ours comes back in every second; one in which a shared machine served somebody
    else does not.
    """
    window.player.set_rate(rate)
    window.player.play()
    _spin(app, 0.5)
    longest = []
    for _ in range(ROUNDS):
        heart = Heartbeat()
        _spin(app, 1.0)
        heart.deleteLater()
        longest.append(max(heart.gaps))
    window.player.pause()
    worst, computed = sorted(longest)[ROUNDS // 2]
    what = f"{name}: busy {worst * 1e3:.0f} ms, of it computing {computed * 1e3:.0f} ms"
    return Row("busy", what, worst / BUSY_LIMIT, 1.0)


def _share(app: QApplication, window: MainWindow, lesson: str) -> Iterator[Row]:
    """Seconds an iteration, against the bare engine in turns; and how often views are drawn.

    Measured when training has gone on for a while: the first iterations are all kept for the
    curves, later ones ever more sparsely.
    """
    player = window.player
    engine = Engine(player.timeline.problem)
    engine.load(player.timeline.problem.initial_state())
    shown: list[object] = []
    player.step_changed.connect(shown.append)
    player.set_rate(math.inf)
    player.play()
    _spin(app, WARM_UP)
    ratios, playing, frames = [], 0.0, 0
    for _ in range(SHARE_ROUNDS):
        alone = _until(0.2, engine)
        player.set_rate(math.inf)  # the trainer counts anew, without what was done here
        _spin(app, 0.2)
        shown.clear()
        before, started = player.timeline.head, time.perf_counter()
        _spin(app, 1.0)
        elapsed = time.perf_counter() - started
        playing, frames = playing + elapsed, frames + len(shown)
        ratios.append(elapsed / max(1, player.timeline.head - before) / alone)
    player.pause()
    player.step_changed.disconnect(shown.append)
    ratio = statistics.median(ratios)
    yield Row("trainer", f"{lesson}: seconds an iteration, window / alone", ratio, 1.2)
    yield Row("frames", f"{lesson}: {frames / playing:.1f} frames/s at full speed")


def _surface(app: QApplication, window: MainWindow, lesson: str) -> Row:
    """What refreshing the surface costs the trainer: the same window with and without it."""
    player, view = window.player, window.deck.views["surface"]
    dock = window.docks.all["surface"]
    player.set_rate(math.inf)
    player.play()
    _spin(app, WARM_UP)

    def each(shown: bool) -> float:
        dock.setVisible(shown)
        _spin(app, 0.3)
        if view.isVisible() != shown:
            raise RuntimeError("not what is to be measured: the surface does not come and go")
        player.set_rate(math.inf)
        before, started = player.timeline.head, time.perf_counter()
        _spin(app, 1.0)
        return (time.perf_counter() - started) / max(1, player.timeline.head - before)

    ratio = statistics.median(each(True) / each(False) for _ in range(SHARE_ROUNDS))
    player.pause()
    dock.setVisible(True)
    return Row("trainer", f"{lesson}: seconds an iteration, with the surface / without", ratio, 1.2)


def _until(seconds: float, engine: Engine) -> float:
    """Seconds an iteration takes the bare engine."""
    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        engine.run(100)
        done += 100
    return (time.perf_counter() - started) / done


def _frame(app: QApplication, window: MainWindow, lesson: str) -> Row:
    """A whole frame against the sum of its views drawn and painted one by one."""
    timeline: Timeline = window.player.timeline
    start = window.player.k
    ratios, whole_times = [], []
    for k in range(start, start + 20):
        step = timeline[k]
        alone = 0.0
        for view in window.deck.views.values():
            alone += _timed(app, view, step)
        started = time.perf_counter()
        window._on_step(step)
        window.deck.settle()
        _paint(app)
        whole_times.append(time.perf_counter() - started)
        ratios.append(whole_times[-1] / alone)
    what = f"{lesson}: {statistics.median(whole_times) * 1e3:.1f} ms, / sum of its painters"
    return Row("frame", what, statistics.median(ratios), 1.5)


def _timed(app: QApplication, view: View, step: object) -> float:
    started = time.perf_counter()
    view.show_step(step)  # type: ignore[arg-type]
    _paint(app)
    return time.perf_counter() - started


def _paint(app: QApplication) -> None:
    """Paint what has changed; a plot asks for that only in the first round of the event loop."""
    for _ in range(3):
        app.processEvents()
