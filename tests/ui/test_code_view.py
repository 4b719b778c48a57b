"""The code view: the right lines are marked, names tell their values, breakpoints go both ways."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from bpviz.core.breakpoints import Breakpoint, breakpoint_for
from bpviz.core.errors import BpvizError
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.core.scripts import NAMES, SCRIPTS
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import load_experiment
from bpviz.ui.app import open_window
from bpviz.ui.code.source import FOLDED, Source, source_of
from bpviz.ui.language import Translations
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.settings import Settings
from bpviz.ui.theme import DARK, LIGHT, Theme
from bpviz.ui.views.code import CodeView
from tests.mistake_hands import injected
from tests.ui.code_hands import NETWORKS, timeline_of
from tests.ui.view_hands import last_step, picture, run, step_at


@pytest.fixture
def view(qapp: Any) -> Iterator[CodeView]:
    """The view at the start of the lesson `mazur`, shown."""
    view = CodeView()
    view.resize(900, 300)
    show(view, run("mazur"))
    view.show()
    yield view
    view.close()
    view.deleteLater()


def show(view: CodeView, timeline: Timeline, k: int = 0) -> None:
    """Show a micro-step of a run."""
    view.set_timeline(timeline)
    view.show_step(timeline[k])


def current_texts(view: CodeView) -> list[str]:
    """The text of the lines that are marked."""
    rows = view.pane.rows
    assert rows is not None
    lines = rows.source.listing.lines
    return [lines[rows.lines[row]].text for row in rows.current(view.pane.mark.position)]


def row_of(view: CodeView, text: str) -> int:
    """The row of the line that reads so."""
    rows = view.pane.rows
    assert rows is not None
    lines = rows.source.listing.lines
    return next(r for r, k in enumerate(rows.lines) if k != FOLDED and lines[k].text == text)


def point_at(view: CodeView, text: str, name: str = "", x: float = 20.0) -> QPointF:
    """Where a line, or a name in it, is in the pane, after scrolling there."""
    rows, bar = view.pane.rows, view.pane.verticalScrollBar()
    assert rows is not None
    row = row_of(view, text)
    bar.setValue(int((row - 3) * rows.line))
    y = (row + 0.5) * rows.line - bar.value()
    if name:
        pieces = rows.source.pieces[rows.lines[row]]
        x = rows.box(row, next(p for p in pieces if p.text == name)).center().x()
    return QPointF(x, y)


def click(view: CodeView, at: QPointF) -> None:
    """Click into the pane."""
    QTest.mouseClick(view.pane.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())


def move(view: CodeView, at: QPointF) -> None:
    """Move the mouse to a point of the pane."""
    none = Qt.MouseButton.NoButton
    target, modifiers = view.pane.viewport(), Qt.KeyboardModifier.NoModifier
    on_screen = QPointF(target.mapToGlobal(at.toPoint()))
    kind = QEvent.Type.MouseMove
    QApplication.sendEvent(target, QMouseEvent(kind, at, on_screen, none, none, modifiers))


def pixels(image: QImage) -> np.ndarray:
    """(height, width, 3), red first."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(bytes(image.constBits()), np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine())[:, : 3 * image.width()].reshape(
        image.height(), image.width(), 3
    )


