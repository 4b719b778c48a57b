"""The LaTeX source of a worked solution: well formed, with the same numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import experiments

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.tex import parse
from bpviz.core.worked import KINDS, Kind, Worked
from bpviz.core.worked_build import MOST_SAMPLES, worked_solution
from bpviz.core.worked_latex import escaped, latex_document
from bpviz.files.lessons import load_experiment

_MARK = re.compile(r"\\begin\{(\w+)\}|\\end\{(\w+)\}|(\\[A-Za-z]+|\\.)|([{}$])")


def faults(source: str) -> list[str]:
    """What is not balanced: groups, environments, dollar signs within a line."""
    found: list[str] = []
    opened: list[str] = []
    for number, line in enumerate(source.splitlines(), 1):
        dollars = 0
        for match in _MARK.finditer(line):
            begin, end, _, mark = match.groups()
            if begin:
                opened.append(begin)
            elif mark == "{":
                opened.append("{")
            elif end or mark == "}":
                wanted = end or "{"
                if not opened or opened.pop() != wanted:
                    found.append(f"{number}: {match[0]}")
            elif mark == "$":
                dollars += 1
        if dollars % 2:
            found.append(f"{number}: odd dollar sign")
    return found + opened


def document(name: str = "mazur", kind: Kind = "solution", precision: int = 9) -> Worked:
    """A lesson's first iteration."""
    timeline = Timeline(Problem(load_experiment(name)[0]))
    return worked_solution(timeline, 0, kind, precision)


@given(experiments(), st.sampled_from(KINDS), st.booleans())
@settings(max_examples=20)
def test_source_is_balanced(experiment: Experiment, kind: Kind, comma: bool) -> None:
    """Groups, environments and dollar signs close, and every formula can be read."""
    size = min(experiment.training.batch_size or 4, MOST_SAMPLES)
    small = replace(experiment, training=replace(experiment.training, batch_size=size))
    source = latex_document(worked_solution(Timeline(Problem(small)), 0, kind, 4, comma))
    assert faults(source) == []
    body = source.split(r"\begin{document}")[1]
    for formula in re.findall(r"(?<!\\)\$(.*?)(?<!\\)\$", body):
        parse(re.sub(r"\\(?:blank|filledin)(?=\{)", "", formula))


def test_faults_are_seen() -> None:
    """What the test above looks for would be found."""
    assert faults(r"{\bf a") == ["{"]
    assert faults(r"\begin{a}\end{b}") != []
    assert faults("$a$ $b") != []
    assert faults(r"\{ \$ {} $x$") == []


def test_mazurs_figures_are_in_the_source() -> None:
    """The published numbers stand there as they are printed in the article."""
    source = latex_document(document())
    for text in ("0.298371109", "0.082167041", "0.35891648", "0.593269992", "0.149780716"):
        assert text in source


def test_sheet_hides_and_key_marks() -> None:
    """The sheet has no arithmetic; as many numbers are blank there as are marked in the key."""
    sheet, key = (latex_document(document(kind=kind)) for kind in ("sheet", "key"))
    blanks = re.findall(r"\\blank\{([^#}]*)\}", sheet)
    assert blanks
    assert blanks == re.findall(r"\\filledin\{([^#}]*)\}", key)
    assert r"\times" not in sheet.split(r"\begin{document}")[1]
    assert r"0.741365070 \times 0.186815602 \times 0.593269992" in key


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("50 % of a_b & c", r"50 \% of a\_b \& c"),
        (r"C:\x {y} #1 $5", r"C:\textbackslash{}x \{y\} \#1 \$5"),
        ("ReLU → softmax, η = 5", r"ReLU $\to$ softmax, $\eta$ = 5"),
        ("a\n b", "a b"),
    ],
)
def test_titles_cannot_break_the_source(text: str, wanted: str) -> None:
    """What means something to TeX is written so that it stands there as typed."""
    assert escaped(text) == wanted


def test_cyrillic_asks_for_its_fonts() -> None:
    """A Russian text brings its encoding and language along; an English one does without."""
    plain = document()
    russian = replace(plain, title="Разбор одной итерации")
    assert "T2A" in latex_document(russian)
    assert "russian" in latex_document(russian)
    assert "T2A" not in latex_document(plain)
    assert faults(latex_document(russian)) == []
