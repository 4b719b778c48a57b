"""Formulas as pictures: everything that the program writes can be set, and nothing can crash it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from bpviz.core import Experiment, Problem, tex
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.losses import LOSSES
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.files.lessons import lessons
from bpviz.ui.formula import formula_svg, paint_formula, set_formula
from bpviz.ui.paint.typeset import typeset

BROKEN = [r"\frac{", "x^", "{", r"\left(", "", "\\", "x_1_2", "}", r"\begin{cases}", "$", "a & b"]


def registry_formulas() -> list[str]:
    """Every formula of the registries and of all lessons' micro-steps."""
    found = [f for a in ACTIVATIONS.values() for f in (a.formula, a.slope_formula)]
    found += [f for loss in LOSSES.values() for f in (loss.formula, loss.gradient_formula)]
    experiments = [lesson.experiment for lesson in lessons()]
    for name, entry in OPTIMIZERS.items():
        for changes in ({}, *({key: True} for key in entry.params if key in FLAGS)):
            spec = {"name": name, **changes}
            if "nesterov" in spec:
                spec["momentum"] = 0.9
            table = {"layers": [{"units": 1}], "optimizer": spec}
            experiments.append(Experiment.from_dict(table))
    experiments.append(
        Experiment.from_dict(
            {
                "layers": [{"units": 2, "dropout": 0.5, "activation": "leaky_relu"}, {"units": 1}],
                "regularization": {"l1": 0.1, "l2": 0.1},
                "training": {"clip_norm": 1.0},
            }
        )
    )
    found += [micro.formula for e in experiments for micro in Problem(e).micros]
    return list(dict.fromkeys(found))


FLAGS = ("nesterov", "centered", "amsgrad")


@pytest.mark.parametrize("latex", registry_formulas())
def test_every_registered_formula_is_set_and_painted(qapp: Any, latex: str) -> None:
    """Both our typesetter and ziamath set each formula that the core shows, and there is ink."""
    assert typeset(latex, 24.0).width > 0
    svg = formula_svg(latex, "#ff0000", 24.0)
    assert b"<text" not in svg
    assert QSvgRenderer(QByteArray(svg)).isValid()
    assert ink(latex) > 20


def ink(latex: str, color: str = "#ff0000") -> int:
    """How many pixels the formula colours, painted on white at (10, 50)."""
    image = QImage(900, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_formula(painter, 10.0, 50.0, latex, QColor(color), 20.0)
    painter.end()
    pixels = memoryview(image.constBits()).cast("I")
    return sum(1 for value in pixels if value & 0xFFFFFF != 0xFFFFFF)


@pytest.mark.parametrize("latex", BROKEN)
def test_broken_latex_is_shown_as_it_is_written(qapp: Any, latex: str) -> None:
    """No broken input raises: its source is painted instead."""
    assert formula_svg(latex).startswith(b"<svg")
    formula = set_formula(latex)
    assert formula.width >= 0
    if latex.strip():
        assert formula.width > 0
        ink(latex)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(alphabet="\\{}^_'ab12+-=()frac &$%#~привет", max_size=25))
def test_no_text_at_all_crashes_a_formula(qapp: Any, text: str) -> None:
    """Whatever is typed, a formula comes back with finite measures."""
    formula = set_formula(text)
    assert 0 <= formula.width < 1e4
    assert tex.plain_text(text) is not None


def test_other_latex_is_left_to_ziamath(qapp: Any) -> None:
    """A matrix is outside our subset; it is still painted, not written as source."""
    latex = r"\begin{matrix} a & b \\ c & d \end{matrix}"
    with pytest.raises(tex.TexError):
        tex.parse(latex)
    formula = set_formula(latex)
    assert formula.outline is None
    assert formula.ascent + formula.descent > 1.5
    assert ink(latex) > 50


def test_the_same_string_is_set_once(qapp: Any) -> None:
    """A formula that stays on screen is not set again."""
    assert set_formula("a^2+b^2") is set_formula("a^2+b^2")
    assert formula_svg("a^2", "#123456") is formula_svg("a^2", "#123456")