# ---- what is marked ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NETWORKS)
def test_the_lines_of_the_step_are_marked(view: CodeView, name: str) -> None:
    """At every micro-step exactly the lines of that micro-step's code are marked."""
    timeline = timeline_of(name)
    show(view, timeline)
    for k in range(timeline.steps_per_iteration):
        step = timeline[k]
        view.show_step(step)
        marked = " ".join(current_texts(view)).replace(" ", "")
        for statement in step.micro.code.split("; "):
            assert statement.replace(" ", "") in marked
        assert view.pane.mark.direction == step.micro.direction
        rows = view.pane.rows
        assert rows is not None
        of_step = rows.source.listing.lines_at(step.position)
        assert tuple(rows.lines[r] for r in rows.current(step.position)) == of_step


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_mark_has_the_colour_of_the_phase(view: CodeView, theme: Theme) -> None:
    """The strip behind the current line is tinted in its phase's colour, other lines are not."""
    view.set_theme(theme)
    assert view.timeline is not None
    for phase, layer in (("activation", 1), ("loss", 0), ("delta", 1), ("update", 2)):
        step = step_at(view.timeline, 0, phase, layer)
        view.show_step(step)
        rows, top = view.pane.rows, view.pane.verticalScrollBar().value()
        assert rows is not None
        image = view.pane.viewport().grab().toImage()
        x = image.width() - 40
        row = rows.current(step.position).start
        marked = image.pixelColor(x, int((row + 0.5) * rows.line - top))
        other = image.pixelColor(x, int((row - 1.5) * rows.line - top))
        share = 0.26 if theme is DARK else 0.18
        color, ground = theme.phase_color(step.micro.direction), theme.color("stage")
        assert other == ground
        for part in ("red", "green", "blue"):
            mixed = share * getattr(color, part)() + (1 - share) * getattr(ground, part)()
            assert abs(getattr(marked, part)() - mixed) < 3


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("height", [200, 300, 700])
def test_the_current_line_stays_in_the_middle_third(view: CodeView, name: str, height: int) -> None:
    """Whatever the step, its lines are in the middle third, or the text ends before they can be."""
    view.resize(900, height)
    timeline = timeline_of(name)
    show(view, timeline)
    bar = view.pane.verticalScrollBar()
    for k in range(timeline.steps_per_iteration):
        view.show_step(timeline[k])
        rows = view.pane.rows
        assert rows is not None
        current = rows.current(timeline[k].position)
        middle = 0.5 * (current.start + current.stop) * rows.line - bar.value()
        room = view.pane.viewport().height()
        if bar.value() == bar.maximum():
            assert room / 3 <= middle <= room
        elif bar.value() == bar.minimum():
            assert middle <= 2 * room / 3
        else:
            assert room / 3 <= middle <= 2 * room / 3


def test_the_same_step_is_in_the_same_place(view: CodeView) -> None:
    """Steps shown in any order, after scrolling too, give the same picture."""
    timeline = run("deep-relu-he")
    show(view, timeline, 20)
    before = view.pane.viewport().grab().toImage()
    view.show_step(timeline[3])
    view.pane.verticalScrollBar().setValue(0)
    view.show_step(timeline[20])
    assert view.pane.viewport().grab().toImage() == before


def test_scrolled_text_stays_while_the_same_place_is_shown(view: CodeView) -> None:
    """At full speed one always sees the same micro-step: what was scrolled to stays there."""
    assert view.timeline is not None
    view.show_step(last_step(view.timeline, 0))
    view.pane.verticalScrollBar().setValue(0)
    view.show_step(last_step(view.timeline, 5))
    assert view.pane.verticalScrollBar().value() == 0


def test_what_is_above_the_loop_folds(view: CodeView) -> None:
    """A click folds imports, functions and data into one row that says so, and another unfolds."""
    rows = view.pane.rows
    assert rows is not None
    loop, every = rows.source.loop, len(rows.lines)
    view.pane.verticalScrollBar().setValue(0)
    click(view, QPointF(rows.gutter + 8, rows.line / 2))
    assert view.pane.rows is not None
    assert view.pane.rows.lines[:2] == (FOLDED, loop)
    assert len(view.pane.rows.lines) == every - loop + 1
    assert view.pane.folded_text(loop) == f"… {loop} lines: functions, data, start values"
    view.pane.verticalScrollBar().setValue(0)
    click(view, QPointF(rows.margin + 40, rows.line / 2))
    assert view.pane.rows.lines == rows.lines


