r"""A worked solution as LaTeX source: amsmath, booktabs, xcolor and TikZ, by any of the engines.

Formulas are set in the text and not displayed, since TeX then breaks overlong ones at their signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpviz.core.worked import (
    Answer,
    Group,
    Heading,
    Math,
    Network,
    Paragraph,
    Part,
    Statement,
    Table,
    Work,
    Worked,
)

PREAMBLE = r"""% Made by bpviz. To be set by pdflatex, xelatex or lualatex.
\documentclass[11pt,a4paper]{article}
\usepackage[margin=2cm]{geometry}
\usepackage{amsmath,amssymb}
\usepackage{booktabs}
\usepackage{xcolor}
\usepackage{tikz}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[<fonts>]{fontenc}
  \usepackage[utf8]{inputenc}
\else
  \usepackage{fontspec}<cyrillic>
\fi
<babel>\everymath{\displaystyle}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\lineskip}{6pt}
\setlength{\lineskiplimit}{4pt}
\relpenalty=0
\binoppenalty=100
\emergencystretch=3em
\newcommand{\work}{\par\hangindent=2.5em\hangafter=1 }
\newcommand{\blank}[1]{\underline{\phantom{#1#1}}}
\newcommand{\filledin}[1]{\textcolor{blue}{\boldsymbol{#1}}}
\begin{document}
\raggedright
"""
CYRILLIC = r"""
  \IfFontExistsTF{CMU Serif}{\setmainfont{CMU Serif}}{\setmainfont{DejaVu Serif}}"""
BABEL = "\\usepackage[english,russian,shorthands=off]{babel}\n"

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: "\\" + mark for mark in "&%$#_{}"},
    **{
        letter: f"$\\{name}$"
        for letter, name in {
            "→": "to", "←": "leftarrow", "·": "cdot", "×": "times", "≈": "approx", "≤": "le",
            "≥": "ge", "∂": "partial", "∞": "infty", "α": "alpha", "β": "beta", "δ": "delta",
            "ε": "varepsilon", "η": "eta", "λ": "lambda", "μ": "mu", "σ": "sigma",
        }.items()
    },
    "−": "$-$",
    "½": r"$\frac{1}{2}$",
    "²": "$^2$",
}  # fmt: skip
_CYRILLIC = re.compile("[\u0400-\u04ff]")

WIDE, TALL = 12.0, 7.0
"""The most that the network's picture takes, in cm."""
DRAWN = 9
"""Neurons of a layer that are drawn; of more, the first and the last."""
LABELLED = 12
"""Weights between two layers that are written on the edges."""


def latex_document(document: Worked) -> str:
    """The whole source, UTF-8 text with Unix line ends."""
    body = "\n".join(line for part in document.parts for line in _part(part, document.kind))
    title = rf"{{\Large\bfseries {escaped(document.title)}}}\par"
    above = rf"{{{escaped(document.subtitle)}}}\par\medskip"
    fields = "".join(rf"{escaped(name)}: \hrulefill\quad " for name in document.fields)
    head = f"{title}\n{above}\n" + (rf"{fields}\par\bigskip" + "\n" if fields else "")
    if document.note:
        head += rf"\textcolor{{blue}}{{{escaped(document.note)}}}\par" + "\n"
    text = head + body
    cyrillic = bool(_CYRILLIC.search(text))
    preamble = PREAMBLE.replace("<fonts>", "T2A" if cyrillic else "T1")
    preamble = preamble.replace("<cyrillic>", CYRILLIC if cyrillic else "")
    preamble = preamble.replace("<babel>", BABEL if cyrillic else "")
    return f"{preamble}{text}\n\\end{{document}}\n"


def escaped(text: str) -> str:
    """Plain text as LaTeX."""
    return "".join(_SPECIAL.get(letter, letter) for letter in re.sub(r"\s+", " ", text))


def _part(part: Part, kind: str) -> Iterator[str]:
    match part:
        case Heading(level, text):
            command = "section" if level == 1 else "subsection"
            yield f"\n\\{command}*{{{escaped(text)}}}"
        case Paragraph(parts):
            said = (f"${p.latex}$" if isinstance(p, Math) else escaped(p) for p in parts)
            yield "".join(said) + r"\par"
        case Statement(latex):
            yield rf"\work ${latex}$\par"
        case Group(works=works):
            yield from (_work(work, kind) for work in works)
        case Table():
            yield from _table(part, kind)
        case Network():
            yield from _network(part)


def _answer(answer: Answer, kind: str) -> str:
    """The number itself, a blank, or the number marked."""
    if not answer.blank or kind == "solution":
        return answer.latex
    return rf"\blank{{{answer.latex}}}" if kind == "sheet" else rf"\filledin{{{answer.latex}}}"


def _work(work: Work, kind: str) -> str:
    start = work.name
    end = f"{work.sign} {_answer(work.answer, kind)}"
    if kind == "sheet" and work.lines:
        return rf"\work ${start} {work.lines[0].split()[0]}$ \dotfill\ ${end}$\par\medskip"
    numbers = " ".join(work.lines)
    return rf"\work ${start} {numbers} {end}$\par".replace("  ", " ")


def _table(table: Table, kind: str) -> Iterator[str]:
    """As many columns as fit side by side, the first one repeated."""
    longest = max((len(_width(cell)) for row in table.rows for cell in row[1:]), default=1)
    room = max(1, 80 // (longest + 3))
    for start in range(1, len(table.head), room):
        chosen = (0, *range(start, min(start + room, len(table.head))))
        yield rf"\par\smallskip\begin{{tabular}}{{@{{}}l{'r' * (len(chosen) - 1)}@{{}}}}"
        yield r"\toprule"
        yield " & ".join(f"${table.head[k]}$" if table.head[k] else "" for k in chosen) + r" \\"
        yield r"\midrule"
        for row in table.rows:
            yield " & ".join(_cell(row[k], kind) for k in chosen) + r" \\"
        yield r"\bottomrule"
        yield r"\end{tabular}\par\medskip"


def _width(cell: str | Answer) -> str:
    return cell.latex if isinstance(cell, Answer) else cell


def _cell(cell: str | Answer, kind: str) -> str:
    text = _answer(cell, kind) if isinstance(cell, Answer) else cell
    return f"${text}$" if text else ""


# ---- the network -------------------------------------------------------------------------------


def _network(network: Network) -> Iterator[str]:
    across = WIDE / max(len(network.sizes) - 1, 1)
    shown = [_shown(size) for size in network.sizes]
    pitch = min(1.8, TALL / max(map(len, shown)))
    yield r"\begin{center}\begin{tikzpicture}[neuron/.style={circle,draw,fill=white,"
    yield rf"  minimum size={min(0.8, 0.75 * pitch):.2f}cm,inner sep=0pt}},"
    yield r"  every node/.style={font=\small}]"
    for layer, units in enumerate(shown):
        for row, unit in enumerate(units):
            y = pitch * ((len(units) - 1) / 2 - row)
            name = rf"x_{{{unit + 1}}}" if layer == 0 else rf"a_{{{unit + 1}}}^{{({layer})}}"
            yield (
                rf"\node[neuron] (n{layer}-{unit}) at ({across * layer:.2f},{y:.2f}) {{${name}$}};"
            )
            if layer and network.biases[layer - 1] and pitch > 1.0:
                bias = network.biases[layer - 1][unit]
                yield rf"\node[below=1pt,gray] at (n{layer}-{unit}.south) {{$+{bias}$}};".replace(
                    "+-", "-"
                )
    for layer in range(1, len(shown)):
        yield from _edges(network, layer, shown[layer - 1], shown[layer])
    yield r"\end{tikzpicture}\end{center}"


def _edges(network: Network, layer: int, sources: list[int], units: list[int]) -> Iterator[str]:
    labelled = len(sources) * len(units) <= LABELLED
    for source in sources:
        for place, unit in enumerate(units):
            weight = network.weights[layer - 1][source][unit]
            at = 0.25 + 0.1 * place if len(units) < 5 else 0.3
            label = (
                rf" node[pos={at:.2f},sloped,above,inner sep=1pt] {{\scriptsize ${weight}$}}"
                if labelled
                else ""
            )
            yield rf"\draw[->,gray,text=black] (n{layer - 1}-{source}) --{label} (n{layer}-{unit});"


def _shown(size: int) -> list[int]:
    if size <= DRAWN:
        return list(range(size))
    return [*range(DRAWN - 2), size - 1]
