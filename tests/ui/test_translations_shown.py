"""Nothing that a view shows in Russian is left in English, wherever its string was written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QRect, QRectF, QTranslator
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

import bpviz.ui
from bpviz.core import Problem, Timeline
from bpviz.files.lessons import lesson
from bpviz.resources import resource_path
from bpviz.ui.code.source import source_of
from bpviz.ui.registry import VIEWS
from bpviz.ui.view import View
from bpviz.ui.views.explanation import ExplanationView
from bpviz.ui.views.surface import SurfaceView

TS = resource_path("translations", "bpviz_ru.ts")
LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED = re.compile(  # proper names, NumPy, symbols, and what Russian lecturers say in English
    r"Glorot|Bengio|Pascanu"
    r"|NumPy|Python|LaTeX|PNG|SVG|dropout|XOR|tanh|ReLU|ELU|SELU|GELU|SiLU|softplus|softmax|SGD|Adam\w*"
    r"|RMSprop|Adagrad|Shift|Ctrl|Li|et|al|NaN|float|ln|exp|max|min|log|mean"
)


@pytest.fixture
def russian(qapp: QApplication) -> Iterator[QApplication]:
    """The application in Russian."""
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    qapp.installTranslator(translator)
    yield qapp
    qapp.removeTranslator(translator)


def painted(view: View) -> list[str]:
    """Every text that a view's picture has."""
    data = QByteArray()
    buffer = QBuffer(data)
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    svg.setViewBox(QRect(0, 0, 1280, 900))
    painter = QPainter(svg)
    view.paint_picture(painter, QRectF(0, 0, 1280, 900))
    painter.end()
    text = bytes(data.data()).decode()
    return [unescape(found) for found in re.findall(r"<text[^>]*>([^<]*)</text>", text)]


def standing(view: QWidget) -> list[str]:
    """Every text of a view's labels, buttons and lists, and every tooltip."""
    found = [re.sub(r"<[^>]*>", " ", label.text()) for label in view.findChildren(QLabel)]
    found += [button.text() for button in view.findChildren(QAbstractButton)]
    for box in view.findChildren(QComboBox):
        found += [box.itemText(i) for i in range(box.count())]
    found += [widget.toolTip() for widget in (view, *view.findChildren(QWidget))]
    return found


def test_the_surface_counts_its_samples_in_russian(russian: QApplication) -> None:
    """What was once left in English, always visible below the surface."""
    timeline = Timeline(Problem(lesson("xor").experiment))
    view = SurfaceView()
    view.resize(600, 500)
    view.set_timeline(timeline)
    view.show_step(timeline[0])
    assert "4 из 4" in "".join(painted(view))
    view.worker.close()
    view.deleteLater()


def english(texts: list[str], code: tuple[str, ...]) -> list[str]:
    """Texts with a Latin word that is no name, no symbol and no code."""
    left = []
    for text in texts:
        words = LATIN.findall(text)
        if text.strip() not in code and any(not ALLOWED.fullmatch(word) for word in words):
            left.append(text)
    return left


@pytest.mark.parametrize("name", list(VIEWS))
@pytest.mark.parametrize("which", ["xor", "circle"])
def test_a_view_shows_nothing_in_english(russian: QApplication, name: str, which: str) -> None:
    """Every phase of an iteration, in pictures, labels, lists and tooltips."""
    timeline = Timeline(Problem(lesson(which).experiment))
    timeline.advance(20)
    code = tuple(micro.code for micro in timeline.problem.micros)
    code += tuple(run.text.strip() for line in source_of(timeline.problem).runs for run in line)
    view = VIEWS[name].factory(None)
    view.resize(1280, 900)
    view.set_timeline(timeline)
    n = timeline.steps_per_iteration
    phases = range(n) if name in ("network", "explanation") else (n - 1,)
    seen: list[str] = []
    for position in phases:
        view.show_step(timeline[12 * n + position])
        if isinstance(view, ExplanationView):
            view.catch_up()
        seen += painted(view)
    seen += standing(view)
    assert seen
    assert english(seen, code) == []
    if isinstance(view, SurfaceView):
        view.worker.close()
    view.deleteLater()


def written() -> Iterator[tuple[str, str, str]]:
    """File, context and text of every string that the window's source has translated."""
    root = Path(bpviz.ui.__file__).parent
    for path in sorted(root.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in ("translate", "QT_TRANSLATE_NOOP") and len(call.args) >= 2:
                context, text = call.args[:2]
                if not isinstance(context, ast.Constant) or not isinstance(context.value, str):
                    continue  # a painter is moved
                if isinstance(text, ast.Constant):
                    yield path.name, str(context.value), str(text.value)
                elif isinstance(text, ast.JoinedStr | ast.BinOp | ast.IfExp):
                    yield path.name, "?", ast.unparse(text)
            elif name == "tr" and call.args:
                text = call.args[0]
                if isinstance(text, ast.Constant):
                    yield path.name, "tr", str(text.value)
                elif ast.unparse(call.func) == "self.tr":
                    yield path.name, "tr", "?" + ast.unparse(text)


def test_no_string_is_written_where_the_collector_does_not_see_it() -> None:
    """A string put together or chosen inside a call of tr() would never be translated."""
    kept: dict[str, set[str]] = {}
    for context in ElementTree.parse(TS).getroot().iter("context"):
        for message in context.iter("message"):
            kept.setdefault(context.findtext("name") or "", set()).add(
                message.findtext("source") or ""
            )
    anywhere = set().union(*kept.values())
    lost = [
        (file, context, text)
        for file, context, text in written()
        if text not in (anywhere if context == "tr" else kept.get(context, set()))
    ]
    assert lost == []