def test_a_mistake_is_in_the_lines(view: CodeView) -> None:
    """With a mistake injected the listing shows the broken computation, and only there differs."""
    right = load_experiment("mazur")[0]
    wrong = injected(right, "not_transposed")
    texts = []
    for experiment in (right, wrong):
        source = source_of(Problem(experiment))
        texts.append([line.text for line in source.listing.lines])
    different = [(a, b) for a, b in zip(*texts, strict=True) if a != b]
    assert different == [
        ("d1 = (d2 @ W2.T) * sigmoid_slope(z1)", "d1 = (d2 @ W2) * sigmoid_slope(z1)")
    ]
    timeline = Timeline(Problem(wrong))
    show(view, timeline, step_at(timeline, 0, "delta", 1).index)
    assert current_texts(view) == [different[0][1]]


# ---- hovering ------------------------------------------------------------------------------------


def test_hovering_tells_mazurs_numbers(view: CodeView) -> None:
    """Hovering names tells their shape and the article's numbers, wherever the name stands."""
    assert view.timeline is not None
    view.set_numbers(NumberFormat(6))
    view.show_step(last_step(view.timeline, 0))
    line = "dW2 = a1.T @ d2"
    tip = view.pane.tip_at(point_at(view, line, "dW2"))
    assert "<b>dW2  2 × 2</b>" in tip
    assert "0.082167" in tip  # ∂E/∂w5 = 0.082167041
    assert "0.593270" in view.pane.tip_at(point_at(view, line, "a1"))  # out of h1, 0.593269992
    loss = "loss = half_squared_error(a2, y)"
    assert "loss = 0.298371" in view.pane.tip_at(point_at(view, loss, "loss"))
    assert view.pane.tip_at(point_at(view, loss, "half_squared_error")) == ""


def test_what_is_not_computed_yet_is_said(view: CodeView) -> None:
    """Before its line was carried out, a name holds nothing yet; weights are there all the time."""
    assert view.timeline is not None
    step = step_at(view.timeline, 3, "activation", 1)
    view.show_step(step)
    missing = view.pane.tip_at(point_at(view, "dW2 = a1.T @ d2", "dW2"))
    assert "not computed yet in this iteration" in missing
    assert "not computed" not in view.pane.tip_at(point_at(view, "dW2 = a1.T @ d2", "a1"))
    assert "2 × 2" in view.pane.tip_at(point_at(view, "d1 = (d2 @ W2.T) * sigmoid_slope(z1)", "W2"))


def test_the_hovered_name_is_underlined(view: CodeView) -> None:
    """Under the name at the mouse, and only there, runs a line in the accent colour."""
    at = point_at(view, "dW2 = a1.T @ d2", "dW2")
    move(view, QPointF(300, 5))
    before = pixels(view.pane.viewport().grab().toImage()).astype(int)
    move(view, at)
    after = pixels(view.pane.viewport().grab().toImage()).astype(int)
    changed = np.argwhere(np.abs(after - before).sum(axis=2) > 30)
    assert len(changed)
    rows = view.pane.rows
    assert rows is not None
    hovered = view.pane.mark.hovered
    assert hovered is not None
    assert hovered[1].variable == "dW2"
    box = rows.box(row_of(view, "dW2 = a1.T @ d2"), hovered[1])
    box.translate(0, -view.pane.verticalScrollBar().value())
    box.adjust(-2, 0, 2, 0)
    assert all(box.contains(QPointF(x, y)) for y, x in changed)


# ---- breakpoints ---------------------------------------------------------------------------------


def toggled(view: CodeView) -> list[Breakpoint]:
    """What the view says from now on."""
    said: list[Breakpoint] = []
    view.breakpoint_toggled.connect(said.append)
    return said


def test_a_click_on_a_line_number_stops_there(view: CodeView) -> None:
    """Every line of a micro-step gives its breakpoint; lines without one, and text, give none."""
    said = toggled(view)
    for text in ("dW2 = a1.T @ d2", "loss = half_squared_error(a2, y)"):
        click(view, point_at(view, text))
    assert [dict(found.settings) for found in said] == [
        {"phase": "gradient", "layer": 2},
        {"phase": "loss", "layer": 0},
    ]
    click(view, point_at(view, "# forward"))
    click(view, point_at(view, "losses.append(loss)"))
    click(view, point_at(view, "dW2 = a1.T @ d2", "dW2"))
    assert len(said) == 2


