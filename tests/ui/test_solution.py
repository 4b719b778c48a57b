"""The worked solution on pages: text that can be found, nothing broken apart or cut off."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from bpviz.cli import main
from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.worked import KINDS, Group, Heading, Kind, Statement, Work, Worked
from bpviz.core.worked_build import worked_solution
from bpviz.core.worked_words import TEMPLATES
from bpviz.files.lessons import load_experiment
from bpviz.ui.export import solution_words
from bpviz.ui.export.pdf_letters import LetterWriter, with_letters
from bpviz.ui.export.solution import BOTTOM, PAGE, SIDE, TOP, write_solution
from bpviz.ui.export.solution_flow import Bit, Row, work_rows
from bpviz.ui.export.solution_layout import Box, boxes_of, pages_of
from bpviz.ui.export.solution_type import FONT, paint_as_text

ROOM, HEIGHT = PAGE[0] - 2 * SIDE, PAGE[1] - TOP - BOTTOM
poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")


def lesson(name: str) -> Timeline:
    """A lesson's run."""
    return Timeline(Problem(load_experiment(name)[0]))


def deep() -> Timeline:
    """Three layers, ReLU, softmax and Adam, a batch of two."""
    return Timeline(
        Problem(
            Experiment.from_dict(
                {
                    "seed": 4,
                    "data": {"source": "spiral", "samples": 4},
                    "layers": [
                        {"units": 3, "activation": "relu", "init": "he_normal"},
                        {"units": 12, "activation": "relu", "init": "he_normal"},
                        {"units": 2, "activation": "softmax"},
                    ],
                    "loss": {"name": "cross_entropy"},
                    "optimizer": {"name": "adam", "learning_rate": 0.01},
                    "training": {"batch_size": 2},
                }
            )
        )
    )


def written(path: Path, timeline: Timeline, kind: Kind = "solution", precision: int = 4) -> Path:
    """The file, written in pieces whose shares rise to 1 at most."""
    shares = list(write_solution(path, timeline, 0, kind, precision, False))
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    return path


def text_of(path: Path) -> str:
    """The text of a PDF file."""
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def laid_out(document: Worked) -> tuple[list[Box], list[list[tuple[float, Box]]]]:
    """Its boxes, and on which pages they are."""
    boxes = [box for _, box in boxes_of(document, ROOM, lambda painter, rect: None)]
    return boxes, pages_of(boxes, 74.0, HEIGHT)


@poppler
def test_numbers_of_the_pdf_can_be_found(qapp: Any, tmp_path: Path) -> None:
    """Mazur's figures are text in the PDF, its fonts are embedded, and nothing is a bitmap."""
    path = written(tmp_path / "a.pdf", lesson("mazur"), precision=9)
    text = text_of(path)
    for number in ("0.298371109", "0.082167041", "0.358916480", "Worked solution"):
        assert number in text
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True)
    rows = fonts.stdout.splitlines()[2:]
    assert any("STIX" in row for row in rows)
    assert all(re.search(r"\byes (yes|no ) ?(yes|no)", row) for row in rows)
    images = subprocess.run(["pdfimages", "-list", str(path)], capture_output=True, text=True,
                            check=True)  # fmt: skip
    assert len(images.stdout.splitlines()) == 2  # the head alone


@poppler
def test_formulas_of_the_pdf_can_be_searched(qapp: Any, tmp_path: Path) -> None:
    """Letters of formulas are the letters that one types, and the drawing names neurons alike."""
    path = written(tmp_path / "a.pdf", lesson("xor"))
    text = text_of(path)
    for formula in ("η = 5", "s = 1", "j=1", "∂L", "x1"):
        assert formula in text
    assert "a₂⁽¹⁾" in text
    assert "a₁⁽²⁾" in text
    checked = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True)
    assert not checked.stderr  # the table of objects is whole