def test_the_program_starts_without_ziamath() -> None:
    """Importing formulas does not import ziamath: it takes as long as Qt itself."""
    code = "import sys, bpviz.ui.formula; print('ziamath' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_formula_sits_on_its_base_line(qapp: Any) -> None:
    """An x painted at y = 50 has all its ink just above 50, at the left end."""
    image = QImage(60, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    width = paint_formula(painter, 10.0, 50.0, "x", QColor("black"), 32.0)
    painter.end()
    inked = [
        (x, y) for x in range(60) for y in range(80) if image.pixelColor(x, y).lightness() < 128
    ]
    ink_box = QRectF(10.0, 50.0 - 0.55 * 32, width, 0.57 * 32)
    assert inked
    assert all(ink_box.adjusted(-1, -1, 1, 1).contains(x, y) for x, y in inked)


def test_a_formula_has_the_colour_it_is_given(qapp: Any) -> None:
    """The same cached formula is painted in any colour."""
    for color in ("#ff0000", "#00ff00"):
        image = QImage(80, 60, QImage.Format.Format_RGB32)
        image.fill(QColor("black"))
        painter = QPainter(image)
        paint_formula(painter, 5.0, 50.0, r"\sum", QColor(color), 40.0)
        painter.end()
        seen = {image.pixelColor(x, y).name() for x in range(80) for y in range(60)}
        assert color in seen


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"= \bigl(0.102 \times (-1.69)\bigr) \times 0.27", "= (0.102 × (−1.69)) × 0.27"),
        (r"\delta_{2}^{(1)} = -0.034", "δ₂⁽¹⁾ = −0.034"),
        (r"1.23 \cdot 10^{-5}", "1.23 · 10⁻⁵"),
        (r"\frac{1}{1 + e^{-0.5}}", "1 / (1 + e^(−0.5))"),
        (r"x = (-1,\, -2)", "x = (−1, −2)"),
        (r"\eta\,\frac{a}{b}", "η · a / b"),
    ],
)
def test_a_formula_can_be_said_in_a_line_of_text(latex: str, text: str) -> None:
    """Copied as text, a formula keeps signs, indices and brackets."""
    assert tex.plain_text(latex) == text


def test_a_line_too_long_ends_in_an_ellipsis(qapp: Any) -> None:
    """Cut to a width, a formula stays within it."""
    latex = " + ".join(["0.12345"] * 30)
    whole = set_formula(latex)
    cut = set_formula(latex, 10.0)
    assert cut.width <= 10.0 < whole.width


@pytest.mark.parametrize(
    ("latex", "lines"),
    [
        (r"= 0.1 \times 0.2 + 0.3 \times 0.4", (r"= 0.1 \times 0.2", r"{} + 0.3 \times 0.4")),
        (
            r"= 0.123456 \times 0.2 + 0.3 \times 0.4 + 1",
            (r"= 0.123456 \times 0.2", r"{} + 0.3 \times 0.4 + 1"),
        ),
        (r"= 2 + 0.3 \times 0.45", (r"= 2", r"{} + 0.3 \times 0.45")),
        (r"= (1 + 2) \times 3", (r"= (1 + 2)", r"{} \times 3")),
        (r"= \frac{1 + 2}{3}", None),
        (r"= -0.5", None),
    ],
)
def test_a_line_is_broken_at_an_operator(latex: str, lines: tuple[str, str] | None) -> None:
    """A long line is broken near its middle, rather between two terms than in one of them.

    Never in brackets, fractions or before a sign.
    """
    assert tex.broken(latex) == lines


@pytest.mark.parametrize(
    ("latex", "lines"),
    [
        (r"= (1 + 2) \times 3", (r"= (1 + 2)", r"{} \times 3")),
        (r"= (1.5 + 2.5)", (r"= (1.5", r"{} + 2.5)")),
        (r"{} + 2.5) \times 3", (r"{} + 2.5)", r"{} \times 3")),
        (r"= \frac{(1 + 2)}{3}", None),
    ],
)
def test_brackets_are_broken_where_asked_for(latex: str, lines: tuple[str, str] | None) -> None:
    """Only where there is no operator outside, also in what is left of a bracket broken before."""
    assert tex.broken(latex, inside=True) == lines


def test_unary_signs_stand_close_and_binary_ones_apart(qapp: Any) -> None:
    """−1 is narrower by the gaps than the −1 of 0 − 1."""
    alone = set_formula("(-1)").width - set_formula("()").width
    between = set_formula("0-1").width - set_formula("0").width
    assert between - alone == pytest.approx(2 * 0.222, abs=0.01)