def test_only_lines_that_can_be_clicked_show_a_hand(view: CodeView) -> None:
    """The hand appears over numbers of micro-steps, not over those of comments or over text."""

    def shape(at: QPointF) -> Qt.CursorShape:
        move(view, at)
        return view.pane.viewport().cursor().shape()

    shapes = Qt.CursorShape
    assert shape(point_at(view, "dW2 = a1.T @ d2")) == shapes.PointingHandCursor
    assert shape(point_at(view, "# forward")) == shapes.ArrowCursor
    assert shape(point_at(view, "dW2 = a1.T @ d2", x=300.0)) == shapes.ArrowCursor


def test_breakpoints_are_dots(view: CodeView) -> None:
    """A breakpoint is a dot in the gutter at its lines, also one for all layers; others are not."""
    assert view.timeline is not None
    problem = view.timeline.problem
    view.set_breakpoints(
        [
            breakpoint_for(problem, "micro_step", phase="delta", layer=0),
            breakpoint_for(problem, "iteration", number=3),
        ]
    )
    positions = {k for k, micro in enumerate(problem.micros) if micro.phase == "delta"}
    assert view.pane.mark.stops == positions
    danger = DARK.color("danger")
    for text in ("d1 = (d2 @ W2.T) * sigmoid_slope(z1)", "dW2 = a1.T @ d2"):
        at = point_at(view, text, x=11.0)
        color = view.pane.viewport().grab().toImage().pixelColor(at.toPoint())
        near = abs(color.red() - danger.red()) + abs(color.green() - danger.green())
        assert (near < 12) == text.startswith("d1")


def test_a_click_takes_away_what_stops_there(view: CodeView) -> None:
    """A dot that stands for all layers is taken away as a whole, so that the dot goes."""
    assert view.timeline is not None
    anywhere = breakpoint_for(view.timeline.problem, "micro_step", phase="delta", layer=0)
    view.set_breakpoints([anywhere])
    said = toggled(view)
    click(view, point_at(view, "d1 = (d2 @ W2.T) * sigmoid_slope(z1)"))
    assert said == [anywhere]


def test_the_window_keeps_code_and_timeline_in_step(qapp: Any, tmp_path: Path) -> None:
    """A breakpoint set in the code is the player's, stops it there, and goes by either of them."""
    store = QSettings(str(tmp_path / "bpviz.ini"), QSettings.Format.IniFormat)
    window = open_window(*load_experiment("mazur"), Settings(store), Translations())
    window.complete()
    window.docks.open("code")
    view = window.deck.views["code"]
    assert isinstance(view, CodeView)
    view.resize(900, 300)
    player = window.player
    view.draw(player.step)
    loss = next(k for k, m in enumerate(player.timeline.problem.micros) if m.phase == "loss")
    view.pane.stop_toggled.emit(loss)
    assert [dict(b.settings) for b in player.breakpoints] == [{"phase": "loss", "layer": 0}]
    assert view.pane.mark.stops == {loss}
    menu = window.strip.menu_at(window.strip.chip_area()[loss].center())
    assert menu is not None
    next(a for a in menu.actions() if a.objectName() == "toggle_breakpoint").trigger()
    assert view.pane.mark.stops == frozenset()
    view.run_chosen.emit(player.per_iteration + 2)
    for _ in range(500):
        qapp.processEvents()
        if player.k == player.per_iteration + 2 and not player.playing:
            break
    assert player.k == player.per_iteration + 2
    view.refused.emit(BpvizError("there.py", "is a folder, not a file"))
    assert window.messages.text == "there.py: is a folder, not a file"
    window.close()
    window.deleteLater()