def test_letters_that_do_not_fit_leave_the_pdf(qapp: Any, tmp_path: Path) -> None:
    """Where what Qt says of its glyphs is something else, or the font is missing, nothing changes.

    And what is added is added at the end.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = LetterWriter(buffer)
    painter = QPainter(writer)
    paint_as_text(painter, 50.0, 500.0, r"x + 1 = \eta", QColor("black"), 20.0, 0.0)
    painter.end()
    pdf, letters = bytes(data.data()), list(writer.letters)
    assert letters == ["𝑥", "+", "1", "=", "𝜂"]
    whole = with_letters(pdf, FONT, letters)
    assert whole.startswith(pdf)
    assert b"<0001> <0078>" in whole[len(pdf) :]
    assert with_letters(pdf, FONT, letters[::-1]) == pdf
    assert with_letters(pdf, FONT, letters[:2]) == pdf
    assert with_letters(pdf, "Other", letters) == pdf


@poppler
def test_sheet_and_key_have_the_same_pages(qapp: Any, tmp_path: Path) -> None:
    """What is asked on a page of the sheet is answered on the same page of the key."""
    sheet = text_of(written(tmp_path / "sheet.pdf", lesson("xor"), "sheet")).split("\f")
    key = text_of(written(tmp_path / "key.pdf", lesson("xor"), "key")).split("\f")
    assert len(sheet) == len(key)
    for asked, answered in zip(sheet, key, strict=True):
        titles = [
            re.findall(r"(?m)^(Layer \d: .*|Loss|Update)$", page) for page in (asked, answered)
        ]
        assert titles[0] == titles[1]
    blank = [a for a in worked_solution(lesson("xor"), kind="sheet").answers if a.blank]
    assert blank
    assert "×" in "".join(key)
    assert "×" not in "".join(sheet)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("precision", [2, 15])
def test_everything_fits_on_its_page(qapp: Any, kind: Kind, precision: int) -> None:
    """No line is wider than the page, no box reaches below it, and what introduces has company."""
    for timeline in (lesson("mazur"), lesson("scores"), deep()):
        document = worked_solution(timeline, 1, kind, precision)
        for part in document.parts:
            if isinstance(part, Group):
                for work in part.works:
                    rows = work_rows(work, kind, ROOM, 60.0)
                    assert max(row.width for row in rows) <= ROOM + 0.01
        boxes, pages = laid_out(document)
        assert [box for page in pages for _, box in page] == boxes
        for page in pages:
            assert not page[-1][1].keep
            for (y, box), (below, _) in pairwise(page):
                assert y + box.height <= below
            y, last = page[-1]
            assert y + last.height <= HEIGHT


def test_overlong_lines_are_broken_at_terms(qapp: Any) -> None:
    """A sum that is too long goes on in the next line with a sign, and loses nothing."""
    document = worked_solution(lesson("xor"), precision=15)
    groups = [part for part in document.parts if isinstance(part, Group)]
    work = next(w for g in groups for w in g.works if w.answer.key == ("dW", 2, 0, 0))
    rows = work_rows(work, "solution", 400.0, 40.0)
    assert len(rows) > 2
    assert max(row.width for row in rows) <= 400.0
    starts = [row.bits[0][1].latex for row in rows[1:]]
    assert all(re.match(r"=|\\approx|\{\} (\+|-|\\times)", start) for start in starts)
    whole = "".join(bit.latex.removeprefix("{}") for row in rows for _, bit in row.bits)
    wanted = work.name + "".join(work.lines) + work.sign + work.answer.latex
    assert whole == wanted


def test_sheet_leaves_room_for_the_numbers(qapp: Any) -> None:
    """The sheet shows name, signs and a rule; the rule is longer than the number."""
    document = worked_solution(lesson("mazur"), kind="sheet", precision=9)
    works = [w for p in document.parts if isinstance(p, Group) for w in p.works]
    work = next(w for w in works if w.answer.blank)
    rows = work_rows(work, "sheet", ROOM, 40.0)
    roles = [bit.role for row in rows for _, bit in row.bits]
    assert roles.count("blank") == 1
    assert "work" in roles
    shown = {bit.latex for row in rows for _, bit in row.bits if bit.role == "text"}
    assert shown == {work.name, "="}
    assert rows[-1].bits[-1][1].width > 1.2 * Bit(work.answer.latex).width


def ink(row: Row) -> int:
    """How many pixels of a row are not white."""
    image = QImage(QSize(700, 60), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    row.paint(painter, 4.0, 40.0)
    painter.end()
    return sum(image.pixel(x, y) != 0xFFFFFFFF for x in range(700) for y in range(60))


def test_marked_numbers_stand_out(qapp: Any) -> None:
    """In the key a number that is blank on the sheet is painted bolder, and in colour."""
    plain, marked = Bit("0.082167041"), Bit("0.082167041", role="marked")
    assert ink(Row(((0.0, marked),))) > ink(Row(((0.0, plain),)))


def test_headings_stay_with_what_follows(qapp: Any) -> None:
    """Headings and formulas are never the last on a page, wherever the page ends."""
    document = worked_solution(lesson("scores"))
    boxes = [box for _, box in boxes_of(document, ROOM, lambda painter, rect: None)]
    introducing = sum(isinstance(part, Heading | Statement) for part in document.parts)
    assert sum(box.keep for box in boxes) >= introducing
    for height in range(500, 900, 13):
        for page in pages_of(boxes, 74.0, float(height)):
            assert not page[-1][1].keep


def test_words_are_all_there() -> None:
    """Every sentence of the core is where the translation tools see it."""
    assert set(TEMPLATES) <= set(solution_words.TEMPLATES)


def test_network_is_painted_once_where_its_place_is(qapp: Any) -> None:
    """The picture gets a place as wide as the text."""
    places: list[QRectF] = []
    document = worked_solution(lesson("mazur"))
    image = QImage(QSize(800, 800), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for _, box in boxes_of(document, ROOM, lambda painter, rect: places.append(rect)):
        box.paint(painter, 0.0, 300.0)
    painter.end()
    assert [rect.width() for rect in places] == [ROOM]


# ---- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_command_writes_pdf_and_source(qapp: Any, tmp_path: Path, kind: str) -> None:
    """`bpviz export mazur --worked-solution` writes what the ending says; alone: the solution."""
    for ending, start in ((".pdf", b"%PDF"), (".tex", b"% Made by bpviz")):
        path = tmp_path / f"a{ending}"
        line = ["export", "mazur", "--worked-solution", kind, "--precision", "9", "-o", str(path)]
        assert main([word for word in line if word]) == 0
        assert path.read_bytes().startswith(start)
    source = (tmp_path / "a.tex").read_text(encoding="utf-8")
    assert (r"\dotfill" in source) == (kind == "sheet")


def test_command_knows_language_comma_and_iteration(qapp: Any, tmp_path: Path) -> None:
    """--lang, --decimal-comma and --at-iteration reach the document."""
    path = tmp_path / "a.tex"
    line = "export mazur --worked-solution --lang ru --decimal-comma --at-iteration 7 -o"
    assert main([*line.split(), str(path)]) == 0
    source = path.read_text(encoding="utf-8")
    assert re.search("[а-я]", source)
    assert "0{,}1" in source
    assert not re.search(r"\d\.\d", source.split(r"\end{tikzpicture}")[1])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("mazur --worked-solution answers -o a.pdf", "'solution', 'sheet', 'key'"),
        ("mazur --worked-solution -o a.png", "must end in .pdf, .tex, got 'a.png'"),
        ("mazur --worked-solution --size 640x480 -o a.pdf", "--size: needs --view"),
        ("mazur --worked-solution --precision 1 -o a.pdf", "--precision"),
        ("mazur --view network --decimal-comma -o a.pdf", "needs --worked-solution"),
        ("mazur --worked-solution --view loss -o a.pdf", "not allowed with"),
        (
            "circle --worked-solution -o a.pdf",
            "circle: the network has 13 parameters, and its batch 10 samples",
        ),
        ("mazur --worked-solution -o none/a.pdf", "no such folder"),
    ],
)
def test_wrong_commands_are_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: Any, line: str, said: str
) -> None:
    """What does not go together is refused with one line, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert main(["export", *line.split()]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert said in captured.err
    assert list(tmp_path.iterdir()) == []


def test_work_without_numbers_is_laid_out(qapp: Any) -> None:
    """A linear activation has a result and no arithmetic: one row, on the sheet with its blank."""
    experiment = load_experiment("mazur")[0]
    layers = (experiment.layers[0], replace(experiment.layers[1], activation="linear"))
    timeline = Timeline(Problem(replace(experiment, layers=layers)))
    document = worked_solution(timeline, kind="sheet")
    works: list[Work] = [w for p in document.parts if isinstance(p, Group) for w in p.works]
    bare = [work for work in works if not work.lines]
    assert bare
    for work in bare:
        assert len(work_rows(work, "sheet", ROOM, 60.0)) == 1