def test_a_view_that_comes_late_knows_the_breakpoints(view: CodeView) -> None:
    """Breakpoints told before the first step, or before another run, are marked in it."""
    timeline = run("xor")
    found = breakpoint_for(timeline.problem, "micro_step", phase="loss", layer=0)
    view.set_breakpoints([found])
    show(view, timeline)
    loss = step_at(timeline, 0, "loss").position
    assert view.pane.mark.stops == {loss}


# ---- the menu and the file -----------------------------------------------------------------------


def menu_of(view: CodeView, text: str) -> dict[str, Any]:
    """What a right click on a line offers."""
    rows = view.pane.rows
    assert rows is not None
    menu = view.menu_at(rows.lines[row_of(view, text)])
    assert menu is not None
    return {action.objectName(): action for action in menu.actions() if action.objectName()}


def test_the_menu_copies_and_runs_to(view: CodeView) -> None:
    """A line and the program are copied; “Run to” is the next time that the line comes."""
    assert view.timeline is not None
    timeline = view.timeline
    view.show_step(step_at(timeline, 4, "loss"))
    runs: list[int] = []
    view.run_chosen.connect(runs.append)
    menu = menu_of(view, "dW2 = a1.T @ d2")
    menu["code_copy_line"].trigger()
    assert QGuiApplication.clipboard().text() == "dW2 = a1.T @ d2"
    menu["code_copy"].trigger()
    assert QGuiApplication.clipboard().text() == view.script()
    menu["code_run_to"].trigger()
    menu_of(view, "z1 = x @ W1 + b1")["code_run_to"].trigger()
    assert runs == [
        step_at(timeline, 4, "gradient", 2).index,
        step_at(timeline, 5, "linear", 1).index,
    ]
    assert "code_run_to" not in menu_of(view, "# forward")


def test_the_saved_file_runs_and_gives_the_losses(
    view: CodeView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is saved runs on its own, as long as the experiment, with the same losses to 1e-12."""
    experiment = load_experiment("xor")[0]
    short = replace(experiment, training=replace(experiment.training, epochs=7))
    timeline = Timeline(Problem(short))
    show(view, timeline)
    target = tmp_path / "network.py"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(target.with_suffix("")), "")
    )
    view.controls.save.click()
    out = tmp_path / "out.npz"
    subprocess.run([sys.executable, "-I", str(target), str(out)], check=True, capture_output=True)
    with np.load(out) as saved:
        losses = saved["losses"]
    expected = [
        last_step(timeline, i).loss for i in range(7 * timeline.problem.iterations_per_epoch)
    ]
    np.testing.assert_allclose(losses, expected, rtol=1e-12)


def test_a_file_that_cannot_be_written_is_one_line(
    view: CodeView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving into a folder that is not there says so, and a cancelled dialog says nothing."""
    said: list[BpvizError] = []
    view.refused.connect(said.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    view.save()
    assert said == []
    target = tmp_path / "nowhere" / "network.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    view.save()
    assert [str(error) for error in said] == [f"{target}: there is no such folder"]


@pytest.mark.parametrize("library", SCRIPTS)
def test_the_program_is_saved_for_the_library_that_was_chosen(
    view: CodeView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """The dialog for the file offers NumPy, PyTorch and Keras; the one chosen is written."""
    timeline = Timeline(Problem(load_experiment("xor")[0]))
    show(view, timeline)
    target = tmp_path / "network.py"

    def ask(*args: Any) -> tuple[str, str]:
        offered = args[3].split(";;")
        assert len(offered) == len(SCRIPTS)
        return str(target), next(kind for kind in offered if NAMES[library] in kind)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    view.save()
    assert target.read_text(encoding="utf-8") == SCRIPTS[library](timeline.problem, 100)


def test_a_library_that_cannot_do_it_is_told(
    view: CodeView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyTorch's own gradients cannot be broken on purpose: one line says so, no file is made."""
    said: list[BpvizError] = []
    view.refused.connect(said.append)
    experiment = load_experiment("xor")[0]
    training = replace(experiment.training, mistake="sign_flipped")
    show(view, Timeline(Problem(replace(experiment, training=training))))
    target = tmp_path / "network.py"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *args: (str(target), args[3].split(";;")[1])
    )
    view.save()
    assert [error.place for error in said] == ["training.mistake"]
    assert not target.exists()


# ---- costs and pictures --------------------------------------------------------------------------


def test_the_listing_is_made_once_and_only_when_seen(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hidden view writes no program; a shown one writes it once for all steps of a run."""
    made: list[Problem] = []

    def counted(problem: Problem) -> Source:
        made.append(problem)
        return source_of(problem)

    monkeypatch.setattr("bpviz.ui.views.code.source_of", counted)
    view = CodeView()
    timeline = run("thirty-he")
    show(view, timeline)
    assert made == []
    view.show()
    for k in range(0, 40, 7):
        view.show_step(timeline[k])
    assert made == [timeline.problem]
    view.close()
    view.deleteLater()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("name", ["xor", "thirty-he"])
def test_the_picture_marks_the_current_line(view: CodeView, theme: Theme, name: str) -> None:
    """A slide, of a small or a deep network, has the strip of the step's phase within it."""
    timeline = run(name)
    view.set_theme(theme)
    for phase, layer in (("linear", 1), ("delta", 2), ("update", timeline.problem.n_layers)):
        step: Step = step_at(timeline, 0, phase, layer)
        show(view, timeline, step.index)
        color, ground = theme.phase_color(step.micro.direction), theme.color("stage")
        share = 0.26 if theme is DARK else 0.18
        tint = [
            share * getattr(color, part)() + (1 - share) * getattr(ground, part)()
            for part in ("red", "green", "blue")
        ]
        column = pixels(picture(view, 960, 540))[:, 930].astype(float)
        marked = np.flatnonzero(np.abs(column - tint).max(axis=1) < 3)
        assert len(marked) >= 10
        assert np.all(np.diff(marked) == 1)


def test_a_long_line_is_reached_by_scrolling(view: CodeView) -> None:
    """In a narrow view the type is smaller, and what is still too long can be scrolled to."""
    timeline = run("clipping")
    show(view, timeline)
    view.resize(1200, 300)
    wide = view.pane.rows
    view.resize(420, 300)
    narrow, bar = view.pane.rows, view.pane.horizontalScrollBar()
    assert wide is not None
    assert narrow is not None
    assert narrow.font.pixelSize() < wide.font.pixelSize()
    assert bar.maximum() == round(narrow.width - view.pane.viewport().width())
    bar.setValue(bar.maximum())
    last = max(narrow.source.listing.lines, key=lambda line: len(str(line)))
    row = row_of(view, last.text)
    piece = narrow.source.pieces[narrow.lines[row]][-1]
    assert narrow.box(row, piece).right() - bar.value() <= view.pane.viewport().width()


def test_experiments_without_a_title_have_a_name_to_save_under(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The suggested name comes from the title, without what file names cannot have."""
    asked: list[str] = []

    def ask(*args: Any) -> tuple[str, str]:
        asked.append(Path(args[2]).name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    spec = load_experiment("xor")[0]
    for title in ("Two / three: a\\b?", ""):
        view = CodeView()
        experiment: Experiment = replace(spec, title=title)
        show(view, Timeline(Problem(experiment)))
        view.save()
        view.deleteLater()
    assert asked == ["two-three-a-b.py", "network.py"]


def test_the_picture_fills_its_place(view: CodeView) -> None:
    """The type of a small network's picture is larger on a slide than on screen."""
    rows = view.pane.rows
    assert rows is not None
    image = picture(view, 960, 540)
    assert QRectF(image.rect()).height() == 540
    ground = np.array([*LIGHT.color("stage").getRgb()[:3]])
    view.set_theme(LIGHT)
    written = np.abs(pixels(picture(view, 960, 540)).astype(int) - ground).sum(axis=2) > 200
    used = np.flatnonzero(written[60:].any(axis=1))
    assert used.max() - used.min() > 380
